# SPDX-License-Identifier: MIT
"""What columns of dossiers and of the catalogue are called, and how their values are spelled."""

from __future__ import annotations

import re
import tomllib
import unicodedata

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import attrs

from tthc_index.errors import TthcIndexError, UnknownNameError, ValueRefusedError
from tthc_index.text.language import Lang


_MARKS = str.maketrans("đĐ", "dD")
_BESIDE = re.compile(r"[\W_]+")


@attrs.frozen
class Field:
    """A property of a dossier or a procedure.

    Attributes:
        name: What it is called here, which is a name of its column, too.
        kind: What its values are; `fields.toml` says which kinds there are.
        names: What its column is called elsewhere, as people spell it.
    """

    name: str
    kind: str
    names: tuple[str, ...]


@cache
def _stated() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "fields.toml").read_text("utf-8"))


@cache
def fields(table: str) -> Mapping[str, Field]:
    """The fields of "dossiers" or of "procedures", by their names.

    >>> fields("dossiers")["promised"].names
    ('NgayHenTra', 'Ngày hẹn trả', 'Ngày hẹn trả kết quả')
    """
    stated = _stated()[table]
    return {name: Field(name, of["kind"], tuple(of["names"])) for name, of in stated.items()}


@cache
def spellings(field: str) -> Mapping[str, str]:
    """The codes of a field by their spelling, folded.

    >>> spellings("state")[fold("Đã trả kết quả")], spellings("channel")["2"]
    ('returned', 'online')
    """
    codes = _stated()["codes"][field]
    return {fold(spelled): code for code, all_ in codes.items() for spelled in all_}


def fold(text: str) -> str:
    """The text without what people write in different ways: case, marks, spaces, points.

    >>> fold("Ngày hẹn trả"), fold("NgayHenTra"), fold("ngay_hen_tra")
    ('ngayhentra', 'ngayhentra', 'ngayhentra')
    """
    split = unicodedata.normalize("NFD", text.translate(_MARKS))
    bare = "".join(letter for letter in split if not unicodedata.combining(letter))
    return _BESIDE.sub("", bare).casefold()


def wanted(needed: str, lang: Lang) -> str:
    """What a count needs, as people of that language call it.

    >>> wanted("procedures.handling_days", "en"), wanted("promised|procedures.handling_days", "vi")
    ('catalogue: handling_days', 'Ngày hẹn trả hoặc danh mục: Thời hạn giải quyết')
    """
    parts = (_called(one, lang) for one in needed.split("|"))
    return {"vi": " hoặc ", "en": " or "}[lang].join(parts)


def _called(needed: str, lang: Lang) -> str:
    table, _, name = needed.rpartition(".")
    where = {"vi": "danh mục: ", "en": "catalogue: "}[lang] * bool(table)
    return where + called(name, table or "dossiers", lang)


def called(field: str, table: str, lang: Lang) -> str:
    """A field as people call it: in Vietnamese as an export does, if one has a name for it."""
    known = fields(table).get(field)
    if lang == "en" or known is None or not known.names:
        return field
    return next((name for name in known.names if not name.isascii()), known.names[0])


def match(
    columns: Sequence[Any],
    table: str,
    said: Mapping[str, Any],
    problems: list[TthcIndexError],
) -> dict[str, Any]:
    """Which column holds which field: as *said*, or else by its name.

    Columns that are none of these are left alone: who handed a dossier in is nobody's business here.
    """
    known = fields(table)
    problems += _said_wrongly(said, known, columns)
    names = {fold(n): f.name for f in known.values() for n in (f.name, *f.names)}
    found: dict[str, Any] = {field: said[field] for field in known if field in said}
    for column in columns:
        field = names.get(fold(column)) if isinstance(column, str) else None
        if field is None or field in said or column in found.values():
            continue
        if field in found:
            both = f"each field once: {found[field]!r} is {field} too; say which by fields="
            problems.append(ValueRefusedError("column", column, both))
        found.setdefault(field, column)
    return found


def _said_wrongly(
    said: Mapping[str, Any], known: Collection[str], columns: Collection[Any]
) -> list[TthcIndexError]:
    wrong: list[TthcIndexError] = [
        UnknownNameError("field", field, tuple(known), column)
        for field, column in said.items()
        if field not in known
    ]
    return wrong + [
        UnknownNameError("column", column, tuple(map(str, columns)))
        for field, column in said.items()
        if field in known and column not in columns
    ]
