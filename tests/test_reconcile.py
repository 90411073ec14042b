# SPDX-License-Identifier: MIT
"""`reconcile()`: published points against computed ones, verdict by verdict and reason by reason."""

from __future__ import annotations

import csv
import json
import pickle

from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Any, ClassVar

import attrs
import numpy as np
import pandas as pd
import polars as pl
import pytest

from hypothesis import assume, given, settings
from hypothesis import strategies as st

import tthc_index as ti

from tthc_index import testing
from tthc_index.results.many import TableReconciliation
from tthc_index.results.reconcile import reconcile
from tthc_index.results.reconciliation import Reconciliation, Row, codes
from tthc_index.results.verdict import Verdict
from tthc_index.text.numbers import as_written, half_up


RULES = ti.ruleset("qd766-2026")
PHU_THO = ti.examples.PHU_THO_2026_08
SON_DUONG = ti.examples.SON_DUONG_2024_03
FIGURES = Path(__file__).parent / "figures"

BEFORE = RULES.before.en if RULES.before else ""

EQUAL, AFTER_ROUNDING = Verdict.EQUAL, Verdict.EQUAL_AFTER_ROUNDING
FITS = {EQUAL, AFTER_ROUNDING}
OPEN = {*FITS, Verdict.WITHIN_BOUNDS, Verdict.NOT_COMPUTABLE}


def printed(points: float | None, decimals: int) -> float | None:
    if points is None:
        return None
    return float(half_up(as_written(points), decimals))


def publish(card: ti.ScoreCard, decimals: int) -> ti.Published:
    """What somebody would publish of a card."""
    scored = [code for code in codes(card.rules)[:-1] if code not in monitored(card.rules)]
    points = {code: printed(card[code].points, decimals) for code in scored}
    return ti.Published(points=points, total=printed(card.points, decimals), decimals=decimals)


def monitored(rules: ti.RuleSet) -> set[str]:
    return {rule.code for rule in rules.indicators if rule.monitored}


def why(row: Row) -> str | None:
    return None if row.reason is None else row.reason.en


def verdicts(result: Reconciliation) -> dict[str, Verdict]:
    return {row.code: row.verdict for row in result if row.what == "points"}


def on_time(n: int, d: int, points: float | None, **more: Any) -> Any:
    """The row of one indicator."""
    card = ti.score({"dossiers_on_time": n, "dossiers_handled": d}, missing="allow")
    published = ti.Published(points={"progress.on_time": points}, **more)
    return reconcile(card, published)["progress.on_time"]


CASES = testing.cases(testing.rulesets() | st.just(RULES)).filter(lambda case: case.rules.scored)


class TestOwnPoints:
    """What was computed and then published is equal, or equal after rounding."""

    @settings(max_examples=20)
    @given(CASES, st.integers(0, 3))
    def test_equal_or_rounded(self, case: testing.Case, decimals: int) -> None:
        card = case.score()
        published = publish(card, decimals)
        for row in reconcile(card, published):
            if row.code in published.points or row.published is not None:
                exact = row.computed == row.published
                assert row.verdict in ({EQUAL} if exact else FITS), row
                assert row.reason is None or not exact or "finer sum" in row.reason.en

    @settings(max_examples=15)
    @given(CASES)
    def test_equal_without_reasons_at_their_own_decimals(self, case: testing.Case) -> None:
        if case.rules.rounding:
            card = case.score()
            result = reconcile(card, publish(card, case.rules.rounding.decimals))

            assert {row.verdict for row in result if row.code != "total"} == {EQUAL}
            assert {row.reason for row in result} == {None}
            assert {row.difference for row in result} <= {0, None}

    @settings(max_examples=15)
    @given(CASES, st.data())
    def test_a_unit_more_or_less_differs(self, case: testing.Case, data: st.DataObject) -> None:
        card = case.score()
        published = publish(card, 2)
        known = [code for code, points in published.points.items() if points is not None]
        assume(known)
        code = data.draw(st.sampled_from(known))
        points = published.points[code] or 0
        other = data.draw(st.sampled_from([points + 0.01, points - 0.01, points + 7]))
        if other >= 0:
            changed = {**published.points, code: round(other, 2)}
            row = reconcile(card, attrs.evolve(published, points=changed))[code]

            assert row.verdict == Verdict.DIFFERS
            assert row.difference == pytest.approx(round(other, 2) - (card[code].points or 0))


