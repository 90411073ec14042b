# SPDX-License-Identifier: MIT
"""`rank()` and `compare()`: places among peers, and what a change is due to."""

from __future__ import annotations

import csv
import json
import pickle

from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from itertools import permutations
from operator import add
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest

from hypothesis import given, settings
from hypothesis import strategies as st

import tthc_index as ti

from tthc_index import testing
from tthc_index.results.compare import Change, compare, shapley
from tthc_index.results.rank import Ranking, rank
from tthc_index.text.numbers import as_written


RULES = ti.ruleset("qd766-2026")
FIGURES = Path(__file__).parent / "figures"
GROUPS = [group.code for group in RULES]
PHU_THO = ti.examples.PHU_THO_2026_08

POINTS = st.none() | st.integers(0, 30).map(lambda tenths: tenths / 10)
PEERS = st.dictionaries(st.text(max_size=3), POINTS, min_size=1, max_size=20)
CODES = ("total", *GROUPS, *(rule.code for rule in RULES.scored))


def places(ranking: Ranking) -> dict[Any, int | None]:
    return {row.unit: row.rank for row in ranking}


@st.composite
def units(draw: st.DrawFn, size: int = 3) -> list[dict[str, float]]:
    """Counts of some units, any of them missing."""
    return [draw(testing.counts(RULES, missing=True)) for _ in range(size)]


def as_table(rows: list[dict[str, float]], **options: Any) -> ti.ScoreTable:
    names = [*RULES.count_names, *RULES.monitored_count_names]
    columns = {name: [row.get(name) for row in rows] for name in names}
    return ti.score_many(columns, missing="allow", **options)


class TestCompetitionRanking:
    """ "Competition ranking as notices write it: "1/7", ties share a rank"."""

    @given(PEERS)
    def test_one_more_than_the_units_above(self, peers: dict[str, float | None]) -> None:
        known = [points for points in peers.values() if points is not None]
        for row in rank(peers):
            if row.points is not None:
                assert row.rank == 1 + sum(points > row.points for points in known)
                assert row.of == len(known)

    @given(PEERS)
    def test_no_points_no_rank(self, peers: dict[str, float | None]) -> None:
        """Units without points stand at the end, in the given order."""
        ranking = rank(peers)
        without = [unit for unit, points in peers.items() if points is None]

        assert [row.unit for row in ranking][ranking.of :] == without
        assert all(ranking[unit].rank is None for unit in without)
        assert ranking.of == len(peers) - len(without)

    @given(PEERS)
    def test_order_of_the_units_does_not_matter(self, peers: dict[str, float | None]) -> None:
        assert places(rank(peers)) == places(rank(dict(reversed(peers.items()))))

    def test_ties_share_the_best_rank(self) -> None:
        assert [row.rank for row in rank({"a": 3, "b": 2, "c": 2, "d": 1})] == [1, 2, 2, 4]


class TestPrintedPoints:
    """Points are compared as they are printed."""

    # One after the other: sum() itself makes up for lost bits since Python 3.12.
    SUMS = [reduce(add, groups) for groups in permutations([7.96, 17.68, 8.56, 6.67, 11.37, 9.62])]

    def test_sums_in_any_order(self) -> None:
        assert len({*self.SUMS}) > 1
        ranking = ti.rank({**dict(enumerate(self.SUMS)), "as published": 61.86})

        assert {row.rank for row in ranking} == {1}
        assert [row.unit for row in ranking] == [*range(len(self.SUMS)), "as published"]

    def test_the_last_decimal_counts(self) -> None:
        ranking = ti.rank({"A": 61.86, "B": 61.87, "C": None})

        assert [str(ranking[unit]) for unit in "ABC"] == ["2/2", "1/2", "–"]

    @pytest.mark.parametrize(
        ("points", "ranks"),
        [
            # A half goes up in print, as the digits say that are written.
            ((1.00005, 1.0001, 1.00004), [1, 1, 3]),
            ((0.00015, 0.0002, 0.00025), [2, 2, 1]),
            ((99.99995, 100), [1, 1]),
        ],
    )
    def test_halves(self, points: tuple[float, ...], ranks: list[int]) -> None:
        ranking = ti.rank(dict(enumerate(points)))

        assert [ranking[unit].rank for unit in range(len(points))] == ranks


