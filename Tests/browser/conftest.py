"""A running Nuo with a store of its own, and a browser that reports whatever goes wrong."""
import base64
import contextlib
import http.server
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

import pytest
from playwright.sync_api import sync_playwright

import kinds

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("NUO_PROGRAM", ROOT / ".build" / "debug" / "nuo"))
CHROMIUM = os.environ.get("NUO_CHROMIUM", "/usr/bin/chromium-headless-shell")
# A foreign page of the tests has no network address of its own, and Chromium then denies it ours.
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage",
         "--disable-features=LocalNetworkAccessChecks"]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
# One grey point.
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==")


class Server:
    """One server on a loopback port and a folder of its own."""

    login = "ada@example.com"
    password = "seven quiet lanterns"

    def __init__(self, *flags, demonstration=None, settings={}):
        self.folder = tempfile.TemporaryDirectory(prefix="nuo-browser-")
        self.log = open(os.path.join(self.folder.name, "log"), "w+")
        environment = {k: v for k, v in os.environ.items() if not k.startswith("NUO_")} | settings
        flags = ["--data", self.folder.name + "/data", *flags]
        if demonstration:
            subprocess.run(
                [str(PROGRAM), "demo", "--language", demonstration, *flags], check=True,
                stdout=subprocess.DEVNULL, cwd=ROOT, env=environment)
        self.process = subprocess.Popen(
            [str(PROGRAM), "serve", "--port", "0", *flags],
            stdout=subprocess.PIPE, stderr=self.log, text=True, cwd=ROOT, env=environment)
        self.url = self.link = None
        deadline = time.time() + 120
        while time.time() < deadline and self.link is None:
            line = self.process.stdout.readline()
            if not line and self.process.poll() is not None:
                break
            for found in re.findall(r"http://\S+", line):
                if self.url is None:
                    self.url = found.rstrip("/")
                else:
                    self.link = found
        if self.link is None:
            self.log.seek(0)
            raise RuntimeError("the server did not start: " + self.log.read())

    def stop(self):
        """Ends it as an administrator does, with pages open or not; it may take a moment."""
        self.process.terminate()
        try:
            # Less than what the server itself gives to connections that stand still.
            self.process.wait(28)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        finally:
            self.folder.cleanup()


class Sink:
    """The mail and web server of Tests/Sink."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "Tests" / "Sink" / "sink.py")], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True)
        self.ports = json.loads(self.process.stdout.readline())

    def ask(self, what, body=None):
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(f"http://127.0.0.1:{self.ports['http']}/{what}", data) as answer:
            return json.load(answer)

    def stop(self):
        self.process.stdin.close()
        self.process.wait(10)


@pytest.fixture(scope="module")
def sink():
    sink = Sink()
    yield sink
    sink.stop()


class Watch:
    """What a page must never do: complain in the console, ask another host, answer 5xx."""

    def __init__(self, page, url):
        self.complaints = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("response", self._response)
        page.on("request", lambda r: self._request(r, url))

    def _console(self, message):
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(f"console: {message.text}")

    def _response(self, response):
        if response.status >= 500:
            self.complaints.append(f"{response.status} from {response.url}")

    def _request(self, request, url):
        # By its other name this machine plays a foreign web page.
        own = (url, "http://localhost:", "data:", "blob:", "about:")
        if not request.url.startswith(own):
            self.complaints.append(f"asked another host: {request.url}")


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def new_context(chromium, server, size=DESK, language="en", who=None, **options):
    """A browser of its own; `who` is a storage state that is signed in."""
    context = chromium.new_context(
        viewport=size, locale="zh-CN" if language == "zh" else "en-GB", base_url=server.url,
        storage_state=who, **options)
    context.add_cookies([{"name": "nuo_language", "value": language, "url": server.url}])
    context.set_default_timeout(15_000)
    return context


def sign_in(page, login, password):
    page.goto("/sign-in")
    page.locator("#login").fill(login)
    page.locator("#password").fill(password)
    page.locator("main form button").click()


def choose_link(page, instrument, name, channel="web"):
    """Publishes a built-in questionnaire if need be and opens a link: its id and its path."""
    page.goto("/instruments")
    published = page.locator(f'tr:has(code:text-is("{instrument}")) a').first
    if published.count():
        published.click()
    else:
        page.locator(f'form[action="/instruments"]:has(input[name="library"][value="{instrument}"]) button').click()
    page.wait_for_url(re.compile(r"/instruments/ins_"))
    page.locator('.views a[href$="/links"]').click()
    page.locator("#name").fill(name)
    page.locator("#channel").fill(channel)
    page.locator('form[action$="/links"] button').click()
    page.wait_for_url(re.compile(r"/links/lnk_"))
    link = re.search(r"lnk_\w+", page.url).group(0)
    return link, page.locator("a.address").first.get_attribute("href")


def call(page, path, body=None):
    """The API as a page's script calls it."""
    answer = page.evaluate(
        """async ([path, body]) => {
          const csrf = document.querySelector('input[name="csrf"]').value;
          const answer = await fetch('/api/v1' + path, {
            method: body ? 'POST' : 'GET', body: body ? JSON.stringify(body) : undefined,
            headers: {'Content-Type': 'application/json', 'X-CSRF-Token': csrf}});
          return [answer.status, await answer.json()];
        }""", [path, body])
    assert answer[0] < 300, answer
    return answer[1]


