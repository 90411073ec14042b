# SPDX-License-Identifier: MIT
"""The rule set `qd766-2026`, and the oracle of the tests, against published figures.

The tables in `figures/` hold what the National Public Service Portal published; `SOURCE.txt` there
says of whom and when. Those of Phú Thọ keep each distinct figure once: where the folder of all
published rows lies beside the project, that is compared too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

import tthc_index as ti

from .oracle import ZERO, Counts, Oracle, Percentages, half_up, percent_of
from .published_figures import (
    ALL,
    OWN,
    RULES,
    TABLES,
    Row,
    given,
    group_counts,
    points_of,
    rows,
    together,
    units,
)


#: How many figures of the project's own tables each test compares: none is lost unseen.
HELD = {
    "indicators.csv, points": 718,
    "indicators.csv, points with a positive denominator": 705,
    "indicators.csv, percentages": 729,
    "online_payment.csv, groups": 99,
    "online_services.csv, groups": 2,
    "units-2026-10.csv, points": 352,
    "units-2026-10.csv, points with a positive denominator": 324,
    "units-2026-10.csv, percentages": 365,
    "units-2026-10.csv, groups that are the sum of their indicators": 69,
    "units-2026-10.csv, totals that are the sum of their groups": 23,
    "units-2026-10.csv, percentages of groups and totals": 139,
    "units-2026-10.csv, groups of online payment": 22,
}

GROUPS = [group.code for group in RULES]
SCORED = {rule.code for rule in RULES.scored}

Points = dict[str, Decimal | None]
Compute = Callable[[Counts, Percentages], Points]
Compared = Callable[[Path, str, int], None]


def tables(*names: str) -> pytest.MarkDecorator:
    """Run a test on the project's own tables, and on those of the folder beside it if it is there."""
    paths = [path for name in names for path in (OWN / name, ALL / TABLES[name]) if path.is_file()]
    ids = [f"{path.parent.name}/{path.name}" for path in paths]
    return pytest.mark.parametrize("table", paths, ids=ids)


def scored(table: Path) -> Iterator[tuple[Row, Counts, Percentages]]:
    """Each indicator whose points are published, or are published as null for 0/0."""
    for row in rows(table):
        published = row["published_points"] or row["denominator"] == "0"
        if row["indicator"] in SCORED and published:
            yield row, *given(row)


def by_library(counts: Counts, percentages: Percentages) -> Points:
    card = ti.score(counts, percentages, missing="allow")
    points = {code: card[code].points for code in (*card.indicators, *card.groups, "total")}
    return {code: None if p is None else Decimal(str(p)) for code, p in points.items()}


def by_oracle(counts: Counts, percentages: Percentages) -> Points:
    return {code: e.points for code, e in Oracle(RULES).card(counts, percentages).items()}


@pytest.fixture
def held(compared: Callable[[str, int], None]) -> Compared:
    """Say how many figures were compared; of the project's own tables it must be all of them."""

    def record(table: Path, what: str, count: int) -> None:
        compared(f"{table.parent.name}/{table.name}, {what}", count)
        assert table.parent != OWN or count == HELD[f"{table.name}, {what}"]

    return record


@pytest.fixture(params=[by_library, by_oracle], ids=["library", "oracle"])
def compute(request: pytest.FixtureRequest) -> Compute:
    """From counts to points: as the library does it, and as the oracle does."""
    way: Compute = request.param
    return way