class TestOrdinal:
    """ "`ties="ordinal"` numbers as the portal does": 1 to n, ties in the given order."""

    @given(PEERS)
    def test_numbers_in_the_given_order(self, peers: dict[str, float | None]) -> None:
        known = [(unit, points) for unit, points in peers.items() if points is not None]
        expected = sorted(known, key=lambda item: -item[1])
        ranking = rank(peers, ties="ordinal")

        assert [row.unit for row in ranking][: ranking.of] == [unit for unit, _ in expected]
        assert [row.rank for row in ranking][: ranking.of] == list(range(1, len(known) + 1))


class TestIncomplete:
    """A unit some of whose counts are missing could stand higher: it is not ranked unasked."""

    FULL = ti.score({"dossiers_on_time": 1, "dossiers_handled": 2}, missing="allow")
    PARTIAL = ti.score(
        {"petitions_satisfied": 1, "petitions_answered": 1, "petitions_on_time": 1},
        missing="allow",
    )

    def test_excluded_where_it_is_incomplete(self) -> None:
        peers = {"full": self.FULL, "partial": self.PARTIAL}

        assert places(rank(peers, by="progress")) == {"full": 1, "partial": None}
        assert places(rank(peers, by="satisfaction")) == {"full": None, "partial": None}
        assert places(rank(peers, by="satisfaction.petitions")) == {"partial": 1, "full": None}
        assert places(rank(peers)) == {"full": None, "partial": None}

    def test_included_by_the_points_that_are_known(self) -> None:
        peers = {"full": self.FULL, "partial": self.PARTIAL, "none": None}
        ranking = rank(peers, incomplete="include")

        assert [(row.unit, row.points, row.rank) for row in ranking] == [
            ("full", 10.0, 1),
            ("partial", 6.0, 2),
            ("none", None, None),
        ]

    def test_nothing_to_do_is_not_missing(self) -> None:
        """0/0 without points: no rank by the indicator, but one by its group."""
        card = PHU_THO.score()

        assert rank({"x": card}, by="transparency.announced_on_time")["x"].rank is None
        assert rank({"x": card}, by="transparency")["x"].rank == 1


class TestTable:
    """A table ranks its rows as the cards of its rows are ranked."""

    @settings(max_examples=15)
    @given(
        units(),
        st.sampled_from(CODES),
        st.sampled_from(["min", "ordinal"]),
        st.sampled_from(["exclude", "include"]),
    )
    def test_as_its_cards(
        self, rows: list[dict[str, float]], by: str, ties: Any, incomplete: Any
    ) -> None:
        table = as_table(rows)
        cards = dict(enumerate(table))
        options: Any = {"by": by, "ties": ties, "incomplete": incomplete}

        assert rank(table, **options).rows == rank(cards, **options).rows

    @pytest.mark.filterwarnings("ignore:units of several levels")
    def test_percentages_and_levels_fill_gaps(self) -> None:
        rules = RULES.with_indicator(
            "satisfaction.petitions", levels=[ti.Level.PROVINCE], evidence=ti.Evidence()
        )
        own = ["satisfaction.petitions_on_time", "satisfaction.petitions", "satisfaction.dossiers"]
        table = ti.score_many(
            {
                "petitions_satisfied": [None, None, None],
                f"{own[0]} %": [50, 50, None],
                f"{own[2]} %": [90, 45, 45],
                "level": ["province", "commune", "commune"],
            },
            rules=rules,
            missing="allow",
        )

        assert [(row.unit, row.points, row.rank) for row in rank(table, by="satisfaction")] == [
            (1, 12.0, 1),
            (0, 9.0, None),
            (2, 9.0, None),
        ]

    def test_names_and_refused_rows(self) -> None:
        table = ti.score_many(
            {
                "unit": ["a", "b", "c"],
                "dossiers_on_time": [1, 5, 2],
                "dossiers_handled": [2, 2, 2],
            },
            missing="allow",
            invalid="flag",
        )
        for incomplete in ("exclude", "include"):
            ranking = rank(table, by="progress", incomplete=incomplete)
            assert [(row.unit, row.rank) for row in ranking] == [("c", 1), ("a", 2), ("b", None)]

    def test_a_group_without_scored_indicators(self) -> None:
        progress = attrs.evolve(RULES["progress.completed"], code="watched.completed")
        watched = ti.Group(
            code="watched", name=ti.Label("a", "a"), max_points=0, indicators=[progress]
        )
        rules = attrs.evolve(RULES, groups=[*RULES, watched])
        table = ti.score_many({"dossiers_on_time": [1]}, rules=rules, missing="allow")

        assert rank(table, by="watched")[0].rank is None

    def test_less_detail(self) -> None:
        table = ti.score_many({"dossiers_on_time": [1]}, missing="allow", detail="total")
        with pytest.raises(
            ti.errors.UnknownNameError, match="unknown code 'progress'; known: total"
        ):
            rank(table, by="progress")


