# SPDX-License-Identifier: MIT
"""Hypothesis strategies: counts of a rule set, rule sets of any shape, and units to score."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor
from typing import Any

import attrs

from tthc_index.errors import MissingExtraError
from tthc_index.rules.objects import (
    Empty,
    Group,
    Indicator,
    Level,
    Measure,
    NotApplicable,
    Rounding,
    Source,
)
from tthc_index.rules.sets import RuleSet
from tthc_index.scoring.card import ScoreCard, score
from tthc_index.scoring.scores import Score
from tthc_index.text.language import Label
from tthc_index.text.numbers import as_written


try:
    from hypothesis import assume
    from hypothesis import strategies as st
except ImportError as _error:
    raise MissingExtraError("testing", "checking rule sets by their laws") from _error

#: Denominators at which exact ties of cents are common: 3/16 * 6 = 1.125.
TIE_PRONE = (8, 16, 40, 80, 160, 200, 400, 800, 1600)

#: Far more dossiers than the country has; arithmetic must stay exact all the same.
MANY = 10**9


@attrs.frozen
class Case:
    """One unit to try a law on.

    Attributes:
        rules: The rules to score it by.
        level: Its level.
        counts: All counts that scoring needs, and some of the monitored ones.
    """

    rules: RuleSet
    level: Level | None
    counts: Mapping[str, float]

    def _repr_pretty_(self, printer: Any, _: bool) -> None:  # noqa: FBT001  # IPython's protocol
        """What hypothesis prints of a unit that breaks a law: the rules by their name alone."""
        printer.text(f"Case({self.rules!r}, level={self.level!r}, counts={self.counts!r})")

    def score(self, **changes: Any) -> ScoreCard:
        """Its card; *changes* go to `score` in place of the case's own values."""
        arguments: dict[str, Any] = {"rules": self.rules, "level": self.level, **changes}
        return score(arguments.pop("counts", self.counts), **arguments)

    def alone(self, indicator: Indicator, **changes: float) -> Score:
        """One indicator's score from its own counts, with *changes* to some of them."""
        own = {name: self.counts[name] for name in indicator.count_names}
        result: Score = self.score(counts={**own, **changes}, missing="allow")[indicator.code]
        return result


# Strategies.


@st.composite
def counts(draw: st.DrawFn, rules: RuleSet, *, missing: bool = False) -> dict[str, float]:
    """Valid counts of a rule set, with a taste for edges.

    Zeros, numerators equal to their denominator or one below, rates on either side of the target
    and of a half cent, small and very large numbers.

    Args:
        draw: Given by hypothesis.
        rules: The rules that the counts are for.
        missing: Whether any count may be missing; otherwise only monitored ones are.
    """
    values: dict[str, float] = {}
    for rule in rules.indicators:
        values |= {k: v for k, v in draw(_own_counts(rule)).items() if k not in values}
    _reconcile(rules, values)
    optional = rules.monitored_count_names if not missing else tuple(values)
    dropped = draw(st.sets(st.sampled_from(optional))) if optional else set()
    return {name: value for name, value in values.items() if name not in dropped}


@st.composite
def _own_counts(draw: st.DrawFn, rule: Indicator) -> dict[str, float]:
    if rule.denominator is None:
        number = st.floats(0, 1000) if rule.measure == Measure.DAYS else st.integers(0, MANY)
        return {name: draw(number) for name in rule.numerator}
    d = draw(st.integers(0, 20) | st.sampled_from(TIE_PRONE) | st.integers(0, MANY))
    n = min(d, max(0, draw(_numerators(rule, d))))
    parts = {}
    for name in rule.numerator[:-1]:
        parts[name] = draw(st.integers(0, n))
        n -= parts[name]
    return {**parts, rule.numerator[-1]: n, rule.denominator: d}


def _numerators(rule: Indicator, d: int) -> st.SearchStrategy[int]:
    at_target = floor(as_written(rule.target) * d)
    half_cents = st.integers(0, floor(100 * as_written(rule.max_points))).map(
        lambda cents: _at_points(rule, Fraction(2 * cents + 1, 200), d)
    )
    return st.one_of(
        st.sampled_from((0, 1, d - 1, d, at_target - 1, at_target, at_target + 1)),
        st.integers(0, d),
        half_cents,
        half_cents.map(lambda n: n + 1),
    )


