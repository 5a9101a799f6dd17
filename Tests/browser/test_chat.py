"""The chat on a company's own site: a visitor in one browser, an agent in another."""
import base64
import hashlib
import hmac
import json
import re
import time

import pytest

from accessibility import axe
from conftest import DESK, PHONE, PNG, foreign, ready, sound


@pytest.fixture(scope="module")
def server(chromium, sink):
    post = f"smtp+plain://127.0.0.1:{sink.ports['smtp']}"
    with ready(chromium, NUO_SMTP=post, NUO_MAIL_FROM="care@example.com") as server:
        yield server


@pytest.fixture(scope="module")
def site():
    """The company's own web server, with a policy of its own."""
    with foreign(("/", "/other")) as server:
        yield server


def write_page(site, server, channel, attributes="", lang="en"):
    site.policy = f"default-src 'none'; script-src {server.url}; frame-src {server.url}"
    site.page = f"""<!doctype html><html lang="{lang}"><meta name="viewport" content="width=device-width">
        <title>Our shop</title><main><h1>Our shop</h1></main>
        <script src="{server.url}/chat/{channel}.js" {attributes} async></script></html>"""


def save_channel(admin, origin):
    """Sets a chat up by its page; its id."""
    admin.goto("/settings/channels/new?kind=chat")
    sound(admin)
    admin.locator("#name").fill("Shop")
    admin.locator("#door-title-zh").fill("在线咨询")
    admin.locator("#door-title-en").fill("Ask us")
    admin.locator("#door-greeting-zh").fill("您好，请问有什么可以帮您？")
    admin.locator("#door-greeting-en").fill("Hello, what can we do for you?")
    admin.locator("#door-origins").fill(origin)
    admin.get_by_role("button", name="Save").click()
    admin.wait_for_url(re.compile(r"/settings/channels/chn_"))
    channel = re.search(r"chn_\w+", admin.url).group(0)
    assert f"/chat/{channel}.js" in admin.locator("pre.snippet").inner_text()
    sound(admin)
    return channel


@pytest.fixture
def channel(visit, server, site):
    known = getattr(server, "channel", None)
    if known is None:
        known = server.channel = save_channel(visit(who=server.state), site.url)
    write_page(site, server, known)
    return known


def open_chat(page, name="Ask us"):
    page.get_by_role("button", name=name).click()
    panel = page.frame_locator("#nuo-chat iframe")
    panel.locator("#text").wait_for()
    return panel


def open_case(agent, words):
    """The case that holds these words, once it is there."""
    deadline = time.time() + 60
    while time.time() < deadline:
        agent.goto("/cases?view=all")
        row = agent.locator("tr[data-case]", has_text=words)
        if row.count():
            row.first.locator("a.case-title").click()
            agent.locator(".thread").wait_for()
            return
        agent.wait_for_timeout(250)
    raise AssertionError("no case was opened")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_visitor_and_agent_talk_live(visit, server, site, channel, size):
    words = f"Where is my parcel ({size['width']})"
    agent = visit(DESK, who=server.state)
    agent.goto("/cases")
    page = visit(size)
    page.goto(site.url)
    assert page.get_by_role("button", name="Ask us").get_attribute("aria-expanded") == "false"
    assert axe(page) == []
    panel = open_chat(page)
    assert "what can we do" in panel.locator(".greeting").inner_text()
    assert panel.locator("#text").evaluate("e => e === document.activeElement")
    if size is PHONE:
        box = page.get_by_role("dialog").bounding_box()
        assert box["width"] == size["width"] and box["height"] == size["height"]
    assert axe(page) == []
    panel.locator("#name").fill("Wu Mei")
    panel.locator("#text").fill(words + " <b>")
    panel.locator("#text").press("Enter")
    panel.locator("li.mine", has_text="<b>").wait_for()
    open_case(agent, words)
    assert words + " <b>" in agent.locator(".thread").inner_text()
    agent.locator("[data-presence]", has_text="in the chat").wait_for()
    panel.locator("#status", has_text="reading").wait_for()
    agent.locator("#reply").press_sequentially("It is on")
    panel.locator("#status", has_text="writing").wait_for()
    # What the visitor writes meanwhile is there without a reload, and holds no answer back.
    panel.locator("#text").press_sequentially("Blue box")
    agent.locator("[data-presence]", has_text="writing").wait_for()
    panel.locator("#text").press("Enter")
    agent.locator(".thread .message", has_text="Blue box").wait_for()
    agent.locator("#reply").fill("It is on its way.")
    agent.locator(".composer button.btn-primary").first.click()
    answer = panel.locator("li:not(.mine)", has_text="on its way")
    answer.wait_for()
    assert panel.locator("li").count() == 3
    agent.locator(".thread .message", has_text="In the chat, seen").wait_for()
    assert axe(page) == []
    # Another page of the site takes the conversation up again.
    page.goto(site.url + "/other")
    panel = open_chat(page)
    panel.locator("li", has_text="on its way").wait_for()
    assert panel.locator("li").count() == 3
    assert not panel.locator("#who").is_visible()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")
    button = page.get_by_role("button", name="Ask us")
    assert button.evaluate("e => e === e.getRootNode().activeElement"), "the focus goes back"
    # What comes while it is closed is told at the button.
    agent.goto(agent.url.split("?")[0])
    agent.locator("#reply").fill("And now it is there.")
    agent.locator(".composer button.btn-primary").first.click()
    page.get_by_role("button", name="1 new message").wait_for()
    assert page.context.cookies(site.url) == []
    kept = page.evaluate("Object.entries(localStorage)")
    assert len(kept) == 1 and kept[0][0] == f"nuo:chat:{channel}"


