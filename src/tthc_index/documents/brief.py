# SPDX-License-Identifier: MIT
"""Results in a paragraph, as offices send them by chat: the total, what was lost, the lowest units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, Literal

import attrs

from tthc_index.errors import TthcIndexError, ValueRefusedError, raise_problems
from tthc_index.results.published import Published
from tthc_index.results.rank import Rank, Ranking
from tthc_index.results.rows import decimals_of
from tthc_index.results.units import Results
from tthc_index.scoring.card import ScoreCard
from tthc_index.scoring.columns import Column
from tthc_index.scoring.inputs import as_ratio
from tthc_index.text.language import Lang
from tthc_index.text.numbers import as_written, number
from tthc_index.text.tables import Cell, Table, Viewed, one_line

from .facts import MOST, Facts


#: How many groups and units are told as the worst, and how many units are named below a threshold.
WORST, NAMED = 3, 10

#: The units below each of so many points are told.
BELOW = (80, 90)

_HEADER = ("nội dung", "kết quả")

#: How the first sentence says what is said of the whole.
_OPENING = {
    "Tổng điểm": " đạt {}",
    "Số đơn vị": " có {} đơn vị",
    "Thay đổi": " ({})",
    "Thứ hạng": ", đứng thứ {}",
}

#: What is told, and its figures in words.
Told = tuple[str, str]


@attrs.frozen(repr=False)
class Brief(Viewed):
    """Results in short: made by `brief`. `print` shows the message. It is in Vietnamese.

    Attributes:
        message: The paragraph.
        rows: The same as a table: what is told, and its figures.
    """

    message: str
    rows: tuple[Told, ...]

    _lang = "vi"

    def to_dict(self) -> dict[str, Any]:
        """The message, and the figures by what they tell."""
        return {"message": self.message, "rows": dict(self.rows)}

    def __str__(self) -> str:
        return self.message

    def _headline(self, _: Lang) -> str:
        return self.message

    def _tables(self, _: Lang) -> list[Table]:
        return [Table(_HEADER, [[Cell(what), Cell(figures)] for what, figures in self.rows])]


def brief(
    card: ScoreCard | None = None,
    *,
    unit: str,
    period: str,
    published: Published | None = None,
    previous: ScoreCard | Published | float | None = None,
    change: Literal["points", "percent"] = "points",
    rank: Rank | tuple[int, int] | None = None,
    peers: str = "",
    units: Results | None = None,
    below: Sequence[float] = BELOW,
) -> Brief:
    """A unit's result, the results of many units, or both, in a paragraph.

    Args:
        card: The unit's card; None to tell of the *units* alone.
        unit: The unit, or the area of the *units*, as a text names it: "tỉnh Phú Thọ".
        period: Month, quarter, half, nine months or year: "2024-03", "2024-Q1", "2024-H1",
            "2024-9M", "2024".
        published: What was published of the unit; it stands in place of what the card has.
        previous: The period before, for the change of the total: a complete card, published
            results with a total, or points.
        change: How the change is stated: in "points", or in per cent of the previous total.
        rank: Place and number of peers; by default the published ones, or those among the *units*
            if the unit is one of them.
        peers: What the rank is among, "huyện, thành phố".
        units: Results of many units, as `appendices` takes them.
        below: Points; the units below each of these are told.

    Raises:
        ValueRefusedError: For an argument that is none of what it can be; for published results of
            another unit or period, and a *previous* period that does not end before this one.
        UnknownNameError: (a KeyError) For published points of a code that the card does not have.
        Problems: If there are several of these problems.

    >>> import tthc_index as ti
    >>> card = ti.examples.PHU_THO_2026_08.score()
    >>> print(brief(card, unit="tỉnh Phú Thọ", period="2026-08", previous=58.5, rank=(9, 34)))
    Tháng 8 năm 2026, tỉnh Phú Thọ đạt 59,92/100 điểm (tăng 1,42 điểm so với tháng 7/2026), \
