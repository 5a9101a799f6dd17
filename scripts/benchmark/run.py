"""Measures Nuo beside its peers and writes docs/BENCHMARKS.md. Started by scripts/bench."""

import argparse
import json
import os
import pathlib
import shutil
import sys
import tempfile
import time

import airline
import cases
import columns
import insight
import machine
import mailing
import methods
import pages
import report
import texts
from processes import Failure, Nuo, Postgres, output

HERE = pathlib.Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
CLIENTS = 32
# Of the bad answers, each of which opens a case by rule.
LOW_PERCENT = 10
# Rooms, and questions over all 103,904 answers.
PATHS = [
    "/", "/insight?period=all", "/insight?period=all&by=hidden.class",
    "/insight?period=all&by=hidden.customer_type&filter=hidden.class%20%3D%3D%20%22Eco%22",
    "/insight?period=all&measure=mean&item=answers.wifi", "/responses", "/instruments", "/cases",
    "/customers", "/promises", "/settings",
]
EXPORTS = ["csv", "jsonl", "xlsx", "sav"]
PGBENCH = """\\set score random(0, 10)
INSERT INTO answers (score, at, body) VALUES (:score, now(),
'{"instrument":"nps","answers":{"recommend":9,"praise":"Quick and friendly, thank you."}}');
"""


def say(text):
    print(text, flush=True)