def published(table: str) -> dict[str, tuple[ti.Published, int]]:
    """Unit to published points and published rank, of one of the tables of 2025."""
    with (FIGURES / table).open(encoding="utf-8", newline="") as file:
        return {
            row["unit"]: (
                ti.Published(
                    points={group: float(row[group]) for group in GROUPS},
                    total=float(row["published_total"]),
                ),
                int(row["published_rank"]),
            )
            for row in csv.DictReader(file)
        }


TABLES = ["provinces-2025.csv", "provinces-2025-10.csv", "an-giang-departments-2025-10.csv"]


@pytest.mark.parametrize("table", TABLES)
class TestPublishedRanks:
    """What the National Public Service Portal published in October 2025 (tests/figures).

    The 34 provinces for the year 2025 and for October; the departments of An Giang province for
    October, whose published ranks number them among all 117 units of the province.
    """

    def test_ranks(self, table: str, compared: Callable[[str, int], None]) -> None:
        units = published(table)
        ranking = rank({unit: points for unit, (points, _) in units.items()}, ties="ordinal")
        order = sorted(place for _, place in units.values())
        among_themselves = {unit: order.index(place) + 1 for unit, (_, place) in units.items()}

        assert places(ranking) == among_themselves
        if table.startswith("provinces"):
            assert order == list(range(1, 35))
        compared(f"{table}, ranks", len(units))

    def test_groups_add_up(self, table: str, compared: Callable[[str, int], None]) -> None:
        units = published(table)
        for unit, (points, _) in units.items():
            groups = [points[group] for group in GROUPS]
            assert sum(map(as_written, groups)) == as_written(points["total"]), unit  # type: ignore[arg-type]  # none is None
        compared(f"{table}, totals", len(units))


class TestRanking:
    RANKING = rank({"Sở Y tế": 83.26, "Sở Tài chính": 63.01, "Sở Công Thương": 90.2, "Đảo": None})

    def test_as_a_notice_writes_it(self) -> None:
        assert str(self.RANKING["Sở Y tế"]) == "2/3"
        assert str(self.RANKING["Đảo"]) == "–"

    def test_lowest(self) -> None:
        assert [row.unit for row in self.RANKING.lowest(2)] == ["Sở Tài chính", "Sở Y tế"]
        assert len(self.RANKING.lowest(9)) == 3
        assert len(self.RANKING) == 4

    def test_text(self) -> None:
        assert repr(self.RANKING) == self.RANKING.text() == (
            "Total: 3 ranked, 1 not ranked\n"
            "\n"
            "rank  unit            points\n"
            " 1/3  Sở Công Thương   90.20\n"
            " 2/3  Sở Y tế          83.26\n"
            " 3/3  Sở Tài chính     63.01\n"
            "   –  Đảo                  –"
        )  # fmt: skip
        assert "Tổng điểm: 3 đơn vị được xếp hạng, 1 đơn vị không xếp hạng" in self.RANKING.text(
            "vi"
        )
        assert "83,26" in self.RANKING.text("vi")

    @pytest.mark.parametrize(
        ("points", "shown"), [(3, "3"), (3.1, "3.1"), (1 / 3, "0.3333"), (2.12345, "2.1235")]
    )
    def test_as_many_decimals_as_there_are(self, points: float, shown: str) -> None:
        assert repr(rank({"a": points})).endswith(f" {shown}")

    def test_a_look_is_short(self) -> None:
        ranking = rank({f"Xã {i}": i for i in range(100)})

        assert len(ranking.text().splitlines()) == 103
        assert repr(ranking).splitlines()[-1].strip() == "… and 40 more"
        assert ranking._repr_html_().count("<tr>") == 62

    def test_name(self) -> None:
        card = PHU_THO.score()

        assert rank({"x": card}, by="progress").name.vi == "Tiến độ giải quyết"
        assert rank({"x": PHU_THO.published}, by="progress").name.vi == "progress"

    def test_to_dict(self) -> None:
        stored = json.loads(json.dumps(self.RANKING.to_dict()))

        assert (stored["by"], stored["of"]) == ("total", 3)
        assert stored["rows"][1] == {"unit": "Sở Y tế", "points": 83.26, "rank": 2, "of": 3}

    def test_pickled(self) -> None:
        assert pickle.loads(pickle.dumps(self.RANKING)).rows == self.RANKING.rows

    def test_unknown_unit(self) -> None:
        with pytest.raises(ti.errors.UnknownNameError, match="did you mean 'Sở Y tế'") as caught:
            self.RANKING["Sở Y tê"]
        assert caught.value.nearest == "Sở Y tế"

    def test_units_of_one_name(self) -> None:
        table = ti.score_many({"unit": ["Xã A"] * 2, "dossiers_on_time": [1, 1]}, missing="allow")
        with pytest.raises(
            ti.errors.ValueRefusedError, match="a name of one unit; 2 have this one"
        ):
            rank(table)["Xã A"]


