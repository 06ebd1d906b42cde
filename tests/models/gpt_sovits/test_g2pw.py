# SPDX-License-Identifier: GPL-3.0-or-later
"""g2pW reads characters of several readings; who has it not notices nothing of it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.gpt_sovits import published
from models.gpt_sovits.g2pw import Polyphones, mandarin_polyphones_revision, polyphones
from models.weights import WeightsError
from tests.models.gpt_sovits.g2pw_folder import CONFIG, READINGS, VOCABULARY, make_folder

pytestmark = pytest.mark.unit


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The published folder, with nothing in it."""
    monkeypatch.setenv(published.FOLDER_VARIABLE, str(tmp_path))
    return tmp_path


def read(text: str) -> dict[int, str]:
    network = polyphones()
    assert network is not None
    return network.readings(text, range(len(text)))


def test_a_reading_follows_from_the_sentence(root: Path) -> None:
    make_folder(root, after={("還", "書"): "ㄏㄨㄢ2", ("還", "很"): "ㄏㄞ2"})
    assert read("他還書")[1] == "huan2"
    assert read("他還很")[1] == "hai2"


def test_simplified_characters_are_read_as_traditional_ones(root: Path) -> None:
    make_folder(root, after={("還", "書"): "ㄏㄨㄢ2"}, own={"長": "ㄓㄤ3", "髮": "ㄈㄚ3"})
    assert read("他还书") == {1: "huan2"}
    assert read("长") == {0: "zhang3"}
    assert read("头发") == {1: "fa3"}
    assert read("出发") == {}


def test_only_what_is_asked_for_is_answered(root: Path) -> None:
    make_folder(root, own={"行": "ㄏㄤ2", "長": "ㄓㄤ3"})
    network = polyphones()
    assert network is not None
    assert network.readings("行長", [1]) == {1: "zhang3"}


def test_a_character_has_its_own_readings_only(root: Path) -> None:
    folder = make_folder(root, own={"行": "ㄓㄤ3"}, after={("行", "的"): "ㄒㄧㄥ2"})
    assert read("行的") == {0: "xing2"}
    (folder / "config.py").write_text("use_mask = False")
    assert read("行") == {0: "zhang3"}


def test_labels_can_be_of_one_character(root: Path) -> None:
    config = f"{CONFIG}use_char_phoneme = True\n"
    make_folder(root, own={"墘": "ㄔㄤ2", "長": "ㄓㄤ3"}, config=config, by_character=True)
    assert read("墘長") == {0: "chang2", 1: "zhang3"}


def test_a_long_text_is_seen_in_windows(root: Path) -> None:
    make_folder(root, first={("行", "我"): "ㄏㄤ2", ("行", "你"): "ㄒㄧㄥ2"})
    assert read("你我天天天天天行")[7] == "xing2"
    assert read("你你你我天天天行天")[7] == "hang2"
    assert read("你天天天行我天天天") == {4: "xing2"}


def test_half_a_window_is_from_the_character_on(root: Path) -> None:
    make_folder(root, after={("長", "[SEP]"): "ㄓㄤ3"}, config="window_size = 2")
    assert read("長地") == {0: "chang2"}
    assert read("天長地") == {1: "zhang3"}


def test_the_longest_window_is_bert_s(root: Path) -> None:
    make_folder(root, config="window_size = None", first={("行", "我"): "ㄏㄤ2"})
    assert read("我" + "天" * 508 + "行")[509] == "hang2"
    assert read("我" + "天" * 509 + "行")[510] == "xing2"


def test_characters_of_one_text_are_told_apart(root: Path) -> None:
    make_folder(root, after={("還", "書"): "ㄏㄨㄢ2", ("行", "長"): "ㄏㄤ2", ("長", "還"): "ㄓㄤ3"})
    assert read("還行長還書") == {0: "hai2", 1: "hang2", 2: "zhang3", 3: "huan2"}


def test_what_is_spelled_no_syllable_is_not_answered(root: Path) -> None:
    make_folder(root, own={"墘": "ㄍㄧ2"})
    assert read("墘") == {}


