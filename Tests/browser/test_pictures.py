"""Pictures of Insight as files: each kind is saved as a PNG that can stand on a slide by itself."""
import base64
import json
import pathlib
import re

import pytest

from conftest import DESK, PHONE, ROOT, Watch, call, new_context, sound

RATINGS = {"parcel": ("配送速度", "Speed of delivery"), "bags": ("行李", "Bags"),
           "help": ("客服", "Support"), "stay": ("住得舒服吗，会不会再来？", "How was the stay?")}
DOCUMENT = """
key: trip
title: {zh: 行程, en: Trip}
languages: [zh, en]
hidden:
  - {key: class, title: {zh: 舱位, en: Class}}
pages:
  - items:
%s
      - {key: recommend, kind: nps, score: true, title: {zh: 推荐, en: Recommend}}
      - key: place
        kind: pairs
        title: {zh: 环境, en: Place}
        sides:
          - {code: expectation, title: {zh: 期望, en: Expected}}
          - {code: perception, title: {zh: 感受, en: Found}}
        rows:
          - {code: tools, title: {zh: 设备, en: Tools}}
          - {code: rooms, title: {zh: 场所, en: Rooms}}
        scale: {points: 7, labels: {1: {zh: 低, en: Low}, 7: {zh: 高, en: High}}}
      - key: features
        kind: kano
        title: {zh: 服务, en: Services}
        sides:
          - {code: functional, title: {zh: 有, en: With}}
          - {code: dysfunctional, title: {zh: 没有, en: Without}}
        rows:
          - {code: refund, title: {zh: 退款, en: Refund}}
          - {code: tea, title: {zh: 热茶, en: Tea}}
        options:
          - {code: like, title: {zh: 喜欢, en: Like}}
          - {code: expect, title: {zh: 理应, en: Expect}}
          - {code: neutral, title: {zh: 无所谓, en: Neutral}}
          - {code: tolerate, title: {zh: 将就, en: Tolerate}}
          - {code: dislike, title: {zh: 不喜欢, en: Dislike}}
      - {key: remark, kind: long_text, title: {zh: 意见, en: Remark}}
""" % "\n".join(
    f"      - {{key: {key}, kind: rating, title: {{zh: '{zh}', en: '{en}'}}, "
    "scale: {points: 5, labels: {1: {zh: 差, en: Poor}, 5: {zh: 好, en: Good}}}}"
    for key, (zh, en) in RATINGS.items())
REMARKS = ["The delivery was late, terrible.", "The delivery came fast, the support was kind.",
           "客服态度很差。", "Nothing to say."]
PLACES = ["/insight?by=hidden.class", "/insight/trend?grain=week",
          "/insight/journey?", "/insight/crosstab?by=hidden.class&with=answers.parcel",
          "/insight/words?", "/insight/gaps?", "/insight/kano?", "/insight/dashboards?"]
KINDS = set(re.search(r"const kinds = \{(.*?)\}", (
    ROOT / "Resources/assets/modules/charts.js").read_text())[1].replace(" ", "").split(","))
EDGE = 24

# Keeps what is written into pictures.
WRITTEN = """globalThis.written = [];
  const write = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
    written.push(text);
    return write.call(this, text, ...place);
  };"""

# What another reader than the one that wrote it makes of a file.
SEEN = """async text => {
  const bytes = Uint8Array.from(atob(text), one => one.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const canvas = new OffscreenCanvas(image.width, image.height), ctx = canvas.getContext("2d");
  ctx.drawImage(image, 0, 0);
  const points = new Uint32Array(ctx.getImageData(0, 0, image.width, image.height).data.buffer);
  const dark = (from, to) => points.subarray(from * image.width, to * image.width).some(
    point => (point & 255) < 120 && (point >> 8 & 255) < 120);
  return { width: image.width, height: image.height, corner: points[0] === 0xffffffff,
    solid: points.every(point => point >>> 24 === 255), colours: new Set(points).size,
    title: dark(48, 100), basis: dark(image.height - 96, image.height - 48) };
}"""


