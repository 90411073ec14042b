# SPDX-License-Identifier: MIT
"""Tables of units in files: from counts in CSV, Parquet or Excel to points in such a file."""

from __future__ import annotations

import os
import re

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from difflib import get_close_matches
from importlib.util import find_spec
from itertools import chain, islice
from pathlib import Path
from typing import Any, Literal

import attrs

from tthc_index.errors import (
    ArgumentError,
    CountValueError,
    InvalidRowsError,
    MissingExtraError,
    TthcIndexError,
    UnknownCountError,
    raise_problems,
)
from tthc_index.rules import resolve
from tthc_index.rules.objects import Label, Lang, Level, RuleSet, Unit
from tthc_index.scoring.inputs import as_ratio, read_choice
from tthc_index.scoring.table import SPELLED_OUT, Detail, ScoreTable, score_many
from tthc_index.text.view import number

from .formats import Batch, as_list, format_of, read, whole


#: What texts spell numbers. "1.773" may be a decimal, or thousands: a count has no such mark, and
#: days no three decimals. A percentage is at most 100, so that any mark in it is that of decimals.
COUNT = re.compile("-?[0-9]{1,999}")
DAYS = re.compile("-?[0-9]+([.,]([0-9]{1,2}|[0-9]{4,}))?")
PERCENTAGE = re.compile(r"-?[0-9]+([.,][0-9]+)?\s*%?")

SPELLED = "digits alone, such as 1773 (1.773 can be read in two ways), or nothing"

#: How alike two names are that most likely mean the same: 0 to 1, as `difflib` measures it.
ALIKE = 0.85

_SUMMARY = Label(
    vi="{} đơn vị, {} thiếu số liệu, {} bị từ chối",
    en="{} units, {} with missing counts, {} refused",
)


@attrs.frozen
class FileSummary:
    """What became of the units in a file.

    Attributes:
        rows: How many units there were.
        incomplete: How many of them lacked counts, and were scored by what was there.
        refused: How many could not be scored, and have no points.
        reasons: The first 20 refused cells: number of the row as the file shows it, and why.
    """

    rows: int
    incomplete: int
    refused: int
    reasons: tuple[tuple[int, TthcIndexError], ...]

    def text(self, lang: Lang = "en") -> str:
        """How many units there were, and why the first were refused."""
        figures = (number(n, lang) for n in (self.rows, self.incomplete, self.refused))
        lines = [f"row {row}: {problem}" for row, problem in self.reasons]
        return "\n".join([_SUMMARY[lang].format(*figures), *lines])


def score_file(
    source: str | os.PathLike[str],
    target: str | os.PathLike[str],
    *,
    rules: RuleSet | str = "qd766-2026",
    level: Level | str | None = None,
    missing: Literal["raise", "allow"] = "raise",
    detail: Detail = "indicators",
    invalid: Literal["raise", "flag"] = "raise",
    progress: bool | None = False,
) -> FileSummary:
    r"""Score a table of units in a file, one row a unit, into another file.

    A column that bears the name of a count holds that count; "progress.on_time %" holds percentages
    of that indicator; "level" holds levels, unless *level* is given. All other columns are kept as
    they are, and followed by the points: a column for each indicator and group, and "total".
    The target appears whole or, after any error, not at all.

    Args:
        source: A .csv, .parquet or .xlsx file (its first sheet); the first row names the columns.
        target: The file to write, likewise .csv, .parquet or .xlsx.
        rules: A rule set or the id of one.
        level: The level of all units; needed only where the rules differ.
        missing: "raise" refuses rows with missing counts; "allow" scores what is there, and adds a
            column "complete".
        detail: Points of "indicators", groups and total; of "groups" and total; or the "total".
        invalid: "raise" refuses the whole file if a row can't be scored; "flag" leaves its points
            empty, and adds a column "invalid" with the reasons.
        progress: Whether to show a bar on standard error; None for where that is a terminal.

    Raises:
        InvalidRowsError: If rows are refused: the first 20, by the numbers that the file shows. The
            first row below the names is row 2 in a sheet or CSV, and row 0 in Parquet.
        UnknownCountError: For a column of numbers whose name is nearly that of a count.
        ArgumentError: For a file that is none of the three or damaged, and for columns without a
            name, of the same name, or of a name that the result uses.
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
    if target.exists() and target.samefile(source):
        problems.append(ArgumentError("target", str(target), "another file than the source"))
    raise_problems(problems)
    _need_extra()
    from tqdm import tqdm

    run = _Run(resolve(rules), level, missing, detail, invalid)
    hidden = None if progress is None else not progress
    with (
        whole(target) as file,
        tqdm(unit=reading.unit, unit_scale=True, disable=hidden) as bar,
        closing(read(source, run.known)) as batches,
    ):
        writing.write(file, run.results(batches, bar))
        if run.reasons and invalid == "raise":
            raise InvalidRowsError(tuple(run.reasons), run.refused)
    return FileSummary(run.rows, run.incomplete, run.refused, tuple(run.reasons))


def read_table(
    source: str | os.PathLike[str],
    *,
    units: str = "unit",
    rules: RuleSet | str = "qd766-2026",
    level: Level | str | None = None,
    missing: Literal["raise", "allow"] = "raise",
) -> ScoreTable:
    r"""Score a table of units in a file, of a size that memory holds, to go on with it.

    Args:
        source: A .csv, .parquet or .xlsx file; its columns are called as for `score_file`.
        units: The column that holds the units' names.
        rules: A rule set or the id of one.
        level: The level of all units; else the column "level", if there is one.
        missing: "raise" refuses rows with missing counts; "allow" scores what is there.

    Raises:
        InvalidRowsError: If rows are refused: the first 20, by the numbers that the file shows.
        ArgumentError: If there is no column *units*, and for what `score_file` refuses.
        TthcIndexError: For anything else that `score_file` or `score_many` refuses.

    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "units.csv"
    >>> _ = file.write_text("unit,dossiers_on_time,dossiers_handled\nA,87,89\nB,1,2\n")
    >>> table = read_table(file, missing="allow")
    >>> table.units, table.group_points["progress"]
    (array(['A', 'B'], dtype=object), array([19.55, 10.  ]))
    """
    format_of("source", source)
    _need_extra()
    run = _Run(resolve(rules), level, missing, "indicators", "raise")
    columns: dict[str, list[Any]] = {}
    numbers: list[int] = []
    with closing(read(Path(source), run.known)) as batches:
        for batch, part in run.checked(batches):
            numbers.extend(batch.rows)
            for name, column in part.items():
                columns.setdefault(name, []).extend(as_list(column))
    if not isinstance(units, str) or units not in columns:
        raise ArgumentError("units", units, f"a column of the file: {', '.join(columns)}")
    table = run.table({**columns}, units=columns[units])
    run.tally(table, numbers)
    if run.reasons:
        raise InvalidRowsError(tuple(run.reasons), run.refused)
    return table


def column_names(source: str | os.PathLike[str]) -> tuple[str, ...]:
    """The names of a file's columns."""
    format_of("source", source)
    _need_extra()
    with closing(read(Path(source), ())) as batches:
        return tuple(next(batches).names)


