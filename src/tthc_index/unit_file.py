# SPDX-License-Identifier: MIT
"""One unit in a JSON file: its counts, by themselves or beside what else is known of it."""

from __future__ import annotations

import json
import sys

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from .errors import ArgumentError, TthcIndexError, raise_problems
from .results.published import Published
from .rules.objects import RuleSet


#: What a file may say for its score, and for a notice besides.
SCORED = ("counts", "percentages", "level", "rules")
KEYS = (*SCORED, "unit", "period", "published", "previous", "number", "date")

#: What it may say of published results.
PUBLISHED = ("points", "total", "decimals", "rank", "as_of")


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
    wide = content.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise ArgumentError("file", file, f"text in UTF-8 ({error})") from None


def read_unit(file: str) -> Mapping[str, Any]:
    """What a file says of one unit: its counts alone, or under "counts" beside the other keys."""
    try:
        # As bytes, so that json itself tells UTF-8 from UTF-16.
        stated = json.loads(read_bytes(file), object_pairs_hook=_once, parse_float=_Written)
    except TthcIndexError:
        raise
    except (ValueError, RecursionError) as error:
        raise ArgumentError("file", file, f"JSON in UTF-8 ({error})") from None
    if not isinstance(stated, dict):
        raise ArgumentError(file, stated, 'an object such as {"dossiers_on_time": 12, ...}')
    if "counts" not in stated:
        return {"counts": stated}
    raise_problems(
        [ArgumentError("key", key, ", ".join(KEYS)) for key in stated if key not in KEYS]
    )
    return stated


def published_of(stated: Mapping[str, Any]) -> Published | None:
    """What the file says was published of the unit; None if nothing."""
    given = stated.get("published")
    if given is None:
        return None
    if not isinstance(given, dict):
        raise ArgumentError("published", given, f"an object of {', '.join(PUBLISHED)}")
    raise_problems(
        [ArgumentError("key", key, ", ".join(PUBLISHED)) for key in given if key not in PUBLISHED]
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
            ArgumentError(name, value, "a whole number without a point (4.000 is 4 in JSON)")
            for name, value in pairs
            if isinstance(value, _Written) and rules.whole.get(name)
        ]
    )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys stand once: JSON itself would silently keep the last."""
    times = Counter(key for key, _ in pairs)
    raise_problems([ArgumentError("key", k, "each key once") for k, n in times.items() if n > 1])
    return dict(pairs)
