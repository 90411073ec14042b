# SPDX-License-Identifier: MIT
"""How public notices name groups and figures: TOML files, by which notices are written and read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from os import PathLike
from typing import Any

import attrs

from tthc_index.errors import TthcIndexError, UnknownNameError, ValueRefusedError, raise_problems
from tthc_index.rules.objects import Group, Indicator
from tthc_index.rules.sets import RuleSet
from tthc_index.text.labels import key
from tthc_index.text.tables import plain
from tthc_index.text.toml import parsed, toml_in


#: What stands for the points of a group, or the total, while some of its counts are missing.
INCOMPLETE = "chưa đủ số liệu"

#: TOML text, or the path of a file.
Source = str | PathLike[str]

#: The tables of a wording, and the keys that each may have.
_KEYS = {
    "wording": ("groups",),
    "groups": ("code", "label", "lines"),
    "lines": ("label", "code", "of", "zero", "heading", "parts", "lines", "whole"),
    "lines below": ("label", "code", "of", "zero", "whole"),
    "parts": ("label", "count", "form"),
}

#: How a part's number and percentage are put, where the wording does not say.
_FORM = "{n} ({p})"


@attrs.frozen
class Entry:
    """A line of a notice: a group, a figure of an indicator, a part of a denominator, or a heading.

    Attributes:
        label: What stands before the colon.
        code: The group, or the indicator whose figure it is; empty for a heading, or a mere part.
        counts: The counts of which its number is the sum; empty for what remains of the denominator.
        of: What the counts of a figure are of: "hồ sơ".
        zero: What is printed for 0% without counts.
        whole: A name of what it is a part of; parts with the same one don't overlap.
        form: How a part's number and percentage are put.
        parts: Lines that add up to the denominator of its indicator.
        heading: Whether the parts stand below a line with the label.
        entries: Lines below a group or a mere heading.
    """

    label: str
    code: str = ""
    counts: tuple[str, ...] = ()
    of: str = ""
    zero: str = ""
    whole: str = ""
    form: str = ""
    parts: tuple[Entry, ...] = ()
    heading: bool = True
    entries: tuple[Entry, ...] = ()

    def beside(self) -> tuple[Entry, ...]:
        """What stands side by side: the entry, or its parts too where no line is above them."""
        return (self,) if self.heading else (self, *self.parts)


def read_wording(source: Source, rules: RuleSet | None = None) -> tuple[Entry, ...]:
    """The groups of a wording, with their lines; where *rules* are given, they have all that it names.

    Raises:
        ValueRefusedError: If it is no TOML, for a key or a value that is none of those it can have, and
            for a label that two lines of a group have.
        UnknownNameError: (a KeyError) For a group or an indicator that the rules do not have.
        UnknownNameError: For a count that they do not have.
        Problems: If there are several of these problems.
        OSError: If the file can't be read.
    """
    try:
        stated = parsed(source) if isinstance(source, str) else toml_in(source)
    except (TypeError, ValueError) as error:
        allowed = f"a wording as TOML text, or the path of its file in UTF-8 ({error})"
        raise ValueRefusedError("wording", source, allowed) from None
    raise_problems(list(_faults("", stated, "wording")))
    groups = tuple(map(_group, stated.get("groups", ())))
    raise_problems([*_doubled(groups), *(_unknown(groups, rules) if rules else ())])
    return groups


def _faults(at: str, said: Mapping[str, Any], kind: str) -> Iterator[TthcIndexError]:
    """What is the matter with a table, and with those within it; *at* is where it stands."""
    for name, value in said.items():
        place = f"{at}.{name}" if at else name
        if name not in _KEYS[kind]:
            yield ValueRefusedError(
                place, value, f"no such key; there are {', '.join(_KEYS[kind])}"
            )
        elif name in _KEYS:
            yield from _faults_within(place, value, "lines below" if kind == name else name)
        elif name == "heading" and not isinstance(value, bool):
            yield ValueRefusedError(place, value, "true or false")
        elif name != "heading" and not (isinstance(value, str) and value.strip()):
            yield ValueRefusedError(place, value, "a text")
    if kind != "wording" and not key(str(said.get("label", ""))):
        yield ValueRefusedError(f"{at}.label", said.get("label"), "what it is called, in letters")
    if kind in {"groups", "lines below"} and "code" not in said:
        yield ValueRefusedError(f"{at}.code", None, "the code of a group or an indicator")
    if kind == "lines" and ("code" in said) == ("lines" in said):
        allowed = "the code of an indicator, or lines below: one of the two"
        yield ValueRefusedError(f"{at}.code", said.get("code"), allowed)
    if "{n}" not in str(said.get("form", _FORM)):
        yield ValueRefusedError(f"{at}.form", said["form"], "a text with {n}, the number")


def _faults_within(at: str, said: Any, kind: str) -> Iterator[TthcIndexError]:
    """What is the matter with a list of tables."""
    if not (isinstance(said, list) and all(isinstance(table, dict) for table in said)):
        yield ValueRefusedError(at, said, "a list of tables")
        return
    for number, table in enumerate(said):
        yield from _faults(f"{at}[{number}]", table, kind)


def _group(said: Mapping[str, Any]) -> Entry:
    return Entry(said["label"], said["code"], entries=tuple(map(_line, said.get("lines", ()))))


def _line(said: Mapping[str, Any]) -> Entry:
    return Entry(
        said["label"],
        said.get("code", ""),
        of=said.get("of", ""),
        zero=said.get("zero", ""),
        whole=said.get("whole", ""),
        parts=tuple(map(_part, said.get("parts", ()))),
        heading=said.get("heading", True),
        entries=tuple(map(_line, said.get("lines", ()))),
    )


def _part(said: Mapping[str, Any]) -> Entry:
    counts = (said["count"],) if "count" in said else ()
    return Entry(said["label"], counts=counts, form=said.get("form", _FORM))


def _doubled(groups: tuple[Entry, ...]) -> Iterator[TthcIndexError]:
    """Lines side by side that notices could not tell apart."""
    rows = [groups]
    for group in groups:
        rows.append(tuple(e for line in group.entries for e in line.beside()))
        rows += [line.entries or line.parts for line in group.entries]
    for row in rows:
        times = Counter(key(entry.label) for entry in row)
        for entry in row:
            if times[key(entry.label)] > 1:
                yield ValueRefusedError(
                    "label", entry.label, "a label of its own among its neighbours"
                )


def _unknown(groups: tuple[Entry, ...], rules: RuleSet) -> Iterator[TthcIndexError]:
    """Codes and counts that the rules do not have: they would name nothing."""
    entries = [e for g in groups for line in g.entries for e in (line, *line.entries)]
    codes = [code for entry in (*groups, *entries) if (code := entry.code) and code not in rules]
    known = [part.code for group in rules for part in (group, *group)]
    yield from (UnknownNameError("code", code, tuple(known)) for code in codes)
    names = [name for entry in entries for part in entry.parts for name in part.counts]
    counts = tuple(rules.counts)
    yield from (UnknownNameError("count", name, counts) for name in names if name not in counts)


def wordings(rules: RuleSet, own: Source | None = None) -> tuple[Entry, ...]:
    """How a notice names the groups and indicators of *rules*.

    By the words of *own* where it has that group, else by those that come with the library, else by
    the names of the rules.

    Raises:
        ValueRefusedError: If *own* is no wording, or names what the rules do not have.
        Problems: If there are several such faults.
        OSError: If its file can't be read.
    """
    return _worded(rules, () if own is None else read_wording(own, rules))


@lru_cache
def _worded(rules: RuleSet, own: tuple[Entry, ...]) -> tuple[Entry, ...]:
    words = {group.code: group for group in (*_shipped(rules.id), *own)}
    plainly = {g.code: Entry(f"Điểm đánh giá nhóm {plain(g.name.vi)}", g.code) for g in rules}
    named = {g.code: words.get(g.code, plainly[g.code]) for g in rules}
    labels = _told_apart({code: entry.label for code, entry in named.items()})
    return tuple(
        Entry(labels[g.code], g.code, entries=tuple(_entries(g, named[g.code], rules)))
        for g in rules
    )


@cache
def _shipped(id_: str) -> tuple[Entry, ...]:
    """The words that come with the library, those of that rule set last, since the last ones hold.

    A rule set without words of its own may have groups and indicators of another one.
    """
    found = [file for file in files(__package__).iterdir() if file.name.endswith(".toml")]
    found.sort(key=lambda file: (file.name == f"{id_}.toml", file.name))
    return tuple(entry for file in found for entry in read_wording(file.read_text("utf-8")))


def _entries(group: Group, words: Entry, rules: RuleSet) -> Iterator[Entry]:
    """The lines that fit the rules, then one for each indicator that none of them names."""
    named = [fitted for entry in words.entries if (fitted := _fitted(entry, rules))]
    yield from named
    codes = {entry.code for outer in named for entry in (outer, *outer.entries)}
    rest = {i.code: plain(i.name.vi) for i in group if i.code not in codes}
    taken = [e.label for outer in named for e in outer.beside()]
    for code, label in _told_apart(rest, taken).items():
        yield Entry(label, code, rules[code].numerator)


def _fitted(entry: Entry, rules: RuleSet) -> Entry | None:
    """The entry with the counts of its rule; None if the rules have no such indicator."""
    if entry.entries:
        inner = tuple(filter(None, (_fitted(inner, rules) for inner in entry.entries)))
        return attrs.evolve(entry, entries=inner) if inner else None
    if entry.code not in rules:
        return None
    rule: Indicator = rules[entry.code]
    named = {name for part in entry.parts for name in part.counts}
    fit = rule.denominator and set(rule.numerator) <= named and all(map(rules.counts.get, named))
    codes = {i.numerator: i.code for i in rules.indicators if i.denominator == rule.denominator}
    parts = [attrs.evolve(p, code=codes.get(p.counts, "")) for p in entry.parts if fit]
    return attrs.evolve(entry, counts=rule.numerator, parts=tuple(parts))


def _told_apart(labels: Mapping[str, str], taken: Iterable[str] = ()) -> dict[str, str]:
    """The labels by code; behind a label that several share stands its code."""
    times = Counter(map(key, (*labels.values(), *taken)))
    return {
        code: label if key(label) and times[key(label)] == 1 else f"{label} [{code}]"
        for code, label in labels.items()
    }
