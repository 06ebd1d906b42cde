# SPDX-License-Identifier: GPL-3.0-or-later
"""What is taken from a recording is taken once, and kept whole."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load, save

from models.gpt_sovits.features import reference_waveform, spectrogram
from models.gpt_sovits.ssl import ContentEncoder
from models.gpt_sovits.synthesizer import Reference, Synthesizer, Version
from models.gpt_sovits.voice import FORMAT, Description, ReferenceVoice, Traits
from models.tensor_file import metadata_of
from tests.models.gpt_sovits import containers
from tests.models.gpt_sovits.published_folder import write_published

pytestmark = pytest.mark.unit

RATE = 22_050
BLOB = f"sha256:{'0' * 64}"
DESCRIPTION = Description(
    gpt=BLOB,
    sovits=BLOB,
    version=Version.V2,
    text="你好。",
    language="zh-CN",
    phones=("n", "i2", "h", "ao3", "."),
    gain_db=-3.5,
)
VOICE = ReferenceVoice(
    DESCRIPTION, Traits(torch.tensor([5, 0, 1023]), torch.ones(1, 8, 1)), torch.ones(4, 5).half()
)


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> ContentEncoder:
    published = write_published(tmp_path_factory.mktemp("published"), text=False)
    return ContentEncoder.load(published / "chinese-hubert-base")


@pytest.fixture(scope="module")
def synthesizer(tmp_path_factory: pytest.TempPathFactory) -> Synthesizer:
    return containers.load_voice(tmp_path_factory.mktemp("voice"))[1]


def recording(seconds: float) -> np.ndarray:
    return np.random.default_rng(0).normal(0, 0.1, round(seconds * RATE)).astype(np.float32)


def test_a_voice_comes_back_as_it_was() -> None:
    back = ReferenceVoice.from_bytes(VOICE.to_bytes())
    assert back.description == DESCRIPTION
    assert torch.equal(back.traits.codes, VOICE.traits.codes)
    assert torch.equal(back.traits.timbre, VOICE.traits.timbre)
    assert back.bert is not None
    assert back.bert.dtype == torch.float16
    assert back.to_bytes() == VOICE.to_bytes()


def test_a_gain_changes_nothing_else() -> None:
    louder = VOICE.louder(2.0)
    assert louder.description == DESCRIPTION.model_copy(update={"gain_db": 2.0})
    assert louder.traits is VOICE.traits


@given(data=st.data())
def test_a_damaged_file_is_read_or_refused_but_nothing_else(data: st.DataObject) -> None:
    damaged = bytearray(VOICE.to_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    damaged = damaged[: data.draw(st.integers(0, len(damaged)))]
    with contextlib.suppress(ValueError):
        ReferenceVoice.from_bytes(bytes(damaged))


@pytest.mark.parametrize(
    ("tensors", "match"),
    [
        ({"codes": torch.ones(3)}, "prompt is no list of tokens"),
        ({"timbre": torch.full((1, 8, 1), torch.nan)}, "timbre is no vector"),
        ({"bert": torch.ones(4, 6).half()}, "not those of its phones"),
    ],
)
def test_tensors_that_do_not_fit_are_refused(tensors: dict[str, torch.Tensor], match: str) -> None:
    content = VOICE.to_bytes()
    with pytest.raises(ValueError, match=match):
        ReferenceVoice.from_bytes(save(load(content) | tensors, metadata_of(content)))


def test_descriptions_that_say_other_things_are_refused() -> None:
    described = json.loads(metadata_of(VOICE.to_bytes())[FORMAT])
    for change in ({"gpt": "/etc/passwd"}, {"gain_db": 1e9}, {"version": "v4"}, {"more": 1}):
        with pytest.raises(ValueError, match="voice: no whole voice"):
            ReferenceVoice.from_bytes(save(load(VOICE.to_bytes()), {FORMAT: json.dumps(described | change)}))


def test_a_recording_gives_25_tokens_a_second_and_a_timbre(
    content: ContentEncoder, synthesizer: Synthesizer
) -> None:
    traits = Traits.of(recording(5.0), RATE, content, synthesizer, None)
    assert len(traits.codes) == pytest.approx(5.6 * 25, abs=1)  # with the silence behind it
    assert traits.codes.max() < synthesizer.config.codes
    assert traits.timbre.shape == (1, synthesizer.config.condition, 1)


def test_the_timbre_is_the_mean_of_all_recordings(content: ContentEncoder, synthesizer: Synthesizer) -> None:
    sounds = [(recording(seconds), RATE) for seconds in (4.0, 1.0)]
    alone = Traits.of(*sounds[0], content, synthesizer, None)
    both = Traits.of(*sounds[0], content, synthesizer, None, sounds[1:])
    other = synthesizer.timbre([Reference(spectrogram(reference_waveform(*sounds[1])))])
    assert torch.equal(both.codes, alone.codes)
    torch.testing.assert_close(both.timbre, (alone.timbre + other) / 2)


def test_the_timbre_of_a_pro_voice_needs_the_speaker_network(content: ContentEncoder, tmp_path: Path) -> None:
    _, pro = containers.load_voice(tmp_path, "v2Pro")
    with pytest.raises(ValueError, match="speaker_vector: v2Pro needs one"):
        Traits.of(recording(4.0), RATE, content, pro, None)


@pytest.mark.parametrize("seconds", [2.9, 10.1])
def test_a_prompt_lasts_3_to_10_seconds(
    seconds: float, content: ContentEncoder, synthesizer: Synthesizer
) -> None:
    with pytest.raises(ValueError, match="lasts 3 to 10 seconds"):
        Traits.of(recording(seconds), RATE, content, synthesizer, None)