def answers(place):
    """Of the one who came in this place: each question another way, none always the same."""
    likes = [("expect", "dislike"), ("like", "dislike"), ("like", "neutral")]
    first, second = likes[place % 3], likes[place // 3 % 3]
    return {
        "parcel": 1 + place % 5, "bags": 1 + place // 5 % 5, "help": 1 + place * 7 // 3 % 5,
        "stay": 1 + (place % 5 + place // 5 % 5) // 2, "recommend": place % 5 + place // 5 % 6,
        "place": {row: {"expectation": 5 + place % 3, "perception": 2 + place % 5}
                  for row in ("tools", "rooms")},
        "features": {"refund": dict(zip(("functional", "dysfunctional"), first)),
                     "tea": dict(zip(("functional", "dysfunctional"), second))},
        "remark": REMARKS[place % 4],
    }


@pytest.fixture(scope="module")
def trip(chromium, demonstration):
    """A questionnaire whose answers every page of the room can draw."""
    context = new_context(chromium, demonstration, who=demonstration.state)
    page = context.new_page()
    page.goto("/insight")
    made = call(page, "/instruments", {"document": DOCUMENT})
    for place in range(60):
        call(page, "/responses", {
            "instrument": made["id"], "answers": answers(place), "language": "en",
            "hidden": {"class": ["Eco", "Business", "First"][place % 3]},
            "completedAt": f"2026-01-{1 + place // 2:02}T08:00:00Z"})
    yield made["id"]
    context.close()


MODEL = """
key: model
title: {zh: 指数, en: Index}
languages: [zh, en]
pages:
  - items:
%s
""" % "\n".join(f"""
      - key: {key}
        kind: matrix
        title: {{zh: {zh}, en: {en}}}
        rows:
          - {{code: a, title: {{zh: 一, en: One}}}}
          - {{code: b, title: {{zh: 二, en: Two}}}}
        scale: {{points: 10, labels: {{1: {{zh: 低, en: Low}}, 10: {{zh: 高, en: High}}}}}}
""" for key, (zh, en) in {"quality": ("质量", "Quality"), "satisfaction": ("满意", "Content"),
                         "loyalty": ("忠诚", "Loyal")}.items())


@pytest.fixture(scope="module")
def model(chromium, demonstration):
    """A questionnaire of the satisfaction index."""
    context = new_context(chromium, demonstration, who=demonstration.state)
    page = context.new_page()
    page.goto("/insight")
    made = call(page, "/instruments", {"document": MODEL})
    for place in range(40):
        quality = 1 + place % 5
        content = quality + place // 5 % 2
        both = {"quality": quality, "satisfaction": content, "loyalty": content + place % 3}
        call(page, "/responses", {
            "instrument": made["id"], "language": "en",
            "answers": {key: {"a": value, "b": value + place % 2}
                        for key, value in both.items()},
            "completedAt": f"2026-01-{1 + place // 2:02}T08:00:00Z"})
    yield made["id"]
    context.close()


def saved(page, button):
    """The name and bytes of what a key press on the button hands over."""
    with page.expect_download() as waiting:
        button.press("Enter")
    return waiting.value.suggested_filename, pathlib.Path(waiting.value.path()).read_bytes()


@pytest.mark.parametrize("language, size, scheme", [
    ("en", DESK, "light"), ("zh", PHONE, "dark")], ids=["en", "zh"])
def test_every_kind_of_picture_is_saved(
        chromium, demonstration, trip, model, language, size, scheme):
    context = new_context(
        chromium, demonstration, size, language, demonstration.state, color_scheme=scheme)
    page = context.new_page()
    watch = Watch(page, demonstration.url)
    found = set()
    for place, instrument in [(place, trip) for place in PLACES] + [("/insight/index?", model)]:
        assert page.goto(f"{place}&period=all&instrument={instrument}").status == 200
        page.locator("[data-picture]:visible").first.wait_for()
        for button in page.locator("[data-picture]:visible").all():
            table = button.get_attribute("data-picture")
            chart = page.locator(f"[data-chart][data-table='{table}']")
            kind = chart.get_attribute("data-chart")
            if kind in found:
                continue
            found.add(kind)
            name, data = saved(page, button)
            assert re.fullmatch(r"nuo-[a-z-]+(-[0-9]+)?\.png", name), name
            assert data.startswith(b"\x89PNG\r\n\x1a\n")
            seen = page.evaluate(SEEN, base64.b64encode(data).decode())
            wide, high = chart.evaluate("chart => [chart.clientWidth, chart.clientHeight]")
            assert seen["width"] == 2 * (wide + 2 * EDGE), (kind, seen, wide)
            assert seen["height"] > 2 * (high + 2 * EDGE), (kind, seen, high)
            assert seen["corner"] and seen["solid"], (kind, seen)
            assert seen["colours"] > 3 and seen["title"] and seen["basis"], (kind, seen)
    assert found == KINDS
    assert page.locator(".on-paper").count() == 0
    assert not watch.complaints, watch.complaints
    context.close()


def test_a_picture_is_called_as_its_table(page, trip):
    page.goto(f"/insight/journey?period=all&instrument={trip}")
    button = page.locator("[data-picture=steps]")
    button.wait_for()
    name, _ = saved(page, button)
    with page.expect_download() as waiting:
        page.locator("section", has=button).locator("a[href*='table=steps']").click()
    assert name == "nuo-journey-steps.png"
    assert waiting.value.suggested_filename == "nuo-journey-steps.csv"


def test_points_that_lie_close_are_both_named(chromium, demonstration, trip):
    context = new_context(chromium, demonstration, PHONE, "en", demonstration.state)
    context.add_init_script(WRITTEN)
    page = context.new_page()
    page.goto(f"/insight/kano?period=all&instrument={trip}")
    page.locator("[data-picture=map]").wait_for()
    page.wait_for_function("written.includes('Refund') && written.includes('Tea')")
    context.close()


@pytest.mark.parametrize("language, size", [("en", DESK), ("zh", PHONE)], ids=["en", "zh"])
def test_paths_are_drawn_with_their_coefficients(chromium, demonstration, model, language, size):
    context = new_context(chromium, demonstration, size, language, demonstration.state)
    context.add_init_script(WRITTEN)
    page = context.new_page()
    page.goto(f"/insight/index?period=all&instrument={model}")
    page.locator("[data-picture=paths]").wait_for()
    rows = page.locator("#paths tbody tr")
    for text in rows.locator("td:first-of-type").all_inner_texts():
        page.wait_for_function("text => written.includes(text)", arg=text)
    names = page.locator("[data-chart=paths]").get_attribute("data-nodes").split("|")
    assert len(names) == 3
    for name in names:
        page.wait_for_function("name => written.includes(name)", arg=name)
    sound(page)
    context.close()


@pytest.mark.parametrize("language, size", [("en", DESK), ("zh", PHONE)], ids=["en", "zh"])
def test_what_happened_stands_in_the_picture(chromium, demonstration, trip, language, size):
    context = new_context(chromium, demonstration, size, language, demonstration.state)
    context.add_init_script(WRITTEN)
    page = context.new_page()
    page.goto("/insight")
    names = {"zh": "新版上线", "en": "New app"}
    call(page, "/occasions", {"text": json.dumps({
        "key": f"seen-{language}", "name": names,
        "days": [{"on": "2026-01-08", "name": names}]})})
    page.goto(f"/insight/trend?period=all&grain=week&instrument={trip}")
    marks = page.locator(f"#steps tbody tr[data-happened*='{names[language]}']")
    page.wait_for_function("marks => written.includes(marks)",
                           arg=marks.get_attribute("data-marks"))
    # The file has no page beside it, so it names what its marks stand for.
    button = page.locator("[data-picture=steps]")
    _, data = saved(page, button)
    assert data.startswith(b"\x89PNG")
    page.wait_for_function("name => written.join('').includes(name)", arg=names[language])
    sound(page)
    context.close()


@pytest.mark.parametrize("language, size", [("en", DESK), ("zh", PHONE)], ids=["en", "zh"])
def test_texts_speak_of_the_steps_of_a_journey(chromium, demonstration, trip, language, size):
    context = new_context(chromium, demonstration, size, language, demonstration.state)
    page = context.new_page()
    mood = page.locator("#steps tbody tr[data-second]")
    # Texts are read in the background after they came.
    for _ in range(60):
        page.goto(f"/insight/journey?period=all&instrument={trip}")
        if mood.count() == 2:
            break
        page.wait_for_timeout(500)
    assert mood.evaluate_all("rows => rows.map(row => row.dataset.label)") == [
        RATINGS[key][language == "en"] for key in ("parcel", "help")]
    # Each remark was left 15 times; two of them speak of the delivery, two of the support.
    assert mood.evaluate_all(
        "rows => rows.map(row => [...row.cells].at(-2).textContent)") == ["30", "30"]
    assert page.locator("p.small").filter(
        has_text=RATINGS["bags"][language == "en"]).count() > 0
    sound(page)
    context.close()
