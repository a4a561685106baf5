"""Who is who: numbers that two people share, people with two numbers, families without one head, and their near-misses.

See ``plant_rules`` for what each function returns.
"""

from __future__ import annotations

from sandbox.ground import Ground, Row
from sandbox.names import MUSLIM_MEN, MUSLIM_WOMEN
from sandbox.plant_rules import died, left


def one_number_two_people(g: Ground, k: int) -> str:
    first = g.applicant(g.person())
    other = g.rng.sample(MUSLIM_WOMEN if first["jenis_kelamin"] == "P" else MUSLIM_MEN, 2)
    born = first["born"].replace(year=first["born"].year - 3, day=1 + (first["born"].day + 6) % 28)
    later = g.applicant(first, nama=f"{' '.join(other)} WIRA {'ABCDEFGH'[k % 8]}", tgl_lahir=born.isoformat())
    for field in ("nama_lengkap", "tanggal_lahir"):
        g.follows("nik_dua_orang", "apsp.pemohon", later["id"], field, "the second person's own particulars")
    return str(later["id"])


def one_account_again(g: Ground, k: int) -> str:
    first = g.applicant(g.person())
    return str(g.applicant(first, nama=first["nama"].lower() if k % 2 else first["nama"])["id"])


def _again(g: Ground, person: Row, name: str, **cells: str) -> str:
    """A second record of the registry about the same person, in another family; the higher of the two numbers."""
    home = g.person()
    prefix = f"1207{1 + g.rng.randrange(20):02}" if g.rng.random() < 0.5 else f"1271{home['kec']}"
    nik = g.free("siak.biodata_wni", "nik", prefix + person["nik"][6:12])
    place = g.resident(home["nik"])
    where = {column: place[column] for column in ("no_kk", "no_kec", "no_kel", "hh")}
    # In the other family they are a relative: its head stays the only one.
    again = where | {"nik": nik, "nama_lgkp": name, "stat_hbkel": "9"} | cells
    g.add("siak.biodata_wni", g.resident(person["nik"]) | again)
    g.leave("nik", nik)
    return max(nik, str(person["nik"]))


def one_person_two_numbers(g: Ground, k: int) -> str:
    person = g.person()
    return _again(g, person, person["nama"])


def one_person_written_otherwise(g: Ground, k: int) -> str:
    person = g.person()
    words = person["nama"].split()
    forms = (
        "  ".join(words) + " ",
        ("HJ. " if person["jenis_kelamin"] == "P" else "H. ") + person["nama"],
        "".join(words) if len(words) == 2 else " ".join(words) + "  ",
        person["nama"].replace("MUHAMMAD", "MHD.") if "MUHAMMAD" in words else person["nama"] + " ",
        person["nama"].replace("U", "OE", 1),
        person["nama"].replace("SS", "S", 1).replace("NN", "N", 1).replace("LL", "L", 1),
    )
    return _again(g, person, forms[k % len(forms)])


def one_person_one_letter(g: Ground, k: int) -> str:
    person = g.person()
    name = person["nama"]
    at = g.rng.randrange(1, len(name) - 1)
    return _again(g, person, name[:at] + name[at + 1 :])


def twins(g: Ground, k: int) -> str:
    """The last child of a family gets a twin of another given name."""
    family = g.family()
    child = g.resident(family[-1]["nik"])
    other = "MELATI ARUM" if child["jenis_klmin"] == "2" else "GUNTUR BIMA"
    nik = g.free("siak.biodata_wni", "nik", child["nik"][:12])
    g.add("siak.biodata_wni", child | {"nik": nik, "nama_lgkp": other})
    g.leave("nik", nik)
    return max(nik, str(child["nik"]))


def other_mother(g: Ground, k: int) -> str:
    person = g.person()
    return _again(g, person, person["nama"], nama_lgkp_ibu="ROSMERI BR HUTAPEA")


def second_record_of_the_dead(g: Ground, k: int) -> str:
    person = g.person()
    return _again(g, person, person["nama"], stat_hidup="2")


def _answered(g: Ground, code: str) -> str:
    owner = g.applicant(g.person())
    g.add("dukcapil.penanda", {"nik": owner["nik"], "kode": code})
    return str(owner["nik"])


def not_online(g: Ground, k: int) -> str:
    return _answered(g, "13")


def inactive(g: Ground, k: int) -> str:
    return _answered(g, "14")


def doubled(g: Ground, k: int) -> str:
    return _answered(g, "12")


def refused_once(g: Ground, k: int) -> str:
    """Codes that say something else: not processed."""
    return _answered(g, "08")


def agreeing(g: Ground, k: int) -> str:
    return str(g.applicant(g.person())["nik"])


# ------------------------------------------------------------------------------------------- families


def _family_card(g: Ground, person: Row, kk: str, **cells: str) -> str:
    """Another family of which this person is head, with nobody in it."""
    row = dict(g.home(person["no_kk"])) | {"no_kk": kk, "nik_kk": person["nik"], "nama_kep": person["nama"]} | cells
    g.add("siak.data_keluarga", row)
    return kk


def _other_card(g: Ground, person: Row) -> str:
    return g.free("siak.data_keluarga", "no_kk", person["no_kk"][:12])


def head_of_two(g: Ground, k: int) -> str:
    head = g.family()[0]
    return _family_card(g, head, _other_card(g, head))


def head_of_a_removed_one(g: Ground, k: int) -> str:
    head = g.family()[0]
    return _family_card(g, head, _other_card(g, head), flag_status="1")


def no_head(g: Ground, k: int) -> str:
    head = g.family()[0]
    died(g, head, 20)
    return str(head["no_kk"])


def two_heads(g: Ground, k: int) -> str:
    family = g.family()
    wife = next(member for member in family if member["role"] == "3")
    g.registry(wife, 20, stat_hbkel="1")
    return str(wife["no_kk"])


def head_followed(g: Ground, k: int) -> str:
    family = g.family()
    wife = next(member for member in family if member["role"] == "3")
    died(g, family[0], 20)
    g.registry(wife, 18, stat_hbkel="1", stat_kwn="4")
    g.change("siak.data_keluarga", wife["no_kk"], nik_kk=wife["nik"], nama_kep=wife["nama"], tgl_updation=g.at(18))
    return str(wife["no_kk"])


def nobody_left(g: Ground, k: int) -> str:
    family = g.family()
    for member in family:
        left(g, member, 15)
    return str(family[0]["no_kk"])
