# SPDX-License-Identifier: MIT
"""What of a sheet is the table: rows that are no units, and columns without a name."""

from __future__ import annotations

import re
import unicodedata

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from numpy.typing import NDArray

from tthc_index.errors import ValueRefusedError
from tthc_index.text.labels import composed, fold

from .batch import Batch, as_list


#: What sums up other rows, whatever follows. "Trung Bình", "Cộng Hòa" and "Tổng Cọt" are communes:
#: case decides, and what may begin a name must stand alone.
_SUMS = (
    *("tổng cộng", "tổng số", "tổng hợp", "bình quân", "trung bình", "cả nước"),
    *("toàn tỉnh", "toàn thành phố", "toàn huyện", "toàn quốc", "toàn ngành"),
    *("grand total", "average"),
)
_ALONE = ("tổng", "cộng", "total", "sum", "mean")

#: How else a sum begins, "* Cộng (I+II)"; and the words of which all of it is then made.
_BEGINNINGS = re.compile(
    r"tổng|cộng|trung bình|bình quân|lũy kế|luỹ kế|(?:toàn|cả|chung) \w|total|sum\b|mean\b|average|grand"
)
_WORDS = frozenset(
    {
        *("tổng", "cộng", "số", "hợp", "chung", "toàn", "cả", "trung", "bình", "quân", "dồn"),
        *("lũy", "luỹ", "kế", "kết", "quả", "điểm", "hồ", "sơ", "mục", "phần", "nhóm", "và", "của"),
        *("tỉnh", "thành", "phố", "tp", "huyện", "xã", "phường", "quốc", "nước", "ngành", "đơn"),
        *("vị", "khối", "cấp", "các", "sở", "ban", "trên", "địa", "bàn", "a", "b", "c"),
        *("i", "ii", "iii", "iv", "v", "vi", "vii"),
        *("total", "sum", "mean", "average", "grand", "of", "all", "units"),
    }
)
_PLAIN_BEGINNINGS = re.compile(fold(_BEGINNINGS.pattern))
_PLAIN_WORDS = frozenset(map(fold, _WORDS))
_COMMUNE = "Trung Bình"

#: No name of a sum is as long.
LONG = 200

#: What begins a row without figures that is no unit: a heading, a note, a signature.
_BESIDE = re.compile(
    r"\s*(?:[IVX]+[.)]?\s*$|[IVX]+[.)]\s|\*|ghi chú\b|nguồn:|người lập\b|thủ trưởng\b|(?:ngày|note)\b)",
    re.IGNORECASE,
)


def _cases(words: Iterable[str]) -> str:
    forms = {form for word in words for form in (word, word.capitalize(), word.upper())}
    forms |= {unicodedata.normalize("NFD", form) for form in forms}
    return "|".join(sorted(forms))


_SUM = re.compile(
    rf"^\s*(?:(?:{_cases(_SUMS)})(?:[\s:.(*-].*)?|(?:{_cases(_ALONE)})[\s:.*]*)$", re.DOTALL
)

#: What may be a sum, and is looked at closely: for Python, and for RE2, which pyarrow has.
_LIKE = "(?:t[oôổ]|c[oôộaảh]|tr|b[iì]|l[uũ]|gr|av|su|me)"
_LIKE_SUM = re.compile(rf"[\W\d_]*{_LIKE}", re.IGNORECASE)
_LIKE_SUM_RE2 = rf"(?i)^[^\pL]*{_LIKE}"


def is_sum(text: str) -> bool:
    """Whether it names no unit, but the sum or the mean of some.

    >>> [is_sum(text) for text in ("TỔNG TOÀN TỈNH", "* Cong (I+II)", "Trung bình cả nước")]
    [True, True, True]
    >>> [is_sum(text) for text in ("xã Cộng Hòa", "Tổng Cọt", "Trung Bình", "Công")]
    [False, False, False, False]
    """
    if not _LIKE_SUM.match(text) or len(text) > LONG:
        return False
    if composed(text).strip() in {_COMMUNE, fold(_COMMUNE).title()}:
        return False
    if _SUM.match(text):
        return True
    words = re.findall(r"[^\W\d_]+", composed(text).lower())
    marked = not text.isascii()
    known = _WORDS if marked else _PLAIN_WORDS
    begins = _BEGINNINGS if marked else _PLAIN_BEGINNINGS
    return bool(begins.match(" ".join(words))) and known.issuperset(words)


#: What is counted, where a row says it below the names.
_MEASURES = re.compile(
    r"[(\[]?\s*(?:(?:đvt|đơn vị(?: tính)?)\s*:?\s*)?(?:%|hồ sơ|hs|tthc|thủ tục|dịch vụ|dvc|lượt|xã|ngày|giờ|điểm"
    r"|đơn vị|tài khoản|pakn|phản ánh|kiến nghị|tỷ lệ|số lượng|sl|dossiers?|days?)\s*[)\]]?",
    re.IGNORECASE,
)

