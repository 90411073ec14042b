# SPDX-License-Identifier: MIT
"""What pictures say, each bar, cell and line held against the result; and whether people can read it."""

from __future__ import annotations

import itertools
import subprocess
import sys

from collections.abc import Iterator, Sequence
from typing import Any

import attrs
import matplotlib as mpl
import numpy as np
import pytest

from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.figure import Figure
from matplotlib.text import Text
from numpy.typing import NDArray

import tthc_index as ti

from tthc_index import testing


RULES = ti.ruleset("qd766-2026")
GROUPS = [group.code for group in RULES]
PHU_THO = ti.examples.PHU_THO_2026_08.score()
SON_DUONG = ti.examples.SON_DUONG_2024_03.score()
NOTHING = ti.score({}, missing="allow")

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


def published(*points: float) -> ti.Published:
    *groups, total = points
    return ti.Published(points=dict(zip(GROUPS, groups, strict=True)), total=total)


def provinces() -> dict[str, ti.Published]:
    return {unit: published(*points) for unit, points in PROVINCES.items()}


def progress(
    on_time: Sequence[int | None],
    handled: Sequence[int | None],
    units: Any = None,
    **options: Any,
) -> ti.ScoreTable:
    """A table in which one indicator alone is known."""
    columns = {"dossiers_on_time": on_time, "dossiers_handled": handled, "unit": units}
    return ti.score_many(columns, missing="allow", **options)


def some_axes(width: float = 5, height: float = 10) -> Axes:
    """Axes that fill their figure, without pyplot."""
    return Figure(figsize=(width, height), dpi=100).add_axes((0, 0, 1, 1))


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    mpl.use("agg")
    yield
    plt.close("all")


def names(ax: Axes) -> list[str]:
    """The rows' names from top to bottom."""
    return [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()]


def heads(ax: Axes) -> list[str]:
    """The columns' names from left to right."""
    return [label.get_text().replace("\n", " ") for label in ax.get_xticklabels()]


def said(ax: Axes) -> dict[str, str]:
    """The figures by their ids: "0" for the first row, "0:1" for its second cell."""
    gids = {str(text.get_gid()): text.get_text() for text in ax.texts if text.get_gid()}
    return {gid.removeprefix("said:"): text for gid, text in gids.items()}


def lines_of(ax: Axes) -> list[tuple[str, str]]:
    """Each row's name and figure, from top to bottom."""
    return [(name, said(ax)[str(row)]) for row, name in enumerate(names(ax))]


def key(ax: Axes) -> list[str]:
    legend = ax.get_legend()
    return [text.get_text() for text in legend.get_texts()] if legend else []


def bars(ax: Axes) -> dict[str, tuple[float, float]]:
    """Left end and width of each bar by its id, "earned:progress:0"; each stands below its row's name."""
    found = {}
    lines = [*ax.get_yticks().tolist(), ax.get_ylim()[0]]
    for bar in ax.patches:
        gid = str(bar.get_gid())
        row = int(gid.rpartition(":")[2])
        assert isinstance(bar, mpl.patches.Rectangle)
        assert lines[row] < bar.get_y() < bar.get_y() + bar.get_height() < lines[row + 1]
        found[gid] = (bar.get_x(), bar.get_width())
    return found


def widths(ax: Axes, look: str) -> list[float]:
    return [width for gid, (_, width) in bars(ax).items() if gid.startswith(f"{look}:")]


def shares(ax: Axes) -> NDArray[np.float64]:
    """Per cent by cell, NaN where there is no colour; each row's name stands at its middle."""
    (mesh,) = (drawn for drawn in ax.collections if drawn.get_gid() == "percent")
    cells = mesh.get_array()
    assert isinstance(cells, np.ma.MaskedArray)
    assert (mesh.get_cmap().name, mesh.get_clim()) == ("cividis", (0, 100))
    assert isinstance(mesh, QuadMesh)
    edges = np.asarray(mesh.get_coordinates(), dtype=float)[:, 0, 1]
    np.testing.assert_allclose(ax.get_yticks(), (edges[1:] + edges[:-1]) / 2)
    return np.asarray(cells.filled(np.nan))


def hatched(ax: Axes) -> set[tuple[int, int]]:
    """Row and column of each hatched cell."""
    (cells,) = (drawn for drawn in ax.collections if drawn.get_gid() == "open")
    assert cells.get_hatch() == "//////"
    centres = [(path.get_extents().p0 + path.get_extents().p1) / 2 for path in cells.get_paths()]
    rows = ax.get_yticks()
    return {(int(np.argmin(abs(rows - y))), int(x)) for x, y in centres}


def line(ax: Axes, index: int = 0) -> dict[float, float]:
    """Points by time, to the hundredth."""
    (drawn,) = (one for one in ax.lines if one.get_gid() == f"line:{index}")
    times, points = np.asarray(drawn.get_data(), dtype=float).tolist()
    return dict(zip(times, np.round(points, 2).tolist(), strict=True))


@st.composite
def partial_cards(draw: st.DrawFn) -> ti.ScoreCard:
    """Cards of any rules, some counts missing."""
    case = draw(testing.cases(testing.rulesets() | st.just(RULES)))
    lacking = draw(st.sets(st.sampled_from(sorted(case.counts)))) if case.counts else set()
    counts = {name: count for name, count in case.counts.items() if name not in lacking}
    return case.score(counts=counts, missing="allow")


