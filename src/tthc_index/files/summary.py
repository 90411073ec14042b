# SPDX-License-Identifier: MIT
"""What became of the units in a file: how many there were, what was understood, what was left out."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from tthc_index.errors import LeftOutWarning, SheetsWarning, TthcIndexError
from tthc_index.errors.words import WORDS
from tthc_index.text.language import Label, Lang
from tthc_index.text.numbers import NOTHING, number


_SUMMARY = Label(
    vi="{} đơn vị, {} thiếu số liệu, {} bị từ chối",
    en="{} units, {} with missing counts, {} refused",
)
_ROW = Label(vi="dòng {}: {}", en="row {}: {}")
_PLACE = Label(vi="tên các cột: {}", en="names of the columns: {}")
_SAID = Label(vi="các cột đã hiểu: {}", en="columns understood: {}")
_KEPT = Label(vi="các cột giữ nguyên: {}", en="columns kept as they are: {}")

#: A row that is no unit: its number, what it is called, and why it is none.
LeftOut = tuple[int, str, str]


@attrs.frozen
class FileSummary:
    """What became of the units in a file.

    Attributes:
        rows: How many units there were.
        incomplete: How many of them lacked counts, and were scored by what was there.
        refused: How many could not be scored, and have no points.
        reasons: The first 20 refused cells: number of the row as the file shows it, and why.
        left_out: The rows that are no units, such as "Tổng cộng": number, what stands there, why.
        place: Where the names of the columns stand, if not in the first row of the first sheet.
        said: What stands at the head of each column of figures, by the name that it is understood as.
        kept: The columns that are none of figures, as they are named in the result.
        sheets: The sheet that was read and the others that are tables, where there are any.
    """

    rows: int
    incomplete: int
    refused: int
    reasons: tuple[tuple[int, TthcIndexError], ...]
    left_out: tuple[LeftOut, ...] = ()
    place: str = ""
    said: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    kept: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()

    def text(self, lang: Lang = "en") -> str:
        """How many units there were, why the first were refused, and what was left out."""
        left_out = LeftOutWarning(self.left_out).text(lang)
        figures = (number(n, lang) for n in (self.rows, self.incomplete, self.refused))
        lines = [_PLACE[lang].format(WORDS[lang].phrase(self.place))] * bool(self.place)
        if self.sheets:
            lines.append(SheetsWarning(self.sheets[0], self.sheets[1:]).text(lang))
        words = {name: said for name, said in self.said.items() if said != name}
        if words:
            told_by = (f"{' '.join(said.split())!r} = {name}" for name, said in words.items())
            lines.append(_SAID[lang].format(", ".join(told_by)))
            lines.append(_KEPT[lang].format(", ".join(map(repr, self.kept)) or NOTHING))
        lines += [_ROW[lang].format(row, problem.text(lang)) for row, problem in self.reasons]
        return "\n".join([_SUMMARY[lang].format(*figures), *lines, *filter(None, [left_out])])
