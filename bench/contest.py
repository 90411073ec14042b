# SPDX-License-Identifier: MIT
"""Who competes, on which counts.

Each contestant has a process of its own, so that none works in memory that another has prepared.
They take turns: a slow moment of the machine hits all of them.
"""

from __future__ import annotations

import gc
import multiprocessing

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from hashlib import sha256
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import Any

import numpy as np
import polars as pl

import tthc_index as ti

from . import rivals
from .rivals import CODES, CONVERSIONS, Columns


OWN, INT32 = "score_many()", "score_many(), counts as int32"
TOTALS, ONE_THREAD = "score_many(), totals alone", "score_many(), one thread"
FRAME, POLARS = "score_frame() on polars, lazy", "polars by hand"
FUSED, NUMPY, OPENFISCA = "numba: one fused kernel", "numpy by hand", "OpenFisca-Core"
OWN_ONE, LOOP, ONE_OPENFISCA = "score()", "a plain loop", "OpenFisca-Core, one unit"

#: What the names of contestants end with where counts are not plain, and which parts of them.
EMPTY, NULLS = ", 15% of 0/0", ", 5% of nulls"
KINDS = {EMPTY: (0.15, 0.0), NULLS: (0.0, 0.05), "": (0.0, 0.0)}

#: Seconds that each turn of a contestant took.
Times = dict[str, list[float]]

#: Seconds until the threads of the contestant before have fallen asleep.
PAUSE = 0.02


def counts_of(rows: int, empty: float = 0, null: float = 0) -> Columns:
    """Counts of many units; parts of each denominator are 0, parts of each column are NaN."""
    rng = np.random.default_rng(766)
    columns: Columns = {}
    for conversion in CONVERSIONS.values():
        rest = rng.integers(1, 10_000, rows) * (rng.random(rows) >= empty).astype(float)
        columns[conversion.denominator] = rest
        for name in conversion.numerator:
            columns[name] = np.floor(rest * rng.random(rows))
            rest = rest - columns[name]
    return {name: np.where(rng.random(rows) < null, np.nan, c) for name, c in columns.items()}


def _as_int32(columns: Columns) -> Columns:
    return {name: counts.astype(np.int32) for name, counts in columns.items()}


def _lazy(columns: Columns) -> pl.LazyFrame:
    return pl.DataFrame(columns, nan_to_null=True).lazy()


def _of_one(columns: Columns) -> dict[str, int]:
    return {name: int(column[0]) for name, column in columns.items()}


def _frame(frame: pl.LazyFrame) -> Any:
    return ti.score_frame(frame).collect()


def _score(counts: Mapping[str, int]) -> float | None:
    return ti.score(counts).points


_own: Callable[..., Any] = partial(ti.score_many, missing="allow")

#: From columns to the call whose time is taken.
CALLS: Mapping[str, Callable[[Columns], Callable[[], object]]] = {
    OWN: lambda columns: partial(_own, columns),
    INT32: lambda columns: partial(_own, _as_int32(columns)),
    TOTALS: lambda columns: partial(_own, columns, detail="total"),
    ONE_THREAD: lambda columns: partial(_own, columns, threads=1),
    FRAME: lambda columns: partial(_frame, _lazy(columns)),
    FUSED: lambda columns: partial(rivals.numba_by_hand, columns),
    POLARS: lambda columns: partial(rivals.polars_by_hand, _lazy(columns)),
    NUMPY: lambda columns: partial(rivals.numpy_by_hand, columns),
    OPENFISCA: lambda columns: partial(rivals.openfisca, columns),
    OWN_ONE: lambda columns: partial(_score, _of_one(columns)),
    LOOP: lambda columns: partial(rivals.by_loop, _of_one(columns)),
    ONE_OPENFISCA: lambda columns: partial(rivals.openfisca_of_one, _of_one(columns)),
}

