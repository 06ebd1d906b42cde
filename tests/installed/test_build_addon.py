# SPDX-License-Identifier: GPL-3.0-or-later
"""What build_addon.py packs, and that it packs it the same way every time."""

from __future__ import annotations

import ast
import io
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest

import build_addon
from addon.client.installer import find_package

pytestmark = pytest.mark.blender


@pytest.fixture(scope="module")
def archive(extension_zip: Path) -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(extension_zip) as opened:
        yield opened


def manifest_of(archive: zipfile.ZipFile) -> dict:
    return tomllib.loads(archive.read("blender_manifest.toml").decode())


def test_the_manifest_names_one_platform_and_the_wheels_that_are_there(
    archive: zipfile.ZipFile, platform: build_addon.Platform
) -> None:
    manifest = manifest_of(archive)
    assert manifest["id"] == "voxrig"
    assert manifest["platforms"] == [platform.name]
    packed = {f"./{name}" for name in archive.namelist() if name.startswith("wheels/")}
    assert set(manifest["wheels"]) == packed


def test_every_python_has_its_grpc(archive: zipfile.ZipFile, platform: build_addon.Platform) -> None:
    wheels = [PurePosixPath(name).name for name in archive.namelist() if name.startswith("wheels/")]
    for python in platform.pythons:
        tag = f"cp{python.replace('.', '')}"
        assert any(name.startswith("grpcio-") and f"-{tag}-{tag}-" in name for name in wheels), python
    packed = {name.partition("-")[0] for name in wheels}
    assert packed == {"grpcio", "protobuf", "pysubs2", "typing_extensions"}


def test_the_sidecar_is_carried_as_data_with_the_versions_it_was_tested_with(
    archive: zipfile.ZipFile, tmp_path: Path
) -> None:
    packed = sorted(name for name in archive.namelist() if name.startswith(build_addon.SIDECAR_PACKAGE))
    version = manifest_of(archive)["version"]
    wheel = f"{build_addon.SIDECAR_PACKAGE}/voxrig-{version}-py3-none-any.whl"
    assert packed == [f"{build_addon.SIDECAR_PACKAGE}/constraints.txt", wheel]
    assert archive.read(packed[0]) == build_addon.SIDECAR_PINS.read_bytes()
    with zipfile.ZipFile(io.BytesIO(archive.read(wheel))) as inner:
        names = {PurePosixPath(name).parts[0] for name in inner.namelist()}
    assert names == {"sidecar", "models", "protos", f"voxrig-{version}.dist-info"}
    archive.extractall(tmp_path)
    found = find_package(tmp_path, version)
    assert found is not None
    assert found.source == tmp_path / wheel


def test_nothing_is_packed_that_blender_brings_or_nobody_needs(archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    assert len(names) == len(set(names)), "a file is packed twice"
    assert not [name for name in names if "numpy" in name.lower()]
    assert not [name for name in names if name.endswith((".pyc", ".pyi")) or "tests/" in name]
    assert {"__init__.py", "LICENSE", "README.md", "rigs/presets/arkit.json"} <= set(names)


def test_inside_the_extension_all_imports_are_relative(archive: zipfile.ZipFile) -> None:
    own = {
        PurePosixPath(name).parts[0].removesuffix(".py")
        for name in archive.namelist()
        if name.endswith(".py")
    }
    forbidden = (own | {"addon", "protos", "sidecar", "models", "demo"}) - {"__init__"}
    for name in archive.namelist():
        if name.endswith(".py"):
            for node in ast.walk(ast.parse(archive.read(name))):
                absolute = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom) and node.level == 0:
                    absolute = [node.module or ""]
                wrong = {module.partition(".")[0] for module in absolute} & forbidden
                assert not wrong, f"{name}:{node.lineno} imports {wrong}"  # pyright: ignore[reportAttributeAccessIssue]


def test_building_again_gives_the_same_bytes(
    extension_zip: Path, platform: build_addon.Platform, tmp_path: Path
) -> None:
    again = build_addon.build(platform, tmp_path, build_addon.find_extension_tool())
    assert again.read_bytes() == extension_zip.read_bytes()


@pytest.mark.parametrize("platform", build_addon.PLATFORMS.values(), ids=lambda platform: platform.name)
def test_the_source_manifest_becomes_each_platforms_own(platform: build_addon.Platform) -> None:
    source = (build_addon.SOURCE / build_addon.MANIFEST).read_text(encoding="utf-8")
    manifest = tomllib.loads(build_addon.manifest_for(source, platform, ["./wheels/a.whl", "./wheels/b.whl"]))
    assert manifest["platforms"] == [platform.name]
    assert manifest["wheels"] == ["./wheels/a.whl", "./wheels/b.whl"]
    rest = tomllib.loads(source)
    assert platform.name in rest["platforms"]
    assert {**manifest, "platforms": 0, "wheels": 0} == {**rest, "platforms": 0, "wheels": 0}


def test_a_manifest_without_a_row_for_the_wheels_is_refused() -> None:
    with pytest.raises(build_addon.BuildError, match="wheels"):
        build_addon.manifest_for('platforms = ["linux-x64"]\n', build_addon.PLATFORMS["linux-x64"], [])


def test_a_package_without_a_pinned_version_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pins = tmp_path / "blender.txt"
    pins.write_text("grpcio==1.85.1\ntyping-extensions==4.16.0  # via grpcio\n", encoding="utf-8")
    monkeypatch.setattr(build_addon, "PINS", pins)
    with pytest.raises(build_addon.BuildError, match="protobuf"):
        build_addon.pins()


def test_what_blenders_tool_refuses_is_told_in_its_words(tmp_path: Path) -> None:
    (tmp_path / "blender_manifest.toml").write_text('schema_version = "1.0.0"\n', encoding="utf-8")
    with pytest.raises(build_addon.BuildError, match="missing"):
        build_addon.run_tool(build_addon.find_extension_tool(), "validate", str(tmp_path))
