"""Starts and stops what is measured: Nuo and a throw-away PostgreSQL."""

import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request


class Failure(Exception):
    """What stops the benchmark, in one sentence."""


def output(command, **options):
    """What a command prints; a failure shows all it said."""
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise Failure(f"{command[0]} failed ({done.returncode}): {done.stdout}{done.stderr}")
    return done.stdout


class Nuo:
    """One Nuo with a data folder (or a PostgreSQL database) of its own."""

    def __init__(self, project, binary, folder, database=None):
        self.project, self.binary, self.folder = project, binary, folder
        folder.mkdir(parents=True, exist_ok=True)
        self.environment = {
            "PATH": os.environ["PATH"],
            "NUO_RESOURCES": str(project / "Resources"),
            "NUO_DATA": str(folder),
        }
        if database:
            self.environment["NUO_DATABASE"] = database
        self.process = None
        self.address = None

    def command(self, *arguments):
        return output([self.binary, *arguments], env=self.environment)

    def make_workspace(self):
        """The first person and a token with which the benchmark works."""
        self.command("user", "add", "bench", "--language", "en")
        scopes = "answers:write,answers:read,instruments:write"
        return self.command("user", "token", "bench", "--scopes", scopes).strip()

    def sign_in(self, link=None):
        """The cookie of a browser that followed a sign-in link, one of before where it is given."""
        link = link or self.link()
        path = "/" + link.split("/", 3)[3]

        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_):
                return None

        try:
            reply = urllib.request.build_opener(Stay).open(self.address + path, timeout=10)
        except urllib.error.HTTPError as redirect:
            reply = redirect
        cookie = reply.headers.get("Set-Cookie")
        if not cookie:
            raise Failure(f"the sign-in link answered {reply.status} without a cookie")
        return cookie.split(";")[0]

    def link(self):
        """A sign-in link."""
        return self.command("user", "link", "bench").strip()

    def settle(self, most=3600):
        """Waits until what an import left to follow is done: a second of little work.

        Returns how many seconds that took.
        """
        begun = time.perf_counter()
        while True:
            before = self.processor()
            time.sleep(1)
            taken = time.perf_counter() - begun
            if self.processor() - before < 0.05:
                return taken
            if taken > most:
                raise Failure(
                    f"after {taken:.0f} s the program is still at work on what was imported")

    def processor(self):
        """Seconds of processor time so far."""
        stat = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8")
        fields = stat.rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def start(self):
        """Seconds from the start of the program to its first answer."""
        log = open(self.folder / "serve.log", "w", encoding="utf-8")
        begun = time.perf_counter()
        self.process = subprocess.Popen(
            [self.binary, "serve", "--port", "0"], env=self.environment, stdout=log, stderr=log)
        while time.perf_counter() - begun < 30:
            for word in (self.folder / "serve.log").read_text().split():
                if word.startswith("http://127.0.0.1:"):
                    self.address = "http://" + word.split("/")[2]
                    with urllib.request.urlopen(self.address + "/healthz", timeout=5):
                        return time.perf_counter() - begun
            if self.process.poll() is not None:
                break
            time.sleep(0.002)
        raise Failure("nuo serve: " + (self.folder / "serve.log").read_text())

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None

    def forget_files(self):
        """Has the system forget what it keeps in memory of the program and its data folder, as a
        machine that was just switched on would. What lies below a virtual disk is not reached."""
        for path in [pathlib.Path(self.binary), *self.folder.rglob("*")]:
            if path.is_file():
                with open(path, "rb") as file:
                    os.fsync(file.fileno())
                    os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)

    def kept(self):
        """Answers in the store on SQLite, read beside the program or after it."""
        [path] = self.folder.glob("*.sqlite")
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as store:
            return store.execute("SELECT COUNT(*) FROM responses").fetchone()[0]

    def memory(self, name="VmRSS"):
        """Megabytes that the running server holds (VmHWM: held at most)."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(name + ":"):
                return int(line.split()[1]) / 1024
        raise Failure(f"no {name} of process {self.process.pid}")

    def forget_peak(self):
        """From here on VmHWM is the most that is held anew."""
        pathlib.Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")

    def fetch(self, path, cookie):
        """Takes a page in whole, as it comes, and returns its bytes."""
        request = urllib.request.Request(self.address + path, headers={"Cookie": cookie})
        count = 0
        with urllib.request.urlopen(request, timeout=300) as reply:
            while part := reply.read(1 << 20):
                count += len(part)
        return count

    def call(self, method, path, body=None, token=None, timeout=30):
        request = urllib.request.Request(
            self.address + "/api/v1" + path, method=method,
            data=json.dumps(body).encode() if body is not None else None)
        request.add_header("Content-Type", "application/json")
        if token:
            request.add_header("Authorization", "Bearer " + token)
        try:
            with urllib.request.urlopen(request, timeout=timeout) as reply:
                return json.load(reply)
        except urllib.error.HTTPError as error:
            raise Failure(f"{method} {path}: {error.code} {error.read().decode()}") from error


class Postgres:
    """A cluster that commits as in earnest: fsync and synchronous_commit are on."""

    def __init__(self, folder):
        self.folder = folder
        self.programs = max(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))
        self.process = None

    def as_server(self, *command):
        if os.geteuid() != 0:
            return list(command)
        return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *command]

    def start(self):
        self.folder.mkdir(exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        if not (self.folder / "data").exists():
            output(
                self.as_server(
                    self.programs / "initdb", "-D", self.folder / "data", "-U", "postgres",
                    "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions"), cwd="/")
        settings = {
            "listen_addresses": "", "unix_socket_directories": self.folder, "fsync": "on",
            "synchronous_commit": "on", "shared_buffers": "256MB", "max_wal_size": "2GB",
            "max_connections": "100", "log_min_messages": "fatal",
        }
        flags = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        self.process = subprocess.Popen(
            self.as_server(self.programs / "postgres", "-D", self.folder / "data", *flags),
            cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(500):
            ready = subprocess.run([self.programs / "pg_isready", "-q", "-h", self.folder])
            if ready.returncode == 0:
                return
            time.sleep(0.02)
        raise Failure("PostgreSQL does not start")

    def sql(self, text, database="postgres"):
        return output(
            [self.programs / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1",
             "-h", self.folder, "-U", "postgres", database, "-c", text])

    def bench(self, script, clients, seconds):
        """pgbench's own words about a custom script."""
        return output(
            [self.programs / "pgbench", "-n", "-M", "prepared", "-h", self.folder, "-U",
             "postgres", "-c", str(clients), "-j", "2", "-T", str(seconds), "-f", script,
             "--log", f"--log-prefix={script}", "postgres"])

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait()
        self.process = None
