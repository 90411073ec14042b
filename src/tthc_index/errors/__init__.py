# SPDX-License-Identifier: MIT
"""What can go wrong, as types.

Every error is a `TthcIndexError`, carries its values as attributes, survives pickling,
and says the offending name and value, what is allowed, and the nearest known name.
A call with several problems raises one `Problems` that holds them all.

`str(error)` is English, `error.text("vi")` Vietnamese.

>>> from tthc_index import errors
>>> error = errors.ValueRefusedError.count("dossiers_handled", -1, "negative")
>>> print(error)
dossiers_handled = -1 is negative: it takes a whole number from 0 to 2^53, or None where it is not known
>>> print(error.text("vi"))
dossiers_handled = -1 là số âm: cần một số nguyên từ 0 đến 2^53, hoặc để trống nếu chưa biết
"""

from __future__ import annotations

from .base import Problems, TthcIndexError, ValueRefusedError, raise_problems
from .documents import DocumentError, Finding, NoticeError, PortalError, RuleSetError
from .doubts import FractionWarning, LeftOutWarning, LevelsWarning, SheetsWarning, TthcIndexWarning
from .values import (
    AboveDenominatorError,
    ConflictError,
    InvalidRowsError,
    MissingCountsError,
    MissingExtraError,
    StaleCardError,
    UnknownNameError,
)
from .words import SPELLED_OUT, nearest, shown


__all__ = [
    "SPELLED_OUT",
    "AboveDenominatorError",
    "ConflictError",
    "DocumentError",
    "Finding",
    "FractionWarning",
    "InvalidRowsError",
    "LeftOutWarning",
    "LevelsWarning",
    "MissingCountsError",
    "MissingExtraError",
    "NoticeError",
    "PortalError",
    "Problems",
    "RuleSetError",
    "SheetsWarning",
    "StaleCardError",
    "TthcIndexError",
    "TthcIndexWarning",
    "UnknownNameError",
    "ValueRefusedError",
    "nearest",
    "raise_problems",
    "shown",
]

# Tracebacks and pickles name what is public, not the file in which it stands.
for _kind in map(globals().get, __all__):
    if isinstance(_kind, type):
        _kind.__module__ = __name__