class TestRefusedRanking:
    @pytest.mark.parametrize(
        ("results", "options", "said"),
        [
            ({}, {}, "results = {}: it takes units with their card"),
            ([1, 2], {}, "results = [1, 2]: it takes units"),
            ({"a": "1"}, {}, "results['a'] = '1': it takes a ScoreCard, a Published, points"),
            ({"a": float("nan")}, {}, "results['a'] = nan"),
            ({"a": -1}, {}, "results['a'] = -1"),
            ({"a": True}, {}, "results['a'] = True"),
            ({"a": 2**53 + 1}, {}, "results['a'] = 9007199254740993"),
            ({"a": 1}, {"ties": "max"}, "ties = 'max': it takes 'min' or 'ordinal'"),
            ({"a": 1}, {"incomplete": None}, "incomplete = None: it takes 'exclude' or 'include'"),
            ({"a": 1}, {"by": []}, "by = []: it takes 'total', or the code of"),
            ({"a": PHU_THO.score()}, {"by": "progres"}, "did you mean 'progress'"),
            ({"a": PHU_THO.score()}, {"by": "progress.overdue"}, "unknown code"),
            ({"a": PHU_THO.published}, {"by": "progres"}, "did you mean 'progress'"),
            (
                {"a": PHU_THO.score(), "b": PHU_THO.score(RULES.unrounded)},
                {},
                "it takes cards that are scored by the same rules",
            ),
        ],
    )
    def test_refused(self, results: Any, options: dict[str, Any], said: str) -> None:
        with pytest.raises(ti.TthcIndexError) as caught:
            rank(results, **options)
        assert said in str(caught.value)

    def test_all_problems_at_once(self) -> None:
        with pytest.raises(ti.errors.Problems) as caught:
            rank({"a": "1", "b": -1, "c": 2})
        assert len(caught.value.problems) == 2

    def test_edges(self) -> None:
        points: dict[str, Any] = {"a": 2**53, "b": np.float32(0.5), "c": 0}
        assert rank(points)["c"].rank == 3
        assert rank({"a": 1}, by="anything").name.en == "anything"


#: Points from x and y, one kind after the other: sums, products, and a cap on them.
VALUES: list[Callable[[Any], Fraction]] = [
    lambda state: Fraction(state["x"] + 2 * state["y"]),
    lambda state: Fraction(state["x"] * state["y"]),
    lambda state: min(Fraction(5), Fraction(state["x"] * state["y"])),
]
STATES = st.fixed_dictionaries({"x": st.integers(0, 9), "y": st.integers(0, 9)})


