# SPDX-License-Identifier: MIT
"""What a notice says around its groups: the total, whose it is, when, its rank and the day."""

from __future__ import annotations

import re

from bisect import bisect
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from itertools import accumulate, chain, pairwise

import attrs

from tthc_index.text.labels import fold, key, numbering
from tthc_index.text.numbers import Period

from .pages import Line
from .phrases import (
    CHANGE,
    DAY,
    LIKE_POINTS,
    LINKS,
    PERIOD,
    PLACES,
    PREAMBLE,
    RANK,
    READ_ON,
    RESULT,
    ROMAN,
    SUBJECT,
    TOTAL,
    TOTAL_NAME,
    UNDATED,
    VERBS,
)


#: What stands in the place of a name, and of what else was understood, letter for letter.
_NAME, _DONE = "\x01", "\x02"

#: Ends of sentences; and what stands around a name without being a part of it.
_STOP = re.compile(r"[.;\n](?![0-9])")
_LEAD = re.compile(r"[ :,;.()–-]*(?:(?:.{0,99}? )?(?:cua|cho|ma) )?")
_TAIL = re.compile(r"[ ,;.()–-]*$")

#: From and to, in the text of all sentences.
Span = tuple[int, int]


@attrs.frozen
class Total:
    """A total as it is printed: where, whose, and of which period.

    Attributes:
        at: Where it stands, from its name to its points.
        unit: Where the name of the unit stands; None where there is none.
        period: Of which period it is; None where it is not said.
        points: The points, as printed.
        most: Their maximum; None where it is not printed.
        figures: Where points and maximum stand.
    """

    at: Span
    unit: Span | None
    period: Period | None
    points: str
    most: str | None
    figures: Span


@attrs.frozen
class Head:
    """What was read around the groups, each with its line.

    Attributes:
        unit: Whose results they are.
        period: The period of the notice.
        as_of: The day on which the figures of its total were read.
        totals: Points and maximum of the totals of its period, as printed.
        rank: Place and peers.
        covered: Numbers of lines that are understood with all of their figures.
        unread: Lines with a figure that is not.
    """

    unit: str | None
    period: Period | None
    as_of: str | None
    totals: tuple[tuple[str, str | None, Line], ...]
    rank: tuple[int, int, Line] | None
    covered: frozenset[int]
    unread: tuple[Line, ...]


def read_head(lines: Sequence[Line], groups: Collection[int], closed: Collection[int]) -> Head:
    """Read the sentences around the groups; each step hides what it understood from the next ones.

    Args:
        lines: All lines of the notice.
        groups: Numbers of the lines that are groups and their figures.
        closed: Numbers of the lines behind the groups.
    """
    said = _Sentences.of(lines, groups)
    names = said.hide_names()
    days = list(READ_ON.finditer(said.folded))
    said.hide(DAY)
    said.hide(CHANGE)
    ranks = said.ranks(closed)
    subject = said.subject()
    totals = said.totals(subject)
    period, taken = _own(subject, totals)
    rank = _rank_of(ranks, totals, taken, said, period)
    day = _day_of(days, totals, taken)
    said.hide(PERIOD)
    spans = [span for total in taken for span in (total.unit, total.figures) if span]
    spans += [(total.at[0], total.at[0] + 1) for total in taken]
    spans += [day.span()] if day else []
    for one in ranks:
        if rank and _place(one) == _place(rank):
            spans.append(one.span())
        else:
            said.show(one.span())
    covered, unread = said.settle(spans, closed)
    units = (said.text[slice(*t.unit)] for t in (*taken, *totals) if t.unit)
    return Head(
        unit=next(chain(units, names), None),
        period=period,
        as_of=_iso(day),
        totals=tuple((t.points, t.most, said.line_at(t.at[0])) for t in taken),
        rank=(*_place(rank), said.line_at(rank.start())) if rank else None,
        covered=covered,
        unread=unread,
    )


