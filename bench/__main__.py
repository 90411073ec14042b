# SPDX-License-Identifier: MIT
"""Measure, print, and write what the documentation shows: `nox -s bench`."""

from __future__ import annotations

import json
import multiprocessing
import platform
import subprocess
import sys

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from .contest import (
    EMPTY,
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
    Times,
    grown,
    in_turns,
    ratio,
)


#: What the page docs/scale.md is made from.
FILE = Path(__file__).parents[1] / "docs" / "_benchmark.json"

PACKAGES = ("numpy", "numba", "polars", "narwhals", "openfisca-core")

#: Units, and rounds of turns; units whose growth is told; for one unit, rounds and calls in a turn.
SIZES = {10_000: 40, 100_000: 20, 1_000_000: 20}
GROWTH = [10**power for power in range(3, 8)]
ROUNDS, CALLS = 30, 50

#: Imports, and the milliseconds that one may take.
IMPORTS, IMPORT_GOAL = 15, 30

#: One contestant, another, and how many times as long the one takes: at least, at most.
GOALS: list[tuple[str, str, float | None, float | None]] = [
    (OWN, FUSED, None, 1.3),
    (POLARS, OWN, 1.4, None),
    (NUMPY, OWN, 2.3, None),
    (OPENFISCA, OWN, 8, None),
    (INT32, OWN, None, 1),
    (TOTALS, OWN, None, 0.7),
    (FRAME, POLARS, None, 1.2),
    (OWN + EMPTY, OWN, None, 1.3),
    (POLARS + EMPTY, OWN + EMPTY, 1.5, None),
    (OWN_ONE, LOOP, None, 2),
    (ONE_OPENFISCA, OWN_ONE, 80, None),
]


def main() -> None:
    """Measure everything."""
    before = _busy()
    races = {rows: in_turns(MANY, rows, rounds) for rows, rounds in SIZES.items()}
    one = in_turns(ONE, 1, ROUNDS, CALLS)
    measured: dict[str, Any] = {
        "goals": list(_goals({**races[max(SIZES)], **one})),
        "import": {"milliseconds": round(_import_milliseconds(), 1), "at_most": IMPORT_GOAL},
        "one": _summary(one, OWN_ONE, 1e6),
        "races": {str(rows): _summary(times, OWN, 1e3) for rows, times in races.items()},
        "scale": [_in_process(rows) for rows in GROWTH],
    }
    written = {"machine": {**_machine(), "others": round(_others(before, _busy()), 2)}, **measured}
    FILE.write_text(json.dumps(written, indent=2) + "\n", "utf-8")
    print(written["machine"], *_lines(measured), sep="\n")


def _goals(times: Times) -> Iterator[dict[str, Any]]:
    """Each goal, what was measured, and whether it is met."""
    for one, other, least, most in GOALS:
        taken = round(ratio(times, one, other), 2)
        met = (least is None or taken >= least) and (most is None or taken <= most)
        pair = {"contestant": one, "against": other, "at_least": least, "at_most": most}
        yield {**pair, "ratio": taken, "met": met}


def _summary(times: Times, own: str, scale: float) -> dict[str, dict[str, float]]:
    """Median time, in parts of a second, and ratio to ours, by contestant."""
    return {
        name: {"time": round(scale * median(taken), 3), "ratio": round(ratio(times, name, own), 2)}
        for name, taken in times.items()
    }


def _in_process(rows: int) -> dict[str, Any]:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(grown, (rows,))


def _import_milliseconds() -> float:
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


def _machine() -> dict[str, Any]:
    """Where and when this was measured."""
    return {
        "date": datetime.now().astimezone().date().isoformat(),
        "processor": _processor(),
        "cores": psutil.cpu_count(),
        "memory": psutil.virtual_memory().total,
        "system": platform.system() + " " + platform.release().partition("-")[0],
        "Python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
    }


def _processor() -> str:
    """The name of the processor's model, where the system tells it."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text("utf-8").splitlines() if told.exists() else []
    names = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def _busy() -> tuple[float, float, float]:
    """Seconds of processor time so far: of this program and its children, of all, and idle."""
    all_, own = psutil.cpu_times(), psutil.Process().cpu_times()
    return sum(own[:4]), sum(all_[:8]), all_.idle + getattr(all_, "iowait", 0)


def _others(before: Iterable[float], after: Iterable[float]) -> float:
    """The part of the processors' time that other programs took meanwhile."""
    own, all_, idle = (b - a for a, b in zip(before, after, strict=True))
    return max(0.0, (all_ - idle - own) / all_)


def _lines(measured: Mapping[str, Any]) -> Iterator[str]:
    """What was measured, for the terminal."""
    parts = {f"{rows} units, milliseconds": race for rows, race in measured["races"].items()}
    for title, race in {**parts, "one unit, microseconds": measured["one"]}.items():
        yield f"\n{title} and ratio, medians:"
        for name, figures in race.items():
            yield f"  {name:46}{figures['time']:10.2f}  x {figures['ratio']:.2f}"
    yield "\ngoals:"
    for goal in measured["goals"]:
        pair = f"{goal['contestant']} / {goal['against']}"
        limit = f"<= {goal['at_most']}" if goal["at_most"] else f">= {goal['at_least']}"
        yield f"  {pair:58}{goal['ratio']:8.2f} {limit:>8}  {'met' if goal['met'] else 'NOT MET'}"
    took = measured["import"]["milliseconds"]
    yield f"\nimport beyond attrs, without numpy: {took} ms (goal: at most {IMPORT_GOAL})\n"
    for row in measured["scale"]:
        beyond = row["beyond_bytes"] / 1e6
        yield f"{row['rows']:12,} rows {1000 * row['seconds']:9.1f} ms, {beyond:.1f} MB beyond"


if __name__ == "__main__":
    main()
