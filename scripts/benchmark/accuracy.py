"""How well `nuo text` understands public data: one line a task, beside what is wanted of it.

Every task is split by a seed into a part to learn from and a part to test on, after near-duplicates
(equal but for marks, blanks and case) are removed. Nothing of the test part is used to build. With
`--peer` what a user would build in an hour with well-known packages does the same on the same parts.
"""

import csv
import gzip
import json
import os
import random
import re
import subprocess
import sys
import tempfile

DATA = os.environ.get("NUO_TEXT_DATA", "../shared/data")
NUO = [os.environ.get("NUO", ".build/release/nuo"), "text"]
PEER = [".build-peers/bin/python", "-B", "Benchmarks/peers/plain.py"]
SEED = 20
csv.field_size_limit(1 << 30)


def table(path):
    full = f"{DATA}/{path}"
    opener = gzip.open if full.endswith(".gz") else open
    with opener(full, "rt", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def distinct(rows, *columns):
    seen, kept = set(), []
    for row in rows:
        text = "\n".join(row[column] for column in columns)
        key = re.sub(r"[\W_]+", "", text.lower()) or text
        if key not in seen:
            seen.add(key)
            kept.append(row)
    return kept


def split(rows, share=0.2):
    order = list(rows)
    random.Random(SEED).shuffle(order)
    cut = int(len(order) * share)
    return order[cut:], order[:cut]


class Files:
    """Tables on disk for as long as one task runs, and the program that is asked about them."""

    def __init__(self, folder, program):
        self.folder = folder
        self.program = program
        self.count = 0

    def write(self, rows):
        self.count += 1
        path = f"{self.folder}/{self.count}.csv"
        with open(path, "w", encoding="utf-8", newline="") as file:
            out = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
            out.writeheader()
            out.writerows(rows)
        return path

    def ask(self, *words):
        done = subprocess.run(
            [*self.program, *words, "--format", "json"], capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"{' '.join([*self.program, *words])}: {done.stderr}")
        return json.loads(done.stdout)["groups"][0]


def mood(files, path, keep=lambda row: True):
    rows = [row for row in distinct(table(path), "review") if keep(row)]
    learn, test = split(rows)
    return files.ask(
        "sentiment", files.write(test), "--text", "review", "--label", "label", "--positive", "1",
        "--train", files.write(learn))["accuracy"]


def built_in(files, path):
    rows = distinct(table(path), "review")
    return files.ask(
        "sentiment", files.write(rows), "--text", "review", "--label", "label",
        "--positive", "1")["accuracy"]


HOTEL = "zh_sentiment/ChnSentiCorp_htl_all.csv.gz"
DELIVERY = "zh_sentiment/waimai_10k.csv"
SHOP = "zh_sentiment/online_shopping_10_cats.csv.gz"


def unseen_goods(files):
    rows = distinct(table(SHOP), "review")
    right = 0
    for kind in sorted({row["cat"] for row in rows}):
        test = [row for row in rows if row["cat"] == kind]
        learn = [row for row in rows if row["cat"] != kind]
        found = files.ask(
            "sentiment", files.write(test), "--text", "review", "--label", "label",
            "--positive", "1", "--train", files.write(learn))
        right += found["accuracy"] * found["n"]
    return right / len(rows)


def other_kind(source, target):
    def run(files):
        learn = files.write(distinct(table(source), "review"))
        unlabelled, test = split(distinct(table(target), "review"), 0.5)
        for row in unlabelled:
            row["label"] = ""
        bare = [{"review": row["review"]} for row in unlabelled]
        return files.ask(
            "sentiment", files.write(test), "--text", "review", "--label", "label",
            "--positive", "1", "--train", learn, "--adapt", files.write(bare))["accuracy"]

    return run


def intents(path, text, label, learn_path=None, compose=None):
    def run(files):
        def rows(name):
            all_rows = table(name)
            if compose:
                for row in all_rows:
                    row[text] = compose(row)
            return distinct(all_rows, text)

        if learn_path:
            learn, test = rows(learn_path), rows(path)
        else:
            learn, test = split(rows(path))
        return files.ask(
            "intents", files.write(test), "--text", text, "--label", label,
            "--train", files.write(learn))["accuracy"]

    return run


def clinc(field):
    def run(files):
        with open(f"{DATA}/intent_en/clinc150_data_full.json", encoding="utf-8") as file:
            parts = json.load(file)

        def rows(*names):
            return [{"text": t, "label": i} for name in names for t, i in parts[name]]

        if field == "accuracy":
            return files.ask(
                "intents", files.write(rows("val")), "--text", "text", "--label", "label",
                "--train", files.write(rows("train")))["accuracy"]
        found = files.ask(
            "intents", files.write(rows("val", "oos_val")), "--text", "text", "--label", "label",
            "--train", files.write(rows("train", "oos_train")), "--reject", "oos")
        return found[field]

    return run


def same(path):
    def run(files):
        learn, test = split(distinct(table(path), "s1", "s2"))
        return files.ask(
            "same", files.write(test), "--first", "s1", "--second", "s2", "--label", "label",
            "--train", files.write(learn))["accuracy"]

    return run


def tweets(files):
    learn, test = split(distinct(table("social/airline_tweets_14640.csv.gz"), "text"))
    return files.ask(
        "sentiment", files.write(test), "--text", "text", "--label", "airline_sentiment",
        "--train", files.write(learn))["accuracy"]


def aspects(files):
    rows = table("zh_sentiment/bdci2018_car_aspect.csv")
    learn, test = split(sorted({row["content"] for row in rows}))
    test = set(test)
    return files.ask(
        "aspects", files.write([row for row in rows if row["content"] in test]),
        "--text", "content", "--aspect", "subject", "--polarity", "sentiment_value",
        "--train", files.write([row for row in rows if row["content"] not in test]))["microF1"]


def segmentation(files):
    with open(f"{DATA}/segmentation/pku_test_gold.utf8", encoding="utf-8") as file:
        gold = [line.split() for line in file]
    path = f"{files.folder}/plain.txt"
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join("".join(words) for words in gold))
    done = subprocess.run(
        [*files.program, "words", path], capture_output=True, text=True, check=True)

    def spans(words):
        place, found = 0, set()
        for word in words:
            found.add((place, place + len(word)))
            place += len(word)
        return found

    hits = total = 0
    for mine, theirs in zip(done.stdout.split("\n"), gold):
        ours, wanted = spans(mine.split()), spans(theirs)
        hits += len(ours & wanted)
        total += len(ours) + len(wanted)
    return 2 * hits / total


