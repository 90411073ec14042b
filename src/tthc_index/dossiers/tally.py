# SPDX-License-Identifier: MIT
"""From dossiers to counts: `tally()`, and which dossier is behind each count."""

from __future__ import annotations

import datetime as dt

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any

import attrs
import numpy as np

from tthc_index.errors import TthcIndexError, UnknownNameError, ValueRefusedError, raise_problems
from tthc_index.rules import resolve
from tthc_index.rules.objects import Level
from tthc_index.rules.sets import RuleSet
from tthc_index.scoring.inputs import read_choice
from tthc_index.text.language import Label, Lang
from tthc_index.text.numbers import NOTHING, Period, day, number
from tthc_index.text.tables import Cell, Rows, Table, Viewed, as_plain

from .cases import Cases
from .choices import read_choices
from .columns import Codes, read_table
from .counting import Counter
from .definitions import DEFINITIONS, Definition, on_time
from .fields import wanted
from .findings import Findings, find
from .grouping import By, groups, read_reported
from .listed import CountedDossiers, selected, sentences
from .outlook import AtRisk, Outlook, Stakes, at_risk, outlook
from .values import HERE


_HEADLINE = Label(
    vi="{period}, tính đến {as_of}. Đơn vị: {units}, hồ sơ: {dossiers}, phát hiện: {findings}",
    en="{period}, as of {as_of}. Units: {units}, dossiers: {dossiers}, findings: {findings}",
)
_SHOWN = ("dossiers_received", "dossiers_handled", "dossiers_on_time", "dossiers_overdue")
_UNITS = Label(
    vi="đơn vị|tiếp nhận|xử lý|đúng hạn|quá hạn|không xét được",
    en="unit|received|handled|on time|overdue|left out",
)
_COUNTS = Label(vi="số liệu|số lượng|không xét được", en="count|number|left out")
_MISSING = Label(vi="chưa có|cần thêm", en="missing|what it needs")


