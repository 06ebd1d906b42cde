# SPDX-License-Identifier: GPL-3.0-or-later
"""What is sent of a line."""

from __future__ import annotations

import pytest

from addon.client.sampling import RANGES, TEXT_SPLITS, Sampling
from addon.client.spec import speech_spec
from addon.client.speech import LineRequest, Pronunciation
from addon.client.stubs import speech_pb2

pytestmark = pytest.mark.unit

LEXICON = (Pronunciation("Voxrig", "vˈɑksɹˌɪɡ"),)


def sent(sampling: Sampling, delivery: str = "") -> speech_pb2.SpeechSpec:
    line = LineRequest(
        *("a", "Hello.", "voices/mika", "ja-JP", 1.5, 7, LEXICON), delivery=delivery, sampling=sampling
    )
    return speech_spec(speech_pb2, line)


def test_a_line_is_sent_as_it_was_asked_for() -> None:
    spec = sent(Sampling(), "开心")
    assert (spec.text, spec.voice, spec.language, spec.speed, spec.seed) == (
        *("Hello.", "voices/mika", "ja-JP"),
        *(1.5, 7),
    )
    assert [(entry.word, entry.phonemes) for entry in spec.lexicon] == list(LEXICON)
    assert spec.delivery == "开心"


def test_options_are_left_out_where_all_are_as_the_contract_has_them() -> None:
    assert not sent(Sampling()).HasField("gpt_sovits")


def test_only_options_that_differ_are_sent() -> None:
    options = sent(Sampling(top_k=1, temperature=0.0)).gpt_sovits
    assert {field.name: value for field, value in options.ListFields()} == {"top_k": 1, "temperature": 0.0}
    options = sent(Sampling(top_p=0.5, repetition_penalty=1.0, text_split="CLAUSE", attempts=10)).gpt_sovits
    assert {field.name: value for field, value in options.ListFields()} == {
        "top_p": 0.5,
        "repetition_penalty": 1.0,
        "text_split": speech_pb2.TEXT_SPLIT_CLAUSE,
        "attempts": 10,
    }


def test_every_way_to_cut_a_text_is_one_of_the_contracts() -> None:
    known = set(speech_pb2.TextSplit.keys()) - {"TEXT_SPLIT_UNSPECIFIED"}
    assert {f"TEXT_SPLIT_{split}" for split in TEXT_SPLITS} == known


def test_every_number_of_the_contracts_options_has_bounds_that_hold_its_default() -> None:
    fields = {field.name for field in speech_pb2.GptSovitsOptions.DESCRIPTOR.fields}
    assert RANGES.keys() == fields - {"text_split", "live"}  # which are no numbers
    for name, (low, high) in RANGES.items():
        assert low <= getattr(Sampling(), name) <= high
