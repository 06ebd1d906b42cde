# SPDX-License-Identifier: GPL-3.0-or-later
"""A line on a rig: the poses of every shape, and the curves through them."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from .articulation import Articulation, from_segments
from .bezier import evaluate
from .channels import CONTACTS, JAW, ROUND, TONGUE_OUT
from .contacts import CHANNEL_OF, Moment, on_frames
from .grid import Grid
from .phonemes import ROUNDED, Kind
from .phones import Phone
from .segments import Segment, segments
from .simplify import fewest
from .steady import brief, lasting, steadied, unhurried
from .style import Style

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Indices = NDArray[np.intp]

_REST: Final = 1e-3  # below this a shape is at rest
_TRACE: Final = 0.22  # a pose in which a shape has less of a part leaves it at rest
_TRACE_JAW: Final = 0.05  # so does one in which the jaw has: a mouth that opens must be seen to
_JAW: Final = frozenset({JAW, TONGUE_OUT})  # what a shape reads that is the jaw alone
_LEAST_WHOLE: Final = 0.7  # of the largest value of a shape in a line, which is the whole of it
_MASKED_WHOLE: Final = 0.7  # of one that is a picture of the whole mouth
_MASKED: Final = 0.5  # so does one in which it has less than this share of the strongest shape's
_SEEN: Final = (
    2 / 30
)  # seconds; a pose that lasts less, or two frames, leaves the shape at rest unless it must be seen
_SLACK: Final = 1e-6
_EFFORT: Final = 0.28  # a pose on the way between two others by less than this is not aimed at
_SHARE: Final = 0.5  # nor may it be missed by more than this share of itself
_EXACT: Final = 1e-3  # of what is held so briefly that it must not be cut short
_EFFORT_ROUND: Final = 0.15  # of round lips
_EFFORT_NARROW: Final = 0.02  # of the jaw where it must be nearly shut
_NARROW: Final = {*CHANNEL_OF, Kind.SIBILANT}
_SUBFRAMES: Final = (
    8  # places for a key per frame where keys may lie between frames; Blender merges closer ones
)


class Rig(Protocol):
    """What is needed of a rig; `addon.rigs.RigMapping` is one."""

    def project(self, channels: Mapping[str, Array]) -> dict[str, Array]:
        """Shape values from articulator values of one common shape."""
        ...

    def reads(self, name: str) -> frozenset[str]:
        """The articulators that move a shape."""
        ...


class Poses(NamedTuple):
    """The poses of one shape, which its curve runs through."""

    frames: Array  # scene frames, strictly increasing
    values: Array  # 0 at both ends


@dataclass(frozen=True, slots=True, eq=False)
class Performance:
    """A line on a rig, pose to pose.

    Attributes:
        poses: Per shape its poses. Shapes that nothing moves are absent.
        moments: The moments that must be seen, each with its frame.
        articulation: The curves behind it, seconds from the line's start.
        grid: The scene's frames, counted from `origin`.
        origin: The whole frame from which `grid` counts.
    """

    poses: dict[str, Poses]
    moments: list[Moment]
    articulation: Articulation
    grid: Grid
    origin: int


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """A performance, sampled.

    Attributes:
        frames: Scene frames, strictly increasing, float64 [n].
        shapes: Value per shape name, float64 [n]; 0 at both ends. Shapes that nothing moves are absent.
        moments: The moments that must be seen, each with its frame.
        articulation: The curves behind it, seconds from the line's start.
    """

    frames: Array
    shapes: dict[str, Array]
    moments: list[Moment]
    articulation: Articulation


def perform(
    phones: Sequence[Phone],
    rig: Rig,
    fps: float,
    *,
    start_frame: float = 0.0,
    style: Style | None = None,
    subframe: bool = False,
) -> Performance:
    """The poses behind `keys.animate` (same arguments and errors)."""
    if not (math.isfinite(fps) and fps > 0.0):
        raise ValueError(f"fps must be above 0, not {fps!r}")
    if not math.isfinite(start_frame):
        raise ValueError(f"start_frame must be finite, not {start_frame!r}")
    dials = style or Style()
    # Everything happens around frame 0, so that moving a line by whole frames changes nothing but the frames.
    whole = math.floor(start_frame)
    grid = Grid(fps, start_frame - whole, _SUBFRAMES if subframe else 1)
    heard = [_shifted(phone, dials.lag) for phone in phones]
    row, moments = on_frames(segments(heard, dials), grid)
    pinned = {moment.segment for moment in moments}
    articulation = from_segments(row, dials, pinned=pinned, grid=grid)
    poses = _poses(articulation, rig, grid, row, heard, moments, dials)
    moments = [replace(moment, frame=moment.frame + whole) for moment in moments]
    poses = {name: Poses(pose.frames + whole, pose.values) for name, pose in poses.items()}
    return Performance(poses, moments, articulation, grid, whole)


def sample(
    phones: Sequence[Phone],
    rig: Rig,
    fps: float,
    *,
    start_frame: float = 0.0,
    style: Style | None = None,
    subframe: bool = False,
) -> Samples:
    """The dense curves behind `keys.animate` (same arguments and errors), one sample per frame or finer."""
    line = perform(phones, rig, fps, start_frame=start_frame, style=style, subframe=subframe)
    frames = line.grid.places(line.articulation.start, line.articulation.end) + line.origin
    shapes = {name: evaluate(pose.frames, pose.values, frames) for name, pose in line.poses.items()}
    return Samples(frames, shapes, line.moments, line.articulation)


def _shifted(phone: Phone, lag: float) -> Phone:
    return phone if lag == 0.0 else replace(phone, start=phone.start + lag, end=phone.end + lag)


def _knots(articulation: Articulation, grid: Grid) -> dict[str, Array]:
    """Every moving articulator's knots as frames."""
    return {
        channel: np.round((grid.start_frame + curve.times * grid.fps) * grid.per_frame) / grid.per_frame
        for channel, curve in articulation.curves.items()
        if curve.moves
    }


