# SPDX-License-Identifier: MIT
"""Pictures: each against a direct drawing, and whether people can read them."""

from __future__ import annotations

import csv
import itertools
import subprocess
import sys

from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import attrs
import matplotlib as mpl
import numpy as np
import pytest

from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import font_manager
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from numpy.typing import NDArray

import tthc_index as ti

from tthc_index import testing
from tthc_index.plot import LANE, TablePlots, plots
from tthc_index.plot import drawing as _draw
from tthc_index.plot.drawing import Bar, Row
from tthc_index.plot.figure import Figure as Drawn
from tthc_index.results.published import Published
from tthc_index.text.view import plain


RULES = ti.ruleset("qd766-2026")
GROUPS = [group.code for group in RULES]
PHU_THO = ti.examples.PHU_THO_2026_08.score()
SON_DUONG = ti.examples.SON_DUONG_2024_03.score()
NOTHING = ti.score({}, missing="allow")
DATA = Path(__file__).parents[2] / "shared" / "data"

#: Published by the National Public Service Portal for 2025 until October: group points, total.
PROVINCES = {
    "UBND tỉnh Bắc Ninh": (15.64, 19.05, 8.36, 10, 17.86, 20.79, 91.7),
    "UBND tỉnh Khánh Hòa": (14.13, 17.76, 8.21, 5.84, 17.08, 17.9, 80.92),
    "UBND Thành phố Hồ Chí Minh": (14.85, 18.4, 8.05, 8.05, 17.94, 14.02, 81.31),
    "UBND tỉnh Phú Thọ": (13.41, 19.01, 8.2, 9.2, 17.82, 19.49, 87.13),
}

#: The longest names of units that the portal published in 2025 and 2026.
LONG = (
    "Ban Quản lý Khu kinh tế Phú Quốc - tỉnh An Giang",
    "Ban quản lý các khu công nghiệp - Tỉnh Phú Thọ",
    "Sở Nông Nghiệp và Môi Trường - Tỉnh Phú Thọ",
)


def published(*points: float) -> Published:
    *groups, total = points
    return Published(points=dict(zip(GROUPS, groups, strict=True)), total=total)


def provinces() -> TablePlots:
    return plots({unit: published(*points) for unit, points in PROVINCES.items()})


def progress(
    on_time: list[int | None], handled: list[int | None], units: Any = None, **options: Any
) -> ti.ScoreTable:
    """A table in which one indicator alone is known."""
    columns = {"dossiers_on_time": on_time, "dossiers_handled": handled}
    return ti.score_many(columns, missing="allow", units=units, **options)


def some_axes() -> Axes:
    """Axes that fill their figure, without pyplot."""
    return Figure(figsize=(5, 10), dpi=100).add_axes((0, 0, 1, 1))


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    mpl.use("agg")
    yield
    plt.close("all")


def patches(ax: Axes, look: str | None = None) -> list[Rectangle]:
    """The bars of that look, or of all, from top to bottom."""
    found = [
        bar
        for container in ax.containers
        if isinstance(container, BarContainer) and look in {None, container.get_label()}
        for bar in container.patches
    ]
    return sorted(found, key=Rectangle.get_y)


def bars(ax: Axes, look: str) -> list[tuple[float, float]]:
    """Left end and width of each bar of that look, from top to bottom."""
    return [(bar.get_x(), bar.get_width()) for bar in patches(ax, look)]


def widths(ax: Axes, look: str) -> list[float]:
    return [width for _, width in bars(ax, look)]


def names(ax: Axes) -> list[str]:
    return [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()]


