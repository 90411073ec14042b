# SPDX-License-Identifier: MIT
"""What levers that hang together can gain, each gain at its least cost.

Pure: conversions and numbers in, numbers of cases out. It knows neither names nor messages.

A *lever* is pulled some times; each pull is a case, and raises its counts by one up to their room.
Points only change where a count reaches a *level*, the fewest cases at which its indicators earn
another unit. Levers that have a count or an indicator in common are a *block*: its *steps* are the
gains that it can bring, each at its least cost. A lever of one count alone has a step for each level.

One lever of a block may be pulled for one count alone; all others are *hubs*. With the pulls of the
hubs given, levels say how often that one is pulled. A single hub is pulled so often that a level is
reached, by itself or with all that the lever alone has, where nothing is multiplied: in between, the
cost is linear. Otherwise every number of pulls is tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from math import prod
from typing import Any, NamedTuple

import attrs
import numpy as np

from numpy.typing import NDArray

from tthc_index.scoring.arithmetic import Conversion, percent_of
from tthc_index.scoring.kernel import ARRAYS


Whole = NDArray[np.int64]
Floats = NDArray[np.float64]

#: More than any cost.
NEVER = 2**62

#: So many ways are looked at at once.
_AT_ONCE = 1_000

#: The most ways in which the hubs of a block are pulled.
MOST_WAYS = 100_000


class TooManyWaysError(Exception):
    """Levers whose pulls can't be tried one by one; by their places."""

    def __init__(self, levers: Sequence[int]) -> None:
        super().__init__(levers)
        self.levers: tuple[int, ...] = tuple(levers)


@attrs.frozen(eq=False, kw_only=True)
class Part:
    """An indicator whose points cases can raise.

    Attributes:
        conversion: From its counts to units.
        given: Its percentage, where that was given in place of counts.
        n: Its numerator now.
        d: Its denominator, above 0.
        count: The place of the count in its numerator that cases raise; None if they don't.
        rate: What multiplies it now.
        factor: Numerator and denominator of that rate, where cases raise it.
        other: The place of the count that raises it.
    """

    conversion: Conversion
    given: float | None = None
    n: float = 0
    d: float = 1
    count: int | None = None
    rate: float = 1.0
    factor: tuple[float, float] = (1.0, 1.0)
    other: int | None = None

    @property
    def counts(self) -> list[int]:
        """The places of the counts that its points depend on."""
        return [place for place in (self.count, self.other) if place is not None]

    def percent(self, more: float | Whole, other: float | Whole) -> Any:
        """Its percentage with so many more cases of its own, and of what multiplies it."""
        n, d = self.factor
        rate = self.rate if self.other is None else (n + other) / d
        own = percent_of(self.n + more, self.d) if self.given is None else self.given
        return own * rate

    def of(self, more: Sequence[Any]) -> Whole:
        """Its units with so many more of each count."""
        own, other = (0 if place is None else more[place] for place in (self.count, self.other))
        return np.asarray(self.conversion.units(self.percent(own, other), ARRAYS), np.int64)

    def at(self, more: Sequence[int]) -> int:
        """The same of single numbers."""
        return int(self.of(more))

    def least(self, room: int, other: float | Whole) -> Whole:
        """The fewest of its own cases that earn 0, 1, 2, ... units; more than *room* if none do.

        A row for each number of cases of what multiplies it.
        """
        wanted = thresholds(self.conversion)[1:]
        with np.errstate(divide="ignore"):  # of a factor of 0 no case makes anything
            rate = self.percent(room, other) / (self.n + room)
            at = np.clip(np.ceil(wanted / rate - self.n), 0, room + 1)
        # What a division misses by its roundings, a look at the neighbours finds.
        while (early := (at > 0) & (self.percent(at - 1, other) >= wanted)).any():
            at = at - early
        while (late := (at <= room) & (self.percent(at, other) < wanted)).any():
            at = at + late
        nothing = np.zeros((*at.shape[:-1], 1), np.int64)
        least: Whole = np.concatenate((nothing, at.astype(np.int64)), axis=-1)
        return least

    def levels(self, room: int, other: float = 0) -> tuple[Whole, Whole]:
        """Where it earns more than before by its own cases, from 0 to *room*, and what it earns there."""
        at = self.least(room, other)
        at = at[at <= room]
        last = np.concatenate((at[1:] > at[:-1], [True]))
        return at[last], np.flatnonzero(last)


