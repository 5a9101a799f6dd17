"""In a foreign page and on a shared device: what comes up when, and what stays of whom."""
import re

import pytest

from accessibility import axe, faults
from conftest import DESK, PHONE, choose_link, foreign, publish, sound

NPS = "q.recommend"


@pytest.fixture
def shop():
    """Another web server: what it serves is what `page` was given."""
    with foreign() as server:
        server.url += "/"

        def write(script, url, link, attributes=""):
            server.page = f"""<!doctype html><html lang="en"><title>Our shop</title>
                <main><h1>Our shop</h1><p><button id="pay">Pay</button></p></main>
                <script src="{url}/embed.js" data-link="{link}" {attributes} async></script>
                {script}</html>"""

        server.write = write
        yield server


@pytest.fixture
def link(visit, server, request):
    return choose_link(visit(who=server.state), "nps", request.node.name[:60])


TOLD = """<script>window.told = [];
    for (const name of ["nuo-completed", "nuo-closed"])
      addEventListener(name, event => told.push(name));</script>"""


def ready(page):
    page.wait_for_function("Boolean(window.nuo?.track)")


def track(page, name):
    page.locator("#pay").focus()
    page.evaluate("name => nuo.track(name)", name)


def answered(visit, server, link):
    page = visit(DESK, who=server.state)
    page.goto(f"/responses?link={link[0]}")
    return page.locator("tbody tr").count()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_pop_up_waits_for_its_event_and_comes_once(visit, server, shop, link, size):
    shop.write(TOLD, server.url, link[1], 'data-mode="popup" data-event="paid" data-channel="shop"')
    page = visit(size)
    page.goto(shop.url)
    ready(page)
    track(page, "looked")
    page.wait_for_timeout(300)
    assert page.get_by_role("dialog").count() == 0
    track(page, "paid")
    dialog = page.get_by_role("dialog", name="Our shop")
    dialog.wait_for()
    assert page.evaluate("document.activeElement.closest('[role=dialog]') !== null")
    box = dialog.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= size["width"], "it fits the window"
    frame = page.frame_locator("[role=dialog] iframe")
    frame.locator(f'input[name="{NPS}"][value="9"]').wait_for()
    assert axe(page) == []
    assert page.frames[1].evaluate("location.origin") != page.evaluate("location.origin")
    track(page, "paid")
    assert page.get_by_role("dialog").count() == 1, "it comes up once"
    frame.locator(f'input[name="{NPS}"][value="9"]').check()
    frame.locator("button.primary").click()
    frame.locator("textarea").first.fill("Quick")
    frame.locator("button.primary").click()
    frame.locator("[data-done]").wait_for()
    page.wait_for_function("told.includes('nuo-completed')")
    page.get_by_role("dialog").get_by_role("button").focus()
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").count() == 0
    assert page.evaluate("told") == ["nuo-completed", "nuo-closed"]
    assert page.evaluate("document.activeElement.id") == "pay", "the focus goes back"
    page.reload()
    ready(page)
    track(page, "paid")
    page.wait_for_timeout(300)
    assert page.get_by_role("dialog").count() == 0, "nobody is asked twice in thirty days"
    assert answered(visit, server, link) == 1


def test_a_pop_up_that_always_comes(visit, server, shop, link):
    shop.write("", server.url, link[1], 'data-mode="popup" data-once="0" data-close="Close"')
    page = visit()
    for _ in range(2):
        page.goto(shop.url)
        close = page.get_by_role("button", name="Close")
        close.click()
        assert page.get_by_role("dialog").count() == 0


@pytest.mark.parametrize("draw, comes", [(0.1, True), (0.5, False)])
def test_a_share_of_visitors_is_asked_the_same_ones_each_time(visit, server, shop, link, draw, comes):
    shop.write("", server.url, link[1],
               'data-mode="popup" data-event="paid" data-percent="20" data-once="0"')
    page = visit()
    page.add_init_script(f"Math.random = () => window.chance ?? {draw}")
    for chance in ["undefined", "0", "0.99"]:
        page.goto(shop.url)
        ready(page)
        page.evaluate(f"window.chance = {chance}")
        track(page, "paid")
        page.wait_for_timeout(200)
        assert page.get_by_role("dialog").count() == int(comes), chance