@pytest.mark.parametrize("value", VALUES)
class TestShapley:
    """The one split that adds up, prefers no order, and gives nothing to what does not matter."""

    @given(before=STATES, after=STATES)
    def test_adds_up_exactly(self, value: Any, before: Any, after: Any) -> None:
        assert sum(shapley(before, after, value).values()) == value(after) - value(before)

    @given(before=STATES, after=STATES)
    def test_prefers_no_order(self, value: Any, before: Any, after: Any) -> None:
        turned = [dict(reversed(state.items())) for state in (before, after)]

        assert shapley(turned[0], turned[1], value) == shapley(before, after, value)

    @given(before=STATES, after=STATES)
    def test_the_way_back_is_the_opposite(self, value: Any, before: Any, after: Any) -> None:
        back = shapley(after, before, value)

        assert {k: -v for k, v in back.items()} == shapley(before, after, value)

    @given(before=STATES, y=st.integers(0, 9))
    def test_what_alone_changed_gets_it_all(self, value: Any, before: Any, y: int) -> None:
        after = {**before, "y": y}
        gained = value(after) - value(before)

        assert shapley(before, after, value) == ({"y": gained} if y != before["y"] else {})


def cents(value: float | None) -> Fraction:
    assert value is not None
    return Fraction(str(value))


@st.composite
def pairs(draw: st.DrawFn, *, missing: bool = False) -> tuple[ti.ScoreCard, ti.ScoreCard]:
    """Cards of one unit in two periods, by any rules, or by one that was changed in between."""
    rules = draw(testing.rulesets() | st.just(RULES))
    level = draw(st.sampled_from(ti.Level))
    after = rules
    if draw(st.booleans()):
        rule = draw(st.sampled_from(rules.indicators))
        target = draw(st.integers(1, 100)) / 100
        after = rules.with_indicator(rule.code, target=target, evidence=ti.Evidence())
    cards = [
        ti.score(
            draw(testing.counts(one, missing=missing)), rules=one, level=level, missing="allow"
        )
        for one in (after, rules)
    ]
    return cards[0], cards[1]


class TestChanges:
    """ "Change per indicator, group and total in points and per cent, each split"."""

    @settings(max_examples=15)
    @given(pairs())
    def test_the_split_adds_up_to_the_change(self, cards: Any) -> None:
        for row in compare(*cards):
            assert row.change is not None
            assert sum(row.due_to.values()) == pytest.approx(row.change, abs=1e-9)
            assert 0 not in row.due_to.values()

    @settings(max_examples=15)
    @given(pairs())
    def test_the_change_is_that_of_the_points(self, cards: Any) -> None:
        """Without points counts as 0, as in the group."""
        for row in compare(*cards):
            assert row.change is not None
            difference = (row.current or 0) - (row.previous or 0)
            assert row.change == pytest.approx(difference, abs=1e-9)

    @settings(max_examples=15)
    @given(pairs())
    def test_the_way_back_is_the_opposite(self, cards: Any) -> None:
        there, back = compare(*cards), compare(*reversed(cards))
        for row in there:
            assert back[row.code].change == -(row.change or 0)
            assert back[row.code].due_to == pytest.approx({k: -v for k, v in row.due_to.items()})

    @settings(max_examples=15)
    @given(pairs(missing=True))
    def test_none_where_counts_are_missing(self, cards: Any) -> None:
        current, previous = cards
        for row in compare(current, previous):
            scores = [current[row.code], previous[row.code]]
            missing = any(
                score.status == "missing" if "." in row.code else not score.complete
                for score in scores
            )
            assert (row.change is None) is missing
            assert (row.current, row.previous) == tuple(score.points for score in scores)

    @settings(max_examples=10)
    @given(pairs())
    def test_nothing_changes_by_itself(self, cards: Any) -> None:
        assert all(row.change == 0 and not row.due_to for row in compare(cards[0], cards[0]))


def change(now: dict[str, Any], before: dict[str, Any], code: str = "progress.on_time") -> Change:
    """One indicator's change, from options of `score`."""
    cards = [ti.score(one.pop("counts", {}), **one, missing="allow") for one in (now, before)]
    return compare(*cards)[code]


def on_time(n: int, d: int) -> dict[str, Any]:
    return {"counts": {"dossiers_on_time": n, "dossiers_handled": d}}


