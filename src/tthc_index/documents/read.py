# SPDX-License-Identifier: MIT
"""From the text of a public notice to what it publishes: what is not understood is listed, not guessed."""

from __future__ import annotations

import re

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

import attrs

from tthc_index.errors import Finding, NoticeError, ValueRefusedError
from tthc_index.results.published import Published
from tthc_index.rules import resolve
from tthc_index.rules.objects import Indicator, Level, NotApplicable
from tthc_index.rules.sets import RuleSet
from tthc_index.text.labels import fold, key
from tthc_index.text.numbers import as_written

from .figures import Figure, bare, decimal, decimals, figures_of, settle
from .head import Head, read_head
from .pages import Line, lines_of
from .phrases import CLOSING, DECIMAL, LIKE_POINTS, VALUE, VERBS
from .wording import Entry, Source, wordings


#: A group's code, the key of the heading above, and that of a label.
Place = tuple[str | None, str, str]

#: Lines over which a figure may run on, as in text copied from a PDF file.
_WRAPPED = 4

#: No label of a notice has more colons, or figures; a line of nothing else is not worth the time.
_CUTS = 5

_POINTS = re.compile(
    rf"({DECIMAL})(?: ?(?:/|\btren(?: tong so)?\b) ?({DECIMAL}))?(?: ?diem)?((?![a-z]| ?[0-9.,/%]).*)"
)
#: Two cells of a table: points and maximum, or the other way round.
_CELLS = re.compile(rf"({DECIMAL})(?: ?diem)? ({DECIMAL})(?: ?diem)?")

_VERB = re.compile(rf"\s(?:{'|'.join(VERBS)}|dat|la|duoc)\s*$", re.IGNORECASE)


def read_notice(
    text: str, rules: RuleSet | str = "qd766-2026", *, wording: Source | None = None
) -> Published:
    """What the text of a public notice publishes: points, rank, counts and percentages.

    Groups and indicators are known by the words of notices, whatever their case, marks, bullets,
    order or line breaks. Lines between the first group and the closing that say anything else are
    listed as `unread`, with their numbers; so is a figure that could mean two things (1.773
    points). The change against the period before is not kept.

    Args:
        text: The notice as plain text or Markdown.
        rules: The rules whose groups and indicators it names.
        wording: What it calls them, where that is not as usual: TOML text, or the path of a file,
            as `notice` takes it.

    Raises:
        ValueRefusedError: If the text is no public notice, or *wording* is none.
        NoticeError: For lines that can't be true, or contradict others: all of them.
        UnknownNameError: For an unknown id of a rule set.
        OSError: If the file of the wording can't be read.

    >>> line = "2. Điểm đánh giá tiến độ giải quyết hồ sơ TTHC: 18,6/20 điểm"
    >>> read_notice(line)["progress"]
    18.6
    """
    used = resolve(rules)
    if not isinstance(text, str):
        raise ValueRefusedError("text", text, "the text of a public notice")
    lines = lines_of(text)
    body = _Body(used, *_places(used, wording))
    body.read(lines)
    head = read_head(lines, body.understood, body.closed)
    rank = body.take(head)
    if not body.given:
        raise ValueRefusedError(
            "text", text, "a public notice: it has no total and none of the groups"
        )
    figures = settle(body.figures, used, body.problems, body.unread)
    body.problems.sort(key=lambda problem: problem.line or 0)
    if body.problems:
        raise NoticeError(tuple(body.problems))
    return Published(
        total=body.points.pop("total", None),
        points=body.points,
        decimals=body.decimals,
        rank=rank,
        as_of=head.as_of,
        unit=head.unit,
        period=head.period.iso if head.period else None,
        unread=tuple(sorted({line.listed for line in body.unread})),
        **figures,
    )


