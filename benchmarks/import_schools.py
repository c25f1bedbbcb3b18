"""How long the school import takes. Run: .venv/bin/python benchmarks/import_schools.py [--rows 1005 20000] [--runs 3]

Writes an invented file in the layout of CDE's map layer and imports it into a fresh SQLite database (or the one of
DATABASE_URL, in a test database of its own): once as new, once unchanged, once with every school changed.
Prints the median of the runs in seconds.
"""

import argparse
import csv
import io
import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

FACTS = [
    "Academic Year", "CDS Code", "District Name", "School Name", "School Type", "Status", "Open Date", "Closed Date",
    "School Level", "Grade Low", "Grade High", "Charter", "Charter Num", "Funding Type", "Virtual", "Street", "City",
    "Zip", "Locale", "Latitude", "Longitude",
]  # fmt: skip
RACES = [
    "African American", "American Indian", "Asian", "Filipino", "Hispanic", "Pacific Islander", "White",
    "Two or More Races", "Not Reported",
]  # fmt: skip
PROGRAMS = [
    "English Learner", "Foster", "Homeless", "Migrant", "Socioeconomically Disadvantaged",
    "Students with Disabilities", "Free/Reduced Meal Eligible",
]  # fmt: skip


def invented(rows: int, *, seed: int = 7, renamed_every: int = 0) -> bytes:
    """A CSV file of invented schools. `renamed_every=10` gives every tenth another name than without it."""
    chance = random.Random(seed)
    header = [*FACTS, "Enroll Total"]
    for group in (*RACES, *PROGRAMS):
        header += [group, f"{group} (%)"]
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(header)
    for number in range(rows):
        races = [chance.randint(0, 150) for _race in RACES]
        total = sum(races)
        renamed = " Academy" if renamed_every and number % renamed_every == 0 else ""
        facts = [
            "2023-24", f"9999999{number:07d}", "Invented Unified", f"Invented School {number}{renamed}", "Elementary",
            "Active", "2003-09-29", "", "Elementary", "KG", "05", "N", "", "", "N", f"{number} Invented Ave.",
            "Inventado", "90000", "11 - City, Large", round(33 + chance.random(), 6), round(-119 + chance.random(), 6),
        ]  # fmt: skip
        counts = []
        for count in (*races, *(chance.randint(0, total) for _program in PROGRAMS)):
            counts += [count, round(100 * count / total, 1) if total else ""]
        writer.writerow([*facts, total, *counts])
    return target.getvalue().encode()


def measured(name: str, data: bytes) -> float:
    """Keep and import one file; seconds."""
    from django.core.files.base import ContentFile

    from schools import directory, keeping

    began = time.perf_counter()
    source = keeping.keep(ContentFile(data, name=name), kind="schools", by=None)
    directory.import_schools(source, by=None)
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, nargs="+", default=[1005, 20000])
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    os.environ["FAIRSHARE_VAR"] = tempfile.mkdtemp(prefix="fairshare-benchmark-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"

    import django

    django.setup()
    from django.db import connection

    for rows in options.rows:
        files = {"new": invented(rows), "same": invented(rows), "changed": invented(rows, renamed_every=1)}
        times = {name: [] for name in files}
        for _run in range(options.runs):
            # On disk, as in use: a database in memory would flatter.
            connection.settings_dict["TEST"]["NAME"] = str(Path(os.environ["FAIRSHARE_VAR"]) / "benchmark.sqlite3")
            was = connection.settings_dict["NAME"]
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            for name, data in files.items():
                times[name].append(measured(f"{name}.csv", data))
            connection.creation.destroy_test_db(was, verbosity=0)
        said = ", ".join(f"{name} {statistics.median(taken):.2f} s" for name, taken in times.items())
        print(f"{rows:,} schools, {connection.vendor}, median of {options.runs}: {said}")


if __name__ == "__main__":
    main()
