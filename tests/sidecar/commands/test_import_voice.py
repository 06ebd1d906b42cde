# SPDX-License-Identifier: GPL-3.0-or-later
"""`voxrig voices import`: from trained files or a pack to a voice, and what is told when it cannot be."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from typer.testing import CliRunner, Result

from models.gpt_sovits.voice import ReferenceVoice, Traits
from sidecar.cli import app
from sidecar.config import Settings
from sidecar.principals import LOCAL
from sidecar.voices.opening import open_registry
from tests.models.gpt_sovits import containers
from tests.models.gpt_sovits.published_folder import write_published

pytestmark = pytest.mark.model

WORD = ("--speaker", "Mara", "--ground", "self")
RATE = 16_000


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a tiny v2 voice, and its published networks, without RoBERTa."""
    folder = tmp_path_factory.mktemp("files")
    containers.write_voice(folder, "v2")
    write_published(folder / "published", text=False)
    return folder


def hum(path: Path, seconds: float) -> Path:
    """A recording of somebody who hums, on and off."""
    at = np.arange(round(seconds * RATE)) / RATE
    tones = sum(np.sin(2 * np.pi * 140 * n * at) / n for n in range(1, 12))
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, 0.2 * tones * (np.sin(2 * np.pi * 0.7 * at) > -0.8), RATE)
    return path


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    return hum(tmp_path / "mara.wav", 4.0)


