"""Statistical methods beside well-known packages, all on the same files."""

import json
import os
import random
import statistics
import struct
import subprocess
import time

import airline
from processes import output

# Work of statistics-bench: what it is, and how many seconds at most are wanted.
WORKS = {
    "nps": ("NPS with interval, 1,000,000 scores", 0.002),
    "reliability": ("alpha and omega, 100,000 × 22", 0.1),
    "drivers22": ("LMG exact, 22 drivers, from the correlations", 0.55),
    "drivers9": ("LMG, 9 drivers, n = 1,811, 500 resamples", 0.2),
    "index": ("PLS path model, ECSI, 250 × 24, 500 resamples", 0.25),
    "betaGeometric": ("BG/NBD, 1,000,000 customers", 0.3),
    "paretoNBD": ("Pareto/NBD, 1,000,000 customers", 6),
    "logistic": ("logistic regression, 200,000 × 7", 0.1),
    "cox": ("Cox, 200,000 × 7, Efron's ties", 0.4),
    "boosting": ("boosted trees, airline, 103,904 × 22", 2),
    "boostingHeldOut": ("the same on three quarters, judged on the last", None),
}
# What packages that are neither in PyPI nor in Debian took on another machine.
REPORTED = {
    "drivers22": [("R relaimpo, 20 drivers", "88.7 s"), ("depth-first sweep in C", "0.53 s")],
    "drivers9": [("R relaimpo", "17.9 s")],
    "index": [("R seminr", "19.5 s")],
    "betaGeometric": [("R BTYD", "74.9 s")],
}
PYTHON = [
    "nps", "reliability", "drivers9", "index", "betaGeometric", "paretoNBD", "logistic", "cox",
    "boosting", "boostingHeldOut",
]
R = ["nps", "reliability", "logistic", "cox"]
ONCE = {"index", "betaGeometric", "paretoNBD"}
AIRLINE = {"boosting", "boostingHeldOut"}
CSV_ROWS = 1_000_000


def say(text):
    print(text, flush=True)


class Methods:
    def __init__(self, project, nuo, folder, runs):
        self.project, self.nuo, self.folder, self.runs = project, nuo, folder, runs
        self.bench = project / ".build/release/statistics-bench"
        self.peers = project / "Benchmarks/peers"
        self.python = project / ".build-peers/bin/python"
        # One thread everywhere, as ours has; plspm is given its two processes.
        self.environment = dict(
            os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1",
            PYTHONDONTWRITEBYTECODE="1")

    def measure(self):
        """Of each work all sides in turn; then the whole process on a file."""
        output([self.bench, "data", self.folder])
        has_airline = write_airline(self.project, self.folder)
        results = {"works": [], "airline": has_airline, "csv": []}
        for work in WORKS:
            if work in AIRLINE and not has_airline:
                continue
            results["works"].append({"work": work, "sides": self.sides(work)})
        write_scores(self.folder / "scores.csv")
        for _ in range(max(3, self.runs)):
            results["csv"].append(self.csv())
        return results

    def sides(self, work):
        sides = [self.run("Nuo", [self.bench, "measure"], work, self.runs)]
        runs = 1 if work in ONCE else self.runs
        if work in PYTHON:
            script = [self.python, self.peers / "peers.py", "measure"]
            sides.append(self.run(None, script, work, runs))
        if work in R:
            script = ["Rscript", "--vanilla", self.peers / "peers.R"]
            sides.append(self.run(None, script, work, runs))
        return sides

    def run(self, name, command, work, runs):
        text = output([*command, self.folder, str(runs), work], env=self.environment)
        found = json.loads(text.splitlines()[-1])
        side = {
            "name": name or found["peer"], "seconds": statistics.median(found["seconds"]),
            "processor": statistics.median(found["processor"]), "runs": runs,
            "figure": found["figure"],
        }
        say(f"{work}: {side}")
        return side

    def csv(self):
        file = self.folder / "scores.csv"
        ours = [self.nuo, "analyze", "nps", file, "--score", "score", "--format", "json"]
        theirs = [self.python, self.peers / "peers.py", "csv", self.folder]
        result = {"Nuo": self.timed(ours), "pandas": self.timed(theirs)}
        say(f"csv: {result}")
        return result

    def timed(self, command):
        """Seconds of a whole process by the clock and of the processor, and megabytes at most."""
        log = self.folder / "time"
        environment = dict(self.environment, NUO_RESOURCES=str(self.project / "Resources"))
        begun = time.perf_counter()
        output(["/usr/bin/time", "-f", "%U %S %M", "-o", log, *command], env=environment)
        seconds = time.perf_counter() - begun
        user, system, kilobytes = log.read_text().split()[-3:]
        return {
            "seconds": seconds, "processor": float(user) + float(system),
            "memory": int(kilobytes) / 1024,
        }


def write_scores(path):
    """A table of a million answers, drawn from a seed."""
    chance = random.Random(3)
    channels = ("web", "phone", "branch")
    with open(path, "w", encoding="utf-8") as file:
        file.write("id,score,channel\n")
        for number in range(CSV_ROWS):
            file.write(f"{number + 1},{chance.randrange(11)},{channels[chance.randrange(3)]}\n")


def write_airline(project, folder):
    """Numbers of the real file, whole and in two parts; false where it is not here."""
    if not (project / airline.REAL).exists():
        return False
    rows = [airline_numbers(line.split(",")) for line in airline.lines(project)[0]]
    random.Random(4).shuffle(rows)
    cut = len(rows) * 3 // 4
    for name, part in (
            ("airline", rows), ("airlineTrain", rows[:cut]), ("airlineTest", rows[cut:])):
        with open(folder / f"{name}.f64", "wb") as file:
            for column in zip(*part):
                file.write(struct.pack(f"{len(column)}d", *column))
    return True


def airline_numbers(cells):
    """22 predictors (words as 0, 1, 2) and whether the passenger was satisfied."""
    codes = {
        "Male": 1, "Female": 0, "Loyal Customer": 1, "disloyal Customer": 0,
        "Business travel": 1, "Personal Travel": 0, "Eco": 0, "Eco Plus": 1, "Business": 2,
        "": float("nan"),
    }
    # The first column numbers the rows; some copies have a second one that identifies them.
    predictors = cells[-23:-1]
    values = [float(codes[cell]) if cell in codes else float(cell) for cell in predictors]
    return values + [1.0 if cells[-1] == "satisfied" else 0.0]