Bars = dict[str, tuple[float, float]]


def out_of_reach(score: ti.Score) -> float:
    """Points for which there was nothing to do, where the rule gives none for that."""
    return score.unscored_points


def bars_of(score: Any, row: int, left: float = 0) -> Bars:
    """What was earned, what is open, at the end what was out of reach; all within a frame."""
    (low, high), most, unscored = score.bounds, score.max_points, out_of_reach(score)
    return {
        f"earned:{score.code}:{row}": (left, low),
        f"open:{score.code}:{row}": (left + low, high - low),
        f"unscored:{score.code}:{row}": (left + most - unscored, unscored),
        f"most:{score.code}:{row}": (left, most),
    }


def assert_bars(ax: Axes, expected: Bars) -> None:
    """These bars and no others, but for those without any width."""
    drawn = bars(ax)
    assert {gid for gid, (_, width) in expected.items() if width > 1e-9} <= drawn.keys()
    for gid, ends in drawn.items():
        assert ends == pytest.approx(expected[gid], abs=1e-9), gid


class TestBars:
    """ "Missing is a value of its own: never 0, never silently dropped": bars are what the card says."""

    @settings(max_examples=25)
    @given(partial_cards())
    def test_points(self, card: ti.ScoreCard) -> None:
        """Below each group's line a bar for each indicator that can earn points, in order."""
        ax = ti.plot.points(card, ax=some_axes())
        expected: Bars = {}
        rows = 0
        for group in card:
            scored = [score for score in group if score.status != "monitored"]
            for row, score in enumerate(scored, rows + 1):
                expected |= bars_of(score, row)
            rows += 1 + len(scored)

        assert len(ax.get_yticks()) == rows
        assert_bars(ax, expected)

    @settings(max_examples=25)
    @given(partial_cards())
    def test_losses(self, card: ti.ScoreCard) -> None:
        """Each step falls from where the one before ended, the largest first, down to the total."""
        ax = ti.plot.lost(card, ax=some_axes())
        steps = [score for score in card.indicators.values() if score.max_points > score.bounds[0]]
        steps.sort(key=lambda score: score.bounds[0] - score.max_points)
        (low, high), at, last = card.bounds, card.max_points, len(steps) + 1
        expected: Bars = {"most:total:0": (0, at)}
        for row, score in enumerate(steps, 1):
            lost, still = score.max_points - score.bounds[1], score.bounds[1] - score.bounds[0]
            look = "unscored" if out_of_reach(score) else "lost"
            at -= lost + still
            expected[f"left:{score.code}:{row}"] = (0, at)
            expected[f"open:{score.code}:{row}"] = (at, still)
            expected[f"{look}:{score.code}:{row}"] = (at + still, lost)
        expected |= {f"earned:total:{last}": (0, low), f"open:total:{last}": (low, high - low)}

        assert at == pytest.approx(low, abs=1e-9)
        assert len(ax.get_yticks()) == last + 1
        assert_bars(ax, expected)

    @settings(max_examples=25)
    @given(partial_cards())
    def test_groups(self, card: ti.ScoreCard) -> None:
        """Each group has a lane as wide as its maximum, and its name where the lane begins."""
        ax = ti.plot.groups({"A": card}, ax=some_axes())
        expected: Bars = {}
        lanes, left = [], 0.0
        for group, rule in zip(card, card.rules, strict=True):
            expected |= bars_of(group, 0, left)
            lanes.append(left)
            left += rule.max_points + 2

        assert [
            x for text in ax.texts if not text.get_gid() for x in text.get_position()[:1]
        ] == lanes
        assert_bars(ax, expected)

    def test_units(self) -> None:
        """Published points of several units, each in its row, each group in its lane."""
        ax = ti.plot.groups(provinces(), ax=some_axes())
        lanes, most = (0, 20, 42, 56, 68, 88), (18, 20, 12, 10, 18, 22)
        expected: Bars = {}
        for row, unit in enumerate(names(ax)):
            for code, left, own, frame in zip(GROUPS, lanes, PROVINCES[unit], most, strict=False):
                expected[f"earned:{code}:{row}"] = (left, own)
                expected[f"most:{code}:{row}"] = (left, frame)

        assert len(bars(ax)) == 48
        assert_bars(ax, expected)

    def test_refused_rows_and_nothing_known(self) -> None:
        """All of a refused row is open, as of a unit of which nothing is known."""
        refused = progress([5], [4], invalid="flag")
        for units in (refused, {"A": None}, {"A": ti.Published(points={})}):
            ax = ti.plot.groups(units)
            assert widths(ax, "open") == widths(ax, "most") == [18, 20, 12, 10, 18, 22]
            assert widths(ax, "earned") == []
            assert said(ax) == {"0": "–"}

    def test_looks_differ_without_colour(self) -> None:
        """By lightness or by hatching, and what is open or out of reach is hatched."""
        drawn = [
            patch
            for card in (PHU_THO, SON_DUONG)
            for patch in ti.plot.lost(card, ax=some_axes()).patches
        ]
        looks = {str(bar.get_gid()).partition(":")[0]: bar for bar in drawn}
        hatches = {look: bar.get_hatch() for look, bar in looks.items()}
        styles = {
            (bar.get_hatch(), round(luminance(over_white(bar.get_facecolor())), 1))
            for bar in looks.values()
        }

        assert hatches == {
            "earned": None,
            "left": None,
            "lost": None,
            "open": "//////",
            "unscored": "...",
            "most": None,
        }
        assert len(styles) == len(looks)


