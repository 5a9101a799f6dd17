"""What customers write is read, and what one writes to them is coached."""
from conftest import DESK, PHONE, call, sound


def open_case(page, words):
    page.goto("/cases/new")
    page.locator('[name="title"]').fill("Parcel")
    page.locator('[name="words"]').fill(words)
    page.locator('main form[action="/cases"] button.btn-primary').click()
    page.locator(".thread").wait_for()


# How far the button that sends lies below the words it sends.
BELOW = """() => document.querySelector('form[action$="/sends"] button.btn-primary').getBoundingClientRect().top
    - document.getElementById('reply').getBoundingClientRect().top"""


def test_a_message_shows_its_mood_and_a_draft_is_coached(visit, server):
    page = visit(DESK, who=server.state)
    open_case(page, "The courier was rude and my parcel is broken.")
    message = page.locator(".message.received")
    assert message.locator("mark.bad", has_text="rude").count() == 1
    assert "Negative" in message.inner_text()
    page.locator("#reply").fill("You should have told us earlier.")
    below = page.evaluate(BELOW)
    advice = page.locator("#coach li")
    advice.first.wait_for()
    assert page.evaluate(BELOW) == below, "what one is about to press stays where it is"
    assert "Blame" in advice.first.inner_text()
    assert "greeting" in page.locator("#coach").inner_text()
    page.locator("#reply").fill("")
    advice.first.wait_for(state="detached")
    sound(page)
    page.goto("/settings/profile")
    page.locator("#coach").uncheck()
    page.locator('form[action="/settings/profile/coach"] button').click()
    page.locator(".alert-success").wait_for()
    open_case(page, "Again broken.")
    assert page.locator("#coach").count() == 0
    page.goto("/settings/profile")
    page.locator("#coach").check()
    page.locator('form[action="/settings/profile/coach"] button').click()
    page.locator(".alert-success").wait_for()


def test_pages_about_texts_fit_a_phone(visit, server):
    page = visit(PHONE, who=server.state)
    for path in ("/settings/texts", "/settings/themes", "/topics"):
        page.goto(path)
        page.locator("h1").wait_for()
        sound(page)


def test_what_was_put_on_cases_is_suggested_and_taken_over_by_a_key(visit, server):
    page = visit(DESK, who=server.state)
    page.goto("/cases/new")
    for number in range(60):
        is_lost = number % 2 == 0
        made = call(page, "/cases", {
            "title": "Ware", "kind": "feedback", "tags": ["lost-ware" if is_lost else "wrong-bill"],
            "words": f"包裹丢了 {number}" if is_lost else f"the bill is wrong {number}"})
        call(page, f"/cases/{made['id']}/closure", {"outcome": "duplicate", "text": "Done"})
    page.goto("/settings/texts")
    page.locator('#tag button[value="tag"]').click()
    # The page reloads by itself once the job is over.
    page.locator("#tag form[action$='/tag/0/use']").wait_for(timeout=60_000)
    sound(page)
    open_case(page, "包裹丢了，怎么办？")
    panel = page.locator("section", has=page.locator("#labels-title"))
    panel.wait_for()
    assert "lost-ware" in panel.inner_text() and "%" in panel.inner_text()
    assert panel.locator("mark").count() > 0
    sound(page)
    page.locator("h1").click()
    page.keyboard.press("y")
    page.locator(".case-head .chip", has_text="lost-ware").wait_for()
    page.locator("#labels-title").wait_for(state="detached")
    page.set_viewport_size(PHONE)
    sound(page)


def test_a_kept_topic_is_renamed_locked_and_given_up(visit, server):
    page = visit(DESK, who=server.state)
    page.goto("/topics")
    call(page, "/topics", {"names": {"zh": "停车器", "en": "Parking ware"}, "words": ["garage-ware"]})
    page.goto("/topics")
    row = page.locator("#kept tbody tr", has_text="Parking ware")
    row.locator("summary").click()
    row.locator('[name="name-en"]').fill("Garage ware")
    row.locator('[name="locked"]').check()
    row.locator("button", has_text="Save").click()
    row = page.locator("#kept tbody tr", has_text="Garage ware")
    row.locator(".chip", has_text="locked").wait_for()
    assert "filter=answered" in row.locator("td a").first.get_attribute("href")
    row.locator("summary").click()
    sound(page)
    page.set_viewport_size(PHONE)
    sound(page)
    row.locator('[name="locked"]').uncheck()
    row.locator("button", has_text="Save").click()
    row.locator(".chip", has_text="locked").wait_for(state="detached")
    row.locator("summary").click()
    row.locator("button", has_text="Keep no longer").click()
    row.wait_for(state="detached")


def test_a_talk_leads_into_the_reply(visit, server):
    page = visit(DESK, who=server.state)
    open_case(page, "The kettle leaks.")
    page.goto(page.url.split("?")[0] + "?talk=first-answer#reply")
    page.wait_for_function("document.getElementById('reply').value.includes('I am in charge')")
    page.wait_for_function("!location.search.includes('talk')")
    sound(page)
