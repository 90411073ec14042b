# SPDX-License-Identifier: MIT
"""Pictures: points against the maximum, where they were lost, units side by side, change over time.

Each function draws one picture, into the Axes given or into a picture of its own, and gives the
Axes. What is not known is a gap, never 0; what missing counts leave open is hatched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import attrs
import numpy as np

from tthc_index.errors import TthcIndexError, UnknownNameError, ValueRefusedError, raise_problems
from tthc_index.results.published import Published
from tthc_index.results.rank import ranked
from tthc_index.results.rows import decimals_of
from tthc_index.results.units import Results, by_key, rules_of
from tthc_index.rules.objects import Group, Indicator, Status
from tthc_index.rules.sets import RuleSet
from tthc_index.scoring.card import ScoreCard
from tthc_index.scoring.inputs import read_choice
from tthc_index.scoring.scores import TOTAL, Score
from tthc_index.scoring.table import ScoreTable
from tthc_index.text.language import Label, Lang
from tthc_index.text.numbers import Period, number
from tthc_index.text.numbers import day as date

from . import drawing
from .advice import attribution, gains
from .drawing import Bar, Cell, Row


if TYPE_CHECKING:
    from matplotlib.axes import Axes


__all__ = ["attribution", "gains", "groups", "heatmap", "lost", "points", "trend"]

#: What writes points.
_Say = Callable[[float | None], str]

#: The space between two groups, in points of the index.
_LANE = 2

_TITLE = Label(vi="{} trên {} điểm", en="{} of {} points")
_MAXIMUM = Label(vi="Điểm tối đa", en="Maximum")
_GROUPS = Label(vi="Điểm theo nhóm, và tổng điểm", en="Points by group, and in total")
_EARNED = Label(vi="Điểm đạt được", en="Points earned")
_SHARE = Label(vi="% của điểm tối đa", en="% of the maximum")
_GAPS = Label(
    vi="\ngạch chéo: chưa đủ số liệu, hoặc không có điểm",
    en="\nhatched: counts are missing, or no points",
)
_TREND = Label(vi="{} (tối đa {})", en="{} (of {})")
_HIDDEN = Label(vi="… {} đơn vị không hiển thị …", en="… {} units not shown …")

_PERIODS = 'a period for each row, of one kind: "2026", "2026-08" or "2026-Q3"'


def points(card: ScoreCard, *, ax: Axes | None = None, lang: Lang = "vi") -> Axes:
    """Each indicator's points against its maximum, by group.

    Args:
        card: What to draw.
        ax: Where to draw; a picture of its own if None, as high as it needs to be.
        lang: "vi" or "en".

    Raises:
        ValueRefusedError: For an argument that is none of what it can be.

    >>> import tthc_index as ti
    >>> card = ti.examples.PHU_THO_2026_08.score()
    >>> ti.plot.points(card, lang="en").get_title(loc="left")
    '59.92 of 100 points'
    """
    say = _sayer(_card(card), lang)
    rows: list[Row] = []
    for group in card:
        rows.append(Row(group.name[lang], _of_most(_known(group), say, lang), head=True))
        rows += [
            Row(score.name[lang], _indicator_said(score, say, lang), _bars(_known(score)))
            for score in group
            if score.status != Status.MONITORED
        ]
    return drawing.stack(rows, _title(card, say, lang), ax, lang, {})


def lost(card: ScoreCard, *, ax: Axes | None = None, lang: Lang = "vi") -> Axes:
    """Where points were lost: from the maximum down to the total, the largest loss first.

    Args:
        card: What to draw.
        ax: Where to draw; a picture of its own if None, as high as it needs to be.
        lang: "vi" or "en".

    Raises:
        ValueRefusedError: For an argument that is none of what it can be.

    >>> import tthc_index as ti
    >>> card = ti.examples.PHU_THO_2026_08.score()
    >>> ax = ti.plot.lost(card, lang="en")
    >>> [label.get_text() for label in ax.get_yticklabels()][:3]
    ['Maximum', 'Procedures announced on time', 'Dossiers handled on time']
    """
    say, total = _sayer(_card(card), lang), _known(card.total)
    most = Bar("total", "most", 0, total.max_points)
    first = Row(_MAXIMUM[lang], number(total.max_points, lang), (most,), head=True)
    last = Row(TOTAL[lang], total.said(say), _bars(total)[:2], head=True)
    rows = [first, *_losses(card, say, lang), last]
    return drawing.stack(rows, _title(card, say, lang), ax, lang, {})


def groups(
    units: Results,
    *,
    rules: RuleSet | str = "qd766-2026",
    first: int = 40,
    last: int = 0,
    ax: Axes | None = None,
    lang: Lang = "vi",
) -> Axes:
    """Units side by side, the highest total first: each group's points against its maximum.

    Args:
        units: Unit to card or published results; or a `ScoreTable`.
        rules: Whose groups and maxima published results have; cards and tables bring theirs.
        first: How many units are drawn, from the highest total on.
        last: How many from the lowest total. A line tells how many lie between.
        ax: Where to draw; a picture of its own if None, as high as it needs to be.
        lang: "vi" or "en".

    Raises:
        ValueRefusedError: For what is no result, cards of different rules, published points above
            their maximum, and any other argument that is none of what it can be.
        UnknownNameError: (a KeyError) For published points of what the rules don't have.
        Problems: If there are several of these problems.

    >>> import tthc_index as ti
    >>> ax = groups({"Phú Thọ": ti.examples.PHU_THO_2026_08.score()})
    >>> ax.get_title(loc="left")
    'Điểm theo nhóm, và tổng điểm'
    """
    read = _Units.of(units, rules)
    rows, say = read.rows(read.rules, first, last, lang), _sayer(units, lang)
    *lefts, end = np.cumsum([0, *(group.max_points + _LANE for group in read.rules)]).tolist()
    room = drawing.room_of(ax) / end
    heads = {
        left: drawing.broken(group.name[lang], (group.max_points + _LANE) * room, drawing.SMALL)
        for group, left in zip(read.rules, lefts, strict=True)
    }
    lanes = []
    for name, figures in rows:
        bars = [bar for one, left in zip(figures, lefts, strict=False) for bar in _bars(one, left)]
        said = figures[-1].said(say) if figures else ""
        lanes.append(Row(name, said, tuple(bars)))
    return drawing.stack(lanes, _GROUPS[lang], ax, lang, heads)


def heatmap(
    units: Results,
    detail: Literal["groups", "indicators"] = "groups",
    *,
    rules: RuleSet | str = "qd766-2026",
    first: int = 40,
    last: int = 0,
    ax: Axes | None = None,
    lang: Lang = "vi",
) -> Axes:
    """Units by groups or indicators, coloured by per cent of the maximum, the highest total first.

    Points are printed where a cell has room for them.

    Args:
        units: Unit to card or published results; or a `ScoreTable`.
        detail: A column for each of the "groups", or of the "indicators".
        rules: Whose groups and maxima published results have; cards and tables bring theirs.
        first: How many units are drawn, from the highest total on.
        last: How many from the lowest total. A line tells how many lie between.
        ax: Where to draw; a picture of its own if None, as high as it needs to be.
        lang: "vi" or "en".

    Raises:
        ValueRefusedError: As `groups` does.
        UnknownNameError: (a KeyError) For published points of what the rules don't have.
        Problems: If there are several of these problems.

    >>> import tthc_index as ti
    >>> published = ti.Published(points={"progress": 19.05}, total=91.7)
    >>> ax = heatmap({"UBND tỉnh Bắc Ninh": published})
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['UBND tỉnh Bắc Ninh']
    """
    problems: list[TthcIndexError] = []
    read_choice("detail", detail, ("groups", "indicators"), problems)
    raise_problems(problems)
    read = _Units.of(units, rules)
    parts = read.rules.groups if detail == "groups" else read.rules.scored
    rows, say = read.rows(parts, first, last, lang), _sayer(units, lang)
    cells = [[Cell(one.said(say), one.percent) for one in figures] for _, figures in rows]
    heads = [*(part.name[lang] for part in parts), TOTAL[lang]]
    gaps = any(np.isnan(cell.percent) for row in cells for cell in row)
    titles = (_EARNED[lang], _SHARE[lang] + _GAPS[lang] * gaps)
    return drawing.grid(cells, [name for name, _ in rows], heads, titles, ax)


def trend(
    units: Results,
    code: str = "total",
    *,
    over: Any = None,
    rules: RuleSet | str = "qd766-2026",
    ax: Axes | None = None,
    lang: Lang = "vi",
) -> Axes:
    """Change over time: a line of points for each unit.

    Args:
        units: Unit to card or published results; or a `ScoreTable`.
        code: "total", a group or a scored indicator.
        over: Each row's period, "2026", "2026-08" or "2026-Q3". Without it the units' names
            are the periods, and all rows are of one unit.
        rules: Whose groups and maxima published results have; cards and tables bring theirs.
        ax: Where to draw; a picture of its own if None.
        lang: "vi" or "en".

    Raises:
        UnknownNameError: (a KeyError) If *code* is nothing that earns points.
        ValueRefusedError: For rows without a period, a period that a unit has twice, and more
            units than lines can be told apart.
        Problems: If there are several of these problems.

    >>> import tthc_index as ti
    >>> july = ti.Published(points={}, total=58.4)
    >>> august = ti.examples.PHU_THO_2026_08.score()
    >>> trend({"2026-07": july, "2026-08": august}).get_title(loc="left")
    'Tổng điểm (tối đa 100)'
    """
    read = _Units.of(units, rules)
    known = ("total", *(part.code for part in (*read.rules, *read.rules.scored)))
    if code not in known:
        raise UnknownNameError("code", code, known)
    times, dates = _times(read.names, over, lang)
    keys = _series(read.names, times, dates, apart=over is not None)
    lines = {
        unit: {
            time: _known_of(read.result(key), code, read.rules).sure for time, key in series.items()
        }
        for unit, series in keys.items()
    }
    name = TOTAL if code == "total" else read.rules[code].name
    title = _TREND[lang].format(name[lang], number(_maximum(read.rules, code), lang))
    return drawing.curves(lines, dates, title, lambda p: number(round(p, 4), lang), ax)


@attrs.frozen
class _Known:
    """What is known of a group, an indicator or the total, in points."""

    code: str
    points: float | None
    max_points: float
    bounds: tuple[float, float]
    unscored_points: float = 0

    @property
    def sure(self) -> float:
        """The points if they are known and whole, else NaN."""
        low, high = self.bounds
        return np.nan if self.points is None or low < high else self.points

    @property
    def percent(self) -> float:
        """The same in per cent of the maximum; NaN where that is 0."""
        return 100 * self.sure / (self.max_points or np.nan)

    def said(self, say: _Say) -> str:
        """The points, or the bounds that the missing counts leave, if they leave any."""
        low, high = self.bounds
        narrowed = low < high and self.bounds != (0, self.max_points)
        return "–".join(map(say, self.bounds if narrowed else (self.points,)))


def _known(score: Score) -> _Known:
    return _Known(score.code, score.points, score.max_points, score.bounds, score.unscored_points)


def _known_of(result: ScoreCard | Published | None, code: str, rules: RuleSet) -> _Known:
    """What the result tells of that code; of None, which stands for no result, all is open."""
    if isinstance(result, ScoreCard):
        return _known(result[code])
    earned = None if result is None else result[code]
    most = _maximum(rules, code)
    if earned is None:
        return _Known(code, None, most, (0, most))
    if earned > most:
        raise ValueRefusedError(code, earned, f"at most {most:g}", kind="published points")
    return _Known(code, earned, most, (earned, earned))


def _maximum(rules: RuleSet, code: str) -> float:
    """The most that the rules give for a group, an indicator or in total."""
    return rules.max_points if code == "total" else float(rules[code].max_points)


def _bars(one: _Known, left: float = 0) -> tuple[Bar, ...]:
    """What was earned, what is open and what was out of reach, in the frame of the maximum."""
    (low, high), unscored = one.bounds, one.unscored_points
    return (
        Bar(one.code, "earned", left, low),
        Bar(one.code, "open", left + low, high - low),
        Bar(one.code, "unscored", left + one.max_points - unscored, unscored),
        Bar(one.code, "most", left, one.max_points),
    )


def _card(card: object) -> ScoreCard:
    if not isinstance(card, ScoreCard):
        raise ValueRefusedError("card", card, "a ScoreCard")
    return card


def _title(card: ScoreCard, say: _Say, lang: Lang) -> str:
    total = _known(card.total)
    return _TITLE[lang].format(total.said(say), number(total.max_points, lang))


def _of_most(one: _Known, say: _Say, lang: Lang) -> str:
    return f"{one.said(say)}/{number(one.max_points, lang)}"


def _indicator_said(score: Score, say: _Say, lang: Lang) -> str:
    note = "" if score.status == Status.SCORED else f"{score.status.label[lang]}  "
    return note + _of_most(_known(score), say, lang)


def _losses(card: ScoreCard, say: _Say, lang: Lang) -> Iterator[Row]:
    """A row for each indicator that lost points, or may have lost some; the largest first."""
    left = card.max_points
    known = [(score.name[lang], _known(score)) for score in card.indicators.values()]
    for name, one in sorted(known, key=lambda pair: pair[1].bounds[0] - pair[1].max_points):
        low, high = one.bounds
        gone, still = one.max_points - high, high - low
        if not gone and not still:
            continue
        said = f"−{say(gone)}"
        if still:
            said = f"{Status.MISSING.label[lang]}  {said}…{say(gone + still)}"
        left -= gone + still
        look = "unscored" if one.unscored_points else "lost"
        steps = (("left", 0, left), ("open", left, still), (look, left + still, gone))
        yield Row(name, said, tuple(Bar(one.code, *step) for step in steps))


def _sayer(results: ScoreCard | Results, lang: Lang) -> _Say:
    return partial(number, lang=lang, decimals=decimals_of(results))


@attrs.frozen(eq=False)
class _Units:
    """Results of many units, or of one unit in several periods.

    Attributes:
        rules: The rules whose groups and maxima are drawn.
        names: What each is called, by its key; rows of a table may share a name.
        order: The keys, that of the highest total first.
        result: What a key stands for.
    """

    rules: RuleSet
    names: Mapping[Any, str]
    order: Sequence[Any]
    result: Callable[[Any], ScoreCard | Published | None]

    @staticmethod
    def of(results: Results, rules: RuleSet | str) -> _Units:
        keyed, names = by_key(results)
        order = ranked(keyed, incomplete="include").units.tolist()
        used, _ = rules_of(keyed, rules)
        result = partial(_row_of, results) if isinstance(results, ScoreTable) else results.get
        return _Units(used, names, order, result)

    def rows(
        self, parts: Iterable[Group | Indicator], first: int, last: int, lang: Lang
    ) -> list[tuple[str, list[_Known]]]:
        """The first and the last units by total, each with its parts and its total.

        One row without any tells how many lie between.
        """
        raise_problems(
            [
                ValueRefusedError(name, value, "a whole number, 0 or more")
                for name, value in (("first", first), ("last", last))
                if type(value) is not int or value < 0
            ]
        )
        hidden = max(0, len(self.order) - first - last)
        if hidden == len(self.order):
            raise ValueRefusedError("first", first, "at least one unit, first or last")
        codes = [*(part.code for part in parts), "total"]
        keys = [*self.order[:first], *self.order[first + hidden :]]
        rows = [
            (self.names[key], [_known_of(result, code, self.rules) for code in codes])
            for key, result in zip(keys, map(self.result, keys), strict=True)
        ]
        if hidden:
            rows.insert(first, (_HIDDEN[lang].format(number(hidden, lang)), []))
        return rows


def _row_of(table: ScoreTable, row: int) -> ScoreCard | None:
    """The row's card; None if it was refused."""
    try:
        return table[row]
    except TthcIndexError:
        return None