MANY = [OWN, INT32, TOTALS, ONE_THREAD, FRAME, FUSED, POLARS, NUMPY, OPENFISCA]
MANY += [OWN + EMPTY, INT32 + EMPTY, FUSED + EMPTY, POLARS + EMPTY, NUMPY + EMPTY]
MANY += [OWN + NULLS, POLARS + NULLS]
ONE = [OWN_ONE, LOOP, ONE_OPENFISCA]


def in_turns(contestants: list[str], rows: int, rounds: int, calls: int = 1) -> Times:
    """Seconds of a call, round by round; all contestants must give the same points."""
    with ExitStack() as stack:
        pipes = {name: stack.enter_context(_started(name, rows)) for name in contestants}
        points = {name: pipe.recv() for name, pipe in pipes.items()}
        for ending in KINDS:
            same = [of for name, of in points.items() if _kind(name) == ending]
            assert len({of[-1] for of in same}) <= 1, ending
            assert len({of for of in same if len(of) > 1}) <= 1, ending
        times: Times = {name: [] for name in contestants}
        for _ in range(rounds):
            for name, pipe in pipes.items():
                sleep(PAUSE)
                pipe.send(calls)
                times[name].append(pipe.recv() / calls)
    return times


def ratio(times: Times, one: str, other: str) -> float:
    """How many times as long one takes as the other: the median of all rounds."""
    return median(a / b for a, b in zip(times[one], times[other], strict=True))


def _kind(name: str) -> str:
    return next(ending for ending in KINDS if name.endswith(ending))


@contextmanager
def _started(name: str, rows: int) -> Iterator[Connection]:
    """A contestant, to be told how many calls its next turn has."""
    ours, theirs = multiprocessing.Pipe()
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=_compete, args=(name, rows, theirs), daemon=True)
    process.start()
    yield ours
    ours.send(0)
    process.join()


def _compete(name: str, rows: int, pipe: Connection) -> None:
    """Say what the points are, and then how long any number of calls take, until it is 0."""
    ending = _kind(name)
    call = CALLS[name.removesuffix(ending)](counts_of(rows, *KINDS[ending]))
    with np.errstate(all="ignore"):
        pipe.send(tuple(_fingerprint(array) for array in _results(call())))
        for calls in iter(pipe.recv, 0):
            gc.collect()
            start = perf_counter()
            for _ in range(calls):
                call()
            pipe.send(perf_counter() - start)


def _results(scored: Any) -> list[Any]:
    """What a contestant gives, as one array for each of CODES; or for the total alone."""
    if isinstance(scored, ti.ScoreTable):
        return [*scored.indicator_points.values(), *scored.group_points.values(), scored.points]
    if isinstance(scored, pl.DataFrame):
        return [scored[code].to_numpy() for code in CODES]
    return [[scored]] if isinstance(scored, float) else list(scored)


def _fingerprint(points: Any) -> str:
    """What tells hundredths apart; no points are as 0."""
    hundredths = np.rint(100 * np.nan_to_num(np.asarray(points, np.float64)))
    return sha256(hundredths.tobytes()).hexdigest()


def grown(rows: int) -> dict[str, Any]:
    """Seconds of a call, and the bytes that it takes at most beside counts and points, on Linux."""
    columns = counts_of(rows)
    ti.score_many(counts_of(1))
    Path("/proc/self/clear_refs").write_text("5", "ascii")  # The highest use of memory so far.
    before = _memory("VmRSS")
    table = ti.score_many(columns)
    beyond = _memory("VmHWM") - before
    kept = sum(array.nbytes for array in (*_results(table), table.complete))
    del table
    calls = [partial(ti.score_many, columns)] * max(3, min(300, 10**7 // rows))
    return {
        "rows": rows,
        "counts_bytes": sum(counts.nbytes for counts in columns.values()),
        "results_bytes": kept,
        "beyond_bytes": max(0, beyond - kept),
        "seconds": median(map(_seconds, calls)),
    }


def _seconds(call: Callable[[], object]) -> float:
    start = perf_counter()
    call()
    return perf_counter() - start


def _memory(what: str) -> int:
    """Bytes, by a name of /proc/self/status."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    (found,) = (line for line in lines if line.startswith(what))
    return 1024 * int(found.split()[1])
