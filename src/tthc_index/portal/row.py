# SPDX-License-Identifier: MIT
"""What one response says of one unit, by our names."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from unicodedata import normalize

import attrs

from tthc_index.results.published import PrintedShare
from tthc_index.rules.objects import Group, Indicator, Level
from tthc_index.rules.sets import RuleSet
from tthc_index.text.labels import composed

from .json import JsonObject
from .names import Shape


def folded(name: str) -> str:
    """A name by which units are matched: case, spaces and the form of letters do not matter."""
    return " ".join(normalize("NFKC", composed(name)).casefold().split())


@attrs.define(eq=False)
class Row:
    """What one response says of one unit: `above` is the row of the unit above it."""

    at: JsonObject
    shape: Shape
    rules: RuleSet
    above: Row | None
    id: str | None
    code: str | None
    name: str | None
    level: Level | None = None
    counts: dict[str, Any] = attrs.field(factory=dict)
    percentages: dict[str, float] = attrs.field(factory=dict)
    points: dict[str, float | None] = attrs.field(factory=dict)
    shares: list[PrintedShare] = attrs.field(factory=list)
    total: float | None = None
    place: int | None = None
    rank: tuple[int, int] | None = None
    change: float | None = None

    @cached_property
    def keys(self) -> dict[str, str]:
        """What it can be matched by, the surest first."""
        name = folded(self.name or "")
        keys = {"departmentId": self.id, "departmentCode": self.code, "departmentName": name}
        return {key: value for key, value in keys.items() if value}

    @property
    def sure_keys(self) -> set[tuple[str, str]]:
        """What no other unit has: id and code; of one without them its name."""
        sure = {item for item in self.keys.items() if item[0] != "departmentName"}
        return sure or set(self.keys.items())

    def count(self, name: str, at: JsonObject, key: str, *, needed: bool = True) -> Any:
        """Take a count; of two that differ neither is taken."""
        value = at.number(key, 0 if self.rules.counts[name] else None, needed=needed)
        known = self.counts.get(name)
        if None not in (known, value) and known != value:
            at.flags.append(at.finding(key, f"{name} is {known} elsewhere: neither is taken"))
            self.counts[name] = None
        elif key in at.values:
            self.counts[name] = value if known is None else known
        return value

    def publish(self, rule: Group | Indicator, at: JsonObject, points: str, most: str) -> None:
        """Take published points, and a maximum that should be that of the rules."""
        published = at.number(points, 2)
        if rule.max_points or published is not None:
            self.points[rule.code] = published
        self.check_maximum(rule, at, most)

    def check_maximum(
        self, rule: Group | Indicator | RuleSet, at: JsonObject, key: str, *, needed: bool = True
    ) -> None:
        """Flag a maximum that is not that of the rules."""
        if at.number(key, needed=needed) not in (None, rule.max_points):
            at.flags.append(at.finding(key, f"the rules' maximum is {rule.max_points}"))

    def percent(self, rule: Indicator, at: JsonObject, label: str, n: Any, d: Any) -> None:
        """Take a percentage: beside its counts, or in place of them where there are none."""
        ratio = at.number("ratio")
        if ratio is None or d == 0:
            return
        if n is None and d is None:
            self.percentages[rule.code] = ratio
        elif n is None or d is None:
            at.flags.append(at.finding("ratio", "a percentage beside one of its two counts"))
        else:
            share = PrintedShare(
                code=rule.code, label=label, numerator=n, denominator=d, percent=ratio, decimals=2
            )
            self.shares.append(share)
