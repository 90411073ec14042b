# SPDX-License-Identifier: MIT
"""From the text of a public notice to what it publishes: what is not understood is listed, not guessed."""

from __future__ import annotations

import re
import unicodedata

from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import accumulate
from typing import Any

import attrs

from tthc_index.errors import ArgumentError, NoticeError, raise_problems
from tthc_index.results.published import Published
from tthc_index.rules import resolve
from tthc_index.rules.objects import Indicator, Level, NotApplicable
from tthc_index.rules.sets import RuleSet
from tthc_index.text.numbers import as_written

from .figures import DECIMAL, Figure, Line, bare, decimal, decimals, figures_of, settle
from .labels import fold, key
from .wording import Entry, Source, wordings


#: A group's code, the key of the heading above, and that of a label.
Place = tuple[str | None, str, str]

#: Lines over which a figure may run on, as in text copied from a PDF file.
_WRAPPED = 4

#: How the lines begin that come after the groups, as `key` sees them.
_CLOSING = ("chi tiet", "tren day", "noi nhan", "phu luc")

#: No label of a notice has more; a line of nothing else is not worth the time.
_COLONS = 5

_POINTS = re.compile(rf"({DECIMAL})(?: ?/ ?({DECIMAL}))?(?: ?diem)?((?![a-z]| ?[0-9.,/%]).*)")
_LIKE_GROUP = re.compile("[0-9] ?diem")

#: The end of the line above, not one of its own: no label, and it begins with a small letter, with a
#: figure in brackets, or within brackets.
_CONTINUED = re.compile(r"(?:[a-zà-ỹ](?![.)])|\([0-9(]|(?!\w+\) )[^(:]*\))[^:]*$")

