# SPDX-License-Identifier: MIT
"""Units for data frames of every kind, and what `score()` says of each of them."""

from __future__ import annotations

import math
import random
import re

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import pyarrow as pa

import tthc_index as ti

from tthc_index.testing import TIE_PRONE


Row = dict[str, Any]

#: What no count can be.
BAD = (-1.0, 0.5, -0.25, math.inf, -math.inf)


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
    return {name: row[name] for name in rules.counts}


def hard_rows(rules: ti.RuleSet) -> list[Row]:
    """Units at ties of every indicator's points and percentages, and beside them."""
    return [
        {**dict.fromkeys(rules.counts), **_at(rule, n, d)}
        for rule in rules.scored
        for n, d in _pairs(float(100 * Fraction(str(rule.target))), rule.max_points)
    ]


def _at(rule: ti.Indicator, n: int, d: int) -> Row:
    first, *others = rule.numerator
    synced = {"dossiers_synced": 1, "dossiers_to_sync": 1} if rule.factor else {}
    return {**dict.fromkeys(others, 0), first: n, str(rule.denominator): d, **synced}


def _pairs(target: float, most: float) -> Iterator[tuple[int, int]]:
    """Pairs whose points lie at 0.005 and the like, among them ties that doubles do not hold."""
    for d in (16, 48, 80, 416, 896, 1541, 10**9 + 7, 2**53):
        for cent in (0, 12, 559):
            at = int(Fraction(2 * cent + 1, 200) * Fraction(str(target)) / 100 / Fraction(most) * d)
            yield from ((n, d) for n in (at - 1, at, at + 1) if 0 <= n <= d)


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
    codes = [*(rule.code for rule in rules.scored), *(group.code for group in rules), "total"]
    for index, row in enumerate(rows):
        points = {code: scored[code][index] for code in codes}
        invalid = scored["invalid"][index]
        try:
            card = _card(row, rules=rules, **options)
        except ti.TthcIndexError as error:
            assert set(points.values()) == {None}, (row, points)
            _check_reason(error, str(invalid))
        else:
            _check_points(card, points, invalid)


def _card(row: Row, *, rules: ti.RuleSet, **options: Any) -> ti.ScoreCard:
    level = options.get("level", "level")
    percentages = {code: row.get(f"{code} %") for code in (i.code for i in rules.indicators)}
    return ti.score(
        {name: row[name] for name in rules.counts if name in row and _is_known(row[name])},
        {code: value for code, value in percentages.items() if _is_known(value)},
        rules=rules,
        level=row.get(level, level if level in [*ti.Level] else None),
        missing=options.get("missing", "raise"),
        percent_as="percent",
    )


def _is_known(value: Any) -> bool:
    return value is not None and not math.isnan(value)


def _check_reason(error: ti.TthcIndexError, invalid: str) -> None:
    """All problems in the words of `score()`, but for how the engine writes a number."""
    said = "; ".join(map(str, error.problems))
    if isinstance(error.problems[0], ti.errors.UnknownNameError):
        # At no level, nothing else is for certain; a query can't put a name in quotes.
        assert invalid.replace("'", "").startswith(str(error.problems[0]).replace("'", "")), invalid
    elif any(isinstance(problem, ti.errors.ValueRefusedError) for problem in error.problems):
        # A count that is none may also be said to stand beside a percentage.
        assert _plain(said) <= _plain(invalid), (said, invalid)
    else:
        assert _plain(invalid) == _plain(said), (said, invalid)


def _plain(text: str) -> set[str]:
    """The words: missing counts have no order of their own, numbers no way to be written."""
    words = re.split("[(),; ]+", text.replace("Infinity", "inf"))
    return {str(float(word)) if re.fullmatch(r"-?[\d.e-]+", word) else word for word in words}


def _check_points(card: ti.ScoreCard, points: Row, invalid: str | None) -> None:
    assert invalid is None
    for code, got in points.items():
        assert got == card[code].points, (code, got, card[code].points, card)
