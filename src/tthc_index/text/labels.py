# SPDX-License-Identifier: MIT
"""What tells one label from another, however notices write it."""

from __future__ import annotations

import re
import unicodedata

from collections.abc import Iterator


#: What notices write in full or short, as `key` sees it.
_SHORT = {
    "thu tuc hanh chinh": "tthc",
    "dich vu cong": "dvc",
    "dvc quoc gia": "dvcqg",
    "dvc truc tuyen": "dvctt",
    "uy ban nhan dan": "ubnd",
    "phan anh kien nghi": "pakn",
}

#: One number before a line, of one or more levels: "1.", "2.1.", "2.1", "II.", "b)", "(3)".
_NUMBERING = (
    r"(?:[0-9]{1,3}(?:\.[0-9]{1,2})*[.)/](?![0-9])|[0-9]{1,2}(?:\.[0-9]{1,2})+(?=\s+[^\W\d])"
    r"|(?:[ivx]+|[a-z])(?:\.[0-9]{1,2})*[.)/](?=\s)|\([0-9a-z]{1,3}\)(?=\s))"
)

#: Bullets and at most two numbers before a line: "- + ", "1. ", "b) 2. ".
_BULLETS = re.compile(rf"[^\w(]*(?:{_NUMBERING}[^\w(]*){{0,2}}")

#: Letters of other alphabets that look like Đ and đ, as some keyboards and PDF files write them.
_LOOKALIKES = str.maketrans("ÐƉðɖ", "ĐĐđđ")


class _Folded(dict[int, str]):
    """The small letter without marks of each letter that was met, by its code."""

    def __missing__(self, code: int) -> str:
        letter = unicodedata.normalize("NFD", chr(code))[0].lower()[:1]
        self[code] = "d" if letter in {"đ", "ð"} else letter
        return self[code]


_FOLDED = _Folded()

#: Up to so many letters, composing takes no time.
_SHORT_TEXT = 1_000

#: More marks on one letter are none of a language (Unicode's Stream-Safe Text Format draws the line
#: there, too), and composing them takes a time that grows with the square of their number.
_MARKS = 30


def composed(text: str) -> str:
    """The text with composed letters, Đ and đ as Vietnamese has them, and no endless marks.

    >>> composed("Ðie" + chr(0x302) + chr(0x309) + "m") == "Điểm"
    True
    """
    if text.isascii():
        return text
    if len(text) > _SHORT_TEXT:
        text = "".join(_bounded(text))
    return unicodedata.normalize("NFC", text.translate(_LOOKALIKES))


def _bounded(text: str) -> Iterator[str]:
    marks = 0
    for letter in text:
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks <= _MARKS:
            yield letter


def fold(text: str) -> str:
    """Composed text in small letters without marks, letter by letter: "Số hoá" is "so hoa".

    >>> fold("Đúng hạn: 94,44%")
    'dung han: 94,44%'
    """
    return text.translate(_FOLDED)


def numbering(line: str) -> str:
    """The bullets and the number before a line, as they stand there.

    >>> numbering("2.1. Điểm đánh giá"), numbering("- + Hồ sơ: 5"), numbering("18,6 điểm")
    ('2.1. ', '- + ', '')
    """
    match = _BULLETS.match(fold(line))
    return line[: match.end()] if match else ""


def key(label: str) -> str:
    """What tells a label from others: not its case, marks, bullets, punctuation or abbreviations.

    >>> key("- + Tỷ lệ hồ sơ TTHC số hoá") == key("Tỷ lệ hồ sơ thủ tục hành chính, số hóa:")
    True
    """
    folded = _BULLETS.sub("", fold(composed(label)), count=1)
    words = " ".join(["", *re.findall(r"\w+", folded), ""])
    for long, short in _SHORT.items():
        words = words.replace(f" {long} ", f" {short} ")
    return words.strip()
