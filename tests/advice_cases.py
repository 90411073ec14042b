# SPDX-License-Identifier: MIT
"""Small units whose every choice of cases can be tried: what `advise()` is held against."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from typing import Any

import attrs
import numpy as np

from hypothesis import strategies as st

import tthc_index as ti


RULES = ti.ruleset("qd766-2026")

#: Indicators that are tried together: coupled by cases, by a factor, by an action, or not at all.
TOGETHER = (
    ("progress.on_time", "satisfaction.dossiers", "online_payment.paid"),
    ("transparency.synced", "online_services.submitted", "digitization.results"),
    (
        "progress.on_time",
        "satisfaction.dossiers",
        "transparency.synced",
        "online_services.submitted",
    ),
    ("online_payment.used", "online_payment.paid", "satisfaction.petitions", "digitization.reuse"),
)
OWN = (
    ti.Action(["dossiers_submitted_online", "dossiers_with_eresult"]),
    ti.Action(["dossiers_with_eresult", "dossiers_submitted_online", "dossiers_synced"]),
    ti.Action(["dossiers_synced", "dossiers_with_eresult"]),
    ti.Action("dossiers_on_time"),
    ti.Action(["dossiers_satisfied", "dossiers_paid_online"]),
)
COSTS = (0, 1, 2, 5, 0.5, 0.1)


@attrs.frozen
class Small:
    """A unit with few cases to go, and what may be done for it."""

    counts: Mapping[str, int]
    costs: Mapping[str, float]
    limits: Mapping[str, int]
    actions: tuple[ti.Action, ...]

    @property
    def card(self) -> ti.ScoreCard:
        return ti.score(self.counts, missing="allow")


@st.composite
def smalls(draw: st.DrawFn) -> Small:
    """Units of at most 4 actions with a few cases each; denominators are large enough to round."""
    counts: dict[str, int] = {}
    for code in draw(st.sampled_from(TOGETHER)):
        rule = RULES[code]
        below = draw(st.integers(1, 30) | st.sampled_from((48, 160, 799, 3000)))
        counts[rule.denominator] = below
        (above,) = rule.numerator
        counts[above] = below - draw(st.integers(0, min(4, below)))
    names = [name for rule in RULES.scored for name in rule.numerator if name in counts]
    costs = draw(st.dictionaries(st.sampled_from(names), st.sampled_from(COSTS), max_size=4))
    limits = draw(st.dictionaries(st.sampled_from(names), st.integers(0, 5), max_size=2))
    own = draw(st.lists(st.sampled_from(OWN), max_size=2, unique_by=lambda action: action.key))
    return Small(counts, costs, limits, tuple(own))


@attrs.frozen
class Choices:
    """Every choice of cases: what it costs, exactly, and the points of the counts that it leads to."""

    costs: tuple[Fraction, ...]
    points: tuple[float, ...]

    def cheapest(self, target: float) -> Fraction | None:
        """The least cost that reaches the target; None if nothing does."""
        able = [cost for cost, got in zip(self.costs, self.points, strict=True) if got >= target]
        return min(able, default=None)

    def best(self, budget: float) -> tuple[float, Fraction]:
        """The most points within the budget, and the least cost of them."""
        within = Fraction(str(budget))
        pairs = zip(self.points, self.costs, strict=True)
        points, cost = max((got, -cost) for got, cost in pairs if cost <= within)
        return points, -cost


def actions_of(small: Small) -> dict[str, tuple[str, ...]]:
    """The counts that each action raises: written from the guide, not from the library."""
    names = [name for rule in RULES.scored for name in rule.numerator if name in small.counts]
    actions: dict[str, tuple[str, ...]] = {name: (name,) for name in names}
    if "dossiers_on_time" in actions and "dossiers_satisfied" in actions:
        actions["dossiers_on_time"] = ("dossiers_on_time", "dossiers_satisfied")
    for action in small.actions:
        if action.key in actions:
            actions[action.key] = tuple(name for name in action.counts if name in names)
    return actions


def every_choice(small: Small) -> Choices:
    """Try them all."""
    actions, counts = actions_of(small), small.counts
    below = {rule.numerator[0]: str(rule.denominator) for rule in RULES.scored}
    room = {name: counts[below[name]] - counts[name] for name in actions}
    limits = {name: min(room[name], small.limits.get(name, room[name])) for name in actions}
    if {"dossiers_on_time", "dossiers_satisfied"} <= actions.keys():
        spare = counts["dossiers_on_time"] - counts["dossiers_satisfied"]
        limits["dossiers_satisfied"] = max(0, min(limits["dossiers_satisfied"], spare))
    pulls = np.array([*product(*(range(limits[name] + 1) for name in actions))])
    columns: dict[str, Any] = {name: np.full(len(pulls), value) for name, value in counts.items()}
    for column, raised in enumerate(actions.values()):
        for name in raised:
            columns[name] = columns[name] + pulls[:, column]
    for name, more in room.items():
        columns[name] = np.minimum(columns[name], counts[name] + more)
    each = [Fraction(str(small.costs.get(name, 1))) for name in actions]
    costs = tuple(
        sum((c * int(n) for c, n in zip(each, row, strict=True)), Fraction()) for row in pulls
    )
    table = ti.score_many(columns, missing="allow")
    return Choices(costs, tuple(table.points.tolist()))


def check_target(small: Small, target: float, choices: Choices) -> None:
    """Nothing is cheaper; and where the target is out of reach, nothing gains more for less."""
    found = ti.advise(
        small.card, target=target, costs=small.costs, limits=small.limits, actions=small.actions
    )
    check_steps(found)
    least = choices.cheapest(target)
    assert found.reached == (least is not None)
    if least is None:
        best = max(choices.points)
        assert found.card.points == best
        least = choices.cheapest(best)
    else:
        assert (found.card.points or 0) >= target
    assert found.cost == float(least or 0)


def check_budget(small: Small, budget: float, choices: Choices) -> None:
    """Nothing gains more within the budget, and nothing gains as much for less."""
    found = ti.advise(
        small.card, budget=budget, costs=small.costs, limits=small.limits, actions=small.actions
    )
    check_steps(found)
    points, cost = choices.best(budget)
    assert (found.card.points, found.cost) == (points, float(cost))


def check_steps(found: ti.Advice) -> None:
    """The steps lead to the card, and their points and costs add up."""
    before, after = found.before, found.card
    changed = {name: n + found.changes.get(name, 0) for name, n in before.counts.items()}
    assert after == ti.score(changed, missing="allow")
    gained = round(sum(step.points for step in found) * 100)
    assert gained == round((after.points or 0) * 100) - round((before.points or 0) * 100)
    assert sum(Fraction(str(step.cost)) for step in found) == Fraction(str(found.cost))