class TestBounds:
    """ "Within the bounds that the missing counts leave, a verdict of its own"."""

    @settings(max_examples=20)
    @given(CASES, st.data(), st.integers(0, 3))
    def test_every_completion_is_within(
        self, case: testing.Case, data: st.DataObject, decimals: int
    ) -> None:
        published = publish(case.score(), decimals)
        kept = data.draw(st.sets(st.sampled_from(sorted(case.counts))))
        counts = {name: count for name, count in case.counts.items() if name in kept}
        card = case.score(counts=counts, missing="allow")
        for code, verdict in verdicts(reconcile(card, published)).items():
            if code in published.points or published[code] is not None:
                assert verdict in OPEN

    @settings(max_examples=15)
    @given(CASES)
    def test_nothing_known_is_not_computable(self, case: testing.Case) -> None:
        """ "`not computable`, never 0"."""
        card = case.score(counts={}, missing="allow")
        for row in reconcile(card, publish(case.score(), 2)):
            if row.computed is None and card[row.code].max_points and row.published is not None:
                assert (row.verdict, row.difference) == (Verdict.NOT_COMPUTABLE, None)

    @pytest.mark.parametrize(
        ("counts", "points", "verdict"),
        [
            # The denominator alone: 0 to 20. Below 20 of 40: 10 to 20.
            ({}, 20.0, Verdict.NOT_COMPUTABLE),
            ({}, 20.1, Verdict.DIFFERS),
            ({"dossiers_handled": 40}, 0, Verdict.NOT_COMPUTABLE),
            ({"dossiers_on_time": 10}, 0, Verdict.NOT_COMPUTABLE),
            # 0/0 earns 0 points, whatever the numerator.
            ({"dossiers_handled": 0}, 0, Verdict.WITHIN_BOUNDS),
            ({"dossiers_handled": 0}, 0.1, Verdict.DIFFERS),
        ],
    )
    def test_one_indicator(self, counts: dict[str, int], points: float, verdict: Verdict) -> None:
        published = ti.Published(points={"progress.on_time": points, "progress": points})
        result = reconcile(ti.score(counts, missing="allow"), published)

        assert result["progress.on_time"].verdict == result["progress"].verdict == verdict
        assert result["progress"].difference is None

    @pytest.mark.parametrize(
        ("points", "verdict"),
        [
            (6.3, Verdict.DIFFERS),
            (6.4, Verdict.WITHIN_BOUNDS),
            (10.4, Verdict.WITHIN_BOUNDS),
            (10.5, Verdict.DIFFERS),
        ],
    )
    def test_both_ends(self, points: float, verdict: Verdict) -> None:
        published = ti.Published(points={"online_services": points}, decimals=1)

        assert reconcile(SON_DUONG.score(), published)["online_services"].verdict == verdict

    def test_ends_are_rounded_as_the_points_are_printed(self) -> None:
        """4.5 and up is printed as 5, and so the least that is possible is 5."""
        card = ti.score({"petitions_satisfied": 3, "petitions_answered": 4}, missing="allow")
        published = [ti.Published(points={"satisfaction": n}, decimals=0) for n in (4, 5, 17)]

        assert [reconcile(card, one)["satisfaction"].verdict for one in published] == [
            Verdict.DIFFERS,
            Verdict.WITHIN_BOUNDS,
            Verdict.WITHIN_BOUNDS,
        ]


class TestNull:
    """Null is no number: 0/0 without points is published as null, and equal only to that."""

    CARD = PHU_THO.score()

    @pytest.mark.parametrize(
        ("points", "verdict", "reason"),
        [
            ({"transparency.published_on_time": None}, EQUAL, None),
            ({}, Verdict.NOT_PUBLISHED, None),
            ({"transparency.published_on_time": 0}, Verdict.DIFFERS, "0/0 gets no points by the"),
            ({"transparency.published_on_time": 4}, Verdict.DIFFERS, None),
        ],
    )
    def test_unscored(self, points: Any, verdict: Verdict, reason: str | None) -> None:
        row = reconcile(self.CARD, ti.Published(points=points))["transparency.published_on_time"]

        assert (row.verdict, row.difference) == (verdict, None)
        assert (reason or "") in str(why(row))

    def test_published_without_points(self) -> None:
        row = on_time(1, 2, None)

        assert (row.verdict, why(row)) == (Verdict.DIFFERS, "published without points")

    def test_null_of_what_is_not_known(self) -> None:
        published = ti.Published(points={"progress.on_time": None, "progress": None})
        result = reconcile(ti.score({}, missing="allow"), published)

        assert result["progress"].verdict == Verdict.NOT_COMPUTABLE
        assert result["progress.on_time"].verdict == Verdict.NOT_COMPUTABLE

    def test_a_group_without_points(self) -> None:
        """All of its indicators are 0/0: published as null or as 0, both say so."""
        names = [name for rule in RULES["transparency"] for name in rule.count_names]
        card = ti.score(dict.fromkeys(names, 0), missing="allow")
        for points in (None, 0):
            published = ti.Published(points={"transparency": points})
            assert reconcile(card, published)["transparency"].verdict == EQUAL

    def test_not_applicable(self) -> None:
        rules = RULES.with_indicator(
            "progress.on_time",
            levels=[ti.Level.PROVINCE],
            when_not_applicable=ti.NotApplicable.EXCLUDED,
            evidence=ti.Evidence(),
        )
        card = ti.score({}, rules=rules, level="commune", missing="allow")
        verdicts = [
            reconcile(card, ti.Published(points={"progress.on_time": n}))[
                "progress.on_time"
            ].verdict
            for n in (None, 0, 20)
        ]

        assert verdicts == [EQUAL, EQUAL, Verdict.DIFFERS]


class TestMonitored:
    """What is only watched has a row where something was published of it: nothing is dropped."""

    def test_rows(self) -> None:
        published = ti.Published(
            points={
                "satisfaction.petitions_about_staff": None,
                "satisfaction.petitions_about_procedures": 0,
                "progress.overdue": 1,
            }
        )
        result = reconcile(PHU_THO.score(), published)

        assert result["satisfaction.petitions_about_staff"].verdict == EQUAL
        assert result["satisfaction.petitions_about_procedures"].verdict == EQUAL
        assert result["progress.overdue"].verdict == Verdict.DIFFERS
        with pytest.raises(ti.errors.UnknownNameError):
            result["progress.completed"]


class TestSonDuong:
    """ "The seed notice": equal, differs, within bounds; the total one decimal of a finer sum."""

    RESULT = reconcile(SON_DUONG.score(), SON_DUONG.published)

    @pytest.mark.parametrize(
        ("code", "verdict", "difference", "reason"),
        [
            ("transparency", EQUAL, 0.0, None),
            ("progress", Verdict.DIFFERS, -0.29, BEFORE),
            (
                "online_services",
                Verdict.WITHIN_BOUNDS,
                None,
                "6.40 to 10.40, as counts are missing",
            ),
            ("online_payment", Verdict.DIFFERS, 1.73, BEFORE),
            ("satisfaction", Verdict.WITHIN_BOUNDS, None, "12.00 to 18.00, as counts are missing"),
            ("digitization", Verdict.WITHIN_BOUNDS, None, "9.69 to 19.69, as counts are missing"),
            (
                "total",
                Verdict.WITHIN_BOUNDS,
                None,
                (
                    "71.65 to 91.65, as counts are missing; "
                    "the parts add up to 87.0: one decimal of a finer sum"
                ),
            ),
        ],
    )
    def test_groups(
        self, code: str, verdict: Verdict, difference: float | None, reason: str | None
    ) -> None:
        row = self.RESULT[code]

        assert (row.verdict, row.difference) == (verdict, difference)
        assert why(row) == reason

    def test_verdicts(self) -> None:
        assert self.RESULT.verdicts == {
            EQUAL: 1,
            Verdict.DIFFERS: 2,
            Verdict.WITHIN_BOUNDS: 4,
            Verdict.NOT_PUBLISHED: 21,
        }


