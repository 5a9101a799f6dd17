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
    "servqual": ["/insight/gaps", "/insight/segments", "/insight/drivers"],
    "kano": ["/insight/kano"],
    "ecsi": ["/insight/index", "/insight/correlation", "/insight/drivers"],
    "nps": ["/insight", "/insight/trend", "/insight/words", "/insight/business"],
}


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


def asked(nuo, token):
    """The address of each page, by what the report calls it."""
    known = {one["key"]: one["id"] for one in nuo.call("GET", "/instruments", token=token)["items"]}
    found = {}
    for key, paths in PAGES.items():
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
    """The program over what was imported, once it has nothing left to follow, and who looks."""
    link = nuo.link()
    nuo.start()
    nuo.settle()
    return nuo, nuo.sign_in(link)


def fill(bench, rows):
    """A workspace with a million answers to each questionnaire."""
    nuo = bench.nuo()
    nuo.make_workspace()
    file = bench.folder / "airline10.csv"
    airline.write(file, rows, TIMES)
    bench.import_file(nuo, file, TIMES * len(rows))
    for form in forms.FORMS:
        file = bench.folder / f"{form}.csv"
        forms.write(file, form, ROWS)
        nuo.command(
            "import", "responses", file, "--instrument", form, "--map", forms.mapping(form))
        file.unlink()
    return nuo


def measure(bench, rows, say):
    """On the workspace of an import of the rows, then on one with a million of each form."""
    one = bench.folder / "airline.csv"
    airline.write(one, rows)
    bench.import_once(one, len(rows))
    nuo, cookie = begin(bench.last)
    result = {"drivers": drivers(nuo, cookie, bench.runs)}
    nuo.stop()
    say(f"drivers: {result['drivers']}")
    return result | look(bench, fill(bench, rows), say)


def look(bench, nuo, say):
    """Each page alone, then all together at a constant rate, each time of another cut."""
    token = nuo.command("user", "token", "bench", "--scopes", "answers:read")
    nuo, cookie = begin(nuo)
    paths = asked(nuo, token.strip())
    result = {"alone": each(nuo, cookie, paths, bench.runs)}
    say(f"alone: {result['alone']}")
    result["load"] = pages.load(
        nuo.address, cookie, list(paths.values()), RATE, bench.seconds, varied)
    names = {path: name for name, path in paths.items()}
    result["load"]["pages"] = {
        names[path]: times for path, times in result["load"]["pages"].items()}
    result["memory"] = nuo.memory()
    nuo.stop()
    say(f"insight: {result}")
    return result
