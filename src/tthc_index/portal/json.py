# SPDX-License-Identifier: MIT
"""A JSON object read key by key: none that is missing, none that is left unsaid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from math import isfinite
from typing import Any

import attrs

from tthc_index.errors import Finding, nearest, shown
from tthc_index.scoring.inputs import as_ratio
from tthc_index.text.numbers import as_written


#: Among how many names a slip is looked for.
MOST = 1000

_NUMBERS = {0: "a whole number", 2: "a number of at most 2 decimals", None: "a number"}


@attrs.define(eq=False)
class JsonObject:
    """A JSON object while it is read: what is taken is known, what is left at its close is not."""

    response: str
    path: str
    values: dict[str, Any]
    faults: list[Finding]
    flags: list[Finding] = attrs.field(factory=list)
    unknown: list[Finding] = attrs.field(factory=list)
    _taken: set[str] = attrs.field(factory=set, init=False)
    _missing: list[str] = attrs.field(factory=list, init=False)

    def at(self, key: str) -> str:
        """The path of a key."""
        if key.isidentifier() and len(key) <= 80:
            return f"{self.path}.{key}".lstrip(".")
        return f"{self.path}[{shown(key)}]"

    def finding(self, key: str, message: str) -> Finding:
        """What is to be said of a key."""
        return Finding(self.response, self.at(key), self.values.get(key), message)

    def take(self, key: str, kind: type = object, *, needed: bool = True) -> Any:
        """The value of a key; None where it is null, absent or refused."""
        self._taken.add(key)
        if key not in self.values and needed:
            self._missing.append(key)
        value = self.values.get(key)
        if value is None or isinstance(value, kind):
            return value
        what = "an object" if kind is dict else "a list" if kind is list else "text"
        self.faults.append(self.finding(key, f"it takes {what}, or null"))
        return None

    def text(self, key: str) -> str | None:
        """Text that need not be there; a blank says nothing."""
        value = self.take(key, str, needed=False)
        return value if value and value.strip() else None

    def number(self, key: str, decimals: int | None = None, *, needed: bool = True) -> Any:
        """A number, 0 or more, of at most so many decimals."""
        value = self.take(key, needed=needed)
        reason = None if value is None else _refusal(value, decimals)
        if reason:
            what = f"{reason}; it takes {_NUMBERS[decimals]}, 0 or more, or null"
            self.faults.append(self.finding(key, what))
            return None
        return int(value) if value is not None and decimals == 0 else value

    def difference(self, key: str) -> Any:
        """A number that may be below 0, and need not be there."""
        value = self.take(key, needed=False)
        if value is None or (type(value) in {int, float} and isfinite(value)):
            return value
        self.faults.append(self.finding(key, "it takes a number, or null"))
        return None

    def object(self, key: str, *, needed: bool = True) -> JsonObject | None:
        """The object of a key."""
        value = self.take(key, dict, needed=needed)
        return None if value is None else self._child(self.at(key), value)

    def objects(self, key: str) -> Iterator[JsonObject]:
        """The objects of a list."""
        for place, item in enumerate(self.take(key, list) or ()):
            path = f"{self.at(key)}[{place}]"
            if isinstance(item, dict):
                yield self._child(path, item)
            else:
                self.faults.append(Finding(self.response, path, item, "it takes an object"))

    def _child(self, path: str, values: dict[str, Any]) -> JsonObject:
        return attrs.evolve(self, path=path, values=values)

    def close(self, *known: str) -> None:
        """List what is left: what the portal says of its figures, and what we don't know."""
        left = [key for key in self.values if key not in self._taken.union(known)]
        for key in self._missing:
            self.faults.append(self.finding(key, missing(key, left)))
        for key in left:
            if not key.startswith("dataQuality") and key != "message":
                self.unknown.append(self.finding(key, "an unknown key"))
            elif self.values[key] not in (None, "OK"):
                self.flags.append(self.finding(key, "the portal's own word"))


def _refusal(value: Any, decimals: int | None) -> str | None:
    """Why a value is no such number, if it is none."""
    ratio = as_ratio(value)
    if isinstance(ratio, str):
        return ratio
    if decimals is None or (as_written(value) * 10**decimals).denominator == 1:
        return None
    return f"more than {decimals} decimals" if decimals else "fractional"


def missing(name: str, left: Iterable[str]) -> str:
    """What to say of a name that is not there."""
    near = nearest(name, islice(left, MOST))
    return f"{name} is missing" + (f"; is it {near!r} now?" if near else "")
