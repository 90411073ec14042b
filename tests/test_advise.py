# SPDX-License-Identifier: MIT
"""`advise()`: an exact optimum, held against every choice of cases."""

from __future__ import annotations

import json

from fractions import Fraction
from typing import Any

import pytest

from hypothesis import given, settings
from hypothesis import strategies as st

import tthc_index as ti

from tests.advice_cases import RULES, Small, check_budget, check_target, every_choice, smalls
from tthc_index import testing
from tthc_index.errors import AboveDenominatorError, Problems, UnknownNameError, ValueRefusedError
from tthc_index.results.actions import default_actions
from tthc_index.results.advice import Step


PHU_THO = ti.examples.PHU_THO_2026_08.score()

#: What no argument takes.
BAD: Any = 1j


class TestNothingIsCheaper:
    """ "an exact optimum in hundredths ... dynamic programming over hundredths, not greedy"."""

    @given(smalls(), st.integers(0, 120))
    @settings(max_examples=100)
    def test_of_all_that_reach_the_target(self, small: Small, hundredths: int) -> None:
        target = round((small.card.points or 0) + hundredths / 100, 2)

        check_target(small, target, every_choice(small))

    @given(smalls(), st.sampled_from((0, 0.5, 1, 1.1, 2, 3, 4, 7, 100)))
    @settings(max_examples=60)
    def test_of_all_within_the_budget(self, small: Small, budget: float) -> None:
        check_budget(small, budget, every_choice(small))

    @given(testing.cases(testing.rulesets()), st.integers(0, 50))
    @settings(max_examples=15)
    def test_under_any_rules_the_steps_lead_to_the_card(
        self, case: testing.Case, budget: int
    ) -> None:
        card = case.score()
        if card.rules.rounding is None or card.rules.rounding.decimals > 2:
            return
        try:
            found = ti.advise(card, budget=budget)
        except ValueRefusedError:  # more ways than can be tried
            return
        assert found.cost <= budget
        changed = {name: n + found.changes.get(name, 0) for name, n in card.counts.items()}
        assert found.card == ti.score(changed, rules=card.rules, level=card.level)
        assert (found.card.total.units or 0) >= (card.total.units or 0)


