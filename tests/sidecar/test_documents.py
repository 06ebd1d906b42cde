# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands that the documents name are there, with the options that they name."""

from __future__ import annotations

import re
import shlex

import pytest
import typer
from typer.core import TyperGroup

from sidecar.cli import app
from tests.sidecar.conftest import ROOT

pytestmark = pytest.mark.unit

PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
_PIECES = re.compile(r"```\w*\n(.*?)```|`([^`\n]+)`|((?:^ {4}.*\n)+)", re.DOTALL | re.MULTILINE)
_COMMAND = re.compile(r"^(?:\$ )?voxrig(?: .*)?$", re.MULTILINE)


def commands() -> list[str]:
    """What the documents have typed, without prompts, comments and broken rows."""
    found = []
    for page in PAGES:
        for piece in _PIECES.finditer(page.read_text("utf-8")):
            text = "".join(filter(None, piece.groups())).replace("\\\n", " ")
            rows = (re.sub(r"\s+#.*", "", row.strip()) for row in text.splitlines())
            found += [row.removeprefix("$ ") for row in rows if _COMMAND.match(row)]
    return sorted(set(found))


@pytest.mark.parametrize("typed", commands())
def test_a_command_that_is_named_is_there(typed: str) -> None:
    command = typer.main.get_command(app)
    words = shlex.split(typed.translate({ord("["): None, ord("]"): None}))[1:]  # [what may be left out]
    while isinstance(command, TyperGroup) and words and not words[0].startswith("-"):
        name = words.pop(0)
        assert name in command.commands or command.invoke_without_command, f"`{typed}`: no {name}"
        command = command.commands.get(name, command)
    options = {option for parameter in command.params for option in parameter.opts}
    options |= {option for parameter in command.params for option in parameter.secondary_opts} | {"--help"}
    named = {word.partition("=")[0] for word in words if re.match(r"-", word)}
    assert named <= options, f"`{typed}`: no {', '.join(sorted(named - options))}"


def test_the_documents_show_every_command() -> None:
    shown = {words[1] for words in map(str.split, commands()) if len(words) > 1}
    command = typer.main.get_command(app)
    assert isinstance(command, TyperGroup)
    assert set(command.commands) <= shown
