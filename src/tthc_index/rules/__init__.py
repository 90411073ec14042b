# SPDX-License-Identifier: MIT
"""The rule sets that come with the library, found by their id."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from os import PathLike

from tthc_index.errors import ArgumentError, Fault, RuleSetError, UnknownRuleSetError
from tthc_index.rules.objects import RuleSet


#: Id → module; a set is made and checked when it is first asked for, not when the library is imported.
_SHIPPED = {"qd766-2026": "qd766_2026"}


def rulesets() -> tuple[str, ...]:
    """The ids of the rule sets that come with the library.

    >>> import tthc_index as ti
    >>> ti.rulesets()
    ('qd766-2026',)
    """
    return tuple(_SHIPPED)


def ruleset(id: str) -> RuleSet:  # noqa: A002  # an id is what notices and files call it
    """The rule set of that id.

    Raises:
        UnknownRuleSetError: If there is none; it names the nearest id and all known ones.

    >>> import tthc_index as ti
    >>> ti.ruleset("qd766-2026")
    <RuleSet 'qd766-2026': 100 points, 6 groups, 21 scored indicators, 12 monitored>
    """
    if not isinstance(id, str) or id not in _SHIPPED:
        raise UnknownRuleSetError(id, rulesets())
    return _load(id)


@cache
def _load(id: str) -> RuleSet:  # noqa: A002
    rules: RuleSet = import_module(f"{__name__}.{_SHIPPED[id]}").RULES
    return rules


def ruleset_from_toml(source: str | PathLike[str]) -> RuleSet:
    """A rule set from TOML: a province's own, say.

    Args:
        source: TOML text; or a path object, for the file there (UTF-8).

    Raises:
        RuleSetError: If the text is no TOML, or its keys are none of a rule set's, or the rules
            that it states have faults: all of them, each with its path.
        MissingExtraError: If the extra `rules` is not installed.
        OSError: If the file can't be read.

    >>> import attrs, tthc_index as ti
    >>> own = attrs.evolve(ti.ruleset("qd766-2026"), id="phu-tho-2026")
    >>> ti.ruleset_from_toml(ti.ruleset_to_toml(own)) == own
    True
    """
    from pathlib import Path

    from .toml import loads

    if not isinstance(source, str | PathLike):
        raise ArgumentError("source", source, "TOML text, or a Path to a file")
    try:
        return loads(source if isinstance(source, str) else Path(source).read_text("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise RuleSetError(None, (Fault("TOML", f"the file is not in UTF-8 ({error})"),)) from None


def ruleset_to_toml(rules: RuleSet | str) -> str:
    """A rule set as TOML text, which `ruleset_from_toml` reads back as an equal one.

    Defaults are left out.

    Raises:
        MissingExtraError: If the extra `rules` is not installed.
        UnknownRuleSetError: If *rules* is no known id.
    """
    from .toml import dumps

    return dumps(resolve(rules))


def resolve(rules: RuleSet | str) -> RuleSet:
    """The rule set itself, or the one of that id: what every call takes as `rules`."""
    if isinstance(rules, RuleSet):
        return rules
    if isinstance(rules, str):
        return ruleset(rules)
    raise ArgumentError("rules", rules, "a RuleSet or the id of one")