class Lever(NamedTuple):
    """What raises counts, by their places; how often it can be pulled, and what a pull costs."""

    counts: tuple[int, ...]
    limit: int
    cost: int


class Steps(NamedTuple):
    """What a block can gain, each at its least cost: both grow from one step to the next."""

    gains: Whole
    costs: Whole
    pulls: Whole  # a row for each step, a column for each lever
    levers: Sequence[int]


def levels(units: Callable[[Whole], Whole], room: int) -> tuple[Whole, Whole]:
    """Where a function that never falls has other values than before, from 0 to *room*, and these.

    >>> at, values = levels(lambda n: n // 3, 7)
    >>> at.tolist(), values.tolist()
    ([0, 3, 6], [0, 1, 2])
    """
    first, last = units(np.array([0, room])).tolist()
    at = np.unique(halved(lambda n, wanted: units(n) >= wanted, np.arange(first, last + 1), room))
    return at, units(at)


def halved(reaches: Callable[[Whole, Whole], Any], wanted: Whole, room: int) -> Whole:
    """For each value the first place, from 0 to *room*, that reaches it, by halving."""
    low, high = np.zeros_like(wanted), np.full_like(wanted, room)
    while (low < high).any():
        middle = low + (high - low) // 2
        reached = reaches(middle, wanted)
        low, high = np.where(reached, low, middle + 1), np.where(reached, middle, high)
    return low


@lru_cache(maxsize=128)
def thresholds(conversion: Conversion) -> Floats:
    """The least double, as a percentage, that earns 0, 1, 2, ... units.

    >>> from tthc_index.rules import ruleset
    >>> from tthc_index.scoring.arithmetic import plan
    >>> least = thresholds(plan(ruleset("qd766-2026"), None).scored["progress.on_time"])
    >>> len(least), float(least[1]), float(least[2000])
    (2001, 0.025, 99.975)
    """

    def reaches(bits: Whole, wanted: Whole) -> Any:
        return conversion.units(bits.view(np.float64), ARRAYS) >= wanted

    # Of doubles from 0 up, the order of their bits is theirs.
    most = int(np.array(100.0).view(np.int64))
    return halved(reaches, np.arange(int(conversion.cap) + 1), most).view(np.float64)


def best_of(gains: Whole, costs: Whole) -> Whole:
    """The places of those that nothing beats: none gains as much for less, or more for as much.

    >>> best_of(np.array([0, 3, 2, 5]), np.array([0, 4, 4, 6])).tolist()
    [0, 1, 3]
    """
    order = np.lexsort((costs, -gains))
    falling = costs[order]
    before = np.minimum.accumulate(falling)[:-1]
    kept = np.concatenate(([True], falling[1:] < before))
    return order[kept][::-1]


