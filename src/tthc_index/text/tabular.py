# SPDX-License-Identifier: MIT
"""Results that are looked at as tables under a headline: as text, in a notebook, at a prompt."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Protocol, TypeVar

import attrs

from tthc_index.errors import UnknownCodeError
from tthc_index.rules.objects import Label, Lang

from .view import Cell, html_table, number, text_table


#: How many rows of a table a look shows; `text` shows all.
LOOK = 60

_MORE = Label(vi="… và {} dòng nữa", en="… and {} more")

#: A table's header, its rows, and how many there are.
Table = tuple[Sequence[str], Iterator[list[Cell]], int]


class _HasCode(Protocol):
    @property
    def code(self) -> str: ...


Coded = TypeVar("Coded", bound=_HasCode)


class Tabular(ABC):
    """What has a headline, and tables below it."""

    def text(self, lang: Lang = "en") -> str:
        """All of it as tables of text, in English or Vietnamese."""
        return self._text(lang, None)

    def __repr__(self) -> str:
        return self._text("en", LOOK)

    def _repr_html_(self) -> str:
        tables = self._cut("en", LOOK)
        captions = [self._headline("en")] + [""] * len(tables)
        return "".join(
            html_table(*table, caption=caption)
            for table, caption in zip(tables, captions, strict=False)
        )

    def _text(self, lang: Lang, limit: int | None) -> str:
        tables = [text_table(*table) for table in self._cut(lang, limit)]
        return "\n\n".join([self._headline(lang), *tables])

    def _cut(self, lang: Lang, limit: int | None) -> list[tuple[Sequence[str], list[list[Cell]]]]:
        """The tables that have rows, each up to its *limit*."""
        cut = []
        for header, rows, count in self._tables(lang):
            shown = list(islice(rows, limit))
            if len(shown) < count:
                more = Cell(_MORE[lang].format(number(count - len(shown), lang)))
                shown.append([more, *(attrs.evolve(cell, text="") for cell in shown[-1][1:])])
            if shown:
                cut.append((header, shown))
        return cut

    @abstractmethod
    def _headline(self, lang: Lang) -> str:
        """What it is, in a line or a few."""

    @abstractmethod
    def _tables(self, lang: Lang) -> list[Table]:
        """The tables, whole."""


def find(rows: Iterable[Coded], code: object) -> Coded:
    """The row of that code; UnknownCodeError if there is none."""
    by_code = {row.code: row for row in rows}
    if not isinstance(code, str) or code not in by_code:
        raise UnknownCodeError(code, tuple(by_code))
    return by_code[code]
