# SPDX-License-Identifier: MIT
"""Tables of units in files: from counts in CSV, Parquet or Excel to points in such a file."""

from __future__ import annotations

import os
import re
import warnings

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from difflib import get_close_matches
from itertools import chain, islice
from pathlib import Path
from typing import Any, Literal

import attrs

from tthc_index.errors import (
    InvalidRowsError,
    LeftOutWarning,
    SheetsWarning,
    TthcIndexError,
    UnknownNameError,
    ValueRefusedError,
    raise_problems,
)
from tthc_index.rules import resolve
from tthc_index.rules.objects import Level
from tthc_index.rules.sets import RuleSet
from tthc_index.scoring.columns import ALIKE, FRACTIONS, UNIT, level_column, percentage_columns
from tthc_index.scoring.inputs import PERCENT_AS, PercentAs, as_ratio, read_choice
from tthc_index.scoring.many import score_many
from tthc_index.scoring.table import SPELLED_OUT, Detail, ScoreTable

from .batch import Batch, as_list
from .formats import format_of, need_extra, read
from .headers import Columns, Headers, headers_of, is_unit
from .layout import BELOW, no_units, without
from .spelled import COUNT, DAYS, PERCENTAGE, bare_range, spelled_fractions, spelled_numbers
from .summary import FileSummary, LeftOut
from .whole import whole


SPELLED = "digits alone, such as 1773 (1.773 can be read in two ways), or nothing"


def score_file(  # noqa: PLR0913  # each of them a choice that its users make
    source: str | os.PathLike[str],
    target: str | os.PathLike[str],
    *,
    rules: RuleSet | str = "qd766-2026",
    level: Level | str | None = None,
    missing: Literal["raise", "allow"] = "raise",
    detail: Detail = "indicators",
    invalid: Literal["raise", "flag"] = "raise",
    progress: bool | None = False,
    sheet: str | None = None,
    totals: Literal["drop", "keep"] = "drop",
    percent_as: PercentAs = None,
    columns: Columns = None,
) -> FileSummary:
    r"""Score a table of units in a file, one row a unit, into another file.

    A column that bears the name of a count holds that count; "progress.on_time %" holds percentages
    of that indicator; "level" holds levels, unless *level* is given. All other columns are kept as
    they are, and followed by the points: a column for each indicator and group, and "total".
    Rows that are no units, such as "Tổng cộng" or a note below the table, are left out and told.
    The target appears whole or, after any error, not at all.

    Args:
        source: A .csv, .parquet or .xlsx file. Of the first 30 rows, the one that has names of
            counts names the columns; titles may stand above it.
        target: The file to write, likewise .csv, .parquet or .xlsx.
        rules: A rule set or the id of one.
        level: The level of all units, or the name of the column that holds levels; needed only
            where the rules differ.
        missing: "raise" refuses rows with missing counts; "allow" scores what is there, and adds a
            column "complete".
        detail: Points of "indicators", groups and total; of "groups" and total; or the "total".
        invalid: "raise" refuses the whole file if a row can't be scored; "flag" leaves its points
            empty, and adds a column "invalid" with the reasons.
        progress: Whether to show a bar on standard error; None for where that is a terminal.
        sheet: The name of the Excel sheet; None for the first that is not hidden and is a table.
        totals: "drop" leaves out rows that sum up others; "keep" takes them for units.
        percent_as: "percent" for percentages such as 94.44, "fraction" for 0.9444; cells with the
            sign of per cent are what they show either way. None takes them for the first, and
            refuses columns without signs that could be the second.
        columns: Headers of an office's own, such as {"Hồ sơ đúng hạn": "dossiers_on_time"}; or the
            TOML file that has them.

    Raises:
        InvalidRowsError: If rows are refused: the first 20, by the numbers that the file shows. The
            first row below the names is row 2 in a sheet or CSV, and row 0 in Parquet.
        UnknownNameError: For a column of numbers whose name is nearly that of a count.
        ValueRefusedError: For a file that is none of the three, damaged, or changed meanwhile; for
            columns without a name, of the same name, or of a name that the result uses; for a
            column of percentages whose values all lie within 0 and 1, as fractions do, unless
            *percent_as* says what they are.
        MissingExtraError: Unless the extra `files` is installed.
        OSError: If a file can't be opened or written.
        TthcIndexError: For anything else that `score_many` refuses.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "units.csv").write_text("unit,dossiers_on_time,dossiers_handled\nA,87,89\n")
    >>> score_file(folder / "units.csv", folder / "points.csv", missing="allow", detail="total").rows
    1
    >>> print((folder / "points.csv").read_text(), end="")
    "unit","total","complete"
    "A",19.55,false
    """
    reading, writing = format_of("source", source), format_of("target", target)
    source, target = Path(source), Path(target)
    problems: list[TthcIndexError] = []
    read_choice("invalid", invalid, ("raise", "flag"), problems)
    read_choice("totals", totals, ("drop", "keep"), problems)
    read_choice("percent_as", percent_as, PERCENT_AS, problems)
    if target.exists() and target.samefile(source):
        problems.append(ValueRefusedError("target", str(target), "another file than the source"))
    raise_problems(problems)
    need_extra()
    from tqdm import tqdm

    used = resolve(rules)
    headers = headers_of(used, columns)
    run = _Run(used, headers, level, missing, detail, invalid, totals, percent_as)
    hidden = None if progress is None else not progress
    with (
        whole(target) as file,
        tqdm(unit=reading.unit, unit_scale=True, disable=hidden) as bar,
        closing(read(source, headers, sheet)) as batches,
    ):
        writing.write(file, run.results(batches, bar))
        if run.reasons and invalid == "raise":
            raise InvalidRowsError(tuple(run.reasons), run.refused)
    return run.summary


