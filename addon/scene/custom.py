# SPDX-License-Identifier: GPL-3.0-or-later
"""A mapping by hand, between its properties in the .blend and the rig mappings that lip-sync uses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..locale import translated
from ..properties.quiet import quietly
from ..rigs import Control, Kind, Ramp, Response, RigMapping, Term, control_id


def targets(mapping: Any) -> list[tuple[Any, Any, RigMapping]]:
    """Data-blocks to key, the objects that show them, and their mappings; unusable controls are left out."""
    by_owner: dict[Any, tuple[Any, dict[str, Response]]] = {}
    for entry in mapping.controls:
        owner = owner_of(entry)
        if owner is not None and not problem(entry):
            response = response_of(entry)
            _, responses = by_owner.setdefault(owner, (entry.object, {}))
            responses[control_id(response.control)] = response
    return [(owner, obj, RigMapping("hand", responses)) for owner, (obj, responses) in by_owner.items()]


def owner_of(entry: Any) -> Any | None:
    """The data-block that a control's keys go on."""
    obj = entry.object
    if obj is None:
        return None
    if entry.kind == "SHAPE":
        return obj.data.shape_keys if obj.type == "MESH" else None
    return obj


def problem(entry: Any) -> str:
    """Why a control cannot be keyed, in words; empty if it can."""
    if entry.object is None:
        return "Choose the object that has it"
    if entry.kind == "SHAPE":
        key = entry.object.data.shape_keys if entry.object.type == "MESH" else None
        if key is None or entry.name not in key.key_blocks:
            words = translated("{object} has no shape key {name}")
            return words.format(object=entry.object.name, name=entry.name or translated("without a name"))
    elif entry.kind == "BONE":
        if entry.object.type != "ARMATURE" or entry.name not in entry.object.pose.bones:
            words = translated("{object} has no bone {name}")
            return words.format(object=entry.object.name, name=entry.name or translated("without a name"))
    else:
        try:
            value = entry.object.path_resolve(entry.name)
        except ValueError:
            words, name = translated("{object} has no property {name}"), entry.name
            return words.format(object=entry.object.name, name=name or translated("without a data path"))
        if not isinstance(value, (int, float)):
            words = translated("{name} is not a number; add an index like [0] if it has several")
            return words.format(name=entry.name)
    return "The range must not be 0" if entry.scale == 0.0 else ""


def response_of(entry: Any) -> Response:
    """What a control answers; a gain below 0 turns its direction round."""
    turn = -1.0 if entry.gain < 0.0 else 1.0
    control = Control(
        Kind(entry.kind.lower()),
        entry.name,
        entry.transform if entry.kind == "BONE" else "",
        entry.scale * turn,
        entry.offset,
    )
    terms = tuple(_term(term) for term in entry.terms)
    return Response(control, terms, abs(entry.gain), entry.low, entry.high)


def _term(term: Any) -> Term:
    ramps = (ramp for ramp in term.ramps if ramp.zero_at != ramp.one_at)
    return Term(term.weight, tuple(Ramp(ramp.channel, ramp.zero_at, ramp.one_at) for ramp in ramps))


def fill(mapping: Any, found: Iterable[tuple[Any, RigMapping]]) -> None:
    """Replaces the mapping by hand with given mappings of objects."""
    with quietly():
        mapping.controls.clear()
        mapping.active_control = 0
        for obj, given in found:
            for response in given.responses.values():
                add(mapping, obj, response)


def add(mapping: Any, obj: Any, response: Response) -> Any:
    """Adds a control of an object to the mapping by hand."""
    control = response.control
    with quietly():
        entry = mapping.controls.add()
        entry.object, entry.kind, entry.name = obj, control.kind.name, control.name
        if control.transform:
            entry.transform = control.transform
        entry.scale, entry.offset = control.scale, control.offset
        entry.gain, entry.low, entry.high = response.gain, response.low, response.high
        for term in response.terms:
            row = entry.terms.add()
            row.weight = term.gain
            for ramp in term.ramps:
                step = row.ramps.add()
                step.channel, step.zero_at, step.one_at = ramp.channel, ramp.zero_at, ramp.one_at
    return entry