def _places(
    rules: RuleSet, wording: Source | None
) -> tuple[dict[str, str], dict[Place, tuple[Entry, Entry]]]:
    """The groups by the key of their heading; the entries by group, heading above, and label.

    Beside each entry stands its owner: itself, or the entry whose denominator it is a part of.
    """
    groups: dict[str, str] = {}
    entries: dict[Place, tuple[Entry, Entry]] = {}
    for group in wordings(rules, wording):
        groups[key(group.label)] = group.code
        for entry in group.entries:
            entries[group.code, "", key(entry.label)] = entry, entry
            above = key(entry.label) if entry.heading else ""
            for below in (*entry.parts, *entry.entries):
                owner = entry if entry.parts else below
                entries[group.code, above, key(below.label)] = below, owner
    return groups, entries


@attrs.define
class _Body:
    """The reading so far: what was found, where it stands, and what the next line belongs to."""

    rules: RuleSet
    groups: Mapping[str, str]
    entries: Mapping[Place, tuple[Entry, Entry]]
    problems: list[Finding] = attrs.field(factory=list)
    unread: list[Line] = attrs.field(factory=list)
    figures: list[Figure] = attrs.field(factory=list)
    points: dict[str, float] = attrs.field(factory=dict)
    given: dict[str, int] = attrs.field(factory=dict)
    decimals: int = 0
    #: Numbers of the lines that are groups and their figures, and of those behind the groups.
    understood: set[int] = attrs.field(factory=set)
    closed: set[int] = attrs.field(factory=set)
    #: None outside the groups, empty in one that the rules don't have.
    group: str | None = None
    heading: str = ""
    #: Whether the closing was read, and the label whose figures may stand in the next line.
    is_closed: bool = False
    pending: Line | None = None

    def read(self, lines: Iterable[Line]) -> None:
        """Line by line; one that is not understood may run on in the next ones."""
        waiting: list[Line] = []
        for line in lines:
            if self.is_closed:
                self.closed.add(line.number)
            self._pass(waiting[: 1 - _WRAPPED])
            waiting = [*waiting[1 - _WRAPPED :], line]
            if any(self._reads(waiting, start) for start in range(len(waiting))):
                waiting.clear()
            elif line.furniture:
                self.unread += self._missed([waiting.pop()])
        self._pass(waiting)

    def _reads(self, waiting: Sequence[Line], start: int) -> bool:
        """Whether the lines from *start* on are understood as one."""
        number, rows = waiting[start].number, waiting[start:]
        text = " ".join(line.text for line in rows)
        found = self._understands(Line(number, text), waiting[:start])
        if not found and self.pending and len(waiting) == 1:
            value = VALUE.fullmatch(fold(text))
            label = self.pending
            joined = (
                Line(label.number, f"{label.text.rstrip(' :')}: {text[value.start('figures') :]}")
                if value
                else None
            )
            found = joined is not None and self._understands(joined, ())
        if found and not self.is_closed:
            self.understood.update(line.number for line in rows)
            self.closed.difference_update(line.number for line in rows)
        return found

    def _understands(self, line: Line, passed: Sequence[Line]) -> bool:
        """Whether the line is a group, an entry or the closing; then the *passed* are given up."""
        group, heading = self._context(passed)
        for label, value in _cuts(line.text):
            name = key(label)
            if name in self.groups:
                self._pass(passed)
                self._open(self.groups[name], bare(value), line)
                return True
            above = heading if (group, heading, name) in self.entries else ""
            if group and (group, above, name) in self.entries:
                entry, owner = self.entries[group, above, name]
                said = bare(value, entry)
                figures = figures_of(line, said, entry, owner, self.rules)
                if figures is not None:
                    self._pass(passed)
                    self.figures += figures
                    self.heading = above or name
                    self.pending = None if said else line
                    return True
        if CLOSING.match(key(line.text)):
            self._pass(passed)
            self.group, self.is_closed, self.pending = None, True, None
            return True
        return False

    def _context(self, passed: Sequence[Line]) -> tuple[str | None, str]:
        """The group and the heading that hold behind lines that were not understood."""
        if not passed or self.group is None:
            return self.group, self.heading
        lost = any(LIKE_POINTS.search(fold(line.text)) for line in passed)
        return "" if lost else self.group, ""

    def _pass(self, passed: Sequence[Line]) -> None:
        """Give up lines."""
        self.unread += self._missed(passed)
        self.group, self.heading = self._context(passed)

    def _missed(self, lines: Iterable[Line]) -> list[Line]:
        """Lines that should have been understood: they name a group, or are within one."""
        names = self.groups
        return [
            line
            for line in lines
            if self.group is not None or any(group in key(line.text) for group in names)
        ]

    def _open(self, code: str, said: str | None, line: Line) -> None:
        """A group begins."""
        self.group, self.heading, self.is_closed = code, "", False
        self.pending = line if said == "" else None
        if said and self.given.get(code, line.number) != line.number:
            self.refuse(line, f"{code} stands in line {self.given[code]} already")
        self.given.setdefault(code, line.number)
        cells = _CELLS.fullmatch(said or "")
        match = _POINTS.fullmatch(said or "")
        if (
            cells
            and decimal(cells[1]) != decimal(cells[2])
            and decimal(cells[1]) in _maxima(self.rules, code)
        ):
            self.publish(code, cells[2], cells[1], line)
        elif cells:
            self.publish(code, cells[1], cells[2], line)
        elif match:
            self.publish(code, match[1], match[2], line)
        if said and not cells and (match is None or match[3]):
            self.unread.append(line)

    def take(self, head: Head) -> tuple[int, int] | None:
        """The totals of the head, and its rank; lines that it understood are no longer unread."""
        listed = [line for line in self.unread if line.number not in head.covered]
        self.unread[:] = [*listed, *head.unread]
        for points, most, line in head.totals:
            self.given.setdefault("total", line.number)
            self.publish("total", points, most, line)
        if head.rank is None:
            return None
        place, peers, line = head.rank
        if 1 <= place <= peers:
            return place, peers
        self.refuse(line, f"{place}/{peers} is no rank")
        return None

    def publish(self, code: str, points: str, most: str | None, line: Line) -> None:
        """Points of a group or of the total, with their maximum where it is printed."""
        value, of = decimal(points), decimal(most or "0")
        if value is None or of is None:
            self.unread.append(line)
        elif most and of not in _maxima(self.rules, code):
            self.refuse(line, f"{most} is not the maximum of {code} in {self.rules.id}")
        elif value > max(_maxima(self.rules, code)):
            self.refuse(line, f"{points} points are more than the maximum")
        elif self.points.setdefault(code, float(value)) != float(value):
            self.refuse(line, f"{code} is {self.points[code]:g} in line {self.given[code]}")
        else:
            self.decimals = max(self.decimals, decimals(points))

    def refuse(self, line: Line, reason: str) -> None:
        """Remember what is the matter with a line."""
        self.problems.append(Finding("", "", line.listed[1], reason, line.listed[0]))


def _cuts(text: str) -> Iterator[tuple[str, str]]:
    """Label and value: cut at any of the first colons or before any of the first figures.

    A label may hold some of them itself.
    """
    yield text, ""
    ends = [match.start() for match in re.finditer(":", text)][:_CUTS]
    yield from ((text[:end], text[end + 1 :]) for end in reversed(ends))
    for match in [*re.finditer(r"(?<=\w)[)]?\s+(?=[0-9(])", text)][:_CUTS]:
        yield _VERB.sub("", text[: match.end()]), text[match.end() :]


def _maxima(rules: RuleSet, code: str) -> set[Fraction]:
    """What the maximum of a group, or the total, is at one level or another."""
    parts = rules.indicators if code == "total" else tuple(rules[code])
    return {
        Fraction(sum(as_written(i.max_points) for i in parts if _counts_at(i, level)))
        for level in (None, *Level)
    }


def _counts_at(indicator: Indicator, level: Level | None) -> bool:
    left_out = indicator.when_not_applicable == NotApplicable.EXCLUDED
    return indicator.applies_to(level) or not left_out