def _need_extra() -> None:
    if not all(map(find_spec, ("openpyxl", "pyarrow", "tqdm"))):
        raise MissingExtraError("files", "tables in files")


@attrs.define
class _Run:
    """One table on its way from counts to points, and what has become of its rows so far."""

    rules: RuleSet
    level: Level | str | None
    missing: Literal["raise", "allow"]
    detail: Detail
    invalid: Literal["raise", "flag"]
    rows: int = 0
    incomplete: int = 0
    refused: int = 0
    reasons: list[tuple[int, TthcIndexError]] = attrs.field(factory=list)

    @property
    def counts(self) -> dict[str, re.Pattern[str]]:
        """The columns of counts, and what spells a number in them."""
        return {name: COUNT if only else DAYS for name, only in self.rules.whole.items()}

    @property
    def shares(self) -> dict[str, str]:
        """The columns of percentages, and the indicator of each."""
        return {f"{i.code} %": i.code for i in self.rules.indicators if i.unit == Unit.SHARE}

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
        self._check(first.names)
        absent = tuple(name for name in self.known if name not in first.names)
        others = [name for name in first.names if name not in self.known]
        near = [name for name in others if get_close_matches(name.lower(), absent, 1, ALIKE)]
        for batch in chain([first], batches):
            columns = dict(zip(batch.names, batch.columns, strict=True))
            raise_problems([slip for n in near for slip in _slips(n, columns[n], absent)])
            yield batch, columns

    def _check(self, names: Sequence[str]) -> None:
        """Refuse names that could be misread, all at once."""
        results = {*self.rules._by_code, "total", "complete", "invalid"}
        wrong = {
            "each name once": [name for name, times in Counter(names).items() if times > 1],
            "a name in the first row": [name for name in names if not name.strip()],
            "a name that no result has; percentages are called 'progress.on_time %'": [
                name for name in names if name in results
            ],
        }
        problems = [ArgumentError("column", n, must) for must, bad in wrong.items() for n in bad]
        if not {*names} & {*self.known}:
            allowed = f"at least one of {', '.join(self.known)}"
            problems.append(ArgumentError("columns", list(names), allowed))
        raise_problems(problems)

    def table(self, columns: dict[str, Any], **options: Any) -> ScoreTable:
        """The scores of the figures among the columns, which are taken out of them."""
        counts = {n: as_numbers(columns.pop(n), p) for n, p in self.counts.items() if n in columns}
        shares = {
            code: as_numbers(columns.pop(name), PERCENTAGE)
            for name, code in self.shares.items()
            if name in columns
        }
        return score_many(
            counts,
            shares,
            rules=self.rules,
            level=as_list(columns.get("level")) if self.level is None else self.level,
            missing=self.missing,
            detail=self.detail,
            invalid="flag",
            **options,
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
        v for v in as_list(as_numbers(column, PERCENTAGE)) if not isinstance(as_ratio(v), str)
    )
    yield from (UnknownCountError(name, value, absent) for value in islice(numbers, 1))


def _worded(problem: TthcIndexError) -> TthcIndexError:
    """The problem, in a file's words where a text spells no number."""
    if isinstance(problem, CountValueError) and problem.reason == "text":
        return attrs.evolve(problem, allowed=SPELLED)
    return problem


def as_numbers(column: Any, spelled: re.Pattern[str]) -> Any:
    """A column whose texts are the numbers that they spell; what spells none stays a text."""
    import pyarrow as pa

    from pyarrow import compute

    if not isinstance(column, Sequence):
        if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
            return column
        plain = spelled is COUNT and column.type in {pa.string(), pa.large_string()}
        if plain and compute.all(compute.ascii_is_decimal(column), min_count=0).as_py():
            with suppress(pa.ArrowInvalid):  # beyond 64 bits
                return column.cast(pa.int64())
        column = as_list(column)
    return [_as_number(value, spelled) for value in column]


def _as_number(value: Any, spelled: re.Pattern[str]) -> Any:
    if not isinstance(value, str):
        return value
    text = value.strip()
    if spelled.fullmatch(text):
        return int(text) if spelled is COUNT else float(text.rstrip(" %").replace(",", "."))
    return value if text else None
