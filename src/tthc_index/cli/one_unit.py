# SPDX-License-Identifier: MIT
"""The commands on one unit: `score`, `notice`, `example`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from tthc_index import examples
from tthc_index.scoring.card import ScoreCard, score

from .options import (
    OTHER_TABLES,
    TABLES,
    add_card,
    add_percent_as,
    add_rules,
    keep_inputs,
    refuse,
    rules_of,
    shown,
)
from .output import as_json, warn, warnings_told
from .tables import add_scored_table, score_table
from .unit_file import published_of, read_unit, refuse_points


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
    if Path(options.file).suffix.lower() in (*TABLES, *OTHER_TABLES):
        refuse(options, "a unit in JSON", "json", "explain")
        return score_table(options)
    refuse(
        options, f"a table: {', '.join(TABLES)}", "output", "detail", "flag", "sheet", "keep_totals"
    )
    stated = read_unit(options.file)
    return shown(card_of(stated, options, "allow" if options.partial else "raise"), options)


def add_notice(command: ArgumentParser) -> None:
    """The options of `notice`."""
    command.add_argument("file", metavar="FILE.json", help="the counts; - for standard input")
    command.add_argument(
        "-o", "--output", metavar="OUT", help="a .docx, .html, .md or .txt file; else it is printed"
    )
    command.add_argument("--office", metavar="OFFICE.toml", help="who publishes it")
    command.add_argument(
        "--mark", action="store_true", help="say what is not known, in place of leaving it out"
    )
    add_percent_as(command)
    add_rules(command)


def write_notice(options: Namespace) -> str:
    """The public notice of one unit, printed or written; warnings go to standard error."""
    from tthc_index.documents.notice import notice
    from tthc_index.documents.office import Office

    stated = read_unit(options.file)
    told = {key: stated[key] for key in ("previous", "number", "date") if key in stated}
    made = notice(
        card_of(stated, options, "allow"),
        unit=stated.get("unit", ""),
        period=stated.get("period", ""),
        office=Office.from_toml(options.office) if options.office else None,
        published=published_of(stated),
        missing="mark" if options.mark else "omit",
        **told,
    )
    for warning in made.warnings:
        warn(f"warning: {warning}")
    if options.output is None:
        return made.text
    keep_inputs(options, options.file, options.office, options.rules)
    made.save(options.output)
    return str(options.output)


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


def card_of(
    stated: Mapping[str, Any], options: Namespace, missing: Literal["raise", "allow"]
) -> ScoreCard:
    """The card of the unit that a file states."""
    used = rules_of(options.rules or stated.get("rules"))
    refuse_points(stated["counts"], used)
    with warnings_told(options.lang):
        return score(
            stated["counts"],
            stated.get("percentages"),
            rules=used,
            level=options.level or stated.get("level"),
            missing=missing,
            percent_as=options.percent_as,
        )
