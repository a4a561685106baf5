"""The generated city, looked at in memory."""

from __future__ import annotations

import re
import time
from datetime import date

import polars as pl
import pytest

from sandbox import counters, generate, regions

SIZE = 5_000
Made = tuple[dict[str, pl.DataFrame], dict[str, pl.DataFrame], list[generate.plant.Planted]]


@pytest.fixture(scope="module")
def made() -> Made:
    """The city before anything is planted for rules."""
    return generate.city(SIZE, seed=7, each=0)


@pytest.fixture(scope="module")
def people(made: Made) -> pl.DataFrame:
    born = pl.col("tgl_lhr").str.to_date("%d-%m-%Y")
    return made[0]["siak.biodata_wni"].with_columns(born=born)


@pytest.fixture(scope="module")
def families(made: Made) -> pl.DataFrame:
    return made[0]["siak.data_keluarga"]


def _wrong(digits: str, woman: bool) -> bool:
    day = int(digits[6:8]) - 40 * woman
    if not re.fullmatch(r"\d{12}9\d{3}", digits) or digits[12:] < "9001":
        return True
    return time.strptime(f"{day:02}{digits[8:12]}", "%d%m%y").tm_mday != day


def test_same_seed_gives_the_same_bytes() -> None:
    """Two runs with one seed make equal tables, equal files and equal truth; another seed makes another city."""
    first, second, other = (generate.city(2_000, seed=seed) for seed in (3, 3, 4))
    assert all(first[0][name].equals(second[0][name]) for name in first[0])
    assert {n: counters.as_csv(f) for n, f in first[1].items()} == {n: counters.as_csv(f) for n, f in second[1].items()}
    assert first[2] == second[2]
    assert not first[0]["siak.biodata_wni"].equals(other[0]["siak.biodata_wni"])


def test_the_city_has_exactly_the_residents_asked_for(people: pl.DataFrame) -> None:
    """The registry holds one row per resident, no more and no fewer."""
    assert people.height == SIZE


@pytest.mark.parametrize("residents", [0, 1_999, 3_000_001])
def test_a_size_out_of_range_is_refused_before_anything_is_touched(residents: int) -> None:
    """A size outside the range is refused in words, without opening the database."""
    with pytest.raises(ValueError, match="outside 2000 to 3000000"):
        generate.generate("postgresql://nowhere.invalid/none", "nowhere", residents=residents, seed=1)


def test_every_resident_number_is_well_formed_and_unique(people: pl.DataFrame) -> None:
    """A NIK has a real date, forty added for women, a serial from 9001 on, and one owner."""
    assert people["nik"].n_unique() == SIZE
    assert [nik for nik, sex in people.select("nik", "jenis_klmin").iter_rows() if _wrong(nik, sex == "2")] == []


def test_resident_numbers_carry_the_birth_date(people: pl.DataFrame) -> None:
    """Digits 7 to 12 of a NIK say the birth date of the record."""
    day = people["born"].dt.day() + 40 * (people["jenis_klmin"] == "2").cast(pl.Int8)
    digits = day.cast(pl.String).str.zfill(2) + people["born"].dt.strftime("%m%y")
    assert people["nik"].str.slice(6, 6).equals(digits, check_names=False)


def test_most_residents_were_registered_in_medan_and_some_elsewhere(people: pl.DataFrame) -> None:
    """Between 70 and 95 percent of NIK begin with a kecamatan of Medan, the rest with a known one outside."""
    prefix = people["nik"].str.slice(0, 6)
    known = {f"1271{kec}" for kec in regions.KECAMATAN} | {code for code, _ in regions.ELSEWHERE}
    assert set(prefix) <= known
    assert 0.7 < prefix.str.starts_with("1271").mean() < 0.95  # type: ignore[operator]


def test_every_family_has_one_number_and_one_head(people: pl.DataFrame, families: pl.DataFrame) -> None:
    """Each family number is well formed, unique, and has one head, who is named in the family's record."""
    assert families["no_kk"].n_unique() == families.height
    assert [kk for kk in families["no_kk"] if _wrong(kk, False)] == []
    heads = people.filter(pl.col("stat_hbkel") == "1")
    assert heads.height == families.height
    named = families.join(heads, left_on=["no_kk", "nik_kk"], right_on=["no_kk", "nik"])
    assert named.height == families.height
    assert (named["nama_kep"] == named["nama_lgkp"].str.strip_chars_end()).all()


