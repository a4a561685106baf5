"""When two writings are the same value."""

from __future__ import annotations

import itertools

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simpul.config import schemas
from simpul.values import comparators
from simpul.values.comparators import places

PAIRS = [
    # comparator, left, right, verdict
    ("exact", "A", "A", "same"),
    ("exact", "A", "a", "different"),
    ("exact", None, None, "same"),
    ("exact", None, "", "different"),
    ("text", "SITI AMINAH", "Siti  Aminah ", "written"),
    ("text", "SITI AMINAH", "SITI AMINAH", "same"),
    ("text", "SITI AMINAH", "SITI AMINAH BR", "different"),
    ("text", None, "   ", "written"),
    ("text", "JL. SEI\u00a0MATI", "jl. sei mati", "written"),
    ("text", "SITI\u200b AMINAH", "SITI AMINAH", "written"),
    ("date", "1990-10-05", "5/10/1990", "written"),
    ("date", "1990-10-05", "05.10.1990", "written"),
    ("date", "1990-10-05", "10-05-1990", "different"),
    ("date", "1990-10-05", "1990-10-05", "same"),
    ("date", "1990-10-05", "1990-10-05T00:00:00Z", "written"),
    ("date", "1990-01-01", None, "different"),
    ("code", "1271091004", "12.71.09.1004", "written"),
    ("code", "belum_rekam", "BELUM REKAM", "written"),
    ("code", "L", "P", "different"),
    ("rt_rw", "002", "2", "written"),
    ("rt_rw", "002", "RT 2", "written"),
    ("rt_rw", "000", "0", "written"),
    ("rt_rw", "002", "020", "different"),
    ("rt_rw", "Lk. IV", "LK. IV", "written"),
    ("rt_rw", "Lk. IV", "004", "written"),
    ("rt_rw", None, "001", "different"),
    ("kk", "1271010101019001", "1271.0101.0101.9001", "written"),
    ("kk", "1271010101019001", "1271010101019010", "different"),
    ("region", "1271091004", "12.71.09.1004", "written"),
    ("region", "1271091004", "1271091005", "different"),
    # Sei Mati of Labuhan and Sei Mati of Maimun.
    ("region", "1271131002", "1271151005", "different"),
]