def test_where_nothing_may_be_remembered_it_comes_up_all_the_same(visit, server, shop, link):
    shop.write("", server.url, link[1], 'data-mode="popup" data-event="paid"')
    page = visit()
    page.add_init_script("""Object.defineProperty(window, 'localStorage', {
        get() { throw new DOMException('denied', 'SecurityError'); }});""")
    page.goto(shop.url)
    ready(page)
    track(page, "paid")
    page.get_by_role("dialog").wait_for()


def test_only_what_is_embedded_may_stand_in_a_frame(visit, server, shop, link):
    page = visit()
    for path, may in [(link[1] + "?embed=1", True), (link[1], False), ("/sign-in", False)]:
        policy = page.request.get(path).headers["content-security-policy"]
        assert ("frame-ancestors *" in policy) == may, path
        assert ("frame-ancestors 'none'" in policy) == (not may), path


CONTACT = """
key: contact
title: {zh: 留下联系方式, en: Stay in touch}
pages:
  - items:
      - {key: name, kind: text, title: {zh: 姓名, en: Your name}, required: true}
      - {key: mail, kind: mail, title: {zh: 邮箱, en: Your mail}, required: true}
  - items:
      - {key: wish, kind: long_text, title: {zh: 想说的话, en: 'What is it, {answers.name}?'}}
thanks: [{text: {zh: '谢谢，{answers.name}！', en: 'Thank you, {answers.name}!'}}]
"""
OTHERS = re.compile("Li Hua|hua@|Only mine", re.I)


@pytest.fixture
def kiosk(visit, server):
    path = getattr(server, "contact", None) or publish(visit(who=server.state), CONTACT)
    server.contact = path
    return path + "?lang=en&kiosk=1&channel=counter"


def begin(page, kiosk):
    """Somebody writes and goes on to the second page, a false mail first."""
    page.clock.install()
    page.goto(kiosk)
    page.get_by_label("Your name").fill("Li Hua")
    page.get_by_label("Your mail").fill("hua@")
    page.get_by_role("button", name="Next").click()
    page.locator(".summary").wait_for()
    page.get_by_label("Your mail").fill("hua@example.com")
    page.get_by_role("button", name="Next").click()
    page.get_by_label("What is it, Li Hua?").fill("Only mine")


def anew(page):
    """The start as it was set up, with nothing of whoever was there before."""
    page.get_by_label("Your name").wait_for()
    page.wait_for_load_state()
    assert "r=" not in page.url and "kiosk=1" in page.url and "channel=counter" in page.url
    assert not OTHERS.search(page.content())
    assert page.get_by_label("Your name").input_value() == ""
    assert page.get_by_label("Your mail").input_value() == ""
    for field in page.locator("input:not([type=hidden]), textarea").all():
        assert field.get_attribute("autocomplete") == "off"


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_shared_device_goes_back_after_a_pause(visit, kiosk, size):
    page = visit(size)
    begin(page, kiosk)
    page.clock.run_for(50_000)
    page.keyboard.press("Shift")
    page.clock.run_for(50_000)
    assert "What is it" in page.content(), "whoever is there is left in peace"
    page.clock.run_for(11_000)
    anew(page)
    assert faults(page) == []
    sound(page)


def test_a_shared_device_goes_back_after_the_thanks(visit, server, kiosk):
    page = visit()
    begin(page, kiosk)
    page.get_by_role("button", name="Send").click()
    page.locator("[data-done]").wait_for()
    assert "Thank you, Li Hua!" in page.content()
    page.clock.run_for(11_000)
    anew(page)


def test_nobody_leafs_back_to_what_another_wrote(visit, kiosk):
    page = visit()
    begin(page, kiosk)
    page.clock.run_for(61_000)
    anew(page)
    seen = []
    page.expose_function("tell", lambda text: seen.append(text))
    page.add_init_script("""new MutationObserver(() => {
        if (document.body && !document.body.hidden && document.body.checkVisibility())
          tell(document.body.innerText); }).observe(document, { subtree: true, childList: true, attributes: true });""")
    # No page of theirs is left to go back to, and the start comes back empty.
    page.go_back()
    assert page.url == "about:blank"
    page.go_forward()
    anew(page)
    assert not [text for text in seen if OTHERS.search(text)]
    # Nor does the same device take up what was begun, and the next one's answers are their own.
    page.goto(kiosk)
    anew(page)
