# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines spoken before: found only by exactly what was asked for, and never trusted blindly."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any, cast
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.config import Settings
from sidecar.engines.base import Engines, SpeechEngine
from sidecar.storage.lines import KeptLines
from sidecar.synthesis import cache as module
from sidecar.synthesis.cache import SpeechCache, open_cache, synthesis_revision
from sidecar.synthesis.frontend import LexiconEntry
from sidecar.synthesis.frontend.gpt_sovits.passes import TextSplit
from sidecar.synthesis.options import GptSovitsOptions
from sidecar.synthesis.request import SpeechRequest
from sidecar.synthesis.speech import SILENCE, Phoneme, Speech
from sidecar.voices.opening import open_engines

pytestmark = pytest.mark.unit

BOB = f"sha256:{'b' * 64}"
REQUEST = SpeechRequest("Hi.", "en-US", (("af_heart", 1.0),), 1.0, 0, (LexiconEntry("hi", "hˈI"),))
LINE = Speech(np.linspace(-1, 1, 500, dtype=np.float32), 24_000, (Phoneme(SILENCE, 0, 500),), ())

VOICES = st.lists(
    st.tuples(st.sampled_from(["af_heart", "am_adam", BOB]), st.floats(0.1, 1)), min_size=1, max_size=3
).map(tuple)
LEXICONS = st.lists(st.builds(LexiconEntry, st.text(), st.text(), st.text()), max_size=3).map(tuple)
REQUESTS = st.builds(
    SpeechRequest,
    st.text(max_size=10),
    st.sampled_from(["en-US", "en-GB"]),
    VOICES,
    st.floats(0.5, 2),
    st.integers(0, 2**63 - 1),
    LEXICONS,
    st.sampled_from(["kokoro", "gpt-sovits"]),
    st.none() | st.builds(GptSovitsOptions, top_k=st.integers(1, 3), text_split=st.sampled_from(TextSplit)),
)


class Engine:
    """What decides an engine's sound."""

    def __init__(self, name: str = "kokoro", revision: str = "1") -> None:
        self.name, self.revision = name, revision


def cache_in(folder: Path, engine: Engine | None = None, *, gone: set[str] | None = None) -> SpeechCache:
    lines = KeptLines(folder / "cache", 1 << 26)
    engines = cast("tuple[SpeechEngine[Any], ...]", (engine or Engine(), Engine("gpt-sovits")))
    gone_now = gone or set()
    return SpeechCache(lines, Engines(engines[0], engines[1:]), lambda artefact: artefact not in gone_now)


@given(one=REQUESTS, other=REQUESTS)
def test_requests_have_one_key_only_if_they_are_one(one: SpeechRequest, other: SpeechRequest) -> None:
    cache = cache_in(Path())
    assert cache.key(one) == cache.key(dataclasses.replace(one))
    assert (cache.key(one) == cache.key(other)) == (one == other)


@given(request=REQUESTS, other=REQUESTS, name=st.sampled_from([f.name for f in dataclasses.fields(REQUEST)]))
def test_any_one_field_decides(request: SpeechRequest, other: SpeechRequest, name: str) -> None:
    changed = dataclasses.replace(request, **{name: getattr(other, name)})
    cache = cache_in(Path())
    assert (cache.key(request) == cache.key(changed)) == (request == changed)


def test_engine_arithmetic_and_synthesis_decide_too() -> None:
    keys = {
        cache_in(Path(), engine).key(REQUEST)
        for engine in (Engine(), Engine(revision="2"), Engine(revision="1 "))
    }
    keys.add(cache_in(Path()).key(dataclasses.replace(REQUEST, engine="gpt-sovits")))
    assert len(keys) == 4
    for change in (
        patch.object(module, "SOUND_REVISION", module.SOUND_REVISION + 1),
        patch.object(module, "version", lambda: "99"),
        patch.object(module, "_version_of", lambda name: "99"),
    ):
        synthesis_revision.cache_clear()
        with change:
            keys.add(cache_in(Path()).key(REQUEST))
    synthesis_revision.cache_clear()
    assert len(keys) == 7


def test_cpu_and_cuda_are_engines_of_different_revisions(tmp_path: Path) -> None:
    keys = {
        open_cache(settings, open_engines(settings)).key(dataclasses.replace(REQUEST, engine=engine))
        for settings in (
            Settings(data_dir=tmp_path, device="cpu"),
            Settings(data_dir=tmp_path, device="cuda"),
        )
        for engine in ("kokoro", "gpt-sovits")
    }
    assert len(keys) == 4


def test_what_is_kept_is_found_bit_for_bit_also_by_the_next(tmp_path: Path) -> None:
    cache = cache_in(tmp_path)
    assert cache.find(REQUEST) is None
    cache.keep(REQUEST, LINE)
    for found in (cache.find(REQUEST), cache_in(tmp_path).find(REQUEST)):
        assert found is not None
        assert found.audio.tobytes() == LINE.audio.tobytes()
        assert found.phonemes == LINE.phonemes
    assert cache.find(dataclasses.replace(REQUEST, seed=1)) is None


def test_a_damaged_line_is_a_miss_and_goes(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    cache = cache_in(tmp_path)
    cache.keep(REQUEST, LINE)
    (file,) = (tmp_path / "cache").rglob("*.val")
    file.write_bytes(file.read_bytes()[:-1] + b"\xff")
    assert cache.find(REQUEST) is None
    assert "damaged" in caplog.text
    assert list((tmp_path / "cache").rglob("*.val")) == []
    cache.keep(REQUEST, LINE)
    assert cache.find(REQUEST) is not None


def test_a_folder_that_cannot_be_used_is_logged_and_fails_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cache").write_text("A file where the folder should be.")
    cache = cache_in(tmp_path)
    cache.keep(REQUEST, LINE)
    assert cache.find(REQUEST) is None
    assert "cannot be used" in caplog.text


def test_what_a_voice_says_while_it_is_deleted_does_not_stay(tmp_path: Path) -> None:
    blend = dataclasses.replace(REQUEST, voice=(("af_heart", 0.5), (BOB, 0.5)))
    cache = cache_in(tmp_path, gone={BOB})
    cache.keep(REQUEST, LINE)
    cache.keep(blend, LINE)
    assert cache.find(blend) is None
    assert cache.find(REQUEST) is not None
