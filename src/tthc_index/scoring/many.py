# SPDX-License-Identifier: MIT
"""Many units at once: from columns of counts to arrays of points."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Literal

import attrs
import numpy as np

from numpy.typing import NDArray

from tthc_index.errors import (
    InvalidRowsError,
    MissingCountsError,
    TthcIndexError,
    ValueRefusedError,
    raise_problems,
)
from tthc_index.rules import resolve
from tthc_index.rules.objects import Indicator, Level
from tthc_index.rules.sets import RuleSet

from . import arithmetic
from . import kernel as _engine
from .arithmetic import Plan, plan
from .columns import Column, Columns, as_numbers, as_percentages, read_columns
from .inputs import PERCENT_AS, PercentAs, read_choice, read_level
from .kernel import INVALID, MISSING, Grant, Share
from .rates import Counts, Source, unsound
from .table import SPELLED_OUT, Detail, Floats, ScoredRows, ScoreTable


def score_many(
    columns: Any,
    *,
    rules: RuleSet | str = "qd766-2026",
    level: Level | str | None = None,
    missing: Literal["raise", "allow"] = "raise",
    detail: Detail = "indicators",
    invalid: Literal["raise", "flag"] = "raise",
    threads: int | None = None,
    units: Any = None,
    percent_as: PercentAs = None,
) -> ScoreTable:
    """Score many units: from columns of counts to arrays of points, one row a unit.

    The points are those that `score` gives, to the last bit.

    Args:
        columns: Name to array: integers or floats of any size, contiguous or not, masked or
            nullable (null, or NaN, where a count is not known), a pandas, polars or pyarrow
            column, a list. Or a data frame with such columns, or anything that streams Arrow, such
            as a relation of DuckDB; its other columns are left alone.
            A count's column bears the count's name; a percentage's (0 to 100) the indicator's code
            and a percent sign, "progress.on_time %". Arrays are read where they lie, and should not
            be changed while the table is in use.
        rules: A rule set or the id of one.
        level: The level of all units, or the name of the column of their levels, which is "level"
            where it is not said; needed only where the rules differ by level.
        missing: "raise" refuses rows with missing counts; "allow" scores what is there.
        detail: What to compute and keep: "indicators" for all, "groups" for groups and totals,
            or the "total" alone.
        invalid: "raise" refuses the whole if a row can't be scored; "flag" scores all others,
            and `table.invalid` tells the reasons.
        threads: How many threads work at once; None for as many as the machine has processors
            and the rows are worth.
        units: The units' names, one a row; or the name of the column that holds them, which is
            "unit" where it is not said.
        percent_as: "percent" for percentages such as 94.44, "fraction" for 0.9444. None takes
            them for the first, and refuses columns that could be the second: values that all lie
            within 0 and 1, and are not all 0 or 1.

    Raises:
        InvalidRowsError: If rows are refused, for a reason that `score` names; the first 20 with
            their reasons, and how many there are.
        MissingCountsError: If whole columns are missing, unless *missing* is "allow".
        UnknownNameError: For an unknown name in a mapping; in a data frame, for a column of
            numbers whose name is nearly that of a count.
        UnknownNameError: For an unknown level, or none where the rules need one.
        ValueRefusedError: For columns that are no numbers, may be fractions, or are of different
            lengths, and for any other argument that is none of what it can be.
        Problems: If there are several of these problems.

    >>> import tthc_index as ti
    >>> table = ti.score_many(
    ...     {"dossiers_on_time": [87, 170, None], "dossiers_handled": [89, 200, 10]}, missing="allow"
    ... )
    >>> table.group_points["progress"]
    array([19.55, 17.  ,   nan])
    >>> table[1]["progress"].points
    17.0
    """
    used = resolve(rules)
    problems: list[TthcIndexError] = []
    read_choice("missing", missing, ("raise", "allow"), problems)
    read_choice("detail", detail, ("indicators", "groups", "total"), problems)
    read_choice("invalid", invalid, ("raise", "flag"), problems)
    read_choice("percent_as", percent_as, PERCENT_AS, problems)
    if threads is not None and not (type(threads) is int and threads > 0):
        problems.append(ValueRefusedError("threads", threads, "a whole number above 0, or None"))
    given = read_columns(columns, used, level, problems, units)
    percentages = as_percentages(given.percentages, percent_as, problems)
    levels = read_level(level, used, problems) if given.level is None else given.level
    size = _size(given, problems)
    if missing == "raise":
        problems += missing_columns(used, given.counts, given.percentages)
    raise_problems(problems)
    if given.units is not None:
        given.units.setflags(write=False)
    rows = ScoredRows(used, missing, given.counts, percentages, levels)
    table = attrs.evolve(_compute(rows, size, detail, threads), units=given.units)
    refused = table.invalid
    if invalid == "raise" and len(refused):
        first = [(int(row), refused[int(row)]) for row in refused.rows[:SPELLED_OUT]]
        raise InvalidRowsError(tuple(first), len(refused))
    return table


def _size(given: Columns, problems: list[TthcIndexError]) -> int:
    """The length that all columns have."""
    beside = {"unit": given.units, "level": given.level}
    columns = {**given.counts, **given.percentages, **beside}
    lengths = {name: len(column) for name, column in columns.items() if column is not None}
    if len(set(lengths.values())) > 1:
        problems.append(ValueRefusedError("columns", lengths, "columns of one length"))
    if not (given.counts or given.percentages):
        allowed = "at least one column of counts or percentages"
        problems.append(ValueRefusedError("columns", [*lengths], allowed))
    return max(lengths.values(), default=0)


def missing_columns(
    rules: RuleSet, counts: Collection[str], percentages: Collection[str]
) -> list[TthcIndexError]:
    """Whole columns that no row can do without."""
    codes, names = [], []
    for rule in rules.scored:
        # At a level to which a rule does not apply, a row can.
        if len(rule.levels) == len(Level):
            absent = plan(rules, None).scored[rule.code].lacks(counts, percentages)
            codes += [rule.code] * bool(absent)
            names += absent
    return [MissingCountsError(tuple(dict.fromkeys(names)), tuple(codes))] if codes else []


def _compute(rows: ScoredRows, size: int, detail: Detail, threads: int | None) -> ScoreTable:
    rules = rows.rules
    scored = [rule.code for rule in rules.scored] if detail == "indicators" else []
    groups = [group.code for group in rules] if detail != "total" else []
    block = np.empty((len(scored) + len(groups) + 1, size))
    states = np.zeros(size, np.uint8)
    numbers = {
        name: as_numbers(column, whole=rules.counts[name]) for name, column in rows.counts.items()
    }
    states |= _unsound_figures(rules, numbers, size) * np.uint8(INVALID)
    percentages = {
        code: as_numbers(column, whole=False) for code, column in rows.percentages.items()
    }
    columns, odd = _Columns(numbers, percentages, size), np.zeros(size, bool)
    for code in percentages:
        odd |= columns.beside(rules[code])
    for level, at in _by_level(rows.levels, size, states, rules):
        _write(columns.at(at), plan(rules, level), rules, (block, states, at), threads)
    for row in np.flatnonzero(odd):
        states[row] = _fill_one(block[:, row], rows, int(row), [*scored, *groups, "total"])
    refused = (states & (INVALID if rows.missing == "allow" else INVALID | MISSING)).astype(bool)
    if refused.any():
        block[:, refused] = np.nan
    complete = states == 0
    for array in (block, complete, refused):
        array.setflags(write=False)
    named = dict(zip([*scored, *groups], block, strict=False))
    return ScoreTable(
        rules=rules,
        points=block[-1],
        complete=complete,
        units=None,
        groups={code: named[code] for code in groups},
        indicators={code: named[code] for code in scored},
        refused=refused,
        rows=rows,
    )


def _unsound_figures(rules: RuleSet, numbers: Mapping[str, Column], size: int) -> NDArray[np.bool_]:
    """Where figures that are no share can't be: below 0, infinite, or fractional if not days."""
    wrong = np.zeros(size, bool)
    for rule in rules.indicators:
        for name in rule.numerator if rule.denominator is None else ():
            if name in numbers:
                counts = numbers[name]
                whole = rules.counts[name]
                wrong |= unsound(counts) if whole else (counts < 0) | np.isinf(counts)
    return wrong


