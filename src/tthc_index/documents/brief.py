# SPDX-License-Identifier: MIT
"""Results in a paragraph, as offices send them by chat: the total, what was lost, the lowest units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal, cast

import attrs

from tthc_index.errors import ArgumentError, TthcIndexError, raise_problems
from tthc_index.results.published import Published, _is_rank
from tthc_index.results.rank import Rank, Ranking
from tthc_index.results.rank import rank as ranking_of
from tthc_index.results.units import Results, checked, decimals_of
from tthc_index.rules.objects import MAX_DECIMALS, as_written
from tthc_index.scoring.arithmetic import half_up
from tthc_index.scoring.card import ScoreCard
from tthc_index.scoring.columns import Column
from tthc_index.scoring.inputs import as_ratio, read_choice
from tthc_index.text.period import Period
from tthc_index.text.view import Cell, html_table, number, one_line, text_table

from .wording import INCOMPLETE


#: How many groups and units are told as the worst, and how many units are named below a threshold.
WORST, NAMED = 3, 10

#: More than any rule set gives.
_MOST = 10**6

_HEADER = ("nội dung", "kết quả")

#: How the first sentence says what is said of the whole.
_OPENING = {
    "Tổng điểm": " đạt {}",
    "Số đơn vị": " có {} đơn vị",
    "Thay đổi": " ({})",
    "Thứ hạng": ", đứng thứ {}",
}

#: What is told, and its figures in words.
Facts = Iterator[tuple[str, str]]


@attrs.frozen(repr=False)
class Brief:
    """Results in short: made by `brief`. `print` shows the message.

    Attributes:
        message: The paragraph, in Vietnamese.
        rows: The same as a table: what is told, and its figures.
    """

    message: str
    rows: tuple[tuple[str, str], ...]

    def text(self) -> str:
        """The table as text."""
        return text_table(_HEADER, self._cells())

    def __str__(self) -> str:
        return self.message

    def __repr__(self) -> str:
        return f"{self.message}\n\n{self.text()}"

    def _repr_html_(self) -> str:
        return html_table(_HEADER, self._cells(), self.message)

    def _cells(self) -> list[list[Cell]]:
        return [[Cell(what), Cell(figures)] for what, figures in self.rows]


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
    below: Sequence[float] = (80, 90),
) -> Brief:
    """A unit's result, the results of many units, or both, in a paragraph.

    Args:
        card: The unit's card; None to tell of the *units* alone.
        unit: The unit, or the area of the *units*, as a text names it: "tỉnh Phú Thọ".
        period: Month, quarter or year: "2024-03", "2024-Q1", "2024".
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
        ArgumentError: For an argument that is none of what it can be.
        Problems: If there are several of these problems.

    >>> import tthc_index as ti
    >>> card = ti.examples.PHU_THO_2026_08.score()
    >>> print(brief(card, unit="tỉnh Phú Thọ", period="2026-08", previous=58.5, rank=(9, 34)))
    Tháng 8 năm 2026, tỉnh Phú Thọ đạt 59,92/100 điểm (tăng 1,42 điểm so với tháng 7/2026), \
