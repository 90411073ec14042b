# SPDX-License-Identifier: MIT
"""Pictures of what would raise a score, and of whose loss it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tthc_index.errors import UnknownNameError, ValueRefusedError
from tthc_index.results.attribute import REST, Attribution
from tthc_index.results.gains import Gain, Gains
from tthc_index.results.gains import gains as gains_of
from tthc_index.results.rows import decimals_of
from tthc_index.scoring.card import ScoreCard
from tthc_index.text.language import Label, Lang
from tthc_index.text.numbers import number

from . import drawing
from .drawing import Bar, Row


if TYPE_CHECKING:
    from matplotlib.axes import Axes


_GAINS = Label(vi="Có thể thêm {} điểm", en="{} points to gain")
_LOST = Label(vi="Mất {} điểm", en="{} points lost")
_OTHERS = Label(vi="{} đơn vị khác", en="{} other units")
_CASES = Label(vi="{cases} trường hợp: +{points}", en="{cases} cases: +{points}")


def gains(card: ScoreCard | Gains, *, ax: Axes | None = None, lang: Lang = "vi") -> Axes:
    """What more cases would bring, by indicator, the most points first.

    Args:
        card: The card of a unit; or its gains.
        ax: Where to draw; a picture of its own if None, as high as it needs to be.
        lang: "vi" or "en".

    Raises:
        ValueRefusedError: For an argument that is none of what it can be.

    >>> import tthc_index as ti
    >>> card = ti.examples.PHU_THO_2026_08.score()
    >>> ti.plot.gains(card, lang="en").get_title(loc="left")
    '30.08 points to gain'
    """
    found = card if isinstance(card, Gains) else gains_of(card)
    rows = [_row(gain, lang) for gain in found if gain.rest or gain.out_of_reach]
    title = _GAINS[lang].format(number(found.points, lang, found.decimals))
    return drawing.stack(rows, title, ax, lang, {})


def _row(gain: Gain, lang: Lang) -> Row:
    earned = gain.points or 0
    bars = [Bar(gain.code, "earned", 0, earned)]
    if not gain.rest:
        bars.append(Bar(gain.code, "unscored", earned, gain.lost_points or 0))
        return Row(gain.name[lang], number(0, lang, gain.decimals), tuple(bars))
    bars.append(Bar(gain.code, "gain", earned, gain.rest.points))
    points, cases = number(gain.rest.points, lang, gain.decimals), number(gain.rest.cases, lang)
    return Row(gain.name[lang], _CASES[lang].format(cases=cases, points=points), tuple(bars))


def attribution(
    attribution: Attribution,
    code: str = "total",
    *,
    first: int = 20,
    ax: Axes | None = None,
    lang: Lang = "vi",
) -> Axes:
    """Whose loss it is: lost points from one unit to the next, those with the most first.

    Args:
        attribution: What `attribute` found.
        code: "total", a group or an indicator whose loss is known.
        first: How many units are drawn; the others share a bar.
        ax: Where to draw; a picture of its own if None, as high as it needs to be.
        lang: "vi" or "en".

    Raises:
        ValueRefusedError: For an argument that is none of what it can be.
        UnknownNameError: (a KeyError) For any other code.

    >>> import tthc_index as ti
    >>> card = ti.examples.PHU_THO_2026_08.score()
    >>> found = ti.attribute(card, {"A": card})
    >>> ti.plot.attribution(found, lang="en").get_title(loc="left")
    '40.08 points lost'
    """
    if not isinstance(attribution, Attribution):
        raise ValueRefusedError("attribution", attribution, "what `attribute` found")
    if not isinstance(first, int) or first < 0:
        raise ValueRefusedError("first", first, "a whole number, 0 or more")
    lost = attribution.lost_points
    if code not in lost:
        raise UnknownNameError("code", code, tuple(lost))
    decimals, rows, end = decimals_of(attribution.whole), [], 0.0
    for name, look, points in _portions(attribution, code, first, lang):
        bar = Bar(code, look, end, points)
        rows.append(Row(name, number(points, lang, decimals), (bar,)))
        end = round(end + points, decimals)
    title = _LOST[lang].format(number(lost[code], lang, decimals))
    return drawing.stack(rows, title, ax, lang, {})


def _portions(
    found: Attribution, code: str, first: int, lang: Lang
) -> Iterator[tuple[str, str, float]]:
    """What is drawn, and how: the first units, the others together, and what is not explained."""
    rows = sorted(found.rows, key=lambda row: -row.lost_points[code])
    for row in rows[:first]:
        yield str(row.unit), "lost", row.lost_points[code]
    if rows[first:]:
        others = sum(row.lost_points[code] for row in rows[first:])
        name = _OTHERS[lang].format(number(len(rows) - first, lang))
        yield name, "lost", round(others, decimals_of(found.whole))
    yield REST[lang], "open", found.rest.lost_points[code]