def read_table(
    source: str | os.PathLike[str],
    *,
    units: str | None = None,
    rules: RuleSet | str = "qd766-2026",
    level: Level | str | None = None,
    missing: Literal["raise", "allow"] = "raise",
    sheet: str | None = None,
    totals: Literal["drop", "keep"] = "drop",
    percent_as: PercentAs = None,
    columns: Columns = None,
) -> ScoreTable:
    r"""Score a table of units in a file, of a size that memory holds, to go on with it.

    Rows that are no units, such as "Tổng cộng", are left out, and a warning tells which.

    Args:
        source: A .csv, .parquet or .xlsx file; its columns are called as for `score_file`.
        units: The column that holds the units' names, by its header; None for "unit", or else the
            one that is called so in Vietnamese, such as "Đơn vị".
        rules: A rule set or the id of one.
        level: The level of all units, or the name of a column; else the column "level", if there
            is one.
        missing: "raise" refuses rows with missing counts; "allow" scores what is there.
        sheet: The name of the Excel sheet; None for the first that is not hidden and is a table.
        totals: "drop" leaves out rows that sum up others; "keep" takes them for units.
        percent_as: What percentages are written as, as for `score_file`.
        columns: Headers of an office's own, as for `score_file`.

    Raises:
        InvalidRowsError: If rows are refused: the first 20, by the numbers that the file shows.
        ValueRefusedError: If there is no column *units*, and for what `score_file` refuses.
        TthcIndexError: For anything else that `score_file` or `score_many` refuses.

    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "units.csv"
    >>> _ = file.write_text("unit,dossiers_on_time,dossiers_handled\nA,87,89\nB,1,2\n")
    >>> table = read_table(file, missing="allow")
    >>> table.units, table.group_points["progress"]
    (array(['A', 'B'], dtype=object), array([19.55, 10.  ]))
    """
    format_of("source", source)
    need_extra()
    problems: list[TthcIndexError] = []
    read_choice("totals", totals, ("drop", "keep"), problems)
    read_choice("percent_as", percent_as, PERCENT_AS, problems)
    raise_problems(problems)
    used = resolve(rules)
    headers = headers_of(used, columns)
    run = _Run(used, headers, level, missing, "indicators", "raise", totals, percent_as)
    parts: dict[str, list[Any]] = {}
    numbers: list[int] = []
    with closing(read(Path(source), headers, sheet)) as batches:
        for batch, part in run.checked(batches):
            numbers.extend(batch.rows)
            for name, column in part.items():
                parts.setdefault(name, []).extend(as_list(column))
    table = run.table({**parts}, unit=parts[_unit_column(units, parts)])
    run.tally(table, numbers)
    if run.reasons:
        raise InvalidRowsError(tuple(run.reasons), run.refused)
    if run.sheets:
        warnings.warn(SheetsWarning(run.sheets[0], run.sheets[1:]), stacklevel=2)
    if run.left_out:
        warnings.warn(LeftOutWarning(tuple(run.left_out)), stacklevel=2)
    return table


