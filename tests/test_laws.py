# SPDX-License-Identifier: MIT
"""The laws of `tthc_index.testing`, on the shipped rules and on any rules that can be drawn."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from math import ceil, floor, inf, nextafter

import attrs
import numpy as np
import pytest

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import tthc_index as ti

from tthc_index import testing
from tthc_index.scoring.arithmetic import whole_units
from tthc_index.scoring.kernel import ARRAYS


SHIPPED = ti.ruleset("qd766-2026")


@pytest.mark.parametrize("law", testing.LAWS, ids=lambda law: law.__name__)
class TestLaws:
    """Each law of the public list; its own docstring quotes what it checks."""

    def test_shipped_rules(self, law: testing.Law) -> None:
        testing.check(law, SHIPPED, max_examples=25)

    def test_any_rules(self, law: testing.Law) -> None:
        testing.check(law, testing.rulesets(), max_examples=60)


class TestHalfUp:
    """ "Rounded half up to 2 decimals; what decides is the double's exact value"."""

    #: Doubles at ties, on either side of them, and anywhere.
    VALUES = st.one_of(
        st.floats(0, 300),
        st.builds(
            lambda half, scale, to: nextafter((2 * half + 1) / (2 * scale), to),
            st.integers(0, 30_000),
            st.sampled_from([1, 10, 100, 1000]),
            st.sampled_from([0.0, inf]),
        ),
        st.builds(
            lambda half, scale: (2 * half + 1) / (2 * scale),
            st.integers(0, 30_000),
            st.sampled_from([1, 10, 100, 1000, 10**9]),
        ),
    )

    @given(VALUES, st.integers(0, 9))
    @example(1.125, 2)
    @example(5.595, 2)
    @example(0.0, 0)
    @example(nextafter(0.5, 0), 0)
    @example(5e-324, 9)
    def test_the_exact_value_decides(self, value: float, decimals: int) -> None:
        exact = (Decimal(value) * 10**decimals).quantize(Decimal(1), ROUND_HALF_UP)

        assert whole_units(value, 10**decimals) == exact
        assert whole_units(np.array([value]), 10**decimals, ARRAYS).tolist() == [exact]

    @pytest.mark.parametrize(
        ("numerator", "denominator", "points"),
        [
            (3, 16, 1.13),  # 1.125, which a double holds exactly
            (1, 48, 0.12),  # 0.125; the doubles stay below it
            (1, 16, 0.38),  # 0.375
            (79, 80, 5.92),  # 5.925 is stored a hair below
            (187_499_999, 10**9, 1.12),  # a hair below the tie
            (187_500_001, 10**9, 1.13),
        ],
    )
    def test_ties(self, numerator: int, denominator: int, points: float) -> None:
        counts = {"dossiers_synced": numerator, "dossiers_to_sync": denominator}

        assert ti.score(counts, missing="allow")["transparency.synced"].points == points


class TestTargets:
    """ "points = min(max, max * rate / target)": full points from the target on."""

    TARGETED = [rule for rule in SHIPPED.scored if rule.target < 1]

    @pytest.mark.parametrize("rule", TARGETED, ids=lambda rule: rule.code)
    def test_both_sides(self, rule: ti.Indicator) -> None:
        def points(n: int) -> float | None:
            counts = {**dict.fromkeys(rule.numerator, 0), rule.numerator[0]: n}
            counts |= {str(rule.denominator): 1000, "dossiers_synced": 1, "dossiers_to_sync": 1}
            return ti.score(counts, missing="allow")[rule.code].points

        target = round(1000 * rule.target)

        assert points(target) == points(target + 1) == points(1000) == rule.max_points
        below = points(target - 3)  # 2 below is half a cent below, and rounds up
        assert below is not None
        assert below < rule.max_points


class TestLawsCanFail:
    """A law that could not fail would say nothing."""

    #: Few indicators, since hypothesis looks long for the smallest unit that breaks a law.
    SMALL = attrs.evolve(SHIPPED, groups=[SHIPPED.groups[3]], max_points=10)

    @pytest.mark.parametrize(
        ("mutation", "law"),
        [
            (lambda value, scale, _=None: floor(value * scale), testing.points_are_the_portals),
            (lambda value, scale, _=None: ceil(value * scale), testing.points_are_the_portals),
            (lambda value, scale, _=None: round(value * scale), testing.points_are_the_portals),
            (
                lambda value, scale, _=None: floor(value * scale + 0.5),
                testing.points_are_the_portals,
            ),
        ],
        ids=["down", "up", "half to even", "half up by the product"],
    )
    def test_other_roundings(
        self, mutation: object, law: testing.Law, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tthc_index.scoring.arithmetic.whole_units", mutation)

        with pytest.raises(AssertionError) as caught:
            testing.check(law, self.SMALL, max_examples=300)

        assert f"The law: {law.__doc__}" in caught.value.__notes__

    def test_check_ruleset_runs_all(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Every law of the list is tried, each on as many units as asked for."""
        tried: list[str] = []
        monkeypatch.setattr(testing.laws, "check", lambda law, *_, **__: tried.append(law.__name__))

        testing.check_ruleset(SHIPPED.id, max_examples=1)

        assert tried == [law.__name__ for law in testing.LAWS]

    def test_a_variant_obeys(self) -> None:
        """A province's own set: another target, another rounding, a level left out."""
        changed = SHIPPED.with_indicator(
            "progress.on_time",
            target=0.95,
            levels=(ti.Level.COMMUNE, ti.Level.PROVINCE),
            when_not_applicable=ti.NotApplicable.EXCLUDED,
        )
        progress = attrs.evolve(changed.groups[1], rounding=ti.Rounding(percent_decimals=1))
        groups = [changed.groups[0], progress, *changed.groups[2:]]

        testing.check_ruleset(attrs.evolve(SHIPPED, id="own", groups=groups), max_examples=10)


class TestCounts:
    """ "Strategies for counts of any rule set (valid ones)"."""

    @settings(suppress_health_check=[HealthCheck.filter_too_much])
    @given(st.data())
    def test_valid_where_indicators_bind_each_other(self, data: st.DataObject) -> None:
        """(a + b) / c beside c / a: only b = 0 and a = c will do, and nothing else is drawn."""
        progress = SHIPPED.groups[1]
        first = attrs.evolve(
            progress.indicators[0], numerator=("a", "b"), denominator="c", max_points=10
        )
        second = attrs.evolve(first, code="progress.other", numerator="c", denominator="a")
        group = attrs.evolve(progress, indicators=(first, second))
        rules = attrs.evolve(SHIPPED, groups=[group], max_points=20)
        counts = data.draw(testing.counts(rules))

        assert ti.score(counts, rules=rules).complete
        assert (counts["a"], counts["b"]) == (counts["c"], 0)

    @given(st.data())
    def test_missing_ones(self, data: st.DataObject) -> None:
        counts = data.draw(testing.counts(SHIPPED, missing=True))
        card = ti.score(counts, missing="allow")

        assert card.complete == (set(SHIPPED.count_names) <= counts.keys())
