# SPDX-License-Identifier: MIT
"""One arithmetic on every path: single units, arrays and data frames give what the oracle gives."""

from __future__ import annotations

import math

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import inf, nextafter
from typing import Any

import attrs
import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import tthc_index as ti

from . import frames
from .oracle import Expected, Oracle


RULES = ti.ruleset("qd766-2026")
SUBMITTED, SYNCED = "online_services.submitted", "transparency.synced"

Row = Mapping[str, Any]
Points = list[dict[str, float | None]]

CODES = [*(rule.code for rule in RULES.scored), *(group.code for group in RULES), "total"]


# The paths: each takes rows, of counts and of percentages by "code %", and gives points by code.


def _score(rows: Sequence[Row], rules: ti.RuleSet) -> Points:
    said: Any = {"rules": rules, "missing": "allow", "percent_as": "percent"}
    cards = [ti.score(*_apart(row), **said) for row in rows]
    return [{code: card[code].points for code in CODES} for card in cards]


def _apart(row: Row) -> tuple[dict[str, Any], dict[str, Any]]:
    counts = {name: value for name, value in row.items() if "%" not in name}
    return counts, {name[:-2]: value for name, value in row.items() if "%" in name}


def _many(kind: Any) -> Callable[[Sequence[Row], ti.RuleSet], Points]:
    def points(rows: Sequence[Row], rules: ti.RuleSet) -> Points:
        columns = {name: _array([row[name] for row in rows], kind) for name in rows[0]}
        table = ti.score_many(columns, rules=rules, missing="allow")
        return _by_row({**table.indicator_points, **table.group_points, "total": table.points})

    return points


def _array(values: list[Any], kind: Any) -> Any:
    whole = not any(value is None or isinstance(value, float) for value in values)
    return np.array(values, kind if whole or kind is not np.int64 else np.float64)


def _by_row(columns: Mapping[str, Any]) -> Points:
    lists = {code: np.asarray(columns[code], float).tolist() for code in CODES}
    rows = zip(*lists.values(), strict=True)
    return [
        {code: None if math.isnan(v) else v for code, v in zip(lists, row, strict=True)}
        for row in rows
    ]


def _frame(
    make: Callable[[pa.Table], Any], read: Callable[[Any], Mapping[str, Any]]
) -> Callable[[Sequence[Row], ti.RuleSet], Points]:
    def points(rows: Sequence[Row], rules: ti.RuleSet) -> Points:
        scored = ti.score_frame(make(frames.table(rows)), rules=rules, missing="allow")
        return _by_row(read(scored))

    return points


#: Ibis runs on DuckDB, by the same expressions; it has its share in tests/test_frame.py.
PATHS = {
    "score": _score,
    "int": _many(np.int64),
    "float": _many(np.float64),
    "object": _many(object),
    "pandas": _frame(pa.Table.to_pandas, lambda frame: frame),
    "polars": _frame(pl.DataFrame, lambda frame: frame.to_dict(as_series=False)),
    "polars-lazy": _frame(
        lambda units: pl.DataFrame(units).lazy(),
        lambda frame: frame.collect().to_dict(as_series=False),
    ),
    "duckdb": _frame(
        lambda units: duckdb.connect().from_arrow(units),
        lambda relation: relation.to_arrow_table().to_pydict(),
    ),
}

each_path = pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)


def expected(rows: Sequence[Row], rules: ti.RuleSet) -> Points:
    """What the oracle gives."""
    oracle = Oracle(rules)
    cards = [oracle.card(*map(_known, _apart(row))) for row in rows]
    return [{code: _as_double(card[code]) for code in CODES} for card in cards]


def _known(values: Row) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _as_double(part: Expected) -> float | None:
    return None if part.points is None else float(part.points)


def check(path: Any, rows: Sequence[Row], rules: ti.RuleSet = RULES) -> None:
    for row, got, wanted in zip(rows, path(rows, rules), expected(rows, rules), strict=True):
        assert got == wanted, row


