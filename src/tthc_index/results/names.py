# SPDX-License-Identifier: MIT
"""What units' names tell: which level a unit is of, and whether two names are of one unit."""

from __future__ import annotations

import re

from collections.abc import Iterable
from typing import Any
from unicodedata import normalize

from tthc_index.rules.objects import Level
from tthc_index.text.labels import composed


#: What kinds of units are called, at the beginning of their names. "Thành phố" is a province or was
#: a district: it tells no level.
_KINDS = {
    "tỉnh": Level.PROVINCE,
    "sở": Level.DEPARTMENT,
    "huyện": Level.DISTRICT,
    "quận": Level.DISTRICT,
    "thị xã": Level.DISTRICT,
    "xã": Level.COMMUNE,
    "phường": Level.COMMUNE,
    "thị trấn": Level.COMMUNE,
    "đặc khu": Level.COMMUNE,
    "thành phố": None,
}

#: The unit's own council or committee, as its name may begin.
_OFFICE = re.compile(r"(?:ubnd|hđnd|uỷ ban nhân dân|ủy ban nhân dân)\s+")
_CITY = re.compile(r"tp(?:\.\s*|\s+)")
_KIND = re.compile(rf"(?:({'|'.join(_KINDS)})\s+)?(.*)", re.DOTALL)

#: What stands behind a name to say where the unit is.
_BESIDE = re.compile(r",|\s[-–]\s")

#: The five tone marks: "hòa" and "hoà" are one syllable.
_TONES = str.maketrans("", "", "\u0300\u0301\u0303\u0309\u0323")


def level_of(name: Any) -> Level | None:
    """The level that a unit's name tells; None where it tells none.

    >>> level_of("UBND tỉnh Phú Thọ"), level_of("Phường Thanh Miếu"), level_of("TP. Huế")
    (<Level.PROVINCE: 'province'>, <Level.COMMUNE: 'commune'>, None)
    """
    kind = _parts(name)[0] if isinstance(name, str) else None
    return _KINDS.get(kind) if kind else None


def same_unit(one: str, other: str) -> bool:
    """Whether two names may be of one unit, however an office writes it.

    Case, spaces, the place of tone marks and "UBND" do not matter, nor what stands behind a comma or a dash;
    what kind of unit it is matters where both names say it.

    >>> same_unit("UBND xã Hoà An", "Xã Hòa An, tỉnh Cao Bằng"), same_unit("xã A", "phường A")
    (True, False)
    >>> same_unit("TP Huế", "thành phố Huế"), same_unit("Sơn Dương", "huyện Sơn Dương")
    (True, True)
    """
    (kind, name), (other_kind, other_name) = _parts(one), _parts(other)
    unsaid = None in (kind, other_kind)
    return _toneless(name) == _toneless(other_name) and (unsaid or kind == other_kind)


def _parts(name: str) -> tuple[str | None, str]:
    """What kind of unit it is, if the name says it, and the rest of the name."""
    text = normalize("NFKC", composed(name)).casefold()
    words = " ".join(_BESIDE.split(text, maxsplit=1)[0].split())
    match = _KIND.fullmatch(_CITY.sub("thành phố ", _OFFICE.sub("", words, count=1), count=1))
    kind, rest = match.groups() if match else (None, words)
    return kind, rest


def _toneless(name: str) -> list[tuple[str, str]]:
    """Each syllable without its tone mark, and that."""
    syllables = (normalize("NFD", word) for word in name.split())
    return [(plain, _marks(word)) for word in syllables for plain in [word.translate(_TONES)]]


def _marks(word: str) -> str:
    return "".join(mark for mark in word if not mark.translate(_TONES))


def _stated(level: Any) -> Level | None:
    return next((one for one in Level if one == level), None)


def levels_among(units: Iterable[tuple[Any, Any]]) -> tuple[tuple[Level, Any], ...]:
    """The first unit of each level, where units are of several; else nothing.

    Args:
        units: Each with its level, or None: then its name tells it, if anything does.

    >>> levels_among([("UBND tỉnh A", None), ("UBND xã B", None), ("C", "commune")])
    ((<Level.PROVINCE: 'province'>, 'UBND tỉnh A'), (<Level.COMMUNE: 'commune'>, 'UBND xã B'))
    """
    first: dict[Level, Any] = {}
    for unit, stated in units:
        level = _stated(stated) or level_of(unit)
        if level is not None:
            first.setdefault(level, unit)
    return tuple(first.items()) if len(first) > 1 else ()
