# SPDX-License-Identifier: GPL-3.0-or-later
"""The speaking of a script into a folder: what was spoken before comes from the cache."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from sidecar.commands.say import timings_json, wav_bytes
from sidecar.config import Settings
from sidecar.errors import InvalidRequestError, Violation, told
from sidecar.files import write_atomically
from sidecar.principals import LOCAL
from sidecar.scripts import Script, ScriptCharacter
from sidecar.scripts.cast import NAMELESS, Part, cast_toml
from sidecar.scripts.casting import suggest_voices
from sidecar.scripts.takes import Take, file_name, srt, starts, webvtt
from sidecar.synthesis.cache import open_cache
from sidecar.synthesis.pipeline import Pipeline
from sidecar.synthesis.request import SpeechRequest
from sidecar.synthesis.speech import Speech, join
from sidecar.voices.blends import VoiceIncompleteError
from sidecar.voices.lines import line_for
from sidecar.voices.opening import open_engines, open_registry
from sidecar.voices.voice import Voice

REPORT = "report.json"
_OURS = re.compile(r"\d{3,}_[\w-]+\.wav")


class Performance:
    """A script with its cast."""

    def __init__(
        self, settings: Settings, script: Script, given: Mapping[str, Part], folder: Path | None
    ) -> None:
        """Casts every character.

        Args:
            settings: Of the engine, the voices and the cache.
            script: What is spoken.
            given: Parts by name, in any case; who is not in it gets the voice that is suggested.
            folder: Where it is spoken into; voices that were suggested there before are suggested again.

        Raises:
            InvalidRequestError: Names the parts whose voice cannot be used.
        """
        self._script = script
        self._engines = open_engines(settings)
        self._pipeline = Pipeline(self._engines)
        self._cache = open_cache(settings, self._engines)
        registry = open_registry(settings, self._engines.main.voices())
        self._find = registry.seen_by(LOCAL).find
        self.characters = (*script.characters, *_nameless(script))
        known = {one.name.casefold() for one in self.characters}
        self._strangers = [name for name in given if name.casefold() not in known]
        asked = {name.casefold(): part for name, part in given.items()}
        taken = [part.voice for part in given.values()]
        uncast = [one for one in self.characters if not asked.get(one.name.casefold(), Part()).voice]
        before = {
            name: voice
            for name, voice in (_earlier(folder).suggested.items() if folder else ())
            if voice in registry.stock and voice not in taken
        }
        suggested = suggest_voices(
            [one for one in uncast if one.name not in before],
            list(registry.stock.values()),
            [*taken, *(before[one.name] for one in uncast if one.name in before)],
        )
        self._suggested: list[str] = []
        self.cast: dict[str, Part] = {}
        for one in self.characters:
            part = asked.get(one.name.casefold(), Part())
            if not part.voice:
                self._suggested.append(one.name)
                part = replace(part, voice=before.get(one.name) or suggested[one.name])
            self.cast[one.name] = part
        self._voices = self._found_voices()

    def casting(self) -> Iterator[str]:
        """What is told of the cast: voices that were only suggested, and names that nobody has."""
        for name in self._suggested:
            yield f"{name or 'lines without a name'}: {self.cast[name].voice} is suggested"
        for name in self._strangers:
            yield f"nobody in the script is called {name}, who is in the cast"

    def write_cast(self, path: Path) -> None:
        """Writes a cast.toml to go on from."""
        write_atomically(path, cast_toml(self.characters, self.cast).encode())

    def speak(self, numbers: Sequence[int], script_file: Path, folder: Path) -> int:
        """Speaks lines into a folder.

        Args:
            numbers: Of the lines, from 1.
            script_file: What the subtitles are named after.
            folder: Made if it is not there.

        Returns:
            How many failed.

        Raises:
            OSError: The folder cannot be written.
            RuntimeError: An engine cannot be loaded.
        """
        folder.mkdir(parents=True, exist_ok=True)
        takes = [self._take(number) for number in numbers]
        with _progress(len(takes)) as (tell, advance):
            waiting = [
                take for take in takes if not self._perform(take, folder, self._cache.find, cached=True)
            ]
            advance(len(takes) - len(waiting))
            for name in {self._voices[take.line.character].engine for take in waiting}:
                self._engines[name].load()
            if self._engines.main.prefers_like_lengths:
                waiting.sort(key=lambda take: len(take.line.text))
            for take in waiting:
                self._perform(take, folder, self._speak, cached=False)
                advance(1)
            for take in takes:
                if take.error:
                    tell(f"line {take.number}: {take.error}")
        self._finish(takes, script_file, folder, is_whole=len(takes) == len(self._script.lines))
        return sum(bool(take.error) for take in takes)

    def _take(self, number: int) -> Take:
        line = self._script.lines[number - 1]
        part = self.cast[line.character]
        file = file_name(number, len(self._script.lines), line.character)
        return Take(number, line, part.voice, part.language or line.language, part.speed, file)

    def _perform(
        self, take: Take, folder: Path, give: Callable[[SpeechRequest], Speech | None], *, cached: bool
    ) -> bool:
        """Writes a take's files, or notes in it what is wrong.

        Returns:
            Whether the take is done, well or not.
        """
        wav = folder / take.file
        timings = wav.with_suffix(".json")
        try:
            speech = give(self._request(take))
        except Exception as error:
            take.error = f"{error}" if isinstance(error, RuntimeError | OSError) else told(error).message
            for path in (wav, timings):  # of what the line was before
                path.unlink(missing_ok=True)
            return True
        if speech is None:
            return False
        take.cached = cached
        take.seconds = round(len(speech.audio) / speech.sample_rate_hz, 6)
        _write_if_new(wav, wav_bytes(speech))
        _write_if_new(timings, timings_json(speech).encode())
        return True

    def _request(self, take: Take) -> SpeechRequest:
        voice = self._voices[take.line.character]
        delivery = voice.delivery_called(take.line.delivery)
        return line_for(voice, take.line.text, language=take.language, delivery=delivery, speed=take.speed)

    def _speak(self, request: SpeechRequest) -> Speech:
        speech = join(list(self._pipeline.speak(request)))
        self._cache.keep(request, speech)
        return speech

    def _finish(self, takes: Sequence[Take], script_file: Path, folder: Path, is_whole: bool) -> None:
        _write_if_new(folder / f"{script_file.stem}.srt", srt(takes).encode())
        _write_if_new(folder / f"{script_file.stem}.vtt", webvtt(takes).encode())
        if is_whole:
            _remove_old(folder, {take.file for take in takes if not take.error})
        failed = sum(bool(take.error) for take in takes)
        report = {
            "script": script_file.name,
            "format": self._script.format.name.lower(),
            "notices": self._script.notices,
            "cast": {
                name: {**asdict(part), "suggested": name in self._suggested}
                for name, part in self.cast.items()
            },
            "spoken": len(takes) - failed,
            "failed": failed,
            "lines": [take.report(start) for take, start in zip(takes, starts(takes), strict=True)],
        }
        content = json.dumps(report, ensure_ascii=False, indent=1) + "\n"
        write_atomically(folder / REPORT, content.encode())

    def _found_voices(self) -> dict[str, Voice]:
        found: dict[str, Voice] = {}
        violations: list[Violation] = []
        for name, part in self.cast.items():
            try:
                voice = self._find(part.voice)
            except VoiceIncompleteError as error:
                violations.append(Violation(f"cast.{name}", error.message))
                continue
            if voice is None:
                problem = f"there is no voice {part.voice!r}; `voxrig voices` lists them"
                violations.append(Violation(f"cast.{name}", problem))
            else:
                found[name] = voice
        if violations:
            raise InvalidRequestError(violations)
        return found


def _nameless(script: Script) -> Iterator[ScriptCharacter]:
    languages = Counter(line.language for line in script.lines if not line.character)
    if languages:
        yield ScriptCharacter(NAMELESS, languages.most_common(1)[0][0], languages.total())


def _write_if_new(path: Path, content: bytes) -> None:
    """Leaves a file alone that has this content: nobody need read it again."""
    if not path.is_file() or path.read_bytes() != content:
        write_atomically(path, content)


@dataclass(frozen=True, slots=True)
class _Earlier:
    """What an earlier run has left in the folder: its lines' files, and voices it suggested, by name."""

    files: frozenset[str] = frozenset()
    suggested: Mapping[str, str] = field(default_factory=dict)


def _earlier(folder: Path) -> _Earlier:
    try:
        report = json.loads((folder / REPORT).read_bytes())
        files = frozenset(line["file"] for line in report["lines"] if line["file"])
        suggested = {name: str(part["voice"]) for name, part in report["cast"].items() if part["suggested"]}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return _Earlier()  # no report of ours: nothing is known to be ours
    return _Earlier(frozenset(name for name in files if _OURS.fullmatch(str(name))), suggested)


def _remove_old(folder: Path, current: set[str]) -> None:
    """Removes lines that an earlier run has written and the script has not any more."""
    for name in _earlier(folder).files - current:
        (folder / name).unlink(missing_ok=True)
        (folder / name).with_suffix(".json").unlink(missing_ok=True)


@contextmanager
def _progress(count: int) -> Iterator[tuple[Callable[[str], None], Callable[[int], None]]]:
    """Shows on standard error how many lines are done; gives ways to tell something and to go on."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("speaking", total=count)

        def tell(text: str) -> None:
            console.print(f"voxrig: {text}", markup=False, highlight=False, soft_wrap=True)

        yield tell, lambda more: progress.advance(task, more)
