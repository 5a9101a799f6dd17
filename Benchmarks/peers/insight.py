"""What the insight pages say of public sets, computed anew with pandas and statsmodels.

`insight.py FILE` prints one JSON object: of the airline survey (train.csv.gz) drivers (LMG by brute
force over R² of all subsets), the touchpoint curve and segments; of the support desk
(shopzilla_csat_17182.csv.gz) satisfaction as a whole, by day and by trait. Nothing of Nuo is used.
With ADDRESS and TOKEN of a running Nuo into which scripts/load-real-data has loaded the same file it
prints what Nuo says beside it and the largest difference of each kind.
"""

import json
import sys
import urllib.request

import numpy as np
import pandas as pd
from statsmodels.stats.oneway import anova_oneway

TOUCHPOINTS = [
    "Departure/Arrival time convenient", "Ease of Online booking", "Online boarding",
    "Gate location", "Checkin service", "Baggage handling", "Seat comfort", "Leg room service",
    "Cleanliness", "Food and drink", "Inflight entertainment", "Inflight wifi service",
    "On-board service", "Inflight service",
]


def lmg(correlation):
    """Mean gain in R² over all orders of entry; the outcome comes first."""
    p = len(correlation) - 1
    r2 = np.zeros(1 << p)
    for subset in range(1, 1 << p):
        places = [i + 1 for i in range(p) if subset >> i & 1]
        inner, outer = correlation[np.ix_(places, places)], correlation[places, 0]
        r2[subset] = outer @ np.linalg.solve(inner, outer)
    weights = [1.0] * p
    factorial = np.cumprod([1.0] + list(range(1, p + 1)))
    weights = [factorial[k] * factorial[p - k - 1] / factorial[p] for k in range(p)]
    shares = np.zeros(p)
    sizes = np.array([bin(s).count("1") for s in range(1 << p)])
    for driver in range(p):
        without = np.array([s for s in range(1 << p) if not s >> driver & 1])
        gain = r2[without | 1 << driver] - r2[without]
        shares[driver] = np.sum(np.take(weights, sizes[without]) * gain)
    return shares, r2[-1]


# Names of Nuo's columns, in the order of TOUCHPOINTS.
KEYS = [
    "time_convenience", "online_booking", "online_boarding", "gate_location", "checkin_service",
    "baggage_handling", "seat_comfort", "leg_room", "cleanliness", "food_and_drink",
    "entertainment", "wifi", "onboard_service", "inflight_service",
]
TRAITS = {
    "Class": "hidden.class", "Type of Travel": "hidden.travel_type",
    "Customer Type": "hidden.customer_type", "Gender": "hidden.gender",
}


