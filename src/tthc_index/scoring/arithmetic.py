# SPDX-License-Identifier: MIT
"""From counts to points: the arithmetic of the National Public Service Portal, written once.

The portal computes in doubles (IEEE 754 binary64, every step rounded to nearest even), in this order:

1. `percent = n / d * 100`: first the quotient; then, where the rule says so, times another rate;
2. in groups that say so, the percentage is rounded half up;
3. `points = min(max_points, percent * max_points / target)`, with the target in per cent;
4. points are rounded half up: what decides is the double's exact value, so that 5.595, which is
   stored as 5.59499..., becomes 5.59.

The functions below take single numbers, arrays and the expressions of data frames alike, so that
every way to score gives the same doubles, bit for bit. Rounded points are whole *units*, hundredths
where the rules round to 2 decimals; their sums are exact. Unrounded, a unit is a point.
"""

from __future__ import annotations

import math

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import attrs

from tthc_index.errors import AboveDenominatorError
from tthc_index.rules.objects import Empty, Group, Indicator, Level, NotApplicable
from tthc_index.rules.sets import RuleSet
from tthc_index.text.numbers import as_written


#: Whole units; unrounded points are doubles.
Units = float

#: Clean counts by name, or percentages by code.
Given = Mapping[str, Any]


#: Splits a double of 53 bits into two of 26 (Veltkamp).
_SPLITTER = 2.0**27 + 1


class Doubles(NamedTuple):
    """The operations that are spelled differently for numbers, arrays and expressions."""

    floor: Callable[[Any], Any]
    smaller: Callable[[Any, Any], Any]
    one_if: Callable[[Any], Any]


NUMBERS = Doubles(math.floor, min, int)


def whole_units(value: Any, scale: float, of: Doubles = NUMBERS) -> Any:
    """A number >= 0 in whole parts of 1/*scale*, half up by its exact value.

    >>> whole_units(1.125, 100), whole_units(5.595, 100), whole_units(16.875, 100)
    (113, 559, 1688)
    """
    twice = 2.0 * scale
    whole = of.floor(value * scale)
    # The two halves times *twice* are exact, and so is the difference: nothing is rounded here.
    high = value * _SPLITTER
    high = high - (high - value)
    return whole + of.one_if(twice * high - (2 * whole + 1) >= twice * (high - value))


def percent_of(n: Any, d: Any) -> Any:
    """The percentage of n out of d, which is above 0, in the portal's order; of arrays too.

    >>> percent_of(1437, 1541)
    93.25113562621674
    """
    return n / d * 100


@attrs.frozen(eq=False)
class Share:
    """A numerator over a denominator, by the names of their counts."""

    code: str
    numerator: tuple[str, ...]
    denominator: str

    @property
    def names(self) -> tuple[str, ...]:
        """The counts of numerator and denominator."""
        return (*self.numerator, self.denominator)

    def counts(self, given: Given) -> tuple[int, int]:
        """Numerator and denominator; KeyError if a count is missing."""
        n, d = 0, given[self.denominator]
        for name in self.numerator:
            n += given[name]
        if n > d:
            raise self._above(n, d)
        return n, d

    def known(self, given: Given) -> tuple[int, int | None]:
        """What of the numerator is known, and the denominator if it is."""
        n = sum(given.get(name, 0) for name in self.numerator)
        d = given.get(self.denominator)
        if d is not None and n > d:
            raise self._above(n, d)
        return n, d

    def rate(self, given: Given, percentages: Given) -> float | None:
        """What it multiplies another rate by: 1 for 0/0; None while it is not known."""
        if self.code in percentages:
            return float(percentages[self.code] / 100)
        if any(name not in given for name in self.names):
            return None
        n, d = sum(given[name] for name in self.numerator), given[self.denominator]
        return n / d if d else 1.0

    def _above(self, n: int, d: int) -> AboveDenominatorError:
        return AboveDenominatorError(self.code, " + ".join(self.numerator), n, self.denominator, d)