#: A column's own number in a row that numbers them: "(3)", "[3]", "3", "(5)=(3)/(4)", "A".
_NUMBER = re.compile(r"([(\[]?)\s*(?:([0-9]{1,2})|[A-Z])\s*[)\]]?\s*(=.*)?", re.DOTALL)

#: How far below the names such rows stand.
BELOW = 3


def no_units(
    columns: Mapping[str, Any], figures: Collection[str], size: int, below: int = 0
) -> dict[int, tuple[str, str]]:
    """The rows that are no units: what they are called, and why they are none.

    The first *below* rows stand right below the names: they may number the columns, or say what
    is counted in them.

    Looked at are the columns that lead a row, on the left of its first figure: a note on the
    right may speak of a sum.

    >>> rows = {"unit": ["Cộng Hòa", "Tổng cộng", "Ghi chú: …"], "communes": [1, 1, None]}
    >>> no_units(rows, {"communes"}, 3)
    {1: ('Tổng cộng', 'a sum of others'), 2: ('Ghi chú: …', 'a heading or a note')}
    """
    names = list(columns)
    first = next((i for i, name in enumerate(names) if name in figures), len(names))
    leading = [name for name in names[: first or 1] if name not in figures]
    found = {
        row: what
        for row in range(min(below, size))
        if (what := _under_names([_at(columns[name], row) for name in names], names, figures))
    }
    bare = _without_figures(columns, figures, size)
    for name in leading:
        column = columns[name]
        for row in _candidates(column, bare):
            text = _at(column, row)
            if isinstance(text, str) and is_sum(text):
                found.setdefault(row, (text.strip(), "a sum of others"))
            elif isinstance(text, str) and bare[row] and _BESIDE.match(text):
                found.setdefault(row, (text.strip(), "a heading or a note"))
    return dict(sorted(found.items()))


def _under_names(
    cells: Sequence[Any], names: Sequence[str], figures: Collection[str]
) -> tuple[str, str] | None:
    """What a row right below the names is, if it is no unit."""
    texts = ["" if cell is None else str(cell).strip() for cell in cells]
    said = " | ".join(filter(None, texts))
    counted = [t for t, name in zip(texts, names, strict=True) if t and name in figures]
    if counted and all(map(_MEASURES.fullmatch, counted)):
        return said, "what is counted"
    if counted and _are_numbers([text for text in texts if text], len(counted)):
        return said, "numbers of the columns"
    return None


def _are_numbers(texts: Sequence[str], counted: int) -> bool:
    """Whether texts number the columns that they stand in."""
    marks = [_NUMBER.fullmatch(text) for text in texts]
    numbers = [int(mark[2]) for mark in marks if mark and mark[2]]
    is_run = numbers and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    if not (is_run and all(marks)):
        return False
    bracketed = any(mark and (mark[1] or mark[3]) for mark in marks)
    # "A, 1, 2" may be a unit; "A, B, 1, 2" and "A, 1, 2, 3" are none.
    return bracketed or (numbers[0] == 1 and (len(texts) - counted > 1 or counted > 2))


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
    sums = compute.fill_null(compute.match_substring_regex(column, _LIKE_SUM_RE2), fill_value=False)
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


def only_named(batch: Batch) -> Batch:
    """The batch without columns that have no name: those of delimiters at the end of lines, say.

    What pandas calls the index, whole numbers in a first column without a name, is left out too.

    Raises:
        ValueRefusedError: If there is anything else in such a column.
    """
    if all(name.strip() for name in batch.names):
        return batch
    for place, name in enumerate(batch.names):
        values = [] if name.strip() else as_list(batch.columns[place])
        if place or not all(map(_is_place, values)):
            for row, value in zip(batch.rows, values, strict=False):
                refuse_unnamed(place, [value], int(row))
    named = [at for at, name in enumerate(batch.names) if name.strip()]
    names, columns = [batch.names[at] for at in named], [batch.columns[at] for at in named]
    return batch._replace(names=names, columns=columns)


def _is_place(value: Any) -> bool:
    """Whether it is nothing, or a place in a list."""
    return value is None or bool(re.fullmatch(r"[0-9]{1,9}", str(value).strip()))


def refuse_unnamed(place: int, values: Iterable[Any], row: int) -> None:
    """Refuse the first value in columns without a name, of which the first has that place."""
    for column, value in enumerate(values, place):
        if value is not None:
            name = f"row {row}, column {letters(column)}"
            raise ValueRefusedError(name, value, "a name at the head of its column")


def letters(column: int) -> str:
    """What Excel calls a column, counted from 0.

    >>> letters(0), letters(25), letters(26), letters(16383)
    ('A', 'Z', 'AA', 'XFD')
    """
    whole, rest = divmod(column, 26)
    return (letters(whole - 1) if whole else "") + chr(ord("A") + rest)