class TestWords:
    def test_a_card(self) -> None:
        ax = ti.plot.points(PHU_THO)

        assert ax.get_title(loc="left") == "59,92 trên 100 điểm"
        assert key(ax) == ["điểm đạt được", "không chấm điểm (0/0)", "điểm tối đa"]
        assert lines_of(ax)[:6] == [
            ("Công khai, minh bạch", "7,96/18"),
            ("TTHC công bố đúng hạn", "không phát sinh (0/0)  –/6"),
            ("TTHC cập nhật, công khai đúng hạn", "không phát sinh (0/0)  –/4"),
            ("TTHC công khai đầy đủ nội dung", "1,96/2"),
            ("Hồ sơ đồng bộ lên Cổng DVCQG", "6,00/6"),
            ("Tiến độ giải quyết", "15,68/20"),
        ]
        bold = [name.get_text() for name in ax.get_yticklabels() if name.get_fontweight() == "bold"]
        assert bold == [group.name.vi for group in RULES]

    def test_each_figure_is_the_cards(self) -> None:
        """Every name with its points and its maximum, in the card's order."""
        scores = [s for group in PHU_THO for s in (group, *group) if s.max_points]
        expected = [
            (s.name.en, f"{'–' if s.points is None else f'{s.points:.2f}'}/{s.max_points:g}")
            for s in scores
        ]
        drawn = lines_of(ti.plot.points(PHU_THO, lang="en"))

        assert [(name, text.rpartition("  ")[2]) for name, text in drawn] == expected

    def test_groups_stand_apart(self) -> None:
        """A little space, so that the eye finds where a group begins."""
        below = np.diff(ti.plot.points(PHU_THO).get_yticks())  # of the rows, but for the first

        assert below[4] > below[3]

    def test_a_card_in_english(self) -> None:
        ax = ti.plot.points(SON_DUONG, lang="en")

        assert ax.get_title(loc="left") == "71.65–91.65 of 100 points"
        assert key(ax) == ["points earned", "missing", "maximum"]
        assert ("Online services", "6.40–10.40/12") in lines_of(ax)
        assert ("Online services that received dossiers", "missing  –/4") in lines_of(ax)

    def test_bounds_of_a_part(self) -> None:
        """A numerator without its denominator leaves everything open, the denominator alone not."""
        counts = {"procedures_partly_online": 30, "procedures_in_scope": 100}
        ax = ti.plot.points(ti.score(counts, missing="allow"))

        assert "chưa có số liệu  0,75–2,00/2" in said(ax).values()
        assert "0,75–12,00/12" in said(ax).values()

    def test_losses(self) -> None:
        ax = ti.plot.lost(SON_DUONG)
        lines = lines_of(ax)

        assert ax.get_title(loc="left") == "71,65–91,65 trên 100 điểm"
        assert lines[0] == ("Điểm tối đa", "100")
        assert lines[1] == ("Phản ánh, kiến nghị xử lý đúng hạn", "chưa có số liệu  −0,00…6,00")
        assert lines[-2] == ("Hồ sơ cấp kết quả điện tử", "−0,11")
        assert lines[-1] == ("Tổng điểm", "71,65–91,65")
        assert "Hồ sơ nộp trực tuyến" not in names(ax)  # nothing was lost
        assert key(ax) == [
            "điểm đạt được",
            "điểm còn lại",
            "điểm bị mất",
            "chưa có số liệu",
            "điểm tối đa",
        ]

    def test_all_losses(self) -> None:
        """Phú Thọ, August 2026: the largest losses first, 6 and 4 of them out of reach."""
        ax = ti.plot.lost(PHU_THO, lang="en")
        losses = [6, 4.32, 4, 4, 3.53, 3.17, 2.67, 1.96, 1.66, 1.58, 1.55, 1.54, 1.25, 1.07]
        losses += [0.95, 0.79, 0.04]
        figures = ["100", *(f"−{lost:.2f}" for lost in losses), "59.92"]

        assert [text for _, text in lines_of(ax)] == figures
        assert widths(ax, "unscored") == [6, 4]
        bold = [name.get_text() for name in ax.get_yticklabels() if name.get_fontweight() == "bold"]
        assert bold == ["Maximum", "Total"]

    def test_unrounded_points_show_more(self) -> None:
        counts = {"dossiers_on_time": 1, "dossiers_handled": 3}
        card = ti.score(counts, missing="allow", rules=RULES.unrounded)

        assert "6,6667/20" in said(ti.plot.points(card)).values()

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
        ax = ti.plot.lost(ti.score({}, rules=rules, missing="allow"))

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
        ax = ti.plot.points(card)

        assert "không áp dụng  –/0" in said(ax).values()
        assert sum(widths(ax, "most")) == 80
        assert np.isnan(shares(ti.plot.heatmap({"A": card}))[0, 1])
        assert widths(ti.plot.groups({"A": card}), "most") == [18, 12, 10, 18, 22]

    def test_what_is_sure_to_be_lost(self) -> None:
        """Nothing of an unknown number can earn nothing: missing, but not open."""
        card = ti.score({"dossiers_synced": 0}, missing="allow")
        ax = ti.plot.points(card)

        assert card["transparency.synced"].bounds == (0, 0)
        assert "chưa có số liệu  –/6" in said(ax).values()
        assert widths(ax, "unscored") == []
        assert 6 in widths(ti.plot.lost(card), "lost")


