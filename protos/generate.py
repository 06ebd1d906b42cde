# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the Python stubs of the contract, for the sidecar and for the add-on (``nox -s stubs``).

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

from grpc_tools import protoc  # pyright: ignore[reportMissingImports] (has an environment of its own)

ROOT = Path(__file__).resolve().parent
TARGETS = (ROOT / "voxrig" / "v1", ROOT.parent / "addon" / "client" / "stubs")
ABSOLUTE_IMPORT = re.compile(r"^from voxrig\.v1 import ", re.MULTILINE)


def generate() -> dict[str, str]:
    """Compiles every ``.proto`` and returns the stubs' texts by file name."""
    sources = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("voxrig/v1/*.proto"))
    with tempfile.TemporaryDirectory() as out:
        well_known = str(resources.files("grpc_tools") / "_proto")
        arguments = ["protoc", f"-I{ROOT}", f"-I{well_known}"]
        arguments += [f"--{kind}_out={out}" for kind in ("python", "pyi", "grpc_python")]
        if protoc.main([*arguments, *sources]) != 0:
            raise SystemExit("protoc refused the contract")
        made = sorted(Path(out, "voxrig", "v1").iterdir())
        texts = {path.name: path.read_text(encoding="utf-8") for path in made}
    # A proto file without services makes a *_pb2_grpc.py without content.
    return {
        name: ABSOLUTE_IMPORT.sub("from . import ", text)
        for name, text in texts.items()
        if not name.endswith("_grpc.py") or "class " in text
    }


def main() -> int:
    """Writes the stubs, or compares them; returns the exit status."""
    stale: list[str] = []
    check = "--check" in sys.argv[1:]
    for name, text in generate().items():
        for folder in TARGETS:
            path = folder / name
            if path.is_file() and path.read_text(encoding="utf-8") == text:
                continue
            stale.append(str(path.relative_to(ROOT.parent)))
            if not check:
                path.write_text(text, encoding="utf-8")
    print("\n".join([f"{len(stale)} stubs {'differ from the contract' if check else 'written'}", *stale]))
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
