# SPDX-License-Identifier: MIT
"""Points from arrays of counts: exact to the cent, in the time that the memory takes.

Pure: columns and conversions in, arrays out. It knows neither names nor messages.

Why binary floating point is exact here
---------------------------------------
Let u = 2**-53; n and d whole, 0 <= n <= d <= limit; q = gain*n / (loss*d), the exact units.
`factor` is the double nearest to gain/loss * (1 + 8u), so that with three roundings (factor,
quotient, product) x = fl(fl(n/d) * factor) lies within q*(1 + 4u) < x < q*(1 + 12u); x = 0 if n = 0.

- Where q is a tie, r + 1/2, x lies above it by less than 1/2, so that rint(x) = r + 1: half up.
- Elsewhere 2*loss*d*q = 2*gain*n is whole, so that q is at least 1/(2*loss*d) away from every tie.
  x lies above q by less than 12u*q <= 12u*gain/loss <= 1/(2*loss*limit), with
  limit = 2**53 // (24*gain): it crosses no tie.

Hence rint(x) = half_up(q), always. Units and their sums are whole numbers, so they are exact, and
units/scale is the double nearest to the points. Beyond the limit (1.8e11 for 20 points in cents)
Python's integers decide. A quotient is at most 1 as a double exactly if n <= d.
"""

from __future__ import annotations

import os
import sys

from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from functools import cache, partial
from typing import Any, NamedTuple, Self

import attrs
import numpy as np

from numpy.typing import NDArray

from .arithmetic import Conversion


Floats = NDArray[np.float64]
Column = NDArray[Any]
States = NDArray[np.uint8]
Flags = NDArray[np.bool_]

#: A mask; or True for all rows, False for none.
Rows = Flags | bool

#: What can be the matter with a row.
INVALID, MISSING = 1, 2

#: Rows at a time: a column's part stays in the cache from one pass to the next, and a pass takes so
#: much longer than the call that starts it that threads seldom wait for each other.
CHUNK = 262_144

#: Fewer rows for each thread are not worth a thread.
MIN_ROWS = 65_536

_ONE = np.float64(1).view(np.uint64)
_highest, _lowest, _all = np.maximum.reduce, np.minimum.reduce, np.logical_and.reduce


class Source(NamedTuple):
    """A column of counts, and how its parts are read."""

    counts: Column
    in_place: bool  # else its parts are copied, as doubles

    @classmethod
    def of(cls, counts: Column) -> Self:
        """Integers and doubles that lie in one piece are read where they are."""
        kind, flags = counts.dtype, counts.flags
        simple = flags.c_contiguous and flags.aligned and kind.isnative
        return cls(counts, simple and (kind.kind in "iu" or kind == np.float64))

    @property
    def is_absent(self) -> bool:
        """Whether it is one NaN that stands for every row."""
        return self.counts.strides == (0,) and bool(np.isnan(self.counts[:1]).all())

    def part(self, rows: slice) -> Column:
        """Some rows of it."""
        return self.counts[rows] if self.in_place else self.counts[rows].astype(np.float64)


@attrs.frozen(eq=False)
class Share:
    """One indicator's columns and its conversion, with what follows from it.

    Attributes:
        numerator: Columns, of which the sum is taken.
        denominator: One column.
        conversion: From rates to units.
        factor: What a rate is multiplied by.
        limit: The largest denominator for which doubles are proven exact.
        limit_bits: Its bits: of doubles from 0 up, the order of their bits is theirs.
    """

    numerator: tuple[Source, ...]
    denominator: Source
    conversion: Conversion
    factor: float = attrs.field(init=False)
    limit: float = attrs.field(init=False)
    limit_bits: np.uint64 = attrs.field(init=False)

    @factor.default
    def _factor(self) -> float:
        conversion = self.conversion
        return _factor(conversion.gain, conversion.loss, rounded=conversion.rounded)

    @limit.default
    def _limit(self) -> float:
        conversion = self.conversion
        if not conversion.rounded:
            return sys.float_info.max  # infinity is no count
        limit, scale = _limit(conversion.gain), conversion.percent_scale
        if scale is None:
            return float(limit)
        # The percentage is rounded first, and is then a rate of its own, with *scale* below.
        return float(_limit(scale) if scale <= limit else 0)

    @limit_bits.default
    def _limit_bits(self) -> np.uint64:
        bits: np.uint64 = np.float64(self.limit).view(np.uint64)
        return bits

    @property
    def capped(self) -> bool:
        """Whether a rate can earn more than the cap."""
        return self.conversion.gain > self.conversion.loss * self.conversion.cap


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


@cache
def _factor(gain: int, loss: int, *, rounded: bool) -> float:
    """Gain/loss, a hair above it where rint() is to round half up."""
    return float(Fraction(gain, loss) * (1 + Fraction(8 * rounded, 2**53)))


def _limit(gain: int) -> int:
    return 2**53 // (24 * max(gain, 1))


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
    """What a worker writes on, again and again."""

    units: Floats
    of_group: Floats
    of_all: Floats
    flags: Flags

    @classmethod
    def of(cls, size: int) -> Self:
        units, of_group, of_all = np.empty((3, size))
        return cls(units, of_group, of_all, np.empty((2, size), bool))

    def cut(self, size: int) -> _Scratch:
        return _Scratch(
            self.units[:size], self.of_group[:size], self.of_all[:size], self.flags[:, :size]
        )


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
                _convert(share, rows, room.units, room.flags, states)
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
            odd = _convert(share, rows, units, room.flags, result.states[rows])
            if len(result.indicators):
                _write(units, scale, odd.blank, next(written)[rows])
            if place:
                np.add(of_group, units, of_group)
            gaps &= odd.gaps
        if len(result.groups):
            _write(of_group, scale, gaps, result.groups[index, rows])
        if index:
            np.add(room.of_all, of_group, room.of_all)
        all_gaps &= gaps
    _write(room.of_all, scale, all_gaps, result.total[rows])