@attrs.frozen(eq=False)
class Block:
    """Levers that have counts or indicators in common.

    Attributes:
        parts: The indicators that they raise.
        rooms: How far each count can be raised.
        levers: All levers.
        own: The places of those of this block.
    """

    parts: Sequence[Part]
    rooms: Sequence[int]
    levers: Sequence[Lever]
    own: Sequence[int]

    @cached_property
    def alone(self) -> int | None:
        """The lever that is pulled for one count alone, if there is one: that with the most cases."""
        able = [at for at in self.own if self._stands_alone(self.levers[at].counts)]
        return max(able, key=lambda at: self.levers[at].limit, default=None)

    def _stands_alone(self, counts: Sequence[int]) -> bool:
        """Whether levels can tell what a lever earns, with those of the others given."""
        touched = [part for part in self.parts if counts[0] in part.counts]
        single = len(touched) == 1 and touched[0].count == counts[0]
        return len(counts) == 1 and (single or all([*counts] == part.counts for part in touched))

    @cached_property
    def hubs(self) -> list[int]:
        """The levers whose pulls must be given."""
        return [at for at in self.own if at != self.alone]

    def steps(self) -> Steps:
        """All that it can gain, each at its least cost."""
        least = np.full(
            sum(part.at(self.rooms) - self._now(part) for part in self.parts) + 1, NEVER
        )
        pulls = np.zeros((len(least), len(self.own)), np.int64)
        for ways in self._ways():
            gains, costs, times = self._found(ways)
            np.minimum.at(least, gains, costs)
            row, column = np.nonzero((costs == least[gains]) & (costs < NEVER))
            at = gains[row, column]
            pulls[at] = self._as_pulls(ways[row], times[row, column])
        known = np.flatnonzero(least < NEVER)
        kept = known[best_of(known, least[known])]
        return Steps(kept, least[kept], pulls[kept], self.own)

    def _as_pulls(self, ways: Whole, times: Whole) -> Whole:
        """The pulls of all levers of the block, in their order."""
        order = [*self.hubs, self.alone]
        return np.column_stack((ways, times))[:, [order.index(at) for at in self.own]]

    def _ways(self) -> Iterator[Whole]:
        """How the hubs are pulled, a row for each way, some at a time."""
        limits = [self.levers[at].limit for at in self.hubs]
        if len(limits) == 1 and all(part.other is None for part in self.parts):
            yield self._kinks(self.levers[self.hubs[0]])[:, None]
            return
        size = prod(limit + 1 for limit in limits)
        if size > MOST_WAYS:
            raise TooManyWaysError(self.hubs)
        for start in range(0, size, _AT_ONCE):
            ways, columns = np.arange(start, min(size, start + _AT_ONCE)), []
            for limit in limits:
                ways, pulled = np.divmod(ways, limit + 1)
                columns.append(pulled)
            yield np.array([*columns, ways])[: len(limits)].T

    def _kinks(self, hub: Lever) -> Whole:
        """The pulls of a single hub at which its cost has a kink."""
        found = [np.array([0, hub.limit])]
        for place in hub.counts:
            at, _ = self._levels(place)
            if self.alone is None or place not in self.levers[self.alone].counts:
                found.append(at)
            else:
                lever = self.levers[self.alone]
                found += [at - lever.limit] + [at] * (lever.cost > hub.cost)
        pulls = np.unique(np.concatenate(found))
        return pulls[(pulls >= 0) & (pulls <= hub.limit)]

    def _found(self, ways: Whole) -> tuple[Whole, Whole, Whole]:
        """Gains and costs, and the pulls of the lever alone: a row for each way, a column for each level."""
        more = [np.zeros((len(ways), 1), np.int64) for _ in self.rooms]
        cost = np.zeros((len(ways), 1), np.int64)
        for at, pulled in zip(self.hubs, ways.T[:, :, None], strict=True):
            cost = cost + self.levers[at].cost * pulled
            for place in self.levers[at].counts:
                more[place] = np.minimum(self.rooms[place], more[place] + pulled)
        own = None if self.alone is None else self.levers[self.alone].counts[0]
        fixed = [part for part in self.parts if own not in part.counts]
        gain = sum((part.of(more) - self._now(part) for part in fixed), np.zeros_like(cost))
        if self.alone is None or own is None:
            return gain, cost, np.zeros_like(cost)
        return self._with(self.levers[self.alone], more, gain, cost)

    def _with(
        self, lever: Lever, more: Sequence[Whole], gain: Whole, cost: Whole
    ) -> tuple[Whole, Whole, Whole]:
        """The same with all pulls of the lever alone beside the hubs."""
        (place,) = lever.counts
        parts = [part for part in self.parts if place in part.counts]
        if parts[0].count == place and parts[0].other is not None:
            at = parts[0].least(self.rooms[place], more[parts[0].other])
            units = np.arange(at.shape[1])
        else:
            at, units = self._levels(place)
        times = np.maximum(0, at - more[place])
        able = (times <= lever.limit) & (at <= self.rooms[place])
        costs = np.where(able, cost + lever.cost * times, NEVER)
        gains = gain + np.maximum(0, units - sum(map(self._now, parts)))
        return np.where(able, gains, 0), costs, times

    def _now(self, part: Part) -> int:
        return part.at([0] * len(self.rooms))

    def _levels(self, place: int) -> tuple[Whole, Whole]:
        """The levels of one count by itself, and the units there."""
        room, parts = self.rooms[place], [part for part in self.parts if place in part.counts]
        if len(parts) == 1 and parts[0].count == place:
            return parts[0].levels(room)

        def units(own: Whole) -> Whole:
            counts = [own if at == place else np.zeros_like(own) for at in range(len(self.rooms))]
            return sum((part.of(counts) for part in parts), np.zeros_like(own))

        return levels(units, room)
