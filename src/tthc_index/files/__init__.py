# SPDX-License-Identifier: MIT
"""Tables of units in files: counts in, points out; and published results."""

from __future__ import annotations

from .dossiers import read_dossiers, write_columns
from .published import holds_published, read_published
from .summary import FileSummary
from .table import read_table, score_file


__all__ = [
    "FileSummary",
    "holds_published",
    "read_dossiers",
    "read_published",
    "read_table",
    "score_file",
    "write_columns",
]
