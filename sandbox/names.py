"""Who lives in Medan: peoples with their shares, religions, given names and marga, and names made from them.

Shares are those of the census of 2010.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


#: The most frequent name of all stands several times.
MUSLIM_MEN = _words("""
    MUHAMMAD MUHAMMAD MUHAMMAD MUHAMMAD MUHAMMAD MUHAMMAD MUHAMMAD MUHAMMAD MUHAMMAD MUHAMMAD MUHAMMAD MUHAMMAD
    MUHAMMAD AHMAD ABDUL RIZKI FAUZAN IRFAN ILHAM REZA FAJAR ARIF HAKIM YUSUF IBRAHIM ISMAIL ZULKIFLI ZAINAL
    RAHMAT HIDAYAT SYAHPUTRA SYAHRIAL IKHSAN IQBAL AZHAR FADLI FADHIL RAMADHAN HAFIZ NAUFAL DAFFA RAIHAN ALDI
    ANDI BAYU DIMAS HENDRA INDRA IRWAN JUNAIDI KHAIRUL MAULANA MUKHLIS NASIR RUSDI SAFRIZAL SULAIMAN SYAFRI
    TAUFIK UMAR WAHYU YAHYA ZAKI HARUN
""")
MUSLIM_WOMEN = _words("""
    SITI NUR AISYAH FATIMAH KHADIJAH AMINAH NURHAYATI NURUL RAHMAWATI ROHANI ZUBAIDAH FITRI FITRIANI LAILA
    HALIMAH MARYAM ANNISA PUTRI AULIA NABILA SALSABILA ZAHRA KHAIRUNNISA RAMADHANI SUCI INDAH DEWI RATNA SRI
    WULANDARI YULIANA YUSNITA MASITAH JAMILAH HAFSAH HUMAIRA RABIATUL SALMAH SAKINAH SYAFITRI TIARA ULFA WARDAH
    ZULAIKHA DINDA INTAN MELATI LESTARI
""")
CHRISTIAN_MEN = _words("""
    JONATHAN DANIEL DAVID SAMUEL YOHANES PETRUS PAULUS MARKUS MATIUS LUKAS STEFANUS ANDREAS BENYAMIN YOSUA
    EFRAIM EZRA GABRIEL MIKHAEL RAFAEL IMMANUEL HOTMAN SAHAT TIGOR POLTAK TOGAR MANGASI PARLINDUNGAN BINSAR
    BONAR JHON RONALD RICARDO FERNANDO FERDINAND CHRISTIAN KEVIN ANDRE ALBERT ROBERT WILLIAM EDWARD RUDOLF SABAM
    MARULI HASIHOLAN JANUAR ROY DEDI
""")
CHRISTIAN_WOMEN = _words("""
    MARIA MARTA RUTH ESTER DEBORA SARA REBEKA LIDIA MAGDALENA KRISTINA KRISTIN NATALIA VERONIKA THERESIA AGNES
    LUSIA ROSALINA ROTUA TIURMA TIOMINA HOTMAULI MASTIUR NURMALA RISMA ROMAULI DAHLIA LAMRIA SONDANG TIUR
    BERLIANA DUMARIA ELISABET ERIKA FEBRIANI GRACE HELENA IVANA JESSICA KARTINA LENNY MEGAWATI MONIKA NOVITA
    OKTAVIA PUSPITA RINA SINTA TRISNA YUNITA
""")
JAVANESE_MEN = _words("""
    SUPARNO NGATIMAN SUTRISNO TUKIMAN SUYANTO SUPRIYADI SUGENG SLAMET SUKARDI SUMARDI SUROSO WAGIMAN WAGIRIN
    PONIMAN PARNO JUMADI JUMINGAN KASNO KARTONO HARTONO HARYANTO BUDI AGUS EKO DWI TRI JOKO BAMBANG PURNOMO
    PRASETYO WIBOWO SETIAWAN NUGROHO SANTOSO SUSILO SUTARNO SUWARNO SUDARSONO TEGUH WIDODO YANTO HERI ARI DIDIK
    GIMAN LEGIMIN MISNAN NGADIMIN RIDWAN SAMSUDIN
""")
JAVANESE_WOMEN = _words("""
    PONIEM TUKIYEM SUMIATI SUPARTI SUTINAH SUGIARTI SULASTRI SUMARNI SURYATI SRI RUKIAH WAGINEM LEGINEM NGATINEM
    MISNI JUMINAH KARTINI HARTATI HARTINI ENDANG DWI TRI WATI ASTUTI LESTARI RAHAYU NINGSIH WULANDARI PURWANTI
    UTAMI SETIAWATI SUSANTI SULISTIAWATI YANTI YULIANTI RINI RATNA MURNI MARSINI PAINEM SAKINEM SAMINAH TUMINI
    WIDYA ANGGRAINI AYU DIAN EKA FITRI INDAH RETNO