def said(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def key(ax: Axes) -> list[str]:
    legend = ax.get_legend()
    return [text.get_text() for text in legend.get_texts()] if legend else []


def pixels(ax: Axes) -> NDArray[np.uint8]:
    """What is drawn, without any words."""
    figure = ax.figure
    assert isinstance(figure, Figure)
    for text in figure.findobj(Text):
        text.set_visible(False)
    legend = ax.get_legend()
    if legend:
        legend.remove()
    buffer = BytesIO()
    figure.savefig(buffer, format="rgba")
    width, height = map(round, figure.bbox.size)
    return np.frombuffer(buffer.getvalue(), np.uint8).reshape(height, width, 4)


def assert_same_picture(ax: Axes, other: Axes) -> None:
    """Pixel for pixel, but for an edge that the last bit of a sum moves by one."""
    assert np.mean(np.any(pixels(ax) != pixels(other), axis=2)) < 1e-4


def direct(like: Axes) -> Axes:
    """Empty Axes with the same scales."""
    ax = some_axes()
    ax.set_axis_off()
    ax.set(xlim=like.get_xlim(), ylim=like.get_ylim())
    return ax


@st.composite
def partial_cards(draw: st.DrawFn) -> ti.ScoreCard:
    """Cards of any rules, some counts missing."""
    case = draw(testing.cases(testing.rulesets() | st.just(RULES)))
    lacking = draw(st.sets(st.sampled_from(sorted(case.counts)))) if case.counts else set()
    counts = {name: count for name, count in case.counts.items() if name not in lacking}
    return case.score(counts=counts, missing="allow")


def drawn(picture: Callable[..., object], *arguments: str) -> list[list[Bar]]:
    """The bars of each row that a picture is made of."""
    with patch.object(_draw, "stack") as stack:
        picture(*arguments)
    rows: list[Row] = stack.call_args.args[0]
    return [[bar for bar in row.bars if bar.width] for row in rows]


def total_of(rows: list[list[Bar]], look: str) -> float:
    return sum(bar.width for bars in rows for bar in bars if bar.look == look)


class TestNothingIsLostOnTheWay:
    """ "Missing is a value of its own: never 0, never silently dropped"; bars add up to the card."""

    @settings(max_examples=50)
    @given(partial_cards())
    def test_points(self, card: ti.ScoreCard) -> None:
        rows, (low, high) = drawn(card.plot), card.bounds

        assert total_of(rows, "earned") == pytest.approx(low)
        assert total_of(rows, "open") == pytest.approx(high - low, abs=1e-9)
        assert total_of(rows, "unscored") == pytest.approx(card.total.unscored_points)
        assert total_of(rows, "most") == pytest.approx(card.max_points)

    @settings(max_examples=50)
    @given(partial_cards())
    def test_losses(self, card: ti.ScoreCard) -> None:
        """From the maximum down to the total, the largest first, each step below the one before."""
        (whole, *steps, total), (low, high) = drawn(card.plot, "lost"), card.bounds
        assert total_of([whole], "most") == card.max_points
        assert total_of([total], "earned") == pytest.approx(low)
        assert total_of([total], "open") == pytest.approx(high - low, abs=1e-9)
        at, before = card.max_points, card.max_points
        for bars in steps:
            remaining = sum(bar.width for bar in bars if bar.look == "left")
            fallen = [bar for bar in bars if bar.look != "left"]
            assert sum(bar.width for bar in fallen) == pytest.approx(at - remaining)
            assert min(bar.left for bar in fallen) == pytest.approx(remaining, abs=1e-9)
            assert at - remaining < before + 1e-9
            at, before = remaining, at - remaining
        assert at == pytest.approx(low, abs=1e-9)
        assert total_of(steps, "open") == pytest.approx(high - low, abs=1e-9)
        assert total_of(steps, "unscored") == pytest.approx(card.total.unscored_points)

    @settings(max_examples=50)
    @given(partial_cards())
    def test_groups(self, card: ti.ScoreCard) -> None:
        """Each group's bars lie within its lane."""
        (bars,) = drawn(plots({"A": card}).groups)
        lane = 0.0
        for group, rule in zip(card, card.rules, strict=True):
            own = [bar for bar in bars if lane <= bar.left < lane + rule.max_points]
            low, high = group.bounds
            expected = (low, high - low, group.unscored_points, group.max_points)
            looks = ("earned", "open", "unscored", "most")
            assert [total_of([own], look) for look in looks] == pytest.approx(expected, abs=1e-9)
            ends = {bar.look: (bar.left - lane, bar.left + bar.width - lane) for bar in own}
            assert ends.get("open", (low, high)) == pytest.approx((low, high))
            assert ends.get("unscored", (0, group.max_points))[1] == pytest.approx(group.max_points)
            lane += rule.max_points + LANE


class TestAgainstDirectDrawing:
    """ "A test compares each against a direct drawing"."""

    BLUE, ORANGE, GREY = "#0072B2", "#E69F00", "#8A8A8A"

    def rectangles(
        self, like: Axes, look: str, parts: Sequence[tuple[int, float, float]], **style: Any
    ) -> None:
        """Draw a look's bars below their rows' words."""
        ticks = self.ax.get_yticks()
        for row, left, width in parts:
            top = ticks[row] + _draw.DESCENT
            like.add_patch(Rectangle((left, top), width, _draw.BAR, clip_on=False, **style))
        assert widths(self.ax, look) == pytest.approx([width for _, _, width in parts])

    def frame(self, hatch: str = "") -> dict[str, Any]:
        return {"facecolor": "none", "edgecolor": self.GREY, "linewidth": 0.7, "hatch": hatch}

    @pytest.mark.parametrize("card", [PHU_THO, SON_DUONG, NOTHING], ids=["whole", "part", "none"])
    def test_points(self, card: ti.ScoreCard) -> None:
        self.ax = card.plot(ax=some_axes())
        drawn = direct(self.ax)
        scores = [s for group in card for s in [None, *group] if s is None or s.max_points]
        rows = [(row, score) for row, score in enumerate(scores) if score]

        earned = [(row, 0, score.points) for row, score in rows if score.points]
        still = [(row, 0, score.max_points) for row, score in rows if score.status == "missing"]
        unscored = [
            (row, 0, score.max_points)
            for row, score in rows
            if score.status == "empty" and score.points is None
        ]
        self.rectangles(drawn, "earned", earned, facecolor=self.BLUE)
        self.rectangles(drawn, "open", still, **self.frame("//////"))
        self.rectangles(drawn, "unscored", unscored, **self.frame("..."))
        frames = [(row, 0, score.max_points) for row, score in rows]
        self.rectangles(drawn, "most", frames, **self.frame())

        assert len(frames) == 21
        assert_same_picture(self.ax, drawn)

    def test_losses(self) -> None:
        """Phú Thọ, August 2026: the largest losses first, 6 and 4 of them out of reach."""
        self.ax = PHU_THO.plot("lost", ax=some_axes())
        drawn = direct(self.ax)
        losses = [6, 4.32, 4, 4, 3.53, 3.17, 2.67, 1.96, 1.66, 1.58, 1.55, 1.54, 1.25, 1.07]
        losses += [0.95, 0.79, 0.04]
        left = 100 - np.cumsum(losses)
        steps = [(row + 1, left[row], lost) for row, lost in enumerate(losses)]
        unscored = [steps[0], steps[2]]

        self.rectangles(drawn, "earned", [(18, 0, 59.92)], facecolor=self.BLUE)
        remaining = [(row, 0.0, at) for row, at, _ in steps]
        self.rectangles(drawn, "left", remaining, facecolor=self.GREY, alpha=0.3)
        lost = [step for step in steps if step not in unscored]
        self.rectangles(drawn, "lost", lost, facecolor=self.ORANGE, edgecolor=self.ORANGE)
        self.rectangles(drawn, "unscored", unscored, **self.frame("..."))
        self.rectangles(drawn, "most", [(0, 0, 100)], **self.frame())

        assert_same_picture(self.ax, drawn)

    def test_groups(self) -> None:
        self.ax = provinces().groups(ax=some_axes())
        drawn = direct(self.ax)
        points = [PROVINCES[unit] for unit in names(self.ax)]
        lanes = [0, 18 + 2, 40 + 2, 54 + 2, 66 + 2, 86 + 2]
        most = [18, 20, 12, 10, 18, 22]

        assert [total for *_, total in points] == [91.7, 87.13, 81.31, 80.92]
        for look, values, style in (
            ("earned", points, {"facecolor": self.BLUE}),
            ("most", [most] * 4, self.frame()),
        ):
            parts = [
                (row, lane, value)
                for row, own in enumerate(values)
                for lane, value in zip(lanes, own, strict=False)
            ]
            self.rectangles(drawn, look, parts, **style)
        assert_same_picture(self.ax, drawn)

    def test_heatmap(self) -> None:
        """Every cell has the colour of its share; points are its text."""
        ax = provinces().heatmap(ax=some_axes())
        texts = said(ax)
        rows = [PROVINCES[unit] for unit in names(ax)]
        edges = np.array([*ax.get_yticks() - 8, ax.get_ylim()[0]])
        image = pixels(ax)

        most = (18, 20, 12, 10, 18, 22, 100)
        assert texts == [f"{p:.2f}".replace(".", ",") for own in rows for p in own]
        for (row, own), column in itertools.product(enumerate(rows), range(7)):
            # A corner of the cell, where no white edge is.
            x, y = ax.transData.transform((column + 0.2, edges[row] + 3))
            expected = mpl.colormaps["cividis"](own[column] / most[column], bytes=True)
            drawn = image[image.shape[0] - 1 - round(y), round(x)]
            np.testing.assert_allclose(drawn, expected, atol=1)

    def test_trend(self) -> None:
        units = ["Xã A"] * 3 + ["Xã B"] * 3
        table = progress([50, None, 80, 90, 100, 60], [100] * 6, units)
        months = ["2026-01", "2026-02", "2026-04"]
        ax = table.plot.trend("progress", over=months * 2, ax=some_axes())
        drawn = direct(ax)

        start = 12 * 2026
        times = [start, start + 1, start + 3]
        assert list(ax.get_xticks()) == times
        for points, colour, marker in (
            ([10, np.nan, 16], "#0072B2", "o"),
            ([18, 20, 12], "#D55E00", "s"),
        ):
            drawn.plot(times, points, color=colour, marker=marker, linewidth=1.5, markersize=5)
        for one, other in zip(ax.lines, drawn.lines, strict=True):
            np.testing.assert_array_equal(one.get_xydata(), other.get_xydata())
        ax.grid(visible=False)
        assert_same_picture(ax, drawn)


class TestWords:
    def test_a_card(self) -> None:
        ax = PHU_THO.plot()

        assert ax.get_title(loc="left") == "59,92 trên 100 điểm"
        assert key(ax) == ["điểm đạt được", "không chấm điểm (0/0)", "điểm tối đa"]
        assert [*zip(names(ax), said(ax), strict=True)][:6] == [
            ("Công khai, minh bạch", "7,96/18"),
            ("TTHC công bố đúng hạn", "không phát sinh (0/0)  –/6"),
            ("TTHC cập nhật, công khai đúng hạn", "không phát sinh (0/0)  –/4"),
            ("TTHC công khai đầy đủ nội dung", "1,96/2"),
            ("Hồ sơ đồng bộ lên Cổng DVCQG", "6,00/6"),
            ("Tiến độ giải quyết", "15,68/20"),
        ]
        bold = [name.get_text() for name in ax.get_yticklabels() if name.get_fontweight() == "bold"]
        assert bold == [group.name.vi for group in RULES]

    def test_groups_stand_apart(self) -> None:
        """A little space, so that the eye finds where a group begins."""
        below = np.diff(PHU_THO.plot().get_yticks())  # of the rows, but for the first

        assert below[4] > below[3]

    def test_a_card_in_english(self) -> None:
        ax = SON_DUONG.plot(lang="en")

        assert ax.get_title(loc="left") == "71.65–91.65 of 100 points"
        assert key(ax) == ["points earned", "missing", "maximum"]
        assert ("Online services", "6.40–10.40/12") in zip(names(ax), said(ax), strict=True)
        assert "missing  –/4" in said(ax)

    def test_bounds_of_a_part(self) -> None:
        """A numerator without its denominator leaves everything open, the denominator alone not."""
        counts = {"procedures_partly_online": 30, "procedures_in_scope": 100}
        ax = ti.score(counts, missing="allow").plot()

        assert "chưa có số liệu  0,75–2,00/2" in said(ax)
        assert "0,75–12,00/12" in said(ax)
        assert (0.75, 1.25) in bars(ax, "open")

    def test_losses(self) -> None:
        ax = SON_DUONG.plot("lost")
        lines = [*zip(names(ax), said(ax), strict=True)]

        assert lines[0] == ("Điểm tối đa", "100")
        assert lines[1] == ("Phản ánh, kiến nghị xử lý đúng hạn", "chưa có số liệu  −0,00…6,00")
        assert lines[-2] == ("Hồ sơ cấp kết quả điện tử", "−0,11")
        assert lines[-1] == ("Tổng điểm", "71,65–91,65")
        assert "Hồ sơ nộp trực tuyến" not in names(ax)  # nothing was lost

    def test_published_points_keep_their_decimals(self) -> None:
        notice = Published(points={"progress": 18.6}, total=87.1, decimals=1)
        ax = plots({"Sơn Dương": notice}).heatmap(ax=some_axes())

        assert said(ax) == ["–", "18,6", "–", "–", "–", "–", "87,1"]

    def test_unrounded_points_show_more(self) -> None:
        counts = {"dossiers_on_time": 1, "dossiers_handled": 3}
        card = ti.score(counts, missing="allow", rounding=None)

        assert "6,6667/20" in said(card.plot())

    def test_a_name_that_stands_twice(self) -> None:
        """Indicators of one name stay two."""
        same = ti.Label(vi="Hồ sơ", en="Dossiers")
        rules = attrs.evolve(
            RULES,
            groups=[
                attrs.evolve(group, indicators=[attrs.evolve(i, name=same) for i in group])
                for group in RULES
            ],
        )
        ax = ti.score({}, rules=rules, missing="allow").plot("lost")

        assert names(ax).count("Hồ sơ") == 21

    def test_not_applicable(self) -> None:
        """A level's own maximum is the frame; what does not apply is not missing."""
        rules = RULES.with_indicator(
            "progress.on_time",
            levels=["province"],
            when_not_applicable="excluded",
            evidence=ti.Evidence(),
        )
        card = ti.score({}, rules=rules, level="commune", missing="allow")
        ax = card.plot()

        assert "không áp dụng  –/0" in said(ax)
        assert sum(widths(ax, "most")) == 80
        assert np.isnan(shares(plots({"A": card}).heatmap())[0, 1])

    def test_what_is_sure_to_be_lost(self) -> None:
        """Nothing of an unknown number can earn nothing: missing, but not open."""
        card = ti.score({"dossiers_synced": 0}, missing="allow")
        ax = card.plot()

        assert card["transparency.synced"].bounds == (0, 0)
        assert "chưa có số liệu  –/6" in said(ax)
        assert widths(ax, "unscored") == []
        assert 6 in widths(card.plot("lost"), "lost")


def shares(ax: Axes) -> NDArray[np.float64]:
    """Per cent by cell, NaN where there is no colour."""
    mesh = ax.collections[0].get_array()
    assert isinstance(mesh, np.ma.MaskedArray)
    return np.asarray(mesh.filled(np.nan))


class TestUnits:
    TABLE = progress([10, 40, None, 30, 20], [40] * 5, units=["a", "b", "c", "d", "e"])

    def test_sorted_by_total(self) -> None:
        """The highest first, ties in the given order, what is unknown at the end."""
        assert names(self.TABLE.plot.groups()) == ["b", "d", "e", "a", "c"]
        assert names(self.TABLE.plot.heatmap()) == ["b", "d", "e", "a", "c"]

    @pytest.mark.parametrize(
        ("options", "shown"),
        [
            ({"first": 2}, ["b", "d", "… 3 đơn vị không hiển thị …"]),
            ({"first": 1, "last": 2}, ["b", "… 2 đơn vị không hiển thị …", "a", "c"]),
            ({"first": 0, "last": 1}, ["… 4 đơn vị không hiển thị …", "c"]),
            ({"first": 4, "last": 1}, ["b", "d", "e", "a", "c"]),
            ({"first": 4, "last": 9}, ["b", "d", "e", "a", "c"]),
            ({"first": 4, "lang": "en"}, ["b", "d", "e", "a", "… 1 units not shown …"]),
        ],
    )
    def test_nobody_is_left_out_silently(self, options: dict[str, Any], shown: list[str]) -> None:
        for picture in (self.TABLE.plot.groups, self.TABLE.plot.heatmap):
            assert names(picture(**options)) == shown

    def test_forty_by_default(self) -> None:
        table = progress([1] * 3321, [1] * 3321)
        for picture in (table.plot.groups, table.plot.heatmap):
            shown = names(picture())
            assert shown == [*map(str, range(40)), "… 3.281 đơn vị không hiển thị …"]

    def test_gaps_are_not_zero(self) -> None:
        """Refused, missing and nothing-to-do are hatched; 0 points are the lowest colour."""
        table = progress([0, 5, None, 0], [4, 4, 4, 0], invalid="flag")
        ax = table.plot.heatmap(ax=some_axes())
        assert names(ax) == ["0", "3", "1", "2"]

        progress_share = shares(ax)[:, GROUPS.index("progress")]
        np.testing.assert_array_equal(progress_share, [0, 0, np.nan, np.nan])
        assert np.isnan(shares(ax)[:, 0]).all()
        hatched = ax.collections[1]
        assert hatched.get_hatch() == "//////"
        assert len(hatched.get_paths()) == np.isnan(shares(ax)).sum()

    def test_the_scale_says_what_gaps_are(self) -> None:
        whole, part = provinces().heatmap(), plots({"A": SON_DUONG}).heatmap(lang="en")

        assert [ax.figure.axes[-1].get_xlabel() for ax in (whole, part)] == [
            "% của điểm tối đa",
            "% of the maximum\nhatched: counts are missing, or no points",
        ]

    def test_no_cells_stand_for_those_not_shown(self) -> None:
        ax = self.TABLE.plot.heatmap(first=1, last=1)
        top, bottom = ax.get_yticks()[[0, 2]]
        hatched = [path.get_extents().y0 for path in ax.collections[1].get_paths()]

        assert len([y for y in hatched if y < top]) == 6
        assert len([y for y in hatched if top < y < bottom - 10]) == 0
        assert len([y for y in hatched if y > bottom - 10]) == 7
        assert np.isnan(shares(ax)[1]).all()

    def test_refused_rows_and_nothing_known(self) -> None:
        """All of a refused row is hatched, as of a unit of which nothing is known."""
        refused = progress([5], [4], invalid="flag").plot.groups()
        unknown = plots({"A": None}).groups()

        for ax in (refused, unknown, plots({"A": Published(points={})}).groups()):
            assert widths(ax, "open") == widths(ax, "most") == [18, 20, 12, 10, 18, 22]
            assert said(ax)[-1] == "–"

    def test_indicators(self) -> None:
        ax = plots({"Phú Thọ": PHU_THO}).heatmap("indicators", lang="en")
        heads = [label.get_text().replace("\n", " ") for label in ax.get_xticklabels()]
        share = {rule.code: PHU_THO[rule.code].points for rule in RULES.scored}

        assert heads == [*(rule.name.en for rule in RULES.scored), "Total"]
        expected = [
            np.nan if points is None else 100 * points / RULES[code].max_points
            for code, points in share.items()
        ]
        np.testing.assert_allclose(shares(ax)[0], [*expected, 59.92])
        assert ax.get_title(loc="left") == "Points earned"

    def test_figures_are_printed_where_they_fit(self) -> None:
        wide, narrow = Figure(figsize=(16, 4)), Figure(figsize=(3, 4))
        results = plots({"Phú Thọ": PHU_THO})
        wide_ax = results.heatmap("indicators", ax=wide.add_subplot())
        narrow_ax = results.heatmap("indicators", ax=narrow.add_subplot())

        assert "15,68" in said(wide_ax)
        assert "15,68" not in said(narrow_ax)
        dash = next(text for text in narrow_ax.texts if text.get_text() == "–")
        assert dash.get_bbox_patch()  # a ground of its own, since hatching would hide it

    def test_what_the_table_keeps_does_not_matter(self) -> None:
        """A table of totals alone can be drawn whole."""
        ax = progress([3], [4], ["a"], detail="total").plot.groups()

        assert 15 in widths(ax, "earned")

    def test_lanes_have_heads(self) -> None:
        """Each group's name stands where its bars begin."""
        ax = provinces().groups()
        heads = {
            text.get_position()[0]: text.get_text().replace("\n", " ")
            for text in ax.texts
            if text.get_transform() == ax.transData
        }

        assert heads == dict(
            zip([0, 20, 42, 56, 68, 88], [group.name.vi for group in RULES], strict=True)
        )

    def test_no_share_of_nothing(self) -> None:
        """Where there is no maximum, 0 points are no share."""
        assert np.isnan(Drawn(points=0, most=0, low=0, high=0).percent)

    def test_results_of_every_kind(self) -> None:
        """A table, cards, published results: one way to draw them."""
        table = ti.score_many(
            {name: [count] for name, count in PHU_THO.counts.items()},
            {code: [share] for code, share in PHU_THO.percentages.items()},
            units=["Phú Thọ"],
        )
        notice = ti.examples.PHU_THO_2026_08.published
        for results in (table, {"Phú Thọ": PHU_THO}, {"Phú Thọ": notice}):
            ax = plots(results).heatmap(ax=some_axes())
            assert said(ax) == ["7,96", "15,68", "8,83", "6,25", "12,96", "8,24", "59,92"]

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"first": -1}, "first = -1: it takes a whole number, 0 or more"),
            ({"last": 1.5}, "last = 1.5: it takes a whole number, 0 or more"),
            ({"first": True}, "first = True"),
            ({"first": None}, "first = None"),
            ({"first": 0}, "at least one unit, first or last"),
            ({"first": -1, "last": "2"}, "2 problems"),
            ({"ax": "here"}, "ax = 'here': it takes a matplotlib Axes, or None"),
            ({"lang": "fr"}, "lang = 'fr'"),
        ],
    )
    def test_wrong_arguments(self, options: dict[str, Any], message: str) -> None:
        """Nothing is drawn of them."""
        for picture in (self.TABLE.plot.groups, self.TABLE.plot.heatmap):
            with pytest.raises(ti.TthcIndexError, match=message):
                picture(**options)
        assert plt.get_fignums() == []

    def test_wrong_detail(self) -> None:
        with pytest.raises(
            ti.Problems, match="detail = 'total': it takes 'groups' or 'indicators'"
        ):
            self.TABLE.plot.heatmap("total", first=-1)  # type: ignore[arg-type]  # that is tested

    def test_wrong_results(self) -> None:
        other = attrs.evolve(RULES, id="other")
        with pytest.raises(ti.ArgumentError, match="same rules"):
            plots({"A": PHU_THO, "B": ti.score({}, rules=other, missing="allow")})
        with pytest.raises(ti.ArgumentError, match="results"):
            plots({})
        with pytest.raises(ti.UnknownCodeError, match="did you mean 'progress'"):
            plots({"A": Published(points={"progres": 1})})
        with pytest.raises(ti.ArgumentError, match=r"results\['A'\] = 7"):
            plots({"A": 7})  # type: ignore[dict-item]  # that is tested
        with pytest.raises(ti.TthcIndexError, match="results"):
            progress([], []).plot  # noqa: B018  # a property with checks

    def test_published_points_above_the_maximum(self) -> None:
        """No bar leaves its frame: such points are of other rules."""
        above = plots({"A": Published(points={"progress": 20.01}, total=50)})
        with pytest.raises(ti.ArgumentError, match=r"progress = 20\.01: it takes at most 20"):
            above.groups()
        at = plots({"A": Published(points={"progress": 20.0}, total=50)})
        assert widths(at.groups(), "earned") == [20]


