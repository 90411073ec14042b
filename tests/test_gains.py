# SPDX-License-Identifier: MIT
"""`gains()`: what one more case earns, held against the score of so many more."""

from __future__ import annotations

import json

from typing import Any

import attrs
import pytest

from hypothesis import given, settings
from hypothesis import strategies as st

import tthc_index as ti

from tthc_index import testing
from tthc_index.errors import UnknownNameError, ValueRefusedError
from tthc_index.results.cases import case_of, raised
from tthc_index.results.gains import Ahead, Gain, gains


RULES = ti.ruleset("qd766-2026")
PHU_THO = ti.examples.PHU_THO_2026_08.score()


def units(card: ti.ScoreCard) -> int:
    return round((card.points or 0) * 100)


def with_more(card: ti.ScoreCard, code: str, cases: int) -> ti.ScoreCard:
    """The card of so many more cases of an indicator, scored anew."""
    name = raised(card.rules[code])
    counts = {**card.counts, name: card.counts[name] + cases}
    return ti.score(counts, card.percentages, rules=card.rules, level=card.level, missing="allow")


def allows(card: ti.ScoreCard, code: str, cases: int) -> bool:
    """Whether so many more are no more than the denominator, of whatever shares the count."""
    try:
        with_more(card, code, cases)
    except ti.TthcIndexError:
        return False
    return True


def check(card: ti.ScoreCard, gain: Gain) -> None:
    for ahead, wanted in ((gain.next, 1), (gain.point, 100), (gain.rest, None)):
        if ahead is not None and allows(card, gain.code, ahead.cases):
            reached = units(with_more(card, gain.code, ahead.cases)) - units(card)
            less = units(with_more(card, gain.code, ahead.cases - 1)) - units(card)
            assert ahead.points == reached / 100
            assert less < (wanted or reached) <= reached


class TestCases:
    """ "per indicator, what the next hundredth, the next point and the rest cost in cases"."""

    @given(testing.counts(RULES, missing=True))
    @settings(max_examples=30)
    def test_as_many_as_score_needs_and_no_fewer(self, counts: dict[str, float]) -> None:
        card = ti.score(counts, missing="allow")
        for gain in gains(card):
            check(card, gain)

    @given(testing.cases(testing.rulesets()))
    @settings(max_examples=30)
    def test_under_any_rules(self, case: testing.Case) -> None:
        card = case.score()
        if card.rules.rounding is None or card.rules.rounding.decimals > 4:
            with pytest.raises(ValueRefusedError):
                gains(card)
        elif card.rules.rounding.decimals == 2:
            for gain in gains(card):
                check(card, gain)

    @given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
    @settings(max_examples=50)
    def test_nothing_is_left_behind_the_rest(self, n: int, d: int, s: int, t: int) -> None:
        counts = {"dossiers_submitted_online": min(n, d), "dossiers_received": d}
        counts |= {"dossiers_synced": min(s, t), "dossiers_to_sync": t}
        card = ti.score(counts, missing="allow")
        for gain in gains(card):
            if gain.rest:
                left = gains(with_more(card, gain.code, gain.rest.cases))[gain.code]
                assert left.rest is None

    def test_what_multiplies_brings_what_it_multiplies(self) -> None:
        counts = {"dossiers_synced": 5, "dossiers_to_sync": 10}
        counts |= {"dossiers_submitted_online": 3, "dossiers_received": 10}
        found = gains(ti.score(counts, missing="allow"))

        # 6 points of its own in place of 3, and 3.6 in place of 1.8.
        assert found["transparency.synced"].rest == Ahead(5, 4.8)
        assert found["transparency.synced"].lost_points == 3
        # 5.0 of 6 points, while one half is synced: 30% of 50% is 3.6, 50% is 6.
        assert found["online_services.submitted"].rest == Ahead(7, 4.2)
        assert found.points == 7.2

    def test_percentages_that_are_rounded_first(self) -> None:
        counts = {"dossiers_paid_online": 1437, "dossiers_with_fees": 1541}
        paid = gains(ti.score(counts, missing="allow"))["online_payment.paid"]

        assert (paid.points, paid.next, paid.point) == (5.59, Ahead(1, 0.01), None)
        assert paid.rest == Ahead(104 - 1, 0.41)
        assert paid.points_per_case == 0.41 / 103