class TestDueTo:
    """What changed gets its share: numerator, denominator, percentage, 0/0, rule or level."""

    HALF = RULES.with_indicator("progress.on_time", target=0.5, evidence=ti.Evidence())

    @pytest.mark.parametrize(
        ("now", "before", "points", "due_to"),
        [
            # 90/100 and 80/120 between them: 18 and 13.33 points.
            (on_time(90, 120), on_time(80, 100), -1.0, {"numerator": 1.835, "denominator": -2.835}),
            (on_time(90, 100), on_time(80, 100), 2.0, {"numerator": 2.0}),
            (on_time(80, 125), on_time(80, 100), -3.2, {"denominator": -3.2}),
            # 180/100 would be above the maximum: it counts as 20 points.
            (on_time(180, 200), on_time(80, 100), 2.0, {"numerator": 7.0, "denominator": -5.0}),
            (on_time(160, 200), on_time(80, 100), 0.0, {"numerator": 6.0, "denominator": -6.0}),
            ({"percentages": {"progress.on_time": 90}}, on_time(80, 100), 2.0, {"percentage": 2.0}),
            (on_time(0, 0), on_time(80, 100), -16.0, {"empty": -16.0}),
            (on_time(0, 0), on_time(0, 0), 0.0, {}),
            ({**on_time(40, 100), "rules": HALF}, on_time(40, 100), 8.0, {"rule": 8.0}),
            # By the numerator first, 2 and then 10; by the rule first, 8 and then 4.
            (
                {**on_time(50, 100), "rules": HALF},
                on_time(40, 100),
                12.0,
                {"numerator": 3.0, "rule": 9.0},
            ),
            # 6 x 93.53% / 50% is capped before and after.
            (
                {"percentages": {"online_services.submitted": 93.53}},
                {"percentages": {"online_services.submitted": 60}},
                None,
                {},
            ),
        ],
    )
    def test_factors(
        self, now: Any, before: Any, points: float | None, due_to: dict[str, float]
    ) -> None:
        found = change({**now}, {**before})

        assert found.change == points
        assert found.due_to == due_to
        assert list(found.due_to) == list(due_to)

    @staticmethod
    def submitted(n: int, d: int, synced: int | None, to_sync: int = 100) -> dict[str, Any]:
        counts = {"dossiers_submitted_online": n, "dossiers_received": d}
        if synced is not None:
            counts |= {"dossiers_synced": synced, "dossiers_to_sync": to_sync}
        return {"counts": counts}

    @pytest.mark.parametrize(
        ("now", "before", "due_to"),
        [
            # 20 of 100 earn 2.40 points; half of them are synced now.
            ((20, 100, 50), (20, 100, 100), {"factor": -1.2}),
            # 40 of 100: by the numerator first 2.40 and then -2.40, by the factor -1.20 and 1.20.
            ((40, 100, 50), (20, 100, 100), {"numerator": 1.8, "factor": -1.8}),
            ((20, 100, 0, 0), (20, 100, 50), {"factor": 1.2}),
            # 0/0 of its own asks for no factor, and none is to blame.
            ((20, 100, 50), (0, 0, None), {"empty": 1.2}),
            ((0, 0, None), (20, 100, 50), {"empty": -1.2}),
            ((0, 0, None), (0, 0, None), {}),
        ],
    )
    def test_a_factor(self, now: Any, before: Any, due_to: dict[str, float]) -> None:
        found = change(
            self.submitted(*now), self.submitted(*before), code="online_services.submitted"
        )

        assert found.due_to == due_to
        assert found.change == pytest.approx(sum(due_to.values()))

    def test_a_factor_that_rules_do_without(self) -> None:
        """Another rule is that rule's doing; what multiplies is the factor's."""
        without = RULES.with_indicator(
            "online_services.submitted", factor=None, evidence=ti.Evidence()
        )
        counts = self.submitted(20, 100, 50)
        now, before = {**counts, "rules": without}, counts
        found = change({**now}, {**before}, code="online_services.submitted")

        assert found.due_to == {"factor": 1.2}

    def test_0_of_0_without_points(self) -> None:
        """It counts as 0, as it does in the group; what it earns later is a gain."""
        code = "transparency.complete"
        now = {"counts": {"procedures_complete": 1, "procedures_published": 2}}
        before = {"counts": {"procedures_complete": 0, "procedures_published": 0}}
        found = change(now, before, code)

        assert (found.current, found.previous, found.change) == (1.0, None, 1.0)
        assert (found.due_to, found.percent) == ({"empty": 1.0}, None)

    def test_0_of_0_with_all_points(self) -> None:
        code = "satisfaction.petitions"
        now = {"counts": {"petitions_satisfied": 1, "petitions_answered": 2}}
        before = {"counts": {"petitions_satisfied": 0, "petitions_answered": 0}}

        assert change(now, before, code).due_to == {"empty": -3.0}

    def test_another_level(self) -> None:
        province = RULES.with_indicator(
            "progress.on_time", levels=[ti.Level.PROVINCE], evidence=ti.Evidence()
        )
        now = {"rules": province, "level": "commune"}
        before = {"rules": province, "level": "province", **on_time(80, 100)}

        assert change(now, before).due_to == {"rule": 4.0}

    def test_other_decimals(self) -> None:
        now = {**on_time(1, 3), "rules": RULES.unrounded}
        found = change(now, on_time(1, 3))

        assert found.due_to == {"rule": pytest.approx(20 / 3 - 6.67)}

    @pytest.mark.parametrize(
        ("now", "before", "percent"),
        [(90, 80, 12.5), (80, 90, -11.11), (75, 90, -16.67), (80, 80, 0.0), (80, 0, None)],
    )
    def test_percent(self, now: int, before: int, percent: float | None) -> None:
        assert change(on_time(now, 100), on_time(before, 100)).percent == percent