đứng thứ 9/34. Mất nhiều điểm nhất: Số hóa hồ sơ 13,76 điểm (đạt 8,24/22); Công khai, minh bạch \
10,04 điểm (đạt 7,96/18); Mức độ hài lòng 5,04 điểm (đạt 12,96/18).
    """
    facts = Facts(
        card=card,
        unit=unit,
        period=period,
        published=published,
        previous=previous,
        change=change,
        rank=rank,
        peers=peers,
        units=units,
    )
    checks = (
        ("units", units, card is not None or units is not None, "results where there is no card"),
        ("published", published, card is not None or published is None, "None without a card"),
        ("below", below, _are_points(below), "points, such as (80, 90)"),
    )
    problems: list[TthcIndexError] = [*facts.problems()]
    problems += [
        ValueRefusedError(name, value, say) for name, value, fits, say in checks if not fits
    ]
    raise_problems(problems)
    return brief_of(facts, below)


def _are_points(values: Any) -> bool:
    ratios = [as_ratio(value) for value in values] if isinstance(values, Sequence) else [""]
    return all(not isinstance(r, str) and r[0] < MOST * r[1] for r in ratios)


def brief_of(facts: Facts, below: Sequence[float] = BELOW) -> Brief:
    """The brief of what is known: a first sentence of the whole, then one for each other fact."""
    told = {what: one_line(said) for what, said in _told(facts, below) if said}
    first = {what: told.pop(what) for what in _OPENING if what in told}
    opening = one_line(f"{facts.when.text()}, {facts.unit}")
    opening += "".join(_OPENING[what].format(said) for what, said in first.items())
    rest = [f"{what}: {said}" for what, said in told.items()]
    sentences = [opening[0].upper() + opening[1:], *rest]
    message = " ".join(f"{sentence}." for sentence in sentences)
    return Brief(message, tuple({**first, **told}.items()))


def _told(facts: Facts, below: Sequence[float]) -> Iterator[Told]:
    if facts.card is None:
        yield "Số đơn vị", number(len(facts.ranked or ()), "vi")
    else:
        yield "Tổng điểm", facts.said("total") or facts.bounds()
        yield "Thay đổi", facts.difference
        yield "Mất nhiều điểm nhất", _lost(facts)
    if facts.ranked is not None:
        yield from _lowest(facts.ranked, decimals_of(facts.units), sorted(map(float, below)))
    yield "Thứ hạng", facts.place


def _lost(facts: Facts) -> str:
    """The groups that lost most, by what is known."""
    lost: list[tuple[Fraction, str]] = []
    for group in facts.card or ():
        own, most = facts.points[group.code], group.max_points
        if own is not None and (less := as_written(most) - own):
            earned = f"{facts.figure(own)}/{number(most, 'vi')}"
            lost.append((less, f"{group.name.vi} {facts.figure(less)} điểm (đạt {earned})"))
    worst = sorted(lost, key=lambda row: -row[0])[:WORST]
    return "; ".join(said for _, said in worst)


def _lowest(ranked: Ranking, decimals: int, below: Sequence[float]) -> Iterator[Told]:
    """The lowest units, those below each threshold, and those without a rank."""
    of, units, points = ranked.of, ranked.units, ranked.points[: ranked.of]
    said = (f"{p.unit} ({number(p.points, 'vi', decimals)} điểm)" for p in ranked.lowest(WORST))
    yield "Thấp nhất", "; ".join(said)
    told, last = 0, ""
    for threshold in below if of else ():
        count, limit = int((points < threshold).sum()), f"dưới {number(threshold, 'vi')} điểm"
        before = [f"{number(told, 'vi')} đơn vị {last}"] * bool(told)
        listed = "; ".join([*before, *_names(units[of - count : of - told][::-1])])
        share = f"{number(count, 'vi')}/{number(of, 'vi')} đơn vị"
        yield limit.capitalize(), share + f" ({listed})" * bool(listed)
        told, last = count, limit
    without = units[of:]
    listed = f"{number(len(without), 'vi')} đơn vị ({'; '.join(_names(without))})"
    yield "Chưa đủ số liệu để xếp hạng", listed * bool(len(without))


def _names(units: Column) -> list[str]:
    more = len(units) - NAMED
    return [*map(str, units[:NAMED]), *[f"và {number(more, 'vi')} đơn vị khác"] * (more > 0)]
