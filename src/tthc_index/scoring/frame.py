# SPDX-License-Identifier: MIT
"""Any data frame, eager, lazy or distributed: from columns of counts to columns of points.

What hands out arrays is scored by `score_many`, batch by batch; for engines that do not, the same
arithmetic is written as expressions, in `sql`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import attrs
import numpy as np

from tthc_index.errors import (
    MissingExtraError,
    TthcIndexError,
    UnknownNameError,
    ValueRefusedError,
    raise_problems,
)
from tthc_index.rules import resolve
from tthc_index.rules.objects import Level
from tthc_index.rules.sets import RuleSet

from .columns import level_column, misspelt, percentage_columns
from .inputs import PERCENT_AS, PercentAs, read_choice, read_level
from .many import missing_columns, score_many
from .table import Detail, ScoreTable


if TYPE_CHECKING:
    from .sql import Query

Frame = TypeVar("Frame")

#: Types of columns, by what they are asked to hold. An unknown type is that of nulls alone.
_TEXT = {"String", "Categorical", "Enum", "Unknown"}


def score_frame(
    frame: Frame,
    *,
    rules: RuleSet | str = "qd766-2026",
    level: Level | str | None = None,
    missing: Literal["raise", "allow"] = "raise",
    detail: Detail = "indicators",
    percent_as: PercentAs = None,
) -> Frame:
    """Score the rows of a data frame of any kind: the same frame, with columns of points.

    Takes what narwhals takes: frames of pandas, polars (lazy ones, too), pyarrow, Modin, Dask,
    PySpark and Ibis, and DuckDB relations. What is lazy stays lazy: nothing is computed before
    the result is asked for. This needs the extra `frames`.

    The points are those of `score`, to the last bit. Beside the columns of the input there is one
    for each indicator and group that is asked for, by its code, "total", and "invalid": why a row
    was refused, in words; null if it was not. A refused row has no points. Since a lazy query can't
    raise, no row raises an error.

    Args:
        frame: One row a unit, one column a count, by its name: integers, decimals or floats, null
            or NaN where a count is not known. A column of percentages (0 to 100, null where there
            is none) is named for its indicator, "progress.on_time %". Other columns are left alone.
        rules: A rule set or the id of one.
        level: The level of all units, or the name of the column that holds the level of each, which
            is "level" where it is not said; needed only where the rules differ by level.
        missing: "raise" refuses rows with missing counts; "allow" scores what is there.
        detail: Which columns of points to add: "indicators" for all, "groups" for groups and the
            total, or the "total" alone.
        percent_as: "percent" for percentages such as 94.44, "fraction" for 0.9444 (not in frames
            of SQL engines). None takes them for the first; a frame that is there as a whole is
            refused if a column could be the second: values that all lie within 0 and 1, and are
            not all 0 or 1. Of a lazy or distributed frame no part shows this: there, each value is
            taken as it is.

    Raises:
        MissingCountsError: If whole columns are missing, unless *missing* is "allow".
        UnknownNameError: For a column of numbers whose name is nearly that of a count.
        UnknownNameError: For an unknown level, or none where the rules need one.
        ValueRefusedError: For columns of another type or that may be fractions, names that the result would have twice, and any
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

    native: Any = nw.to_native(frame, pass_through=True)
    # What Dask holds is frames of pandas, and an empty one of the same columns.
    in_parts = hasattr(native, "map_partitions")
    try:
        table: Any = nw.from_native(native._meta if in_parts else native)
    except (TypeError, nw.exceptions.NarwhalsError):
        raise ValueRefusedError(
            "frame", frame, "a data frame that narwhals knows, each column once"
        ) from None
    job = _job(dict(table.collect_schema()), resolve(rules), level, missing, detail, percent_as)
    if hasattr(table, "get_column") and not in_parts:
        scored = job.score(native)
    elif in_parts:
        scored = native.map_partitions(job.in_parts.score, meta=job.in_parts.score(native._meta))
    elif table.implementation.is_polars():
        scored = _later(native, job.in_parts)
    else:
        scored = job.query().run(table).to_native()
    result: Frame = scored if native is frame else nw.from_native(scored)
    return result