@attrs.frozen(eq=False, repr=False, slots=False)
class Tally(Viewed):
    """Dossiers counted by the portal's definitions: made by `tally`.

    `tally["Sở Y tế"]` is what `score` takes of that unit, `tally.columns` what `score_many` takes.

    Attributes:
        period: The period, "2026-08".
        as_of: The day that stands in for the end of what has not ended.
        by: What the dossiers are counted by: "unit", "procedure" or "whole".
        units: The units' names (or codes of procedures), in order.
        counts: For each count one number a unit; None where it can't be had from what was given.
        left_out: For each count how many dossiers a unit has that can't be judged, and that are
            therefore left out of it.
        missing: The counts that can't be had, each with what they need: "a|b" is either of two,
            "procedures.x" a column of the catalogue.
        findings: What is the matter with dossiers, each with its number and row.
        choices: How the description was read where it leaves it open.
    """

    period: str
    as_of: dt.date
    by: By
    units: tuple[str, ...]
    counts: Mapping[str, tuple[int | None, ...]]
    left_out: Mapping[str, tuple[int, ...]]
    missing: Mapping[str, tuple[str, ...]]
    findings: Findings
    choices: Mapping[str, str]
    _cases: Cases
    _group: Codes

    @property
    def columns(self) -> dict[str, Any]:
        """The units and their counts by name, as `score_many` and data frames take them."""
        return {"unit": [*self.units], **{name: [*column] for name, column in self.counts.items()}}

    def __getitem__(self, unit: str) -> dict[str, int | None]:
        """The counts of one unit by name.

        Raises:
            UnknownNameError: (a KeyError) If there is no such unit.
        """
        at = self._place(unit)
        return {name: column[at] for name, column in self.counts.items()}

    def __len__(self) -> int:
        """How many units there are."""
        return len(self.units)

    def _place(self, unit: Any) -> int:
        if unit not in self.units:
            raise UnknownNameError("unit", unit, self.units)
        return self.units.index(unit)

    def dossiers(
        self, count: str, unit: str | None = None, *, missed: bool = False
    ) -> CountedDossiers:
        """The very dossiers that a count counts, or that it does not.

        Args:
            count: The name of a count, "dossiers_on_time".
            unit: Whose dossiers; by default those of all units.
            missed: Whether to list those that do not count: of a numerator those of its
                denominator, of a denominator all others. Of what counts procedures, the dossiers
                that make a procedure count.

        Raises:
            UnknownNameError: (a KeyError) For a count or a unit that there is not.
            ValueRefusedError: For a count that can't be had from what was given.
            Problems: If there are several of these problems.
        """
        problems: list[TthcIndexError] = []
        known = {name: of for of in DEFINITIONS for name in (*of.parts, of.whole) if name}
        if count not in known:
            problems.append(UnknownNameError("count", count, tuple(known)))
        elif count in self.missing:
            needed = ", ".join(self.missing[count])
            problems.append(
                ValueRefusedError(
                    "count", count, f"a count that can be had; this one needs {needed}"
                )
            )
        if unit is not None and unit not in self.units:
            problems.append(UnknownNameError("unit", unit, self.units))
        raise_problems(problems)
        return self._listed(known[count], count, unit, missed=missed)

    def _listed(
        self, definition: Definition, count: str, unit: str | None, *, missed: bool
    ) -> CountedDossiers:
        judged = self._cases.made(definition.judge)
        ours = self._group >= 0 if unit is None else self._group == self._place(unit)
        rows = np.flatnonzero(selected(judged, count, missed=missed) & ours)
        quote, row = definition.quote, f"[{definition.row}] " * bool(definition.row)
        return CountedDossiers(
            count,
            missed,
            Label(vi=row + quote.vi, en=row + quote.en),
            self._cases,
            self._named,
            sentences(definition, judged, rows),
            rows,
        )

    @cached_property
    def _named(self) -> tuple[Sequence[str | None], Codes]:
        return (*self.units, None), self._group

    def at_risk(
        self,
        today: dt.date | None = None,
        *,
        rules: RuleSet | str = "qd766-2026",
        level: Level | str | None = None,
    ) -> AtRisk:
        """The dossiers that are open and still in time, the earliest promised first: the morning's list.

        Each with what it costs if it is late, unrounded, in points of its unit, and of all units
        together as their province: in the progress of handling and, since an overdue dossier is
        not satisfactory either, in satisfaction as far as its counts are known.

        Args:
            today: The day from which days are counted; by default `as_of`.
            rules: A rule set or the id of one.
            level: The units' level, where the rules differ by level.

        Raises:
            ValueRefusedError: If there are no counts of what is on time; for *today* that is no day.
            UnknownNameError: For an unknown level, or none where the rules need one.
        """
        if today is not None and type(today) is not dt.date:
            raise ValueRefusedError("today", today, "a datetime.date, or None")
        return at_risk(self._stakes(rules, level), today or self.as_of)

    def outlook(
        self, *, rules: RuleSet | str = "qd766-2026", level: Level | str | None = None
    ) -> Outlook:
        """What each unit can still come to, by the dossiers at hand: bounds, no forecast.

        Total points of what is known, if all open dossiers that can still be late in the period end
        on time, and if none of them does. What else is missing from the total adds to both.

        Args:
            rules: A rule set or the id of one.
            level: The units' level, where the rules differ by level.

        Raises:
            ValueRefusedError: If there are no counts of what is on time.
            UnknownNameError: For an unknown level, or none where the rules need one.
        """
        return outlook(self._stakes(rules, level), self.period, self.as_of)

    def _stakes(self, rules: RuleSet | str, level: Level | str | None) -> Stakes:
        count = "dossiers_on_time"
        if count in self.missing:
            needed = ", ".join(self.missing[count])
            raise ValueRefusedError(
                "count", count, f"a count that can be had; this one needs {needed}"
            )
        return Stakes(self._cases, self.units, self._group, self.counts, resolve(rules), level)

    def to_dict(self) -> dict[str, Any]:
        """Period, counts, what is left out and missing, and the findings, as plain values."""
        kept = ("period", "by", "units", "counts", "left_out", "missing", "choices")
        values = {name: as_plain(getattr(self, name)) for name in kept}
        return values | {"as_of": self.as_of.isoformat(), **self.findings.to_dict()}

    def _headline(self, lang: Lang) -> str:
        figures = {
            "units": len(self),
            "dossiers": self._cases.dossiers.size,
            "findings": len(self.findings),
        }
        return _HEADLINE[lang].format(
            period=day(self.period, lang),
            as_of=day(self.as_of.isoformat(), lang),
            **{name: number(of, lang) for name, of in figures.items()},
        )

    def _tables(self, lang: Lang) -> list[Table]:
        missing = [
            [Cell(name), Cell(", ".join(wanted(one, lang) for one in of))]
            for name, of in self.missing.items()
        ]
        first = self._of_one(lang) if len(self) == 1 else self._of_many(lang)
        return [first, Table(_MISSING[lang].split("|"), missing)]

    def _of_one(self, lang: Lang) -> Table:
        rows = [
            [Cell(name), _figure(of, lang), _figure(self.left_out.get(name, (None,))[0], lang)]
            for name, (of,) in self.counts.items()
            if of is not None
        ]
        return Table(_COUNTS[lang].split("|"), rows)

    def _of_many(self, lang: Lang) -> Table:
        columns = [self.counts[name] for name in _SHOWN]
        columns.append(self.left_out.get("dossiers_handled", (None,) * len(self)))

        def cells(at: int) -> list[Cell]:
            return [Cell(self.units[at]), *(_figure(column[at], lang) for column in columns)]

        return Table(_UNITS[lang].split("|"), Rows(range(len(self)), cells))


def _figure(value: int | None, lang: Lang) -> Cell:
    return Cell(NOTHING if value is None else number(value, lang), right=True)


