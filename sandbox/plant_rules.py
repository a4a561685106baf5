"""Disagreements between registry, one-door service and national database, and what looks like them.

Each function plants one, the ``k``-th of its sort, and returns the key of the record it is about. "n days ago" counts
working days; limits are passed by one at least, near-misses stay a day within, so that the hub may look a day later.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sandbox.ground import Ground, Row, Steps
from sandbox.names import MUSLIM_MEN, MUSLIM_WOMEN

START = ("DIAJUKAN", "BERKAS_DITERIMA", "VERIFIKASI")
ISSUED = (*START, "DIPROSES", "TERBIT")
GIVEN = (*ISSUED, "SIAP_DIAMBIL", "DISERAHKAN")
#: Services that ask for no card.
PAPERS = ("KK_BARU", "KK_UBAH", "AKTA_LAHIR", "IZIN_USAHA")
ELSEWHERE = ("12.07.19.2001", "12.07.28.2004", "12.07.22.2010", "12.05.01.1003")


def path(stages: tuple[str, ...], first: int, last: int) -> Steps:
    """The stages spread from ``first`` to ``last`` working days ago."""
    gap = (first - last) / max(1, len(stages) - 1)
    return [(stage, round(first - gap * place)) for place, stage in enumerate(stages)]


def paper_application(g: Ground, owner: Row, k: int, steps: Steps) -> str:
    """An application for something that is no card."""
    return g.application(owner, PAPERS[k % len(PAPERS)], steps)


def open_application(g: Ground, owner: Row, k: int, first: int = 6) -> str:
    """One that is being worked on."""
    return paper_application(g, owner, k, path(("DIAJUKAN", "BERKAS_DITERIMA", "VERIFIKASI", "DIPROSES"), first, 2))


# ------------------------------------------------------------------------------------------- the card


def done_not_printed(g: Ground, k: int) -> str:
    owner = g.applicant(g.person())
    g.registry(owner, 6, ektp_current_status_code="3725"[k % 4])
    if k % 3 == 0:
        return g.application(owner, "KTP_EL_BARU", path(GIVEN, 14, 4 + k % 3))
    # The end is on record only when a card is handed over: before that its stages tell.
    return g.application(owner, "KTP_EL_BARU", path(GIVEN[: 4 + k % 3], 14, 5 + k % 3))


def done_yesterday(g: Ground, k: int) -> str:
    owner = g.applicant(g.person())
    g.registry(owner, 6, ektp_current_status_code="7")
    return g.application(owner, "KTP_EL_BARU", path(ISSUED, 12, 1 + k % 2))


def done_and_printed(g: Ground, k: int) -> str:
    owner = g.applicant(g.person())
    g.registry(owner, 6, ektp_current_status_code="468"[k % 3])
    return g.application(owner, "KTP_EL_GANTI" if k % 2 else "KTP_EL_BARU", path(GIVEN[: 5 + k % 3], 20, 5))


def printed_still_open(g: Ground, k: int) -> str:
    owner = g.applicant(g.person())
    g.registry(owner, 3 + k % 3, ektp_current_status_code="468"[k % 3])
    stages = (*START, "DIPROSES", "PEREKAMAN", "MENUNGGU_PRR", "MENUNGGU_BLANGKO")
    return g.application(owner, ("KTP_EL_BARU", "KTP_EL_GANTI")[k % 2], path(stages[: 3 + k % 5], 10, 6))


def printed_before(g: Ground, k: int) -> str:
    owner = g.applicant(g.person())
    g.registry(owner, 90 + k % 300, ektp_current_status_code="8")
    return g.application(owner, "KTP_EL_GANTI", path((*START, "DIPROSES"), 10, 5))


def printed_lately(g: Ground, k: int) -> str:
    owner = g.applicant(g.person())
    g.registry(owner, 1, ektp_current_status_code="4")
    return g.application(owner, "KTP_EL_BARU", path((*START, "DIPROSES"), 10, 5))


def printed_sent_back(g: Ground, k: int) -> str:
    owner = g.applicant(g.person())
    g.registry(owner, 4, ektp_current_status_code="4")
    return g.application(owner, "KTP_EL_BARU", path((*START, "DIKEMBALIKAN"), 10, 6))


def ready_long(g: Ground, k: int) -> str:
    person = g.person()
    g.registry(person, 15 + k % 6, ektp_current_status_code="5")
    return str(person["nik"])


def ready_lately(g: Ground, k: int) -> str:
    person = g.person()
    g.registry(person, 5 + k % 9, ektp_current_status_code="5")
    return str(person["nik"])


def ready_but_dead(g: Ground, k: int) -> str:
    person = g.person()
    died(g, person, 20)
    g.registry(person, 19, stat_hidup="2", ektp_current_status_code="5")
    return str(person["nik"])


# --------------------------------------------------------------------------------------- death and moving


def died(g: Ground, person: Row, ago: int) -> None:
    g.event(person, "MATI", ago)
    g.registry(person, max(1, ago - 1), stat_hidup="2")


def left(g: Ground, person: Row, ago: int) -> None:
    g.event(person, "PINDAH", ago)
    g.registry(person, max(1, ago - 1), stat_hidup="3", flag_pindah="1")


def dead_applies(g: Ground, k: int) -> str:
    owner = g.applicant(g.person())
    died(g, owner, 12 + k % 20)
    return open_application(g, owner, k)


def dead_applied_before(g: Ground, k: int) -> str:
    owner = g.applicant(g.person())
    died(g, owner, 3)
    return open_application(g, owner, k, first=8)


def dead_death_certificate(g: Ground, k: int) -> str:
    owner = g.applicant(g.person())
    died(g, owner, 12)
    return g.application(owner, "AKTA_KEMATIAN", path((*START, "DIPROSES"), 6, 2))


def dead_refused(g: Ground, k: int) -> str:
    owner = g.applicant(g.person())
    died(g, owner, 12)
    last = ("DITOLAK", "DIBATALKAN", "KEDALUWARSA")[k % 3]
    return paper_application(g, owner, k, path((*START, last), 6, 2))


def death_not_entered(g: Ground, k: int) -> str:
    person = g.person()
    g.event(person, "MATI", 4 + k % 12)
    return str(person["nik"])


def death_of_yesterday(g: Ground, k: int) -> str:
    person = g.person()
    g.event(person, "MATI", 1 + k % 2)
    return str(person["nik"])


def death_entered(g: Ground, k: int) -> str:
    person = g.person()
    died(g, person, 9)
    return str(person["nik"])


def moved_applies(g: Ground, k: int) -> str:
    owner = g.applicant(g.person())
    left(g, owner, (9, 3)[k % 2])
    return open_application(g, owner, k)


def moved_asks_for_it(g: Ground, k: int) -> str:
    owner = g.applicant(g.person())
    left(g, owner, 3)
    return g.application(owner, "PINDAH_KELUAR", path((*START, "DIPROSES"), 6, 2))


def moved_refused(g: Ground, k: int) -> str:
    owner = g.applicant(g.person())
    left(g, owner, 9)
    return paper_application(g, owner, k, path((*START, "DITOLAK"), 6, 2))


# ---------------------------------------------------------------------------------------- who is who


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


# --------------------------------------------------------------------------------------- applications


def asked_twice(g: Ground, k: int) -> str:
    owner = g.applicant(g.person())
    open_application(g, owner, k, first=5)
    return paper_application(g, owner, k, path(START, (4, 2)[k % 2], 1))


def _week_apart(g: Ground, owner: Row, k: int) -> str:
    """Two of a kind, the second more than a week after the first."""
    paper_application(g, owner, k, path(START, 11, 9))
    return paper_application(g, owner, k, path(START, 3, 1))


def asked_again_later(g: Ground, k: int) -> str:
    return _week_apart(g, g.applicant(g.person()), k)


def asked_after_refusal(g: Ground, k: int) -> str:
    owner = g.applicant(g.person())
    paper_application(g, owner, k, path((*START, "DITOLAK"), 5, 3))
    return paper_application(g, owner, k, path(START, 2, 1))


def asked_at_both(g: Ground, k: int) -> str:
    owner = g.applicant(g.person())
    service = ("KK_UBAH", "AKTA_LAHIR")[k % 2]
    g.file(owner, service, 3)
    return g.application(owner, service, path(START, 4, 1))


def asked_at_both_and_served(g: Ground, k: int) -> str:
    owner = g.applicant(g.person())
    service = ("KK_UBAH", "AKTA_LAHIR")[k % 2]
    file = g.file(owner, service, 3)
    row = {"NOMOR_SERAH": f"ST-{file[3:]}", "NOMOR_BERKAS": file, "NIK": owner["nik"], "JENIS": service}
    g.handed_over.append(row | {"TGL_SERAH": f"{g.at(2):%d/%m/%Y %H:%M}", "PENERIMA": "SENDIRI"})
    return g.application(owner, service, path(START, 4, 1))


def _with_card(g: Ground, k: int, event: int, written: int) -> str:
    """An open application with a family card, of somebody to whom something happened; the paper's id."""
    owner = g.applicant(g.person())
    g.event(owner, ("DATANG", "KAWIN", "PECAH_KK")[k % 3], event)
    return g.paper(open_application(g, owner, k), "KARTU KELUARGA", written)