class TestOtherRules:
    """ "New and vanished" indicators and groups: what they were worth is due to the rule."""

    def test_a_group_less(self) -> None:
        fewer = attrs.evolve(RULES, groups=RULES.groups[:-1], max_points=78)
        names = {*fewer.count_names, *fewer.monitored_count_names}
        counts = {name: count for name, count in PHU_THO.counts.items() if name in names}
        now, before = ti.score(counts, rules=fewer, level="province"), PHU_THO_CARD
        there, back = compare(now, before), compare(before, now)

        assert there.new == back.vanished == ()
        assert there.vanished == back.new
        assert there.vanished[:2] == ("digitization", "digitization.results")
        assert there["total"].due_to == {"rule": -8.24}
        assert there["digitization.results"].current is None
        assert there["digitization.results"].due_to == {"rule": -4.34}
        assert there["digitization"].name.vi == "Số hóa hồ sơ"
        assert there.text().splitlines()[1].startswith("vanished: digitization, digitization.res")
        assert back.text("vi").splitlines()[1].startswith("mới: digitization, ")

    def test_another_name(self) -> None:
        """The current one is shown."""
        renamed = RULES.with_indicator("progress.on_time", name=ti.Label("mới", "renamed"))
        now, before = PHU_THO.score(renamed), PHU_THO_CARD

        assert compare(now, before)["progress.on_time"].name.en == "renamed"
        assert compare(before, now)["progress.on_time"].name.vi == "Hồ sơ xử lý trước hạn, đúng hạn"


COUNTS = {**PHU_THO.counts, "dossiers_on_time": 130_000, "dossiers_reusing_data": 2_000}
PHU_THO_CARD = PHU_THO.score()
BEFORE = ti.score(COUNTS, PHU_THO.percentages, level="province")