class TestDefaultActions:
    """ "the default actions know them": what a case of an indicator raises."""

    def test_one_for_each_indicator(self) -> None:
        actions = {action.key: action.counts for action in default_actions(RULES)}

        assert len(actions) == 21
        assert actions["dossiers_on_time"] == ("dossiers_on_time", "dossiers_satisfied")
        assert actions["procedures_fully_online"] == ("procedures_fully_online",)
        assert sum(len(counts) for counts in actions.values()) == 22

    def test_a_dossier_on_time_is_one_more_satisfied(self) -> None:
        counts = {"dossiers_on_time": 80, "dossiers_handled": 100}
        counts |= {"dossiers_satisfied": 78, "dossiers_assessed": 100}
        found = ti.advise(ti.score(counts, missing="allow"), budget=5)

        assert found.changes == {"dossiers_on_time": 5, "dossiers_satisfied": 5}
        (step,) = found
        # 0.2 points of progress and 6/90 of satisfaction each: 5.20 and 5.53.
        assert step == Step(
            ("dossiers_on_time", "dossiers_satisfied"),
            ti.Label("hồ sơ xử lý trước hạn, đúng hạn", "dossiers handled before or on time"),
            5,
            5,
            1.33,
            2,
        )

    def test_no_more_satisfied_by_themselves_than_are_on_time(self) -> None:
        counts = {"dossiers_on_time": 80, "dossiers_handled": 100}
        counts |= {"dossiers_satisfied": 78, "dossiers_assessed": 100}
        card = ti.score(counts, missing="allow")
        found = ti.advise(card, budget=50, limits={"dossiers_on_time": 0})

        assert found.changes == {"dossiers_satisfied": 2}
        alone = {name: n for name, n in counts.items() if name != "dossiers_on_time"}
        assert ti.advise(ti.score(alone, missing="allow"), budget=50).changes == {
            "dossiers_satisfied": 12
        }

    def test_more_satisfied_than_on_time_stay_as_they_are(self) -> None:
        counts = {"dossiers_on_time": 70, "dossiers_handled": 100}
        counts |= {"dossiers_satisfied": 78, "dossiers_assessed": 100}
        card = ti.score(counts, missing="allow")

        assert ti.advise(card, budget=50, limits={"dossiers_on_time": 0}).changes == {}

    def test_synced_dossiers_multiply(self) -> None:
        counts = {"dossiers_synced": 90, "dossiers_to_sync": 100}
        counts |= {"dossiers_submitted_online": 40, "dossiers_received": 100}
        found = ti.advise(ti.score(counts, missing="allow"), target=10.68)

        # 5.40 and 4.32 at first. One more synced brings 0.06 and 0.048, one more online 0.108: nine of
        # either bring 0.972, and some of both more, since the one multiplies the other.
        assert found.cost == 9
        assert found.card.points == 10.72

    def test_a_factor_known_by_its_percentage(self) -> None:
        counts = {"dossiers_submitted_online": 40, "dossiers_received": 100}
        card = ti.score(counts, {"transparency.synced": 90}, missing="allow")
        found = ti.advise(card, target=10)

        assert (found.card.points, found.changes) == (10.04, {"dossiers_submitted_online": 3})

    def test_a_share_known_by_its_percentage_and_its_factor_by_counts(self) -> None:
        counts = {"dossiers_synced": 90, "dossiers_to_sync": 100}
        card = ti.score(counts, {"online_services.submitted": 40}, missing="allow")
        found = ti.advise(card, target=10.5)

        assert (found.card.points, found.changes) == (10.58, {"dossiers_synced": 8})

    @pytest.mark.parametrize("synced", [0, 10])
    def test_a_factor_of_nothing(self, synced: int) -> None:
        counts = {"dossiers_synced": 0, "dossiers_to_sync": synced}
        counts |= {"dossiers_submitted_online": 40, "dossiers_received": 100}
        found = ti.advise(ti.score(counts, missing="allow"), budget=10)

        # 0/0 multiplies by 1, and can't be raised; 0 of 10 makes nothing of any dossier online.
        assert found.changes == (
            {"dossiers_synced": 10} if synced else {"dossiers_submitted_online": 10}
        )

    def test_what_is_missing_or_empty_is_left_alone(self) -> None:
        counts = {"dossiers_on_time": 0, "dossiers_handled": 0, "dossiers_satisfied": 3}
        found = ti.advise(ti.score(counts, missing="allow"), budget=10)

        assert (found.steps, found.card.points) == ((), 0)