@attrs.frozen(eq=False)
class Conversion(Share):
    """One indicator's way from its counts to units.

    Attributes:
        most: Maximum, in points.
        target: The percentage that earns it.
        cap: Maximum, in units.
        empty: What 0/0 earns, in units; None for no points.
        scale: Units in a point; None leaves points unrounded.
        percent_scale: Where given, percentages are rounded first, to whole parts of 1/this.
        factor: The share whose rate multiplies this one's.
    """

    most: float
    target: float
    cap: Units
    empty: Units | None
    scale: int | None
    percent_scale: int | None
    factor: Share | None

    def percent(self, given: Given, percentages: Given) -> float | None:
        """The percentage that is converted, None for 0/0; KeyError while a count is missing."""
        if self.code in percentages:
            percent: float = percentages[self.code]
        else:
            n, d = self.counts(given)
            if not d:
                return None
            percent = percent_of(n, d)
        if self.factor is None:
            return percent
        rate = self.factor.rate(given, percentages)
        if rate is None:
            raise KeyError(self.factor.code)
        return percent * rate

    def units(self, percent: Any, of: Doubles = NUMBERS) -> Any:
        """The units that a percentage earns."""
        points = self.points(percent, of)
        return points if self.scale is None else whole_units(points, self.scale, of)

    def points(self, percent: Any, of: Doubles = NUMBERS) -> Any:
        """The points that a percentage earns, before they are rounded."""
        if self.percent_scale is not None:
            percent = self.rounded(percent, of)
        return of.smaller(percent * self.most / self.target, self.most)

    def rounded(self, percent: Any, of: Doubles = NUMBERS) -> Any:
        """The percentage, rounded where it is rounded first."""
        if self.percent_scale is None:
            return percent
        return whole_units(percent, self.percent_scale, of) / float(self.percent_scale)

    def lacks(self, given: Collection[str], percentages: Collection[str]) -> list[str]:
        """The counts that it needs and that are not there."""
        shares = [self] if self.factor is None else [self, self.factor]
        needed = [share.names for share in shares if share.code not in percentages]
        return [name for names in needed for name in names if name not in given]

    def limits(self, given: Given, percentages: Given) -> tuple[Units, Units]:
        """The least and the most units that the counts still allow, while some are missing."""
        rate = self.factor.rate(given, percentages) if self.factor else 1.0
        least, most = (0.0, 1.0) if rate is None else (rate, rate)
        if self.code in percentages:
            percent = percentages[self.code]
            return self.units(percent * least), self.units(percent * most)
        known, d = self.known(given)
        part = any(name not in given for name in self.numerator)
        empty = self.empty or 0
        if d == 0:
            return empty, empty
        if d is None:
            # n = 0 means 0/0, or a rate of 0.
            return 0, max(empty, self.units(100.0 * most) if known or part else 0)
        percent = known / d * 100
        return self.units(percent * least), self.units((100.0 if part else percent) * most)


@attrs.frozen(eq=False, repr=False)
class Plan:
    """What a rule set compiles to at one level.

    Attributes:
        scale: Units in a point.
        scored: A conversion for each indicator that is scored at this level, by its code.
        watched: One for each other share, for its checks alone.
        fixed: Units of the indicators that the level gets without counts.
        bound: Those of `watched` whose counts `scored` needs anyway.
        names: The counts that `scored` needs.
    """

    scale: int
    scored: Mapping[str, Conversion]
    watched: tuple[Conversion, ...]
    fixed: Mapping[str, Units]
    bound: tuple[Conversion, ...]
    names: frozenset[str]


@lru_cache(maxsize=128)
def plan(rules: RuleSet, level: Level | None) -> Plan:
    """Compile *rules* for *level*; kept, since the same few are asked for again and again."""
    here = [i for i in rules.scored if i.applies_to(level)]
    elsewhere = [i for i in rules.scored if not i.applies_to(level)]
    every = dict(_conversions(rules, level))
    scored = {i.code: every.pop(i.code) for i in here}
    needed = [*scored.values(), *(c.factor for c in scored.values() if c.factor)]
    names = frozenset(name for share in needed for name in share.names)
    return Plan(
        scale=10**rules.rounding.decimals if rules.rounding else 1,
        scored=scored,
        watched=tuple(every.values()),
        bound=tuple(c for c in every.values() if names.issuperset(c.names)),
        fixed={
            i.code: every[i.code].cap
            for i in elsewhere
            if i.when_not_applicable == NotApplicable.FULL
        },
        names=names,
    )


def _conversions(rules: RuleSet, level: Level | None) -> Iterator[tuple[str, Conversion]]:
    for group in rules:
        for indicator in group:
            if indicator.denominator is not None:
                yield indicator.code, _conversion(rules, group, indicator, level)


def _conversion(
    rules: RuleSet, group: Group, indicator: Indicator, level: Level | None
) -> Conversion:
    rounding = rules.rounding_of(group)
    percents = rounding.percent_decimals if rounding else None
    most = float(indicator.max_points)
    # A maximum has no more decimals than its points: in whole units unless nothing is rounded.
    cap = int(10**rounding.decimals * as_written(indicator.max_points)) if rounding else most
    return Conversion(
        code=indicator.code,
        numerator=indicator.numerator,
        denominator=str(indicator.denominator),
        most=most,
        target=float(100 * as_written(indicator.target)),
        cap=cap,
        empty={Empty.UNSCORED: None, Empty.FULL: cap, Empty.ZERO: 0}[indicator.when_empty],
        scale=10**rounding.decimals if rounding else None,
        percent_scale=None if percents is None else 10**percents,
        factor=_factor(rules, indicator, level),
    )


def _factor(rules: RuleSet, indicator: Indicator, level: Level | None) -> Share | None:
    """The share that multiplies; none at a level to which it does not apply."""
    if indicator.factor is None:
        return None
    other: Indicator = rules[indicator.factor]
    if not other.applies_to(level):
        return None
    return Share(other.code, other.numerator, str(other.denominator))