class TestUnits:
    TABLE = progress([10, 40, None, 30, 20], [40] * 5, units=["a", "b", "c", "d", "e"])

    @pytest.mark.parametrize(
        ("options", "shown"),
        [
            ({}, ["b", "d", "e", "a", "c"]),
            ({"first": 2}, ["b", "d", "… 3 đơn vị không hiển thị …"]),
            ({"first": 1, "last": 2}, ["b", "… 2 đơn vị không hiển thị …", "a", "c"]),
            ({"first": 0, "last": 1}, ["… 4 đơn vị không hiển thị …", "c"]),
            ({"first": 4, "last": 1}, ["b", "d", "e", "a", "c"]),
            ({"first": 4, "last": 9}, ["b", "d", "e", "a", "c"]),
            ({"first": 4, "lang": "en"}, ["b", "d", "e", "a", "… 1 units not shown …"]),
        ],
    )
    def test_nobody_is_left_out_silently(self, options: dict[str, Any], shown: list[str]) -> None:
        """The highest total first, what is unknown at the end, and a line for those in between."""
        for picture in (ti.plot.groups, ti.plot.heatmap):
            assert names(picture(self.TABLE, **options)) == shown

    def test_forty_by_default(self) -> None:
        table = progress([1] * 3321, [1] * 3321)
        for picture in (ti.plot.groups, ti.plot.heatmap):
            shown = names(picture(table))
            assert shown == [*map(str, range(40)), "… 3.281 đơn vị không hiển thị …"]

    def test_groups(self) -> None:
        """The title, the groups' names above their lanes, and the total in the unit's line."""
        ax = ti.plot.groups({"a": SON_DUONG, "b": PHU_THO})
        above = [" ".join(text.get_text().split()) for text in ax.texts if not text.get_gid()]

        assert ax.get_title(loc="left") == "Điểm theo nhóm, và tổng điểm"
        assert above == [group.name.vi for group in RULES]
        assert lines_of(ax) == [("a", "71,65–91,65"), ("b", "59,92")]
        assert lines_of(ti.plot.groups(self.TABLE, first=1))[1][1] == ""

    def test_results_of_every_kind(self) -> None:
        """A table, cards, published results: one way to draw them."""
        table = ti.score_many(
            {
                **{name: [count] for name, count in PHU_THO.counts.items()},
                **{f"{code} %": [share] for code, share in PHU_THO.percentages.items()},
                "unit": ["Phú Thọ"],
            }
        )
        notice = ti.examples.PHU_THO_2026_08.published
        for results in (table, {"Phú Thọ": PHU_THO}, {"Phú Thọ": notice}):
            ax = ti.plot.heatmap(results, ax=some_axes())
            figures = ["7,96", "15,68", "8,83", "6,25", "12,96", "8,24", "59,92"]
            assert [*said(ax).values()] == figures

    def test_what_the_table_keeps_does_not_matter(self) -> None:
        """A table of totals alone can be drawn whole."""
        ax = ti.plot.groups(progress([3], [4], ["a"], detail="total"))

        assert widths(ax, "earned") == [15]

    def test_published_points_are_of_the_rules_given(self) -> None:
        """The maxima are those of the rules; cards bring their own."""
        double = [attrs.evolve(RULES["progress.on_time"], max_points=40, evidence=ti.Evidence())]
        group = attrs.evolve(RULES["progress"], max_points=40, indicators=double)
        rules = attrs.evolve(RULES, groups=[group], max_points=40)
        own = {"A": ti.Published(points={"progress": 30}, total=40)}

        assert widths(ti.plot.groups(own, rules=rules), "most") == [40]
        assert shares(ti.plot.heatmap(own, rules=rules)).tolist() == [[75, 100]]
        ax = ti.plot.trend({"2026": own["A"]}, "progress", rules=rules)
        assert ax.get_title(loc="left") == "Tiến độ giải quyết (tối đa 40)"

    def test_published_points_above_the_maximum(self) -> None:
        """No bar leaves its frame: such points are of other rules."""
        above = {"A": ti.Published(points={"progress": 20.01}, total=50)}
        with pytest.raises(
            ti.errors.ValueRefusedError, match=r"progress = 20\.01: it takes at most 20"
        ):
            ti.plot.groups(above)
        at = {"A": ti.Published(points={"progress": 20.0}, total=50)}
        assert widths(ti.plot.groups(at), "earned") == [20]


