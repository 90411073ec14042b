# SPDX-License-Identifier: MIT
"""From counts to points: one unit, many, any data frame."""