TASKS = [
    ("hotel", "mood, hotel reviews, trained", 0.915, lambda f: mood(f, HOTEL)),
    ("delivery", "mood, food delivery, trained", 0.91, lambda f: mood(f, DELIVERY)),
    ("shop", "mood, shop reviews, trained", 0.942, lambda f: mood(f, SHOP)),
    ("hotel-built-in", "mood, built-in, hotel", 0.83, lambda f: built_in(f, HOTEL)),
    ("delivery-built-in", "mood, built-in, food delivery", 0.83, lambda f: built_in(f, DELIVERY)),
    ("shop-built-in", "mood, built-in, shop", 0.83, lambda f: built_in(f, SHOP)),
    ("unseen", "mood, shop, unseen kinds of goods", 0.88, unseen_goods),
    ("hotel-delivery", "mood, hotel to delivery, recalibrated", 0.80, other_kind(HOTEL, DELIVERY)),
    ("delivery-hotel", "mood, delivery to hotel, recalibrated", 0.80, other_kind(DELIVERY, HOTEL)),
    ("banking77", "intents, Banking77 (split of train)", 0.925,
     intents("intent_en/banking77_train.csv", "text", "category")),
    ("clinc", "intents, CLINC150 in scope (val)", 0.935, clinc("accuracy")),
    ("clinc-kept", "CLINC150 in scope with rejection", 0.91, clinc("inScopeAccuracy")),
    ("clinc-reject", "CLINC150 out-of-scope recall", 0.60, clinc("rejectRecall")),
    ("smp", "intents, SMP2017 (dev)", 0.92,
     intents("intent_zh/smp2017_dev.csv", "text", "label", "intent_zh/smp2017_train.csv")),
    ("taipei", "departments, Taipei questions", 0.84,
     intents("intent_zh/taipei_qa.csv", "question", "department")),
    ("complaints", "complaint classes", 0.845,
     intents("complaints_zh/zhengwu_labelled.csv", "detail", "label",
             compose=lambda row: row["subject"] + " " + row["detail"])),
    ("afqmc", "same question, AFQMC", 0.71, same("intent_zh/afqmc_train.csv.gz")),
    ("bq", "same question, BQ", 0.74, same("intent_zh/bq_dev.csv")),
    ("tweets", "tweets, three moods", 0.835, tweets),
    ("car", "car posts, (aspect, polarity) F1", 0.65, aspects),
    ("pku", "segmentation F1, PKU", 0.83, segmentation),
]


def measured(run, program):
    with tempfile.TemporaryDirectory() as folder:
        return run(Files(folder, program))


def main():
    wanted = [word for word in sys.argv[1:] if word != "--peer"]
    beside = len(wanted) < len(sys.argv) - 1
    unknown = set(wanted) - {key for key, *_ in TASKS}
    if unknown:
        raise SystemExit(f"accuracy: no task {', '.join(sorted(unknown))}; "
                         f"there are {', '.join(key for key, *_ in TASKS)}")
    print(f"| task | reach | measured (seed {SEED}) |{' in its place |' if beside else ''}")
    print("|---|---|---|---|" if beside else "|---|---|---|")
    for key, title, floor, run in TASKS:
        if wanted and key not in wanted:
            continue
        value = measured(run, NUO)
        peer = f" {measured(run, PEER):.4f} |" if beside else ""
        print(f"| {title} | {floor:.3f} | {value:.4f}{'' if value >= floor else ' (below)'} |{peer}",
              flush=True)


if __name__ == "__main__":
    main()
