# SPDX-License-Identifier: MIT
"""The conformance file of `qd766-2026`: `python -m tests.make_conformance > FILE` writes it anew.

What is expected comes from the oracle of the tests; what is refused, and why, from the last part of
this file. Nothing comes from the library but the fields of the rule objects.
"""

from __future__ import annotations

import json
import math

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import chain
from random import Random
from typing import Any

from .oracle import (
    Counts,
    Expected,
    Oracle,
    Percentages,
    factor_code,
    half_up,
    percent_of,
    points_of,
    target_percent,
)
from .published_figures import OWN, RULES, group_counts, rows, together, units


Case = dict[str, Any]

#: Up to here a double holds every whole number; the next one that it holds is larger by two.
LARGEST = 2**53

ORACLE = Oracle(RULES)
CODES = [rule.code for rule in RULES.scored]
ALL_SYNCED = {"dossiers_synced": 1, "dossiers_to_sync": 1}


def text() -> str:
    """The whole file: one line an indicator, one line a case."""
    parts = {
        "rules": json.dumps(RULES.id),
        "largest_count": json.dumps(LARGEST),
        "levels": json.dumps(["ministry", "province", "department", "district", "commune"]),
        "indicators": _lines(indicators()),
        "monitored_counts": json.dumps(list(RULES.monitored_count_names)),
        "cases": _lines(cases()),
    }
    return "{\n" + ",\n".join(f'"{key}": {value}' for key, value in parts.items()) + "\n}\n"


def _lines(items: Iterator[Case]) -> str:
    return "[\n" + ",\n".join(json.dumps(item, ensure_ascii=False) for item in items) + "\n]"


def indicators() -> Iterator[Case]:
    """The rules, as far as the arithmetic needs them."""
    for group in RULES:
        for rule in group:
            if rule.max_points:
                yield {
                    "code": rule.code,
                    "numerator": list(rule.numerator),
                    "denominator": rule.denominator,
                    "max_points": rule.max_points,
                    "target_percent": target_percent(rule.target),
                    "when_empty": str(rule.when_empty),
                    "percent_decimals": ORACLE.percent_decimals(rule),
                    "factor": factor_code(rule),
                }


def cases() -> Iterator[Case]:
    """Every case, in the order of the file."""
    accepted = chain(
        published_ties(),
        published_units(),
        published_groups(),
        edges(),
        near_ties(),
        factors(),
        shares_alone(),
        missing(),
        whole_units(),
    )
    return chain(accepted, refusals())


def case(
    name: str, counts: Mapping[str, Any], percentages: Percentages | None = None, **more: Any
) -> Case:
    """A unit that is scored, with what the oracle expects; as far as it goes unless said otherwise."""
    shares = percentages or {}
    known = {name: value for name, value in counts.items() if value is not None}
    return {**asked(name, counts, shares, **more), "expected": expected(known, shares)}


def asked(
    name: str, counts: Mapping[str, Any], percentages: Mapping[str, Any], **more: Any
) -> Case:
    """What is given, and whether counts may be missing."""
    defaults = {"level": None, "missing": "allow"}
    return {"name": name, "counts": counts, "percentages": percentages, **defaults, **more}


def expected(counts: Counts, percentages: Percentages) -> Case:
    """Of indicators and groups all that are not simply missing; bounds for the total."""
    card = ORACLE.card(counts, percentages)
    total = card["total"]
    return {
        "indicators": {
            code: one for code in CODES if (one := _indicator(card[code], RULES[code].max_points))
        },
        "groups": {
            group.code: float(points)
            for group in RULES
            if (points := card[group.code].points) is not None
        },
        "total": _number(total.points),
        "bounds": [float(total.low), float(total.high)],
    }


def _indicator(found: Expected, most: float) -> Case | None:
    if found.status != "missing":
        return {"status": found.status, "points": _number(found.points)}
    bounds = [float(found.low), float(found.high)]
    return None if bounds == [0, most] else {"status": "missing", "points": None, "bounds": bounds}


def _number(points: Decimal | None) -> float | None:
    return None if points is None else float(points)


def own(code: str, n: int, d: int) -> dict[str, int]:
    """The counts of one indicator with a rate of n/d; with a factor of 1, if it has one."""
    rule = RULES[code]
    first, *others = rule.numerator
    counts = {**dict.fromkeys(others, 0), first: n, rule.denominator: d}
    return counts if factor_code(rule) is None else {**counts, **ALL_SYNCED}


