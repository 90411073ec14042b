# SPDX-License-Identifier: MIT
"""How public notices name groups and figures: one table, by which they are written and read."""

from __future__ import annotations

import re
import unicodedata

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache

import attrs

from tthc_index.rules.objects import Group, Indicator, RuleSet
from tthc_index.text.view import plain


#: Groups and lines in the words and the order of notice 955/UBND-KSTT of Sơn Dương district,
#: 22 April 2024. `#` is a group, and its code; `-` an item, the indicator, what its counts are of,
#: what is printed for 0% without counts; `=` an indicator whose parts stand without a line above them.
#: `+` is a line below: an indicator; or a part of the denominator, its count (none for all that
#: remains) and how its number and percentage are put.
_TABLE = """
# Điểm đánh giá công khai, minh bạch | transparency
- Số TTHC được công khai đầy đủ các nội dung quy định về các bộ phận cấu thành | transparency.complete | TTHC
- Tỷ lệ TTHC công bố đúng hạn | transparency.announced_on_time | TTHC
- Tỷ lệ TTHC cập nhật, công khai đúng hạn | transparency.published_on_time | TTHC
- Tỷ lệ hồ sơ đồng bộ lên Cổng Dịch vụ công quốc gia | transparency.synced | hồ sơ
+ Hồ sơ đã đồng bộ lên Cổng Dịch vụ công quốc gia | dossiers_synced | {n} hồ sơ, đạt {p}
+ Hồ sơ chưa đồng bộ lên Cổng Dịch vụ công quốc gia | dossiers_not_synced | {n} hồ sơ
# Điểm đánh giá tiến độ giải quyết hồ sơ TTHC | progress
- Tỷ lệ hồ sơ xử lý đúng hạn/trong hạn | progress.on_time | hồ sơ
- Tỷ lệ hồ sơ xử lý quá hạn | progress.overdue | hồ sơ
# Điểm đánh giá TTHC cung cấp dịch vụ công trực tuyến | online_services
= TTHC cung cấp dịch vụ công trực tuyến | online_services.provided | TTHC
+ Tỷ lệ TTHC cung cấp dịch vụ công trực tuyến một phần | procedures_partly_online | {n} ({p})
+ Tỷ lệ TTHC cung cấp dịch vụ công trực tuyến toàn trình | procedures_fully_online | {n} ({p})
+ Còn lại | | {n} ({p})
- Tỷ lệ nộp hồ sơ trực tuyến
+ Hồ sơ nộp trực tuyến | online_services.submitted | hồ sơ
+ Hồ sơ nộp trực tiếp và theo hình thức khác | online_services.submitted_otherwise | hồ sơ
- Kết quả xử lý hồ sơ nộp trực tuyến với hồ sơ đang xử lý
+ Hồ sơ xử lý đúng hạn | online_services.on_time | hồ sơ
+ Hồ sơ xử lý quá hạn | online_services.overdue | hồ sơ
# Điểm đánh giá thanh toán trực tuyến | online_payment
- Tỷ lệ TTHC có giao dịch thanh toán trực tuyến | online_payment.used | TTHC
+ Thanh toán trực tuyến | procedures_paid_online | {n} ({p})
+ Thanh toán trực tiếp và hình thức khác | | {n} ({p})
- Tỷ lệ TTHC có yêu cầu nghĩa vụ tài chính được cung cấp trên Cổng Dịch vụ công quốc gia | online_payment.offered | TTHC
+ Cung cấp trên Cổng Dịch vụ công quốc gia | procedures_payable_online | {n} ({p})
+ Chưa tích hợp, cung cấp dịch vụ thanh toán trực tuyến | | {n} ({p})
- Tỷ lệ hồ sơ thanh toán trực tuyến | online_payment.paid | hồ sơ
+ Thanh toán trực tuyến | dossiers_paid_online | {n} ({p})
+ Thanh toán trực tiếp và hình thức khác | | {n} ({p})
# Điểm đánh giá mức độ hài lòng | satisfaction
- Tỷ lệ hài lòng trong xử lý phản ánh, kiến nghị | satisfaction.petitions
- Tỷ lệ hài lòng trong tiếp nhận, giải quyết TTHC | satisfaction.dossiers
# Điểm đánh giá số hóa hồ sơ | digitization
- Tỷ lệ hồ sơ cấp kết quả điện tử | digitization.results | hồ sơ
- Tỷ lệ hồ sơ TTHC số hóa hồ sơ, kết quả giải quyết TTHC | digitization.components | hồ sơ
- Tỷ lệ khai thác, sử dụng lại thông tin, dữ liệu số hóa | digitization.reuse | hồ sơ | 0 hồ sơ (0%)
- Số lượng tài khoản cổng Dịch vụ công quốc gia được xác thực với Cơ sở dữ liệu quốc gia về dân cư | digitization.accounts
"""

