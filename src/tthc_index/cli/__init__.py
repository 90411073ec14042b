# SPDX-License-Identifier: MIT
"""The command line, `tthc-index`: its commands, its messages, its exit codes."""

from __future__ import annotations

import argparse

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, NoReturn

from tthc_index.errors import TthcIndexError

from . import advice, dossiers, one_unit, published, rule_sets, tables
from .output import harmless, prepare, say, warn


USAGE_ERROR, INTERRUPTED = 2, 130


class Command(NamedTuple):
    """What a command does, in words; its options; and the function that does it."""

    does: str
    add: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], str]


COMMANDS = {
    "score": Command(
        "score one unit from a JSON file of its counts, or a table of units",
        one_unit.add_score,
        one_unit.score_unit_or_table,
    ),
    "portal": Command(
        "recompute what the National Public Service Portal published, from its responses",
        published.add_portal,
        published.portal,
    ),
    "reconcile": Command(
        "hold the points that a public notice prints against what its own figures give",
        published.add_reconcile,
        published.reconcile_notice,
    ),
    "rank": Command(
        "rank the units of a table, or of the portal's responses",
        tables.add_rank,
        tables.rank_table,
    ),
    "compare": Command(
        "tell what changed since the period before, of one unit or of many",
        tables.add_compare,
        tables.compare_files,
    ),
    "advise": Command(
        "find the cheapest cases that reach a total, or gain most; or what each case brings",
        advice.add_advise,
        advice.advise_unit_or_table,
    ),
    "attribute": Command(
        "share out the points that a whole lost among the units of a table",
        advice.add_attribute,
        advice.attribute_loss,
    ),
    "notice": Command(
        "write the public notice of a unit, from its counts, a table, or the portal's responses",
        one_unit.add_notice,
        one_unit.write_notice,
    ),
    "report": Command(
        "write the appendices of a notice, groups and indicators of many units, to Excel",
        tables.add_report,
        tables.report_table,
    ),
    "tally": Command(
        "count dossiers by the portal's definitions; list those at risk, or those that do not count",
        dossiers.add_tally,
        dossiers.tally_file,
    ),
    "rules": Command(
        "list the rule sets, or show one", rule_sets.add_rule_sets, rule_sets.rule_sets
    ),
    "conformance": Command(
        "print cases by which a program in any language checks that its points are the same",
        rule_sets.add_conformance,
        rule_sets.conformance_file,
    ),
    "example": Command(
        "score a real unit whose points are published", one_unit.add_example, one_unit.example
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: The words after the program's name; those of the process if None.

    Returns:
        The exit code: 0; 2 for input that is refused or a result that can't be written, with one
        message on standard error; 130 if it was stopped.
    """
    prepare()
    try:
        return _run(_parser().parse_args(arguments))
    except OSError as error:
        warn(str(error))
        return USAGE_ERROR
    except KeyboardInterrupt:
        warn("stopped")
        return INTERRUPTED


def _run(options: argparse.Namespace) -> int:
    try:
        say(options.run(options))
    except TthcIndexError as error:
        warn(error.text(options.lang))
        return USAGE_ERROR
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="tthc-index", description="Score and explain the index of Decision 766/QĐ-TTg."
    )
    parser.add_argument("--version", action=_Version, help="print the version")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, (does, add, run) in COMMANDS.items():
        command = commands.add_parser(name, help=does, description=does)
        command.add_argument(
            "--lang",
            choices=("en", "vi"),
            default="en",
            help="language of the output and of its messages",
        )
        command.set_defaults(run=run)
        add(command)
    return parser


class _Parser(argparse.ArgumentParser):
    """One whose complaints repeat no escape sequence."""

    def error(self, message: str) -> NoReturn:
        super().error(harmless(message))


class _Version(argparse.Action):
    """`--version`, which alone reads the metadata of the package."""

    def __init__(self, **options: Any) -> None:
        super().__init__(nargs=0, **options)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import version

        say(f"tthc-index {version('tthc_index')}")
        parser.exit()
