# SPDX-License-Identifier: MIT
"""One figure held against the published one: what that comes to, and why if the arithmetic shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property, partial

import attrs

from tthc_index.rules.objects import Label, Lang, Status, _Labelled, as_written
from tthc_index.scoring.arithmetic import Conversion, Standing, half_up
from tthc_index.scoring.card import ScoreCard
from tthc_index.scoring.explain import UNROUNDED_DECIMALS
from tthc_index.text.view import number

from .published import Published


class Verdict(_Labelled):
    """What holding a published figure against the computed one comes to."""

    EQUAL = "equal", "khớp", "equal"
    EQUAL_AFTER_ROUNDING = "equal_after_rounding", "khớp sau khi làm tròn", "equal after rounding"
    WITHIN_BOUNDS = "within_bounds", "trong khoảng có thể", "within bounds"
    DIFFERS = "differs", "lệch", "differs"
    NOT_PUBLISHED = "not_published", "không công bố", "not published"
    NOT_COMPUTABLE = "not_computable", "chưa đủ số liệu để tính", "not computable"


LANGS: tuple[Lang, Lang] = ("vi", "en")

# Reasons.

_PRINTED = Label(vi="công bố với {}", en="printed with {}")
_ONE_DECIMAL = Label(vi="một chữ số thập phân", en="one decimal")
_DECIMALS = Label(vi="{} chữ số thập phân", en="{} decimals")
_FINER = Label(
    vi="các phần cộng lại là {}: đây là một tổng chi tiết hơn, in {}",
    en="the parts add up to {}: {} of a finer sum",
)
_NO_SUM = Label(
    vi="các phần cộng lại là {}, không khớp", en="the parts do not add up: they give {}"
)
_SUMMED = Label(
    vi="không công bố tổng điểm: lấy tổng các nhóm", en="no total: the sum of the published groups"
)
_OPEN = Label(vi="từ {} đến {}, vì thiếu số liệu", en="{} to {}, as counts are missing")
_OUTSIDE = Label(
    vi="ngoài khoảng từ {} đến {} mà số liệu hiện có cho phép",
    en="outside {} to {}, which is what the counts allow",
)
_UNSCORED = Label(vi="0/0 không được chấm điểm", en="0/0 gets no points by the rules")
_NULL = Label(vi="công bố không có điểm", en="published without points")
_PARTS = Label(vi="lệch ở: {}", en="differs in {}")
_MISFIT = Label(
    vi="tỷ lệ phần trăm đã in không khớp số liệu của nó",
    en="its printed percentage does not fit its counts",
)
_TARGET = Label(
    vi="khớp nếu đạt điểm tối đa từ {}% (phỏng đoán)",
    en="a target of {}% would explain it (a guess)",
)
_TARGETS = Label(
    vi="khớp nếu đạt điểm tối đa từ một mốc trong khoảng {}% đến {}% (phỏng đoán)",
    en="a target of {}% to {}% would explain it (a guess)",
)
_PERCENT_FIRST = Label(
    vi="khớp nếu làm tròn tỷ lệ phần trăm trước, đến 2 chữ số (phỏng đoán)",
    en="rounding the percentage first, to 2 decimals, would explain it (a guess)",
)


@attrs.frozen(eq=False)
class Held:
    """The points of one code, computed and published, both exact; `parts` is what they sum up."""

    card: ScoreCard
    published: Published
    code: str
    parts: tuple[Held, ...] = ()

    @cached_property
    def standings(self) -> Mapping[str, Standing]:
        """Where the indicators stand that it is made of, by code."""
        if self.parts:
            return {code: s for part in self.parts for code, s in part.standings.items()}
        every = self.card._standings
        return {self.code: every[self.code]} if self.code in every else {}

    @property
    def points(self) -> float | None:
        """The computed points; those that are known, while counts are missing."""
        points: float | None = self.card[self.code].points
        return points

    @cached_property
    def low(self) -> Fraction:
        """The least points that the counts allow; the computed points if none is missing."""
        return self._sum("low")

    @cached_property
    def high(self) -> Fraction:
        """The most points that the counts allow."""
        return self._sum("high")

    def _sum(self, field: str) -> Fraction:
        units = sum(getattr(standing, field) for standing in self.standings.values())
        return Fraction(units) / self.card._plan.scale

    @property
    def summed(self) -> bool:
        """Whether the sum of the published groups must stand for the total."""
        values = [part.value for part in self.parts]
        return self.code == "total" and self.published.total is None and None not in values

    @cached_property
    def value(self) -> Fraction | None:
        """The published points."""
        if self.summed:
            return self.sum_of_parts
        points = self.published[self.code]
        return None if points is None else as_written(points)

    @property
    def sum_of_parts(self) -> Fraction:
        """The sum of what was published of the parts; null counts as 0, as the rules have it."""
        return sum((part.value or Fraction() for part in self.parts), Fraction())

    @property
    def complete(self) -> bool:
        """Whether no count is missing."""
        return all(standing.status != Status.MISSING for standing in self.standings.values())

    @property
    def difference(self) -> Fraction | None:
        """Published less computed points, where both are known whole."""
        whole = self.complete and self.points is not None
        return self.value - self.low if self.value is not None and whole else None

    @cached_property
    def verdict(self) -> Verdict:
        """What the comparison comes to."""
        if self.value is None:
            return self._of_null()
        low, high, most = self.rounded(self.low), self.rounded(self.high), self._sum("most")
        if not low <= self.value <= high:
            return Verdict.DIFFERS
        if not self.complete:
            unknown = self.points is None and (self.low, self.high) == (Fraction(), most)
            return Verdict.NOT_COMPUTABLE if unknown else Verdict.WITHIN_BOUNDS
        if self.points is None and most:
            return Verdict.DIFFERS  # a published 0, where the rules give no points
        return Verdict.EQUAL if self.low == self.value else Verdict.EQUAL_AFTER_ROUNDING

    def _of_null(self) -> Verdict:
        if self.code not in self.published.points:
            return Verdict.NOT_PUBLISHED
        if not self.complete:
            return Verdict.NOT_COMPUTABLE
        unscored = all(standing.units is None for standing in self.standings.values())
        return Verdict.EQUAL if unscored else Verdict.DIFFERS

    def rounded(self, points: Fraction) -> Fraction:
        """Points as they would be printed."""
        scale = 10**self.published.decimals
        return Fraction(half_up(points * scale, 1), scale)

    @property
    def reason(self) -> Label | None:
        """Why, where the arithmetic shows it."""
        reasons = list(self._reasons())
        vi, en = ("; ".join(reason[lang] for reason in reasons) for lang in LANGS)
        return Label(vi, en) if reasons else None

    def _reasons(self) -> Iterator[Label]:
        if self.summed:
            yield _SUMMED
        if self.verdict == Verdict.EQUAL_AFTER_ROUNDING:
            yield _say(_PRINTED, self._decimals)
        bounds = (self.low, points_decimals(self.card)), (self.high, points_decimals(self.card))
        if self.verdict == Verdict.WITHIN_BOUNDS:
            yield _say(_OPEN, *bounds)
        if self.verdict == Verdict.DIFFERS:
            if not self.complete:
                yield _say(_OUTSIDE, *bounds)
            elif self.value is None or self.points is None:
                yield _NULL if self.value is None else _UNSCORED
            else:
                yield from self._guesses(self.value)
            yield from self._culprits()
        yield from self._sums()

    @property
    def _decimals(self) -> Label:
        decimals = self.published.decimals
        return _ONE_DECIMAL if decimals == 1 else _say(_DECIMALS, (decimals, 0))

    def _culprits(self) -> Iterator[Label]:
        """What below the points differs too."""
        if any(share.code == self.code and not share.fits for share in self.published.shares):
            yield _MISFIT
        differ = [part for part in self.parts if part.verdict == Verdict.DIFFERS]
        if differ:
            names = ", ".join(part.card[part.code].name.vi for part in differ)
            yield _say(_PARTS, Label(names, ", ".join(part.code for part in differ)))

    def _sums(self) -> Iterator[Label]:
        """Parts that do not add up to the whole; or that do but for what printing cut off."""
        published = all(part.code in self.published.points for part in self.parts)
        if self.value is None or not self.parts or not published:
            return
        cut = abs(self.value - self.sum_of_parts) * 10**self.published.decimals
        said = self.sum_of_parts, self.published.decimals
        # Printing moves each figure, the whole among them, by half of the last decimal at most.
        figures = 1 + sum(part.value is not None for part in self.parts)
        if 0 < 2 * cut <= figures:
            yield _say(_FINER, said, self._decimals)
        elif cut:
            yield _say(_NO_SUM, said)

    def _guesses(self, value: Fraction) -> Iterator[Label]:
        """Other rules under which the points would be exactly the published ones."""

        def fits(change: Callable[[Conversion], Conversion]) -> bool:
            return self.rounded(self._recomputed(change)) == value

        if len(self.standings) == 1:
            fitting = [percent for percent in range(1, 101) if fits(partial(_at_target, percent))]
            ends = [(percent, 0) for percent in dict.fromkeys([*fitting[:1], *fitting[-1:]])]
            if ends:
                yield _say(_TARGETS if ends[1:] else _TARGET, *ends)
        if fits(_percent_first):
            yield _PERCENT_FIRST

    def _recomputed(self, change: Callable[[Conversion], Conversion]) -> Fraction:
        """The points, if every scored indicator were converted in another way."""
        units = [
            change(self.card._plan.scored[code]).of_rate(*exact_rate(self.card, code))
            if standing.status == Status.SCORED
            else standing.low
            for code, standing in self.standings.items()
        ]
        return Fraction(sum(units)) / self.card._plan.scale


def exact_rate(card: ScoreCard, code: str) -> tuple[int, int]:
    """Numerator and denominator that an indicator was scored from; a percentage as a ratio."""
    if code in card.percentages:
        return (as_written(card.percentages[code]) / 100).as_integer_ratio()
    numerator, denominator = card._numbers(card.rules[code])
    return numerator, denominator


def points_decimals(card: ScoreCard) -> int:
    """How many decimals the card's points show."""
    return card.rules.rounding.decimals if card.rules.rounding else UNROUNDED_DECIMALS


def _at_target(percent: int, conversion: Conversion) -> Conversion:
    slope = Fraction(100 * conversion.cap, percent)
    return attrs.evolve(conversion, gain=slope.numerator, loss=slope.denominator)


def _percent_first(conversion: Conversion) -> Conversion:
    return attrs.evolve(conversion, percent_scale=100 * 10**2)


def _say(template: Label, *figures: Label | tuple[float | Fraction, int]) -> Label:
    """The template with its figures, each a text or a number and its decimals, in both languages."""
    vi, en = (template[lang].format(*[_figure(f, lang) for f in figures]) for lang in LANGS)
    return Label(vi, en)


def _figure(figure: Label | tuple[float | Fraction, int], lang: Lang) -> str:
    return figure[lang] if isinstance(figure, Label) else number(float(figure[0]), lang, figure[1])