đứng thứ 9/34. Mất nhiều điểm nhất: Số hóa hồ sơ 13,76 điểm (đạt 8,24/22); Công khai, minh bạch \
10,04 điểm (đạt 7,96/18); Mức độ hài lòng 5,04 điểm (đạt 12,96/18).
    """
    before, totals = total_of(previous), "a complete card, results with a total, or points above 0"
    checks = (
        ("card", card, isinstance(card, ScoreCard | None), "a ScoreCard or None"),
        ("units", units, card is not None or units is not None, "results where there is no card"),
        ("unit", unit, isinstance(unit, str) and unit.strip(), "the unit's name"),
        ("period", period, Period.of(period), "'2024-03', '2024-Q1' or '2024'"),
        ("published", published, isinstance(published, Published | None), "a Published or None"),
        ("published", published, card is not None or published is None, "None without a card"),
        ("previous", previous, previous is None or before, totals),
        ("rank", rank, isinstance(rank, Rank) or _is_rank(rank), "a Rank, or such as (1, 7)"),
        ("below", below, _are_points(below), "points, such as (80, 90)"),
    )
    problems: list[TthcIndexError]
    problems = [ArgumentError(name, value, say) for name, value, fits, say in checks if not fits]
    read_choice("change", change, ("points", "percent"), problems)
    raise_problems(problems)
    when = cast("Period", Period.of(period))
    ranked = None if units is None else ranking_of(checked(units))
    facts: list[tuple[str, str]] = []
    if card is None:
        facts.append(("Số đơn vị", number(len(ranked or ()), "vi")))
    else:
        points, decimals = _points(card, published)
        since = Period.of(previous.period) if isinstance(previous, Published) else None
        told = change_of(points["total"], before, decimals, since or when.before, change)
        facts += [("Tổng điểm", _total(card, points["total"], decimals)), ("Thay đổi", told)]
        facts.append(("Mất nhiều điểm nhất", _lost(card, points, decimals)))
    if ranked is not None and units is not None:
        facts += _lowest(ranked, decimals_of(units), sorted(map(float, below)))
    place = rank or (published.rank if published else None) or _among(ranked, unit)
    facts.append(("Thứ hạng", _place(place, peers)))
    return _made(f"{when.text()}, {unit}", dict(facts))


def _made(head: str, facts: Mapping[str, str]) -> Brief:
    """A first sentence of what is said of the whole, then one for each other fact."""
    said = {what: one_line(figures) for what, figures in facts.items() if figures}
    first = {what: said.pop(what) for what in _OPENING if what in said}
    opening = one_line(head) + "".join(_OPENING[what].format(own) for what, own in first.items())
    rest = [f"{what}: {figures}" for what, figures in said.items()]
    sentences = [opening[0].upper() + opening[1:], *rest]
    message = " ".join(f"{sentence}." for sentence in sentences)
    return Brief(message, tuple({**first, **said}.items()))


def _are_points(values: Any) -> bool:
    ratios = [as_ratio(value) for value in values] if isinstance(values, Sequence) else [""]
    return all(not isinstance(r, str) and r[0] < _MOST * r[1] for r in ratios)


def total_of(results: Any) -> float | None:
    """The total of a card, of published results, or as such; None if it is not known."""
    if isinstance(results, ScoreCard):
        results = results.points if results.complete else None
    total = results.total if isinstance(results, Published) else results
    ratio = as_ratio(total)
    if isinstance(ratio, str) or ratio[0] >= _MOST * ratio[1]:
        return None
    # What is nearly 0 is no total that a change could be a share of.
    return round(ratio[0] / ratio[1], MAX_DECIMALS)


def _place(rank: Rank | tuple[int, int] | None, peers: str) -> str:
    place = (rank.rank, rank.of) if isinstance(rank, Rank) else rank
    return f"{place[0]}/{place[1]} {peers}".rstrip() if place and place[0] else ""


def _among(ranked: Ranking | None, unit: str) -> Rank | None:
    """The unit's rank, if it is one of those that are ranked."""
    return ranked[unit] if ranked is not None and unit in ranked.units.tolist() else None


def _points(card: ScoreCard, published: Published | None) -> tuple[dict[str, Fraction | None], int]:
    """The total and the groups' points, None where they are not known; and their decimals."""
    known = {score.code: score.points if score.complete else None for score in (card.total, *card)}
    stated = {code: published[code] for code in known} if published else {}
    stated = {code: points for code, points in stated.items() if points is not None}
    decimals = decimals_of(published if published and stated else card)
    exact = {c: None if p is None else as_written(p) for c, p in {**known, **stated}.items()}
    return {c: None if p is None else rounded(p, decimals) for c, p in exact.items()}, decimals


def rounded(value: Fraction, decimals: int) -> Fraction:
    """The value to so many decimals, half up."""
    return Fraction(half_up(value * 10**decimals, 1), 10**decimals)


def _figure(value: Fraction, decimals: int) -> str:
    return number(float(rounded(value, decimals)), "vi", decimals)


def _total(card: ScoreCard, total: Fraction | None, decimals: int) -> str:
    most = number(card.max_points, "vi")
    if total is not None:
        return f"{_figure(total, decimals)}/{most} điểm"
    low, high = (_figure(as_written(bound), decimals) for bound in card.bounds)
    return f"từ {low} đến {high}/{most} điểm ({INCOMPLETE})"


def change_of(
    total: Fraction | None, before: float | None, decimals: int, since: Period, change: str
) -> str:
    """How the total changed: "tăng 0,7 điểm so với tháng 02/2024"; empty if that is not known."""
    if total is None or before is None:
        return ""
    more = total - rounded(as_written(before), decimals)
    word = "tăng" if more > 0 else "giảm" if more else "không thay đổi"
    share = 100 / as_written(before) if change == "percent" else Fraction(1)
    unit = "%" if change == "percent" else " điểm"
    amount = f" {_figure(abs(more) * share, decimals)}{unit}" if more else ""
    return f"{word}{amount} so với {since.text('/')}"


def _lost(card: ScoreCard, points: Mapping[str, Fraction | None], decimals: int) -> str:
    """The groups that lost most, by what is known."""
    lost = [
        (as_written(group.max_points) - own, group, own)
        for group in card
        if (own := points[group.code]) is not None
    ]
    worst = sorted((row for row in lost if row[0]), key=lambda row: -row[0])[:WORST]
    return "; ".join(
        f"{group.name.vi} {_figure(less, decimals)} điểm "
        f"(đạt {_figure(own, decimals)}/{number(group.max_points, 'vi')})"
        for less, group, own in worst
    )


def _lowest(ranked: Ranking, decimals: int, below: Sequence[float]) -> Facts:
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