class TestComparison:
    def test_text(self) -> None:
        lines = compare(PHU_THO_CARD, BEFORE).text().splitlines()

        assert lines[0] == "change since the previous period"
        shown = ("what", "transparency", "progress", "total")
        assert [line.split() for line in lines if line.startswith(shown)] == [
            ["what", "previous", "current", "change", "%", "due", "to"],
            ["transparency", "7.96", "7.96", "0.00", "0.00"],
            ["progress", "14.09", "15.68", "+1.59", "+11.28", "numerator", "+1.59"],
            ["total", "58.32", "59.92", "+1.60", "+2.74", "numerator", "+1.60"],
        ]
        assert "  progress.on_time " in compare(PHU_THO_CARD, BEFORE).text()

    def test_text_in_vietnamese(self) -> None:
        text = compare(BEFORE, PHU_THO_CARD).text("vi")

        assert "Tiến độ giải quyết" in text
        assert "tử số -1,59" in text

    def test_to_dict(self) -> None:
        stored = json.loads(json.dumps(compare(PHU_THO_CARD, BEFORE).to_dict()))

        assert stored["rows"][-1]["code"] == "total"
        assert stored["rows"][-1]["due_to"] == {"numerator": 1.6}
        assert (stored["new"], stored["vanished"]) == ([], [])

    def test_pickled(self) -> None:
        comparison = compare(PHU_THO_CARD, BEFORE)

        assert pickle.loads(pickle.dumps(comparison)) == comparison
        assert hash(comparison) == hash(pickle.loads(pickle.dumps(comparison)))

    def test_notebook(self) -> None:
        html = compare(PHU_THO_CARD, BEFORE)._repr_html_()

        assert "change since the previous period" in html
        assert "numerator +1.59" in html

    @pytest.mark.parametrize("code", ["progres", ["progress"]])
    def test_unknown_code(self, code: Any) -> None:
        with pytest.raises(ti.errors.UnknownNameError):
            compare(PHU_THO_CARD, BEFORE)[code]

    def test_published(self) -> None:
        """Points alone can't be split; null on a side gives no change."""
        now = ti.Published(points={"progress": 18.6, "digitization": 17.1}, total=87.1, decimals=1)
        before = ti.Published(points={"progress": 18.3, "satisfaction": None}, total=None)
        comparison = compare(now, before)

        assert [(row.code, row.change, row.due_to) for row in comparison] == [
            ("progress", 0.3, {}),
            ("digitization", None, {}),
            ("satisfaction", None, {}),
            ("total", None, {}),
        ]
        assert comparison["progress"].percent == 1.64
        assert (comparison.new, comparison.vanished) == (("digitization",), ("satisfaction",))
        assert comparison["total"].name.vi == "Tổng điểm"


class TestUnits:
    """ "New and vanished units listed"."""

    CHANGES = compare({"Sở A": PHU_THO_CARD, "Sở B": BEFORE}, {"Sở A": BEFORE, "Sở C": BEFORE})

    def test_units(self) -> None:
        assert self.CHANGES["Sở A"] == compare(PHU_THO_CARD, BEFORE)
        assert (self.CHANGES.new, self.CHANGES.vanished) == (("Sở B",), ("Sở C",))

    def test_text(self) -> None:
        assert repr(self.CHANGES) == (
            "change since the previous period\n"
            "new: Sở B\n"
            "vanished: Sở C\n"
            "\n"
            "unit  previous  current  change      %\n"
            "Sở A     58.32    59.92   +1.60  +2.74"
        )

    def test_to_dict(self) -> None:
        stored = json.loads(json.dumps(self.CHANGES.to_dict()))

        assert stored["units"]["Sở A"]["rows"][-1]["change"] == 1.6
        assert (stored["new"], stored["vanished"]) == (["Sở B"], ["Sở C"])

    def test_none_in_common(self) -> None:
        changes = compare({"a": PHU_THO_CARD}, {})

        assert repr(changes) == "change since the previous period\nnew: a"
        assert "<table" not in changes._repr_html_()

    def test_unknown_unit(self) -> None:
        with pytest.raises(ti.errors.UnknownNameError, match="did you mean 'Sở A'"):
            self.CHANGES["Sở B"]

    @pytest.mark.parametrize(
        ("current", "previous", "said"),
        [
            (PHU_THO_CARD, PHU_THO.published, "previous = "),
            (PHU_THO_CARD, None, "previous = None: it takes what current is"),
            (1, 1, "previous = 1"),
            ({"a": PHU_THO_CARD}, {"a": {}}, "previous['a'] = {}"),
            ({"a": {}}, {"a": {}}, "previous['a'] = {}"),
            ({}, PHU_THO_CARD, "previous = "),
        ],
    )
    def test_refused(self, current: Any, previous: Any, said: str) -> None:
        with pytest.raises(ti.errors.ValueRefusedError) as caught:
            compare(current, previous)
        assert said in str(caught.value)
