# SPDX-License-Identifier: MIT
"""Results of many units as notices append them: Phụ lục I by group, Phụ lục II by indicator."""

from __future__ import annotations

import warnings

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from os import PathLike, fspath
from typing import Any

import attrs

from tthc_index.errors import LevelsWarning, ValueRefusedError
from tthc_index.results.names import levels_among
from tthc_index.results.rank import Rank, Ranking, ranked
from tthc_index.results.rows import decimals_of
from tthc_index.results.units import Column, Results, by_key, columns_of, notes_of, rules_of
from tthc_index.rules.objects import Level
from tthc_index.rules.sets import RuleSet
from tthc_index.text.language import Label, Lang
from tthc_index.text.numbers import number
from tthc_index.text.tables import Cell, Rows, Table, Viewed

from .letter import Annex


_RANK = Label(vi="Hạng", en="Rank")
_UNIT = Label(vi="Đơn vị", en="Unit")
_NOTE = Label(vi="Ghi chú", en="Note")
_BY_GROUP = Label(vi="Kết quả các nhóm chỉ số", en="Points by group")
_BY_INDICATOR = Label(vi="Kết quả các chỉ số thành phần", en="Points by indicator")
_CAPTION = Label(vi="Phụ lục {}. {}", en="Appendix {}. {}")


@attrs.frozen(eq=False)
class _Part:
    """One appendix: its number and title, its columns of points, and whether ranks and notes stand beside."""

    number: str
    title: str
    columns: tuple[Column, ...]
    summary: bool


@attrs.frozen(eq=False, repr=False)
class Appendices(Viewed):
    """The results of many units in the order of their ranks: made by `appendices`.

    A dash (in Excel an empty cell) stands where a unit has no points: nothing to do (0/0), or
    counts are missing. What of the total is open then stands in a note.

    Attributes:
        ranking: The units' ranks; its units are the keys below.
        names: The units' names by key: the unit itself, or the row of the table.
        notes: What is to note of a unit, by key.
        decimals: Decimals with which points are written.
    """

    ranking: Ranking
    names: Mapping[Any, str]
    notes: Mapping[Any, str]
    decimals: int
    _lang: Lang
    _rank_title: str
    _parts: tuple[_Part, ...]
    _remade: Callable[[Lang], Appendices]

    def annexes(self) -> tuple[Annex, ...]:
        """The tables for a letter: Phụ lục I, and Phụ lục II where points of indicators are known."""
        return tuple(
            Annex(
                part.number,
                Table(self._header(part), tuple(map(tuple, self._rows(part))), part.title),
            )
            for part in self._parts
        )

    def _header(self, part: _Part) -> tuple[str, ...]:
        """The titles of all columns."""
        first = [self._rank_title] * part.summary
        last = [_NOTE[self._lang]] * (part.summary and bool(self.notes))
        return (*first, _UNIT[self._lang], *(column.title for column in part.columns), *last)

    def _rows(self, part: _Part) -> Rows[Rank]:
        return Rows(self.ranking.rows, lambda place: list(self._cells(part, place)))

    def _cells(self, part: _Part, place: Rank) -> Iterator[Cell]:
        if part.summary:
            yield Cell(str(place), right=True)
        yield Cell(self.names[place.unit])
        for column in part.columns:
            points = number(column.points.get(place.unit), self._lang, self.decimals)
            yield Cell(points, right=True, head=column.code == "total")
        if part.summary and self.notes:
            yield Cell(self.notes.get(place.unit, ""))

    def _values(self, part: _Part, place: Rank) -> list[float | str | None]:
        """The same cells as numbers and texts."""
        points = [column.points.get(place.unit) for column in part.columns]
        note = [self.notes.get(place.unit, "")] * (part.summary and bool(self.notes))
        return [*[place.rank] * part.summary, self.names[place.unit], *points, *note]

    def to_dict(self) -> dict[str, Any]:
        """The tables as plain values: points and ranks are numbers, None where there are none."""
        tables = [
            {
                "number": part.number,
                "title": part.title,
                "header": list(self._header(part)),
                "rows": [self._values(part, place) for place in self.ranking.rows],
            }
            for part in self._parts
        ]
        return {"of": self.ranking.of, "tables": tables}

    def _headline(self, _: Lang) -> str:
        return ""

    def _tables(self, lang: Lang) -> list[Table]:
        """Columns by their numbers, which are told below."""
        own = self if lang == self._lang else self._remade(lang)
        return [own._short(part) for part in own._parts]

    def _short(self, part: _Part) -> Table:
        marks = {column.title: column.mark for column in part.columns if column.mark}
        header = [marks.get(title, title) for title in self._header(part)]
        caption = _CAPTION[self._lang].format(part.number, part.title)
        return Table(header, self._rows(part), caption, tuple(marks))

    def save(self, path: str | PathLike[str]) -> None:
        """Write the tables to an Excel file, one sheet each; it appears whole or not at all.

        Points are numbers, ranks too ("1/7" is how they are shown); names are never formulas.

        Raises:
            ValueRefusedError: If *path* does not end in ".xlsx", or Excel can't hold a name or all rows.
            MissingExtraError: (an ImportError) If the extra `excel` is not installed.
            OSError: If it can't be written.
        """
        if not (isinstance(path, str | PathLike) and fspath(path).lower().endswith(".xlsx")):
            raise ValueRefusedError("path", path, 'a file whose name ends in ".xlsx"')
        from .excel import write

        write([self._sheet(part) for part in self._parts], path)

    def _sheet(self, part: _Part) -> Any:
        """The appendix as a sheet for Excel."""
        from . import excel

        form = "#,##0" + f".{'0' * self.decimals}" * bool(self.decimals)
        width = excel.POINTS if part.summary else excel.NARROW
        columns = [excel.Column(_UNIT[self._lang], excel.NAME)]
        columns += [
            excel.Column(column.title, width, form, column.max_points, not part.summary)
            for column in part.columns
        ]
        if part.summary:
            columns.insert(0, excel.Column(self._rank_title, excel.RANK, f'0"/{self.ranking.of}"'))
            columns += [excel.Column(_NOTE[self._lang], excel.NOTE)] * bool(self.notes)
        return excel.Sheet(
            f"Phụ lục {part.number}",
            part.title,
            tuple(columns),
            1 + part.summary,
            excel.HIGH if part.summary else excel.HIGHER,
            [self._values(part, place) for place in self.ranking.rows],
        )


