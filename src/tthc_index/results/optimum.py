# SPDX-License-Identifier: MIT
"""The cheapest cases for so many units: an exact optimum, in whole cases and whole units.

Pure: conversions and numbers in, numbers of cases out. It knows neither names nor messages.
Levers that hang together are solved by themselves; the steps of all these blocks are put together
by dynamic programming over units, so that no smaller set of cases is overlooked because of a
rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import attrs
import numpy as np

from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from .blocks import NEVER, Block, Floats, Lever, Part, Steps, Whole, best_of


#: So many steps are looked at at once.
_AT_ONCE = 256

#: How often the price of a unit is halved: it need not be exact, only near.
_HALVINGS = 40


class Optimum(NamedTuple):
    """How often each lever is pulled, what that costs, and the units that it gains at least.

    `most` is what all levers could gain, in units, up to what was asked for.
    """

    pulls: list[int]
    cost: int
    gain: int
    most: int


def cheapest(
    parts: Sequence[Part], rooms: Sequence[int], levers: Sequence[Lever], wanted: int
) -> Optimum:
    """The least cost at which so many units are gained; or all that can be, if that is less.

    Raises:
        TooManyWaysError: If levers that hang together can be pulled in too many ways.
    """
    steps = _steps(parts, rooms, levers)
    most = min(wanted, _all_gains(steps))
    able = [_up_to(one, most) for one in steps]
    stages = _stages(_worthwhile(able, most, None), most)
    return _traced(stages, most, len(levers), most)


def best_within(
    parts: Sequence[Part], rooms: Sequence[int], levers: Sequence[Lever], budget: int
) -> Optimum:
    """The most units that a cost within *budget* gains, at the least cost that gains them.

    Raises:
        TooManyWaysError: If levers that hang together can be pulled in too many ways.
    """
    able = [
        lever._replace(limit=min(lever.limit, budget // lever.cost)) if lever.cost else lever
        for lever in levers
    ]
    steps = _steps(parts, rooms, able)
    most = _all_gains(steps)
    stages = _stages(_worthwhile(steps, most, budget), most)
    gain = int(np.flatnonzero(stages[-1].costs <= budget)[-1])
    return _traced(stages, gain, len(levers), most)


class _Stage(NamedTuple):
    """The least cost of gaining at least 0, 1, 2, ... units with some blocks; and the last of them."""

    costs: Whole
    steps: Steps | None


def _steps(parts: Sequence[Part], rooms: Sequence[int], levers: Sequence[Lever]) -> list[Steps]:
    """What each block can gain."""
    nothing = [0] * len(rooms)
    open_parts = [part for part in parts if part.at(nothing) < part.conversion.cap]
    useful = [_useful(open_parts, rooms, place) for place in range(len(rooms))]
    cut = [
        lever._replace(limit=min(lever.limit, max(useful[place] for place in lever.counts)))
        for lever in levers
    ]
    raised = {place for lever in cut if lever.limit for place in lever.counts}
    moved = [_only(part, raised) for part in open_parts]
    return [
        Block(
            [part for part in moved if counts & {part.count, part.other}], rooms, cut, own
        ).steps()
        for counts, own in _together(moved, cut)
    ]


def _useful(parts: Sequence[Part], rooms: Sequence[int], place: int) -> int:
    """How far a count can be raised before it earns nothing more, whatever else is raised."""
    most = 0
    for part in parts:
        if part.other == place:
            most = rooms[place]
        elif part.count == place:
            at, units = part.levels(rooms[place])
            full = part.other is None or units[-1] == part.conversion.cap
            most = max(most, int(at[-1]) if full else rooms[place])
    return most


def _only(part: Part, raised: set[int]) -> Part:
    """The indicator with those of its counts alone that are raised."""
    count, other = (place if place in raised else None for place in (part.count, part.other))
    return attrs.evolve(part, count=count, other=other)


def _together(parts: Sequence[Part], levers: Sequence[Lever]) -> list[tuple[set[int], list[int]]]:
    """The counts and the levers of each block."""
    links = [set(lever.counts) for lever in levers if lever.limit]
    links += [{place for place in (part.count, part.other) if place is not None} for part in parts]
    blocks: list[set[int]] = []
    for link in links:
        apart = [block for block in blocks if not block & link]
        joined = set().union(link, *(block for block in blocks if block & link))
        blocks = [*apart, joined] if joined else apart
    every = [(at, lever) for at, lever in enumerate(levers) if lever.limit]
    return [(block, [at for at, one in every if block & {*one.counts}]) for block in blocks]


def _all_gains(steps: Sequence[Steps]) -> int:
    return int(sum(one.gains[-1] for one in steps))


def _up_to(steps: Steps, most: int) -> Steps:
    """The steps with no more gain than is asked for."""
    gains = np.minimum(steps.gains, most)
    kept = best_of(gains, steps.costs)
    return Steps(gains[kept], steps.costs[kept], steps.pulls[kept], steps.levers)


def _worthwhile(steps: Sequence[Steps], most: int, budget: int | None) -> list[Steps]:
    """The steps that can be part of an optimum: with the others, a price shows it to be worse.

    At any price of a unit, no choice of steps costs less than the sum of the blocks' least
    `cost - price * gain` and the price of all units that are gained. A step with which even that is
    more than what a choice at hand costs (or gains within the budget) is in no optimum.
    """
    if not steps:
        return []
    size = max(len(one.gains) for one in steps)
    gains, costs = np.zeros((len(steps), size)), np.full((len(steps), size), np.inf)
    for row, one in enumerate(steps):
        gains[row, : len(one.gains)], costs[row, : len(one.costs)] = one.gains, one.costs
    price, gain, cost = _priced(gains, costs, most, budget)
    reduced = costs - price * gains
    least = reduced.min(axis=1)
    # What doubles lose never drops a step.
    slack = (
        cost - price * gain - least.sum() + 1e-9 * (cost + price * gain + abs(least).sum()) + 1e-3
    )
    kept = reduced - least[:, None] <= slack
    return [_at(one, keep[: len(one.gains)]) for one, keep in zip(steps, kept, strict=True)]


def _at(steps: Steps, kept: NDArray[np.bool_]) -> Steps:
    return Steps(steps.gains[kept], steps.costs[kept], steps.pulls[kept], steps.levers)


def _priced(
    gains: Floats, costs: Floats, most: int, budget: int | None
) -> tuple[float, float, float]:
    """A price of a unit; and the gain and the cost that an optimum has to keep to at least.

    To gain all of *most*, some choice costs no more than that cost; within the budget, some choice
    gains no less than that gain.
    """
    rows, low, high = np.arange(len(gains)), 0.0, float(costs[np.isfinite(costs)].max()) + 1
    # At the highest price all is chosen; at 0 nothing that costs.
    cost, gain = float(np.where(np.isfinite(costs), costs, 0).max(axis=1).sum()), 0.0
    for _ in range(_HALVINGS):
        price = (low + high) / 2
        chosen = (costs - price * gains).argmin(axis=1)
        own_gain, own_cost = gains[rows, chosen].sum(), costs[rows, chosen].sum()
        much = own_gain >= most if budget is None else own_cost > budget
        low, high = (low, price) if much else (price, high)
        if budget is None and much:
            cost = min(cost, own_cost)
        if budget is not None and not much:
            gain = max(gain, own_gain)
    return (high, most, cost) if budget is None else (low, gain, budget)


def _stages(steps: Sequence[Steps], most: int) -> list[_Stage]:
    """The least costs with no block, with the first, with the first two, ..."""
    costs = np.full(most + 1, NEVER)
    costs[0] = 0
    stages, nothing = [_Stage(costs, None)], np.full(most, NEVER)
    for one in steps:
        before, costs = costs, costs.copy()
        # A window for each gain: the costs before, so many units further on.
        shifted = sliding_window_view(np.concatenate((nothing, before)), most + 1)
        for start in range(0, len(one.gains), _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            ways = shifted[most - one.gains[some]] + one.costs[some, None]
            np.minimum(costs, ways.min(axis=0), out=costs)
        costs = np.minimum.accumulate(costs[::-1])[::-1]
        stages.append(_Stage(costs, one))
    return stages


def _traced(stages: Sequence[_Stage], gain: int, levers: int, most: int) -> Optimum:
    """The pulls that gain so many units at their least cost."""
    pulls, left = [0] * levers, gain
    for before, stage in zip(stages[-2::-1], stages[:0:-1], strict=True):
        steps = stage.steps
        assert steps is not None  # noqa: S101  # every stage but the first has a block
        rest = np.maximum(0, left - steps.gains)
        chosen = int(np.argmin(before.costs[rest] + steps.costs))
        left = int(rest[chosen])
        for at, times in zip(steps.levers, steps.pulls[chosen].tolist(), strict=True):
            pulls[at] = times
    return Optimum(pulls, int(stages[-1].costs[gain]), gain, most)
