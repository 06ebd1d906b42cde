# SPDX-License-Identifier: GPL-3.0-or-later
"""What the documents point to is there, and operators that they name are the add-on's."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")])
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_OPERATOR = re.compile(r"\bvoxrig\.([a-z]+(?:_[a-z]+)+)\b")


def links(page: Path) -> list[str]:
    """What a page links to inside the project."""
    found = _LINK.findall(_CODE.sub("", page.read_text("utf-8")))
    return [link for link in found if not re.match(r"[a-z]+:", link)]


def anchors(page: Path) -> set[str]:
    """The headings that can be linked to, as GitHub names them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.unit
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.name} links to {link}"
        assert not anchor or anchor in anchors(target), f"{page.name} links to {link}"


@pytest.mark.unit
def test_every_page_is_found_from_the_readme() -> None:
    named = {(ROOT / link.partition("#")[0]).resolve() for link in links(ROOT / "README.md")}
    assert set((ROOT / "docs").glob("*.md")) <= named


@pytest.mark.unit
def test_every_picture_is_shown_and_they_are_small() -> None:
    pictures = set((ROOT / "docs" / "pictures").iterdir())
    assert pictures == {
        (page.parent / link).resolve() for page in PAGES for link in links(page) if link.endswith(".png")
    }
    assert sum(picture.stat().st_size for picture in pictures) < 1_500_000


@pytest.mark.blender
def test_every_operator_that_is_named_is_there(scene: Any) -> None:
    import bpy

    named = {name for page in PAGES for name in _OPERATOR.findall(page.read_text("utf-8"))}
    assert len(named) > 10
    assert named <= set(dir(bpy.ops.voxrig))  # pyright: ignore[reportAttributeAccessIssue]
