# SPDX-License-Identifier: MIT
"""Tests: laws first, then published figures, then examples at both sides of every threshold."""
