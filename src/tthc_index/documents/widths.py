# SPDX-License-Identifier: MIT
"""How wide the columns of a table on paper are, and how large its letters."""

from __future__ import annotations

from collections.abc import Sequence

from tthc_index.text.tables import Cell


#: What is free at the left and the right of each cell, in mm.
MARGIN = 1

#: Sizes of letters in tables, in points: the largest with which figures leave a seventh to the names.
SIZES, FIGURES = (12, 11, 10, 9, 8, 7), 0.85

#: How wide a digit and a bold letter are, in mm, for each point of their size.
DIGIT, LETTER = 0.5 * 0.353, 0.6 * 0.353

#: No name needs more of a table than so many letters.
NAME = 40


def fitted(
    header: Sequence[str], rows: Sequence[Sequence[Cell]], room: float, *, turned: bool
) -> tuple[int, list[float]]:
    """The size of the letters and the columns' widths: figures take theirs, names share the rest."""
    columns = [[cells[at] for cells in rows] for at in range(len(header))]
    figures = [all(cell.right for cell in column) for column in columns]
    longest = [max((len(cell.text) for cell in column), default=0) for column in columns]
    words = [0 if turned else max(map(len, title.split()), default=0) for title in header]
    digits = max((n for n, figure in zip(longest, figures, strict=True) if figure), default=0)

    def needed(size: float) -> list[float]:
        wide = [max(DIGIT * digits, LETTER * word) * size + 2 * MARGIN for word in words]
        return [own * figure for own, figure in zip(wide, figures, strict=True)]

    size = next((size for size in SIZES if sum(needed(size)) <= FIGURES * room), SIZES[-1])
    # More figures than any size lets stand side by side break within their cells.
    shrunk = min(1, FIGURES * room / max(sum(needed(size)), 1))
    widths = [shrunk * width for width in needed(size)]
    shares = [min(NAME, 1 + n) * (not figure) for n, figure in zip(longest, figures, strict=True)]
    left = (room - sum(widths)) / max(sum(shares), 1)
    return size, [width + left * share for width, share in zip(widths, shares, strict=True)]
