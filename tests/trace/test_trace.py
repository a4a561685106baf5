"""One citizen in one time line, masked, with every look written down."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from simpul import cases
from simpul.errors import SimpulError
from simpul.testing.town import APPLICATIONS, COMPLAINTS, COPY, SITI, SITI_COPY, SOURCE, Town, applicant, person
from simpul.trace import TraceEntry, trace

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
    found: tuple[TraceEntry, ...] = trace(here.engine, here.city, nik="1271095010909099")
    assert found == ()


def test_exactly_one_key_is_asked(here: Town) -> None:
    """None or two keys are refused."""
    with pytest.raises(SimpulError):
        trace(here.engine, here.city)
    with pytest.raises(SimpulError):
        trace(here.engine, here.city, nik=SITI, complaint=COMPLAINT)
