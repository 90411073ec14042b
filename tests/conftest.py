# SPDX-License-Identifier: MIT
"""One hypothesis profile for all tests, and the report of how many published figures were compared."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hypothesis import HealthCheck, settings


settings.register_profile(
    "tests", deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow]
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
