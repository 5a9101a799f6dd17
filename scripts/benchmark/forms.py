"""Answers to other questionnaires of the library, generated: gaps, Kano, index, and scores of
customers of whom something is known. Each form is some thousand different sheets, again and again."""

import csv
import datetime
import random

SHEETS = 20_000
DIMENSIONS = {
    "tangibles": ["equipment", "premises", "appearance", "materials"],
    "reliability": ["promise", "sincere_help", "first_time", "on_time", "records"],
    "responsiveness": ["informed", "prompt", "willing", "never_too_busy"],
    "assurance": ["confidence", "safety", "courtesy", "knowledge"],
    "empathy": ["individual", "hours", "personal", "best_interest", "needs"],
}
FEATURES = ["round_the_clock", "progress", "proactive", "one_contact", "self_service"]
FEELINGS = ["like", "expect", "neutral", "tolerate", "dislike"]
BLOCKS = {
    "image": ["trustworthy", "established", "community", "cares", "forward"],
    "expectations": ["overall", "fit", "without_fault"],
    "quality": ["overall", "product", "service", "access", "range", "reliability", "clarity"],
    "value": ["price_for_quality", "quality_for_price"],
    "satisfaction": ["overall", "against_expectation", "against_ideal"],
    "loyalty": ["choose_again", "recommend", "stay_despite_price"],
}
SEGMENTS = ["retail", "business", "public"]
PLACES = ["north", "south", "east", "west", "online"]
REMARKS = [
    "The delivery came two days late and nobody told me.", "Very friendly staff, quick answer.",
    "The price went up again without a word.", "The app crashes when I want to pay.",
    "Waiting on the phone took far too long.", "All went smoothly, thank you.",
    "配送很慢，等了三天。", "客服态度很好，问题很快解决。", "价格偏高，没有优惠。", "物流信息不更新。",
]


def _rating(chance, middle, spread, low, high):
    return min(high, max(low, round(chance.gauss(middle, spread))))


def servqual():
    header = [
        f"{dimension}.{line}.{side}" for dimension, lines in DIMENSIONS.items() for line in lines
        for side in ("expectation", "perception")]
    header += [f"weights.{dimension}" for dimension in DIMENSIONS]
    header += ["overall", "hidden.segment", "hidden.place"]
    pairs = sum(map(len, DIMENSIONS.values()))

    def sheet(chance, _):
        liking = chance.gauss(4.8, 0.8)
        cells = []
        for _ in range(pairs):
            cells.append(_rating(chance, 6, 0.9, 1, 7))
            cells.append(_rating(chance, liking, 1, 1, 7))
        points = [chance.randint(10, 25) for _ in range(4)]
        return cells + points + [
            100 - sum(points), _rating(chance, liking - 1, 1, 1, 5), chance.choice(SEGMENTS),
            chance.choice(PLACES)]

    return header, sheet


def kano():
    header = [
        f"features.{feature}.{side}" for feature in FEATURES
        for side in ("functional", "dysfunctional")]
    header += [f"importance.{feature}" for feature in FEATURES] + ["hidden.segment"]

    def sheet(chance, _):
        cells = []
        for number, _ in enumerate(FEATURES):
            cells.append(FEELINGS[min(4, int(chance.expovariate(0.6 + 0.3 * number)))])
            cells.append(FEELINGS[4 - min(4, int(chance.expovariate(1.2 - 0.2 * number)))])
        return cells + [_rating(chance, 5, 1.5, 1, 7) for _ in FEATURES] + [chance.choice(SEGMENTS)]

    return header, sheet


def ecsi():
    header = [f"{block}.{row}" for block, rows in BLOCKS.items() for row in rows]
    header += ["complained", "complaint_expected", "hidden.segment", "hidden.place"]

    def sheet(chance, _):
        liking = chance.gauss(7, 1.4)
        cells = [_rating(chance, liking, 1.3, 1, 10) for _ in header[:-4]]
        return cells + [
            "false", _rating(chance, liking, 1.5, 1, 10), chance.choice(SEGMENTS),
            chance.choice(PLACES)]

    return header, sheet


def nps():
    """A score of a customer of whom value, purchases, loss and the day of the last one are known."""
    header = [
        "recommend", "disappointment", "hidden.region", "hidden.tier", "customer", "trait.spend",
        "trait.orders", "trait.left", "trait.last_order", "trait.sector"]
    begin = datetime.date(2026, 1, 1)

    def sheet(chance, number):
        score = _rating(chance, 7.5, 2, 0, 10)
        return [
            score, chance.choice(REMARKS) if chance.random() < 0.3 else "",
            chance.choice(PLACES), chance.choice(["gold", "silver", "basic"]), f"c{number}",
            round(chance.expovariate(1 / (50 + 10 * score)) + 5, 2), chance.randint(1, 3 + score),
            "true" if chance.random() < 0.3 - 0.02 * score else "false",
            (begin + datetime.timedelta(days=chance.randint(0, 360))).isoformat(),
            chance.choice(SEGMENTS)]

    return header, sheet


FORMS = {"servqual": servqual, "kano": kano, "ecsi": ecsi, "nps": nps}


def mapping(form):
    """Every column goes where its name says."""
    return ",".join(f"{name}={name}" for name in ["key", "completed"] + FORMS[form]()[0])


def write(path, form, rows):
    """A CSV file of the form's answers, each with an id and a moment of its own."""
    header, sheet = FORMS[form]()
    chance = random.Random(form)
    sheets = []
    for number in range(min(SHEETS, rows)):
        sheets.append(sheet(chance, number))
    start = datetime.datetime(2025, 11, 1, tzinfo=datetime.timezone.utc)
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["key", "completed"] + header)
        for row in range(rows):
            moment = start + datetime.timedelta(seconds=row * 31_000_000 // rows)
            writer.writerow([row, moment.strftime("%Y-%m-%dT%H:%M:%SZ")] + sheets[row % SHEETS])
