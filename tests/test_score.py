# SPDX-License-Identifier: MIT
"""`score()` and `ScoreCard`: what goes in, what comes out, what is refused."""

from __future__ import annotations

import json
import pickle
import threading

from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import pytest

from hypothesis import given
from hypothesis import strategies as st

import tthc_index as ti


RULES = ti.ruleset("qd766-2026")
PHU_THO = ti.examples.PHU_THO_2026_08
FULL: dict[str, float] = {**dict.fromkeys(RULES.count_names, 1), "procedures_in_scope": 2}


def refused(*args: Any, **kwargs: Any) -> tuple[ti.TthcIndexError, ...]:
    """All problems of a call."""
    with pytest.raises(ti.TthcIndexError) as caught:
        ti.score(*args, **kwargs)
    return caught.value.problems


class TestCounts:
    """ "Whole numbers of any integer type (numpy's too) and whole-valued floats are accepted"."""

    @pytest.mark.parametrize(
        "value",
        [
            3,
            3.0,
            np.int8(3),
            np.uint64(3),
            np.float32(3),
            np.float64(3),
            np.array(3),
            Decimal(3),
            Fraction(3),
        ],
        ids=lambda value: type(value).__name__,
    )
    def test_whole_numbers_of_any_type(self, value: Any) -> None:
        card = ti.score({**FULL, "dossiers_on_time": value, "dossiers_handled": 4})

        assert card["progress.on_time"].points == 15.0
        assert type(card.counts["dossiers_on_time"]) is int

    @pytest.mark.parametrize(
        ("value", "reason"),
        [
            (-1, "negative"),
            (-0.5, "negative"),
            (1.5, "fractional"),
            (np.float32(0.5), "fractional"),
            (float("nan"), "NaN"),
            (Decimal("sNaN"), "NaN"),
            (float("inf"), "infinite"),
            (float("-inf"), "infinite"),
            (True, "boolean"),
            (np.bool_(1), "boolean"),
            ("12", "text"),
            (b"12", "text"),
            (2**53 + 1, "above 2^53"),
            (10**1000, "above 2^53"),
            (Decimal(2**53) + Decimal("0.5"), "above 2^53"),
            (Decimal("1e400"), "infinite"),
            (Decimal("1e-99999999"), "fractional"),
            ([12], "not a number"),
            (12j, "not a number"),
            (np.array([1, 2]), "not a number"),
        ],
        ids=str,
    )
    def test_anything_else_is_refused(self, value: Any, reason: str) -> None:
        (problem,) = refused({**FULL, "dossiers_on_time": value})

        assert isinstance(problem, ti.errors.ValueRefusedError)
        assert problem.kind == "count"
        assert (problem.name, problem.value, problem.reason) == (
            "dossiers_on_time",
            value,
            reason,
        ) or (value is problem.value)
        assert f" is {reason}: it takes a whole number" in str(problem)

    @pytest.mark.parametrize("rules", [RULES, RULES.unrounded])
    def test_the_largest_counts(self, rules: ti.RuleSet) -> None:
        """Up to 2^53 doubles hold every whole number; "counts above 2^53 are refused"."""
        counts = {**FULL, "dossiers_on_time": 2**52, "dossiers_handled": 2**53}

        assert ti.score(counts, rules=rules)["progress.on_time"].points == 10.0
        (problem,) = refused({**counts, "dossiers_handled": 2**53 + 1}, rules=rules)
        assert str(problem) == (
            "dossiers_handled = 9007199254740993 is above 2^53: "
            "it takes a whole number from 0 to 2^53, or None where it is not known"
        )

    def test_negative_zero_is_zero(self) -> None:
        assert ti.score({**FULL, "dossiers_on_time": -0.0})["progress"].points == 0

    def test_days_need_not_be_whole(self) -> None:
        card = ti.score({**FULL, "average_handling_days": 7.05})

        assert card["progress.handling_time"].numerator == 7.05
        assert card["progress.handling_time"].status == ti.Status.MONITORED

    @pytest.mark.parametrize("value", [-1.0, float("nan"), "7", None])
    def test_days_are_checked_too(self, value: Any) -> None:
        counts = {**FULL, "average_handling_days": value}
        if value is None:
            assert ti.score(counts).complete
        else:
            assert isinstance(refused(counts)[0], ti.errors.ValueRefusedError)
            assert getattr(refused(counts)[0], "kind", "") == "count"

    def test_pandas_like_series(self) -> None:
        """Anything with keys serves as a mapping."""

        class Series:
            def keys(self) -> list[str]:
                return list(FULL)

            def __getitem__(self, name: str) -> float:
                return FULL[name]

        assert ti.score(Series()) == ti.score(FULL)  # type: ignore[arg-type]  # a Series is no Mapping

    def test_messages_of_numbers_that_python_does_not_print(self) -> None:
        (problem,) = refused({**FULL, "dossiers_on_time": -(10**5000)})

        assert str(problem).startswith(
            "dossiers_on_time = a whole number of 16,610 bits is negative"
        )

    @pytest.mark.parametrize("counts", [None, 7, "counts", object(), [], b"", dict])
    def test_no_mapping(self, counts: Any) -> None:
        problem = refused(counts, missing="allow")[0]

        assert isinstance(problem, ti.errors.ValueRefusedError)
        assert "counts = " in str(problem)
        assert "a mapping from count name" in str(problem)