class TestTrend:
    MONTHS = ("2026-01", "2026-02", "2026-03")

    def line(self, ax: Axes, index: int = 0) -> list[float]:
        return [round(y, 2) for y in np.asarray(ax.lines[index].get_ydata()).tolist()]

    def test_one_unit(self) -> None:
        """Units' names are the periods; each figure is written beside its point."""
        ax = progress([50, 87, 80], [100, 89, 100], units=self.MONTHS).plot.trend("progress")

        assert self.line(ax) == [10, 19.55, 16]
        assert said(ax) == ["10", "19,55", "16"]
        assert [label.get_text() for label in ax.get_xticklabels()] == [
            "1/2026",
            "2/2026",
            "3/2026",
        ]
        assert ax.get_title(loc="left") == "Tiến độ giải quyết (tối đa 20)"
        assert key(ax) == []

    def test_time_runs_to_the_right(self) -> None:
        """Rows may come in any order; a month that nobody has leaves its place."""
        units = ["2026-03", "2025-12", "2026-01"]
        ax = progress([80, 50, 87], [100, 100, 89], units=units).plot.trend("progress", lang="en")

        assert self.line(ax) == [10, 19.55, 16]
        assert np.diff(ax.lines[0].get_xdata()).tolist() == [1, 2]
        assert [t.get_text() for t in ax.get_xticklabels()] == ["2025-12", "2026-01", "2026-03"]
        assert ax.get_title(loc="left") == "Progress of handling (of 20)"

    @pytest.mark.parametrize(
        ("periods", "labels", "apart"),
        [
            (["2024", "2026"], ["2024", "2026"], [24]),
            (["2025-Q4", "2026-Q1"], ["Q4/2025", "Q1/2026"], [3]),
            (["2025-12", "2026-01", "2026-10"], ["12/2025", "1/2026", "10/2026"], [1, 9]),
        ],
    )
    def test_years_and_quarters(
        self, periods: list[str], labels: list[str], apart: list[int]
    ) -> None:
        ax = progress([1] * len(periods), [2] * len(periods), units=periods).plot.trend("progress")

        assert np.diff(ax.lines[0].get_xdata()).tolist() == apart
        assert [label.get_text() for label in ax.get_xticklabels()] == labels

    def test_gaps(self) -> None:
        """What is missing, not whole or refused is a gap; 0 of n is 0."""
        units = ["2026-01", "2026-02", "2026-03", "2026-04"]
        table = progress([0, None, 9, 4], [4, 4, 4, 4], units=units, invalid="flag")

        assert str(self.line(table.plot.trend("progress"))) == "[0.0, nan, nan, 20.0]"
        nothing = table.plot.trend()
        assert np.isnan(self.line(nothing)).all()
        assert nothing.get_xlim() == pytest.approx((24311.85, 24315.15), abs=0.01)
        assert said(table.plot.trend("progress")) == ["0", "20"]

    def test_cards_and_published_results(self) -> None:
        before = published(1, 2, 3, 4, 5, 6, 21)
        ax = plots({"2026-07": before, "2026-08": PHU_THO}).trend()

        assert self.line(ax) == [21, 59.92]
        assert ax.get_title(loc="left") == "Tổng điểm (tối đa 100)"

    def test_several_units(self) -> None:
        """A line for each name, in the order in which they come."""
        units = ["_Xã $B$", "A", "_Xã $B$", "A"]
        periods = np.array(["2026-01", "2026-01", "2026-02", "2026-02"], "datetime64[M]")
        ax = progress([1, 2, 3, 4], [4] * 4, units).plot.trend("progress.on_time", over=periods)

        assert key(ax) == ["_Xã $B$", "A"]
        assert [self.line(ax, i) for i in (0, 1)] == [[5, 15], [10, 20]]
        assert said(ax) == []

    def test_many_periods(self) -> None:
        """Labels thin out before they touch."""
        units = [f"{2000 + month // 12}-{month % 12 + 1:02}" for month in range(60)]
        ax = progress([1] * 60, [2] * 60, units).plot.trend("progress")
        few = progress([1] * 6, [2] * 6, units[:6]).plot.trend("progress")
        seven = progress([1] * 7, [2] * 7, units[:7]).plot.trend("progress")

        assert [t.get_text() for t in ax.get_xticklabels()][:3] == ["1/2000", "4/2000", "7/2000"]
        assert ax.get_xticklabels()[0].get_rotation() == 90
        assert few.get_xticklabels()[0].get_rotation() == 0
        assert seven.get_xticklabels()[0].get_rotation() == 90

    def test_numbers_on_the_axis(self) -> None:
        ax = progress([3, 4], [4, 4], units=["2026-01", "2026-02"]).plot.trend("progress")

        assert ax.yaxis.get_major_formatter()(17.5) == "17,5"
        assert ax.yaxis.get_major_formatter()(0.1 + 0.2) == "0,3"

    @pytest.mark.parametrize(
        ("over", "message"),
        [
            (["2026-01"], "over .* it takes a period for each row"),
            (["2026-01", "2026-13"], "over"),
            (["2026-01", "2026"], "of one kind"),
            (["2026-01", "2026-Q1"], "of one kind"),
            (["2026-01", None], "over"),
            ("2026-01", "over"),
            (7, "over = 7"),
            (["2026-01", "2026-01"], r"over = 'a 1/2026': it takes each period of a unit once"),
        ],
    )
    def test_wrong_periods(self, over: Any, message: str) -> None:
        table = progress([1, 1], [2, 2], units=["a", "a"])
        with pytest.raises(ti.ArgumentError, match=message):
            table.plot.trend(over=over)
        assert plt.get_fignums() == []

    def test_names_that_are_no_periods(self) -> None:
        with pytest.raises(ti.ArgumentError, match=r"units = \['a', 'b'\]: it takes a period"):
            progress([1, 1], [2, 2], units=["a", "b"]).plot.trend()
        with pytest.raises(ti.ArgumentError, match="units"):
            progress([1, 1], [2, 2]).plot.trend()

    def test_more_units_than_can_be_told_apart(self) -> None:
        units = [f"Xã {i}" for i in range(9)]
        table = progress([1] * 9, [2] * 9, units)

        assert len(table[:8].plot.trend(over=["2026"] * 8).lines) == 8
        with pytest.raises(ti.ArgumentError, match="units = 9: it takes at most 8 units"):
            table.plot.trend(over=["2026"] * 9)

    @pytest.mark.parametrize("code", ["progres", "progress.completed", None])
    def test_codes_that_earn_nothing(self, code: Any) -> None:
        with pytest.raises(ti.UnknownCodeError):
            plots({"2026": PHU_THO}).trend(code)


