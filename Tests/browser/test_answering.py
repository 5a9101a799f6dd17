"""A questionnaire goes out and comes back: with and without scripts, by keyboard, once."""
import re

import pytest

from conftest import DESK, PHONE, choose_link, publish, sound

NPS = "q.recommend"


def score(page, value):
    page.locator(f'input[name="{NPS}"][value="{value}"]').check()
    page.locator("button.primary").click()


def completed(page, link):
    page.goto(f"/links/{link}")
    text = page.locator(f'dd a[href="/responses?link={link}"]').inner_text()
    return int(text.split("/")[0])


@pytest.fixture
def link(visit, server, request):
    """A link of its own for the test."""
    return choose_link(visit(who=server.state), "nps", request.node.name[:60])


def test_publish_and_show_the_qr_code(visit, server):
    page = visit(who=server.state)
    link, path = choose_link(page, "nps", "Front desk", "qr")
    assert path.startswith("/a/")
    picture = page.locator("img.qr")
    picture.wait_for()
    assert picture.evaluate("e => e.complete && e.naturalWidth > 0")
    assert page.locator("a.address:not(.kiosk)").inner_text() == server.url + path
    assert completed(page, link) == 0


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_answer_on_a_phone(visit, server, link, language, scripts):
    identity, path = link
    page = visit(PHONE, language, java_script_enabled=scripts)
    page.goto(path)
    assert page.locator("html").get_attribute("lang") == {"en": "en", "zh": "zh-CN"}[language]
    if scripts:
        sound(page)
    score(page, 9)
    page.locator('textarea[name="q.praise"]').fill("The breakfast · 早餐很好")
    if scripts:
        sound(page)
    page.locator("button.primary").click()
    page.locator("[data-done]").wait_for()
    if scripts:
        sound(page)
    assert completed(visit(who=server.state), identity) == 1


