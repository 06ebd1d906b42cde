# SPDX-License-Identifier: GPL-3.0-or-later
"""Cues as other tools read them."""

from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.exports import FORMATS, Track, joined, write
from addon.lipsync.cues import Cue, cues
from addon.lipsync.cuesets import PRESTON_BLAIR, RHUBARB
from tests.addon.lipsync.oracle import spoken_lines

pytestmark = pytest.mark.unit

# "Hi", the example in the README of Rhubarb Lip Sync 1.13.
HI = Track(
    (
        Cue(0.0, 0.05, "X"),
        Cue(0.05, 0.27, "D"),
        Cue(0.27, 0.31, "C"),
        Cue(0.31, 0.43, "B"),
        Cue(0.43, 0.47, "X"),
    ),
    "X",
    "C:\\Users\\Daniel\\Desktop\\av\\hi\\hi.wav",
)
HI_XML = """<?xml version="1.0" encoding="utf-8"?>
<rhubarbResult>
  <metadata>
    <soundFile>C:\\Users\\Daniel\\Desktop\\av\\hi\\hi.wav</soundFile>
    <duration>0.47</duration>
  </metadata>
  <mouthCues>
    <mouthCue start="0.00" end="0.05">X</mouthCue>
    <mouthCue start="0.05" end="0.27">D</mouthCue>
    <mouthCue start="0.27" end="0.31">C</mouthCue>
    <mouthCue start="0.31" end="0.43">B</mouthCue>
    <mouthCue start="0.43" end="0.47">X</mouthCue>
  </mouthCues>
</rhubarbResult>
"""
HI_JSON = r"""{
  "metadata": {
    "soundFile": "C:\\Users\\Daniel\\Desktop\\av\\hi\\hi.wav",
    "duration": 0.47
  },
  "mouthCues": [
    { "start": 0.00, "end": 0.05, "value": "X" },
    { "start": 0.05, "end": 0.27, "value": "D" },
    { "start": 0.27, "end": 0.31, "value": "C" },
    { "start": 0.31, "end": 0.43, "value": "B" },
    { "start": 0.43, "end": 0.47, "value": "X" }
  ]
}
"""


def text(name: str, track: Track) -> str:
    return FORMATS[name].text(track)


def test_rhubarbs_own_example_is_written_as_rhubarb_does() -> None:
    assert text("TSV", HI) == "0.00\tX\n0.05\tD\n0.27\tC\n0.31\tB\n0.43\tX\n0.47\tX\n"
    assert text("XML", HI) == HI_XML
    assert text("JSON", HI) == HI_JSON


def test_nothing_said_is_one_resting_cue_of_no_length() -> None:
    silent = Track((), "X", "a.wav")
    assert text("TSV", silent) == "0.00\tX\n"
    assert json.loads(text("JSON", silent))["mouthCues"] == [{"start": 0.0, "end": 0.0, "value": "X"}]
    (cue,) = ET.fromstring(text("XML", silent)).iter("mouthCue")
    assert (cue.get("start"), cue.get("end"), cue.text) == ("0.00", "0.00", "X")
    assert text("MOHO", Track((), "rest")) == "MohoSwitch1\n1 rest\n"


@given(st.text())
def test_any_path_comes_back_from_json(path: str) -> None:
    written = text("JSON", Track(HI.cues, "X", path))
    assert json.loads(written)["metadata"]["soundFile"] == path
    assert written.isascii()


@given(
    st.text(
        st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
        | st.sampled_from("\t\r\n<>&\"'")
    )
)
def test_any_path_that_xml_can_hold_comes_back_from_it(path: str) -> None:
    root = ET.fromstring(text("XML", Track(HI.cues, "X", path)).encode())
    assert (root.findtext("metadata/soundFile") or "") == path


@given(st.text())
def test_what_xml_cannot_hold_does_not_break_it(path: str) -> None:
    root = ET.fromstring(text("XML", Track(HI.cues, "X", path + "\x00\x1b\ufffe")).encode())
    assert (root.findtext("metadata/soundFile") or "").endswith("\ufffd\ufffd\ufffd")
    assert len(root.findall("mouthCues/mouthCue")) == 5


