# SPDX-License-Identifier: MIT
"""Options that several commands have, and what they mean."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from tthc_index.errors import ValueRefusedError, raise_problems
from tthc_index.rules import ruleset, ruleset_from_toml
from tthc_index.rules.sets import RuleSet
from tthc_index.scoring.card import ScoreCard

from .output import as_json, escaped


#: What holds a table of units, by its suffix; older kinds of sheets are refused as such.
TABLES = (".csv", ".parquet", ".xlsx")
OTHER_TABLES = (".xls", ".xlsm", ".xlsb", ".ods", ".tsv")


def add_rules(command: ArgumentParser, *, level: bool = True) -> None:
    """`--rules`, and `--level` where it means something."""
    command.add_argument("--rules", help="id of a rule set, or a TOML file with one")
    if level:
        command.add_argument("--level", help="the unit's level: commune, province, ...")


def add_percent_as(command: ArgumentParser) -> None:
    """`--percent-as`."""
    command.add_argument(
        "--percent-as",
        choices=("percent", "fraction"),
        help="what percentages are written as: 94.44 (percent) or 0.9444 (fraction)",
    )


def add_place(command: Any) -> None:
    """Where in a table the units stand, and which rows are units."""
    command.add_argument(
        "--columns",
        metavar="COLUMNS.toml",
        help='what your own headers mean: "Hồ sơ đúng hạn" = "dossiers_on_time"',
    )
    command.add_argument("--sheet", help="the sheet to read (the first visible one with a table)")
    command.add_argument(
        "--keep-totals",
        action="store_true",
        help='take rows such as "Tổng cộng" for units; otherwise they are left out and told',
    )


def add_units(command: Any) -> None:
    """`--units`."""
    command.add_argument(
        "--units",
        metavar="COLUMN",
        help='the column of names in a table (unit, or what is called so, as "Đơn vị")',
    )


def add_json(command: ArgumentParser) -> None:
    """`--json`."""
    command.add_argument("--json", action="store_true", help="print it as JSON")


def add_card(command: ArgumentParser) -> None:
    """What to show of a card."""
    add_json(command)
    command.add_argument(
        "--explain",
        metavar="CODE",
        help="say where the points of a group or indicator, or the total, come from",
    )


def is_table(file: str) -> bool:
    """Whether the file's name is that of a table, also of one that can't be read."""
    return Path(file).suffix.lower() in (*TABLES, *OTHER_TABLES)


def told(result: Any, options: Namespace) -> str:
    """A result in words of the language that is asked for, or as JSON."""
    return as_json(result.to_dict()) if options.json else str(result.text(options.lang))


def shown(card: ScoreCard, options: Namespace) -> str:
    """The card as the options want it."""
    if options.json:
        return escaped(card.to_json(indent=2))
    if options.explain is not None:
        return card.explain(options.explain, options.lang)
    return card.text(options.lang)


def rules_of(named: Any) -> RuleSet:
    """The rule set of an id, or in a TOML file; by default the portal's."""
    is_file = isinstance(named, str) and named.endswith(".toml") and "\0" not in named
    return ruleset_from_toml(Path(named)) if is_file else ruleset(named or "qd766-2026")


def refuse(options: Namespace, only: str, *names: str) -> None:
    """Refuse options that mean nothing for this input, in place of doing nothing about them."""
    given = {name: getattr(options, name) for name in names}
    raise_problems(
        [
            ValueRefusedError(f"--{name.replace('_', '-')}", value, f"for its FILE {only}")
            for name, value in given.items()
            if value not in (None, False)
        ]
    )


def keep_inputs(options: Namespace, *inputs: str | None) -> None:
    """Refuse to write the result over what it is made from."""
    target = Path(options.output)
    for name in filter(None, inputs):
        if target.exists() and Path(name).exists() and target.samefile(name):
            raise ValueRefusedError("--output", options.output, "another file than the input")