class TestHeatmap:
    def test_every_cell(self) -> None:
        """Its colour is the share of the maximum, its text the points."""
        ax = ti.plot.heatmap(provinces(), ax=some_axes())
        most = (18, 20, 12, 10, 18, 22, 100)
        rows = [PROVINCES[unit] for unit in names(ax)]

        assert [own[-1] for own in rows] == [91.7, 87.13, 81.31, 80.92]
        np.testing.assert_allclose(shares(ax), [np.divide(own, most) * 100 for own in rows])
        assert hatched(ax) == set()
        assert said(ax) == {
            f"{row}:{column}": f"{points:.2f}".replace(".", ",")
            for row, own in enumerate(rows)
            for column, points in enumerate(own)
        }
        for text in ax.texts:
            row, column = map(int, str(text.get_gid()).split(":")[1:])
            assert text.get_position() == (column + 0.5, ax.get_yticks()[row])
        assert ax.get_xticks().tolist() == [0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5]

    def test_words(self) -> None:
        ax = ti.plot.heatmap(provinces())
        english = ti.plot.heatmap({"A": SON_DUONG}, lang="en")

        assert ax.get_title(loc="left") == "Điểm đạt được"
        assert heads(ax) == [*(group.name.vi for group in RULES), "Tổng điểm"]
        assert english.get_title(loc="left") == "Points earned"
        assert heads(english) == [*(group.name.en for group in RULES), "Total"]
        assert [one.figure.axes[-1].get_xlabel() for one in (ax, english)] == [
            "% của điểm tối đa",
            "% of the maximum\nhatched: counts are missing, or no points",
        ]

    def test_indicators(self) -> None:
        ax = ti.plot.heatmap({"Phú Thọ": PHU_THO}, "indicators", lang="en")
        points = [PHU_THO[rule.code].points for rule in RULES.scored]
        expected = [
            np.nan if own is None else 100 * own / rule.max_points
            for own, rule in zip(points, RULES.scored, strict=True)
        ]

        assert heads(ax) == [*(rule.name.en for rule in RULES.scored), "Total"]
        np.testing.assert_allclose(shares(ax), [[*expected, 59.92]])
        assert hatched(ax) == {(0, 0), (0, 1)}

    def test_gaps_are_not_zero(self) -> None:
        """Refused, missing and nothing-to-do are hatched; 0 points are the lowest colour."""
        table = progress([0, 5, None, 0], [4, 4, 4, 0], invalid="flag")
        ax = ti.plot.heatmap(table, ax=some_axes())
        at = GROUPS.index("progress")

        assert names(ax) == ["0", "3", "1", "2"]
        np.testing.assert_array_equal(shares(ax)[:, at], [0, 0, np.nan, np.nan])
        others = set(itertools.product(range(4), range(7)))
        assert hatched(ax) == others - {(0, at), (1, at)}
        assert said(ax)[f"0:{at}"] == said(ax)[f"1:{at}"] == "0,00"
        assert said(ax)[f"2:{at}"] == "–"

    def test_counts_that_are_missing(self) -> None:
        """Their cells are hatched, and say what is still possible."""
        ax = ti.plot.heatmap({"A": SON_DUONG}, ax=some_axes(9))

        np.testing.assert_allclose(shares(ax)[0, :2], [100, 94.45])
        assert hatched(ax) == {(0, 2), (0, 4), (0, 5), (0, 6)}
        assert said(ax)["0:2"] == "6,40–10,40"
        assert said(ax)["0:6"] == "71,65–91,65"

    def test_no_cells_stand_for_those_not_shown(self) -> None:
        ax = ti.plot.heatmap(TestUnits.TABLE, first=1, last=1)

        assert {row for row, _ in hatched(ax)} == {0, 2}
        assert np.isnan(shares(ax)[1]).all()
        assert not [gid for gid in said(ax) if gid.startswith("1:")]

    def test_published_points_keep_their_decimals(self) -> None:
        notice = ti.Published(points={"progress": 18.6}, total=87.1, decimals=1)
        ax = ti.plot.heatmap({"Sơn Dương": notice}, ax=some_axes())

        assert [*said(ax).values()] == ["–", "18,6", "–", "–", "–", "–", "87,1"]

    def test_figures_are_printed_where_they_fit(self) -> None:
        wide = ti.plot.heatmap({"A": PHU_THO}, "indicators", ax=some_axes(16))
        narrow = ti.plot.heatmap({"A": PHU_THO}, "indicators", ax=some_axes(3))

        assert "15,68" in said(wide).values()
        assert {*said(narrow).values()} == {"–"}
        dash = next(text for text in narrow.texts if text.get_text() == "–")
        assert dash.get_bbox_patch()  # a ground of its own, since hatching would hide it

    def test_figures_stand_out_from_their_cells(self) -> None:
        """4.5 to 1 at least, at every per cent, as WCAG asks of small letters."""
        units = {percent: published(0, 0, 0, 0, 0, 0, percent) for percent in range(101)}
        ax = ti.plot.heatmap(units, first=101, ax=some_axes())
        totals = {int(unit): ax.texts[7 * row + 6] for row, unit in enumerate(names(ax))}

        for percent, text in totals.items():
            cell = mpl.colormaps["cividis"](percent / 100)
            assert text.get_text() == f"{percent},00"
            assert contrast(text.get_color(), cell[:3]) >= 4.5