@pytest.mark.parametrize("fps", [24.0, 25.0, 30.0, 60.0, None])
def test_the_three_rhubarb_formats_say_the_same(fps: float | None) -> None:
    for _, phones in spoken_lines()[:8]:
        row = cues(phones, RHUBARB, fps=fps)
        track = Track(tuple(row), "X", "line.wav")
        table = [
            (float(start), symbol)
            for start, symbol in csv.reader(text("TSV", track).splitlines(), delimiter="\t")
        ]
        parsed = json.loads(text("JSON", track))
        tree = ET.fromstring(text("XML", track))
        assert [(cue["start"], cue["value"]) for cue in parsed["mouthCues"]] == table[:-1]
        elements = [
            (float(cue.attrib["start"]), float(cue.attrib["end"]), cue.text) for cue in tree.iter("mouthCue")
        ]
        assert elements == [(cue["start"], cue["end"], cue["value"]) for cue in parsed["mouthCues"]]
        assert (
            float(tree.findtext("metadata/duration") or "nan")
            == parsed["metadata"]["duration"]
            == table[-1][0]
        )
        assert [symbol for _, symbol in table[:-1]] == [cue.symbol for cue in row]
        for before, after in pairwise(parsed["mouthCues"]):
            assert before["end"] == after["start"] > before["start"]


@pytest.mark.parametrize("fps", [24.0, 25.0, 30.0])
def test_a_reader_that_cuts_times_down_to_frames_meets_the_right_frame(fps: float) -> None:
    row = cues(spoken_lines()[0][1], RHUBARB, fps=fps)
    parsed = json.loads(text("JSON", Track(tuple(row), "X", "")))["mouthCues"]
    assert [int(cue["start"] * fps + 1e-6) for cue in parsed] == [round(cue.start * fps) for cue in row]


@pytest.mark.parametrize("fps", [12.0, 24.0, 24000 / 1001, 25.0, 30.0, 60.0])
def test_moho_reads_a_frame_and_a_name_per_row(fps: float) -> None:
    for _, phones in spoken_lines()[:8]:
        row = cues(phones, PRESTON_BLAIR, fps=fps)
        head, *rows = text("MOHO", Track(tuple(row), "rest", fps=fps)).splitlines()
        assert head == "MohoSwitch1"
        parsed = [(int(frame), name) for frame, name in (entry.split(" ") for entry in rows)]
        assert parsed[:-1] == [(1 + round(cue.start * fps), cue.symbol) for cue in row]
        assert parsed[-1] == (1 + round(row[-1].end * fps), "rest")
        assert {name for _, name in parsed} <= set(PRESTON_BLAIR.symbols)


def test_moho_has_one_drawing_per_frame_whatever_the_times() -> None:
    row = (Cue(0.0, 0.01, "MBP"), Cue(0.01, 0.02, "E"), Cue(0.02, 0.03, "AI"))
    assert text("MOHO", Track(row, "rest", fps=24.0)) == "MohoSwitch1\n1 MBP\n2 rest\n"


def test_lines_of_a_scene_lie_on_one_clock_with_rest_between_them() -> None:
    one = [Cue(0.0, 0.2, "A"), Cue(0.2, 0.5, "D")]
    other = [Cue(0.0, 0.1, "X"), Cue(0.1, 0.4, "F")]
    assert joined([(2.0, other), (1.0, one)], "X") == (
        Cue(0.0, 1.0, "X"),
        Cue(1.0, 1.2, "A"),
        Cue(1.2, 1.5, "D"),
        Cue(1.5, 2.1, "X"),
        Cue(2.1, 2.4, "F"),
    )


def test_a_line_that_breaks_in_takes_over_and_what_lies_before_the_start_is_cut() -> None:
    one = [Cue(0.0, 0.5, "A"), Cue(0.5, 1.0, "D")]
    assert joined([(-0.25, one), (0.5, one)], "X") == (
        Cue(0.0, 0.25, "A"),
        Cue(0.25, 0.5, "D"),
        Cue(0.5, 1.0, "A"),
        Cue(1.0, 1.5, "D"),
    )
    assert joined([(0.0, [])], "X") == ()


def test_a_file_is_written_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "línea 第一.tsv"
    write(path, "0.00\tX\n")
    write(path, "0.00\tA\n")
    assert path.read_bytes() == b"0.00\tA\n"
    assert list(path.parent.iterdir()) == [path]


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "cues.xml"
    write(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write(path, "\ud800")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(OSError, match="cues"):
        write(path / "below", "new")
