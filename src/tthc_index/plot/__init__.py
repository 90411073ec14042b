# SPDX-License-Identifier: MIT
"""Pictures: points against the maximum, where they were lost, units side by side, change over time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import attrs
import numpy as np

from tthc_index.errors import ArgumentError, TthcIndexError, UnknownCodeError, raise_problems
from tthc_index.results.published import Published
from tthc_index.results.rank import rank
from tthc_index.results.units import Results, by_key, decimals_of, rules_of
from tthc_index.rules.objects import Group, Indicator, Label, Lang, RuleSet, Status
from tthc_index.scoring.card import TOTAL, ScoreCard
from tthc_index.scoring.explain import _TOTAL as _OF
from tthc_index.scoring.inputs import read_choice
from tthc_index.scoring.table import ScoreTable
from tthc_index.text.period import Period
from tthc_index.text.view import date, number

from . import drawing as _draw
from .drawing import Bar, Row
from .figure import Figure, Say, figure, maximum


if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: The space between two groups, in points of the index.
LANE = 2

_MAXIMUM = Label(vi="Điểm tối đa", en="Maximum")
_GROUPS = Label(vi="Điểm theo nhóm, và tổng điểm", en="Points by group, and in total")
_EARNED = Label(vi="Điểm đạt được", en="Points earned")
_SHARE = Label(vi="% của điểm tối đa", en="% of the maximum")
_GAPS = Label(
    vi="\ngạch chéo: chưa đủ số liệu, hoặc không có điểm",
    en="\nhatched: counts are missing, or no points",
)
_TREND = Label(vi="{name} (tối đa {most})", en="{name} (of {most})")
_HIDDEN = Label(vi="… {} đơn vị không hiển thị …", en="… {} units not shown …")

_PERIODS = 'a period for each row, of one kind: "2026", "2026-08" or "2026-Q3"'


def draw(card: ScoreCard, kind: str, ax: Axes | None, lang: Lang) -> Axes:
    """The card's picture of that kind; see `ScoreCard.plot`."""
    problems: list[TthcIndexError] = []
    read_choice("kind", kind, ("points", "lost"), problems)
    raise_problems(problems)
    total, say = figure(card, "total", card.rules), _sayer(decimals_of(card), lang)
    title = _OF[lang].format(points=total.said(say), most=number(total.most, lang))
    rows = (_against_maximum if kind == "points" else _lost)(card, say, lang)
    return _draw.stack([*rows], title, ax, lang, {})


def _sayer(decimals: int, lang: Lang) -> Say:
    return partial(number, lang=lang, decimals=decimals)


def _against_maximum(card: ScoreCard, say: Say, lang: Lang) -> Iterator[Row]:
    for group in card:
        head = figure(card, group.code, card.rules)
        yield Row(group.name[lang], f"{head.said(say)}/{number(head.most, lang)}", head=True)
        for score in group:
            own = figure(card, score.code, card.rules)
            note = "" if score.status == Status.SCORED else f"{score.status.label[lang]}  "
            said = f"{note}{own.said(say)}/{number(own.most, lang)}"
            if score.status != Status.MONITORED:
                yield Row(score.name[lang], said, own.bars())


def _lost(card: ScoreCard, say: Say, lang: Lang) -> Iterator[Row]:
    """From the maximum down to the total, the largest loss first."""
    total = figure(card, "total", card.rules)
    left = total.most
    yield Row(_MAXIMUM[lang], number(left, lang), (Bar("most", 0, left),), head=True)
    figures = [(score.name[lang], figure(card, score.code, card.rules)) for score in card.total]
    for name, own in sorted(figures, key=lambda pair: pair[1].low - pair[1].most):
        lost, still = own.most - own.high, own.high - own.low
        said = f"−{say(lost)}"
        if still:
            said = f"{Status.MISSING.label[lang]}  {said}…{say(lost + still)}"
        left -= lost + still
        look = "unscored" if own.unscored else "lost"
        bars = (Bar("left", 0, left), Bar("open", left, still), Bar(look, left + still, lost))
        if lost or still:
            yield Row(name, said, bars)
    yield Row(TOTAL[lang], total.said(say), total.bars()[:2], head=True)


