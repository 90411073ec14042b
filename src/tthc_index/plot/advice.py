# SPDX-License-Identifier: MIT
"""Pictures of what would raise a score, and of whose loss it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tthc_index.results.gains import Gain, Gains
from tthc_index.results.gains import gains as gains_of
from tthc_index.scoring.card import ScoreCard
from tthc_index.text.language import Label, Lang
from tthc_index.text.numbers import number

from . import drawing
from .drawing import Bar, Row


if TYPE_CHECKING:
    from matplotlib.axes import Axes


_GAINS = Label(vi="Có thể thêm {} điểm", en="{} points to gain")
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
