# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes stubs of the contract for sidecar and add-on, and its reference, docs/rpc.md (``nox -s stubs``).

The compiler is an old one on purpose: Blender puts the wheels of all extensions into one folder, so the
add-on may meet another extension's protobuf, and a runtime accepts stubs older than itself, never newer. The
stubs import each other relatively, so that the same files work as ``protos.voxrig.v1`` and in the extension.

With ``--check`` nothing is written; the exit status is 1 when the stubs in the tree are out of date.
"""

from __future__ import annotations

import re
import sys
import tempfile
from importlib import resources
from pathlib import Path

from google.protobuf import descriptor_pb2
from grpc_tools import protoc  # pyright: ignore[reportMissingImports] (has an environment of its own)
from reference import reference  # pyright: ignore[reportMissingImports] (beside this script)

ROOT = Path(__file__).resolve().parent
TARGETS = (ROOT / "voxrig" / "v1", ROOT.parent / "addon" / "client" / "stubs")
ABSOLUTE_IMPORT = re.compile(r"^from voxrig\.v1 import ", re.MULTILINE)


def compile_stubs(*arguments: str) -> None:
    """Runs the compiler on every ``.proto``.

    Raises:
        SystemExit: It refuses the contract.
    """
    sources = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("voxrig/v1/*.proto"))
    well_known = str(resources.files("grpc_tools") / "_proto")
    if protoc.main(["protoc", f"-I{ROOT}", f"-I{well_known}", *arguments, *sources]) != 0:
        raise SystemExit("protoc refused the contract")


def stubs() -> dict[str, str]:
    """The stubs' texts by file name."""
    with tempfile.TemporaryDirectory() as out:
        compile_stubs(*(f"--{kind}_out={out}" for kind in ("python", "pyi", "grpc_python")))
        made = sorted(Path(out, "voxrig", "v1").iterdir())
        texts = {path.name: path.read_text(encoding="utf-8") for path in made}
    # A proto file without services makes a *_pb2_grpc.py without content.
    return {
        name: ABSOLUTE_IMPORT.sub("from . import ", text)
        for name, text in texts.items()
        if not name.endswith("_grpc.py") or "class " in text
    }


def manual() -> str:
    """The text of the reference."""
    with tempfile.TemporaryDirectory() as out:
        described = Path(out, "contract.binpb")
        compile_stubs("--include_source_info", f"--descriptor_set_out={described}")
        files = descriptor_pb2.FileDescriptorSet.FromString(described.read_bytes()).file
    return reference(files)


def main() -> int:
    """Writes all, or compares it; returns the exit status."""
    texts = {folder / name: text for name, text in stubs().items() for folder in TARGETS}
    texts[ROOT.parent / "docs" / "rpc.md"] = manual()
    stale: list[str] = []
    check = "--check" in sys.argv[1:]
    for path, text in texts.items():
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(str(path.relative_to(ROOT.parent)))
        if not check:
            path.write_text(text, encoding="utf-8")
    print("\n".join([f"{len(stale)} files {'differ from the contract' if check else 'written'}", *stale]))
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
