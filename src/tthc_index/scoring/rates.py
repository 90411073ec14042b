# SPDX-License-Identifier: MIT
"""Columns of counts, the rates that they give, and which of their rows are odd.

Pure: arrays in, arrays out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, Self

import numpy as np

from numpy.typing import NDArray

from .inputs import LARGEST


Floats = NDArray[np.float64]
Column = NDArray[Any]
Flags = NDArray[np.bool_]

#: Of doubles from 0 up, the order of their bits is theirs.
_ONE, _LARGEST = np.array([1, LARGEST - 1], np.float64).view(np.uint64)

_highest, _lowest, _all = np.maximum.reduce, np.minimum.reduce, np.logical_and.reduce


class Source(NamedTuple):
    """A column of counts, and how its parts are read."""

    counts: Column
    read_as: np.dtype[Any] | None  # None where its parts are read in place, without a copy

    @classmethod
    def of(cls, counts: Column) -> Self:
        """Integers and doubles that lie in one piece are read where they are."""
        kind, flags = counts.dtype, counts.flags
        # An integer stays one: a double need not tell 2**53 from the next.
        native = kind.newbyteorder("=") if kind.kind in "iu" else np.dtype(np.float64)
        in_place = flags.c_contiguous and flags.aligned and kind == native
        return cls(counts, None if in_place else native)

    @property
    def is_absent(self) -> bool:
        """Whether it is one NaN that stands for every row."""
        return self.counts.strides == (0,) and bool(np.isnan(self.counts[:1]).all())

    def part(self, rows: slice) -> Column:
        """Some rows of it."""
        part = self.counts[rows]
        return part if self.read_as is None else part.astype(self.read_as)


class Counts(NamedTuple):
    """The columns of a share: its numerator is their sum; or percentages in place of both."""

    numerator: tuple[Source, ...]
    denominator: Source
    percent: Source | None

    @property
    def is_absent(self) -> bool:
        """Whether nothing is known in any row."""
        return self.percent is None and all(source.is_absent for source in self.sources)

    @property
    def sources(self) -> tuple[Source, ...]:
        """All columns of counts."""
        return (*self.numerator, self.denominator)

    def part(self, rows: slice) -> Part:
        """Some rows of them."""
        return Part(
            [source.part(rows) for source in self.numerator],
            self.denominator.part(rows),
            self.percent and self.percent.part(rows),
        )


class Part(NamedTuple):
    """Some rows of the columns of a share."""

    numerator: list[Column]
    denominator: Column
    percent: Column | None

    @property
    def columns(self) -> list[Column]:
        """All columns of counts, in the order of `Counts.sources`."""
        return [*self.numerator, self.denominator]

    def at(self, rows: Any) -> Part:
        """Fewer of them."""
        return Part(
            [counts[rows] for counts in self.numerator],
            self.denominator[rows],
            None if self.percent is None else self.percent[rows],
        )


def write_rates(part: Part, rates: Floats) -> None:
    """Write numerator by denominator, NaN for 0/0; whatever the counts are."""
    n, *others = part.numerator
    for more in others:
        n = np.add(n, more, rates, dtype=np.float64)
    np.divide(n, part.denominator, rates)


def beyond_one(rates: Floats) -> Iterator[Flags]:
    """Where rates are neither from 0 to 1 nor NaN; nothing only if all are from 0 to 1."""
    # A numerator below 0 or above d, and 0/0, all have higher bits than 1 has.
    for rows in _above(rates.view(np.uint64), _ONE):
        yield rows & ~np.isnan(rates)


def odd_counts(counts: Column, spare: Floats, flags: Flags) -> Iterator[Flags]:
    """Where counts are not whole, below 0, or as large as doubles hold (or NaN); nothing if none is."""
    if counts.dtype.kind == "f":
        np.floor(counts, spare)
        np.equal(counts, spare, flags)
        if not _all(flags):
            yield ~flags
        yield from _above(counts.view(np.uint64), _LARGEST)
    else:
        yield from _above(counts, LARGEST - 1)
        if counts.dtype.kind == "i" and not _lowest(counts, initial=0) >= 0:
            yield counts < 0


def _above(values: Column, limit: Any) -> Iterator[Flags]:
    """Where values are above the limit, if any is; to look for the highest of all is quicker."""
    if not _highest(values, initial=0) <= limit:
        yield values > limit


def checked_rates(part: Part) -> tuple[Floats, Flags, Flags]:
    """Rates, NaN for 0/0; where counts are wrong, and where any is missing."""
    parts, d = part.numerator, part.denominator
    missing = np.logical_or.reduce([np.isnan(counts) for counts in (d, *parts)])
    wrong = np.logical_or.reduce([unsound(counts) for counts in (d, *parts)])
    # What is left of the denominator is exact, where a sum of several counts need not be;
    # a part of them alone can be above the denominator, too.
    first, *others = (np.fmax(np.asarray(counts, np.float64), 0) for counts in parts)
    left = np.asarray(d, np.float64)
    for counts in others:
        left = left - counts
    wrong |= first > left
    n = np.sum([np.asarray(counts, np.float64) for counts in parts], axis=0)
    return n / d, wrong, missing


def unsound(counts: Column) -> Flags:
    """Where counts are below 0, fractional, infinite, or larger than doubles hold."""
    wrong: Flags = (counts < 0) | (counts > LARGEST)
    if counts.dtype.kind == "f":
        wrong |= ~np.isnan(counts) & (counts != np.rint(counts))
    return wrong
