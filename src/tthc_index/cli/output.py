# SPDX-License-Identifier: MIT
"""What the command line prints: nothing from outside reaches a terminal as more than letters."""

from __future__ import annotations

import json
import os
import sys
import warnings

from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import Any, TextIO

from tthc_index.errors import TthcIndexWarning
from tthc_index.text.language import Lang
from tthc_index.text.tables import plain


#: What is printed as it is, though Python does not call it printable.
_KEPT = "\n\N{NO-BREAK SPACE}"


def prepare() -> None:
    """Let Vietnamese letters pass, whatever the locale says; names of files may be no text."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def say(text: str) -> None:
    """Print a result on standard output, all of it, or raise an OSError."""
    if sys.stdout is None:  # as `>&-` leaves it; print would keep silent
        raise OSError("standard output is closed")
    try:
        print(harmless(text), flush=True)  # noqa: T201  # printing is what it is for
    except BrokenPipeError:
        # The reader has gone (`| head`): that is its right.
        _give_up(sys.stdout)
    except OSError as error:
        _give_up(sys.stdout)
        error.filename = "standard output"
        raise


def warn(text: str) -> None:
    """Print a line or a few on standard error; where that is closed, nobody is there to read them."""
    try:
        print(f"tthc-index: {harmless(text)}", file=sys.stderr)  # noqa: T201  # likewise
    except OSError:
        _give_up(sys.stderr)


@contextmanager
def warnings_told(lang: Lang) -> Iterator[None]:
    """Print the library's warnings in that language, without a place in its source."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        yield
    for warning in caught:
        told: object = warning.message
        if isinstance(told, TthcIndexWarning):
            told = told.text(lang)
        warn(f"warning: {told}")


def _give_up(stream: TextIO) -> None:
    """Keep Python from trying it again, and complaining, when it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def harmless(text: str) -> str:
    r"""The text without what a terminal obeys or hides: escape sequences, letters of no width.

    >>> harmless("xã \x1b[2JA\u202e") == "xã \N{REPLACEMENT CHARACTER}[2JA\N{REPLACEMENT CHARACTER}"
    True
    """
    return "\n".join(line if _is_shown(line) else plain(line) for line in text.split("\n"))


def as_json(value: Any) -> str:
    """The value as JSON."""
    return escaped(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def escaped(data: str) -> str:
    r"""JSON or TOML in which letters that no terminal shows are written as what they are.

    >>> print(escaped('"A\u202e\x9b"'))
    "A\u202e\u009b"
    """
    if _is_shown(data):
        return data
    return "".join(letter if _is_shown(letter) else _escape(letter) for letter in data)


def _is_shown(text: str) -> bool:
    return text.translate(dict.fromkeys(map(ord, _KEPT))).isprintable()


def _escape(letter: str) -> str:
    return json.dumps(letter)[1:-1]