class TestPortal:
    """ "Every indicator with counts `equal`": what the portal published in 2026."""

    def test_phu_tho(self) -> None:
        result = reconcile(PHU_THO.score(), PHU_THO.published)
        published = {*PHU_THO.published.points, "total"}

        assert {code for code, verdict in verdicts(result).items() if verdict == EQUAL} == published
        assert result.verdicts == {EQUAL: 22, Verdict.NOT_PUBLISHED: 6}
        assert {row.reason for row in result} == {None}

    def test_a_group_without_counts(self) -> None:
        """ "The group `online_services` is published without counts": never 0."""
        counts = {n: c for n, c in PHU_THO.counts.items() if n not in online_services_names()}
        card = ti.score(counts, PHU_THO.percentages, level="province", missing="allow")
        row = reconcile(card, PHU_THO.published)["online_services"]

        assert (row.computed, row.published, row.verdict) == (None, 8.83, Verdict.NOT_COMPUTABLE)

    def test_indicators(self, compared: Callable[[str, int], None]) -> None:
        with (FIGURES / "indicators.csv").open(encoding="utf-8", newline="") as file:
            rows = sorted(csv.DictReader(file), key=lambda row: row["indicator"])
        for code, group in groupby(rows, key=lambda row: row["indicator"]):
            own = list(group)
            numerator, *_, denominator = RULES[code].count_names
            given = {name: [r[name] for r in own] for name in ("numerator", "denominator")}
            table = ti.score_many(
                {
                    numerator: [int(n) if n else None for n in given["numerator"]],
                    denominator: [int(n) if n else None for n in given["denominator"]],
                    f"{code} %": [
                        None if r["denominator"] else float(r["published_percent"]) for r in own
                    ],
                },
                missing="allow",
            )
            points = [float(r["published_points"] or "nan") for r in own]
            equal = reconcile(table, {code: points}).verdicts[code][EQUAL]
            nulls = [row for row, value in enumerate(points) if np.isnan(value)]
            null = ti.Published(points={code: None})
            equal += sum(reconcile(table[i], null)[code].verdict == EQUAL for i in nulls)

            assert equal == len(own), code
        compared("indicators.csv, verdicts", len(rows))


def online_services_names() -> set[str]:
    return {name for rule in RULES["online_services"] for name in rule.count_names}


class TestTotal:
    """A total that is not published: the sum of the published groups stands for it."""

    def test_sum_of_groups(self) -> None:
        published = attrs.evolve(PHU_THO.published, total=None)
        row = reconcile(PHU_THO.score(), published)["total"]

        assert (row.published, row.verdict) == (59.92, EQUAL)
        assert row.reason == ti.Label(
            vi="không công bố tổng điểm: lấy tổng các nhóm",
            en="no total: the sum of the published groups",
        )

    def test_not_if_a_group_is_unpublished(self) -> None:
        points = {**PHU_THO.published.points, "progress": None}
        row = reconcile(PHU_THO.score(), ti.Published(points=points))["total"]

        assert (row.published, row.verdict) == (None, Verdict.NOT_PUBLISHED)


