"""A complaint from the list to its end without a mouse: each key does what `?` says, the focus is
always to be seen and never lost, and a key that belongs to an input method does nothing."""
import re

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout, expect

from accessibility import FOCUS
from conftest import DESK, PHONE, sound
from test_complaints import made

# What a browser tells of a key that an input method has taken.
COMPOSED = """key => {
    const at = document.activeElement;
    at.dispatchEvent(new CompositionEvent('compositionstart', {bubbles: true}));
    for (const how of [{key, isComposing: true}, {key, keyCode: 229}])
        at.dispatchEvent(new KeyboardEvent('keydown', {bubbles: true, cancelable: true, ...how}));
    at.dispatchEvent(new CompositionEvent('compositionend', {bubbles: true}));
}"""


class Hands:
    """Keys alone; after each the focus must be to be seen."""

    def __init__(self, page):
        self.page = page

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, words):
        self.page.keyboard.type(words)

    def at(self, wanted):
        """Waits until the focus is there, and sees it."""
        self.page.wait_for_function(
            "wanted => document.activeElement?.matches(wanted)", arg=wanted)
        self.seen()

    def seen(self):
        """The page may still be on its way there."""
        try:
            self.page.wait_for_function(f"() => ({FOCUS})() === ''")
        except PlaywrightTimeout:
            raise AssertionError(self.page.evaluate(FOCUS)) from None

    def tab(self, wanted, most=25):
        for _ in range(most):
            self.press("Tab")
            self.seen()
            if self.page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
                return
        raise AssertionError(f"Tab does not come to {wanted}")

    def choose(self, value):
        """In the list that has the focus, by arrows."""
        for _ in range(40):
            if self.page.evaluate("document.activeElement.value") == value:
                return
            self.press("ArrowDown")
        raise AssertionError(f"no arrow leads to {value}")


def submit(hands, act):
    """Sends what one is in and waits for the page after it."""
    with hands.page.expect_navigation():
        act()
    hands.page.wait_for_load_state()


@pytest.mark.parametrize("language, size, scheme", [
    ("en", DESK, "light"), ("zh", PHONE, "dark")], ids=["desk", "phone"])
def test_a_complaint_without_a_mouse(visit, server, language, size, scheme):
    page = visit(size, language, who=server.state, color_scheme=scheme)
    page.goto("/cases")
    title = f"Keys only {language}"
    me = page.evaluate("async () => (await (await fetch('/api/v1/me')).json()).user.id")
    customer = made(page, "/customers", {"key": f"KEYS-{language}", "name": "Mrs Keys"})["id"]
    made(page, "/cases", {
        "title": title, "kind": "complaint", "customer": customer,
        "words": "The chair broke under me. I want my money back."})
    page.goto(f"/cases?text={title.replace(' ', '+')}")
    hands = Hands(page)

    # From the list to the case.
    hands.press("j")
    hands.at(".case-title")
    page.evaluate(COMPOSED, "c")
    assert page.url.endswith(title.replace(" ", "+")), "a composed key is no shortcut"
    submit(hands, lambda: hands.press("Enter"))
    expect(page.locator("h1")).to_have_text(title)
    sound(page)

    # Taken, given, tagged, graded.
    submit(hands, lambda: hands.press("m"))
    expect(page.locator("section.actions p").first).to_contain_text("Ada Lin")
    hands.press("t")
    hands.at('details form[action$="/tags"] input[name="text"]')
    hands.write("椅子")
    submit(hands, lambda: hands.press("Enter"))
    expect(page.locator(".case-head .chip", has_text="椅子")).to_have_count(1)
    hands.press("p")
    hands.at('form[action$="/classification"] select')
    hands.tab('select[name="severity"]')
    hands.choose("major")
    hands.tab('form[action$="/classification"] button')
    submit(hands, lambda: hands.press("Enter"))
    expect(page.locator(".case-head .chip.bad").first).to_be_visible()
    hands.press("a")
    hands.at('form[action$="/assignment"] select')
    hands.tab('select[name="assignee"]')
    hands.choose(me)
    hands.tab('form[action$="/assignment"] button')
    submit(hands, lambda: hands.press("Enter"))

    # A canned reply with its slots, sent.
    hands.press("/")
    hands.at("#talk")
    hands.press("ArrowDown")
    # Where the list is open it is taken by Enter.
    if page.evaluate("document.activeElement.id") == "talk":
        hands.press("Enter")
    hands.at("#reply")
    said = page.locator("#reply").input_value()
    assert "{" not in said, said
    page.evaluate(COMPOSED, "Enter")
    expect(page.locator(".waiting-send")).to_have_count(0)
    submit(hands, lambda: hands.press("Control+Enter"))
    expect(page.locator(".waiting-send")).to_have_count(1)

    # A note that names a colleague.
    hands.press("n")
    hands.at("#note")
    hands.write("请看一下 @Ad")
    page.locator("#colleagues-list li").first.wait_for()
    hands.press("Enter")
    assert "@Ada Lin" in page.locator("#note").input_value()
    submit(hands, lambda: hands.press("Control+Enter"))
    expect(page.locator(".message.note")).to_have_count(1)

    # Step by step.
    for step, fields in [
            ("responsibility", {"summary": "It broke", "demand": "Money"}),
            ("classify", {"primary_unit": "Workshop"}), ("emotion", {"topic": "product"}),
            ("act", {"mood": "angry"}), ("offer", {"facts": "The glue"}),
            ("agree", {"solution": "Paid back"})]:
        for field, value in fields.items():
            reach_field(hands, field)
            fill(hands, value)
        hands.tab(f'button[name="step"][value="{step}"]', 30)
        submit(hands, lambda: hands.press("Enter"))
    # Redress.
    hands.press("d")
    hands.at('form[action$="/redress"] select')
    hands.choose("refund")
    hands.tab('form[action$="/redress"] input[name="cost"]')
    hands.write("120")
    hands.tab('form[action$="/redress"] input[name="note"]')
    hands.write("The full price")
    submit(hands, lambda: hands.press("Enter"))
    expect(page.locator(".chip.good").last).to_be_visible()
    # The customer's word, the cause, the end.
    for field, value in [("customer_confirmed", "true"), ("agreement_note", "By phone")]:
        reach_field(hands, field)
        fill(hands, value)
    hands.tab('button[name="step"][value="prevent"]', 30)
    submit(hands, lambda: hands.press("Enter"))
    for field, value in [("cause", "product"), ("prevention", "Another glue")]:
        reach_field(hands, field)
        fill(hands, value)
    hands.tab('button[formaction$="/fields"]', 30)
    submit(hands, lambda: hands.press("Enter"))
    hands.press("Shift+C")
    hands.at('form[action$="/closure"] select[name="outcome"]')
    hands.choose("redressed")
    hands.tab('form[action$="/closure"] textarea')
    hands.write("Paid back, she is content.")
    hands.tab('form[action$="/closure"] button')
    submit(hands, lambda: hands.press("Enter"))
    page.locator(".outcome").wait_for()
    expect(page.locator(".message.reply")).to_have_count(1)
    sound(page)


