# SPDX-License-Identifier: MIT
"""One unit in a JSON file: its counts, by themselves or beside what else is known of it."""

from __future__ import annotations

import json
import re
import sys

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from tthc_index.errors import TthcIndexError, ValueRefusedError, raise_problems
from tthc_index.results.published import Published
from tthc_index.rules.sets import RuleSet
from tthc_index.text.encoding import decoded


#: What a file may say for its score, and for a notice besides.
SCORED = ("counts", "percentages", "level", "rules")
KEYS = (*SCORED, "unit", "period", "published", "previous", "number", "date")

#: What it may say of published results.
PUBLISHED = ("points", "total", "decimals", "rank", "as_of")


#: How files of Word and Excel begin, of today and of before 2007.
_OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")

#: Marks that word processors put in the place of straight ones.
_CURLY = re.compile("[“”„‟«»″]")


def read_bytes(file: str) -> bytes:
    """What a file holds, or standard input for "-"."""
    if file != "-":
        return Path(file).read_bytes()
    if sys.stdin is None:  # as `<&-` leaves it
        raise OSError("standard input is closed")
    return sys.stdin.buffer.read()


def read_text(file: str) -> str:
    """The text in a file, in UTF-8 or in the UTF-16 of some Windows shells."""
    content = read_bytes(file)
    if content.startswith(_OFFICE):
        why = "this is a file of Word or Excel: copy its text into a .txt file"
        raise ValueRefusedError("file", file, f"text in UTF-8 ({why})")
    try:
        return decoded(content)
    except UnicodeDecodeError as error:
        raise ValueRefusedError("file", file, f"text in UTF-8 ({error})") from None


def read_unit(file: str) -> Mapping[str, Any]:
    """What a file says of one unit: its counts alone, or under "counts" beside the other keys."""
    text = read_text(file)
    try:
        stated = json.loads(text, object_pairs_hook=_once, parse_float=_Written)
    except TthcIndexError:
        raise
    except (ValueError, RecursionError) as error:
        curly = _CURLY.search(text)
        why = (
            f'write " in place of {curly[0]}, which a word processor made of it' if curly else error
        )
        raise ValueRefusedError("file", file, f"JSON in UTF-8 ({why})") from None
    if not isinstance(stated, dict):
        raise ValueRefusedError(file, stated, 'an object such as {"dossiers_on_time": 12, ...}')
    if "counts" not in stated:
        return {"counts": stated}
    raise_problems(
        [ValueRefusedError("key", key, ", ".join(KEYS)) for key in stated if key not in KEYS]
    )
    return stated


def published_of(stated: Mapping[str, Any]) -> Published | None:
    """What the file says was published of the unit; None if nothing."""
    given = stated.get("published")
    if given is None:
        return None
    if not isinstance(given, dict):
        raise ValueRefusedError("published", given, f"an object of {', '.join(PUBLISHED)}")
    raise_problems(
        [
            ValueRefusedError("key", key, ", ".join(PUBLISHED))
            for key in given
            if key not in PUBLISHED
        ]
    )
    rank = given.get("rank")
    return Published(
        **{"points": {}, **given, "rank": tuple(rank) if isinstance(rank, list) else rank}
    )


class _Written(float):
    """A number that stands in a file with a point or an exponent."""

    def __new__(cls, text: str) -> Self:
        """Keep the text beside the number."""
        number = super().__new__(cls, text)
        number.text = text
        return number

    text: str

    def __repr__(self) -> str:
        return self.text


def refuse_points(counts: Any, rules: RuleSet) -> None:
    """Refuse a count with a decimal point: 4.000 is 4 in JSON, and 4 000 in Viet Nam."""
    pairs = counts.items() if isinstance(counts, dict) else ()
    raise_problems(
        [
            ValueRefusedError(name, value, "a whole number without a point (4.000 is 4 in JSON)")
            for name, value in pairs
            if isinstance(value, _Written) and rules.counts.get(name)
        ]
    )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys stand once: JSON itself would silently keep the last."""
    times = Counter(key for key, _ in pairs)
    raise_problems(
        [ValueRefusedError("key", k, "each key once") for k, n in times.items() if n > 1]
    )
    return dict(pairs)
