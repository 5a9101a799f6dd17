"""Every page of Insight over a million answers, and the drivers of the airline survey."""

import statistics
import time

import airline
import pages

RATE = 20
TIMES = 10
BY = "by=hidden.class"
ECO = "filter=hidden.class%20%3D%3D%20%22Eco%22"
# The pages that fit this questionnaire; gaps, Kano and index need their own.
PATHS = [
    "/insight?period=all", f"/insight?period=all&{BY}", f"/insight?period=all&{BY}&{ECO}",
    "/insight/trend?period=all", "/insight/segments?period=all", "/insight/drivers?period=all",
    "/insight/journey?period=all",
    f"/insight/crosstab?period=all&{BY}&with=hidden.travel_type",
    "/insight/correlation?period=all", "/insight/words?period=all",
    "/insight/business?period=all",
]


def drivers(nuo, cookie, runs):
    """Seconds from asking for the page to its last byte, each of another cut of all answers."""
    times = []
    for run in range(runs + 1):
        begun = time.perf_counter()
        nuo.fetch(
            f"/insight/drivers?period=all&filter=hidden.age%20%3E%3D%20-{run + 1}", cookie)
        times.append(time.perf_counter() - begun)
    # The first loads the answers.
    return {"first": times[0], "again": statistics.median(times[1:])}


def each(nuo, cookie, runs):
    """Milliseconds of each page while nothing else is asked."""
    times = {}
    for path in PATHS:
        nuo.fetch(path, cookie)
        once = []
        for _ in range(runs):
            begun = time.perf_counter()
            nuo.fetch(path, cookie)
            once.append(1e3 * (time.perf_counter() - begun))
        times[path] = statistics.median(once)
    return times


def begin(nuo):
    """The program over what was imported, once it has nothing left to follow, and who looks."""
    link = nuo.link()
    nuo.start()
    nuo.settle()
    return nuo, nuo.sign_in(link)


def measure(bench, rows, say):
    """On the workspace of an import of the rows, then of ten times as many."""
    one, ten = bench.folder / "airline.csv", bench.folder / "airline10.csv"
    airline.write(one, rows)
    bench.import_once(one, len(rows))
    nuo, cookie = begin(bench.last)
    result = {"drivers": drivers(nuo, cookie, bench.runs)}
    nuo.stop()
    say(f"drivers: {result['drivers']}")
    airline.write(ten, rows, TIMES)
    bench.import_once(ten, TIMES * len(rows))
    nuo, cookie = begin(bench.last)
    result["alone"] = each(nuo, cookie, bench.runs)
    say(f"alone: {result['alone']}")
    result["load"] = pages.load(nuo.address, cookie, PATHS, RATE, bench.seconds)
    result["memory"] = nuo.memory()
    result["count"] = TIMES * len(rows)
    nuo.stop()
    say(f"insight: {result}")
    return result
