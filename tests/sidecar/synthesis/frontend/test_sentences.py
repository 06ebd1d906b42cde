# SPDX-License-Identifier: GPL-3.0-or-later
"""Where sentences end, and how long ones are cut into passes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.synthesis.frontend import Sentence, Token, Utterance, analyse, split_passes
from sidecar.synthesis.frontend.languages import get_language
from sidecar.synthesis.frontend.sentences import split_sentences
from sidecar.synthesis.phonemes import ALPHABET, PHONES

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "marked",
    [
        "Hello there.| How are you?| Fine!",
        "Dr. Smith met Mrs. Jones at 5 p.m. on Main St. Then he left.",
        "It costs $3.50 at example.com.| Buy it.",
        "J. R. R. Tolkien wrote it.",
        "That is plan B.| Then we run.",
        "So do I.| You too.",
        "The U.S. Army came.| They left.",
        "Bring pens, paper, etc.| Go now.",
        "“Go!”| “Why?” he asked. |".rstrip("|").rstrip(),
        "Wait... what?| Well…| No.",
        "Well... maybe not.",
        "Really?!| Yes.",
        "你好。|再见！|真的吗？|“是的。”|好",
        "他说：“走吧！”|然后走了……真的。",
        "OK.| 好的。|Fine.",
        "No. 5 is alive.| No.| Never.",
        "First line\n\n|second line",
        "one line\ngoes on",
        "(Aside.)| Next.",
        "¿Qué?| ¡Sí!| «No.»| Vale.",
        "« Ça va ? »| Oui.",
        "„Halt.“| Dann ging er.",
        "नमस्ते।| आप कैसे हैं?| ठीक॥| हाँ",
    ],
)
def test_sentences_end_where_a_reader_would_stop(marked: str) -> None:
    text = marked.replace("|", "")
    assert "|".join(text[a:b] for a, b in split_sentences(text)) == marked


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("es-ES", "El Sr. García y la Dra. Ruiz.| Viven en la Avda. Mayor.| Gracias a Ud.| Ya."),
        ("es-ES", "Dice que no.| Luego, etc.| Ya."),
        ("fr-FR", "M. Dupont voit le Dr. Petit.| Il part."),
        ("it-IT", "Il Sig. Rossi e la Dott.ssa Bianchi.| Ecco."),
        ("pt-BR", "O Sr. Silva mora na Av. Paulista.| Sim."),
        ("hi-IN", "डॉ. राय आए।| वे 5 कि.मी. दूर हैं।"),
        ("de-DE", "Am 3. Mai kam Hr. Weber, z. B. Dienstag.| Ludwig XIV. War es."),
        ("de-DE", "Es waren 12.| Dann ging er usw.| Ja."),
    ],
)
def test_sentences_end_as_the_language_abbreviates(language: str, marked: str) -> None:
    text = marked.replace("|", "")
    inner_stop = get_language(language).inner_stop
    assert "|".join(text[a:b] for a, b in split_sentences(text, inner_stop=inner_stop)) == marked


@given(st.text(alphabet=st.sampled_from("aA1 .!?…。！\"”'\n)(你"), max_size=80))
def test_sentences_tile_the_text(text: str) -> None:
    assert "".join(text[a:b] for a, b in split_sentences(text)) == text


def _utterance(text: str) -> Utterance:
    return Utterance("", "en-US", (), (Sentence(tuple(Token(s, None) for s in text)),))


def _texts(passes: list[Sentence]) -> list[str]:
    return ["".join(t.symbol for t in p.tokens) for p in passes]


def test_a_sentence_that_fits_is_one_pass() -> None:
    assert _texts(split_passes(_utterance("ab ab, ab."), 10)) == ["ab ab, ab."]


def test_a_long_sentence_is_cut_at_clauses_then_words_then_anywhere() -> None:
    assert _texts(split_passes(_utterance("ab ab, ab ab."), 10)) == ["ab ab, ", "ab ab."]
    assert _texts(split_passes(_utterance("ab ab ab ab."), 10)) == ["ab ab ab ", "ab."]
    assert _texts(split_passes(_utterance("abababababab"), 10)) == ["ababababab", "ab"]


def test_a_cut_inside_a_word_keeps_marks_with_their_vowel() -> None:
    assert _texts(split_passes(_utterance("abaˈab"), 4)) == ["aba", "ˈab"]
    assert _texts(split_passes(_utterance("aba→b"), 3)) == ["ab", "a→b"]


def test_a_pass_of_punctuation_alone_is_left_out() -> None:
    assert _texts(split_passes(_utterance("ababa!"), 5)) == ["ababa"]


@given(st.text(alphabet=st.sampled_from(sorted(ALPHABET)), max_size=120), st.integers(1, 30))
def test_no_phoneme_is_lost_and_no_pass_is_too_long(text: str, limit: int) -> None:
    passes = split_passes(_utterance(text), limit)
    assert all(len(p.tokens) <= limit for p in passes)
    assert all(any(t.symbol in PHONES for t in p.tokens) for p in passes)
    spoken = "".join(_texts(passes))
    assert [s for s in spoken if s in PHONES] == [s for s in text if s in PHONES]


def test_a_real_long_sentence_keeps_every_token() -> None:
    line = "We walked along the river, and then we counted 1,234 boats; " * 30 + "done."
    utterance = analyse(line, "en-US")
    assert len(utterance.sentences) == 1
    passes = split_passes(utterance)
    assert len(passes) > 3
    assert all(len(p.tokens) <= 510 for p in passes)
    assert tuple(t for p in passes for t in p.tokens) == utterance.sentences[0].tokens


def test_the_limit_must_be_positive() -> None:
    with pytest.raises(ValueError, match="limit"):
        split_passes(_utterance("a"), 0)