_ROMAN = ("i", "ii", "iii", "iv")
_PERIOD = re.compile(
    r"(?:tháng (?P<month>[0-9]{1,2})|quý (?P<quarter>[1-4]|iv|i{1,3})\b|năm)(?: năm |/| )"
    r"(?P<year>[1-9][0-9]{3})",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    rf"tổng (?:số )?điểm(?P<whose>(?:(?!điểm).){{0,300}}?)"
    rf"(?<![-−–+0-9.,])(?P<points>{DECIMAL}) ?/ ?(?P<most>{DECIMAL}) điểm(?: ?\([^()]{{0,99}}\))?,? ?"
    r"(?:(?:đứng|xếp)(?: hạng)?(?: thứ)? (?P<rank>[0-9]{1,9} ?/ ?[0-9]{1,9})(?![0-9]))?",
    re.IGNORECASE,
)
_RESULT = re.compile(r"kết quả công khai (?P<whose>.{1,300}?) đối với", re.IGNORECASE)
_AS_OF = re.compile(
    r"số liệu[^.;]{0,30}? ngày ([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})(?![0-9])", re.IGNORECASE
)


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
        ArgumentError: If the text is no public notice, or *wording* is none.
        NoticeError: For a line that can't be true, or contradicts another one.
        Problems: If there are several such lines.
        UnknownRuleSetError: For an unknown id of a rule set.
        OSError: If the file of the wording can't be read.

    >>> line = "2. Điểm đánh giá tiến độ giải quyết hồ sơ TTHC: 18,6/20 điểm"
    >>> read_notice(line)["progress"]
    18.6
    """
    used = resolve(rules)
    if not isinstance(text, str):
        raise ArgumentError("text", text, "the text of a public notice")
    lines = list(_lines(text))
    body = _Body(used, *_places(used, wording))
    body.read(lines)
    head = _head(lines, body)
    if not body.given:
        raise ArgumentError("text", text, "a public notice: it has no total and none of the groups")
    figures = settle(body.figures, used, body.problems, body.unread)
    body.problems.sort(key=lambda problem: problem.line)
    raise_problems(body.problems)
    return Published(
        total=body.points.pop("total", None),
        points=body.points,
        decimals=body.decimals,
        unread=tuple(sorted(set(body.unread))),
        **head,
        **figures,
    )


def _lines(text: str) -> Iterator[Line]:
    """The lines that say something, with their numbers: composed, single-spaced, without Markdown."""
    composed = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    first, parts = 0, [""]
    for number, line in enumerate(composed.split("\n"), 1):
        said = " ".join(re.sub("[*\\\\`\u200b\ufeff\u00ad]", "", line).split())
        if _CONTINUED.match(said) and first:
            parts.append(said)
        elif key(said):
            yield from [(first, " ".join(parts))] if first else []
            first, parts = number, [said]
    yield from [(first, " ".join(parts))] if first else []


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
    problems: list[NoticeError] = attrs.field(factory=list)
    unread: list[Line] = attrs.field(factory=list)
    figures: list[Figure] = attrs.field(factory=list)
    points: dict[str, float] = attrs.field(factory=dict)
    given: dict[str, int] = attrs.field(factory=dict)
    decimals: int = 0
    #: None outside the groups, empty in one that the rules don't have.
    group: str | None = None
    heading: str = ""

    def read(self, lines: Iterable[Line]) -> None:
        """Line by line; one that is not understood may run on in the next ones."""
        waiting: list[Line] = []
        for line in lines:
            self._pass(waiting[: 1 - _WRAPPED])
            waiting = [*waiting[1 - _WRAPPED :], line]
            for start in range(len(waiting)):
                joined = waiting[start][0], " ".join(text for _, text in waiting[start:])
                if self._understands(joined, waiting[:start]):
                    waiting.clear()
                    break
        self._pass(waiting)

    def _understands(self, line: Line, passed: Sequence[Line]) -> bool:
        """Whether the line is a group, an entry or the closing; then the *passed* are given up."""
        group, heading = self._context(passed)
        for label, value in _cuts(line[1]):
            name = key(label)
            if name in self.groups:
                self._pass(passed)
                self._open(self.groups[name], bare(value), line)
                return True
            above = heading if (group, heading, name) in self.entries else ""
            if group and (group, above, name) in self.entries:
                entry, owner = self.entries[group, above, name]
                figures = figures_of(line, bare(value, entry), entry, owner, self.rules)
                if figures is not None:
                    self._pass(passed)
                    self.figures += figures
                    self.heading = above or name
                    return True
        if key(line[1]).startswith(_CLOSING):
            self._pass(passed)
            self.group = None
            return True
        return False

    def _context(self, passed: Sequence[Line]) -> tuple[str | None, str]:
        """The group and the heading that hold behind lines that were not understood."""
        if not passed or self.group is None:
            return self.group, self.heading
        lost = any(_LIKE_GROUP.search(fold(text)) for _, text in passed)
        return "" if lost else self.group, ""

    def _pass(self, passed: Sequence[Line]) -> None:
        """Give up lines."""
        self.unread += filter(self._is_missed, passed)
        self.group, self.heading = self._context(passed)

    def _is_missed(self, line: Line) -> bool:
        """Whether a line that was not understood should have been: it names a group, or is within one."""
        name = key(line[1])
        named = any(group in name for group in self.groups)
        return named or (self.group is not None and not _TOTAL.search(line[1]))

    def _open(self, code: str, said: str | None, line: Line) -> None:
        """A group begins."""
        self.group, self.heading = code, ""
        if code in self.given and said:
            self.refuse(line, f"{code} stands in line {self.given[code]} already")
        self.given.setdefault(code, line[0])
        match = _POINTS.fullmatch(said or "")
        if match:
            self.publish(code, match[1], match[2], line)
        if match[3] if match else said:
            self.unread.append(line)

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
        self.problems.append(NoticeError(*line, reason))


def _cuts(text: str) -> Iterator[tuple[str, str]]:
    """Label and value: cut at any of the first colons, since a label may hold some itself."""
    yield text, ""
    ends = [match.start() for match in re.finditer(":", text)][:_COLONS]
    yield from ((text[:end], text[end + 1 :]) for end in reversed(ends))


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


def _head(lines: Sequence[Line], body: _Body) -> dict[str, Any]:
    """Unit, period, day and rank, which stand around the total; the total itself goes to the *body*."""
    text = " ".join(text for _, text in lines)
    starts = list(accumulate((len(text) + 1 for _, text in lines), initial=0))
    totals = list(_TOTAL.finditer(text))
    whose = [match["whose"] for match in (*totals, *_RESULT.finditer(text))]
    period = next(filter(None, map(_period, whose)), None)
    ranks = []
    for match in totals:
        # A total of another period is there to be compared with.
        if _period(match["whose"]) in {None, period}:
            line = lines[bisect(starts, match.start()) - 1]
            body.given.setdefault("total", line[0])
            body.publish("total", match["points"], match["most"], line)
            ranks += [_rank(match["rank"], line, body)] if match["rank"] else []
    days = _AS_OF.finditer(text[: totals[0].start()] if totals else text)
    return {
        "unit": next(filter(None, map(_unit, whose)), None),
        "period": period,
        "rank": next(iter(ranks), None),
        "as_of": next(filter(None, map(_day, reversed(list(days)))), None),
    }


def _period(whose: str) -> str | None:
    """Month, quarter or year in it: "2024-03", "2024-Q1", "2024"."""
    match = _PERIOD.search(whose)
    if match is None or (match["month"] and not 1 <= int(match["month"]) <= 12):
        return None
    quarter = (match["quarter"] or "").lower()
    number = _ROMAN.index(quarter) + 1 if quarter in _ROMAN else quarter
    part = f"-{int(match['month']):02}" if match["month"] else f"-Q{number}" * bool(number)
    return match["year"] + part


def _unit(whose: str) -> str | None:
    """Whose total it is: " của huyện Sơn Dương tháng 3 năm 2024 đạt " is that of huyện Sơn Dương."""
    words = _PERIOD.sub(" ", whose).strip(" :,").split()
    words = words[1:] if fold(" ".join(words[:1])) == "cua" else words
    words = words[:-1] if fold(" ".join(words[-1:])) in {"dat", "la"} else words
    return " ".join(words) or None


def _day(match: re.Match[str]) -> str | None:
    day, month, year = map(int, match.groups())
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _rank(said: str, line: Line, body: _Body) -> tuple[int, int] | None:
    place, peers = map(int, said.split("/"))
    if 1 <= place <= peers:
        return place, peers
    body.refuse(line, f"{said} is no rank")
    return None