@attrs.frozen(eq=False)
class _Columns:
    """Columns to compute with: counts by name, percentages by code."""

    counts: Mapping[str, Column]
    percentages: Mapping[str, Column]
    size: int

    def of(self, share: arithmetic.Share) -> Counts:
        """Those of one share; all null where there are none."""
        nothing = np.broadcast_to(np.nan, self.size)
        *numerator, denominator = (Source.of(self.counts.get(n, nothing)) for n in share.names)
        percent = self.percentages.get(share.code)
        return Counts(
            tuple(numerator), denominator, None if percent is None else Source.of(percent)
        )

    def has_own(self, share: arithmetic.Share, scored: frozenset[str]) -> bool:
        """Whether any column is there that no scored indicator checks already."""
        own = {*share.names} - scored
        return share.code in self.percentages or any(name in self.counts for name in own)

    def beside(self, rule: Indicator) -> NDArray[np.bool_]:
        """Where counts stand beside a percentage, which needs a closer look."""
        counts = [self.counts[name] for name in rule.count_names if name in self.counts]
        nowhere = np.zeros(self.size, bool)
        there = np.logical_or.reduce([nowhere, *(~np.isnan(column) for column in counts)])
        beside: NDArray[np.bool_] = there & ~np.isnan(self.percentages[rule.code])
        return beside

    def at(self, rows: NDArray[np.intp] | slice) -> _Columns:
        """Some of the rows: views if they follow each other."""
        counts = {name: column[rows] for name, column in self.counts.items()}
        percentages = {code: column[rows] for code, column in self.percentages.items()}
        size = len(range(self.size)[rows]) if isinstance(rows, slice) else len(rows)
        return _Columns(counts, percentages, size)