class TestProblems:
    """ "All problems of a call in one error"."""

    def test_all_at_once(self) -> None:
        problems = refused(
            {
                "dossiers_on_tme": 3,
                "dossiers_on_time": -3,
                "procedures_complete": 3,
                "procedures_published": 2,
                "communes": None,
            },
            {"progress.on_tim": 50, "progress.overdue": 101, "transparency.complete": 5},
            level="comune",
            missing="maybe",
        )

        assert [type(problem) for problem in problems] == [
            ti.errors.ValueRefusedError,
            ti.errors.UnknownNameError,
            ti.errors.UnknownNameError,
            ti.errors.ValueRefusedError,
            ti.errors.UnknownNameError,
            ti.errors.ValueRefusedError,
            ti.errors.ConflictError,
            ti.errors.AboveDenominatorError,
        ]

    def test_one_message_for_all(self) -> None:
        with pytest.raises(
            ti.errors.Problems, match=r"^2 problems:\n- unknown count 'x'.*\n- missing"
        ):
            ti.score({**FULL, "x": 1, "communes": None})

    def test_a_single_problem_is_raised_itself(self) -> None:
        with pytest.raises(ti.errors.UnknownNameError) as caught:
            ti.score({**FULL, "x": 1})
        assert caught.value.problems == (caught.value,)

    def test_unknown_count(self) -> None:
        (problem,) = refused({**FULL, "Dossiers_on_tme": 3})

        assert isinstance(problem, ti.errors.UnknownNameError)
        assert problem.kind == "count"
        assert (problem.name, problem.value) == ("Dossiers_on_tme", 3)
        assert problem.nearest == "dossiers_on_time"
        assert str(problem) == "unknown count 'Dossiers_on_tme'; did you mean 'dossiers_on_time'?"

    @pytest.mark.parametrize("name", [7, None, ("a",), "x" * 10_000, "<script>"])
    def test_hostile_names(self, name: Any) -> None:
        (problem,) = refused({**FULL, name: 3})

        assert isinstance(problem, ti.errors.UnknownNameError)
        assert problem.kind == "count"
        assert problem.nearest is None
        assert "known: procedures_announced_on_time" in str(problem)
        assert len(str(problem)) < 1000

    def test_missing(self) -> None:
        (problem,) = refused({**FULL, "communes": None, "dossiers_handled": None})

        assert isinstance(problem, ti.errors.MissingCountsError)
        assert problem.names == ("dossiers_handled", "communes")
        assert problem.indicators == ("progress.on_time", "digitization.certified_copies")
        assert "missing='allow'" in str(problem)

    def test_a_refused_count_is_not_missing_too(self) -> None:
        (problem,) = refused({**FULL, "communes": -1})

        assert isinstance(problem, ti.errors.ValueRefusedError)
        assert problem.kind == "count"

    def test_a_refused_percentage_is_not_missing_too(self) -> None:
        counts = {
            n: v for n, v in FULL.items() if n not in {"communes", "communes_issuing_ecopies"}
        }
        (problem,) = refused(counts, {"digitization.certified_copies": -1})

        assert isinstance(problem, ti.errors.ValueRefusedError)
        assert problem.kind == "percentage"

    @pytest.mark.parametrize(("lacking", "more"), [(20, ""), (21, "and 1 more")])
    def test_twenty_names_are_spelled_out(self, lacking: int, more: str) -> None:
        lacked = RULES.count_names[:lacking]
        (problem,) = refused({n: v for n, v in FULL.items() if n not in lacked})

        named = str(problem).removeprefix("missing counts: ").partition(" (needed")[0]
        assert named == ", ".join([*lacked[:20], *filter(None, [more])])

    def test_many_missing_are_counted(self) -> None:
        (problem,) = refused({})

        assert isinstance(problem, ti.errors.MissingCountsError)
        assert problem.names == RULES.count_names
        assert "and 23 more (needed by" in str(problem)

    def test_many_problems_are_counted(self) -> None:
        with pytest.raises(ti.errors.Problems, match=r"and 1,980 more$") as caught:
            ti.score({**FULL, **{f"name {i}": i for i in range(2000)}})
        assert len(caught.value.problems) == 2000

    @pytest.mark.parametrize("monitored", [False, True])
    def test_above_denominator(self, *, monitored: bool) -> None:
        name = "dossiers_overdue" if monitored else "dossiers_on_time"
        (problem,) = refused({**FULL, name: 2})

        assert isinstance(problem, ti.errors.AboveDenominatorError)
        assert (problem.numerator_name, problem.numerator) == (name, 2)
        assert (problem.denominator_name, problem.denominator) == ("dossiers_handled", 1)
        assert f"{name} = 2 is above dossiers_handled = 1" in str(problem)

    def test_monitored_share_of_scored_counts(self) -> None:
        """A check may not depend on which other counts are given."""
        progress = RULES.groups[1]
        watched = attrs.evolve(
            progress.indicators[1],
            numerator="dossiers_synced",
            denominator="dossiers_on_time",
        )
        group = attrs.evolve(progress, indicators=(progress.indicators[0], watched))
        rules = attrs.evolve(RULES, groups=[RULES.groups[0], group, *RULES.groups[2:]])
        (problem,) = refused({**FULL, "dossiers_on_time": 0}, rules=rules)
        table = ti.score_many(
            {name: [value] for name, value in {**FULL, "dossiers_on_time": 0}.items()},
            rules=rules,
            invalid="flag",
        )

        assert isinstance(problem, ti.errors.AboveDenominatorError)
        assert problem.indicator == "progress.overdue"
        assert str(table.invalid[0]) == str(problem)

    def test_sum_above_denominator(self) -> None:
        """ "With full + partial summed first"; also while a part of the sum is missing."""
        (problem,) = refused({**FULL, "procedures_fully_online": 2})
        assert "procedures_partly_online + procedures_fully_online = 3 is above" in str(problem)

        counts = {"procedures_fully_online": 3, "procedures_in_scope": 2}
        (problem,) = refused(counts, missing="allow")
        assert isinstance(problem, ti.errors.AboveDenominatorError)

    @pytest.mark.parametrize("rules", ["qd766-2027", "", "x"])
    def test_unknown_rules(self, rules: str) -> None:
        (problem,) = refused(FULL, rules=rules)

        assert isinstance(problem, ti.errors.UnknownNameError)
        assert problem.kind == "rule set"
        assert problem.known == ("qd766-2026",)

    @pytest.mark.parametrize("rules", [None, 7, ["qd766-2026"]])
    def test_rules_of_another_type(self, rules: Any) -> None:
        (problem,) = refused(FULL, rules=rules)

        assert isinstance(problem, ti.errors.ValueRefusedError)
        assert "a RuleSet or the id of one" in str(problem)

    @pytest.mark.parametrize("level", ["village", "", 7, ["commune"]])
    def test_unknown_level(self, level: Any) -> None:
        (problem,) = refused(FULL, level=level)

        assert isinstance(problem, ti.errors.UnknownNameError)
        assert problem.kind == "level"
        assert problem.known == tuple(ti.Level)
        assert "unknown level" in str(problem)

    @pytest.mark.parametrize(
        "error", refused({"x": 1, "communes": -1}, {"y": 3, "progress.on_time": 101}, level="z")
    )
    def test_problems_survive_pickling(self, error: ti.TthcIndexError) -> None:
        copy = pickle.loads(pickle.dumps(error))

        assert type(copy) is type(error)
        assert str(copy) == str(error)
        assert vars(copy) == vars(error)

    def test_the_whole_survives_pickling(self) -> None:
        with pytest.raises(ti.errors.Problems) as caught:
            ti.score({"x": 1})
        assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


