# SPDX-License-Identifier: MIT
"""The commands on one unit: `score`, `notice`, `example`."""

from __future__ import annotations

import re

from argparse import ArgumentParser, Namespace
from typing import Any

from tthc_index import examples

from .options import (
    TABLES,
    add_card,
    add_percent_as,
    add_place,
    add_rules,
    add_units,
    is_table,
    keep_inputs,
    refuse,
    shown,
)
from .output import as_json, warn
from .sources import Told, card_of, listed, unit_of
from .tables import add_scored_table, score_table
from .unit_file import read_unit


def add_score(command: ArgumentParser) -> None:
    """The options of `score`."""
    command.add_argument(
        "file",
        metavar="FILE",
        help="the counts of one unit in JSON, - for standard input; or a .csv, .parquet or .xlsx "
        "table with a row for each unit",
    )
    add_rules(command)
    command.add_argument(
        "--partial", action="store_true", help="score what is there; counts may be missing"
    )
    add_percent_as(command)
    add_card(command)
    add_scored_table(command.add_argument_group("tables alone"))


def score_unit_or_table(options: Namespace) -> str:
    """The card of one unit; or a table of units, scored into another file."""
    if is_table(options.file):
        refuse(options, "a unit in JSON", "json", "explain")
        return score_table(options)
    refuse(
        options,
        f"a table: {', '.join(TABLES)}",
        *("output", "detail", "flag", "sheet", "keep_totals", "columns"),
    )
    stated = read_unit(options.file)
    return shown(card_of(stated, options, "allow" if options.partial else "raise"), options)


def add_notice(command: ArgumentParser) -> None:
    """The options of `notice`."""
    command.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="the counts of the unit in JSON, - for standard input; or a table of units; or "
        "responses of the portal, or the folder that they are in",
    )
    command.add_argument("--unit", help="the unit, where there are several; as the text names it")
    command.add_argument("--period", help="month, quarter, half or year: 2026-08, 2026-Q3, 2026-H1")
    command.add_argument(
        "--previous",
        nargs="+",
        metavar="FILE",
        help="the same of the period before, for the change; or its total in points",
    )
    command.add_argument(
        "-o", "--output", metavar="OUT", help="a .docx, .html, .md or .txt file; else it is printed"
    )
    command.add_argument("--office", metavar="OFFICE.toml", help="who publishes it")
    command.add_argument(
        "--mark", action="store_true", help="say what is not known, in place of leaving it out"
    )
    add_units(command)
    add_place(command)
    add_percent_as(command)
    add_rules(command)


def write_notice(options: Namespace) -> str:
    """The public notice of one unit, printed or written; warnings go to standard error."""
    from tthc_index.documents.notice import notice
    from tthc_index.documents.office import Office

    files, before = listed(options.files), listed(options.previous or ())
    told = unit_of(options, files, options.period)
    stated = {key: told.stated[key] for key in ("number", "date") if key in told.stated}
    made = notice(
        told.card,
        unit=told.unit,
        period=options.period or told.stated.get("period", ""),
        office=Office.from_toml(options.office) if options.office else None,
        published=told.published,
        previous=_previous(options, before, told),
        rank=told.rank,
        missing="mark" if options.mark else "omit",
        **stated,
    )
    for warning in made.warnings:
        warn(f"warning: {warning}")
    if options.output is None:
        return made.text
    keep_inputs(options, *files, *before, options.office, options.rules)
    made.save(options.output)
    return str(options.output)


def _previous(options: Namespace, files: list[str], told: Told) -> Any:
    """What is known of the period before."""
    if not files:
        return told.stated.get("previous")
    if re.fullmatch(r"[0-9]+([.,][0-9]+)?", files[0]):
        return float(files[0].replace(",", "."))
    before = unit_of(options, files, None)
    if before.published is not None and before.published.total is not None:
        return before.published
    return before.card


def add_example(command: ArgumentParser) -> None:
    """The options of `example`."""
    names = examples.names()
    command.add_argument("name", nargs="?", default=names[0], help="; ".join(names))
    command.add_argument(
        "--input", action="store_true", help="print its counts, as `score` and `notice` read them"
    )
    add_card(command)


def example(options: Namespace) -> str:
    """A real unit: its card below what was published of it; or its counts."""
    unit = examples.get(options.name)
    if options.input:
        return as_json(unit.stated())
    card = shown(unit.score(), options)
    return card if options.json else f"{unit.text(options.lang)}\n\n{card}"
