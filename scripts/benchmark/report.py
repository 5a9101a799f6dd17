"""Writes what was measured as Markdown."""

import datetime
import statistics

import columns
import texts
from methods import REPORTED, WORKS


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
    taken = []
    for form in measured["exports"][0]:
        seconds, size, memory = (
            statistics.median(run[form][what] for run in measured["exports"])
            for what in ("seconds", "bytes", "memory"))
        taken.append(
            f"| {form} | {seconds:.2f} s | {103_904 / seconds:,.0f} | {size / 1e6:.1f} MB | "
            f"{memory:.0f} MB |")
    exports = chr(10).join(taken)
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

## Taking answers out

All 103,904 answers with all their columns over HTTP; memory is what the server held at most
beyond what it held before.

| format | time | answers/s | size | memory |
|---|---:|---:|---:|---:|
{exports}

## Rest and start

| what | measured | wanted | |
|---|---:|---:|---|
| memory at rest, an empty workspace | {measured['empty'][0]['memory']:.0f} MB | 80 MB | \
{_verdict(measured['empty'][0]['memory'] < 80)} |
| memory at rest, 103,904 answers | {rest:.0f} MB | 80 MB | {_verdict(rest < 80)} |
| from the start of the program to its first answer, 103,904 answers | {start:.2f} s | 1 s | \
{_verdict(start < 1)} |
"""


def _logic(measured, runs, seconds):
    times = measured["evaluation"]
    names = {
        "read": "reading the document", "check": "checking a full answer, every condition in it",
        "evaluate": "evaluating a full answer that was checked before",
    }
    rows = [
        f"| {shown} | {times[name]['p50']:.0f} µs | {times[name]['p99']:.0f} µs |"
        for name, shown in names.items()]
    loads = measured["pages"]
    p50, p99 = _median(loads, "p50"), _median(loads, "p99")
    slowest = times["check"]["p99"]
    return f"""## Questionnaires

`logic-bench` (Benchmarks/Logic): a questionnaire of 100 questions on 20 pages with 200 expressions,
each question shown on a condition and bound by a rule; 5,000 times.

| what | median | 99th percentile |
|---|---:|---:|
{chr(10).join(rows)}

Wanted: a full answer in less than 1,000 µs, {_verdict(slowest < 1_000)}.

The page at which a customer answers (NPS and airline journey in turn), 200 requests/s for {seconds} s
in an open loop: the whole page by the clock, counted from the moment it was due, the generator's
own lateness of {_median(loads, 'late_p99'):.1f} ms (99th percentile) with it. Median of {runs} runs.

| what | median | 99th percentile |
|---|---:|---:|
| `GET /a/…` | {p50:.1f} ms | {p99:.1f} ms |

Wanted: under 5 ms, {_verdict(p99 < 5)}.
"""


def _duration(seconds):
    if seconds < 0.1:
        return f"{seconds * 1e3:.2g} ms" if seconds < 0.001 else f"{seconds * 1e3:.1f} ms"
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.1f} s"


def _works(measured):
    for entry in measured["works"]:
        what, wanted = WORKS[entry["work"]]
        own = entry["sides"][0]
        for side in entry["sides"]:
            name = side["name"]
            reach = ""
            if side is own and wanted is not None:
                reach = f"{_duration(wanted)}, {_verdict(own['processor'] <= wanted)}"
            elif side["runs"] < own["runs"]:
                name += ", once"
            yield (
                f"| {what if side is own else ''} | {name} | {_duration(side['processor'])} | "
                f"{_duration(side['seconds'])} | {side['processor'] / own['processor']:,.1f} | "
                f"{side['figure']:.6g} | {reach} |")
        for name, told in REPORTED.get(entry["work"], []):
            yield f"| | {name}: reported on another machine, not run here | | {told} | | | |"


def _statistics(measured, runs):
    sides = measured["csv"]

    def row(name, shown):
        own = [run[name] for run in sides]
        return (
            f"| {shown} | {_duration(_median(own, 'processor'))} | "
            f"{_duration(_median(own, 'seconds'))} | "
            f"{_median(own, 'seconds') / theirs:.2f} | "
            f"{max(run['memory'] for run in own):.0f} MB |")

    theirs = _median([run["pandas"] for run in sides], "seconds")
    ours = _median([run["Nuo"] for run in sides], "seconds")
    memory = max(run["Nuo"]["memory"] for run in sides)
    absent = "" if measured["airline"] else (
        "\nThe airline file is not beside this copy: boosted trees were left out.\n")
    return f"""## Statistics