class TestOwnActions:
    CARD = ti.score(
        {
            "dossiers_submitted_online": 10,
            "dossiers_received": 100,
            "dossiers_synced": 100,
            "dossiers_to_sync": 100,
            "dossiers_with_eresult": 97,
            "dossiers_requiring_result": 100,
        },
        missing="allow",
    )

    def test_several_counts(self) -> None:
        action = ti.Action(
            ["dossiers_submitted_online", "dossiers_with_eresult"],
            ti.Label("hồ sơ trực tuyến có kết quả", "dossiers online with a result"),
        )
        found = ti.advise(self.CARD, budget=5, actions=[action])

        # The three without a result count twice; then all have one.
        assert found.changes == {"dossiers_submitted_online": 5, "dossiers_with_eresult": 3}
        assert [step.text() for step in found] == [
            "dossiers online with a result: 5 more, +0.78 points"
        ]

    def test_costs(self) -> None:
        costs: dict[str, Any] = {
            "dossiers_submitted_online": 5,
            "dossiers_with_eresult": Fraction(1, 3),
        }
        found = ti.advise(self.CARD, budget=11.0, costs=costs)

        assert found.changes == {"dossiers_submitted_online": 2, "dossiers_with_eresult": 3}
        assert (found.cost, [step.cost for step in found]) == (11, [10, 1])

    def test_free_cases(self) -> None:
        found = ti.advise(self.CARD, budget=0, costs={"dossiers_with_eresult": 0})

        assert (found.cost, found.changes) == (0, {"dossiers_with_eresult": 3})

    def test_a_free_action_is_taken_to_its_limit(self) -> None:
        action = ti.Action(["dossiers_submitted_online", "dossiers_with_eresult"])
        counts = {"dossiers_synced": 1, "dossiers_to_sync": 1}
        counts |= {"dossiers_submitted_online": 1, "dossiers_received": 2}
        counts |= {"dossiers_with_eresult": 796, "dossiers_requiring_result": 799}
        card = ti.score(counts, missing="allow")
        costs = {"dossiers_submitted_online": 0}
        found = ti.advise(card, target=17.99, costs=costs, actions=[action])

        assert (found.cost, [step.cases for step in found]) == (1, [1, 1])

    def test_limits(self) -> None:
        found = ti.advise(self.CARD, target=100, limits={"dossiers_submitted_online": 7})

        assert not found.reached
        assert found.changes == {"dossiers_submitted_online": 7, "dossiers_with_eresult": 3}

    def test_another_count_of_a_sum(self) -> None:
        counts = {"procedures_partly_online": 1, "procedures_fully_online": 2}
        card = ti.score({**counts, "procedures_in_scope": 10}, missing="allow")

        assert ti.advise(card, budget=1).changes == {"procedures_fully_online": 1}
        partly = ti.Action("procedures_partly_online")
        assert ti.advise(card, budget=1, actions=[partly]).changes == {
            "procedures_partly_online": 1
        }

    def test_more_ways_than_can_be_tried(self) -> None:
        counts = {"dossiers_synced": 0, "dossiers_to_sync": 200_000}
        counts |= {"dossiers_submitted_online": 1, "dossiers_received": 100}
        card = ti.score(counts, missing="allow")
        with pytest.raises(ValueRefusedError) as caught:
            ti.advise(card, target=10)

        assert str(caught.value) == (
            "limits = {'dossiers_synced': 200000}: it takes fewer cases: "
            "of dossiers_synced at most 100,000 combinations are tried"
        )
        assert ti.advise(card, target=10, limits={"dossiers_synced": 99}).cost == 182
        # Within a budget no more are tried than it pays for.
        assert ti.advise(card, budget=200).changes == {"dossiers_synced": 167}

    def test_what_multiplies_by_itself(self) -> None:
        """All that it multiplies is closed: by a limit, or since nothing is missing."""
        counts = {"dossiers_synced": 2999, "dossiers_to_sync": 3000}
        counts |= {"dossiers_submitted_online": 0, "dossiers_received": 1}
        card = ti.score(counts, missing="allow")

        assert ti.advise(card, target=9, limits={"dossiers_submitted_online": 0}).steps == ()

    def test_costs_of_too_many_digits(self) -> None:
        with pytest.raises(ValueRefusedError, match="costs of fewer digits"):
            ti.advise(self.CARD, budget=1, costs={"dossiers_with_eresult": 1e-17})
        counts = {"dossiers_with_eresult": 0, "dossiers_requiring_result": 2**10}
        costs = {"dossiers_with_eresult": 2**50 - 1}
        assert ti.advise(ti.score(counts, missing="allow"), budget=1, costs=costs).cost == 0
        card = ti.score(counts, missing="allow")
        with pytest.raises(ValueRefusedError, match="costs of fewer digits"):
            ti.advise(card, budget=1, costs={"dossiers_with_eresult": 2**50})


