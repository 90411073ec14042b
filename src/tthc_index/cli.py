# SPDX-License-Identifier: MIT
"""The command line, `tthc-index`: its words, and what it prints and returns."""

from __future__ import annotations

import argparse
import os
import sys

from collections.abc import Callable, Sequence
from io import TextIOWrapper
from typing import Any

from . import commands as _commands
from . import examples
from .errors import TthcIndexError


USAGE_ERROR = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: The words after the program's name; those of the process if None.

    Returns:
        The exit code: 0, or 2 for input that is refused, with one message on standard error.
    """
    for stream in (sys.stdout, sys.stderr):
        # Vietnamese letters must pass, whatever the locale says; names of files may be no text.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        options = _parser().parse_args(arguments)
        _print(options.run(options))
    except BrokenPipeError:
        # The reader has gone (`| head`): that is its right. Python must not complain at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (TthcIndexError, OSError) as error:
        print(f"tthc-index: {error}", file=sys.stderr)  # noqa: T201
        return USAGE_ERROR
    return 0


def _print(text: str) -> None:
    if sys.stdout is None:  # as `>&-` leaves it; print would keep silent
        raise OSError("standard output is closed")
    print(text, flush=True)  # noqa: T201  # printing is what it is for


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tthc-index", description="Score and explain the index of Decision 766/QĐ-TTg."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in (_score, _portal, _reconcile, _rank, _notice, _report, _rules, _example):
        add(commands)
    return parser


def _command(
    commands: Any, name: str, run: Callable[[argparse.Namespace], str], does: str
) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=does, description=does)
    command.add_argument(
        "--lang", choices=("en", "vi"), default="en", help="language of the output"
    )
    command.set_defaults(run=run)
    return command


def _score(commands: Any) -> None:
    does = "score one unit from a JSON file of its counts, or a table of units"
    command = _command(commands, "score", _commands.score_unit_or_table, does)
    command.add_argument(
        "file",
        metavar="FILE",
        help="the counts of one unit in JSON, - for standard input; or a .csv, .parquet or .xlsx "
        "table with a row for each unit",
    )
    _rules_options(command)
    command.add_argument(
        "--partial", action="store_true", help="score what is there; counts may be missing"
    )
    _card_options(command)
    table = command.add_argument_group("tables alone")
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


def _portal(commands: Any) -> None:
    does = "recompute what the National Public Service Portal published, from its responses"
    command = _command(commands, "portal", _commands.portal, does)
    command.add_argument("files", nargs="+", metavar="FILE.json", help="responses of one period")
    command.add_argument("--period", help="the month, quarter or year that they are of")
    command.add_argument("--unit", help="name, code or id of the one unit to show")
    _rules_options(command, level=False)
    _json_option(command)


def _reconcile(commands: Any) -> None:
    does = "hold the points that a public notice prints against what its own figures give"
    command = _command(commands, "reconcile", _commands.reconcile_notice, does)
    command.add_argument("file", metavar="NOTICE.txt", help="the notice's text; - for stdin")
    _rules_options(command)
    _json_option(command)


def _rank(commands: Any) -> None:
    command = _command(commands, "rank", _commands.rank_table, "rank the units of a table")
    _table_options(command)
    command.add_argument(
        "--ties",
        choices=("min", "ordinal"),
        default="min",
        help="equal points share a rank (min), or are numbered as they stand (ordinal)",
    )
    command.add_argument(
        "--partial", action="store_true", help="rank units with missing counts by what is known"
    )
    _json_option(command)


def _notice(commands: Any) -> None:
    does = "write the public notice of a unit from a JSON file of its counts"
    command = _command(commands, "notice", _commands.write_notice, does)
    command.add_argument("file", metavar="FILE.json", help="the counts; - for standard input")
    command.add_argument(
        "-o", "--output", metavar="OUT", help="a .docx, .html, .md or .txt file; else it is printed"
    )
    command.add_argument("--office", metavar="OFFICE.toml", help="who publishes it")
    command.add_argument(
        "--mark", action="store_true", help="say what is not known, in place of leaving it out"
    )
    _rules_options(command)


def _report(commands: Any) -> None:
    does = "write the appendices of a notice, groups and indicators of many units, to Excel"
    command = _command(commands, "report", _commands.report_table, does)
    _table_options(command)
    command.add_argument(
        "-o", "--output", metavar="OUT.xlsx", help="the file to write; else they are printed"
    )


def _rules(commands: Any) -> None:
    command = _command(commands, "rules", _commands.rules, "list the rule sets, or show one")
    command.add_argument("rules", nargs="?", metavar="ID", help="an id, or a TOML file")
    command.add_argument("--toml", action="store_true", help="print it as TOML, to start one's own")


def _example(commands: Any) -> None:
    does = "score a real unit whose points are published"
    command = _command(commands, "example", _commands.example, does)
    command.add_argument(
        "name", nargs="?", default=examples.names()[0], help="; ".join(examples.names())
    )
    command.add_argument(
        "--input", action="store_true", help="print its counts, as `score` and `notice` read them"
    )
    _card_options(command)


def _rules_options(command: argparse.ArgumentParser, *, level: bool = True) -> None:
    command.add_argument("--rules", help="id of a rule set, or a TOML file with one")
    if level:
        command.add_argument("--level", help="the unit's level: commune, province, ...")


def _card_options(command: argparse.ArgumentParser) -> None:
    _json_option(command)
    command.add_argument(
        "--explain",
        metavar="CODE",
        help="say where the points of a group or indicator, or the total, come from",
    )


def _table_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "file",
        metavar="TABLE",
        help="a .csv, .parquet or .xlsx of counts with a row for each unit; "
        "or a .csv of published points",
    )
    command.add_argument("--units", metavar="COLUMN", help="the column of names (unit)")
    command.add_argument("--by", default="total", metavar="CODE", help="what to rank by (total)")
    _rules_options(command)


def _json_option(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print it as JSON")
