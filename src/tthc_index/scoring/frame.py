# SPDX-License-Identifier: MIT
"""Any data frame, eager, lazy or distributed: from columns of counts to columns of points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from tthc_index.errors import (
    ArgumentError,
    MissingExtraError,
    TthcIndexError,
    UnknownCodeError,
    raise_problems,
)
from tthc_index.rules import resolve
from tthc_index.rules.objects import Level, RuleSet, Unit

from .inputs import read_choice, read_level
from .table import Detail, _missing_columns


if TYPE_CHECKING:
    from .sql import Query

Frame = TypeVar("Frame")

#: Types of columns, by what they are asked to hold. An unknown type is that of nulls alone.
_TEXT = {"String", "Categorical", "Enum", "Unknown"}


def score_frame(
    frame: Frame,
    *,
    percentages: Mapping[str, str] | None = None,
    rules: RuleSet | str = "qd766-2026",
    level: Level | str | None = None,
    level_column: str | None = None,
    missing: Literal["raise", "allow"] = "raise",
    rounding: Literal["rules"] | None = "rules",
    detail: Detail = "indicators",
) -> Frame:
    """Score the rows of a data frame of any kind: the same frame, with columns of points.

    Takes what narwhals takes: frames of pandas, polars (lazy ones, too), pyarrow, Modin, Dask,
    PySpark and Ibis, and DuckDB relations. What is lazy stays lazy: nothing is computed before
    the result is asked for. This needs the extra `frames`.

    The points are those of `score`, to the last bit; unrounded ones to 12 digits. Beside the
    columns of the input there is one for each indicator and group that is asked for, by its code,
    "total", and "invalid": why a row was refused, in words; null if it was not. A refused row has
    no points. Since a lazy query can't raise, no row raises an error. Counts too large for exact
    doubles are refused, too: with `qd766-2026`, those above 8.6e10.

    Args:
        frame: One row a unit, one column a count, by its name: integers, decimals or floats, null
            or NaN where a count is not known. Its other columns are left alone.
        percentages: Indicator code to the name of the column of its percentages (0 to 100), null
            where there is none.
        rules: A rule set or the id of one.
        level: The level of all units; needed only where the rules differ by level.
        level_column: Or the name of the column that holds the level of each.
        missing: "raise" refuses rows with missing counts; "allow" scores what is there.
        rounding: "rules" rounds as the rules say; None leaves every value unrounded.
        detail: Which columns of points to add: "indicators" for all, "groups" for groups and the
            total, or the "total" alone.

    Raises:
        MissingCountsError: If whole columns are missing, unless *missing* is "allow".
        UnknownCodeError: For percentages of an unknown indicator.
        UnknownLevelError: For an unknown level, or none where the rules need one.
        ArgumentError: For columns of another type, names that the result would have twice, and any
            other argument that is none of what it can be.
        Problems: If there are several of these problems.
        MissingExtraError: (an ImportError) Without narwhals.

    >>> import pandas as pd
    >>> import tthc_index as ti
    >>> units = pd.DataFrame(
    ...     {"unit": ["a", "b"], "dossiers_on_time": [87, 7], "dossiers_handled": [89, 5]}
    ... )
    >>> scored = ti.score_frame(units, missing="allow", detail="total")
    >>> scored[["unit", "total"]]
      unit  total
    0    a  19.55
    1    b    NaN
    >>> scored["invalid"][1]
    'progress.on_time: dossiers_on_time = 7 is above dossiers_handled = 5'
    """
    try:
        import narwhals as nw
    except ImportError:
        raise MissingExtraError("frames", "scoring data frames") from None
    from .sql import Query

    native: Any = nw.to_native(frame, pass_through=True)
    # What Dask holds is frames of pandas, and an empty one of the same columns.
    in_parts = hasattr(native, "map_partitions")
    try:
        table: Any = nw.from_native(native._meta if in_parts else native)
    except (TypeError, nw.exceptions.NarwhalsError):
        raise ArgumentError(
            "frame", frame, "a data frame that narwhals knows, each column once"
        ) from None
    problems: list[TthcIndexError] = []
    read_choice("missing", missing, ("raise", "allow"), problems)
    read_choice("rounding", rounding, ("rules", None), problems)
    read_choice("detail", detail, ("indicators", "groups", "total"), problems)
    used = resolve(rules) if rounding else resolve(rules).unrounded
    if level_column is not None and level is not None:
        problems.append(ArgumentError("level", level, "None beside a level_column"))
    query = Query(
        rules=used,
        dtypes=dict(table.collect_schema()),
        percentages=_read_percentages(percentages, used, problems),
        level=read_level(level, used, problems) if level_column is None else None,
        level_column=level_column,
        complete=missing == "raise",
        indicators=tuple(rule.code for rule in used.scored) if detail == "indicators" else (),
        groups=tuple(group.code for group in used) if detail != "total" else (),
        polars=table.implementation.is_polars(),
    )
    raise_problems([*problems, *_column_problems(query)])
    if in_parts:
        scored = native.map_partitions(query.run, meta=query.run(native._meta))
    else:
        scored = query.run(native)
    result: Frame = scored if native is frame else nw.from_native(scored)
    return result


def _read_percentages(
    percentages: Mapping[str, str] | None, rules: RuleSet, problems: list[TthcIndexError]
) -> dict[str, str]:
    """The columns of percentages, by the codes of indicators that can have them."""
    if percentages is not None and not isinstance(percentages, Mapping):
        allowed = "a mapping from indicator code to the name of a column"
        problems.append(ArgumentError("percentages", percentages, allowed))
        return {}
    shares = tuple(rule.code for rule in rules.indicators if rule.unit == Unit.SHARE)
    given = dict(percentages or {})
    problems += [UnknownCodeError(code, shares) for code in given if code not in shares]
    return {code: column for code, column in given.items() if code in shares}


def _column_problems(query: Query) -> Iterator[TthcIndexError]:
    """Columns that are not there, not what they should be, or would be there twice."""
    rules, dtypes = query.rules, query.dtypes
    counts: dict[str, Any] = {name: name for name in rules.whole if name in dtypes}
    given = {f"percentages[{code!r}]": column for code, column in query.percentages.items()}
    for argument, column in {**counts, **given}.items():
        yield from _unfit(argument, column, dtypes, "integers, decimals or floats")
    if query.level_column is not None:
        yield from _unfit("level_column", query.level_column, dtypes, "text")
    if not counts and not given:
        allowed = "a data frame with a column of counts, or of percentages"
        yield ArgumentError("frame", [*dtypes], allowed)
    elif query.complete:
        yield from _missing_columns(rules, counts, dict[str, Any](query.percentages))
    added = (*query.indicators, *query.groups, "total", "invalid")
    # DuckDB and Spark take "Total" and "total" for the same name.
    twice = [name for name in dtypes if str(name).lower() in added]
    if twice:
        yield ArgumentError("frame", twice, "a data frame without the columns that are added")


def _unfit(
    argument: str, column: Any, dtypes: Mapping[str, Any], kind: str
) -> Iterator[TthcIndexError]:
    """What is the matter with one column, if anything is."""
    if column not in [*dtypes]:
        yield ArgumentError(argument, column, f"the name of a column: {[*dtypes]}")
        return
    dtype = dtypes[column]
    name, _, _ = str(dtype).partition("(")
    if not (name in _TEXT if kind == "text" else name == "Unknown" or dtype.is_numeric()):
        yield ArgumentError(f"column {column!r}", dtype, f"a column of {kind}")
