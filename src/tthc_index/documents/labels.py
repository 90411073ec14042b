# SPDX-License-Identifier: MIT
"""What tells one label from another, however notices write it."""

from __future__ import annotations

import re
import unicodedata

from functools import cache


#: What notices write in full or short, as `key` sees it.
_SHORT = {
    "thu tuc hanh chinh": "tthc",
    "dich vu cong": "dvc",
    "dvc quoc gia": "dvcqg",
    "dvc truc tuyen": "dvctt",
    "uy ban nhan dan": "ubnd",
    "phan anh kien nghi": "pakn",
}

#: Bullets and numbers before a line: "- + ", "1. ", "b) ".
_BULLETS = re.compile(r"(?:[^\w(]|[0-9]+[.)](?![0-9])|(?:[ivx]+|[a-z])[.)](?=\s))*")


def fold(text: str) -> str:
    """Composed text in small letters without marks, letter by letter: "Số hoá" is "so hoa".

    >>> fold("Đúng hạn: 94,44%")
    'dung han: 94,44%'
    """
    return "".join(map(_folded, text)).replace("đ", "d")


@cache
def _folded(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[0].lower()[:1]


def key(label: str) -> str:
    """What tells a label from others: not its case, marks, bullets, punctuation or abbreviations.

    >>> key("- + Tỷ lệ hồ sơ TTHC số hoá") == key("Tỷ lệ hồ sơ thủ tục hành chính, số hóa:")
    True
    """
    folded = _BULLETS.sub("", fold(unicodedata.normalize("NFC", label)), count=1)
    words = " ".join(["", *re.findall(r"\w+", folded), ""])
    for long, short in _SHORT.items():
        words = words.replace(f" {long} ", f" {short} ")
    return words.strip()
