"""The inbox at scale, on both engines: search over a million messages, pages over 100,000 cases,
open live pages, and clocks of a million open cases.

The store is filled by copying one case that was opened through the API, row by row in SQL; words
of messages are read by Nuo itself, as it reads what an older version wrote."""

import asyncio
import datetime
import itertools
import pathlib
import random
import sqlite3
import statistics
import time
import urllib.parse
import urllib.request

import pages
from kept import Kept
from processes import Failure, Nuo

SCOPES = "cases:read,cases:work,cases:direct,customers:read,answers:read,insight:read"
# One millisecond of an id.
STEP = 1 << 21
DAY = 86_400_000_000
EPOCH = 1_577_836_800_000


class Store:
    """The same SQL beside the program on either engine."""

    def __init__(self, nuo, postgres=None, database=None):
        self.nuo, self.postgres, self.database = nuo, postgres, database

    def run(self, text):
        if self.postgres:
            return self.postgres.sql(text, self.database)
        [path] = self.nuo.folder.glob("*.sqlite")
        with sqlite3.connect(path, isolation_level=None, timeout=60) as store:
            return store.execute(text).fetchall()

    def number(self, text):
        found = self.run(text)
        return int(found.strip() or 0) if self.postgres else found[0][0] or 0

    def columns(self, table):
        if self.postgres:
            return self.run(
                "SELECT column_name FROM information_schema.columns WHERE "
                f"table_name = '{table}' ORDER BY ordinal_position").split()
        return [row[1] for row in self.run(f"PRAGMA table_info({table})")]

    def copy(self, table, where, first, last, **changed):
        """Copies a row so many times; `i` counts in what is changed."""
        names = self.columns(table)
        values = ", ".join(changed.get(name, name) for name in names)
        self.run(
            f"WITH RECURSIVE n(i) AS (SELECT CAST({first} AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < {last}) "
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table}, n WHERE {where}")

    def insert(self, table, names, rows):
        """Many rows at once, by the engine's own quickest way that needs no package."""
        if not self.postgres:
            [path] = self.nuo.folder.glob("*.sqlite")
            with sqlite3.connect(path, timeout=60) as store:
                store.executemany(
                    f"INSERT INTO {table} ({', '.join(names)}) VALUES "
                    f"({', '.join('?' * len(names))})", rows)
            return
        file = self.postgres.folder / f"{table}.copy"
        with open(file, "w", encoding="utf-8") as out:
            for row in rows:
                out.write("\t".join(str(value) for value in row) + "\n")
        self.run(f"\\copy {table} ({', '.join(names)}) FROM '{file}'")
        file.unlink()

    def settle(self):
        """What a server that has run for a while has had: statistics, a short log."""
        if self.postgres:
            self.run("VACUUM ANALYZE")
        else:
            self.run("ANALYZE")
            self.run("PRAGMA wal_checkpoint(TRUNCATE)")


class Texts:
    """Messages in Chinese and English of words that are as uneven as in life (Zipf's law)."""

    def __init__(self, project):
        self.chance = random.Random(20)
        folder = project / "Resources/wording"
        self.chinese = self._words(folder / "words-zh.txt", lambda word: "\u4e00" <= word[0] <= "\u9fff")
        english = [
            first + second + third for first, second, third in itertools.product(
                ["re", "de", "con", "sub", "pro", "un", "in", "ex", "per", "trans"],
                ["fund", "liver", "tain", "mit", "port", "form", "vent", "cept", "tend", "duct",
                 "scrib", "spect", "turn", "plac", "quest"],
                ["", "s", "ed", "ing", "er", "able", "ment", "ion", "al", "ive"])]
        self.chance.shuffle(english)
        self.english = english
        self.weights = {
            name: list(itertools.accumulate(1 / (place + 1) for place in range(len(words))))
            for name, words in (("zh", self.chinese), ("en", self.english))}

    def _words(self, file, fits):
        words = [word for line in file.read_text(encoding="utf-8").splitlines()
                 if not line.startswith("#") for word in line.split() if fits(word)]
        words = list(dict.fromkeys(words))
        self.chance.shuffle(words)
        return words

    def message(self):
        if self.chance.random() < 0.5:
            words = self.chance.choices(
                self.chinese, cum_weights=self.weights["zh"], k=self.chance.randint(8, 25))
            return "，".join("".join(words[start:start + 6]) for start in range(0, len(words), 6))
        return " ".join(self.chance.choices(
            self.english, cum_weights=self.weights["en"], k=self.chance.randint(8, 40)))