def _write(units: Floats, scale: int, blank: Rows | NDArray[np.intp], points: Floats) -> None:
    np.divide(units, scale, points)
    points[blank] = np.nan


class _Odd(NamedTuple):
    """Rows without units of an indicator: for the sums, they have 0.

    Attributes:
        gaps: Where nothing is known. A sum is a gap where all its parts are.
        blank: These, and where 0/0 earns no points; as a mask or as row numbers.
    """

    gaps: Rows
    blank: Rows | NDArray[np.intp]


_NOWHERE, _EVERYWHERE = _Odd(gaps=False, blank=False), _Odd(gaps=True, blank=True)


def _convert(
    share: Share | Grant, rows: slice, units: Floats, flags: Flags, states: States
) -> _Odd:
    """Write the units, 0 for none; note what is the matter with which rows."""
    if isinstance(share, Grant):
        units.fill(share.units or 0)
        return _EVERYWHERE if share.units is None else _NOWHERE
    if all(source.is_absent for source in (*share.numerator, share.denominator)):
        units.fill(0)
        states |= MISSING
        return _EVERYWHERE
    parts = [source.part(rows) for source in share.numerator]
    d = share.denominator.part(rows)
    sound, whole = flags
    _divide(parts, d, share, units, sound, whole)
    _finish(units, share)
    if _all(sound):
        return _NOWHERE
    at: Any = np.flatnonzero(~sound)
    if len(at) > units.size // 2:
        at = slice(None)
    units[at], wrong, missing, empty = _convert_any([part[at] for part in parts], d[at], share)
    states[at] |= wrong * np.uint8(INVALID) | missing * np.uint8(MISSING)
    unknown = wrong | missing
    gaps = np.zeros(units.size, bool)
    gaps[at] = unknown
    blank = unknown | empty if share.conversion.empty is None else unknown
    return _Odd(gaps, blank if isinstance(at, slice) else at[blank])


def _divide(
    parts: list[Column], d: Column, share: Share, rates: Floats, sound: Flags, whole: Flags
) -> None:
    """Write the rates, and which of them are there, sound, and not 0/0."""
    sound[:] = True
    for counts in (d, *parts):
        if counts.dtype.kind == "f":
            np.rint(counts, rates)
            np.equal(counts, rates, whole)
            np.logical_and(sound, whole, sound)
    # The rate will say that a lone numerator is neither below 0 nor too large.
    for counts in (d, *parts) if len(parts) > 1 else (d,):
        _check_range(counts, share, sound)
    n, *others = parts
    for more in others:
        n = np.add(n, more, rates, dtype=np.float64)
    np.divide(n, d, rates)
    # A numerator below 0 or above d, and 0/0, all have higher bits than 1 has.
    _check_highest(rates.view(np.uint64), _ONE, sound)


def _check_range(counts: Column, share: Share, sound: Flags) -> None:
    """Note which counts are below 0, or too large for doubles (or NaN)."""
    if counts.dtype.kind == "f":
        _check_highest(counts.view(np.uint64), share.limit_bits, sound)
        return
    _check_highest(counts, share.limit, sound)
    if counts.dtype.kind == "i" and not _lowest(counts, initial=0) >= 0:
        sound &= counts >= 0


def _check_highest(values: Column, limit: Any, sound: Flags) -> None:
    """Note which values are above the limit; to look for the highest of all is quicker."""
    if not _highest(values, initial=0) <= limit:
        sound &= values <= limit


def _finish(units: Floats, share: Share) -> None:
    """From rates to units."""
    conversion, scale = share.conversion, share.conversion.percent_scale
    if scale is not None:
        np.multiply(units, _factor(scale, 1, rounded=True), units)
        np.rint(units, units)
        np.divide(units, scale, units)
    np.multiply(units, share.factor, units)
    if conversion.rounded:
        np.rint(units, units)
    if share.capped:
        np.clip(units, 0, float(conversion.cap), out=units)


def _convert_any(
    parts: list[Column], d: Column, share: Share
) -> tuple[Floats, Flags, Flags, Flags]:
    """The units of any counts at all, 0 for none; where they are wrong, missing, and 0/0."""
    doubles = np.array(parts, np.float64)
    n, known = doubles.sum(axis=0), np.fmax(doubles, 0).sum(axis=0)
    unclear = np.isnan(n) | np.isnan(d)
    unfit = np.logical_or.reduce([unsound(counts) for counts in (d, *parts)])
    # Doubles decide nothing beyond the limit, not even which of two counts is larger.
    large = (np.fmax(d, known) > share.limit) & ~np.isnan(d) & ~unfit
    # A part of the sum alone can be above the denominator, too.
    wrong = unfit | ((known > d) & ~large)
    units = n / d
    _finish(units, share)
    for row in np.flatnonzero(large):
        exact = sum(int(counts[row]) for counts in parts if counts[row] == counts[row])
        wrong[row] = exact > int(d[row])
        if not (wrong[row] or unclear[row]):
            units[row] = share.conversion.of_rate(exact, int(d[row]))
    missing = unclear & ~wrong
    empty = (d == 0) & ~missing & ~wrong
    units[empty] = float(share.conversion.empty or 0)
    units[wrong | missing] = 0
    return units, wrong, missing, empty


def unsound(counts: Column) -> Flags:
    """Where counts are below 0, fractional or infinite."""
    below: Flags = counts < 0
    if counts.dtype.kind == "f":
        below |= np.isinf(counts) | (~np.isnan(counts) & (counts != np.rint(counts)))
    return below
