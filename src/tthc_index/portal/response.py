# SPDX-License-Identifier: MIT
"""One response of the portal: recognised by what is in it, checked key by key, in rows by our names."""

from __future__ import annotations

import re

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from unicodedata import normalize

import attrs

from tthc_index.errors import Finding, TthcIndexError, shown
from tthc_index.rules.objects import Indicator, Level
from tthc_index.rules.sets import RuleSet
from tthc_index.scoring.card import score

from .json import JsonObject, missing
from .names import Names, Shape
from .row import Row, folded
from .sources import Document


#: What an answer says, in its code or its words, when the session has ended.
_SESSION_OVER = re.compile(
    r"\b(401|403|419|440)\b|unauthori[sz]ed|unauthenticated|forbidden|token|session|expired|log.?in"
    r"|phiên|đăng nhập|hết hạn|xác thực",
    re.IGNORECASE,
)

#: The keys by which the list of units is known, and how it tells departments from communes.
_LISTED = {"groupScores", "childGroup"}
_CHILDREN: Mapping[str | None, Level | None] = {
    "AGENCY": Level.DEPARTMENT,
    "COMMUNE": Level.COMMUNE,
}


@attrs.frozen
class Pagination:
    """What a response says of the pages that it is one of."""

    at: JsonObject
    total: int | None
    pages: int | None
    page: int | None


@attrs.define(eq=False)
class Response:
    """One response, read: a page, or all of its pages put together.

    Attributes:
        shape: Which one it is.
        body: All of it.
        head: What it says of the unit that was asked for, as given; None if nothing.
        top: The row of that unit.
        below: The rows of the units below it.
        pagination: What it says of its pages, if anything.
    """

    shape: Shape
    body: JsonObject
    head: Any
    top: Row | None
    below: list[Row]
    pagination: Pagination | None

    @property
    def units_in_all(self) -> int | None:
        """How many units there are on all its pages, if it says so."""
        return self.pagination.total if self.pagination else None

    @property
    def number(self) -> int | None:
        """Which of its pages it is, if it says so."""
        return self.pagination.page if self.pagination else None

    @property
    def rows(self) -> list[Row]:
        """All rows, that of the unit above first."""
        return [*([self.top] if self.top else []), *(r for r in self.below if r is not self.top)]


def read_response(document: Document, names: Names, faults: list[Finding]) -> Response | None:
    """Read one response; what is wrong goes to *faults*."""
    values = document.values
    shape = _shape(values.get("data"), names)
    body = JsonObject(
        document.name or (shape.name if shape else document.place), "", values, faults
    )
    refusal = _refusal(body)
    if refusal:
        faults.append(refusal)
        return None
    body.take("code")
    data = body.object("data")
    response = _read(body, data, shape, names.rules) if data and shape else None
    body.close()
    if "data" in values and not shape:
        what = f"it is none of the portal's responses ({', '.join(names.responses)})"
        faults.append(body.finding("data", what))
    return response


def _refusal(body: JsonObject) -> Finding | None:
    """What the portal answers in place of figures."""
    said = ("code", "status", "statusCode", "error", "message")
    given = [key for key in said if key in body.values]
    key = given[0] if given else "code"
    fine = body.values.get("code") == "OK" if key == "code" and given else "data" in body.values
    if fine or not given:
        return None
    told = shown(body.values.get("message", body.values.get("error")))
    words = " ".join(shown(body.values[key]) for key in given)
    over = _SESSION_OVER.search(normalize("NFC", words))
    what = "the session has ended, load the page again" if over else "it takes 'OK'"
    return body.finding(key, f"{what}; the portal's message: {told}")


def _shape(data: Any, names: Names) -> Shape | None:
    """The response that most of the names are of."""
    shared = {shape.name: _shared(data, shape) for shape in names.shapes}
    best = max(names.shapes, key=lambda shape: shared[shape.name])
    return best if shared[best.name] else None


def _shared(data: Any, shape: Shape) -> int:
    """How many of the metric codes, or of the keys, are those of all units."""
    rows = [data.get(shape.top), *_list(data, shape.below)] if isinstance(data, dict) else []
    if shape.metrics:
        metrics = [metric for row in rows for metric in _list(row, "metrics")]
        codes = {str(metric.get("code")) for metric in metrics if isinstance(metric, dict)}
        return len(shape.metrics.keys() & codes)
    keys = {key for row in rows if isinstance(row, dict) for key in row}
    if shape.groups:
        return 0 if "metrics" in keys else len(_LISTED & keys)
    return len(shape.counts.keys() & keys)


