# SPDX-License-Identifier: MIT
"""What messages are made of: values in a line, near names, sentences in two languages."""

from __future__ import annotations

import reprlib

from collections.abc import Iterable, Sequence


#: How many names or problems a message spells out; the rest is counted.
SPELLED_OUT = 20


#: A value of any size, told in a line.
class _Repr(reprlib.Repr):
    def repr_int(self, x: int, level: int) -> str:
        # Python refuses to print a whole number of more than 4,300 digits.
        huge = x.bit_length() > 10_000
        return f"a whole number of {x.bit_length():,} bits" if huge else super().repr_int(x, level)


_repr = _Repr()
_repr.maxstring = _repr.maxother = _repr.maxlong = 80


def shown(value: object) -> str:
    """A value of any size as a message shows it: in a line, its middle left out if it is long."""
    return _repr.repr(value)


def nearest(name: object, known: Iterable[str]) -> str | None:
    """The known name that *name* is most likely a slip for, if one is near."""
    # Only an unhappy path needs difflib; a name far longer than any known one is no slip.
    import difflib

    if not isinstance(name, str) or len(name) > 100:
        return None
    lowered = {item.lower(): str(item) for item in known}
    matches = difflib.get_close_matches(name.lower(), lowered, n=1)
    return lowered[matches[0]] if matches else None


class Words:
    """What messages are made with, in one language: sentences, phrases and lists."""

    def sentence(self, sentence: str, **values: object) -> str:
        """The sentence with these values in its places."""
        return self.form(sentence).format(**values)

    def form(self, sentence: str) -> str:
        """The sentence with its places still empty."""
        return sentence

    def phrase(self, phrase: str) -> str:
        """A part of a sentence that is written where the error is raised."""
        return phrase

    def number(self, count: int) -> str:
        """How many there are, its thousands apart."""
        return f"{count:,}"

    def joined(self, items: Sequence[object], separator: str = ", ") -> str:
        """The first items, and how many more there are."""
        spelled = [*map(str, items[:SPELLED_OUT])]
        if len(items) > SPELLED_OUT:
            rest = self.number(len(items) - SPELLED_OUT)
            spelled.append(self.sentence("and {count} more", count=rest))
        return separator.join(spelled)

    def listed(self, heads: tuple[str, str], items: Sequence[object], **values: object) -> str:
        """A head that says how many there are, of one or of several; then a line for each."""
        head = self.sentence(heads[len(items) != 1], count=self.number(len(items)), **values)
        return f"{head}\n- {self.joined(items, chr(10) + '- ')}"


class _Vietnamese(Words):
    """The same in Vietnamese; its table is read when it is first needed."""

    def form(self, sentence: str) -> str:
        from tthc_index.errors.vietnamese import form

        return form(sentence)

    def phrase(self, phrase: str) -> str:
        from tthc_index.errors.vietnamese import phrase as translated

        return translated(phrase)

    def number(self, count: int) -> str:
        return super().number(count).replace(",", ".")


#: The words of each language.
WORDS: dict[str, Words] = {"en": Words(), "vi": _Vietnamese()}
