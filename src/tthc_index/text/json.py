# SPDX-License-Identifier: MIT
"""JSON read strictly: what Python's own reader lets pass, or drops without a word, is refused."""

from __future__ import annotations

import json
import re

from collections.abc import Callable
from math import inf
from typing import Any

from tthc_index.errors import shown


#: Nothing that is read here is as deep by far; what is deeper could be neither copied nor kept.
DEPTH = 100

#: Python reads no whole number of more than 4,300 digits, and nobody has as many dossiers.
DIGITS = 300

#: How half a letter is written: as an escape, or as it is.
_HALF = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")

#: What a word processor makes of a quote.
_TYPOGRAPHIC = frozenset("“”„‟‘’‚«»")


def read_json(source: str | bytes, *, parse_float: Callable[[str], Any] = float) -> Any:
    """What a JSON text says, in UTF-8, UTF-16 or UTF-32, with or without a mark of the byte order.

    Refused are a key that stands twice in one object, of which JSON readers keep the last; NaN and
    Infinity, which are none of JSON; half a letter, which can be neither shown nor written; and
    what is nested more than 100 deep. A whole number of more than 300 digits becomes infinite.

    Args:
        source: The text, or its bytes.
        parse_float: What becomes of a number with a point or an exponent, from its text.

    Raises:
        ValueError: If it is no such JSON; its message says why, and where.

    >>> read_json('{"dossiers_on_time": 12}')
    {'dossiers_on_time': 12}
    >>> read_json('{“dossiers_on_time”: 12}')
    Traceback (most recent call last):
        ...
    ValueError: typographic quotes (“) in place of ": line 1 column 2 (char 1)
    """
    if isinstance(source, bytes):
        source = source.decode(json.detect_encoding(source))
    text = source.removeprefix("\ufeff")
    try:
        value = json.loads(
            text,
            object_pairs_hook=_once,
            parse_constant=_no_number,
            parse_int=_whole,
            parse_float=parse_float,
        )
    except json.JSONDecodeError as error:
        raise ValueError(_reason(error)) from None
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None
    _refuse_depth(value)
    if _HALF.search(text):
        json.dumps(value, ensure_ascii=False).encode()  # half a letter can't be encoded
    return value


def _reason(error: json.JSONDecodeError) -> str:
    """What is wrong, by its cause where that is a common one."""
    if not error.doc.strip():
        return "it is empty"
    line = error.doc[error.doc.rfind("\n", 0, error.pos) + 1 : error.pos + 1]
    marks = sorted(_TYPOGRAPHIC.intersection(line))
    if line[-1:] in _TYPOGRAPHIC:
        return f'typographic quotes ({line[-1]}) in place of ": {str(error).partition(": ")[2]}'
    hint = f'; the line has typographic quotes ({" ".join(marks)}), and JSON takes "'
    return f"{error}{hint if marks else ''}"


_TOO_DEEP = f"it is more than {DEPTH} deep"


def _refuse_depth(value: Any) -> None:
    layer = [value] if isinstance(value, dict | list) else []
    for _ in range(DEPTH):
        parts = (item.values() if isinstance(item, dict) else item for item in layer)
        layer = [inner for part in parts for inner in part if isinstance(inner, dict | list)]
    if layer:
        raise ValueError(_TOO_DEEP)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in pairs:
        if key in values:
            raise ValueError(f"the key {shown(key)} stands twice in one object")
        values[key] = value
    return values


def _no_number(constant: str) -> Any:
    raise ValueError(f"{constant} is no number in JSON")


def _whole(digits: str) -> float:
    return int(digits) if len(digits) <= DIGITS else inf
