# SPDX-License-Identifier: MIT
"""The public notice and its appendices, out and in."""
