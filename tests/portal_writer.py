# SPDX-License-Identifier: MIT
"""Cards written as the portal's six responses: what the reader must read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

import tthc_index as ti

from tthc_index.portal.names import Shape, read_names


RULES = ti.ruleset("qd766-2026")

#: The six responses of groups; the list of units comes after them.
SHAPES = tuple(shape for shape in read_names(RULES).shapes if shape.group)
WORDS = {
    ti.Level.PROVINCE: ("PROVINCE", "level_1"),
    ti.Level.DEPARTMENT: ("PROVINCE", "level_2"),
    ti.Level.COMMUNE: ("COMMUNE", "level_2"),
}


@attrs.frozen
class Scored:
    """A unit to write: the first of several is the province that the others are units of."""

    number: int
    card: ti.ScoreCard = attrs.field(repr=lambda card: str((card.counts, card.percentages)))

    @property
    def name(self) -> str:
        return f"UBND xã số {self.number}"


def written(units: Sequence[Scored]) -> dict[str, dict[str, Any]]:
    """The six responses by the portal's names of them."""
    return {shape.name: _response(shape, units) for shape in SHAPES}


def _response(shape: Shape, units: Sequence[Scored]) -> dict[str, Any]:
    top, *below = [_row(shape, unit, top=unit is units[0]) for unit in units]
    return {"code": "OK", "data": {shape.top: top, shape.below: below}, "message": "OK"}


def _row(shape: Shape, unit: Scored, *, top: bool) -> dict[str, Any]:
    group, level = unit.card[str(shape.group)], unit.card.level
    assert level is not None
    row = {
        "departmentId": f"dep-{unit.number}",
        "departmentName": unit.name,
        "totalScore": group.points,
        "totalMaxScore": group.max_points,
    }
    if shape.metrics:
        row |= dict(zip(("departmentLevel", "agencyLevel"), WORDS[level], strict=True))
        return {**row, "metrics": [_metric(unit.card, *names) for names in shape.metrics.items()]}
    row |= {"departmentCode": f"H{unit.number}", "ratio": None}
    if shape.sole:
        row["ratio"] = unit.card[shape.sole].percent
    if not top:
        row["level"] = WORDS[level][0]
    if top or not shape.top_only:
        row |= {key: unit.card.counts.get(name) for key, name in shape.counts.items()}
    return row


def _metric(card: ti.ScoreCard, code: str, indicator: str) -> dict[str, Any]:
    got = card[indicator]
    return {
        "code": code,
        "numerator": got.numerator,
        "denominator": got.denominator,
        "ratio": got.percent,
        "score": got.points,
        "maxScore": got.max_points,
    }


def delivered(unit: Scored, names: Sequence[str], *, top: bool) -> ti.ScoreCard:
    """The card of what these responses say of the unit."""
    counts: dict[str, float] = {}
    percentages: dict[str, float] = {}
    for shape in SHAPES:
        if shape.name in names and (top or not shape.top_only):
            codes = [*shape.metrics.values(), shape.sole]
            own = [n for code in shape.metrics.values() for n in RULES[code].count_names]
            counts |= _part(unit.card.counts, [*own, *shape.counts.values()])
            percentages |= _part(unit.card.percentages, codes)
    return ti.score(
        counts, percentages, level=unit.card.level, missing="allow", percent_as="percent"
    )


def _part(figures: Mapping[str, float], names: Any) -> dict[str, float]:
    return {name: figures[name] for name in names if name in figures}