# What was published.


def published_ties() -> Iterator[Case]:
    """The figures that tell one arithmetic from another."""
    for code, n, d, points in (
        ("transparency.announced_on_time", 1, 48, "0.12"),
        ("transparency.announced_on_time", 3, 16, "1.13"),
        ("transparency.announced_on_time", 1, 57, "0.11"),
        ("transparency.announced_on_time", 2, 89, "0.13"),
        ("progress.on_time", 351, 416, "16.88"),
        ("progress.on_time", 868, 896, "19.38"),
        ("digitization.results", 133_609, 184_503, "4.34"),
        ("digitization.reuse", 105_840, 670_009, "0.39"),
    ):
        made = case(f"published: {code} {n}/{d}", own(code, n, d))
        assert made["expected"]["indicators"][code]["points"] == float(points), made
        yield made


def published_units() -> Iterator[Case]:
    """Each unit's indicators of which counts, or the percentage alone, are published."""
    for unit in units(OWN / "units-2026-10.csv"):
        first = next(iter(unit.values()))
        known = [row for code, row in unit.items() if code in CODES]
        yield case(f"published: {first['unit']}, year 2026", *together(known), level=first["level"])


def published_groups() -> Iterator[Case]:
    """Every fourth group of online payment, and those that one arithmetic alone explains."""
    table = list(rows(OWN / "online_payment.csv"))
    telling = {"208", "1437"}  # of 244 and of 1541
    for at, row in enumerate(table):
        if at % 4 and row["dossiers_paid_online"] not in telling:
            continue
        counts = {n: v for n, v in group_counts(row).items() if n not in ALL_SYNCED}
        n, d = counts["dossiers_paid_online"], counts["dossiers_with_fees"]
        procedures = f"{counts['procedures_paid_online']}/{counts['procedures_with_fees']}"
        made = case(f"published: online_payment {procedures} {n}/{d}", counts)
        assert made["expected"]["groups"]["online_payment"] == float(row["published_points"]), row
        yield made


# What a rule says at its ends.