class TestPercentages:
    """ "An indicator can then be scored from the percentage; the result says so"."""

    def test_from_a_percentage(self) -> None:
        score = ti.score({}, {"progress.on_time": 94.44}, missing="allow")["progress.on_time"]

        assert (score.points, score.percent, score.rate) == (18.89, 94.44, 0.9444)
        assert score.status == ti.Status.SCORED
        assert score.from_percentage
        assert score.numerator is score.denominator is None

    @pytest.mark.parametrize(
        "value", [94.44, Decimal("94.44"), np.float64(94.44), Fraction(2361, 25)]
    )
    def test_of_any_numeric_type(self, value: Any) -> None:
        card = ti.score({}, {"progress.on_time": value}, missing="allow")

        assert card.percentages == {"progress.on_time": 94.44}

    def test_as_written(self) -> None:
        """18.75% of 6 points is 1.125: a decimal is taken as written, and half a cent goes up."""
        card = ti.score({}, {"transparency.synced": 18.75}, missing="allow")

        assert card["transparency.synced"].points == 1.13

    @pytest.mark.parametrize("value", [0, 100])
    def test_both_ends(self, value: int) -> None:
        score = ti.score({}, {"progress.on_time": value}, missing="allow")["progress.on_time"]

        assert score.points == value / 5
        assert score.percent == value

    @pytest.mark.parametrize(
        ("value", "reason"),
        [(100.01, "above 100"), (-0.01, "negative"), (float("nan"), "NaN"), ("94,44", "text")],
    )
    def test_out_of_range(self, value: Any, reason: str) -> None:
        (problem,) = refused({}, {"progress.on_time": value}, missing="allow")

        assert isinstance(problem, ti.errors.ValueRefusedError)
        assert problem.kind == "percentage"
        assert (problem.name, problem.reason) == ("progress.on_time", reason)
        assert str(problem).endswith("it takes a number from 0 to 100")

    @pytest.mark.parametrize("code", ["progress", "progress.handling_time", "total", 7])
    def test_only_shares_have_percentages(self, code: Any) -> None:
        (problem,) = refused({}, {code: 50}, missing="allow")

        assert isinstance(problem, ti.errors.UnknownNameError)
        assert problem.kind == "code"

    def test_beside_its_counts(self) -> None:
        (problem,) = refused(FULL, {"satisfaction.dossiers": 100})

        assert isinstance(problem, ti.errors.ConflictError)
        assert problem.counts == ("dossiers_satisfied", "dossiers_assessed")
        assert problem.percentage == 100
        assert "give one of the two" in str(problem)

    def test_beside_all_its_counts(self) -> None:
        """Whatever else needs them: 10 of 100 are no 50%."""
        counts = {"dossiers_submitted_online": 10, "dossiers_received": 100}
        (problem,) = refused(counts, {"online_services.submitted": 50}, missing="allow")

        assert isinstance(problem, ti.errors.ConflictError)
        assert problem.counts == tuple(counts)

    def test_beside_a_count_that_others_need(self) -> None:
        """A shared denominator may stand beside a percentage; but 0 of 0 is no percentage."""
        counts = {"dossiers_on_time": 9, "dossiers_handled": 10}
        card = ti.score(counts, {"progress.overdue": 10}, missing="allow")
        assert card["progress.overdue"].percent == 10

        (problem,) = refused(dict.fromkeys(counts, 0), {"progress.overdue": 10}, missing="allow")
        assert isinstance(problem, ti.errors.ConflictError)
        assert problem.counts == ("dossiers_handled",)

    def test_null_is_missing(self) -> None:
        assert ti.score(FULL, {"progress.on_time": None}) == ti.score(FULL)

    def test_no_mapping(self) -> None:
        (problem,) = refused(FULL, 7)

        assert isinstance(problem, ti.errors.ValueRefusedError)