def long_names() -> TablePlots:
    notice = published(*PROVINCES["UBND tỉnh Bắc Ninh"])
    cards: list[ti.ScoreCard | Published | None] = [SON_DUONG, PHU_THO, notice, NOTHING, None]
    units = [*LONG, "Sở Ngoại vụ", " ".join(LONG * 9)]
    return plots(dict(zip(units, cards, strict=True)))


def trend(lang: ti.Lang, units: int, months: int) -> Axes:
    rows = [(unit, month) for unit in range(units) for month in range(months)]
    table = progress(
        [80 + 7 * unit * month % 20 for unit, month in rows],
        [100] * len(rows),
        [f"{unit}. {LONG[unit % 3]}" for unit, _ in rows],
    )
    over = [f"{2025 + month // 12}-{month % 12 + 1:02}" for _, month in rows]
    return table.plot.trend("progress", over=over, lang=lang)


PICTURES: dict[str, Callable[[ti.Lang], Axes]] = {
    "points": lambda lang: PHU_THO.plot(lang=lang),
    "points, part": lambda lang: SON_DUONG.plot(lang=lang),
    "points, none": lambda lang: NOTHING.plot(lang=lang),
    "lost": lambda lang: PHU_THO.plot("lost", lang=lang),
    "lost, part": lambda lang: SON_DUONG.plot("lost", lang=lang),
    "groups": lambda lang: long_names().groups(lang=lang),
    "groups, some": lambda lang: long_names().groups(first=1, last=1, lang=lang),
    "heatmap": lambda lang: long_names().heatmap(lang=lang),
    "heatmap, some": lambda lang: long_names().heatmap(first=1, last=1, lang=lang),
    "indicators": lambda lang: long_names().heatmap("indicators", lang=lang),
    "trend": lambda lang: trend(lang, 1, 6),
    "trend, 12 months": lambda lang: trend(lang, 3, 12),
    "trend, crowded": lambda lang: trend(lang, 8, 24),
    "trend, long": lambda lang: plots({"2026": PHU_THO}).trend("online_payment.offered", lang=lang),
    "trend, long names": lambda lang: progress(
        [1, 2], [2, 2], [LONG[0] * 3, LONG[1] * 3]
    ).plot.trend("progress", over=["2026-01", "2026-02"], lang=lang),
}