`statistics-bench` (Benchmarks/Statistics) draws the data from a seed and writes them to files that
all sides read; reading is not timed. One thread each, unless said. Median of {runs} runs; peers
that take long run once. Versions: Benchmarks/peers/requirements.txt, and Debian's for R. Where
others use the machine, the clock tells their work too; so ratio and verdict are of the time that
the processor worked, which on a quiet machine is the clock's. The figure tells whether both sides
computed the same: the score; alpha + omega; R² for LMG; R² of Satisfaction for the path model; r
of the purchase models; the log-likelihood; the share of right answers of boosted trees, at scikit-learn's
defaults: up to 100 trees of 31 leaves, rate 0.1.
{absent}
| what | side | processor | clock | to Nuo | figure | wanted |
|---|---|---:|---:|---:|---:|---|
{chr(10).join(_works(measured))}

`nuo analyze nps scores.csv --score score` on 1,000,000 rows of three columns, the whole process,
beside `pandas.read_csv` and the same arithmetic (Benchmarks/peers/peers.py csv). Median of
{len(sides)} runs in turn.

| what | processor | clock | clock to pandas | memory at most |
|---|---:|---:|---:|---:|
{row("Nuo", "`nuo analyze nps`")}
{row("pandas", "pandas")}

Wanted: half of pandas, {_verdict(ours <= theirs / 2)}; under 100 MB, {_verdict(memory < 100)}.
"""


def _columns(measured):
    rows = []
    for entry in measured["works"]:
        what, wanted, most = columns.WORKS[entry["work"]]
        own, *peers = entry["sides"]
        limit = most([peer["processor"] for peer in peers])
        for side in entry["sides"]:
            reach = f"{wanted}, {_verdict(own['processor'] <= limit)}" if side is own else ""
            rows.append(
                f"| {what if side is own else ''} | {side['peer']} | "
                f"{_duration(side['processor'])} | {_duration(side['seconds'])} | "
                f"{side['processor'] / own['processor']:,.1f} | {side['figure']:.8g} | {reach} |")
    own, *peers = measured["memory"]
    shown = "; ".join(f"{peer['peer']}: {peer['figure']:.1f}" for peer in peers)
    least = min(peer["figure"] for peer in peers)
    start, cold, question = measured["start"], measured["cold"], measured["question"]
    return f"""## Cuts over columns

`columns-bench` (Benchmarks/Columns) draws answers of three years from a seed and writes them to
files that the peers read (Benchmarks/peers/columns.py). One processor each; reading is not timed; the
tables lie in memory. Times and verdicts are of the processor, for others may use the machine.
Median of {measured['runs'] - 1} runs after one that warms up. Ours holds every interval of the NPS
and every test of the scan; the peers only count and sum up. The figure tells whether both computed
the same: the sum of all scores; of all means; of the scan ours is the sum of the adjusted p, the
peer's that of the means.

| what | side | processor | clock | to Nuo | figure | wanted |
|---|---|---:|---:|---:|---:|---|
{chr(10).join(rows)}

Memory for each of 10,000,000 answers with nine attributes, id and time: {own['figure']:.1f} bytes,
with what finds an answer by its id; {shown}, without. Wanted: at most as much,
{_verdict(own['figure'] <= least)}.

The same 10,000,000 answers from a snapshot on disk, as after a restart of the program but not of the
machine, until they can be cut, every byte checked: {_duration(start['seconds'])} by the clock,
{_duration(start['processor'])} of the processor. With nothing of the file left in the system's memory,
as after a restart of the machine: {_duration(cold['seconds'])} by the clock. Wanted: under a second,
{_verdict(max(start['seconds'], cold['seconds']) < 1)}.

The whole program from its start to its first figure, over {question['rows']:,} answers
({question['source']}, ten times; median of {len(question['store'])} runs):
{_duration(_median(question['store'], 'seconds'))} where they are read from the store,
{_duration(_median(question['files'], 'seconds'))} where they are taken from the files that the run before left,
{_duration(_median(question['cold'], 'seconds'))} where these and the program must come from the disk.
"""


def _languages(measured):
    rows = []
    for entry in measured["works"]:
        what, _, unit, wanted = texts.WORKS[entry["work"]]
        own = entry["sides"][0]

        def shown(figure):
            return f"{figure:,.3g} s" if unit == "s" else f"{figure:,.0f} {unit}"

        for side in entry["sides"]:
            reach = ""
            if side is own and wanted is not None:
                reached = own["figure"] <= wanted if unit == "s" else own["figure"] >= wanted
                reach = f"{shown(wanted)}, {_verdict(reached)}"
            rows.append(
                f"| {what if side is own else ''} | {side['name']} | {shown(side['figure'])} | "
                f"{side['seconds'] / own['seconds']:,.1f} | {side['memory']:.0f} MB | {reach} |")
    most = max(entry["sides"][0]["memory"] for entry in measured["works"])
    return f"""## Language