def ask(address, token, path, body=None):
    request = urllib.request.Request(
        f"{address}/api/v1{path}", data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


class Differences:
    """The largest of each kind."""

    def __init__(self, **largest):
        self.largest = largest

    def note(self, kind, name, ours, theirs):
        print(f"{kind:10} {name:36} {ours:12.6f} {theirs:12.6f}")
        self.largest[kind] = max(self.largest.get(kind, 0), abs(ours - theirs))


def instrument(address, token, key):
    everything = ask(address, token, "/query/instruments")["items"]
    return next(one["id"] for one in everything if one["key"] == key)


def airline_beside(found, address, token):
    """Each figure of both sides; the largest difference of each kind."""
    own = instrument(address, token, "airline-journey")
    drivers = ask(address, token, "/query/drivers", {"instrument": own})
    journey = ask(address, token, "/query/journey", {"instrument": own})
    segments = ask(address, token, "/query/segments", {"instrument": own})
    both = Differences(n=abs(drivers["n"] - found["n"]), r2=abs(drivers["r2"] - found["r2"]))
    note = both.note
    for key, name in zip(KEYS, TOUCHPOINTS):
        driver = next(one for one in drivers["drivers"] if one["column"] == f"answers.{key}")
        note("share", name, driver["share"], found["drivers"][name]["share"])
        note("effect", name, driver["effect"], found["drivers"][name]["effect"])
        step = next(one for one in journey["steps"] if one["column"] == f"answers.{key}")
        note("mean", name, step["measure"]["value"], found["journey"][name]["mean"])
        note("bad", name, step["badShare"], found["journey"][name]["bad"])
        note("count", name, step["measure"]["n"], found["journey"][name]["n"])
    segments_beside(both, segments, found["segments"], TRAITS)
    print(json.dumps(both.largest))


def segments_beside(both, segments, found, traits):
    for name, column in traits.items():
        trait = next(one for one in segments["traits"] if one["column"] == column)
        theirs = found[name]
        both.note("explained", name, trait["explained"], theirs["explained"])
        for group in trait["groups"]:
            value = group["key"]["value"]
            both.note(
                "group", f"{name}: {value}", group["measure"]["value"], theirs["groups"][value])


def segments_of(satisfied, table, names):
    """Of each trait: share of the spread between its groups, Welch's test, shares in percent."""
    found = {}
    for name in names:
        known = table[name].notna()
        own, hits = table[name][known], satisfied[known]
        groups = [hits[own == value] for value in sorted(own.unique())]
        groups = [group for group in groups if len(group) >= 5]
        test = anova_oneway(groups, use_var="unequal")
        everyone = pd.concat(groups)
        between = sum(len(g) * (g.mean() - everyone.mean()) ** 2 for g in groups)
        found[name] = {
            "explained": between / ((everyone - everyone.mean()) ** 2).sum(),
            "f": test.statistic, "p": test.pvalue,
            "groups": {value: 100 * hits[own == value].mean() for value in sorted(own.unique())},
        }
    return found


SUPPORT = {
    "channel_name": "hidden.channel", "category": "hidden.category",
    "Tenure Bucket": "hidden.tenure", "Agent Shift": "hidden.shift", "Manager": "hidden.manager",
}


def support(table):
    satisfied = (table["CSAT Score"] >= 4).astype(float)
    answered = pd.to_datetime(table["issue_responded"], format="%d/%m/%Y %H:%M")
    days = satisfied.groupby(answered.dt.strftime("%Y-%m-%d"))
    return {
        "n": len(table), "csat": 100 * satisfied.mean(),
        "days": {day: [100 * share, int(n)] for (day, share), n in
                 zip(days.mean().items(), days.size())},
        "segments": segments_of(satisfied, table, SUPPORT),
    }


def support_beside(found, address, token):
    own = instrument(address, token, "support-csat")
    report = ask(address, token, "/query", {"instrument": own, "grain": "day"})
    both = Differences(n=abs(report["total"]["n"] - found["n"]))
    both.note("csat", "whole", report["total"]["value"], found["csat"])
    shown = [step for step in report["trend"] if step["measure"]["value"] is not None]
    for step in shown:
        day = (pd.Timestamp(step["from"]) + pd.Timedelta(hours=12)).strftime("%Y-%m-%d")
        share, n = found["days"][day]
        both.note("day", day, step["measure"]["value"], share)
        both.note("count", day, step["measure"]["n"], n)
    print(f"{len(shown)} of {len(found['days'])} days are shown, the others have too few answers")
    segments = ask(address, token, "/query/segments", {"instrument": own})
    segments_beside(both, segments, found["segments"], SUPPORT)
    print(json.dumps(both.largest))


def main():
    table = pd.read_csv(sys.argv[1])
    is_support = "CSAT Score" in table.columns
    found = support(table) if is_support else airline(table)
    if len(sys.argv) > 3:
        beside = support_beside if is_support else airline_beside
        beside(found, sys.argv[2].rstrip("/"), sys.argv[3])
    else:
        print(json.dumps(found, indent=1))


def airline(table):
    satisfied = (table["satisfaction"] == "satisfied").astype(float)
    ratings = table[TOUCHPOINTS].where(table[TOUCHPOINTS] > 0)
    whole = ratings.notna().all(axis=1)
    x, y = ratings[whole].to_numpy(float), satisfied[whole].to_numpy()
    correlation = np.corrcoef(np.column_stack([y, x]).T)
    shares, r2 = lmg(correlation)
    design = np.column_stack([np.ones(len(x)), x])
    slopes = np.linalg.lstsq(design, y, rcond=None)[0][1:]
    return {
        "n": int(whole.sum()), "r2": r2,
        "drivers": {
            name: {"share": share, "effect": slope}
            for name, share, slope in zip(TOUCHPOINTS, shares, slopes)},
        "journey": {
            name: {"mean": ratings[name].mean(), "n": int(ratings[name].notna().sum()),
                   "bad": float((ratings[name] <= 2).sum() / ratings[name].notna().sum())}
            for name in TOUCHPOINTS},
        "segments": segments_of(satisfied, table, TRAITS),
    }


if __name__ == "__main__":
    main()
