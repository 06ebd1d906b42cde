# SPDX-License-Identifier: GPL-3.0-or-later
"""ARKit's mouth shapes for a head of `surface.skin`: where every vertex goes when a shape is fully on.

Each shape moves the lips by a rule along their outline and lets the skin around follow less and less with its
distance. Names are those of Apple's ARFaceAnchor.BlendShapeLocation.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from .surface import Array, Look, Skin, smooth

HINGE: Final = (0.05, -0.12)  # y and z of the jaw's axis, below the ears
JAW_ANGLE: Final = 0.42  # radians at jawOpen = 1
_CURVATURE: Final = 0.62  # of the face across the mouth: y = _CURVATURE * x^2
_CORNER: Final = 0.36  # share of the jaw's way that the corners of the mouth go


def shapes(look: Look, head: Skin) -> dict[str, Array]:
    """Vertices, float64 [n, 3], of every shape at full strength, by name."""
    moves = {
        "jawOpen": _jaw_open(look, head),
        "mouthClose": _mouth_close(head),
        "mouthFunnel": _funnel(look, head),
        "mouthPucker": _pucker(look, head),
        "mouthRollLower": _roll(head, _lower(head) ** 0.8, 0.085, look.lower_lip),
        "mouthRollUpper": _roll(head, _upper(head) ** 0.8, 0.07, -look.upper_lip),
    }
    left = smooth(-0.1, 0.1, head.points[:, 0])[:, None]
    for name, move in (
        ("mouthStretch", _stretch(look, head)),
        ("mouthSmile", _smile(look, head)),
        ("mouthPress", _press(look, head)),
        ("mouthUpperUp", _upper_up(head)),
        ("mouthLowerDown", _lower_down(head)),
    ):
        moves[f"{name}Left"], moves[f"{name}Right"] = move * left, move * (1.0 - left)
    return {name: head.points + move for name, move in moves.items()}


def jaw_turn(points: Array, angle: float = JAW_ANGLE) -> Array:
    """How far points that belong to the jaw move when it opens: [n, 3]."""
    y, z = points[:, 1] - HINGE[0], points[:, 2] - HINGE[1]
    cos, sin = np.cos(angle), np.sin(angle)
    return np.stack([np.zeros_like(y), y * (cos - 1) - z * sin, y * sin + z * (cos - 1)], 1)


def _near(head: Skin, reach: float, start: float = 0.05) -> Array:
    """1 on the lips and in the mouth, falling to 0 at `reach` radians from the slit."""
    return smooth(reach, start, head.distance)


def _inside(head: Skin) -> Array:
    """How much a vertex belongs to the lips rather than to the lining of the mouth: 1 on lips and skin."""
    return smooth(head.lips[0] - 4.0, float(head.lips[0]), head.ring.astype(float))


def _upper(head: Skin) -> Array:
    return np.maximum(head.sine, 0.0)


def _lower(head: Skin) -> Array:
    return np.maximum(-head.sine, 0.0)


def _profile(head: Skin) -> Array:
    """0 where the lips meet, 1 at the edge of the red, staying 1 beyond it."""
    first, last = head.lips
    return np.clip((head.ring - first - 1) / (last - first - 1), 0.0, 1.0)


def _jaw_share(head: Skin) -> Array:
    """How much of the jaw's way each vertex goes."""
    sine = head.sine
    lips = np.where(sine < 0, _CORNER + (1 - _CORNER) * -sine, _CORNER * (1 - sine))
    reach = np.where(sine < 0, 0.75 + 0.85 * -sine, 0.75 - 0.35 * sine)
    fall = smooth(0.0, 1.0, np.clip((reach - head.distance) / (reach * 0.62), 0.0, 1.0))
    return lips * fall


def _jaw_open(look: Look, head: Skin) -> Array:
    move = jaw_turn(head.points) * _jaw_share(head)[:, None]
    move[:, 0] -= 0.1 * look.mouth_width * head.cosine * _near(head, 0.5)
    cheek = smooth(0.2, 0.5, head.distance) * smooth(1.1, 0.5, head.distance) * np.abs(head.cosine) ** 3
    move[:, 0] -= 0.05 * np.sign(head.points[:, 0]) * cheek
    return move


def _mouth_close(head: Skin) -> Array:
    """Closes the lips over the open jaw: the way back to where the corners are."""
    opened = jaw_turn(head.points)
    way = _CORNER - _jaw_share(head)
    return opened * (way * _near(head, 0.42, 0.1) * _inside(head))[:, None]


