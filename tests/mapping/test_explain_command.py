"""``simpul mapping`` over stored pages: one record step by step, what a changed file would alter, what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.app import app
from simpul.config import settings
from simpul.ingest.pull import pull
from simpul.store import engine as db
from tests.ingest.pull.conftest import Source, page

Run = Callable[..., Any]
ACCESS = 'access: {agreement: "Uji 1/2026", purpose: "Uji", legal_basis: "UU uji", valid_until: 2099-12-31}\n'
PEOPLE = (
    """entity: penduduk
read: {path: /warga, paging: {kind: single}}
media: json
rows: data
key: id
order: {from: diubah, format: iso, overlap: 5m}
"""
    + ACCESS
    + """fields:
  nik: {from: nik}
  nama_lengkap: {from: nama}
  tanggal_lahir: {from: lahir, date: "%Y-%m-%d"}
  agama: {from: agama, code: agama/apsp}
  alamat: {from: alamat, clean: [trim, upper]}
  rt: {parts: {from: rt_rw, separator: "/", index: 0}, pad: {to: 3, written: padded}}
  rw: {parts: {from: rt_rw, separator: "/", index: 1}, pad: {to: 3, written: padded}}
  kode_kelurahan: {region: [prov, kota, kec, kel]}
  no_hp: {from: hp, phone: id}
  status_hidup: {const: hidup}
"""
)
PLACES = """entity: pengaduan
read: {path: /aduan, paging: {kind: single}}
media: json
rows: data
key: id
fields:
  id_pengaduan: {from: id}
  judul: {from: judul}
  klasifikasi: {from: kelas}
  dibuat_pada: {from: dibuat, time: iso}
"""


def _somebody(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"W-{number}", "nik": f"127109101090{9500 + number}", "nama": "SITI AMINAH", "lahir": "1990-10-10",
        "agama": "ISLAM", "alamat": " jl. garu 1 ", "rt_rw": "2/5", "prov": "12", "kota": "71", "kec": "9",
        "kel": "1001", "hp": "08126000001", "diubah": f"2026-11-{number:02d}T00:00:00+07:00", **more,
    }  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city with one more system that a test writes by hand."""
    made = tmp_path_factory.mktemp("pemetaan") / "mappings"
    (made / "uji").mkdir(parents=True)
    (made / "uji" / "system.yaml").write_text(
        "title: Sistem uji\nadapter: rest\naddress: {env: SIMPUL_UJI_URL}\nrank: 9\n", "utf-8"
    )
    (made / "uji" / "warga.yaml").write_text(PEOPLE, "utf-8")
    return made


