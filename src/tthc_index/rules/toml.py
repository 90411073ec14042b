# SPDX-License-Identifier: MIT
"""Rule sets as TOML: the fields of the rule objects, by their names."""

from __future__ import annotations

import tomllib

from enum import StrEnum
from typing import Any

from tthc_index.errors import Fault, MissingExtraError, RuleSetError
from tthc_index.rules.objects import Rounding, RuleSet


try:
    import tomli_w

    from cattrs import BaseValidationError, Converter, transform_error
    from cattrs.v import format_exception
except ImportError as _error:
    raise MissingExtraError("rules", "reading and writing rule sets as TOML") from _error

#: TOML has no null; this word says that a rule set rounds nothing.
UNROUNDED = "none"


def loads(text: str) -> RuleSet:
    """The rule set that the text states."""
    try:
        stated = tomllib.loads(text)
        # Of a rule set alone: a group without rounding of its own has the rule set's.
        if stated.get("rounding") == UNROUNDED:
            stated["rounding"] = None
        return _CONVERTER.structure(stated, RuleSet)
    except BaseValidationError as error:
        for found in error.exceptions:
            if isinstance(found, RuleSetError):
                raise found from None
        faults = tuple(map(_fault, transform_error(error, format_exception=_said)))
        raise RuleSetError(stated.get("id"), faults) from None
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits, say
        raise RuleSetError(None, (Fault("TOML", str(error)),)) from None


def dumps(rules: RuleSet) -> str:
    """The rules as TOML text."""
    return tomli_w.dumps(_CONVERTER.unstructure(rules))


def _said(error: BaseException, kind: type | None) -> str:
    # cattrs has no words for a text where a table belongs.
    is_table = isinstance(error, AttributeError)
    return f"is no {getattr(kind, '__name__', kind)}" if is_table else format_exception(error, kind)


def _fault(said: str) -> Fault:
    """What cattrs says, as "required field missing @ $.groups[0].name"."""
    message, _, path = said.rpartition(" @ ")
    return Fault(path.removeprefix("$").lstrip(".") or "TOML", message)


def _as_is(value: Any, _: Any) -> Any:
    return value


def _make_converter() -> Converter:
    """Keys are held against the fields here; values pass as they are.

    The rule set checks values itself, and names them all with what is allowed.
    """
    converter = Converter(forbid_extra_keys=True, omit_if_default=True)
    for kind in (str, int, float):
        converter.register_structure_hook(kind, _as_is)
    converter.register_structure_hook_func(lambda kind: kind == tuple[str, ...], _as_is)
    converter.register_structure_hook(StrEnum, _as_is)
    converter.register_unstructure_hook(StrEnum, str)
    converter.register_structure_hook_func(_is_rounding, _read_rounding)
    converter.register_unstructure_hook_func(_is_rounding, _write_rounding)
    return converter


def _is_rounding(kind: Any) -> bool:
    return bool(kind == Rounding | None)


def _read_rounding(value: Any, _: Any) -> Any:
    return _CONVERTER.structure(value, Rounding) if isinstance(value, dict) else value


def _write_rounding(value: Rounding | None) -> Any:
    return UNROUNDED if value is None else _CONVERTER.unstructure(value)


_CONVERTER = _make_converter()
