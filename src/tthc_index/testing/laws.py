# SPDX-License-Identifier: MIT
"""The laws that every rule set obeys.

Each takes a case, and a source of further draws; it fails by AssertionError.
"""

from __future__ import annotations

import json
import pickle

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import reduce
from math import isclose, isnan
from operator import add
from typing import Any

import numpy as np

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tthc_index.rules import resolve, ruleset_from_toml, ruleset_to_toml
from tthc_index.rules.objects import (
    Empty,
    Indicator,
    NotApplicable,
    Status,
)
from tthc_index.rules.sets import RuleSet
from tthc_index.scoring.card import ScoreCard
from tthc_index.scoring.inputs import LARGEST
from tthc_index.scoring.many import score_many
from tthc_index.scoring.scores import Score
from tthc_index.text.numbers import as_written

from .draws import Case, cases, counts


def points_within_maximum(case: Case, _: st.DataObject) -> None:
    """0 <= points <= max_points, for every indicator, every group and the total."""
    card = case.score()
    parts: list[Any] = [*card.indicators.values(), *card.groups.values(), card.total]
    for part in parts:
        assert 0 <= (part.points or 0) <= part.max_points or _is_last_bit(card, part)
        assert part.points is None or part.bounds == (part.points, part.points)


def _is_last_bit(card: ScoreCard, part: Score) -> bool:
    """Unrounded sums are doubles, added one after the other: their last bit may exceed the maximum."""
    return card.rules.rounding is None and isclose(part.points or 0, part.max_points, rel_tol=1e-12)


def group_is_sum_of_indicators(case: Case, _: st.DataObject) -> None:
    """A group's points are the sum of its indicators' points, null as 0."""
    card = case.score()
    for group in case.rules:
        _assert_sum(card, card[group.code], [card[rule.code] for rule in group])


def total_is_sum_of_groups(case: Case, _: st.DataObject) -> None:
    """The total is the sum of the group points."""
    card = case.score()
    _assert_sum(card, card.total, list(card.groups.values()))
    assert card.points == card.total.points


def _assert_sum(card: ScoreCard, whole: Score, parts: list[Score]) -> None:
    points = [part.points for part in parts if part.points is not None]
    if card.rules.rounding is None:
        # Doubles, added one after the other; nothing else may differ.
        assert (whole.points or 0) == reduce(add, points, 0)
    else:
        assert as_written(whole.points or 0) == sum(map(as_written, points))
        assert as_written(whole.max_points) == sum(as_written(part.max_points) for part in parts)


def more_numerator_never_lowers(case: Case, data: st.DataObject) -> None:
    """With the same denominator, more of the numerator never earns fewer points."""
    codes = [rule.code for rule in case.rules.scored]
    assume(codes)
    rule = case.rules[data.draw(st.sampled_from(codes))]
    before = case.alone(rule)
    more = data.draw(st.integers(0, int((before.denominator or 0) - (before.numerator or 0))))
    name = data.draw(st.sampled_from(rule.numerator))
    after = case.alone(rule, **{name: case.counts[name] + more})
    assert (after.points or 0) >= (before.points or 0)


def scaling_changes_nothing(case: Case, data: st.DataObject) -> None:
    """Counts k times as large earn the same points, while doubles hold them: kn / kd = n / d."""
    whole = [v for n, v in case.counts.items() if case.rules.counts[n]]
    most = LARGEST // max([1, *map(int, whole)])
    by = data.draw(st.integers(1, most))
    scaled = {n: by * v if case.rules.counts[n] else v for n, v in case.counts.items()}
    before, after = (case.score(counts=c) for c in (case.counts, scaled))
    assert [s.points for s in before.indicators.values()] == [
        s.points for s in after.indicators.values()
    ]
    assert before.points == after.points


def order_does_not_matter(case: Case, data: st.DataObject) -> None:
    """Counts in another order give an equal card; so do counts of another numeric type."""
    shuffled = dict(data.draw(st.permutations(list(case.counts.items()))))
    card = case.score()
    assert case.score(counts=shuffled) == card
    as_floats = {name: float(value) for name, value in case.counts.items()}
    assert case.score(counts=as_floats) == card
    assert hash(case.score(counts=shuffled)) == hash(card)


def empty_rules_hold(case: Case, _: st.DataObject) -> None:
    """0/0 earns what `when_empty` says, and nothing else does."""
    for rule in case.rules.scored:
        if rule.applies_to(case.level):
            nothing = case.score(counts=dict.fromkeys(rule.count_names, 0), missing="allow")
            got = nothing[rule.code]
            assert got.status == Status.EMPTY
            earned = {Empty.UNSCORED: None, Empty.ZERO: 0, Empty.FULL: rule.max_points}
            assert got.points == earned[rule.when_empty]
            assert got.max_points == rule.max_points


def points_are_the_portals(case: Case, _: st.DataObject) -> None:
    """Points are those of the portal's doubles, in its order, rounded half up by their exact value."""
    card = case.score()
    for group in case.rules:
        for rule in group:
            got = card[rule.code]
            if got.status == Status.SCORED:
                assert got.points == float(_portals(case, card, rule))


