"""A team gives its cases from the settings page to the effect: by turn, load and skill, past who is
away or has enough; and the queue says who and why."""
import datetime
import re

import pytest
from playwright.sync_api import expect

from conftest import DESK, PHONE, sound
from test_complaints import made


@pytest.fixture
def people(visit, server):
    """Opens a page and has two people made, by the names one gives."""
    page = visit(DESK, who=server.state)
    page.goto("/cases")
    return page, lambda *names: [
        made(page, "/users", {
            "name": name, "login": name.lower().replace(" ", "."), "role": "agent",
            "password": "seven brown baskets"})["id"] for name in names]


def team(page, name, way, members, most=None):
    """By the forms of the settings."""
    page.goto("/settings/teams")
    page.locator("#name").fill(name)
    page.locator("#assigns").select_option(way)
    if most:
        page.locator("#most").fill(str(most))
    page.locator('form[action="/settings/teams"] button').click()
    page.wait_for_url(re.compile(r"/settings/teams/team_\w+"))
    for member in members:
        page.locator(f'input[name="members"][value="{member}"]').check()
    page.locator('form[action$="/members"] button').click()
    expect(page.locator("main p .chip")).to_have_count(len(members))
    sound(page)


def open_for(page, team, title, severity="ordinary"):
    page.goto("/cases/new")
    page.locator("#title").fill(title)
    page.locator("#severity").select_option(severity)
    page.locator("#team").select_option(label=team)
    page.locator('form[action="/cases"] button').click()
    page.wait_for_url(re.compile(r"/cases/cas_"))


def told(page, title):
    """What the queue says in the row of a case of who has it."""
    page.goto("/cases")
    row = page.locator("tr[data-case]", has_text=title)
    expect(row).to_have_count(1)
    return row.locator("td").nth(3)


def away(page, user, until):
    page.goto(f"/settings/users/{user}")
    page.locator("#until").fill(until)
    page.locator('form[action$="/absence"] button').click()
    expect(page.locator("#until")).to_have_value(until)
    sound(page)


def test_by_hand_and_in_turn(people):
    page, make = people
    kit, lou = make("Kit Turn", "Lou Turn")
    team(page, "Hands", "manual", [kit, lou])
    open_for(page, "Hands", "By hand")
    expect(told(page, "By hand")).to_contain_text("Nobody yet")
    team(page, "Turns", "round_robin", [kit, lou])
    for title, name in [("Turn 1", "Kit Turn"), ("Turn 2", "Lou Turn"), ("Turn 3", "Kit Turn")]:
        open_for(page, "Turns", title)
        expect(page.locator(".giving")).to_contain_text("in turn")
        expect(told(page, title)).to_contain_text(name)
    away(page, lou, str(datetime.date.today() + datetime.timedelta(days=9)))
    open_for(page, "Turns", "Turn 4")
    cell = told(page, "Turn 4")
    expect(cell).to_contain_text("Kit Turn")
    expect(cell.locator(".giving")).to_contain_text("Lou Turn is away")
    # Back again.
    away(page, lou, "")
    open_for(page, "Turns", "Turn 5")
    expect(told(page, "Turn 5")).to_contain_text("Lou Turn")


def test_by_load_until_all_have_enough(people, visit, server):
    page, make = people
    mo, pat = make("Mo Load", "Pat Load")
    team(page, "Loads", "load", [mo, pat], most=2)
    for title in ["Load 1", "Load 2", "Load 3", "Load 4"]:
        open_for(page, "Loads", title)
    expect(told(page, "Load 2").locator(".giving")).to_contain_text("had the fewest: 0")
    expect(told(page, "Load 4").locator(".giving")).to_contain_text("had the fewest: 1")
    open_for(page, "Loads", "Load 5")
    expect(page.locator(".giving")).to_contain_text("nobody could be given it")
    cell = told(page, "Load 5")
    expect(cell).to_contain_text("Nobody yet")
    for name in ["Mo Load has enough", "Pat Load has enough"]:
        expect(cell.locator(".giving")).to_contain_text(name)
    sound(page)
    phone = visit(PHONE, "zh", who=server.state, color_scheme="dark")
    expect(told(phone, "Load 5").locator(".giving")).to_contain_text("无人可分派")
    expect(told(phone, "Load 5").locator(".giving")).to_contain_text("Mo Load已满")
    sound(phone)
    # Taken by hand, what the team's way said is over.
    page.goto("/cases")
    page.locator("tr[data-case] a.case-title", has_text="Load 5").click()
    page.locator('form[action$="/assignment"] button[data-key="m"]').click()
    expect(page.locator("section.actions p").first).to_contain_text("Ada Lin")
    expect(page.locator(".giving")).to_have_count(0)


def test_by_skill(people):
    page, make = people
    one, two = make("Quin Skill", "Rae Skill")
    page.goto(f"/settings/users/{two}")
    page.locator("#skills").fill("major, zh")
    page.locator('form[action$="/skills"] button').click()
    expect(page.locator("#skills")).to_have_value("major, zh")
    team(page, "Skills", "skill", [one, two])
    open_for(page, "Skills", "Skill 1", "major")
    cell = told(page, "Skill 1")
    expect(cell).to_contain_text("Rae Skill")
    expect(cell.locator(".giving")).to_contain_text("by skill: major")
    open_for(page, "Skills", "Skill 2")
    cell = told(page, "Skill 2")
    expect(cell).to_contain_text("Quin Skill")
    expect(cell.locator(".giving")).to_contain_text("had the fewest: 0")
    # One's own absence by one's own page.
    page.goto("/settings/profile")
    page.locator("#until").fill("2030-01-05")
    page.locator('form[action$="/absence"] button').click()
    expect(page.locator("#until")).to_have_value("2030-01-05")
    page.locator("#until").fill("")
    page.locator('form[action$="/absence"] button').click()
    sound(page)