def test_nobody_else_sees_it(visit, server, site, channel):
    page = visit()
    page.goto(site.url)
    panel = open_chat(page)
    panel.locator("#text").fill("A secret matter")
    panel.get_by_role("button", name="Send").click()
    panel.locator("li.mine").wait_for()
    other = visit()
    other.goto(site.url)
    panel = open_chat(other)
    other.wait_for_timeout(500)
    assert panel.locator("li").count() == 0
    assert panel.locator("#who").is_visible()


def test_no_other_site_may_show_it(visit, server, site, channel):
    policy = visit().request.get(f"{server.url}/chat/{channel}").headers["content-security-policy"]
    assert policy.endswith(f"frame-ancestors {site.url}")
    assert "script-src 'self';" in policy


def test_whoever_has_left_is_answered_by_mail_once(visit, server, site, channel, sink):
    page = visit()
    page.goto(site.url)
    panel = open_chat(page)
    panel.locator("#mail").fill("wu@")
    panel.locator("#text").fill("Do you open on Sunday?")
    panel.get_by_role("button", name="Send").click()
    panel.locator("#fault:not([hidden])").wait_for()
    panel.locator("#mail").fill("wu@example.com")
    panel.get_by_role("button", name="Send").click()
    panel.locator("li.mine").wait_for()
    page.goto("about:blank")
    agent = visit(DESK, who=server.state)
    open_case(agent, "Do you open on Sunday")
    # Who closes the page without a word counts as there for thirty seconds.
    deadline = time.time() + 60
    while "has left the chat" not in agent.locator("#reply-hint").inner_text():
        assert time.time() < deadline
        agent.wait_for_timeout(500)
        agent.reload()
    agent.locator("#reply").fill("Yes, from ten.")
    agent.locator(".composer button.btn-primary").first.click()
    deadline = time.time() + 120
    mails = []
    while not mails and time.time() < deadline:
        time.sleep(1)
        mails = [mail for mail in sink.ask("messages") if mail["to"] == "wu@example.com"]
    assert len(mails) == 1 and "Yes, from ten." in mails[0]["text"]
    time.sleep(6)
    assert len([mail for mail in sink.ask("messages") if mail["to"] == "wu@example.com"]) == 1
    agent.reload()
    agent.locator(".thread .message", has_text="by mail to wu@example.com").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_chinese_and_in_the_dark(visit, server, site, channel, scheme):
    write_page(site, server, channel, 'data-side="left"', lang="zh-CN")
    page = visit(color_scheme=scheme)
    page.goto(site.url)
    panel = open_chat(page, "在线咨询")
    panel.locator("#text").fill("请问周日营业吗？")
    panel.get_by_role("button", name="发送").click()
    panel.locator("li.mine").wait_for()
    assert axe(page) == []
    assert page.get_by_role("dialog").bounding_box()["x"] < 50
    # Enter belongs to the input method while a syllable is composed.
    panel.locator("#text").fill("nihao")
    panel.locator("#text").dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    assert panel.locator("#text").input_value() == "nihao"
    write_page(site, server, channel)


def test_where_nothing_may_be_remembered_one_can_write_all_the_same(visit, server, site, channel):
    page = visit()
    page.add_init_script("""Object.defineProperty(window, 'localStorage', {
        get() { throw new DOMException('denied', 'SecurityError'); }});""")
    page.goto(site.url)
    panel = open_chat(page)
    panel.locator("#text").fill("Without a memory")
    panel.get_by_role("button", name="Send").click()
    panel.locator("li.mine").wait_for()