def _portals(case: Case, card: ScoreCard, rule: Indicator) -> Decimal:
    """The definition itself: plain operations on doubles, rounded as decimals of their exact value."""
    rounding = case.rules.rounding_of(case.rules[rule.code.partition(".")[0]])
    got = card[rule.code]
    percent = (got.numerator or 0) / (got.denominator or 0) * 100
    if rule.factor is not None:
        other = card[rule.factor]
        if case.rules[rule.factor].applies_to(case.level) and other.denominator:
            percent = percent * ((other.numerator or 0) / other.denominator)
    if rounding and rounding.percent_decimals is not None:
        percent = float(_half_up(percent, rounding.percent_decimals))
    most, target = float(rule.max_points), float(100 * as_written(rule.target))
    points = min(most, percent * most / target)
    return _half_up(points, rounding.decimals) if rounding else Decimal(points)


def _half_up(value: float, decimals: int) -> Decimal:
    with localcontext(prec=1000):
        return Decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def not_applicable_is_granted(case: Case, _: st.DataObject) -> None:
    """Where an indicator does not apply, its maximum is earned or left out, as its rule says."""
    card = case.score()
    for rule in case.rules.scored:
        if not rule.applies_to(case.level):
            got, full = card[rule.code], rule.when_not_applicable == NotApplicable.FULL
            assert got.status == Status.NOT_APPLICABLE
            assert (got.points, got.max_points) == (
                (rule.max_points, rule.max_points) if full else (None, 0)
            )


def bounds_contain_every_completion(case: Case, data: st.DataObject) -> None:
    """Whatever the missing counts turn out to be, the points lie within the bounds."""
    names = data.draw(
        st.sets(st.sampled_from(sorted(case.counts))) if case.counts else st.just(set())
    )
    partial = case.score(
        counts={n: v for n, v in case.counts.items() if n not in names}, missing="allow"
    )
    whole = case.score()
    for code in (*whole.indicators, *whole.groups, "total"):
        low, high = partial[code].bounds
        assert low <= (whole[code].points or 0) <= high
    assert partial.complete == all(s.status != Status.MISSING for s in partial.total)


def round_trips(case: Case, _: st.DataObject) -> None:
    """Rules survive TOML and pickling, cards survive JSON and pickling: all come back equal."""
    card = case.score()
    assert ruleset_from_toml(ruleset_to_toml(case.rules)) == case.rules
    assert pickle.loads(pickle.dumps(card)) == card  # noqa: S301  # its own bytes
    stored = json.loads(card.to_json())
    assert stored == card.to_dict()
    assert ScoreCard.from_dict(stored, rules=case.rules) == card


def table_agrees_with_cards(case: Case, data: st.DataObject) -> None:
    """Many units at once get the points of one at a time; row i of a table is the card of unit i."""
    units = [case.counts, *data.draw(st.lists(counts(case.rules, missing=True), max_size=4))]
    kind = data.draw(st.sampled_from([object, float]))
    columns = {
        name: np.array([unit.get(name) for unit in units], kind) for name in case.rules.counts
    }
    table = score_many(columns, rules=case.rules, level=case.level, missing="allow")
    for row, unit in enumerate(units):
        card = case.score(counts=unit, missing="allow")
        assert table[row] == card
        assert bool(table.complete[row]) == card.complete
        points = {**table.indicator_points, **table.group_points, "total": table.points}
        for code, column in points.items():
            got, expected = float(column[row]), card[code].points
            assert isnan(got) if expected is None else got == expected


Law = Callable[[Case, st.DataObject], None]

#: Every law, in the order in which `check_ruleset` tries them.
LAWS: tuple[Law, ...] = (
    points_within_maximum,
    group_is_sum_of_indicators,
    total_is_sum_of_groups,
    more_numerator_never_lowers,
    scaling_changes_nothing,
    order_does_not_matter,
    empty_rules_hold,
    points_are_the_portals,
    not_applicable_is_granted,
    bounds_contain_every_completion,
    table_agrees_with_cards,
    round_trips,
)


def check_ruleset(rules: RuleSet | str, *, max_examples: int = 100) -> None:
    """Try every law on units drawn for these rules.

    Args:
        rules: Anyone's rule set, or the id of one.
        max_examples: How many units each law is tried on.

    Raises:
        AssertionError: If a law does not hold; hypothesis shows the smallest unit that breaks it.

    >>> import tthc_index as ti
    >>> check_ruleset(ti.ruleset("qd766-2026"), max_examples=5)
    """
    for law in LAWS:
        check(law, resolve(rules), max_examples=max_examples)


def check(
    law: Law, rules: RuleSet | st.SearchStrategy[RuleSet], *, max_examples: int = 100
) -> None:
    """Try one law, on these rules or on any that the strategy gives."""
    trial = given(cases(rules), st.data())(law)
    try:
        settings(max_examples=max_examples, deadline=None, database=None)(trial)()
    except Exception as error:
        error.add_note(f"The law: {law.__doc__}")
        raise
