# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false
"""Collects what the animator can read: from Blender's own description of the classes, and from the source."""

from __future__ import annotations

import ast
import functools
import inspect
import json
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, Final

ADDON: Final = Path(__file__).parents[3] / "addon"
_SILENT: Final = (
    "client/samples.py",  # what voices say
    "client/stubs",  # generated
    "headless",  # English like any command line
    "lipsync",
    "locale/ja_jp",
    "locale/zh_hans",
    "rigs/mapping.py",  # what is wrong in a preset file, told in the words of its fields
    "rigs/presets.py",
)
_TALKATIVE: Final = ("client", "operators", "panels", "scene", "")  # here a single word is shown, too

_SHOWN_KEYWORDS: Final = ("text", "placeholder", "heading", "title", "message", "confirm_text")
_SHOWN_ARGUMENTS: Final = {
    "translated": (0,),
    "counted": (0, 1),
    "together": (1,),
    "poll_message_set": (0,),
    "status_text_set": (0,),
    "report": (1,),
    "fact": (1,),
    "paragraph": (2,),
}
_LOOKS_NOTHING_UP: Final = ("poll_message_set", "status_text_set")  # other than labels and reports
_WORD: Final = re.compile(r"[A-Z][a-z]+")
_PROSE: Final = re.compile(r"[A-Za-z]{2,}\W*\s[a-z]{2,}\b|\b[a-z]{2,}\W*\s[A-Za-z]{2,}")
_NAMES: Final = re.compile("Voxrig|Voxrig .*|Layer|Scripts|Window|Bearer ")  # of data, not for people


class Source:
    """One module of the add-on."""

    def __init__(self, path: Path) -> None:
        self.room, _, _ = path.relative_to(ADDON).as_posix().rpartition("/")
        self.path = path
        self.tree = ast.parse(path.read_text(encoding="utf-8"))

    @property
    def name(self) -> str:
        """Its path in the add-on."""
        return self.path.relative_to(ADDON).as_posix()

    @cached_property
    def strings(self) -> set[str]:
        """Every string in it that is no docstring; not the pieces of f-strings."""
        return {str(node.value) for node in self._constants()}

    def shown(self) -> Iterator[str]:
        """What looks like a sentence or is handed to something that shows it."""
        if self.name != "preferences.py" and self.room != "properties":  # Blender knows better, see classes()
            for words in self.strings:
                is_label = self.room in _TALKATIVE and (_WORD.fullmatch(words) or words.istitle())
                if is_label or _is_sentence(words):
                    yield words
        for node in self._calls():
            for argument in _shown_arguments(node):
                yield from _literals(argument)

    def unsayable(self) -> Iterator[str]:
        """Where English is put together from pieces, or not looked up where Blender does not."""
        raised = {
            id(inner)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Raise)
            for inner in ast.walk(node)
        }
        for node in ast.walk(self.tree):
            text = _pieces(node)
            told_to_programmers = id(node) in raised and text[:1].islower()
            if _PROSE.search(text) and not told_to_programmers and not text.lstrip().startswith("<"):
                yield f"{self.name}:{node.lineno} {text!r}"  # pyright: ignore[reportAttributeAccessIssue]
        for call in self._calls():
            if _name_of(call) in _LOOKS_NOTHING_UP and not _is_looked_up(call.args[0]):
                yield f"{self.name}:{call.lineno} {ast.unparse(call)}"

    def _constants(self) -> Iterator[ast.Constant]:
        """Strings that something is done with: no docstrings, no pieces, nothing that is only looked for."""
        skipped = {
            id(inner) for node in ast.walk(self.tree) for part in _unspoken(node) for inner in ast.walk(part)
        }
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
                yield node

    def _calls(self) -> Iterator[ast.Call]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))


def _is_sentence(words: str) -> bool:
    begins = words[:1].isupper() or words[:1].isdigit() or words.startswith("{")
    return (
        begins and "\n" not in words and bool(_PROSE.search(words) or re.fullmatch(r"[A-Z].*\w[:.] ?", words))
    )


def _pieces(node: ast.AST) -> str:
    """The English in something that is put together; a NUL for each thing in between."""
    match node:
        case ast.JoinedStr(values=values):
            return "".join(str(part.value) if isinstance(part, ast.Constant) else "\0" for part in values)
        case ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Add() | ast.Mod()):
            return text + "\0"
        case ast.BinOp(right=ast.Constant(value=str(text)), op=ast.Add()):
            return "\0" + text
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(text)), attr="format")):
            return text
    return ""