@pytest.fixture
def run(database_url: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """``simpul mapping …`` as JSON, with what its exit code says."""
    for name, value in (("MAPPINGS", folder), ("DATABASE_URL", database_url), ("UJI_URL", "http://127.0.0.1:9")):
        monkeypatch.setenv(f"SIMPUL_{name}", str(value))
    monkeypatch.setenv("SIMPUL_HOME", str(folder.parent))

    def command(*words: object, code: int = 0) -> Any:
        done = CliRunner().invoke(app, ["mapping", *map(str, words), "--json"])
        assert done.exit_code == code, done.output
        return json.loads(done.stdout)

    return command


@pytest.fixture
def stored(run: Run, database_url: str, folder: Path) -> Callable[..., None]:
    """Pull these rows of the test system."""

    def take(*rows: dict[str, Any], of: str = "warga") -> None:
        city = settings.load([settings.SHIPPED, folder])
        pull(db.engine(database_url), city, city.feeds[f"uji.{of}"], adapter=Source([page(*rows)]))

    return take


def _by_field(steps: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {step["field"]: step for step in steps}


def test_each_step_says_where_it_is_written_what_it_does_and_to_what(run: Run, stored: Callable[..., None]) -> None:
    """Line, source, operation in the mapping's words, value before and after by its class: personal ones masked."""
    stored(_somebody(1))
    steps = _by_field(run("explain", "uji.warga"))
    lines = PEOPLE.splitlines()
    assert all(lines[step["line"] - 1].strip().startswith(f"{name}:") for name, step in steps.items())
    assert {Path(step["file"]).name for step in steps.values()} == {"warga.yaml"}
    assert {name: step["operation"] for name, step in steps.items()} == {
        "nik": "as it is",
        "nama_lengkap": "as it is",
        "tanggal_lahir": "date: %Y-%m-%d",
        "agama": "code: agama/apsp",
        "alamat": "clean: trim upper",
        "rt": "parts: 1 of '/', pad: 3",
        "rw": "parts: 2 of '/', pad: 3",
        "kode_kelurahan": steps["kode_kelurahan"]["operation"],
        "no_hp": "phone: id",
        "status_hidup": "const: hidup",
    }
    assert steps["kode_kelurahan"]["operation"].startswith("region: ")
    told = {name: (step["source"], step["before"], step["after"]) for name, step in steps.items()}
    assert told == {
        "nik": ("nik", "127109••••••9501", "127109••••••9501"),
        "nama_lengkap": ("nama", "SI••••••AH", "SI••••••AH"),
        "tanggal_lahir": ("lahir", "19••••••10", "19••••••10"),
        "agama": ("agama", "ISLAM", "islam"),
        "alamat": ("alamat", " j••••••1 ", "JL•••••• 1"),
        "rt": ("rt_rw", told["rt"][1], told["rt"][2]),
        "rw": ("rt_rw", told["rw"][1], told["rw"][2]),
        "kode_kelurahan": ("prov, kota, kec, kel", told["kode_kelurahan"][1], told["kode_kelurahan"][2]),
        "no_hp": ("hp", "08••••••01", "+6••••••01"),
        "status_hidup": ("", told["status_hidup"][1], told["status_hidup"][2]),
    }
    assert told["kode_kelurahan"][1:] == ("12••••••01", "12••••••01")
    assert {step["rule"] for step in steps.values()} == {step["arti"] for step in steps.values()} == {""}
    assert all(step["sent"] and step["judul"] for step in steps.values())


def test_what_is_empty_is_told_from_what_is_wrong(run: Run, stored: Callable[..., None]) -> None:
    """Null or not sent: no value and no rule. Wrong: no value, the rule and its meaning in both languages."""
    row = _somebody(2, nama=None, agama="JEDI", nik="1271093202049502", kota=None)
    del row["hp"]
    stored(row)
    steps = _by_field(run("explain", "uji.warga"))
    for name in ("nama_lengkap", "no_hp", "kode_kelurahan"):
        assert [steps[name][part] for part in ("before", "after", "rule")] == [None, None, ""]
    assert (steps["agama"]["rule"], steps["agama"]["before"], steps["agama"]["after"]) == (
        *("kode_tidak_dikenal", "JEDI"),
        None,
    )
    assert (steps["nik"]["rule"], steps["nik"]["after"]) == ("nik_tanggal", None)
    assert steps["nik"]["before"] == "127109••••••9502"
    assert steps["agama"]["arti"] and steps["agama"]["meaning"] and steps["agama"]["arti"] != steps["agama"]["meaning"]


def test_a_row_is_chosen_by_its_number(run: Run, stored: Callable[..., None]) -> None:
    """The newest page and its first row unless told."""
    stored(_somebody(3), _somebody(4, agama="KRISTEN"))
    assert _by_field(run("explain", "uji.warga", "--row", 2))["agama"]["before"] == "KRISTEN"
    assert _by_field(run("explain", "uji.warga"))["nik"]["before"] == "127109••••••9503"


def test_a_changed_file_is_told_by_field_with_five_samples(
    run: Run, stored: Callable[..., None], folder: Path, tmp_path: Path
) -> None:
    """How many values change, enter or leave quarantine; examples masked but for what anybody may see."""
    rows = [_somebody(number, lahir="1990-12-11" if number < 12 else "13/12/1990") for number in range(5, 13)]
    stored(*rows)
    changed = tmp_path / "warga.yaml"
    text = PEOPLE.replace('"%Y-%m-%d"', '"%Y-%d-%m"').replace("clean: [trim, upper]", "clean: trim")
    changed.write_text(text.replace("{from: nama}", "{from: nama, clean: trim}"), "utf-8")
    found = _by_field(run("diff", "uji.warga", changed, "--pages", 1))
    assert set(found) == {"tanggal_lahir", "alamat"}
    born = found["tanggal_lahir"]
    assert (born["changed"], born["newly_quarantined"], born["no_longer_quarantined"]) == (7, 0, 0)
    assert born["samples"] == [[f"W-{number}", "19••••••11", "19••••••12"] for number in range(5, 10)]
    assert (found["alamat"]["changed"], found["alamat"]["samples"][0]) == (8, ["W-5", "JL•••••• 1", "jl•••••• 1"])
    (folder / "uji" / "warga.yaml").write_text(PEOPLE, "utf-8")
    assert run("diff", "uji.warga", folder / "uji" / "warga.yaml", "--pages", 1) == []
    changed.write_text(PEOPLE.replace('"%Y-%m-%d"', '"%d/%m/%Y"'), "utf-8")
    (born,) = run("diff", "uji.warga", changed, "--pages", 1)
    assert (born["changed"], born["newly_quarantined"], born["no_longer_quarantined"]) == (8, 7, 1)
    changed.write_text(PEOPLE.replace("agama/apsp", "agama/siak"), "utf-8")
    (faith,) = run("diff", "uji.warga", changed, "--pages", 1)
    assert (faith["changed"], faith["newly_quarantined"]) == (8, 8)
    assert {tuple(one[1:]) for one in faith["samples"]} == {("••••••", "")}


def test_what_anybody_may_see_is_shown_as_it_is(run: Run, stored: Callable[..., None], folder: Path) -> None:
    """The number of a complaint and its class are nobody's secret; its title is."""
    place = folder / "uji" / "aduan.yaml"
    place.write_text(PLACES + ACCESS, "utf-8")
    stored({"id": "7", "judul": "Lampu padam", "kelas": "Layanan umum", "dibuat": "2026-11-01T00:00:00Z"}, of="aduan")
    steps = _by_field(run("explain", "uji.aduan"))
    assert (steps["id_pengaduan"]["before"], steps["id_pengaduan"]["after"]) == ("7", "7")
    assert steps["klasifikasi"]["after"] == "Layanan umum"
    assert steps["judul"]["after"] == "La••••••am"
    assert steps["dibuat_pada"]["operation"] == "time: iso"
    changed = folder.parent / "aduan.yaml"
    changed.write_text((PLACES + ACCESS).replace("{from: kelas}", "{from: kelas, clean: upper}"), "utf-8")
    (kind,) = run("diff", "uji.aduan", changed)
    assert kind["samples"] == [["7", "Layanan umum", "LAYANAN UMUM"]]
    place.unlink()


def test_warnings_and_mistakes_have_their_file_and_line(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No agreement, no order, no address: warnings; an ended agreement or an unknown list: errors, and exit 3."""
    place = folder / "uji" / "aduan.yaml"
    place.write_text(PLACES, "utf-8")
    ours = [one for one in run("check") if f"{folder}" in one["file"]]
    assert [(one["severity"], Path(one["file"]).name, one["line"]) for one in ours] == [
        ("warning", "aduan.yaml", 1)
    ] * 2
    assert "access agreement" in ours[0]["message"] and "order:" in ours[1]["message"]
    monkeypatch.delenv("SIMPUL_UJI_URL")
    unset = [one for one in run("check") if "SIMPUL_UJI_URL" in one["message"]]
    assert [(one["severity"], Path(one["file"]).name, one["line"]) for one in unset] == [("warning", "system.yaml", 1)]
    monkeypatch.setenv("SIMPUL_UJI_URL", "http://127.0.0.1:9")
    place.write_text(PLACES.replace("key: id\n", "key: id\n" + ACCESS.replace("2099-12-31", "2020-01-31")), "utf-8")
    (ended,) = [one for one in run("check", code=3) if one["severity"] == "error"]
    assert (Path(ended["file"]).name, ended["line"]) == ("aduan.yaml", 6) and "2020-01-31" in ended["message"]
    place.write_text(PLACES.replace("{from: kelas}", "{from: kelas, kode: x}"), "utf-8")
    (wrong,) = run("check", code=3)
    assert (wrong["severity"], Path(wrong["file"]).name, wrong["line"]) == ("error", "aduan.yaml", 9)
    place.unlink()
