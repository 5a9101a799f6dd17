"""The language methods beside well-known packages, on the public texts of ../shared/data."""

import json
import os
import statistics
import sys

from accuracy import DATA, table
from processes import output

DICTIONARY = "/usr/share/rime-data/pinyin_simp.dict.yaml"
COMMENTS = 100_000
# Work of language-bench: what it is, the file its speed is counted on, the unit, what is wanted.
WORKS = {
    "segmentation": ("Chinese words, shop reviews", "shop", "MB/s", 25),
    "moodByRules": ("mood by rules with its words, delivery reviews", "delivery", "texts/s", 200_000),
    "moodLearnt": ("mood learnt from them, the same reviews", "delivery", "texts/s", None),
    "moodLearning": ("learning the mood of 6,212 hotel reviews", None, "s", 1),
    "modelLoading": ("reading a learnt mood", None, "s", 0.05),
    "dictionary": ("reading the word list", None, "s", None),
    "topics": (f"50 topics of {COMMENTS:,} comments", None, "s", 10),
    "masking": ("personal data, shop reviews", "shop", "MB/s", None),
    "coaching": ("advice on wording, delivery reviews", "delivery", "texts/s", None),
}
PEERS = {
    "segmentation": ["rjieba", "jieba"],
    "moodByRules": ["snownlp"],
    "moodLearnt": ["fasttext", "sklearn"],
    "moodLearning": ["fasttext", "sklearn"],
}


def write(folder, project):
    """The texts as one line each, its label before a tab; nothing of them stays."""
    sets = {
        "hotel": [(r["label"], r["review"]) for r in table("zh_sentiment/ChnSentiCorp_htl_all.csv.gz")],
        "delivery": [(r["label"], r["review"]) for r in table("zh_sentiment/waimai_10k.csv")],
        "shop": [(r["label"], r["review"]) for r in table("zh_sentiment/online_shopping_10_cats.csv.gz")],
    }
    comments = sets["shop"] + sets["hotel"] + sets["delivery"]
    sets["comments"] = (comments * (COMMENTS // len(comments) + 1))[:COMMENTS]
    sizes = {}
    for name, rows in sets.items():
        texts = [(label, " ".join((text or "").split())) for label, text in rows]
        with open(folder / f"{name}.txt", "w") as file:
            file.writelines(f"{label}\t{text}\n" for label, text in texts)
        sizes[name] = {"texts": len(texts), "MB": sum(len(t.encode()) for _, t in texts) / 1e6}
    os.symlink((project / "Resources/wording").resolve(), folder / "wording")
    os.symlink(DICTIONARY, folder / "dictionary.txt")
    return sizes


class Texts:
    def __init__(self, project, folder, runs):
        self.project, self.folder, self.runs = project, folder, runs
        self.bench = project / ".build/release/language-bench"
        self.python = project / ".build-peers/bin/python"
        self.environment = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

    def measure(self):
        """Of each work all sides in turn; nothing without the public texts."""
        if not os.path.isdir(DATA):
            print(f"languages: skipped, there is no {DATA}", flush=True)
            return None
        sizes = write(self.folder, self.project)
        works = []
        for work in WORKS:
            sides = [self.run("Nuo", [self.bench, "measure"], work, sizes)]
            for peer in PEERS.get(work, []):
                script = [self.python, self.project / "Benchmarks/peers/texts.py", peer]
                sides.append(self.run(peer, script, work, sizes))
            works.append({"work": work, "sides": sides})
        return {"works": works, "runs": self.runs}

    def run(self, name, command, work, sizes):
        log = self.folder / "memory"
        text = output(
            ["/usr/bin/time", "-f", "%M", "-o", log, *command, self.folder, str(self.runs), work],
            env=self.environment)
        found = json.loads(text.splitlines()[-1])
        seconds = statistics.median(found["processor"])
        _, file, unit, _ = WORKS[work]
        amount = {"MB/s": "MB", "texts/s": "texts"}.get(unit)
        side = {
            "name": found.get("peer", name), "seconds": seconds,
            "figure": sizes[file][amount] / seconds if amount else seconds, "unit": unit,
            "check": found["figure"], "memory": int(log.read_text().split()[-1]) / 1024,
        }
        print(f"{work}: {side}", flush=True)
        return side
