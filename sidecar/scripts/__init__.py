# SPDX-License-Identifier: GPL-3.0-or-later
"""Scripts: screenplays, subtitles, tables and plain text are read into lines of dialogue, and cast."""

from sidecar.scripts.model import Script, ScriptCharacter, ScriptFormat, ScriptLine, ScriptScene, TableColumns
from sidecar.scripts.reading import read_script

__all__ = [
    "Script",
    "ScriptCharacter",
    "ScriptFormat",
    "ScriptLine",
    "ScriptScene",
    "TableColumns",
    "read_script",
]