class TestMissing:
    """ "Missing is a value of its own: never 0, never silently dropped"."""

    def test_a_factor_that_lacks_a_count(self) -> None:
        """The share that it multiplies can't be scored without it, either."""
        (problem,) = refused({name: n for name, n in FULL.items() if name != "dossiers_to_sync"})

        assert isinstance(problem, ti.errors.MissingCountsError)
        assert problem.names == ("dossiers_to_sync",)
        assert problem.indicators == ("transparency.synced", "online_services.submitted")

    def test_nothing_known(self) -> None:
        card = ti.score({}, missing="allow")

        assert card.points is card.percent is None
        assert card["progress"].points is None
        assert card.bounds == (0, 100)
        assert card.total.missing_points == 100
        assert not card.complete
        assert {s.status for s in card.indicators.values()} == {
            ti.Status.MISSING,
            ti.Status.MONITORED,
        }

    def test_nothing_to_do_is_known(self) -> None:
        """0/0 without points counts as 0 in its group; it is not missing."""
        group = ti.score({"dossiers_synced": 0, "dossiers_to_sync": 0}, missing="allow")[
            "transparency"
        ]

        assert group.points == 0
        assert group.unscored_points == 6

    def test_none_is_missing(self) -> None:
        counts = {**FULL, "communes": None}

        assert ti.score(counts, missing="allow")["digitization.certified_copies"].points is None

    def test_a_partial_group(self) -> None:
        group = ti.score({"dossiers_synced": 1, "dossiers_to_sync": 2}, missing="allow")[
            "transparency"
        ]

        assert (group.points, group.max_points, group.missing_points) == (3.0, 18.0, 12.0)
        assert group.bounds == (3.0, 15.0)

    @pytest.mark.parametrize(
        ("counts", "bounds"),
        [
            ({}, (0, 6)),
            ({"petitions_answered": 4}, (0, 6)),
            ({"petitions_answered": 0}, (6, 6)),  # 0/0 earns all points
            ({"petitions_satisfied": 0}, (0, 6)),  # of none, or of some
            ({"petitions_satisfied": 3}, (0, 6)),
        ],
    )
    def test_bounds_where_empty_is_full(
        self, counts: dict[str, int], bounds: tuple[float, float]
    ) -> None:
        score = ti.score(counts, missing="allow")["satisfaction.petitions"]

        assert score.status == ti.Status.MISSING
        assert score.bounds == bounds

    @pytest.mark.parametrize(
        ("counts", "bounds"),
        [
            ({"procedures_fully_online": 2, "procedures_in_scope": 4}, (1.25, 2)),
            ({"procedures_fully_online": 0, "procedures_in_scope": 4}, (0, 2)),
            ({"procedures_fully_online": 0}, (0, 2)),
            ({"procedures_in_scope": 0}, (0, 0)),  # 0/0 earns nothing
            ({"procedures_partly_online": 0, "procedures_fully_online": 0}, (0, 0)),
        ],
    )
    def test_bounds_of_a_sum(self, counts: dict[str, int], bounds: tuple[float, float]) -> None:
        assert ti.score(counts, missing="allow")["online_services.provided"].bounds == bounds

    def test_unscored_points_are_out_of_reach(self) -> None:
        transparency = PHU_THO.score()["transparency"]

        assert transparency.unscored_points == 10
        assert (
            ti.score(dict.fromkeys(FULL, 0)).total.unscored_points == 52
        )  # but not 48 that 0/0 earns
        assert transparency.missing_points == 0
        assert transparency.points == 7.96


