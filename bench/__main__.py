# SPDX-License-Identifier: MIT
"""Measure, print, and write what the documentation shows: `nox -s bench -- speed scale`."""

from __future__ import annotations

import argparse
import json
import platform

from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

from . import scale, speed


#: What the page docs/scale.md is made from.
FILE = Path(__file__).parents[1] / "docs" / "_benchmark.json"

PARTS = {"speed": speed, "scale": scale}
PACKAGES = ("numpy", "numba", "polars", "narwhals", "openfisca-core")


def main() -> None:
    """Measure the parts that are asked for; the file keeps the others as they were."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS], default=["speed"], metavar="PART")
    written = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    for name in parser.parse_args().parts:
        part, before = PARTS[name], _busy()
        measured = part.measure()
        about = {**machine(), "others": round(_others(before, _busy()), 2)}
        print(about, *part.lines(measured), sep="\n")
        written[name] = {"machine": about, "measured": measured}
        FILE.write_text(json.dumps(written, indent=2) + "\n", "utf-8")


def machine() -> dict[str, Any]:
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
    idle = all_.idle + getattr(all_, "iowait", 0)
    return sum(own[:4]), sum(all_[:8]), idle


def _others(before: tuple[float, ...], after: tuple[float, ...]) -> float:
    """The part of the processors' time that other programs took meanwhile."""
    own, all_, idle = (b - a for a, b in zip(before, after, strict=True))
    return max(0.0, (all_ - idle - own) / all_)


if __name__ == "__main__":
    main()
