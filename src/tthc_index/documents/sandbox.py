# SPDX-License-Identifier: MIT
"""What an office's own template may use, and how much it may make: no way to Python's insides, nor to more than fits in memory."""

from __future__ import annotations

import functools

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from tthc_index.errors import MissingExtraError


try:
    from jinja2 import Template, nodes
    from jinja2.exceptions import SecurityError
    from jinja2.sandbox import ImmutableSandboxedEnvironment
except ImportError as _error:
    raise MissingExtraError("notice", "a public notice") from _error

#: What a template may do in all: letters and items that it makes; rounds of its loops, calls and
#: templates that it includes count for more. A notice of a hundred pages takes a tenth of it.
EFFORT, ROUND, CALL, INCLUDED = 3_000_000, 10, 100, 10_000

#: The longest template, and the longest text or list that it may make by the way.
LONGEST = 100_000

#: Methods of texts that make more than they are of.
_WIDE = frozenset(
    {
        *("center", "expandtabs", "format", "format_map", "join", "ljust", "replace", "rjust"),
        *("translate", "zfill"),
    }
)

#: The filters: none makes much more than it is given.
_FILTERS = frozenset(
    {
        *("abs", "attr", "capitalize", "count", "d", "default", "dictsort", "first", "float"),
        *("int", "items", "last", "length", "list", "lower", "map", "max", "min", "reject"),
        *("rejectattr", "reverse", "round", "select", "selectattr", "sort", "string", "title"),
        *("trim", "unique", "upper", "wordcount"),
    }
)

#: What is left of the effort. Outside `limited` there is none, so that nothing runs without a limit.
_left: ContextVar[int] = ContextVar("left")


@contextmanager
def limited() -> Iterator[None]:
    """In which one template is filled in."""
    token = _left.set(EFFORT)
    try:
        yield
    finally:
        _left.reset(token)


def _spend(effort: int, size: int = 0) -> None:
    """Take it off what is left.

    Raises:
        OverflowError: If nothing is left, or what is to be made is too long.
    """
    left = _left.get()
    if size > LONGEST:
        raise OverflowError(f"it makes a text or a list longer than {LONGEST:,}")
    if effort > left:
        raise OverflowError("it does more than any notice needs: a loop that multiplies")
    _left.set(left - effort)


def _size(value: Any) -> int:
    return len(value) if isinstance(value, str | list | tuple | dict) else 1


def _charged(make: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that takes effort as what it is given and makes is long."""

    @functools.wraps(make)
    def charged(*given: Any, **options: Any) -> Any:
        _spend(sum(map(_size, given)))
        made = make(*given, **options)
        _spend(_size(made), _size(made))
        return made

    return charged


def _counted(items: Iterable[Any], said: int = 0) -> Iterator[Any]:
    """The items of a loop, each for a round, and for the letters that stand in the loop."""
    for item in items:
        _spend(ROUND + said)
        yield item


def _printed(value: Any) -> Any:
    """What is printed, for its length."""
    _spend(_size(value), _size(value))
    return value


def _joined(items: Iterable[Any], separator: Any = "") -> str:
    texts = list(map(str, _counted(items)))
    size = sum(map(len, texts)) + len(str(separator)) * len(texts)
    _spend(size, size)
    return str(separator).join(texts)


def _replaced(text: Any, old: Any, new: Any) -> str:
    size = len(str(text)) + str(text).count(str(old)) * len(str(new))
    _spend(size, size)
    return str(text).replace(str(old), str(new))


class Sandbox(ImmutableSandboxedEnvironment):
    """An environment of jinja that counts what its templates do."""

    intercepted_binops: frozenset[str] = frozenset({"+", "*", "**", "%"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, finalize=_printed)
        kept = {name: _charged(make) for name, make in self.filters.items() if name in _FILTERS}
        own = {"join": _joined, "replace": _replaced, "counted": _counted}
        self.filters: dict[str, Any] = {**kept, **own}
        del self.globals["range"], self.globals["lipsum"]

    def call_binop(self, _: object, operator: str, left: Any, right: Any) -> Any:
        """Add up; refuse other operators."""
        if operator != "+":
            raise SecurityError(f"{operator} is not for templates")
        size = _size(left) + _size(right)
        _spend(size, size)
        return left + right

    def call(self, context: Any, called: Any, *given: Any, **options: Any) -> Any:
        """Call a macro or a method."""
        made = super().call(context, called, *given, **options)
        _spend(CALL + _size(made), _size(made))
        return made

    def get_template(self, *given: Any, **options: Any) -> Template:
        """A template that is filled in, or that another one includes or extends."""
        _spend(INCLUDED)
        return super().get_template(*given, **options)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may use it."""
        return attr not in _WIDE and super().is_safe_attribute(obj, attr, value)

    def _generate(self, source: nodes.Template, *given: Any, **options: Any) -> str:
        """Let loops and what `~` puts together be counted."""
        for loop in source.find_all(nodes.For):
            said = sum(len(text.data) for text in loop.find_all(nodes.TemplateData))
            loop.iter = _filtered("counted", loop.iter, nodes.Const(said))
        for concat in source.find_all(nodes.Concat):
            concat.nodes = [_filtered("join", nodes.List(concat.nodes, lineno=concat.lineno))]
        return super()._generate(source, *given, **options)


def _filtered(name: str, node: Any, *given: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(node, name, list(given), [], None, None, lineno=node.lineno)
