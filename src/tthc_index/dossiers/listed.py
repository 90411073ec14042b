# SPDX-License-Identifier: MIT
"""The very dossiers behind a count, each with the sentence that decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, overload

import attrs
import numpy as np

from numpy.typing import NDArray

from tthc_index.text.language import Label, Lang
from tthc_index.text.numbers import NOTHING, number
from tthc_index.text.tables import Cell, Rows, Table, Viewed, as_plain

from .cases import Cases
from .columns import Mask
from .definitions import Definition, Judged


_HEADER = Label(vi="dòng|hồ sơ|đơn vị|vì sao", en="row|dossier|unit|why")
_COUNTED = Label(vi="{count}: {n} hồ sơ được tính", en="{count}: {n} dossiers count")
_MISSED = Label(vi="{count}: {n} hồ sơ không được tính", en="{count}: {n} dossiers do not count")


@attrs.frozen
class CountedDossier:
    """A dossier that counts, or does not.

    Attributes:
        dossier: Its number; None where there is none.
        unit: Who handles it.
        row: Its row: as a column "row" says, or else counted from 0.
        why: The sentence of the definition that decided, in both languages.
    """

    dossier: str | None
    unit: str | None
    row: int
    why: Label


@attrs.frozen(eq=False, repr=False)
class CountedDossiers(Viewed, Sequence[CountedDossier]):
    """Dossiers that count, or don't: a sequence of `CountedDossier`, each made when it is looked at.

    Attributes:
        name: The name of the count that they are behind.
        missed: Whether they are those that do not count.
        definition: What the portal's description says, in both languages; with its row there.
    """

    name: str
    missed: bool
    definition: Label
    _cases: Cases
    _units: tuple[Sequence[str | None], NDArray[np.intp]]
    _why: tuple[Sequence[Label], NDArray[np.intp]]
    _rows: NDArray[np.intp]

    def __len__(self) -> int:
        """How many dossiers there are."""
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> CountedDossier: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[CountedDossier]: ...
    def __getitem__(self, place: int | slice) -> Any:
        """One of them, or a list of some."""
        if isinstance(place, slice):
            return [self._at(row, why) for row, why in zip(*self._places(place), strict=True)]
        return self._at(int(self._rows[place]), int(self._why[1][place]))

    def _places(self, place: slice) -> tuple[list[int], list[int]]:
        return self._rows[place].tolist(), self._why[1][place].tolist()

    def _at(self, row: int, why: int) -> CountedDossier:
        names, of = self._units
        return CountedDossier(
            self._cases.number(row), names[of[row]], self._cases.row(row), self._why[0][why]
        )

    def columns(self, lang: Lang = "en") -> dict[str, list[Any]]:
        """The dossiers as columns, for a data frame; why in that language."""
        rows = [(of.row, of.dossier, of.unit, of.why[lang]) for of in self]
        names = ("row", "dossier", "unit", "why")
        return {name: [row[at] for row in rows] for at, name in enumerate(names)}

    def to_dict(self) -> dict[str, Any]:
        """The dossiers as plain values."""
        return {
            "count": self.name,
            "missed": self.missed,
            "definition": as_plain(self.definition),
            "dossiers": as_plain([*self]),
        }

    def _headline(self, lang: Lang) -> str:
        form = (_MISSED if self.missed else _COUNTED)[lang]
        said = form.format(count=self.name, n=number(len(self), lang))
        return f"{said}\n{self.definition[lang]}"

    def _tables(self, lang: Lang) -> list[Table]:
        return [Table(_HEADER[lang].split("|"), Rows(self, lambda of: _cells(of, lang)))]


def _cells(of: CountedDossier, lang: Lang) -> list[Cell]:
    texts = of.dossier or NOTHING, of.unit or NOTHING, of.why[lang]
    return [Cell(str(of.row), right=True), *map(Cell, texts)]


def selected(judged: Judged, count: str, *, missed: bool) -> Mask:
    """The dossiers that a count counts; or those of its whole, or of all, that it does not."""
    whole = judged.whole & ~judged.unknown
    if count not in judged.parts:
        return ~whole if missed else whole
    part: Mask = judged.parts[count] > 0
    return whole & (~part if missed else part)


def sentences(
    definition: Definition, judged: Judged, rows: NDArray[np.intp]
) -> tuple[list[Label], NDArray[np.intp]]:
    """The sentences that decided on these rows, and which of them did on each."""
    inside = judged.whole & ~judged.unknown
    steps = [
        (judged.unknown, "unknown"),
        *((mask & ~inside, key) for mask, key in judged.outside),
        *((mask & inside, key) for mask, key in judged.steps),
    ]
    which = np.select([mask[rows] for mask, _ in steps], [*range(len(steps))], 0)
    return [definition.says(key) for _, key in steps], which
