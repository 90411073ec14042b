# SPDX-License-Identifier: MIT
"""How a picture is put together: letters, rows of bars, a grid of cells, lines over time.

A picture of its own is as wide as a phone or half a page, and as high as its rows need.
None needs its colours: place, hatching, lightness or markers say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from textwrap import wrap
from typing import Any

import attrs
import numpy as np

from tthc_index.errors import ArgumentError, MissingExtraError
from tthc_index.rules.objects import Label, Lang, Status
from tthc_index.text.view import NOTHING, plain


try:
    import matplotlib as mpl

    from matplotlib.axes import Axes
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path
except ImportError as _error:
    raise MissingExtraError("plot", "drawing pictures") from _error


#: A picture's width, and what its margins leave of it; 1 point is 1 pixel of a phone 360 wide.
WIDTH, INNER = 360, 350

#: What rows are stacked from, in points: a line of words, a bar, the space below it.
LINE, BAR, GAP = 12.0, 8.0, 8.0

#: Sizes of letters, and how far they reach below their line, in points.
TITLE, BODY, SMALL, DESCENT = 11, 9, 8, 3.5

#: Letters of a name that are looked at; no paper has room for more.
LONGEST = 10_000

#: Per cent from which a cell is so light that its figure is black.
LIGHT = 47

# The colours of Okabe and Ito, which all kinds of eyes tell apart.
_BLUE, _ORANGE, _GREY = "#0072B2", "#E69F00", "#8A8A8A"

#: Lines that can be told apart, each by its colour and by its marker.
LINES = tuple(
    zip(
        (_BLUE, "#D55E00", "#000000", _ORANGE, "#009E73", "#CC79A7", "#56B4E9", _GREY),
        "os^Dv<>P",
        strict=True,
    )
)

_FRAME = {"facecolor": "none", "edgecolor": _GREY, "linewidth": 0.7}
_OPEN: dict[str, Any] = {**_FRAME, "hatch": "//////"}

#: What bars look like, and what that means.
LOOKS: dict[str, tuple[Label, dict[str, Any]]] = {
    "earned": (Label(vi="điểm đạt được", en="points earned"), {"color": _BLUE}),
    "left": (Label(vi="điểm còn lại", en="points left"), {"color": _GREY, "alpha": 0.3}),
    # The edge lets a hundredth of a point be seen.
    "lost": (Label(vi="điểm bị mất", en="points lost"), {"color": _ORANGE, "edgecolor": _ORANGE}),
    "open": (Status.MISSING.label, _OPEN),
    "unscored": (
        Label(vi="không chấm điểm (0/0)", en="out of reach (0/0)"),
        {**_FRAME, "hatch": "..."},
    ),
    "most": (Label(vi="điểm tối đa", en="maximum"), _FRAME),
}


@attrs.frozen
class Bar:
    """A bar of one look, in points of the index."""

    look: str
    left: float
    width: float


@attrs.frozen
class Row:
    """A name, a figure at the end of its line, and bars below."""

    name: str
    said: str = ""
    bars: tuple[Bar, ...] = ()
    head: bool = False


def stack(
    rows: Sequence[Row], title: str, ax: Axes | None, lang: Lang, heads: Mapping[float, str]
) -> Axes:
    """Rows below each other; *heads* stand above them, each where its bars begin."""
    room = room_of(ax)
    names = [fit(row.name, room - width(row.said, head=True) - GAP, head=row.head) for row in rows]
    top = y = max([LINE * _lines(head) for head in heads.values()] or [0.0])
    y += GAP / 2
    feet = []
    for row, name in zip(rows, names, strict=True):
        y += row.head * GAP / 2 + LINE * _lines(name)
        feet.append(y)
        y += BAR + GAP if row.bars else GAP / 2
    ax = _axes(ax, y + 40)
    ends = [bar.left + bar.width for row in rows for bar in row.bars]
    ax.set(xlim=(0, max([0, *ends]) or 1), ylim=(y, 0), xticks=[])
    for left, head in heads.items():
        ax.text(left, top - DESCENT, head, va="baseline", **letters(SMALL))
    _words(ax, rows, names, [foot - DESCENT for foot in feet])
    key = {}
    for look, (label, style) in LOOKS.items():
        bars = [
            (foot + BAR / 2, bar.width, BAR, bar.left)
            for row, foot in zip(rows, feet, strict=True)
            for bar in row.bars
            if bar.look == look and bar.width
        ]
        if bars:
            key[label[lang]] = ax.barh(*zip(*bars, strict=True), label=look, clip_on=False, **style)
    _head(ax, title, key, room)
    return ax


def _words(ax: Axes, rows: Sequence[Row], names: Sequence[str], lines: Sequence[float]) -> None:
    """Each row's name at the left of its line, and its figure at the right."""
    ax.set_yticks(lines, names, ha="left", va="baseline", **letters())
    ax.tick_params(axis="y", pad=0)
    across = ax.get_yaxis_transform()
    for row, y, name in zip(rows, lines, ax.get_yticklabels(), strict=True):
        look = letters(head=row.head)
        # It stands within the Axes, and so needs no margin beside them.
        name.set(in_layout=False, **look)
        ax.text(1, y, row.said, transform=across, ha="right", va="baseline", **look)


