"""What Polars and DuckDB take for the works of columns-bench, on the same files.

`columns.py measure FOLDER RUNS WORK…` prints a line of JSON for each package and work. Loading is
not timed; both packages run on one thread, as a cut does.
"""

import json
import os
import resource
import sys
import time

os.environ["POLARS_MAX_THREADS"] = "1"

import duckdb
import numpy as np
import polars as pl

TRAITS = {
    "answers": [("region", 8), ("tier", 4), ("segment", 12), ("channel", 5), ("class", 3),
                ("gender", 2), ("age", 6), ("language", 2)],
    "journey": [("class", 3), ("travel", 2), ("region", 8)],
    "wide": [(f"trait{i}", 2 + i % 12) for i in range(30)],
}
RATINGS = {"answers": 0, "journey": 14, "wide": 0}


def frame(folder, sample):
    """Traits as categories, scores and ratings as bytes with gaps."""
    time_column = np.fromfile(f"{folder}/{sample}.time", dtype=np.int64)
    table = {
        "id": np.arange(len(time_column), dtype=np.int64),
        "moment": pl.Series(time_column).cast(pl.Datetime("us")),
        "score": pl.Series(np.fromfile(f"{folder}/{sample}.0", dtype=np.uint8)),
    }
    for place, (name, values) in enumerate(TRAITS[sample]):
        codes = np.fromfile(f"{folder}/{sample}.{1 + place}", dtype=np.uint8)
        names = [f"{name} {i}" for i in range(values)]
        table[name] = pl.Series(np.array(names)).cast(pl.Enum(names))[codes]
    for place in range(RATINGS[sample]):
        path = f"{folder}/{sample}.{1 + len(TRAITS[sample]) + place}"
        table[f"rating{place}"] = pl.Series(np.fromfile(path, dtype=np.uint8))
    frame = pl.DataFrame(table)
    return frame.with_columns(
        pl.when(pl.col("score") != 255).then(pl.col("score")).alias("score"),
        *[pl.when(pl.col(f"rating{i}") > 0).then(pl.col(f"rating{i}")).alias(f"rating{i}")
          for i in range(RATINGS[sample])])


def polars_filtered(frame):
    score = pl.col("score")

    def body():
        cells = (
            frame.lazy()
            .filter((pl.col("region") == "region 3") & (pl.col("tier") == "tier 1"))
            .group_by(pl.col("moment").dt.truncate("1w"), "segment")
            .agg((score >= 9).sum().alias("p"), (score <= 6).sum().alias("d"),
                 score.count().alias("n"))
            .collect())
        return float(((cells["p"] - cells["d"].cast(pl.Int64)) / cells["n"]).sum())

    return body


def duckdb_filtered(connection):
    def body():
        return connection.execute("""
            SELECT sum((p - d) / n) FROM (
                SELECT count(*) FILTER (score >= 9) AS p, count(*) FILTER (score <= 6) AS d,
                    count(score) AS n
                FROM answers WHERE region = 'region 3' AND tier = 'tier 1'
                GROUP BY date_trunc('week', moment), segment)""").fetchone()[0]

    return body


def polars_means(frame):
    names = [f"rating{i}" for i in range(14)]

    def body():
        cells = frame.lazy().group_by("class", "travel", "region").agg(
            [pl.col(name).mean() for name in names]).collect()
        return float(cells.select(pl.sum_horizontal(names).sum()).item())

    return body


def duckdb_means(connection):
    means = ", ".join(f"avg(rating{i}) AS m{i}" for i in range(14))
    total = " + ".join(f"m{i}" for i in range(14))

    def body():
        return connection.execute(f"""
            SELECT sum({total}) FROM (
                SELECT {means} FROM journey GROUP BY class, travel, region)""").fetchone()[0]

    return body


def polars_scan(frame):
    """The groups' counts, means and spreads alone, without the tests on them."""
    names = [name for name, _ in TRAITS["wide"]]
    score = pl.col("score")

    def body():
        cells = [
            frame.lazy().group_by(name).agg(score.count(), score.mean().alias("m"), score.var().alias("v"))
            for name in names]
        return float(sum(one["m"].sum() for one in pl.collect_all(cells)))

    return body


def worked():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def measure(folder, runs, work):
    sample = {"filtered": "answers", "means": "journey", "scan": "wide", "memory": "answers"}[work]
    table = frame(folder, sample)
    if work == "memory":
        print(json.dumps({
            "work": work, "peer": f"Polars {pl.__version__}, traits as Enum",
            "figure": table.estimated_size() / len(table)}), flush=True)
        return
    bodies = {}
    match work:
        case "filtered": bodies["Polars"] = polars_filtered(table)
        case "means": bodies["Polars"] = polars_means(table)
        case "scan": bodies["Polars"] = polars_scan(table)
    if work != "scan":
        connection = duckdb.connect()
        connection.execute("SET threads = 1")
        connection.register("source", table.to_arrow())
        connection.execute(f"CREATE TABLE {sample} AS SELECT * FROM source")
        bodies["DuckDB"] = (
            duckdb_filtered if work == "filtered" else duckdb_means)(connection)
    for peer, body in bodies.items():
        seconds, processor = [], []
        for _ in range(runs):
            begun = time.perf_counter(), worked()
            figure = body()
            seconds.append(time.perf_counter() - begun[0])
            processor.append(worked() - begun[1])
        print(json.dumps({
            "work": work, "peer": peer, "seconds": seconds, "processor": processor,
            "figure": figure}), flush=True)


if __name__ == "__main__":
    for name in sys.argv[4:]:
        measure(sys.argv[2], int(sys.argv[3]), name)
