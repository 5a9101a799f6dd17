"""What one may not do alone on a grave complaint: asked by one, decided by another."""
import re

import pytest
from playwright.sync_api import expect

from accessibility import axe
from conftest import DESK, PHONE, sign_in, sound
from test_complaints import PASSWORD, WAY, api, close, made


def call(page, path):
    return page.evaluate("async path => (await fetch('/api/v1' + path)).json()", path)


@pytest.fixture(scope="module")
def asker(chromium, server):
    return f"bo-{id(server)}@example.com"


@pytest.fixture
def two(visit, server, asker):
    """Who works on cases, and who may say yes."""
    lead = visit(DESK, who=server.state)
    lead.goto("/cases")
    people = {one["login"]: one["id"] for one in call(lead, "/users")["items"]}
    if asker not in people:
        people[asker] = made(lead, "/users", {
            "name": "Bo Lindqvist", "login": asker, "role": "agent", "password": PASSWORD})["id"]
    agent = visit(DESK)
    sign_in(agent, asker, PASSWORD)
    agent.wait_for_url(server.url + "/")
    return agent, lead, people[asker]


def ready(agent, who, title, severity):
    """A complaint at its last step with all that closing asks for."""
    agent.goto("/cases")
    number = made(agent, "/cases", {
        "title": title, "kind": "complaint", "severity": severity, "assignee": who,
        "words": "It broke again."})["id"]
    way = WAY + [("agree", {"solution": "A new one"}),
                 ("prevent", {"customer_confirmed": False, "agreement_note": "Wants more"})]
    for step, fields in way:
        assert api(agent, "PUT", f"/cases/{number}/step", {"step": step, "fields": fields})[0] == 200
    made(agent, f"/cases/{number}/redress", {"kind": "none", "note": "Worn, not broken"})
    status, _ = api(agent, "PATCH", f"/cases/{number}/fields", {
        "fields": {"cause": "product", "prevention": "Another glue"}})
    assert status == 200
    agent.goto(f"/cases/{number}")
    return number


def waiting(page, number):
    return [one for one in call(page, "/approvals")["items"] if one["case"] == number]


def test_closing_is_asked_refused_taken_back_and_approved(visit, server, two):
    agent, lead, who = two
    number = ready(agent, who, "Grave lamp", "major")
    expect(agent.locator("form", has=agent.locator('select[name="outcome"]'))).to_contain_text(
        "somebody else’s yes")
    close(agent, "redressed", "Told them why")
    mine = agent.locator(".approval")
    expect(mine).to_contain_text("waits")
    expect(mine).to_contain_text("Told them why")
    expect(mine.locator('button[name="grants"]')).to_have_count(0)
    sound(agent)
    assert axe(agent) == []

    # Whoever may say yes finds it on Today and by the API.
    lead.goto("/")
    expect(lead.locator(".risks li", has_text="Grave lamp")).to_contain_text("wants to close")
    expect(lead.locator(".risks li", has_text="Grave lamp")).to_contain_text("Bo Lindqvist")
    sound(lead)
    assert [one["act"] for one in waiting(lead, number)] == ["close"]
    assert [one["mayDecide"] for one in waiting(agent, number)] == [False]
    lead.locator(".risks a", has_text="Grave lamp").click()
    # A no needs its reason; it is told beside what was asked.
    lead.locator('.approval button[value="false"]').click()
    lead.locator(".fault-box").wait_for()
    sound(lead)
    lead.locator('.approval input[name="reason"]').fill("Call them first")
    lead.locator('.approval button[value="false"]').click()
    expect(lead.locator(".approval .chip")).to_have_text("refused")
    sound(lead)
    agent.goto(f"/cases/{number}")
    expect(agent.locator(".approval")).to_contain_text("Call them first")

    # Asked again and taken back: nothing waits.
    close(agent, "redressed", "Called")
    agent.locator('form[action$="/approval-withdrawals"] button').click()
    expect(agent.locator('form[action$="/approval-withdrawals"]')).to_have_count(0)
    assert waiting(lead, number) == []
    close(agent, "redressed", "Called and agreed")
    lead.goto(f"/cases/{number}")
    lead.locator('.approval button[value="true"]').click()
    expect(lead.locator(".outcome")).to_contain_text("Solved with redress")
    sound(lead)
    agent.goto("/")
    sound(agent)
    agent.goto("/cases")
    expect(agent.locator("main")).to_contain_text("What you asked for was decided")
    assert waiting(lead, number) == []


def test_a_merge_of_a_grave_one_waits_too(visit, server, two):
    agent, lead, who = two
    number = ready(agent, who, "Grave chair", "escalated")
    plain = made(agent, "/cases", {"title": "Plain chair", "words": "Hello"})
    other = plain["id"]
    agent.reload()
    agent.locator('details:has(form[action$="/links"]) > summary').click()
    form = agent.locator('form[action$="/links"]')
    expect(agent.locator("details", has=form)).to_contain_text("merged with somebody else’s yes")
    form.locator('input[name="other"]').fill(f"#{plain['number']}")
    agent.once("dialog", lambda dialog: dialog.accept())
    form.locator('button[formaction$="/merge"]').click()
    expect(agent.locator(".approval")).to_contain_text(f"Merge into #{plain['number']}")
    assert number in agent.url
    sound(agent)
    assert axe(agent) == []
    lead.goto("/")
    expect(lead.locator(".risks li", has_text="Grave chair")).to_contain_text("wants to merge")
    lead.goto(f"/cases/{number}")
    lead.locator('.approval button[value="true"]').click()
    lead.wait_for_url(re.compile(rf"/cases/{other}"))
    sound(lead)


@pytest.mark.parametrize("size, language, scheme", [
    (PHONE, "zh", "dark"), (PHONE, "en", "light"), (DESK, "zh", "light"), (DESK, "en", "dark")])
def test_what_waits_is_read_everywhere(visit, server, two, size, language, scheme):
    agent, _, who = two
    title = f"Waits {language} {size['width']}"
    number = ready(agent, who, title, "difficult")
    close(agent, "redressed", "A long reason that tells what was done and what was agreed. " * 4)
    agent.locator(".approval").wait_for()
    page = visit(size, language, who=server.state, color_scheme=scheme)
    for place in ["/", f"/cases/{number}"]:
        page.goto(place)
        sound(page)
        assert axe(page) == []
    expect(page.locator(".approval .chip")).to_have_text("待审批" if language == "zh" else "waits")