def test_sandhi_s_own_characters_are_not_asked_for(root: Path) -> None:
    make_folder(root, own={"一": "ㄧ4"})
    assert read("一天") == {}


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Polyphones:
    root = tmp_path_factory.mktemp("published")
    return Polyphones.load(make_folder(root), root / "chinese-roberta-wwm-ext-large")


@given(text=st.text(st.characters(categories=["Lo"]) | st.sampled_from("长行还得发好"), max_size=40))
def test_any_text_is_read(text: str, network: Polyphones) -> None:
    readings = network.readings(text, range(len(text)))
    assert readings.keys() >= {place for place, character in enumerate(text) if character in "长行还得好"}


def test_tokenizer_json_serves_too(root: Path) -> None:
    make_folder(root, after={("還", "書"): "ㄏㄨㄢ2"})
    tokenizer = root / "chinese-roberta-wwm-ext-large"
    (tokenizer / "vocab.txt").unlink()
    vocabulary = {token: index for index, token in enumerate(VOCABULARY)}
    (tokenizer / "tokenizer.json").write_text(json.dumps({"model": {"vocab": vocabulary}}), "utf-8")
    assert read("還書") == {0: "huan2"}


def test_without_the_folder_there_is_none(root: Path) -> None:
    assert polyphones() is None
    assert mandarin_polyphones_revision() == "pypinyin"


def test_the_revision_tells_one_network_from_another(root: Path) -> None:
    folder = make_folder(root, own={"行": "ㄏㄤ2"})
    before = mandarin_polyphones_revision()
    assert before.startswith("g2pw ")
    assert mandarin_polyphones_revision() == before
    assert polyphones() is polyphones()
    assert read("行") == {0: "hang2"}
    make_folder(root, own={"行": "ㄒㄧㄥ2"})
    os.utime(folder / "g2pW.onnx", ns=(1, 1))
    assert mandarin_polyphones_revision() != before
    assert read("行") == {0: "xing2"}


@pytest.mark.parametrize(
    "path",
    [
        "G2PWModel/g2pW.onnx",
        "G2PWModel/POLYPHONIC_CHARS.txt",
        "G2PWModel/bopomofo_to_pinyin_wo_tune_dict.json",
        "G2PWModel/config.py",
        "chinese-roberta-wwm-ext-large/vocab.txt",
    ],
)
@pytest.mark.parametrize("damage", [None, b"", b"\xff\xfe(", b"{}", b"[1]"])
def test_a_missing_or_damaged_file_is_named(path: str, damage: bytes | None, root: Path) -> None:
    make_folder(root)
    file = root / path
    file.unlink()
    if damage is None:
        with pytest.raises(WeightsError, match=rf"there is no .*{file.name} in .*voxrig doctor"):
            polyphones()
    else:
        file.write_bytes(damage)
        if file.name == "config.py" and damage != b"\xff\xfe(":
            assert polyphones() is not None  # nothing in it is obligatory
            return
        if file.name.endswith(".json") and damage == b"{}":
            assert read("行") == {}  # bopomofo that nothing spells
            return
        with pytest.raises(WeightsError, match=rf"{file.name} is damaged; put it there anew"):
            polyphones()


def test_another_window_than_a_number_is_refused(root: Path) -> None:
    make_folder(root, config="window_size = 'wide'")
    with pytest.raises(WeightsError, match=r"config\.py is damaged; .*a window_size of 'wide'"):
        polyphones()


def test_another_network_is_refused(root: Path) -> None:
    folder = make_folder(root)
    lines = (folder / "POLYPHONIC_CHARS.txt").read_text("utf-8")
    (folder / "POLYPHONIC_CHARS.txt").write_text(f"{lines}天\tㄊㄧㄢ1\n", "utf-8")
    labels = len({said for readings in READINGS.values() for said in readings})
    message = rf"do not belong together: {labels} and {labels + 1} readings"
    with pytest.raises(WeightsError, match=message):
        polyphones()