class TestPublished2026:
    """What the portal published in 2026: "this reproduces every published figure at hand"."""

    @tables("indicators.csv", "units-2026-10.csv")
    def test_indicators(self, table: Path, compute: Compute, held: Compared) -> None:
        """Every indicator's points to the hundredth; null as null."""
        positive = count = 0
        for row, counts, percentages in scored(table):
            code = row["indicator"]
            assert compute(counts, percentages)[code] == points_of(row), row
            assert RULES[code].max_points == float(row["max_points"]), row
            count += 1
            positive += row["denominator"] not in {"", "0"}
        held(table, "points", count)
        held(table, "points with a positive denominator", positive)

    @tables("indicators.csv", "units-2026-10.csv")
    def test_percentages(self, table: Path, held: Compared) -> None:
        """A published percentage is n / d * 100, half up to 2 decimals."""
        count = 0
        for row in rows(table):
            # For 0/0 the portal prints nothing, 0 or 100: no rate, and no rule to be found in it.
            if row["published_percent"] and row["denominator"] not in {"", "0"}:
                counts, _ = given(row)
                percent = percent_of(int(row["numerator"]), int(row["denominator"]))
                score = ti.score(counts, missing="allow")[row["indicator"]]

                assert half_up(percent, 2) == Decimal(row["published_percent"]), row
                assert score.percent == float(row["published_percent"]), row
                count += 1
        held(table, "percentages", count)

    @tables("online_payment.csv", "online_services.csv")
    def test_groups_with_counts(self, table: Path, compute: Compute, held: Compared) -> None:
        """Every group whose points are published as a whole, from the counts of its indicators."""
        count = 0
        for row in rows(table):
            computed = compute(group_counts(row), {})[table.stem]

            assert computed == points_of(row), row
            count += 1
        held(table, "groups", count)

    @tables("units-2026-10.csv")
    def test_groups_are_sums(self, table: Path, compute: Compute, held: Compared) -> None:
        """Every group is the sum of its published indicators, but for one of the national list."""
        differ, count = [], 0
        for unit in units(table):
            for group, codes in whole_groups(unit):
                summed = sum((points_of(unit[code]) or ZERO for code in codes), ZERO)
                published = points_of(unit[group])

                assert compute(*together(unit[code] for code in codes))[group] == summed, unit
                if summed == published:
                    count += 1
                else:
                    differ.append((unit[group]["unit"], summed, published))
        # The list rounds the percentages of transparency first: 1/57 is 1.75%, and earns 0.10.
        assert differ == [("Thái Nguyên", Decimal("8.11"), Decimal("8.10"))]
        held(table, "groups that are the sum of their indicators", count)

    @pytest.mark.skipif(not ALL.is_dir(), reason="group points stand beside all rows alone")
    def test_groups_of_phu_tho(self, held: Compared) -> None:
        """The same for every unit of Phú Thọ, null as 0."""
        table, count = ALL / TABLES["indicators.csv"], 0
        whole: defaultdict[tuple[str, ...], dict[str, Row]] = defaultdict(dict)
        for row in rows(table):
            group, *_ = row["indicator"].split(".")
            whole[row["period"], row["unit"], row["level"], group][row["indicator"]] = row
        for (*_, group), unit in whole.items():
            codes = [rule.code for rule in RULES[group] if not rule.monitored]
            if {*codes} <= {*unit}:
                summed = sum((points_of(unit[code]) or ZERO for code in codes), ZERO)
                assert summed == Decimal(unit[codes[0]]["published_group_points"])
                count += 1
        held(table, "groups that are the sum of their indicators", count)

    @tables("units-2026-10.csv")
    def test_totals_are_sums(self, table: Path, held: Compared) -> None:
        """Every total is the sum of the published groups; progress is its only indicator."""
        count = 0
        for unit in units(table):
            if "total" in unit:
                groups = [unit.get(code) or unit["progress.on_time"] for code in GROUPS]
                summed = sum((points_of(row) or ZERO for row in groups), ZERO)

                assert summed == points_of(unit["total"]), unit
                count += 1
        held(table, "totals that are the sum of their groups", count)

    @tables("units-2026-10.csv")
    def test_percentages_of_sums(self, table: Path, held: Compared) -> None:
        """The percentage of a group, or of the total, is that of its rounded points."""
        differ, count = [], 0
        for row in rows(table):
            if row["indicator"] in {*GROUPS, "total"} and row["published_percent"]:
                percent = half_up(float(row["published_points"]) / int(row["max_points"]) * 100, 2)
                if percent == Decimal(row["published_percent"]):
                    count += 1
                else:
                    differ.append((row["unit"], row["indicator"], row["published_percent"]))
        # 45.06% is that of 8.11, the points on the province's own page.
        assert differ == [("Thái Nguyên", "transparency", "45.06")]
        held(table, "percentages of groups and totals", count)

    @tables("units-2026-10.csv")
    def test_online_payment(self, table: Path, compute: Compute, held: Compared) -> None:
        """Where two of the three indicators have counts, they leave the third what it can earn."""
        count = 0
        for unit in units(table):
            known = [code for code in unit if code.startswith("online_payment.")]
            if len(known) > 1:
                computed = compute(*together(unit[code] for code in known))["online_payment"]
                rest = (points_of(unit["online_payment"]) or ZERO) - (computed or ZERO)

                assert rest == 0 if len(known) == 3 else 0 <= rest <= 2, unit["online_payment"]
                count += 1
        held(table, "groups of online payment", count)


