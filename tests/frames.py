# SPDX-License-Identifier: MIT
"""Units for data frames of every kind, and what `score()` says of each of them."""

from __future__ import annotations

import math
import random
import re

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

import tthc_index as ti

from tthc_index.testing import TIE_PRONE


Row = dict[str, Any]

#: What no count can be.
BAD = (-1.0, 0.5, -0.25, math.inf, -math.inf)

#: Why a frame alone refuses a row: doubles can't hold it for sure.
LARGE, STEP = "too large for a data frame", "too close to a step of rounding"


def batch(rules: ti.RuleSet, size: int, seed: int) -> list[Row]:
    """Units with a taste for edges: ties, 0/0, counts that are missing and that can't be."""
    rng = random.Random(seed)  # noqa: S311  # the same rows in every run
    return [_row(rules, rng) for _ in range(size)]


def _row(rules: ti.RuleSet, rng: random.Random) -> Row:
    row: Row = {}
    for rule in rules.indicators:
        kinds = (0, rng.randint(1, 20), rng.choice(TIE_PRONE), rng.randint(0, 10**9))
        d = row.setdefault(str(rule.denominator), float(rng.choice(kinds)))
        for name in rule.numerator:
            shares = (0.0, d, d - 1, rng.randint(0, int(d)), rng.randint(0, int(d)))
            row.setdefault(name, max(0.0, rng.choice(shares) // len(rule.numerator)))
    for name in rng.sample(sorted(row), k=rng.choice((0, 0, 0, 1, 5))):
        row[name] = rng.choice((None, math.nan, *BAD, 1e9))
    return {name: row[name] for name in rules.whole}


def table(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """The rows as a table: of whole numbers wherever a whole column is."""
    return pa.table({name: _column(name, [row[name] for row in rows]) for name in rows[0]})


def _column(name: str, values: list[Any]) -> pa.Array:
    if name == "level":
        return pa.array([value and str(value) for value in values], pa.string())
    if all(value is None or value % 1 == 0 for value in values):
        return pa.array([None if value is None else int(value) for value in values], pa.int64())
    return pa.array(values, pa.float64())


def check(
    rows: Sequence[Row], scored: Mapping[str, Sequence[Any]], rules: ti.RuleSet, **options: Any
) -> None:
    """Hold what a frame says of every row against what `score()` says."""
    used = rules if options.get("rounding", "rules") else rules.unrounded
    codes = [*(rule.code for rule in used.scored), *(group.code for group in used), "total"]
    for index, row in enumerate(rows):
        points = {code: scored[code][index] for code in codes}
        invalid = scored["invalid"][index]
        try:
            card = _card(row, rules=used, **options)
        except ti.TthcIndexError as error:
            assert set(points.values()) == {None}, (row, points)
            _check_reason(error, str(invalid))
        else:
            _check_points(card, points, invalid)


def _card(row: Row, *, rules: ti.RuleSet, **options: Any) -> ti.ScoreCard:
    columns, column = options.get("percentages", {}), options.get("level_column")
    return ti.score(
        {name: row[name] for name in rules.whole if name in row and _is_known(row[name])},
        {code: row[name] for code, name in columns.items() if _is_known(row[name])},
        rules=rules,
        level=options.get("level") if column is None else row[column],
        missing=options.get("missing", "raise"),
    )


def _is_known(value: Any) -> bool:
    return value is not None and not math.isnan(value)


def _check_reason(error: ti.TthcIndexError, invalid: str) -> None:
    """All problems in the words of `score()`, but for how the engine writes a number."""
    said = "; ".join(map(str, error.problems))
    if isinstance(error.problems[0], ti.UnknownLevelError):
        # At no level, nothing else is for certain.
        assert invalid.startswith(str(error.problems[0]).replace("'", "")), invalid
    elif LARGE in invalid or STEP in invalid:
        assert any(_plain(str(problem)) & _plain(invalid) for problem in error.problems)
    elif any(isinstance(problem, ti.CountValueError) for problem in error.problems):
        # A count that is none may also be said to stand beside a percentage.
        assert _plain(said) <= _plain(invalid), (said, invalid)
    else:
        assert _plain(invalid) == _plain(said), (said, invalid)


def _plain(text: str) -> set[str]:
    """The words: missing counts have no order of their own, numbers no way to be written."""
    words = re.split("[(),; ]+", text.replace("Infinity", "inf"))
    return {str(float(word)) if re.fullmatch(r"-?[\d.e-]+", word) else word for word in words}


def _check_points(card: ti.ScoreCard, points: Row, invalid: str | None) -> None:
    if invalid is not None:
        counts = [*card._counts.values(), 0]
        assert STEP in invalid or (LARGE in invalid and max(counts) > 10**6), invalid
        assert set(points.values()) == {None}
        return
    for code, got in points.items():
        expected = card[code].points
        if expected is None or card.rules.rounding:
            assert got == expected, (code, got, expected, card)
        else:
            # A percentage of 5e-324 is a rate of 0: doubles have nothing smaller.
            assert math.isclose(got, expected, rel_tol=1e-12, abs_tol=1e-300), (code, got, card)
