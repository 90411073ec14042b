# SPDX-License-Identifier: MIT
"""The command on dossiers: `tally`, with the morning's list and the outlook."""

from __future__ import annotations

import datetime as dt

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from tthc_index.errors import SPELLED_OUT, TthcIndexError, ValueRefusedError, raise_problems
from tthc_index.text.tables import more

from .options import add_json, add_rules, keep_inputs, rules_of
from .output import as_json


if TYPE_CHECKING:
    from tthc_index.dossiers.tally import Tally


def add_tally(command: ArgumentParser) -> None:
    """The options of `tally`."""
    command.add_argument(
        "file", metavar="DOSSIERS", help="a .csv, .parquet or .xlsx with a row for each dossier"
    )
    command.add_argument("--period", required=True, help='"2026-08", "2026-Q3" or "2026"')
    command.add_argument(
        "--procedures", metavar="FILE", help="the catalogue, a row for each procedure"
    )
    command.add_argument("--by", choices=("unit", "procedure", "whole"), default="unit")
    command.add_argument(
        "--today", metavar="DAY", help="the day as of which a running period is counted (today)"
    )
    command.add_argument("--sheet", help="the sheet to read (the first visible one with a table)")
    for option, what, pair in (
        ("--field", "a field and the column that holds it", "FIELD=COLUMN"),
        ("--choice", "how the description is read where it leaves it open", "NAME=WAY"),
    ):
        command.add_argument(option, action="append", default=[], metavar=pair, help=what)
    _add_shown(command)
    add_rules(command)
    command.add_argument(
        "-o", "--output", metavar="OUT", help="the .csv, .parquet or .xlsx to write"
    )
    add_json(command)


def _add_shown(command: ArgumentParser) -> None:
    """What to show: the counts, or one of these."""
    shown = command.add_mutually_exclusive_group()
    shown.add_argument(
        "--at-risk", action="store_true", help="open dossiers by promised day, and what each costs"
    )
    shown.add_argument(
        "--outlook", action="store_true", help="what the period can still come to: bounds"
    )
    shown.add_argument(
        "--missed",
        metavar="COUNT",
        help="the dossiers that do not count, and why: dossiers_on_time",
    )
    shown.add_argument("--findings", action="store_true", help="what is the matter with dossiers")
    command.add_argument("--unit", help="whose dossiers --missed lists (those of all units)")


def tally_file(options: Namespace) -> str:
    """The counts of dossiers in a file, or what else is asked for; written, if that is wanted."""
    counted = _tally(options)
    shown, columns = _shown(counted, options)
    if options.output is None:
        if options.json:
            return as_json(shown.to_dict())
        return _counts(counted, options) if shown is counted else str(shown.text(options.lang))
    from tthc_index.files import write_columns

    keep_inputs(options, options.file, options.procedures, options.rules)
    write_columns(options.output, columns)
    return _counts(counted, options) if shown is counted else str(options.output)


def _tally(options: Namespace) -> Tally:
    from tthc_index.dossiers.tally import tally
    from tthc_index.files import read_dossiers

    problems: list[TthcIndexError] = []
    fields = _pairs("--field", options.field, problems)
    choices = _pairs("--choice", options.choice, problems)
    today = _day(options.today, problems)
    if options.unit is not None and options.missed is None:
        problems.append(ValueRefusedError("--unit", options.unit, "a unit for --missed"))
    raise_problems(problems)
    catalogue = None
    if options.procedures is not None:
        catalogue = read_dossiers(options.procedures, table="procedures")
    return tally(
        read_dossiers(options.file, sheet=options.sheet, said=fields),
        catalogue,
        period=options.period,
        by=options.by,
        today=today,
        fields=fields,
        choices=choices,
    )


def _pairs(option: str, given: list[str], problems: list[TthcIndexError]) -> dict[str, str]:
    pairs = {name: value for name, equals, value in (one.partition("=") for one in given) if equals}
    problems += [
        ValueRefusedError(option, one, "a name and a value: NAME=VALUE")
        for one in given
        if "=" not in one
    ]
    return pairs


def _day(said: str | None, problems: list[TthcIndexError]) -> dt.date | None:
    from tthc_index.dossiers.values import BAD, day

    told = day(said)
    if told is BAD:
        problems.append(ValueRefusedError("--today", said, "a day such as '2024-04-22'"))
        return None
    return None if told is None else told.date()


def _shown(counted: Tally, options: Namespace) -> tuple[Any, dict[str, Any]]:
    """What is asked for, and its columns for a file."""
    rules = rules_of(options.rules)
    if options.at_risk:
        listed = counted.at_risk(rules=rules, level=options.level)
        return listed, listed.columns
    if options.outlook:
        outlook = counted.outlook(rules=rules, level=options.level)
        return outlook, outlook.columns
    if options.missed is not None:
        missed = counted.dossiers(options.missed, options.unit, missed=True)
        return missed, missed.columns(options.lang)
    if options.findings:
        return counted.findings, counted.findings.columns(options.lang)
    had = {name: of for name, of in counted.columns.items() if name not in counted.missing}
    return counted, had


def _counts(counted: Tally, options: Namespace) -> str:
    """The counts, and the first findings below them."""
    lang, rest = options.lang, len(counted.findings) - SPELLED_OUT
    first = [found.text(lang) for found in counted.findings[:SPELLED_OUT]]
    told = [*first, *([more(rest, lang)] if rest > 0 else [])]
    return "\n\n".join(filter(None, [counted.text(lang), "\n".join(told)]))
