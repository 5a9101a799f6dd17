"""Pictures of the demonstration for the README: python screenshots.py [zh] [en]."""
import re
import shutil
import subprocess
import sys

from playwright.sync_api import sync_playwright

from conftest import CHROMIUM, FLAGS, ROOT, Server, choose_link, new_context

FOLDER = ROOT / "docs" / "screenshots"
WINDOW = {"width": 1280, "height": 860}
TALL = {"width": 1280, "height": 1240}
THUMB = {"width": 390, "height": 560}
LARGEST = 200_000


def save(page, name, **options):
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path, animations="disabled", **options)
    if shutil.which("pngquant"):
        subprocess.run(
            ["pngquant", "--force", "--skip-if-larger", "--output", path, path], check=False)
    size = path.stat().st_size
    print(f"{path.relative_to(ROOT)}  {size // 1000} kB")
    if size > LARGEST:
        raise SystemExit(f"{path.name} is larger than {LARGEST // 1000} kB")


def show(page, place, *, drawn=0):
    """Opens a page and waits until its pictures are drawn."""
    page.goto(place)
    page.locator("h1").wait_for()
    if drawn:
        page.locator(".chart canvas").first.wait_for()
        page.wait_for_timeout(drawn)


def telling_case(page):
    """A case in which something has been said and done."""
    for view in ["active", "resolved", "closed", "all"]:
        page.goto(f"/cases?view={view}")
        places = page.locator("tr[data-case] a.case-title").evaluate_all(
            "all => all.map(a => a.getAttribute('href'))")
        for place in places[:12]:
            page.goto(place)
            if page.locator(".message.reply").count():
                return place
    return places[0]


def rooms(page, language):
    show(page, "/")
    save(page, f"today-{language}")
    page.set_viewport_size(TALL)
    show(page, "/insight?period=90")
    traits = page.locator("#by option").evaluate_all("all => all.map(o => o.value)")
    by = next((t for t in traits if t.endswith(("region", "tier", "channel"))), traits[-1])
    show(page, f"/insight?period=90&by={by}", drawn=900)
    save(page, f"insight-{language}")
    page.set_viewport_size(WINDOW)
    show(page, "/cases")
    save(page, f"cases-{language}")
    page.set_viewport_size(TALL)
    show(page, telling_case(page))
    save(page, f"case-{language}")
    page.set_viewport_size(WINDOW)
    customer = page.locator('a[href^="/customers/cus_"]').first.get_attribute("href")
    show(page, customer)
    save(page, f"customer-{language}")


def pictures(chromium, language):
    server = Server(demonstration=language)
    try:
        desk = new_context(chromium, server, WINDOW, language)
        page = desk.new_page()
        page.goto(server.link)
        page.wait_for_url(re.compile(rf"{re.escape(server.url)}/$"))
        rooms(page, language)
        _, path = choose_link(page, "nps", "README")
        phone = new_context(chromium, server, THUMB, language, device_scale_factor=2)
        guest = phone.new_page()
        guest.goto(path)
        guest.locator('input[name="q.recommend"][value="9"]').check()
        save(guest, f"answer-phone-{language}")
        if language == "en":
            night = new_context(
                chromium, server, WINDOW, language, desk.storage_state(), color_scheme="dark")
            page = night.new_page()
            show(page, "/")
            save(page, "today-dark-en")
    finally:
        server.stop()


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=FLAGS)
        for language in sys.argv[1:] or ["zh", "en"]:
            pictures(chromium, language)
        chromium.close()


if __name__ == "__main__":
    main()
