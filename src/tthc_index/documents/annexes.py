# SPDX-License-Identifier: MIT
"""Results of many units as notices append them: Phụ lục I by group, Phụ lục II by indicator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from os import PathLike, fspath
from typing import Any

import attrs

from tthc_index.errors import ArgumentError
from tthc_index.results.rank import Rank, Ranking, rank
from tthc_index.results.units import (
    Column,
    Results,
    by_key,
    columns_of,
    decimals_of,
    notes_of,
    rules_of,
)
from tthc_index.rules.objects import Label, Lang, RuleSet
from tthc_index.text.tabular import LOOK
from tthc_index.text.view import Cell, html_table, number, text_table

from .letter import Annex


_RANK = Label(vi="Hạng", en="Rank")
_UNIT = Label(vi="Đơn vị", en="Unit")
_NOTE = Label(vi="Ghi chú", en="Note")
_BY_GROUP = Label(vi="Kết quả các nhóm chỉ số", en="Points by group")
_BY_INDICATOR = Label(vi="Kết quả các chỉ số thành phần", en="Points by indicator")
_CAPTION = Label(vi="Phụ lục {}. {}", en="Appendix {}. {}")
_MORE = Label(vi="… và {} đơn vị nữa", en="… and {} more")


@attrs.frozen(eq=False)
class Table:
    """One appendix.

    Attributes:
        number: "I" or "II".
        title: What it shows.
        header: The titles of all its columns.
        columns: Its columns of points.
        summary: Whether each unit's rank, and what is to note of it, stand beside its points.
    """

    number: str
    title: str
    header: tuple[str, ...]
    columns: tuple[Column, ...]
    summary: bool


@attrs.frozen(eq=False, repr=False)
class Appendices:
    """The results of many units in the order of their ranks: made by `appendices`.

    A dash (in Excel an empty cell) stands where a unit has no points: nothing to do (0/0), or
    counts are missing. What of the total is open then stands in a note.

    Attributes:
        ranking: The units' ranks; its units are the keys below.
        names: The units' names by key: the unit itself, or the row of the table.
        notes: What is to note of a unit, by key.
        tables: Phụ lục I, and Phụ lục II where points of indicators are known.
        decimals: Decimals with which points are written.
        lang: The language of titles and notes, "vi" or "en".
    """

    ranking: Ranking
    names: Mapping[Any, str]
    notes: Mapping[Any, str]
    tables: tuple[Table, ...]
    decimals: int
    lang: Lang

    def annexes(self) -> tuple[Annex, ...]:
        """The tables for a letter."""
        return self._annexes(len(self.ranking))

    def _annexes(self, limit: int) -> tuple[Annex, ...]:
        """The tables with their first rows, and one that says how many follow."""
        more = len(self.ranking) - limit
        annexes = []
        for table in self.tables:
            rows = [tuple(self._cells(table, place)) for place in self.ranking.rows[:limit]]
            if more > 0:
                said = _MORE[self.lang].format(number(more, self.lang))
                rows.append(tuple(attrs.evolve(cell, text="") for cell in rows[-1]))
                rows[-1] = (*rows[-1][: table.summary], Cell(said), *rows[-1][table.summary + 1 :])
            annexes.append(Annex(table.number, table.title, table.header, tuple(rows)))
        return tuple(annexes)

    def _cells(self, table: Table, place: Rank) -> Iterator[Cell]:
        if table.summary:
            yield Cell(str(place), right=True)
        yield Cell(self.names[place.unit])
        for column in table.columns:
            points = number(column.points.get(place.unit), self.lang, self.decimals)
            yield Cell(points, right=True, head=column.code == "total")
        if table.summary and self.notes:
            yield Cell(self.notes.get(place.unit, ""))

    def text(self) -> str:
        """The tables as text: columns by their numbers, which are told below."""
        return self._text(len(self.ranking))

    def __repr__(self) -> str:
        return self._text(LOOK)

    def _text(self, limit: int) -> str:
        parts = []
        for table, annex in zip(self.tables, self._annexes(limit), strict=True):
            marks = {column.title: column.mark for column in table.columns if column.mark}
            header = [marks.get(title, title) for title in annex.header]
            parts += [self._caption(annex), text_table(header, annex.rows), "\n".join(marks)]
        return "\n\n".join(parts)

    def _repr_html_(self) -> str:
        annexes = self._annexes(LOOK)
        return "".join(html_table(a.header, a.rows, self._caption(a)) for a in annexes)

    def _caption(self, annex: Annex) -> str:
        return _CAPTION[self.lang].format(annex.number, annex.title)

    def save(self, path: str | PathLike[str]) -> None:
        """Write the tables to an Excel file, one sheet each; it appears whole or not at all.

        Points are numbers, ranks too ("1/7" is how they are shown); names are never formulas.

        Raises:
            ArgumentError: If *path* does not end in ".xlsx", or Excel can't hold a name or all rows.
            MissingExtraError: (an ImportError) If the extra `excel` is not installed.
            OSError: If it can't be written.
        """
        if not (isinstance(path, str | PathLike) and fspath(path).lower().endswith(".xlsx")):
            raise ArgumentError("path", path, 'a file whose name ends in ".xlsx"')
        from .excel import write

        write(self, path)


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

    Raises:
        UnknownCodeError: (a KeyError) If *by*, or a published code, is none of the rules.
        ArgumentError: For results that are none, cards scored by different rules, and any other
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
    ranking = rank(keyed, by=by)
    used, known = rules_of(results, rules)
    decimals = decimals_of(results)
    notes = {unit: note for unit, note in notes_of(keyed, lang, decimals) if note}
    columns = list(columns_of(keyed, used, known, lang))
    whole = tuple(column for column in columns if "." not in column.code)
    parts = tuple(column for column in columns if "." in column.code)
    first = _RANK[lang] if by == "total" else f"{_RANK[lang]} ({used[by].name[lang]})"
    note = [_NOTE[lang]] * bool(notes)
    header = (first, _UNIT[lang], *(column.title for column in whole), *note)
    tables = [Table("I", _BY_GROUP[lang], header, whole, summary=True)]
    if parts:
        header = (_UNIT[lang], *(column.title for column in parts))
        tables.append(Table("II", _BY_INDICATOR[lang], header, parts, summary=False))
    return Appendices(ranking, names, notes, tuple(tables), decimals, lang)
