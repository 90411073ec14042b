# SPDX-License-Identifier: MIT
"""How a picture is put together: letters, rows of bars, a grid of cells, lines over time.

A picture of its own is as wide as a phone or half a page, and as high as its rows need.
None needs its colours: place, hatching, lightness or markers say the same.
What is drawn can be found by its id, `artist.get_gid()`, which is its id in an SVG file too.
"""

from __future__ import annotations

import textwrap

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs
import numpy as np

from tthc_index.errors import MissingExtraError, ValueRefusedError
from tthc_index.rules.objects import Status
from tthc_index.text.language import Label, Lang
from tthc_index.text.numbers import NOTHING
from tthc_index.text.tables import plain


try:
    import matplotlib as mpl

    from matplotlib.axes import Axes
except ImportError as _error:
    raise MissingExtraError("plot", "drawing pictures") from _error


#: A picture's width, and what its margins leave of it; 1 point is 1 pixel of a phone 360 wide.
WIDTH, INNER = 360, 350

#: What rows are stacked from, in points: a line of words, a bar, the space below it.
LINE, BAR, GAP = 12.0, 8.0, 8.0

#: Sizes of letters, and how far they reach below their line, in points.
TITLE, BODY, SMALL, DESCENT = 11, 9, 8, 3.5

#: The width of a letter, as a part of its size: a little more than that of most texts.
LETTER = 0.6

#: What the sign in front of a legend's name takes, in points.
SIGN = 40

#: Per cent from which a cell is so light that its figure is black.
LIGHT = 47

# The colours of Okabe and Ito, which all kinds of eyes tell apart.
_BLUE, _ORANGE, _GREY = "#0072B2", "#E69F00", "#8A8A8A"