@attrs.define
class _Sentences:
    """The lines that are no groups, as one text, and the same folded, with what is done hidden."""

    lines: Sequence[Line]
    starts: Sequence[int]
    text: str
    folded: str

    @staticmethod
    def of(lines: Sequence[Line], groups: Collection[int]) -> _Sentences:
        """Line breaks stay where one line does not go on in the next one."""
        parts: list[str] = []
        for line in lines:
            is_group = line.number in groups
            apart = is_group or bool(numbering(line.text)) or _is_preamble(line)
            said = "" if is_group or line.furniture else line.text
            parts.append(("\n" if apart else " " * bool(said)) + said)
        text = "".join(parts)
        starts = list(accumulate(map(len, parts), initial=0))[:-1]
        return _Sentences(lines, starts, text, fold(text))

    def line_at(self, place: int) -> Line:
        """The line of a place in the text."""
        return self.lines[bisect(self.starts, place) - 1]

    def hide(
        self,
        pattern: re.Pattern[str],
        only: Callable[[re.Match[str]], object] = bool,
        mark: str = _DONE,
    ) -> None:
        """Put the mark in the place of what was understood."""
        self.folded = pattern.sub(
            lambda match: mark * len(match[0]) if only(match) else match[0], self.folded
        )

    def show(self, at: Span) -> None:
        """Take a mark away: what it hides is not understood after all."""
        start, end = at
        self.folded = self.folded[:start] + fold(self.text[start:end]) + self.folded[end:]

    def hide_names(self) -> list[str]:
        """The units that opening and closing name; what else their names may hold is hidden."""
        spans = [match.span("name") for match in RESULT.finditer(self.folded)]
        names = {fold(name): name for name in (self.text[slice(*span)] for span in reversed(spans))}
        for name in sorted(names, key=len, reverse=True):
            self.hide(re.compile(rf"(?<=\bcua ){re.escape(name)}(?!\w)"), mark=_NAME)
        return list(reversed(names.values()))

    def ranks(self, closed: Collection[int]) -> list[re.Match[str]]:
        """The places among so many; a place alone stays, to be listed."""
        found = [match for match in RANK.finditer(self.folded) if match["peers"] or match["all"]]
        self.hide(RANK, lambda match: match["peers"] or match["all"])
        return [match for match in found if self.line_at(match.start()).number not in closed]

    def subject(self) -> Period | None:
        """The period that subject or headings state for the whole notice."""
        matches = SUBJECT.finditer(self.folded)
        own = (m for m in matches if not _is_preamble(self.line_at(m.start())))
        return next(filter(None, (_period(match["period"]) for match in own)), None)

    def totals(self, subject: Period | None) -> list[Total]:
        """All totals, each with its unit and its period."""
        return [self._total(match, subject) for match in TOTAL.finditer(self.folded)]

    def _total(self, match: re.Match[str], subject: Period | None) -> Total:
        year = subject.year if subject else None
        period = _period(match["whose"], year)
        if period is None and subject is None:
            period = self._period_beside(match)
        alone = match["points"] is None
        return Total(
            at=match.span(),
            unit=self._unit_in(match.span("whose")) or self._unit_before(match.start()),
            period=period,
            points=match["alone" if alone else "points"],
            most=match["of" if alone else "most"],
            figures=(match.start("alone" if alone else "points"), match.end()),
        )

    def _period_beside(self, match: re.Match[str]) -> Period | None:
        """The period right behind a total, or before it in its sentence."""
        behind = re.match(r"[ ,(]*(?:trong |cua |ky )?(?=[a-z0-9])", self.folded[match.end() :])
        said = PERIOD.match(self.folded, match.end() + behind.end()) if behind else None
        before = re.split(_STOP, self.folded[max(0, match.start() - 200) : match.start()])[-1]
        return _period(said[0]) if said else _period(before)

    def _unit_in(self, at: Span) -> Span | None:
        """The name of the unit between a total's name and its points."""
        said = self.folded[slice(*at)]
        known = re.search(f"{_NAME}+", said)
        if known:
            return at[0] + known.start(), at[0] + known.end()
        for pattern in (PERIOD, UNDATED):
            said = pattern.sub(lambda match: _DONE * len(match[0]), said)
        pieces = [(at[0] + m.start(), at[0] + m.end()) for m in re.finditer(f"[^{_DONE}]+", said)]
        return next(filter(None, (self._trimmed(p, last=p[1] == at[1]) for p in pieces)), None)

    def _unit_before(self, end: int) -> Span | None:
        """The name of the unit before its total: "xã Hòa An đạt tổng số điểm"."""
        start = max(0, end - 200)
        match = re.search(rf"[^{_DONE},.;:\n]+ (?:dat|co|duoc) $", self.folded[start:end])
        return self._trimmed((start + match.start(), end), last=True) if match else None

    def _trimmed(self, at: Span, *, last: bool) -> Span | None:
        """Without what stands around a name; *last* is what stands right before the points."""
        lead = _LEAD.match(self.folded, *at)
        start = lead.end() if lead else at[0]
        said = self.text[start : at[1]]
        said = said[: _end(said)]
        if last and not said.endswith(":"):
            said = _without(VERBS, said)
        elif not last:
            said = _without(LINKS, said)
        said = said.rstrip(" :,")
        return (start, start + len(said)) if said else None

    def settle(
        self, spans: Iterable[Span], closed: Collection[int]
    ) -> tuple[frozenset[int], tuple[Line, ...]]:
        """The lines that are understood whole; and those, not behind the groups, with more figures."""
        done = list(self.folded)
        touched = set()
        for start, end in spans:
            done[start:end] = _DONE * (end - start)
            touched |= {self.line_at(place).number for place in (start, end - 1)}
        left = "".join(done)
        covered, unread = set(), []
        for line, (start, end) in zip(self.lines, pairwise((*self.starts, len(left))), strict=True):
            rest = left[start:end]
            has_figure = bool(re.search("[0-9]", rest))
            told = line.number in touched or TOTAL_NAME.search(rest)
            if line.number in touched and not has_figure and not _is_lone(rest):
                covered.add(line.number)
            elif (told and has_figure) or (
                line.number not in closed and (LIKE_POINTS.search(rest) or _is_lone(rest))
            ):
                unread.append(line)
        return frozenset(covered), tuple(unread)


