# SPDX-License-Identifier: MIT
"""How long scoring takes, as ratios measured in one run: `nox -s bench`."""

from __future__ import annotations

import os
import platform
import subprocess
import sys

from collections.abc import Callable
from statistics import median
from time import perf_counter

import numpy as np
import polars as pl

import tthc_index as ti

from tthc_index._arithmetic import plan


#: Rounds of turns: each contestant runs once a round, so that a slow moment hits both.
ROUNDS, CALLS, IMPORTS = 60, 200, 15

EXAMPLE = ti.examples.PHU_THO_2026_08
RULES = ti.ruleset("qd766-2026")
COUNTS = {
    "communes_issuing_ecopies": 148,
    "communes": 148,
    **{name: EXAMPLE.counts[name] for name in RULES.count_names if name in EXAMPLE.counts},
}
PLAIN = [(i.code, i.numerator, str(i.denominator), i.max_points, i.target) for i in RULES.scored]


def by_hand() -> float:
    """What one would write without the library: no checks, binary rounding, nothing for 0/0."""
    total = 0.0
    points = {}
    for code, numerator, denominator, most, target in PLAIN:
        n = 0.0
        for name in numerator:
            n += COUNTS[name]
        d = COUNTS[denominator]
        points[code] = round(min(most, most * n / d / target), 2) if d else 0.0
        total += points[code]
    return total


def by_library() -> float | None:
    """The same with all checks, exact."""
    return ti.score(COUNTS).points


def seconds(call: Callable[[], object]) -> float:
    """How long many calls take."""
    start = perf_counter()
    for _ in range(CALLS):
        call()
    return perf_counter() - start


def import_milliseconds() -> float:
    """What `import tthc_index` takes beyond attrs, in a process of its own."""
    code = (
        "import attrs, sys, time; start = time.perf_counter(); import tthc_index; "
        "assert 'numpy' not in sys.modules; print(1000 * (time.perf_counter() - start))"
    )
    return float(
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
    )


CONVERSIONS = plan(RULES, None).scored

#: A hair above 1, so that rint() rounds half up: what a careful person would write by hand, too.
ABOVE = 1 + 8 * 2.0**-53


def units(rows: int) -> dict[str, np.ndarray]:
    """Counts of many units, complete and without 0/0: the case that all contestants can do."""
    rng = np.random.default_rng(766)
    columns: dict[str, np.ndarray] = {}
    for conversion in CONVERSIONS.values():
        d = rng.integers(1, 10_000, rows).astype(float)
        columns[conversion.denominator] = d
        rest = d
        for name in conversion.numerator:
            columns[name] = np.floor(rest * rng.random(rows))
            rest = rest - columns[name]
    return columns


def numpy_by_hand(columns: dict[str, np.ndarray]) -> list[np.ndarray]:
    """One numpy expression for each indicator, with the same checks and the same rounding."""
    indicators, groups = [], []
    for group in RULES:
        cents = []
        for conversion in (CONVERSIONS[rule.code] for rule in group if not rule.monitored):
            d = columns[conversion.denominator]
            parts = [columns[name] for name in conversion.numerator]
            n = sum(parts[1:], parts[0])
            sound = (d == np.rint(d)) & (n <= d)
            for part in parts:
                sound &= (part == np.rint(part)) & (part >= 0)
            assert sound.all()
            slope = conversion.gain / conversion.loss * ABOVE
            earned = np.minimum(np.rint(n / d * slope), float(conversion.cap))
            cents.append(np.where(d == 0, float(conversion.empty or 0), earned))
        indicators += [earned / 100 for earned in cents]
        groups.append(sum(cents[1:], cents[0]))
    return [*indicators, *(group / 100 for group in groups), sum(groups[1:], groups[0]) / 100]


def polars_by_hand(frame: pl.DataFrame) -> pl.DataFrame:
    """The same as one lazy query, its checks as a second one over the same columns."""
    cents, sums, wrong = {}, {}, []
    for group in RULES:
        codes = [rule.code for rule in group if not rule.monitored]
        for conversion in (CONVERSIONS[code] for code in codes):
            d = pl.col(conversion.denominator)
            parts = [pl.col(name) for name in conversion.numerator]
            n = sum(parts[1:], parts[0])
            sound = (d == d.floor()) & (n <= d)
            for part in parts:
                sound &= (part == part.floor()) & (part >= 0)
            wrong.append((~sound).sum().alias(conversion.code))
            slope = conversion.gain / conversion.loss * ABOVE
            earned = (n / d * slope + 0.5).floor().clip(upper_bound=float(conversion.cap))
            empty = None if conversion.empty is None else float(conversion.empty)
            cents[conversion.code] = pl.when(d > 0).then(earned).otherwise(empty)
        sums[group.code] = pl.sum_horizontal(codes)
    points = (
        frame.lazy()
        .select(**cents)
        .with_columns(**sums)
        .with_columns(total=pl.sum_horizontal(list(sums)))
        .select(pl.all() / 100)
    )
    result, found = pl.collect_all([points, frame.lazy().select(wrong)])
    assert not any(found.row(0))
    return result


def race(rows: int, rounds: int) -> None:
    """Many units: every contestant in turn, each against score_many() of the same round."""
    columns = units(rows)
    frame = pl.DataFrame(columns)
    whole = {name: column.astype(np.int32) for name, column in columns.items()}
    contestants: dict[str, Callable[[], object]] = {
        "score_many(), float64, all points": lambda: ti.score_many(columns),
        "score_many(), int32": lambda: ti.score_many(whole),
        "score_many(), totals alone": lambda: ti.score_many(columns, detail="total"),
        "score_many(), one thread": lambda: ti.score_many(columns, threads=1),
        "polars, by hand": lambda: polars_by_hand(frame),
        "numpy, by hand": lambda: numpy_by_hand(columns),
    }
    assert np.array_equal(ti.score_many(columns).points, numpy_by_hand(columns)[-1])
    took: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, call in contestants.items():
            start = perf_counter()
            call()
            took[name].append(perf_counter() - start)
    print(f"\n{rows:,} units, median of {rounds} rounds:")
    own = next(iter(took.values()))
    for name, seconds_ in took.items():
        ratio = median(a / b for a, b in zip(seconds_, own, strict=True))
        rate = rows / median(seconds_) / 1e6
        print(f"  {name:34}{1000 * median(seconds_):9.1f} ms {rate:7.1f} M/s  x {ratio:.2f}")


def main() -> None:
    """Print the tables."""
    print(
        f"Python {platform.python_version()}, numpy {np.__version__}, {os.cpu_count()} processors"
    )
    single()
    for rows, rounds in ((10_000, 40), (100_000, 20), (1_000_000, 9)):
        race(rows, rounds)


def single() -> None:
    """One unit, and the import."""
    pairs = [(seconds(by_library), seconds(by_hand)) for _ in range(ROUNDS)]
    ratio = median(a / b for a, b in pairs)
    micro = 1e6 / CALLS
    print(f"score(), 21 indicators, all checks: {micro * median(a for a, _ in pairs):6.1f} µs")
    print(f"a plain loop over the same:         {micro * median(b for _, b in pairs):6.1f} µs")
    print(f"ratio, median of {ROUNDS} rounds:         {ratio:6.2f}  (goal: at most 3)")
    took = [import_milliseconds() for _ in range(IMPORTS)]
    print(f"import beyond attrs, no numpy:      {median(took):6.1f} ms (goal: at most 30)")


if __name__ == "__main__":
    main()
