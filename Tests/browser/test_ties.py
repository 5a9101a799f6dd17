"""Two cases made one and two again, one made two: what colleagues and the customer see of it."""
import re

import pytest
from playwright.sync_api import expect

from conftest import DESK, PHONE, sound
from test_complaints import made


def customer_page(page, number):
    page.goto(f"/cases/{number}")
    page.locator('form[action$="/customer-page"] button').click()
    return page.locator('a.address[href*="/c/"]').get_attribute("href")


def tie(page, number, other, way):
    """By the number of the other case; `merge` or `links`."""
    page.goto(f"/cases/{number}")
    form = page.locator('form[action$="/links"]')
    page.locator('details:has(form[action$="/links"]) > summary').click()
    form.locator('input[name="other"]').fill(other)
    page.once("dialog", lambda dialog: dialog.accept())
    form.locator(f'button[formaction$="/{way}"]' if way == "merge" else "button").first.click()


@pytest.mark.parametrize("language, size, scheme", [
    ("en", DESK, "light"), ("zh", PHONE, "dark")], ids=["desk", "phone"])
def test_a_matter_goes_on_for_its_customer(visit, server, language, size, scheme):
    """Merged, the old private page shows the whole matter and reaches whoever works on it."""
    page = visit(DESK, "en", who=server.state)
    page.goto("/cases")
    customer = made(page, "/customers", {"key": f"TIE-{language}", "name": "Mrs Vale"})["id"]
    cases = [
        made(page, "/cases", {"title": title, "customer": customer, "words": words})
        for title, words in [("Asked by phone", "The lamp is broken."),
                             ("Asked by mail", "Did you get my call?")]]
    first, second = [one["id"] for one in cases]
    address = customer_page(page, first)
    guest = visit(size, language, color_scheme=scheme)
    guest.goto(f"{address}?lang={language}")
    expect(guest.locator(".case-message")).to_have_count(1)

    tie(page, first, second, "merge")
    page.wait_for_url(re.compile(rf"/cases/{second}\?from={cases[0]['number']}$"))
    expect(page.locator('.notice[role="status"]').first).to_contain_text(f"#{cases[0]['number']}")
    expect(page.locator(".thread .message")).to_have_count(2)
    sound(page)
    guest.reload()
    expect(guest.locator(".case-message")).to_have_count(2)
    guest.locator("#text").fill("Is anybody there?")
    guest.locator('button[value="reply"]').click()
    expect(guest.locator(".case-message")).to_have_count(3)
    sound(guest)
    page.reload()
    expect(page.locator(".thread .message", has_text="Is anybody there?")).to_have_count(1)

    # Two again: each has its own, what was said meanwhile stays where it was said.
    page.locator('form[action$="/merge-undo"] button').click()
    page.wait_for_url(re.compile(rf"/cases/{first}$"))
    expect(page.locator(".thread .message")).to_have_count(1)
    expect(page.locator('form[action$="/sends"]')).to_have_count(1)
    sound(page)
    guest.reload()
    expect(guest.locator(".case-message")).to_have_count(1)
    expect(guest.locator("#text")).to_have_count(1)


def test_nobody_reads_what_another_customer_wrote(visit, server):
    page = visit(DESK, who=server.state)
    page.goto("/cases")
    numbers = []
    for name in ["One", "Two"]:
        customer = made(page, "/customers", {"key": f"APART-{name}", "name": name})["id"]
        numbers.append(made(page, "/cases", {
            "title": f"Of {name}", "customer": customer, "words": f"I am {name}."})["id"])
    addresses = [customer_page(page, number) for number in numbers]
    tie(page, numbers[0], numbers[1], "merge")
    page.wait_for_url(re.compile(rf"/cases/{numbers[1]}\?from="))
    expect(page.locator(".thread .message")).to_have_count(2)
    guest = visit(PHONE)
    for name, other, address in [("One", "Two", addresses[0]), ("Two", "One", addresses[1])]:
        guest.goto(address)
        expect(guest.locator(".case-message", has_text=f"I am {name}.")).to_have_count(1)
        expect(guest.locator(".case-message", has_text=f"I am {other}.")).to_have_count(0)
        sound(guest)


def test_one_made_two_and_two_that_belong_together(visit, server):
    page = visit(DESK, who=server.state)
    page.goto("/cases")
    customer = made(page, "/customers", {"key": "SPLIT-1", "name": "Mr Reed"})["id"]
    number, other = [
        made(page, "/cases", {"title": title, "customer": customer, "words": words})["id"]
        for title, words in [("Two wishes", "And the bill is wrong, too."), ("Old bill", "Hello")]]
    address = customer_page(page, number)
    page.locator('.message input[form="split"]').first.check()
    page.locator('details:has(form[action$="/splits"]) > summary').click()
    form = page.locator('form[action$="/splits"]')
    form.locator('input[name="title"]').fill("The bill")
    with page.expect_navigation():
        form.locator("button").click()
    ties = page.locator("section", has=page.locator("#tasks-title"))
    split = ties.locator("a", has_text="The bill")
    expect(split).to_have_count(1)
    sound(page)
    tie(page, number, other, "links")
    expect(ties.locator("a", has_text="Old bill")).to_have_count(1)
    split.click()
    expect(page.locator("h1")).to_have_text("The bill")
    expect(page.locator(".thread .message", has_text="the bill is wrong")).to_have_count(1)
    expect(ties.locator("a", has_text="Two wishes")).to_have_count(1)
    sound(page)
    page.set_viewport_size(PHONE)
    sound(page)
    # The customer's page goes on as it was, and names none of it.
    guest = visit(PHONE)
    guest.goto(address)
    expect(guest.locator(".case-message")).to_have_count(1)
    assert "The bill" not in guest.locator("main").inner_text()
    assert "Old bill" not in guest.locator("main").inner_text()
