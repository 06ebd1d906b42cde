# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that were made to harm are refused: no code runs, no memory is filled, nothing hangs."""

from __future__ import annotations

import builtins
import collections
import io
import os
import pickle
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.gpt_sovits.checkpoints import CheckpointError, UnsafeCheckpointError, read_gpt, read_sovits
from models.gpt_sovits.checkpoints.container import read_container
from models.gpt_sovits.checkpoints.unpickling import unpickle
from tests.data.gpt_sovits import recipe
from tests.models.gpt_sovits import containers

pytestmark = pytest.mark.unit

FIXTURES = recipe.FOLDER / "containers"


class Trap:
    """Pickles as a call that would make a file."""

    def __init__(self, target: Path, call: Callable[..., object]) -> None:
        self._reduced = (
            (call, (str(target),)) if call is os.mkdir else (call, (f"open({str(target)!r}, 'w')",))
        )

    def __reduce__(self) -> tuple[object, ...]:
        return self._reduced


def in_config(entries: dict[str, Any], trap: Trap) -> None:
    entries["config"] = trap


def in_a_section(entries: dict[str, Any], trap: Trap) -> None:
    entries["config"].train.exp_dir = [{"deep": (trap,)}]


def among_the_weights(entries: dict[str, Any], trap: Trap) -> None:
    entries["weight"]["flow.trap"] = trap


def beside_them(entries: dict[str, Any], trap: Trap) -> None:
    entries["unused"] = trap


@pytest.fixture
def sprung(tmp_path: Path) -> Path:
    return tmp_path / "sprung"


@pytest.mark.parametrize("hide", [in_config, in_a_section, among_the_weights, beside_them])
@pytest.mark.parametrize("header", [b"PK", b"05", b"06"])
@pytest.mark.parametrize("call", [os.mkdir, builtins.eval, builtins.exec])
def test_code_never_runs(
    hide: Callable[[dict[str, Any], Trap], None],
    header: bytes,
    call: Callable[..., object],
    tmp_path: Path,
    sprung: Path,
) -> None:
    entries = {
        "weight": {"enc_p.text_embedding.weight": torch.zeros(732, 4)},
        "config": containers.HParams(train={}),
    }
    hide(entries, Trap(sprung, call))
    path = containers.write_container(tmp_path / "voice.pth", entries, header)
    for read in (read_sovits, read_gpt):
        with pytest.raises(
            UnsafeCheckpointError, match=r"voice\.pth: it names .*(mkdir|eval|exec).*not opened"
        ):
            read(path)
    assert not sprung.exists()


def test_the_trap_would_spring(sprung: Path) -> None:
    pickle.loads(pickle.dumps(Trap(sprung, os.mkdir)))
    assert sprung.exists()