class TestNothingToDo:
    def test_out_of_reach(self) -> None:
        gain = gains(PHU_THO)["transparency.announced_on_time"]

        assert gain.out_of_reach
        assert (gain.lost_points, gain.rest, gain.points_per_case) == (6, None, None)
        assert gain.text() == "out of reach (0/0): Procedures announced on time, 6.00 points"
        assert gain.text("vi") == "ngoài tầm (0/0): TTHC công bố đúng hạn, 6,00 điểm"

    def test_zero_of_zero_that_is_full(self) -> None:
        counts = {"petitions_on_time": 0, "petitions_handled": 0}
        gain = gains(ti.score(counts, missing="allow"))["satisfaction.petitions_on_time"]

        assert (gain.out_of_reach, gain.rest) == (False, None)
        assert gain.text() == "all points are earned"

    def test_missing(self) -> None:
        gain = gains(ti.score({}, missing="allow"))["progress.on_time"]

        assert (gain.lost_points, gain.out_of_reach, gain.next) == (None, False, None)
        assert gain.text("vi") == "chưa có số liệu: Hồ sơ xử lý trước hạn, đúng hạn"

    def test_a_percentage_has_no_cases(self) -> None:
        card = ti.score({}, {"progress.on_time": 94.44}, missing="allow")
        gain = gains(card)["progress.on_time"]

        assert (gain.lost_points, gain.rest) == (1.11, None)
        assert gain.text() == "known by percentage alone: Dossiers handled on time"
        assert gain.text("vi").startswith("chỉ biết tỷ lệ")

    def test_above_the_target_all_is_earned(self) -> None:
        counts = {"dossiers_satisfied": 95, "dossiers_assessed": 100}
        gain = gains(ti.score(counts, missing="allow"))["satisfaction.dossiers"]

        assert (gain.lost_points, gain.rest, gain.text()) == (0, None, "all points are earned")


class TestAsText:
    def test_in_a_line(self) -> None:
        gain = gains(PHU_THO)["satisfaction.petitions"]

        assert gain.text() == "petitions answered to satisfaction: 110 more, +2.67 points"
        assert gain.text("vi") == "110 phản ánh, kiến nghị được đánh giá hài lòng nữa: +2,67 điểm"

    def test_the_most_points_first(self) -> None:
        rests = [gain.rest.points for gain in gains(PHU_THO) if gain.rest]

        assert rests == sorted(rests, reverse=True)
        assert [gain.code for gain in gains(PHU_THO)][-1] == "digitization.certified_copies"

    def test_english(self) -> None:
        lines = gains(PHU_THO).text().splitlines()

        assert lines[0] == "30.08 points to gain, with the denominators as they are"
        assert " ".join(lines[2].split()) == (
            "what points to gain cases points per case cases for 0.01 cases for 1"
        )
        assert " ".join(lines[3].split()) == "progress.on_time 15.68 4.32 39,842 0.00011 80 9,213"
        assert lines[-1] == (
            "out of reach (0/0): Procedures updated and published on time, 4.00 points"
        )

    def test_vietnamese(self) -> None:
        lines = gains(PHU_THO).text("vi").splitlines()

        assert lines[0] == "có thể thêm 30,08 điểm, khi mẫu số không đổi"
        assert lines[2].endswith("điểm mỗi trường hợp  để thêm 0,01  để thêm 1")

    def test_reasons_in_a_line_each(self) -> None:
        counts = {"dossiers_on_time": 1, "dossiers_handled": 2}
        shares = {"transparency.synced": 50, "transparency.complete": 50}
        lines = gains(ti.score(counts, shares, missing="allow")).text().splitlines()

        assert lines[-2] == (
            "known by percentage alone: Dossiers synced to the national portal; "
            "Procedures published with all their parts"
        )
        assert lines[-1].startswith("counts are missing: Procedures announced on time; ")

    def test_to_dict(self) -> None:
        stored = json.loads(gains(PHU_THO).to_json())

        assert stored["points"] == 30.08
        assert stored["rows"][0]["rest"] == {"cases": 39842, "points": 4.32}
        assert stored["rows"][0]["case"]["en"] == "dossiers handled before or on time"

    def test_notebook(self) -> None:
        assert "progress.on_time" in gains(PHU_THO)._repr_html_()

    def test_a_formula_without_a_stroke_is_told_by_its_name(self) -> None:
        rule = attrs.evolve(
            RULES["progress.on_time"], formula=ti.Label("đúng hạn", "on time / all")
        )

        assert case_of(rule) == rule.name


class TestRefused:
    @pytest.mark.parametrize("card", [None, {}, "card"])
    def test_no_card(self, card: Any) -> None:
        with pytest.raises(ValueRefusedError, match="a ScoreCard whose points are rounded"):
            gains(card)

    def test_unrounded(self) -> None:
        with pytest.raises(ValueRefusedError):
            gains(ti.score(PHU_THO.counts, PHU_THO.percentages, rules=RULES.unrounded))

    def test_unknown_code(self) -> None:
        with pytest.raises(UnknownNameError, match=r"did you mean 'progress\.on_time'"):
            gains(PHU_THO)["progres.on_time"]


class TestPicture:
    def test_bars(self) -> None:
        ax = ti.plot.gains(PHU_THO, lang="en")
        bars: dict[Any, Any] = {patch.get_gid(): patch for patch in ax.patches}

        assert bars["gain:progress.on_time:0"].get_x() == 15.68
        assert bars["gain:progress.on_time:0"].get_width() == 4.32
        assert bars["unscored:transparency.announced_on_time:15"].get_width() == 6
        said = [text.get_text() for text in ax.texts]
        assert said[0] == "39,842 cases: +4.32"
        assert said[15] == "0.00"

    def test_of_gains(self) -> None:
        assert ti.plot.gains(gains(PHU_THO)).get_title(loc="left") == "Có thể thêm 30,08 điểm"
