# SPDX-License-Identifier: MIT
"""Results held against others: published ones, earlier ones, peers."""