class TestReasons:
    """ "The likely reason where the arithmetic shows one"."""

    @pytest.mark.parametrize(
        ("points", "decimals", "reason"),
        [
            (19.6, 1, "printed with one decimal"),
            (20, 0, "printed with 0 decimals"),
            (19.55, 2, None),
        ],
    )
    def test_printed_decimals(self, points: float, decimals: int, reason: str | None) -> None:
        row = on_time(87, 89, points, decimals=decimals)

        assert row.verdict in FITS
        assert why(row) == reason

    @pytest.mark.parametrize(
        ("total", "reason"),
        [
            (11.9, None),
            # Two parts and the whole: each is off by half of the last decimal at most.
            (12.0, "the parts add up to 11.9: one decimal of a finer sum"),
            (11.8, "the parts add up to 11.9: one decimal of a finer sum"),
            (12.1, "the parts do not add up: they give 11.9"),
            (11.7, "the parts do not add up: they give 11.9"),
        ],
    )
    def test_sums(self, total: float, reason: str | None) -> None:
        names = ["announced_on_time", "published_on_time", "complete", "synced"]
        points = dict(zip([f"transparency.{n}" for n in names], [5.9, None, None, 6], strict=True))
        published = ti.Published(points={**points, "transparency": total}, decimals=1)
        found = reconcile(ti.score({}, missing="allow"), published)["transparency"].reason
        said = found.en if found else ""

        assert ("the parts" in said) is (reason is not None)
        assert (reason or "") in said

    def test_no_sum_of_some_parts(self) -> None:
        published = ti.Published(points={"transparency.synced": 6, "transparency": 17})

        assert reconcile(ti.score({}, missing="allow"), published)["transparency"].reason is None

    @pytest.mark.parametrize(
        ("points", "reason"),
        [
            (18.89, "a target of 90% would explain it (a guess)"),
            (20.0, "a target of 1% to 85% would explain it (a guess)"),
            (16.99, None),
            (18.9, None),
        ],
    )
    def test_another_target(self, points: float, reason: str | None) -> None:
        row = on_time(85, 100, points)

        assert why(row) == reason

    def test_no_target_for_several_indicators(self) -> None:
        """Which of them would have it, nobody can say."""
        card = ti.score({"petitions_satisfied": 1, "petitions_answered": 2}, missing="allow")
        rules = attrs.evolve(
            RULES, groups=[RULES["progress"], RULES["satisfaction"]], max_points=38
        )
        counts = {
            "petitions_on_time": 1,
            "petitions_handled": 2,
            "petitions_satisfied": 1,
            "petitions_answered": 2,
            "dossiers_satisfied": 45,
            "dossiers_assessed": 100,
        }
        card = ti.score(counts, rules=rules, missing="allow")
        row = reconcile(card, ti.Published(points={"satisfaction": 10}))["satisfaction"]

        assert (row.computed, row.verdict, row.reason) == (9.0, Verdict.DIFFERS, None)

    def test_a_target_of_percentages(self) -> None:
        card = ti.score({}, {"progress.on_time": 60}, missing="allow")
        row = reconcile(card, ti.Published(points={"progress.on_time": 15}))["progress.on_time"]

        assert why(row) == "a target of 80% would explain it (a guess)"

    def test_a_group_of_one(self) -> None:
        """Group and indicator alike; the group also says where it differs."""
        card = ti.score({"dossiers_on_time": 85, "dossiers_handled": 100}, missing="allow")
        points = {"progress.on_time": 18.89, "progress": 18.89}
        row = reconcile(card, ti.Published(points=points))["progress"]

        assert row.reason == ti.Label(
            vi="khớp nếu đạt điểm tối đa từ 90% (phỏng đoán); "
            "lệch ở: Hồ sơ xử lý trước hạn, đúng hạn",
            en="a target of 90% would explain it (a guess); differs in progress.on_time",
        )

    def test_0_of_0(self) -> None:
        """What earns all points without anything to do has no rate to be explained."""
        card = ti.score({"petitions_on_time": 0, "petitions_handled": 0}, missing="allow")
        code = "satisfaction.petitions_on_time"
        row = reconcile(card, ti.Published(points={code: 3}))[code]

        assert (row.verdict, row.reason) == (Verdict.DIFFERS, None)

    def test_outside(self) -> None:
        row = reconcile(SON_DUONG.score(), ti.Published(points={"satisfaction": 11.99}))[
            "satisfaction"
        ]

        assert why(row) == "outside 12.00 to 18.00, which is what the counts allow"

    def test_unrounded(self) -> None:
        """Bounds and differences of unrounded points show more decimals."""
        counts = {"petitions_satisfied": 1, "petitions_answered": 3}
        card = ti.score(counts, missing="allow", rules=RULES.unrounded)
        result = reconcile(card, ti.Published(points={"satisfaction": 2.5}, decimals=1))

        assert result["satisfaction"].verdict == Verdict.WITHIN_BOUNDS
        assert why(result["satisfaction"]) == "2.0000 to 14.0000, as counts are missing"

    PAYMENT = {
        "dossiers_paid_online": 208,
        "dossiers_with_fees": 244,
        "procedures_paid_online": 9,
        "procedures_with_fee_dossiers": 35,
        "procedures_payable_online": 4,
        "procedures_with_fees": 35,
    }
    FIRST = "rounding the percentage first, to 2 decimals, would explain it (a guess)"
    #: Rules that round the points alone.
    POINTS_ONLY = attrs.evolve(
        RULES, id="own", groups=[attrs.evolve(group, rounding=None) for group in RULES]
    )

    def test_percentage_first(self) -> None:
        """208/244, 9/35, 4/35: the portal published 6.05, as by the rules; without, it is 6.04."""
        published = ti.Published(points={"online_payment": 6.05})
        own = reconcile(ti.score(self.PAYMENT, missing="allow"), published)["online_payment"]
        assert own.verdict == EQUAL

        card = ti.score(self.PAYMENT, rules=self.POINTS_ONLY, missing="allow")
        row = reconcile(card, ti.Published(points={"online_payment": 6.05}))["online_payment"]

        assert (row.computed, row.difference, row.verdict) == (6.04, 0.01, Verdict.DIFFERS)
        assert why(row) == self.FIRST

    def test_percentage_first_beside_0_of_0(self) -> None:
        """What is not converted keeps its points."""
        rules = self.POINTS_ONLY.with_indicator(
            "online_payment.offered", when_empty=ti.Empty.FULL, evidence=ti.Evidence()
        )
        counts = {**self.PAYMENT, "procedures_payable_online": 0, "procedures_with_fees": 0}
        card = ti.score(counts, rules=rules, missing="allow")
        row = reconcile(card, ti.Published(points={"online_payment": 7.76}))["online_payment"]

        assert (row.computed, why(row)) == (7.75, self.FIRST)


