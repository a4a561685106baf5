"""What a mapping does, what it would change, what is wrong with it."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from simpul.config import settings
from simpul.core import clock
from simpul.ingest import explain
from simpul.ingest.decode import decode
from tests.mapping.pages import CITY, PEMOHON, listing, page, pemohon

#: A day on which the shipped agreements hold.
SIGNED = datetime(2026, 11, 22, 9, tzinfo=clock.WIB)


def test_explain_names_line_operation_values_and_rule() -> None:
    """Each step tells the line of the mapping, the operation, masked values and the rule that was broken."""
    row = {"nik": "1271096902049001", "agama": "JEDI", "rt_rw": "2/5", "kode_kelurahan": "1275030001"}
    steps = {step.field: step for step in explain.explain(PEMOHON, row)}
    lines = Path(PEMOHON.file).read_text(encoding="utf-8").splitlines()
    assert all(lines[step.line - 1].strip().startswith(f"{name}:") for name, step in steps.items())
    assert (steps["nik"].before, steps["nik"].after, steps["nik"].rule) == ("127109••••••9001",) * 2 + ("",)
    assert (steps["agama"].rule, steps["agama"].after) == ("kode_tidak_dikenal", None)
    assert steps["agama"].arti
    assert steps["kode_kelurahan"].rule == "kode_bps"
    assert steps["rt"].operation == "parts: 1 of '/', pad: 3"
    assert (steps["email"].sent, steps["nik"].sent) == (False, True)


def test_explain_names_rules_of_the_schema() -> None:
    """A rule of the schema, not only of an operation, is told as well."""
    steps = {step.field: step for step in explain.explain(PEMOHON, {"nik": "1271093202049001"})}
    assert steps["nik"].rule == "nik_tanggal"
    stock = CITY.feeds["loket.stok_blangko"]
    assert {step.rule for step in explain.explain(stock, {"RUSAK": "-1"})} == {"", "bilangan_negatif"}


def test_diff_tells_what_a_changed_mapping_alters(tmp_path: Path) -> None:
    """Per field: how many stored rows would change, how many enter or leave quarantine, and masked samples."""
    folder = shutil.copytree(settings.SHIPPED, tmp_path / "mappings")
    path = folder / "apsp" / "pemohon.yaml"
    text = path.read_text(encoding="utf-8").replace("agama/apsp", "agama/siak").replace("alamat, clean: trim", "nama")
    path.write_text(text, encoding="utf-8")
    new = settings.load([folder]).feeds["apsp.pemohon"]
    decoded = [decode(PEMOHON, page(listing([pemohon(1), pemohon(2, agama="1")])))]
    found = {one.field: one for one in explain.diff(PEMOHON, new, decoded)}
    assert set(found) == {"agama", "alamat"}
    assert (found["agama"].changed, found["agama"].newly_quarantined, found["agama"].no_longer_quarantined) == (2, 1, 1)
    assert found["alamat"].samples[0] == ("P-0000001", "JL•••••• 1", "BU••••••SO")
    assert explain.diff(PEMOHON, PEMOHON, decoded) == []


def test_check_finds_every_broken_file(tmp_path: Path) -> None:
    """Mistakes of several files are told together, each with its file and line."""
    folder = shutil.copytree(settings.SHIPPED, tmp_path / "mappings")
    for file, old, new in (("apsp/pemohon.yaml", "clean:", "clen:"), ("siak/system.yaml", "title:", "judul:")):
        path = folder / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    found = explain.check([folder])
    assert [Path(one.file).name for one in found] == ["pemohon.yaml", "system.yaml"]
    assert all(one.severity == "error" and one.line for one in found)


def test_check_finds_unknown_lists_and_expired_access(tmp_path: Path) -> None:
    """An unknown code list and an ended agreement are errors with their line, though the city loads."""
    folder = shutil.copytree(settings.SHIPPED, tmp_path / "mappings")
    path = folder / "apsp" / "pemohon.yaml"
    text = path.read_text(encoding="utf-8").replace("agama/apsp", "agma/apsp").replace("2027-12-31", "2020-01-31")
    path.write_text(text, encoding="utf-8")
    with clock.given(SIGNED):
        errors = [one for one in explain.check([folder]) if one.severity == "error"]
    assert len(errors) == 2
    assert any("did you mean 'agama'" in one.message for one in errors)
    assert any("ended on 2020-01-31" in one.message for one in errors)
    assert all(one.line > 1 for one in errors)


def test_shipped_mappings_have_no_mistake() -> None:
    """The shipped mappings pass their own check; only unset addresses are warned about."""
    with clock.given(SIGNED):
        found = explain.check([settings.SHIPPED])
    assert [one for one in found if one.severity == "error" or "environment variable" not in one.message] == []