def tally(
    dossiers: Any,
    procedures: Any = None,
    *,
    period: str,
    by: By = "unit",
    today: dt.date | None = None,
    units: Mapping[str, str] | Collection[str] | None = None,
    reported: Mapping[str, int] | None = None,
    fields: Mapping[str, str] | None = None,
    choices: Mapping[str, str] | None = None,
) -> Tally:
    """Count dossiers by the definitions of the National Public Service Portal.

    Which column is what, its name says: the field names of the synchronisation with the portal, the
    headers of offices' Excel exports, or the library's own; *fields* says it of any other. Days are
    read with or without a time, day first or as ISO; states and channels by name or code. A count
    that can't be had from what is given is missing, never 0; a dossier that a count can't be judged
    for is left out of it, and listed in the findings.

    Args:
        dossiers: One row a dossier: any data frame that narwhals knows (pandas, polars, pyarrow,
            DuckDB, …; of a lazy one no more than the known columns is read), columns by name, or a
            list of records.
        procedures: The catalogue, one row a procedure, in any of these ways: whether its result
            must be a paper, whether it has fees, whether it is for citizens, its longest handling
            time in days.
        period: A month, a quarter, a half or a year: "2026-08", "2026-Q3", "2026-H2", "2026".
        by: "unit" counts for each who handles dossiers (without such a column, for each agency
            code that their numbers begin with), "procedure" for each procedure, "whole" all
            together, as for a province with all that is below it.
        today: The day that stands in for the end of what has not ended, in a period that has not
            ended; by default today in Viet Nam.
        units: The units that there are, or their names by code; dossiers of others are found and
            left out. By default those of the dossiers.
        reported: How many dossiers the national report system has of each unit, for the share of
            dossiers synced; of "all" for the whole.
        fields: Fields of dossiers with the columns that hold them, {"promised": "Hạn trả"}.
        choices: How the description is read where it is silent or contradicts itself:
            {"counted": "in_hand"}.

    Raises:
        ValueRefusedError: For a period that is none or has not begun, two columns for one field,
            and any other argument that is none of what it can be.
        UnknownNameError: For a field, a column or a choice that there is not.
        Problems: If there are several of these problems.
        MissingExtraError: (an ImportError) For a data frame, without narwhals.

    Source: the portal's description of the index's formulas, "Mô tả công thức tính chỉ số 766".

    >>> counted = tally(
    ...     [
    ...         {"MaHoSo": "H15.1-260803-1", "NgayTiepNhan": "03/08/2026",
    ...          "NgayHenTra": "10/08/2026", "NgayKetThucXuLy": "10/08/2026 16:30"},
    ...         {"MaHoSo": "H15.1-260804-2", "NgayTiepNhan": "04/08/2026",
    ...          "NgayHenTra": "06/08/2026", "NgayKetThucXuLy": "07/08/2026"},
    ...     ],
    ...     period="2026-08",
    ... )
    >>> counted["H15.1"]["dossiers_on_time"], counted["H15.1"]["dossiers_with_fees"]
    (1, None)
    >>> print(counted.dossiers("dossiers_on_time", "H15.1", missed=True)[0].why["en"])
    ended after the promised day: overdue
    """
    problems: list[TthcIndexError] = []
    start, last, as_of = _days(period, today, problems)
    made = read_choices(choices, problems)
    read_choice("by", by, ("unit", "procedure", "whole"), problems)
    for name, given in (("fields", fields), ("reported", reported)):
        if given is not None and not isinstance(given, Mapping):
            problems.append(ValueRefusedError(name, given, "a mapping"))
    raise_problems(problems)
    records = read_table(dossiers, "dossiers", fields or {}, problems)
    catalogue = None if procedures is None else read_table(procedures, "procedures", {}, problems)
    cases = Cases(records, catalogue, start, last, as_of, made)
    names, group = groups(cases, by, units)
    counter = Counter(cases, names, group, by == "whole")
    counts = counter.count(read_reported(reported, names))
    counted = cases.made(on_time).whole if cases.has("received") else np.zeros_like(group, bool)
    return Tally(
        period=str(period),
        as_of=as_of,
        by=by,
        units=names,
        counts=counts,
        left_out=counter.left_out,
        missing=counter.missing,
        findings=find(cases, group >= 0, counted),
        choices=made,
        cases=cases,
        group=group,
    )


def _days(
    period: Any, today: Any, problems: list[TthcIndexError]
) -> tuple[dt.date, dt.date, dt.date]:
    """The first and the last day of the period, and the day that stands in for what has not ended."""
    found = Period.of(period)
    now = dt.datetime.now(HERE).date() if today is None else today
    if type(now) is not dt.date:
        problems.append(ValueRefusedError("today", today, "a datetime.date, or None"))
        now = dt.date.max
    if found is None:
        problems.append(ValueRefusedError("period", period, "'2024-03', '2024-Q1' or '2024'"))
        return now, now, now
    start, last = found.days
    if now < start:
        problems.append(ValueRefusedError("period", period, f"a period that has begun by {now}"))
    return start, last, min(last, now)