class TestAsText:
    def test_reached(self) -> None:
        found = ti.advise(PHU_THO, target=63)

        assert found.text() == (
            "59.92 → 63.00 points, 127 cases, at a cost of 127\n\n"
            "what                                       cases  cost  points gained\n"
            "petitions handled on time                     65    65          +1.58\n"
            "petitions answered to satisfaction            60    60          +1.46\n"
            "procedures published with all their parts      2     2          +0.04"
        )
        assert found.text("vi").splitlines()[0] == "59,92 → 63,00 điểm, 127 trường hợp, chi phí 127"
        assert found.steps[0].text("vi") == "65 phản ánh, kiến nghị xử lý đúng hạn nữa: +1,58 điểm"

    def test_not_reachable(self) -> None:
        found = ti.advise(PHU_THO, target=95.005)

        assert (found.reached, found.card.points, found.target) == (False, 90.0, 95.005)
        assert found.text().splitlines()[0] == "95.005 points are not reachable, at most 90.00"
        assert found.text("vi").splitlines()[0] == "không đạt được 95,005 điểm, nhiều nhất 90,00"

    def test_nothing_to_do(self) -> None:
        for found in (ti.advise(PHU_THO, target=59.92), ti.advise(PHU_THO, budget=0)):
            assert (found.card, found.steps, found.cost, found.reached) == (PHU_THO, (), 0, True)
            assert found.text() == "59.92 points: nothing to do"

    def test_a_target_between_hundredths_is_passed(self) -> None:
        assert ti.advise(self.CARD, target=16.2).card.points == 16.2
        assert ti.advise(self.CARD, target=16.2001).card.points == 16.4

    CARD = ti.score({"dossiers_on_time": 80, "dossiers_handled": 100}, missing="allow")

    def test_counts_are_missing(self) -> None:
        assert ti.advise(self.CARD, target=16.2).text().splitlines()[:2] == [
            "16.00 → 16.20 points, 1 cases, at a cost of 1",
            "counts are missing: only points that are known are counted",
        ]

    def test_to_dict(self) -> None:
        stored = json.loads(ti.advise(PHU_THO, target=63).to_json())

        assert [stored[key] for key in ("target", "budget", "reached", "cost", "cases")] == (
            [63, None, True, 127, 127]
        )
        assert (stored["previous"], stored["points"]) == (59.92, 63)
        assert stored["changes"]["petitions_on_time"] == 65
        assert stored["steps"][0]["case"]["en"] == "petitions handled on time"
        assert stored["card"]["points"] == 63


class TestManyUnits:
    TABLE = ti.score_many(
        {
            "unit": ["Sở Y tế", "Sở Tài chính", "Xã Hòa", "Xã Hòa"],
            "dossiers_on_time": [80, 90, 10, 1],
            "dossiers_handled": [100, 100, 5, 10],
        },
        missing="allow",
        invalid="flag",
    )

    def test_each_is_that_of_its_card(self) -> None:
        found = ti.advise(self.TABLE, target=17)

        assert len(found) == 4
        for row in (0, 1, 3):
            advice = found.rows[row]
            assert advice is not None
            assert advice.card == ti.advise(self.TABLE[row], target=17).card
        assert [*found][2] is None
        assert found["Sở Y tế"].changes == {"dossiers_on_time": 5}

    def test_as_text(self) -> None:
        found = ti.advise(self.TABLE, target=17, limits={"dossiers_on_time": 5})

        assert found.text().splitlines() == [
            "4 units: 2 reach it",
            "",
            "unit          points  reached  cases  cost  note",
            "Sở Y tế        16.00    17.00      5     5",
            "Sở Tài chính   18.00    18.00      0     0",
            "Xã Hòa             –        –      –     –  progress.on_time: dossiers_on_time = 10 is above dossiers_handled = 5",
            "Xã Hòa          2.00    12.00      5     5  17 is not reachable",
        ]
        assert found.text("vi").splitlines()[0] == "4 đơn vị: 2 đạt được"

    def test_to_dict(self) -> None:
        stored = ti.advise(self.TABLE, target=17).to_dict()["rows"]

        assert stored[0] == {
            "unit": "Sở Y tế",
            "previous": 16.0,
            "points": 17.0,
            "cost": 5,
            "cases": 5,
            "reached": True,
            "changes": {"dossiers_on_time": 5},
        }
        assert stored[2]["refused"].startswith("progress.on_time: dossiers_on_time = 10")

    def test_by_row(self) -> None:
        table = ti.score_many({"dossiers_on_time": [1], "dossiers_handled": [2]}, missing="allow")

        assert ti.advise(table, budget=1)[0].card.points == 20

    def test_units_that_are_not_there(self) -> None:
        found = ti.advise(self.TABLE, target=17)
        with pytest.raises(UnknownNameError, match="did you mean 'Sở Y tế'"):
            found["Sở y te"]
        with pytest.raises(ValueRefusedError, match="2 have this one"):
            found["Xã Hòa"]
        one = ti.advise(self.TABLE[2:3], target=17)
        with pytest.raises(AboveDenominatorError):
            one["Xã Hòa"]


