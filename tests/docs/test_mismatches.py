"""The page of mismatches and the page about rules say what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import Engine

from simpul.compare.rules import file
from simpul.core.texts import quarantine_reasons
from simpul.core.texts.differences import SHAPES
from simpul.testing.ruling import Ruled

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "reference" / "mismatches.md").read_text("utf-8")
HOW_TO = (DOCS / "how-to" / "write-a-rule.md").read_text("utf-8")
#: (number or nothing, how it is found, names).
ROWS = [
    (number or "", how.split(",")[0].split(":")[0].split(";")[0].strip(), re.findall(r"`(\w+)`", names))
    for number, how, names in re.findall(r"^\| (?:(\d+) \| )?[^|]+ \| ([^|]+) \|([^|]*)\|$", PAGE, re.MULTILINE)
    if how not in ("Found by", "---")
]


def test_every_number_of_the_catalogue_is_on_the_page() -> None:
    """1 to 56, none left out."""
    assert {int(number) for number, _, _ in ROWS if number} == set(range(1, 57))


def test_every_shipped_rule_is_on_the_page_and_every_rule_there_is_shipped() -> None:
    """The rules named are the files of rules/."""
    named = {name for _, how, names in ROWS if how == "rule" for name in names}
    assert named == {path.stem for path in file.SHIPPED.glob("*.sql")}


def test_a_rule_has_the_number_of_its_row() -> None:
    """The type in a rule's header is the number on the page; rules beyond the catalogue have none."""
    told = {name: number or "-" for number, how, names in ROWS if how == "rule" for name in names}
    assert told == {rule.name: rule.type for rule in file.load()}


def test_every_shape_and_quarantine_rule_on_the_page_exists() -> None:
    """What comparisons and quarantine are said to find has these names in the code."""
    shapes = {name for _, how, names in ROWS if how in ("comparison", "sweep") for name in names}
    assert shapes and shapes <= set(SHAPES)
    kept = {name for _, how, names in ROWS if how.startswith("quarantine") for name in names}
    assert kept and kept <= set(quarantine_reasons.RULES)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """The rule of the page, as a file of its own folder."""
    body = re.search(r"```sql\n(.*?)```", HOW_TO, re.DOTALL)
    assert body is not None
    name = re.search(r"rules check (\w+)\.sql", HOW_TO)
    assert name is not None
    path = tmp_path / f"{name.group(1)}.sql"
    path.write_text(body.group(1), "utf-8")
    return path


def test_the_rule_of_the_page_works(engine: Engine, written: Path) -> None:
    """The example is right, finds what it says and is woken by the resident's move."""
    here = Ruled.on(engine, written.parent)
    resident = {"key": "1271090501909001", "nik": "1271090501909001", "kode_kelurahan": "1271091001"}
    here.pull("siak.penduduk", resident)
    application = {"key": "503/1", "nomor_permohonan": "503/1", "nik": resident["nik"], "kode_kecamatan": "127109"}
    here.pull("apsp.permohonan", {**application, "jenis_layanan": "KTP_EL_BARU"})
    here.compare()
    assert here.open() == {}
    here.pull("siak.penduduk", {**resident, "kode_kelurahan": "1271201001"})
    here.compare()
    assert list(here.open()) == [(written.stem, "503/1", "503/1")]
    assert here.open() == here.full()


def test_the_words_of_the_header_are_explained() -> None:
    """Every header line that is no sentence has its row on the page."""
    told = set(re.findall(r"^\| `(\w+)` \|", HOW_TO, re.MULTILINE))
    assert told == {"type", "severity", "owner", "due", "subject", "record", "needs", "wakes"}