class TestTrend:
    MONTHS = ("2026-01", "2026-02", "2026-03")

    def test_one_unit(self) -> None:
        """Units' names are the periods; each figure is written beside its point."""
        table = progress([50, 87, 80], [100, 89, 100], units=self.MONTHS)
        ax = ti.plot.trend(table, "progress")
        start = 12 * 2026

        assert line(ax) == {start: 10, start + 1: 19.55, start + 2: 16}
        assert said(ax) == {f"{start}": "10", f"{start + 1}": "19,55", f"{start + 2}": "16"}
        places = [text.xy for text in ax.texts if isinstance(text, mpl.text.Annotation)]
        assert places == [(start, 10), (start + 1, 19.55), (start + 2, 16)]
        assert heads(ax) == ["01/2026", "02/2026", "3/2026"]
        assert ax.get_title(loc="left") == "Tiến độ giải quyết (tối đa 20)"
        assert key(ax) == []

    @pytest.mark.parametrize(
        ("periods", "labels", "apart", "points"),
        [
            (["2024", "2026"], ["2024", "2026"], [24], [16, 10]),
            (["2025-Q4", "2026-Q1"], ["Q4/2025", "Q1/2026"], [3], [16, 10]),
            (
                ["2026-10", "2025-12", "2026-01"],
                ["12/2025", "01/2026", "10/2026"],
                [1, 9],
                [10, 18, 16],
            ),
        ],
    )
    def test_time_runs_to_the_right(
        self, periods: list[str], labels: list[str], apart: list[int], points: list[float]
    ) -> None:
        """Rows may come in any order; a month that nobody has leaves its place."""
        rows = len(periods)
        table = progress([80, 50, 90][:rows], [100] * rows, units=periods)
        ax, english = (ti.plot.trend(table, "progress", lang=lang) for lang in ("vi", "en"))

        assert np.diff([*line(ax)]).tolist() == np.diff(ax.get_xticks()).tolist() == apart
        assert [*line(ax).values()] == points
        assert (heads(ax), heads(english)) == (labels, sorted(periods))
        assert english.get_title(loc="left") == "Progress of handling (of 20)"

    def test_gaps(self) -> None:
        """What is missing, not whole or refused is a gap; 0 of n is 0."""
        units = ["2026-01", "2026-02", "2026-03", "2026-04"]
        table = progress([0, None, 9, 4], [4, 4, 4, 4], units=units, invalid="flag")
        nothing = ti.plot.trend(table)
        ax = ti.plot.trend(table, "progress")

        assert str([*line(ax).values()]) == "[0.0, nan, nan, 20.0]"
        assert [*said(ax).values()] == ["0", "20"]
        assert np.isnan([*line(nothing).values()]).all()
        assert nothing.get_xlim() == pytest.approx((24311.85, 24315.15), abs=0.01)

    def test_one_period(self) -> None:
        assert ti.plot.trend({"2026": PHU_THO}).get_xlim() == (12 * 2026 - 1, 12 * 2026 + 1)

    def test_cards_and_published_results(self) -> None:
        before = published(1, 2, 3, 4, 5, 6, 21)
        ax = ti.plot.trend({"2026-07": before, "2026-08": PHU_THO})

        assert [*line(ax).values()] == [21, 59.92]
        assert ax.get_title(loc="left") == "Tổng điểm (tối đa 100)"

    def test_several_units(self) -> None:
        """A line for each name, in the order in which they come, with a gap where nothing is known."""
        units = ["_Xã $B$", "A"] * 3
        periods = np.repeat(np.array(self.MONTHS, "datetime64[M]"), 2)
        table = progress([1, 2, None, 4, 3, 0], [4] * 6, units)
        ax = ti.plot.trend(table, "progress.on_time", over=periods)

        assert key(ax) == ["_Xã $B$", "A"]
        assert str([*line(ax, 0).values()]) == "[5.0, nan, 15.0]"
        assert [*line(ax, 1).values()] == [10, 20, 0]
        assert said(ax) == {}
        legend = ax.get_legend()
        assert legend
        markers = [sign.get_marker() for sign in legend.get_lines()]
        assert markers == [drawn.get_marker() for drawn in ax.lines] == ["o", "s"]

    def test_many_periods(self) -> None:
        """Labels turn and thin out before they touch."""
        units = [f"{2000 + month // 12}-{month % 12 + 1:02}" for month in range(60)]
        table = progress([1] * 60, [2] * 60, units)
        many, few, seven = (ti.plot.trend(table[:rows], "progress") for rows in (60, 6, 7))

        assert heads(many)[:3] == ["01/2000", "4/2000", "7/2000"]
        assert len(heads(ti.plot.trend(table[:24], "progress"))) == 24
        turned = [ax.get_xticklabels()[0].get_rotation() for ax in (many, few, seven)]
        assert turned == [90, 0, 90]

    def test_numbers_on_the_axis(self) -> None:
        ax = ti.plot.trend(progress([3, 4], [4, 4], units=["2026-01", "2026-02"]), "progress")

        assert ax.yaxis.get_major_formatter()(17.5) == "17,5"
        assert ax.yaxis.get_major_formatter()(0.1 + 0.2) == "0,3"

    @pytest.mark.parametrize("style", ["default", "dark_background"])
    def test_lines_differ_by_marker_and_colour(self, style: str) -> None:
        """And all are seen, on a light page and on a dark one."""
        table = progress([1] * 8, [2] * 8, [f"Xã {i}" for i in range(8)])
        with plt.style.context(style):
            ax = ti.plot.trend(table, over=["2026"] * 8)

        assert len({one.get_marker() for one in ax.lines}) == 8
        assert len({mpl.colors.to_hex(one.get_color()) for one in ax.lines}) == 8
        assert min(contrast(one.get_color(), ax.get_facecolor()[:3]) for one in ax.lines) > 2


