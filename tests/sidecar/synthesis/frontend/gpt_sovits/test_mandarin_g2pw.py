# SPDX-License-Identifier: GPL-3.0-or-later
"""Characters of several readings in Mandarin for GPT-SoVITS, where the user has g2pW."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.gpt_sovits.published import FOLDER_VARIABLE
from models.weights import WeightsError
from sidecar.synthesis.frontend.gpt_sovits import to_phones
from sidecar.synthesis.frontend.languages import get_language
from sidecar.synthesis.frontend.utterance import LexiconEntry
from tests.models.gpt_sovits.g2pw_folder import make_folder
from tests.sidecar.synthesis.frontend.gpt_sovits.speaking import by_word, phones

pytestmark = pytest.mark.unit


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The published folder, with nothing in it."""
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    return tmp_path


def test_a_character_is_read_by_its_sentence(root: Path) -> None:
    assert phones("他还书", "zh-CN") == "t a1 h ai2 sh u1"
    make_folder(root, after={("還", "書"): "ㄏㄨㄢ2", ("還", "很"): "ㄏㄞ2"})
    assert phones("他还书，还很好", "zh-CN") == "t a1 h uan2 sh u1 , h ai2 h en2 h ao3"


def test_sandhi_comes_after_it(root: Path) -> None:
    make_folder(root, own={"長": "ㄓㄤ3", "還": "ㄏㄞ2"})
    assert phones("我长", "zh-CN") == "w o2 zh ang3"
    make_folder(root, own={"長": "ㄔㄤ2", "還": "ㄏㄨㄢ2"})
    assert phones("我长", "zh-CN") == "w o3 ch ang2"


def test_a_phrase_of_the_dictionary_keeps_its_reading(root: Path) -> None:
    make_folder(root, own={"長": "ㄔㄤ2", "行": "ㄒㄧㄥ2"})
    assert phones("银行行长", "zh-CN") == "y in2 h ang2 h ang2 zh ang3"


def test_rules_by_neighbours_give_way_to_it(root: Path) -> None:
    assert phones("走得好", "zh-CN") == "z ou3 d e5 h ao3"
    make_folder(root, own={"得": "ㄉㄟ3", "好": "ㄏㄠ4"})
    assert by_word(to_phones("走得好", "zh-CN"))["得"] == "d ei3"


def test_a_number_is_read_as_it_is_spoken(root: Path) -> None:
    make_folder(root, after={("行", "[SEP]"): "ㄏㄤ2"})
    assert phones("12行", "zh-CN") == "sh ir2 EE er4 h ang2"


@pytest.mark.parametrize(
    ("text", "lexicon"),
    [("他[还](/xai↗/)书", ()), ("他还书", (LexiconEntry("还", "xai↗", "zh-CN"),))],
)
def test_a_given_pronunciation_stays(text: str, lexicon: tuple[LexiconEntry, ...], root: Path) -> None:
    make_folder(root, own={"還": "ㄏㄨㄢ2"})
    assert by_word(to_phones(text, "zh-CN", lexicon=lexicon))["还"] == "h ai2"


def test_a_folder_with_a_file_missing_is_told(root: Path) -> None:
    (make_folder(root) / "g2pW.onnx").unlink()
    with pytest.raises(WeightsError, match=r"there is no g2pW\.onnx in .*G2PWModel"):
        phones("他还书", "zh-CN")


def test_the_other_engine_s_readings_stay(root: Path) -> None:
    before = get_language("zh-CN").read("他还书", [])
    make_folder(root, own={"還": "ㄏㄨㄢ2"})
    assert get_language("zh-CN").read("他还书", []) == before