`language-bench` (Benchmarks/Language) on the public texts beside the project, peers in
Benchmarks/peers/texts.py on the same lines; reading the file is not timed. One thread each, seconds
of the processor, for others may use the machine; median of {measured['runs']} runs. Memory is that
of the whole process with its texts.

| what | side | measured | time to Nuo | memory | wanted |
|---|---|---:|---:|---:|---|
{chr(10).join(rows)}

Wanted: at most 200 MB, {_verdict(most < 200)} ({most:.0f} MB).
"""


def _mailing(measured):
    rows = "\n".join(
        f"| {run['name']} | {run['count']:,} | {run['seconds']:.0f} s | "
        f"{run['count'] - run['unique']} | {run['doubled']} | {run['dropped']} | "
        f"{run['silent']} | {run['kills']} |" for run in measured)
    most = max(run["seconds"] for run in measured if run["count"] >= 10_000)
    return f"""## A mailing

One press of *Start*: people are chosen, everybody gets a personal link, a mail in two parts with the
first question, and an entry in the outbox, all durable; four workers a node hand the mails to a mail
server on the same machine (Tests/Sink, Python), each acceptance noted in a durable commit. By the
clock, until the server had them all and Nuo knew it. Doubled are only mails whose answer was lost, or
whose note when Nuo was killed; they carry the same Message-ID. What a killed process held is taken
over when its lease of 75 s ends.

| what | mails | time | lost | doubled | connections dropped | answers lost | SIGKILLs |
|---|---:|---:|---:|---:|---:|---:|---:|
{rows}

Wanted: 10,000 in under 60 s, {_verdict(most < 60)}; none lost, {
    _verdict(all(run['unique'] == run['count'] for run in measured))}.
"""


def _cases(measured):
    size = measured["size"]
    engines = {
        name: measured[key] for key, name in (("sqlite", "SQLite"), ("postgres", "PostgreSQL"))
        if key in measured}
    first = next(iter(engines.values()))

    def row(name, shown):
        return f"| {name} | " + " | ".join(shown(engine) for engine in engines.values()) + " |"

    kinds = first["search"]["kinds"]
    ms = "{:,.1f} ms".format
    rows = [
        row("search: median", lambda one: ms(one["search"]["p50"])),
        row("search: 99th percentile", lambda one: ms(one["search"]["p99"])),
        *(row(f"search for {kind}: slowest", lambda one, kind=kind: ms(one["search"]["kinds"][kind]))
          for kind in kinds),
        row("messages read into the index", lambda one: f"{one['search']['read_rate']:,.0f}/s"),
        *(row(f"page `{path}`: median, 99th percentile",
              lambda one, path=path: f"{ms(one['pages']['pages'][path]['p50'])}, "
                                     f"{ms(one['pages']['pages'][path]['p99'])}")
          for path in ["/cases", "/cases?view=mine", "/cases/{case}"]),
        row("all these pages: 99th percentile", lambda one: ms(one["pages"]["p99"])),
        row("report of all cases: first after the start, then median",
            lambda one: f"{ms(one['report']['first'])}, {ms(one['report']['again'])}"),
        row(f"{size['live']:,} live pages: processor at rest",
            lambda one: f"{one['live']['busy_percent']:.1f} %"),
        row(f"{size['live']:,} live pages: memory", lambda one: f"{one['live']['memory']:.0f} MB"),
        row("a case's page meanwhile: median, 99th percentile",
            lambda one: f"{ms(one['live']['case_p50'])}, {ms(one['live']['case_p99'])}"),
        *(row(f"{tick['open']:,} open cases, nothing due: processor a second",
              lambda one, place=place: ms(one["ticks"][place]["cpu"]))
          for place, tick in enumerate(first["ticks"])),
        row(f"{size['due']:,} due in one minute: told", lambda one: f"{one['firing']['told']:,}"),
        row("told late by: median", lambda one: ms(one["firing"]["p50"])),
        row("told late by: 99th percentile", lambda one: ms(one["firing"]["p99"])),
        row("told late by: most", lambda one: ms(one["firing"]["max"])),
        row("processor for each that is told", lambda one: ms(one["firing"]["cpu_each"])),
    ]
    both = engines.values()
    found = all(one["search"]["p99"] < 100 for one in both)
    shown = all(one["pages"]["p99"] < 50 for one in both)
    told = all(one["firing"]["p99"] < 1_000 and one["firing"]["told"] == size["due"] for one in both)
    table = "\n".join(rows)
    return f"""## Cases

