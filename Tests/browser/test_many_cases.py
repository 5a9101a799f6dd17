"""A growing displeasure rings where it concerns somebody and nowhere else; and what is done for
hundreds of cases at once is done for all that a list finds."""
import datetime
import urllib.parse
import zoneinfo

import pytest
from playwright.sync_api import expect

from conftest import DESK, PHONE, new_context, sign_in, sound
from test_complaints import made

PASSWORD = "seven brown baskets"


def signed_in(chromium, server, login):
    context = new_context(chromium, server)
    page = context.new_page()
    sign_in(page, login, PASSWORD)
    page.wait_for_url(server.url + "/")
    state = context.storage_state()
    context.close()
    return state


@pytest.mark.parametrize("language, size, scheme, words", [
    ("en", DESK, "light", "If nobody calls I go to the newspaper."),
    ("zh", PHONE, "dark", "再没人联系我，我就找媒体曝光。")], ids=["desk", "phone"])
def test_an_alarm_rings_where_it_concerns_somebody(
        chromium, visit, server, language, size, scheme, words):
    admin = visit(DESK, "en", who=server.state)
    admin.goto("/cases")
    people = {}
    for name in ["lead", "agent", "other"]:
        people[name] = made(admin, "/users", {
            "name": f"Alarm {name}", "login": f"alarm-{name}-{language}", "password": PASSWORD,
            "role": "manager" if name == "lead" else "agent"})["id"]
    team = made(admin, "/teams", {
        "name": f"Alarm {language}", "lead": people["lead"], "members": list(people.values())})["id"]
    number = made(admin, "/cases", {
        "title": f"Growing {language}", "kind": "complaint", "team": team,
        "assignee": people["agent"], "words": "The table is scratched."})["id"]
    admin.goto(f"/cases/{number}")
    admin.locator('form[action$="/customer-page"] button').click()
    address = admin.locator('a.address[href*="/c/"]').get_attribute("href")
    guest = visit(PHONE, language)
    guest.goto(address)
    guest.locator("#text").fill(words)
    guest.locator('button[value="reply"]').click()
    expect(guest.locator(".case-message", has_text=words)).to_have_count(1)

    alarm = "displeasure grows: Escalation" if language == "en" else "客户不满升级：投诉升级"
    pages = {}
    for name in people:
        page = visit(size, language, who=signed_in(chromium, server, f"alarm-{name}-{language}"),
                     color_scheme=scheme)
        page.goto("/cases")
        pages[name] = page
        told = page.locator("main .notice", has_text=f"Growing {language}").filter(has_text=alarm)
        expect(told).to_have_count(0 if name == "other" else 1)
        sound(page)
    # The way to it is the notice itself; who has seen it is told no more.
    agent = pages["agent"]
    agent.locator("main .notice a", has_text=f"Growing {language}").first.click()
    agent.locator("#complaint-title").wait_for()
    expect(agent.locator("section:has(#complaint-title) .chip.bad").first).to_be_visible()
    sound(agent)
    agent.goto("/cases")
    expect(agent.locator("main .notice", has_text=alarm)).to_have_count(0)


def test_hundreds_at_once(visit, server):
    page = visit(DESK, who=server.state)
    page.goto("/cases")
    for number in range(130):
        made(page, "/cases", {"title": f"Flood {number}", "kind": "request"})
    page.goto("/cases?text=Flood")
    sound(page)
    bulk = page.locator("#bulk")

    def tag(word):
        bulk.locator('select[name="do"]').select_option("tag")
        bulk.locator('[name="text"]').fill(word)
        bulk.locator("button").click()

    # A page by one tick, then all that the list finds.
    page.locator("[data-tick-page] input").check()
    expect(page.locator('.queue input[name="case"]:checked')).to_have_count(50)
    tag("wet")
    expect(page.locator(".notice[role=status]", has_text="Done for 50 cases.")).to_have_count(1)
    page.locator('input[name="all"]').check()
    tag("flood")
    expect(page.locator(".notice[role=status]", has_text="Done for 130 cases.")).to_have_count(
        1, timeout=60_000)
    # By the tag, page after page; those that do not fit are left alone.
    page.goto("/cases?" + urllib.parse.urlencode({"filter": 'tags contains "flood"'}))
    counts = []
    while True:
        counts.append(page.locator("tr[data-case]").count())
        assert page.locator("tr[data-case]", has_text="flood").count() == counts[-1]
        further = page.locator('a[rel="next"]')
        if not further.count():
            break
        page.goto(further.get_attribute("href"))
    assert counts == [50, 50, 30]
    # On its last page there is nothing more to find.
    expect(page.locator('input[name="all"]')).to_have_count(0)
    phone = visit(PHONE, "zh", who=server.state, color_scheme="dark")
    phone.goto("/cases?text=Flood")
    expect(phone.locator('input[name="all"]')).to_have_count(1)
    sound(phone)


NEW_YORK = zoneinfo.ZoneInfo("America/New_York")
CALENDAR = """key: browser-new-york
name: New York
zone: America/New_York
week:
  monday: ['09:00-17:00']
  tuesday: ['09:00-17:00']
  wednesday: ['09:00-17:00']
  thursday: ['09:00-17:00']
  friday: ['09:00-17:00']
"""


def worked(start, seconds):
    """When so much of the opening hours in New York is over, day by day."""
    day = start.astimezone(NEW_YORK).date()
    left = datetime.timedelta(seconds=seconds)
    while True:
        opens, closes = [
            datetime.datetime.combine(day, datetime.time(hour), NEW_YORK).astimezone(
                datetime.timezone.utc) for hour in (9, 17)]
        begins = max(opens, start)
        if day.weekday() < 5 and begins < closes:
            if closes - begins >= left:
                return begins + left
            left -= closes - begins
        day += datetime.timedelta(days=1)


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def test_a_team_elsewhere_has_its_own_hours(visit, server):
    """The chip counts what is left until the team's own clock strikes, and says when that is here."""
    page = visit(DESK, who=server.state)
    page.goto("/cases")
    made(page, "/calendars", {"text": CALENDAR})
    team = made(page, "/teams", {"name": "New York", "calendar": "browser-new-york"})["id"]
    customer = made(page, "/customers", {
        "key": "SEA-1", "name": "Mr Sea", "traits": {"tier": "gold"}})["id"]
    one = made(page, "/cases", {
        "title": "Across the sea", "kind": "request", "team": team, "customer": customer,
        "words": "Hello"})
    page.goto(f"/cases/{one['id']}")
    chip = page.locator(".case-head .clock", has_text="Resolution")
    due = moment(chip.get_attribute("data-due"))
    assert abs(due - worked(moment(one["openedAt"]), 24 * 3600)) < datetime.timedelta(seconds=1)
    here = due.astimezone(zoneinfo.ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%d %H:%M")
    assert here in chip.get_attribute("title")
    sound(page)
