# SPDX-License-Identifier: MIT
"""Points from arrays of counts: those of `arithmetic`, in the time that the memory takes.

Pure: columns and conversions in, arrays out. It knows neither names nor messages.

Why a single product is enough for most rows
--------------------------------------------
By the portal's arithmetic, the points of a rate come from a chain of at most six roundings; `gain`
folds the chain into one factor, so that their product differs from the chain by less than 16
roundings, or 2**-49 of it. `gain` is larger by 2**-48, so that the product lies above the chain, by
at most 2**-47 of the largest value: where the chain reaches the middle between two whole units,
rint() of the product goes up with it. It goes up alone only where the product lies above a middle
by no more than that. These rows, and all that are not plainly sound, are *decided* one step at a
time by the arithmetic itself. A percentage that is rounded first has few values; what each of them
earns stands in a table.

0/0 needs no such care: its rate is NaN, which goes through all steps; fmin() or fmax() then make of
it what 0/0 earns.
"""

from __future__ import annotations

import os

from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from typing import Any, NamedTuple, Self

import attrs
import numpy as np

from numpy.typing import NDArray

from .arithmetic import Conversion, Doubles
from .rates import (
    Column,
    Counts,
    Flags,
    Floats,
    Part,
    beyond_one,
    checked_rates,
    odd_counts,
    write_rates,
)


States = NDArray[np.uint8]

#: A mask; or True for all rows, False for none.
Rows = Flags | bool

#: What can be the matter with a row.
INVALID, MISSING = 1, 2

#: Rows at a time: a column's part stays in the cache from one pass to the next, and a pass takes so
#: much longer than the call that starts it that threads seldom wait for each other.
CHUNK = 262_144

#: Fewer rows for each thread are not worth a thread.
MIN_ROWS = 65_536

#: How far the folded product is moved up, and how far it may then be off.
_UP, _OFF = 2.0**-48, 2.0**-47

#: More values of a percentage that is rounded first are not worth a table.
_TABLE = 10**6

ARRAYS = Doubles(np.floor, np.minimum, np.float64)


@attrs.frozen(eq=False)
class Share:
    """One indicator's columns and its conversion, with what follows from it.

    Attributes:
        counts: Its columns.
        factor: Those of the share whose rate multiplies this one's.
        conversion: From percentages to units.
        gain: What a rate earns, in units; where percentages are rounded first, in parts of these.
        table: Units by percentage, where percentages are rounded first.
    """

    counts: Counts
    factor: Counts | None
    conversion: Conversion
    gain: float = attrs.field(init=False)
    table: Floats | None = attrs.field(init=False)

    @gain.default
    def _gain(self) -> float:
        c = self.conversion
        each = c.most / c.target * (c.scale or 1) if c.percent_scale is None else c.percent_scale
        return 100 * each * (1 + _UP)

    @table.default
    def _table(self) -> Floats | None:
        return _table(self.conversion)

    @property
    def quick(self) -> bool:
        """Whether most of its rows need not be decided."""
        c = self.conversion
        plain = self.counts.percent is None and (self.factor is None or self.factor.percent is None)
        return plain and c.scale is not None and (c.percent_scale is None) == (self.table is None)


@lru_cache(maxsize=128)
def _table(conversion: Conversion) -> Floats | None:
    scale = conversion.percent_scale
    if scale is None or 100 * scale > _TABLE:
        return None
    table: Floats = conversion.units(np.arange(100 * scale + 1) / scale, ARRAYS)
    return table


@attrs.frozen
class Grant:
    """An indicator without counts: its units are the same for every row; None leaves it out."""

    units: float | None


@attrs.frozen(eq=False)
class Points:
    """Where points are written, a row for each indicator or group; NaN where there are none.

    Attributes:
        indicators: A row for each indicator, or none at all.
        groups: A row for each group, or none at all.
        total: A number for each row of the input.
        states: INVALID and MISSING, as bits.
    """

    indicators: Floats
    groups: Floats
    total: Floats
    states: States


