# SPDX-License-Identifier: MIT
"""One response of the portal: recognised by what is in it, checked key by key, in rows by our names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from os import PathLike
from typing import Any
from unicodedata import normalize

import attrs

from tthc_index.errors import Finding, TthcIndexError, _short
from tthc_index.results.published import PrintedShare
from tthc_index.rules import ruleset
from tthc_index.rules.objects import Group, Indicator, Level
from tthc_index.scoring.card import score

from .json import JsonObject, is_path, missing, parsed
from .shapes import MAY_LACK, SHAPES, Shape


#: The rules whose indicators and counts the portal's names stand for.
RULES = ruleset("qd766-2026")


@attrs.define(eq=False)
class Row:
    """What one response says of one unit: `above` is the row of the unit above it."""

    at: JsonObject
    shape: Shape
    above: Row | None
    id: str | None
    code: str | None
    name: str | None
    level: Level | None = None
    counts: dict[str, Any] = attrs.field(factory=dict)
    percentages: dict[str, float] = attrs.field(factory=dict)
    points: dict[str, float | None] = attrs.field(factory=dict)
    shares: list[PrintedShare] = attrs.field(factory=list)

    @cached_property
    def keys(self) -> dict[str, str]:
        """What it can be matched by, the surest first."""
        name = " ".join(normalize("NFKC", self.name or "").casefold().split())
        keys = {"departmentId": self.id, "departmentCode": self.code, "departmentName": name}
        return {key: value for key, value in keys.items() if value}

    def count(self, name: str, at: JsonObject, key: str, *, needed: bool = True) -> Any:
        """Take a count; of two that differ neither is taken."""
        value = at.number(key, 0 if RULES.whole[name] else None, needed=needed)
        known = self.counts.get(name)
        if None not in (known, value) and known != value:
            at.flags.append(at.finding(key, f"{name} is {known} elsewhere: neither is taken"))
            self.counts[name] = None
        elif key in at.values:
            self.counts[name] = value if known is None else known
        return value

    def publish(self, rule: Group | Indicator, at: JsonObject, points: str, most: str) -> None:
        """Take published points, and a maximum that should be that of the rules."""
        published = at.number(points, 2)
        if rule.max_points or published is not None:
            self.points[rule.code] = published
        if at.number(most) not in (None, rule.max_points):
            at.flags.append(at.finding(most, f"the rules' maximum is {rule.max_points}"))

    def percent(self, rule: Indicator, at: JsonObject, label: str, n: Any, d: Any) -> None:
        """Take a percentage: beside its counts, or in place of them where there are none."""
        ratio = at.number("ratio")
        if ratio is None or d == 0:
            return
        if n is None and d is None:
            self.percentages[rule.code] = ratio
        elif n is None or d is None:
            at.flags.append(at.finding("ratio", "a percentage beside one of its two counts"))
        else:
            share = PrintedShare(
                code=rule.code, label=label, numerator=n, denominator=d, percent=ratio, decimals=2
            )
            self.shares.append(share)


@attrs.frozen(eq=False)
class Response:
    """One response, read: the row of the unit above the others is the first."""

    shape: Shape
    body: JsonObject
    rows: list[Row]


def read_response(source: Any, place: str, faults: list[Finding]) -> Response | None:
    """Read one response; what is wrong goes to *faults*."""
    try:
        values = parsed(source)
    except (OSError, TypeError, ValueError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or error
        shown = str(source) if isinstance(source, str | PathLike) else None
        faults.append(Finding(place, "", shown, f"can't be read: {reason}"))
        return None
    shape = _shape(values.get("data"))
    name = str(source) if is_path(source) else shape.name if shape else place
    body = JsonObject(name, "", values, faults)
    if body.take("code") != "OK" and "code" in values:
        said = _short.repr(values.get("message"))
        faults.append(body.finding("code", f"it takes 'OK'; the portal's message: {said}"))
        return None
    data = body.object("data")
    rows = _rows(data, shape) if data and shape else []
    body.close()
    if "data" in values and not shape:
        six = ", ".join(shape.name for shape in SHAPES)
        faults.append(body.finding("data", f"it is none of the portal's six responses ({six})"))
    return Response(shape, body, rows) if shape else None


def _shape(data: Any) -> Shape | None:
    """The response that most of the names are of."""
    shared = {shape.name: len(shape.names.keys() & _names(data, shape)) for shape in SHAPES}
    best = max(SHAPES, key=lambda shape: shared[shape.name])
    return best if shared[best.name] else None


def _names(data: Any, shape: Shape) -> set[str]:
    """The metric codes, or the keys, of all units."""
    rows = [data.get(shape.top), *_list(data, shape.below)] if isinstance(data, dict) else []
    if shape.metrics:
        metrics = [metric for row in rows for metric in _list(row, "metrics")]
        return {str(metric.get("code")) for metric in metrics if isinstance(metric, dict)}
    return {key for row in rows if isinstance(row, dict) for key in row}


def _list(values: Any, key: str) -> list[Any]:
    found = values.get(key) if isinstance(values, dict) else None
    return found if isinstance(found, list) else []


def _rows(data: JsonObject, shape: Shape) -> list[Row]:
    top, below = data.object(shape.top), list(data.objects(shape.below))
    pages = data.object("pagination", needed=False)
    if pages:
        if pages.take("total", needed=False) not in (None, len(below)):
            pages.flags.append(pages.finding("total", f"units in all; {len(below)} are here"))
        pages.close("pageSize", "totalPages")
    data.close()
    # A tree doesn't say the level of the unit above; but departments and communes are a province's.
    known = any(at.values.get("level") in ("PROVINCE", "COMMUNE") for at in below)
    root = Level.PROVINCE if known else None
    above = _row(top, shape, None, root) if top else None
    rows = [*([above] if above else []), *(_row(at, shape, above, None) for at in below)]
    _refuse_twins(rows)
    return rows


def _row(at: JsonObject, shape: Shape, above: Row | None, root: Level | None) -> Row:
    at = attrs.evolve(at, flags=[], unknown=[])  # those of a row are the unit's own
    id_, code, name = map(at.text, ("departmentId", "departmentCode", "departmentName"))
    row = Row(at, shape, above, id_, code, name, _level(at, shape, root))
    if not row.keys:
        at.faults.append(at.finding("departmentId", "no id, no code, no name: whose figures?"))
    points, most = (
        key if key in at.values or other not in at.values else other
        for key, other in (("totalScore", "score"), ("totalMaxScore", "maxScore"))
    )
    row.publish(RULES[shape.group], at, points, most)
    (_read_metrics if shape.metrics else _read_counts)(row)
    at.close("stt", "departmentType", "scoreDelta", "ratio")
    return row


def _level(at: JsonObject, shape: Shape, root: Level | None) -> Level | None:
    key = "departmentLevel" if shape.metrics else "level"
    word, agency = at.text(key), at.text("agencyLevel")
    province = Level.PROVINCE if agency == "level_1" else root or Level.DEPARTMENT
    levels = {None: root, "PROVINCE": province, "COMMUNE": Level.COMMUNE}
    if word not in levels:
        at.unknown.append(at.finding(key, "an unknown level"))
    return levels.get(word)


def _read_counts(row: Row) -> None:
    at, shape = row.at, row.shape
    needed = () if shape.top_only and row.above else RULES.count_names
    for key, name in shape.names.items():
        row.count(name, at, key, needed=name in needed)
    if shape.sole:
        rule = RULES[shape.sole]
        row.points[rule.code] = row.points[shape.group]
        row.percent(rule, at, "ratio", *(row.counts.get(name) for name in rule.count_names))
    _flag_contradictions(at, row.counts, row.percentages)


def _read_metrics(row: Row) -> None:
    found: dict[Any, str] = {}
    for metric in row.at.objects("metrics"):
        code = metric.take("code", str)
        if code not in row.shape.names:
            unknown = Finding(metric.response, metric.path, metric.values, "an unknown metric")
            row.at.unknown.append(unknown)
        elif code in found:
            metric.faults.append(metric.finding("code", f"it stands at {found[code]} already"))
        else:
            _read_metric(row, metric, RULES[row.shape.names[code]])
        found.setdefault(code, metric.path)
    if isinstance(row.at.values.get("metrics"), list):
        row.at.faults += _missing_metrics(row, found)


def _read_metric(row: Row, metric: JsonObject, rule: Indicator) -> None:
    keys = zip(rule.count_names, ("numerator", "denominator"), strict=True)
    own = {name: row.count(name, metric, key) for name, key in keys}
    row.percent(rule, metric, metric.text("name") or metric.values["code"], *own.values())
    row.publish(rule, metric, "score", "maxScore")
    metric.close()
    _flag_contradictions(metric, own, {rule.code: row.percentages.get(rule.code)})


def _missing_metrics(row: Row, found: Iterable[str]) -> Iterator[Finding]:
    left = [code for code in found if code and code not in row.shape.names]
    for code, indicator in row.shape.names.items():
        if code not in found and code != MAY_LACK and not RULES[indicator].monitored:
            yield Finding(row.at.response, row.at.at("metrics"), None, missing(code, left))


def _flag_contradictions(at: JsonObject, counts: Any, percentages: Any) -> None:
    """Figures that can't be true together are kept as published; `score` will refuse them."""
    try:
        score(counts, percentages, rules=RULES, missing="allow")
    except TthcIndexError as error:
        for problem in error.problems:
            at.flags.append(Finding(at.response, at.path, None, str(problem)))


def _refuse_twins(rows: Iterable[Row]) -> None:
    """No unit stands twice in a response; one without id and code is told by its name."""
    seen: dict[tuple[str, str], Row] = {}
    for row in rows:
        sure = [item for item in row.keys.items() if item[0] != "departmentName"]
        for key, value in sure or row.keys.items():
            first = seen.setdefault((key, value), row)
            if first is not row:
                message = f"it stands at {first.at.path} already"
                row.at.faults.append(row.at.finding(key, message))