def test_answer_by_keyboard_only(visit, server, link):
    identity, path = link
    page = visit()
    page.goto(path)
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == NPS:
            break
    page.keyboard.press("Space")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    assert page.locator(f'input[name="{NPS}"]:checked').get_attribute("value") == "4"
    page.keyboard.press("Enter")
    page.locator('textarea[name="q.disappointment"]').wait_for()
    while page.evaluate("document.activeElement.name") != "q.disappointment":
        page.keyboard.press("Tab")
    page.keyboard.type("Waited too long")
    while not page.evaluate("document.activeElement.matches('button.primary')"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("[data-done]").wait_for()
    assert completed(visit(who=server.state), identity) == 1


def test_a_missing_answer_is_asked_for_and_the_rest_is_kept(visit, link):
    page = visit(PHONE)
    page.goto(link[1])
    page.locator("button.primary").click()
    page.locator(".summary[role=alert]").wait_for()
    sound(page)
    assert page.title().startswith("Please check: ")
    page.locator(".summary a").click()
    score(page, 8)
    page.locator('textarea[name="q.missing"]').wait_for()


def test_what_was_begun_goes_on_where_it_was(visit, server, link):
    page = visit(PHONE)
    page.goto(link[1])
    score(page, 7)
    page.locator('textarea[name="q.missing"]').wait_for()
    page.goto(link[1])
    page.locator('textarea[name="q.missing"]').wait_for()
    page.locator('button[value="back"]').click()
    assert page.locator(f'input[name="{NPS}"]:checked').get_attribute("value") == "7"


def test_a_double_submit_counts_once(visit, server, link):
    identity, path = link
    page = visit(PHONE)
    page.goto(path)
    score(page, 10)
    page.locator('textarea[name="q.praise"]').fill("Kind people")
    with page.expect_request(lambda r: r.method == "POST") as sent:
        page.locator("button.primary").click()
    page.locator("[data-done]").wait_for()
    again = page.request.post(
        sent.value.url, data=sent.value.post_data,
        headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert again.status == 200 and "data-done" in again.text()
    assert completed(visit(who=server.state), identity) == 1


@pytest.mark.parametrize("language, words", [("en", "closed"), ("zh", "关闭|结束|停止")])
def test_a_closed_link_says_so(visit, server, link, language, words):
    identity, path = link
    page = visit(who=server.state)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"/links/{identity}")
    page.locator('form[action$="/closure"] button').click()
    page.locator('form[action$="/reopening"]').wait_for()
    guest = visit(PHONE, language)
    assert guest.goto(path).status == 410
    assert re.search(words, guest.locator("h1").inner_text())
    sound(guest)


def test_an_unknown_link_says_so(visit):
    page = visit(PHONE)
    assert page.goto("/a/nothing-here").status == 404
    assert "leads to no questionnaire" in page.locator("h1").inner_text()
    sound(page)


def test_answers_are_counted_in_the_rooms(visit, server, link):
    identity, path = link
    for value in (10, 9, 2):
        guest = visit(PHONE)
        guest.goto(path)
        score(guest, value)
        guest.locator("button.primary").click()
        guest.locator("[data-done]").wait_for()
    page = visit(DESK, who=server.state)
    page.goto(f"/responses?link={identity}")
    assert page.locator("tbody tr").count() == 3
    page.goto("/insight")
    total = page.locator("#sentence")
    total.wait_for()
    counted = re.search(r"n = (\d+)", total.inner_text())
    assert counted and int(counted.group(1)) >= 3, total.inner_text()
    sound(page)
    reply = page.goto("/")
    if reply.status == 404:
        pytest.skip("there is no room Today yet")
    page.locator(".incoming li").first.wait_for()
    assert re.search(r"n = \d+", page.locator("main").inner_text())
    sound(page)


def test_today_shows_an_answer_without_a_reload(visit, server, link):
    page = visit(DESK, who=server.state)
    page.goto("/")
    page.locator("[data-live=answers]").first.wait_for()
    page.evaluate("window.isTheSamePage = true")
    guest = visit(PHONE)
    guest.goto(link[1])
    score(guest, 9)
    guest.locator('textarea[name="q.praise"]').fill("The lamp by the lift is lovely")
    guest.locator("button.primary").click()
    guest.locator("[data-done]").wait_for()
    page.locator(".incoming", has_text="The lamp by the lift is lovely").wait_for()
    assert page.evaluate("window.isTheSamePage")


def test_answer_inside_another_web_page(visit, server, link):
    page = visit(DESK)
    shop = server.url.replace("127.0.0.1", "localhost") + "/shop"
    page.route(shop, lambda route: route.fulfill(
        content_type="text/html",
        body=f'<h1>Our shop</h1><script src="{server.url}/embed.js" data-link="{link[1]}" '
        'data-channel="shop" data-customer="c-77" async></script>'))
    page.goto(shop)
    frame = page.frame_locator("iframe")
    frame.locator(f'input[name="{NPS}"][value="9"]').check()
    frame.locator("button.primary").click()
    # The next page has a button of the same kind; the old one may still be there.
    frame.locator(f'input[name="{NPS}"]').first.wait_for(state="detached")
    frame.locator("button.primary").click()
    frame.locator("[data-done]").wait_for()
    admin = visit(DESK, who=server.state)
    admin.goto(f"/responses?link={link[0]}")
    admin.locator("tbody a").first.click()
    admin.wait_for_url(re.compile("/responses/rsp_"))
    assert "c-77" in admin.locator("main").inner_text()


KINDS = """
key: %(key)s
title: {zh: 题型, en: Kinds}
pages:
  - items:
      - key: rank
        kind: ranking
        title: {zh: 排一排, en: Put in order}
        required: true
        max: 2
        options:
          - {code: speed, title: {zh: 快, en: Speed}}
          - {code: care, title: {zh: 细, en: Care}}
          - {code: price, title: {zh: 省, en: Price}}
      - key: points
        kind: constant_sum
        title: {zh: 分一分, en: Share out}
        total: 10
        rows: [{code: x, title: {zh: 甲, en: First}}, {code: z, title: {zh: 乙, en: Second}}]
      - {key: wait, kind: number, title: {zh: 等了多久, en: How long}, display: slider, min: 0, max: 60, step: 5}
      - key: none
        kind: multiple
        title: {zh: 选一选, en: Choose}
        options:
          - {code: a, title: {zh: 甲, en: One}}
          - {code: no, title: {zh: 都不是, en: None of these}, exclusive: true}
      - key: feel
        kind: rating
        title: {zh: 感觉, en: How do you feel}
        display: smileys
        dont_know: true
        scale: {points: 5, labels: {1: {zh: 差, en: Bad}, 5: {zh: 好, en: Good}}}
"""


def test_questions_are_easier_with_the_script_and_work_by_keyboard(visit, server):
    path = publish(visit(who=server.state), KINDS % {"key": "kinds-script"})
    guest = visit(PHONE)
    guest.goto(path)
    sound(guest)
    buttons = guest.locator(".ranking button")
    buttons.nth(2).focus()
    guest.keyboard.press("Enter")
    buttons.nth(0).press("Space")
    buttons.nth(1).click()
    assert buttons.nth(2).get_attribute("aria-pressed") == "true"
    assert buttons.nth(2).inner_text().split() == ["1", "Price"]
    assert buttons.nth(1).get_attribute("aria-pressed") == "false", "only two places are asked for"
    buttons.nth(2).click()
    buttons.nth(1).click()
    assert [b.split()[0] for b in buttons.all_inner_texts()] == ["1", "2", "Price"]
    output = guest.locator(".total output")
    guest.locator('[name="q.points.x"]').fill("4")
    assert output.inner_text() == "6 left"
    guest.locator('[name="q.points.z"]').fill("7")
    assert output.inner_text() == "1 too many"
    guest.locator('[name="q.points.z"]').fill("6")
    assert output.inner_text() == "All shared out"
    slider = guest.locator('input[type="range"]')
    assert guest.locator('[name="q.wait"]').input_value() == "", "untouched is not answered"
    slider.focus()
    guest.keyboard.press("ArrowRight")
    assert guest.locator('[name="q.wait"]').input_value() == "35"
    guest.get_by_label("One", exact=True).check()
    guest.get_by_label("None of these").check()
    assert not guest.get_by_label("One", exact=True).is_checked()
    guest.locator('input[name="q.feel"][value="4"]').focus()
    guest.keyboard.press("Space")
    guest.keyboard.press("ArrowRight")
    assert guest.locator('input[name="q.feel"][value="5"]').is_checked()
    guest.get_by_role("button", name="Send").click()
    guest.locator("[data-done]").wait_for()


AREAS = """
key: areas
title: {zh: 看图, en: Look}
pages:
  - items:
      - key: eye
        kind: multiple
        display: areas
        title: {zh: 先看到哪里？, en: What did you see first?}
        image: /assets/nuo.svg
        alt: {zh: 前台的照片, en: A photo of the counter}
        options:
          - {code: lamp, title: {zh: 灯, en: The lamp}, area: {left: 0, top: 0, width: 50, height: 50}}
          - {code: desk, title: {zh: 台面, en: The desk}, area: {left: 50, top: 50, width: 50, height: 50}}
          - {code: none, title: {zh: 都没有, en: None of these}, exclusive: true}
"""


def test_areas_of_a_picture_are_pointed_at_or_chosen_in_the_list(visit, server):
    admin = visit(who=server.state)
    path = publish(admin, AREAS)
    for scripts, place in [(True, (.25, .25)), (True, (.75, .75)), (False, None)]:
        guest = visit(PHONE, java_script_enabled=scripts)
        guest.goto(path)
        if place:
            box = guest.get_by_role("img", name="A photo of the counter").bounding_box()
            point = (box["x"] + place[0] * box["width"], box["y"] + place[1] * box["height"])
            guest.mouse.click(*point)
            assert guest.locator("rect.chosen").count() == 1
            guest.mouse.click(*point)
            assert guest.locator("rect.chosen").count() == 0, "pointing again takes it back"
            guest.mouse.click(*point)
            guest.get_by_label("None of these").check()
            assert guest.locator("rect.chosen").count() == 0
            guest.mouse.click(*point)
            assert not guest.get_by_label("None of these").is_checked()
            guest.get_by_label("The desk").focus()
            assert "pointed" in guest.locator("rect").nth(1).get_attribute("class")
        else:
            guest.get_by_label("The desk").check()
        guest.get_by_role("button", name="Send").click()
        guest.locator("[data-done]").wait_for()
    admin.goto("/insight?instrument=areas")
    instrument = admin.locator('#instrument option', has_text="Look").first.get_attribute("value")
    admin.goto(f"/insight?instrument={instrument}&by=answers.eye")
    rows = admin.locator("#groups tbody tr").all_inner_texts()
    counts = {re.split(r"\s", row.strip())[0:2][1]: row for row in rows}
    print(rows)
    assert any("lamp" in row and re.search(r"\b1\b", row) for row in rows), counts
    assert any("desk" in row and re.search(r"\b2\b", row) for row in rows), counts


def test_questions_work_without_scripts(visit, server):
    path = publish(visit(who=server.state), KINDS % {"key": "kinds-plain"})
    guest = visit(PHONE, language="zh", java_script_enabled=False)
    guest.goto(path + "?lang=zh")
    places = guest.locator(".ranks select")
    assert places.count() == 2
    places.nth(0).select_option("care")
    places.nth(1).select_option("care")
    guest.locator('[name="q.points.x"]').fill("３")
    guest.locator("button.primary").click()
    assert "“细”排了两次" in guest.content()
    assert "还剩 7 分" in guest.content()
    guest.locator(".ranks select").nth(1).select_option("price")
    guest.locator('[name="q.points.z"]').fill("7")
    guest.locator('[name="q.wait"]').fill("15")
    guest.locator("button.primary").click()
    guest.locator("[data-done]").wait_for()


@pytest.mark.parametrize("name", ["servqual", "kano", "maslow", "qa-scorecard", "ecsi"])
@pytest.mark.parametrize("size", [PHONE, DESK])
def test_built_in_questionnaires_look_sound(visit, server, name, size):
    page = visit(who=server.state)
    _, path = choose_link(page, name, "look")
    for language in ["zh", "en"]:
        guest = visit(size, language=language)
        guest.goto(path + f"?lang={language}")
        sound(guest)
