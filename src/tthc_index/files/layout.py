# SPDX-License-Identifier: MIT
"""What of a sheet is the table: the row of names below titles, and rows that are no units."""

from __future__ import annotations

import re
import unicodedata

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from numpy.typing import NDArray


#: How far down the row of names is looked for.
TITLES = 30

#: What sums up other rows, whatever follows. "Trung Bình", "Cộng Hòa" and "Tổng Cọt" are communes:
#: case decides, and what may begin a name must stand alone.
_SUMS = (
    *("tổng cộng", "tổng số", "tổng hợp", "bình quân", "trung bình", "cả nước"),
    *("toàn tỉnh", "toàn thành phố", "toàn huyện", "toàn quốc", "toàn ngành"),
    *("grand total", "average"),
)
_ALONE = ("tổng", "cộng", "total", "sum", "mean")

#: What begins a row without figures that is no unit: a heading, a note, a signature.
_BESIDE = re.compile(
    r"\s*(?:[IVX]+[.)]?\s*$|[IVX]+[.)]\s|\*|ghi chú\b|nguồn:|người lập\b|thủ trưởng\b|(?:ngày|note)\b)",
    re.IGNORECASE,
)


def _cases(words: Iterable[str]) -> str:
    forms = {form for word in words for form in (word, word.capitalize(), word.upper())}
    forms |= {unicodedata.normalize("NFD", form) for form in forms}
    return "|".join(sorted(forms))


#: For Python and for RE2, which pyarrow has.
SUM = rf"^\s*(?:(?:{_cases(_SUMS)})(?:[\s:.(*-].*)?|(?:{_cases(_ALONE)})[\s:.*]*)$"
_SUM = re.compile(SUM, re.DOTALL)


def header_in(rows: Sequence[Sequence[Any]], known: Collection[str]) -> int:
    """Which of the first rows names the columns: the one with most known names, or else the first.

    >>> header_in([["BIỂU TỔNG HỢP"], ["Đơn vị", "communes"], ["A", 1]], {"communes"})
    1
    """
    hits = [sum(cell in known for cell in row if isinstance(cell, str)) for row in rows]
    return hits.index(max(hits)) if any(hits) else 0


def no_units(
    columns: Mapping[str, Any], figures: Collection[str], size: int
) -> dict[int, tuple[str, str]]:
    """The rows that are no units: what they are called, and why they are none.

    Looked at are the columns that lead a row, on the left of its first figure: a note on the
    right may speak of a sum.

    >>> rows = {"unit": ["Cộng Hòa", "Tổng cộng", "Ghi chú: …"], "communes": [1, 1, None]}
    >>> no_units(rows, {"communes"}, 3)
    {1: ('Tổng cộng', 'a sum of others'), 2: ('Ghi chú: …', 'a heading or a note')}
    """
    names = list(columns)
    first = next((i for i, name in enumerate(names) if name in figures), len(names))
    leading = [name for name in names[: first or 1] if name not in figures]
    found: dict[int, tuple[str, str]] = {}
    bare = _without_figures(columns, figures, size)
    for name in leading:
        column = columns[name]
        for row in _candidates(column, bare):
            text = _at(column, row)
            if isinstance(text, str) and _SUM.match(text):
                found.setdefault(row, (text.strip(), "a sum of others"))
            elif isinstance(text, str) and bare[row] and _BESIDE.match(text):
                found.setdefault(row, (text.strip(), "a heading or a note"))
    return dict(sorted(found.items()))


def _without_figures(
    columns: Mapping[str, Any], figures: Collection[str], size: int
) -> NDArray[np.bool_]:
    bare = np.ones(size, bool)
    for name in figures:
        if name in columns and bare.any():
            bare &= _empty(columns[name])
    return bare


def _empty(column: Any) -> NDArray[np.bool_]:
    if isinstance(column, Sequence):
        return np.array([value is None for value in column], bool)
    return np.asarray(column.is_null())


def _candidates(column: Any, bare: NDArray[np.bool_]) -> Iterable[int]:
    """The rows to be looked at closely; of a million, pyarrow finds the few."""
    import pyarrow as pa

    from pyarrow import compute

    if isinstance(column, Sequence):
        return range(len(column))
    if column.type not in {pa.string(), pa.large_string()}:
        return ()
    sums = compute.fill_null(compute.match_substring_regex(column, SUM), fill_value=False)
    return map(int, np.flatnonzero(np.asarray(sums) | bare))


def _at(column: Any, row: int) -> Any:
    return column[row] if isinstance(column, Sequence) else column[row].as_py()


def without(columns: Sequence[Any], rows: Collection[int], size: int) -> list[Any]:
    """The columns without these rows."""
    import pyarrow as pa

    kept = np.ones(size, bool)
    kept[list(rows)] = False
    return [
        [value for value, keep in zip(column, kept, strict=True) if keep]
        if isinstance(column, Sequence)
        else column.filter(pa.array(kept))
        for column in columns
    ]
