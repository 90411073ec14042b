# SPDX-License-Identifier: MIT
"""The command line: `tthc-index score`, `rules`, `example`."""

from __future__ import annotations

import argparse
import json
import os
import sys

from collections.abc import Callable, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from . import examples
from ._unit_file import read_unit, refuse_points
from .errors import TthcIndexError
from .rules import RuleSet
from .rulesets import ruleset, ruleset_from_toml, rulesets
from .scorecard import ScoreCard, score


USAGE_ERROR = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: The words after the program's name; those of the process if None.

    Returns:
        The exit code: 0, or 2 for input that is refused, with one message on standard error.
    """
    for stream in (sys.stdout, sys.stderr):
        # Vietnamese letters must pass, whatever the locale says.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
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

    command = _command(commands, "score", _score, "score one unit from a JSON file of its counts")
    command.add_argument("file", metavar="FILE.json", help="the counts; - for standard input")
    command.add_argument("--rules", help="id of a rule set, or a TOML file with one")
    command.add_argument("--level", help="the unit's level: commune, province, ...")
    command.add_argument(
        "--partial", action="store_true", help="score what is there; counts may be missing"
    )
    _card_options(command)

    command = _command(commands, "rules", _rules, "list the rule sets, or show one")
    command.add_argument("rules", nargs="?", metavar="ID", help="an id, or a TOML file")
    command.add_argument("--toml", action="store_true", help="print it as TOML, to start one's own")

    command = _command(
        commands, "example", _example, "score a real unit whose points are published"
    )
    command.add_argument(
        "name", nargs="?", default=examples.names()[0], help="; ".join(examples.names())
    )
    command.add_argument(
        "--input", action="store_true", help="print its counts, as `score` reads them"
    )
    _card_options(command)
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


def _card_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print the card as JSON")
    command.add_argument(
        "--explain",
        metavar="CODE",
        help="say where the points of a group or indicator, or the total, come from",
    )


def _score(options: argparse.Namespace) -> str:
    stated = read_unit(options.file)
    rules = _rules_of(options.rules or stated.get("rules") or "qd766-2026")
    refuse_points(stated["counts"], rules)
    card = score(
        stated["counts"],
        stated.get("percentages"),
        rules=rules,
        level=options.level or stated.get("level"),
        missing="allow" if options.partial else "raise",
    )
    return _shown(card, options)


def _example(options: argparse.Namespace) -> str:
    example = examples.get(options.name)
    if options.input:
        unit = {"level": example.level, "counts": dict(example.counts)}
        return json.dumps({**unit, "percentages": dict(example.percentages)}, indent=2)
    shown = _shown(example.score(), options)
    if options.json:
        return shown
    return f"{example.text(options.lang)}\n\n{shown}"


def _rules(options: argparse.Namespace) -> str:
    if options.rules is None:
        return "\n".join(f"{id_}  {ruleset(id_).name[options.lang]}" for id_ in rulesets())
    rules = _rules_of(options.rules)
    if options.toml:
        from .rulesets import ruleset_to_toml

        return ruleset_to_toml(rules)
    return rules.text(options.lang)


def _shown(card: ScoreCard, options: argparse.Namespace) -> str:
    if options.json:
        return card.to_json(indent=2)
    if options.explain is not None:
        return card.explain(options.explain, options.lang)
    return card.text(options.lang)


def _rules_of(named: Any) -> RuleSet:
    """The rule set of an id, or in a TOML file."""
    is_file = isinstance(named, str) and named.endswith(".toml")
    return ruleset_from_toml(Path(named)) if is_file else ruleset(named)
