# SPDX-License-Identifier: MIT
"""What the National Public Service Portal published of each unit, matched across its responses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from typing import Any, overload

import attrs

from tthc_index.errors import Finding, PortalError, UnknownNameError, ValueRefusedError
from tthc_index.results.published import Published
from tthc_index.rules import resolve
from tthc_index.rules.objects import Level
from tthc_index.rules.sets import RuleSet
from tthc_index.scoring.card import ScoreCard
from tthc_index.text.language import Label, Lang
from tthc_index.text.numbers import NOTHING, number
from tthc_index.text.tables import Cell, Rows, Table, Viewed

from .match import agreed, first_of, identity, matched, namesakes, points_of, unmatched
from .names import Names, read_names
from .pages import Whole, put_together
from .response import read_response
from .row import Row, folded
from .sources import opened


#: One response: a path, JSON as text or bytes, or a dict.
Source = str | bytes | PathLike[str] | Mapping[str, Any]

_HEADER = Label(vi="đơn vị|cấp", en="unit|level")
_UNITS = Label(vi="{} đơn vị", en="{} units")

#: What is said of the units and the responses, and what that is called.
_FINDINGS = {
    "unmatched": Label(vi="không có ở mọi phản hồi", en="unmatched"),
    "conflicts": Label(vi="mâu thuẫn", en="conflicts"),
    "flags": Label(vi="lưu ý", en="flags"),
    "unknown": Label(vi="chưa rõ nghĩa", en="unknown"),
}


@attrs.frozen(kw_only=True, repr=False)
class PortalUnit:
    """What the portal published of one unit in one period.

    Attributes:
        id: The portal's id of the unit; None where no response gives it, as of all that follows.
        code: The unit's official code, "H44.100".
        level: Province, department or commune; None also where responses disagree.
        parent: The id of the unit above it; where that has none its code, or its name.
        published: The points of groups and indicators, total and rank, percentages beside counts,
            counts, percentages without counts, name and period.
        change: The change of the total against the period before, in points, as the portal's list
            of units gives it.
        flags: What the portal says of the quality of its figures; maxima other than the rules';
            figures that can't be true together.
        unknown: Keys and metrics that have no meaning here, with their values.
        rows: What each response says of the unit, as given, by the group that it is about; what the
            list of units says under "total".
    """

    id: str | None
    code: str | None
    level: Level | None
    parent: str | None
    published: Published
    change: float | None
    flags: tuple[Finding, ...]
    unknown: tuple[Finding, ...]
    rows: Mapping[str, Mapping[str, Any]] = attrs.field(hash=False)
    _rules: RuleSet = attrs.field(hash=False)

    @property
    def rules(self) -> RuleSet:
        """The rules that it was read for."""
        return self._rules

    @property
    def name(self) -> str | None:
        """The unit's name as the portal writes it, in composed letters."""
        return self.published.unit

    @property
    def period(self) -> str | None:
        """The period that the caller named."""
        return self.published.period

    @property
    def counts(self) -> Mapping[str, Any]:
        """Counts by our names; None where the portal gives null."""
        return self.published.counts

    @property
    def percentages(self) -> Mapping[str, float]:
        """Percentages of the indicators whose counts are not published, by code."""
        return self.published.percentages

    def score(self, rules: RuleSet | str | None = None) -> ScoreCard:
        """The card of what was published; what was not is missing.

        Args:
            rules: Other rules than those that it was read for.

        Raises:
            TthcIndexError: If figures contradict each other (see `flags`), or don't fit the rules.
        """
        return self.published.score(rules=rules or self.rules, level=self.level)

    def __repr__(self) -> str:
        level = self.level and str(self.level)
        return f"PortalUnit({self.name!r}, id={self.id!r}, level={level!r}, {', '.join(self.rows)})"