""")
CHINESE_MEN = _words("""
    RUDY HENDRA HENDRIK JOHAN JIMMY TONY ANTON SUSANTO BUDIMAN KARTA ERWIN EDDY FERRY VINCENT STEVEN RICHARD
    DARWIN DENNY KELVIN LEONARDO MICHAEL NELSON OSCAR PHILIP RAYMOND SURYA THOMAS WILSON YONGKI ALVIN ACUAN
    AKIONG ALIANG ASENG BUN CHANDRA
""")
CHINESE_WOMEN = _words("""
    MEI LING LINDA LILY SUSI SUSANTI MERRY JENNY JULIANA FENNY YENNY WENNY VIVIAN VERA STELLA SHERLY SELVIA RINI
    OLIVIA NELLY MELISA LIE LANNY KELLY IRENE HELEN GRACE FELICIA EVELYN DEWI CINDY CAROLINE BETTY ANGELINA AMOI
    AILING SIU HUA LAN
""")
INDIAN_MEN = _words("""
    SIVANESAN GANESAN KUMAR RAJU RAVI SELVARAJ MURUGAN SANJAY VIJAY ARUMUGAM SURESH RAMESH KRISHNA MANIAM
    NADARAJAN
""")
INDIAN_WOMEN = _words("""
    SELVI LAKSHMI DEVI PARWATI SARASWATI KAMALA MALA RANI SUMATHI SUSILA VIMALA ANJALI PRIYA GEETA INDRANI
""")

TOBA = _words("""
    SIMANJUNTAK SIAHAAN MANURUNG HUTAGALUNG HUTAPEA HUTASOIT SITORUS SITUMORANG SIMATUPANG SIHOMBING SIMBOLON
    SINAGA TAMPUBOLON NABABAN NAINGGOLAN NAPITUPULU PANJAITAN PASARIBU MARPAUNG MARBUN SILALAHI SITOMPUL SIREGAR
    PANGARIBUAN LUMBANTOBING SIMARMATA
""")
MANDAILING = _words("""
    NASUTION LUBIS HARAHAP HASIBUAN BATUBARA PULUNGAN RANGKUTI DAULAY RITONGA MATONDANG SIREGAR
""")
KARO = (
    "GINTING",
    "SEMBIRING",
    "TARIGAN",
    "KARO KARO SITEPU",
    "BARUS",
    "SURBAKTI",
    "KABAN",
    "PERANGIN ANGIN",
    "BANGUN",
    "SEBAYANG",
)
SIMALUNGUN = _words("""
    DAMANIK SARAGIH PURBA SINAGA
""")
NIAS = _words("""
    ZEBUA HALAWA GULO LAOLI ZENDRATO TELAUMBANUA
""")
MINANG = _words("""
    CHANIAGO KOTO TANJUNG PILIANG
""")
CHINESE = _words("""
    TAN LIM WIJAYA HALIM HARTONO SALIM WONG CHANDRA GUNAWAN TJIA LIE SUTANTO KURNIAWAN NG THAMRIN
""")
PAKPAK = _words("""
    BERUTU MANIK SOLIN BANCIN PADANG ANGKAT