def write_points(
    groups: Sequence[Sequence[Share | Grant]],
    watched: Sequence[Share],
    result: Points,
    *,
    scale: int,
    threads: int | None,
) -> None:
    """Write the points of every row.

    Args:
        groups: The indicators of each group.
        watched: Shares that earn nothing, for their checks alone.
        result: Where to write; it says how many rows there are, and in what detail.
        scale: Units in a point.
        threads: How many threads work at once; None for as many as the rows are worth.
    """
    size = len(result.total)
    workers = min(threads or os.cpu_count() or 1, max(1, size // MIN_ROWS))
    spans = _spans(size, workers)
    # Each worker takes the span that is next until it finds a None.
    todo = deque([*spans, *[None] * workers])
    work = partial(_work, todo, min(size, CHUNK), groups, watched, scale, result)
    if workers == 1:
        work()
        return
    with ThreadPoolExecutor(workers - 1) as pool:
        others = [pool.submit(work) for _ in range(workers - 1)]
        work()
        for other in others:
            other.result()


def _spans(size: int, workers: int) -> list[slice]:
    """Equal parts of the rows, as many for each worker, none larger than a chunk."""
    parts = workers * max(1, -(-size // (workers * CHUNK)))
    step = max(1, -(-size // parts))
    return [slice(start, min(start + step, size)) for start in range(0, size, step)]


class _Scratch(NamedTuple):
    """What a worker writes on, again and again.

    `odd` holds for each column, by its id, where its counts are odd: shares have columns in common.
    """

    units: Floats
    of_group: Floats
    of_all: Floats
    spare: Floats
    flags: Flags
    odd: dict[int, list[Flags]]

    @classmethod
    def of(cls, size: int) -> Self:
        units, of_group, of_all, spare = np.empty((4, size))
        return cls(units, of_group, of_all, spare, np.empty(size, bool), {})

    def cut(self, size: int) -> _Scratch:
        units, of_group, of_all, spare = (array[:size] for array in self[:4])
        return _Scratch(units, of_group, of_all, spare, self.flags[:size], {})


def _work(
    todo: deque[slice | None],
    width: int,
    groups: Sequence[Sequence[Share | Grant]],
    watched: Sequence[Share],
    scale: int,
    result: Points,
) -> None:
    """Score spans of rows until none is left."""
    scratch = _Scratch.of(width)
    with np.errstate(all="ignore"):
        for rows in iter(todo.popleft, None):
            room = scratch.cut(rows.stop - rows.start)
            _score(rows, room, groups, scale, result)
            for share in watched:
                states = np.zeros(room.units.size, np.uint8)
                _convert(share, rows, room.units, room, states)
                result.states[rows] |= states & INVALID


def _score(
    rows: slice,
    room: _Scratch,
    groups: Sequence[Sequence[Share | Grant]],
    scale: int,
    result: Points,
) -> None:
    """Write the points of some rows."""
    written = iter(result.indicators)
    all_gaps: Rows = True
    for index, group in enumerate(groups):
        # The first part of a sum is written where the sum will stand.
        of_group = room.of_group if index else room.of_all
        gaps: Rows = True  # what a group without any indicator has
        if not group:
            of_group.fill(0)
        for place, share in enumerate(group):
            units = room.units if place else of_group
            odd = _convert(share, rows, units, room, result.states[rows])
            if len(result.indicators):
                np.divide(units, scale, next(written)[rows])
            if odd.blank:
                np.fmax(units, 0, out=units)
            if place:
                np.add(of_group, units, of_group)
            gaps &= odd.gaps
        if len(result.groups):
            _write(of_group, scale, gaps, result.groups[index, rows])
        if index:
            np.add(room.of_all, of_group, room.of_all)
        all_gaps &= gaps
    _write(room.of_all, scale, all_gaps, result.total[rows])


def _write(units: Floats, scale: int, gaps: Rows, points: Floats) -> None:
    np.divide(units, scale, points)
    points[gaps] = np.nan


class _Odd(NamedTuple):
    """What is odd about the units of an indicator.

    Attributes:
        gaps: Where nothing is known. A sum is a gap where all its parts are.
        blank: Whether any are NaN: these, and where 0/0 earns no points. For sums, they are 0.
    """

    gaps: Rows
    blank: bool


_NOWHERE, _EVERYWHERE = _Odd(gaps=False, blank=False), _Odd(gaps=True, blank=True)


def _convert(
    share: Share | Grant, rows: slice, units: Floats, room: _Scratch, states: States
) -> _Odd:
    """Write the units, NaN for none; note what is the matter with which rows."""
    if isinstance(share, Grant):
        units.fill(np.nan if share.units is None else share.units)
        return _EVERYWHERE if share.units is None else _NOWHERE
    if share.counts.is_absent:
        units.fill(np.nan)
        states |= MISSING
        return _EVERYWHERE
    part = share.counts.part(rows)
    other = share.factor and share.factor.part(rows)
    at: Any = slice(None)
    if share.quick:
        checks = _checked(share.counts, part, room)
        odd, empty = _divide(part, other, units, room.spare, checks)
        if empty and share.conversion.empty is not None:
            # It earns as much as a rate of 0, or of 1.
            np.fmin(units, 1, units) if share.conversion.empty else np.fmax(units, 0, units)
        _finish(units, share, part, other, room)
        if not len(odd):
            return _NOWHERE._replace(blank=empty and share.conversion.empty is None)
        at = odd if len(odd) <= units.size // 2 else at
    units[at], wrong, missing = _decide(share, part.at(at), other and other.at(at))
    states[at] |= wrong * np.uint8(INVALID) | missing * np.uint8(MISSING)
    gaps = np.zeros(units.size, bool)
    gaps[at] = wrong | missing
    return _Odd(gaps, blank=True)


def _checked(counts: Counts, part: Part, room: _Scratch) -> list[Flags]:
    """Where the counts of a share are odd, of those of which any is."""
    found: list[Flags] = []
    for source, column in zip(counts.sources, part.columns, strict=True):
        key = id(source.counts)
        if key not in room.odd:
            room.odd[key] = [*odd_counts(column, room.spare, room.flags)]
        found += room.odd[key]
    return found


def _divide(
    part: Part, other: Part | None, rates: Floats, factor: Floats, checks: list[Flags]
) -> tuple[Column, bool]:
    """Write the rates; and tell in which rows they are odd, and whether any are NaN, for 0/0."""
    write_rates(part, rates)
    beyond = [*beyond_one(rates)]
    if other is not None:  # which is checked where it is scored itself
        write_rates(other, factor)
        for rows in beyond_one(factor):
            # NaN is 0/0, which multiplies by 1, unless a count is missing.
            missing = [np.isnan(counts) for counts in other.columns]
            checks += [rows, *missing]
            np.fmin(factor, 1, out=factor)
        np.multiply(rates, factor, rates)
    checks += beyond
    odd = np.flatnonzero(np.logical_or.reduce(checks)) if checks else np.empty(0, np.intp)
    return odd, bool(beyond)


def _finish(units: Floats, share: Share, part: Part, other: Part | None, room: _Scratch) -> None:
    """From rates to units; what is too close to a tie is computed step by step."""
    conversion, off = share.conversion, room.spare
    np.multiply(units, share.gain, off)
    np.rint(off, units)
    np.subtract(off, units, off)
    np.less_equal(off, _OFF * share.gain - 0.5, room.flags)
    near = np.flatnonzero(room.flags)
    if share.table is not None:
        np.take(share.table, units.astype(np.intp), out=units, mode="clip")
        if conversion.empty is None:
            units[np.isnan(off)] = np.nan
    elif conversion.target < 100:
        np.minimum(units, float(conversion.cap), out=units)
    if len(near):
        units[near] = conversion.units(_percent(part.at(near), other and other.at(near)), ARRAYS)


def _percent(part: Part, other: Part | None) -> Floats:
    """The percentages of sound counts, as `arithmetic` has them."""
    rates = np.empty(len(part.denominator))
    write_rates(part, rates)
    percent: Floats = rates * 100
    if other is not None:
        write_rates(other, rates)
        percent *= np.fmin(rates, 1)
    return percent


def _decide(share: Share, part: Part, other: Part | None) -> tuple[Floats, Flags, Flags]:
    """The units of any counts at all, NaN for none; and where they are wrong, and missing."""
    rate, wrong, missing = checked_rates(part)
    empty = np.isnan(rate) & ~missing & ~wrong
    percent = rate * 100
    if part.percent is not None:
        given = ~np.isnan(part.percent)
        percent = np.where(given, part.percent, percent)
        wrong |= given & ~((part.percent >= 0) & (part.percent <= 100))
        missing &= ~given
        empty &= ~given
    if other is not None:
        factor, _, unknown = checked_rates(other)
        if other.percent is not None:
            given = ~np.isnan(other.percent)
            factor = np.where(given, other.percent / 100, factor)
            unknown &= ~given
        percent = percent * np.where(np.isnan(factor), 1.0, factor)
        missing |= unknown & ~empty
    missing &= ~wrong
    units = share.conversion.units(percent, ARRAYS)
    units[empty] = np.nan if share.conversion.empty is None else share.conversion.empty
    units[wrong | missing] = np.nan
    return units, wrong, missing