def edges() -> Iterator[Case]:
    """0/0, all, and both sides of the target of each indicator; the largest counts of each slope."""
    for code in CODES:
        at = round(RULES[code].target * 1000)
        for n, d in ((0, 0), (7, 7), (at - 5, 1000), *[(at, 1000), (at + 5, 1000)][: 1000 - at]):
            yield case(f"edge: {code} {n}/{d}", own(code, n, d))
    for code in slopes().values():
        for n, d in ((0, 7), (LARGEST // 3, LARGEST), (LARGEST, LARGEST)):
            yield case(f"edge: {code} {n}/{d}", own(code, n, d))
    two = {"procedures_partly_online": 21, "procedures_fully_online": 31}
    yield case("edge: two counts of a numerator", {**two, "procedures_in_scope": 89})


def near_ties() -> Iterator[Case]:
    """Shares that are ties in exact arithmetic: the double lies on the tie, or on either side of it."""
    for code in slopes().values():
        found: dict[tuple[str, int], int] = {}
        # Hardly a share of small numbers is a tie of the percentage that decides a hundredth.
        for d in (*range(2, 400), 20_000):
            for n in range(1, d):
                for kind in _ties(code, n, d):
                    found[kind] = found.get(kind, 0) + 1
                    if found[kind] <= 2:
                        yield case(f"{kind[0]}: {code} {n}/{d}", own(code, n, d))


def slopes() -> dict[tuple[float, float, int | None], str]:
    """One indicator for each way from a percentage to points."""
    found: dict[tuple[float, float, int | None], str] = {}
    for rule in RULES.scored:
        found.setdefault((rule.max_points, rule.target, ORACLE.percent_decimals(rule)), rule.code)
    return found


def _ties(code: str, n: int, d: int) -> Iterator[tuple[str, int]]:
    """The ties that n/d meets on its way to points, and where the double lies: -1, 0 or 1."""
    rule, decimals, percent = RULES[code], ORACLE.percent_decimals(RULES[code]), percent_of(n, d)
    exact = (100 * n, d)
    if decimals is not None:
        if _is_tie(*exact) and _decides(rule, 100 * n / d):
            yield "tie of the percentage", _sign(percent, *exact)
        exact = half_up(percent, decimals).as_integer_ratio()
    most, target = rule.max_points, int(target_percent(rule.target))
    n, d = exact[0] * most, exact[1] * target
    if n < d * most and _is_tie(n, d):
        yield "tie", _sign(points_of(percent, most, rule.target, decimals), n, d)


def _decides(rule: Any, percent: float) -> bool:
    """Whether the points differ by where a tie of the percentage goes."""
    hundredth = math.floor(100 * percent)
    return ORACLE.rounded(rule, hundredth / 100) != ORACLE.rounded(rule, (hundredth + 1) / 100)


def _is_tie(n: int, d: int) -> bool:
    """Whether n/d lies half the way between two hundredths."""
    return 200 * n % d == 0 and 200 * n // d % 2 == 1


def _sign(double: float, n: int, d: int) -> int:
    exact = Fraction(n, d)
    return (Fraction(double) > exact) - (Fraction(double) < exact)


# The factor, percentages, and what is missing.


def factors() -> Iterator[Case]:
    """The synced share multiplies the share submitted online."""
    code = "online_services.submitted"
    submitted = {"dossiers_submitted_online": 45, "dossiers_received": 100}
    synced = "transparency.synced"
    for n, d in ((0, 1), (1, 3), (9, 10), (2, 3), (99, 100), (7, 7), (0, 0)):
        yield case(
            f"factor: 45/100 with {n}/{d} synced",
            submitted | {"dossiers_synced": n, "dossiers_to_sync": d},
        )
    above = {"dossiers_submitted_online": 93, "dossiers_received": 100}
    partly = {"dossiers_synced": 1, "dossiers_to_sync": 2}
    yield case("factor: above the target without it, below with it", above | partly)
    yield case(
        "factor: above the target even with it",
        above | {"dossiers_synced": 3, "dossiers_to_sync": 5},
    )
    yield case(
        "factor: 0/0 submitted", {"dossiers_submitted_online": 0, "dossiers_received": 0} | partly
    )
    yield case("factor: not known", submitted)
    yield case(
        "factor: the number of dossiers to sync is not known", submitted | {"dossiers_synced": 5}
    )
    yield case("factor: the share itself is not known", partly)
    yield case("factor: the dossiers submitted are not known", partly | {"dossiers_received": 100})
    yield case("factor: as a percentage", submitted, {synced: 62.5})
    yield case("factor: as a percentage of 0", submitted, {synced: 0})
    yield case("factor: both as percentages", {}, {code: 44.44, synced: 98.76})
    yield case("factor: of a percentage", partly, {code: 93.53})
    yield case(
        "factor: of a percentage, 0/0", {"dossiers_synced": 0, "dossiers_to_sync": 0}, {code: 12.5}
    )
    yield case("factor: of a percentage, not known", {}, {code: 31.25})


def shares_alone() -> Iterator[Case]:
    """Percentages that are given without their counts."""
    for code in slopes().values():
        synced = {"transparency.synced": 100} if factor_code(RULES[code]) else {}
        for percent in (33.33, 42.7083, 79.995, 94.44):
            yield case(f"percentage: {code} {percent}", {}, {code: percent, **synced})


def missing() -> Iterator[Case]:
    """Partial cards: what is not known costs no points, and leaves them open."""
    yield case("missing: everything", {})
    yield case("missing: the numerator", {"dossiers_handled": 10})
    yield case("missing: the denominator", {"dossiers_on_time": 10})
    yield case("missing: the denominator of nothing", {"petitions_on_time": 0})
    yield case("missing: the denominator of nothing, where 0/0 earns 0", {"dossiers_on_time": 0})
    yield case("missing: the numerator of 0", {"petitions_handled": 0})
    yield case(
        "missing: one count of two", {"procedures_partly_online": 6, "procedures_in_scope": 20}
    )
    yield case("missing: one count of two, and the denominator", {"procedures_fully_online": 40})
    yield case("missing: the rest of a group", own("digitization.reuse", 3158, 184_503))
    yield case("missing: 0/0 alone is known", own("transparency.complete", 0, 0))
    yield case("missing: null is no figure", {"dossiers_on_time": None, "dossiers_handled": 89})


def whole_units() -> Iterator[Case]:
    """Units of which all counts are known, at every level."""
    for level in (None, "ministry", "province", "department", "district", "commune"):
        counts = _drawn(f"level {level}")
        yield case(f"unit: {level or 'no level'}", counts, level=level, missing="raise")
    for name, n, d in (("nothing", 0, 0), ("none of 9", 0, 9), ("all of 9", 9, 9)):
        alike = {name: v for code in CODES for name, v in own(code, n, d).items()}
        synced = {"dossiers_synced": n, "dossiers_to_sync": d}
        yield case(f"unit: {name}", alike | synced, missing="raise")
    for number in range(1, 16):
        counts = _drawn(f"unit {number}")
        yield case(f"unit: drawn, {number}", counts, missing="raise")


def _drawn(seed: str) -> dict[str, int]:
    """The counts of a unit, small ones and large ones: the same ones for the same seed."""
    chance = Random(seed)  # noqa: S311  # no secret
    counts: dict[str, int] = {}
    for code in CODES:
        rule, d = RULES[code], chance.randrange(10 ** chance.randint(1, 6))
        for name in rule.numerator:
            counts[name] = chance.randint(0, d // len(rule.numerator))
        counts[rule.denominator] = d
    return counts


# What is refused.


def refused(
    name: str,
    counts: Mapping[str, Any],
    percentages: Mapping[str, Any] | None = None,
    *,
    why: Mapping[str, list[str]],
    **more: Any,
) -> Case:
    """A unit that is refused: each kind of reason with the names that it is about."""
    reasons = [{"kind": kind, "names": names} for kind, names in why.items()]
    return {**asked(f"refused: {name}", counts, percentages or {}, **more), "refused": reasons}


def refusals() -> Iterator[Case]:
    """Input that is none, of each kind."""
    yield from refused_counts()
    yield from refused_percentages()
    yield from refused_units()


def refused_counts() -> Iterator[Case]:
    """Counts that are none."""
    on_time, handled = "dossiers_on_time", "dossiers_handled"
    for kind, value in {
        "negative": -1,
        "fractional": 0.5,
        "too_large": LARGEST + 2,
        "no_number": "87",
    }.items():
        yield refused(f"a count that is {kind}", {on_time: value}, why={kind: [on_time]})
        yield refused(
            f"a denominator that is {kind}", {on_time: 0, handled: value}, why={kind: [handled]}
        )
    yield refused("a truth value", {on_time: True, handled: 89}, why={"no_number": [on_time]})
    yield refused(
        "a slip in a name",
        {"dossiers_ontime": 7, handled: 89},
        why={"unknown": ["dossiers_ontime"]},
    )
    yield refused("a name in Vietnamese", {"hồ sơ": 7}, why={"unknown": ["hồ sơ"]})
    for code in CODES:
        rule = RULES[code]
        names = [*rule.numerator, rule.denominator]
        yield refused(f"{code} above 100%", own(code, 9, 8), why={"above_denominator": names})
    yield refused(
        "two counts of a numerator that are above it together",
        {"procedures_partly_online": 6, "procedures_fully_online": 5, "procedures_in_scope": 10},
        why={
            "above_denominator": [
                "procedures_partly_online",
                "procedures_fully_online",
                "procedures_in_scope",
            ]
        },
    )
    yield refused(
        "two problems at once",
        {on_time: -1, handled: 1.5},
        why={"negative": [on_time], "fractional": [handled]},
    )


def refused_percentages() -> Iterator[Case]:
    """Percentages that are none."""
    code = "progress.on_time"
    for kind, value in {"above_100": 100.01, "negative": -0.5, "no_number": "94,44"}.items():
        yield refused(f"a percentage that is {kind}", {}, {code: value}, why={kind: [code]})
    yield refused("a percentage of a group", {}, {"progress": 90}, why={"unknown": ["progress"]})
    counts = {"dossiers_on_time": 87, "dossiers_handled": 89}
    yield refused(
        "a percentage beside its counts", counts, {code: 97.75}, why={"conflict": [code, *counts]}
    )


def refused_units() -> Iterator[Case]:
    """Units that are refused as they stand."""
    counts = _drawn("refused")
    yield refused("an unknown level", counts, level="village", why={"unknown_level": ["village"]})
    for left_out in (["dossiers_handled"], ["dossiers_synced", "dossiers_to_sync"], ["communes"]):
        kept = {name: value for name, value in counts.items() if name not in left_out}
        yield refused(
            f"no {' and no '.join(left_out)}", kept, why={"missing": left_out}, missing="raise"
        )
    some = counts | {"petitions_handled": None}
    yield refused(
        "null where nothing may be missing",
        some,
        why={"missing": ["petitions_handled"]},
        missing="raise",
    )


if __name__ == "__main__":
    print(text(), end="")  # noqa: T201  # printing is what it is for