def test_everybody_lives_where_the_family_lives(people: pl.DataFrame, families: pl.DataFrame) -> None:
    """A resident's region is the family's, and it exists."""
    joined = people.join(families, on="no_kk", suffix="_kk")
    assert joined.height == SIZE
    assert ((joined["no_kec"] == joined["no_kec_kk"]) & (joined["no_kel"] == joined["no_kel_kk"])).all()
    known = {(str(int(kec)), str(1001 + at)) for kec, names in regions.KELURAHAN.items() for at in range(len(names))}
    assert set(families.select("no_kec", "no_kel").iter_rows()) <= known


def test_medan_has_21_kecamatan_and_151_kelurahan() -> None:
    """The region table is complete."""
    assert len(regions.KECAMATAN) == 21
    assert regions.kelurahan_table().height == 151


def test_ages_are_plausible(people: pl.DataFrame) -> None:
    """Nobody is unborn or older than 101; heads and wives are of age; a third or less is under 17."""
    age = (pl.lit(generate.AS_OF) - pl.col("born")).dt.total_days() / 365.25
    aged = people.with_columns(age=age)
    assert aged["age"].min() > 0  # type: ignore[operator]
    assert aged["age"].max() < 101  # type: ignore[operator]
    assert aged.filter(pl.col("stat_hbkel").is_in(["1", "3"]))["age"].min() >= 18  # type: ignore[operator]
    assert 0.2 < (aged["age"] < 17).mean() < 0.4  # type: ignore[operator]


def test_mothers_were_of_age_at_every_birth(people: pl.DataFrame) -> None:
    """A child in a family is 18 to 60 years younger than the wife of the head."""
    wives = people.filter(pl.col("stat_hbkel") == "3").select("no_kk", mother="born")
    gap = people.filter(pl.col("stat_hbkel") == "4").join(wives, on="no_kk")
    years = (gap["born"] - gap["mother"]).dt.total_days() / 365.25
    assert years.min() >= 18  # type: ignore[operator]
    assert years.max() <= 60  # type: ignore[operator]


def test_children_carry_their_parents_names(people: pl.DataFrame) -> None:
    """A child's mother on record is the wife of the family, where there is one."""
    wives = people.filter(pl.col("stat_hbkel") == "3").select("no_kk", mother=pl.col("nama_lgkp").str.strip_chars_end())
    children = people.filter(pl.col("stat_hbkel") == "4").join(wives, on="no_kk")
    assert children.height > 500
    assert (children["nama_lgkp_ibu"] == children["mother"]).all()


def test_children_have_no_card_and_the_married_are_married(people: pl.DataFrame) -> None:
    """Under 17 no card is due; wives are married, children of the family are not."""
    age = (pl.lit(generate.AS_OF) - pl.col("born")).dt.total_days() / 365.25
    young = people.filter(age < 16.9)
    assert set(young["ektp_current_status_code"]) == {"1"}
    assert set(people.filter(pl.col("stat_hbkel") == "3")["stat_kwn"]) == {"2"}
    assert set(people.filter(pl.col("stat_hbkel") == "4")["stat_kwn"]) == {"1"}


def test_religions_are_mixed_as_in_the_city() -> None:
    """Islam is held by 58 to 70 percent, Kristen by 15 to 27, Budha by 5 to 12."""
    share = dict(generate.city(20_000, seed=1)[0]["siak.biodata_wni"]["agama"].value_counts(normalize=True).iter_rows())
    assert 0.58 < share["1"] < 0.70
    assert 0.15 < share["2"] < 0.27
    assert 0.05 < share["5"] < 0.12


def test_names_are_capitals_with_some_blanks_behind_and_some_mononyms(people: pl.DataFrame) -> None:
    """The registry's own ugliness is there: trailing blanks; and one-word names are common."""
    names = people["nama_lgkp"]
    assert names.str.contains(r"^[A-Z ]+$").all()
    assert 0.02 < names.str.ends_with(" ").mean() < 0.12  # type: ignore[operator]
    assert (~names.str.strip_chars().str.contains(" ")).mean() > 0.05  # type: ignore[operator]