#: Lines that can be told apart, each by its colour and by its marker; None is the letters' colour.
LINES = tuple(
    zip(
        (_BLUE, "#D55E00", None, _ORANGE, "#009E73", "#CC79A7", "#56B4E9", _GREY),
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
    "gain": (
        Label(vi="điểm có thể thêm", en="points to gain"),
        {**_FRAME, "hatch": "....", "edgecolor": _BLUE},
    ),
    "open": (Status.MISSING.label, _OPEN),
    "unscored": (
        Label(vi="không chấm điểm (0/0)", en="out of reach (0/0)"),
        {**_FRAME, "hatch": "..."},
    ),
    "most": (Label(vi="điểm tối đa", en="maximum"), _FRAME),
}


@attrs.frozen
class Bar:
    """A bar of one look, in points of the index, about the part of that code."""

    code: str
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


@attrs.frozen
class Cell:
    """What a cell of a grid says, and its per cent; NaN is a gap."""

    said: str
    percent: float


def stack(
    rows: Sequence[Row], title: str, ax: Axes | None, lang: Lang, heads: Mapping[float, str]
) -> Axes:
    """Rows below each other; *heads* stand above them, each where its bars begin.

    A bar's id is its look, its part's code and its row: "earned:progress:0". A row's figure has
    the id "said:0".
    """
    room = room_of(ax)
    names = [broken(row.name, room - LETTER * BODY * (len(row.said) + 2)) for row in rows]
    top = y = LINE * max(map(_lines, heads.values()), default=0)
    y += GAP / 2
    feet = []
    for row, name in zip(rows, names, strict=True):
        y += row.head * GAP / 2 + LINE * _lines(name)
        feet.append(y)
        y += BAR + GAP if row.bars else GAP / 2
    ax = _axes(ax, y + 40)
    ends = [bar.left + bar.width for row in rows for bar in row.bars]
    ax.set(xlim=(0, max(ends, default=0) or 1), ylim=(y, 0), xticks=[])
    for left, head in heads.items():
        ax.text(left, top - DESCENT, head, va="baseline", **letters(SMALL))
    _words(ax, rows, names, [foot - DESCENT for foot in feet])
    _head(ax, title, _bars(ax, rows, feet, lang), room)
    return ax


def _words(ax: Axes, rows: Sequence[Row], names: Sequence[str], lines: Sequence[float]) -> None:
    """Each row's name at the left of its line, and its figure at the right."""
    ax.set_yticks(lines, names, ha="left", va="baseline", **letters())
    ax.tick_params(axis="y", pad=0)
    across = ax.get_yaxis_transform()
    for at, (row, y, name) in enumerate(zip(rows, lines, ax.get_yticklabels(), strict=True)):
        look = letters(head=row.head)
        # It stands within the Axes, and so needs no margin beside them.
        name.set(in_layout=False, **look)
        figure = ax.text(1, y, row.said, transform=across, ha="right", va="baseline", **look)
        figure.set_gid(f"said:{at}")


def _bars(ax: Axes, rows: Sequence[Row], feet: Sequence[float], lang: Lang) -> dict[str, Any]:
    """Draw the bars; what each look means, beside a drawing of it."""
    key = {}
    for look, (label, style) in LOOKS.items():
        drawn = [
            (at, bar)
            for at, row in enumerate(rows)
            for bar in row.bars
            if bar.look == look and bar.width
        ]
        if not drawn:
            continue
        middles = [feet[at] + BAR / 2 for at, _ in drawn]
        lefts, widths = [bar.left for _, bar in drawn], [bar.width for _, bar in drawn]
        key[label[lang]] = ax.barh(middles, widths, BAR, lefts, clip_on=False, **style)
        for patch, (at, bar) in zip(key[label[lang]], drawn, strict=True):
            patch.set_gid(f"{look}:{bar.code}:{at}")
    return key


def grid(
    cells: Sequence[Sequence[Cell]],
    names: Sequence[str],
    heads: Sequence[str],
    titles: tuple[str, str],
    ax: Axes | None,
) -> Axes:
    """A row of cells for each name, coloured by per cent; a row without cells has its name alone.

    The coloured cells have the id "percent", those that are gaps "open", and what the first cell
    of the first row says "said:0:0".
    """
    names = [broken(name, 0.42 * INNER) for name in names]
    aside = LETTER * BODY * max(map(_longest, names))
    column = (INNER - aside if ax is None else room_of(ax)) / len(heads)
    # The broader a column is, the more lines its head has, and the shorter they are.
    heads = [broken(head, max(80, 270 // max(1, column // 10)), SMALL) for head in heads]
    edges = np.cumsum([0, *(LINE * _lines(name) + 4 for name in names)])
    ax = _axes(ax, edges[-1] + LETTER * SMALL * max(map(_longest, heads)) + 80)
    mesh = _colours(ax, edges, cells, len(heads))
    across, down = np.arange(len(heads)) + 0.5, (edges[1:] + edges[:-1]) / 2
    for at, (row, y) in enumerate(zip(cells, down, strict=True)):
        for to, (cell, x) in enumerate(zip(row, across, strict=False)):
            if LETTER * SMALL * len(cell.said) < column:
                _figure(ax, x, y, cell).set_gid(f"said:{at}:{to}")
    ax.set_xticks(across, heads, rotation=90, **letters(SMALL))
    ax.set_yticks(down, names, **letters())
    ax.tick_params(labeltop=True, labelbottom=False)
    ax.set_ylim(edges[-1], 0)
    ax.set_title(titles[0], loc="left", **letters(TITLE, head=True))
    _scale(ax, mesh, titles[1])
    return ax


def _colours(ax: Axes, edges: Any, cells: Sequence[Sequence[Cell]], columns: int) -> Any:
    """Draw the cells: coloured by per cent, or hatched where it is not known."""
    share = np.array([[cell.percent for cell in row] or [np.nan] * columns for row in cells])
    gaps = np.isnan(share) & np.array([[bool(row)] for row in cells])
    corners, paper = (np.arange(columns + 1), edges), ax.get_facecolor()
    known, unknown = np.ma.masked_invalid(share), np.ma.masked_where(~gaps, gaps)
    scale: dict[str, Any] = {"cmap": "cividis", "vmin": 0, "vmax": 100, "gid": "percent"}
    ax.pcolor(*corners, unknown, gid="open", **_OPEN)
    return ax.pcolormesh(*corners, known, edgecolors=paper, linewidth=1, **scale)


def _figure(ax: Axes, x: float, y: float, cell: Cell) -> Any:
    """A figure that is read on its cell, dark or light or hatched."""
    look: dict[str, Any] = {"color": "black" if cell.percent > LIGHT else "white"}
    if np.isnan(cell.percent):
        look = {"bbox": _paper(ax)}
    return ax.text(x, y, cell.said, ha="center", va="center", **look, **letters(SMALL))


def _scale(ax: Axes, mesh: Any, title: str) -> None:
    """What the colours mean, below the grid."""
    bar = ax.figure.colorbar(mesh, ax=ax, location="bottom", aspect=40, pad=0.01)
    bar.set_label(title, **letters(SMALL))
    bar.outline.set_visible(False)
    bar.ax.tick_params(length=0, labelsize=SMALL, labelfontfamily=letters()["fontfamily"])


def curves(
    lines: Mapping[str, Mapping[int, float]],
    dates: Mapping[int, str],
    title: str,
    say: Callable[[float], str],
    ax: Axes | None,
) -> Axes:
    """A line for each name, with gaps where it is NaN; a single line says its figures.

    The first line has the id "line:0"; what a single line says of a time has "said:" and that time.
    """
    # The numbers of the axis stand beside it.
    room, ax = room_of(ax) - 4 * BODY, _axes(ax, 220 + LINE * len(lines))
    key = {}
    for at, (name, line) in enumerate(lines.items()):
        times = sorted(line)
        (key[name],) = ax.plot(times, [line[time] for time in times], linewidth=1.5, markersize=5)
        colour, marker = LINES[at]
        key[name].set(color=colour or mpl.rcParams["text.color"], marker=marker, gid=f"line:{at}")
        if len(lines) == 1:
            _figures_beside(ax, line, say)
    _times(ax, dates)
    ax.yaxis.set_major_formatter(lambda points, _: say(points))
    ax.tick_params(axis="y", labelsize=BODY, labelfontfamily=letters()["fontfamily"])
    ax.grid(axis="y", color=_GREY, alpha=0.3)
    ax.margins(y=0.15)
    _head(ax, title, key if len(lines) > 1 else {}, room)
    return ax


def _figures_beside(ax: Axes, line: Mapping[int, float], say: Callable[[float], str]) -> None:
    look: dict[str, Any] = {"ha": "center", "bbox": _paper(ax), **letters(SMALL)}
    for time, points in line.items():
        if not np.isnan(points):
            at = (time, points)
            said = ax.annotate(say(points), at, (0, 6), textcoords="offset points", **look)
            said.set_gid(f"said:{time}")


def _times(ax: Axes, dates: Mapping[int, str]) -> None:
    """The times along the axis, thinned out before they touch; gaps have their place at the ends."""
    first, last = min(dates), max(dates)
    edge = 0.05 * (last - first) or 1
    shown = sorted(dates)[:: -(-len(dates) // 24)]
    turned = 90 if len(shown) > 6 else 0
    ax.set_xticks(shown, [dates[time] for time in shown], rotation=turned, **letters())
    ax.set_xlim(first - edge, last + edge)


def letters(size: float = BODY, *, head: bool = False) -> dict[str, Any]:
    """How letters look: in the user's font, and what it lacks in the one that is always there."""
    return {
        "fontfamily": [*mpl.rcParams["font.family"], "DejaVu Sans"],
        "fontsize": size,
        "fontweight": "bold" if head else "normal",
        "parse_math": False,
        "usetex": False,
    }


def broken(text: str, room: float, size: float = BODY) -> str:
    """The text in lines of that width, in points; what five lines don't hold ends in "…"."""
    text = plain(text).strip() or NOTHING
    return textwrap.fill(text, max(4, int(room / (LETTER * size))), max_lines=5, placeholder="…")


def _lines(text: str) -> int:
    return text.count("\n") + 1


def _longest(text: str) -> int:
    """Letters of the longest line."""
    return max(map(len, text.split("\n")))


def room_of(ax: Axes | None) -> float:
    """The width that there is to draw on, in points."""
    if ax is None:
        return INNER
    if not isinstance(ax, Axes):
        raise ValueRefusedError("ax", ax, "a matplotlib Axes, or None")
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
    names = [broken(name, room - SIGN, SMALL) for name in key]
    widest = LETTER * SMALL * max(map(_longest, names), default=0) + SIGN
    columns = max(1, int(room // widest))
    pad = GAP + LINE * -(-sum(map(_lines, names)) // columns)
    look = letters(TITLE, head=True)
    ax.set_title(broken(title, room, TITLE), loc="left", pad=pad, **look)
    if not key:
        return
    legend = ax.legend(
        list(key.values()),
        # A label that begins with "_" would be left out: names are written afterwards.
        ["?"] * len(key),
        loc="lower left",
        bbox_to_anchor=(0, 1),
        borderaxespad=0,
        borderpad=0,
        frameon=False,
        labelspacing=0.3,
        ncols=columns,
    )
    for text, name in zip(legend.get_texts(), names, strict=True):
        text.set(text=name, **letters(SMALL))


def _paper(ax: Axes) -> dict[str, Any]:
    """A ground for letters that stand on lines."""
    return {"facecolor": ax.get_facecolor(), "edgecolor": "none", "pad": 0.5}
