"""Mapping files, settings and secrets: every mistake is refused with file, line and what to do."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from simpul.config import feed_file, yaml_nodes
from simpul.config import settings as config
from simpul.core.errors import AccessExpired, BadConfig, BadCredentials
from simpul.core.model import SecretRef
from simpul.core.ports import unguarded
from simpul.links import adapters
from simpul.values import mask

REPO = Path(config.SHIPPED).parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped mappings that a test may spoil."""
    return Path(shutil.copytree(config.SHIPPED, tmp_path / "mappings"))


def spoil(folder: Path, file: str, old: str, new: str) -> int:
    """Replace a text in a mapping file; the number of the line it stood in."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_shipped_mappings_load() -> None:
    """The shipped mappings and the sandbox overlay load together; sending is off without the overlay."""
    plain = config.load([config.SHIPPED])
    city = config.load([config.SHIPPED, REPO / "sandbox" / "mappings"])
    assert {system.sending for system in plain.systems.values()} == {"off"}
    assert city.systems["apsp"].sending == "on"
    assert city.policy.undo_window == timedelta(seconds=20)
    assert not city.feeds["siak_sql.penduduk"].enabled
    assert [feed.name for feed in city.feeds_of("sp4")] == ["sp4.pengaduan", "sp4.tindak_lanjut"]


def test_load_is_light() -> None:
    """Reading the mappings imports neither Polars nor dataframely: DAG files must parse in milliseconds."""
    code = "import sys; from simpul.config import settings as s; s.load([s.SHIPPED]); print('polars' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], cwd=REPO, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"


MISTAKES = [
    # a wrong field, an unknown operation, a wrong argument
    ("apsp/pemohon.yaml", "nama_lengkap: {", "nama_lengkp: {", "did you mean 'nama_lengkap'"),
    ("siak/system.yaml", "auth: {kind: wsse,", "auth: {kind: wsse, expires: soon,", "expected a date"),
    ("apsp/pemohon.yaml", "clean: trim}", "clen: trim}", "unknown operation 'clen'"),
    ("apsp/pemohon.yaml", "clean: trim}", "clean: lower}", "'lower' is not one of trim, upper, collapse"),
    ("siak/penduduk.yaml", "[NO_PROP, NO_KAB, NO_KEC, NO_KEL]", "[NO_PROP, NO_KAB]", "3 or 4 columns"),
    ("siak/penduduk.yaml", "no_kk: {from: NO_KK}", "no_kk: {from: NO_KK, date: '%d', pad: 3}", "date and pad together"),
    ("siak/penduduk.yaml", "no_kk: {from: NO_KK}", "no_kk: {clean: trim}", "says nowhere"),
    # protected elements
    ("siak/penduduk.yaml", "no_kk: {from: NO_KK}", "no_kk: {from: PNYDNG_CCT}", "which is protected"),
    # keys nobody reads, twice, or missing
    ("siak/penduduk.yaml", "protected:", "protectd:", "did you mean 'protected'"),
    ("siak/penduduk.yaml", "media: xml", "media: xml\nmedia: json", "stands twice"),
    ("siak/penduduk.yaml", "media: xml", "media: yaml", "'yaml' is not one of"),
    ("siak/penduduk.yaml", "entity: penduduk", "entity: pendudk", "did you mean 'penduduk'"),
    ("siak/penduduk.yaml", "overlap: 5m", "overlap: 5 minit", "expected a duration"),
    ("siak/penduduk.yaml", "Asia/Jakarta", "Asia/Medan", "unknown clock"),
    ("siak/penduduk.yaml", "2027-12-31", "besok", "expected a date"),
    ("siak/system.yaml", "adapter: soap", "adaptor: soap", "did you mean 'adapter'"),
    ("siak/system.yaml", "parallel: 2", "parallel: dua", "expected a number"),
    # references
    ("sp4/tindak_lanjut.yaml", "parent: sp4.pengaduan", "parent: sp4.keluhan", "is not a feed"),
    ("policy.yaml", "authority: siak.penduduk", "authority: siak.warga", "unknown feed"),
    ("policy.yaml", "to: apsp", "to: apps", "did you mean 'apsp'"),
    ("policy.yaml", "kind: segarkan_identitas", "kind: segarkan", "did you mean 'segarkan_identitas'"),
    ("policy.yaml", "sending: {}", "sending: {apsp: maybe}", "not one of off, propose, on"),
    ("policy.yaml", "tempat_lahir, tanggal_lahir", "tempat_lair, tanggal_lahir", "did you mean 'tempat_lahir'"),
    ("policy.yaml", "undo_window: 10m", "undo_window: [10m", "not YAML"),
]


@pytest.mark.parametrize(("file", "old", "new", "told"), MISTAKES)
def test_mistake_is_refused_with_file_and_line(folder: Path, file: str, old: str, new: str, told: str) -> None:
    """A mistake in a mapping is refused with its file, its line and a hint."""
    line = spoil(folder, file, old, new)
    with pytest.raises(BadConfig) as caught:
        config.load([folder])
    assert told in str(caught.value)
    assert str(folder / file) in str(caught.value)
    assert abs(caught.value.line - line) <= 1


def test_duplicate_system_is_refused(folder: Path) -> None:
    """A system described in two mapping folders is refused, naming both."""
    with pytest.raises(BadConfig, match="'apsp' stands twice") as caught:
        config.load([config.SHIPPED, folder])
    assert str(config.SHIPPED / "apsp") in str(caught.value)


def test_new_system_is_added_by_a_second_folder(folder: Path, tmp_path: Path) -> None:
    """A folder of another name adds a system without touching the shipped ones."""
    (tmp_path / "more").mkdir()
    shutil.move(folder / "loket", tmp_path / "more" / "loket_utara")
    city = config.load([config.SHIPPED, tmp_path / "more"])
    assert city.feeds["loket_utara.berkas_masuk"].entity == "berkas_masuk"


def test_expired_access_stops_one_feed(folder: Path) -> None:
    """An ended access agreement stops the feed that rests on it; the city and its other feeds load."""
    spoil(folder, "apsp/pemohon.yaml", "2027-12-31", "2020-01-31")
    city = config.load([folder])
    with pytest.raises(AccessExpired, match=r"pemohon.yaml.*ended on 2020-01-31"):
        config.require_access(city.feeds["apsp.pemohon"])
    config.require_access(city.feeds["apsp.permohonan"], today=date(2027, 12, 31))
    with pytest.raises(AccessExpired):
        config.require_access(city.feeds["apsp.permohonan"], today=date(2028, 1, 1))


def test_missing_address_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Using a system whose address variable is not set says which variable to set."""
    monkeypatch.delenv("SIMPUL_APSP_URL", raising=False)
    system = config.load([config.SHIPPED]).systems["apsp"]
    with pytest.raises(BadConfig, match="environment variable SIMPUL_APSP_URL is not set"):
        adapters.adapter(system, guard=unguarded)


