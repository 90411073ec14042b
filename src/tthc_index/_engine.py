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

from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from functools import cache, partial
from typing import Any, NamedTuple, Self

import attrs
import numpy as np

from numpy.typing import NDArray

from ._arithmetic import Conversion


Floats = NDArray[np.float64]
Column = NDArray[Any]
States = NDArray[np.uint8]

#: What can be the matter with a row.
INVALID, MISSING = 1, 2

#: Rows at a time: a column's part stays in the cache from one pass to the next, and a pass takes so
#: much longer than the call that starts it that threads seldom wait for each other.
CHUNK = 131_072

#: Fewer rows for each thread are not worth a thread.
MIN_ROWS = 8_192

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
            return float("inf")
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
    flags: NDArray[np.bool_]

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
                if not _convert(share, rows, room.units, room.flags):
                    states = np.zeros(room.units.size, np.uint8)
                    _convert_any(share, rows, room.units, states)
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
    all_gaps = True
    for index, group in enumerate(groups):
        room.of_group.fill(np.nan)  # what a group without any indicator has
        group_gaps = True
        for place, share in enumerate(group):
            units = room.units if place else room.of_group
            unscored = None
            clean = isinstance(share, Share) and _convert(share, rows, units, room.flags)
            if not clean:
                unscored = _convert_any(share, rows, units, result.states[rows])
            if len(result.indicators):
                own = next(written)[rows]
                np.divide(units, scale, own)
                if unscored is not None:
                    own[unscored] = np.nan
            if place:
                group_gaps = _add(room.of_group, units, gaps=group_gaps, more_gaps=not clean)
            else:
                group_gaps = not clean
        if len(result.groups):
            np.divide(room.of_group, scale, result.groups[index, rows])
        if index:
            all_gaps = _add(room.of_all, room.of_group, gaps=all_gaps, more_gaps=group_gaps)
        else:
            np.copyto(room.of_all, room.of_group)
            all_gaps = group_gaps
    np.divide(room.of_all, scale, result.total[rows])


def _convert(share: Share, rows: slice, units: Floats, flags: NDArray[np.bool_]) -> bool:
    """Write the units and say True, if every count is there and sound and no denominator is 0."""
    first, *others = (source.part(rows) for source in share.numerator)
    d = share.denominator.part(rows)
    if not (_whole(d, first, units, flags) and _within(d, share)):
        return False
    n = first
    if others:
        sound = all(_whole(more, more, units, flags) and _within(more, share) for more in others)
        if not (sound and _within(first, share)):
            return False
        n = np.add(first, others[0], units, dtype=np.float64)
        for more in others[1:]:
            np.add(n, more, n)
    np.divide(n, d, units)
    # A numerator below 0 or above d, and 0/0, all have higher bits than 1 has.
    if not _highest(units.view(np.uint64), initial=0) <= _ONE:
        return False
    _finish(units, share)
    return True


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
        np.minimum(units, float(conversion.cap), out=units)


def _whole(one: Column, other: Column, scratch: Floats, flags: NDArray[np.bool_]) -> bool:
    """Whether all counts of both columns are whole (and none is NaN)."""
    doubles = [counts for counts in (one, other) if counts.dtype.kind == "f"]
    for counts, flag in zip(doubles, flags, strict=False):
        np.rint(counts, scratch)
        np.equal(counts, scratch, flag)
    return not doubles or bool(_all(flags[: len(doubles)], axis=None))


def _within(counts: Column, share: Share) -> bool:
    """Whether no count is below 0, or too large for doubles (or NaN)."""
    if counts.dtype.kind == "f":
        return bool(_highest(counts.view(np.uint64), initial=0) <= share.limit_bits)
    small = _highest(counts, initial=0) <= share.limit
    return bool(small and (counts.dtype.kind == "u" or _lowest(counts, initial=0) >= 0))


def _convert_any(
    share: Share | Grant, rows: slice, units: Floats, states: States
) -> NDArray[np.bool_] | None:
    """Write the units of any counts at all, NaN for none; note what is the matter with which rows.

    0/0 that earns no points is 0 for the sums; where it stands is returned.
    """
    if isinstance(share, Grant):
        units.fill(np.nan if share.units is None else share.units)
        return None
    parts = [source.part(rows) for source in share.numerator]
    d = share.denominator.part(rows)
    doubles = np.array(parts, np.float64)
    n, known = doubles.sum(axis=0), np.nansum(doubles, axis=0)
    # A part of the sum alone can be above the denominator, too.
    wrong = known > d
    for counts in (d, *parts):
        wrong |= unsound(counts)
    missing = (np.isnan(n) | np.isnan(d)) & ~wrong
    np.divide(n, d, units)
    _finish(units, share)
    units[(d == 0) & ~missing] = float(share.conversion.empty or 0)
    for row in np.flatnonzero((d > share.limit) & ~missing & ~wrong):
        exact = sum(int(counts[row]) for counts in parts)
        wrong[row] = exact > int(d[row])
        units[row] = share.conversion.of_rate(exact, int(d[row]))
    units[wrong | missing] = np.nan
    states |= wrong * np.uint8(INVALID) | missing * np.uint8(MISSING)
    return (d == 0) & ~missing & ~wrong if share.conversion.empty is None else None


def unsound(counts: Column) -> NDArray[np.bool_]:
    """Where counts are below 0, fractional or infinite."""
    below: NDArray[np.bool_] = counts < 0
    if counts.dtype.kind == "f":
        below |= np.isinf(counts) | (~np.isnan(counts) & (counts != np.rint(counts)))
    return below


def _add(total: Floats, more: Floats, *, gaps: bool, more_gaps: bool) -> bool:
    """Add what is known; NaN where nothing is. Say whether the total may have gaps."""
    if not (gaps or more_gaps):
        np.add(total, more, total)
        return False
    either = np.fmax(total, more)
    np.add(total, more, total)
    np.copyto(total, either, where=np.isnan(total))
    return gaps and more_gaps