def _list(values: Any, key: str) -> list[Any]:
    found = values.get(key) if isinstance(values, dict) else None
    return found if isinstance(found, list) else []


def _read(body: JsonObject, data: JsonObject, shape: Shape, rules: RuleSet) -> Response:
    top, below = data.object(shape.top), list(data.objects(shape.below))
    head = data.values.get(shape.top)
    pagination = _pagination(data)
    data.close()
    rows = _listed if shape.groups else _below
    response = Response(shape, body, head, *rows(top, below, shape, rules), pagination)
    _refuse_twins(response.rows)
    return response


def _pagination(data: JsonObject) -> Pagination | None:
    at = data.object("pagination", needed=False)
    if at is None:
        return None
    keys = ("total", "totalPages", "currentPage")
    numbers = [at.number(key, 0, needed=False) for key in keys]
    at.close("pageSize")
    return Pagination(at, *numbers)


def _below(
    top: JsonObject | None, below: list[JsonObject], shape: Shape, rules: RuleSet
) -> tuple[Row | None, list[Row]]:
    # A tree doesn't say the level of the unit above; but departments and communes are a province's.
    known = any(at.values.get("level") in ("PROVINCE", "COMMUNE") for at in below)
    root = Level.PROVINCE if known else None
    above = _row(top, shape, rules, None, root) if top else None
    return above, [_row(at, shape, rules, above, None) for at in below]


def _listed(
    top: JsonObject | None, below: list[JsonObject], shape: Shape, rules: RuleSet
) -> tuple[Row | None, list[Row]]:
    """The list of units: those of a province, itself among them or not; or all provinces."""
    averages = [at for at in (top, *below) if at and _is_average(at, shape)]
    for at in averages:
        what = "an average and no unit: left out"
        at.flags.append(Finding(at.response, at.path, at.values, what))
    units = [at for at in below if at not in averages]
    of_province = any(str(at.values.get("childGroup")) in _CHILDREN for at in units)
    if top is None or top in averages:
        # A unit of a province has a code such as H44.100, and a province has H44.
        of_province |= any("." in str(at.values.get("departmentCode")) for at in units)
        root = None if of_province else Level.PROVINCE
        return None, [_row(at, shape, rules, None, root) for at in units]
    above = _row(top, shape, rules, None, Level.PROVINCE if of_province else None)
    rows = [_row(at, shape, rules, above, None) for at in units]
    for own in rows:
        if own.sure_keys & above.sure_keys:
            _take_for(own, above, rows)
            return own, rows
    return above, rows


def _take_for(own: Row, above: Row, rows: Iterable[Row]) -> None:
    """The unit that was asked for stands among the units below it too: that row is taken."""
    if own.total != above.total:
        what = f"another than that of {own.at.path}, which is taken"
        above.at.flags.append(above.at.finding("totalScore", what))
    own.at.flags += above.at.flags
    own.at.unknown += above.at.unknown
    own.level = own.level or above.level
    for row in rows:
        row.above = None if row is own else own


def _is_average(at: JsonObject, shape: Shape) -> bool:
    """Whether it is no unit, but what all units come to."""
    return folded(str(at.values.get("departmentName"))) in map(folded, shape.averages)


def _row(
    at: JsonObject, shape: Shape, rules: RuleSet, above: Row | None, root: Level | None
) -> Row:
    at = attrs.evolve(at, flags=[], unknown=[])  # those of a row are the unit's own
    id_, code, name = map(at.text, ("departmentId", "departmentCode", "departmentName"))
    name = name and " ".join(normalize("NFC", name).split())
    row = Row(at, shape, rules, above, id_, code, name, _level(at, shape, root))
    if not row.keys:
        at.faults.append(at.finding("departmentId", "no id, no code, no name: whose figures?"))
    if shape.groups:
        _read_groups(row)
    else:
        points, most = (
            key if key in at.values or other not in at.values else other
            for key, other in (("totalScore", "score"), ("totalMaxScore", "maxScore"))
        )
        row.publish(rules[str(shape.group)], at, points, most)
        (_read_metrics if shape.metrics else _read_counts)(row)
    at.close("stt", "departmentType", "scoreDelta", "ratio")
    return row


