# SPDX-License-Identifier: MIT
"""`advise()` against every choice of cases of ten thousand small units: `nox -s exhaustive`."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.advice_cases import Small, check_budget, check_target, every_choice, smalls


five_thousand = settings(
    max_examples=5_000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@five_thousand
@given(smalls(), st.integers(0, 120))
def test_targets(small: Small, hundredths: int) -> None:
    target = round((small.card.points or 0) + hundredths / 100, 2)
    check_target(small, target, every_choice(small))


@five_thousand
@given(smalls(), st.sampled_from((0, 0.5, 1, 1.1, 2, 3, 4, 7, 100)))
def test_budgets(small: Small, budget: float) -> None:
    check_budget(small, budget, every_choice(small))