def rewritten(path: Path, target: Path, pickled: bytes, compression: int = zipfile.ZIP_STORED) -> Path:
    """A container whose description is another."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", compression) as copy:
        for entry in source.infolist():
            content = pickled if entry.filename.endswith("/data.pkl") else source.read(entry)
            copy.writestr(entry.filename, content)
    return target


@pytest.mark.parametrize("protocol", range(6))
def test_every_pickle_protocol_is_looked_through(protocol: int, tmp_path: Path, sprung: Path) -> None:
    pickled = pickle.dumps({"weight": {}, "config": Trap(sprung, os.mkdir)}, protocol)
    path = rewritten(FIXTURES / "t2s.ckpt", tmp_path / "voice.pth", pickled)
    with pytest.raises(UnsafeCheckpointError, match=r"mkdir|STACK_GLOBAL"):
        read_sovits(path)
    assert not sprung.exists()


@pytest.mark.parametrize("harmless", [collections.Counter, bytearray, set, torch.device, torch.Size])
def test_what_no_voice_needs_is_refused_though_torch_allows_it(harmless: object, tmp_path: Path) -> None:
    path = containers.write_container(tmp_path / "voice.pth", {"weight": {}, "config": harmless})
    with pytest.raises(UnsafeCheckpointError, match="it names"):
        read_sovits(path)


def test_the_configuration_class_is_allowed_only_while_reading() -> None:
    before = set(torch.serialization.get_safe_globals())
    unpickle(read_container(FIXTURES / "v2.pth"))
    assert set(torch.serialization.get_safe_globals()) == before
    with pytest.raises(pickle.UnpicklingError, match=r"utils\.HParams"):
        torch.load(FIXTURES / "v2.pth", weights_only=True)


def test_readers_do_not_take_the_class_from_each_other() -> None:
    failures: list[Exception] = []

    def read() -> None:
        try:
            for _ in range(20):
                unpickle(read_container(FIXTURES / "v2Pro.pth"))
        except CheckpointError as error:
            failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


def test_reserved_headers_are_refused(tmp_path: Path) -> None:
    for header in (b"00", b"01", b"02"):
        path = containers.write_container(tmp_path / "voice.pth", {}, header)
        with pytest.raises(CheckpointError, match=f"header {header.decode()} is reserved"):
            read_sovits(path)


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"GIF89a", b"PK\x03\x04 cut", b"05\x03\x04", b"99\x03\x04zip?"]
)
def test_other_files_are_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "voice.pth"
    path.write_bytes(content)
    with pytest.raises(CheckpointError, match="damaged or no checkpoint file of PyTorch"):
        read_sovits(path)


def test_absent_files_and_folders_are_told(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.pth", tmp_path):
        with pytest.raises(CheckpointError, match="there is no such file"):
            read_sovits(path)


def test_zip_archives_of_something_else_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "voice.pth"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("photo.jpg", b"x")
    with pytest.raises(CheckpointError, match="none that PyTorch saved"):
        read_sovits(path)


def test_zip_bombs_are_refused_before_they_unpack(tmp_path: Path) -> None:
    path = tmp_path / "voice.pth"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/data.pkl", b"N.")
        archive.writestr("archive/data/0", bytes(200 << 20))
    assert path.stat().st_size < 1 << 20
    with pytest.raises(UnsafeCheckpointError, match="compressed or encrypted"):
        read_sovits(path)


def test_entries_that_promise_more_than_the_file_has_are_refused(tmp_path: Path) -> None:
    content = bytearray((FIXTURES / "v2.pth").read_bytes())
    directory = content.index(b"PK\x01\x02")
    content[directory + 20 : directory + 28] = (1 << 30).to_bytes(4, "little") * 2  # both sizes
    path = tmp_path / "voice.pth"
    path.write_bytes(content)
    with pytest.raises(UnsafeCheckpointError, match="more bytes than the file has"):
        read_sovits(path)


def test_two_entries_of_one_name_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "voice.pth"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", b"N.")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("archive/data.pkl", b"N.")
    with pytest.raises(UnsafeCheckpointError, match="two entries of one name"):
        read_sovits(path)


def test_a_number_cannot_pose_as_a_million(tmp_path: Path) -> None:
    entries = {"weight": {"enc_p.text_embedding.weight": torch.zeros(1).expand(10**12)}, "config": {}}
    with pytest.raises(UnsafeCheckpointError, match="more bytes than the file has"):
        read_sovits(containers.write_container(tmp_path / "voice.pth", entries))


def test_a_tensor_cannot_read_beyond_its_bytes(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    torch.save({"weight": {"a": torch.zeros(4)}, "config": {}}, buffer)
    buffer.seek(0)
    (tmp_path / "sound.pth").write_bytes(buffer.getvalue())
    with zipfile.ZipFile(buffer) as archive:
        pickled = archive.read(next(name for name in archive.namelist() if name.endswith("/data.pkl")))
    longer = pickled.replace(b"K\x04t", b"J\x80\x96\x98\x00t").replace(b"K\x04\x85", b"J\x80\x96\x98\x00\x85")
    assert longer != pickled
    with pytest.raises(CheckpointError, match="damaged"):
        read_sovits(rewritten(tmp_path / "sound.pth", tmp_path / "voice.pth", longer))


def laughs() -> object:
    config: list[Any] = [1] * 10
    for _ in range(9):
        config = [config] * 10
    return config


def itself() -> object:
    config: dict[str, Any] = {}
    config["model"] = config
    return config


@pytest.mark.parametrize("make", [laughs, itself])
def test_configurations_that_grow_without_end_are_refused_at_once(
    make: Callable[[], object], tmp_path: Path
) -> None:
    def change(entries: dict[str, Any]) -> None:
        entries["config"].train.batch_size = make()

    path = containers.write_sovits(tmp_path / "voice.pth", "v2", change=change)
    started = time.monotonic()
    with pytest.raises(CheckpointError, match="too large"):
        read_sovits(path)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), b"bytes", torch.zeros(1), "x" * 10_001, {1: 2}]
)
def test_configurations_hold_plain_values(value: object, tmp_path: Path) -> None:
    def change(entries: dict[str, Any]) -> None:
        entries["config"]["data"]["max_sec"] = value

    with pytest.raises(CheckpointError, match=r"config\.data\.max_sec|_codecs\.encode"):
        read_gpt(containers.write_gpt(tmp_path / "voice.ckpt", change=change))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), name=st.sampled_from(["v2.pth", "v2Pro.pth", "t2s.ckpt"]))
def test_damage_anywhere_is_refused_or_harmless(data: st.DataObject, name: str, tmp_path: Path) -> None:
    content = bytearray((FIXTURES / name).read_bytes())
    for position in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=8)):
        content[position] = data.draw(st.integers(0, 255))
    path = tmp_path / name
    path.write_bytes(content)
    for read in (read_sovits, read_gpt):
        with pytest.raises(CheckpointError):  # The fixtures hold too few weights for a whole network.
            read(path)