def _level(at: JsonObject, shape: Shape, root: Level | None) -> Level | None:
    key = "level" if shape.counts else "departmentLevel"
    word, agency = at.text(key), at.text("agencyLevel")
    province = Level.PROVINCE if agency == "level_1" else root or Level.DEPARTMENT
    levels = {None: root, "PROVINCE": province, "COMMUNE": Level.COMMUNE}
    if shape.groups and at.text("childGroup") and word is None:
        key, word, levels = "childGroup", at.text("childGroup"), {**_CHILDREN}
    if word not in levels:
        at.unknown.append(at.finding(key, "an unknown level"))
    return levels.get(word)


def _read_groups(row: Row) -> None:
    """The points of all groups, the total, its place among all and its change."""
    at = row.at
    row.total, row.place = at.number("totalScore", 2), at.number("rank", 0, needed=False)
    row.check_maximum(row.rules, at, "totalMaxScore", needed=False)
    row.change = at.difference("scoreDelta")
    points = at.object("groupScores", needed=False)
    if points:
        for code, group in row.shape.groups.items():
            published = points.number(code, 2, needed=False)
            if code in points.values:
                row.points[group] = published
        points.close()


def _read_counts(row: Row) -> None:
    at, shape, rules = row.at, row.shape, row.rules
    needed = () if shape.top_only and row.above else rules.count_names
    for key, name in shape.counts.items():
        row.count(name, at, key, needed=name in needed)
    if shape.sole:
        rule = rules[shape.sole]
        row.points[rule.code] = row.points[str(shape.group)]
        row.percent(rule, at, "ratio", *(row.counts.get(name) for name in rule.count_names))
    _flag_contradictions(row, at, row.counts, row.percentages)


def _read_metrics(row: Row) -> None:
    names, found = row.shape.metrics, dict[Any, str]()
    for metric in row.at.objects("metrics"):
        code = metric.take("code", str)
        if code not in names:
            unknown = Finding(metric.response, metric.path, metric.values, "an unknown metric")
            row.at.unknown.append(unknown)
        elif code in found:
            metric.faults.append(metric.finding("code", f"it stands at {found[code]} already"))
        else:
            _read_metric(row, metric, row.rules[names[code]])
        found.setdefault(code, metric.path)
    if isinstance(row.at.values.get("metrics"), list):
        row.at.faults += _missing_metrics(row, found)


def _read_metric(row: Row, metric: JsonObject, rule: Indicator) -> None:
    keys = zip(rule.count_names, ("numerator", "denominator"), strict=True)
    own = {name: row.count(name, metric, key) for name, key in keys}
    row.percent(rule, metric, metric.text("name") or metric.values["code"], *own.values())
    row.publish(rule, metric, "score", "maxScore")
    metric.close()
    _flag_contradictions(row, metric, own, {rule.code: row.percentages.get(rule.code)})


def _missing_metrics(row: Row, found: Iterable[str]) -> Iterator[Finding]:
    names, may_lack = row.shape.metrics, row.shape.may_lack
    left = [code for code in found if code and code not in names]
    for code, indicator in names.items():
        if code not in found and code not in may_lack and not row.rules[indicator].monitored:
            yield Finding(row.at.response, row.at.at("metrics"), None, missing(code, left))


def _flag_contradictions(
    row: Row, at: JsonObject, counts: Mapping[str, Any], percentages: Mapping[str, Any]
) -> None:
    """Figures that can't be true together are kept as published; `score` will refuse them."""
    level = row.level or next(iter(row.rules.levels), None)  # what contradicts itself does at any
    try:
        score(
            counts,
            percentages,
            rules=row.rules,
            level=level,
            missing="allow",
            percent_as="percent",
        )
    except TthcIndexError as error:
        for problem in error.problems:
            at.flags.append(Finding(at.response, at.path, None, str(problem)))


def _refuse_twins(rows: Iterable[Row]) -> None:
    """No unit stands twice in a response; one without id and code is told by its name."""
    seen: dict[tuple[str, str], Row] = {}
    for row in rows:
        for key, value in sorted(row.sure_keys):
            first = seen.setdefault((key, value), row)
            if first is not row:
                message = f"it stands at {first.at.path} already"
                row.at.faults.append(row.at.finding(key, message))
