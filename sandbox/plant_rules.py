"""Disagreements between registry, one-door service and national database, and what looks like them.

Each function plants one, the ``k``-th of its sort, and returns the key of the record it is about. "n days ago" counts
working days; limits are passed by one at least, near-misses stay a day within, so that the hub may look a day later.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sandbox.ground import Ground, Row, Steps

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
    person = g.member()
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
    owner = g.applicant(g.member())
    died(g, owner, 12 + k % 20)
    return open_application(g, owner, k)


def dead_applied_before(g: Ground, k: int) -> str:
    owner = g.applicant(g.member())
    died(g, owner, 3)
    return open_application(g, owner, k, first=8)


def dead_death_certificate(g: Ground, k: int) -> str:
    owner = g.applicant(g.member())
    died(g, owner, 12)
    return g.application(owner, "AKTA_KEMATIAN", path((*START, "DIPROSES"), 6, 2))


def dead_refused(g: Ground, k: int) -> str:
    owner = g.applicant(g.member())
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
    person = g.member()
    died(g, person, 9)
    return str(person["nik"])


def moved_applies(g: Ground, k: int) -> str:
    owner = g.applicant(g.member())
    left(g, owner, (9, 3)[k % 2])
    return open_application(g, owner, k)


def moved_asks_for_it(g: Ground, k: int) -> str:
    owner = g.applicant(g.member())
    left(g, owner, 3)
    return g.application(owner, "PINDAH_KELUAR", path((*START, "DIPROSES"), 6, 2))


def moved_refused(g: Ground, k: int) -> str:
    owner = g.applicant(g.member())
    left(g, owner, 9)
    return paper_application(g, owner, k, path((*START, "DITOLAK"), 6, 2))


# --------------------------------------------------------------------------------------- applications


def _close(g: Ground) -> int:
    """So many working days ago that the next working day came soon, with no long holiday between."""
    return next(ago for ago in range(4, 30) if (g.at(ago - 1).date() - g.at(ago).date()).days <= 4)


def asked_twice(g: Ground, k: int) -> str:
    owner, first = g.applicant(g.person()), _close(g)
    open_application(g, owner, k, first)
    return paper_application(g, owner, k, path(START, first - 1, 1))


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
    service, first = ("KK_UBAH", "AKTA_LAHIR")[k % 2], _close(g)
    g.file(owner, service, first - 1)
    return g.application(owner, service, path(START, first, 1))


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
