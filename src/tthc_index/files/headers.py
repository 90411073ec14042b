# SPDX-License-Identifier: MIT
"""Which row of a sheet names the columns, and which column holds what: by our names, by the words of the rules, or by an office's own."""

from __future__ import annotations

import os
import re

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import attrs

from tthc_index.errors import (
    TthcIndexError,
    UnknownNameError,
    ValueRefusedError,
    raise_problems,
)
from tthc_index.rules.sets import RuleSet
from tthc_index.scoring.columns import LEVEL, UNIT, percentage_columns
from tthc_index.text.labels import key
from tthc_index.text.toml import toml_in


#: How far down the row of names is looked for, and how many rows the names may take.
TITLES, HEIGHT = 30, 3

#: What the column of units is called, as `key` sees it.
UNITS = frozenset(
    {
        *("unit", "don vi", "ten don vi", "co quan", "ten co quan", "co quan don vi"),
        *("ten co quan don vi", "don vi hanh chinh", "ten don vi hanh chinh", "ten"),
        *("xa phuong", "ten xa phuong", "xa phuong dac khu", "ten xa phuong dac khu"),
        *("xa phuong thi tran", "dia phuong", "ten dia phuong"),
    }
)

#: What a header says beside what the column holds: how many they are, what they are measured in.
_MEASURE = re.compile(r"\([^()]{0,20}\)\s*$|\[[^\[\]]{0,20}\]\s*$")
_AMOUNT = re.compile(r"^(?:(?:tong so|so luong|tong|so)(?: luong)? )?(.*)$")
_SHARE = re.compile(r"^(?:ty le|ti le)(?: phan tram)? ")

#: What stands below names, and is none.
_NUMBER = re.compile("[0-9][0-9.,% ]*")

#: How the rules write a formula: "(số A + số B) / số C × tỷ lệ D".
_DIVIDED, _PLUS, _TIMES = " / ", " + ", " × "

#: The headers of an office's own, or the TOML file that has them: header to our name.
Columns = Mapping[str, str] | str | os.PathLike[str] | None


class Found(NamedTuple):
    """The names of a table's columns.

    Attributes:
        at: Their row among the first ones, counted from 0.
        names: Ours where a column is understood, else what stands there; "" where nothing does.
        said: What stands at the head of each column that is understood, by our name.
    """

    at: int
    names: list[str]
    said: dict[str, str]


@attrs.frozen
class Headers:
    """What columns may be called.

    Attributes:
        figures: Our names of the columns that hold figures.
        words: Our name of each heading that is understood.
        others: Our names of columns that hold none; by these alone no row is known for the names.
    """

    figures: frozenset[str]
    words: Mapping[str, str] = attrs.field(factory=dict)
    others: frozenset[str] = frozenset()

    def name(self, header: str) -> str | None:
        """Our name of a column with that header; None if it is not understood."""
        said = " ".join(header.split())
        if said in self.figures or said in self.others:
            return said
        marked = " %" * _is_share(said)
        return self.words.get(_whole(said)) or self.words.get(heading(said) + marked)

    def found(self, rows: Sequence[Sequence[Any]]) -> Found:
        """The names of the columns, in the row that has most that are understood.

        Where none is, in the first of the widest rows.

        >>> headers = Headers(frozenset({"communes"}))
        >>> headers.found([["BIỂU TỔNG HỢP"], ["Đơn vị", " communes "], ["A", 1]])
        Found(at=1, names=['Đơn vị', 'communes'], said={'communes': ' communes '})
        """
        width = max(map(len, rows), default=0)
        texts = [[*map(_text, row), *[""] * (width - len(row))] for row in rows] or [[]]
        known = [self._named(texts[: at + 1]) for at in range(len(texts))]
        hits = [len(self.figures.intersection(said)) for _, said in known]
        widths = [sum(map(bool, row)) for row in texts]
        at = hits.index(max(hits)) if any(hits) else widths.index(max(widths))
        return Found(at, *known[at])

    def _named(self, rows: Sequence[list[str]]) -> tuple[list[str], dict[str, str]]:
        """Names by the last of the rows, and by those above that belong to it."""
        above = _above(rows)
        stacks = [_stack(above, column, own) for column, own in enumerate(rows[-1])]
        told = list(map(self._told, stacks))
        plain = [stack[-1] if stack else "" for stack in stacks]
        times = Counter(plain)
        names = [
            pair[0] if pair else own if times[own] == 1 else " ".join(stack)
            for pair, own, stack in zip(told, plain, stacks, strict=True)
        ]
        return names, dict(filter(None, told))

    def _told(self, stack: Sequence[str]) -> tuple[str, str] | None:
        """What is understood of a stack, and as what; of as much of it as makes sense."""
        for start in range(len(stack)):
            said = " ".join(stack[start:])
            if name := self.name(said):
                return name, said
        return None


