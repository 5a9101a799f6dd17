"""What a user would build in an hour instead of `nuo text`, with its options and its JSON.

Classifiers are scikit-learn's: a linear machine on pieces weighted by rarity, with characters one to
four, or words and letters, whichever is more often right on three folds of the lessons. What nothing
is learnt for is SnowNLP's (mood) and jieba's (words). What is learnt of one kind of text and asked
of another is used as it is.
"""

import argparse
import collections
import csv
import json
import sys
import warnings

warnings.filterwarnings("ignore")
csv.field_size_limit(1 << 30)


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def machine(kind):
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline, make_union
    from sklearn.svm import LinearSVC
    pieces = {
        "characters": [dict(analyzer="char", ngram_range=(1, 4))],
        "words": [dict(analyzer="word", ngram_range=(1, 2), token_pattern=r"\w+"),
                  dict(analyzer="char_wb", ngram_range=(2, 5))],
    }[kind]
    return make_pipeline(
        make_union(*(TfidfVectorizer(sublinear_tf=True, **each) for each in pieces)), LinearSVC())


def learnt(texts, labels):
    """The better of both kinds on folds, learnt from all."""
    from sklearn.model_selection import StratifiedKFold, cross_val_score
    folds = StratifiedKFold(3, shuffle=True, random_state=1)
    kind = max(("characters", "words"), key=lambda each: cross_val_score(
        machine(each), texts, labels, cv=folds).mean())
    return machine(kind).fit(texts, labels)


def share(found, wanted):
    return sum(a == b for a, b in zip(found, wanted)) / max(1, len(wanted))


def sentiment(given):
    test = rows(given.file)
    texts, labels = [row[given.text] for row in test], [row[given.label] for row in test]
    if given.train:
        lessons = rows(given.train)
        model = learnt([row[given.text] for row in lessons], [row[given.label] for row in lessons])
        found = model.predict(texts)
    else:
        from snownlp import SnowNLP
        negative = next(label for label in set(labels) if label != given.positive)
        found = [given.positive if text and SnowNLP(text).sentiments > 0.5 else negative
                 for text in texts]
    return {"accuracy": share(found, labels)}


def intents(given):
    """Outsiders are one more label."""
    test, lessons = rows(given.file), rows(given.train)
    model = learnt([row[given.text] for row in lessons], [row[given.label] for row in lessons])
    labels = [row[given.label] for row in test]
    found = list(model.predict([row[given.text] for row in test]))
    inside = [(a, b) for a, b in zip(found, labels) if b != given.reject]
    outside = [a for a, b in zip(found, labels) if b == given.reject]
    return {
        "accuracy": share(found, labels), "inScopeAccuracy": share(*zip(*inside)),
        "rejectRecall": share(outside, [given.reject] * len(outside)),
    }


def same(given):
    """Which pieces both have, and which only one of them."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    def pieces(text):
        return {text[place:place + size] for size in (1, 2, 3)
                for place in range(len(text) - size + 1)}

    def terms(row):
        first, second = pieces(row[given.first]), pieces(row[given.second])
        return [f"= {each}" for each in first & second] + [f"~ {each}" for each in first ^ second]

    lessons, test = rows(given.train), rows(given.file)
    model = make_pipeline(TfidfVectorizer(analyzer=terms, sublinear_tf=True), LinearSVC())
    model.fit(lessons, [row[given.label] for row in lessons])
    return {"accuracy": share(model.predict(test), [row[given.label] for row in test])}


def aspects(given):
    """One machine tells whether an aspect is spoken of, another the polarity of a text."""
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.preprocessing import MultiLabelBinarizer
    lessons, test = rows(given.train), rows(given.file)

    def spoken(table):
        found = collections.defaultdict(set)
        for row in table:
            found[row[given.text]].add(row[given.aspect])
        return found

    known = spoken(lessons)
    kinds = MultiLabelBinarizer()
    sets = kinds.fit_transform(known.values())
    model = machine("characters")
    aspect = OneVsRestClassifier(model[-1]).fit(model[0].fit_transform(list(known)), sets)
    polarity = learnt([f"{row[given.aspect]} {row[given.text]}" for row in lessons],
                      [row[given.polarity] for row in lessons])
    texts = list(spoken(test))
    scores = aspect.decision_function(model[0].transform(texts))
    found = set()
    for text, line in zip(texts, scores):
        # A text speaks of something: of the likeliest aspect where none is certain.
        for place, score in enumerate(line):
            if score > 0 or score == max(line):
                name = kinds.classes_[place]
                found.add((text, name, polarity.predict([f"{name} {text}"])[0]))
    wanted = {(row[given.text], row[given.aspect], row[given.polarity]) for row in test}
    return {"microF1": 2 * len(found & wanted) / (len(found) + len(wanted))}


def words(given):
    import jieba
    jieba.setLogLevel(60)
    with open(given.file, encoding="utf-8") as file:
        for line in file:
            print("  ".join(jieba.lcut(line.rstrip("\n"))))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("method")
    options.add_argument("file")
    for name in ("text", "label", "positive", "train", "adapt", "reject", "first", "second",
                 "aspect", "polarity", "format"):
        options.add_argument(f"--{name}")
    given = options.parse_args()
    if given.method == "words":
        return words(given)
    methods = {"sentiment": sentiment, "intents": intents, "same": same, "aspects": aspects}
    result = methods[given.method](given)
    json.dump({"groups": [result | {"n": len(rows(given.file))}]}, sys.stdout)


main()