class TestNationalList:
    """The portal's list rounds the percentages of transparency first; its pages do not."""

    #: Thái Nguyên in 2026, by its page.
    COUNTS: ClassVar[dict[str, int]] = {
        "procedures_announced_on_time": 1,
        "procedures_announced": 57,
        "procedures_published_on_time": 0,
        "procedures_to_publish": 59,
        "procedures_complete": 54,
        "procedures_published": 54,
        "dossiers_synced": 224_083,
        "dossiers_to_sync": 224_083,
        "dossiers_on_time": 254_178,
        "dossiers_handled": 265_883,
    }
    CARD = ti.score(COUNTS, level="province", missing="allow")
    LIST = ti.Label(
        vi="danh sách toàn quốc của Cổng DVCQG làm tròn tỷ lệ phần trăm của nhóm "
        "Công khai, minh bạch trước, đến 2 chữ số",
        en="the portal's national list rounds the percentages of Transparency first, to 2 decimals",
    )

    def row(self, code: str, points: float, card: ti.ScoreCard = CARD) -> Row:
        published = ti.Published(points={code: points}, period="2026")
        return reconcile(card, published)[code]

    def test_the_page(self) -> None:
        row = self.row("transparency", 8.11)

        assert (row.computed, row.verdict, row.reason) == (8.11, EQUAL, None)

    def test_the_list(self) -> None:
        row = self.row("transparency", 8.10)

        assert (row.computed, row.difference, row.verdict) == (8.11, -0.01, Verdict.DIFFERS)
        assert row.reason == self.LIST

    def test_an_indicator(self) -> None:
        """1.75% of 6 points is 0.105, whose double lies below; 1/57 earns 0.11."""
        assert self.row("transparency.announced_on_time", 0.1).reason == self.LIST

    def test_another_figure(self) -> None:
        assert "national list" not in str(why(self.row("transparency", 8.05)))

    def test_another_group(self) -> None:
        """133609/184503 is 72.42% and would earn 4.35; the list computes digitization as the page."""
        counts = {"dossiers_with_eresult": 133_609, "dossiers_requiring_result": 184_503}
        row = self.row("digitization.results", 4.35, ti.score(counts, missing="allow"))

        assert why(row) == TestReasons.FIRST

    def test_the_total(self) -> None:
        """The list's total, 63.97 for the province, is the sum of its groups."""
        two = attrs.evolve(
            RULES, groups=[RULES["transparency"], RULES["progress"]], max_points=38, id="two"
        ).with_indicator("progress.on_time", evidence=ti.Evidence())
        card = ti.score(self.COUNTS, rules=two)
        published = ti.Published(points={"transparency": 8.10, "progress": 19.12}, total=27.22)
        row = reconcile(card, published)["total"]

        assert (row.computed, row.difference, row.verdict) == (27.23, -0.01, Verdict.DIFFERS)
        assert row.reason == ti.Label(
            f"{self.LIST.vi}; lệch ở: Công khai, minh bạch",
            f"{self.LIST.en}; differs in transparency",
        )

    def test_the_published_total(self) -> None:
        groups = {"progress": 19.12, "transparency": 8.10, "digitization": 9.74}
        groups |= {"online_services": 8.82, "online_payment": 6.35, "satisfaction": 11.84}
        row = reconcile(self.CARD, ti.Published(points=groups, total=63.97))["total"]

        # What the page does not tell is open; the list's groups add up to its total.
        assert (row.verdict, why(row)) == (
            Verdict.WITHIN_BOUNDS,
            "27.23 to 89.23, as counts are missing",
        )


class TestTie:
    """Where doubles decide, the other hundredth is named for what it is."""

    def test_exact_fractions(self) -> None:
        """79/80 of 6 points is 5.925; its double lies below."""
        only = attrs.evolve(RULES, groups=[RULES["transparency"]], max_points=18, id="one")
        counts = dict.fromkeys(only.count_names, 1)
        card = ti.score({**counts, "dossiers_synced": 79, "dossiers_to_sync": 80}, rules=only)
        for code in ("transparency.synced", "transparency"):
            points = {"transparency.synced": 5.93, "transparency": 17.93}
            row = reconcile(card, ti.Published(points=points))[code]
            assert (row.verdict, row.difference) == (Verdict.DIFFERS, 0.01)
            assert row.reason is not None
            assert row.reason.en.startswith("a tie: exact fractions give the published points")
            assert row.reason.vi.startswith("nằm giữa hai mức: tính bằng phân số chính xác")

    def test_0_of_0_beside_it(self) -> None:
        """What is not converted keeps its points: 0/0 of petitions earns all 6."""
        counts = {
            "petitions_satisfied": 0,
            "petitions_answered": 0,
            "petitions_on_time": 79,
            "petitions_handled": 80,
            "dossiers_satisfied": 0,
            "dossiers_assessed": 1,
        }
        card = ti.score(counts, missing="allow")
        row = reconcile(card, ti.Published(points={"satisfaction": 11.93}))["satisfaction"]

        assert (row.computed, why(row)) == (
            11.92,
            "a tie: exact fractions give the published points",
        )

    def test_no_tie_no_reason(self) -> None:
        assert why(on_time(85, 100, 17.01)) is None


class TestBefore:
    """Figures of a period before the rules say what is known of it."""

    BEFORE = "before 2026 the portal turned rates into points in another way"

    @pytest.mark.parametrize(
        ("period", "told"),
        [("2025", True), ("2025-12", True), ("2026", False), ("2026-01", False), (None, False)],
    )
    def test_periods(self, period: str | None, told: bool) -> None:  # noqa: FBT001
        assert (self.BEFORE in str(why(on_time(85, 100, 16.5, period=period)))) is told

    def test_nothing_where_it_agrees(self) -> None:
        assert why(on_time(85, 100, 17.0, period="2025")) is None

    def test_in_vietnamese(self) -> None:
        row = on_time(85, 100, 16.5, period="2025")

        assert "trước năm 2026 Cổng DVCQG quy đổi" in row.reason.vi

    def test_rules_that_say_nothing_of_it(self) -> None:
        rules = attrs.evolve(RULES, since=None, before=None)
        counts = {"dossiers_on_time": 85, "dossiers_handled": 100}
        published = ti.Published(points={"progress.on_time": 16.5}, period="2025")
        row = reconcile(ti.score(counts, rules=rules, missing="allow"), published)

        assert row["progress.on_time"].reason is None


class TestFactor:
    """The factor is part of what the guesses try, and of what fractions give."""

    COUNTS: ClassVar[dict[str, int]] = {
        "dossiers_submitted_online": 20,
        "dossiers_received": 100,
        "dossiers_synced": 1,
        "dossiers_to_sync": 2,
    }

    def test_another_target(self) -> None:
        card = ti.score(self.COUNTS, missing="allow")
        code = "online_services.submitted"
        row = reconcile(card, ti.Published(points={code: 1.5}))[code]

        assert (row.computed, why(row)) == (1.2, "a target of 40% would explain it (a guess)")

    def test_a_tie(self) -> None:
        """1/12 x 1/8 of 6 at a target of 50% is 0.125, and its double lies below."""
        counts = {**self.COUNTS, "dossiers_submitted_online": 1, "dossiers_received": 12}
        card = ti.score({**counts, "dossiers_to_sync": 8}, missing="allow")
        code = "online_services.submitted"
        row = reconcile(card, ti.Published(points={code: 0.13}))[code]

        assert (row.computed, str(why(row))[:5]) == (0.12, "a tie")


