# SPDX-License-Identifier: MIT
"""What the portal calls what the rules call otherwise: read from a TOML file of each rule set."""

from __future__ import annotations

import tomllib

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from os import PathLike
from types import UnionType
from typing import Any

import attrs

from tthc_index.errors import TthcIndexError, ValueRefusedError, nearest, raise_problems
from tthc_index.rules.sets import RuleSet
from tthc_index.text.toml import toml_in


#: Where names come from: the id of a shipped file, or a path.
Source = str | PathLike[str]


@attrs.frozen
class Shape:
    """One of the portal's responses.

    Attributes:
        name: The portal's name of the response.
        top: The key, under `data`, of the unit that was asked for.
        below: The key of the units below it.
        group: The group whose figures it gives; None for the list, which gives those of all.
        metrics: Metric codes to indicators, where its units have metrics.
        counts: Keys of its units to counts.
        groups: Codes of groups' points to groups: it is the list of units with their totals.
        sole: The indicator whose points and percentage are those of the group.
        top_only: Whether the units below may come without counts.
        may_lack: Codes of metrics that may be absent though they are scored.
        averages: Names of what stands among units and is none, such as the whole country.
    """

    name: str
    top: str
    below: str
    group: str | None = None
    metrics: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    counts: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    groups: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    sole: str | None = None
    top_only: bool = False
    may_lack: tuple[str, ...] = ()
    averages: tuple[str, ...] = ()


@attrs.frozen
class Names:
    """The portal's names of what stands in a rule set.

    Attributes:
        rules: The rule set.
        shapes: The responses, in the order in which their figures are taken.
    """

    rules: RuleSet
    shapes: tuple[Shape, ...]

    @property
    def responses(self) -> tuple[str, ...]:
        """The portal's names of the responses."""
        return tuple(shape.name for shape in self.shapes)

    @property
    def groups(self) -> Mapping[str, str]:
        """The portal's codes of groups, such as CKMB, and our groups.

        >>> import tthc_index as ti
        >>> from tthc_index.portal.names import read_names
        >>> read_names(ti.ruleset("qd766-2026")).groups["CKMB"]
        'transparency'
        """
        return {code: group for shape in self.shapes for code, group in shape.groups.items()}


def shipped() -> tuple[str, ...]:
    """The ids of the rule sets whose names come with the library.

    >>> shipped()
    ('qd766-2026',)
    """
    return tuple(sorted(path.name.removesuffix(".toml") for path in _files()))


def read_names(rules: RuleSet, source: Source | None = None) -> Names:
    """The portal's names for a rule set.

    Args:
        rules: The rule set.
        source: A path to a TOML file of names, or the id of a rule set whose names come with the
            library; by default those of the rule set's own id.

    Raises:
        ValueRefusedError: If there is no such file or it is no TOML, and for each key and name in it
            that means nothing, or stands for what the rules don't have.
        Problems: If there are several of these.
        OSError: If the file can't be read.
    """
    wanted = rules.id if source is None else source
    if not isinstance(wanted, str | PathLike):
        raise ValueRefusedError("names", source, "a path to a TOML file, or the id of a rule set")
    if wanted in shipped():
        stated = _shipped(str(wanted))
    elif source is None:
        allowed = f"a path to a TOML file with the names for {rules.id!r}; with the library come "
        raise ValueRefusedError("names", source, allowed + ", ".join(map(repr, shipped())))
    else:
        stated = _stated(wanted)
    problems: list[TthcIndexError] = []
    shapes = tuple(_shapes(stated, rules, problems))
    for field in ("name", "group"):
        times = Counter(getattr(shape, field) for shape in shapes if getattr(shape, field))
        problems += [ValueRefusedError(field, v, "each once") for v, n in times.items() if n > 1]
    raise_problems(problems)
    return Names(rules, shapes)


def _files() -> Iterator[Any]:
    folder = files(__package__)
    return (path for path in folder.iterdir() if path.name.endswith(".toml"))