#: One person or place in two writings (domain.md §6, §10).
WRITTEN = [
    ("name", "MUHAMMAD IQBAL NASUTION", "Mhd. Iqbal Nasution"),
    ("name", "MUHAMMAD IQBAL", "M. Iqbal"),
    ("name", "MUHAMMAD IQBAL", "Mohd Iqbal"),
    ("name", "MUHAMMAD IQBAL", "Moch. Iqbal"),
    ("name", "MUHAMMAD IQBAL", "MUHAMAD IQBAL"),
    ("name", "MUHAMMAD SAID", "H.M. Said"),
    ("name", "ABDUL RAHMAN", "Abd. Rachman"),
    ("name", "ABDUL RAHMAN", "Abdurrahman"),
    ("name", "MA'RUF", "MARUF"),
    ("name", "ACHMAD FAUZAN", "AHMAD FAUZAN"),
    ("name", "SITI AMINAH", "St. Aminah"),
    ("name", "SITI AMINAH", "Sitti Aminah"),
    ("name", "NOOR AISYAH", "NUR AISYAH"),
    ("name", "NURHAYATI", "NUR HAYATI"),
    ("name", "SJARIF HIDAJAT", "SYARIF HIDAJAT"),
    ("name", "JUSUF", "YUSUF"),
    ("name", "RIZKY RAMADHAN", "RIZKI RAMADHAN"),
    ("name", "SOETJIPTO", "SUCIPTO"),
    ("name", "DJOKO SOESILO", "JOKO SUSILO"),
    ("name", "PANDJAITAN", "PANJAITAN"),
    ("name", "NJOMAN", "NYOMAN"),
    ("name", "BUDI SANTOSO", "Drs. H. Budi Santoso, S.H., M.Hum."),
    ("name", "BUDI SANTOSO", "Budi Santoso SH"),
    ("name", "RATNA DEWI", "Hj. Ratna Dewi, A.Md.Keb"),
    ("name", "RATNA DEWI", "dr. Ratna Dewi S.Pd.I"),
    ("name", "ROTUA BORU SITORUS", "Rotua Br. Sitorus"),
    ("name", "ROTUA SITORUS", "ROTUA BR SITORUS"),
    ("name", "ALI BIN ABU", "ALI ABU"),
    ("name", "SIVANESAN A/L KUMAR", "SIVANESAN KUMAR"),
    ("name", "KARO-KARO SITEPU", "Karokaro Sitepu"),
    ("name", "RONI KARO2", "RONI KARO-KARO"),
    ("name", "ROY BATU BARA", "ROY BATUBARA"),
    ("name", "ROY LUMBAN TOBING", "ROY L. TOBING"),
    ("name", "ROY LUMBAN TOBING", "ROY LUMBANTOBING"),
    ("name", "ANDRE PERANGIN-ANGIN", "ANDRE PERANGIN ANGIN"),
    ("name", "SIREGAR BUDI", "BUDI SIREGAR"),
    ("name", "TAN MEI LING", "MEI LING TAN"),
    # Where words meet, letters meet: S and S, N and J.
    ("name", "STEFANUS SAMUEL", "STEFANUSSAMUEL"),
    ("name", "SULAIMAN JUNAIDI", "SULAIMANJUNAIDI"),
    ("name", "ROY SIMANJUNTAK", "ROY SIMAN JUNTAK"),
    ("address", "JL. SEI MATI NO. 1", "Jalan Sei Mati 1"),
    ("address", "JL GARU II NO. 05 LK IV", "Jln. Garu 2 No.5 Lingk. 4"),
    ("address", "JL SM RAJA KM 7", "Jl. Sisingamangaraja Km. 7"),
    ("address", "GANG MELATI NO 3A", "Gg. Melati 3 A"),
    ("address", "KOMPLEK SETIABUDI INDAH BLOK C NO 12", "Komp. Setia Budi Indah Blok C/12"),
    ("address", "JL PASAR MERAH", "JL PSR. MERAH"),
    ("address", "JL TANJUNG MULIA MEDAN", "Jl. Tj. Mulia Mdn"),
    ("address", "JL PULO BRAYAN", "JL P. BERAYAN"),
    ("address", "JL SUNGAI MATI KEL. AUR KEC. MAIMUN", "Jl S. Mati Kelurahan Aur Kecamatan Maimun"),
    # Names of kelurahan that differ between the books of Kemendagri and BPS.
    ("region", "Sudirejo 1", "SUDI REJO I"),
    ("region", "Tegal S Mandala I", "TEGAL SARI MANDALA I"),
    ("region", "Tegal S Mandala II", "TEGAL SARI MANDALA II"),
    ("region", "Tegal S Mandala III", "TEGAL SARI MANDALA III"),
    ("region", "Pulo Berayan Kota", "PULO BRAYAN KOTA"),
    ("region", "Tanjung Mulya", "TANJUNG MULIA"),
    ("region", "Namo Gajah", "NAMU GAJAH"),
    ("region", "Ladang Bambu", "BARU LADANG BAMBU"),
    ("region", "Belawan Sicanang", "BELAWAN PULAU SICANANG"),
    ("region", "S. Rengas Permata", "SEI RENGAS PERMATA"),
    ("region", "Pangkalan Mansur", "PANGKALAN MASYHUR"),
    ("region", "Titi Rante", "TITI RANTAI"),
    ("region", "P Berayan Darat I", "PULO BRAYAN DARAT I"),
    ("region", "P Berayan Darat II", "PULO BRAYAN DARAT II"),
    ("region", "P Berayan Bengkel", "PULO BRAYAN BENGKEL"),
    ("region", "PB Bengkel Baru", "PULO BRAYAN BENGKEL BARU"),
    ("region", "P Bulan Selayang I", "PADANG BULAN SELAYANG I"),
    ("region", "P Bulan Selayang II", "PADANG BULAN SELAYANG II"),
]

