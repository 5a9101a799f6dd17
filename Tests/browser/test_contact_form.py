"""A contact form: a customer writes on a phone, without scripts; an agent sees the case and answers."""
import re

import pytest
from playwright.sync_api import expect

from accessibility import faults
from conftest import DESK, PHONE, PNG, foreign, sound
from test_complaints import made

WORDS = {
    "en": {"title": "Write to us", "matter": "A refund", "text": "My lamp came broken.", "send": "Send",
           "thanks": "Thank you", "either": "mail address or a phone", "ask": "What would you like"},
    "zh": {"title": "联系我们", "matter": "退款", "text": "收到的台灯是坏的。", "send": "提交",
           "thanks": "已收到", "either": "邮箱或电话", "ask": "请描述"},
}


@pytest.fixture(scope="module")
def site():
    """The company's own page, which shows the form."""
    with foreign() as server:
        yield server


@pytest.fixture
def form(visit, server, site):
    known = getattr(server, "form", None)
    if known is None:
        page = visit(who=server.state)
        page.goto("/settings/channels/new?kind=form")
        sound(page)
        for name, text in {
                "name": "Contact", "door-title-zh": "联系我们", "door-title-en": "Write to us",
                "door-matters": "refund: 退款 | A refund | complaint\nother: 其他 | Something else",
                "door-consent-zh": "我同意为答复而保存以上内容。",
                "door-consent-en": "You may keep this to answer me.",
                "door-colour": "#aa3300", "door-origins": site.url}.items():
            page.locator(f"#{name}").fill(text)
        page.get_by_role("button", name="Save").click()
        page.wait_for_url(re.compile(r"/settings/channels/chn_"))
        sound(page)
        known = server.form = "/write/" + re.search(r"chn_\w+", page.url).group(0)
        assert known in page.locator("pre.snippet").inner_text()
    return known


def write(page, words, text, **more):
    page.locator("#matter").select_option(label=words["matter"])
    page.locator("#text").fill(text)
    for name, value in more.items():
        page.locator(f"#{name}").fill(value)
    page.locator("#agrees").check()


def told_number(page):
    return re.search(r"(?:Number|编号)\s*[:：]\s*(\d+)", page.get_by_role("status").inner_text()).group(1)


@pytest.mark.parametrize("language, scheme", [("zh", "light"), ("en", "dark")])
def test_a_customer_writes_on_a_phone_without_scripts(visit, server, form, language, scheme):
    words = WORDS[language]
    guest = visit(PHONE, language, java_script_enabled=False, color_scheme=scheme)
    guest.goto(f"{form}?lang={language}")
    expect(guest.locator("h1")).to_have_text(words["title"])
    write(guest, words, words["text"], name="Li Hua", mail=f"hua.{language}@example.com")
    guest.locator("#file").set_input_files(
        [{"name": "broken.png", "mimeType": "image/png", "buffer": PNG}])
    key = guest.locator('input[name="key"]').get_attribute("value")
    guest.get_by_role("button", name=words["send"]).click()
    expect(guest.get_by_role("status")).to_contain_text(words["thanks"])
    number = told_number(guest)
    if language == "en":  # Ten forms may come from one address in a while, and others follow.
        # Sent again from where it was written, by a browser that kept the page, it is the same case.
        guest.go_back()
        guest.locator('input[name="key"]').evaluate("(field, key) => { field.value = key; }", key)
        write(guest, words, words["text"], name="Li Hua", mail=f"hua.{language}@example.com")
        guest.locator("#file").set_input_files(
            [{"name": "broken.png", "mimeType": "image/png", "buffer": PNG}])
        guest.get_by_role("button", name=words["send"]).click()
        assert told_number(guest) == number
    own = guest.locator('a[href*="/c/"]').get_attribute("href")

    # The agent sees it with its file and answers; the customer reads that on the private page.
    agent = visit(DESK, who=server.state)
    agent.goto("/cases?view=all")
    row = agent.locator("tr[data-case]", has_text=words["matter"])
    expect(row).to_have_count(1)
    row.locator("a.case-title").click()
    expect(agent.locator("[data-case-number]")).to_have_text(f"#{number}")
    message = agent.locator(".thread .message", has_text=words["text"])
    expect(message).to_have_count(1)
    expect(message.locator("a", has_text="broken.png")).to_have_count(1)
    sound(agent)
    agent.locator("#reply").fill("A new lamp is on its way.")
    agent.locator('form[action$="/sends"] button.btn-primary').first.click()
    expect(agent.locator(".notice.waiting-send, .thread .message.reply").first).to_be_visible()
    expect(agent.locator(".thread .message.reply", has_text="A new lamp")).to_have_count(
        1, timeout=40_000)
    guest.goto(own)
    expect(guest.locator(".case-message", has_text="A new lamp is on its way.")).to_have_count(1)