@cache
def _shipped(id_: str) -> Mapping[str, Any]:
    (text,) = (path.read_text("utf-8") for path in _files() if path.name == f"{id_}.toml")
    return tomllib.loads(text)


def _stated(path: Source) -> Mapping[str, Any]:
    try:
        return toml_in(path)
    except FileNotFoundError:
        allowed = f"a path to a TOML file, or one of {', '.join(map(repr, shipped()))}"
        raise ValueRefusedError("names", str(path), allowed) from None
    except ValueError as error:
        raise ValueRefusedError("names", str(path), f"a path to TOML in UTF-8 ({error})") from None


#: What may stand in a response's table, by the name of the field.
_KINDS: Mapping[str, type | UnionType] = {
    **dict.fromkeys(("name", "top", "below", "group", "sole"), str),
    **dict.fromkeys(("metrics", "counts", "groups"), dict),
    **dict.fromkeys(("may_lack", "averages"), list),
    "top_only": bool,
}
_WORDS: Mapping[Any, str] = {str: "text", dict: "a table", list: "a list", bool: "true or false"}


def _shapes(
    stated: Mapping[str, Any], rules: RuleSet, problems: list[TthcIndexError]
) -> Iterator[Shape]:
    """The responses that a file states; what is wrong with them goes to *problems*."""
    problems += [
        ValueRefusedError(key, stated[key], "response") for key in stated if key != "response"
    ]
    tables = stated.get("response")
    if not (tables and isinstance(tables, list) and all(isinstance(t, dict) for t in tables)):
        problems.append(
            ValueRefusedError("response", tables, "tables [[response]], one or several")
        )
        return
    for place, table in enumerate(tables):
        at = f"response[{place}]"
        found = [*_key_faults(at, table)] or [*_name_faults(at, table, rules)]
        problems += found
        if not found:
            lists = {key: tuple(v) for key, v in table.items() if isinstance(v, list)}
            yield Shape(**table | lists)


def _key_faults(at: str, table: Mapping[str, Any]) -> Iterator[TthcIndexError]:
    """Keys that are missing or unknown, or hold what they can't."""
    for key in ("name", "top", "below"):
        if key not in table:
            yield ValueRefusedError(f"{at}.{key}", None, "text")
    for key, value in table.items():
        if key not in _KINDS:
            yield ValueRefusedError(f"{at}.{key}", value, f"no such key, but {', '.join(_KINDS)}")
        elif not isinstance(value, _KINDS[key]):
            yield ValueRefusedError(f"{at}.{key}", value, _WORDS[_KINDS[key]])
    if len(table.keys() & {"metrics", "counts", "groups"}) != 1:
        yield ValueRefusedError(at, table.get("name"), "metrics, counts or groups: one of them")
    elif "groups" not in table and "group" not in table:
        yield ValueRefusedError(f"{at}.group", None, "the group whose points it gives")


def _name_faults(at: str, table: Mapping[str, Any], rules: RuleSet) -> Iterator[TthcIndexError]:
    """Names of what the rules don't have."""
    groups = [group.code for group in rules]
    # A metric has one numerator and one denominator.
    shares = [rule.code for rule in rules.indicators if len(rule.count_names) == 2]
    one = {key: table[key] for key in ("group", "sole") if key in table}
    named = [
        (f"{at}.{key}", value, shares if key == "sole" else groups) for key, value in one.items()
    ]
    known = {"metrics": shares, "counts": list(rules.counts), "groups": groups}
    for key in known.keys() & table.keys():
        named += [(f"{at}.{key}.{code}", name, known[key]) for code, name in table[key].items()]
    for path, name, allowed in named:
        if name not in allowed:
            near = nearest(name, allowed)
            hint = f"; did you mean {near!r}?" if near else ""
            yield ValueRefusedError(path, name, f"a name of the rules {rules.id!r}{hint}")
    for code in set(table.get("may_lack", ())) - set(table.get("metrics", ())):
        yield ValueRefusedError(f"{at}.may_lack", code, "codes of its metrics")
