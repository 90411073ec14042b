# SPDX-License-Identifier: MIT
"""What the law says: rule sets by their id, from TOML and to TOML."""

from __future__ import annotations

from os import PathLike

from tthc_index.errors import UnknownNameError, ValueRefusedError
from tthc_index.rules.known import known, load
from tthc_index.rules.sets import RuleSet


def rulesets() -> tuple[str, ...]:
    """The ids of all rule sets: those of the library, then those that installed packages bring.

    >>> import tthc_index as ti
    >>> ti.rulesets()
    ('qd766-2026',)
    """
    return known()


def ruleset(id: str | PathLike[str]) -> RuleSet:  # noqa: A002  # what notices and files call it
    """The rule set of that id, or the one that a TOML file states.

    A set is read and checked when it is first asked for, and kept; a file is read each time.

    Args:
        id: The id of a shipped set, or of one that an installed package brings; or a path object,
            as in `ruleset_from_toml`.

    Raises:
        UnknownNameError: If there is none; it names the nearest id and all known ones.
        RuleSetError: If the file, or the set of another package, has faults; they name that package.

    >>> import tthc_index as ti
    >>> ti.ruleset("qd766-2026")
    <RuleSet 'qd766-2026': 100 points, 6 groups, 21 scored indicators, 12 monitored>
    """
    if isinstance(id, PathLike):
        return ruleset_from_toml(id)
    if not isinstance(id, str):
        raise UnknownNameError("rule set", id, known())
    return load(id)


def ruleset_from_toml(source: str | PathLike[str]) -> RuleSet:
    """A rule set from TOML: a province's own, say.

    Args:
        source: TOML text; or a path object, for the file there (UTF-8, or UTF-16 as
            PowerShell writes it). Of more than 1,048,576 letters none is read.

    Raises:
        RuleSetError: If the text is no TOML, or keys are missing or none of a rule set's, or the
            rules that it states have faults: all of them, each with its path.
        OSError: If the file can't be read.

    >>> import attrs, tthc_index as ti
    >>> own = attrs.evolve(ti.ruleset("qd766-2026"), id="phu-tho-2026")
    >>> ti.ruleset_from_toml(ti.ruleset_to_toml(own)) == own
    True
    """
    from .toml import loads

    if not isinstance(source, str | PathLike):
        raise ValueRefusedError("source", source, "TOML text, or a Path to a file")
    return loads(source)


def ruleset_to_toml(rules: RuleSet | str) -> str:
    """A rule set as TOML text, which `ruleset_from_toml` reads back as an equal one.

    It is laid out for people who edit it: short labels on one line, a block for each indicator,
    what decides the points spelled out, all other defaults left out.

    Raises:
        UnknownNameError: If *rules* is no known id.
    """
    from .toml import dumps

    return dumps(resolve(rules))


def resolve(rules: RuleSet | str) -> RuleSet:
    """The rule set itself, or the one of that id: what every call takes as `rules`."""
    if isinstance(rules, RuleSet):
        return rules
    if isinstance(rules, str):
        return ruleset(rules)
    raise ValueRefusedError("rules", rules, "a RuleSet or the id of one")