class Cases:
    def __init__(
            self, project, binary, folder, size, postgres=None, database=None, keep=None):
        self.project, self.size = project, size
        self.postgres, self.kept = postgres, Kept(keep, size)
        url = database and f"postgres://postgres@/{database}?host={postgres.folder}"
        self.nuo = Nuo(project, binary, folder, url)
        self.store = Store(self.nuo, postgres, database)
        self.engine = "PostgreSQL" if database else "SQLite"

    def measure(self, say):
        try:
            return self._measure(say)
        finally:
            self.nuo.stop()

    def _measure(self, say):
        result = {}
        self.prepare()
        for name in ("search", "pages", "report", "live"):
            result[name] = getattr(self, "_" + name)()
            say(f"cases on {self.engine}, {name}: {result[name]}")
        result["ticks"] = [self._idle(self.size["cases"])]
        if self.size["open"] > self.size["cases"]:
            self._open(self.size["cases"] + 1, self.size["open"])
            self.store.settle()
            result["ticks"].append(self._idle(self.size["open"]))
        say(f"cases on {self.engine}, ticks: {result['ticks']}")
        result["firing"] = self._firing()
        say(f"cases on {self.engine}, firing: {result['firing']}")
        return result

    # Filling.

    def prepare(self):
        """A store with its cases and messages, those of the last time where they were kept."""
        known = self.kept.restore(self.nuo, self.postgres)
        if known is None:
            known = self._fill()
            self.kept.keep(self.nuo, self.postgres, known)
        elif self._read_backlog():
            # It was filled by an older program, whose words are read again.
            self.store.settle()
            self.kept.keep(self.nuo, self.postgres, known)
        self.token, self.template = known["token"], known["template"]
        self.asked, self.reading = known["asked"], known["reading"]

    def _fill(self):
        nuo = self.nuo
        nuo.command("user", "add", "bench", "--language", "en")
        self.token = nuo.command("user", "token", "bench", "--scopes", SCOPES).strip()
        nuo.start()
        opened = nuo.call(
            "POST", "/cases", {"title": "The parcel came too late", "words": "Where is it?"},
            self.token)
        nuo.stop()
        self.template = base32(opened["id"])
        texts = Texts(self.project)
        self._open(1, self.size["cases"])
        self._talk(texts)
        self.store.settle()
        return {
            "token": self.token, "template": self.template, "reading": self.reading,
            "asked": questions(texts),
        }

    def _open(self, first, last):
        """Open cases whose clocks run, due from ten days from now on, one each second."""
        begun, one = time.perf_counter(), self.template
        now = int(time.time() * 1e6)
        due = f"{now + 10 * DAY} + i * 1000000"
        user = self.store.number("SELECT MIN(id) FROM users")
        self.store.copy(
            "cases", f"id = {one}", first, last, id=f"id - i * {STEP}", number="number + i",
            opened=f"{now} - i * 1000", sort_due=due, wakes=f"{now + 8 * DAY} + i * 1000000",
            assignee=f"CASE WHEN i % 40 = 0 THEN {user} END",
            status="CASE WHEN i % 40 = 0 THEN 'open' ELSE 'new' END")
        self.store.run(
            "UPDATE case_numbers SET highest = (SELECT MAX(number) FROM cases "
            "WHERE cases.workspace = case_numbers.workspace)")
        self.store.copy("case_stamps", f"case_id = {one}", first, last, case_id=f"case_id - i * {STEP}")
        self.store.copy(
            "case_clocks", f"case_id = {one}", first, last, case_id=f"case_id - i * {STEP}",
            due=due, budget=str(10 * DAY), due_soon=str(8 * DAY), started=str(now),
            running_since=str(now), counted="0")
        print(f"{last - first + 1} cases in {time.perf_counter() - begun:.0f} s", flush=True)

    def _talk(self, texts):
        """Messages over the cases, which Nuo then reads by itself."""
        begun = time.perf_counter()
        workspace = self.store.number(f"SELECT workspace FROM cases WHERE id = {self.template}")
        now = int(time.time() * 1e6)
        message = ((now // 1000 - EPOCH) << 21) + 77
        cases, count = self.size["cases"], self.size["messages"]
        kinds = ["received", "reply", "note"]
        for start in range(0, count, 100_000):
            rows, backlog = [], []
            for number in range(start, min(count, start + 100_000)):
                id, case = message - number * STEP, self.template - (number % cases + 1) * STEP
                kind = kinds[number % 3]
                rows.append((workspace, case, id, now - number * 1000, kind, "customer", 0,
                             texts.message()))
                backlog.append((workspace, id, kind, case))
            self.store.insert(
                "case_messages",
                ["workspace", "case_id", "id", "at", "kind", "author", "automatic", "text"], rows)
            self.store.insert("search_backlog", ["workspace", "id", "kind", "case_id"], backlog)
        print(f"{count} messages in {time.perf_counter() - begun:.0f} s", flush=True)
        self.reading = count / self._read_backlog()

    def _read_backlog(self):
        """Lets Nuo read all words that wait; the seconds that took, 0 where none did."""
        begun = time.perf_counter()
        self.nuo.start()
        waited = 0
        while self.store.number("SELECT COUNT(*) FROM search_backlog"):
            time.sleep(0.5)
            waited = time.perf_counter() - begun
            if self.nuo.process.poll() is not None:
                raise Failure("nuo ended while it read the messages")
        print(f"read in {waited:.0f} s", flush=True)
        self.nuo.stop()
        return waited

    # Measuring.

    def _search(self):
        self.nuo.start()
        cookie, times, worst = self.nuo.sign_in(), [], {}
        for round in range(4):
            for kind, texts in self.asked.items():
                for text in texts:
                    text, _, more = text.partition("&")
                    path = "/api/v1/search?text=" + urllib.parse.quote(text) + (more and "&" + more)
                    took = self._get(path, cookie)
                    # The first round warms what a running server has warm.
                    if round:
                        times.append(took)
                        worst[kind] = max(took, worst.get(kind, 0))
        self.nuo.stop()
        times.sort()
        return {
            "messages": self.size["messages"], "read_rate": self.reading,
            "p50": pages.percentile(times, 50), "p99": pages.percentile(times, 99), "kinds": worst,
        }

    def _get(self, path, cookie):
        request = urllib.request.Request(
            self.nuo.address + path, headers={"Cookie": cookie, "Accept": "application/json"})
        begun = time.perf_counter()
        with urllib.request.urlopen(request, timeout=60) as reply:
            reply.read()
        return (time.perf_counter() - begun) * 1e3

    def _pages(self):
        self.nuo.start()
        cookie = self.nuo.sign_in()
        some = [self.template - place * STEP for place in (1, self.size["cases"] // 3, self.size["cases"] // 2)]
        paths = [
            "/cases", "/cases?view=mine", "/cases?view=unassigned", "/cases?view=all",
        ] + [f"/cases/{id32('cas', number)}" for number in some]
        pages.load(self.nuo.address, cookie, paths, 10, 3)
        load = pages.load(self.nuo.address, cookie, paths, 20, self.size["seconds"])
        load["memory"] = self.nuo.memory()
        self.nuo.stop()
        if load["faults"]:
            raise Failure(f"pages failed: {load['faults'][:5]}")
        load["pages"] = {path.replace(id32("cas", some[0]), "{case}"): its
                         for path, its in load["pages"].items()}
        return load

    def _report(self):
        """The report of all cases, each time of another cut that leaves them all."""
        self.nuo.start()
        cookie, times = self.nuo.sign_in(), []
        for number in range(8):
            cut = urllib.parse.quote(f"reopenings > -{number + 1}")
            times.append(self._get(f"/cases/report?days=30&filter={cut}", cookie))
        self.nuo.stop()
        # The first loads the table.
        return {"first": times[0], "again": statistics.median(times[1:])}

    def _live(self):
        """Open pages of cases, each a stream; then somebody comes to one of them."""
        self.nuo.start()
        cookie = self.nuo.sign_in()
        before = self.nuo.memory()
        ids = [id32("cas", self.template - (place + 1) * STEP) for place in range(self.size["live"])]
        result = asyncio.run(open_streams(self.nuo, cookie, ids, self.token))
        result["memory"] = result.pop("memory_now") - before
        self.nuo.stop()
        return result

    def _idle(self, cases):
        """Processor time of ten seconds in which nothing is due."""
        self.nuo.start()
        time.sleep(8)
        before = cpu(self.nuo.process.pid)
        time.sleep(10)
        spent = cpu(self.nuo.process.pid) - before
        self.nuo.stop()
        return {"open": cases, "cpu": spent * 1e3 / 10}

    def _firing(self):
        """So many clocks fall due in the same minute; how late each is told."""
        count, lead = self.size["due"], 15
        start = int((time.time() + lead) * 1e6)
        gap = 60_000_000 // count
        low = self.template - count * STEP
        place = f"(({self.template} - case_id) / {STEP})"
        soon = DAY
        self.store.run(
            f"UPDATE case_clocks SET budget = {DAY}, due_soon = {soon}, due_soon_told = {start - DAY}, "
            f"due = {start} + {place} * {gap}, running_since = {start - DAY} + {place} * {gap}, "
            f"started = {start - DAY} + {place} * {gap} "
            f"WHERE case_id >= {low} AND case_id < {self.template} AND kind = 'first_response'")
        place = place.replace("case_id", "id")
        self.store.run(
            f"UPDATE cases SET wakes = {start} + {place} * {gap} + 1, sort_due = {start} + {place} * {gap} "
            f"WHERE id >= {low} AND id < {self.template}")
        self.nuo.start()
        busy = cpu(self.nuo.process.pid)
        deadline = time.time() + lead + 60 + 120
        clocks = (f"FROM case_clocks WHERE case_id >= {low} AND case_id < {self.template} "
                  "AND kind = 'first_response'")
        time.sleep(lead + 58)
        while self.store.number(f"SELECT COUNT(*) {clocks} AND missed IS NULL"):
            if time.time() > deadline:
                break
            time.sleep(1)
        spent = cpu(self.nuo.process.pid) - busy
        self.nuo.stop()
        late = self.store.run(f"SELECT missed - due {clocks} AND missed IS NOT NULL")
        late = [int(line) for line in late.split()] if self.store.postgres else [row[0] for row in late]
        late.sort()
        return {
            "due": count, "told": len(late), "cpu_each": spent * 1e3 / max(1, len(late)),
            "p50": pages.percentile(late, 50) / 1e3, "p99": pages.percentile(late, 99) / 1e3,
            "max": late[-1] / 1e3,
        }


def questions(words):
    """What is searched for, by kind."""
    zh, en = words.chinese, words.english
    return {
        "one frequent word": [en[0], zh[0]],
        "one rare word": [en[-1], zh[-1], en[700]],
        "two words": [f"{en[2]} {en[9]}", f"{zh[1]} {zh[5]}", f"{en[3]} {zh[3]}"],
        "the beginning of a word": [en[40][:4], en[300][:5]],
        "a single character": [zh[0][0], zh[60][0]],
        "a whole sentence": [words.message()[:60] for _ in range(4)],
        "in one team, in one state": [f"{en[1]}&status=open", f"{zh[2]}&status=pending"],
        "of a week": [f"{en[5]}&from={iso(-7)}"],
    }


async def open_streams(nuo, cookie, ids, token):
    host, port = nuo.address.split("//")[1].split(":")
    told = asyncio.Event()

    async def stream(id, watched):
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write((f"GET /cases/{id}/live HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n"
                      "Accept: text/event-stream\r\n\r\n").encode())
        await asyncio.wait_for(reader.readuntil(b"event: ready"), 60)
        return reader, writer

    begun = time.perf_counter()
    opened = []
    for start in range(0, len(ids), 50):
        opened += await asyncio.gather(*(stream(id, False) for id in ids[start:start + 50]))
    seconds = time.perf_counter() - begun
    await asyncio.sleep(12)
    before = cpu(nuo.process.pid)
    await asyncio.sleep(10)
    busy = (cpu(nuo.process.pid) - before) * 100 / 10
    # A page is asked for while they are open.
    browser = pages.Browser(nuo.address, cookie)
    times = []
    for number in range(60):
        begun = time.perf_counter()
        status, _ = await browser.get(f"/cases/{ids[number % len(ids)]}")
        if status != 200:
            raise Failure(f"a case's page answered {status} while pages were open")
        times.append((time.perf_counter() - begun) * 1e3)
    browser.close()
    memory = nuo.memory()
    for _, writer in opened:
        writer.close()
    times.sort()
    return {
        "pages": len(opened), "opened_seconds": seconds, "busy_percent": busy,
        "case_p50": pages.percentile(times, 50), "case_p99": pages.percentile(times, 99),
        "memory_now": memory,
    }


def cpu(process):
    """Seconds of processor that a process has used."""
    fields = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"


def id32(prefix, number):
    text = ""
    for _ in range(13):
        text, number = LETTERS[number & 31] + text, number >> 5
    return f"{prefix}_{text}"


def base32(id):
    number = 0
    for letter in id.split("_")[1]:
        number = number << 5 | LETTERS.index(letter)
    return number


def iso(days):
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
    return urllib.parse.quote(moment.strftime("%Y-%m-%dT%H:%M:%SZ"))
