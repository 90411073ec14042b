# SPDX-License-Identifier: MIT
"""How a file's bytes are to be read as text, told by the mark at their beginning."""

from __future__ import annotations

from codecs import BOM_UTF16_BE, BOM_UTF16_LE


def encoding_of(head: bytes) -> str:
    r"""The encoding of a text that begins so: UTF-16 as PowerShell writes it, or else UTF-8.

    >>> encoding_of("đ".encode("utf-16")), encoding_of(b"\xef\xbb\xbf{}"), encoding_of(b"{}")
    ('utf-16', 'utf-8-sig', 'utf-8-sig')
    """
    return "utf-16" if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig"


def decoded(content: bytes) -> str:
    """The text that the bytes are; UnicodeDecodeError if they are none.

    >>> decoded("mã đơn vị".encode("utf-16"))
    'mã đơn vị'
    """
    return content.decode(encoding_of(content))
