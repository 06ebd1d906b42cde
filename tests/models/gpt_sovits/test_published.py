# SPDX-License-Identifier: GPL-3.0-or-later
"""What is missing of the published files is told, with the command that gets it."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from models import weights
from models.gpt_sovits import g2pw, published
from models.gpt_sovits.published import (
    Manifest,
    Part,
    PublishedFile,
    download_part,
    manifest,
    missing_parts,
    optional_parts,
    part_folder,
    published_folder,
)
from models.gpt_sovits.synthesizer import Version
from models.weights import WeightsError
from tests.models.gpt_sovits.g2pw_folder import make_folder

pytestmark = pytest.mark.unit

CONTENT = b"weights"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Part:
    """A manifest of one part of one small file."""
    file = PublishedFile("sub/small.bin", len(CONTENT), SHA256)
    part = Part("small", "the small network", "MIT", False, frozenset(), frozenset(), (file,))
    monkeypatch.setattr(published, "manifest", lambda: Manifest("someone/something", "0" * 40, (part,)))
    return part


def names(found: list[published.Missing]) -> list[str]:
    return [missing.part.name for missing in found]


def test_the_list_is_well_formed() -> None:
    listed = manifest()
    assert re.fullmatch("[0-9a-f]{40}", listed.revision)
    paths = [file.path for part in listed.parts for file in part.files]
    assert len(set(paths)) == len(paths)
    for part in listed.parts:
        assert part.what
        assert part.licence in ({"unclear"} if part.is_optional else {"MIT", "Apache-2.0"})
    for file in (file for part in listed.parts for file in part.files):
        assert file.sha256 is None or re.fullmatch("[0-9a-f]{64}", file.sha256)
    for name in (published.CONTENT_ENCODER, published.TEXT_ENCODER, published.SPEAKER_NETWORK):
        assert listed.part(name).files
    assert {file.path for file in listed.part(g2pw.PART).files} == {
        f"{g2pw.FOLDER}/{name}" for name in (g2pw.NETWORK, g2pw.POLYPHONES, g2pw.BOPOMOFO, g2pw.SETTINGS)
    }


@pytest.mark.parametrize(
    ("versions", "languages", "expected"),
    [
        ([Version.V2], ["en", "ja"], ["chinese-hubert-base"]),
        ([Version.V2], ["en", "zh"], ["chinese-hubert-base", "chinese-roberta-wwm-ext-large"]),
        ([Version.V2_PRO], ["ko"], ["chinese-hubert-base", "eres2netv2"]),
    ],
)
def test_each_voice_needs_what_its_version_and_language_need(
    versions: list[Version], languages: list[str], expected: list[str], tmp_path: Path
) -> None:
    assert names(missing_parts(tmp_path, versions, languages)) == expected


@pytest.mark.parametrize(
    ("version", "files"),
    [
        (Version.V1, {"s1bert25hz-2kh-longer-epoch=68e-step=50232.ckpt", "s2G488k.pth"}),
        (Version.V2_PRO, {"s1v3.ckpt", "v2Pro/s2Gv2Pro.pth"}),
        (Version.V2_PRO_PLUS, {"s1v3.ckpt", "v2Pro/s2Gv2ProPlus.pth"}),
    ],
)
def test_voices_of_a_reference_alone_need_the_published_voice(
    version: Version, files: set[str], tmp_path: Path
) -> None:
    found = missing_parts(tmp_path, [version], ["en"], base=True)
    assert {file.path for missing in found if missing.part.is_base for file in missing.files} == files


def test_the_remedy_is_a_command(tmp_path: Path) -> None:
    [missing] = missing_parts(tmp_path, [Version.V2], ["en"])
    assert missing.remedy.startswith("hf download lj1995/GPT-SoVITS chinese-hubert-base/config.json ")
    assert missing.remedy.endswith(f"--local-dir {tmp_path}")


def test_what_is_optional_is_never_missing(tmp_path: Path) -> None:
    assert g2pw.PART not in names(missing_parts(tmp_path, base=True))
    [(part, missing)] = optional_parts(tmp_path)
    assert part.name == g2pw.PART
    assert missing is not None
    assert missing.files == part.files
    assert missing.remedy.endswith(f"(GPT_SoVITS/text/G2PWModel) to {tmp_path}")


def test_what_is_optional_is_found(tmp_path: Path) -> None:
    make_folder(tmp_path)
    [(_, missing)] = optional_parts(tmp_path)
    assert missing is None
    (tmp_path / g2pw.FOLDER / g2pw.SETTINGS).unlink()
    [(_, missing)] = optional_parts(tmp_path)
    assert missing is not None
    assert [file.path for file in missing.files] == ["G2PWModel/config.py"]


def test_a_file_that_was_cut_short_is_missing(small: Part, tmp_path: Path) -> None:
    path = tmp_path / "sub/small.bin"
    path.parent.mkdir()
    path.write_bytes(CONTENT)
    assert missing_parts(tmp_path) == []
    path.write_bytes(CONTENT[:-1])
    assert names(missing_parts(tmp_path)) == ["small"]


def test_a_folder_that_is_there_is_for_its_loader_to_judge(small: Part, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="the small network, is missing: hf download someone"):
        part_folder(tmp_path, "small")
    (tmp_path / "sub").mkdir()
    assert part_folder(tmp_path, "small") == tmp_path / "sub"


def test_a_thorough_look_notices_other_content(small: Part, tmp_path: Path) -> None:
    path = tmp_path / "sub/small.bin"
    path.parent.mkdir()
    path.write_bytes(CONTENT.swapcase())
    assert missing_parts(tmp_path) == []
    assert names(missing_parts(tmp_path, thorough=True)) == ["small"]


def test_a_part_is_downloaded_when_asked(
    small: Part, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[object, ...]] = []

    def download(repository: str, path: str, *, revision: str, local_dir: Path) -> str:
        asked.append((repository, path, revision))
        target = local_dir / path
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(CONTENT)
        return str(target)

    monkeypatch.setattr("huggingface_hub.hf_hub_download", download)
    for _ in range(2):
        assert download_part(tmp_path, "small") == tmp_path / "sub"
    assert asked == [("someone/something", "sub/small.bin", "0" * 40)]


def test_a_damaged_download_is_told(small: Part, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.hf_hub_download", lambda *_arguments, **_options: "")
    with pytest.raises(WeightsError, match=r"small\.bin came damaged"):
        download_part(tmp_path, "small")


def test_an_unreachable_hub_tells_the_way_out(
    small: Part, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(WeightsError, match="get it by other means and put it at"):
        download_part(tmp_path, "small")


def test_the_folder_can_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(weights.CACHE_VARIABLE, str(tmp_path / "cache"))
    monkeypatch.delenv(published.FOLDER_VARIABLE, raising=False)
    assert published_folder() == tmp_path / "cache" / "gpt-sovits"
    monkeypatch.setenv(published.FOLDER_VARIABLE, str(tmp_path / "pretrained_models"))
    assert published_folder() == tmp_path / "pretrained_models"