# The rows.


def near_ties(rule: ti.Indicator, rules: ti.RuleSet) -> list[Row]:
    """Counts whose points, or whose percentage where it is rounded first, are near the middle."""
    first, *others = rule.numerator
    fixed = {**dict.fromkeys(others, 0), "dossiers_synced": 1, "dossiers_to_sync": 1}
    if rule.code == SYNCED:
        fixed = {}
    steps = Fraction(str(rule.target)) / int(rule.max_points) / 200
    halves = [Fraction(2 * cent + 1) * steps for cent in range(0, int(100 * rule.max_points), 61)]
    rounding = rules.rounding_of(Oracle(rules).group_of[rule.code])
    if rounding is not None and rounding.percent_decimals is not None:
        halves += [Fraction(2 * n + 1, 20_000) for n in range(0, 10_000, 911)]
    pairs = [
        (n, d)
        for d in (16, 48, 80, 96, 200, 400, 800, 1541, 20_000, 10**9 + 7, 2**53)
        for half in halves
        for n in (int(half * d), int(half * d) + 1)
        if n <= d
    ]
    return [{**fixed, first: n, str(rule.denominator): d} for n, d in dict.fromkeys(pairs)]


class TestNearTies:
    """Of every indicator, by its counts."""

    @pytest.mark.parametrize("rule", RULES.scored, ids=lambda rule: rule.code)
    @pytest.mark.parametrize("name", ["int", "float"])
    def test_points(self, name: str, rule: ti.Indicator) -> None:
        rows, oracle = near_ties(rule, RULES), Oracle(RULES)

        got = [points[rule.code] for points in PATHS[name](rows, RULES)]
        assert got == [_as_double(oracle.indicator(rule, row, {})) for row in rows]

    @each_path
    def test_percentages_that_are_rounded_first(self, path: Any) -> None:
        """9/80 is 11.25% exactly, 9/160 is 5.625%, and 1437/1541 of 6 points is 5.59."""
        rows = near_ties(RULES["online_payment.paid"], RULES)[::5]
        published = [(1437, 1541), (208, 244), (9, 35), (4, 35), (18, 40), (9, 160), (1, 3)]
        counts = ("dossiers_paid_online", "dossiers_with_fees")
        rows += [{**rows[0], **dict(zip(counts, pair, strict=True))} for pair in published]

        check(path, rows)

    @each_path
    @pytest.mark.parametrize("decimals", [0, 1, 3])
    def test_any_decimals(self, path: Any, decimals: int) -> None:
        """Where rules round points, or percentages first, to other decimals."""
        rounding = ti.Rounding(decimals=3, percent_decimals=decimals)
        groups = [attrs.evolve(g, rounding=rounding) for g in RULES]
        rules = attrs.evolve(RULES, id="own", groups=groups, rounding=ti.Rounding(decimals=3))

        check(path, near_ties(rules["online_payment.paid"], rules)[::5], rules)


class TestGivenPercentages:
    """By a percentage in place of the counts."""

    VALUES = (
        *(0.0, 100.0, 50.0, 49.99, 50.01, 79.99, 80.0, 80.01, 89.99, 90.0, 94.44, 93.53),
        *(18.75, 2.0833333333333335, 33.335, 0.005, 1.005, 99.995, 93.245, 93.255),
        *(nextafter(80, 0), nextafter(80, inf), nextafter(50, 0), nextafter(18.75, 0)),
    )

    @each_path
    def test_of_every_indicator(self, path: Any) -> None:
        rows = [{f"{rule.code} %": value for rule in RULES.scored} for value in self.VALUES]

        check(path, rows)


