"""Search and the palette, what a rule would have done, and who else is at a case."""
import re

from conftest import DESK, PHONE, sign_in, sound
from playwright.sync_api import expect


def open_case(page, title, words):
    page.goto("/cases/new")
    page.locator("#title").fill(title)
    page.locator("#words").fill(words)
    page.locator('form[action="/cases"] button').click()
    page.wait_for_url(re.compile(r"/cases/cas_"))
    return re.search(r"cas_\w+", page.url).group(0)


def test_words_are_found_and_the_palette_goes_there(visit, server):
    page = visit(DESK, who=server.state)
    number = open_case(page, "Suitcase of Mrs Gray", "我要退款，订单 A7741。The suitcase is lost.")
    told = page.locator("[data-case-number]").inner_text()
    assert re.fullmatch(r"#\d+", told)
    # A key copies it, to be said elsewhere.
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.keyboard.press(".")
    page.wait_for_function("async told => await navigator.clipboard.readText() === told", arg=told)

    page.goto("/search?text=%E9%80%80%E6%AC%BE")
    assert page.locator("mark", has_text="退款").count() == 1
    sound(page)
    page.locator('input[name="text"]').fill("suitcase nowhere")
    page.locator("main form button").click()
    assert page.locator(".empty").is_visible()

    page.goto("/")
    page.keyboard.press("Control+k")
    palette = page.locator("#palette")
    assert palette.is_visible()
    box = palette.locator("input")
    box.fill("a7741")
    palette.locator("mark", has_text="A7741").wait_for()
    sound(page)
    # Enter ends a word of an input method and is no choice.
    box.evaluate("box => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))")
    assert palette.is_visible()
    for _ in range(8):
        if palette.locator('li[aria-selected="true"] mark').count():
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"/cases/{number}#msg_"))
    assert page.locator(".message:target").count() == 1

    # By its number, and an action of the page, without a mouse.
    page.keyboard.press("Control+k")
    box.fill(told)
    palette.locator("li", has_text=told).wait_for()
    expect(palette.locator("li").first).to_contain_text("Suitcase of Mrs Gray")
    page.keyboard.press("Escape")
    assert not palette.is_visible()
    page.keyboard.press("Control+k")
    box.fill("promises")
    palette.locator("li", has_text="Promises").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/promises"))

    phone = visit(PHONE, "zh", who=server.state)
    phone.goto("/search?text=suitcase")
    assert phone.locator("mark").count() >= 1
    sound(phone)


def test_what_a_rule_would_have_done(visit, server):
    page = visit(DESK, who=server.state)
    open_case(page, "For the rule", "Something broke.")
    page.goto("/settings/rules/new")
    page.locator("#text").fill(
        "key: tried\nname: Tried\nwhen: case.opened\nif: kind == \"feedback\"\ndo:\n  - tag: [tried]\n")
    page.locator('button[formaction="/settings/rules/trial"]').click()
    page.locator(".number-large").wait_for()
    assert int(page.locator(".number-large").inner_text()) >= 1
    assert page.locator("a", has_text="For the rule").count() == 1
    assert page.locator("text=kind = feedback").count() >= 1
    sound(page)
    page.locator("#text").fill("key: tried\nname: Tried\nwhen: case.opened\ndo: []\n")
    page.locator('button[formaction="/settings/rules/trial"]').click()
    assert page.locator(".fault-box").is_visible()
    page.goto("/settings/rules/low-score-opens-case/firings")
    sound(page)


def test_two_at_one_case_see_each_other(visit, server):
    page = visit(DESK, who=server.state)
    number = open_case(page, "Seen by two", "Hello?")
    made = page.evaluate("""async () => (await fetch("/api/v1/users", {method: "POST",
        headers: {"Content-Type": "application/json", "X-CSRF-Token": document.body.dataset.csrf},
        body: JSON.stringify({name: "Grace Ho", login: "grace@example.com", role: "agent",
            password: "eleven calm harbours"})})).status""")
    assert made == 201
    other = visit(DESK)
    sign_in(other, "grace@example.com", "eleven calm harbours")
    other.wait_for_url(re.compile("/$"))
    other.goto(f"/cases/{number}")
    page.locator(".presence", has_text="Grace Ho").wait_for()
    other.locator(".presence", has_text="Ada Lin").wait_for()
    sound(other)
    other.locator("#reply").fill("")
    other.locator("#reply").type("We have")
    page.locator(".presence.warn", has_text="Grace Ho").wait_for()
    # A colleague's answer is to be read before one's own goes out.
    answered = page.evaluate(f"""async () => (await fetch("/api/v1/cases/{number}/replies", {{
        method: "POST", headers: {{"Content-Type": "application/json",
            "X-CSRF-Token": document.body.dataset.csrf}},
        body: JSON.stringify({{text: "It is on its way."}})}})).status""")
    assert answered == 201
    other.locator('form.composer button').first.click()
    other.locator(".fault-box").wait_for()
    assert other.locator("#reply").input_value() == "We have"
    assert other.locator(".message", has_text="It is on its way.").count() == 1
    other.goto("/cases")
    page.locator(".presence").wait_for(state="hidden")


def test_a_task_with_a_day_and_a_colleague_behind_the_sign(visit, server):
    page = visit(DESK, who=server.state)
    number = open_case(page, "Lamp of Mr Brown", "The lamp flickers.")
    tasks = page.locator(f'form[action="/cases/{number}/tasks"]').first
    page.locator("summary", has_text="Add tasks").click()
    tasks.locator("textarea").fill("Send a new lamp")
    tasks.locator('select[name="assignee"]').select_option(index=1)
    tasks.locator('input[name="due"]').fill("2020-02-03")
    tasks.locator("button").click()
    page.locator(".tasks .chip.bad", has_text="2020-02-03").wait_for()
    sound(page)

    # The sign offers colleagues; nothing is taken while an input method composes.
    note = page.locator("#note")
    note.focus()
    page.keyboard.type("请@")
    offered = page.locator("#colleagues-list li")
    offered.first.wait_for()
    name = offered.first.inner_text()
    note.evaluate("box => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))")
    assert note.input_value() == "请@"
    page.keyboard.press("Enter")
    assert note.input_value() == f"请@{name} "
    assert not page.locator("#colleagues-list").is_visible()
    page.keyboard.type("看一下")
    page.keyboard.press("Control+Enter")
    page.locator(".message.note", has_text=f"请@{name} 看一下").wait_for()

    page.goto("/")
    assert page.locator("a", has_text="Send a new lamp").count() <= 1
    # Another queue, another report; and each number opens its cases.
    page.goto("/cases/report?filter=status%20%3D%3D%20%22new%22")
    page.locator(".report a", has_text=re.compile(r"^\d+$")).first.click()
    page.wait_for_url(re.compile("figure=all"))
    assert page.locator("a.case-title", has_text="Lamp of Mr Brown").count() == 1
    sound(page)

    phone = visit(PHONE, "zh", who=server.state)
    phone.goto("/settings/calendars/office-hours-china")
    phone.locator("summary", has_text="导入节假日").click()
    phone.locator("#holidays-file").fill(
        '{"days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}]}')
    phone.locator('form[action$="/holidays"] button').click()
    phone.locator("[role=status]", has_text="1 个放假日").wait_for()
    assert "2027-01-01" in phone.locator("#text").input_value()
    sound(phone)
