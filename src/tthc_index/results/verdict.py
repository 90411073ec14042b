# SPDX-License-Identifier: MIT
"""One figure held against the published one: what that comes to, and why if the arithmetic shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from functools import cached_property, partial

import attrs

from tthc_index.rules.objects import Group, Status
from tthc_index.scoring.arithmetic import Conversion, plan
from tthc_index.scoring.card import ScoreCard
from tthc_index.scoring.exact import exact
from tthc_index.scoring.scores import Score
from tthc_index.text.language import Label, Labelled, Lang
from tthc_index.text.numbers import Number, as_written, half_up, number

from .published import Published
from .rows import decimals_of


class Verdict(Labelled):
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
_LISTED = Label(
    vi="danh sách toàn quốc của Cổng DVCQG làm tròn tỷ lệ phần trăm của nhóm {} trước, đến 2 chữ số",
    en="the portal's national list rounds the percentages of {} first, to 2 decimals",
)
_TIED = Label(
    vi="nằm giữa hai mức: tính bằng phân số chính xác thì khớp",
    en="a tie: exact fractions give the published points",
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
    def score(self) -> Score:
        """What was computed."""
        return self.card[self.code]

    @property
    def points(self) -> float | None:
        """The computed points; those that are known, while counts are missing."""
        return self.score.points

    @cached_property
    def low(self) -> Fraction:
        """The least points that the counts allow; the computed points if none is missing."""
        return as_written(self.score.bounds[0])

    @cached_property
    def high(self) -> Fraction:
        """The most points that the counts allow."""
        return as_written(self.score.bounds[1])

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
        return self.score.complete

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
        if not self.rounded(self.low) <= self.value <= self.rounded(self.high):
            return Verdict.DIFFERS
        if not self.complete:
            anything = self.score.low == 0 and self.score.high == self.score.most
            unknown = self.points is None and anything
            return Verdict.NOT_COMPUTABLE if unknown else Verdict.WITHIN_BOUNDS
        if self.points is None and self.score.most:
            return Verdict.DIFFERS  # a published 0, where the rules give no points
        return Verdict.EQUAL if self.low == self.value else Verdict.EQUAL_AFTER_ROUNDING

    def _of_null(self) -> Verdict:
        if self.code not in self.published.points:
            return Verdict.NOT_PUBLISHED
        if not self.complete:
            return Verdict.NOT_COMPUTABLE
        unscored = all(indicator.units is None for indicator in indicators(self.score))
        return Verdict.EQUAL if unscored else Verdict.DIFFERS

    def rounded(self, points: Fraction) -> Fraction:
        """Points as they would be printed."""
        return half_up(points, self.published.decimals)

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
        decimals = decimals_of(self.card)
        bounds = (self.low, decimals), (self.high, decimals)
        if self.verdict == Verdict.WITHIN_BOUNDS:
            yield _say(_OPEN, *bounds)
        if self.verdict == Verdict.DIFFERS:
            if not self.complete:
                yield _say(_OUTSIDE, *bounds)
            elif self.value is None or self.points is None:
                yield _NULL if self.value is None else _UNSCORED
            else:
                known = self._explained(self.value)
                yield from known or self._guesses(self.value)
            yield from self._culprits()
            yield from self._before()
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

    def _explained(self, value: Fraction) -> list[Label]:
        """Known ways to the published points: another list of the portal's, a tie."""
        reasons = []
        if self._listed and self.rounded(self._recomputed(self._as_listed)) == value:
            said = [group.name for group in self._listed]
            reasons.append(_say(_LISTED, _joined(said)))
        if self.rounded(self._in_fractions()) == value:
            reasons.append(_TIED)
        return reasons

    @property
    def _listed(self) -> list[Group]:
        """The groups among its parts that the portal's national list rounds in another way."""
        codes = {indicator.code.partition(".")[0] for indicator in indicators(self.score)}
        return [g for g in self.card.rules if g.code in codes and _list_decimals(g) is not None]

    def _as_listed(self, conversion: Conversion) -> Conversion:
        decimals = _list_decimals(self.card.rules[conversion.code.partition(".")[0]])
        return conversion if decimals is None else _percent_first(conversion, decimals)

    def _in_fractions(self) -> Fraction:
        """The points that exact arithmetic would give."""
        points = Fraction()
        for indicator in indicators(self.score):
            other = exact(self.card, indicator.code)
            points += other.rounded if other else Fraction(indicator.low) / indicator.scale
        return points

    def _before(self) -> Iterator[Label]:
        """What is known of the points of a period before these rules."""
        rules, period = self.card.rules, self.published.period
        if rules.since and rules.before and period and period < rules.since:
            yield rules.before

    def _guesses(self, value: Fraction) -> Iterator[Label]:
        """Other rules under which the points would be exactly the published ones."""

        def fits(change: Callable[[Conversion], Conversion]) -> bool:
            return self.rounded(self._recomputed(change)) == value

        if sum(not indicator.rule.monitored for indicator in indicators(self.score)) == 1:
            fitting = [percent for percent in range(1, 101) if fits(partial(_at_target, percent))]
            ends = [(percent, 0) for percent in dict.fromkeys([*fitting[:1], *fitting[-1:]])]
            if ends:
                yield _say(_TARGETS if ends[1:] else _TARGET, *ends)
        if fits(_percent_first):
            yield _PERCENT_FIRST

    def _recomputed(self, change: Callable[[Conversion], Conversion]) -> Fraction:
        """The points, if every scored indicator were converted in another way."""
        scored = plan(self.card.rules, self.card.level).scored
        units = Fraction()
        for indicator in indicators(self.score):
            if indicator.status == Status.SCORED:
                conversion = scored[indicator.code]
                percent = conversion.percent(self.card.counts, self.card.percentages)
                units += Fraction(change(conversion).units(percent))
            else:
                units += Fraction(indicator.low)
        return units / self.score.scale


def indicators(score: Score) -> Iterator[Score]:
    """The indicators that points are made of: an indicator's own, a sum's all."""
    if not score.parts:
        yield score
    for part in score:
        yield from indicators(part)


def _at_target(percent: int, conversion: Conversion) -> Conversion:
    return attrs.evolve(conversion, target=float(percent))


def _percent_first(conversion: Conversion, decimals: int = 2) -> Conversion:
    return attrs.evolve(conversion, percent_scale=10**decimals)


def _list_decimals(group: Group) -> int | None:
    return group.rounding.list_percent_decimals if group.rounding else None


def _joined(labels: Iterable[Label]) -> Label:
    return Label(*(", ".join(label[lang] for label in labels) for lang in LANGS))


def _say(template: Label, *figures: Label | tuple[Number, int]) -> Label:
    """The template with its figures, each a text or a number and its decimals, in both languages."""
    vi, en = (template[lang].format(*[_figure(f, lang) for f in figures]) for lang in LANGS)
    return Label(vi, en)


def _figure(figure: Label | tuple[Number, int], lang: Lang) -> str:
    return figure[lang] if isinstance(figure, Label) else number(figure[0], lang, figure[1])