def _times(names: Mapping[Any, str], over: Any, lang: Lang) -> tuple[list[int], dict[int, str]]:
    """Each row's month, counted through the years, and how one writes it."""
    given = names.values() if over is None else over
    texts = [str(period) for period in given] if isinstance(given, Iterable) else []
    periods = [period for text in texts if (period := Period.of(text))]
    one_kind = len({(period.parts, period.months) for period in periods}) == 1
    if not one_kind or not len(periods) == len(texts) == len(names):
        raise ValueRefusedError("units" if over is None else "over", texts or over, _PERIODS)
    times = [one.span[1] - 1 for one in periods]
    return times, {time: str(date(text, lang)) for time, text in zip(times, texts, strict=True)}


def _series(
    names: Mapping[Any, str], times: Sequence[int], dates: Mapping[int, str], *, apart: bool
) -> dict[str, dict[int, Any]]:
    """The rows' keys by unit and time; all are of one unit unless they are told *apart*."""
    keys: dict[str, dict[int, Any]] = {}
    problems: list[TthcIndexError] = []
    for (key, name), time in zip(names.items(), times, strict=True):
        unit = name if apart else ""
        if keys.setdefault(unit, {}).setdefault(time, key) != key:
            twice = f"{unit} {dates[time]}".strip()
            problems.append(ValueRefusedError("over", twice, "each period of a unit once"))
    if len(keys) > len(drawing.LINES):
        allowed = f"at most {len(drawing.LINES)} units, whose lines can be told apart"
        problems.append(ValueRefusedError("units", len(keys), allowed))
    raise_problems(problems)
    return keys