@attrs.frozen
class _Job:
    """What is to be done with each batch of rows: picklable, since workers may be elsewhere."""

    rules: RuleSet
    dtypes: Mapping[str, Any]
    level: Level | None
    level_column: str | None
    missing: Literal["raise", "allow"]
    detail: Detail
    percent_as: PercentAs

    @property
    def in_parts(self) -> _Job:
        """The same for a part of the rows, in which a column of fractions can't be told."""
        return attrs.evolve(self, percent_as=self.percent_as or "percent")

    @property
    def counts(self) -> tuple[str, ...]:
        """The frame's columns of counts."""
        return tuple(name for name in self.rules.counts if name in self.dtypes)

    @property
    def percentages(self) -> dict[str, str]:
        """The frame's columns of percentages, by code."""
        columns = percentage_columns(self.rules).items()
        return {code: name for name, code in columns if name in self.dtypes}

    @property
    def needed(self) -> list[str]:
        """All columns that scoring needs."""
        levels = [] if self.level_column is None else [self.level_column]
        return [*self.counts, *self.percentages.values(), *levels]

    @property
    def added(self) -> tuple[str, ...]:
        """The columns of points."""
        indicators = [rule.code for rule in self.rules.scored if self.detail == "indicators"]
        groups = [group.code for group in self.rules if self.detail != "total"]
        return (*indicators, *groups, "total")

    def score(self, frame: Any) -> Any:
        """An eager frame with its points."""
        import narwhals as nw

        table = nw.from_native(frame, eager_only=True)
        columns = {name: table.get_column(name).to_native() for name in self.needed}
        scored = score_many(
            columns,
            rules=self.rules,
            level=self.level_column or self.level,
            missing=self.missing,
            detail=self.detail,
            invalid="flag",
            percent_as=self.percent_as,
        )
        return table.with_columns(**self._series(scored, table.implementation)).to_native()

    def _series(self, scored: ScoreTable, backend: Any) -> dict[str, Any]:
        """The columns that are added; null where there are no points."""
        import narwhals as nw

        points = {**scored.indicator_points, **scored.group_points, "total": scored.points}
        series = {}
        for code, column in points.items():
            made = nw.new_series(code, column, nw.Float64, backend=backend)
            series[code] = made.fill_nan(None) if np.isnan(column).any() else made
        why: list[str | None] = [None] * len(scored)
        for row, error in scored.invalid.items():
            why[row] = "; ".join(map(str, error.problems))
        return series | {"invalid": nw.new_series("invalid", why, nw.String, backend=backend)}

    def query(self) -> Query:
        """The same for an engine that hands out no arrays."""
        from .sql import Query

        if self.percent_as == "fraction":
            allowed = "'percent' or None for a frame of an SQL engine: multiply the columns there"
            raise ValueRefusedError("percent_as", self.percent_as, allowed)
        return Query(
            rules=self.rules,
            dtypes=self.dtypes,
            percentages=self.percentages,
            level=self.level,
            level_column=self.level_column,
            complete=self.missing == "raise",
            indicators=tuple(code for code in self.added if "." in code),
            groups=tuple(group.code for group in self.rules if group.code in self.added),
        )


def _job(
    dtypes: dict[str, Any], rules: RuleSet, level: Any, missing: Any, detail: Any, percent_as: Any
) -> _Job:
    """What is to be done, checked as far as it can be before there are rows."""
    problems: list[TthcIndexError] = []
    read_choice("missing", missing, ("raise", "allow"), problems)
    read_choice("detail", detail, ("indicators", "groups", "total"), problems)
    read_choice("percent_as", percent_as, PERCENT_AS, problems)
    column = level_column(level, dtypes)
    at = read_level(level, rules, problems) if column is None else None
    job = _Job(rules, dtypes, at, column, missing, detail, percent_as)
    raise_problems([*problems, *_column_problems(job)])
    return job


def _later(frame: Any, job: _Job) -> Any:
    """A lazy frame of polars with its points, computed in batches when they are asked for."""
    import polars as pl

    kinds = dict.fromkeys(job.added, pl.Float64) | {"invalid": pl.String}
    own = "_" * (1 + max(len(name) for name in frame.collect_schema().names()))
    scored = pl.struct(job.needed).map_batches(
        lambda rows: job.score(rows.struct.unnest()).select(*kinds).to_struct(own),
        return_dtype=pl.Struct(kinds),
        is_elementwise=True,
    )
    return frame.with_columns(scored.alias(own)).unnest(own)


def _column_problems(job: _Job) -> Iterator[TthcIndexError]:
    """Columns that are not there, not what they should be, or would be there twice."""
    for column in (*job.counts, *job.percentages.values()):
        yield from _unfit(column, job.dtypes[column], "integers, decimals or floats")
    for column, known in misspelt(job.dtypes, job.rules).items():
        if job.dtypes[column].is_numeric():
            yield UnknownNameError("count", column, known, job.dtypes[column])
    if job.level_column is not None:
        yield from _unfit(job.level_column, job.dtypes[job.level_column], "text")
    if not job.counts and not job.percentages:
        allowed = "a data frame with a column of counts, or of percentages"
        yield ValueRefusedError("frame", [*job.dtypes], allowed)
    elif job.missing == "raise":
        yield from missing_columns(job.rules, job.counts, job.percentages)
    # DuckDB and Spark take "Total" and "total" for the same name.
    twice = [name for name in job.dtypes if str(name).lower() in (*job.added, "invalid")]
    if twice:
        yield ValueRefusedError("frame", twice, "a data frame without the columns that are added")


def _unfit(column: str, dtype: Any, kind: str) -> Iterator[TthcIndexError]:
    """What is the matter with one column, if anything is."""
    name, _, _ = str(dtype).partition("(")
    if not (name in _TEXT if kind == "text" else name == "Unknown" or dtype.is_numeric()):
        yield ValueRefusedError(f"column {column!r}", dtype, f"a column of {kind}")
