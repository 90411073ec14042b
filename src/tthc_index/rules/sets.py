# SPDX-License-Identifier: MIT
"""A whole index: its groups of indicators, checked whole when it is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import attrs

from tthc_index.errors import RuleSetError, UnknownNameError
from tthc_index.rules.checks import faults
from tthc_index.rules.objects import (
    Evidence,
    Group,
    Indicator,
    Level,
    Measure,
    Rounding,
    Source,
    as_tuple,
)
from tthc_index.text.language import Label, Lang
from tthc_index.text.numbers import NOTHING, as_written, number
from tthc_index.text.tables import Cell, Rows, Table, Viewed


@attrs.frozen(kw_only=True, cache_hash=True, repr=False)
class RuleSet(Viewed):
    """A whole index: groups of indicators, how their points are rounded, and where they come from.

    It is checked whole when it is made.
    A variant is `attrs.evolve(rules, ...)`, and passes the same checks.

    Attributes:
        id: Words and digits joined by hyphens, "qd766-2026".
        name: What it is called.
        max_points: The sum of its groups' maxima, stated so that it can be checked.
        groups: In the order in which public notices give them.
        rounding: How points are rounded; None leaves all of them unrounded.
        sources: Where the rules come from.
        since: The first period of which they are known to hold, "2026".
        before: What is known of the points of earlier periods.
        evidence: What is known, and not known, of the whole.

    Raises:
        RuleSetError: With every fault and its path, if the rules break a law of their own.

    >>> import tthc_index as ti
    >>> rules = ti.ruleset("qd766-2026")
    >>> [group.code for group in rules][:2]
    ['transparency', 'progress']
    >>> rules["progress.on_time"].max_points
    20
    """

    id: str
    name: Label
    groups: tuple[Group, ...] = attrs.field(converter=as_tuple)
    max_points: float = 100
    rounding: Rounding | None = attrs.field(default=Rounding())
    sources: tuple[Source, ...] = attrs.field(converter=as_tuple)
    since: str | None = None
    before: Label | None = None
    evidence: Evidence = attrs.field(default=Evidence())

    def __attrs_post_init__(self) -> None:
        """Refuse a rule set with faults, naming all of them."""
        found = tuple(faults(self))
        if found:
            raise RuleSetError(found, id=self.id)

    def __iter__(self) -> Iterator[Group]:
        """Its groups, in order."""
        return iter(self.groups)

    def __contains__(self, code: object) -> bool:
        """Whether it has a group or indicator of that code."""
        return isinstance(code, str) and code in self._by_code

    def __getitem__(self, code: str) -> Any:
        """The `Group` or `Indicator` of that code.

        Raises:
            UnknownNameError: (a KeyError) If there is none.
        """
        try:
            return self._by_code[code]
        except (KeyError, TypeError):
            raise UnknownNameError("code", code, tuple(self._by_code)) from None

    @cached_property
    def _by_code(self) -> Mapping[str, Group | Indicator]:
        return {group.code: group for group in self} | {i.code: i for i in self.indicators}

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """All indicators in order, monitored ones too."""
        return tuple(indicator for group in self for indicator in group)

    @cached_property
    def scored(self) -> tuple[Indicator, ...]:
        """The indicators that can earn points, in order."""
        return tuple(indicator for indicator in self.indicators if not indicator.monitored)

    @cached_property
    def count_names(self) -> tuple[str, ...]:
        """The counts that scoring needs, in the order of the indicators, each once.

        Those of an indicator's factor stand behind its own.
        """
        names: list[str] = []
        for indicator in self.scored:
            names += indicator.count_names
            if indicator.factor:
                names += self[indicator.factor].count_names
        return tuple(dict.fromkeys(names))

    @cached_property
    def monitored_count_names(self) -> tuple[str, ...]:
        """The further counts that only monitored indicators use; none of them is ever required."""
        needed = set(self.count_names)
        return tuple(name for name in self.counts if name not in needed)

    @cached_property
    def counts(self) -> Mapping[str, bool]:
        """Every count name of the rules, and whether it takes whole numbers only: days need not."""
        return {n: i.measure != Measure.DAYS for i in self.indicators for n in i.count_names}

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """The levels between which the rules differ; empty if they are the same for all."""
        same = all(set(indicator.levels) == set(Level) for indicator in self.scored)
        return () if same else tuple(Level)

    @cached_property
    def unrounded(self) -> RuleSet:
        """The same rules without any rounding."""
        return attrs.evolve(self, rounding=None)

    def with_indicator(self, code: str, **changes: Any) -> RuleSet:
        """The same rules with one indicator changed, checked like any rule set.

        Args:
            code: The indicator's code.
            changes: Its fields with their new values. The evidence was for the old rule: say what
                is known of the new one, or `evidence=Evidence()`.

        Raises:
            UnknownNameError: (a KeyError) If the rules have no such indicator.
            RuleSetError: If the rules have faults with the change.

        >>> import tthc_index as ti
        >>> rules = ti.ruleset("qd766-2026").with_indicator(
        ...     "satisfaction.dossiers", target=0.95, evidence=ti.Evidence()
        ... )
        >>> rules["satisfaction.dossiers"].target
        0.95
        """
        codes = [indicator.code for indicator in self.indicators]
        if code not in codes:
            raise UnknownNameError("code", code, tuple(codes))
        groups = []
        for group in self:
            changed = (attrs.evolve(i, **changes) if i.code == code else i for i in group)
            groups.append(attrs.evolve(group, indicators=tuple(changed)))
        return attrs.evolve(self, groups=tuple(groups))

    def rounding_of(self, group: Group) -> Rounding | None:
        """How the points of *group* are rounded: its own way, if the rules round at all."""
        return self.rounding and (group.rounding or self.rounding)

    def __repr__(self) -> str:
        monitored = len(self.indicators) - len(self.scored)
        return (
            f"<RuleSet {self.id!r}: {number(self.max_points)} points, {len(self.groups)} groups, "
            f"{len(self.scored)} scored indicators, {monitored} monitored>"
        )

    def _headline(self, lang: Lang) -> str:
        return f"{self.id}: {self.name[lang]}"

    def _tables(self, lang: Lang) -> list[Table]:
        lines = [part for group in self for part in (group, *group)]
        return [Table(_HEADER[lang].split("|"), Rows(lines, lambda part: _row(part, lang)))]


_HEADER = Label(
    vi="mã|tên|số liệu|điểm|đạt tối đa từ|0/0", en="code|name|counts|points|full at|0/0"
)


def _row(part: Group | Indicator, lang: Lang) -> list[Cell]:
    name, points = Cell(part.name[lang]), Cell(number(part.max_points, lang), right=True)
    if isinstance(part, Group):
        return [Cell(part.code, head=True), name, Cell(""), points, Cell(""), Cell("")]
    row = [Cell(part.code, indent=True), name, Cell(_counts(part))]
    if part.monitored:
        return [*row, Cell(NOTHING, right=True), Cell(""), Cell("")]
    target = number(100 * as_written(part.target), lang) + "%"
    return [*row, points, Cell(target, right=True), Cell(str(part.when_empty))]


def _counts(indicator: Indicator) -> str:
    """Which counts it is the share of, or the sum."""
    counts = " + ".join(indicator.numerator)
    if indicator.denominator is None:
        return counts
    parts = f"({counts})" if len(indicator.numerator) > 1 else counts
    factor = f" × {indicator.factor}" if indicator.factor else ""
    return f"{parts} / {indicator.denominator}{factor}"