def _at_points(rule: Indicator, points: Fraction, d: int) -> int:
    """The numerator that earns *points*, or the one just below."""
    most = as_written(rule.max_points)
    return floor(points * as_written(rule.target) * d / most) if most else 0


def _reconcile(rules: RuleSet, values: dict[str, float]) -> None:
    """Raise denominators that indicators share until no numerator is above its own."""
    shares = [rule for rule in rules.indicators if rule.denominator is not None]
    for _ in range(len(shares) + 1):
        stable = True
        for rule in shares:
            n = sum(values[name] for name in rule.numerator)
            if rule.denominator is not None and n > values[rule.denominator]:
                values[rule.denominator] = n
                stable = False
        if stable:
            return
    assume(condition=False)  # rules such as (a + b) / c with c / a allow hardly any counts


@st.composite
def rulesets(draw: st.DrawFn) -> RuleSet:
    """Valid rule sets of every kind: few indicators, all options, counts shared between some."""
    decimals = draw(st.integers(0, 3))
    percents = st.none() | st.integers(0, 3)
    rounding = st.builds(Rounding, decimals=st.just(decimals), percent_decimals=percents)
    groups = tuple(
        draw(_groups(f"g{index}", decimals, rounding)) for index in range(draw(st.integers(1, 3)))
    )
    return _with_factor(draw, groups, draw(st.none() | rounding))


def _with_factor(draw: st.DrawFn, groups: tuple[Group, ...], rounding: Rounding | None) -> RuleSet:
    """The rule set of these groups, in which one share may multiply another."""
    rules = RuleSet(
        id="drawn",
        name=_label("bộ chỉ số thử", "a set to try"),
        groups=groups,
        max_points=_sum(group.max_points for group in groups),
        rounding=rounding,
        sources=(Source(_label("tự đặt", "made up")),),
    )
    shares = [i.code for i in rules.indicators if i.denominator is not None]
    scored = [code for code in shares if not rules[code].monitored]
    if not scored or len(shares) == 1 or draw(st.booleans()):
        return rules
    code = draw(st.sampled_from(scored))
    other = draw(st.sampled_from([one for one in shares if one != code]))
    return rules.with_indicator(code, factor=other)


@st.composite
def _groups(
    draw: st.DrawFn, code: str, decimals: int, rounding: st.SearchStrategy[Rounding]
) -> Group:
    indicators = tuple(
        draw(_indicators(f"{code}.i{index}", decimals)) for index in range(draw(st.integers(1, 3)))
    )
    return Group(
        code=code,
        name=_label("nhóm", "a group"),
        max_points=_sum(indicator.max_points for indicator in indicators),
        indicators=indicators,
        rounding=draw(st.none() | rounding),
    )


@st.composite
def _indicators(draw: st.DrawFn, code: str, decimals: int) -> Indicator:
    own = code.replace(".", "_")
    units = draw(st.integers(0, 30 * 10**decimals))
    measure = draw(st.sampled_from(Measure)) if units == 0 else Measure.SHARE
    # A denominator of its own, or one that others use too.
    denominator = draw(st.sampled_from((f"{own}_all", "shared")))
    return Indicator(
        code=code,
        name=_label("chỉ tiêu", "an indicator"),
        formula=_label("tử số / mẫu số", "numerator / denominator"),
        numerator=draw(st.sampled_from([(f"{own}_n",), (f"{own}_a", f"{own}_b")])),
        denominator=denominator if measure == Measure.SHARE else None,
        max_points=units / 10**decimals,
        target=draw(st.integers(1, 1000)) / 1000,
        when_empty=draw(st.sampled_from(Empty)),
        levels=draw(st.just(tuple(Level)) | st.sets(st.sampled_from(Level), min_size=1)),
        when_not_applicable=draw(st.sampled_from(NotApplicable)),
        measure=measure,
    )


def _label(vi: str, en: str) -> Label:
    return Label(vi=vi, en=en)


def _sum(points: Any) -> float:
    return float(sum(map(as_written, points)))


@st.composite
def cases(draw: st.DrawFn, rules: st.SearchStrategy[RuleSet] | RuleSet) -> Case:
    """Units to score: by the rules given, or by any that the strategy gives."""
    drawn = rules if isinstance(rules, RuleSet) else draw(rules)
    levels = st.sampled_from(Level)
    level = draw(levels if drawn.levels else st.none() | levels)
    return Case(drawn, level, draw(counts(drawn)))