class _Moments(NamedTuple):
    """What all shapes of a line share: the frames on which they may pose, and what holds on each."""

    frames: Array
    places: dict[str, Mask]  # per articulator where it poses
    strongest: Array  # value of the strongest shape
    efforts: dict[str, Array]
    calm: Mask  # where there is time for a pose, as it is performed
    unhurried: Mask  # and as it is heard
    opened: Mask  # where the mouth must be seen open between two contacts
    musts: Mask  # where a pose must be seen however short it is
    rounded: Mask
    soft: float  # of a quiet style smaller poses are seen to
    seen: float  # frames that a pose lasts at least


def _poses(
    articulation: Articulation,
    rig: Rig,
    grid: Grid,
    row: Sequence[Segment],
    heard: Sequence[Phone],
    moments: Sequence[Moment],
    style: Style,
) -> dict[str, Poses]:
    """The fewest poses that show every shape's part in the performance.

    A knot of an articulator is a pose. At the knots of the articulators that it reads a shape has its exact
    value; between them it goes Blender's way: what a product of articulators does on the way from one pose to
    the next is nothing that an animator would key. Nor is a pose that the way passes closely anyway.
    """
    knots = _knots(articulation, grid)
    if not knots:
        return {}
    frames = np.unique(np.concatenate(list(knots.values())))
    channels = articulation((frames - grid.start_frame) / grid.fps)
    exact = rig.project(channels)
    opened = _opened(frames, row, moments, grid)
    hisses = np.isin(frames, [moment.frame for moment in moments if moment.kind is Kind.SIBILANT])
    shared = _Moments(
        frames,
        {channel: np.isin(frames, own, assume_unique=True) for channel, own in knots.items()},
        np.maximum.reduce(list(exact.values())),
        _efforts(frames, row, {moment.segment for moment in moments}, grid),
        unhurried(frames, row, grid.fps, grid.start_frame),
        unhurried(frames, heard, grid.fps, grid.start_frame),
        opened,
        opened | hisses,
        channels[ROUND] >= ROUNDED,
        min(1.0, style.intensity),
        max(2.0, _SEEN * grid.fps),
    )
    rows = {name: _row(values, rig.reads(name) & knots.keys(), shared) for name, values in exact.items()}
    moving = {name: row for name, row in rows.items() if row is not None}
    thinned = zip(moving, _thinned(list(moving.values())), strict=True) if moving else ()
    return {name: poses for name, poses in thinned if np.any(poses.values)}


def _row(values: Array, read: frozenset[str], shared: _Moments) -> _Row | None:
    """Every pose that a shape could take; None if it never moves.

    Args:
        values: Its exact values on the frames.
        read: The moving articulators that it reads.
        shared: The moments of the line.
    """
    if not read:
        return None
    own = np.flatnonzero(np.logical_or.reduce([shared.places[channel] for channel in read]))
    efforts = [shared.efforts[channel] for channel in (*read, "") if channel in shared.efforts]
    above = np.minimum.reduce(efforts)[own]
    value, traces = _without_traces(values[own], own, read, above > 0.0, shared)
    moving = np.flatnonzero(value)
    if not len(moving):
        return None
    effort = _EFFORT * max(_LEAST_WHOLE, float(values.max()))
    below = np.where(above > 0.0, np.minimum(effort, _SHARE * value), 0.0)
    if ROUND in read:
        rounded = shared.rounded[own]
        below[rounded] = np.minimum(below[rounded], _EFFORT_ROUND)
    opened = shared.opened[own]
    below[opened] = np.minimum(below[opened], _EFFORT_NARROW)
    easy = above >= _EFFORT
    above = np.where(easy, np.where(traces, np.maximum(effort, values[own]), effort), above)
    held = brief(shared.frames[own], value)
    below[held], above[held] = np.minimum(below[held], _EXACT), np.minimum(above[held], _EXACT)
    span = slice(moving[0] - 1, moving[-1] + 2)
    free, unhurried = easy & shared.calm[own], shared.unhurried[own]
    return _Row(shared.frames[own], value, below, above, free, unhurried).at(span)


