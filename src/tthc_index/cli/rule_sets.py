# SPDX-License-Identifier: MIT
"""The commands on rule sets: `rules`, `conformance`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from tthc_index.conformance import conformance
from tthc_index.rules import ruleset, rulesets

from .options import rules_of
from .output import escaped


def add_rule_sets(command: ArgumentParser) -> None:
    """The options of `rules`."""
    command.add_argument("rules", nargs="?", metavar="ID", help="an id, or a TOML file")
    command.add_argument("--toml", action="store_true", help="print it as TOML, to start one's own")


def rule_sets(options: Namespace) -> str:
    """The rule sets, or one of them."""
    if options.rules is None:
        return "\n".join(f"{id_}  {ruleset(id_).name[options.lang]}" for id_ in rulesets())
    chosen = rules_of(options.rules)
    if options.toml:
        from tthc_index.rules import ruleset_to_toml

        return escaped(ruleset_to_toml(chosen))
    return chosen.text(options.lang)


def add_conformance(command: ArgumentParser) -> None:
    """The options of `conformance`."""
    command.add_argument("rules", nargs="?", metavar="ID", default="qd766-2026", help="an id")


def conformance_file(options: Namespace) -> str:
    """The cases by which a program in any language checks its points."""
    return conformance(options.rules).rstrip("\n")
