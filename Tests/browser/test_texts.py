"""What customers write is read, and what one writes to them is coached."""
from conftest import DESK, PHONE, sound


def open_case(page, words):
    page.goto("/cases/new")
    page.locator('[name="title"]').fill("Parcel")
    page.locator('[name="words"]').fill(words)
    page.locator('main form[action="/cases"] button.btn-primary').click()
    page.locator(".thread").wait_for()


def test_a_message_shows_its_mood_and_a_draft_is_coached(visit, server):
    page = visit(DESK, who=server.state)
    open_case(page, "The courier was rude and my parcel is broken.")
    message = page.locator(".message.received")
    assert message.locator("mark.bad", has_text="rude").count() == 1
    assert "Negative" in message.inner_text()
    page.locator("#reply").fill("You should have told us earlier.")
    advice = page.locator("#coach li")
    advice.first.wait_for()
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
