"""Cuts over columns beside Polars and DuckDB, on the same files."""

import json
import os
import statistics

from processes import output

# Work of columns-bench: what it is, what it is held to, and the seconds that a side may take at
# most as told by those of the others.
WORKS = {
    "filtered": (
        "10,000,000 answers, filter on two traits, NPS by week × segment", "12 ms",
        lambda peers: 0.012),
    "means": (
        "10,000,000 answers, no filter, 14 means by three dimensions", "half of the best peer",
        lambda peers: min(peers) / 2),
    "scan": (
        "1,000,000 answers, 30 traits scanned for differences", "0.5 s", lambda peers: 0.5),
}

# Shares of a table are added up beside each other where processors are free: here all sides have
# one alone.
ALONE = ["taskset", "--cpu-list", str(min(os.sched_getaffinity(0)))]


class Columns:
    def __init__(self, project, folder, runs):
        self.bench = project / ".build/release/columns-bench"
        self.peers = project / "Benchmarks/peers/columns.py"
        self.python = project / ".build-peers/bin/python"
        self.folder, self.runs = folder, max(5, runs)
        self.environment = dict(os.environ, PYTHONDONTWRITEBYTECODE="1")

    def measure(self):
        output([self.bench, "data", self.folder])
        results = {"works": [], "runs": self.runs}
        for work in WORKS:
            sides = self.lines([self.bench, "measure", self.folder, str(self.runs), work])
            sides += self.lines(
                [self.python, self.peers, "measure", self.folder, str(self.runs), work])
            results["works"].append({"work": work, "sides": sides})
        results["memory"] = (
            self.lines([self.bench, "measure", self.folder, "1", "memory"])
            + self.lines([self.python, self.peers, "measure", self.folder, "1", "memory"]))
        for start in ("start", "cold"):
            [results[start]] = self.lines(
                [self.bench, "measure", self.folder, str(self.runs), start])
        return results

    def lines(self, command):
        sides = []
        for line in output(ALONE + command, env=self.environment).splitlines():
            side = json.loads(line)
            # The first run fills caches and makes threads, on all sides.
            for name in ("seconds", "processor"):
                times = side.pop(name, [0.0])
                side[name] = statistics.median(times[1:] or times)
            sides.append({"peer": "Nuo", **side})
        return sides
