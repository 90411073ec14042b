# SPDX-License-Identifier: MIT
"""What people hand in as a response: files, texts, gzip and HAR; and what is none, named as what it is."""

from __future__ import annotations

import gzip
import json
import re
import zlib

from base64 import b64decode
from collections.abc import Collection, Iterator, Mapping
from html import unescape
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import attrs

from tthc_index.errors import Finding, shown
from tthc_index.text.json import read_json
from tthc_index.text.tables import plain


#: The most bytes that a source may have, unpacked: no response of a province has a tenth of it.
LIMIT = 20_000_000

#: How a file begins that was saved in place of a response, and what it is.
_OFFICE = "a ZIP archive or an Office file, not a response of the portal"
_OTHERS = {
    "PK\x03\x04": _OFFICE,
    "%PDF": "a PDF, not a response of the portal",
    "From: <Saved by": "a web page, not a response of the portal: save the response, not the page",
    "curl ": "a request copied as cURL: copy the response",
    "fetch(": "a request copied as fetch: copy the response",
}

#: What is no text of a web page, looked for in its first letters alone.
_MARKUP = re.compile(r"<(script|style)\b.*?(</\1\s*>|\Z)|<[^>]*(>|\Z)", re.DOTALL | re.IGNORECASE)
_HEAD = 4000


@attrs.frozen
class Document:
    """A JSON object that should be a response.

    Attributes:
        name: The file, and the entry where it is a HAR file; None of what was no file.
        place: Where it stands among those given.
        values: The object.
    """

    name: str | None
    place: str
    values: dict[str, Any]


