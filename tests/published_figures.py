# SPDX-License-Identifier: MIT
"""The tables of published figures: the project's own, and all rows where their folder stands beside it.

`figures/SOURCE.txt` says of whom they are and when they were read.
"""

from __future__ import annotations

import csv

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

import tthc_index as ti

from .oracle import Counts, Percentages


OWN = Path(__file__).parent / "figures"
ALL = Path(__file__).parents[2] / "shared" / "data"

#: The project's own tables, and all published rows of the same kind.
TABLES = {
    "indicators.csv": "portal-2026/indicators.csv",
    "online_payment.csv": "portal-2026/online_payment.csv",
    "online_services.csv": "portal-2026/online_services.csv",
    "units-2026-10.csv": "portal-2026-10/figures.csv",
}

RULES = ti.ruleset("qd766-2026")

Row = dict[str, str]


def rows(table: Path) -> Iterator[Row]:
    """A table row by row."""
    with table.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def units(table: Path) -> list[dict[str, Row]]:
    """The rows of each unit, by indicator, group or total."""
    found: defaultdict[tuple[str, ...], dict[str, Row]] = defaultdict(dict)
    for row in rows(table):
        found[row["period"], row["unit"], row["code"]][row["indicator"]] = row
    return list(found.values())


def points_of(row: Row) -> Decimal | None:
    """Published points; None where they are null."""
    return Decimal(row["published_points"]) if row["published_points"] else None


def given(row: Row) -> tuple[Counts, Percentages]:
    """Counts of one indicator; or its percentage, where the counts are not published."""
    rule = RULES[row["indicator"]]
    if not row["denominator"]:
        return {}, {rule.code: float(row["published_percent"])}
    (numerator,) = rule.numerator
    return {numerator: int(row["numerator"]), rule.denominator: int(row["denominator"])}, {}


def together(parts: Iterable[Row]) -> tuple[Counts, Percentages]:
    """What several rows of one unit give."""
    counts: dict[str, int] = {}
    percentages: dict[str, float] = {}
    for row in parts:
        own, shares = given(row)
        counts |= own
        percentages |= shares
    return counts, percentages


def group_counts(row: Row) -> Counts:
    """The counts of a whole group in one row; where it says nothing of it, all dossiers were synced."""
    names = {name for rule in RULES.indicators for name in rule.count_names}
    counts = {name: int(value) for name, value in row.items() if name in names}
    return {**counts, "dossiers_synced": 1, "dossiers_to_sync": 1}