def appendices(
    results: Results,
    *,
    rules: RuleSet | str = "qd766-2026",
    by: str = "total",
    lang: Lang = "vi",
) -> Appendices:
    """The results of many units as two tables: by group with ranks, and by indicator.

    Units stand in the order of their ranks, those without one at the end.

    Args:
        results: Unit to card or published results (None where nothing is known); or a
            `ScoreTable`, whose rows are the units. Compare peers: units of one level and period.
        rules: By which published results were made; cards and tables know theirs.
        by: What units are ranked by: "total", a group or a scored indicator.
        lang: "vi" or "en".

    Warns:
        LevelsWarning: If units are of several levels, as cards, a table or their names say.

    Raises:
        UnknownNameError: (a KeyError) If *by*, or a published code, is none of the rules.
        ValueRefusedError: For results that are none, cards scored by different rules, and any other
            argument that is none of what it can be.
        Problems: If there are several of these problems.

    >>> import tthc_index as ti
    >>> units = {"Sở Y tế": {"progress": 18.31}, "Sở Nội vụ": {"progress": 18.91}}
    >>> published = {unit: ti.Published(points=points) for unit, points in units.items()}
    >>> print(appendices(published, by="progress").text())
    Phụ lục I. Kết quả các nhóm chỉ số
    <BLANKLINE>
    Hạng (Tiến độ giải quyết)  Đơn vị         2  Tổng điểm (100)
                          1/2  Sở Nội vụ  18,91                –
                          2/2  Sở Y tế    18,31                –
    <BLANKLINE>
    2. Tiến độ giải quyết (20)
    """
    keyed, names = by_key(results)
    ranking = ranked(keyed, by=by)
    if levels := _levels(ranking, names):
        warnings.warn(LevelsWarning(levels), stacklevel=2)
    used, known = rules_of(results, rules)
    decimals = decimals_of(results)
    notes = {unit: note for unit, note in notes_of(keyed, lang, decimals) if note}
    columns = list(columns_of(keyed, used, known, lang))
    whole = tuple(column for column in columns if "." not in column.code)
    parts = tuple(column for column in columns if "." in column.code)
    title = _RANK[lang] if by == "total" else f"{_RANK[lang]} ({used[by].name[lang]})"
    made = [_Part("I", _BY_GROUP[lang], whole, summary=True)]
    made += [_Part("II", _BY_INDICATOR[lang], parts, summary=False)] * bool(parts)
    again = partial(appendices, results, rules=rules, by=by)
    return Appendices(
        ranking,
        names,
        notes,
        decimals,
        lang,
        title,
        tuple(made),
        lambda other: again(lang=other),
    )


def _levels(ranking: Ranking, names: Mapping[Any, str]) -> tuple[tuple[Level, str], ...]:
    """A unit of each level, by its name: a table is ranked by its rows."""
    by_row = tuple((level, names[unit]) for level, unit in ranking.levels)
    return by_row or levels_among((name, None) for name in names.values())