def _without_traces(
    values: Array, own: Indices, read: frozenset[str], missable: Mask, shared: _Moments
) -> tuple[Array, Mask]:
    """The values of a shape's poses, those at rest that nobody would see; and which these are."""
    jaw_alone = JAW in read and read <= _JAW
    least = np.full(len(own), (_TRACE_JAW if jaw_alone else _TRACE) * shared.soft)
    if not jaw_alone:
        masked = (_MASKED_WHOLE if JAW in read else _MASKED) * shared.strongest[own]
        least = np.where(shared.opened[own], masked, np.maximum(least, masked))
    traces = (values < least) & missable | (values < _REST)
    value = np.where(traces, 0.0, values).astype(np.float32).astype(np.float64)
    short = _too_short(shared.frames[own], value, shared.seen) & missable
    short &= ~(shared.musts | shared.rounded if ROUND in read else shared.musts)[own]
    return np.where(short, 0.0, value), traces | short


def _opened(frames: Array, row: Sequence[Segment], moments: Sequence[Moment], grid: Grid) -> Mask:
    """Where the mouth must be seen open between two contacts."""
    opened = np.zeros(len(frames), dtype=bool)
    for moment in moments:
        if moment.kind is Kind.VOWEL:
            segment = row[moment.segment]
            first, last = (grid.frame(time) for time in (segment.start, segment.end))
            opened |= (frames >= min(first, moment.frame) - 0.5) & (frames <= max(last, moment.frame) + 0.5)
    return opened & ~np.isin(frames, [moment.frame for moment in moments if moment.kind is not Kind.VOWEL])


def _too_short(frames: Array, values: Array, least: float) -> Mask:
    """Poses between two at rest that would last less than `least` frames at half their height."""
    short = np.zeros(len(values), dtype=bool)
    short[1:-1] = (
        (values[:-2] == 0.0) & (values[2:] == 0.0) & (frames[2:] - frames[:-2] < 2.0 * least - _SLACK)
    )
    return short


def _efforts(frames: Array, row: Sequence[Segment], pinned: Collection[int], grid: Grid) -> dict[str, Array]:
    """By how much a pose of a shape may be missed, by the articulators that it reads ("" for any).

    A contact may not be missed at all, nor the jaw be open that must be shut.
    """
    efforts = {name: np.full(len(frames), _EFFORT) for name in (*CONTACTS, JAW, "")}
    held = [segment for segment in (row[index] for index in sorted(pinned)) if segment.kind in _NARROW]
    times = (frames - grid.start_frame) / grid.fps
    first = np.searchsorted(times, [segment.hold[0] - _SLACK for segment in held])
    last = np.searchsorted(times, [segment.hold[1] + _SLACK for segment in held])
    for segment, begin, end in zip(held, first, last, strict=True):
        efforts[JAW][begin:end] = _EFFORT_NARROW
        if segment.kind in CHANNEL_OF:
            efforts[CHANNEL_OF[segment.kind]][begin:end] = 0.0
    return efforts


class _Row(NamedTuple):
    """Every pose that a shape could take, and how far below and above each its curve may pass."""

    frames: Array
    values: Array
    below: Array
    above: Array
    free: Mask  # whether it may be left out altogether
    unhurried: Mask  # whether there is time for it

    def at(self, which: slice | Indices) -> _Row:
        """Some of the poses."""
        return _Row(
            self.frames[which],
            self.values[which],
            self.below[which],
            self.above[which],
            self.free[which],
            self.unhurried[which],
        )


def _thinned(rows: Sequence[_Row]) -> list[Poses]:
    """The fewest poses of every shape, all at once: one long array costs less than many short ones."""
    starts = np.cumsum([0, *(len(row.frames) for row in rows)])
    every = _Row(*(np.concatenate(column) for column in zip(*rows, strict=True)))
    breaks = np.zeros(len(every.frames), dtype=bool)
    breaks[starts[:-1]] = True
    chosen = fewest(every.frames, every.values, every.below, every.above, breaks)
    kept = every.at(chosen)
    edges = np.searchsorted(chosen, starts)
    kept.free[edges[:-1]] = kept.free[edges[1:] - 1] = False
    return [_performed(kept.at(slice(begin, end))) for begin, end in pairwise(edges)]


def _performed(row: _Row) -> Poses:
    """A shape's poses without those that would flash by."""
    values = steadied(row.frames, row.values, row.free)
    return _trimmed(*lasting(row.frames, values, row.unhurried))


def _trimmed(frames: Array, values: Array) -> Poses:
    """From the last pose at rest to the first, without those in the middle of a hold."""
    moving = np.flatnonzero(values)
    if len(moving) == 0:
        return Poses(frames[:0], values[:0])
    span = slice(max(moving[0] - 1, 0), moving[-1] + 2)
    frames, values = frames[span], values[span]
    needed = np.ones(len(values), dtype=bool)
    needed[1:-1] = (values[1:-1] != values[:-2]) | (values[1:-1] != values[2:])
    return Poses(frames[needed], values[needed])