#: Two people or places, however alike.
DIFFERENT = [
    ("name", "ROMA NASUTION", "ROMAN NASUTION"),
    ("name", "BUDI SANTOSO", "B. SANTOSO"),
    ("name", "HOTMAN SIMANJUNTAK", "H. SIMANJUNTAK"),
    ("name", "SULAIMAN LUBIS", "S. LUBIS"),
    ("name", "MARULI NABABAN", "M. NABABAN"),
    ("name", "SITI AMINAH", "SITI AMINAH LUBIS"),
    ("name", "ROTUA SITORUS", "ROTUA SINAGA"),
    ("name", "AAN SURYA", "AN SURYA"),
    ("name", "NOEL SINAGA", "NUL SINAGA"),
    ("name", "BUDI SANTOSO", "SANTOSO BUDI"),
    ("name", "AHMAD", "MUHAMMAD"),
    ("address", "JL GARU I NO 12", "JL GARU II NO 2"),
    ("address", "JL GARU 1 NO 12", "JL GARU 11 NO 2"),
    ("address", "BLOK C NO 3", "BLOK 3"),
    ("address", "BLOK V NO 3", "BLOK X NO 3"),
    ("address", "GG MELATI 3", "JL MELATI 3"),
    # Babura is another kelurahan, of Medan Baru: only with its kecamatan could this be told.
    ("region", "Babura Sunggal", "BABURA"),
    ("region", "Belawan I", "BELAWAN II"),
]


def _frame(*pairs: tuple[str | None, str | None]) -> pl.DataFrame:
    return pl.DataFrame(list(pairs), schema={"l": pl.String, "r": pl.String}, orient="row")


def _verdicts(name: str, left: str | None, right: str | None) -> tuple[str, str]:
    found = _frame((left, right)).select(
        a=comparators.verdict(name, pl.col("l"), pl.col("r")), b=comparators.verdict(name, pl.col("r"), pl.col("l"))
    )
    return found.row(0)


def _normal(name: str, values: list[str | None]) -> list[str | None]:
    frame = pl.DataFrame({"v": values}, schema={"v": pl.String})
    return frame.select(v=comparators.normal(name, pl.col("v")))["v"].to_list()


@pytest.mark.parametrize(("name", "left", "right", "wanted"), PAIRS)
def test_a_verdict_tells_writing_from_meaning(name: str, left: str | None, right: str | None, wanted: str) -> None:
    """Same, same but written differently, or different: decided by the normal form alone, in either direction."""
    assert _verdicts(name, left, right) == (wanted, wanted)


@pytest.mark.parametrize(("name", "left", "right"), WRITTEN)
def test_one_person_or_place_in_two_writings_is_the_same(name: str, left: str, right: str) -> None:
    """Titles, spellings, abbreviations, joined words and marga order are writing."""
    assert _verdicts(name, left, right) == ("written", "written")


@pytest.mark.parametrize(("name", "left", "right"), DIFFERENT)
def test_two_people_or_places_stay_two(name: str, left: str, right: str) -> None:
    """What a habit of writing does not explain is a difference, however small."""
    assert _verdicts(name, left, right) == ("different", "different")


@pytest.mark.parametrize("name", list(comparators.COMPARATORS))
def test_a_normal_form_is_its_own_normal_form(name: str) -> None:
    """normal(normal(x)) = normal(x): otherwise equality would depend on how often a value was looked at."""
    values = [value for _, left, right, *_ in (*PAIRS, *WRITTEN, *DIFFERENT) for value in (left, right)]
    once = _normal(name, values)
    assert _normal(name, once) == once