@pytest.fixture
def pack(files: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "Mara"
    for emotion, text in (("中立", "Good evening"), ("happy", "I am glad"), ("sad", "It rains")):
        hum(folder / f"reference_audios/en/emotions/[{emotion}]{text}.wav", 3.5)
    hum(folder / "reference_audios/ja/emotions/[怒り]やめて.wav", 3.5)
    hum(folder / "reference_audios/en/emotions/[angry]Stop.wav", 1.5)
    hum(folder / "reference_audios/en/emotions/no emotion.wav", 3.5)
    for name in ("mara-e5.ckpt", "mara-e15.ckpt"):
        shutil.copy(files / "voice-e15.ckpt", folder / name)
    shutil.copy(files / "voice_e8_s216.pth", folder / "mara_e8_s216.pth")
    return folder


def voices(folder: Path, *arguments: object, published: Path | None = None) -> Result:
    variables = {
        "VOXRIG_DATA_DIR": str(folder / "data"),
        "VOXRIG_DEVICE": "cpu",
        "VOXRIG_THREADS": "1",
        "VOXRIG_GPT_SOVITS_DIR": str(published or folder / "nothing"),
    }
    return CliRunner().invoke(app, ["voices", *map(str, arguments)], env=variables)


def of_files(files: Path, reference: Path, *more: object) -> list[object]:
    given = ["--gpt", files / "voice-e15.ckpt", "--sovits", files / "voice_e8_s216.pth"]
    return ["import", "mara", *given, "--reference", reference, *more]


def test_trained_files_become_a_voice(files: Path, reference: Path, tmp_path: Path) -> None:
    asked = of_files(files, reference, "--language", "en", "--text", "Good evening to you.", *WORD)
    done = voices(tmp_path, *asked, "--name", "Mara", published=files / "published")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.splitlines()[:2] == [
        "mara, revision 1: GPT-SoVITS v2, speaks zh-CN, en-US, ja-JP, yue-HK, ko-KR",
        "deliveries: neutral",
    ]
    assert "reading voice-e15.ckpt and voice_e8_s216.pth ..." in done.stderr
    shown = json.loads(voices(tmp_path, "show", "mara").stdout)
    assert (shown["kind"], shown["engine"], shown["model_version"]) == ("imported", "gpt-sovits", "v2")
    assert (shown["language"], shown["display_name"]) == ("en-US", "Mara")
    assert shown["attestation"]["ground"] == "self"
    assert voices(tmp_path, "preview", "mara", "-o", tmp_path / "mara.flac").exit_code == 0
    again = voices(tmp_path, *asked, published=files / "published")
    assert again.exit_code == 1
    assert "there is a voice 'mara' already" in again.stderr
    assert "reading" not in again.stderr


def test_mandarin_is_read_with_roberta(files: Path, reference: Path, tmp_path: Path) -> None:
    published = write_published(tmp_path / "published")
    asked = of_files(files, reference, "--language", "zh-CN", "--text", "今天天气很好，我们很好。", *WORD)
    done = voices(tmp_path, *asked, published=published)
    assert done.exit_code == 0, done.stderr
    listed = voices(tmp_path, "--language", "zh").stdout
    assert "gpt-sovits v2" in " ".join(listed.split())


def test_a_text_is_not_needed_in_any_language(files: Path, reference: Path, tmp_path: Path) -> None:
    for language in ("ja", "ko", "yue"):
        asked = of_files(files, reference, "--language", language, *WORD, "--replace")
        done = voices(tmp_path, *asked, published=files / "published")
        assert done.exit_code == 0, done.stderr
        assert "note: with --text, what is said in the recording" in done.stderr
    assert json.loads(voices(tmp_path, "show", "mara").stdout)["revision"] == 3


def test_more_recordings_change_the_timbre_alone(files: Path, reference: Path, tmp_path: Path) -> None:
    asked = of_files(files, reference, "--language", "en", "--text", "Good evening.", *WORD, "--replace")

    def made(*more: object) -> Traits:
        done = voices(tmp_path, *asked, *more, published=files / "published")
        assert done.exit_code == 0, done.stderr
        registry = open_registry(Settings(data_dir=tmp_path / "data"), ())
        ((name, _),) = registry.seen_by(LOCAL).get("mara").mix
        return ReferenceVoice.from_bytes(registry.blobs.get(name)).traits

    alone, more = made(), made("--more", hum(tmp_path / "other.wav", 1.5))
    assert torch.equal(alone.codes, more.codes)
    assert not torch.equal(alone.timbre, more.timbre)
    missing = voices(tmp_path, *asked, "--more", tmp_path / "none.wav", published=files / "published")
    assert missing.exit_code == 2
    assert "--more: none.wav: there is no file none.wav" in missing.stderr


def test_a_pack_becomes_a_voice_with_deliveries(files: Path, pack: Path, tmp_path: Path) -> None:
    asked = ["import", "mara", "--pack", pack, "--language", "en", *WORD, "--json"]
    done = voices(tmp_path, *asked, published=files / "published")
    assert done.exit_code == 0, done.stderr
    made = json.loads(done.stdout)
    assert made["voice"]["deliveries"] == ["neutral", "happy", "sad"]
    told = "\n".join(made["notes"])
    assert "mara-e15.ckpt is taken, the longest trained of 2 .ckpt files" in told
    assert "no emotion.wav is not named [EMOTION]text" in told
    assert "[angry]Stop.wav is passed over: it lasts 1.5 s" in told
    assert "references in other languages are passed over (1)" in told
    neutral = next(one for one in made["references"] if one["delivery"] == "neutral")
    assert (neutral["file"], neutral["text"]) == ("[中立]Good evening.wav", "Good evening")


def test_without_a_neutral_emotion_the_first_is_told(files: Path, pack: Path, tmp_path: Path) -> None:
    (pack / "reference_audios/en/emotions/[中立]Good evening.wav").unlink()
    (pack / "reference_audios/en/emotions/[sad]It rains.wav").unlink()
    asked = ["import", "mara", "--pack", pack, "--language", "en", *WORD]
    done = voices(tmp_path, *asked, published=files / "published")
    assert done.exit_code == 0, done.stderr
    assert "happy is the delivery neutral" in done.stderr
    assert "deliveries: neutral\n" in done.stdout


def test_a_pack_of_several_languages_asks_which(files: Path, pack: Path, tmp_path: Path) -> None:
    done = voices(tmp_path, "import", "mara", "--pack", pack, *WORD)
    assert done.exit_code == 2
    assert "--language: the pack has several; use one of en-US (4 references), ja-JP (1 references)" in (
        done.stderr
    )
    korean = voices(tmp_path, "import", "mara", "--pack", pack, *WORD, "--language", "ko")
    assert "--language: the pack has no reference in ko-KR" in korean.stderr


def test_what_was_typed_is_checked_before_any_file_is_read(tmp_path: Path) -> None:
    done = voices(tmp_path, "import", "Mara!", "--text", "Hello")
    assert done.exit_code == 2
    for named in ("ID: needs", "--gpt: give", "--sovits: give", "--reference: give"):
        assert named in done.stderr
    for named in ("--language: say", "--speaker: say", "--ground: say"):
        assert named in done.stderr
    assert "reading" not in done.stderr
    assert not (tmp_path / "data" / "blobs").exists()


def test_a_language_it_does_not_speak_is_refused(files: Path, reference: Path, tmp_path: Path) -> None:
    done = voices(tmp_path, *of_files(files, reference, "--language", "fr-FR", *WORD))
    assert done.exit_code == 2
    assert "--language: 'fr-FR' is not supported; use one of zh-CN, en-US" in done.stderr


def test_a_licence_says_where_it_is(files: Path, reference: Path, tmp_path: Path) -> None:
    word = ("--speaker", "Mara", "--ground", "licence")
    done = voices(tmp_path, *of_files(files, reference, "--language", "zh", *word))
    assert done.exit_code == 2
    assert "--details: say where the consent or the licence can be looked up" in done.stderr


@pytest.mark.parametrize(
    "option",
    [("--reference", "x.wav"), ("--text", "x"), ("--start", "1"), ("--end", "3"), ("--more", "x.wav")],
)
def test_a_pack_has_its_own_references(option: tuple[str, str], tmp_path: Path) -> None:
    done = voices(tmp_path, "import", "mara", "--pack", tmp_path, *option, *WORD)
    assert done.exit_code == 2
    assert f"{option[0]}: a pack has references of its own; leave it out" in done.stderr


def test_files_given_the_wrong_way_round_are_told(files: Path, reference: Path, tmp_path: Path) -> None:
    crossed = ("--gpt", files / "voice_e8_s216.pth", "--sovits", files / "voice-e15.ckpt")
    done = voices(tmp_path, "import", "mara", *crossed, "--reference", reference, "--language", "en", *WORD)
    assert done.exit_code == 2
    assert "--gpt: voice_e8_s216.pth: it is a SoVITS file (.pth), given where" in done.stderr
    assert "--sovits: voice-e15.ckpt: it is a GPT file (.ckpt), given where" in done.stderr


def test_missing_published_networks_are_told_before_anything_is_heard(
    files: Path, reference: Path, tmp_path: Path
) -> None:
    done = voices(tmp_path, *of_files(files, reference, "--language", "en", *WORD))
    assert done.exit_code == 1
    assert "HuBERT, which hears the reference, is missing: hf download lj1995/GPT-SoVITS" in done.stderr
    assert "or add --download" in done.stderr
    assert "listening" not in done.stderr
    mandarin = voices(
        tmp_path, *of_files(files, reference, "--language", "zh", *WORD), published=files / "published"
    )
    assert "RoBERTa, which reads Mandarin, is missing" in mandarin.stderr


def test_they_are_fetched_when_the_user_asks(
    files: Path, reference: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    done = voices(tmp_path, *of_files(files, reference, "--language", "en", *WORD, "--download"))
    assert done.exit_code == 1
    assert "fetching HuBERT, which hears the reference ..." in done.stderr
    assert "from the Hugging Face hub" in done.stderr


def test_a_recording_that_is_too_short_is_refused(files: Path, tmp_path: Path) -> None:
    short = hum(tmp_path / "short.wav", 2.1)
    done = voices(tmp_path, *of_files(files, short, "--language", "en", *WORD), published=files / "published")
    assert done.exit_code == 2
    assert "--reference: it lasts 2.1 s; 3 to 10 s are needed" in done.stderr
    assert "mara" not in [voice["id"] for voice in json.loads(voices(tmp_path, "--json").stdout)]


def test_a_folder_that_is_no_pack_is_told(tmp_path: Path) -> None:
    nowhere = voices(tmp_path, "import", "mara", "--pack", tmp_path / "nowhere", *WORD)
    assert nowhere.exit_code == 2
    assert "--pack: nowhere: there is no such folder" in nowhere.stderr
    (tmp_path / "empty").mkdir()
    empty = voices(tmp_path, "import", "mara", "--pack", tmp_path / "empty", *WORD)
    assert "--pack: it has no reference_audios/LANGUAGE/emotions/[EMOTION]text.wav" in empty.stderr
