# SPDX-License-Identifier: MIT
"""Templates: an office's own for the body of a letter, and those that lay out the whole of it."""

from __future__ import annotations

import re
import traceback

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from os import PathLike
from pathlib import Path
from typing import Any, Literal

from tthc_index.errors import Finding, MissingExtraError, NoticeError, ValueRefusedError
from tthc_index.text.tables import Table, one_line

from .letter import Block, Letter
from .sandbox import LONGEST as LONGEST_TEMPLATE
from .sandbox import Sandbox, limited


try:
    from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
    from jinja2.exceptions import TemplateSyntaxError
    from markupsafe import Markup
except ImportError as _error:
    raise MissingExtraError("notice", "a public notice") from _error

#: What an office's own template extends to change a part of it alone.
DEFAULT = "notice"

#: A longer title would make the column of a text wider than its figures.
TITLE = 12

Kind = Literal["paragraph", "section", "item", "subitem"]

#: Far more than any notice; what goes on is a loop that multiplies.
LONGEST = 10**6

_KINDS: dict[str, Kind] = {
    "# ": "section",
    "- ": "item",
    "+ ": "subitem",
}

#: What would make an item or a section of a line that begins with a value.
_MARKED = re.compile(r"^(\s*[#+-])(?:\s|$)")


def fill(template: str | PathLike[str] | None, values: Mapping[str, Any]) -> tuple[Block, ...]:
    """The blocks that a template makes of values: one a line, marked by how the line begins.

    Args:
        template: Its text, or the path of its file; None for the one that comes with the library.
        values: Texts, and lists and mappings of them.

    Raises:
        NoticeError: If it can't be filled in: its name, the line, the reason.
        OSError: If the file can't be read.
    """
    name, source = _source(template)
    try:
        with limited():
            text = _limited(_compiled(name, source).generate(_as_values(values)))
    except Exception as error:  # noqa: BLE001  # whatever the code of a template may raise
        at, line = _place(error, (name, DEFAULT))
        raise NoticeError(
            (Finding(at or name, "", None, f"{type(error).__name__}: {error}", line),)
        ) from None
    return tuple(_blocks(text))


@lru_cache
def _compiled(name: str, source: str) -> Template:
    """The template in a sandbox that knows the one that comes with the library besides."""
    sources = {DEFAULT: _shipped(DEFAULT), name: source}
    loader = FunctionLoader(
        lambda asked: (sources[asked], asked, None) if asked in sources else None
    )
    # It makes text, not HTML: what is shown as HTML is escaped where that is made.
    if len(source) > LONGEST_TEMPLATE:
        raise OverflowError(f"a template has at most {LONGEST_TEMPLATE:,} letters")
    return Sandbox(loader=loader, undefined=StrictUndefined).get_template(name)


def _source(template: str | PathLike[str] | None) -> tuple[str, str]:
    if template is None:
        return DEFAULT, _shipped(DEFAULT)
    if isinstance(template, str):
        return "template", template
    try:
        with Path(template).open(encoding="utf-8-sig") as file:
            return str(Path(template)), file.read(LONGEST_TEMPLATE + 1)
    except (TypeError, ValueError):
        allowed = "a template's text, or the path of its file in UTF-8"
        raise ValueRefusedError("template", template, allowed) from None


def _shipped(name: str) -> str:
    return (files(__package__) / "templates" / f"{name}.jinja").read_text("utf-8")


def _as_values(said: Any) -> Any:
    """The texts in it on one line each, none of which makes an item of the line that it begins."""
    if isinstance(said, Mapping):
        return {name: _as_values(value) for name, value in said.items()}
    if isinstance(said, list | tuple):
        return [_as_values(value) for value in said]
    # A hard space looks like a blank, and is none.
    return _MARKED.sub("\\1\N{NO-BREAK SPACE}", one_line(str(said)))


def _limited(pieces: Iterable[str]) -> str:
    text = ""
    for piece in pieces:
        text += piece
        if len(text) > LONGEST:
            raise OverflowError(f"it makes more than {LONGEST:,} letters")
    return text


def _place(error: Exception, names: tuple[str, ...]) -> tuple[str | None, int | None]:
    """The template and its line at which an error arose."""
    if isinstance(error, TemplateSyntaxError):
        return error.name, error.lineno
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename in names]
    return (frames[-1].filename, frames[-1].lineno) if frames else (None, None)


def _blocks(text: str) -> Iterator[Block]:
    sections = 0
    for line in map(str.strip, text.split("\n")):
        kind: Kind = _KINDS.get(line[:2], "paragraph")
        said = line if kind == "paragraph" else line[2:].strip()
        sections += kind == "section"
        if said:
            yield Block(kind, f"{sections}. {said}" if kind == "section" else said)


def lay_out(letter: Letter, form: str, **more: str) -> str:
    """The whole letter as "text", "markdown" or "html"."""
    return _layout(form).render(letter=letter, **more)


@cache
def _layout(form: str) -> Template:
    environment = Environment(
        loader=FunctionLoader(_shipped),
        autoescape=form == "html",  # noqa: S701  # text and Markdown are no HTML
        finalize=_markdown if form == "markdown" else _plain,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["narrow"] = _narrow
    return environment.get_template(f"letter.{form}")


def _narrow(table: Table) -> Markup:
    """The table as text; long titles stand below it, by their numbers."""
    titles = [one_line(title) for title in table.header]
    marks = [f"({n})" if len(title) > TITLE else title for n, title in enumerate(titles, 1)]
    below = [f"{m} {title}" for m, title in zip(marks, titles, strict=True) if m != title]
    text = "\n".join([Table(marks, table.rows).text(), *below])
    return Markup(text)  # noqa: S704  # a text, not HTML


def _plain(value: Any) -> Any:
    return value if isinstance(value, Markup) else one_line(str(value))


def _markdown(value: Any) -> str:
    """Text that Markdown shows as it is."""
    escaped = re.sub(r"([\\`*_{}\[\]<>#|~&])", r"\\\1", one_line(str(value)))
    return re.sub(r"^([0-9]*)([-+.)])", r"\1\\\2", escaped)