class TestLevels:
    """ "A rule object can say otherwise": levels to which an indicator does not apply."""

    def test_granted(self) -> None:
        rules = RULES.with_indicator("digitization.certified_copies", levels=[ti.Level.PROVINCE])
        counts = {n: v for n, v in FULL.items() if "communes" not in n}
        score = ti.score(counts, rules=rules, level="commune")["digitization.certified_copies"]

        assert score.status == ti.Status.NOT_APPLICABLE
        assert (score.points, score.max_points) == (2, 2)

    def test_left_out(self) -> None:
        rules = RULES.with_indicator(
            "digitization.certified_copies",
            levels=[ti.Level.PROVINCE],
            when_not_applicable=ti.NotApplicable.EXCLUDED,
        )
        card = ti.score(FULL, rules=rules, level=ti.Level.COMMUNE)

        assert card["digitization.certified_copies"].points is None
        assert card["digitization"].max_points == 20
        assert card.points == card.max_points == 98
        assert card.percent == 100

    def test_the_level_must_be_said(self) -> None:
        rules = RULES.with_indicator("digitization.certified_copies", levels=[ti.Level.PROVINCE])

        (problem,) = refused(FULL, rules=rules)

        assert isinstance(problem, ti.errors.UnknownNameError)
        assert problem.kind == "level"
        assert "these rules differ by level; say which: ministry, province" in str(problem)

    def test_counts_of_what_does_not_apply_are_checked(self) -> None:
        rules = RULES.with_indicator("digitization.certified_copies", levels=[ti.Level.PROVINCE])

        (problem,) = refused({**FULL, "communes": 0}, rules=rules, level="commune")

        assert isinstance(problem, ti.errors.AboveDenominatorError)

    def test_percentages_of_what_does_not_apply_earn_nothing_else(self) -> None:
        rules = RULES.with_indicator("digitization.certified_copies", levels=[ti.Level.PROVINCE])
        counts = {n: v for n, v in FULL.items() if "communes" not in n}
        card = ti.score(counts, {"digitization.certified_copies": 0}, rules=rules, level="commune")

        assert card["digitization.certified_copies"].points == 2


