# SPDX-License-Identifier: MIT
"""The commands on many units: `score` into another file, `rank`, `report`, `compare`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from tthc_index.errors import ValueRefusedError

from .options import (
    TABLES,
    add_json,
    add_percent_as,
    add_place,
    add_rules,
    add_units,
    keep_inputs,
    rules_of,
    told,
)
from .output import warnings_told
from .sources import by_name, kind_of, listed, named, results_of, unit_of


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


def score_table(options: Namespace) -> str:
    """A table of units, scored into another file; what became of them."""
    from tthc_index.files import score_file
    from tthc_index.files.formats import format_of

    format_of("FILE", options.file)
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
        columns=options.columns,
    )
    return summary.text(options.lang)


def add_rank(command: ArgumentParser) -> None:
    """The options of `rank`."""
    _add_units(command)
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

    results = _results(options)
    with warnings_told(options.lang):
        ranking = rank(
            results,
            by=options.by,
            ties=options.ties,
            incomplete="include" if options.partial else "exclude",
        )
    return told(ranking, options)


def add_report(command: ArgumentParser) -> None:
    """The options of `report`."""
    _add_units(command)
    command.add_argument(
        "-o", "--output", metavar="OUT.xlsx", help="the file to write; else they are printed"
    )


def report_table(options: Namespace) -> str:
    """The appendices of a notice, printed or written."""
    from tthc_index.documents.annexes import appendices

    results = _results(options)
    with warnings_told(options.lang):
        made = appendices(results, rules=rules_of(options.rules), by=options.by, lang="vi")
    if options.output is None:
        return made.text()
    keep_inputs(options, *listed(options.files), options.rules)
    made.save(options.output)
    return str(options.output)


def _add_units(command: ArgumentParser) -> None:
    command.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="a .csv, .parquet or .xlsx with a row for each unit: counts, or points, published or "
        "scored; or responses of the portal, or the folder that they are in",
    )
    add_units(command)
    add_place(command)
    command.add_argument("--by", default="total", metavar="CODE", help="what to rank by (total)")
    add_percent_as(command)
    add_rules(command)


def _results(options: Namespace) -> Any:
    return results_of(options, listed(options.files))


def add_compare(command: ArgumentParser) -> None:
    """The options of `compare`."""
    command.add_argument(
        "now",
        metavar="NOW",
        help="the counts of one unit in JSON, a table of units, or a folder with responses of the "
        "portal",
    )
    command.add_argument("before", metavar="BEFORE", help="the same of the period before")
    command.add_argument("--unit", help="the one unit to tell of, by its groups and indicators")
    add_units(command)
    add_place(command)
    add_percent_as(command)
    add_rules(command)
    add_json(command)


def compare_files(options: Namespace) -> str:
    """What changed of one unit, or of many a line each."""
    from tthc_index.results.compare import UnitChanges, compare

    now, before = (_side(options, name) for name in (options.now, options.before))
    made = compare(now, before)
    if options.unit is not None and isinstance(made, UnitChanges):
        made = made[named(list(made.units), options.unit)]
    return told(made, options)


def _side(options: Namespace, name: str) -> Any:
    """The card of one unit, or the results of many by name."""
    files = listed([name])
    if kind_of(files) != "unit":
        return by_name(results_of(options, files, peers=False))
    return unit_of(options, files, None).card