@pytest.mark.parametrize("language, size, scheme", [
    ("zh", PHONE, "dark"), ("en", PHONE, "light"), ("zh", DESK, "light"), ("en", DESK, "dark")])
def test_what_is_missing_is_told_beside_its_field(visit, form, language, size, scheme):
    words = WORDS[language]
    page = visit(size, language, color_scheme=scheme)
    page.goto(f"{form}?lang={language}")
    sound(page)
    assert faults(page) == []
    # A browser would hold it back: what the server says is read here.
    page.locator("form.contact").evaluate("form => form.noValidate = true")
    page.locator("#text").fill(words["text"])
    page.locator("#mail").fill("hua@")
    page.get_by_role("button", name=words["send"]).click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary.locator("li")).to_have_count(3)
    assert page.locator("#text").input_value() == words["text"]
    for name in ["matter", "mail", "agrees"]:
        field = page.locator(f"#{name}")
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(page.locator(f"#fault-{name}")).to_be_visible()
        assert f"fault-{name}" in field.get_attribute("aria-describedby")
    assert page.locator("#fault-text, #fault-name").count() == 0
    assert faults(page) == []
    sound(page)
    summary.locator('a[href="#mail"]').click()
    expect(page.locator("#mail")).to_be_focused()
    # Neither mail nor phone is one fault, said in words.
    page.locator("#mail").fill("")
    write(page, words, words["text"])
    page.get_by_role("button", name=words["send"]).click()
    expect(page.locator("#fault-mail")).to_contain_text(words["either"])
    page.locator("#phone").fill("139 0000 0000")
    page.get_by_role("button", name=words["send"]).click()
    expect(page.get_by_role("status")).to_contain_text(words["thanks"])
    sound(page)
    assert faults(page) == []


def test_by_the_keyboard_alone(visit, form):
    words = WORDS["en"]
    page = visit(DESK, "en")
    page.goto(f"{form}?lang=en")
    met = []
    for _ in range(12):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.id || document.activeElement.className")
        met.append(name)
        if name == "matter":
            page.keyboard.type("A refund")
        elif name == "text":
            page.keyboard.type("By keys alone")
        elif name == "phone":
            page.keyboard.type("13900000001")
        elif name == "agrees":
            page.keyboard.press("Space")
        elif name == "primary":
            page.keyboard.press("Enter")
            break
    assert "website" not in met, "what no person sees is not met"
    assert met[-8:] == ["matter", "text", "name", "mail", "phone", "file", "agrees", "primary"], met
    expect(page.get_by_role("status")).to_contain_text(words["thanks"])


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_within_a_page_of_the_company(visit, server, site, form, size):
    """Framed by the sites that were named, and by no other."""
    site.page = f"""<!doctype html><html lang="en"><meta name="viewport" content="width=device-width">
        <title>Our shop</title><main><h1>Our shop</h1></main>
        <script src="{server.url}/assets/embed.js" data-link="{form}" data-lang="en" async></script></html>"""
    page = visit(size)
    page.goto(site.url)
    frame = page.frame_locator("iframe")
    frame.locator("#text").wait_for()
    write(frame, WORDS["en"], f"From the shop's page {size['width']}", phone="13900000002")
    frame.get_by_role("button", name="Send").click()
    expect(frame.get_by_role("status")).to_contain_text("Thank you")
    box = page.locator("iframe").bounding_box()
    assert box["x"] + box["width"] <= size["width"] + 1
    policy = page.request.get(form).headers["content-security-policy"]
    assert f"frame-ancestors {site.url}" in policy
