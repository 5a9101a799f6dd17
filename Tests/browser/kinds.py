"""A questionnaire with every kind of question, for the tests that go through all of them."""

OPTIONS = """options:
          - {code: a, title: {zh: 上门维修, en: Repair at home}}
          - {code: b, title: {zh: 到店维修, en: Repair in the shop}}"""
ROWS = "rows: [{code: x, title: {zh: 响应速度, en: Speed}}, {code: z, title: {zh: 服务态度, en: Kindness}}]"
SCALE = "scale: {points: 5, labels: {1: {zh: 很不满意, en: Very poor}, 5: {zh: 非常满意, en: Very good}}}"
SIDES = """sides:
          - {code: %s, title: {zh: %s, en: %s}}
          - {code: %s, title: {zh: %s, en: %s}}"""
KANO = """options:
          - {code: like, title: {zh: 很喜欢, en: I like it}}
          - {code: expect, title: {zh: 理应如此, en: I expect it}}
          - {code: neutral, title: {zh: 无所谓, en: I do not mind}}
          - {code: tolerate, title: {zh: 勉强接受, en: I can live with it}}
          - {code: dislike, title: {zh: 很不喜欢, en: I dislike it}}"""

# Kind → what its document says beyond key, title and required.
KINDS = {
    "nps": "kind: nps",
    "csat": "kind: csat",
    "ces": "kind: ces\n        not_applicable: true",
    "steps": f"kind: rating\n        not_applicable: true\n        dont_know: true\n        {SCALE}",
    "stars": f"kind: rating\n        display: stars\n        dont_know: true\n        {SCALE}",
    "faces": f"kind: rating\n        display: smileys\n        {SCALE}",
    "single": f"kind: single\n        {OPTIONS}\n          - {{code: c, title: {{zh: 其他方式, en: Other}}, other: true}}",
    "pictures": """kind: single
        options:
          - {code: a, title: {zh: 绿叶, en: Leaf}, image: /assets/nuo.svg, alt: {zh: 一片绿叶, en: A green leaf}}
          - {code: b, title: {zh: 树叶, en: Tree}, image: /assets/nuo.svg, alt: {zh: 一片树叶, en: A leaf of a tree}}""",
    "picked": """kind: multiple
        options:
          - {code: a, title: {zh: 绿叶, en: Leaf}, image: /assets/nuo.svg, alt: {zh: 一片绿叶, en: A green leaf}}
          - {code: n, title: {zh: 都不喜欢, en: None of these}, exclusive: true}""",
    "areas": """kind: multiple
        display: areas
        image: /assets/nuo.svg
        alt: {zh: 前台的照片, en: A photo of the counter}
        options:
          - {code: a, title: {zh: 灯, en: The lamp}, area: {left: 5, top: 5, width: 40, height: 40}}
          - {code: b, title: {zh: 台面, en: The desk}, area: {left: 50, top: 50, width: 45, height: 45}}
          - {code: n, title: {zh: 都没有, en: None of these}, exclusive: true}""",
    "dropdown": f"kind: single\n        display: dropdown\n        {OPTIONS}",
    "cascade": """kind: single
        display: cascade
        levels: [{zh: 省份, en: Province}, {zh: 城市, en: City}, {zh: 区县, en: District}]
        options:
          - title: {zh: 浙江, en: Zhejiang}
            options:
              - title: {zh: 杭州, en: Hangzhou}
                options:
                  - {code: xihu, title: {zh: 西湖区, en: Xihu}}
                  - {code: gongshu, title: {zh: 拱墅区, en: Gongshu}}
          - {code: macao, title: {zh: 澳门, en: Macao}}""",
    "multiple": f"kind: multiple\n        {OPTIONS}\n          - {{code: c, title: {{zh: 其他方式, en: Other}}, other: true}}",
    "yes": "kind: yes_no",
    "consent": "kind: consent",
    "text": "kind: text",
    "long": "kind: long_text",
    "mail": "kind: mail",
    "phone": "kind: phone",
    "number": "kind: number\n        min: 0\n        max: 60",
    "slider": "kind: number\n        display: slider\n        min: 0\n        max: 60\n        step: 5",
    "date": "kind: date",
    "time": "kind: time",
    "rank": f"kind: ranking\n        {OPTIONS}",
    "grid": f"kind: matrix\n        {ROWS}\n        {SCALE}",
    "ends": """kind: matrix
        scale: {points: 7}
        rows: [{code: x, title: {zh: 整体印象, en: Overall}, low: {zh: 冷漠, en: Cold}, high: {zh: 亲切, en: Warm}}]""",
    "ticks": f"kind: matrix\n        cells: multiple\n        {ROWS}\n        {OPTIONS}",
    "drops": f"kind: matrix\n        cells: single\n        display: dropdown\n        {ROWS}\n        {OPTIONS}",
    "lines": f"kind: matrix\n        cells: text\n        {ROWS}",
    "pairs": f"kind: pairs\n        {SIDES % ('e', '期望', 'Expected', 'p', '实际', 'Found')}\n        {ROWS}\n        scale: {{points: 7, labels: {{1: {{zh: 很低, en: Very low}}, 7: {{zh: 很高, en: Very high}}}}}}",
    "kano": f"kind: kano\n        {SIDES % ('functional', '具备时', 'With it', 'dysfunctional', '不具备时', 'Without it')}\n        {ROWS}\n        {KANO}",
    "sum": f"kind: constant_sum\n        total: 10\n        {ROWS}",
    "trade": f"kind: maxdiff\n        {SIDES % ('best', '最看重', 'Most', 'worst', '最不看重', 'Least')}\n        {OPTIONS}\n          - {{code: c, title: {{zh: 上门取送, en: Pick up}}}}\n        sets: [[a, b, c]]",
    "photo": "kind: file\n        max: 2",
    "sign": "kind: signature",
}
# Each page says something, too.
STATEMENT = """      - key: about_%s
        kind: statement
        title: {zh: 还差一点, en: Nearly there}
        help: {zh: 谢谢您的耐心。, en: Thank you for your patience.}
"""
TITLES = {"zh": "这一题请您作答", "en": "Please tell us"}


def document(key, pages):
    """A questionnaire with the kinds named, page by page."""
    text = f"key: {key}\ntitle: {{zh: 服务回访, en: After our visit}}\npages:\n"
    for page in pages:
        text += "  - items:\n" + "".join(f"""      - key: {name}
        title: {{zh: {TITLES['zh']}, en: {TITLES['en']}}}
        help: {{zh: 您的回答只用于改进服务。, en: We use your answer to serve you better.}}
        required: true
        {KINDS[name]}
""" for name in page) + STATEMENT % page[0]
    return text