def _round(look: Look, head: Skin, narrow: float, forward: float) -> Array:
    lips = _inside(head)
    near = _near(head, 0.85, 0.08) * (0.25 + 0.75 * lips)
    move = np.zeros_like(head.points)
    chin = 1.0 - 0.7 * _lower(head) * smooth(0.05, 0.35, head.distance)  # the skin over the chin stays put
    move[:, 0] = -narrow * head.cosine * look.mouth_width * near * chin
    # What slides towards the middle follows the curve of the face.
    x = head.points[:, 0]
    move[:, 1] = _CURVATURE * ((x + move[:, 0]) ** 2 - x**2)
    move[:, 1] -= forward * _near(head, 0.5, 0.06) * lips * (0.7 + 0.3 * np.abs(head.sine))
    # The smile leaves the corners.
    move[:, 2] = -look.smile * head.cosine**2 * near
    return move


def _funnel(look: Look, head: Skin) -> Array:
    move = _round(look, head, 0.4, 0.075)
    return move + _ring_out(head, upper=0.034, lower=0.05, full=0.035)


def _pucker(look: Look, head: Skin) -> Array:
    move = _round(look, head, 0.58, 0.14)
    flatter = 0.3 * look.lower_lip * _lower(head) * _profile(head) * _near(head, 0.42, 0.06)
    move[:, 2] += flatter
    return move + _ring_out(head, upper=0.012, lower=0.016, full=0.05)


def _ring_out(head: Skin, *, upper: float, lower: float, full: float) -> Array:
    """Parts the lips and turns their red outwards all round, so that they make a ring."""
    near = _near(head, 0.42, 0.06) * _inside(head)
    profile = _profile(head)
    move = np.zeros_like(head.points)
    move[:, 0] = full * profile * head.cosine * near
    move[:, 1] = -0.03 * (1 - profile) * near
    move[:, 2] = (upper * _upper(head) - lower * _lower(head) + 0.6 * full * profile * head.sine) * near
    return move


def _stretch(look: Look, head: Skin) -> Array:
    near = _near(head, 0.7, 0.06) * (0.4 + 0.6 * _inside(head))
    move = np.zeros_like(head.points)
    move[:, 0] = 0.3 * look.mouth_width * head.cosine * near
    move[:, 1] = 0.1 * look.mouth_width * head.cosine**2 * near
    move[:, 2] = (-0.02 * head.cosine**2 - 0.006 * head.sine) * near
    return move


def _smile(look: Look, head: Skin) -> Array:
    near = _near(head, 0.75, 0.06) * (0.4 + 0.6 * _inside(head))
    corner = head.cosine**2
    move = np.zeros_like(head.points)
    move[:, 0] = 0.24 * look.mouth_width * head.cosine * near
    move[:, 1] = 0.12 * look.mouth_width * corner * near
    move[:, 2] = (0.075 * corner + 0.012 * _upper(head)) * near
    return move


def _press(look: Look, head: Skin) -> Array:
    """Lips pressed on one another: thinner, the crest flattened."""
    near = _near(head, 0.3, 0.06) * _inside(head)
    height = np.where(head.sine >= 0, look.upper_lip, look.lower_lip) * np.abs(head.sine)
    move = np.zeros_like(head.points)
    move[:, 2] = -np.sign(head.sine) * 0.4 * height * _profile(head) * near
    move[:, 1] = -0.008 * near * (1 - _profile(head)) * np.abs(head.sine)
    return move


def _roll(head: Skin, share: Array, back: float, height: float) -> Array:
    """A lip rolled over its teeth: the red turns inwards; its `height` is negative for the upper lip."""
    near = _near(head, 0.4, 0.05) * _inside(head) * share
    meets = 1.0 - _profile(head)
    move = np.zeros_like(head.points)
    move[:, 1] = back * near * (0.35 + 0.65 * meets)
    move[:, 2] = near * (0.55 * height * _profile(head) + np.sign(height) * 0.01 * meets)
    return move


def _upper_up(head: Skin) -> Array:
    near = _near(head, 0.4, 0.06) * _inside(head) * _upper(head) ** 0.7
    move = np.zeros_like(head.points)
    move[:, 2] = 0.105 * near
    move[:, 1] = -0.012 * near
    return move


def _lower_down(head: Skin) -> Array:
    near = _near(head, 0.45, 0.06) * _inside(head) * _lower(head) ** 0.7
    move = np.zeros_like(head.points)
    move[:, 2] = -0.105 * near
    move[:, 1] = -0.012 * near
    return move
