# SPDX-License-Identifier: MIT
"""The Vietnamese of every message, from the file `vietnamese.toml`.

Sentences are looked up; phrases come with their values in them already, and are recognized by
the words around these.
"""

from __future__ import annotations

import re
import tomllib

from functools import cache
from importlib.resources import files


#: Places that hold a phrase of the table itself, not a name or a value.
_PHRASES = {"allowed", "error", "kind", "message", "purpose", "reason"}

#: A phrase beyond this is left in English: it is no sentence, but mostly names.
_MOST = 5_000

_PLACE = re.compile(r"\{(\w+)\}")


@cache
def table() -> dict[str, str]:
    """The Vietnamese of each English sentence and phrase, with names for the values in them."""
    text = files(__package__).joinpath("vietnamese.toml").read_text(encoding="utf-8")
    return {en: vi for part in tomllib.loads(text).values() for en, vi in part.items()}


@cache
def _forms() -> list[tuple[list[str], str]]:
    """Words and names of values in turn, and the Vietnamese; most words first, as the surest."""
    forms = [(_PLACE.split(en), vi) for en, vi in table().items() if _PLACE.search(en)]
    return sorted(forms, key=lambda form: -sum(map(len, form[0][::2])))


def form(sentence: str) -> str:
    """The Vietnamese of a sentence with its places still empty."""
    return table()[sentence]


def phrase(text: str) -> str:
    """The Vietnamese of a phrase that may hold values; as it is where there is none."""
    if text in table():
        return table()[text]
    if len(text) <= _MOST:
        for parts, vi in _forms():
            values = _values(parts, text)
            if values is not None:
                told = {n: phrase(v) if n in _PHRASES else v for n, v in values.items()}
                return vi.format(**told)
    return text


def _values(parts: list[str], text: str) -> dict[str, str] | None:
    """What stands between the words, by its name; None if the text is not of these words.

    Each word is taken where it first stands, the last one where it last does: in linear time,
    whatever the text.
    """
    first, *_, last = parts[::2]
    if not (text.startswith(first) and text.endswith(last)):
        return None
    end = len(text) - len(last)
    at, values = len(first), {}
    for name, word in zip(parts[1::2], [*parts[2:-1:2], None], strict=True):
        stop = end if word is None else text.find(word, at + 1, end)
        if stop <= at:
            return None
        values[name] = text[at:stop]
        at = stop + len(word or "")
    return values