@attrs.frozen(kw_only=True, repr=False)
class PortalUnits(Viewed, Sequence[PortalUnit]):
    """The units of some responses: the unit above first, then in the order of the responses.

    Attributes:
        units: One record for each unit.
        responses: The portal's name of each response, by its file or by that name.
        flags: What a response says of itself: a message; that only a part of the units is in it;
            rows that are no units; and where several units have one name.
        unknown: Keys outside of any unit that have no meaning here, with their values.
        unmatched: Units that are in some of the responses alone, and the responses they are not in.
        conflicts: Where responses disagree: one id for two names (they are kept apart), two ids for
            one name, two levels, two units above.
    """

    units: tuple[PortalUnit, ...]
    responses: Mapping[str, str] = attrs.field(hash=False)
    flags: tuple[Finding, ...]
    unknown: tuple[Finding, ...]
    unmatched: tuple[Finding, ...]
    conflicts: tuple[Finding, ...]

    @overload
    def __getitem__(self, place: int) -> PortalUnit: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[PortalUnit]: ...
    def __getitem__(self, place: int | slice) -> PortalUnit | Sequence[PortalUnit]:
        """The unit at that place."""
        return self.units[place]

    def __len__(self) -> int:
        """How many units there are."""
        return len(self.units)

    def by_name(self, level: Level | str | None = None) -> dict[str, PortalUnit]:
        """The units by their names, none of which is lost: of two of one name each gets its code.

        Args:
            level: Of that level alone.

        Raises:
            UnknownNameError: If there is no such level.

        >>> row = {"level": "COMMUNE", "totalReceived": 0, "totalOnTime": 0,
        ...        "score": 0, "maxScore": 20, "ratio": 0, "departmentName": "UBND xã Tân Lập"}
        >>> units = read({"code": "OK", "data": {"parent": None, "children": [
        ...     row | {"departmentCode": "H44.100"}, row | {"departmentCode": "H44.101"},
        ... ]}})
        >>> list(units.by_name("commune"))
        ['UBND xã Tân Lập (H44.100)', 'UBND xã Tân Lập (H44.101)']
        """
        if level is not None and level not in tuple(Level):
            raise UnknownNameError("level", level, tuple(Level))
        names = zip(_labels(self.units), self.units, strict=True)
        return {name: unit for name, unit in names if level is None or unit.level == level}

    def find(self, wanted: str) -> PortalUnit:
        """The unit of that id, code or name; case, spaces and the form of letters do not matter.

        Raises:
            UnknownNameError: If there is none; it names the nearest.
            ValueRefusedError: If it is the name of several units; their codes tell them apart.
        """
        key = folded(str(wanted))
        known = {
            name: {n for n in (unit.id, unit.code, unit.name, name) if n}
            for name, unit in self.by_name().items()
        }
        found = [name for name, words in known.items() if key in map(folded, words)]
        if not found:
            words = dict.fromkeys(word for name in known for word in sorted(known[name]))
            raise UnknownNameError("unit", wanted, tuple(words))
        if len(found) > 1:
            raise ValueRefusedError("unit", wanted, f"one of {', '.join(map(repr, found))}")
        return self.by_name()[found[0]]

    def _headline(self, lang: Lang) -> str:
        own = Counter({name: len(getattr(self, name)) for name in _FINDINGS})
        for unit in self.units:
            own.update(flags=len(unit.flags), unknown=len(unit.unknown))
        units = _UNITS[lang].format(number(len(self), lang))
        told = ", ".join(f"{_FINDINGS[name][lang]}: {number(n, lang)}" for name, n in own.items())
        return f"{units}; {told}"

    def _tables(self, lang: Lang) -> list[Table]:
        codes = self._codes()
        header = [*_HEADER[lang].split("|"), *codes]
        named = list(self.by_name().items())
        return [Table(header, Rows(named, lambda pair: _cells(*pair, codes, lang)))]

    def _codes(self) -> list[str]:
        """The groups that responses were about, in the order of the rules; and the total."""
        about = {code for unit in self.units for code in unit.rows}
        if "total" in about:
            about |= {code for unit in self.units for code in unit.published.points}
        groups = [group.code for unit in self.units[:1] for group in unit.rules]
        return [code for code in (*groups, "total") if code in about]


def _cells(name: str, unit: PortalUnit, codes: Iterable[str], lang: Lang) -> list[Cell]:
    points = (number(unit.published[code], lang, unit.published.decimals) for code in codes)
    level = unit.level.label.vi if unit.level and lang == "vi" else unit.level
    identity = name, str(level or NOTHING)
    return [*map(Cell, identity), *(Cell(figure, right=True) for figure in points)]


def _labels(units: Sequence[PortalUnit]) -> list[str]:
    """What each unit is called, no two alike."""
    names = [str(unit.name or unit.id or unit.code) for unit in units]
    times = Counter(map(folded, names))
    labels: dict[str, None] = {}
    for unit, name in zip(units, names, strict=True):
        code = unit.code or unit.id
        label = known = f"{name} ({code})" if times[folded(name)] > 1 and code else name
        while label in labels:  # one name in two responses, and nothing that tells who it is
            label = f"{known} ({len(labels)})"
        labels[label] = None
    return list(labels)


