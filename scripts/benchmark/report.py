"""Writes what was measured as Markdown."""

import datetime
import statistics


def _median(runs, name):
    return statistics.median(run[name] for run in runs)


def _verdict(holds):
    return "reached" if holds else "**not reached**"


def _answers(measured, runs):
    rows = []
    peer = _median(measured["pgbench"], "rate")
    names = {
        "sqlite": "Nuo on SQLite", "pgbench": "pgbench, one-row inserts into PostgreSQL",
        "low": "Nuo on SQLite, 10 % bad answers that open cases by rule",
        "postgres": "Nuo on PostgreSQL",
    }
    for kind, name in names.items():
        own = measured[kind]
        rate = _median(own, "rate")
        spread = f"{min(run['rate'] for run in own):,.0f}–{max(run['rate'] for run in own):,.0f}"
        rows.append(
            f"| {name} | {rate:,.0f}/s ({spread}) | {rate / peer:.2f} | "
            f"{_median(own, 'p50'):.1f} ms | {_median(own, 'p99'):.1f} ms |")
    rate, tail = _median(measured["sqlite"], "rate"), _median(measured["sqlite"], "p99")
    return f"""## Answers over HTTP

`POST /api/v1/responses` with a bearer token and an `Idempotency-Key` of its own, from wrk on the
same cores over 32 connections: three questionnaires, every answer checked, its row, its event and
its key in one durable commit (`synchronous=FULL`). No request was refused, and the store was
counted afterwards: no acknowledged answer was missing. The peer inserts one row a transaction into
one table over a Unix socket, prepared, with `fsync` on, also from 32 clients: no HTTP, no JSON to
read, no check, no event. Median of {runs} runs in turn (least–most).

| what | rate | to the peer | median | 99th percentile |
|---|---:|---:|---:|---:|
{chr(10).join(rows)}

Wanted: 8,000/s, {_verdict(rate >= 8000)}; 99th percentile under 25 ms, {_verdict(tail < 25)}.
Memory at most: {max(run['memory'] for run in measured['sqlite']):.0f} MB.
"""


def _imports(measured, runs):
    once, four = measured["once"], measured["four"]
    rate = _median(once, "rate")
    copy = _median(measured["copy"], "rate")
    most = max(run["memory"] for run in once + four)
    return f"""## Import

`nuo import responses airline.csv --instrument airline-journey --mapping …` into SQLite, the whole
command by the clock: 14 ratings, the verdict and 8 hidden fields a row, checked. Data:
{measured['source']}. The peer is `\\copy` of the same file into one table of text columns in
PostgreSQL, without any check. Median of {runs} runs.

| what | rows/s | to the peer | memory at most |
|---|---:|---:|---:|
| 103,904 rows | {rate:,.0f} | {rate / copy:.3f} | {max(r['memory'] for r in once):.0f} MB |
| four times as many, once | {four[0]['rate']:,.0f} | {four[0]['rate'] / copy:.3f} | {four[0]['memory']:.0f} MB |
| PostgreSQL `\\copy` | {copy:,.0f} | 1 | |

Wanted: 20,000 rows/s, {_verdict(rate >= 20000)}; under 300 MB, {_verdict(most < 300)}.
"""


def _rooms(measured, runs, seconds):
    loads = measured["pages"]
    rows = []
    for path in loads[0]["pages"]:
        p50 = statistics.median(load["pages"][path]["p50"] for load in loads)
        p99 = statistics.median(load["pages"][path]["p99"] for load in loads)
        rows.append(f"| `{path}` | {p50:.1f} ms | {p99:.1f} ms |")
    tail = _median(loads, "p99")
    worst = max(
        statistics.median(load["pages"][path]["p99"] for load in loads)
        for path in loads[0]["pages"])
    start, rest = _median(measured["start"], "seconds"), _median(measured["rest"], "memory")
    return f"""## Pages

Over a workspace of 103,904 imported airline answers, 50 requests/s for {seconds} s in an open loop:
the time of a page counts from the moment it was due. The generator itself was late by
{_median(loads, 'late_p99'):.1f} ms (99th percentile), which is counted against Nuo. Median of
{runs} runs. There is no peer to set beside it.

| page | median | 99th percentile |
|---|---:|---:|
{chr(10).join(rows)}
| all | {_median(loads, 'p50'):.1f} ms | {tail:.1f} ms |

Wanted: 99th percentile of any page under 60 ms, {_verdict(worst < 60)} (worst {worst:.1f} ms).
Memory after it: {_median(loads, 'memory'):.0f} MB.

## Rest and start

| what | measured | wanted | |
|---|---:|---:|---|
| memory at rest, an empty workspace | {measured['empty'][0]['memory']:.0f} MB | 80 MB | \
{_verdict(measured['empty'][0]['memory'] < 80)} |
| memory at rest, 103,904 answers | {rest:.0f} MB | 80 MB | {_verdict(rest < 80)} |
| from the start of the program to its first answer, 103,904 answers | {start:.2f} s | 1 s | \
{_verdict(start < 1)} |
"""


def text(facts, measured, arguments):
    table = "\n".join(f"| {name} | {value} |" for name, value in facts)
    today = datetime.date.today().isoformat()
    return f"""# Benchmarks

Measured on {today}; written by `make bench`. The load generators run on the same machine and share
its cores with what they measure. A machine that does other work at the same time makes every figure
worse; look at the load.

| machine | |
|---|---|
{table}

{_answers(measured['answers'], arguments.runs)}
{_imports(measured['imports'], arguments.runs)}
{_rooms(measured['rooms'], arguments.runs, arguments.seconds)}"""
