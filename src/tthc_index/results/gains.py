# SPDX-License-Identifier: MIT
"""What one more case earns: the next hundredth, the next point, and all that is left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import attrs

from tthc_index.rules.objects import Status
from tthc_index.scoring.arithmetic import Conversion, plan
from tthc_index.scoring.card import ScoreCard
from tthc_index.scoring.scores import Score
from tthc_index.text.language import Label, Lang
from tthc_index.text.numbers import NOTHING, number
from tthc_index.text.tables import Cell, Table, Viewed

from .cases import case_of, checked_card, least, multiplied, raised, room, said
from .rows import decimals_of, find, named


_HEADER = Label(
    vi="chỉ tiêu|điểm|còn thiếu|trường hợp|điểm mỗi trường hợp|để thêm {}|để thêm 1",
    en="what|points|to gain|cases|points per case|cases for {}|cases for 1",
)
_HEADLINE = Label(
    vi="có thể thêm {} điểm, khi mẫu số không đổi",
    en="{} points to gain, with the denominators as they are",
)
_UNREACHABLE = Label(
    vi="ngoài tầm (0/0): {name}, {points} điểm", en="out of reach (0/0): {name}, {points} points"
)
_BY_PERCENTAGE = Label(
    vi="chỉ biết tỷ lệ, không rõ số trường hợp: {}", en="known by percentage alone: {}"
)
_FULL = Label(vi="đã đạt điểm tối đa", en="all points are earned")
_MISSING = Label(vi="chưa có số liệu: {}", en="counts are missing: {}")


@attrs.frozen
class Ahead:
    """Some more cases of an indicator, and what they bring.

    Attributes:
        cases: How many more of the numerator, with the denominator as it is.
        points: What the total gains by them.
    """

    cases: int
    points: float


@attrs.frozen
class Gain:
    """What more cases of an indicator bring.

    Attributes:
        code: The indicator.
        name: What it is called, in both languages.
        case: What one of its cases is, in both languages: "dossiers paid online".
        status: scored, empty (0/0) or missing.
        points: What it earns now; None where no points are given.
        lost_points: What it lacks to its maximum; None while counts are missing.
        points_per_case: What a case brings on the way to the maximum, in the mean; None where there
            is no way.
        next: The cases that bring the next hundredth, or what the rules round to.
        point: The cases that bring a whole point; None where less is left.
        rest: The cases that bring all that is left. All three are None where nothing is to be
            gained, or cases can't be counted.
        decimals: Decimals with which points are printed.
    """

    code: str
    name: Label
    case: Label
    status: Status
    points: float | None
    lost_points: float | None
    points_per_case: float | None
    next: Ahead | None
    point: Ahead | None
    rest: Ahead | None
    decimals: int

    @property
    def out_of_reach(self) -> bool:
        """Whether points are lost since there was nothing to do (0/0): no case can bring them."""
        return self.status == Status.EMPTY and bool(self.lost_points)

    def text(self, lang: Lang = "en") -> str:
        """All that is left, in a line; or why no case brings anything."""
        if self.rest:
            return said(self.case, self.rest.cases, self.rest.points, self.decimals, lang)
        if self.out_of_reach:
            points = number(self.lost_points, lang, self.decimals)
            return _UNREACHABLE[lang].format(name=self.name[lang], points=points)
        form = _MISSING if self.status == Status.MISSING else _BY_PERCENTAGE
        return form[lang].format(self.name[lang]) if self.lost_points != 0 else _FULL[lang]


@attrs.frozen(repr=False)
class Gains(Viewed):
    """What more cases bring, by indicator, the most points first: made by `gains`.

    `gains[code]` gives the `Gain` of an indicator; iteration gives all of them.

    Attributes:
        rows: Those with the most points to gain first; those without a way at the end.
        points: What all of them bring together.
        decimals: Decimals with which points are printed.
    """

    rows: tuple[Gain, ...]
    points: float
    decimals: int

    def __getitem__(self, code: str) -> Gain:
        """The gain of that indicator.

        Raises:
            UnknownNameError: (a KeyError) If there is none.
        """
        return find(self.rows, code)

    def __iter__(self) -> Iterator[Gain]:
        """All gains, the most points first."""
        return iter(self.rows)

    def _headline(self, lang: Lang) -> str:
        return _HEADLINE[lang].format(number(self.points, lang, self.decimals))

    def _tables(self, lang: Lang) -> list[Table]:
        titles = _HEADER[lang].format(number(10**-self.decimals, lang)).split("|")
        ways = [gain for gain in self.rows if gain.rest]
        return [Table(titles, [_cells(gain, lang) for gain in ways], notes=self._notes(lang))]

    def _notes(self, lang: Lang) -> list[str]:
        """What no case brings: a line for each that is out of reach, one for each other reason."""
        rest = [gain for gain in self.rows if not gain.rest and gain.lost_points != 0]
        missing = [gain.name[lang] for gain in rest if gain.status == Status.MISSING]
        by_percentage = [gain.name[lang] for gain in rest if gain.status == Status.SCORED]
        notes = [gain.text(lang) for gain in rest if gain.out_of_reach]
        for form, names in ((_BY_PERCENTAGE, by_percentage), (_MISSING, missing)):
            notes += [form[lang].format("; ".join(names))] * bool(names)
        return notes


def _cells(gain: Gain, lang: Lang) -> list[Cell]:
    figures = (
        number(gain.points, lang, gain.decimals),
        number(gain.lost_points, lang, gain.decimals),
        _cases(gain.rest, lang),
        two_digits(gain.points_per_case, lang),
        _cases(gain.next, lang),
        _cases(gain.point, lang),
    )
    return [Cell(named(gain, lang)), *(Cell(figure, right=True) for figure in figures)]


def _cases(ahead: Ahead | None, lang: Lang) -> str:
    return number(ahead.cases, lang) if ahead else NOTHING


def two_digits(value: float | None, lang: Lang) -> str:
    """What may be very small, by its first two digits.

    >>> two_digits(0.000108394, "vi")
    '0,00011'
    """
    return number(None if value is None else float(f"{value:.2g}"), lang)


def gains(card: ScoreCard) -> Gains:
    """What the next hundredth, the next point and the rest cost in cases, by indicator.

    A case is one more of the numerator, with the denominator as it is: one more dossier on time, one
    more paid online. Points are those that `score` gives for so many more, roundings and all. More
    dossiers synced also raise what their share multiplies, and these points are counted.

    Args:
        card: The card of a unit.

    Raises:
        ValueRefusedError: If it is none, or its points are not rounded.

    >>> import tthc_index as ti
    >>> counts = {"dossiers_paid_online": 588, "dossiers_with_fees": 600}
    >>> paid = ti.gains(ti.score(counts, missing="allow"))["online_payment.paid"]
    >>> print(paid.text("vi"))
    12 hồ sơ thanh toán trực tuyến nữa: +0,12 điểm
    >>> paid.next, paid.point
    (Ahead(cases=1, points=0.01), None)
    """
    checked = checked_card(card)
    every = [_gain(checked, one) for one in plan(checked.rules, checked.level).scored.values()]
    return Gains(tuple(sorted(every, key=_order)), _together(checked), decimals_of(checked))


def _together(card: ScoreCard) -> float:
    """What is gained if every case is: less than the sum where one share multiplies another."""
    scored = plan(card.rules, card.level).scored.values()
    given = dict(card.counts)
    for one in scored:
        given[raised(one)] = card.counts.get(raised(one), 0) + room(card, one)
    known = [one for one in scored if card[one.code].status == Status.SCORED]
    most = sum(int(one.units(one.percent(given, card.percentages))) for one in known)
    return (most - sum(int(card[one.code].units or 0) for one in known)) / card.total.scale


def _order(gain: Gain) -> tuple[Any, ...]:
    """The most points first; then what no case brings, and what is not known."""
    points = gain.rest.points if gain.rest else 0
    return -points, -(gain.points_per_case or 0), -(gain.lost_points or 0)


def _gain(card: ScoreCard, conversion: Conversion) -> Gain:
    score: Score = card[conversion.code]
    gained, way, scale = _gained(card, conversion), room(card, conversion), score.scale

    def ahead(units: int) -> Ahead | None:
        """The fewest cases that bring so many units, if that many are to be had."""
        if not 0 < units <= gained(way):
            return None
        cases = least(lambda more: gained(more) >= units, way)
        return Ahead(cases, gained(cases) / scale)

    rest = ahead(gained(way))
    return Gain(
        code=score.code,
        name=score.name,
        case=case_of(score.rule),
        status=score.status,
        points=score.points,
        lost_points=score.lost_points,
        points_per_case=rest.points / rest.cases if rest else None,
        next=ahead(1),
        point=ahead(scale),
        rest=rest,
        decimals=decimals_of(card),
    )


def _gained(card: ScoreCard, conversion: Conversion) -> Callable[[int], int]:
    """What so many more cases bring, in units."""
    touched, name = [conversion, *multiplied(card, conversion.code)], raised(conversion)

    def units(more: int) -> int:
        given = {**card.counts, name: card.counts[name] + more}
        return sum(int(one.units(one.percent(given, card.percentages))) for one in touched)

    return lambda more: units(more) - units(0) if more else 0
