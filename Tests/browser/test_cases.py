"""A bad answer becomes a case, and a promise is kept."""
import re
import time

import pytest
from playwright.sync_api import expect

from accessibility import axe
from conftest import DESK, PHONE, choose_link, sign_in, sound
from test_complaints import made

PASSWORD = "four grey pebbles here"


def wait_for_case(page, customer):
    """The rules follow answers by events; the case is there within moments."""
    deadline = time.time() + 10
    while time.time() < deadline:
        page.goto("/cases?view=all")
        row = page.locator("tr[data-case]", has_text=customer)
        if row.count():
            return row.first
        page.wait_for_timeout(250)
    raise AssertionError("no case was opened: " + page.locator("main").inner_text())


def move_on(page, step):
    page.locator(f'button[name="step"][value="{step}"]').click()


def make_agent(page):
    page.goto("/settings/users")
    page.locator("#name").fill("Ben Agent")
    page.locator("#login").fill("ben")
    page.locator("#role-agent").check()
    page.locator("#password").fill(PASSWORD)
    page.locator('form[action="/settings/users"][method="post"] button').click()
    page.locator(".alert-success").wait_for()


def test_from_a_low_score_to_a_kept_promise(visit, server):
    admin = visit(who=server.state)
    make_agent(admin)
    _, path = choose_link(admin, "nps", "After the stay")

    guest = visit(PHONE)
    guest.goto(path + "?customer=room-204")
    guest.locator('input[name="q.recommend"][value="2"]').check()
    guest.locator("button.primary").click()
    guest.locator('textarea[name="q.disappointment"]').fill("The heating was broken all night.")
    guest.locator('input[name="q.may_contact"][value="yes"]').check()
    guest.locator("button.primary").click()
    guest.locator("[data-done]").wait_for()
    assert "in touch" in guest.locator("[data-done]").inner_text()

    page = visit(DESK)
    sign_in(page, "ben", PASSWORD)
    page.wait_for_url(server.url + "/")
    row = wait_for_case(page, "room-204")
    assert "First response" in row.inner_text()
    row.locator("a.case-title").click()
    page.locator(".thread").wait_for()
    assert "heating was broken" in page.locator(".thread").inner_text()
    assert page.locator(".clock.good", has_text="left").count() == 2
    sound(page)

    page.locator('form[action$="/assignment"] button', has_text="Take it").click()
    page.locator("section.actions p", has_text="Ben Agent").wait_for()

    page.locator("#reply").fill("I am so sorry about the cold night. I call you at nine.")
    page.locator('form[action$="/sends"] button.btn-primary').click()
    # It can be taken back for ten seconds, and is a draft again; then it is sent.
    page.locator(".waiting-send button").click()
    assert "cold night" in page.locator("#reply").input_value()
    page.locator('form[action$="/sends"] button.btn-primary').click()
    page.locator(".waiting-send").wait_for()
    page.locator(".message.reply").wait_for(timeout=25_000)
    first = page.locator(".case-head .clock", has_text="First response")
    assert "kept" in first.inner_text()

    move_on(page, "classify")
    page.locator(".fault", has_text="missing").wait_for()
    page.locator('[id="field.summary"]').fill("No heating in room 204")
    move_on(page, "classify")
    page.locator('[id="field.topic"]').select_option("product")
    move_on(page, "dispatch")
    page.locator('button[value="resolve"]').wait_for()
    move_on(page, "resolve")
    page.locator('[id="field.solution"]').fill("Valve changed, one night refunded")
    page.locator('[id="field.cause"]').select_option("system")
    move_on(page, "verify")
    page.locator('[id="field.customer_confirmed"]').select_option("true")
    page.locator('button[formaction$="/fields"]').click()

    page.locator("details summary", has_text=re.compile("^Close$")).click()
    closing = page.locator('form[action$="/closure"]')
    closing.locator('select[name="outcome"]').select_option("solved")
    closing.locator("textarea").fill("The guest is content.")
    closing.locator("button.btn-primary").click()
    page.locator(".outcome").wait_for()
    assert "Solved" in page.locator(".outcome").inner_text()
    assert "kept" in page.locator(".case-head .clock", has_text="Resolution").inner_text()
    sound(page)
    page.set_viewport_size(PHONE)
    sound(page)

    page.set_viewport_size(DESK)
    page.goto("/cases?view=closed")
    assert page.locator("tr[data-case]", has_text="room-204").count() == 1


def test_work_by_keyboard(visit, server):
    page = visit(DESK, who=server.state)
    page.goto("/cases/new")
    page.locator("#title").fill("By keyboard")
    page.locator('form[action="/cases"] button').click()
    page.locator(".thread").wait_for(state="attached")
    place = page.url

    page.keyboard.press("r")
    assert page.evaluate("document.activeElement.id") == "reply"
    # While one writes, letters are letters.
    page.keyboard.type("?jn")
    assert page.locator("#reply").input_value().endswith("?jn")
    assert not page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.id") == "note"
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+?")
    assert page.locator("#keys").is_visible()
    sound(page)
    page.locator("#keys-on").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    assert page.evaluate("document.activeElement.id") != "reply"
    page.keyboard.press("Shift+?")
    page.locator("#keys-on").check()
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    page.wait_for_url(re.compile("/cases$"))
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/cases/cas_"))
    # What was written is kept as a draft.
    page.goto(place)
    assert page.locator("#reply").input_value().endswith("?jn")


def test_the_customers_page(visit, server):
    page = visit(DESK, who=server.state)
    page.goto("/cases/new")
    page.locator("#title").fill("Inner title")
    page.locator("#words").fill("The parcel never came.")
    page.locator('form[action="/cases"] button').click()
    page.locator('form[action$="/customer-page"] button').click()
    address = page.locator('a.address[href*="/c/"]').get_attribute("href")

    guest = visit(PHONE)
    guest.goto(address)
    text = guest.locator("main").inner_text()
    assert "The parcel never came." in text and "Inner title" not in text
    sound(guest)
    guest.locator("#text").fill("Any news?")
    guest.locator('button[value="reply"]').click()
    guest.locator(".case-message", has_text="Any news?").wait_for()
    guest.locator(".languages a").click()
    guest.locator("h1", has_text="您的个案").wait_for()
    sound(guest)


@pytest.mark.parametrize("size, language, scheme", [
    (PHONE, "zh", "dark"), (DESK, "en", "light")], ids=["phone", "desk"])
def test_a_case_tells_when_it_came_to_each_status(visit, server, size, language, scheme):
    """Reopened, it has entered and left more than once: first and last are told apart."""
    page = visit(size, language, who=server.state, color_scheme=scheme)
    page.goto("/cases")
    number = made(page, "/cases", {"title": f"Stamped {language}", "words": "Hello"})["id"]
    page.goto(f"/cases/{number}")
    stamps = page.locator("table.stamps")
    page.locator("details:has(table.stamps) > summary").click()
    rows = stamps.locator("tbody tr")
    expect(rows).to_have_count(1)
    times = rows.first.locator("time")
    expect(times).to_have_count(2)
    made(page, f"/cases/{number}/replies", {"text": "So sorry."})
    made(page, f"/cases/{number}/pause", {"reason": "Waits for the number"})
    page.reload()
    page.locator("details:has(table.stamps) > summary").click()
    expect(rows).to_have_count(3)
    left = stamps.locator("tbody tr", has=page.locator("td:nth-child(5) time"))
    expect(left).to_have_count(2)
    sound(page)
    assert axe(page) == []