class TestScoreCard:
    def test_groups_and_indicators_stand_in_the_rules_order(self) -> None:
        card = PHU_THO.score()

        assert list(card.groups) == [group.code for group in RULES]
        assert list(card.indicators) == [rule.code for rule in RULES.indicators]
        assert [score.code for score in card["progress"]] == [i.code for i in RULES.groups[1]]

    @pytest.mark.parametrize("mapping", ["counts", "percentages", "groups", "indicators"])
    def test_mappings_are_read_only(self, mapping: str) -> None:
        with pytest.raises(TypeError):
            getattr(PHU_THO.score(), mapping)["x"] = 1

    def test_fields_are_read_only(self) -> None:
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            PHU_THO.score().level = None  # type: ignore[misc]  # that is the point

    def test_reads_as_its_groups(self) -> None:
        card = PHU_THO.score()

        assert [group.code for group in card] == [group.code for group in RULES]
        assert "progress" in card
        assert "progress.on_time" in card
        assert "total" in card
        assert "progres" not in card

    def test_one_total_by_three_ways(self) -> None:
        card = PHU_THO.score()

        assert card["total"].points == card.total.points == card.points == 59.92

    @pytest.mark.parametrize("code", ["progress.on_tme", "", 7, None, ["progress"]])
    def test_unknown_code(self, code: Any) -> None:
        with pytest.raises(KeyError) as caught:
            PHU_THO.score()[code]
        assert isinstance(caught.value, ti.errors.UnknownNameError)
        assert caught.value.kind == "code"
        assert "unknown code" in str(caught.value)

    def test_nearest_code(self) -> None:
        with pytest.raises(
            ti.errors.UnknownNameError, match=r"did you mean 'progress\.on_time'\?"
        ) as caught:
            PHU_THO.score()["progress.on_tme"]
        assert caught.value.nearest == "progress.on_time"

    def test_lost_points_are_exact(self) -> None:
        card = PHU_THO.score()

        assert card["progress.on_time"].lost_points == 4.32  # and not 4.319999999999999
        assert card["transparency.announced_on_time"].lost_points == 6
        assert card["progress.completed"].lost_points == 0
        assert ti.score({}, missing="allow")["progress.on_time"].lost_points is None

    def test_equality_is_of_inputs(self) -> None:
        card = ti.score(FULL)

        assert card == ti.score(dict(reversed(FULL.items())))
        assert hash(card) == hash(ti.score(FULL))
        assert card != ti.score({**FULL, "communes": 2})
        assert card != ti.score(FULL, level="commune")
        assert card != ti.score(FULL, rules=RULES.unrounded)
        assert len({card, ti.score(FULL)}) == 1

    def test_threads_share_rules(self) -> None:
        cards: list[ti.ScoreCard] = []
        threads = [threading.Thread(target=lambda: cards.append(PHU_THO.score())) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert {card.points for card in cards} == {59.92}
        assert len(cards) == 8

    def test_scores_tell_themselves(self) -> None:
        card = ti.score({"dossiers_on_time": 183, "dossiers_handled": 200}, missing="allow")

        assert (
            repr(card["progress.on_time"])
            == "<Score progress.on_time: scored, 18.3 of 20.0 points>"
        )


class TestStored:
    """`to_dict` and `to_json`: "stable keys, documented, round-trips"."""

    def test_keys(self) -> None:
        stored = PHU_THO.score().to_dict()

        assert list(stored) == [
            "rules",
            "rounded",
            "level",
            "status",
            "points",
            "max_points",
            "percent",
            "lost_points",
            "missing_points",
            "unscored_points",
            "complete",
            "bounds",
            "groups",
            "indicators",
            "counts",
            "percentages",
        ]
        assert stored["groups"]["progress"] == {
            "status": "scored",
            "points": 15.68,
            "max_points": 20.0,
            "percent": 78.4,
            "lost_points": 4.32,
            "missing_points": 0.0,
            "unscored_points": 0.0,
            "complete": True,
            "bounds": [15.68, 15.68],
        }
        assert stored["indicators"]["progress.on_time"] == {
            "status": "scored",
            "numerator": 144_625,
            "denominator": 184_513,
            "from_percentage": False,
            "rate": 144_625 / 184_513,
            "percent": 78.38,
            "points": 15.68,
            "max_points": 20.0,
            "lost_points": 4.32,
            "missing_points": 0.0,
            "unscored_points": 0.0,
            "complete": True,
            "bounds": [15.68, 15.68],
        }

    def test_json_is_plain(self) -> None:
        card = ti.examples.SON_DUONG_2024_03.score()
        text = card.to_json(indent=1)

        assert json.loads(text) == card.to_dict()
        assert type(card.to_dict()["level"]) is str
        assert ti.ScoreCard.from_json(text) == card

    def test_unrounded(self) -> None:
        card = ti.score(FULL, rules=RULES.unrounded)

        assert ti.ScoreCard.from_dict(card.to_dict()) == card

    def test_own_rules(self) -> None:
        rules = attrs.evolve(RULES, id="own")
        stored = ti.score(FULL, rules=rules).to_dict()

        assert ti.ScoreCard.from_dict(stored, rules=rules).rules == rules
        with pytest.raises(ti.errors.UnknownNameError):
            ti.ScoreCard.from_dict(stored)

    def test_each_figure_that_differs(self) -> None:
        stored = PHU_THO.score().to_dict()
        stored["groups"]["progress"]["points"] = 20.0

        with pytest.raises(ti.errors.StaleCardError) as caught:
            ti.ScoreCard.from_dict(stored)
        assert caught.value.differences == (("groups.progress.points", 20.0, 15.68),)

    def test_other_figures_than_the_counts_earn(self) -> None:
        stored = {**PHU_THO.score().to_dict(), "points": 99.0, "extra": 1}

        with pytest.raises(
            ti.errors.StaleCardError, match=r"points: stored 99\.0, computed 59\.92"
        ) as caught:
            ti.ScoreCard.from_dict(stored)
        assert caught.value.differences == (("points", 99.0, 59.92), ("extra", 1, None))
        assert caught.value.rules == "qd766-2026"

    def test_rules_that_have_changed(self) -> None:
        stored = PHU_THO.score().to_dict()

        with pytest.raises(ti.errors.StaleCardError, match="does not follow from its counts"):
            ti.ScoreCard.from_dict(
                stored, rules=RULES.with_indicator("satisfaction.dossiers", target=0.8)
            )

    @pytest.mark.parametrize("stored", [{}, {"counts": {}}, None, 7, "card"])
    def test_no_card(self, stored: Any) -> None:
        with pytest.raises(ti.errors.ValueRefusedError, match=r"what ScoreCard\.to_dict\(\) gave"):
            ti.ScoreCard.from_dict(stored)

    @pytest.mark.parametrize("text", ["", "{", "7", "[]"])
    def test_no_json(self, text: str) -> None:
        with pytest.raises(ti.errors.ValueRefusedError):
            ti.ScoreCard.from_json(text)

    def test_no_text(self) -> None:
        with pytest.raises(ti.errors.ValueRefusedError, match="it takes JSON"):
            ti.ScoreCard.from_json(7)  # type: ignore[arg-type]  # that is the point

    def test_a_card_of_an_earlier_version(self) -> None:
        """A key that was added since is no difference."""
        stored = PHU_THO.score().to_dict()
        del stored["missing_points"]

        assert ti.ScoreCard.from_dict(stored) == PHU_THO.score()

    @given(st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=5))
    def test_anything_in_place_of_counts(self, counts: Any) -> None:
        """ "Bad input never yields a number": it is refused by one of the library's own errors."""
        stored = {**PHU_THO.score().to_dict(), "counts": counts}

        with pytest.raises(ti.TthcIndexError):
            ti.ScoreCard.from_dict(stored)