def _by_level(
    levels: Column | Level | None, size: int, states: _engine.States, rules: RuleSet
) -> Iterator[tuple[Level | None, NDArray[np.intp] | slice]]:
    """The rows of each level; a row whose level is none is refused."""
    if not isinstance(levels, np.ndarray):
        yield levels, slice(0, size)
        return
    known = np.zeros(size, bool)
    choices: list[Level | None] = [*Level] if rules.levels else [*Level, None]
    for level in choices:
        here = np.array(
            [one is level or (one is not None and one == level) for one in levels], bool
        )
        known |= here
        if here.any():
            yield level, np.flatnonzero(here)
    states[~known] |= INVALID


def _write(
    columns: _Columns,
    plan: Plan,
    rules: RuleSet,
    target: tuple[Floats, _engine.States, NDArray[np.intp] | slice],
    threads: int | None,
) -> None:
    """Write the points of the rows at one level, and what is the matter with them."""
    block, states, at = target
    # A slice is written in place; rows that lie here and there are spread afterwards.
    part, marks = block[:, at], states[at]
    kept = len(part) - 1
    sums = len(rules.groups) if kept else 0
    result = _engine.Points(part[: kept - sums], part[kept - sums : kept], part[kept], marks)
    _engine.write_points(
        [
            [_source(columns, plan, rule.code) for rule in group if not rule.monitored]
            for group in rules
        ],
        [
            _share(columns, c)
            for c in plan.watched
            if c in plan.bound or columns.has_own(c, plan.names)
        ],
        result,
        scale=plan.scale,
        threads=threads,
    )
    if not isinstance(at, slice):
        block[:, at], states[at] = part, marks


def _source(columns: _Columns, plan: Plan, code: str) -> Share | Grant:
    if code in plan.scored:
        return _share(columns, plan.scored[code])
    return Grant(float(plan.fixed[code]) if code in plan.fixed else None)


def _share(columns: _Columns, conversion: arithmetic.Conversion) -> Share:
    factor = None if conversion.factor is None else columns.of(conversion.factor)
    return Share(columns.of(conversion), factor, conversion)


def _fill_one(points: Floats, rows: ScoredRows, row: int, codes: Sequence[str]) -> int:
    """Score one row by itself: what counts beside a percentage mean is decided here."""
    try:
        card = rows.card(row)
    except TthcIndexError:
        return INVALID
    points[:] = [np.nan if card[code].points is None else card[code].points for code in codes]
    return 0 if card.complete else MISSING
