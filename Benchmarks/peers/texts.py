"""What well-known Python packages take for the works of language-bench, on the same texts.

`texts.py PEER FOLDER RUNS WORK` prints a line of JSON. Reading is not timed, nor is what a package
does once at start.
"""

import json
import resource
import sys
import time
import warnings

warnings.filterwarnings("ignore")


def rows(folder, name):
    with open(f"{folder}/{name}.txt", encoding="utf-8") as file:
        return [line.rstrip("\n").split("\t", 1) for line in file]


def rjieba_segmentation(folder):
    import rjieba
    texts = [text for _, text in rows(folder, "shop")]
    rjieba.cut("预热")
    return lambda: sum(len(rjieba.cut(text, hmm=False)) for text in texts)


def jieba_segmentation(folder):
    import jieba
    jieba.setLogLevel(60)
    texts = [text for _, text in rows(folder, "shop")]
    jieba.initialize()
    return lambda: sum(len(jieba.lcut(text, HMM=False)) for text in texts)


def snownlp_moodByRules(folder):
    """A model learnt elsewhere; it has no rules and tells no words."""
    from snownlp import SnowNLP
    texts = [text for _, text in rows(folder, "delivery") if text][:1000]
    SnowNLP("预热").sentiments
    return lambda: sum(SnowNLP(text).sentiments > 0.5 for text in texts) * 9578 / len(texts)


def fasttext_lesson(folder, name):
    path = f"{folder}/{name}.fasttext"
    with open(path, "w", encoding="utf-8") as file:
        for label, text in rows(folder, name):
            file.write(f"__label__{label} {' '.join(text)}\n")
    return path


def fasttext_learn(path):
    import fasttext
    return fasttext.train_supervised(
        path, wordNgrams=3, epoch=10, lr=0.5, thread=1, verbose=0, seed=1)


def fasttext_moodLearning(folder):
    path = fasttext_lesson(folder, "hotel")
    return lambda: len(fasttext_learn(path).labels)


def fasttext_moodLearnt(folder):
    model = fasttext_learn(fasttext_lesson(folder, "delivery"))
    texts = [(f"__label__{label}", " ".join(text)) for label, text in rows(folder, "delivery")]
    # The wrapper's own predict does not run with this NumPy; it is what predict calls.
    return lambda: sum(
        model.f.predict(text + "\n", 1, 0.0, "strict")[0][1] == label for label, text in texts)


def sklearn_pipeline():
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC
    return make_pipeline(
        TfidfVectorizer(analyzer="char", ngram_range=(1, 4), sublinear_tf=True), LinearSVC())


def sklearn_moodLearning(folder):
    labels, texts = zip(*rows(folder, "hotel"))
    return lambda: len(sklearn_pipeline().fit(texts, labels).classes_)


def sklearn_moodLearnt(folder):
    labels, texts = zip(*rows(folder, "delivery"))
    model = sklearn_pipeline().fit(texts, labels)
    return lambda: int(sum(a == b for a, b in zip(model.predict(texts), labels)))


NAMES = {
    "rjieba": "rjieba", "jieba": "jieba", "snownlp": "SnowNLP (a thousand texts, scaled)",
    "fasttext": "fastText", "sklearn": "scikit-learn, characters and SVM",
}
# Timed on a part of the texts.
SHARE = {"snownlp": 1000 / 9578}


def main():
    peer, folder, runs, work = sys.argv[1:]
    body = globals()[f"{peer}_{work}"](folder)
    seconds, processor = [], []
    for _ in range(int(runs)):
        usage = resource.getrusage(resource.RUSAGE_SELF)
        begun = time.perf_counter(), usage.ru_utime + usage.ru_stime
        figure = body()
        usage = resource.getrusage(resource.RUSAGE_SELF)
        seconds.append((time.perf_counter() - begun[0]) / SHARE.get(peer, 1))
        processor.append((usage.ru_utime + usage.ru_stime - begun[1]) / SHARE.get(peer, 1))
    print(json.dumps({
        "peer": NAMES[peer], "seconds": seconds, "processor": processor, "figure": float(figure)}))


main()
