"""Every page of Insight over a million answers, and the drivers of the airline survey."""

import statistics
import time
import urllib.parse

import airline
import forms
import pages

RATE = 20
TIMES = 10
ROWS = 1_000_000
BY = "by=hidden.class"
ECO = "filter=hidden.class%20%3D%3D%20%22Eco%22"
# By questionnaire: what fits it.
PAGES = {
    "airline-journey": [
        "/insight", f"/insight?{BY}", f"/insight?{BY}&{ECO}", "/insight/trend",
        "/insight/segments", "/insight/drivers", f"/insight/drivers?{ECO}", "/insight/journey",
        f"/insight/crosstab?{BY}&with=hidden.travel_type", "/insight/correlation",
        f"/insight/correlation?{ECO}",
    ],
    "servqual": [
        "/insight/gaps", "/insight/five-gaps", "/insight/segments", "/insight/drivers",
    ],
    "kano": ["/insight/kano"],
    "ecsi": ["/insight/index", "/insight/correlation", "/insight/drivers"],
    "nps": ["/insight", "/insight/trend", "/insight/words", "/insight/business"],
}

# What a manager opens in the morning: one tile of each kind.
MORNING = """key: morning
name: Morning
period: all
tiles:
  - {title: Score, instrument: nps, show: number}
  - {title: Answers, instrument: nps, show: number, measure: count}
  - {title: Over time, instrument: nps, show: line, wide: true}
  - {title: By class, instrument: airline-journey, show: groups, by: hidden.class}
  - {title: Cabin, instrument: airline-journey, show: groups, by: hidden.customer_type}
  - {title: What they write about, instrument: nps, show: words, wide: true}
"""

# What the database groups where the memory set for analysis is too small for the answers.
STORED = [
    "/insight", "/insight?by=customer.sector", "/insight?filter=language%20%3D%3D%20%22zh%22",
    "/insight/trend",
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


def asked(nuo, token, pages=None):
    """The address of each page, by what the report calls it."""
    known = {one["key"]: one["id"] for one in nuo.call("GET", "/instruments", token=token)["items"]}
    found = {}
    if not pages:
        found["dashboard"] = "/insight/dashboards/morning?period=all"
    for key, paths in (pages or PAGES).items():
        for path in paths:
            room, _, query = path.partition("?")
            rest = f"&{query}" if query else ""
            name = path.replace("filter=hidden.class%20%3D%3D%20%22Eco%22", "Eco only")
            found[f"{key}: {name}"] = f"{room}?instrument={known[key]}&period=all{rest}"
    return found


def varied(path, number):
    """The same page of another cut, one that leaves all answers but must look at each."""
    condition = f'language != "no {number}"'
    if "filter=" in path:
        return path + urllib.parse.quote(f" and {condition}")
    return path + "&filter=" + urllib.parse.quote(condition)


def each(nuo, cookie, paths, runs):
    """Milliseconds of each page while nothing else is asked."""
    times = {}
    for name, path in paths.items():
        nuo.fetch(path, cookie)
        once = []
        for _ in range(runs):
            begun = time.perf_counter()
            nuo.fetch(path, cookie)
            once.append(1e3 * (time.perf_counter() - begun))
        times[name] = statistics.median(once)
    return times


def begin(nuo):
    """Who looks at the program over what was imported, once it has nothing left to follow, and the
    seconds that this took."""
    # A link holds for a quarter of an hour, and following may take longer.
    nuo.start()
    followed = nuo.settle()
    nuo.stop()
    link = nuo.link()
    nuo.start()
    return nuo.sign_in(link), followed


def fill(bench, rows):
    """A workspace with a million answers to each questionnaire."""
    nuo = bench.nuo()
    nuo.make_workspace()
    file = bench.folder / "airline10.csv"
    airline.write(file, rows, TIMES)
    bench.import_file(nuo, file, TIMES * len(rows))
    for form in forms.FORMS:
        put(bench, nuo, form)
    return nuo


def put(bench, nuo, form):
    """Imports a million answers to a form."""
    file = bench.folder / f"{form}.csv"
    forms.write(file, form, ROWS)
    nuo.command("import", "responses", file, "--instrument", form, "--map", forms.mapping(form))
    file.unlink()


def measure(bench, rows, say):
    """On the workspace of an import of the rows, then on one with a million of each form."""
    one = bench.folder / "airline.csv"
    airline.write(one, rows)
    bench.import_once(one, len(rows))
    nuo = bench.last
    cookie, _ = begin(nuo)
    result = {"drivers": drivers(nuo, cookie, bench.runs)}
    nuo.stop()
    say(f"drivers: {result['drivers']}")
    return result | look(bench, fill(bench, rows), say)


def look(bench, nuo, say):
    """Each page alone, then all together at a constant rate, each time of another cut."""
    token = nuo.command("user", "token", "bench", "--scopes", "answers:read")
    writer = nuo.command("user", "token", "bench", "--scopes", "instruments:write").strip()
    cookie, followed = begin(nuo)
    say(f"followed after {followed:.0f} s")
    nuo.call("POST", "/dashboards", {"text": MORNING}, writer)
    paths = asked(nuo, token.strip())
    result = {"followed": followed, "alone": each(nuo, cookie, paths, bench.runs)}
    say(f"alone: {result['alone']}")
    result["load"] = pages.load(
        nuo.address, cookie, list(paths.values()), RATE, bench.seconds, varied)
    names = {path: name for name, path in paths.items()}
    result["load"]["pages"] = {
        names[path]: times for path, times in result["load"]["pages"].items()}
    result["memory"] = nuo.memory()
    nuo.stop()
    result["stored"] = {"SQLite": stored(nuo, bench.runs), "PostgreSQL": on_postgres(bench)}
    say(f"insight: {result}")
    return result


def stored(nuo, runs):
    """Milliseconds of pages that the database groups, since memory is set for fewer answers."""
    nuo.environment["NUO_ANSWERS_MEMORY"] = "1"
    token = nuo.command("user", "token", "bench", "--scopes", "answers:read")
    cookie, _ = begin(nuo)
    times = each(nuo, cookie, asked(nuo, token.strip(), {"nps": STORED}), runs)
    nuo.stop()
    return times


def on_postgres(bench):
    """The same over a million answers on PostgreSQL."""
    postgres = bench.postgres("pg-insight")
    postgres.sql("CREATE DATABASE nuo_insight")
    nuo = bench.nuo(f"postgres://postgres@/nuo_insight?host={postgres.folder}")
    nuo.make_workspace()
    put(bench, nuo, "nps")
    # As autovacuum does within a minute; until then PostgreSQL takes the tables to be empty.
    postgres.sql("ANALYZE", "nuo_insight")
    times = stored(nuo, bench.runs)
    postgres.stop()
    return times
