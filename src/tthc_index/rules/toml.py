# SPDX-License-Identifier: MIT
"""Rule sets as TOML: the fields of the rule objects, by their names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from os import PathLike
from types import NoneType
from typing import Any, get_args

import attrs

from tthc_index.errors import Finding, RuleSetError, nearest
from tthc_index.rules.checks import field_types, numbered
from tthc_index.rules.sets import RuleSet
from tthc_index.text.toml import parsed, toml_in


#: TOML has no null; this word says that a rule set rounds nothing.
UNROUNDED = "none"

#: A label, a source or a list stands on one line if the line is no longer than this.
WIDTH = 100

#: What decides the points is written even where it is the default.
_ALWAYS = {"max_points", "target", "when_empty", "rounding", "decimals"}

#: Fields whose objects stand below headers of their own.
_PARTS = {"groups", "indicators"}


def loads(source: str | PathLike[str]) -> RuleSet:
    """The rule set that a text, or the file of a path, states; RuleSetError with all its faults."""
    stated = _stated(source)
    # Of a rule set alone: a group without rounding of its own has the rule set's.
    if stated.get("rounding") == UNROUNDED:
        stated["rounding"] = None
    faults: list[Finding] = []
    try:
        rules: RuleSet = _object("", stated, RuleSet, faults)
    except RuleSetError as error:
        # What is missing was said already: no fault is told twice.
        said = {fault.place for fault in faults}
        faults += [fault for fault in error.findings if fault.place not in said]
    if faults:
        raise RuleSetError(tuple(faults), id=stated.get("id"))
    return rules


def _stated(source: str | PathLike[str]) -> dict[str, Any]:
    try:
        return parsed(source) if isinstance(source, str) else toml_in(source)
    except UnicodeDecodeError as error:
        why = f"the file is not in UTF-8 ({error})"
    except ValueError as error:
        why = str(error)
    raise RuleSetError((Finding("", "TOML", None, why),))


def _object(path: str, stated: dict[str, Any], kind: type, faults: list[Finding]) -> Any:
    """The object of that kind, by the names of its fields; keys that are none become faults."""
    hints = dict(field_types(kind))
    faults += [
        Finding("", _below(path, key), None, _unknown(key, hints))
        for key in stated
        if key not in hints
    ]
    values: dict[str, Any] = {}
    for field in attrs.fields(kind):
        at = _below(path, field.name)
        if field.name in stated:
            values[field.name] = _value(at, stated[field.name], hints[field.name], faults)
        elif field.default is attrs.NOTHING:
            faults.append(Finding("", at, None, "is missing"))
            values[field.name] = None
    return kind(**values)


def _value(path: str, value: Any, hint: Any, faults: list[Finding]) -> Any:
    """Tables become the objects that belong there; all else stays, for the rule set to check."""
    arguments = get_args(hint)
    if NoneType in arguments:
        hint = arguments[0]
    elif arguments and isinstance(value, list):
        items = numbered(path, tuple(value))
        return tuple(_value(at, item, arguments[0], faults) for at, item in items)
    if isinstance(value, dict) and attrs.has(hint):
        return _object(path, value, hint, faults)
    return value.isoformat() if isinstance(value, date) else value


def _below(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _unknown(key: str, known: dict[str, Any]) -> str:
    near = nearest(key, known)
    return "unknown key; " + (f"did you mean {near!r}?" if near else f"known: {', '.join(known)}")


def dumps(rules: RuleSet) -> str:
    """The rules as TOML text, laid out for people: one line a label, one block an indicator."""
    return "\n".join(_table(rules)) + "\n"


def _table(thing: Any, header: str = "") -> Iterator[str]:
    """The lines of a rule set, a group or an indicator: its own keys, then its parts."""
    parts = []
    for name, value in _told(thing):
        if name in _PARTS:
            parts = [(_below(header, name), part) for part in value]
        else:
            yield from _pair(name, _plain(value))
    for inner, part in parts:
        yield from ("", f"[[{inner}]]")
        yield from _table(part, inner)


def _told(thing: Any) -> Iterator[tuple[str, Any]]:
    """The fields that need to be written, with their values: defaults go without saying."""
    scored = getattr(thing, "max_points", True)
    for field in attrs.fields(type(thing)):
        value = getattr(thing, field.name)
        if field.name == "numerator" and len(value) == 1:
            value = value[0]
        decides = scored and value is not None and field.name in _ALWAYS
        if decides or value != field.default:
            yield field.name, value


def _plain(value: Any) -> Any:
    """The value as tables, lists, texts and numbers."""
    if attrs.has(type(value)):
        return {name: _plain(inner) for name, inner in _told(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return UNROUNDED if value is None else value


def _pair(key: str, value: Any) -> Iterator[str]:
    """The key and its value on one line; or, where that is too long, on a line for each part."""
    line = f"{key} = {_inline(value)}"
    if len(line) <= WIDTH or not isinstance(value, dict | list):
        yield line
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _pair(f"{key}.{name}", inner)
    else:
        yield from (f"{key} = [", *(f"  {_inline(item)}," for item in value), "]")


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_inline(inner)}' for key, inner in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_inline, value))}]"
    if isinstance(value, str):
        return _quoted(value)
    # A number of numpy's would write its own name with it.
    return repr(float(value) if isinstance(value, float) else int(value))


def _quoted(text: str | StrEnum) -> str:
    """A text as TOML: that is JSON, but that TOML wants the control character DEL escaped too."""
    import json  # it is not needed to read the rules

    return json.dumps(str(text), ensure_ascii=False).replace("\x7f", "\\u007f")