def check_legible(ax: Axes) -> None:
    """Words are large enough for a phone, cut nowhere, and cover neither each other nor bars."""
    figure = ax.figure
    assert isinstance(figure, Figure)
    figure.canvas.draw()
    texts = [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip()]
    texts = [text for text in texts if text not in beyond(figure)]
    boxes = [text.get_window_extent() for text in texts]
    # As wide as a phone of 360 pixels, a point is a pixel.
    assert figure.get_figwidth() * 72 == 360
    assert min(float(text.get_fontsize()) for text in texts) >= 8
    for text, box in zip(texts, boxes, strict=True):
        inside = figure.bbox.padded(0.5)
        assert inside.contains(*box.min), text
        assert inside.contains(*box.max), text
    corners = np.add([box.extents for box in boxes], (0.5, 0.5, -0.5, -0.5))
    bars = [bar.get_window_extent().extents for bar in patches(ax)]
    covered = np.array(bars).reshape(-1, 4)
    for index, text in enumerate(texts):
        for others in (corners[index + 1 :], covered):
            assert not np.any(touches(corners[index], others)), text


def beyond(figure: Figure) -> set[Text]:
    """Labels of ticks that lie beyond the ends of their axis, and are not drawn."""
    axes = [axis for ax in figure.axes for axis in (ax.xaxis, ax.yaxis)]
    return {
        label
        for axis in axes
        for tick in axis.get_major_ticks()
        for label in (tick.label1, tick.label2)
        if not min(axis.get_view_interval()) <= tick.get_loc() <= max(axis.get_view_interval())
    }