def share(n: int, d: int, percent: float, decimals: int = 2) -> ti.PrintedShare:
    return ti.PrintedShare(
        code="online_payment.used",
        label="Thanh toán trực tuyến",
        numerator=n,
        denominator=d,
        percent=percent,
        decimals=decimals,
    )


class TestPrintedShares:
    """ "Percentages that don't fit their counts"."""

    PUBLISHED = ti.Published(
        points={"online_payment.used": 1.0},
        shares=[share(49, 126, 38.89), share(49, 126, 38.88), share(1, 4, 25.0, 1)],  # type: ignore[arg-type]  # any sequence will do
    )
    RESULT = reconcile(
        ti.score(
            {"procedures_paid_online": 49, "procedures_with_fee_dossiers": 126}, missing="allow"
        ),
        PUBLISHED,
    )

    def test_rows(self) -> None:
        rows = [row for row in self.RESULT if row.what == "percent"]

        assert [(row.published, row.computed, row.difference, row.verdict) for row in rows] == [
            (38.89, 38.89, 0.0, AFTER_ROUNDING),
            (38.88, 38.89, -0.01, Verdict.DIFFERS),
            (25.0, 25.0, 0.0, EQUAL),
        ]
        assert [row.reason and row.reason.vi for row in rows] == [None, "49 / 126", None]
        assert rows[0].name.vi == "Thanh toán trực tuyến"

    def test_the_points_say_so_too(self) -> None:
        row = self.RESULT["online_payment.used"]

        assert row.what == "points"
        assert str(why(row)).endswith("its printed percentage does not fit its counts")

    def test_text(self) -> None:
        """The summary counts all of them; the table shows those that do not fit."""
        lines = self.RESULT.text().splitlines()

        assert lines[1] == "2 of 3 printed percentages fit their counts"
        (shown,) = (line for line in lines if "(%)" in line)
        assert " ".join(shown.split()) == (
            "online_payment.used (%) 38.88 38.89 -0.01 differs 49 / 126"
        )
        assert "2 trên 3 tỷ lệ phần trăm" in self.RESULT.text("vi")
        assert "Thanh toán trực tuyến (%)" in self.RESULT.text("vi")


class TestReconciliation:
    RESULT = reconcile(SON_DUONG.score(), SON_DUONG.published)

    def test_rows_in_the_order_of_the_rules(self) -> None:
        order = [code for code in codes(RULES) if code not in monitored(RULES)]

        assert [row.code for row in self.RESULT] == order
        assert {row.what for row in self.RESULT} == {"points"}

    def test_text(self) -> None:
        """Indicators of which nothing was published are left out; groups never are."""
        assert [line.split("  ")[0] for line in self.RESULT.text().splitlines()] == [
            "qd766-2026: equal 1, within bounds 4, differs 2, not published 21",
            "",
            "what",
            *(group.code for group in RULES),
            "total",
        ]
        assert "  Hồ sơ xử lý trước hạn" not in self.RESULT.text("vi")
        assert "\nTiến độ giải quyết  " in self.RESULT.text("vi")

    def test_notebook(self) -> None:
        assert "one decimal of a finer sum" in self.RESULT._repr_html_()

    def test_to_dict(self) -> None:
        stored = json.loads(json.dumps(self.RESULT.to_dict()))

        assert stored["verdicts"]["within_bounds"] == 4
        assert len(stored["rows"]) == 28
        assert stored["rows"][0] == {
            "code": "transparency",
            "what": "points",
            "name": {"vi": "Công khai, minh bạch", "en": "Transparency"},
            "computed": 18.0,
            "published": 18.0,
            "difference": 0.0,
            "verdict": "equal",
            "reason": None,
        }

    def test_pickled(self) -> None:
        assert pickle.loads(pickle.dumps(self.RESULT)) == self.RESULT

    def test_labels(self) -> None:
        assert Verdict.EQUAL_AFTER_ROUNDING.label.en == "equal after rounding"
        assert str(Verdict.NOT_COMPUTABLE) == "not_computable"


class TestRefused:
    @pytest.mark.parametrize(
        ("results", "published", "said"),
        [
            (PHU_THO.score(), {"progress": 1}, "published = {'progress': 1}: it takes a Published"),
            (None, PHU_THO.published, "results = None: it takes a ScoreCard or a ScoreTable"),
            (PHU_THO.score(), ti.Published(points={"progres": 1}), "did you mean 'progress'"),
            (
                PHU_THO.score(),
                ti.Published(points={}, shares=(attrs.evolve(share(1, 2, 50), code="x"),)),
                "unknown code 'x'",
            ),
        ],
    )
    def test_refused(self, results: Any, published: Any, said: str) -> None:
        with pytest.raises(ti.TthcIndexError) as caught:
            reconcile(results, published)
        assert said in str(caught.value)


def as_table(cases: list[dict[str, float]], rules: ti.RuleSet, **options: Any) -> ti.ScoreTable:
    names = [*rules.count_names, *rules.monitored_count_names]
    columns = {name: [row.get(name) for row in cases] for name in names}
    return ti.score_many(columns, rules=rules, missing="allow", **options)