def grid(
    cells: Sequence[Sequence[tuple[str, float]]],
    names: Sequence[str],
    heads: Sequence[str],
    titles: tuple[str, str],
    ax: Axes | None,
) -> Axes:
    """A row of cells for each name, with what they say and per cent; NaN is a gap, no cells none."""
    aside = min(1.05 * max(map(width, names)), 0.4 * INNER)
    column = (INNER - aside if ax is None else room_of(ax)) / len(heads)
    names = [fit(name, aside) for name in names]
    heads = [fit(head, 250 / max(1, column // 10), SMALL) for head in heads]
    edges = np.cumsum([0, *(LINE * _lines(name) + 4 for name in names)])
    share = np.array([[percent for _, percent in row] or [np.nan] * len(heads) for row in cells])
    gaps = np.isnan(share) & np.array([[bool(row)] for row in cells])
    above = max(width(line, SMALL) for head in heads for line in head.split("\n"))
    ax = _axes(ax, edges[-1] + above + 80)
    across, down = np.arange(len(heads)) + 0.5, (edges[1:] + edges[:-1]) / 2
    corners, paper = (np.arange(len(heads) + 1), edges), ax.get_facecolor()
    known, unknown = np.ma.masked_invalid(share), np.ma.masked_where(~gaps, gaps)
    scale: dict[str, Any] = {"cmap": "cividis", "vmin": 0, "vmax": 100}
    mesh = ax.pcolormesh(*corners, known, edgecolors=paper, linewidth=1, **scale)
    ax.pcolor(*corners, unknown, **_OPEN)
    for row, y in zip(cells, down, strict=True):
        for (said, percent), x in zip(row, across, strict=False):
            if width(said, SMALL) < column:
                _figure(ax, (x, y), said, percent)
    ax.set_xticks(across, heads, rotation=90, **letters(SMALL))
    ax.set_yticks(down, names, **letters())
    ax.tick_params(labeltop=True, labelbottom=False)
    ax.set_ylim(edges[-1], 0)
    ax.set_title(titles[0], loc="left", **letters(TITLE, head=True))
    bar = ax.figure.colorbar(mesh, ax=ax, location="bottom", aspect=40, pad=0.01)
    bar.set_label(titles[1], **letters(SMALL))
    bar.outline.set_visible(False)
    bar.ax.tick_params(length=0, labelsize=SMALL, labelfontfamily=letters()["fontfamily"])
    return ax


def _figure(ax: Axes, at: tuple[float, float], said: str, percent: float) -> None:
    """A figure that is read on its cell, dark or light or hatched."""
    look: dict[str, Any] = {"color": "black" if percent > LIGHT else "white"}
    if np.isnan(percent):
        look = {"bbox": _paper(ax)}
    ax.text(at[0], at[1], said, ha="center", va="center", **look, **letters(SMALL))


def curves(
    lines: Mapping[str, Mapping[int, float]],
    dates: Mapping[int, str],
    title: str,
    say: Callable[[float], str],
    ax: Axes | None,
) -> Axes:
    """A line for each name, with gaps where it is NaN; a single line says its figures."""
    # The numbers of the axis stand beside it.
    room, ax = room_of(ax) - 4 * BODY, _axes(ax, 220 + LINE * len(lines))
    key = {}
    for (name, line), (colour, marker) in zip(lines.items(), LINES, strict=False):
        times = sorted(line)
        figures = [line[time] for time in times]
        (key[name],) = ax.plot(
            times, figures, color=colour, marker=marker, linewidth=1.5, markersize=5
        )
    look: dict[str, Any] = {"ha": "center", "bbox": _paper(ax), **letters(SMALL)}
    for time, points in next(iter(lines.values())).items() if len(lines) == 1 else ():
        if not np.isnan(points):
            ax.annotate(say(points), (time, points), (0, 6), textcoords="offset points", **look)
    first, last = min(dates), max(dates)
    edge = 0.05 * (last - first) or 1
    shown = sorted(dates)[:: -(-len(dates) // 24)]
    turned = 90 if len(shown) > 6 else 0
    ax.set_xticks(shown, [dates[time] for time in shown], rotation=turned, **letters())
    # Gaps have their place at the ends too.
    ax.set_xlim(first - edge, last + edge)
    ax.yaxis.set_major_formatter(lambda points, _: say(points))
    ax.tick_params(axis="y", labelsize=BODY, labelfontfamily=letters()["fontfamily"])
    ax.grid(axis="y", color=_GREY, alpha=0.3)
    ax.margins(y=0.15)
    _head(ax, title, key if len(lines) > 1 else {}, room)
    return ax


def letters(size: float = BODY, *, head: bool = False) -> dict[str, Any]:
    """How letters look: in the user's font, and what it lacks in the one that is always there."""
    return {
        "fontfamily": [*mpl.rcParams["font.family"], "DejaVu Sans"],
        "fontsize": size,
        "fontweight": "bold" if head else "normal",
        "parse_math": False,
        "usetex": False,
    }


def width(text: str, size: float = BODY, *, head: bool = False) -> float:
    """The width of a line of letters, in points."""
    look = letters(size, head=head)
    font = FontProperties(family=look["fontfamily"], weight=look["fontweight"], size=size)
    clean = plain(text[:LONGEST])
    return float(text_to_path.get_text_width_height_descent(clean, font, ismath=False)[0])


def fit(text: str, room: float, size: float = BODY, *, head: bool = False) -> str:
    """The text in lines of that width, in points; what five lines don't hold ends in "…"."""
    text = plain(text[:LONGEST]).strip() or NOTHING
    # On a screen of few pixels, letters are hinted to be broader.
    room *= 0.97
    fits = int(len(text) * room / max(width(text, size, head=head), 1))
    for letters_a_line in range(max(4, fits), 3, -1):
        broken = wrap(text, letters_a_line, max_lines=5, placeholder="…")
        if max(width(line, size, head=head) for line in broken) <= room:
            break
    return "\n".join(broken)


def _lines(text: str) -> int:
    return text.count("\n") + 1


def room_of(ax: Axes | None) -> float:
    """The width that there is to draw on, in points."""
    if ax is None:
        return INNER
    if not isinstance(ax, Axes):
        raise ArgumentError("ax", ax, "a matplotlib Axes, or None")
    return float(ax.bbox.width * 72 / ax.figure.dpi)


def _axes(ax: Axes | None, height: float) -> Axes:
    """The Axes, or new ones of that height in points, without any frame."""
    if ax is None:
        import matplotlib.pyplot as plt  # so that a notebook shows the picture

        _, ax = plt.subplots(figsize=(WIDTH / 72, height / 72), layout="constrained")
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    ax.grid(visible=False)
    return ax


def _head(ax: Axes, title: str, key: Mapping[str, Any], room: float) -> None:
    """The title, and below it what the looks mean."""
    names = [fit(name, room - 34, SMALL) for name in key]
    columns = int(room // (max([width(name, SMALL) for name in key] or [0]) + 34)) or 1
    pad = GAP + LINE * -(-sum(map(_lines, names)) // columns)
    look = letters(TITLE, head=True)
    ax.set_title(fit(title, room, TITLE, head=True), loc="left", pad=pad, **look)
    if key:
        legend = ax.legend(
            list(key.values()),
            # A label that begins with "_" would be left out: names are written afterwards.
            ["?"] * len(key),
            loc="lower left",
            bbox_to_anchor=(0, 1),
            borderaxespad=0,
            borderpad=0,
            columnspacing=1.2,
            frameon=False,
            handlelength=1.8,
            handletextpad=0.5,
            labelspacing=0.3,
            ncols=columns,
        )
        for text, name in zip(legend.get_texts(), names, strict=True):
            text.set(text=name, **letters(SMALL))


def _paper(ax: Axes) -> dict[str, Any]:
    """A ground for letters that stand on lines."""
    return {"facecolor": ax.get_facecolor(), "edgecolor": "none", "pad": 0.5}
