# SPDX-License-Identifier: MIT
"""How long scoring takes, as ratios measured in one run: `nox -s bench`."""