""")


@dataclass(frozen=True, kw_only=True)
class People:
    """One people of the city; the registry keeps names in capitals, without degrees or punctuation."""

    name: str
    #: Share of residents, percent.
    share: float
    #: Code of the registry (1 Islam … 7 Kepercayaan) → weight.
    religions: dict[str, float]
    men: tuple[str, ...]
    women: tuple[str, ...]
    #: Family name carried by father and children; empty: the people has none.
    marga: tuple[str, ...] = ()
    #: Share of members whose name is a single word.
    mononym: float = 0.0
    #: Share of members who carry the family name, where the people has one.
    carries: float = 1.0
    #: Noble or customary words before the name, man and woman.
    titles: tuple[str, str] = ("", "")


def _muslim(name: str, share: float, *, mononym: float = 0.0, titles: tuple[str, str] = ("", "")) -> People:
    return People(
        name=name,
        share=share,
        religions={"1": 98.5, "2": 1.0, "3": 0.5},
        men=MUSLIM_MEN,
        women=MUSLIM_WOMEN,
        mononym=mononym,
        titles=titles,
    )


def _batak(name: str, share: float, marga: tuple[str, ...], islam: float) -> People:
    religions = {"1": islam, "2": (100 - islam) * 0.82, "3": (100 - islam) * 0.175, "7": (100 - islam) * 0.005}
    return People(
        name=name,
        share=share,
        religions=religions,
        men=CHRISTIAN_MEN,
        women=CHRISTIAN_WOMEN,
        marga=marga,
    )


PEOPLES: tuple[People, ...] = (
    People(
        name="jawa",
        share=33.19,
        religions={"1": 96.5, "2": 2.2, "3": 1.2, "7": 0.1},
        men=JAVANESE_MEN,
        women=JAVANESE_WOMEN,
        mononym=0.35,
    ),
    _batak("toba", 17.12, TOBA, 4.0),
    replace(_muslim("mandailing", 10.16), marga=MANDAILING),
    People(
        name="tionghoa",
        share=9.47,
        religions={"1": 1.5, "2": 10.0, "3": 7.0, "5": 80.5, "6": 1.0},
        men=CHINESE_MEN,
        women=CHINESE_WOMEN,
        marga=CHINESE,
        carries=0.85,
    ),
    replace(_muslim("minangkabau", 7.83, mononym=0.05), marga=MINANG, carries=0.15),
    _muslim("melayu", 5.76, mononym=0.05),
    _muslim("melayu bangsawan", 0.5, titles=("TENGKU", "WAN")),
    _batak("karo", 4.62, KARO, 18.0),
    _muslim("aceh", 2.4, mononym=0.05),
    _muslim("aceh bangsawan", 0.3, titles=("TEUKU", "CUT")),
    _batak("simalungun", 1.41, SIMALUNGUN, 20.0),
    _batak("nias", 1.10, NIAS, 2.0),
    _muslim("pesisir", 1.10, mononym=0.1),
    _muslim("banjar", 0.47),
    _batak("pakpak", 0.42, PAKPAK, 30.0),
    People(
        name="tamil",
        share=1.3,
        religions={"1": 10.0, "2": 6.0, "3": 12.0, "4": 68.0, "5": 4.0},
        men=INDIAN_MEN,
        women=INDIAN_WOMEN,
        mononym=0.5,
    ),
    _muslim("lain", 2.85, mononym=0.1),
)

STREETS = (
    "SISINGAMANGARAJA",
    "PANGLIMA DENAI",
    "GARU I",
    "GARU III",
    "GARU VI",
    "PERTAHANAN",
    "STM",
    "HM SAID",
    "KRAKATAU",
    "BILAL",
    "GATOT SUBROTO",
    "SETIA BUDI",
    "JAMIN GINTING",
    "LETDA SUJONO",
    "WILLIEM ISKANDAR",
    "THAMRIN",
    "ASIA",
    "SUTOMO",
    "BRIGJEN KATAMSO",
    "KARYA",
    "KARYA WISATA",
    "MARELAN RAYA",
    "YOS SUDARSO",
    "K L YOS SUDARSO",
    "PELITA II",
    "GAPERTA",
    "KAPTEN MUSLIM",
    "PERJUANGAN",
    "PROKLAMASI",
    "MENTENG RAYA",
    "AR HAKIM",
    "BROMO",
)
LANES = _words("""
    MELATI MAWAR KENANGA AMAN SETIA BERSAMA KELUARGA SEPAKAT RUKUN MESJID GEREJA LANGGAR PENDIDIKAN BUNTU DAMAI
""")
ROMAN = _words("""
    I II III IV V VI VII VIII IX X XI XII XIII XIV XV
""")


def _pool(lists: Sequence[tuple[str, ...]]) -> tuple[pl.Series, Ints, Ints]:
    """Word lists end to end, where each starts, how long each is."""
    length = np.array([len(words) for words in lists], dtype=np.int64)
    return pl.Series([word for words in lists for word in words]), np.cumsum(length) - length, length


def marga(rng: np.random.Generator, people: Ints) -> Ints:
    """A marga for each: its place in the pool of all marga, or -1 where the people or the person has none."""
    _, start, length = _pool([one.marga for one in PEOPLES])
    carries = np.array([one.carries for one in PEOPLES])
    found = start[people] + (rng.random(len(people)) * length[people]).astype(np.int64)
    return np.where((length[people] > 0) & (rng.random(len(people)) < carries[people]), found, -1)


def compose(rng: np.random.Generator, people: Ints, woman: Flags, family: Ints) -> pl.Series:
    """Names in capitals: title, one or two given names, marga; one word where the people knows mononyms."""
    count, kinds = len(people), len(PEOPLES)
    words, start, length = _pool([one.men for one in PEOPLES] + [one.women for one in PEOPLES])
    kind = people + kinds * woman
    first = (rng.random(count) * length[kind]).astype(np.int64)
    second = (rng.random(count) * length[kind]).astype(np.int64)
    one_word = rng.random(count) < np.array([one.mononym for one in PEOPLES])[people]
    same = (words.gather(start[kind] + first) == words.gather(start[kind] + second)).to_numpy()
    drop = one_word | same | ((family >= 0) & (rng.random(count) < 0.45))
    titles, at, many = _pool([(one.titles[0],) for one in PEOPLES] + [(one.titles[1],) for one in PEOPLES])
    surnames, _, _ = _pool([one.marga for one in PEOPLES])
    parts = pl.DataFrame(
        {
            "title": titles.replace("", None).gather(at[kind] + many[kind] - 1),
            "first": words.gather(start[kind] + first),
            "second": words.gather(
                pl.Series(start[kind] + second).zip_with(pl.Series(~drop), pl.Series([None] * count, dtype=pl.Int64))
            ),
            "family": surnames.gather(pl.Series(family).replace(-1, None)),
        }
    )
    return parts.select(pl.concat_str(pl.all(), separator=" ", ignore_nulls=True).alias("name"))["name"]
