# SPDX-License-Identifier: GPL-3.0-or-later
"""Community packs are read by their layout; what does not follow it is told and passed over."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.gpt_sovits.checkpoints import CheckpointError, Delivery, read_pack

pytestmark = pytest.mark.unit


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return tmp_path / "Lantern"


def add(pack: Path, *names: str) -> None:
    for name in names:
        path = pack / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def test_references_become_deliveries(pack: Path) -> None:
    add(
        pack,
        "reference_audios/zh/emotions/[happy]今天真好。.wav",
        "reference_audios/zh/emotions/【生气_angry】你怎么能这样！.wav",
        "reference_audios/日本語/emotions/[sad] さようなら.WAV",
        "reference_audios/English/emotions/[calm]Well [sic], good night.flac",
    )
    read = read_pack(pack)
    folder = pack / "reference_audios"
    assert read.name == "Lantern"
    assert read.problems == ()
    assert read.deliveries == (
        Delivery(
            "calm",
            "en",
            "Well [sic], good night",
            folder / "English/emotions/[calm]Well [sic], good night.flac",
        ),
        Delivery("sad", "ja", "さようなら", folder / "日本語/emotions/[sad] さようなら.WAV"),
        Delivery("happy", "zh", "今天真好。", folder / "zh/emotions/[happy]今天真好。.wav"),
        Delivery(
            "生气_angry", "zh", "你怎么能这样！", folder / "zh/emotions/【生气_angry】你怎么能这样！.wav"
        ),
    )


def test_the_longest_trained_files_come_last(pack: Path) -> None:
    add(pack, "v-e15.ckpt", "v-e5.ckpt", "v_e8_s216.pth", "v_e8_s96.pth", "sub/v_e12_s300.pth")
    read = read_pack(pack)
    assert [path.name for path in read.gpt_files] == ["v-e5.ckpt", "v-e15.ckpt"]
    assert [path.name for path in read.sovits_files] == ["v_e8_s96.pth", "v_e8_s216.pth", "v_e12_s300.pth"]


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("reference_audios/zh/emotions/今天真好.wav", "is not named [EMOTION]text"),
        ("reference_audios/zh/emotions/[]今天真好.wav", "is not named [EMOTION]text"),
        ("reference_audios/zh/emotions/[happy].wav", "is not named [EMOTION]text"),
        ("reference_audios/zh/emotions/[happy.wav", "is not named [EMOTION]text"),
        ("reference_audios/tlh/emotions/[happy]Qapla'.wav", "is in a language that is not known, tlh"),
        ("reference_audios/zh/[happy]今天.wav", "is not in reference_audios/LANGUAGE/emotions"),
        ("reference_audios/zh/emotions/more/[happy]今天.wav", "is not in reference_audios/LANGUAGE/emotions"),
    ],
)
def test_malformed_names_are_told_and_the_others_read(name: str, problem: str, pack: Path) -> None:
    add(pack, name, "reference_audios/zh/emotions/[happy]早上好.wav")
    read = read_pack(pack)
    assert [one.text for one in read.deliveries] == ["早上好"]
    assert read.problems == (f"{name} {problem}",)


def test_other_files_are_of_no_interest(pack: Path) -> None:
    add(pack, "readme.txt", "cover.png", "sample.wav", "reference_audios/zh/emotions/list.txt")
    read = read_pack(pack)
    assert (read.deliveries, read.problems, read.gpt_files) == ((), (), ())


def test_decomposed_names_are_composed(pack: Path) -> None:
    add(pack, unicodedata.normalize("NFD", "reference_audios/한국어/emotions/[기쁨]안녕하세요.wav"))
    assert [(one.language, one.text) for one in read_pack(pack).deliveries] == [("ko", "안녕하세요")]


def test_links_out_of_the_pack_are_not_followed(pack: Path, tmp_path: Path) -> None:
    add(pack, "reference_audios/zh/emotions/[happy]早.wav")
    (tmp_path / "secret.wav").touch()
    (pack / "reference_audios/zh/emotions/[sad]密.wav").symlink_to(tmp_path / "secret.wav")
    read = read_pack(pack)
    assert [one.emotion for one in read.deliveries] == ["happy"]
    assert read.problems == ("[sad]密.wav is a link to a file outside the pack",)


def test_an_absent_pack_is_told(pack: Path) -> None:
    with pytest.raises(CheckpointError, match="Lantern: there is no such folder"):
        read_pack(pack)


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stem=st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=40))
def test_any_name_is_a_delivery_or_a_problem(stem: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    pack = tmp_path_factory.mktemp("pack")
    add(pack, f"reference_audios/en/emotions/x{stem}.wav", f"reference_audios/en/emotions/[e]{stem}.wav")
    read = read_pack(pack)
    assert len(read.deliveries) + len(read.problems) == 2
    assert len(read.problems) >= 1
