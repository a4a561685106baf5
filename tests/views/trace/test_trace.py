"""One citizen in one time line, masked, with every look written down."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from simpul.cases import cases
from simpul.core.errors import SimpulError
from simpul.testing.town import APPLICATIONS, COMPLAINTS, COPY, SITI, SITI_COPY, SOURCE, Town, applicant, person
from simpul.views.trace import TraceEntry, trace

WHY = {"actor": "ani", "purpose": "aduan warga"}
APPLICATION, COMPLAINT = "503/000123/KTP/2026", "1916449"


@pytest.fixture
def here(engine: Engine) -> Town:
    """Siti moved, applied, complained, and an officer settled her address."""
    made = Town.settled(engine)
    made.pull(APPLICATIONS, {
        "key": APPLICATION, "nomor_permohonan": APPLICATION, "id_pemohon": SITI_COPY, "nik": SITI, "tahap": "DIAJUKAN",
    })  # fmt: skip
    made.pull(COMPLAINTS)
    made.compare()
    made.pull(COMPLAINTS, {
        "key": COMPLAINT, "id_pengaduan": COMPLAINT, "isi": f"permohonan {APPLICATION}", "rahasia": False,
        "anonim": False, "nama_pelapor": "SITI AMINAH",
    })  # fmt: skip
    made.pull(COPY, applicant(SITI_COPY, SITI, alamat="JL. BARU 2"))
    made.pull(SOURCE, person(SITI, tempat_lahir="BINJAI"))
    made.compare()
    case = next(line.id for line in cases.listing(made.engine) if line.field == "alamat")
    cases.decide(made.engine, made.city, case, choice="authority", reason="sesuai KK", actor="ani")
    made.target.records[SITI_COPY] = {"alamat": "JL. BARU 2", "tempat_lahir": "MEDAN"}
    made.deliver()
    return made


@pytest.mark.parametrize("by", [{"nik": SITI}, {"application": APPLICATION}, {"complaint": COMPLAINT}])
def test_any_of_the_three_keys_finds_the_whole_line(here: Town, by: dict[str, str]) -> None:
    """NIK, application and complaint lead to the same time line, oldest first, with nothing in full."""
    entries = trace(here.engine, here.city, actor="ani", purpose="aduan warga", **by)
    assert {entry.what for entry in entries} == {"record", "former", "case", "decision", "effect", "receipt"}
    assert {"siak.penduduk", "apsp.pemohon", "apsp.permohonan", "sp4.pengaduan"} <= {entry.feed for entry in entries}
    assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
    assert SITI not in repr(entries) and "SITI AMINAH" not in repr(entries)


def test_every_look_is_written_down_with_its_purpose(here: Town) -> None:
    """One audit line in the actor's own chain; it names the purpose and not the citizen."""
    trace(here.engine, here.city, nik=SITI, actor="ani", purpose="aduan warga")
    lines = here.rows("select act, detail from simpul.audit where chain = 'orang/ani' order by seq desc limit 1")
    assert lines[0]["act"] == "trace" and lines[0]["detail"]["purpose"] == "aduan warga"
    assert SITI not in str(lines)


def test_an_unknown_citizen_has_an_empty_line(here: Town) -> None:
    """Nothing known is not an error."""
    found: tuple[TraceEntry, ...] = trace(here.engine, here.city, nik="1271095010909099", **WHY)
    assert found == ()


def test_a_receipt_number_opens_the_same_line(here: Town) -> None:
    """A sending's code, the target's own reference and a paper counter's number lead to the citizen."""
    here.pull("loket.berkas_masuk", {"key": "BM-09-7", "nomor_berkas": "BM-09-7", "nik": SITI})
    code = here.rows("select idem_key from simpul.effect where mode = 'state' limit 1")[0]["idem_key"][:10]
    own = here.rows("select reference from simpul.receipt where reference <> '' limit 1")[0]["reference"]
    by_nik = trace(here.engine, here.city, nik=SITI, **WHY)
    for number in (f"SMP-{code.upper()}", own, "BM-09-7"):
        assert trace(here.engine, here.city, receipt=number, **WHY) == by_nik
    assert trace(here.engine, here.city, receipt="SMP-0000000000", **WHY) == ()


@pytest.mark.parametrize(
    ("state", "found"), [("sure", True), ("confirmed", True), ("offered", False), ("unlinked", False)]
)
def test_a_complaint_leads_to_whom_it_is_matched_with(here: Town, state: str, found: bool) -> None:
    """Only a match that is sure or confirmed makes a complaint part of a citizen's line."""
    complaint = {"key": "77", "id_pengaduan": "77", "isi": "lampu padam", "rahasia": False, "anonim": False}
    here.pull(COMPLAINTS, complaint)
    with here.engine.begin() as conn:
        conn.execute(text(_MATCH), {"state": state, "nik": SITI, "by": "budi" if state == "unlinked" else None})
    records = [entry for entry in trace(here.engine, here.city, nik=SITI, **WHY) if entry.what == "record"]
    assert any(entry.key == "77" for entry in records) == found


_MATCH = """
insert into simpul.match (left_feed, left_key, right_feed, right_key, how, score, state, unlink_by, unlink_approved_by)
values ('sp4.pengaduan', '77', 'siak.penduduk', :nik, 'person', 0.99, :state, 'ani', :by)
"""


def test_exactly_one_key_is_asked(here: Town) -> None:
    """None or two keys are refused."""
    with pytest.raises(SimpulError):
        trace(here.engine, here.city, **WHY)
    with pytest.raises(SimpulError):
        trace(here.engine, here.city, nik=SITI, complaint=COMPLAINT, **WHY)