@attrs.frozen(eq=False, repr=False)
class TablePlots:
    """Pictures of many units: `table.plot`, or made by `plots`.

    Each is drawn into *ax*, or into a picture of its own, and gives the Axes; *lang* is "vi" or
    "en". `groups` and `heatmap` show the *first* units by total and the *last*, and say how many
    lie between. What is not known is a gap, never 0; what missing counts leave open is hatched.

    Attributes:
        rules: The rules whose groups and maxima are drawn.
    """

    rules: RuleSet
    _decimals: int
    _names: Mapping[Any, str]
    _order: Sequence[Any]
    _result: Callable[[Any], ScoreCard | Published | None]

    def groups(
        self, *, first: int = 40, last: int = 0, ax: Axes | None = None, lang: Lang = "vi"
    ) -> Axes:
        """Units side by side, the highest total first: each group's points against its maximum.

        Raises:
            ArgumentError: For an argument that is none of what it can be.
            Problems: If there are several.

        >>> import tthc_index as ti
        >>> card = ti.examples.PHU_THO_2026_08.score()
        >>> ax = plots({"Phú Thọ": card}).groups()
        >>> ax.get_title(loc="left")
        'Điểm theo nhóm, và tổng điểm'
        """
        rows = self._rows("groups", first, last, lang)
        lefts = np.cumsum([0, *(group.max_points + LANE for group in self.rules)]).tolist()
        room = _draw.room_of(ax) / lefts[-1]
        heads = {
            left: _draw.fit(group.name[lang], (group.max_points + LANE) * room, _draw.SMALL)
            for group, left in zip(self.rules, lefts, strict=False)
        }
        lanes = [self._lanes(name, figures, lefts, lang) for name, figures in rows]
        return _draw.stack(lanes, _GROUPS[lang], ax, lang, heads)

    def _lanes(self, name: str, row: Sequence[Figure], lefts: Sequence[float], lang: Lang) -> Row:
        bars = [bar for own, left in zip(row[:-1], lefts, strict=False) for bar in own.bars(left)]
        total = [own.said(_sayer(self._decimals, lang)) for own in row[-1:]]
        return Row(name, "".join(total), tuple(bars))

    def heatmap(
        self,
        detail: Literal["groups", "indicators"] = "groups",
        *,
        first: int = 40,
        last: int = 0,
        ax: Axes | None = None,
        lang: Lang = "vi",
    ) -> Axes:
        """Units by groups or indicators, coloured by per cent of the maximum, the highest first.

        Points are printed where a cell has room for them.

        Raises:
            ArgumentError: For an argument that is none of what it can be.
            Problems: If there are several.
        """
        rows, say = self._rows(detail, first, last, lang), _sayer(self._decimals, lang)
        cells = [[(own.said(say), own.percent) for own in row] for _, row in rows]
        heads = [*(part.name[lang] for part in self._parts(detail)), TOTAL[lang]]
        gaps = any(np.isnan(percent) for row in cells for _, percent in row)
        titles = (_EARNED[lang], _SHARE[lang] + _GAPS[lang] * gaps)
        return _draw.grid(cells, [name for name, _ in rows], heads, titles, ax)

    def trend(
        self, code: str = "total", *, over: Any = None, ax: Axes | None = None, lang: Lang = "vi"
    ) -> Axes:
        """Change over time: a line of points for each unit.

        Args:
            code: "total", a group or a scored indicator.
            over: Each row's period, "2026", "2026-08" or "2026-Q3". Without it the units' names
                are the periods, and all rows are of one unit.
            ax: Where to draw.
            lang: "vi" or "en".

        Raises:
            UnknownCodeError: (a KeyError) If *code* is nothing that earns points.
            ArgumentError: For rows without a period, a period that a unit has twice, and more
                units than lines can be told apart.
            Problems: If there are several of these problems.
        """
        known = ("total", *(part.code for part in (*self.rules, *self.rules.scored)))
        if code not in known:
            raise UnknownCodeError(code, known)
        times, dates = self._times(over, lang)
        keys: dict[str, dict[int, Any]] = {}
        problems: list[TthcIndexError] = []
        for (key, name), time in zip(self._names.items(), times, strict=True):
            unit = "" if over is None else name
            if keys.setdefault(unit, {}).setdefault(time, key) != key:
                twice = f"{unit} {dates[time]}".strip()
                problems.append(ArgumentError("over", twice, "each period of a unit once"))
        if len(keys) > len(_draw.LINES):
            allowed = f"at most {len(_draw.LINES)} units, whose lines can be told apart"
            problems.append(ArgumentError("units", len(keys), allowed))
        raise_problems(problems)
        lines = {
            unit: {
                time: figure(self._result(key), code, self.rules).sure for time, key in at.items()
            }
            for unit, at in keys.items()
        }
        label = TOTAL if code == "total" else self.rules[code].name
        title = _TREND[lang].format(name=label[lang], most=number(maximum(self.rules, code), lang))
        return _draw.curves(lines, dates, title, lambda p: number(round(p, 4), lang), ax)

    def _times(self, over: Any, lang: Lang) -> tuple[list[int], dict[int, str]]:
        """Each row's month, counted through the years, and how one writes it."""
        given = self._names.values() if over is None else over
        texts = [str(period) for period in given] if isinstance(given, Iterable) else []
        periods = [period for text in texts if (period := Period.of(text))]
        one_kind = len({period.parts for period in periods}) == 1
        if not one_kind or not len(periods) == len(texts) == len(self._names):
            raise ArgumentError("units" if over is None else "over", texts or over, _PERIODS)
        times = [12 * one.year + 12 // one.parts * (one.part - 1) for one in periods]
        return times, {time: str(date(text, lang)) for time, text in zip(times, texts, strict=True)}

    def _parts(self, detail: str) -> Sequence[Group | Indicator]:
        return self.rules.groups if detail == "groups" else self.rules.scored

    def _rows(
        self, detail: str, first: int, last: int, lang: Lang
    ) -> list[tuple[str, list[Figure]]]:
        """The first and the last units by total, each with its figures; one row tells of the rest."""
        problems: list[TthcIndexError] = [
            ArgumentError(name, value, "a whole number, 0 or more")
            for name, value in (("first", first), ("last", last))
            if type(value) is not int or value < 0
        ]
        read_choice("detail", detail, ("groups", "indicators"), problems)
        raise_problems(problems)
        hidden = max(0, len(self._order) - first - last)
        if hidden == len(self._order):
            raise ArgumentError("first", first, "at least one unit, first or last")
        codes = [*(part.code for part in self._parts(detail)), "total"]
        rows = [
            (self._names[key], [figure(self._result(key), code, self.rules) for code in codes])
            for key in (*self._order[:first], *self._order[first + hidden :])
        ]
        if hidden:
            rows.insert(first, (_HIDDEN[lang].format(number(hidden, lang)), []))
        return rows


def plots(results: Results, rules: RuleSet | str = "qd766-2026") -> TablePlots:
    """Pictures of the results of several units, or of one unit in several periods.

    Args:
        results: Unit, or period, to card or published results; or a `ScoreTable`.
        rules: Whose groups and maxima published results have; cards and tables bring theirs.

    Raises:
        ArgumentError: For what is no result, and cards of different rules; when they are drawn,
            for published points above their maximum.
        UnknownCodeError: (a KeyError) For published points of what the rules don't have.
        Problems: If there are several of these problems.

    >>> published = Published(points={"progress": 19.05}, total=91.7)
    >>> ax = plots({"UBND tỉnh Bắc Ninh": published}).heatmap()
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['UBND tỉnh Bắc Ninh']
    """
    keyed, names = by_key(results)
    order = rank(keyed, incomplete="include").units.tolist()
    used, _ = rules_of(keyed, rules)
    result = partial(_row_of, results) if isinstance(results, ScoreTable) else results.get
    return TablePlots(used, decimals_of(results), names, order, result)


def _row_of(table: ScoreTable, row: int) -> ScoreCard | None:
    return None if table._refused[row] else table[row]
