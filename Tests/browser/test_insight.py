"""Insight in a browser: every page of the room draws, fits and leads to its records; a dashboard is
put together, moved and mailed by keyboard and mouse."""
import re

import pytest

from conftest import DESK, PHONE, new_context, sound

TOPICS = ["dashboards/customer-pulse", "trend", "segments", "drivers", "journey", "crosstab",
          "correlation", "words", "business", "gaps", "five-gaps", "kano", "index"]


def spills(page):
    return page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("language, size", [("en", DESK), ("zh", PHONE)], ids=["en", "zh"])
def test_every_page_speaks_and_fits(chromium, demonstration, topic, language, size):
    context = new_context(chromium, demonstration, size, language, demonstration.state)
    page = context.new_page()
    reply = page.goto(f"/insight/{topic}?period=all")
    assert reply.status == 200
    sound(page)
    assert not spills(page)
    text = page.locator("main").inner_text()
    assert "{" not in text and "[[" not in text, text
    context.close()


def test_the_first_dashboard_shows_numbers_and_pictures(page):
    page.goto("/insight/dashboards")
    page.wait_for_url(re.compile(r"/insight/dashboards/customer-pulse"))
    page.locator(".chart canvas").first.wait_for()
    figures = page.locator(".figure").all_inner_texts()
    assert len(figures) == 3 and all(re.search(r"\d", figure) for figure in figures), figures
    assert page.locator(".chart canvas").count() >= 4
    leads = page.locator(".tile a[href^='/responses']").evaluate_all(
        "all => all.map(a => a.getAttribute('href'))")
    assert leads
    assert page.goto(leads[0]).status == 200
    sound(page)


def test_a_topic_leads_to_exactly_its_records(page):
    page.goto("/insight/words?period=all")
    row = page.locator("#topics tbody tr").first
    count = int(row.get_attribute("data-count"))
    page.goto(row.locator("a").last.get_attribute("href"))
    assert page.locator("tbody tr").count() == min(count, 50) > 0


def test_a_dashboard_is_put_together_by_keyboard(page):
    page.goto("/insight/words?period=all")
    page.locator("details.put > summary").focus()
    page.keyboard.press("Enter")
    page.locator("#put-title").fill("What they write")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/insight/dashboards/"))
    sound(page)
    titles = page.locator(".tile h2")
    assert titles.last.inner_text() == "What they write"
    before = titles.count()
    last = page.locator(".tile").last.locator("form button")
    last.first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(".tile h2").nth(before - 2).inner_text() == "What they write"
    with page.expect_navigation():
        page.locator(".tile").nth(before - 2).locator("form button").last.click()
    assert page.locator(".tile h2").count() == before - 1


def test_comparison_and_filter_stand_in_the_address(page):
    page.goto("/insight/dashboards/customer-pulse")
    page.locator("#filter").fill('channel == "link"')
    page.locator("#against").fill("score >= 0")
    page.locator(".insight-form button").click()
    page.wait_for_url(re.compile(r"filter=.*against="))
    assert page.locator("#filter").input_value() == 'channel == "link"'
    page.locator("text=Slides").click()
    page.wait_for_url(re.compile(r"view=slides"))
    assert page.locator(".slides .tile").count() > 5
    sound(page)


@pytest.mark.parametrize("place", ["/insight?period=90&by=customer.region", "/insight/trend?period=90",
                                   "/insight/dashboards/customer-pulse?period=90"])
def test_paper_says_what_it_rests_on(page, place):
    page.goto(f"{place}&filter=score%20%3E%3D%200")
    page.locator(".chart canvas").first.wait_for()
    assert not page.locator("[data-basis]:visible:not(button)").count()
    page.emulate_media(media="print")
    basis = page.locator("p[data-basis]").first
    assert basis.is_visible()
    assert "score >= 0" in basis.inner_text() and "2026-" in basis.inner_text()
    assert not page.locator("form:visible, nav.topics:visible").count()
    # What waits behind a picture on the screen stands below it on paper.
    if "dashboards" not in place:
        table = page.locator("details:not([open]) table").first
        assert table.is_visible() and table.bounding_box()["height"] > 40
    page.emulate_media(media="screen")


def test_a_report_is_ordered_and_stopped(page):
    page.goto("/insight/dashboards/customer-pulse")
    page.locator("#reports > summary").click()
    page.locator("#report-address").fill("boss@example.com")
    page.locator("#reports form").last.locator("button").click()
    page.wait_for_url(re.compile(r"#reports"))
    page.locator("#reports > summary").click()
    row = page.locator("#reports tbody tr", has_text="boss@example.com")
    assert "Monday" in row.inner_text()
    row.locator("button").click()
    page.wait_for_load_state()
    assert page.locator("#reports tbody tr").count() == 0
    sound(page)
