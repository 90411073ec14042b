# SPDX-License-Identifier: MIT
"""Score a Parquet table of units on Spark: `python score_on_spark.py units.parquet points.parquet`."""

from __future__ import annotations

import sys

from pyspark.sql import SparkSession

import tthc_index as ti


def main(source: str, target: str) -> None:
    """Nothing is computed before the last line, and no row comes to this process."""
    spark = SparkSession.builder.appName("tthc-index").getOrCreate()
    units = spark.read.parquet(source)
    points = ti.score_frame(units, missing="allow", detail="groups")
    points.write.mode("overwrite").parquet(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
