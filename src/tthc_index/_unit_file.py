# SPDX-License-Identifier: MIT
"""One unit in a JSON file: its counts, by themselves or beside percentages, level and rules."""

from __future__ import annotations

import json
import sys

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from .errors import ArgumentError, TthcIndexError, raise_problems
from .rules import RuleSet


#: What a file of counts may say besides its counts.
KEYS = ("counts", "percentages", "level", "rules")


def read_unit(file: str) -> Mapping[str, Any]:
    """The counts in a file: by themselves, or under "counts" beside percentages, level and rules."""
    try:
        # As bytes, so that json itself tells UTF-8 from the UTF-16 of some Windows shells.
        stdin = getattr(sys.stdin, "buffer", sys.stdin)
        text = stdin.read() if file == "-" else Path(file).read_bytes()
        stated = json.loads(text, object_pairs_hook=_once, parse_float=_Written)
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