def _is_preamble(line: Line) -> bool:
    return key(line.text).startswith(PREAMBLE)


def _is_lone(said: str) -> bool:
    """Whether it tells a place without the number of peers."""
    return any(re.match("dung|xep", match[0]) for match in RANK.finditer(said))


def _end(said: str) -> int:
    match = _TAIL.search(said)
    return match.start() if match else len(said)


def _without(words: Iterable[str], said: str) -> str:
    """Without the word at the end, if it is written as the text writes such words, not names."""
    for word in words:
        for form in (word, word.upper(), fold(word), fold(word).upper()):
            marked = form.isascii() and not (word.isascii() or said.isascii())
            capital = form.isupper() and not said.isupper()
            if re.search(rf"(?:^|\s){form}$", said) and not marked and not capital:
                return said[: -len(form)]
    return said


def _period(said: str, year: int | None = None) -> Period | None:
    """The first period in it; *year* is that of one without a year."""
    match = PERIOD.search(said) or (UNDATED.search(said) if year else None)
    if match is None:
        return None
    part = match.groupdict()
    of = int(part.get("year") or year or 0)
    if part["months"]:
        halves = {(6, "dau"): 1, (6, "cuoi"): 2}
        months, side = int(part["months"]), part["side"]
        if (months, side) in halves:
            return Period(of, 2, halves[months, side])
        whole = {3: Period(of, 4, 1), 9: Period(of, months=9), 12: Period(of)}
        return None if side == "cuoi" else whole.get(months)
    if part["month"]:
        return Period(of, 12, int(part["month"])) if 1 <= int(part["month"]) <= 12 else None
    quarter = part["quarter"]
    if quarter:
        return Period(of, 4, ROMAN.index(quarter) + 1 if quarter in ROMAN else int(quarter))
    return Period(of)


def _own(subject: Period | None, totals: Sequence[Total]) -> tuple[Period | None, list[Total]]:
    """The period of the notice, and its totals.

    It is that of the subject, or one within it; else the latest that a total has.
    """
    periods = [total.period for total in totals if total.period]
    own = subject
    if subject is None or (periods and subject not in periods):
        within = [p for p in periods if subject is None or _within(p, subject)]
        own = max(within, key=lambda period: period.span, default=subject)
    return own, [total for total in totals if total.period in {None, own}]


def _within(part: Period, whole: Period) -> bool:
    return part.span[0] <= whole.span[0] and part.span[1] >= whole.span[1]


def _rank_of(
    ranks: Iterable[re.Match[str]],
    totals: Sequence[Total],
    taken: Collection[Total],
    said: _Sentences,
    period: Period | None,
) -> re.Match[str] | None:
    """The first rank that stands behind a total that was taken, or before the first one."""
    for rank in ranks:
        clause = re.split(r"[,(.;\n]", said.folded[max(0, rank.start() - 99) : rank.start()])[-1]
        before = [total for total in totals if total.at[0] < rank.start()]
        of = before[-1:] or totals[:1]
        if _period(clause) in {None, period} and (not of or of[0] in taken):
            return rank
    return None


def _place(rank: re.Match[str]) -> tuple[int, int]:
    place = int(rank["place"]) if rank["place"] else PLACES[rank["word"]]
    return place, int(rank["peers"] or rank["all"])


def _day_of(
    days: Sequence[re.Match[str]], totals: Sequence[Total], taken: Sequence[Total]
) -> re.Match[str] | None:
    """The day of the total that was taken; without a total, the last one."""
    valid = [day for day in days if _iso(day)]
    if not taken:
        return valid[-1] if valid and not totals else None
    start, end = taken[0].at
    before = [day for day in valid if day.start() < start]
    own = [day for day in before if not _is_of_another(day, totals)]
    ends = [total.at[0] for total in totals if total.at[0] > start]
    behind = [day for day in valid if end <= day.start() < min(ends, default=day.end())]
    return next(iter([*own[-1:], *behind, *before[-1:]]), None)


def _is_of_another(day: re.Match[str], totals: Sequence[Total]) -> bool:
    """Whether a day stands in brackets right behind a total."""
    gaps = (day.string[total.at[1] : day.start()] for total in totals)
    return any(re.match(r"[^;.\n]{0,60}\([^();.\n]{0,40}$", gap) for gap in gaps)


def _iso(day: re.Match[str] | None) -> str | None:
    try:
        return (
            date(int(day["year"]), int(day["month"]), int(day["day"])).isoformat() if day else None
        )
    except ValueError:
        return None
