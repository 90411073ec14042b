# SPDX-License-Identifier: MIT
"""Speed, as ratios of times that were measured in turns."""

from __future__ import annotations

import subprocess
import sys

from collections.abc import Iterator, Mapping
from statistics import median
from typing import Any, NamedTuple

from .contest import Times, in_turns, ratio
from .contestants import (
    FRAME,
    FUSED,
    INT32,
    LOOP,
    MANY,
    NUMPY,
    ONE,
    ONE_OPENFISCA,
    OPENFISCA,
    OWN,
    OWN_ONE,
    POLARS,
    TOTALS,
)


#: Units, and rounds of turns.
SIZES = {10_000: 40, 100_000: 20, 1_000_000: 20}

#: For one unit: rounds, and calls in a turn.
ROUNDS, CALLS = 30, 50

#: Imports, and the milliseconds that one may take.
IMPORTS, IMPORT_GOAL = 15, 30


class Goal(NamedTuple):
    """How long one contestant may take at most, or shall take at least, in times of another."""

    contestant: str
    against: str
    at_most: float | None = None
    at_least: float | None = None

    def held(self, times: Times) -> dict[str, Any]:
        """The goal, what was measured, and whether it is met."""
        measured = round(ratio(times, self.contestant, self.against), 2)
        met = self.at_most is None or measured <= self.at_most
        return {
            **self._asdict(),
            "ratio": measured,
            "met": met and measured >= (self.at_least or 0),
        }


GOALS = (
    Goal(OWN, FUSED, at_most=1.3),
    Goal(POLARS, OWN, at_least=1.4),
    Goal(NUMPY, OWN, at_least=2.3),
    Goal(OPENFISCA, OWN, at_least=8),
    Goal(INT32, OWN, at_most=1),
    Goal(TOTALS, OWN, at_most=0.7),
    Goal(FRAME, POLARS, at_most=1.2),
)
GOALS_OF_ONE = (Goal(OWN_ONE, LOOP, at_most=3), Goal(ONE_OPENFISCA, OWN_ONE, at_least=80))


def measure() -> dict[str, Any]:
    """Everything, as it goes into the file."""
    races = {rows: in_turns(MANY, rows, rounds) for rows, rounds in SIZES.items()}
    one = in_turns(ONE, 1, ROUNDS, CALLS)
    goals = [goal.held(races[max(SIZES)]) for goal in GOALS]
    return {
        "goals": [*goals, *(goal.held(one) for goal in GOALS_OF_ONE)],
        "import": {"milliseconds": round(import_milliseconds(), 1), "at_most": IMPORT_GOAL},
        "one": _summary(one, OWN_ONE, 1e6),
        "races": {str(rows): _summary(times, OWN, 1e3) for rows, times in races.items()},
    }


def import_milliseconds() -> float:
    """What `import tthc_index` takes beyond attrs, each time in a process of its own."""
    code = (
        "import attrs, sys, time; start = time.perf_counter(); import tthc_index; "
        "assert 'numpy' not in sys.modules; print(1000 * (time.perf_counter() - start))"
    )
    command = [sys.executable, "-c", code]
    return median(
        float(subprocess.run(command, capture_output=True, check=True).stdout)
        for _ in range(IMPORTS)
    )


def _summary(times: Times, own: str, scale: float) -> dict[str, dict[str, float]]:
    """Median time, in parts of a second, and ratio to ours, by contestant."""
    return {
        name: {"time": round(scale * median(taken), 3), "ratio": round(ratio(times, name, own), 2)}
        for name, taken in times.items()
    }


def lines(measured: Mapping[str, Any]) -> Iterator[str]:
    """What was measured, for the terminal."""
    for rows, race in measured["races"].items():
        yield f"\n{int(rows):,} units, milliseconds and ratio, medians:"
        yield from _times(race)
    yield "\none unit, microseconds:"
    yield from _times(measured["one"])
    yield "\ngoals:"
    for goal in measured["goals"]:
        pair = f"{goal['contestant']} / {goal['against']}"
        limit = f"<= {goal['at_most']}" if goal["at_most"] else f">= {goal['at_least']}"
        yield f"  {pair:58}{goal['ratio']:8.2f} {limit:>8}  {'met' if goal['met'] else 'NOT MET'}"
    took = measured["import"]["milliseconds"]
    yield f"\nimport beyond attrs, without numpy: {took} ms (goal: at most {IMPORT_GOAL})"


def _times(race: Mapping[str, Any]) -> Iterator[str]:
    for name, figures in race.items():
        yield f"  {name:46}{figures['time']:10.2f}  x {figures['ratio']:.2f}"
