# SPDX-License-Identifier: MIT
"""The words in which offices tell the total, the rank, the change, the day and the period.

All patterns are of texts as `fold` writes them: small letters without marks.
"""

from __future__ import annotations

import re

from collections.abc import Iterable

from tthc_index.text.labels import fold


#: A number with decimals.
DECIMAL = "(?:[0-9]{1,9}(?:[.,][0-9]{1,9})?)"

#: What is no number of its own: a part of a longer one, or what is below zero.
_ALONE = r"(?<![-−–+0-9.,/])"

#: What a total is called, and what says that there is none.
_TOTALS = ("tổng số điểm", "tổng điểm", "tổng cộng điểm", "điểm tổng", "điểm tổng hợp", "tổng cộng")
_UNKNOWN = ("chưa đủ số liệu", "chưa có số liệu")

#: What stands between the total and its points, behind the name of a unit; the longest first.
VERBS = ("đạt được là", "đạt được", "đạt", "được", "là")

#: What stands between the name of a unit and the period, as verbs do before the points.
LINKS = ("tính đến hết", "tính đến", "trong kỳ", "trong cả", "trong", "lũy kế", "kỳ", "hết", "vào")

#: What stands before a place among others, one or several of them: "xếp ở vị trí thứ".
_STANDS = ("đứng", "xếp", "hạng", "vị trí", "thứ", "ở", "số", "thứ hạng")

#: What stands between a place and the number of those that are ranked.
_AMONG = ("/", "trên tổng số", "trên tổng", "trên", "trong tổng số", "trong số", "trong", "của")

#: Places in words; the first one needs nothing between itself and the number of peers.
PLACES = {
    **dict.fromkeys(map(fold, ("đầu", "nhất")), 1),
    **dict.fromkeys(map(fold, ("nhì", "hai")), 2),
    **{fold(word): n for n, word in enumerate(("ba", "tư", "năm", "sáu", "bảy", "tám", "chín"), 3)},
    fold("bốn"): 4,
    fold("mười"): 10,
}

#: How a total changed, what of, and since when.
_CHANGES = ("tăng", "giảm", "cao hơn", "thấp hơn", "không thay đổi", "không đổi", "giữ nguyên")
_STEPS = ("%", "điểm phần trăm", "điểm", "bậc", "hạng", "vị trí", "thứ bậc")
_SINCE = ("cùng kỳ", "kỳ trước", "tháng trước", "quý trước", "năm trước", "liền kề trước đó")

#: What stands before the day on which figures were read.
_READ_ON = ("số liệu", "tra cứu", "tính đến", "cập nhật")

#: What a subject or a heading says before the period of the whole notice.
_SUBJECTS = (
    "v/v",
    "về việc",
    "công khai kết quả",
    "kết quả công khai",
    "thông báo kết quả",
    "báo cáo kết quả",
    "các nhóm chỉ số",
)

#: What may stand before points or percentages in a line of their own.
_VALUES = ("điểm số", "số điểm", "điểm đạt được", "điểm đạt", "điểm", "kết quả", "tỷ lệ", "đạt")

#: How the lines begin that come after the groups, as `key` sees them.
CLOSING = re.compile(r"(?:tren day|noi nhan|phu luc)\b|chi tiet\b.*\b(?:phu luc|kem theo|tai)\b")

#: How lines begin that name other documents, with other periods.
PREAMBLE = ("can cu", "thuc hien", "thi hanh")

#: The roman numbers of quarters.
ROMAN = ("i", "ii", "iii", "iv")


def _any(words: Iterable[str]) -> str:
    """Any of the words; the longest first."""
    return f"(?:{'|'.join(re.escape(fold(word)) for word in sorted(words, key=len, reverse=True))})"


