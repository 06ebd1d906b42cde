# SPDX-License-Identifier: GPL-3.0-or-later
"""The shape of a head: one closed skin whose rings of vertices run around the mouth.

The head is drawn like a globe whose pole is the mouth, so that every loop of edges near the lips goes round
them, as in a face modelled by hand. Coordinates are Blender's: x to the character's left, -y to the front, z
up; the skull has a radius of about 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

COLUMNS: Final = 56  # vertices around the mouth; a multiple of 4 puts one on each corner and on the midline
SLIT: Final = 0.0008  # half the gap between closed lips


@dataclass(frozen=True, slots=True)
class Look:
    """How one head differs from another.

    Attributes:
        skull: Radii of the skull along x, y and z.
        mouth_width: Half the distance between the corners of the mouth.
        upper_lip: Height of the red of the upper lip at the midline.
        lower_lip: The same for the lower lip.
        smile: How far the corners of the resting mouth are drawn up.
        cheeks: Fullness of the cheeks.
        chin: How far the chin comes forward.
        jaw: How much the head narrows downwards, 0 to 1.
    """

    skull: tuple[float, float, float] = (0.86, 0.88, 1.02)
    mouth_width: float = 0.35
    upper_lip: float = 0.062
    lower_lip: float = 0.082
    smile: float = 0.035
    cheeks: float = 0.06
    chin: float = 0.1
    jaw: float = 0.12


@dataclass(frozen=True, slots=True, eq=False)
class Skin:
    """The resting head.

    Attributes:
        points: Vertices, float64 [n, 3]; ring after ring, `COLUMNS` to a ring, then one at the back of the
            mouth and one at the back of the head.
        ring: Index of each vertex's ring, counted from the throat; the first `inside` rings line the mouth.
        sine: Where it is around the mouth: 1 above the middle of the upper lip, 0 at the corners, -1 below.
        cosine: 1 at the left corner, -1 at the right.
        distance: How far from the slit between the lips, in radians around the skull; 0 within the mouth.
        faces: Quads and triangles as tuples of vertex numbers.
        lips: Rings of the lips: the first and the last that is red.
    """

    points: Array
    ring: NDArray[np.int64]
    sine: Array
    cosine: Array
    distance: Array
    faces: list[tuple[int, ...]]
    lips: tuple[int, int]


MOUTH_ELEVATION: Final = -0.36  # radians below the horizon
_CAVITY: Final = (
    (0.55, 0.5, 0.6),
    (0.8, 0.85, 0.42),
    (0.93, 1.0, 0.26),
    (0.97, 0.9, 0.14),
    (0.99, 0.45, 0.07),
)
"""Rings of the mouth's inside: width and height as shares of the mouth's, depth behind the skin."""
_CAVITY_HEIGHT: Final = 0.17
_LIPS: Final = (  # share of the lip's height, how far it stands out
    (0.0, -0.035),
    (0.0, 0.0),
    (0.025, 0.026),
    (0.25, 0.046),
    (0.52, 0.05),
    (0.8, 0.038),
    (1.0, 0.02),
    (1.15, 0.008),
    (1.4, 0.002),
)
_RED: Final = 6  # the last ring of `_LIPS` that is red
_FACE_RINGS: Final = 22


def skin(look: Look) -> Skin:
    """The resting head with closed lips."""
    angles = np.arange(COLUMNS) * (2 * np.pi / COLUMNS)
    cosine, sine = np.cos(angles), np.sin(angles)
    rings = [_cavity_ring(look, cosine, sine, *row) for row in _CAVITY]
    rings += [_lip_ring(look, cosine, sine, *row) for row in _LIPS]
    rings += [surface(look, *_face_ring(look, cosine, sine, step)) for step in range(1, _FACE_RINGS + 1)]
    inside = len(_CAVITY)
    spans = [0.0] * (inside + 2) + [0.015 * k for k in range(1, len(_LIPS) - 1)]
    distance = [np.full(COLUMNS, span) for span in spans]
    distance += [np.hypot(*_face_ring(look, cosine, sine, step)) for step in range(1, _FACE_RINGS + 1)]
    throat = np.array([[0.0, rings[0][:, 1].max() + 0.03, rings[0][:, 2].mean()]])
    crown = rings[-1].mean(axis=0, keepdims=True)
    points = np.concatenate([*rings, throat, crown])
    count = len(rings)
    return Skin(
        points=points,
        ring=np.append(np.repeat(np.arange(count), COLUMNS), [0, count - 1]),
        sine=np.append(np.tile(sine, count), [0.0, 0.0]),
        cosine=np.append(np.tile(cosine, count), [0.0, 0.0]),
        distance=np.append(np.concatenate(distance), [0.0, np.pi]),
        faces=_faces(count),
        lips=(inside, inside + _RED),
    )


def surface(look: Look, across: Array, up: Array) -> Array:
    """Points of the skin, [n, 3], at the given angles (radians) left of and above the middle of the mouth."""
    turn = np.hypot(across, up)
    with np.errstate(invalid="ignore", divide="ignore"):
        scale = np.where(turn > 1e-9, np.sin(turn) / turn, 1.0)
    front = np.cos(turn)
    x, v = across * scale, up * scale
    cos, sin = np.cos(MOUTH_ELEVATION), np.sin(MOUTH_ELEVATION)
    direction = np.stack([x, -(front * cos - v * sin), front * sin + v * cos], axis=1)
    return _sculpt(look, direction)


def _sculpt(look: Look, direction: Array) -> Array:
    """From a unit sphere to a head: egg, chin, cheeks and the mound of the mouth."""
    points = direction * np.array(look.skull)
    x, y, z = points.T
    narrow = 1.0 - look.jaw * smooth(-0.05, -1.0, z)
    front = smooth(0.1, -0.6, y)
    chin = look.chin * np.exp(-((x / 0.32) ** 2) - ((z + 0.74) / 0.26) ** 2) * front
    cheek = np.exp(-(((np.abs(x) - 0.44) / 0.24) ** 2) - ((z + 0.16) / 0.22) ** 2) * front
    mound = 0.055 * np.exp(-((x / 0.36) ** 2) - ((z + 0.36) / 0.22) ** 2) * front
    return np.stack(
        [x * narrow + np.sign(x) * 0.5 * look.cheeks * cheek, y - chin - look.cheeks * cheek - mound, z], 1
    )


def _outline(look: Look, cosine: Array) -> tuple[Array, Array, Array]:
    """Heights of the red above and below the slit, and the slit's own rise, along the mouth (angles)."""
    arch = np.clip(1.0 - cosine**2, 0.0, 1.0)
    bow = 1.0 - 0.16 * np.exp(-((cosine / 0.16) ** 2)) + 0.06 * np.exp(-(((np.abs(cosine) - 0.3) / 0.2) ** 2))
    return look.upper_lip * bow * arch**0.62, look.lower_lip * arch**0.55, look.smile * cosine**2


