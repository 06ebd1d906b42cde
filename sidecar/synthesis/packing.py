# SPDX-License-Identifier: GPL-3.0-or-later
"""A spoken line <-> a safetensors file: samples as a tensor, times as JSON. Nothing in it can be executed."""

from __future__ import annotations

import json
import zlib

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from models.tensor_file import metadata_of
from sidecar.engines.base import TimingSource
from sidecar.synthesis.speech import Phoneme, Speech, SpokenWord, Stress, Sureness

_FORMAT = "voxrig.speech"
_VERSION = 2
_AUDIO = "audio"
_MAX_HEADER = 64 << 20


def pack(speech: Speech) -> bytes:
    """A whole line as bytes."""
    audio = np.ascontiguousarray(speech.audio, np.float32)
    times = {
        "version": _VERSION,
        "sample_rate_hz": speech.sample_rate_hz,
        "phonemes": [
            [p.symbol, p.start_sample, p.end_sample, p.stress, p.word_index] for p in speech.phonemes
        ],
        "sureness": [speech.sureness.source, speech.sureness.confidence],
        "words": [[w.text, w.char_start, w.char_end, w.start_sample, w.end_sample] for w in speech.words],
    }
    text = json.dumps(times)
    # One entry: the library shuffles several.
    return save({_AUDIO: audio}, {_FORMAT: f"{_checksum(audio, text):08x}{text}"})


def unpack(content: bytes) -> Speech:
    """The line that `pack` was given, bit for bit.

    Raises:
        ValueError: The bytes are damaged, or another program's.
    """
    try:
        entry = metadata_of(content, _MAX_HEADER)[_FORMAT]
        checksum, text = int(entry[:8], 16), entry[8:]
        audio = load(content)[_AUDIO]
        if audio.dtype != np.float32 or audio.ndim != 1 or _checksum(audio, text) != checksum:
            raise ValueError("samples or times have changed")
        times = json.loads(text)
        if times["version"] != _VERSION:
            raise ValueError(f"version {times['version']}, not {_VERSION}")
        return Speech(
            audio,
            times["sample_rate_hz"],
            tuple(Phoneme(p[0], p[1], p[2], Stress(p[3]), p[4]) for p in times["phonemes"]),
            tuple(SpokenWord(*word) for word in times["words"]),
            sureness=Sureness(TimingSource(times["sureness"][0]), times["sureness"][1]),
        )
    except (SafetensorError, ValueError, KeyError, TypeError, IndexError) as error:
        raise ValueError(f"no whole line of speech: {error}") from error


def _checksum(audio: np.ndarray, text: str) -> int:
    return zlib.crc32(text.encode(), zlib.crc32(audio.tobytes()))
