# SPDX-License-Identifier: GPL-3.0-or-later
"""Blobs: whole or not at all, checked when read, for nobody else to see."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from unittest.mock import patch

import fsspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.errors import PreconditionError, UnavailableError
from sidecar.storage.blobs import BlobStore, blob_id

pytestmark = pytest.mark.unit


@pytest.fixture(params=["local", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    fsspec.filesystem("memory").store.clear()
    return BlobStore(str(tmp_path / "blobs") if request.param == "local" else "memory://voices")


def files_in(store: BlobStore) -> list[str]:
    fs, root = store._fs, store._root
    return fs.find(root) if fs.exists(root) else []


def test_what_is_kept_is_found_and_goes(store: BlobStore) -> None:
    first, second = store.put(b"one"), store.put(b"two")
    assert first == blob_id(b"one") == store.put(b"one")
    assert (store.get(first), store.get(second)) == (b"one", b"two")
    store.remove(first)
    store.remove(first)
    assert store.get(second) == b"two"
    with pytest.raises(PreconditionError, match="missing") as caught:
        store.get(first)
    assert caught.value.reason == "VOICE_DAMAGED"


@given(content=st.binary(max_size=300))
def test_any_content_comes_back(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    store = BlobStore(str(tmp_path_factory.mktemp("blobs")))
    assert store.get(store.put(content)) == content


def test_one_changed_bit_is_noticed_and_mended_by_keeping_it_again(store: BlobStore) -> None:
    kept = store.put(b"a voice")
    (path,) = files_in(store)
    store._fs.pipe_file(path, b"a voicf")
    with pytest.raises(PreconditionError, match="damaged"):
        store.get(kept)
    store.put(b"a voice")
    assert store.get(kept) == b"a voice"


def test_a_write_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    store = BlobStore(str(tmp_path / "blobs"))
    full = patch("os.fsync", side_effect=OSError(28, "No space left on device"))
    with full, pytest.raises(UnavailableError, match="No space left"):
        store.put(b"a voice")
    assert files_in(store) == []


def test_what_a_killed_writer_left_goes_with_the_blob(tmp_path: Path) -> None:
    store = BlobStore(str(tmp_path / "blobs"))
    kept = store.put(b"a voice")
    path = Path(files_in(store)[0])
    path.with_name(f".{path.name}.x1.tmp").write_bytes(b"a vo")
    store.remove(kept)
    assert files_in(store) == []


@pytest.mark.parametrize("name", ["", "../../x", "sha256:../x", "sha256:" + "0" * 63, "sha256:" + "A" * 64])
def test_what_is_no_id_is_never_a_path(store: BlobStore, name: str) -> None:
    with pytest.raises(PreconditionError):
        store.get(name)


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_they_are_this_users_alone(tmp_path: Path) -> None:
    store = BlobStore(str(tmp_path / "blobs"))
    store.put(b"a voice")
    path = Path(files_in(store)[0])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("url", ["nosuch://me:secret@host/x", "ftp://me:secret@127.0.0.1:1/x"])
def test_an_unusable_url_is_told_without_its_password(url: str) -> None:
    with pytest.raises(PreconditionError, match="VOXRIG_BLOB_URL") as caught:
        BlobStore(url)
    assert "secret" not in str(caught.value)