def opened(
    source: Any, place: str, names: Collection[str], faults: list[Finding]
) -> Iterator[Document]:
    """The responses in a source: itself, or those of a HAR file whose address ends in one of *names*.

    What can't be read goes to *faults*.
    """
    name = plain(str(source)) if is_path(source) else None
    try:
        values = _values(source)
    except (OSError, TypeError, ValueError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or error
        if isinstance(error, RecursionError):
            reason = "it is nested too deeply"
        shown = str(source) if isinstance(source, str | PathLike) else None
        faults.append(Finding(place, "", shown, f"can't be read: {reason}"))
        return
    entries = _dig(values, "log", "entries")
    if isinstance(entries, list):
        yield from _recorded(entries, name or place, names, faults)
    else:
        yield Document(name, place, values)


def is_path(source: Any) -> bool:
    """Whether it is a path; text that opens as JSON does, or as a web page, is none."""
    text = isinstance(source, str) and source.lstrip("\ufeff \t\r\n").startswith(("{", "[", "<"))
    return isinstance(source, str | PathLike) and not text


def _values(source: Any) -> dict[str, Any]:
    """The JSON object of a file, a text or a dict: by one way, so that all are held to one law."""
    if isinstance(source, Mapping):
        source = json.dumps(dict(source), allow_nan=False)
    elif is_path(source):
        source = _content(Path(source))
    if not isinstance(source, str | bytes):
        allowed = "a path, JSON as text or bytes, or a dict"
        raise TypeError(f"it takes {allowed}, not {type(source).__name__}")
    if isinstance(source, bytes) and source.startswith(b"\x1f\x8b"):
        source = _unpacked(source)
    if isinstance(source, bytes) and source.startswith(b"\xd0\xcf\x11\xe0"):  # of before 2007
        raise ValueError(_OFFICE)
    _refuse_others(source)
    values = read_json(source)
    if not isinstance(values, dict):
        raise TypeError("it takes a JSON object")
    return values


def _content(path: Path) -> bytes:
    if path.exists() and not path.is_file() and not path.is_dir():
        raise ValueError("it is no plain file")  # and might never end
    with path.open("rb") as file:
        return _limited(file)


def _unpacked(packed: bytes) -> bytes:
    try:
        with gzip.open(BytesIO(packed)) as file:
            return _limited(file)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ValueError(f"the gzip archive is damaged ({error})") from None


def _limited(file: BinaryIO | gzip.GzipFile) -> bytes:
    content = file.read(LIMIT + 1)
    if len(content) > LIMIT:
        raise ValueError(f"it takes at most {LIMIT:,} bytes")
    return content


def _refuse_others(source: str | bytes) -> None:
    """Refuse a web page, and whatever else is known for what it is."""
    head = source[:_HEAD]
    if isinstance(head, bytes):
        head = head.decode(json.detect_encoding(head), "replace")
    head = head.lstrip("\ufeff \t\r\n")
    for start, what in _OTHERS.items():
        if head.startswith(start):
            raise ValueError(what)
    if head.startswith("<"):
        said = " ".join(unescape(_MARKUP.sub(" ", head)).split())
        told = f" ({shown(said)})" if said else ""
        raise ValueError(
            "a web page, not a response of the portal: the portal refused, or the page was saved "
            f"in place of the response{told}; load it again"
        )


def _recorded(
    entries: list[Any], name: str, names: Collection[str], faults: list[Finding]
) -> Iterator[Document]:
    """The responses that a browser recorded in a HAR file; one that was loaded twice alike, once."""
    read: list[dict[str, Any]] = []
    chosen = [(n, entry) for n, entry in enumerate(entries) if _response_of(entry) in names]
    if not chosen:
        what = f"none of them is one of {', '.join(names)}"
        faults.append(Finding(name, "log.entries", None, what))
    periods = sorted({period for _, entry in chosen if (period := _period_of(entry))})
    if len(periods) > 1:
        what = f"they were asked for several periods: {', '.join(periods)}"
        faults.append(Finding(name, "log.entries", None, what))
    for number, entry in chosen:
        at = f"log.entries[{number}]"
        try:
            values = _values(_body(entry))
        except (TypeError, ValueError) as error:
            faults.append(Finding(name, at, None, f"can't be read: {error}"))
            continue
        if values not in read:
            yield Document(f"{name}: {at}", at, values)
        read.append(values)


def _response_of(entry: Any) -> str | None:
    """The last part of the address; None of the question whether a request may be made."""
    url, method = (_dig(entry, "request", key) for key in ("url", "method"))
    if method == "OPTIONS":
        return None
    try:
        return urlsplit(str(url)).path.rstrip("/").rpartition("/")[2]
    except ValueError:  # as of "http://["
        return None


def _period_of(entry: Any) -> str | None:
    """The first and the last month that a response was asked for; None if that is not recorded."""
    try:
        asked = read_json(str(_dig(entry, "request", "postData", "text")))
    except ValueError:
        return None
    first, last = _dig(asked, "fromDate"), _dig(asked, "toDate")
    if isinstance(first, str) and isinstance(last, str):
        return f"{first[:7]} to {last[:7]}"
    kind, *numbers = (_dig(asked, key) for key in ("timeType", "year", "quarter", "month"))
    year, quarter, month = (n if isinstance(n, int) and 0 < n < 10_000 else 0 for n in numbers)
    months = {"year": (1, 12), "quarter": (3 * quarter - 2, 3 * quarter), "month": (month, month)}
    start, end = months.get(str(kind), (0, 0))
    return f"{year}-{start:02} to {year}-{end:02}" if year and start > 0 else None


def _body(entry: Any) -> bytes:
    content = _dig(entry, "response", "content")
    text = _dig(content, "text")
    if not isinstance(text, str) or not text:
        raise ValueError("the file holds no content of it: export the HAR with content")
    # As bytes: text might be taken for a path.
    packed = _dig(content, "encoding") == "base64"
    return b64decode(text) if packed else text.encode("utf-8", "surrogatepass")


def _dig(values: Any, *keys: str) -> Any:
    """What stands below the keys; None where anything else stands on the way."""
    for key in keys:
        values = values.get(key) if isinstance(values, dict) else None
    return values