class TestGaps:
    """Null, 0/0 and percentages beside plain counts, in one table."""

    ROWS: tuple[Row, ...] = tuple(
        {
            "dossiers_paid_online": n,
            "dossiers_with_fees": d,
            "dossiers_on_time": n,
            "dossiers_handled": d,
            "petitions_satisfied": n,
            "petitions_answered": d,
            "procedures_partly_online": other,
            "procedures_fully_online": n,
            "procedures_in_scope": None if d is None else 3 * d,
            "digitization.results %": percent,
        }
        for n, d, other, percent in [
            (1, 3, 1, None),
            (0, 0, 0, 100.0),
            (None, 7, 2, 33.335),
            (7, None, 1, 66.665),
            (None, None, None, None),
            (0, 8, None, 0.0),
            (8, 8, 8, None),
            (18, 40, 22, 99.995),
        ]
    )

    @each_path
    def test_each_row(self, path: Any) -> None:
        check(path, self.ROWS)

    @each_path
    @pytest.mark.parametrize("kinds", ["plain", "odd"])
    def test_few_among_many(self, path: Any, kinds: str) -> None:
        """Most rows plain, or most rows not: the points are those of the row by itself."""
        plain, odd = self.ROWS[7], self.ROWS[1]
        rows = [odd, *[plain] * 20] if kinds == "plain" else [plain, *[odd] * 20]

        check(path, rows)

    def test_batches(self) -> None:
        """Counts of all kinds, in each group."""
        rows = [_clean(row) for row in frames.batch(RULES, 100, seed=53)]
        for name in ("float", "object"):
            check(PATHS[name], rows)


def _clean(row: Row) -> Row:
    """A row without what is refused."""
    known = {n: None if v is None or v % 1 or not 0 <= v < inf else int(v) for n, v in row.items()}
    for rule in RULES.indicators:
        if rule.denominator is not None:
            parts = [known[name] or 0 for name in rule.numerator]
            d = known[rule.denominator]
            if d is not None and sum(parts) > d:
                known |= dict.fromkeys(rule.numerator, 0)
    days = row["average_handling_days"]
    known["average_handling_days"] = None if days is None or not 0 <= days < inf else days
    return known


