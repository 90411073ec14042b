# SPDX-License-Identifier: MIT
"""From whole counts to exact points: what a rule compiles to.

Points are whole *units* (cents, where the rules round to 2 decimals), computed in integers, so that
binary floating point can't move one; where the rules don't round, a unit is a point and a `Fraction`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

import attrs

from tthc_index.errors import AboveDenominatorError
from tthc_index.rules.objects import (
    Empty,
    Group,
    Indicator,
    Level,
    NotApplicable,
    RuleSet,
    Status,
    as_written,
)


Units = int | Fraction

#: Clean counts by name: whole, but for days, which no conversion asks for.
Given = Mapping[str, Any]


def half_up(numerator: Units, denominator: Units) -> int:
    """The whole number nearest to the quotient of two numbers >= 0; the upper one of a tie.

    >>> half_up(9, 8), half_up(12, 8), half_up(11, 8)
    (1, 2, 1)
    """
    return (2 * numerator + denominator) // (2 * denominator)


@attrs.frozen(eq=False)
class Conversion:
    """One indicator's way from counts to units: `min(cap, round(gain * n / (loss * d)))`.

    `gain / loss` is `max_points / target` in units. `empty` is what 0/0 earns: None for no points.
    Where `percent_scale` is given, the rate is first rounded to that fraction of 1.
    """

    code: str
    numerator: tuple[str, ...]
    denominator: str
    gain: int
    loss: int
    cap: Units
    empty: Units | None
    rounded: bool
    percent_scale: int | None

    def of(self, given: Given) -> Units | None:
        """The units that the counts earn, None if 0/0 earns none; KeyError if a count is missing."""
        d = given[self.denominator]
        n = sum([given[name] for name in self.numerator])
        if n > d:
            raise self._above(n, d)
        return self.of_rate(n, d) if d else self.empty

    def of_rate(self, n: int, d: int) -> Units:
        """The units that a rate of n/d earns; d is positive, and n at most d."""
        n, d = self.rate(n, d)
        n, d = self.gain * n, self.loss * d
        return min(self.cap, half_up(n, d) if self.rounded else Fraction(n, d))

    def rate(self, n: int, d: int) -> tuple[int, int]:
        """The rate that is converted: n/d itself, or rounded as a percentage."""
        scale = self.percent_scale
        return (n, d) if scale is None else (half_up(scale * n, d), scale)

    def limits(self, given: Given) -> tuple[Units, Units]:
        """The least and the most units that the counts still allow, while some are missing."""
        known, d = self.known(given)
        empty = self.empty or 0
        if d == 0:
            return empty, empty
        if d is not None:
            return self.of_rate(known, d), self.cap
        if known or any(name not in given for name in self.numerator):
            return 0, self.cap
        return 0, empty  # n = 0: either 0/0, or a rate of 0

    def known(self, given: Given) -> tuple[int, int | None]:
        """What of the numerator is known, and the denominator if it is."""
        n = sum(given.get(name, 0) for name in self.numerator)
        d = given.get(self.denominator)
        if d is not None and n > d:
            raise self._above(n, d)
        return n, d

    def _above(self, n: int, d: int) -> AboveDenominatorError:
        return AboveDenominatorError(self.code, " + ".join(self.numerator), n, self.denominator, d)


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

    def standing(
        self, rule: Indicator, units: Mapping[str, Units | None], given: Given
    ) -> Standing:
        """Where one indicator stands, by the *units* of all that is not missing."""
        if rule.monitored:
            return Standing(Status.MONITORED, None, 0, 0, 0)
        if rule.code not in self.scored:
            fixed = self.fixed.get(rule.code)
            return Standing(Status.NOT_APPLICABLE, fixed, *[fixed or 0] * 3)
        conversion = self.scored[rule.code]
        if rule.code not in units:
            low, high = conversion.limits(given)
            return Standing(Status.MISSING, None, low, high, conversion.cap)
        own = units[rule.code]
        status = Status.EMPTY if given.get(conversion.denominator) == 0 else Status.SCORED
        return Standing(status, own, own or 0, own or 0, conversion.cap)


class Standing(NamedTuple):
    """One indicator in exact units: what it earned, what its counts still allow, its maximum."""

    status: Status
    units: Units | None
    low: Units
    high: Units
    most: Units

    @property
    def known(self) -> bool:
        """Whether it counts in a sum: scored, empty, or granted without counts."""
        return self.units is not None or self.status == Status.EMPTY


@lru_cache(maxsize=128)
def plan(rules: RuleSet, level: Level | None) -> Plan:
    """Compile *rules* for *level*; kept, since the same few are asked for again and again."""
    scale = 10**rules.rounding.decimals if rules.rounding else 1
    here = [i for i in rules.scored if i.applies_to(level)]
    elsewhere = [i for i in rules.scored if not i.applies_to(level)]
    every = dict(_conversions(rules, scale))
    scored = {i.code: every.pop(i.code) for i in here}
    names = frozenset(name for i in here for name in i.count_names)
    return Plan(
        scale=scale,
        scored=scored,
        watched=tuple(every.values()),
        bound=tuple(c for c in every.values() if names >= {*c.numerator, c.denominator}),
        fixed={
            i.code: every[i.code].cap
            for i in elsewhere
            if i.when_not_applicable == NotApplicable.FULL
        },
        names=names,
    )


def _conversions(rules: RuleSet, scale: int) -> Iterator[tuple[str, Conversion]]:
    for group in rules:
        for indicator in group:
            if indicator.denominator is not None:
                yield indicator.code, _conversion(rules, group, indicator, scale)


def _conversion(rules: RuleSet, group: Group, indicator: Indicator, scale: int) -> Conversion:
    rounding = rules.rounding_of(group)
    most = scale * as_written(indicator.max_points)
    # A maximum has no more decimals than its points: in whole units unless nothing is rounded.
    cap = int(most) if rounding else most
    slope = most / as_written(indicator.target)
    percents = rounding.percent_decimals if rounding else None
    assert indicator.denominator is not None  # noqa: S101  # for the type checker: only shares come here
    return Conversion(
        code=indicator.code,
        numerator=indicator.numerator,
        denominator=indicator.denominator,
        gain=slope.numerator,
        loss=slope.denominator,
        cap=cap,
        empty={Empty.UNSCORED: None, Empty.FULL: cap, Empty.ZERO: 0}[indicator.when_empty],
        rounded=rounding is not None,
        percent_scale=None if percents is None else 100 * 10**percents,
    )
