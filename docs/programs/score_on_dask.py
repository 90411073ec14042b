# SPDX-License-Identifier: MIT
"""Score a Parquet table of units on Dask: `python score_on_dask.py units.parquet points.parquet`."""

from __future__ import annotations

import sys

import dask.dataframe as dd

from dask.distributed import Client, LocalCluster

import tthc_index as ti


def main(source: str, target: str) -> None:
    """Two workers on this machine; `Client("tcp://...")` takes those of a cluster."""
    with LocalCluster(n_workers=2, threads_per_worker=1) as cluster, Client(cluster):
        units = dd.read_parquet(source)
        points = ti.score_frame(units, missing="allow", detail="groups")
        points.to_parquet(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