def assert_as_one_by_one(result: TableReconciliation) -> None:
    counted = {code: dict.fromkeys(Verdict, 0) for code in result.codes}
    for row in range(len(result)):
        for found in result[row]:
            if found.what == "points" and found.code in counted:
                counted[found.code][found.verdict] += 1
                difference = result.differences[found.code][row]
                assert found.difference == (None if np.isnan(difference) else difference)
    assert result.verdicts == counted


@st.composite
def columns(draw: st.DrawFn) -> tuple[ti.ScoreTable, dict[str, list[float | None]], int]:
    """A table, and published points that are its own, others, or not there."""
    any_rules = testing.rulesets()
    rules = draw(st.one_of(any_rules, any_rules, any_rules, st.just(RULES)))
    level = draw(st.sampled_from(ti.Level))
    decimals = draw(st.integers(0, 3))
    detail = draw(st.sampled_from(["indicators", "indicators", "groups"]))
    rows = [draw(testing.counts(rules, missing=draw(st.booleans()))) for _ in range(3)]
    table = as_table(rows, rules, level=level, detail=detail)
    known = [code for code in codes(rules) if code not in monitored(rules)]
    chosen = draw(st.sets(st.sampled_from(known), min_size=1))
    if draw(st.booleans()):
        chosen |= {group.code for group in rules}
    published: dict[str, list[float | None]] = {}
    for code in sorted(chosen):
        published[code] = []
        for card in table:
            own = printed(card[code].points if code != "total" else card.points, decimals)
            other = draw(st.sampled_from([own, own, None, 0.0, (own or 0) + 10**-decimals, 500]))
            published[code].append(None if other is None else round(other, decimals))
    return table, published, decimals


class TestTable:
    """A table against published points gives the verdicts of `reconcile`, one row at a time."""

    @settings(max_examples=30)
    @given(columns())
    def test_columns(self, drawn: Any) -> None:
        table, published, decimals = drawn

        assert_as_one_by_one(reconcile(table, published, decimals=decimals))

    @settings(max_examples=10)
    @given(columns())
    def test_units(self, drawn: Any) -> None:
        """By row or by name, the same as in columns; and null is told from nothing."""
        table, published, decimals = drawn
        total = published.pop("total", [None] * len(table))
        units = [
            ti.Published(
                points={code: column[row] for code, column in published.items()},
                total=total[row],
                decimals=decimals,
            )
            for row in range(len(table))
        ]
        result = reconcile(table, units)

        assert_as_one_by_one(result)
        assert result.verdicts == reconcile(table, dict(enumerate(units))).verdicts

    def test_columns_of_any_kind(self) -> None:
        counts = {"dossiers_on_time": [1, 1, 1], "dossiers_handled": [2, 2, 2]}
        table = ti.score_many(counts, missing="allow")
        points = {"unit": ["a", "b", "c"], "progress.on_time": [10.0, 10.5, None]}
        for frame in (pd.DataFrame(points), pl.DataFrame(points)):
            result = reconcile(table, frame)
            assert result.codes == ("progress.on_time",)
            assert result.differing.tolist() == [1]
            assert result[2]["progress.on_time"].verdict == Verdict.NOT_PUBLISHED

    def test_tenths_that_no_double_holds(self) -> None:
        """Points that are not rounded: the difference is the exact one, to the last bit."""
        indicator = attrs.evolve(RULES["progress.on_time"], max_points=0.1)
        group = attrs.evolve(RULES["progress"], max_points=0.1, indicators=(indicator,))
        rules = attrs.evolve(RULES, max_points=0.1, groups=(group,), rounding=None)
        counts = [{"dossiers_on_time": float(n), "dossiers_handled": 30.0} for n in range(31)]

        assert_as_one_by_one(reconcile(as_table(counts, rules), {"progress": [0.0] * 31}))

    def test_0_of_0_without_points(self) -> None:
        """A published 0 is no null, in a table neither."""
        counts = {"procedures_complete": [0, 0], "procedures_published": [0, 0]}
        table = ti.score_many(counts, missing="allow")
        result = reconcile(table, {"transparency.complete": [0, None]})

        assert result.differing.tolist() == [0]
        assert np.isnan(result.differences["transparency.complete"]).all()

    def test_missing_counts(self) -> None:
        """A part of a group's counts, nothing at all, a part of an indicator's counts."""
        columns = {
            "petitions_satisfied": [1, None, None, None],
            "petitions_answered": [2, None, 0, None],
        }
        table = ti.score_many(columns, missing="allow")
        published = {"satisfaction": [15, 15, 6, None], "satisfaction.petitions": [3, 3, 6, None]}
        result = reconcile(table, published)

        assert [result[row]["satisfaction"].verdict for row in range(4)] == [
            Verdict.WITHIN_BOUNDS,
            Verdict.NOT_COMPUTABLE,
            Verdict.WITHIN_BOUNDS,
            Verdict.NOT_PUBLISHED,
        ]
        assert_as_one_by_one(result)

    def test_levels(self) -> None:
        """Where an indicator does not apply, a published 0 is what it earns."""
        rules = RULES.with_indicator(
            "progress.on_time",
            levels=[ti.Level.PROVINCE],
            when_not_applicable=ti.NotApplicable.EXCLUDED,
            evidence=ti.Evidence(),
        )
        columns = {"dossiers_on_time": [1, None], "dossiers_handled": [2, None]}
        levels = {"level": ["province", "commune"]}
        table = ti.score_many({**columns, **levels}, rules=rules, missing="allow")

        assert reconcile(table, {"progress.on_time": [10, 0]}).differing.size == 0

    def test_a_group_that_is_only_watched(self) -> None:
        watched = attrs.evolve(RULES["progress.completed"], code="watched.completed")
        group = ti.Group(
            code="watched", name=ti.Label("a", "a"), max_points=0, indicators=(watched,)
        )
        rules = attrs.evolve(RULES, groups=[*RULES, group])
        table = as_table([{"dossiers_completed": 1}] * 2, rules)

        for columns in ({"watched": [0, 1]}, {"watched.completed": [0, 1]}):
            result = reconcile(table, columns)
            assert result.differing.tolist() == [1]
            assert_as_one_by_one(result)

    def test_refused_rows(self) -> None:
        """They are not computable; asked for, they say what is the matter with them."""
        counts = {"dossiers_on_time": [1, 5], "dossiers_handled": [2, 2]}
        table = ti.score_many(counts, missing="allow", invalid="flag")
        units = [ti.Published(points={"progress": 10})] * 2
        for published in ({"progress": [10, 10]}, units):
            result = reconcile(table, published)
            assert result.verdicts["progress"][EQUAL] == 1
            assert result.verdicts["progress"][Verdict.NOT_COMPUTABLE] == 1
            with pytest.raises(ti.errors.AboveDenominatorError):
                result[1]
        with pytest.raises(IndexError):
            result[2]


