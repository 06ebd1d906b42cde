# SPDX-License-Identifier: GPL-3.0-or-later
"""Any text is either analysed exactly or refused in words; nothing crashes and nothing goes online."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sidecar.synthesis.frontend import TextError, Utterance, analyse, languages, split_passes
from sidecar.synthesis.phonemes import ALPHABET, PHONES

pytestmark = pytest.mark.unit

BITS = st.sampled_from(
    [
        *(
            "Hello",
            "don't",
            "$45.20",
            "3/14/2026",
            "5:30pm",
            "20 °C",
            "Dr.",
            "#1",
            "@",
            "%",
            "-5",
            "1/0",
            "00:99",
        ),
        *(
            "x@y.com",
            "http://a.b/c",
            "1,234.5",
            "VIII",
            "9" * 20,
            "½",
            "Ⅷ",
            "²",
            "٣",
            "'s",
            "e\u0301",
            "İ",
            "ß",
        ),
        *(
            "你好",
            "2026年",
            "銀行",
            "花儿",
            "〇",
            "々",
            "𠀀",
            "¥",
            "、",
            "。",
            "（",
            "）",
            "ＡＢＣ",
            "を",
            "한국",
            "مرحبا",
            "שלום",
        ),
        *(
            "🎉",
            "👩‍👩‍👧",
            "1️⃣",
            "\u200f",
            "\ufeff",
            "\u0301",
            "\u2028",
            "“",
            "”",
            '"',
            "'",
            "...",
            "—",
            "_",
            "/",
            "\\",
        ),
        *(
            "L'eau",
            "qu'est-ce que",
            "«",
            "»",
            "„",
            "¿",
            "¡",
            "12 000 €",
            "R$ 45,20",
            "1.234,5",
            "3ª",
            "1er",
            "z. B.",
            "am 3.",
            "17h30",
        ),
        *("नमस्ते", "क्‍", "२५", "।", "5 कि.मी.", "8:30 बजे", "₹1,23,456", "EE. UU."),
        *("\r\n", "\n\n", "\t", " ", "[Voxrig](/vˈɑks/)", "[", "](/", "a-" * 30, "bl" * 90),
    ]
)
WILD = st.one_of(
    st.text(max_size=40),
    st.text(st.characters(categories=["N", "P", "S", "Zs"]), max_size=20),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=50),
    st.lists(BITS, max_size=10).map("".join),
    st.lists(BITS, max_size=8).map(" ".join),
)


def check(utterance: Utterance) -> None:
    ends = [0, *(word.char_end for word in utterance.words)]
    for word, last in zip(utterance.words, ends, strict=False):
        assert utterance.text[word.char_start : word.char_end] == word.text != ""
        assert word.char_start >= last
    tokens = [token for sentence in utterance.sentences for token in sentence.tokens]
    assert {token.symbol for token in tokens} <= ALPHABET
    order = [token.word_index for token in tokens if token.word_index is not None]
    assert order == sorted(order)
    voiced = {token.word_index for token in tokens if token.symbol in PHONES}
    assert voiced == set(range(len(utterance.words)))


def analysed(text: str, language: str) -> Utterance | None:
    """None where the text is refused, which may be for the text itself only."""
    try:
        return analyse(text, language)
    except TextError as error:
        if error.field != "text":
            raise
        return None


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(WILD, st.sampled_from(languages()))
@example("0,0000", "hi-IN")
def test_any_text_is_analysed_exactly_or_refused(text: str, language: str) -> None:
    utterance = analysed(text, language)
    if utterance is None:
        return
    check(utterance)
    spoken = [t for s in utterance.sentences for t in s.tokens if t.symbol in PHONES]
    assert [t for p in split_passes(utterance, 20) for t in p.tokens if t.symbol in PHONES] == spoken


@settings(max_examples=150, deadline=None)
@given(st.lists(st.from_regex(r"[A-Za-z0-9]{1,12}", fullmatch=True), min_size=1, max_size=6))
def test_no_plain_word_is_lost(words: list[str]) -> None:
    assert [w.text for w in analyse(" ".join(words), "en-US").words] == words


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("🎉 ... !", "nothing that can be spoken"),
        ("one\x07two", r"U\+0007, at character 3"),
        ("one\x00", r"U\+0000, at character 3"),
        ("a\ud800", r"surrogate, U\+D800, at character 1"),
        ("a" * 10_001, "10001 characters; at most 10000"),
    ],
)
def test_unspeakable_text_is_refused_with_the_reason(text: str, message: str) -> None:
    with pytest.raises(TextError, match=message) as caught:
        analyse(text, "en-US")
    assert caught.value.field == "text"


def test_an_unknown_language_lists_the_known() -> None:
    with pytest.raises(
        TextError, match="en-US, en-GB, es-ES, fr-FR, hi-IN, it-IT, ja-JP, pt-BR, zh-CN, de-DE"
    ) as caught:
        analyse("Hello", "tlh")
    assert caught.value.field == "language"


@pytest.mark.parametrize("language", ["en-US", "zh-CN", "fr-FR", "hi-IN", "de-DE"])
@pytest.mark.parametrize("unit", ["a-", "a.", "1,", "1", "(", "ab ", "Zq", "1你", "["])
def test_the_longest_text_is_no_trap(unit: str, language: str) -> None:
    text = (unit * 10_000)[:9_998] + " a"
    check(analyse(text, language))


def test_nothing_goes_online_or_into_the_shared_temporary_folder(tmp_path: Path) -> None:
    script = """
        import socket, sys

        def refuse(*arguments, **named):
            raise AssertionError("the front end asked for the network")

        socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
        from sidecar.synthesis.frontend import analyse, languages

        for language in languages():
            analyse("Hello Kowalczyk, it is $5 in 2026. 你好，我有2个苹果。", language)
    """
    command = [sys.executable, "-W", "ignore", "-c", textwrap.dedent(script)]
    subprocess.run(command, check=True, timeout=300, env={**os.environ, "TMPDIR": str(tmp_path)})
    assert not list(tmp_path.glob("jieba*"))


def test_loading_the_package_loads_no_language() -> None:
    script = (
        "import sys, sidecar.synthesis.frontend; "
        "sys.exit(any(m in sys.modules for m in ('spacy', 'jieba', 'misaki', 'wetext')))"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
