# SPDX-License-Identifier: MIT
"""Contestants in processes of their own, so that none works in memory that another has prepared.

They take turns: a slow moment of the machine hits all of them.
"""

from __future__ import annotations

import gc
import multiprocessing

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from multiprocessing.connection import Connection
from statistics import median
from time import perf_counter, sleep
from typing import Any

import numpy as np

from .contestants import GAPS, MANY, ONE, Contestants
from .work import results, units


#: Seconds that each turn of a contestant took.
Times = dict[str, list[float]]

#: Seconds until the threads of the contestant before have fallen asleep.
PAUSE = 0.02


def in_turns(contestants: Contestants, rows: int, rounds: int, calls: int = 1) -> Times:
    """Seconds of a call, round by round; the points of all contestants must be the same."""
    with ExitStack() as stack:
        pipes = {name: stack.enter_context(_started(name, rows)) for name in contestants}
        points = {name: pipe.recv() for name, pipe in pipes.items() if name != GAPS}
        totals = {of_total for *_, of_total in points.values()}
        details = {of for of in points.values() if len(of) > 1}
        assert len(totals) == 1, points
        assert len(details) <= 1, points
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
    call = {**MANY, **ONE}[name](units(rows))
    points = call()
    if name != GAPS:
        pipe.send(_fingerprints(results(points)))
    del points
    for calls in iter(pipe.recv, 0):
        gc.collect()
        pipe.send(_seconds(call, calls))


def _seconds(call: Callable[[], object], calls: int) -> float:
    start = perf_counter()
    for _ in range(calls):
        call()
    return perf_counter() - start


def _fingerprints(points: Iterable[Any]) -> tuple[str, ...]:
    """What tells cents apart, for each array of points."""
    return tuple(
        sha256(np.rint(100 * np.asarray(array, np.float64)).tobytes()).hexdigest()
        for array in points
    )