#: A period: months from the year's begin or to its end, a month, a quarter, or a year.
_PERIOD = (
    r"\b(?:(?P<months>0?[1-9]|1[0-2]) thang (?:(?P<side>dau|cuoi) )?nam|thang (?P<month>[0-9]{1,2})"
    r"|quy (?P<quarter>0?[1-4]|iv|i{1,3})\b|nam)(?: nam | ?[-/.] ?| )(?P<year>[1-9][0-9]{3})(?![0-9])"
)
PERIOD = re.compile(_PERIOD)
#: The same where the year is not said.
UNDATED = re.compile(
    r"\b(?:(?P<months>0?[69]) thang (?P<side>dau|cuoi) nam|thang (?P<month>0?[1-9]|1[0-2])"
    r"|quy (?P<quarter>0?[1-4]|iv|i{1,3}))(?![\w/.-])"
)
_SOME_PERIOD = re.sub(r"\?P<\w+>", "?:", _PERIOD)

#: A day, in numbers or in words.
_DAY = (
    r"\bngay (?P<day>[0-9]{1,2})(?: ?[/.-] ?| thang )(?P<month>[0-9]{1,2})(?: ?[/.-] ?| nam )"
    r"(?P<year>[0-9]{4})(?![0-9])"
)
DAY = re.compile(_DAY)
READ_ON = re.compile(rf"{_any(_READ_ON)}[^.;\n]{{0,30}}? {_DAY}")

#: How the total changed: by so much, since then, or both.
_AMOUNT = rf"{_any(_CHANGES)}(?: (?:them|di|la|duoc))?:? {DECIMAL} ?{_any(_STEPS)}"
_BEFORE = rf"so voi [^.;,()\n]{{0,60}}?(?:{_SOME_PERIOD}|{_any(_SINCE)}(?: nam [0-9]{{4}})?)"
CHANGE = re.compile(
    rf"{_AMOUNT}(?: ?\(?{_BEFORE})?|{_any(_CHANGES)} {_BEFORE}|{_BEFORE},? ?(?:{_AMOUNT}|{_any(_CHANGES)})"
)

#: A place among so many; the number of peers is not always there.
RANK = re.compile(
    rf"\b(?:{_any(_STANDS)}[ :]+){{1,5}}(?:(?P<place>[0-9]{{1,9}})|(?P<word>{_any(PLACES)})\b)"
    rf"(?: ?\(?{_any(_AMONG)} ?(?:so )?(?P<peers>[0-9]{{1,9}})(?![0-9]|[.,][0-9])"
    r"|(?<=dau|hat) (?P<all>[0-9]{1,9})(?![0-9]|[.,/][0-9]))?"
)

TOTAL_NAME = re.compile(rf"\b{_any(_TOTALS)}\b")

#: A total with its points; behind it the maximum, where it is printed.
TOTAL = re.compile(
    rf"\b{_any(_TOTALS)}\b(?P<whose>(?:(?!\b{_any(_TOTALS)}\b|{_any(_UNKNOWN)}|\n).){{0,300}}?)"
    rf"(?:{_ALONE}(?P<points>{DECIMAL}) ?(?:/|tren(?: tong so)?) ?(?P<most>{DECIMAL}) ?diem\b"
    rf"|(?:(?<=\bdat )|(?<=\bla )|(?<=\bduoc )|(?<=:)|(?<=: )){_ALONE}(?P<alone>{DECIMAL})"
    rf"(?: ?/ ?(?P<of>{DECIMAL})(?![0-9/.,%]*[0-9%])| ?diem\b))"
)

#: Whose results the whole notice tells.
RESULT = re.compile(
    rf"(?:cong khai ket qua|ket qua cong khai)(?: (?:cua )?{_SOME_PERIOD})? cua (?P<name>[^\n]{{1,300}}?) doi voi"
)

#: The period of the whole notice, where its subject or a heading says it.
SUBJECT = re.compile(
    rf"{_any(_SUBJECTS)}(?:(?!{_any(_TOTALS)})[^.;\n]){{0,400}}?(?P<period>{_SOME_PERIOD})"
)

#: What looks like points, wherever it stands.
LIKE_POINTS = re.compile("[0-9] ?diem")

#: Figures in a line of their own, without the label that they belong to.
VALUE = re.compile(
    rf"(?:{_any(_VALUES)}[: ]+)*(?P<figures>[0-9][0-9.,/%+() ]*(?:diem|tthc|ho so|[.;)])*)"
)
