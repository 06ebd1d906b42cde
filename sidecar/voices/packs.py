# SPDX-License-Identifier: GPL-3.0-or-later
"""What a voice takes from a community pack: its longest trained networks, one language, its deliveries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from models.gpt_sovits.checkpoints import CheckpointError, Delivery, Pack, read_pack
from models.gpt_sovits.phones import InventoryVersion
from sidecar.errors import InvalidRequestError, Violation
from sidecar.voices.languages import tag_of
from sidecar.voices.reference import DeliveryReference, Reference, read_reference
from sidecar.voices.voice import NEUTRAL

MOST_NAME_CHARACTERS = 64
"""Of a delivery, where voices are kept."""
_NEUTRAL_EMOTIONS = (
    *("neutral", "calm", "default", "normal"),
    *("中立", "中性", "平静", "平靜", "平常", "默认", "預設", "普通", "正常", "一般"),
    *("ニュートラル", "通常", "デフォルト", "중립", "평온", "기본", "보통"),
)
"""What packs call speech without emotion, the plainest first."""


def open_pack(folder: Path) -> Pack:
    """Reads a pack's layout.

    Raises:
        InvalidRequestError: Field "pack".
    """
    try:
        return read_pack(folder)
    except CheckpointError as error:
        raise InvalidRequestError([Violation("pack", f"{error}")]) from error


def choose_networks(
    pack: Pack, gpt: Path | None, sovits: Path | None, tell: Callable[[str], None]
) -> tuple[Path, Path]:
    """The GPT and SoVITS files that are named, or else the pack's longest trained.

    Args:
        pack: The pack.
        gpt: Named by the user.
        sovits: Named by the user.
        tell: Is given which of several was taken; sentences.

    Raises:
        InvalidRequestError: Field "gpt" or "sovits": the pack has none.
    """
    violations: list[Violation] = []
    chosen: list[Path] = []
    for field, named, files, ending in (
        ("gpt", gpt, pack.gpt_files, ".ckpt"),
        ("sovits", sovits, pack.sovits_files, ".pth"),
    ):
        if named is None and not files:
            violations.append(Violation(field, f"the pack has no {ending} file; name one"))
        elif named is None and len(files) > 1:
            tell(f"{files[-1].name} is taken, the longest trained of {len(files)} {ending} files")
        chosen += [named] if named else files[-1:]
    if violations:
        raise InvalidRequestError(violations)
    return chosen[0], chosen[1]


def language_of(pack: Pack, language: str) -> str:
    """The language asked for, or else the only one that the pack has references in; BCP-47 tags.

    Raises:
        InvalidRequestError: Field "language" or "pack".
    """
    counts: dict[str, int] = {}
    for delivery in pack.deliveries:
        tag = tag_of(delivery.language)
        counts[tag] = counts.get(tag, 0) + 1
    listed = ", ".join(f"{tag} ({count} references)" for tag, count in counts.items())
    if not counts:
        raise InvalidRequestError(
            [
                Violation(
                    "pack",
                    "it has no reference_audios/LANGUAGE/emotions/[EMOTION]text.wav; import its .ckpt and "
                    ".pth by name, with a recording of your own",
                )
            ]
        )
    if language and language not in counts:
        raise InvalidRequestError(
            [Violation("language", f"the pack has no reference in {language}; use one of {listed}")]
        )
    if not language and len(counts) > 1:
        raise InvalidRequestError([Violation("language", f"the pack has several; use one of {listed}")])
    return language or next(iter(counts))


def choose_deliveries(pack: Pack, language: str, tell: Callable[[str], None]) -> dict[str, Delivery]:
    """One reference of a language for each emotion, by the emotion; what is passed over is told."""
    chosen: dict[str, Delivery] = {}
    known: set[str] = set()
    for delivery in pack.deliveries:
        if tag_of(delivery.language) != language:
            continue
        if len(delivery.emotion) > MOST_NAME_CHARACTERS or not delivery.emotion.isprintable():
            tell(
                f"{delivery.path.name} is passed over: its emotion's name is not of "
                f"1 to {MOST_NAME_CHARACTERS} printable characters"
            )
        elif delivery.emotion.casefold() in known:
            tell(f"{delivery.path.name} is passed over: there is another of this emotion")
        else:
            chosen[delivery.emotion] = delivery
            known.add(delivery.emotion.casefold())
    others = sum(tag_of(delivery.language) != language for delivery in pack.deliveries)
    if others:
        tell(f"references in other languages are passed over ({others})")
    return chosen


def read_references(
    chosen: Mapping[str, Delivery],
    language: str,
    inventory: InventoryVersion,
    segmentation: Path | None,
    tell: Callable[[str], None],
) -> list[DeliveryReference]:
    """Listens to a pack's references; those that cannot be used are passed over.

    Args:
        chosen: By emotion.
        language: Of all of them, BCP-47.
        inventory: The voice's.
        segmentation: A segmentation checkpoint of the user's own.
        tell: Is given what is passed over, and which emotion is the neutral delivery; sentences.

    Raises:
        InvalidRequestError: Field "pack": none can be used.
    """
    usable: dict[str, Reference] = {}
    for emotion, delivery in chosen.items():
        try:
            usable[emotion] = read_reference(
                delivery.path, delivery.text, language, inventory, segmentation=segmentation
            )
        except InvalidRequestError as error:
            reasons = "; ".join(violation.message.rstrip(".") for violation in error.violations)
            tell(f"{delivery.path.name} is passed over: {reasons}")
    if not usable:
        raise InvalidRequestError([Violation("pack", f"none of its references in {language} can be used")])
    neutral, note = _neutral_emotion(usable)
    if note:
        tell(note)
    return [
        DeliveryReference(NEUTRAL if emotion == neutral else emotion, chosen[emotion].path, reference)
        for emotion, reference in usable.items()
    ]


def _neutral_emotion(emotions: Iterable[str]) -> tuple[str, str]:
    """Which of some emotions is the neutral delivery; and what to tell if none is called so."""
    plain = {emotion.casefold(): emotion for emotion in emotions}
    for name in _NEUTRAL_EMOTIONS:
        if name in plain:
            return plain[name], ""
    first = next(iter(plain.values()))
    return first, f"no emotion of the pack is called {NEUTRAL} or alike, so {first} is the delivery {NEUTRAL}"