def old_family_card(g: Ground, k: int) -> str:
    return _with_card(g, k, 30, 60 + k % 200)


def new_family_card(g: Ground, k: int) -> str:
    return _with_card(g, k, 30, 20)


def backwards(g: Ground, k: int) -> str:
    done = (("TERBIT",), ("TERBIT", "SIAP_DIAMBIL"), ("TERBIT", "SIAP_DIAMBIL", "DISERAHKAN"))[k % 3]
    back = ("VERIFIKASI", "DIPROSES", "BERKAS_DITERIMA")[k % 3]
    return paper_application(g, g.applicant(g.person()), k, path((*START, "DIPROSES", *done, back), 9, 2))


def sent_back_and_on(g: Ground, k: int) -> str:
    stages = (*START, "DIKEMBALIKAN", "BERKAS_DITERIMA", "VERIFIKASI", "DIPROSES")
    return paper_application(g, g.applicant(g.person()), k, path(stages, 9, 2))


def _stage_at(g: Ground, k: int, when: datetime) -> str:
    """An open application whose second stage carries this time; the stage's id."""
    number = paper_application(g, g.applicant(g.person()), k, [("DIAJUKAN", 2)])
    row = g.added["apsp.permohonan"][-1]
    row.update(tahap="BERKAS_DITERIMA", versi=2)
    return g.stage(number, "BERKAS_DITERIMA", when)


