"""Two at one case at once: who writes, who answers first, who closes first; nothing typed is lost."""
import pytest
from playwright.sync_api import expect

from conftest import DESK, PHONE, new_context, sign_in, sound
from test_complaints import made

PASSWORD = "eleven calm harbours"


@pytest.fixture(scope="module")
def ida(chromium, server):
    """A colleague of the one who set all this up."""
    context = new_context(chromium, server, who=server.state)
    page = context.new_page()
    page.goto("/cases")
    made(page, "/users", {
        "name": "Ida Kern", "login": "ida@example.com", "role": "agent", "password": PASSWORD})
    context.close()
    context = new_context(chromium, server)
    page = context.new_page()
    sign_in(page, "ida@example.com", PASSWORD)
    page.wait_for_url(server.url + "/")
    state = context.storage_state()
    context.close()
    return state


def at_one_case(visit, server, ida, title, languages=("en", "en"), size=DESK, **options):
    """Both at a new case, each on a page of their own."""
    ada = visit(DESK, languages[0], who=server.state)
    ada.goto("/cases")
    number = made(ada, "/cases", {"title": title, "words": "Where is my order?"})["id"]
    other = visit(size, languages[1], who=ida, **options)
    for page in (ada, other):
        page.goto(f"/cases/{number}")
    return ada, other, number


def send(page, words=None):
    if words:
        page.locator("#reply").fill(words)
    page.locator('form[action$="/sends"] button.btn-primary').click()


@pytest.mark.parametrize("size, scheme, language", [
    (DESK, "light", "en"), (PHONE, "dark", "zh")], ids=["desk", "phone"])
def test_both_answer_at_once(visit, server, ida, size, scheme, language):
    ada, other, _ = at_one_case(
        visit, server, ida, "Both answer", ("en", language), size, color_scheme=scheme)
    ada.locator(".presence", has_text="Ida Kern").wait_for()
    other.locator("#reply").press_sequentially("We pay it")
    ada.locator(".presence.warn", has_text="Ida Kern").wait_for()
    other.locator("#reply").fill("We pay it back")
    send(ada, "We send it again")
    ada.locator(".waiting-send").wait_for()
    # A colleague's answer is on its way: it is shown, with a name, and one's own is held back.
    send(other)
    other.locator(".fault-box").wait_for()
    expect(other.locator(".waiting-send")).to_contain_text("Ada Lin")
    expect(other.locator(".waiting-send")).to_contain_text("We send it again")
    expect(other.locator("#reply")).to_have_value("We pay it back")
    sound(other)
    with other.expect_navigation():
        send(other)
    if other.locator(".fault-box").count():
        # Meanwhile it went out: what stands in the thread is news once more.
        send(other)
    for page in (ada, other):
        expect(page.locator(".message.reply")).to_have_count(2, timeout=40_000)
    sound(other)


def test_what_was_begun_stays_when_a_reply_is_taken_back(visit, server, ida):
    ada, _, _ = at_one_case(visit, server, ida, "Taken back")
    send(ada, "The first thought")
    ada.locator(".waiting-send").wait_for()
    ada.locator("#reply").fill("The second thought")
    ada.locator(".waiting-send button").click()
    expect(ada.locator(".waiting-send")).to_have_count(0)
    expect(ada.locator("#reply")).to_have_value("The first thought\n\nThe second thought")


def test_a_draft_outlives_its_page(visit, server, ida):
    ada, _, number = at_one_case(visit, server, ida, "Draft")
    ada.locator("#reply").fill("Half a sen")
    ada.locator("#note").fill("Ask the depot")
    # Another form of the page waits until both are kept.
    ada.locator('details:has(form[action$="/tags"]) > summary').click()
    ada.locator('details form[action$="/tags"] input[name="text"]').fill("late")
    ada.locator('details form[action$="/tags"] button').click()
    ada.locator(".case-head .chip", has_text="late").wait_for()
    expect(ada.locator("#reply")).to_have_value("Half a sen")
    expect(ada.locator("#note")).to_have_value("Ask the depot")
    ada.locator("#reply").fill("Half a sentence")
    ada.goto("/")
    ada.wait_for_load_state()
    ada.goto(f"/cases/{number}")
    expect(ada.locator("#reply")).to_have_value("Half a sentence")


def test_what_one_writes_stays_when_the_reply_goes_out(visit, server, ida):
    ada, _, _ = at_one_case(visit, server, ida, "At work")
    send(ada, "We look into it")
    ada.locator(".waiting-send").wait_for()
    ada.locator('details:has(form[action$="/closure"]) > summary').click()
    ada.locator('form[action$="/closure"] textarea').fill("Settled by telephone")
    expect(ada.locator(".message.reply")).to_have_count(1, timeout=40_000)
    expect(ada.locator(".waiting-send")).to_have_count(0)
    expect(ada.locator(".case-head .clock", has_text="First response")).to_contain_text("kept")
    expect(ada.locator('form[action$="/closure"] textarea')).to_have_value("Settled by telephone")


def close(page, words):
    page.locator('details:has(form[action$="/closure"]) > summary').click()
    form = page.locator('form[action$="/closure"]')
    form.locator('select[name="outcome"]').select_option("duplicate")
    form.locator("textarea").fill(words)
    form.locator("button.btn-primary").click()


@pytest.mark.parametrize("language, size, scheme", [
    ("en", DESK, "dark"), ("zh", PHONE, "light")], ids=["desk", "phone"])
def test_both_close_at_once(visit, server, ida, language, size, scheme):
    ada, other, _ = at_one_case(
        visit, server, ida, "Both close", ("en", language), size, color_scheme=scheme)
    # Sent and closed in one go: the answer leaves before the case ends.
    send(ada, "We send it again. Good-bye.")
    ada.locator(".waiting-send").wait_for()
    close(ada, "Written of twice")
    ada.locator(".outcome").wait_for()
    expect(ada.locator(".message.reply")).to_have_count(1)
    close(other, "My own last words")
    other.locator(".fault-box").wait_for()
    stranded = other.locator(".stranded")
    expect(stranded.locator("textarea")).to_have_value("My own last words")
    sound(other)
    stranded.locator("button").click()
    other.locator(".message.note", has_text="My own last words").wait_for()
    ada.reload()
    expect(ada.locator(".outcome")).to_contain_text("Written of twice")
