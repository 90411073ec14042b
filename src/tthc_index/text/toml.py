# SPDX-License-Identifier: MIT
"""What people write in TOML: read in UTF-8 or UTF-16, of a size that they could have written."""

from __future__ import annotations

import tomllib

from os import PathLike
from pathlib import Path
from typing import Any

from .encoding import decoded


#: The most letters that are read: a hundred times the longest rule set.
LONGEST = 2**20

#: How much of what is wrong is told: the message may quote all that stands there.
_TOLD = 200


def toml_in(path: str | PathLike[str]) -> dict[str, Any]:
    """What a file of TOML states; ValueError if it is none, OSError if it can't be read."""
    with Path(path).open("rb") as file:
        # A letter takes four bytes at most.
        content = file.read(4 * LONGEST + 1)
    if len(content) > 4 * LONGEST:
        raise ValueError(_too_long())
    return parsed(decoded(content))


def parsed(text: str) -> dict[str, Any]:
    """What a text of TOML states; ValueError, in a line, if it is none.

    >>> parsed("level = 'commune'")
    {'level': 'commune'}
    """
    if len(text) > LONGEST:
        raise ValueError(_too_long())
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # no TOML; a number of 5,000 digits; nested deep
        raise ValueError(_short(str(error))) from None


def _too_long() -> str:
    return f"longer than {LONGEST:,} letters"


def _short(message: str) -> str:
    """The message; of a long one the beginning, and the end, where the place stands."""
    half = _TOLD // 2
    return message if len(message) <= _TOLD else f"{message[:half]}…{message[-half:]}"