#: What stands for the points of a group, or the total, while some of its counts are missing.
INCOMPLETE = "chưa đủ số liệu"

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


@attrs.frozen
class Entry:
    """A line of a notice: a group, a figure of an indicator, a part of a denominator, or a heading.

    Attributes:
        label: What stands before the colon.
        code: The group, or the indicator whose figure it is; empty for a heading, or a mere part.
        counts: The counts of which its number is the sum; empty for what remains of the denominator.
        form: How a part's number and percentage are put; otherwise what the counts are of.
        zero: What is printed for 0% without counts.
        parts: Lines that add up to the denominator of its indicator.
        flat: Whether the parts stand without a line above them.
        entries: Lines below a group or a mere heading.
    """

    label: str
    code: str = ""
    counts: tuple[str, ...] = ()
    form: str = ""
    zero: str = ""
    parts: tuple[Entry, ...] = ()
    flat: bool = False
    entries: tuple[Entry, ...] = ()


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


@lru_cache
def wordings(rules: RuleSet) -> tuple[Entry, ...]:
    """How a notice names the groups and indicators of *rules*: by their names, where the table has none."""
    named = {g.code: Entry(f"Điểm đánh giá nhóm {plain(g.name.vi)}") for g in rules} | _TABLE_OF
    labels = _told_apart({g.code: named[g.code].label for g in rules})
    return tuple(Entry(labels[g.code], g.code, entries=tuple(_entries(g, rules))) for g in rules)


def _entries(group: Group, rules: RuleSet) -> Iterator[Entry]:
    """The table's lines that fit the rules, then a line for each indicator that it does not name."""
    table = _TABLE_OF.get(group.code, Entry("")).entries
    named = [fitted for entry in table if (fitted := _fitted(entry, rules))]
    yield from named
    codes = {entry.code for outer in named for entry in (outer, *outer.entries)}
    rest = {i.code: plain(i.name.vi) for i in group if i.code not in codes}
    taken = [e.label for outer in named for e in (outer, *outer.parts * outer.flat)]
    for code, label in _told_apart(rest, taken).items():
        yield Entry(label, code, rules[code].numerator)


def _fitted(entry: Entry, rules: RuleSet) -> Entry | None:
    """The entry with the counts of its rule; None if the rules have no such indicator."""
    if entry.entries:
        inner = tuple(filter(None, (_fitted(inner, rules) for inner in entry.entries)))
        return attrs.evolve(entry, entries=inner) if inner else None
    if entry.code not in rules:
        return None
    rule: Indicator = rules[entry.code]
    named = {name for part in entry.parts for name in part.counts}
    fit = rule.denominator and set(rule.numerator) <= named and all(map(rules.whole.get, named))
    codes = {i.numerator: i.code for i in rules.indicators if i.denominator == rule.denominator}
    parts = [attrs.evolve(p, code=codes.get(p.counts, "")) for p in entry.parts if fit]
    return attrs.evolve(entry, counts=rule.numerator, parts=tuple(parts))


def _told_apart(labels: Mapping[str, str], taken: Iterable[str] = ()) -> dict[str, str]:
    """The labels by code; behind a label that several share stands its code."""
    times = Counter(map(key, (*labels.values(), *taken)))
    return {
        code: label if key(label) and times[key(label)] == 1 else f"{label} [{code}]"
        for code, label in labels.items()
    }


def _parsed(block: str) -> Entry:
    head, _, lines = block.partition("\n")
    items = re.split("^(?=[-=])", lines, flags=re.MULTILINE)[1:]
    return attrs.evolve(_line("# " + head), entries=tuple(map(_item, items)))


def _item(lines: str) -> Entry:
    first, *below = lines.splitlines()
    item, inner = _line(first), tuple(map(_line, below))
    if not item.code:
        return attrs.evolve(item, entries=inner)
    return attrs.evolve(item, parts=inner, flat=first.startswith("="))


def _line(line: str) -> Entry:
    label, name, form, zero = [*map(str.strip, line[2:].split("|")), "", "", ""][:4]
    is_count = "{n}" in form and name
    return Entry(label, "" if is_count else name, (name,) if is_count else (), form, zero)


_TABLE_OF = {e.code: e for e in map(_parsed, re.split("^# ", _TABLE, flags=re.MULTILINE)[1:])}
