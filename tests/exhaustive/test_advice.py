# SPDX-License-Identifier: MIT
"""`advise()` against every choice of cases of ten thousand small units: `nox -s exhaustive`."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.advice_cases import Small, check_budget, check_target, every_choice, smalls


@given(smalls(), st.integers(0, 120), st.sampled_from((0, 0.5, 1, 1.1, 2, 3, 4, 7, 100)))
@settings(max_examples=10_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_ten_thousand_units(small: Small, hundredths: int, budget: float) -> None:
    choices = every_choice(small)
    check_target(small, round((small.card.points or 0) + hundredths / 100, 2), choices)
    check_budget(small, budget, choices)
