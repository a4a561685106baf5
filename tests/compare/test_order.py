"""The order in which a comparison writes does not hang on the seed Python hashes with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: Twelve people moved by the registry, twelve by the one-door service, twelve complaints with a number in them.
STORY = """
import json, sys
from simpul.compare import turn
from simpul.store import engine
from simpul.testing.town import APPLICATIONS, COMPLAINTS, COPY, SOURCE, Town, applicant, person

NIKS = [f"127109501090{number:04}" for number in range(9101, 9125)]
here = Town.settled(engine.engine(sys.argv[1]))
for feed in ("loket.berkas_masuk", APPLICATIONS, COMPLAINTS):
    here.pull(feed)
here.pull(SOURCE, *(person(nik) for nik in NIKS))
here.pull(COPY, *(applicant(f"P-{nik[-4:]}", nik) for nik in NIKS))
here.compare()
here.pull(SOURCE, *(person(nik, alamat="JL. DUA 2") for nik in NIKS[:12]))
here.pull(COPY, *(applicant(f"P-{nik[-4:]}", nik, alamat="JL. TIGA 3") for nik in NIKS[12:]))
about = {"judul": "", "rahasia": False, "anonim": False, "nama_pelapor": "SITI AMINAH"}
here.pull(COMPLAINTS, *(
    {"key": nik[-4:], "id_pengaduan": nik[-4:], "isi": f"NIK saya {nik}", **about} for nik in NIKS[:12]
))
turn.compare(here.engine, here.city)
orders = {
    "sendings": "select record_key as key from simpul.effect order by id",
    "disagreements": "select record_key as key from simpul.cases where rule = '' order by id",
    "of rules": "select concat_ws(' ', rule, subject_key) as key from simpul.cases where rule <> '' order by id",
    "links": "select left_key as key from simpul.match order by id",
}
print(json.dumps({part: [row["key"] for row in here.rows(order)] for part, order in orders.items()}))
"""


def test_a_comparison_numbers_what_it_finds_in_the_order_of_the_records(database_url: str) -> None:
    """Sendings, disagreements and links get their numbers by record, whatever the seed of the process."""
    told = []
    for seed in ("1", "2"):
        env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed}
        words = [sys.executable, "-c", STORY, database_url]
        done = subprocess.run(words, env=env, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr[-2000:]
        told.append(json.loads(done.stdout))
    assert told[0] == told[1]
    assert {len(keys) for keys in told[0].values()} == {12}
    assert all(keys == sorted(keys) for keys in told[0].values())
