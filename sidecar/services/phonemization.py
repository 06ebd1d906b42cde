# SPDX-License-Identifier: GPL-3.0-or-later
"""An analysed text -> the answer to Phonemize."""

from __future__ import annotations

from protos.voxrig.v1 import speech_pb2
from sidecar.services.writing import STRESSES
from sidecar.synthesis.frontend import Utterance
from sidecar.synthesis.phonemes import unpack
from sidecar.synthesis.sounds import sounds_of


def phonemization(utterance: Utterance) -> speech_pb2.PhonemizeResponse:
    """Words with their pronunciation, ready to be edited into a lexicon entry, and sounds."""
    tokens = [token for sentence in utterance.sentences for token in sentence.tokens]
    spelled = [""] * len(utterance.words)
    for token in tokens:
        if token.word_index is not None:
            spelled[token.word_index] += unpack(token.symbol)
    return speech_pb2.PhonemizeResponse(
        words=[
            speech_pb2.PhonemizedWord(
                text=word.text, char_start=word.char_start, char_end=word.char_end, phonemes=phonemes.strip()
            )
            for word, phonemes in zip(utterance.words, spelled, strict=True)
        ],
        sounds=[
            speech_pb2.PhonemizedSound(
                symbol=sound.symbol, stress=STRESSES[sound.stress], word_index=sound.word_index
            )
            for sound in sounds_of(tokens, utterance.language)
            if sound.symbol
        ],
    )
