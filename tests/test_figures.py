# SPDX-License-Identifier: MIT
"""The rule set `qd766-2026` against published figures.

The tables hold what the National Public Service Portal published of Phú Thọ province and its units
for August 2026 and the year 2026 (read until 26 September 2026). The tests' own tables keep each
distinct figure once; where the folder of all published rows lies beside the project, those are
compared too.
"""

from __future__ import annotations

import csv

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import pytest

import tthc_index as ti


OWN = Path(__file__).parent / "figures"
ALL = Path(__file__).parents[2] / "shared" / "data" / "portal-2026"
FOLDERS = [folder for folder in (OWN, ALL) if folder.is_dir()]

RULES = ti.ruleset("qd766-2026")
Row = dict[str, str]
Compared = Callable[[str, int], None]


def rows(folder: Path, table: str) -> Iterator[Row]:
    with (folder / table).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def given(row: Row) -> tuple[dict[str, int], dict[str, float]]:
    """Counts of one indicator; or its percentage, where the counts are not published."""
    rule = RULES[row["indicator"]]
    assert isinstance(rule, ti.Indicator)
    if not row["denominator"]:
        return {}, {rule.code: float(row["published_percent"])}
    assert rule.denominator is not None
    (numerator,) = rule.numerator
    return {numerator: int(row["numerator"]), rule.denominator: int(row["denominator"])}, {}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
class TestPortal2026:
    """ "This reproduces every one of 1,495 published indicator points with a positive denominator"."""

    def test_indicators(self, folder: Path, compared: Compared) -> None:
        """Every indicator's points and maximum, to the cent; null as null."""
        count = 0
        for row in rows(folder, "indicators.csv"):
            counts, percentages = given(row)
            score = ti.score(counts, percentages, missing="allow")[row["indicator"]]
            published = float(row["published_points"]) if row["published_points"] else None

            assert score.points == published, row
            assert score.max_points == float(row["max_points"]), row
            count += 1
        compared(f"{folder.name}/indicators.csv", count)

    def test_percentages(self, folder: Path, compared: Compared) -> None:
        """A published percentage is 100 * numerator / denominator, half up to 2 decimals."""
        count = 0
        for row in rows(folder, "indicators.csv"):
            # For 0/0 the portal prints nothing, 0 or 100: no rate, and no rule to be found in it.
            if row["published_percent"] and row["denominator"] not in {"", "0"}:
                counts, _ = given(row)
                score = ti.score(counts, missing="allow")[row["indicator"]]

                assert score.percent == float(row["published_percent"]), row
                count += 1
        compared(f"{folder.name}/indicators.csv, percentages", count)

    def test_online_services(self, folder: Path, compared: Compared) -> None:
        """Every published group of online services."""
        groups = list(rows(folder, "online_services.csv"))
        for row in groups:
            assert group_points(row, "online_services") == Fraction(row["published_points"]), row
        compared(f"{folder.name}/online_services.csv", len(groups))

    def test_online_payment(self, folder: Path, compared: Compared) -> None:
        """All published groups of online payment but one."""
        groups = list(rows(folder, "online_payment.csv"))
        differ = [
            row
            for row in groups
            if group_points(row, "online_payment") != Fraction(row["published_points"])
        ]

        # 18/40 is 45%, half the way to a cent: 1.125. The portal printed a cent less.
        assert [(row["procedures_paid_online"], row["published_points"]) for row in differ] == [
            ("18", "7.22")
        ]
        compared(f"{folder.name}/online_payment.csv", len(groups))


def group_points(row: Row, group: str) -> Fraction:
    names = {name for rule in RULES.indicators for name in rule.count_names}
    counts = {name: int(value) for name, value in row.items() if name in names}
    return Fraction(str(ti.score(counts, missing="allow")[group].points))


class TestPercentageFirst:
    """ "208/244, 9/35, 4/35 -> 6.05 tells them apart": the doubt about online payment, as figures."""

    COUNTS = {
        "dossiers_paid_online": 208,
        "dossiers_with_fees": 244,
        "procedures_paid_online": 9,
        "procedures_with_fee_dossiers": 35,
        "procedures_payable_online": 4,
        "procedures_with_fees": 35,
    }

    def test_as_shipped(self) -> None:
        """The general rule gives a cent less than was published."""
        assert ti.score(self.COUNTS, missing="allow")["online_payment"].points == 6.04

    def test_percentage_rounded_first(self) -> None:
        """A group that says so rounds its percentages first, and gives the published points."""
        import attrs

        first = ti.Rounding(percent_decimals=2)
        groups = [
            attrs.evolve(group, rounding=first) if group.code == "online_payment" else group
            for group in RULES
        ]
        rules = attrs.evolve(RULES, groups=groups)
        card = ti.score(self.COUNTS, rules=rules, missing="allow")

        assert card["online_payment"].points == 6.05
        assert "6 × 85.25% = 5.115 → 5.12 of 6" in card.explain("online_payment.paid")


class TestPhuTho:
    """Phú Thọ province, August 2026: all 21 indicators, "every published figure reproduced"."""

    def test_every_published_figure(self) -> None:
        example = ti.examples.PHU_THO_2026_08
        card = example.score()

        published = {**example.published.points, "total": example.published.total}
        assert {code: card[code].points for code in published} == published
        assert card.complete
        assert card.points == card.percent == 59.92

    def test_sums_of_unrounded_points_are_another_figure(self) -> None:
        """Rounding once at the end is refuted: it gives a cent less here."""
        example = ti.examples.PHU_THO_2026_08
        unrounded = ti.score(example.counts, example.percentages, rounding=None)

        assert unrounded.points == pytest.approx(59.9126, abs=1e-4)


class TestSonDuong:
    """ "The seed notice under these rules": equal, differs, or within what missing counts leave."""

    @pytest.mark.parametrize(
        ("group", "published", "points", "highest"),
        [
            ("transparency", 18.0, 18.00, 18.00),
            ("progress", 18.6, 18.89, 18.89),
            ("online_services", 6.9, 6.40, 10.40),
            ("online_payment", 8.4, 6.67, 6.67),
            ("satisfaction", 18.0, 12.00, 18.00),
            ("digitization", 17.1, 9.69, 19.69),
        ],
    )
    def test_groups(self, group: str, published: float, points: float, highest: float) -> None:
        example = ti.examples.SON_DUONG_2024_03
        score = example.score()[group]

        assert example.published[group] == published
        assert score.points == points
        assert score.bounds == (points, highest)
        assert score.complete == (points == highest)

    def test_printed_percentages(self) -> None:
        """Each percentage that the notice prints beside counts is that of the counts."""
        card = ti.examples.SON_DUONG_2024_03.score()
        printed = {
            "transparency.complete": 100,
            "online_payment.used": 38.89,
            "online_payment.offered": 42.39,
            "online_payment.paid": 77.35,
        }

        assert {code: card[code].percent for code in printed} == printed
        assert card["online_services.provided"].percent == 15.81  # 2,06% + 13,75%