class TestRefused:
    def test_all_problems_at_once(self) -> None:
        with pytest.raises(Problems) as caught:
            ti.advise(
                PHU_THO,
                target=-1,
                budget=BAD,
                costs={"dossiers_paid": 1, "dossiers_paid_online": -1},
                limits={"dossiers_on_time": 0.5},
                actions=[ti.Action("dossiers_handled"), ti.Action("dossiers_late")],
            )

        where = "the numerator of a scored indicator, and in no denominator"
        assert str(caught.value).splitlines()[1:] == [
            "- target = -1: it takes a number, if budget is None; else None",
            f"- actions = 'dossiers_handled': it takes counts in {where}",
            "- unknown count 'dossiers_late'; did you mean 'dossiers_shared'?",
            "- unknown count 'dossiers_paid'; did you mean 'dossiers_paid_online'?",
            "- costs['dossiers_paid_online'] = -1: it takes a number, 0 or more",
            "- limits['dossiers_on_time'] = 0.5: it takes a whole number, 0 or more",
            "- target = -1: it takes a number, 0 or more",
            "- budget = 1j: it takes a number, 0 or more",
        ]

    def test_neither_target_nor_budget(self) -> None:
        with pytest.raises(ValueRefusedError, match="target = None: it takes a number"):
            ti.advise(PHU_THO)

    @pytest.mark.parametrize("card", [None, PHU_THO.rules, {"a": PHU_THO}])
    def test_no_card(self, card: Any) -> None:
        with pytest.raises(ValueRefusedError, match="a ScoreCard or ScoreTable"):
            ti.advise(card, target=1)

    def test_unrounded(self) -> None:
        with pytest.raises(ValueRefusedError, match="of at most 4 decimals"):
            ti.advise(ti.score({}, rules=RULES.unrounded, missing="allow"), target=1)

    @pytest.mark.parametrize("given", [3, "dossiers_on_time", [1]])
    def test_no_mapping(self, given: Any) -> None:
        with pytest.raises(ValueRefusedError, match="a mapping from an action's first count"):
            ti.advise(PHU_THO, target=1, costs=given)
        with pytest.raises(ValueRefusedError, match="a mapping from an action's first count"):
            ti.advise(PHU_THO, target=1, limits=given)

    @pytest.mark.parametrize("action", [None, "x", ti.Action([]), ti.Action(BAD), ti.Action([BAD])])
    def test_no_action(self, action: Any) -> None:
        with pytest.raises(ValueRefusedError, match="an Action of at least one count"):
            ti.advise(PHU_THO, target=1, actions=action)
        with pytest.raises(ValueRefusedError, match="an Action of at least one count"):
            ti.advise(PHU_THO, target=1, actions=[action])

    def test_actions_that_stand_in_each_others_way(self) -> None:
        twice = [ti.Action("dossiers_shared"), ti.Action(["dossiers_shared", "dossiers_digitized"])]
        with pytest.raises(ValueRefusedError, match="each first count once"):
            ti.advise(PHU_THO, target=1, actions=twice)
        both = [ti.Action(["procedures_partly_online", "procedures_fully_online"])]
        with pytest.raises(ValueRefusedError, match="one count of each numerator"):
            ti.advise(PHU_THO, target=1, actions=both)