def test_keys_lead_on_from_case_to_case(visit, server):
    page = visit(DESK, who=server.state)
    page.goto("/cases")
    for number in ["one", "two", "three"]:
        made(page, "/cases", {"title": f"Onward {number}", "words": "Hello?"})
    page.goto("/cases?text=Onward")
    titles = page.locator(".case-title").all_inner_texts()
    assert len(titles) == 3
    hands = Hands(page)
    heading = page.locator("h1")
    hands.press("j")
    hands.at(".case-title")
    submit(hands, lambda: hands.press("Enter"))
    expect(heading).to_have_text(titles[0])
    submit(hands, lambda: hands.press("j"))
    expect(heading).to_have_text(titles[1])
    submit(hands, lambda: hands.press("k"))
    expect(heading).to_have_text(titles[0])
    # The list of keys, also while one writes.
    hands.press("r")
    hands.at("#reply")
    hands.press("Control+/")
    expect(page.locator("#keys")).to_be_visible()
    expect(page.locator("#keys kbd", has_text="i")).to_have_count(1)
    hands.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    # A canned reply by its name; the focus is back where it was.
    hands.at("#reply")
    name = page.locator("#talk option").nth(1).inner_text()
    hands.write("/" + name.split()[0])
    page.locator("#talks-list li", has_text=name).first.wait_for()
    hands.press("Enter")
    expect(page.locator("#talks-list")).to_be_hidden()
    assert not page.locator("#reply").input_value().startswith("/")
    page.locator("#reply").fill("")
    hands.press("Escape")
    # Closed, and on to the next.
    hands.press("Shift+C")
    hands.at('form[action$="/closure"] select[name="outcome"]')
    hands.choose("duplicate")
    hands.tab('form[action$="/closure"] textarea')
    hands.write("Twice")
    submit(hands, lambda: hands.press("Control+Shift+Enter"))
    expect(heading).to_have_text(titles[1])
    sound(page)


def test_what_a_rule_can_ask_is_completed(visit, server):
    page = visit(DESK, who=server.state)
    page.goto("/settings/rules/new")
    page.locator("summary", has_text="What a rule can follow").click()
    expect(page.locator("code", has_text="case.redress_offered")).to_be_visible()
    sound(page)
    text = page.locator("#text")
    text.fill("key: told\nname: Told\nwhen: ")
    text.press_sequentially("case.task")
    page.locator("#rule-names-list li", has_text="case.task_due").wait_for()
    text.press("Enter")
    text.press_sequentially("\nif: assignee.lo")
    page.locator("#rule-names-list li", has_text="assignee.login").wait_for()
    text.press("Enter")
    text.press_sequentially(' == "ada"\ndo:\n  - tag: [due]')
    assert "when: case.task_due\nif: assignee.login == \"ada\"" in text.input_value()
    with page.expect_navigation():
        page.locator('button[formaction$="/trial"]').click()
    expect(page.locator(".number-large")).to_have_text("0")
    sound(page)


def reach_field(hands, field):
    """The step's first field by its key, further ones by Tab."""
    wanted = f'[id="field.{field}"]'
    if hands.page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
        return
    if not hands.page.evaluate("document.activeElement.closest('form[action$=\"/step\"]') !== null"):
        hands.press("w")
        hands.page.wait_for_function(
            "() => document.activeElement.closest('form[action$=\"/step\"]') !== null")
        if hands.page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    hands.tab(wanted)


def fill(hands, value):
    if hands.page.evaluate("document.activeElement.matches('select')"):
        hands.choose(value)
    else:
        hands.write(value)