def ahead_of_time(g: Ground, k: int) -> str:
    """More than a day ahead, so that whoever looks on the city's day looks before it."""
    return _stage_at(g, k, datetime.combine(g.today + timedelta(days=2 + k % 30), time(9, k % 60)))


def just_in_time(g: Ground, k: int) -> str:
    return _stage_at(g, k, datetime.combine(g.today - timedelta(days=1), time(23, k % 60)))


def paid_for(g: Ground, k: int) -> str:
    cells = {"biaya": ("25000", "50000", "12000", "100000")[k % 4], "kanal": ("LOKET", "PATEN")[k % 2]}
    return g.application(g.applicant(g.person()), PAPERS[k % 3], path(START, 5, 2), **cells)


def paid_delivery(g: Ground, k: int) -> str:
    return g.application(g.applicant(g.person()), PAPERS[k % 3], path(START, 5, 2), biaya="12000", kanal="DARING")


def paid_licence(g: Ground, k: int) -> str:
    return g.application(g.applicant(g.person()), "IZIN_USAHA", path(START, 5, 2), biaya="150000")


def too_young(g: Ground, k: int) -> str:
    owner = g.applicant(g.minor())
    return g.application(owner, "KTP_EL_BARU", path((*START, "DIPROSES"), 5, 2))


def young_and_married(g: Ground, k: int) -> str:
    owner = g.applicant(g.minor(), status_kawin="KAWIN")
    g.registry(owner, 30, stat_kwn="2", ektp_current_status_code="2")
    return g.application(owner, "KTP_EL_BARU", path((*START, "DIPROSES"), 5, 2))


def _outsider(g: Ground, k: int) -> Row:
    """An applicant who says they live elsewhere, which the registry contradicts."""
    owner = g.applicant(g.person(), kode_kelurahan=ELSEWHERE[k % len(ELSEWHERE)])
    g.registry(owner, 40, ektp_current_status_code="2")
    g.follows("pemohon_luar_medan", "apsp.pemohon", owner["id"], "kode_kelurahan", "the registry says Medan")
    return owner


def outsider_wants_card(g: Ground, k: int) -> str:
    return g.application(_outsider(g, k), "KTP_EL_BARU", path((*START, "DIPROSES"), 5, 2))


def outsider_wants_paper(g: Ground, k: int) -> str:
    return open_application(g, _outsider(g, k), k)


def outsider_was_refused(g: Ground, k: int) -> str:
    return g.application(_outsider(g, k), "KTP_EL_BARU", path((*START, "DITOLAK"), 5, 2))