class TestFactor:
    """ "rate = submitted / received * synced / to sync": percent of the one times the other's rate."""

    @staticmethod
    def row(n: Any, d: Any, synced: Any, to_sync: Any, **percentages: Any) -> Row:
        shares = {"own": SUBMITTED, "other": SYNCED}
        return {
            "dossiers_submitted_online": n,
            "dossiers_received": d,
            "dossiers_synced": synced,
            "dossiers_to_sync": to_sync,
            **{f"{code} %": percentages.get(key) for key, code in shares.items()},
        }

    @each_path
    def test_counts(self, path: Any) -> None:
        rows = [
            self.row(n, d, synced, to_sync)
            for n, d in [(1, 3), (1, 2), (11, 40), (7, 800), (4999, 10_000), (2**52, 2**53)]
            for synced, to_sync in [(1, 1), (2, 3), (79, 80), (0, 9), (10**9, 10**9 + 7), (0, 0)]
        ]

        check(path, rows)

    @each_path
    def test_missing_empty_and_as_a_percentage(self, path: Any) -> None:
        rows = [
            self.row(20, 100, None, 5),
            self.row(20, 100, 5, None),
            self.row(20, 100, None, None, other=12.5),
            self.row(20, 100, 0, 0),
            self.row(None, None, 1, 2, own=33.3),
            self.row(None, None, None, None, own=33.3, other=66.7),
            self.row(None, None, None, None, own=33.3),
            self.row(0, 0, None, None),
            self.row(0, 0, 1, 2),
            self.row(None, 100, 1, 2),
            self.row(20, None, 1, 2),
            self.row(1, 8, None, None, other=57.0),  # 57.0 / 100 is a bit less than 57.0 * 0.01
        ]

        check(path, rows)
        points = path(rows, RULES)
        assert [row[SUBMITTED] for row in points] == [
            *(None, None, 0.3, 2.4),  # a percentage of the factor is known, and its 0/0 is 1
            *(2.0, 2.67, None),
            *(None, None, None, None, 0.85),
        ]
        assert [row["online_services"] for row in points[6:9]] == [None, 0, 0]

    @each_path
    def test_where_percentages_are_rounded_first(self, path: Any) -> None:
        """The product is what is rounded."""
        rounding = ti.Rounding(percent_decimals=2)
        groups = [attrs.evolve(g, rounding=rounding) for g in RULES]
        rules = attrs.evolve(RULES, id="own", groups=groups)
        rows = [self.row(n, 800, k, 7) for n in (1, 7, 333, 399) for k in (1, 3, 6, 7)]

        check(path, rows, rules)

    @pytest.mark.parametrize("name", ["score", "float", "object"])
    def test_unrounded(self, name: str) -> None:
        counts = self.row(1, 3, 2, 3)
        (got,) = PATHS[name]([counts], RULES.unrounded)

        assert got[SUBMITTED] == 1 / 3 * 100 * (2 / 3) * 6 / 50

    @pytest.mark.parametrize("level", ["commune", "province"])
    def test_at_a_level_where_the_other_does_not_apply(self, level: str) -> None:
        """There is nothing to multiply by, whatever was counted."""
        rules = RULES.with_indicator(SYNCED, levels=["province"], evidence=ti.Evidence())
        row = {
            "dossiers_submitted_online": [20],
            "dossiers_received": [100],
            "dossiers_synced": [1],
            "dossiers_to_sync": [2],
        }
        card = ti.score(
            {name: value[0] for name, value in row.items()},
            rules=rules,
            level=level,
            missing="allow",
        )
        many = ti.score_many({**row, "level": [level]}, rules=rules, missing="allow")
        frame = ti.score_frame(
            duckdb.connect().from_arrow(pa.table({**row, "level": [level]})),
            rules=rules,
            missing="allow",
        )

        wanted = 2.4 if level == "commune" else 1.2
        assert card[SUBMITTED].points == many.indicator_points[SUBMITTED][0] == wanted
        assert frame.to_arrow_table()[SUBMITTED].to_pylist() == [wanted]

    @pytest.mark.parametrize(
        ("counts", "bounds"),
        [
            # The factor is not known: from nothing to what the own rate earns by itself.
            ({"dossiers_submitted_online": 20, "dossiers_received": 100}, (0.0, 2.4)),
            # The own rate is not known: up to what the factor leaves.
            ({"dossiers_synced": 1, "dossiers_to_sync": 4}, (0.0, 3.0)),
            (
                {"dossiers_received": 100, "dossiers_synced": 1, "dossiers_to_sync": 4},
                (0.0, 3.0),
            ),
            ({"dossiers_submitted_online": 0, "dossiers_synced": 1, "dossiers_to_sync": 4}, (0, 0)),
            # Its own 0/0 needs no factor.
            ({"dossiers_submitted_online": 0, "dossiers_received": 0}, (0, 0)),
            ({}, (0, 6)),
        ],
    )
    def test_bounds(self, counts: dict[str, int], bounds: tuple[float, float]) -> None:
        assert ti.score(counts, missing="allow")[SUBMITTED].bounds == bounds

    def test_bounds_of_a_percentage(self) -> None:
        card = ti.score({}, {SUBMITTED: 20}, missing="allow")

        assert card[SUBMITTED].status == ti.Status.MISSING
        assert card[SUBMITTED].bounds == (0.0, 2.4)

    def test_its_counts_are_asked_for(self) -> None:
        counts = dict.fromkeys(RULES.count_names, 1) | {"procedures_in_scope": 2}
        del counts["dossiers_synced"]
        with pytest.raises(ti.errors.MissingCountsError) as caught:
            ti.score(counts)
        assert caught.value.names == ("dossiers_synced",)
        assert caught.value.indicators == (SYNCED, SUBMITTED)