#: What names, addresses and codes are made of, and what they are not.
_TEXT = st.lists(
    st.sampled_from(
        [*"ABCDEHIJMNOSTUY", " ", "  ", ".", ",", "-", "/", "'", "0", "1", "2", "5", "OE", "DJ", "SJ", "NJ", "TJ", "NN"]
        + [
            "MHD",
            "SITI",
            "H.",
            "S.H.",
            "BIN ",
            "KARO",
            "SIREGAR ",
            "JL ",
            "NO ",
            "LK ",
            "IV",
            "BLOK ",
            "12.71",
            "É",
            "≡",
        ]
    ),
    max_size=9,
).map("".join)


@pytest.mark.parametrize("name", list(comparators.COMPARATORS))
@settings(max_examples=20, deadline=None)
@given(values=st.lists(st.none() | _TEXT, min_size=30, max_size=30))
def test_any_text_has_one_normal_form(name: str, values: list[str | None]) -> None:
    """A normal form is its own whatever the text, and null stays null."""
    once = _normal(name, values)
    assert _normal(name, once) == once
    assert all(form is None for value, form in zip(values, once, strict=True) if value is None)


@pytest.mark.parametrize("name", list(comparators.COMPARATORS))
@settings(max_examples=10, deadline=None)
@given(values=st.lists(st.none() | _TEXT, min_size=6, max_size=6))
def test_equality_is_an_equivalence(name: str, values: list[str | None]) -> None:
    """Everything equals itself; order does not matter; what equals the same thing is equal."""
    frame = _frame(*itertools.product(values, values))
    flags = frame.select(e=comparators.equal(name, pl.col("l"), pl.col("r")))["e"].to_list()
    size = range(len(values))
    same = {(i, j): flags[i * len(values) + j] for i, j in itertools.product(size, size)}
    assert all(same[i, i] for i in size)
    assert all(same[i, j] == same[j, i] for i, j in same)
    assert all(same[i, k] for i, j, k in itertools.product(size, size, size) if same[i, j] and same[j, k])


@pytest.mark.parametrize("name", [name for name in comparators.COMPARATORS if name != "exact"])
def test_nothing_but_blanks_is_no_value_and_equals_no_value_only(name: str) -> None:
    """Blank = absent; neither is ever equal to something."""
    something = "5" if name != "region" else "1271091004"
    assert _verdicts(name, None, None) == ("same", "same")
    assert _verdicts(name, None, "  ") == ("written", "written")
    assert _verdicts(name, None, something) == ("different", "different")


def _words(text: str) -> list[str]:
    return text.split()


GIVEN = _words("""
    ADI AGUS AHMAD AISYAH ALI AMINAH ANDI ANDRE ANI ANNISA ARI AYU BAMBANG BINSAR BUDI DANIEL DAUD DAVID DEDI DEWI DIAN
    DINA DWI EDI EKO ELI FAHRI FITRI GANI HADI HALIM HANA HANI HASAN HENDRA HUSEIN IDA IKA INDAH JOEL JONI JULI LILI
    LINA MAYA MEI MIA MIRA MUHAMMAD NANI NINA NOEL NUR PUTRA PUTRI RATNA RIAN RIKA RINA RIO RIZAL RIZKI ROMA ROMAN RONI
    ROTUA ROY RUDI SANI SARI SITI SRI SUCI SUSI TANI TITI TONI UMAR WATI YANI YANTI YUDI YUL YULI YUNI YUSUF ZAKI
""")
MARGA = _words("""
    BATUBARA GINTING LUBIS MANIK NABABAN NASUTION PANJAITAN PURBA SARAGIH SIMANJUNTAK SINAGA SIREGAR SITORUS
""")


