# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever is typed: phones of the inventory, each knowing its word, or a clear refusal."""

from __future__ import annotations

from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.gpt_sovits.phones import inventory
from sidecar.synthesis.frontend.errors import TextError
from sidecar.synthesis.frontend.gpt_sovits import PhoneUtterance, phone_languages, to_phones

pytestmark = pytest.mark.unit

_LIKELY = (
    "你好吗一不儿花重长行三五嗯噷々〇绿女",
    "ありがとうはンーッゃアヴティュ東京学校",
    "한국어안녕값닭ㅋ힣ㅏ",
    "abcXYZ'’-éßøд",
    "0123456789.,%/:$",
    '，。！？、「」《》…—()"“” \n',
)
_TEXTS = st.lists(
    st.one_of(*(st.sampled_from(pool) for pool in _LIKELY), st.characters(exclude_categories=["Cs"])),
    min_size=1,
    max_size=24,
).map("".join)


@given(text=_TEXTS, version=st.sampled_from(["v1", "v2"]), data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_anything_is_said_or_refused(text: str, version: Literal["v1", "v2"], data: st.DataObject) -> None:
    language = data.draw(st.sampled_from(phone_languages(version)))
    try:
        utterance = to_phones(text, language, version)
    except TextError:
        return
    _check(utterance)


def _check(utterance: PhoneUtterance) -> None:
    known = inventory(utterance.version)
    said: set[int | None] = set()
    for sentence in utterance.sentences:
        assert all(phone.symbol in known for phone in sentence.phones)
        assert sum(count for _, count in sentence.word2ph) == len(sentence.phones)
        said |= {phone.word_index for phone in sentence.phones}
        for segment in sentence.segments:
            read = sum(character.phones for character in segment.characters)
            assert read == (len(segment.phones) if segment.language == "zh-CN" else 0)
            assert {phone.language for phone in segment.phones} == {segment.language}
    assert said - {None} == set(range(len(utterance.words)))
    for word in utterance.words:
        assert utterance.text[word.char_start : word.char_end] == word.text