{size['messages']:,} messages, half Chinese, half English, over {size['cases']:,} open cases; then
{size['open']:,} open cases, each with two running clocks. Search through the API, one after another
from Python, {len(kinds)} kinds of questions, newest hits with their words marked. Pages at 20 a second
in an open loop. A live page is a stream of its own. A firing counts from the moment the clock is due
until the moment that its breach and whom it told are written, in a durable commit.

| what | {" | ".join(engines)} |
|---|{"---:|" * len(engines)}
{table}

Wanted: search in under 100 ms, {_verdict(found)}; pages in under 50 ms, {_verdict(shown)}; a firing
less than 1 s late at the 99th percentile, {_verdict(told)}; work that grows with what is due, not with
what is open: see the processor's time with nothing due.
"""


def _insight(measured, runs, seconds):
    load = measured["load"]
    rows = chr(10).join(
        f"| `{path}` | {measured['alone'][path]:.0f} ms | {times['p50']:.0f} ms | "
        f"{times['p99']:.0f} ms |"
        for path, times in load["pages"].items())
    worst = max(times["p99"] for times in load["pages"].values())
    again = measured["drivers"]["again"]
    stored = chr(10).join(
        f"| `{page}` | {milliseconds / 1e3:.1f} s | "
        f"{measured['stored']['PostgreSQL'][page] / 1e3:.1f} s |"
        for page, milliseconds in measured["stored"]["SQLite"].items())
    every = load["requests"]
    return f"""## Insight at a million answers

Every page of Insight over 1,039,040 imported answers to the airline questionnaire and 1,000,000 to
each of the others (generated): alone (median of {runs}, nothing else asked), then all together at
20 requests/s for {seconds} s in an open loop, each of another cut of all answers, where the time
counts from the moment a page was due. Nothing of an answer is kept for the next one.
{len(load['faults'])} of {every} requests failed or took longer than 10 s. Memory after it:
{measured['memory']:.0f} MB. After the import of all 5,039,040 the program was at work for
{measured['followed']:.0f} s to judge them, to read what was written and to take them into columns.

| page | alone | median | 99th percentile |
|---|---:|---:|---:|
{rows}

Wanted: 99th percentile of all pages under 100 ms,
{_verdict(load['p99'] < 100 and not load['faults'])} ({load['p99']:.0f} ms; median
{load['p50']:.0f} ms; the slowest page {worst:.0f} ms).

Drivers of 103,904 answers (14 items, Shapley, intervals by resampling), from asking for the page
to its last byte, each time of another cut: {again:.2f} s; wanted 1.5 s, {_verdict(again < 1.5)}.
The very first, which loads the answers: {measured['drivers']['first']:.2f} s.

Where memory is set for fewer answers the database groups them: a page of 1,000,000 answers, nothing
else asked, median of {runs}. On SQLite the other 4,039,040 lie in the same tables.

| page | SQLite | PostgreSQL |
|---|---:|---:|
{stored}
"""


def _sections(measured, arguments):
    """The Markdown of each part that was measured."""
    runs = arguments.runs
    made = {
        "answers": lambda part: _answers(part, runs),
        "imports": lambda part: _imports(part, runs),
        "rooms": lambda part: _rooms(part, runs, arguments.seconds),
        "insight": lambda part: _insight(part, runs, arguments.seconds),
        "logic": lambda part: _logic(part, runs, arguments.seconds),
        "mailing": _mailing,
        "cases": _cases,
        "statistics": lambda part: _statistics(part, runs),
        "columns": _columns,
        "languages": _languages,
    }
    return [made[name](part) for name, part in measured.items() if part is not None]


def renewed(page, facts, measured, arguments):
    """The page with the sections of the measured parts in place of what stood there."""
    known = dict(facts)
    note = (
        f"Measured by itself on {datetime.date.today().isoformat()} with {known['Command']}; "
        f"{known['Nuo']}; load when it began {known['Load when it began']}.")
    for text in _sections(measured, arguments):
        for section in text.split("\n## "):
            title, _, body = section.removeprefix("## ").strip().partition("\n")
            new = f"\n## {title}\n\n{note}\n\n{body.strip()}\n"
            start = page.find(f"\n## {title}\n")
            if start < 0:
                page = page.rstrip() + "\n" + new
                continue
            end = page.find("\n## ", start + 1)
            page = page[:start] + new + (page[end:] if end >= 0 else "")
    return page


def text(facts, measured, arguments):
    table = "\n".join(f"| {name} | {value} |" for name, value in facts)
    today = datetime.date.today().isoformat()
    sections = "\n".join(_sections(measured, arguments))
    return f"""# Benchmarks

Measured on {today}; written by `make bench`. The load generators run on the same machine and share
its cores with what they measure. A machine that does other work at the same time makes every figure
worse; look at the load.

| machine | |
|---|---|
{table}

{sections}"""
