# SPDX-License-Identifier: MIT
"""The commands on tables of units: `score` into another file, `rank`, `report`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from tthc_index.errors import ValueRefusedError

from .options import (
    TABLES,
    add_json,
    add_percent_as,
    add_rules,
    keep_inputs,
    refuse,
    rules_of,
)
from .output import as_json, warnings_told


if TYPE_CHECKING:
    from tthc_index.scoring.table import ScoreTable


def add_scored_table(table: Any) -> None:
    """The options of `score` that a table alone takes."""
    table.add_argument("-o", "--output", metavar="OUT", help="the .csv, .parquet or .xlsx to write")
    table.add_argument(
        "--detail",
        choices=("indicators", "groups", "total"),
        help="which points to write (indicators, groups and the total)",
    )
    table.add_argument(
        "--flag",
        action="store_true",
        help="leave rows that can't be scored without points, and say why in a column; "
        "otherwise they refuse the whole",
    )
    add_place(table)


def add_place(command: Any) -> None:
    """Where in a file the table stands."""
    command.add_argument("--sheet", help="the sheet to read (the first visible one with a table)")
    command.add_argument(
        "--keep-totals",
        action="store_true",
        help='take rows such as "Tổng cộng" for units; otherwise they are left out and told',
    )


def score_table(options: Namespace) -> str:
    """A table of units, scored into another file; what became of them."""
    from tthc_index.files import score_file

    if options.output is None:
        raise ValueRefusedError("--output", None, f"the {', '.join(TABLES)} file to write")
    summary = score_file(
        options.file,
        options.output,
        rules=rules_of(options.rules),
        level=options.level,
        missing="allow" if options.partial else "raise",
        detail=options.detail or "indicators",
        invalid="flag" if options.flag else "raise",
        progress=None,
        sheet=options.sheet,
        totals="keep" if options.keep_totals else "drop",
        percent_as=options.percent_as,
    )
    return summary.text(options.lang)


def add_rank(command: ArgumentParser) -> None:
    """The options of `rank`."""
    _add_table(command)
    command.add_argument(
        "--ties",
        choices=("min", "ordinal"),
        default="min",
        help="equal points share a rank (min), or are numbered as they stand (ordinal)",
    )
    command.add_argument(
        "--partial", action="store_true", help="rank units with missing counts by what is known"
    )
    add_json(command)


def rank_table(options: Namespace) -> str:
    """The units of a table by rank."""
    from tthc_index.results.rank import rank

    ranking = rank(
        _results(options),
        by=options.by,
        ties=options.ties,
        incomplete="include" if options.partial else "exclude",
    )
    return as_json(ranking.to_dict()) if options.json else ranking.text(options.lang)


def add_report(command: ArgumentParser) -> None:
    """The options of `report`."""
    _add_table(command)
    command.add_argument(
        "-o", "--output", metavar="OUT.xlsx", help="the file to write; else they are printed"
    )


def report_table(options: Namespace) -> str:
    """The appendices of a notice, printed or written."""
    from tthc_index.documents.annexes import appendices

    made = appendices(_results(options), rules=rules_of(options.rules), by=options.by, lang="vi")
    if options.output is None:
        return made.text()
    keep_inputs(options, options.file, options.rules)
    made.save(options.output)
    return str(options.output)


def _add_table(command: ArgumentParser) -> None:
    command.add_argument(
        "file",
        metavar="TABLE",
        help="a .csv, .parquet or .xlsx with a row for each unit: counts, or published points",
    )
    command.add_argument("--units", metavar="COLUMN", help="the column of names (unit)")
    add_place(command)
    command.add_argument("--by", default="total", metavar="CODE", help="what to rank by (total)")
    add_percent_as(command)
    add_rules(command)


def _results(options: Namespace) -> Any:
    """Published points by unit, if that is what the file holds; or the scores of its counts."""
    from tthc_index.files import holds_published, read_published

    if holds_published(options.file, sheet=options.sheet):
        refuse(options, "a table of counts", "units", "level", "percent_as")
        return read_published(options.file, rules_of(options.rules), sheet=options.sheet)
    return units_of(options, options.file)


def units_of(options: Namespace, file: str) -> ScoreTable:
    """The scores of the units in a table of counts."""
    from tthc_index.files import read_table

    with warnings_told(options.lang):
        return read_table(
            file,
            units=options.units or "unit",
            rules=rules_of(options.rules),
            level=options.level,
            missing="allow",
            sheet=options.sheet,
            totals="keep" if options.keep_totals else "drop",
            percent_as=options.percent_as,
        )