def _unit_column(units: str | None, names: Collection[str]) -> str:
    """The column of the units' names: the one that is asked for, or that is called so."""
    called = [name for name in names if is_unit(name)] if units is None else []
    wanted = UNIT if UNIT in called else next(iter(called), units)
    if not isinstance(wanted, str) or wanted not in names:
        raise ValueRefusedError("units", units, f"a column of the file: {', '.join(names)}")
    return wanted


@attrs.define
class _Run:
    """One table on its way from counts to points, and what has become of its rows so far."""

    rules: RuleSet
    headers: Headers
    level: Level | str | None
    missing: Literal["raise", "allow"]
    detail: Detail
    invalid: Literal["raise", "flag"]
    totals: Literal["drop", "keep"]
    percent_as: PercentAs
    place: str = ""
    said: Mapping[str, str] = attrs.field(factory=dict)
    kept: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    rows: int = 0
    incomplete: int = 0
    refused: int = 0
    reasons: list[tuple[int, TthcIndexError]] = attrs.field(factory=list)
    left_out: list[LeftOut] = attrs.field(factory=list)
    _fractions: dict[str, bool] = attrs.field(factory=dict)

    @property
    def summary(self) -> FileSummary:
        """What became of the units."""
        return FileSummary(
            self.rows,
            self.incomplete,
            self.refused,
            tuple(self.reasons),
            tuple(self.left_out),
            self.place,
            self.said,
            self.kept,
            self.sheets,
        )

    @property
    def counts(self) -> dict[str, re.Pattern[str]]:
        """The columns of counts, and what spells a number in them."""
        return {name: COUNT if only else DAYS for name, only in self.rules.counts.items()}

    @property
    def shares(self) -> dict[str, str]:
        """The columns of percentages, and the indicator of each."""
        return percentage_columns(self.rules)

    @property
    def known(self) -> tuple[str, ...]:
        """The names of all columns of figures."""
        return (*self.counts, *self.shares)

    def results(self, batches: Iterator[Batch], bar: Any) -> Iterator[dict[str, Any]]:
        """What is kept of each batch, with its points."""
        for batch, columns in self.checked(batches):
            bar.total = batch.total
            yield self._result(columns, batch.rows)
            bar.update(batch.done - bar.n)

    def checked(self, batches: Iterator[Batch]) -> Iterator[tuple[Batch, dict[str, Any]]]:
        """Each batch with its columns by name, none of which could be misread."""
        first = next(batches)
        self.place, self.said, self.sheets = first.place, first.said, first.sheets
        self.kept = tuple(name for name in first.names if name not in self.known)
        self._check(first)
        absent = tuple(name for name in self.known if name not in first.names)
        others = [name for name in first.names if name not in self.known]
        near = [name for name in others if get_close_matches(name.lower(), absent, 1, ALIKE)]
        for batch in chain([first], batches):
            columns = dict(zip(batch.names, batch.columns, strict=True))
            raise_problems([slip for n in near for slip in _slips(n, columns[n], absent)])
            yield self._units(batch)
        raise_problems(
            [
                ValueRefusedError("column", n, FRACTIONS)
                for n, all_ in self._fractions.items()
                if all_
            ]
        )

    def _units(self, batch: Batch) -> tuple[Batch, dict[str, Any]]:
        """The rows that are units, with their columns by name."""
        columns = dict(zip(batch.names, batch.columns, strict=True))
        for name in self.shares.keys() & columns.keys() if self.percent_as is None else ():
            self._watch(name, columns[name])
        if self.totals == "keep":
            return batch, columns
        below = sum(batch.head < row <= batch.head + BELOW for row in batch.rows[:BELOW])
        figures = {*self.known} & {*columns}
        found = no_units(columns, figures, len(batch.rows), below if batch.head else 0)
        if not found:
            return batch, columns
        self.left_out += [(int(batch.rows[row]), *what) for row, what in found.items()]
        rows = [number for row, number in enumerate(batch.rows) if row not in found]
        kept = without(batch.columns, found, len(batch.rows))
        return batch._replace(rows=rows, columns=kept), dict(zip(batch.names, kept, strict=True))

    def _watch(self, name: str, column: Any) -> None:
        """Note whether all percentages so far could be fractions, and one can be nothing else."""
        found = bare_range(column)
        if found is not None and self._fractions.get(name, True):
            low, high, broken = found
            within = low >= 0 and high <= 1
            if broken or not within:
                self._fractions[name] = within

    def _check(self, first: Batch) -> None:
        """Refuse names that could be misread, all at once."""
        names = first.names
        results = {*self.rules._by_code, "total", "complete", "invalid"}
        wrong = {
            "each name once": [name for name, times in Counter(names).items() if times > 1],
            "a name that no result has; percentages are called 'progress.on_time %'": [
                name for name in names if name in results
            ],
        }
        problems = [
            ValueRefusedError("column", n, must) for must, bad in wrong.items() for n in bad
        ]
        if not {*names} & {*self.known}:
            allowed = (
                "at least one count or percentage, by its name, in the words of its formula, or by "
                f"columns= (--columns); row {first.head or 1} was taken for that of the names"
            )
            problems.append(ValueRefusedError("columns", list(names), allowed))
        raise_problems(problems)

    def table(self, columns: dict[str, Any], **given: Any) -> ScoreTable:
        """The scores of the figures among the columns, which are taken out of them."""
        figures = {
            n: spelled_numbers(columns.pop(n), p) for n, p in self.counts.items() if n in columns
        }
        for name in self.shares.keys() & columns.keys():
            column = columns.pop(name)
            fractions = self.percent_as == "fraction"
            figures[name] = (
                spelled_fractions(column) if fractions else spelled_numbers(column, PERCENTAGE)
            )
        levels = level_column(self.level, columns)
        words = {} if levels is None else {levels: as_list(columns[levels])}
        return score_many(
            figures | words | given,
            rules=self.rules,
            level=self.level,
            missing=self.missing,
            detail=self.detail,
            invalid="flag",
            percent_as="percent",
        )

    def _result(self, columns: dict[str, Any], numbers: Any) -> dict[str, Any]:
        """The columns that are not figures, and the points of those that are."""
        table = self.table(columns)
        points = table.to_frame("pyarrow")
        columns |= zip(points.column_names, points.columns, strict=True)
        if self.missing == "allow":
            columns["complete"] = table.complete
        reasons = self.tally(table, numbers)
        if self.invalid == "flag":
            columns["invalid"] = [reasons.get(row) for row in range(len(table))]
        return columns

    def tally(self, table: ScoreTable, numbers: Any) -> dict[int, str]:
        """Count the rows, keep the first that are refused, and say why they are."""
        refused = table.invalid.rows.tolist()
        self.rows += len(table)
        self.refused += len(refused)
        self.incomplete += len(table) - int(table.complete.sum()) - len(refused)
        room = SPELLED_OUT - len(self.reasons)
        wanted = refused if self.invalid == "flag" else refused[:room]
        errors = {row: [_worded(p) for p in table.invalid[row].problems] for row in wanted}
        cells = [(int(numbers[row]), p) for row, problems in errors.items() for p in problems]
        self.reasons += cells[:room]
        return {row: "; ".join(map(str, problems)) for row, problems in errors.items()}


def _slips(name: str, column: Any, absent: tuple[str, ...]) -> Iterator[TthcIndexError]:
    """The first number under a name that is nearly that of a count; "commune" has names below it."""
    numbers = (
        v for v in as_list(spelled_numbers(column, PERCENTAGE)) if not isinstance(as_ratio(v), str)
    )
    yield from (UnknownNameError("count", name, absent, value) for value in islice(numbers, 1))


def _worded(problem: TthcIndexError) -> TthcIndexError:
    """The problem, in a file's words where a text spells no number."""
    if (
        isinstance(problem, ValueRefusedError)
        and problem.kind == "count"
        and problem.reason == "text"
    ):
        return attrs.evolve(problem, allowed=SPELLED)
    return problem