def _is_looked_up(argument: ast.expr) -> bool:
    """Whether an argument is nothing to be said, or comes from `translated`."""
    if isinstance(argument, ast.Constant):
        return argument.value is None
    return any(
        isinstance(inner, ast.Call) and _name_of(inner) == "translated" for inner in ast.walk(argument)
    )


def _unspoken(node: ast.AST) -> list[ast.AST]:
    """The parts of a node whose strings nobody reads."""
    match node:
        case ast.JoinedStr():
            return [node]
        case ast.Expr(value=ast.Constant()):
            return [node]
        case ast.Dict():
            return [key for key in node.keys if key is not None]
        case ast.Compare():
            return [node.left, *node.comparators]
    return []


@functools.cache
def sources() -> tuple[Source, ...]:
    """Every module that talks to the animator."""
    paths = [path for path in sorted(ADDON.rglob("*.py")) if "__pycache__" not in path.parts]
    return tuple(Source(path) for path in paths if not path.relative_to(ADDON).as_posix().startswith(_SILENT))


def classes() -> set[str]:
    """Labels, tooltips and items of everything that the add-on registers, as Blender has them."""
    import bpy

    found: set[str] = set()
    for cls in registered():
        rna = cls.bl_rna
        found.add(getattr(cls, "bl_label", ""))
        if issubclass(cls, bpy.types.Operator):
            rna = getattr(bpy.ops.voxrig, cls.bl_idname.partition(".")[2]).get_rna_type()
            found.add(rna.description)
        for prop in own_properties(cls, rna):
            found |= _property(prop)
    return {words for words in found if words.strip()}


def registered() -> list[Any]:
    """Every class that the add-on has registered."""
    import bpy

    bases = (
        bpy.types.AddonPreferences,
        bpy.types.FileHandler,
        bpy.types.Menu,
        bpy.types.Operator,
        bpy.types.Panel,
        bpy.types.PropertyGroup,
        bpy.types.UIList,
    )
    found = (cls for base in bases for cls in base.__subclasses__() if cls.__name__.startswith("VOXRIG_"))
    return sorted((cls for cls in found if cls.is_registered), key=lambda cls: cls.__name__)


def own_properties(cls: Any, rna: Any) -> Iterator[Any]:
    """The properties that a class adds to Blender's, its mixins' among them."""
    own = (base for base in cls.__mro__ if base.__module__.partition(".")[0] == ADDON.name)
    names = {name for base in own for name in inspect.get_annotations(base)}
    inherited = rna.base.properties if rna.base is not None else ()
    return (rna.properties[name] for name in names if name in rna.properties and name not in inherited)


def says() -> set[str]:
    """What the presets of rigs say about shapes that are missing."""
    presets = [json.loads(path.read_text(encoding="utf-8")) for path in (ADDON / "rigs").rglob("*.json")]
    return {entry["says"] for preset in presets for entry in preset.get("fallbacks", ())} - {""}


def voices() -> set[str]:
    """The words by which voices are told apart, which stand in the middle of a label."""
    from addon.operators import voice_list

    return {*voice_list.KINDS.values(), "female", "male"}


def shown() -> set[str]:
    """All of it."""
    said = says() | {
        words for source in sources() for words in source.shown() if re.search("[A-Za-z]{2}", words)
    }
    return {words for words in classes() | said if not _NAMES.fullmatch(words)}


def _property(prop: Any) -> set[str]:
    if prop.is_hidden or prop.type in ("POINTER", "COLLECTION"):
        return set()
    found = {prop.name, prop.description} - {prop.identifier}  # which is its name where it has none
    if prop.type == "ENUM":
        found |= {words for item in prop.enum_items_static for words in (item.name, item.description)}
    return found


def _shown_arguments(call: ast.Call) -> Iterator[ast.expr]:
    for keyword in call.keywords:
        if keyword.arg == "translate" and isinstance(keyword.value, ast.Constant) and not keyword.value.value:
            return
    places = _SHOWN_ARGUMENTS.get(_name_of(call), ())
    yield from (call.args[place] for place in places if place < len(call.args))
    yield from (keyword.value for keyword in call.keywords if keyword.arg in _SHOWN_KEYWORDS)


def _name_of(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _literals(node: ast.expr) -> Iterator[str]:
    """The literals that an argument can be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _literals(value)