class Benchmark:
    def __init__(self, arguments, folder):
        self.seconds, self.runs = arguments.seconds, arguments.runs
        self.share, self.engines = arguments.share, arguments.engines
        self.binary, self.folder, self.keep = arguments.binary, folder, arguments.keep
        self.started = []

    def nuo(self, database=None):
        folder = self.folder / f"nuo-{len(self.started)}"
        return self.mine(Nuo(PROJECT, self.binary, folder, database))

    def postgres(self, name):
        postgres = self.mine(Postgres(self.folder / name))
        postgres.start()
        return postgres

    def mine(self, process):
        self.started.append(process)
        return process

    def stop(self):
        for process in reversed(self.started):
            process.stop()

    # Answers over HTTP, beside pgbench.

    def answers(self):
        postgres = self.postgres("pg")
        postgres.sql(
            "CREATE TABLE answers (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "
            "score INT NOT NULL, at TIMESTAMPTZ NOT NULL, body TEXT NOT NULL)")
        kinds = {"sqlite": [], "pgbench": [], "low": [], "postgres": []}
        for run in range(self.runs):
            kinds["sqlite"].append(self.answers_once(0))
            kinds["pgbench"].append(self.pgbench_once(postgres))
            kinds["low"].append(self.answers_once(LOW_PERCENT))
            postgres.sql(f"CREATE DATABASE nuo_{run}")
            url = f"postgres://postgres@/nuo_{run}?host={postgres.folder}"
            kinds["postgres"].append(self.answers_once(0, url))
        postgres.stop()
        return kinds

    def answers_once(self, low, database=None):
        nuo = self.nuo(database)
        token = nuo.make_workspace()
        nuo.start()
        self.add_instruments(nuo, token)
        warm = self.wrk(nuo, token, low, 2)
        result = self.wrk(nuo, token, low, self.seconds)
        result["memory"] = nuo.memory("VmHWM")
        nuo.stop()
        if result["refused"] or result["broken"]:
            raise Failure(f"not every answer was taken: {result}")
        if not database and nuo.kept() < warm["requests"] + result["requests"]:
            raise Failure(f"{nuo.kept()} answers in the store are fewer than acknowledged")
        result["rate"] = result["requests"] / result["seconds"]
        say(f"answers {'postgres' if database else 'sqlite'} low={low}%: {result}")
        return result

    def add_instruments(self, nuo, token):
        for key in ("nps", "csat-after-service", "airline-journey"):
            try:
                nuo.call("POST", "/instruments", {"library": key}, token)
            except Failure as failure:
                # A new workspace may have some already.
                if "keyTaken" not in str(failure):
                    raise

    def wrk(self, nuo, token, low, seconds):
        environment = {
            "PATH": os.environ["PATH"], "BENCH_TOKEN": token, "BENCH_LOW_PERCENT": str(low),
            "BENCH_RUN": f"run{time.time_ns()}",
        }
        text = output(
            ["wrk", "-t2", f"-c{CLIENTS}", f"-d{seconds}s", "-s", HERE / "answers.lua",
             nuo.address], env=environment)
        return json.loads(text.split("RESULT", 1)[1])

    def pgbench_once(self, postgres):
        script = self.folder / "pg" / "insert.sql"
        for old in self.folder.glob("pg/insert.sql.*"):
            old.unlink()
        script.write_text(PGBENCH)
        postgres.bench(script, CLIENTS, 2)
        for old in self.folder.glob("pg/insert.sql.*"):
            old.unlink()
        postgres.bench(script, CLIENTS, self.seconds)
        times = []
        for log in self.folder.glob("pg/insert.sql.*"):
            times += [int(line.split()[2]) for line in log.read_text().splitlines()]
        times.sort()
        result = {
            "requests": len(times), "rate": len(times) / self.seconds,
            "p50": pages.percentile(times, 50) / 1e3, "p99": pages.percentile(times, 99) / 1e3,
        }
        say(f"pgbench: {result}")
        return result

    # Import, pages, rest: all over the airline workspace.

    def imports(self):
        rows, source = airline.lines(PROJECT)
        results = {"source": source, "once": [], "four": [], "copy": []}
        one, four = self.folder / "airline.csv", self.folder / "airline4.csv"
        airline.write(one, rows)
        airline.write(four, rows, 4)
        postgres = self.postgres("pg-copy")
        for _ in range(self.runs):
            results["once"].append(self.import_once(one, len(rows)))
            results["copy"].append(self.copy_once(postgres, one, len(rows)))
        results["four"].append(self.import_once(four, 4 * len(rows)))
        postgres.stop()
        return results

    def import_once(self, file, rows):
        nuo = self.nuo()
        nuo.make_workspace()
        result = self.import_file(nuo, file, rows)
        self.last = nuo
        return result

    def import_file(self, nuo, file, rows):
        log = self.folder / "time"
        command = [
            "/usr/bin/time", "-f", "%e %M", "-o", log, self.binary, "import", "responses", file,
            "--instrument", "airline-journey", "--mapping",
            PROJECT / "scripts/mappings/airline.yaml"]
        output(command, env=nuo.environment)
        seconds, kilobytes = log.read_text().split()[-2:]
        kept = nuo.kept()
        if kept != rows:
            raise Failure(f"{kept} of {rows} rows were imported")
        result = {
            "rows": rows, "seconds": float(seconds), "rate": rows / float(seconds),
            "memory": int(kilobytes) / 1024,
        }
        say(f"import: {result}")
        return result

    def copy_once(self, postgres, file, rows):
        """The same file into one table of text, without any check."""
        columns = ", ".join(f"c{i} TEXT" for i in range(len(airline.HEADER.split(","))))
        postgres.sql(f"DROP TABLE IF EXISTS flights; CREATE TABLE flights ({columns})")
        begun = time.perf_counter()
        postgres.sql(f"\\copy flights FROM '{file}' CSV HEADER")
        seconds = time.perf_counter() - begun
        result = {"rate": rows / seconds}
        say(f"copy: {result}")
        return result

    def rooms(self):
        """Pages, memory at rest and the start, over the workspace of the last import."""
        rows, _ = airline.lines(PROJECT)
        file = self.folder / "airline.csv"
        if not file.exists():
            airline.write(file, rows)
        self.import_once(file, len(rows))
        nuo = self.last
        results = {"start": [], "rest": [], "pages": [], "exports": [], "empty": []}
        for _ in range(self.runs):
            results["start"].append({"seconds": nuo.start()})
            time.sleep(5)
            results["rest"].append({"memory": nuo.memory()})
            cookie = nuo.sign_in()
            pages.load(nuo.address, cookie, PATHS, 10, 3)
            load = pages.load(nuo.address, cookie, PATHS, 50, self.seconds)
            load["memory"] = nuo.memory()
            results["exports"].append(self.exports_once(nuo, cookie))
            nuo.stop()
            if load["faults"]:
                raise Failure(f"pages failed: {load['faults'][:5]}")
            results["pages"].append(load)
            say(f"rooms: {results['start'][-1]} {results['rest'][-1]} {load}")
        empty = self.nuo()
        empty.make_workspace()
        empty.start()
        time.sleep(5)
        results["empty"].append({"memory": empty.memory()})
        empty.stop()
        return results

    def exports_once(self, nuo, cookie):
        """All answers taken out in each format: seconds, size, and memory beyond what was held."""
        taken = {}
        for form in EXPORTS:
            before = nuo.memory()
            nuo.forget_peak()
            begun = time.perf_counter()
            size = nuo.fetch(f"/responses.csv?instrument=airline-journey&format={form}", cookie)
            taken[form] = {
                "seconds": time.perf_counter() - begun, "bytes": size,
                "memory": nuo.memory("VmHWM") - before,
            }
        say(f"exports: {taken}")
        return taken

    def insight(self):
        """Pages of Insight over a million answers."""
        rows, _ = airline.lines(PROJECT)
        return insight.measure(self, rows, say)

    def logic(self):
        """A full answer evaluated, and the page that is answered."""
        bench = pathlib.Path(self.binary).parent / "logic-bench"
        result = {"evaluation": json.loads(output([bench, "5000"])), "pages": []}
        for _ in range(self.runs):
            nuo = self.nuo()
            token = nuo.make_workspace()
            nuo.start()
            self.add_instruments(nuo, token)
            paths = []
            for made in nuo.call("GET", "/instruments", token=token)["items"]:
                if made["key"] in ("nps", "airline-journey"):
                    link = nuo.call(
                        "POST", f"/instruments/{made['id']}/links", {"name": "bench"}, token)
                    paths.append(link["path"])
            pages.load(nuo.address, "", paths, 50, 2)
            load = pages.load(nuo.address, "", paths, 200, self.seconds)
            nuo.stop()
            if load["faults"]:
                raise Failure(f"pages failed: {load['faults'][:5]}")
            result["pages"].append(load)
        say(f"logic: {result}")
        return result

    def mailing(self):
        """10,000 personal invitations, and fewer with trouble."""
        postgres = self.postgres("pg-mailing")

        def database(name):
            postgres.sql(f"CREATE DATABASE {name}")
            return f"postgres://postgres@/{name}?host={postgres.folder}"

        try:
            return mailing.measure(PROJECT, self.binary, self.folder, database)
        finally:
            postgres.stop()

    def cases(self):
        """The inbox at scale, on both engines."""
        size = {
            "cases": self.scaled(100_000), "messages": self.scaled(1_000_000),
            "open": self.scaled(1_000_000), "due": self.scaled(10_000), "live": self.scaled(500),
            "seconds": self.seconds,
        }
        result = {"size": size}
        keep = self.keep and pathlib.Path(self.keep).resolve()
        if "sqlite" in self.engines:
            result["sqlite"] = cases.Cases(
                PROJECT, self.binary, self.folder / "cases", size,
                keep=keep and keep / "sqlite").measure(say)
            shutil.rmtree(self.folder / "cases")
        if "postgres" in self.engines:
            postgres = self.postgres("pg-cases")
            postgres.sql("CREATE DATABASE nuo_cases")
            result["postgres"] = cases.Cases(
                PROJECT, self.binary, self.folder / "cases-pg", size, postgres, "nuo_cases",
                keep and keep / "postgres").measure(say)
            postgres.stop()
        return result

    def scaled(self, count):
        """Fewer of everything, to try the benchmark itself: `--share 0.01`."""
        return max(20, int(count * self.share))

    def statistics(self):
        """Statistical methods beside well-known packages."""
        folder = self.folder / "methods"
        folder.mkdir()
        return methods.Methods(PROJECT, self.binary, folder, self.runs).measure()

    def columns(self):
        """Cuts over columns beside Polars and DuckDB."""
        folder = self.folder / "columns"
        folder.mkdir()
        results = columns.Columns(PROJECT, folder, self.runs).measure()
        results["question"] = self.first_questions()
        return results

    def first_questions(self):
        """From the start of the program to its first figure, over ten times the airline file:
        answers read from the store, taken from the files of the run before, and these read from
        the disk, the program too."""
        rows, source = airline.lines(PROJECT)
        file = self.folder / "airline10.csv"
        airline.write(file, rows, 10)
        nuo = self.nuo()
        nuo.make_workspace()
        self.import_file(nuo, file, 10 * len(rows))
        token = nuo.command("user", "token", "bench", "--scopes", "answers:read,insight:read")
        result = {"rows": 10 * len(rows), "source": source, "store": [], "files": [], "cold": []}
        for _ in range(self.runs):
            shutil.rmtree(nuo.folder / "columns", ignore_errors=True)
            result["store"].append(self.first_question(nuo, token.strip()))
            result["files"].append(self.first_question(nuo, token.strip()))
            nuo.forget_files()
            result["cold"].append(self.first_question(nuo, token.strip()))
        say(f"first question: {result}")
        return result

    def first_question(self, nuo, token):
        begun = time.perf_counter()
        nuo.start()
        instruments = nuo.call("GET", "/instruments", token=token)["items"]
        [instrument] = [one["id"] for one in instruments if one["key"] == "airline-journey"]
        report = nuo.call(
            "POST", "/query", {"instrument": instrument, "dimensions": ["hidden.class"]}, token,
            timeout=300)
        seconds = time.perf_counter() - begun
        memory = nuo.memory()
        nuo.stop()
        return {"seconds": seconds, "memory": memory, "n": report["total"]["n"]}

    def languages(self):
        """Language methods beside well-known packages, on the public texts."""
        folder = self.folder / "languages"
        folder.mkdir()
        return texts.Texts(PROJECT, folder, self.runs).measure()


