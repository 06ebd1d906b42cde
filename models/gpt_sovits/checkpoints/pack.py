# SPDX-License-Identifier: GPL-3.0-or-later
"""Voice packs as the community shares them: a GPT and a SoVITS file, and references for each emotion.

Their layout is NAME/VOICE.ckpt, NAME/VOICE.pth and
NAME/reference_audios/LANGUAGE/emotions/[EMOTION]what is said.wav.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from models.gpt_sovits.checkpoints.errors import CheckpointError

LANGUAGES = {
    "zh": ("zh", "zh-cn", "chinese", "mandarin", "中文", "汉语", "普通话"),
    "en": ("en", "en-us", "english", "英语", "英文"),
    "ja": ("ja", "jp", "ja-jp", "japanese", "日语", "日文", "日本語"),
    "ko": ("ko", "kr", "ko-kr", "korean", "韩语", "韩文", "한국어"),
    "yue": ("yue", "zh-yue", "cantonese", "粤语", "粵語", "广东话"),
}
"""What packs name the folders of each language."""
_BY_FOLDER = {name: language for language, names in LANGUAGES.items() for name in names}
_REFERENCES = "reference_audios"
_EMOTIONS = "emotions"
_SOUNDS = frozenset({".wav", ".flac", ".ogg", ".mp3", ".m4a"})
_NAME = re.compile(r"\s*[\[【](?P<emotion>[^\]】]+)[\]】](?P<text>.+)", re.DOTALL)
_MAX_FILES = 20_000
_NUMBER = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Delivery:
    """A reference of a pack.

    Attributes:
        emotion: As the file's name has it.
        language: "zh", "en", "ja", "ko" or "yue".
        text: What is said in it.
        path: The recording.
    """

    emotion: str
    language: str
    text: str
    path: Path


@dataclass(frozen=True, slots=True)
class Pack:
    """What a pack's folder holds.

    Attributes:
        name: The folder's.
        gpt_files: Its .ckpt files, the longest trained last.
        sovits_files: Its .pth files, the longest trained last.
        deliveries: Its references, by language and emotion.
        problems: What was passed over, and why; each a sentence.
    """

    name: str
    gpt_files: tuple[Path, ...]
    sovits_files: tuple[Path, ...]
    deliveries: tuple[Delivery, ...]
    problems: tuple[str, ...]


def read_pack(folder: Path) -> Pack:
    """Reads the layout of a pack; no file is opened.

    Files that do not follow it are passed over and told in `problems`.

    Raises:
        CheckpointError: There is no such folder, or it holds far more files than a pack.
    """
    if not folder.is_dir():
        raise CheckpointError(f"{folder.name}: there is no such folder")
    root = folder.resolve()
    problems: list[str] = []
    files = [path for path in _files(folder) if _is_inside(path, root, problems)]
    found = [_read_delivery(path, path.relative_to(folder), problems) for path in files]
    deliveries = [each for each in found if each is not None]
    return Pack(
        name=root.name,
        gpt_files=_sorted_by_numbers(path for path in files if path.suffix.lower() == ".ckpt"),
        sovits_files=_sorted_by_numbers(path for path in files if path.suffix.lower() == ".pth"),
        deliveries=tuple(sorted(deliveries, key=lambda one: (one.language, one.emotion, one.text))),
        problems=tuple(problems),
    )


def _files(folder: Path) -> list[Path]:
    files: list[Path] = []
    for path in folder.rglob("*"):
        if path.is_file():
            files.append(path)
        if len(files) > _MAX_FILES:
            raise CheckpointError(f"{folder.name}: it holds more than {_MAX_FILES} files, no pack does")
    return sorted(files)


def _is_inside(path: Path, root: Path, problems: list[str]) -> bool:
    if path.resolve().is_relative_to(root):
        return True
    problems.append(f"{path.name} is a link to a file outside the pack")
    return False


def _read_delivery(path: Path, inside: Path, problems: list[str]) -> Delivery | None:
    if path.suffix.lower() not in _SOUNDS or _REFERENCES not in inside.parts[:-1]:
        return None
    below = inside.parts[inside.parts.index(_REFERENCES) + 1 :]
    if len(below) != 3 or below[1] != _EMOTIONS:
        problems.append(f"{inside.as_posix()} is not in {_REFERENCES}/LANGUAGE/{_EMOTIONS}")
        return None
    language = _BY_FOLDER.get(unicodedata.normalize("NFC", below[0]).lower())
    if language is None:
        problems.append(f"{inside.as_posix()} is in a language that is not known, {below[0]}")
        return None
    named = _NAME.fullmatch(unicodedata.normalize("NFC", path.stem))
    emotion, text = (named["emotion"].strip(), named["text"].strip()) if named else ("", "")
    if not emotion or not text:
        problems.append(f"{inside.as_posix()} is not named [EMOTION]text")
        return None
    return Delivery(emotion, language, text, path)


def _sorted_by_numbers(paths: Iterable[Path]) -> tuple[Path, ...]:
    """By name, with e8 before e15."""
    return tuple(sorted(paths, key=_parts_of_name))


def _parts_of_name(path: Path) -> list[tuple[int, str]]:
    """Text and numbers in turn, so that two names compare alike at each place."""
    parts = _NUMBER.split(path.name)
    return [(int(part), "") if index % 2 else (0, part) for index, part in enumerate(parts)]
