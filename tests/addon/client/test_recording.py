# SPDX-License-Identifier: GPL-3.0-or-later
"""Which files go to the sidecar as they are, and how they are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from addon.client.recording import Recording, is_sound
from addon.client.report import clock

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "head",
    [
        b"RIFF\x00\x00\x00\x00WAVEfmt ",
        b"RF64\xff\xff\xff\xffWAVEds64",
        b"FORM\x00\x00\x00\x00AIFFCOMM",
        b"FORM\x00\x00\x00\x00AIFCCOMM",
        b"fLaC\x00\x00\x00\x22",
        b"OggS\x00\x02",
        b"ID3\x04\x00",
        b"\xff\xfb\x90\x64",  # MPEG 1 layer III
        b"\xff\xf3\x40\xc4",  # MPEG 2 layer III
        b".snd\x00\x00\x00\x18",
        b"caff\x00\x01",
    ],
)
def test_sound_files_go_as_they_are(head: bytes) -> None:
    assert is_sound(head + bytes(100))


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\xff",
        b"This is a text file named .wav",
        b"RIFF\x00\x00\x00\x00AVI LIST",
        b"\x00\x00\x00\x20ftypM4A ",
        b"\x00\x00\x00\x18ftypqt  ",
        b"\x1a\x45\xdf\xa3",  # Matroska
        b"\xff\xf1\x50\x80",  # AAC
        b"FORM\x00\x00\x00\x008SVX",
    ],
)
def test_others_need_blenders_decoders(head: bytes) -> None:
    assert not is_sound(head)


def test_a_file_is_read_in_pieces(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(bytes(range(100)))
    for recording in (Recording("a.wav", path), Recording("a.wav", bytes(range(100)))):
        assert recording.size == 100
        assert recording.read(90, 30) == bytes(range(90, 100))
        assert recording.read(100, 30) == b""


def test_times_look_as_in_a_player() -> None:
    assert [clock(seconds) for seconds in (0.0, 3.99, 65.0, 600.0)] == ["0:00", "0:03", "1:05", "10:00"]
