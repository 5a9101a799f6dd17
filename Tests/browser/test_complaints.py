"""A complaint to its end: what is missing is told, redress waits for a yes, the customer confirms on
their own page and appeals."""
import re

from conftest import DESK, PHONE, sign_in, sound

LOGIN, PASSWORD = "noor@example.com", "nine soft mornings"
WAY = [
    ("responsibility", {"summary": "The chair broke", "demand": "A new one"}),
    ("classify", {"primary_unit": "Workshop"}), ("emotion", {"topic": "product"}),
    ("act", {"mood": "angry"}), ("offer", {"facts": "The glue failed"}),
]


def api(page, method, path, body):
    """As the page's own scripts ask."""
    return page.evaluate("""async ([method, path, body]) => {
        const reply = await fetch("/api/v1" + path, {method, body: JSON.stringify(body), headers: {
            "Content-Type": "application/json", "X-CSRF-Token": document.body.dataset.csrf}});
        return [reply.status, await reply.json()];
    }""", [method, path, body])


def made(page, path, body):
    status, answer = api(page, "POST", path, body)
    assert status in (200, 201), answer
    return answer


def close(page, outcome, words):
    page.locator("details summary", has_text=re.compile("^Close$")).click()
    form = page.locator('form[action$="/closure"]')
    form.locator('select[name="outcome"]').select_option(outcome)
    form.locator("textarea").fill(words)
    form.locator("button.btn-primary").click()


def offer(page, kind, cost, note):
    page.locator("summary", has_text="Offer redress").click()
    form = page.locator('form[action$="/redress"]')
    form.locator('select[name="kind"]').select_option(kind)
    form.locator('input[name="cost"]').fill(cost)
    form.locator('input[name="note"]').fill(note)
    form.locator("button").click()


def test_a_complaint_to_its_end_and_beyond(visit, server):
    lead = visit(DESK, who=server.state)
    lead.goto("/cases")
    noor = made(lead, "/users", {
        "name": "Noor Haddad", "login": LOGIN, "role": "agent", "password": PASSWORD})["id"]
    me = lead.evaluate("async () => (await (await fetch('/api/v1/me')).json()).user.id")
    team = made(lead, "/teams", {"name": "Workshop", "lead": me, "members": [noor]})["id"]
    number = made(lead, "/cases", {
        "title": "Chair of Mr Stone", "kind": "complaint", "team": team, "assignee": noor,
        "words": "The chair broke under me. I want my money back."})["id"]

    agent = visit(DESK)
    sign_in(agent, LOGIN, PASSWORD)
    agent.wait_for_url(server.url + "/")
    agent.goto(f"/cases/{number}")
    for step, fields in WAY:
        assert api(agent, "PUT", f"/cases/{number}/step", {"step": step, "fields": fields})[0] == 200
    agent.reload()
    assert "Noor Haddad" in agent.locator("#talk").inner_html(), "the slot of who answers"

    # Above the agent's own limit it waits, and the lead is told.
    offer(agent, "refund", "900", "The full price")
    agent.locator(".chip.warn", has_text="waits for a yes").wait_for()
    sound(agent)
    agent.locator('[id="field.solution"]').fill("The full price back")
    agent.locator('button[name="step"][value="agree"]').click()
    agent.locator('form[action$="/customer-page"] button').click()
    address = agent.locator('a.address[href*="/c/"]').get_attribute("href")

    guest = visit(PHONE)
    guest.goto(address)
    guest.locator('button[value="confirm"]').click()
    guest.locator("[role=status]").wait_for()
    sound(guest)

    agent.reload()
    agent.locator('[id="field.agreement_note"]').fill("By phone")
    agent.locator('button[name="step"][value="prevent"]').click()
    agent.locator('[id="field.prevention"]').wait_for()
    close(agent, "redressed", "Paid back")
    # What is missing is named.
    told = agent.locator(".fault-box")
    told.wait_for()
    for name in ["Root cause", "What will prevent it"]:
        assert told.locator("li", has_text=name).count() == 1, told.inner_text()
    # What was typed stays where it was typed, and never turns up in an answer to the customer.
    assert agent.locator('form[action$="/closure"] textarea').input_value() == "Paid back"
    assert agent.locator('form[action$="/closure"] select[name="outcome"]').input_value() == "redressed"
    assert agent.locator("#reply").input_value() == ""
    sound(agent)

    lead.goto("/cases")
    lead.locator("a", has_text="Chair of Mr Stone").first.click()
    lead.locator('button[name="grants"][value="true"]').click()
    lead.locator(".chip.good", has_text="granted").wait_for()
    sound(lead)

    agent.goto(f"/cases/{number}")
    agent.locator('[id="field.cause"]').select_option("product")
    agent.locator('[id="field.prevention"]').fill("Another glue")
    agent.locator('button[formaction$="/fields"]').click()
    agent.locator('[id="field.prevention"]').wait_for()
    close(agent, "redressed", "Paid back")
    agent.locator(".outcome", has_text="Solved with redress").wait_for()
    sound(agent)
    agent.goto("/cases/causes?kind=complaint")
    # Others of the same cause may have been closed by other tests.
    row = agent.locator("tr", has_text="Product quality")
    row.locator("a", has_text=re.compile("[1-9]")).first.wait_for()

    guest.reload()
    guest.locator("summary").click()
    guest.locator("#appeal").fill("It never arrived")
    guest.locator('button[value="appeal"]').click()
    guest.locator(".case-message", has_text="It never arrived").wait_for()
    sound(guest)
    lead.goto(f"/cases/{number}")
    assert lead.locator(".case-head", has_text="Escalated").count() == 1
    assert lead.locator("section.actions", has_text="Nobody yet").count() == 1
    sound(lead)
    lead.set_viewport_size(PHONE)
    sound(lead)


def test_tasks_and_mentions_are_told_in_words(visit, server):
    lead = visit(DESK, who=server.state)
    lead.goto("/cases")
    mika = made(lead, "/users", {
        "name": "米卡", "login": "mika@example.com", "role": "agent", "password": PASSWORD})["id"]
    number = made(lead, "/cases", {"title": "Told of", "words": "Hello"})["id"]
    assert api(lead, "POST", f"/cases/{number}/tasks", {
        "text": "Call back", "assignee": mika})[0] < 300
    # The wide sign of a Chinese input method means the same.
    made(lead, f"/cases/{number}/notes", {"text": "请＠米卡看一下"})
    for language, words in [("en", ["You were given tasks", "You were mentioned"]),
                            ("zh", ["有任务分配给您", "有人提到了您"])]:
        page = visit(PHONE if language == "zh" else DESK, language)
        sign_in(page, "mika@example.com", PASSWORD)
        page.wait_for_url(server.url + "/")
        page.goto("/cases")
        told = page.locator("main").inner_text()
        assert all(word in told for word in words), told
        assert "cases.notice" not in told
        sound(page)