class TestWrongArguments:
    """All of them are refused before anything is drawn."""

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
    def test_of_many_units(self, options: dict[str, Any], message: str) -> None:
        for picture in (ti.plot.groups, ti.plot.heatmap):
            with pytest.raises(ti.TthcIndexError, match=message):
                picture(TestUnits.TABLE, **options)
        assert plt.get_fignums() == []

    @pytest.mark.parametrize("picture", [ti.plot.points, ti.plot.lost])
    def test_of_a_card(self, picture: Any) -> None:
        for wrong in (None, 7, {"A": PHU_THO}, ti.Published(points={})):
            with pytest.raises(
                ti.errors.ValueRefusedError, match=r"card = .*: it takes a ScoreCard"
            ):
                picture(wrong)
        with pytest.raises(ti.errors.ValueRefusedError, match="lang = 'fr'"):
            picture(PHU_THO, lang="fr")
        with pytest.raises(ti.errors.ValueRefusedError, match="ax = 7"):
            picture(PHU_THO, ax=7)
        assert plt.get_fignums() == []

    def test_detail(self) -> None:
        with pytest.raises(
            ti.errors.ValueRefusedError, match="detail = 'total': it takes 'groups' or"
        ):
            ti.plot.heatmap(TestUnits.TABLE, "total")  # type: ignore[arg-type]  # that is tested

    @pytest.mark.parametrize("picture", [ti.plot.groups, ti.plot.heatmap, ti.plot.trend])
    def test_units(self, picture: Any) -> None:
        other = ti.score({}, rules=attrs.evolve(RULES, id="other"), missing="allow")
        for units, message in (
            ({"2025": PHU_THO, "2026": other}, "same rules"),
            ({}, "units"),
            (progress([], []), "units"),
            ({"2026": ti.Published(points={"progres": 1})}, "did you mean 'progress'"),
            ({"2026": 7}, r"\['2026'\] = 7"),
        ):
            with pytest.raises(ti.TthcIndexError, match=message):
                picture(units)
        assert plt.get_fignums() == []

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
            (["2026-01", "2026-01"], r"over = 'a 01/2026': it takes each period of a unit once"),
        ],
    )
    def test_periods(self, over: Any, message: str) -> None:
        with pytest.raises(ti.errors.ValueRefusedError, match=message):
            ti.plot.trend(progress([1, 1], [2, 2], units=["a", "a"]), over=over)
        assert plt.get_fignums() == []

    def test_names_that_are_no_periods(self) -> None:
        with pytest.raises(
            ti.errors.ValueRefusedError, match=r"units = \['a', 'b'\]: it takes a period"
        ):
            ti.plot.trend(progress([1, 1], [2, 2], units=["a", "b"]))
        with pytest.raises(ti.errors.ValueRefusedError, match="units"):
            ti.plot.trend(progress([1, 1], [2, 2]))

    def test_more_units_than_can_be_told_apart(self) -> None:
        table = progress([1] * 9, [2] * 9, [f"Xã {i}" for i in range(9)])
        with pytest.raises(
            ti.errors.ValueRefusedError, match="units = 9: it takes at most 8 units"
        ):
            ti.plot.trend(table, over=["2026"] * 9)

    @pytest.mark.parametrize("code", ["progres", "progress.completed", None])
    def test_codes_that_earn_nothing(self, code: Any) -> None:
        with pytest.raises(ti.errors.UnknownNameError):
            ti.plot.trend({"2026": PHU_THO}, code)

    def test_without_the_extra(self) -> None:
        code = (
            "import sys; sys.modules['matplotlib'] = None\n"
            "import tthc_index as ti\n"
            "try: ti.plot.points\n"
            "except ti.errors.MissingExtraError as error: print(error.extra, error)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )

        assert "plot drawing pictures needs more packages" in done.stdout
        assert "pip install 'tthc_index[plot]'" in done.stdout


def series(units: int, months: int) -> tuple[ti.ScoreTable, list[str]]:
    """Units in each of some months, and the month of each row."""
    rows = [(unit, month) for unit in range(units) for month in range(months)]
    table = progress(
        [80 + 7 * unit * month % 20 for unit, month in rows],
        [100] * len(rows),
        [f"{unit}. {LONG[unit % 3]}" for unit, _ in rows],
    )
    return table, [f"{2025 + month // 12}-{month % 12 + 1:02}" for _, month in rows]


LONG_NAMES = {
    LONG[0]: SON_DUONG,
    LONG[1]: PHU_THO,
    LONG[2]: published(*PROVINCES["UBND tỉnh Bắc Ninh"]),
    "Sở Ngoại vụ": NOTHING,
    " ".join(LONG * 9): None,
}
FORTY = dict.fromkeys(
    [f"{name} {number}" for number in range(14) for name in LONG][:40],
    published(*PROVINCES["UBND tỉnh Bắc Ninh"]),
)
TWICE = progress([1, 2], [2, 2], [LONG[0] * 3, LONG[1] * 3]), ["2026-01", "2026-02"]

#: What is drawn, the function first and its options last.
PICTURES: dict[str, tuple[Any, Any, dict[str, Any]]] = {
    "points": (ti.plot.points, PHU_THO, {}),
    "points, part": (ti.plot.points, SON_DUONG, {}),
    "points, none": (ti.plot.points, NOTHING, {}),
    "lost": (ti.plot.lost, PHU_THO, {}),
    "lost, part": (ti.plot.lost, SON_DUONG, {}),
    "groups": (ti.plot.groups, LONG_NAMES, {}),
    "groups, some": (ti.plot.groups, LONG_NAMES, {"first": 1, "last": 1}),
    "groups, forty": (ti.plot.groups, FORTY, {}),
    "heatmap": (ti.plot.heatmap, LONG_NAMES, {}),
    "heatmap, some": (ti.plot.heatmap, LONG_NAMES, {"first": 1, "last": 1}),
    "heatmap, forty": (ti.plot.heatmap, FORTY, {}),
    "indicators": (ti.plot.heatmap, LONG_NAMES, {"detail": "indicators"}),
    **{
        name: (ti.plot.trend, table, {"code": "progress", "over": over})
        for name, (table, over) in {
            "trend": series(1, 6),
            "trend, 12 months": series(3, 12),
            "trend, crowded": series(8, 24),
            "trend, long names": TWICE,
        }.items()
    },
    "trend, long": (ti.plot.trend, {"2026": PHU_THO}, {"code": "online_payment.offered"}),
}


def draw(picture: str, **options: Any) -> Axes:
    function, what, own = PICTURES[picture]
    ax = function(what, **own, **options)
    assert isinstance(ax, Axes)
    return ax


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
    covered = np.array([bar.get_window_extent().extents for bar in ax.patches]).reshape(-1, 4)
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
        check_legible(draw(picture))

    @pytest.mark.parametrize(
        "picture", ["points, part", "lost", "groups", "indicators", "trend, long"]
    )
    def test_in_english(self, picture: str) -> None:
        check_legible(draw(picture, lang="en"))

    @pytest.mark.parametrize("family", ["STIXGeneral", ["STIXSizeOneSym", "serif"]])
    def test_letters_that_the_users_font_lacks(self, family: Any) -> None:
        """A letter without a glyph would be a warning, and so an error here."""
        with mpl.rc_context({"font.family": family}):
            axes = [draw(name) for name in ("points, part", "heatmap", "trend")]
            for ax in axes:
                ax.figure.canvas.draw()
            first = mpl.rcParams["font.family"][0]
            assert axes[0].get_yticklabels()[0].get_fontfamily()[0] == first

    @pytest.mark.parametrize("seen", ["all", "protan", "deutan", "tritan"])
    def test_bars_differ_in_lightness(self, seen: str) -> None:
        """In print, and to all kinds of eyes: what touches differs by half at least."""
        drawn = ti.plot.lost(SON_DUONG, ax=some_axes()).patches
        colours = {str(b.get_gid()).partition(":")[0]: over_white(b.get_facecolor()) for b in drawn}

        assert contrast(colours["earned"], "white", seen) > 4
        assert contrast(colours["lost"], colours["left"], seen) > 1.4
        assert contrast(colours["lost"], colours["earned"], seen) > 1.8

    @pytest.mark.parametrize("picture", ["points, part", "lost", "groups", "heatmap", "trend"])
    def test_on_a_dark_page(self, picture: str) -> None:
        """The user's style rules: letters outside bars and cells take its colour."""
        with plt.style.context("dark_background"):
            ax = draw(picture)

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


def over_white(colour: Any) -> Any:
    """The colour as it is seen on white paper."""
    *rgb, alpha = mpl.colors.to_rgba(colour)
    return tuple(alpha * part + 1 - alpha for part in rgb)


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

    @pytest.mark.parametrize("picture", ["points", "lost", "groups", "heatmap", "trend"])
    def test_into_axes(self, picture: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """Nothing is shown, and no setting changed."""
        monkeypatch.setattr(plt, "show", pytest.fail)
        ax, before = some_axes(), dict(mpl.rcParams)

        assert draw(picture, ax=ax) is ax
        assert plt.get_fignums() == []
        own = draw(picture)
        assert plt.get_fignums() == [own.figure.number]  # type: ignore[union-attr]  # made by pyplot
        assert dict(mpl.rcParams) == before

    def test_no_grid_over_bars(self) -> None:
        """Even where the user's style has one; and no frame."""
        with mpl.rc_context({"axes.grid": True}):
            for picture in ("points", "groups", "heatmap"):
                ax = draw(picture)
                lines = [*ax.get_xgridlines(), *ax.get_ygridlines(), *ax.spines.values()]
                assert not any(line.get_visible() for line in lines)

    def test_wide_axes_break_fewer_names(self) -> None:
        shown = [
            ti.plot.groups({LONG[0]: PHU_THO}, ax=some_axes(width)).get_yticklabels()[0].get_text()
            for width in (2, 8)
        ]

        assert ["\n" in name for name in shown] == [True, False]

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
        for ax in (ti.plot.groups({unit: PHU_THO}), ti.plot.heatmap({unit: PHU_THO})):
            assert names(ax) == [shown]
            assert not ax.get_yticklabels()[0].get_parse_math()
            ax.figure.canvas.draw()

    def test_short_names_stay_whole(self) -> None:
        shown = ti.plot.heatmap(provinces()).get_yticklabels()

        assert {label.get_text() for label in shown} == PROVINCES.keys()

    def test_an_endless_name_ends_in_dots(self) -> None:
        ax = ti.plot.groups({"Ủy ban nhân dân " * 100: PHU_THO})
        text = ax.get_yticklabels()[0].get_text()

        assert text.count("\n") == 4
        assert text.endswith("…")