class TestTableReconciliation:
    TABLE = ti.score_many(
        {
            "unit": ["Xã A", "Xã B", "Xã C", "Xã D"],
            "dossiers_on_time": [1, 2, 3, None],
            "dossiers_handled": [4, 4, 4, 4],
        },
        missing="allow",
    )
    RESULT = reconcile(
        TABLE, {"progress.on_time": [5, 10.5, 14.0, 3], "progress": [5, None, 15, 20.01]}
    )

    def test_verdicts(self) -> None:
        assert self.RESULT.codes == ("progress", "progress.on_time")
        assert self.RESULT.verdicts["progress"] == {
            **dict.fromkeys(Verdict, 0),
            EQUAL: 2,
            Verdict.DIFFERS: 1,
            Verdict.NOT_PUBLISHED: 1,
        }
        assert self.RESULT.verdicts["progress.on_time"][Verdict.NOT_COMPUTABLE] == 1

    def test_differing(self) -> None:
        assert self.RESULT.differing.tolist() == [1, 2, 3]
        assert self.RESULT.differences["progress.on_time"].tolist()[:3] == [0.0, 0.5, -1.0]

    def test_largest(self) -> None:
        found = [(unit, row.code, row.difference) for unit, row in self.RESULT.largest()]

        assert found == [("Xã C", "progress.on_time", -1.0), ("Xã B", "progress.on_time", 0.5)]
        assert len(self.RESULT.largest(1)) == 1

    def test_text(self) -> None:
        assert repr(self.RESULT) == (
            "qd766-2026: 4 units, 3 of them with differences\n"
            "\n"
            "                  equal  equal after rounding  within bounds  differs  "
            "not published  not computable\n"
            "progress              2                     0              0        1  "
            "            1               0\n"
            "progress.on_time      1                     0              0        2  "
            "            0               1\n"
            "\n"
            "unit  what              published  computed  difference\n"
            "Xã C  progress.on_time      14.00     15.00       -1.00\n"
            "Xã B  progress.on_time      10.50     10.00        0.50"
        )
        assert "Hồ sơ xử lý trước hạn, đúng hạn" in self.RESULT.text("vi")

    def test_notebook(self) -> None:
        assert self.RESULT._repr_html_().count("<table") == 2

    def test_nothing_differs(self) -> None:
        result = reconcile(self.TABLE[:1], {"progress": [5]})

        assert result._repr_html_().count("<table") == 1
        assert result.largest() == ()

    def test_to_dict(self) -> None:
        stored = json.loads(json.dumps(self.RESULT.to_dict()))

        assert (stored["units"], stored["differing"]) == (4, ["Xã B", "Xã C", "Xã D"])
        assert stored["verdicts"]["progress"]["equal"] == 2

    def test_units_by_name(self) -> None:
        """A unit that nothing was published of is not published; an unknown one is refused."""
        points = ti.Published(points={"progress": 10}, total=10)
        result = reconcile(self.TABLE, {"Xã B": points})

        assert result.codes == ("progress", "total")
        assert result.verdicts["progress"][EQUAL] == 1
        assert result.verdicts["progress"][Verdict.NOT_PUBLISHED] == 3

    @pytest.mark.parametrize(
        ("published", "options", "said"),
        [
            ({"Xã Đ": PHU_THO.published}, {}, "unknown unit 'Xã Đ'"),
            ([PHU_THO.published], {}, "published = '1 units': it takes one for each of 4"),
            ({"progres": [1] * 4}, {}, "did you mean 'progress'"),
            ({"progress": [1, 2]}, {}, "progress = '2 rows': it takes one for each of 4 units"),
            ({}, {}, "it takes columns of points by their code"),
            (pd.DataFrame({"x": [1] * 4}), {}, "it takes columns of points by their code"),
            (None, {}, "published = None: it takes a mapping from name to array, or a data frame"),
            ({"progress": ["1"] * 4}, {}, "row 0: published points of progress = '1'"),
            ({"progress": [1] * 4}, {"decimals": -1}, "decimals = -1"),
            (
                {"progress": [1, -1, 1.234, np.inf], "progress.on_time": [1, 1, 1e308, 1]},
                {},
                (
                    "3 rows refused:\n"
                    "- row 1: published points of progress = -1: it takes a number, 0 or more, "
                    "of at most 2 decimals, or None\n"
                    "- row 2: published points of progress = 1.234"
                ),
            ),
            ([ti.Published(points={"progres": 1})] * 4, {}, "did you mean 'progress'"),
        ],
    )
    def test_refused(self, published: Any, options: Any, said: str) -> None:
        with pytest.raises(ti.TthcIndexError) as caught:
            reconcile(self.TABLE, published, **options)
        assert said in str(caught.value)

    def test_a_name_of_two_rows(self) -> None:
        table = ti.score_many({"unit": ["a", "a"], "dossiers_on_time": [1, 1]}, missing="allow")
        with pytest.raises(ti.errors.ValueRefusedError, match="names that one row alone has"):
            reconcile(table, {"a": PHU_THO.published})