def test_the_panel_stands_for_itself(visit, server, channel):
    page = visit(PHONE)
    page.goto(f"/chat/{channel}?lang=en")
    page.locator("#text").fill("By a code at the counter")
    page.get_by_role("button", name="Send").click()
    page.locator("li.mine").wait_for()
    sound(page)
    assert axe(page) == []
    page.reload()
    page.locator("li.mine", has_text="at the counter").wait_for()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_files_go_both_ways(visit, server, site, channel, size):
    words = f"It looks like this ({size['width']})"
    picture = {"name": "door <b>.png", "mimeType": "image/png", "buffer": PNG}
    page = visit(size)
    page.goto(site.url)
    panel = open_chat(page)
    panel.locator("#file").set_input_files(
        [picture, {"name": "tool.exe", "mimeType": "image/png", "buffer": b"MZ" + bytes(300)}])
    panel.locator("#held li", has_text="door").wait_for()
    panel.locator("#fault:not([hidden])", has_text="tool.exe").wait_for()
    assert panel.locator("#held li").count() == 1
    panel.get_by_role("button", name="Remove door").click()
    assert panel.locator("#held li").count() == 0
    panel.locator("#file").set_input_files(picture)
    panel.locator("#held li", has_text="door").wait_for()
    assert axe(page) == []
    panel.locator("#text").fill(words)
    panel.locator("#text").press("Enter")
    image = panel.locator("li.mine .files img")
    image.wait_for()
    assert image.evaluate("e => e.decode().then(() => e.naturalWidth)") == 1
    agent = visit(DESK, who=server.state)
    open_case(agent, words)
    shown = agent.locator(".thread .message .files img")
    shown.wait_for()
    assert shown.evaluate("e => e.decode().then(() => e.naturalWidth)") == 1
    sound(agent)
    # The answer with a file: its author sees how it goes, and what was written stays.
    agent.locator("#reply").fill("Please sign this.")
    agent.locator("#answer-file").set_input_files(
        {"name": "form.txt", "mimeType": "text/plain", "buffer": b"Sign here: ____"})
    agent.locator(".answer-files li", has_text="goes with the answer").wait_for()
    assert agent.locator("#reply").input_value() == "Please sign this."
    sound(agent)
    agent.locator(".composer button.btn-primary").first.click()
    answer = panel.locator("li:not(.mine) .files a", has_text="form.txt")
    answer.wait_for()
    path = answer.get_attribute("href")
    assert page.request.get(server.url + path).text() == "Sign here: ____"
    # A picture alone, and pasted, is a message too.
    panel.locator("#text").evaluate("""(area, bytes) => {
        const data = new DataTransfer();
        data.items.add(new File([Uint8Array.from(atob(bytes), c => c.charCodeAt(0))], "pasted.png"));
        area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }""", base64.b64encode(PNG + b"x").decode())
    panel.locator("#held li", has_text="pasted").wait_for()
    panel.get_by_role("button", name="Send").click()
    panel.locator("li.mine .files img").nth(1).wait_for()
    assert axe(page) == []


def signed(secret, **claims):
    """A JSON Web Token, as the site's own server makes it."""
    part = lambda data: base64.urlsafe_b64encode(data).rstrip(b"=")
    said = b".".join(part(json.dumps(x).encode()) for x in ({"alg": "HS256", "typ": "JWT"}, claims))
    return (said + b"." + part(hmac.new(secret.encode(), said, hashlib.sha256).digest())).decode()


def test_a_signed_in_visitor_is_that_customer(visit, server, site, channel):
    secret = "x7" * 20
    admin = visit(DESK, who=server.state)
    admin.goto(f"/settings/channels/{channel}")
    admin.locator("#door-secret").fill(secret)
    admin.get_by_role("button", name="Save").click()
    admin.wait_for_url("**/*done=saved")
    assert admin.locator("#door-secret").input_value() == ""
    who = lambda key: signed(
        secret, sub=key, aud=channel, name="Wu Mei", iat=int(time.time()), exp=int(time.time()) + 600)
    write_page(site, server, channel, f'data-identity="{who("C-7001")}"')
    page = visit()
    page.goto(site.url)
    panel = open_chat(page)
    panel.locator("#text").fill("My order, please")
    panel.locator("#text").press("Enter")
    panel.locator("li.mine").wait_for()
    agent = visit(DESK, who=server.state)
    open_case(agent, "My order, please")
    assert "Signed in on your site as C-7001" in agent.locator("#reply-hint").inner_text()
    # Signed out at the same browser: nothing of it is there.
    write_page(site, server, channel)
    page.goto(site.url + "/other")
    panel = open_chat(page)
    panel.locator("#who").wait_for()
    assert panel.locator("li").count() == 0
    # What the site did not sign is refused in words.
    write_page(site, server, channel, f'data-identity="{signed("y" * 32, sub="C-1", aud=channel)}"')
    page.goto(site.url)
    panel = open_chat(page)
    panel.locator("#text").fill("I am the director")
    panel.locator("#text").press("Enter")
    panel.locator("#fault:not([hidden])", has_text="not signed by this site").wait_for()
    assert panel.locator("#text").input_value() == "I am the director"
    write_page(site, server, channel)