def _above(rows: Sequence[list[str]]) -> Sequence[list[str]]:
    """The rows of names right above the last one; a title stands alone, far from any name."""
    upper = rows[-HEIGHT:-1]
    wide = [sum(map(bool, row)) > 1 and not any(map(_NUMBER.fullmatch, row)) for row in upper]
    return upper[wide.index(True) :] if any(wide) else []


def _stack(above: Sequence[list[str]], column: int, own: str) -> list[str]:
    """What stands at the head of a column, from above: of cells that are merged, the first has it."""
    if not own:
        return [row[column] for row in above if row[column]]
    spread = (next(filter(None, row[column::-1]), "") for row in above)
    return [*filter(None, spread), own]


def _text(cell: Any) -> str:
    return "" if cell is None or not str(cell).strip() else str(cell)


def _is_share(header: str) -> bool:
    return "%" in header or bool(_SHARE.match(key(header)))


def heading(header: str) -> str:
    r"""What tells a header from others: not its case, marks, line breaks, measure or "số".

    >>> heading("Số hồ sơ\nđã TIẾP NHẬN (hồ sơ)"), heading("ho so tiep nhan")
    ('ho so tiep nhan', 'ho so tiep nhan')
    """
    words = key(_MEASURE.sub("", header.replace("_", " ").strip()))
    match = _AMOUNT.match(_SHARE.sub("", words))
    bare = match[1] if match else words
    return " ".join(word for word in bare.split() if word != "da")


def is_unit(header: str) -> bool:
    """Whether a column of that header names the units.

    >>> is_unit("ĐƠN VỊ"), is_unit("Tên cơ quan, đơn vị"), is_unit("Đơn vị tính")
    (True, True, False)
    """
    return key(header) in UNITS


def headers_of(rules: RuleSet, columns: Columns = None) -> Headers:
    """What columns of counts and percentages may be called.

    Args:
        rules: Their formulas say in words, in both languages, what each count is.
        columns: Headers of an office's own and our names for them; or the TOML file that has them.

    Raises:
        ValueRefusedError: If *columns* is no such mapping, or no such file.
        UnknownNameError: If it has a name that is none of ours.
        OSError: If the file can't be read.

    >>> import tthc_index as ti
    >>> headers = headers_of(ti.ruleset("qd766-2026"), {"Đúng hạn": "dossiers_on_time"})
    >>> headers.name("Đúng hạn"), headers.name("Số hồ sơ đã tiếp nhận"), headers.name("Ghi chú")
    ('dossiers_on_time', 'dossiers_received', None)
    >>> headers.name("Tỷ lệ hồ sơ xử lý trước hạn, đúng hạn (%)")
    'progress.on_time %'
    """
    figures = frozenset({*rules.counts, *percentage_columns(rules)})
    others = frozenset({UNIT, LEVEL})
    own = _keyed(_own(columns))
    problems: list[TthcIndexError] = [
        UnknownNameError("count", name, (*sorted(figures), *others))
        for name in own.values()
        if name not in figures | others
    ]
    raise_problems(problems)
    labels = _once(_labels(rules))
    return Headers(figures, {**_keyed((name, name) for name in figures), **labels, **own}, others)


def _keyed(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {_whole(header): name for header, name in headers}


def _whole(header: str) -> str:
    """A header by all of its words."""
    return key(header.replace("_", " ")) + " %" * _is_share(header)


def _own(columns: Columns) -> Iterator[tuple[str, str]]:
    """An office's headers, each with our name."""
    given: Any = columns
    if isinstance(columns, str | os.PathLike):
        try:
            given = toml_in(columns)
        except ValueError as error:
            allowed = f"a TOML file in UTF-8 ({error})"
            raise ValueRefusedError("columns", os.fspath(columns), allowed) from None
    given = {} if given is None else given
    pairs = [*given.items()] if isinstance(given, Mapping) else [given]
    wrong = [pair for pair in pairs if not _are_texts(pair)]
    allowed = 'headers and our names, such as {"Hồ sơ đúng hạn": "dossiers_on_time"}'
    raise_problems([ValueRefusedError("columns", pair, allowed) for pair in wrong])
    yield from pairs


def _are_texts(pair: Any) -> bool:
    return isinstance(pair, tuple) and all(isinstance(part, str) for part in pair)


def _labels(rules: RuleSet) -> Iterator[tuple[str, str]]:
    """The words of the rules for each count and each percentage."""
    for indicator in rules.indicators:
        for words in (indicator.formula.vi, indicator.formula.en):
            above, _, below = words.partition(_TIMES)[0].partition(_DIVIDED)
            parts = above.strip("()").split(_PLUS)
            if len(parts) == len(indicator.numerator):
                yield from zip(map(heading, parts), indicator.numerator, strict=True)
            if below and indicator.denominator:
                yield heading(below), indicator.denominator
        if indicator.denominator is not None:
            for name in (indicator.name.vi, indicator.name.en):
                yield f"{heading(name)} %", f"{indicator.code} %"


def _once(labels: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Those that are words for one thing alone."""
    each = dict.fromkeys(labels)
    times = Counter(words for words, _ in each)
    return {words: name for words, name in each if times[words] == 1}
