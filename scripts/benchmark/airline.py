"""The airline file: the real one where it is there, else one of the same shape, generated."""

import gzip
import random

HEADER = (
    "id,Gender,Customer Type,Age,Type of Travel,Class,Flight Distance,Inflight wifi service,"
    "Departure/Arrival time convenient,Ease of Online booking,Gate location,Food and drink,"
    "Online boarding,Seat comfort,Inflight entertainment,On-board service,Leg room service,"
    "Baggage handling,Checkin service,Inflight service,Cleanliness,Departure Delay in Minutes,"
    "Arrival Delay in Minutes,satisfaction")
ROWS = 103_904
REAL = "../shared/data/airline/train.csv.gz"


def lines(project):
    """Rows without the header, and where they come from."""
    real = project / REAL
    if real.exists():
        with gzip.open(real, "rt", encoding="utf-8") as file:
            return file.read().splitlines()[1:], "train.csv.gz, 103,904 passengers"
    return list(_generated()), "generated in the shape of train.csv.gz (which is not here)"


def _generated():
    chance = random.Random(2)
    for number in range(ROWS):
        liking = chance.gauss(3.2, 1)
        ratings = ",".join(
            str(min(5, max(0, round(chance.gauss(liking, 1.1))))) for _ in range(14))
        delay = max(0, int(chance.expovariate(1 / 15)) - 5)
        yield (
            f"{number + 1},{chance.choice(['Male', 'Female'])},"
            f"{chance.choice(['Loyal Customer', 'disloyal Customer'])},{chance.randint(7, 85)},"
            f"{chance.choice(['Personal Travel', 'Business travel'])},"
            f"{chance.choice(['Eco', 'Eco Plus', 'Business'])},{chance.randint(31, 4983)},"
            f"{ratings},{delay},{delay}.0,"
            f"{'satisfied' if liking > 3.4 else 'neutral or dissatisfied'}")


def write(path, rows, times=1):
    """A CSV file of the rows, `times` over, each with an id of its own."""
    with open(path, "w", encoding="utf-8") as file:
        file.write(HEADER + "\n")
        for turn in range(times):
            for row in rows:
                number, rest = row.split(",", 1)
                file.write(f"{turn * 1_000_000 + int(number)},{rest}\n")
