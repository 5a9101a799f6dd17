"""A mailing of personal invitations to the mail server of Tests/Sink, which counts: how fast, and
whether one is lost or doubled when it drops connections and when Nuo is killed."""

import concurrent.futures
import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request

from processes import Failure, Nuo

SCOPES = ",".join([
    "workspace:write", "customers:write", "customers:read", "instruments:write", "answers:read"])


class Sink:
    def __init__(self, project):
        self.process = subprocess.Popen(
            [sys.executable, project / "Tests/Sink/sink.py"], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True)
        ports = json.loads(self.process.stdout.readline())
        self.smtp, self.http = ports["smtp"], ports["http"]

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def stats(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.http}/stats", timeout=10) as reply:
            return json.load(reply)

    def control(self, **wishes):
        urllib.request.urlopen(
            f"http://127.0.0.1:{self.http}/control", json.dumps(wishes).encode(), timeout=10)


class Mailing:
    """One workspace with so many customers, and one mailing to all of them."""

    def __init__(self, project, binary, folder, count, database=None, nodes=1):
        self.count, self.sink = count, Sink(project)
        self.nodes = [
            Nuo(project, binary, folder / f"node-{number}", database) for number in range(nodes)]
        for node in self.nodes:
            node.environment.update(
                # Nodes that share a database share the key of its secrets.
                NUO_KEY_FILE=str(folder / "nuo.key"),
                NUO_SMTP=f"smtp+plain://127.0.0.1:{self.sink.smtp}",
                NUO_MAIL_FROM="Harbour Hotel <care@example.com>",
                NUO_ADDRESS="https://care.example.com")

    def prepare(self):
        first = self.nodes[0]
        first.command("user", "add", "bench", "--language", "en")
        self.token = first.command("user", "token", "bench", "--scopes", SCOPES).strip()
        for node in self.nodes:
            node.start()
        first.call("PATCH", "/sending", {"limits": {"perHour": 10_000_000}}, self.token)
        try:
            first.call("POST", "/instruments", {"library": "nps"}, self.token)
        except Failure as failure:
            if "keyTaken" not in str(failure):
                raise
        self.make_customers()
        return first.call("POST", "/mailings", {
            "instrument": "nps", "name": "Spring", "reminders": [3, 7],
            "subject": {"zh": "{company}想听听您的看法", "en": "{company} would like to hear from you"},
            "text": {"zh": "尊敬的{customer.name|客户}：\n\n请花一分钟回答几个问题。",
                     "en": "Dear {customer.name|customer},\n\nwould you take a minute?"},
        }, self.token)["id"]

    def make_customers(self):
        host = self.nodes[0].address.removeprefix("http://")
        local = threading.local()

        def make(number):
            if not hasattr(local, "connection"):
                local.connection = http.client.HTTPConnection(host, timeout=60)
            body = {
                "key": f"C{number}", "name": f"Guest {number}", "language": ["zh", "en"][number % 2],
                "contacts": [{"kind": "mail", "value": f"guest{number}@example.com"}]}
            local.connection.request(
                "POST", "/api/v1/customers", json.dumps(body),
                {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"})
            reply = local.connection.getresponse()
            reply.read()
            if reply.status != 201:
                raise Failure(f"POST /customers: {reply.status}")

        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            list(pool.map(make, range(self.count)))

    def measure(self, name, kills=0, seconds=600, **trouble):
        """Until everybody has got it and Nuo knows it."""
        mailing = self.prepare()
        self.sink.control(**trouble)
        begun = time.perf_counter()
        self.nodes[0].call("POST", f"/mailings/{mailing}/start", {}, self.token)
        killed = 0
        while time.perf_counter() - begun < seconds:
            stats = self.sink.stats()
            if killed < kills and stats["unique"] >= self.count * (killed + 1) // (kills + 2):
                node = self.nodes[killed % len(self.nodes)]
                os.kill(node.process.pid, signal.SIGKILL)
                node.process.wait()
                node.start()
                killed += 1
            if stats["unique"] >= self.count and self.sent(mailing) >= self.count:
                break
            time.sleep(0.1)
        stats = self.sink.stats()
        result = {
            "name": name, "count": self.count, "seconds": time.perf_counter() - begun,
            "sent": self.sent(mailing), "kills": killed,
            **{key: stats[key] for key in
               ("unique", "recipients", "doubled", "dropped", "silent", "connections")},
        }
        print(f"mailing: {result}", flush=True)
        lost = self.count - min(stats["unique"], stats["recipients"])
        # Only what was taken in and whose answer never reached us may come twice.
        most = stats["silent"] + 4 * killed
        if lost or stats["doubled"] > most or result["sent"] != self.count:
            raise Failure(f"lost {lost}, doubled {stats['doubled']} of at most {most}")
        return result

    def sent(self, mailing):
        return self.nodes[-1].call("GET", f"/mailings/{mailing}", token=self.token)["sent"]

    def stop(self):
        for node in self.nodes:
            node.stop()
        self.sink.stop()


def measure(project, binary, folder, new_database, count=10_000, few=2_000):
    """All of it; `new_database` gives the address of an empty PostgreSQL database."""
    results = []
    runs = [
        ("Nuo on SQLite", count, False, 1, 0, {}),
        ("Nuo on PostgreSQL", count, True, 1, 0, {}),
        ("two nodes on PostgreSQL", count, True, 2, 0, {}),
        ("SQLite, every 50th connection dropped", few, False, 1, 0, {"dropEvery": 50}),
        ("SQLite, every 50th answer lost", few, False, 1, 0, {"silentEvery": 50}),
        ("SQLite, killed twice", few, False, 1, 2, {"delay": 0.002}),
        ("two nodes on PostgreSQL, one killed, then the other", few, True, 2, 2, {"delay": 0.002}),
    ]
    for place, (name, people, isPostgres, nodes, kills, trouble) in enumerate(runs):
        database = new_database(f"mailing_{place}") if isPostgres else None
        mailing = Mailing(project, binary, folder / f"mailing-{place}", people, database, nodes)
        try:
            results.append(mailing.measure(name, kills, **trouble))
        finally:
            mailing.stop()
    return results