def command(arguments):
    return " ".join(
        ["scripts/bench", *arguments.parts, f"--runs {arguments.runs}"]
        + ([] if set(arguments.parts) <= {"statistics", "columns", "languages"} and arguments.parts
           else [f"--seconds {arguments.seconds}"]))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "parts", nargs="*",
        help="some of answers, imports, rooms, insight, logic, mailing, cases, statistics, columns, "
        "languages")
    parser.add_argument("--binary", default=str(PROJECT / ".build/release/nuo"))
    parser.add_argument("--seconds", type=int, default=15, help="of each run")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument(
        "--share", type=float, default=1, help="of the records of `cases`, to try it out")
    parser.add_argument(
        "--engines", nargs="+", default=["sqlite", "postgres"], choices=["sqlite", "postgres"],
        help="of `cases`")
    parser.add_argument(
        "--keep", metavar="FOLDER",
        help="where the filled stores of `cases` are kept, and taken from the next time")
    parser.add_argument("--commit", help="that the binary was built from, if not this one")
    arguments = parser.parse_args()
    known = (
        "answers", "imports", "rooms", "insight", "logic", "mailing", "cases", "statistics", "columns",
        "languages")
    for part in arguments.parts:
        if part not in known:
            parser.error(f"there is no part {part}: say {', '.join(known)}")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="nuo-bench-"))
    # PostgreSQL runs as another user and must be able to walk to its folder.
    folder.chmod(0o711)
    bench = Benchmark(arguments, folder)
    try:
        facts = machine.facts(PROJECT, folder, arguments.commit)
        facts.append(
            ("Command", f"`{command(arguments)}`"
             + (", with a binary built before from that commit" if arguments.commit else "")))
        measured = {part: getattr(bench, part)() for part in arguments.parts or known}
        say(json.dumps(measured, indent=1))
        page = PROJECT / "docs/BENCHMARKS.md"
        if arguments.parts:
            text = report.renewed(page.read_text(encoding="utf-8"), facts, measured, arguments)
        else:
            text = report.text(facts, measured, arguments)
        page.write_text(text, encoding="utf-8")
        say("Written: docs/BENCHMARKS.md")
    except Failure as failure:
        sys.exit(f"bench: {failure}")
    finally:
        bench.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