def test_unknown_adapter_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An adapter that does not exist is refused with the nearest name."""
    monkeypatch.setenv("SIMPUL_APSP_URL", "https://apsp.contoh.id")
    spoil(folder, "apsp/system.yaml", "adapter: rest", "adapter: rset")
    with pytest.raises(BadConfig, match="unknown adapter 'rset'.*did you mean 'rest'"):
        adapters.adapter(config.load([folder]).systems["apsp"], guard=unguarded)


def test_secret_is_read_at_use(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A secret comes from variable or file at the moment of use; a missing one is named, never shown."""
    monkeypatch.setenv("SIMPUL_X_PASSWORD", "rahasia")
    assert config.secret(SecretRef(env="SIMPUL_X_PASSWORD")) == "rahasia"
    monkeypatch.delenv("SIMPUL_X_PASSWORD")
    with pytest.raises(BadConfig, match="SIMPUL_X_PASSWORD is not set"):
        config.secret(SecretRef(env="SIMPUL_X_PASSWORD"))
    (tmp_path / "sandi").write_text("rahasia\n", encoding="utf-8")
    assert config.secret(SecretRef(file=str(tmp_path / "sandi"))) == "rahasia"
    with pytest.raises(BadConfig, match="cannot be read"):
        config.secret(SecretRef(file=str(tmp_path / "tiada")))
    assert issubclass(BadCredentials, Exception)


def test_settings_follow_the_environment(tmp_path: Path) -> None:
    """Home, database and mapping folders come from three variables."""
    found = config.settings({"SIMPUL_HOME": str(tmp_path), "SIMPUL_MAPPINGS": f"{tmp_path}:{tmp_path}"})
    assert found == config.Settings(home=tmp_path, database_url=None, mappings=(config.SHIPPED, tmp_path, tmp_path))
    assert config.settings({}).home == Path(".simpul")


@pytest.mark.parametrize("name", ["SIMPUL_DATABSE_URL", "SIMPUL_HOEM", "SIMPUL_MAPPING"])
def test_misspelt_setting_is_refused(name: str) -> None:
    """A setting misspelt by a letter or two is refused with the right name instead of being ignored."""
    with pytest.raises(BadConfig, match=f"{name} is not known.*did you mean SIMPUL_"):
        config.settings({name: "x"})


def test_other_variables_are_left_alone() -> None:
    """Variables that mappings name themselves are no misspelt settings."""
    assert config.settings({"SIMPUL_SIAK_URL": "x", "SIMPUL_TEST_DATABASE_URL": "y"}).database_url is None


def test_missing_mapping_folder_is_refused(tmp_path: Path) -> None:
    """A mapping folder that is not there is named."""
    with pytest.raises(BadConfig, match="tiada"):
        config.settings({"SIMPUL_MAPPINGS": str(tmp_path / "tiada")})


def test_on_and_off_stay_words(tmp_path: Path) -> None:
    """YAML's on, off, yes and no are words here, true and false are not."""
    (tmp_path / "a.yaml").write_text("a: on\nb: off\nc: yes\nd: true\n", encoding="utf-8")
    assert yaml_nodes.read(tmp_path / "a.yaml").plain() == {"a": "on", "b": "off", "c": "yes", "d": True}


def test_broken_files_are_refused(tmp_path: Path) -> None:
    """A file that is missing or not UTF-8 is refused with its name."""
    (tmp_path / "a.yaml").write_bytes(b"a: \xff\xfe")
    for name in ("a.yaml", "b.yaml"):
        with pytest.raises(BadConfig, match=f"{name}:1: cannot be read"):
            yaml_nodes.read(tmp_path / name)
    with pytest.raises(BadConfig, match="needs a system.yaml"):
        feed_file.system(tmp_path / "system.yaml")


def test_masks_hide_the_middle() -> None:
    """NIK and KK are shown as first six, six dots, last four, also inside a sentence; names by initials."""
    assert mask.nik("1271096902049001") == "127109••••••9001"
    assert mask.nik("12710") == "••••••"
    assert mask.scrub("NIK 1271096902049001, telepon 081234567890") == "NIK 127109••••••9001, telepon 081234567890"
    assert mask.name("BUDI SANTOSO") == "B••• S••••••"
    assert [mask.value(text) for text in ("1271096902049001", "MEDAN", "JALAN A", None)] == [
        "127109••••••9001", "••••••", "JA•••••• A", "",
    ]  # fmt: skip
