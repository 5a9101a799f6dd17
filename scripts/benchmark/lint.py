"""How well `nuo instrument check` finds what is wrong with the questions of Tests/questions.

Both halves, rule by rule: how much of what it says is right (precision) and how much of what is
wrong it says (recall). The list and the rules are ours; the half that was kept aside was written
before the rules and is only scored.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter

NUO = os.environ.get("NUO", ".build/release/nuo")
HALVES = ("build", "kept")
FLAGS = {"required": "required", "na": "not_applicable", "dk": "dont_know"}


def words(text):
    both = text.split(" || ")
    return {"zh": both[0], "en": both[1]} if len(both) == 2 else text


def choices(text):
    return [{"code": f"c{number}", "title": words(title)}
            for number, title in enumerate(text.split(" / "), 1)]


def scale(text):
    ends, steps = text.split(" … "), text.split(" / ")
    labels = {1: ends[0], 5: ends[1]} if len(ends) == 2 else dict(enumerate(steps, 1))
    return {"points": 5 if len(ends) == 2 else len(steps),
            "labels": {str(step): words(label) for step, label in labels.items()}}


def item(head, fields, number):
    made = {"key": f"q{number}", "kind": head[0], "title": words(fields[0])}
    made.update({FLAGS[flag]: True for flag in head[1:]})
    for field in fields[1:]:
        member, text = field[:2], field[3:]
        if member in ("o:", "r:"):
            made["options" if member == "o:" else "rows"] = choices(text)
        elif member == "h:":
            made["help"] = words(text)
        else:
            made["scale"] = scale(text)
    if head[0] == "pairs":
        made["sides"] = choices("A / B")
    return made


def cases(half):
    language, items, read = "", [], []
    with open(f"Tests/questions/{half}.txt", encoding="utf-8") as file:
        for line in file.read().splitlines():
            if line.startswith("#"):
                continue
            *fields, rules = line.split(" | ")
            head = fields[0].split()
            first = head.pop(0)
            if first != "+":
                language, items = first, []
            items = [*items, item(head, fields[1:], len(items))]
            title = {"zh": "列表", "en": "List"} if language == "both" else "List"
            document = {
                "key": "list", "title": title,
                "languages": ["zh", "en"] if language == "both" else [language],
                "hidden": [{"key": "name", "title": title}], "pages": [{"items": items}]}
            read.append((line, set(rules.split()[1:]), document, len(items) - 1))
    return read


def found(read):
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, (_, _, document, _) in enumerate(read):
            paths.append(f"{folder}/{number}.json")
            with open(paths[-1], "w", encoding="utf-8") as file:
                json.dump(document, file, ensure_ascii=False)
        done = subprocess.run([NUO, "instrument", "check", *paths, "--format", "json"],
                              capture_output=True, text=True)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if len(answers) != len(read) or any("faults" in answer for answer in answers):
        raise SystemExit(f"nuo instrument check: {done.stderr} "
                         f"{[answer for answer in answers if 'faults' in answer]}")
    return [{advice["rule"] for advice in answer["advice"]
             if advice["path"].startswith(f"pages[0].items[{place}]")}
            for answer, (_, _, _, place) in zip(answers, read)]


def share(part, whole):
    return f"{part / whole:.2f}" if whole else "–"


def score(half, tells):
    read = cases(half)
    hits, missed, wrong = Counter(), Counter(), Counter()
    for (line, expected, _, _), rules in zip(read, found(read)):
        hits.update(rules & expected)
        missed.update(expected - rules)
        wrong.update(rules - expected)
        for rule in sorted(rules ^ expected) if tells else []:
            print(f"{'missed' if rule in expected else 'wrong'} {rule}: {line}")
    return len(read), hits, missed, wrong


def main(tells):
    scores = {half: score(half, tells) for half in HALVES if not tells or half in tells}
    rules = sorted({rule for _, *counts in scores.values() for count in counts for rule in count})
    names = " | ".join(f"{half}: n | precision | recall" for half in scores)
    print(f"| rule | {names} |\n|---|" + "--:|--:|--:|" * len(scores))
    for rule in [*rules, None]:
        cells = []
        for size, *counts in scores.values():
            hits, missed, wrong = (
                sum(count.values()) if rule is None else count[rule] for count in counts)
            cells += [str(hits + missed), share(hits, hits + wrong), share(hits, hits + missed)]
        print(f"| {rule or '**all**'} | {' | '.join(cells)} |")
    print("questions: " + ", ".join(f"{half} {size[0]}" for half, size in scores.items()))


if __name__ == "__main__":
    # `lint.py build` also names what was missed and what was wrong in that half.
    main(sys.argv[1:])
