# SPDX-License-Identifier: MIT
"""What the benchmark measured, as text for the pages: no figure of speed is typed by hand."""

from __future__ import annotations

import json

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any


#: A month of the country: its communes, and the procedures of each.
COMMUNES, PROCEDURES = 3_300, 5_700

#: The contestants whose ratios stand in sentences.
IN_WORDS = {
    "int32": "score_many(), counts as int32",
    "total": "score_many(), totals alone",
    "one_thread": "score_many(), one thread",
    "fused": "numba: one fused kernel",
    "openfisca": "OpenFisca-Core",
    "empty": "score_many(), 15% of 0/0",
    "nulls": "score_many(), 5% of nulls",
}


def figures(file: Path) -> dict[str, str]:
    """Text by the name that stands for it in a page, as in `{{ goals }}`."""
    measured = json.loads(file.read_text("utf-8"))
    scale = measured["scale"]
    of_million, least, most = measured["races"]["1000000"], scale[0], scale[-1]
    rows = COMMUNES * PROCEDURES
    month = rows / most["rows"]
    return {
        **{f"{name}_ratio": f"{of_million[said]['ratio']:.1f}" for name, said in IN_WORDS.items()},
        # Of the kernel it is told how much longer this library takes.
        "fused_ratio": f"{1 / of_million[IN_WORDS['fused']]['ratio']:.1f}",
        "machine": _machine(measured["machine"]),
        "goals": "\n".join(_goals(measured)),
        "races": "\n".join(_races(measured["races"])),
        "scale": "\n".join(_scale(scale)),
        "month_rows": f"{rows:,}",
        "month_seconds": f"{month * most['seconds']:.1f}",
        "year_seconds": f"{12 * month * most['seconds']:.0f}",
        "month_counts": f"{month * most['counts_bytes'] / 1e9:.1f}",
        "month_results": f"{month * most['results_bytes'] / 1e9:.1f}",
        "least_rows": f"{least['rows']:,}",
        "least_milliseconds": f"{1000 * least['seconds']:.1f}",
        "most_rows": f"{most['rows']:,}",
        "most_beyond": f"{most['beyond_bytes'] / 1e6:.0f}",
    }


def _machine(about: dict[str, Any]) -> str:
    packages = ", ".join(f"{name} {version}" for name, version in about["packages"].items())
    return (
        f"{about['processor']}, {about['cores']} cores, {about['memory'] / 2**30:.0f} GiB of memory, "
        f"{about['system']}, Python {about['Python']}, {packages}; {about['date']}. "
        f"Other programs took {about['others']:.0%} of the processors meanwhile."
    )


def _goals(measured: dict[str, Any]) -> Iterator[str]:
    rows = [
        (
            f"{goal['contestant']} / {goal['against']}",
            f"at most {goal['at_most']}" if goal["at_most"] else f"at least {goal['at_least']}",
            f"{goal['ratio']:.2f}",
            _met(goal["met"]),
        )
        for goal in measured["goals"]
    ]
    took, most = measured["import"]["milliseconds"], measured["import"]["at_most"]
    imported = ("import beyond attrs", f"at most {most} ms", f"{took} ms", _met(took <= most))
    yield from _table(("time of … / time of …", "goal", "measured", ""), "llrl", [*rows, imported])


def _met(met: bool) -> str:  # noqa: FBT001  # its only argument
    return "met" if met else "**not met**"


def _races(races: dict[str, dict[str, dict[str, float]]]) -> Iterator[str]:
    header = ("milliseconds for", *(f"{int(rows):,} rows" for rows in races))
    names = next(iter(races.values()))
    rows = [(name, *(f"{race[name]['time']:,.1f}" for race in races.values())) for name in names]
    yield from _table(header, "l" + "r" * len(races), rows)


def _scale(sizes: list[dict[str, Any]]) -> Iterator[str]:
    header = (
        "rows",
        "seconds",
        "rows a second",
        "counts, MB",
        "points, MB",
        "beyond, MB",
    )
    rows = [
        (
            f"{size['rows']:,}",
            f"{size['seconds']:.4f}",
            f"{size['rows'] / size['seconds'] / 1e6:.1f} million",
            *(f"{size[f'{what}_bytes'] / 1e6:,.1f}" for what in ("counts", "results", "beyond")),
        )
        for size in sizes
    ]
    yield from _table(header, "rrrrrr", rows)


def _table(header: Iterable[str], sides: str, rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Lines of Markdown; *sides* says to which side each column keeps."""
    rules = ["--:" if side == "r" else "---" for side in sides]
    yield from ("| " + " | ".join(cells) + " |" for cells in (header, rules, *rows))
