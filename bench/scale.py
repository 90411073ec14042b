# SPDX-License-Identifier: MIT
"""How time and memory grow with the rows: each size in a process of its own, on Linux."""

from __future__ import annotations

import json
import subprocess
import sys

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import psutil

import tthc_index as ti

from .work import CODES, Columns, results, units


SIZES = [10**power for power in range(3, 8)]

#: Rows that are scored while the time is taken, and at least so many calls.
ROWS, CALLS = 20_000_000, 3

PROCESS = Path("/proc/self")


def measure() -> list[dict[str, Any]]:
    """What each size takes."""
    return [_in_process(rows) for rows in SIZES]


def _in_process(rows: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.scale", str(rows)]
    taken: dict[str, Any] = json.loads(subprocess.check_output(command))
    return taken


def measure_here(rows: int) -> dict[str, Any]:
    """Seconds of a call, and the bytes that it takes at most beside counts and results."""
    columns = _units(rows)
    ti.score_many({name: counts[:1] for name, counts in columns.items()})
    (PROCESS / "clear_refs").write_text("5", "ascii")  # The highest use of memory so far.
    before = _memory("VmRSS")
    table = ti.score_many(columns)
    beyond = _memory("VmHWM") - before
    kept = sum(array.nbytes for array in (*results(table), table.complete, table._refused))
    del table
    return {
        "rows": rows,
        "dtype": next(iter(columns.values())).dtype.name,
        "counts_bytes": sum(counts.nbytes for counts in columns.values()),
        "results_bytes": kept,
        "beyond_bytes": max(0, beyond - kept),
        "seconds": median(_seconds(columns) for _ in range(max(CALLS, min(500, ROWS // rows)))),
    }


def _units(rows: int) -> Columns:
    """Doubles, or 32-bit integers where there is not memory enough for twice the doubles."""
    columns = units(rows)
    doubles = 8 * rows * (len(columns) + len(CODES))
    if psutil.virtual_memory().available > doubles:
        return columns
    return {name: columns.pop(name).astype(np.int32) for name in [*columns]}


def _memory(what: str) -> int:
    """Bytes, by a name of /proc/self/status."""
    lines = (PROCESS / "status").read_text("ascii").splitlines()
    (found,) = (line for line in lines if line.startswith(what))
    return 1024 * int(found.split()[1])


def _seconds(columns: Columns) -> float:
    start = perf_counter()
    ti.score_many(columns)
    return perf_counter() - start


def lines(measured: list[dict[str, Any]]) -> Iterator[str]:
    """What was measured, for the terminal."""
    yield "\nscore_many(), all points:"
    for row in measured:
        rate = row["rows"] / row["seconds"] / 1e6
        yield (
            f"  {row['rows']:12,} rows of {row['dtype']} {1000 * row['seconds']:9.1f} ms"
            f"{rate:6.1f} M rows/s {row['beyond_bytes'] / 1e6:6.1f} MB beyond counts and results"
        )


if __name__ == "__main__":
    print(json.dumps(measure_here(int(sys.argv[1]))))