def _lip_ring(look: Look, cosine: Array, sine: Array, share: float, out: float) -> Array:
    """One ring of the lips."""
    upper, lower, rise = _outline(look, cosine)
    side = np.where(sine >= 0, 1.0, -1.0)
    height = np.where(sine >= 0, upper, lower) * share + SLIT * np.abs(sine)
    width = look.mouth_width * (1.0 + 0.05 * share)
    points = surface(look, width * cosine, rise + side * height)
    fade = 0.35 + 0.65 * (1.0 - cosine**2) ** 0.5
    points[:, 1] -= out * (fade if out > 0 else 1.0)
    return points


def _cavity_ring(look: Look, cosine: Array, sine: Array, wide: float, tall: float, deep: float) -> Array:
    """One ring of the lining of the mouth."""
    middle = surface(look, np.zeros(1), np.zeros(1))[0]
    rise = look.smile * cosine**2 * (0.3 if tall > 0.6 else 1.0)
    corner = surface(look, look.mouth_width * cosine, rise)
    points = np.empty((len(cosine), 3))
    points[:, 0] = corner[:, 0] * wide
    points[:, 1] = middle[1] + (corner[:, 1] - middle[1]) * (1.0 - deep) + deep
    points[:, 2] = corner[:, 2] + _CAVITY_HEIGHT * tall * sine
    return points


def _face_ring(look: Look, cosine: Array, sine: Array, step: int) -> tuple[Array, Array]:
    """Angles of a ring of the face: an ellipse around the lips that opens into circles around the head."""
    upper, lower, rise = _outline(look, cosine)
    share = (step / _FACE_RINGS) ** 1.35
    start_across = look.mouth_width * 1.07 * cosine
    start_up = rise + np.where(sine >= 0, upper, -lower) * 1.4 + SLIT * sine
    reach = 0.975 * np.pi
    # Heights grow quickly at first: the skin between lips and nose must not stay a thin band.
    grow = share + 0.06 * np.sqrt(share) * (1.0 - share)
    across = start_across * (1.0 - share) + reach * share * cosine
    up = start_up * (1.0 - share) + reach * grow * sine
    return across, up


def _faces(rings: int) -> list[tuple[int, ...]]:
    faces: list[tuple[int, ...]] = []
    for ring in range(rings - 1):
        for column in range(COLUMNS):
            beside = (column + 1) % COLUMNS
            here, there = ring * COLUMNS, (ring + 1) * COLUMNS
            faces.append((here + column, there + column, there + beside, here + beside))
    throat, crown, last = rings * COLUMNS, rings * COLUMNS + 1, (rings - 1) * COLUMNS
    for column in range(COLUMNS):
        beside = (column + 1) % COLUMNS
        faces.append((throat, column, beside))
        faces.append((crown, last + beside, last + column))
    return faces


def smooth(low: float, high: float, values: Array) -> Array:
    """0 at `low`, 1 at `high`, an S between them; `low` may be the greater."""
    share = np.clip((values - low) / (high - low), 0.0, 1.0)
    return share * share * (3.0 - 2.0 * share)