def touches(box: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.logical_and(
        (others[:, :2] < box[2:]).all(axis=1), (others[:, 2:] > box[:2]).all(axis=1)
    )


class TestLegible:
    """ "Legible in colour-blind vision, in print and on a phone"."""

    @pytest.mark.parametrize("picture", PICTURES)
    def test_in_vietnamese(self, picture: str) -> None:
        check_legible(PICTURES[picture]("vi"))

    @pytest.mark.parametrize(
        "picture", ["points, part", "lost", "groups", "indicators", "trend, long"]
    )
    def test_in_english(self, picture: str) -> None:
        check_legible(PICTURES[picture]("en"))

    @pytest.mark.skipif(not DATA.is_dir(), reason="needs the folder of all published figures")
    @pytest.mark.parametrize("kind", ["groups", "heatmap"])
    def test_all_published_names(self, kind: str) -> None:
        units = set()
        for path in sorted(DATA.rglob("*.csv")):
            with path.open(encoding="utf-8") as file:
                units |= {row["unit"] for row in csv.DictReader(file)}
        points = published(*PROVINCES["UBND tỉnh Bắc Ninh"])
        longest = sorted(units, key=len, reverse=True)[:40]
        check_legible(getattr(plots(dict.fromkeys(longest, points)), kind)())

    def test_every_vietnamese_letter(self) -> None:
        """In the font that is always there, upright and bold."""
        tones = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
        vowels = [v + tone for v in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY" for tone in tones]
        letters = {plain(letter) for letter in [*vowels, *"đĐ", *"–−…×%"]}

        assert len(letters) == 12 * 2 * 6 + 2 + 5
        assert {len(letter) for letter in letters} == {1}
        for weight in ("normal", "bold"):
            found = font_manager.findfont(
                font_manager.FontProperties(family="DejaVu Sans", weight=weight)
            )
            known = font_manager.get_font(found).get_charmap()
            assert {letter for letter in letters if ord(letter) not in known} == set()

    @pytest.mark.parametrize(
        "family", ["STIXGeneral", "STIXSizeOneSym", ["STIXSizeOneSym", "serif"]]
    )
    def test_letters_that_the_users_font_lacks(self, family: Any) -> None:
        """A letter without a glyph would be a warning, and so an error here."""
        with mpl.rc_context({"font.family": family}):
            axes = [PICTURES[name]("vi") for name in ("points, part", "heatmap", "trend")]
            for ax in axes:
                ax.figure.canvas.draw()
            first = mpl.rcParams["font.family"][0]
            assert axes[0].get_yticklabels()[0].get_fontfamily()[0] == first

    @pytest.mark.parametrize("seen", ["all", "protan", "deutan", "tritan"])
    def test_bars_differ_in_lightness(self, seen: str) -> None:
        """In print, and to all kinds of eyes: what touches differs by half at least."""
        paper, earned, lost = (1.0, 1.0, 1.0), "#0072B2", "#E69F00"
        left = tuple(0.3 * part + 0.7 for part in mpl.colors.to_rgb("#8A8A8A"))

        assert (earned, lost) == (
            _draw.LOOKS["earned"][1]["color"],
            _draw.LOOKS["lost"][1]["color"],
        )
        assert contrast(earned, paper, seen) > 4
        assert contrast(lost, left, seen) > 1.4
        assert contrast(lost, earned, seen) > 1.8

    def test_looks_differ_without_colour(self) -> None:
        styles = [style for _, style in _draw.LOOKS.values()]
        grey = [round(luminance(style.get("color", "white")), 1) for style in styles]

        hatches = [style.get("hatch") for style in styles]

        assert len({*zip(grey, hatches, strict=True)}) == len(styles)

    def test_figures_stand_out_from_their_cells(self) -> None:
        """4.5 to 1 at least, at every per cent, as WCAG asks of small letters."""
        for percent in range(101):
            cell = mpl.colormaps["cividis"](percent / 100)[:3]
            assert contrast("black" if percent > _draw.LIGHT else "white", cell) >= 4.5

    @pytest.mark.parametrize(
        ("points", "colour"), [(0.2, "white"), (9.4, "white"), (9.6, "black"), (19.9, "black")]
    )
    def test_figures_take_the_better_colour(self, points: float, colour: str) -> None:
        ax = plots({"A": published(0, points, 0, 0, 0, 0, points)}).heatmap(ax=some_axes())

        assert ax.texts[1].get_color() == colour

    def test_lines_differ_by_marker_and_colour(self) -> None:
        colours, markers = zip(*_draw.LINES, strict=True)

        assert len(set(colours)) == len(set(markers)) == 8

    @pytest.mark.parametrize("picture", ["points, part", "lost", "groups", "heatmap", "trend"])
    def test_on_a_dark_page(self, picture: str) -> None:
        """The user's style rules: letters outside bars and cells take its colour."""
        with plt.style.context("dark_background"):
            ax = PICTURES[picture]("vi")

            assert {label.get_color() for label in ax.get_yticklabels()} == {"white"}
            assert ax.title.get_color() == "white"
            ax.figure.canvas.draw()


#: Machado, Oliveira and Fernandes 2009: what is seen where one kind of cone is lacking.
CONES = {
    "all": np.eye(3),
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def luminance(colour: Any, seen: str = "all") -> float:
    """Relative luminance as WCAG defines it, as those see it who lack some cones."""
    rgb = np.array(mpl.colors.to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(np.clip(np.array(CONES[seen]) @ linear, 0, 1) @ [0.2126, 0.7152, 0.0722])


def contrast(one: Any, other: Any, seen: str = "all") -> float:
    dark, light = sorted(luminance(colour, seen) + 0.05 for colour in (one, other))
    return light / dark


class TestManners:
    """ "`ax=` in and Axes out"; nothing of the user's is touched."""

    @pytest.mark.parametrize(
        "draw",
        [
            lambda ax: PHU_THO.plot(ax=ax),
            lambda ax: PHU_THO.plot("lost", ax=ax),
            lambda ax: provinces().groups(ax=ax),
            lambda ax: provinces().heatmap(ax=ax),
            lambda ax: plots({"2026": PHU_THO}).trend(ax=ax),
        ],
    )
    def test_into_axes(self, draw: Callable[[Axes | None], Axes]) -> None:
        ax, before = some_axes(), dict(mpl.rcParams)

        assert draw(ax) is ax
        assert plt.get_fignums() == []
        own = draw(None)
        assert plt.get_fignums() == [own.figure.number]  # type: ignore[union-attr]  # made by pyplot
        assert dict(mpl.rcParams) == before

    def test_no_grid_over_bars(self) -> None:
        """Even where the user's style has one."""
        with mpl.rc_context({"axes.grid": True}):
            for picture in ("points", "groups", "heatmap"):
                lines = [*PICTURES[picture]("vi").get_xgridlines(), *plt.gca().get_ygridlines()]
                assert not any(line.get_visible() for line in lines)

    def test_nothing_is_shown(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(plt, "show", pytest.fail)
        for picture in ("points", "lost", "groups", "heatmap", "trend"):
            PICTURES[picture]("vi")

    def test_wide_axes_break_fewer_names(self) -> None:
        lines = [
            plots({LONG[0]: PHU_THO}).groups(ax=Figure(figsize=(width, 4)).add_subplot())
            for width in (2, 8)
        ]

        assert ["\n" in ax.get_yticklabels()[0].get_text() for ax in lines] == [True, False]

    @pytest.mark.parametrize(
        ("unit", "shown"),
        [
            ("$x^2$ \\alpha <b>", "$x^2$ \\alpha <b>"),
            ("a\tb\x00", "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}"),
            ("Ho\u0300a", "Hòa"),
            ("", "–"),
            ("   ", "–"),
            (None, "None"),
            (7, "7"),
        ],
    )
    def test_names_of_every_kind(self, unit: Any, shown: str) -> None:
        """Names are text: no formula, no markup, no control characters."""
        for ax in (plots({unit: PHU_THO}).groups(), plots({unit: PHU_THO}).heatmap()):
            assert names(ax) == [shown]
            assert not ax.get_yticklabels()[0].get_parse_math()
            ax.figure.canvas.draw()

    def test_short_names_stay_whole(self) -> None:
        shown = provinces().heatmap().get_yticklabels()

        assert {label.get_text() for label in shown} == PROVINCES.keys()

    @pytest.mark.parametrize("room", [50, 90, 200])
    def test_every_line_fits(self, room: float) -> None:
        """Whatever letters it is of, broad or narrow."""
        name = "UBND THÀNH PHỐ WWWWWW WWWWW tỉ lệ lil lil ill il li il ill lil"
        broken = _draw.fit(name, room).split("\n")

        assert len(broken) > 1
        assert max(map(_draw.width, broken)) <= room

    def test_an_endless_name_ends_in_dots(self) -> None:
        for times in (100, 10**6):
            ax = plots({"Ủy ban nhân dân " * times: PHU_THO}).groups()
            text = ax.get_yticklabels()[0].get_text()

            assert text.count("\n") == 4
            assert text.endswith("…")

    @pytest.mark.parametrize("kind", ["total", None, ["points"]])
    def test_an_unknown_kind(self, kind: Any) -> None:
        with pytest.raises(ti.ArgumentError, match="it takes 'points' or 'lost'"):
            PHU_THO.plot(kind)

    def test_without_the_extra(self) -> None:
        code = (
            "import sys; sys.modules['matplotlib'] = None\n"
            "import tthc_index as ti\n"
            "for draw in (ti.score({}, missing='allow').plot, lambda: ti.score_many({'dossiers_handled': [1]}, missing='allow').plot):\n"
            "    try: draw()\n"
            "    except ti.MissingExtraError as error: print(error.extra, error)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )

        assert done.stdout.count("plot drawing pictures needs more packages") == 2
        assert "pip install 'tthc_index[plot]'" in done.stdout
