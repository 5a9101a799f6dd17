"""What well-known Python packages take for the works of statistics-bench, on the same files.

`peers.py measure FOLDER RUNS WORK…` prints a line of JSON for each. Reading is not timed.
"""

import json
import resource
import sys
import time
import warnings

import numpy as np

Z = 1.959963984540054


def columns(folder, name, width):
    """The table that statistics-bench wrote: column after column."""
    return np.fromfile(f"{folder}/{name}.f64").reshape(width, -1)


def nps(folder):
    scores = columns(folder, "scores", 1)[0]

    def body():
        promoters, detractors = np.mean(scores >= 9), np.mean(scores <= 6)
        value = promoters - detractors
        reach = Z * np.sqrt((promoters + detractors - value**2) / len(scores))
        return value, value - reach, value + reach

    return "NumPy", lambda: body()[0]


def reliability(folder):
    """Alpha alone: the package has no omega."""
    import pandas
    import pingouin
    table = pandas.DataFrame(columns(folder, "items", 22).T)
    return "pingouin (alpha alone)", lambda: pingouin.cronbach_alpha(table)[0]


def drivers9(folder):
    """LMG of the whole sample alone: five hundred resamples would take minutes."""
    import pandas
    import pingouin
    table = pandas.DataFrame(columns(folder, "drivers9", 10).T)

    def body():
        found = pingouin.linear_regression(
            table[list(range(1, 10))], table[0], relimp=True)
        return found["relimp"].sum()

    return "pingouin (one sample, no bootstrap)", body


def index(folder):
    import pandas
    from plspm.config import Config, Structure, MV
    from plspm.mode import Mode
    from plspm.plspm import Plspm
    from plspm.scale import Scale
    from plspm.scheme import Scheme
    latents = [
        ("Image", 5), ("Expectation", 3), ("Quality", 7), ("Value", 2), ("Satisfaction", 3),
        ("Complaints", 1), ("Loyalty", 3)]
    paths = [
        (0, 1), (1, 2), (1, 3), (2, 3), (0, 4), (1, 4), (2, 4), (3, 4), (4, 5), (0, 6), (4, 6),
        (5, 6)]
    names = [f"{latent}{i + 1}" for latent, items in latents for i in range(items)]
    table = pandas.DataFrame(columns(folder, "index", 24).T, columns=names)

    def body():
        structure = Structure()
        for start in sorted({start for start, _ in paths}):
            structure.add_path(
                [latents[start][0]], [latents[end][0] for begin, end in paths if begin == start])
        config = Config(structure.path(), scaled=True)
        for latent, items in latents:
            config.add_lv(latent, Mode.A, *[MV(f"{latent}{i + 1}") for i in range(items)])
        found = Plspm(
            table, config, Scheme.PATH, bootstrap=True, bootstrap_iterations=500, processes=2)
        return found.inner_summary().loc["Satisfaction", "r_squared"]

    return "plspm, two processes", body


def beta_geometric(folder):
    from lifetimes import BetaGeoFitter
    return "lifetimes", _lifetimes(folder, BetaGeoFitter)


def pareto_nbd(folder):
    from lifetimes import ParetoNBDFitter
    return "lifetimes", _lifetimes(folder, ParetoNBDFitter)


def _lifetimes(folder, fitter):
    """The figure is the parameter r: the package's likelihood is of rescaled times."""
    frequency, recency, age = columns(folder, "purchases", 3)

    def body():
        return fitter(penalizer_coef=0).fit(frequency, recency, age).params_["r"]

    return body


def logistic(folder):
    from sklearn.linear_model import LogisticRegression
    table = columns(folder, "outcomes", 8)
    x, y = np.ascontiguousarray(table[:7].T), table[7].astype(int)

    def body():
        model = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-8).fit(x, y)
        return float(np.sum(np.log(model.predict_proba(x)[np.arange(len(y)), y])))

    return "scikit-learn, newton-cholesky", body


def cox(folder):
    import pandas
    from lifelines import CoxPHFitter
    table = pandas.DataFrame(columns(folder, "durations", 9).T)
    return "lifelines", lambda: CoxPHFitter().fit(table, 7, 8).log_likelihood_


def boosting(folder):
    return _boosting(folder, "airline", "airline")


def boosting_held_out(folder):
    return _boosting(folder, "airlineTrain", "airlineTest")


def _boosting(folder, train, test):
    from sklearn.ensemble import HistGradientBoostingClassifier
    table, unseen = columns(folder, train, 23), columns(folder, test, 23)
    x, y = np.ascontiguousarray(table[:22].T), table[22]
    x_unseen = np.ascontiguousarray(unseen[:22].T)

    def body():
        model = HistGradientBoostingClassifier(random_state=1).fit(x, y)
        return model.score(x_unseen, unseen[22])

    return "scikit-learn HistGradientBoosting", body


def csv(folder):
    """The whole process is timed by who starts it."""
    import pandas
    scores = pandas.read_csv(f"{folder}/scores.csv")["score"]
    promoters, detractors = (scores >= 9).mean(), (scores <= 6).mean()
    value = promoters - detractors
    reach = Z * ((promoters + detractors - value**2) / len(scores)) ** 0.5
    print(100 * value, 100 * (value - reach), 100 * (value + reach))


WORKS = {
    "nps": nps, "reliability": reliability, "drivers9": drivers9, "index": index,
    "betaGeometric": beta_geometric, "paretoNBD": pareto_nbd, "logistic": logistic, "cox": cox,
    "boosting": boosting, "boostingHeldOut": boosting_held_out,
}


def measure(folder, runs, work):
    peer, body = WORKS[work](folder)
    seconds, processor = [], []
    for _ in range(runs):
        begun = time.perf_counter(), worked()
        figure = body()
        seconds.append(time.perf_counter() - begun[0])
        processor.append(worked() - begun[1])
    print(json.dumps({
        "work": work, "peer": peer, "seconds": seconds, "processor": processor,
        "figure": float(figure)}), flush=True)


def worked():
    """Seconds that a processor worked for this process and those it started."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    if sys.argv[1:2] == ["csv"]:
        csv(sys.argv[2])
    else:
        for name in sys.argv[4:]:
            measure(sys.argv[2], int(sys.argv[3]), name)
