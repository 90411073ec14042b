# SPDX-License-Identifier: MIT
"""How long scoring takes, as ratios measured in one run: `nox -s bench`."""

from __future__ import annotations

import subprocess
import sys

from collections.abc import Callable
from statistics import median
from time import perf_counter

import tthc_index as ti


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


def main() -> None:
    """Print the table."""
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