def test_no_two_people_of_a_whole_town_are_one() -> None:
    """Every given name, every two of them, every marga behind: as many normal forms as people whose letters differ.

    ROMA NANI and ROMAN ANI are one: only a blank tells them apart, and blanks are writing.
    """
    first = [*GIVEN, *(f"{one} {two}" for one, two in itertools.permutations(GIVEN, 2))]
    people = [*first, *(f"{name} {marga}" for name in first for marga in MARGA)]
    letters = {name.replace(" ", "") for name in people}
    assert len(letters) > 100_000
    assert len(set(_normal("name", people))) == len(letters)  # type: ignore[arg-type]


@settings(max_examples=30, deadline=None)
@given(
    words=st.lists(
        st.sampled_from([word for word in GIVEN if word != "MUHAMMAD"]), min_size=2, max_size=3, unique=True
    ),
    at=st.integers(0, 2),
)
def test_an_initial_is_not_a_word(words: list[str], at: int) -> None:
    """Whatever word of a name is cut to its first letter, another person may be meant."""
    short = [f"{word[0]}." if place == at % len(words) else word for place, word in enumerate(words)]
    assert _verdicts("name", " ".join(words), " ".join(short))[0] == "different"


@settings(max_examples=60, deadline=None)
@given(
    words=st.lists(st.sampled_from(GIVEN), min_size=1, max_size=2, unique=True),
    marga=st.sampled_from(MARGA),
    title=st.sampled_from(["", "H. ", "Hj. ", "Drs. ", "dr. ", "Prof. Dr. Ir. "]),
    degree=st.sampled_from(["", ", S.H.", ", S.Pd., M.Pd.", " A.Md", ", S.Kom"]),
    between=st.sampled_from([" ", "  ", " Br. ", " boru "]),
)
def test_habits_of_writing_change_nobody(words: list[str], marga: str, title: str, degree: str, between: str) -> None:
    """Titles, degrees, boru, case and blanks may come together."""
    plain = " ".join([*words, marga])
    worn = f"{title}{' '.join(words).title()}{between}{marga.title()}{degree}"
    assert _verdicts("name", plain, worn)[0] == "written"


def test_every_kelurahan_has_a_code_of_its_own() -> None:
    """No two codes of the book are one under the comparator, nor lost."""
    from simpul.values import codes

    listed = [line["kode"] for line in codes.rows("kelurahan")]
    assert len(set(_normal("region", listed)) - {None}) == len(listed)  # type: ignore[arg-type]


#: 1271091001 was renumbered, 1271091002 divided.
HEIRS = {"1271091001": ("1271221001",), "1271091002": ("1271221002", "1271221003")}


def test_an_old_code_is_its_successor() -> None:
    """Renumbered: one value. Divided: the old code stands for either part, and the parts stay two places."""
    old, new = ["1271091001", "1271091002"], ["1271221001", "1271221002"]
    frame = pl.DataFrame({"old": old, "new": new})
    assert frame.select(v=places.renumbered(pl.col("old"), HEIRS))["v"].to_list() == ["1271221001", "1271091002"]
    told = frame.select(v=places.divided(pl.col("old"), pl.col("new"), HEIRS))["v"].to_list()
    assert told == [False, True]
    parts = pl.DataFrame({"old": ["1271221002"], "new": ["1271221003"]})
    assert parts.select(v=places.divided(pl.col("old"), pl.col("new"), HEIRS))["v"].to_list() == [False]


def test_every_field_of_every_schema_names_a_comparator_that_exists() -> None:
    """A schema cannot ask for a comparator nobody wrote."""
    named = {spec.comparator for entity in schemas.entities() for spec in schemas.columns(entity)}
    assert named <= set(comparators.COMPARATORS)


def test_identity_fields_are_compared_as_what_they_are() -> None:
    """Names as names, addresses as addresses, codes of regions and families as such."""
    found = {spec.name: spec.comparator for spec in schemas.columns("penduduk")}
    wanted = {"nama_lengkap": "name", "alamat": "address", "kode_kelurahan": "region", "no_kk": "kk", "nik": "exact"}
    assert {name: found[name] for name in wanted} == wanted