def read(
    responses: Source | Iterable[Source],
    *,
    period: str | None = None,
    rules: RuleSet | str = "qd766-2026",
    names: str | PathLike[str] | None = None,
) -> PortalUnits:
    """Read responses of the portal: one record for each unit in them.

    A response is recognised by what is in it; its pages are put together. Units are matched across
    responses by their id, then by their code, then by their name; two units of different names are
    never taken for one.

    Args:
        responses: One or several of the responses, in any order: paths, JSON texts, bytes or dicts;
            gzip and HAR files too. All must be of one period, and each group may come once.
        period: The month, quarter or year that they were asked for, as they don't name it.
        rules: The rules whose indicators and counts they give.
        names: A TOML file of the portal's names for these rules; or the id of a rule set whose names
            come with the library, as those of *rules* do by default.

    Raises:
        PortalError: For anything that can't be read: no JSON, a response that is none of the
            portal's, a missing or renamed key, a value of a wrong type, a unit or a group that
            stands twice. It holds all problems, each with its response and JSON path.
        ValueRefusedError: If an argument is none of what it can be, or there are no names for the rules.
        Problems: If *names* states what the rules don't have, several times.
        UnknownNameError: If *rules* is no known id.

    >>> units = read({"code": "OK", "data": {"children": [], "parent": {
    ...     "departmentId": "dep-H44", "departmentName": "UBND tỉnh Phú Thọ",
    ...     "totalReceived": 184513, "totalOnTime": 144625, "avgProcessingDays": 7.05,
    ...     "totalScore": 15.68, "totalMaxScore": 20, "ratio": 78.38,
    ... }}}, period="2026-08")
    >>> units[0].name, units[0].counts["dossiers_on_time"], units[0].published["progress"]
    ('UBND tỉnh Phú Thọ', 144625, 15.68)
    >>> units[0].score()["progress"].points
    15.68
    """
    if not isinstance(period, str | None):
        raise ValueRefusedError("period", period, "text, such as '2026-08', or None")
    called = read_names(resolve(rules), names)
    faults: list[Finding] = []
    found = [
        read_response(document, called, faults)
        for place, source in enumerate(_sources(responses))
        for document in opened(source, f"responses[{place}]", called.responses, faults)
    ]
    wholes = put_together(filter(None, found), called, faults)
    if faults:
        raise PortalError(tuple(faults))
    return _units(wholes, called, period)


def _sources(responses: Any) -> list[Any]:
    if isinstance(responses, str | bytes | PathLike | Mapping):
        return [responses]
    sources = list(responses) if isinstance(responses, Iterable) else []
    if not sources:
        allowed = "a path, a JSON text or a dict, or several of them"
        raise ValueRefusedError("responses", responses, allowed)
    return sources


def _units(wholes: Sequence[Whole], names: Names, period: str | None) -> PortalUnits:
    conflicts: list[Finding] = []
    responses = [whole.first for whole in wholes]
    bodies = [page.body for whole in wholes for page in whole.pages]
    rows_of = matched(responses, conflicts)
    whose = {row: rows for rows in rows_of for row in rows}
    units = tuple(_unit(rows, whose, names.rules, period, conflicts) for rows in rows_of)
    return PortalUnits(
        units=units,
        responses={page.body.response: page.shape.name for whole in wholes for page in whole.pages},
        flags=(*(flag for body in bodies for flag in body.flags), *namesakes(rows_of)),
        unknown=tuple(key for body in bodies for key in body.unknown),
        unmatched=tuple(unmatched(rows_of, responses)),
        conflicts=tuple(conflicts),
    )


def _unit(
    rows: Sequence[Row],
    whose: Mapping[Row, Sequence[Row]],
    rules: RuleSet,
    period: str | None,
    conflicts: list[Finding],
) -> PortalUnit:
    above = [whose[row.above] for row in rows if row.above]
    parents = [identity(unit, ("id", "code", "name")) for unit in above]
    levels = [row.level for row in rows if row.level]
    total, rank, change = (first_of(rows, what) for what in ("total", "rank", "change"))
    published = Published(
        points=points_of(rows),
        total=total,
        rank=rank,
        unit=first_of(rows, "name"),
        period=period,
        counts={name: count for row in rows for name, count in row.counts.items()},
        percentages={code: share for row in rows for code, share in row.percentages.items()},
        shares=tuple(share for row in rows for share in row.shares),
    )
    return PortalUnit(
        id=first_of(rows, "id"),
        code=first_of(rows, "code"),
        level=agreed(rows, "levels", levels, conflicts),
        parent=agreed(rows, "units above", parents, conflicts),
        published=published,
        change=change,
        flags=tuple(flag for row in rows for flag in row.at.flags),
        unknown=tuple(key for row in rows for key in row.at.unknown),
        rows={row.shape.group or "total": row.at.values for row in rows},
        rules=rules,
    )
