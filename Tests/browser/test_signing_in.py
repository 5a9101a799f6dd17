"""The doors: set-up, sign in and out, the language, forms from nowhere."""
import re

import pytest

from conftest import DESK, PHONE, sign_in, sound

WRONG = {"en": "Login or password is wrong", "zh": "密码"}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_wrong_password_then_right_one(visit, server, language, size):
    page = visit(size, language)
    sign_in(page, server.login, "not this one at all")
    alert = page.locator("[role=alert]")
    alert.wait_for()
    assert WRONG[language] in alert.inner_text()
    assert page.locator("#login").input_value() == server.login, "what was typed is kept"
    assert page.locator("#password").input_value() == "", "a password is never sent back"
    sound(page)
    sign_in(page, server.login, server.password)
    page.wait_for_url(server.url + "/")
    page.goto("/cases")
    out = page.locator('form[action="/sign-out"] button')
    out.wait_for(state="attached")
    if size is PHONE:
        page.locator(".navbar-toggler").click()
    out.click()
    page.wait_for_url("**/sign-in")
    page.goto("/cases")
    page.wait_for_url("**/sign-in?next=*")


def test_sign_in_leads_to_the_page_that_was_asked_for(visit, server):
    page = visit()
    page.goto("/cases?view=closed")
    page.wait_for_url("**/sign-in?next=*")
    page.locator("#login").fill(server.login)
    page.locator("#password").fill(server.password)
    page.locator("#password").press("Enter")
    page.wait_for_url("**/cases?view=closed")


def test_set_up_is_open_only_once(visit, server):
    page = visit()
    page.goto("/setup")
    page.wait_for_url("**/sign-in")


def test_the_language_switch_keeps_the_page(visit, server):
    page = visit(who=server.state)
    page.goto("/cases?view=closed")
    assert page.locator("html").get_attribute("lang") == "en"
    page.locator('a[href^="/language?to=zh"]').click()
    page.wait_for_url("**/cases?view=closed")
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    assert re.search("[一-鿿]", page.locator("h1").inner_text())
    page.locator('a[href^="/language?to=en"]').click()
    page.wait_for_url("**/cases?view=closed")
    assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize("token", ["", "0" * 64])
def test_a_form_with_a_wrong_token_is_refused(visit, server, token):
    page = visit(who=server.state)
    page.goto("/cases/new")
    page.locator("#title").fill("Sent from elsewhere")
    page.locator('main input[name="csrf"]').evaluate("(e, v) => { e.value = v }", token)
    with page.expect_navigation() as reply:
        page.locator("main form button").click()
    assert reply.value.status == 403
    sound(page)
    assert "reload" in page.locator("h1").inner_text()
    page.goto("/cases?view=all")
    assert "Sent from elsewhere" not in page.locator("main").inner_text()
