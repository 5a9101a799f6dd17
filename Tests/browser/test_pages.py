"""Every page that the navigation and the settings lead to is sound, in both languages and widths."""
import http.client
from urllib.parse import urlsplit

import pytest

from conftest import DESK, PHONE, choose_link, new_context, ready, sound


def places(page):
    """What the frame and the settings lead to, as the pages themselves say."""
    page.goto("/settings")
    found = page.locator("nav#rooms a.nav-link, main a[href^='/']").evaluate_all(
        "all => all.map(a => a.getAttribute('href'))")
    more = ["/settings/profile", "/instruments/new", "/responses", "/cases/new", "/no-such-page"]
    return sorted({p for p in found + more if not p.startswith("/language")})


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_room_is_sound(visit, server, language, size):
    page = visit(size, language, who=server.state)
    faults, missing = [], []
    for place in places(page):
        reply = page.goto(place)
        if reply.status != (404 if place == "/no-such-page" else 200):
            missing.append((place, reply.status))
        try:
            sound(page)
        except AssertionError as fault:
            faults.append(str(fault))
    assert not faults, "\n".join(faults)
    assert not missing


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_lies_behind_a_list_is_sound(visit, server, language, size):
    page = visit(size, language, who=server.state)
    link, _ = choose_link(page, "csat-after-service", f"Counter {language}")
    sound(page)
    page.locator('a[href$="/links"]').first.click()
    sound(page)
    for tab in ["", "/document", "/versions"]:
        page.goto(page.url.split("/links")[0].removesuffix("/document") + tab)
        sound(page)
    for family in ["processes", "promises", "rules", "calendars"]:
        page.goto(f"/settings/{family}")
        page.locator("tbody a").first.click()
        page.locator("textarea#text").wait_for()
        sound(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(visit, server, scheme):
    """WCAG 2.2, 1.4.3: 4.5 to 1 for words, in both colour schemes."""
    page = visit(who=server.state, color_scheme=scheme)
    for place in ["/cases", "/instruments", "/settings", "/promises"]:
        page.goto(place)
        faint = page.evaluate("""() => {
            const rgb = text => text.match(/[\\d.]+/g).map(Number);
            const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
                .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
                .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
            const ground = e => {
                for (; e; e = e.parentElement) {
                    const c = rgb(getComputedStyle(e).backgroundColor);
                    if (c.length < 4 || c[3] > 0.99) return c;
                }
                return [255, 255, 255];
            };
            const faint = [];
            for (const e of document.querySelectorAll('body *')) {
                const words = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
                if (!words || !e.checkVisibility() || e.closest('.visually-hidden-focusable'))
                    continue;
                const [a, b] = [light(rgb(getComputedStyle(e).color)), light(ground(e))];
                const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                if (ratio < 4.5) faint.push(`${ratio.toFixed(1)}: ${e.innerText.slice(0, 30)}`);
            }
            return faint;
        }""")
        assert not faint, (place, faint)


@pytest.mark.parametrize("ending", ["close", "keep-alive"])
def test_a_body_that_is_too_large_is_refused_to_whoever_listens_last(server, ending):
    """Some clients send all they have before they read a word."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=20)
    connection.request(
        "POST", "/sign-in", body=b"login=" + b"a" * (12 << 20),
        headers={"Content-Type": "application/x-www-form-urlencoded", "Connection": ending})
    reply = connection.getresponse()
    assert reply.status == 413
    assert b"<h1" in reply.read()
    connection.close()


def test_a_server_with_open_pages_stops(chromium):
    with ready(chromium) as server:
        context = new_context(chromium, server, who=server.state)
        page = context.new_page()
        with page.expect_request("**/live"):
            page.goto("/")
        server.process.terminate()
        # Well below the time after which it lets nobody wait any longer.
        assert server.process.wait(15) == 0
        context.close()
