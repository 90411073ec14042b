# SPDX-License-Identifier: MIT
"""What is the matter with dossiers: days that are none, a dossier twice, an unknown state."""

from __future__ import annotations

import datetime as dt

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, overload

import attrs
import numpy as np

from numpy.typing import NDArray

from tthc_index.errors import shown
from tthc_index.text.language import Label, Lang
from tthc_index.text.numbers import NOTHING, number
from tthc_index.text.tables import Cell, Rows, Table, Viewed, as_plain

from .cases import Cases
from .columns import Mask
from .columns import Table as Columns
from .fields import called, fields
from .timing import Timing


#: What is the matter with a value that is none of its kind.
_KINDS = {
    "day": Label(vi="không phải là ngày", en="is no day"),
    "count": Label(vi="không phải là số nguyên", en="is no whole number"),
    "code": Label(vi="không rõ giá trị này", en="is an unknown value"),
    "yes": Label(vi="không rõ là có hay không", en="is neither yes nor no"),
    "fees": Label(vi="không phải là số tiền", en="is no amount"),
}
_STATE = Label(vi="không rõ trạng thái này", en="is an unknown state")
_AGAIN = Label(vi="hồ sơ có ở dòng khác, được tính ở đó", en="another row of this dossier counts")
_UNIT = Label(vi="đơn vị không có trong danh sách", en="is a unit that is not listed")
_UNLISTED = Label(
    vi="thủ tục không có trong danh mục", en="is a procedure that the catalogue lacks"
)
_TWICE = Label(vi="thủ tục có ở dòng trước, được tính ở đó", en="an earlier row of it counts")
_BACKWARDS = Label(
    vi="kết thúc hoặc yêu cầu bổ sung trước ngày tiếp nhận",
    en="ended, or was asked to supplement, before it was received",
)
_SUPPLEMENT = Label(
    vi="bổ sung xong mà chưa yêu cầu, hoặc trước khi yêu cầu",
    en="was supplemented before it was asked for, or unasked",
)
_UNDATED = Label(vi="không có ngày của trạng thái này", en="has no day for this state")
_LIMITLESS = Label(
    vi="không có ngày hẹn trả, cũng không biết thời hạn giải quyết",
    en="has no promised day, and its handling time is not known",
)

_HEADER = Label(vi="dòng|mã|trường|giá trị|phát hiện", en="row|number|field|value|what")
_HEADLINE = Label(vi="{} phát hiện", en="{} findings")
_ONE = Label(vi="1 phát hiện", en="1 finding")
_CATALOGUE = Label(vi="danh mục, ", en="catalogue, ")


@attrs.frozen
class DossierFinding:
    """Something that is the matter with a dossier, or with a procedure of the catalogue.

    Attributes:
        table: Where it stands: "dossiers" or "procedures".
        row: Its row there: as a column "row" says, or else counted from 0.
        number: The dossier's number, or the procedure's code; None where there is none.
        field: The field that it is about.
        value: What stands there.
        message: What is the matter, in both languages.
    """

    table: str
    row: int
    number: str | None
    field: str
    value: Any = attrs.field(hash=False)
    message: Label

    def text(self, lang: Lang = "en") -> str:
        """Row, number, field, value and what is the matter, in a line.

        >>> said = Label(vi="không phải là ngày", en="is no day")
        >>> DossierFinding("dossiers", 3, "H15-1", "received", "31/02/2026", said).text()
        "row 3, H15-1: received = '31/02/2026' is no day"
        """
        row = {"vi": "dòng", "en": "row"}[lang]
        where = _CATALOGUE[lang] * (self.table == "procedures") + f"{row} {self.row}"
        number_ = f", {self.number}" if self.number else ""
        told = self.value if isinstance(self.value, dt.date) else shown(self.value)
        value = "" if self.value is None else f" = {told}"
        field = called(self.field, self.table, lang)
        return f"{where}{number_}: {field}{value} {self.message[lang]}"

    def __str__(self) -> str:
        return self.text()


@attrs.frozen(eq=False)
class _Kind:
    """Rows with the same matter."""

    table: str
    columns: Columns
    field: str
    message: Label
    rows: NDArray[np.intp]

    def at(self, place: int) -> DossierFinding:
        """The finding of one of the rows."""
        row = int(self.rows[place])
        key = "id" if self.table == "dossiers" else "procedure"
        number_, value = (self._of(field, row) for field in (key, self.field))
        place = self.columns.row(row)
        return DossierFinding(self.table, place, number_, self.field, value, self.message)

    def _of(self, field: str, row: int) -> Any:
        column = self.columns.columns.get(field)
        return None if column is None else column.of(row)