def whole_groups(unit: dict[str, Row]) -> Iterator[tuple[str, list[str]]]:
    """The groups that are published with all their indicators, and those."""
    for group in RULES:
        codes = [rule.code for rule in group if not rule.monitored]
        if {group.code, *codes} <= {*unit} and group.code != "online_payment":
            yield group.code, codes


class TestTies:
    """The figures that tell one arithmetic from another, as published."""

    @pytest.mark.parametrize(
        ("code", "n", "d", "points"),
        [
            ("transparency.announced_on_time", 1, 48, "0.12"),  # 0.125, and its double lies below
            ("transparency.announced_on_time", 1, 57, "0.11"),  # 1.75% would earn 0.10
            ("transparency.announced_on_time", 3, 16, "1.13"),  # half even would make it 1.12
            ("progress.on_time", 351, 416, "16.88"),  # 16.875 in doubles, too
            ("progress.on_time", 868, 896, "19.38"),  # 19.375 in doubles, too
            ("digitization.reuse", 105_840, 670_009, "0.39"),  # 15.8% would earn 0.40
            ("digitization.results", 133_609, 184_503, "4.34"),  # 72.42% would earn 4.35
        ],
    )
    def test_indicators(self, compute: Compute, code: str, n: int, d: int, points: str) -> None:
        rule = RULES[code]
        counts = {rule.numerator[0]: n, rule.denominator: d}

        assert compute(counts, {})[code] == Decimal(points)

    @pytest.mark.parametrize(
        ("shares", "points", "published"),
        [
            (((4, 35), (9, 35), (208, 244)), ("0.29", "0.64", "5.12"), "6.05"),
            (((8, 40), (18, 40), (1437, 1541)), ("0.50", "1.13", "5.59"), "7.22"),
        ],
    )
    def test_online_payment(
        self,
        compute: Compute,
        shares: tuple[tuple[int, int], ...],
        points: tuple[str, ...],
        published: str,
    ) -> None:
        """The percentage is rounded first; 93.25 * 6 / 100 is 5.595, and its double lies below."""
        codes = [f"online_payment.{name}" for name in ("offered", "used", "paid")]
        counts: dict[str, int] = {}
        for code, (n, d) in zip(codes, shares, strict=True):
            counts |= {RULES[code].numerator[0]: n, RULES[code].denominator: d}
        computed = compute(counts, {})

        assert [computed[code] for code in codes] == [*map(Decimal, points)]
        assert computed["online_payment"] == Decimal(published)

    def test_unconfirmed(self, compute: Compute) -> None:
        """79/80 of 6 is 5.925, and its double lies below: no published figure decides."""
        counts = {"dossiers_synced": 79, "dossiers_to_sync": 80}

        assert compute(counts, {})["transparency.synced"] == Decimal("5.92")


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
        unrounded = ti.score(example.counts, example.percentages, rules=RULES.unrounded)

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


class TestOctober2025:
    """What fits the figures of 2025, of which no counts are at hand: the page on the years before 2026."""

    @pytest.mark.parametrize(
        ("table", "units", "agree"),
        [
            ("provinces-2025-10.csv", 34, 34),
            ("an-giang-departments-2025-10.csv", 15, 15),
            ("provinces-2025.csv", 34, 4),  # over a year, petitions were late in most provinces
        ],
    )
    def test_satisfaction(self, table: str, units: int, agree: int) -> None:
        """12 + progress / 3, and 18 at most: both as in 2026, with all points for petitions."""
        found = [
            Decimal(row["satisfaction"])
            == min(18, 12 + half_up(float(Decimal(row["progress"]) / 3), 2))
            for row in rows(OWN / table)
        ]

        assert (len(found), sum(found)) == (units, agree)

    @pytest.mark.parametrize(
        "table", ["provinces-2025.csv", "provinces-2025-10.csv", "an-giang-departments-2025-10.csv"]
    )
    def test_totals(self, table: str) -> None:
        for row in rows(OWN / table):
            assert sum(Decimal(row[group]) for group in GROUPS) == Decimal(row["published_total"])

    def test_synced_share(self) -> None:
        """18 times the synced share; the same share multiplies that of dossiers submitted online."""
        not_synced = 0
        for row in rows(OWN / "an-giang-departments-2025-10.csv"):
            synced = Decimal(row["transparency"]) / 18
            most = 4 + min(Decimal(6), half_up(float(12 * synced), 2))
            not_synced += synced < 1

            assert Decimal(row["online_services"]) <= most
        assert not_synced == 4
