# SPDX-License-Identifier: MIT
"""Texts in the two languages in which everything here is read: Vietnamese and English."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, Self

import attrs

from tthc_index.errors import ValueRefusedError


Lang = Literal["vi", "en"]


@attrs.frozen
class Label:
    """A text that people read, in both languages.

    >>> Label(vi="hồ sơ", en="dossier")["vi"]
    'hồ sơ'
    """

    vi: str
    en: str

    def __getitem__(self, lang: Lang) -> str:
        """The text in that language; ValueRefusedError for any other."""
        if lang == "vi":
            return self.vi
        if lang == "en":
            return self.en
        raise ValueRefusedError("lang", lang, "'en' or 'vi'")


class Labelled(StrEnum):
    """A choice whose members carry a label: `NAME = value, vi, en`."""

    label: Label

    def __new__(cls, value: str, vi: str, en: str) -> Self:
        """Make a member that equals its value as text."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = Label(vi, en)
        return member
