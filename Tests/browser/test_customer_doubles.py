"""Customers that share an address: told apart by a person, by pages, and taken back."""
import pytest
from playwright.sync_api import expect

from accessibility import axe
from conftest import DESK, PHONE, ready, sound
from test_complaints import api, made


@pytest.fixture(scope="module")
def server(chromium):
    """Of this file's own: what is listed is counted."""
    with ready(chromium) as server:
        yield server


def shared(page, count, first=0):
    """So many addresses that two customers have; their pairs of ids."""
    pairs = []
    for number in range(first, first + count):
        pairs.append([
            made(page, "/customers", {
                "key": f"D{number}{side}", "name": f"Wen {number} {side}",
                "contacts": [{"kind": "mail", "value": f"wen{number}@example.com"}]})["id"]
            for side in "ab"])
    return pairs


def test_they_are_told_apart_and_taken_back(visit, server):
    page = visit(DESK, who=server.state)
    page.goto("/customers/doubles")
    expect(page.locator(".empty")).to_be_visible()
    sound(page)
    assert axe(page) == []
    shared(page, 2)
    page.reload()
    groups = page.locator("section.panel:has(h2.address)")
    expect(groups).to_have_count(2)
    sound(page)
    one = groups.filter(has_text="wen0@example.com")
    one.get_by_role("button", name="Not the same person").click()
    expect(groups).to_have_count(1)
    apart = page.locator("#apart li", has_text="Wen 0 a")
    expect(apart).to_contain_text("Wen 0 b")
    sound(page)
    assert axe(page) == []
    apart.get_by_role("button").click()
    expect(groups).to_have_count(2)
    expect(page.locator("#apart")).to_have_count(0)


def test_both_lists_go_by_pages(visit, server):
    page = visit(DESK, who=server.state)
    page.goto("/customers/doubles")
    pairs = shared(page, 53, first=100)
    page.reload()
    groups = page.locator("section.panel:has(h2.address)")
    seen = []
    while True:
        seen += groups.locator("h2").all_inner_texts()
        sound(page)
        further = page.locator('main a[rel="next"]').first
        if not further.count():
            break
        further.click()
        page.wait_for_load_state()
    assert len(seen) == len(set(seen)) >= 53
    for one, other in pairs:
        assert api(page, "PUT", f"/customers/{one}/distinctions/{other}", {})[0] < 300
    page.goto("/customers/doubles")
    rows = page.locator("#apart li")
    expect(rows).to_have_count(50)
    first = rows.all_inner_texts()
    page.locator('#apart a[rel="next"]').click()
    expect(rows).to_have_count(3)
    assert not set(rows.all_inner_texts()) & set(first)
    expect(page.locator('#apart a[rel="next"]')).to_have_count(0)
    sound(page)


@pytest.mark.parametrize("size, language, scheme", [
    (PHONE, "zh", "dark"), (PHONE, "en", "light"), (DESK, "zh", "light"), (DESK, "en", "dark")])
def test_they_are_read_everywhere(visit, server, size, language, scheme):
    page = visit(size, language, who=server.state, color_scheme=scheme)
    page.goto("/customers/doubles")
    sound(page)
    assert axe(page) == []