@attrs.frozen(eq=False, repr=False, slots=False)
class Findings(Viewed, Sequence[DossierFinding]):
    """All that is the matter, by kind: a sequence of `DossierFinding`, each made when it is looked at."""

    _kinds: tuple[_Kind, ...]

    @cached_property
    def _ends(self) -> NDArray[np.intp]:
        return np.cumsum([len(kind.rows) for kind in self._kinds], dtype=np.intp)

    def __len__(self) -> int:
        """How many findings there are."""
        return int(self._ends[-1]) if len(self._ends) else 0

    @overload
    def __getitem__(self, place: int) -> DossierFinding: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[DossierFinding]: ...
    def __getitem__(self, place: int | slice) -> Any:
        """One finding, or a list of some."""
        if isinstance(place, slice):
            return [self[at] for at in range(len(self))[place]]
        at = range(len(self))[place]
        kind = int(np.searchsorted(self._ends, at, "right"))
        return self._kinds[kind].at(at - int(self._ends[kind]) + len(self._kinds[kind].rows))

    def columns(self, lang: Lang = "en") -> dict[str, list[Any]]:
        """The findings as columns, for a data frame; what is the matter in that language."""
        rows = [
            (of.table, of.row, of.number, of.field, _told(of.value), of.message[lang])
            for of in self
        ]
        names = ("table", "row", "number", "field", "value", "message")
        return {name: [row[at] for row in rows] for at, name in enumerate(names)}

    def to_dict(self) -> dict[str, Any]:
        """The findings as plain values."""
        told = [attrs.evolve(of, value=_told(of.value)) for of in self]
        return {"findings": as_plain(told)}

    def _headline(self, lang: Lang) -> str:
        if len(self) == 1:
            return _ONE[lang]
        return _HEADLINE[lang].format(number(len(self), lang))

    def _tables(self, lang: Lang) -> list[Table]:
        return [Table(_HEADER[lang].split("|"), Rows(self, lambda found: _cells(found, lang)))]


def _cells(found: DossierFinding, lang: Lang) -> list[Cell]:
    where = _CATALOGUE[lang] * (found.table == "procedures") + str(found.row)
    field = called(found.field, found.table, lang)
    texts = found.number or NOTHING, field, _told(found.value) or NOTHING, found.message[lang]
    return [Cell(where, right=True), *map(Cell, texts)]


def _told(value: Any) -> str | None:
    """A value as it stands, of any kind, in a line."""
    short = value is None or isinstance(value, dt.date) or (type(value) is str and len(value) < 80)
    return (None if value is None else str(value)) if short else shown(value)


def find(cases: Cases, placed: Mask, counted: Mask) -> Findings:
    """All findings.

    Args:
        cases: The dossiers.
        placed: Those whose unit is known.
        counted: Those that are counted in the period, by the definition of what is on time.
    """
    found = [*_unread("dossiers", cases.dossiers)]
    if cases.catalogue is not None:
        found += _unread("procedures", cases.catalogue)
        found += [_Kind("procedures", cases.catalogue, "procedure", _TWICE, _rows(cases.repeats))]
    found += [
        _Kind("dossiers", cases.dossiers, field, message, _rows(mask))
        for field, message, mask in _doubts(cases, placed, counted)
    ]
    return Findings(tuple(kind for kind in found if len(kind.rows)))


def _unread(table: str, columns: Columns) -> Iterator[_Kind]:
    for field in columns.columns:
        kind = fields(table)[field].kind
        message = _STATE if field == "state" else _KINDS.get(kind, _KINDS["code"])
        yield _Kind(table, columns, field, message, _rows(columns.bad(field)))


def _doubts(cases: Cases, placed: Mask, counted: Mask) -> Iterator[tuple[str, Label, Mask]]:
    timing = cases.made(Timing)
    judged = counted & ~timing.repeated
    yield "id", _AGAIN, cases.again
    yield "unit", _UNIT, ~placed
    if cases.lists("procedure"):
        yield "procedure", _UNLISTED, cases.came_in & cases.unlisted
    if not cases.has("ended|returned|stopped"):
        return
    ending = "ended" if "ended" in cases.dossiers else "returned"
    yield ending, _BACKWARDS, judged & timing.backwards
    yield "supplement_completed", _SUPPLEMENT, judged & timing.unlikely_supplement
    yield "state", _UNDATED, judged & timing.undated
    if cases.has("promised|procedures.handling_days"):
        unread = cases.dossiers.bad("promised")
        yield "promised", _LIMITLESS, judged & timing.limitless & ~unread


def _rows(mask: Mask) -> NDArray[np.intp]:
    return np.flatnonzero(mask)
