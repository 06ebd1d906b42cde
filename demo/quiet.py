# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps Blender's own chatter out of the terminal."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Swallows what is written to standard output, by C as well; shows it after all on an error."""
    sys.stdout.flush()
    kept = os.dup(1)
    with tempfile.TemporaryFile() as chatter:
        os.dup2(chatter.fileno(), 1)
        try:
            yield
        except BaseException:
            chatter.seek(0)
            sys.stderr.write(chatter.read()[-4000:].decode(errors="replace"))
            raise
        finally:
            sys.stdout.flush()
            os.dup2(kept, 1)
            os.close(kept)