class TestLargest:
    """2^53, the largest count, on every path; and sums of parts that reach it."""

    @each_path
    def test_counts(self, path: Any) -> None:
        most = 2**53
        rows = [
            {"dossiers_on_time": n, "dossiers_handled": d}
            for n, d in [(most, most), (most - 1, most), (1, most), (0, most), (most // 3, most)]
        ]

        check(path, rows)

    @each_path
    def test_sums(self, path: Any) -> None:
        most = 2**53
        rows = [
            {
                "procedures_partly_online": a,
                "procedures_fully_online": b,
                "procedures_in_scope": most,
            }
            for a, b in [
                (most, 0),
                (0, most),
                (most - 1, 1),
                (most // 2, most // 2),
                (1, 2),
                (1, 0),
            ]
        ]

        check(path, rows)

    @each_path
    @pytest.mark.parametrize(
        ("counts", "said"),
        [
            ({"dossiers_on_time": 1, "dossiers_handled": 2**53 + 1}, "above 2^53"),
            ({"dossiers_on_time": 2**53 + 1, "dossiers_handled": 2**53}, "above 2^53"),
            ({"accounts_authenticated": 2**53 + 1}, "above 2^53"),
            ({"dossiers_on_time": 2**53, "dossiers_handled": 2**53 - 1}, "above dossiers_handled"),
            (
                {
                    "procedures_partly_online": 2**53,
                    "procedures_fully_online": 1,
                    "procedures_in_scope": 2**53,
                },
                "above procedures_in_scope",
            ),
        ],
    )
    def test_refused(self, path: Any, counts: Row, said: str) -> None:
        if any(path is PATHS[name] for name in ("score", "int", "object")):
            with pytest.raises(ti.TthcIndexError, match=said.replace("^", r"\^")):
                path([counts], RULES)
        elif path is not PATHS["float"]:  # there, 2^53 + 1 is 2^53
            assert set(path([counts], RULES)[0].values()) == {None}

    @each_path
    def test_k_times_both_counts(self, path: Any) -> None:
        """k * n / k * d is the same rate, as long as both stay counts."""
        pairs = [(1, 48), (3, 16), (79, 80), (1437, 1541), (105_840, 670_009), (2, 3)]
        rows = [
            {
                "dossiers_paid_online": k * n,
                "dossiers_with_fees": k * d,
                "dossiers_synced": k * n,
                "dossiers_to_sync": k * d,
            }
            for n, d in pairs
            for k in (1, 2, 3, 10, 97, 10**6, 2**53 // d)
        ]
        points = path(rows, RULES)

        assert points == [points[row - row % 7] for row in range(len(rows))]


class TestPublishedTies:
    """What the portal published at ties, and beside them."""

    @each_path
    @pytest.mark.parametrize(
        ("code", "n", "d", "points"),
        [
            ("transparency.announced_on_time", 1, 48, 0.12),
            ("digitization.results", 3, 16, 1.13),
            ("progress.on_time", 351, 416, 16.88),
            ("progress.on_time", 868, 896, 19.38),
            ("online_payment.used", 18, 40, 1.13),
            ("online_payment.paid", 1437, 1541, 5.59),
            ("online_payment.paid", 208, 244, 5.12),
            ("digitization.reuse", 105_840, 670_009, 0.39),
            ("transparency.synced", 79, 80, 5.92),
        ],
    )
    def test_points(self, path: Any, code: str, n: int, d: int, points: float) -> None:
        numerator, denominator = RULES[code].count_names

        assert path([{numerator: n, denominator: d}], RULES)[0][code] == points


def test_decimals_are_numbers_too() -> None:
    """A count, a percentage and a number of days, exact to more places than doubles have."""
    hair = Decimal("0.00000000000000000001")
    columns = {
        "progress.on_time %": [50 + hair, 100 - hair, 100 + hair, Decimal(25)],
        "average_handling_days": [7 + hair, 7 - hair, 100 + hair, 100 + hair],
        "dossiers_completed": [Decimal(1), Decimal(2), Decimal(3), 4 - hair],
    }
    table = ti.score_many(columns, missing="allow", invalid="flag")

    assert table.points[:2].tolist() == [10.0, 20.0]
    assert list(table.invalid) == [2, 3]
    assert pd.isna(table.points[2:]).all()
