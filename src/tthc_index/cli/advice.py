# SPDX-License-Identifier: MIT
"""The commands that say what to do, and whose loss it is: `advise`, `attribute`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import Any

from tthc_index.errors import ValueRefusedError

from .options import (
    TABLES,
    add_json,
    add_percent_as,
    add_place,
    add_rules,
    add_units,
    is_table,
    refuse,
    told,
)
from .sources import card_of, units_of
from .unit_file import read_unit


def add_advise(command: ArgumentParser) -> None:
    """The options of `advise`."""
    command.add_argument(
        "file",
        metavar="FILE",
        help="the counts of one unit in JSON, - for standard input; or a .csv, .parquet or .xlsx "
        "table with a row for each unit",
    )
    wanted = command.add_mutually_exclusive_group()
    wanted.add_argument(
        "--target", type=float, metavar="POINTS", help="the total to reach at the least cost"
    )
    wanted.add_argument(
        "--budget", type=float, metavar="COST", help="what the cases may cost, for the most points"
    )
    for name, does in (("cost", "what a case costs (1)"), ("limit", "how many cases there can be")):
        command.add_argument(
            f"--{name}",
            action="append",
            default=[],
            metavar="COUNT=NUMBER",
            help=f"{does}, by the count that it raises; may be said again for others",
        )
    add_json(command)
    add_percent_as(command)
    add_rules(command)
    table = command.add_argument_group("tables alone")
    add_units(table)
    add_place(table)


def advise_unit_or_table(options: Namespace) -> str:
    """What to do; without a target and a budget, what each case brings."""
    from tthc_index.results.gains import gains

    found: Any
    if not is_table(options.file):
        refuse(options, f"a table: {', '.join(TABLES)}", "units", "sheet", "keep_totals", "columns")
        card = card_of(read_unit(options.file), options)
        neither = options.target is None and options.budget is None
        found = gains(card) if neither else _advice(card, options)
    else:
        found = _advice(units_of(options, options.file), options)
    return told(found, options)


def _advice(scored: Any, options: Namespace) -> Any:
    from tthc_index.results.advise import advise

    return advise(
        scored,
        target=options.target,
        budget=options.budget,
        costs=_numbers("--cost", options.cost),
        limits=_numbers("--limit", options.limit),
    )


def _numbers(option: str, said: Sequence[str]) -> dict[str, float]:
    """Numbers by the names of counts."""
    numbers: dict[str, float] = {}
    for one in said:
        name, _, number = one.partition("=")
        try:
            numbers[name] = float(number)
        except ValueError:
            allowed = "a count and a number, such as dossiers_on_time=3"
            raise ValueRefusedError(option, one, allowed) from None
    return numbers


def add_attribute(command: ArgumentParser) -> None:
    """The options of `attribute`."""
    command.add_argument("file", metavar="WHOLE.json", help="the counts of the whole")
    command.add_argument(
        "table", metavar="TABLE", help="a .csv, .parquet or .xlsx with a row for each of its units"
    )
    add_units(command)
    add_place(command)
    add_json(command)
    add_percent_as(command)
    add_rules(command)


def attribute_loss(options: Namespace) -> str:
    """Whose loss it is."""
    from tthc_index.results.attribute import attribute

    whole = card_of(read_unit(options.file), options)
    found = attribute(whole, units_of(options, options.table))
    return told(found, options)
