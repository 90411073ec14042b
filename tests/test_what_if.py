# SPDX-License-Identifier: MIT
"""`what_if()`: the score of changed counts, one card or thousands."""

from __future__ import annotations

import json

from typing import Any

import numpy as np
import pytest

from hypothesis import given, settings
from hypothesis import strategies as st

import tthc_index as ti

from tthc_index import testing
from tthc_index.errors import AboveDenominatorError, Problems, UnknownNameError, ValueRefusedError
from tthc_index.results.what_if import what_if


RULES = ti.ruleset("qd766-2026")
PHU_THO = ti.examples.PHU_THO_2026_08.score()


class TestIsTheScoreOfTheChangedCounts:
    """ "what_if(card, changes) → the new card and the comparison; thousands of them at once"."""

    @given(testing.counts(RULES, missing=True), st.data())
    @settings(max_examples=25)
    def test_one_and_many(self, counts: dict[str, float], data: st.DataObject) -> None:
        counts = {n: v for n, v in counts.items() if RULES.counts[n]} or {"dossiers_on_time": 1}
        card = ti.score(counts, missing="allow")
        fewer = {name: st.integers(-int(value), 0) for name, value in card.counts.items()}
        above = {name for rule in RULES.indicators for name in rule.numerator}
        below = {rule.denominator for rule in RULES.indicators}
        names = sorted(name for name in fewer if name in above and name not in below)
        changes = [{n: data.draw(fewer[n]) for n in names[:k]} for k in (0, 1, len(names))]

        table = what_if(card, changes)
        for row, one in enumerate(changes):
            given = {n: v + one.get(n, 0) for n, v in counts.items()}
            found = what_if(card, one)
            assert found.card == ti.score(given, missing="allow") == table[row]
            assert found.comparison == ti.compare(found.card, card)
            assert found.before is card

    def test_level_rules_and_percentages_stay(self) -> None:
        found = what_if(PHU_THO, {"dossiers_on_time": -144_625})

        assert found.card.level == ti.Level.PROVINCE
        assert found.card.percentages == PHU_THO.percentages
        assert found.card.points == 44.24
        assert what_if(PHU_THO, [{"dossiers_on_time": -144_625}])[0] == found.card

    def test_a_small_percentage_is_no_fraction(self) -> None:
        card = ti.score(
            {"dossiers_on_time": 1, "dossiers_handled": 2},
            {"digitization.reuse": 0.5},
            missing="allow",
            percent_as="percent",
        )

        assert what_if(card, {"dossiers_on_time": 1}).card["digitization.reuse"].points == 0.01
        assert what_if(card, [{"dossiers_on_time": 1}]).points == [20.01]

    def test_whole_numbers_of_numpy(self) -> None:
        assert what_if(PHU_THO, {"dossiers_on_time": np.int64(1)}).changes == {
            "dossiers_on_time": 1
        }


class TestAsText:
    CARD = ti.score({"dossiers_on_time": 1588, "dossiers_handled": 3000}, missing="allow")

    def test_both_languages(self) -> None:
        found = what_if(self.CARD, {"dossiers_on_time": 1200, "dossiers_handled": -12})

        assert found.text().splitlines()[0] == (
            "10.59 → 18.66 points if dossiers_on_time +1,200, dossiers_handled -12"
        )
        assert found.text("vi").splitlines()[0] == (
            "10,59 → 18,66 điểm nếu dossiers_on_time +1.200, dossiers_handled -12"
        )
        assert found.text().splitlines()[2].split() == (
            ["what", "previous", "current", "change", "%", "due", "to"]
        )

    def test_no_change(self) -> None:
        assert what_if(self.CARD, {}).text().splitlines()[0] == "10.59 → 10.59 points if –"

    def test_to_dict(self) -> None:
        stored = json.loads(what_if(self.CARD, {"dossiers_on_time": 2}).to_json())

        assert stored["changes"] == {"dossiers_on_time": 2}
        assert stored["card"]["counts"]["dossiers_on_time"] == 1590
        changes = {row["code"]: row["change"] for row in stored["comparison"]["rows"]}
        assert changes["progress.on_time"] == 0.01


class TestRefused:
    def test_all_problems_at_once(self) -> None:
        with pytest.raises(Problems) as caught:
            what_if(PHU_THO, [{"dossier_on_time": 1}, {"dossiers_on_time": "1"}, {}])  # type: ignore[dict-item]

        assert str(caught.value).splitlines()[1:] == [
            "- unknown count 'dossier_on_time'; did you mean 'dossiers_on_time'?",
            "- changes[1]['dossiers_on_time'] = '1': it takes a whole number, below 0 for fewer",
        ]
        assert isinstance(caught.value.problems[0], UnknownNameError)
        assert caught.value.problems[0].value == 1

    @pytest.mark.parametrize("more", [True, "1", None, np.True_])
    def test_no_whole_number(self, more: Any) -> None:
        with pytest.raises(ValueRefusedError, match=r"changes\['dossiers_on_time'\] = "):
            what_if(PHU_THO, {"dossiers_on_time": more})

    @pytest.mark.parametrize("changes", ["dossiers_on_time", 3, None, {"dossiers_on_time"}])
    def test_no_mapping(self, changes: Any) -> None:
        with pytest.raises(ValueRefusedError, match="a mapping from count name to how many more"):
            what_if(PHU_THO, changes)

    def test_no_mapping_among_many(self) -> None:
        with pytest.raises(ValueRefusedError, match=r"changes\[0\] = 3: "):
            what_if(PHU_THO, [3])  # type: ignore[list-item]  # that is what is refused

    def test_a_count_that_was_not_given(self) -> None:
        with pytest.raises(ValueRefusedError, match="a count that the card was scored from"):
            what_if(PHU_THO, {"communes": 1})

    def test_beyond_the_denominator(self) -> None:
        with pytest.raises(AboveDenominatorError):
            what_if(PHU_THO, {"dossiers_on_time": 39_889})

    def test_below_zero(self) -> None:
        with pytest.raises(ValueRefusedError, match="dossiers_shared = -1 is negative"):
            what_if(PHU_THO, {"dossiers_shared": -1})

    def test_no_card(self) -> None:
        with pytest.raises(ValueRefusedError, match="card = 3: it takes a ScoreCard"):
            what_if(3, {})  # type: ignore[call-overload]  # that is what is refused
