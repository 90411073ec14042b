# SPDX-License-Identifier: MIT
"""The hypothesis profiles of all tests, and the report of how many published figures were compared."""

from __future__ import annotations

import os

from collections.abc import Callable

import pytest

from hypothesis import HealthCheck, settings


# A line is run by the tenth example as by the hundredth: coverage is measured with few of them.
# A build fails for what a change does, not by chance: other examples are tried where people work.
for name, most in (("tests", 100), ("few", 15)):
    settings.register_profile(
        name,
        deadline=None,
        max_examples=most,
        derandomize="CI" in os.environ,
        suppress_health_check=[HealthCheck.too_slow],
    )
settings.load_profile("tests")

_COMPARED = pytest.StashKey[list[str]]()


@pytest.fixture
def compared(request: pytest.FixtureRequest) -> Callable[[str, int], None]:
    """Say how many published rows a test compared; none is a failure."""

    def record(table: str, rows: int) -> None:
        assert rows > 0, f"no row of {table} was compared"
        request.config.stash.setdefault(_COMPARED, []).append(f"{table}: {rows:,} rows")

    return record


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print what the tests compared with published figures."""
    for line in config.stash.get(_COMPARED, []):
        terminalreporter.write_line(f"published figures compared: {line}")
