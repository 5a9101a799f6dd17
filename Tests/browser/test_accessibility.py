"""Every kind of question as a screen reader hears it."""
import re

import pytest

from kinds import KINDS, TITLES

WORKED = {"button", "checkbox", "combobox", "link", "listbox", "radio", "slider", "spinbutton",
          "textbox", "Date", "InputTime", "group", "image", "radiogroup"}


def spoken(page):
    """Role and name of all that a screen reader meets and can work, and of groups."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [(node["role"]["value"], node.get("name", {}).get("value", "").strip())
            for node in nodes if not node["ignored"] and node["role"]["value"] in WORKED]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_kind_is_heard(visit, server, every_kind, language):
    """What a screen reader meets has a name, and groups are named by their question."""
    page = visit(who=server.state)
    page.goto("/instruments")
    page.locator('tr:has(code:text-is("every-kind")) a').first.click()
    page.wait_for_url(re.compile(r"/instruments/ins_"))
    page.goto(page.url.split("?")[0] + f"/preview?lang={language}")
    heard = spoken(page)
    nameless = [role for role, name in heard if not name]
    assert not nameless, nameless
    said = [name for role, name in heard if role == "group"]
    titled = [name for name in said if name.startswith(TITLES[language])]
    fields_alone = {"text", "long", "mail", "phone", "number", "slider", "date", "time", "dropdown"}
    assert len(titled) == len(KINDS) - len(fields_alone), said
    names = {name for _, name in heard}
    for part in {"en": ["10 Extremely likely", "A green leaf Leaf", "Province", "Most: Repair at home", "Or sign by writing your full name", "Choose files"],
                 "zh": ["10 非常可能", "一片绿叶 绿叶", "省份", "最看重: 上门维修", "也可以输入姓名代替手写签名", "选择文件（可多选）"]}[language]:
        assert any(part in name for name in names), part