def publish(page, document):
    """A questionnaire of our own and the path of a link to it."""
    page.goto("/instruments/new")
    page.locator("details:has(textarea[name=document]) > summary").click()
    page.locator("textarea[name=document]").fill(document)
    page.locator('main form:has(textarea[name="document"]) button').last.click()
    page.wait_for_url(re.compile(r"/instruments/ins_"))
    page.locator('.views a[href$="/links"]').click()
    page.locator("#name").fill("kinds")
    page.locator('form[action$="/links"] button').click()
    page.wait_for_url(re.compile(r"/links/lnk_"))
    return page.locator("a.address:not(.kiosk)").get_attribute("href")


def set_up(chromium, server):
    """Goes through the first set-up by its own page; `state` is signed in."""
    context = new_context(chromium, server)
    page = context.new_page()
    page.goto(server.link)
    page.wait_for_url("**/setup")
    sound(page)
    page.locator("#workspace").fill("Harbour Hotel")
    page.locator("#zone").fill("Asia/Shanghai")
    page.locator("#language").select_option("en")
    page.locator("#name").fill("Ada Lin")
    page.locator("#login").fill(server.login)
    page.locator("#password").fill(server.password)
    page.locator("main form button").click()
    page.wait_for_url(server.url + "/")
    page.goto("/cases")
    page.locator('form[action="/sign-out"]').wait_for(state="attached")
    server.state = context.storage_state()
    context.close()


@contextlib.contextmanager
def ready(chromium, **settings):
    """A server that went through the first set-up."""
    server = Server(settings=settings)
    try:
        set_up(chromium, server)
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def server(chromium):
    """The one of all files that need none of their own."""
    with ready(chromium) as server:
        yield server


@contextlib.contextmanager
def foreign(places=("/",)):
    """Another web server: what it serves is its `page`, under its `policy` if it has one."""
    class Pages(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body = server.page.encode()
            self.send_response(200 if self.path.split("?")[0] in places else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            if server.policy:
                self.send_header("Content-Security-Policy", server.policy)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    server.page, server.policy = "", None
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    # By its other name this machine is another site.
    server.url = f"http://localhost:{server.server_port}"
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def published(chromium, server, document):
    context = new_context(chromium, server, who=server.state)
    path = publish(context.new_page(), document)
    context.close()
    return path


@pytest.fixture(scope="session")
def every_kind(chromium, server):
    """The path of a link to a questionnaire with each kind of question on a page of its own."""
    return published(chromium, server, kinds.document("every-kind", [[key] for key in kinds.KINDS]))


@pytest.fixture(scope="session")
def all_at_once(chromium, server):
    """The same with all kinds on one page."""
    return published(chromium, server, kinds.document("all-at-once", [list(kinds.KINDS)]))


@pytest.fixture
def visit(chromium, server):
    """Opens pages; fails the test at its end for whatever the pages complained of."""
    contexts, watches = [], []

    def open_page(size=DESK, language="en", who=None, **options):
        context = new_context(chromium, server, size, language, who, **options)
        contexts.append(context)
        page = context.new_page()
        watches.append(Watch(page, server.url))
        return page

    yield open_page
    for context in contexts:
        context.close()
    complaints = [c for watch in watches for c in watch.complaints]
    assert not complaints, complaints


def sound(page):
    """What every page must have, in whatever language and width."""
    faults = page.evaluate("""() => {
        const faults = [];
        const root = document.documentElement;
        if (root.scrollWidth > window.innerWidth + 1)
            faults.push(`wider than the window: ${root.scrollWidth} > ${window.innerWidth}`);
        if (!root.lang) faults.push('no language');
        const heads = document.querySelectorAll('h1').length;
        if (heads !== 1) faults.push(`${heads} first headings`);
        if (!document.title) faults.push('no title');
        for (const field of document.querySelectorAll('input, select, textarea')) {
            if (['hidden', 'submit', 'button'].includes(field.type)) continue;
            const named = field.labels?.length || field.getAttribute('aria-label')
                || field.getAttribute('aria-labelledby') || field.title;
            if (!named) faults.push(`no label: ${field.outerHTML.slice(0, 80)}`);
        }
        for (const image of document.querySelectorAll('img'))
            if (!image.hasAttribute('alt')) faults.push(`no alt: ${image.src}`);
        for (const button of document.querySelectorAll('button, a[href]')) {
            // A second way for the mouse alone, such as the bar beside a number.
            if (button.closest('[aria-hidden="true"]')) continue;
            const name = button.innerText || button.getAttribute('aria-label') || button.title
                || button.querySelector('img[alt]')?.alt || button.textContent.trim();
            if (!name) faults.push(`no name: ${button.outerHTML.slice(0, 80)}`);
        }
        const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
        const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
        if (twice.length) faults.push(`ids twice: ${twice.slice(0, 3)}`);
        if (/\\[\\[|\\]\\]|\\{\\{|undefined/.test(document.body.innerText)) faults.push('raw text');
        return faults;
    }""")
    assert not faults, (page.url, faults)


@pytest.fixture(scope="module")
def demonstration(chromium):
    """A server of this file's own, full of invented records, and somebody signed in."""
    server = Server(demonstration="en")
    try:
        context = new_context(chromium, server)
        page = context.new_page()
        page.goto(server.link)
        page.wait_for_url(server.url + "/")
        server.state = context.storage_state()
        context.close()
        yield server
    finally:
        server.stop()


@pytest.fixture
def page(chromium, demonstration):
    """A page of the demonstration, at a desk and in English."""
    context = new_context(chromium, demonstration, DESK, "en", demonstration.state)
    yield context.new_page()
    context.close()
