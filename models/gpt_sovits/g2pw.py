# SPDX-License-Identifier: GPL-3.0-or-later
"""g2pW: how a Chinese character that has several readings is read in its sentence.

Chen et al. 2022, arXiv:2203.10430: a BERT whose softmax is weighted by what the character can be. The
published network learned from traditional characters, each in a window of its text, and answers in bopomofo.
It is used where the user has put its folder; nobody needs it.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from models.gpt_sovits.published import TEXT_ENCODER, published_folder, require_file
from models.weights import WeightsError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

    Parsed = TypeVar("Parsed")

PART = "g2pw"
"""Its name in `weights.toml`."""
FOLDER = "G2PWModel"
NETWORK = "g2pW.onnx"
POLYPHONES = "POLYPHONIC_CHARS.txt"
BOPOMOFO = "bopomofo_to_pinyin_wo_tune_dict.json"
SETTINGS = "config.py"
_FILES = (NETWORK, POLYPHONES, BOPOMOFO, SETTINGS)
_INPUTS = ("input_ids", "token_type_ids", "attention_mask", "phoneme_mask", "char_ids", "position_ids")
_LONGEST = 510
"""Characters that BERT takes between its first and last token."""

# The network reads these as in Taiwan, or sandhi decides; PaddleSpeech, which adapted its list of readings to
# the mainland's, leaves the same ones to a dictionary.
_NOT_ASKED = frozenset("一不和咋嗲剖差攢倒難奔勁拗肖瘙誒泊听噢")


def polyphones() -> Polyphones | None:
    """The network where the user has it; loaded once, and anew when its files change.

    Raises:
        models.weights.WeightsError: Its folder is there, but a file is missing or damaged.
    """
    folder = _folder()
    return None if folder is None else _load(folder, _stamp(folder))


def mandarin_polyphones_revision() -> str:
    """What decides how characters of several readings are read; for the keys of what was spoken."""
    folder = _folder()
    return "pypinyin" if folder is None else f"g2pw {_stamp(folder)} opencc {metadata.version('opencc')}"


class Polyphones:
    """The network, its list of readings, and the way from simplified to traditional characters."""

    def __init__(
        self, session: InferenceSession, readings: Readings, settings: Settings, vocabulary: Mapping[str, int]
    ) -> None:
        import opencc  # only for those who have the network

        self._session = session
        self._readings = readings
        self._settings = settings
        self._vocabulary = vocabulary
        self._traditional = opencc.OpenCC("s2tw")

    @classmethod
    def load(cls, folder: Path, tokenizer: Path) -> Polyphones:
        """The network of a local folder; its Python file is read, never run.

        Args:
            folder: The official "G2PWModel".
            tokenizer: Holds tokenizer.json or vocab.txt of a Chinese BERT.

        Raises:
            models.weights.WeightsError: A file is missing or damaged, or they do not belong together.
        """
        for name in _FILES:
            require_file(folder, name)
        settings = _parsed(folder / SETTINGS, Settings.parse)
        pinyin = _parsed(folder / BOPOMOFO, _string_table)
        readings = _parsed(folder / POLYPHONES, lambda text: Readings.parse(text, pinyin, settings))
        vocabulary = _parsed(require_file(tokenizer, "tokenizer.json", "vocab.txt"), _vocabulary)
        return cls(_session(folder / NETWORK, len(readings.pinyin)), readings, settings, vocabulary)

    def readings(self, text: str, positions: Iterable[int]) -> dict[int, str]:
        """The numbered pinyin ("zhang3") of characters in their text, before sandhi.

        Args:
            text: Chinese characters, without a pause between them.
            positions: Of the characters in question.

        Returns:
            Position -> pinyin, of those characters that the network knows several readings of.
        """
        written = self._traditional.convert(text)  # one character stays one
        windows: dict[tuple[int, int], list[int]] = {}
        for position in positions:
            if written[position] in self._readings.choices and written[position] not in _NOT_ASKED:
                windows.setdefault(self._settings.around(position, len(text)), []).append(position)
        found: dict[int, str] = {}
        for (start, end), inside in windows.items():
            labels = self._best(written[start:end], [position - start for position in inside])
            for position, label in zip(inside, labels, strict=True):
                pinyin = self._readings.pinyin[label]
                if pinyin is not None:
                    found[position] = pinyin
        return found

    def _best(self, text: str, positions: Sequence[int]) -> list[int]:
        """Labels of the best readings of characters that see the same text.

        The text stands in the batch for each of them, yet there are exports that read it once: a batch can
        have no other.
        """
        unknown = self._vocabulary["[UNK]"]
        inside = [self._vocabulary.get(character, unknown) for character in text]
        row = [self._vocabulary["[CLS]"], *inside, self._vocabulary["[SEP]"]]
        tokens = np.array([row] * len(positions), np.int64)
        mask = np.full((len(positions), len(self._readings.pinyin)), not self._settings.masked, np.float32)
        for query, position in zip(mask, positions, strict=True):
            query[list(self._readings.choices[text[position]])] = 1
        values = (
            tokens,
            np.zeros_like(tokens),
            np.ones_like(tokens),
            mask,
            np.array([self._readings.characters[text[position]] for position in positions], np.int64),
            np.array(positions, np.int64) + 1,  # behind [CLS]
        )
        probabilities: Any = self._session.run(None, dict(zip(_INPUTS, values, strict=True)))[0]
        return np.argmax(probabilities, axis=-1).tolist()


@dataclass(frozen=True, slots=True)
class Settings:
    """What the network's configuration says of its input.

    Attributes:
        window: Most characters of text that it sees.
        masked: Whether it is told which labels are readings of the character.
        by_character: Whether a label is a reading of one character, not of all that have it.
    """

    window: int
    masked: bool
    by_character: bool

    def around(self, position: int, length: int) -> tuple[int, int]:
        """What is seen of a text: all of it, or half a window before the character and half from it on."""
        if length <= self.window:
            return 0, length
        return max(0, position - self.window // 2), min(length, position + self.window // 2)

    @classmethod
    def parse(cls, code: str) -> Settings:
        """Reads the assignments of literals in Python code.

        Raises:
            SyntaxError, ValueError: It is no such code.
        """
        said: dict[str, Any] = {"window_size": 32, "use_mask": True, "use_char_phoneme": False}
        for statement in ast.parse(code).body:
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in said:
                    said[name] = ast.literal_eval(value)
        window = _LONGEST if said["window_size"] is None else said["window_size"]
        if not isinstance(window, int) or window < 2:
            raise ValueError(f"a window_size of {window!r}")
        return cls(min(window, _LONGEST), bool(said["use_mask"]), bool(said["use_char_phoneme"]))


@dataclass(frozen=True, slots=True)
class Readings:
    """The network's labels and characters: both are numbered in their sorted order.

    Attributes:
        pinyin: Of each label; None where its bopomofo is no syllable of pinyin.
        choices: Traditional character -> the labels of its readings.
        characters: Traditional character -> its number.
    """

    pinyin: Sequence[str | None]
    choices: Mapping[str, frozenset[int]]
    characters: Mapping[str, int]

    @classmethod
    def parse(cls, text: str, pinyin: Mapping[str, str], settings: Settings) -> Readings:
        """Reads lines of a character, a tab, and a reading in bopomofo with the number of its tone.

        Raises:
            ValueError: There is another line.
        """
        pairs = [line.split("\t") for line in text.strip().split("\n")]
        wrong = next((pair for pair in pairs if len(pair) != 2 or len(pair[0]) != 1 or not pair[1]), None)
        if wrong is not None:
            raise ValueError(f"{wrong} is no character with a reading")

        def label(character: str, said: str) -> str:
            return f"{character} {said}" if settings.by_character else said

        labels = sorted({label(*pair) for pair in pairs})
        number = {name: index for index, name in enumerate(labels)}
        choices: dict[str, set[int]] = {}
        for character, said in pairs:
            choices.setdefault(character, set()).add(number[label(character, said)])
        said_as = [(pinyin.get(name.split(" ")[-1][:-1]), name[-1]) for name in labels]
        return cls(
            [None if syllable is None else syllable + tone for syllable, tone in said_as],
            {character: frozenset(of) for character, of in choices.items()},
            {character: index for index, character in enumerate(sorted(choices))},
        )


def _folder() -> Path | None:
    folder = published_folder() / FOLDER
    return folder if folder.is_dir() else None


def _stamp(folder: Path) -> str:
    """Tells other files from these without reading hundreds of megabytes."""
    found = [(path.name, path.stat()) for name in _FILES if (path := folder / name).is_file()]
    seen = [(name, stat.st_size, stat.st_mtime_ns) for name, stat in found]
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]


@functools.lru_cache(maxsize=1)
def _load(folder: Path, stamp: str) -> Polyphones:
    del stamp  # is there for the cache to see
    return Polyphones.load(folder, folder.parent / TEXT_ENCODER)


def _session(path: Path, labels: int) -> InferenceSession:
    import onnxruntime as ort  # only for those who have the network

    options = ort.SessionOptions()
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3  # the export's unused initialisers are no news to anyone
    try:
        session = ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the library's errors have no other base
        raise WeightsError(f"{path} is damaged; put it there anew ({error})") from error
    shapes = {taken.name: taken.shape for taken in session.get_inputs()}
    if shapes.keys() != set(_INPUTS):
        raise WeightsError(f"{path} is no g2pW: it takes {', '.join(shapes)}")
    width = shapes["phoneme_mask"][-1]
    if isinstance(width, int) and width != labels:
        raise WeightsError(
            f"{path} and its {POLYPHONES} do not belong together: {width} and {labels} readings"
        )
    return session


def _parsed(path: Path, parse: Callable[[str], Parsed]) -> Parsed:
    try:
        return parse(path.read_text("utf-8"))
    except (OSError, ValueError, KeyError, TypeError, SyntaxError, RecursionError) as error:
        raise WeightsError(f"{path} is damaged; put it there anew ({error})") from error


def _string_table(text: str) -> dict[str, str]:
    table = json.loads(text)
    if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
        raise ValueError("no table of strings")
    return table


def _vocabulary(text: str) -> dict[str, int]:
    """Token -> number, of tokenizer.json or of vocab.txt, which has one token a line."""
    if text.startswith("{"):
        words = json.loads(text)["model"]["vocab"]
    else:
        words = {token: index for index, token in enumerate(text.split("\n"))}
    if not isinstance(words, dict) or not {"[CLS]", "[SEP]", "[UNK]"} <= words.keys():
        raise ValueError("no vocabulary of a BERT")
    return words
