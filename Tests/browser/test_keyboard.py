"""Every kind of question: held to the rules of accessibility and answered by keyboard alone."""
import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from accessibility import FOCUS, faults
from conftest import DESK, PHONE
from kinds import KINDS

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c63600000000200014 8afa471".replace(" ", "")
    + "0000000049454e44ae426082")


def tab(page, wanted):
    """Goes on by Tab until the focus is there; what has it must show it all the way."""
    for _ in range(60):
        page.keyboard.press("Tab")
        hidden = page.evaluate(FOCUS)
        assert not hidden, hidden
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"Tab never comes to {wanted}")


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def fields(page, key):
    """The names of a question's fields, each once, in order."""
    names = page.eval_on_selector_all(
        f'[name^="q.{key}"]', "all => all.map(one => one.name)")
    return list(dict.fromkeys(names))


def answer(page, key):
    """Answers a question by keyboard alone."""
    field = f'[name="q.{key}"]'
    if key in ("nps", "csat", "ces", "steps", "stars", "faces", "pictures", "yes"):
        tab(page, field)
        press(page, "Space", "ArrowRight")
    elif key == "single":
        tab(page, field)
        press(page, "Space", "ArrowDown", "ArrowDown")
        tab(page, '[name="q.single.other"]')
        page.keyboard.type("By post")
    elif key in ("picked", "areas", "consent"):
        tab(page, field)
        press(page, "Space")
    elif key == "multiple":
        for _ in range(3):
            tab(page, field)
        press(page, "Space")
        tab(page, '[name="q.multiple.other"]')
        page.keyboard.type("By post")
    elif key == "dropdown":
        tab(page, field)
        press(page, "ArrowDown")
    elif key == "cascade":
        for level in range(3):
            tab(page, f"#q-cascade-list-level{level}")
            press(page, "ArrowDown")
    elif key in ("text", "long", "mail", "phone", "number"):
        tab(page, field)
        page.keyboard.type({"mail": "li@example.com", "phone": "10086", "number": "7"}.get(key, "好 good"))
    elif key == "slider":
        tab(page, "input[type=range]")
        press(page, "ArrowRight")
    elif key == "date":
        tab(page, field)
        # The browser's own language orders day and month.
        page.keyboard.type("03032026")
    elif key == "time":
        tab(page, field)
        page.keyboard.type("0930AM")
    elif key == "rank":
        tab(page, ".ranking button")
        press(page, "Tab", "Enter", "Shift+Tab", "Space")
    elif key == "photo":
        # Listening takes the browser a moment to begin: the way there is long enough.
        with page.expect_file_chooser() as chooser:
            tab(page, "input[type=file]")
            page.keyboard.press("Enter")
        chooser.value.set_files({"name": "门口.png", "mimeType": "image/png", "buffer": PICTURE})
        page.locator(".files .choice input").wait_for()
        assert page.evaluate("document.activeElement.matches('.files .choice input')")
    elif key == "sign":
        tab(page, '[name="q.sign.typed"]')
        page.keyboard.type("Li Hua 李华")
    else:
        answer_lines(page, key)
    tab(page, "button.primary")
    press(page, "Enter")


def answer_lines(page, key):
    for place, name in enumerate(fields(page, key)):
        tab(page, f'[name="{name}"]')
        if key == "drops":
            press(page, "ArrowDown")
        elif key in ("lines", "sum"):
            page.keyboard.type("5")
        elif key == "ticks":
            press(page, "Space")
        elif key == "trade":
            press(page, "Space", *["ArrowDown"] * place)
        else:
            press(page, "Space", "ArrowRight")


def arrive(page, title):
    try:
        page.wait_for_function("title => document.title.startsWith(title)", arg=title)
    except PlaywrightTimeout:
        said = page.locator(".summary").all_inner_texts()
        raise AssertionError(f"not {title} but {page.title()}: {said}") from None


def refused(page, key):
    """Hands the page in empty: the faults are told, have the focus and lead to the question."""
    page.locator("button.primary").focus()
    press(page, "Enter")
    page.locator(".summary[role=alert]").wait_for()
    page.wait_for_function("document.activeElement.matches('.summary')")
    found = faults(page)
    page.locator(".summary a").focus()
    press(page, "Enter")
    if not page.evaluate("document.activeElement.closest('.item') !== null"):
        found.append("the fault does not lead to its question")
    # Afresh: in a date that has the focus already Tab goes from the day to the month.
    page.goto(page.url.split("#")[0])
    return [f"{key} refused: {fault}" for fault in found]


@pytest.mark.parametrize("language, size, scheme", [
    ("en", DESK, "light"), ("zh", PHONE, "dark")], ids=["en", "zh"])
def test_every_kind_by_keyboard(visit, every_kind, language, size, scheme):
    """Each kind on a page of its own: looked at, handed in empty, answered and sent, by keys."""
    page = visit(size, language=language, color_scheme=scheme)
    page.goto(every_kind + f"?lang={language}")
    found = []
    for step, key in enumerate(KINDS):
        of = len(KINDS)
        arrive(page, f"Page {step + 1} of {of}" if language == "en" else f"第 {step + 1} 页，共 {of} 页")
        found += [f"{key}: {fault}" for fault in faults(page)] + refused(page, key)
        answer(page, key)
    page.locator("[data-done]").wait_for()
    found += [f"thanks: {fault}" for fault in faults(page)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_rule_is_broken(visit, all_at_once, language, size, scheme):
    """All kinds on one page, as they come and with their faults."""
    page = visit(size, language=language, color_scheme=scheme)
    page.goto(all_at_once + f"?lang={language}")
    found = faults(page)
    page.locator("button.primary").click()
    page.locator(".summary[role=alert]").wait_for()
    found += [f"refused: {fault}" for fault in faults(page)]
    assert not found, "\n".join(found)