def test_nothing_happens_after_the_day_of_the_city(made: Made) -> None:
    """No moment of any table lies after the day the city is drawn."""
    for name, frame in made[0].items():
        for column in frame.select(pl.selectors.datetime()).columns:
            newest = frame[column].max()
            assert newest is None or newest.date() <= generate.AS_OF, (name, column)  # type: ignore[union-attr]


def test_applications_have_a_history_that_ends_in_their_stage(made: Made) -> None:
    """The last stage of the history is the application's, and finished ones have an end."""
    applied, stages = made[0]["apsp.permohonan"], made[0]["apsp.tahapan"]
    last = stages.sort("waktu", maintain_order=True).group_by("nomor_permohonan").agg(pl.col("tahap").last())
    joined = applied.join(last, left_on="nomor", right_on="nomor_permohonan")
    assert joined.height == applied.height
    assert (joined["tahap"] == joined["tahap_right"]).all()
    finished = applied["tahap"].is_in(["DISERAHKAN", "DITOLAK", "DIBATALKAN", "KEDALUWARSA"])
    assert (applied["tgl_selesai"].is_not_null() == finished).all()
    assert applied["nomor"].str.contains(r"^503/\d{6}/[A-Z]{2,3}/\d{4}$").all()


def test_applicants_are_eight_percent_with_one_or_two_applications(made: Made) -> None:
    """Applicants are 8 percent of residents; each has one or two applications."""
    owners, applied = made[0]["apsp.pemohon"], made[0]["apsp.permohonan"]
    assert owners.height == round(0.08 * SIZE)
    assert set(applied.group_by("pemohon_id").len()["len"]) == {1, 2}
    assert set(applied["pemohon_id"]) == set(owners["id"])


def test_complaints_are_of_every_sort() -> None:
    """Some are secret, some anonymous, some lack the flag; they quote own, strange and unknown applications."""
    made = generate.city(SIZE, seed=7)
    reports, applied = made[0]["sp4.complaint"], made[0]["apsp.permohonan"]
    phones = dict(made[0]["apsp.pemohon"].select("id", "telepon").iter_rows())
    owner = {number: phones[who] for number, who in applied.select("nomor", "pemohon_id").iter_rows()}
    quoted = reports.with_columns(number=pl.col("content").str.extract(r"(503/\d{6}/[A-Z]+/\d{4})"))
    quoted = quoted.filter(pl.col("number").is_not_null())
    mine = [owner.get(number) == phone for number, phone in quoted.select("number", "reporter_phone").iter_rows()]
    unknown = [number not in owner for number in quoted["number"]]
    assert sum(mine) > 5
    assert sum(unknown) > 0
    assert len(mine) > sum(mine) + sum(unknown)
    assert reports["is_secret"].sum() > 0
    assert reports["is_anonymous"].sum() > 0
    hidden = reports.filter(pl.col("is_secret") | pl.col("is_anonymous"))
    assert hidden["content"].str.contains(r"NIK \d{16}").any()
    assert reports["complaint_id"].is_between(1_000_000, 9_999_999).all()


def test_counter_files_end_with_the_number_of_their_rows(made: Made) -> None:
    """Every file has mark, semicolons, CRLF and a trailer with its row count; its name holds no personal number."""
    assert {name.split("_")[0] for name in made[1]} == {"berkas", "stok", "antrean", "serah"}
    for name, rows in made[1].items():
        text = counters.as_csv(rows).decode("utf-8-sig")
        lines = text.split("\r\n")
        assert lines[-1] == ""
        assert lines[-2] == f"#TOTAL;{len(lines) - 3}"
        assert lines[0] == ";".join(rows.columns)
        assert not re.search(r"\d{16}", name)


def test_blank_stock_adds_up_from_day_to_day() -> None:
    """Closing stock is opening plus received minus used minus spoilt, and the next day opens with it."""
    before = None
    for day in range(1, 25):
        rows = counters.stock(date(2026, 9, day), 1)
        cells = rows.select(pl.col("STOK_AWAL", "MASUK", "TERPAKAI", "RUSAK", "STOK_AKHIR").cast(pl.Int64))
        start, came, used, spoilt, end = cells.get_columns()
        assert (start + came - used - spoilt == end).all()
        assert min(column.min() for column in cells.get_columns()) >= 0  # type: ignore[type-var]
        assert before is None or start.equals(before, check_names=False)
        before = end
