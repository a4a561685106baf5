"""What goes wrong with complaints, and what looks like it. See ``plant_rules`` for what each function returns.

A complaint that is planted for one rule keeps the clocks of the others: handed on in time, answered, not too old.
"""

from __future__ import annotations

from sandbox.complaints import CLASSES, QUOTING, UNKNOWN_FROM, plain
from sandbox.ground import Ground, Row, Steps
from sandbox.plant_rules import START, open_application, paper_application, path

ANSWER, REPLY, REFUSAL, MISSING = "tindak_lanjut", "tanggapan_pelapor", "penolakan", "permintaan_kelengkapan"
#: Working days each class may take.
LIMITS = dict(zip(CLASSES, (14, 5, 60, 60), strict=True))
_OVER = (*START, "DIPROSES", "TERBIT", "SIAP_DIAMBIL", "DISERAHKAN")


def quoting(g: Ground, number: str) -> str:
    """A text that quotes this number."""
    return g.rng.choice(QUOTING).format(number)


def _fresh(g: Ground, reporter: Row, text: str, **cells: object) -> str:
    """Made and handed on lately, nothing due yet."""
    return g.complaint(reporter, text, 2, 1, (), **cells)


# --------------------------------------------------------------------------------------- whose number


def unknown_number(g: Ground, k: int) -> str:
    number = UNKNOWN_FROM + g.count("sp4.complaint") % 90_000
    return _fresh(g, g.person(), quoting(g, f"503/{number}/{('KTP', 'KK', 'AKL')[k % 3]}/{g.today.year}"))


def somebody_elses_number(g: Ground, k: int) -> str:
    owner = g.applicant(g.person())
    number = open_application(g, owner, k)
    reporter = g.person()
    while set(reporter["nama"].split()) & set(owner["nama"].split()) or reporter["no_kk"] == owner["no_kk"]:
        reporter = g.person()
    return _fresh(g, reporter, quoting(g, number))


def own_number(g: Ground, k: int) -> str:
    owner = g.applicant(g.person())
    number = open_application(g, owner, k)
    return _fresh(g, owner | {"nama": owner["nama"].title()}, quoting(g, number))


# ------------------------------------------------------------------------ complaint against application


def _closed(g: Ground, owner: Row, number: str) -> str:
    """Closed after an answer, quoting the reporter's own application."""
    return g.complaint(owner, quoting(g, number), 8, 7, [(ANSWER, 6)], status="Selesai", closed_by="pelapor")


def closed_while_open(g: Ground, k: int) -> str:
    owner = g.applicant(g.person())
    steps = path((*START, "DIPROSES"), 15 + k % 10, 3)
    return _closed(g, owner, paper_application(g, owner, k, steps))


def closed_while_young(g: Ground, k: int) -> str:
    owner = g.applicant(g.person())
    return _closed(g, owner, paper_application(g, owner, k, path((*START, "DIPROSES"), 5 + k % 9, 2)))


def closed_while_sent_back(g: Ground, k: int) -> str:
    """Made long ago, but for most of it the applicant was asked to bring more."""
    owner = g.applicant(g.person())
    steps = [("DIAJUKAN", 20), ("BERKAS_DITERIMA", 19), ("DIKEMBALIKAN", 18), ("VERIFIKASI", 5 + k % 3)]
    return _closed(g, owner, paper_application(g, owner, k, steps))


def _over(g: Ground, k: int, ago: int, answers: Steps) -> str:
    """A complaint still open, quoting the reporter's own application, finished so long ago."""
    owner = g.applicant(g.person())
    stages = _OVER if k % 2 else (*START, "DITOLAK")
    number = paper_application(g, owner, k, path(stages, 20, ago))
    return g.complaint(owner, quoting(g, number), 12, 11, answers, status="Proses")


def over_and_silent(g: Ground, k: int) -> str:
    return _over(g, k, 6 + k % 3, [(ANSWER, 10)])


def over_and_only_the_hub_spoke(g: Ground, k: int) -> str:
    return _over(g, k, 6 + k % 3, [(ANSWER, 10), ("simpul", 2)])


def over_and_answered(g: Ground, k: int) -> str:
    return _over(g, k, 7, [(ANSWER, 10), (ANSWER, 2 + k % 3)])


def over_lately(g: Ground, k: int) -> str:
    return _over(g, k, 2 + k % 3, [(ANSWER, 10)])


# ---------------------------------------------------------------------------------- closed, and clocks


def closed_unanswered(g: Ground, k: int) -> str:
    said: list[Steps] = [[], [(REPLY, 9)], [("simpul", 9)], [(REFUSAL, 9), (REPLY, 8)]]
    return g.complaint(g.person(), plain(g.rng), 20, 19, said[k % 4], status="Selesai", closed_by="sistem")


def closed_answered(g: Ground, k: int) -> str:
    return g.complaint(g.person(), plain(g.rng), 20, 19, [(ANSWER, 17)], status="Selesai", closed_by="sistem")


def closed_by_reporter(g: Ground, k: int) -> str:
    return g.complaint(g.person(), plain(g.rng), 20, 19, status="Selesai", closed_by="pelapor")


def not_handed_on(g: Ground, k: int) -> str:
    return g.complaint(g.person(), plain(g.rng), 4 + k % 4, None)


def not_yet_handed_on(g: Ground, k: int) -> str:
    return g.complaint(g.person(), plain(g.rng), 1 + k % 2, None)


def not_followed_up(g: Ground, k: int) -> str:
    said: list[Steps] = [[], [(REPLY, 3)], [("simpul", 2)]]
    state = ("Diteruskan", "Belum Ditindaklanjuti")[k % 2]
    return g.complaint(g.person(), plain(g.rng), 8 + k % 4, 6 + k % 4, said[k % 3], status=state)


def not_yet_followed_up(g: Ground, k: int) -> str:
    return g.complaint(g.person(), plain(g.rng), 5, 4, status="Belum Ditindaklanjuti")


def handed_on_again(g: Ground, k: int) -> str:
    return g.complaint(g.person(), plain(g.rng), 9, 8, [(REFUSAL, 2 + k % 3)])


def _answered(g: Ground, k: int, made: int, answers: Steps = ()) -> str:
    """Being worked on after a first answer; every class in turn."""
    steps = [(ANSWER, made - 2), *answers]
    return g.complaint(g.person(), plain(g.rng), made, made - 1, steps, status="Proses", classification=CLASSES[k % 4])


def unsettled(g: Ground, k: int) -> str:
    return _answered(g, k, LIMITS[CLASSES[k % 4]] + 1 + k // 4 % 4)


def unsettled_in_time(g: Ground, k: int) -> str:
    return _answered(g, k, max(3, LIMITS[CLASSES[k % 4]] - 1 - k // 4 % 2))


def unsettled_paused(g: Ground, k: int) -> str:
    """Longer than the limit, but for as long the reporter was asked for more."""
    limit = LIMITS[CLASSES[k % 4]]
    asked = limit + 3
    return _answered(g, k, limit + 6, [(MISSING, asked), (REPLY, asked - limit // 2 - 6 if limit > 5 else 1)])


def unsettled_still_paused(g: Ground, k: int) -> str:
    limit = LIMITS[CLASSES[k % 4]]
    return _answered(g, k, limit + 6, [(MISSING, limit + 3)])


def handed_back_three_times(g: Ground, k: int) -> str:
    times = [(REFUSAL, 6), (REFUSAL, 4), (REFUSAL, 2)]
    return g.complaint(g.person(), plain(g.rng), 9, 8, times if k % 2 else [(REFUSAL, 7), *times])


def handed_back_twice(g: Ground, k: int) -> str:
    return g.complaint(g.person(), plain(g.rng), 9, 8, [(REFUSAL, 4), (REFUSAL, 2)])


# --------------------------------------------------------------------------------------- what it tells


def _personal(person: Row, k: int) -> str:
    phone = f"8{person['nik'][6:12]}{person['nik'][13:16]}"
    return (f"NIK {person['nik']}", f"No. KK {person['no_kk']}", f"hubungi 0{phone}", f"WA +62{phone}")[k % 4]


def tells_personal_data(g: Ground, k: int) -> str:
    person = g.person()
    return _fresh(g, person, f"{plain(g.rng)} Data saya {_personal(person, k)}.")


def tells_harmless_numbers(g: Ground, k: int) -> str:
    told = (
        "Nomor pendaftaran SiCantik 0003200001082017.",
        f"Sudah dilaporkan dengan nomor {g.rng.randrange(1_000_000, 9_999_999)}.",
        "Nomor berkas 1271093201909001.",
        "Kontrak proyek 20261231.",
    )
    return _fresh(g, g.person(), f"{plain(g.rng)} {told[k % 4]}")


def tells_it_in_secret(g: Ground, k: int) -> str:
    person = g.person()
    hidden = {"is_secret": True} if k % 2 else {"is_anonymous": True}
    return _fresh(g, person, f"{plain(g.rng)} Data saya {_personal(person, k)}.", **hidden)


# ---------------------------------------------------------------------------------------------- twice


def _otherwise(text: str, k: int) -> str:
    """The same told a little differently."""
    return (
        "Selamat siang. " + text,
        text.replace("Jalan", "Jl.").replace("Gang", "Gg."),
        text.lower(),
        text.replace(".", "!", 1) + " Mohon tanggapan.",
        text.replace("dekat nomor", "depan rumah nomor"),
    )[k % 5]


def told_twice(g: Ground, k: int) -> str:
    person = {**g.person(), "telepon": f"0856{g.count('sp4.complaint'):08}"}
    text = plain(g.rng)
    g.complaint(person, text, 3, 2)
    return g.complaint(person, _otherwise(text, k), 2, 1)


def told_by_others_elsewhere(g: Ground, k: int) -> str:
    """The same matter in much the same words, of another street and by somebody else."""
    text = plain(g.rng)
    street = text[text.index("di Jalan") : text.index(" dekat nomor")]
    g.complaint(g.person(), text, 3, 2)
    other = plain(g.rng)
    elsewhere = other[other.index("di Jalan") : other.index(" dekat nomor")]
    return g.complaint(g.person(), text.replace(street, elsewhere), 2, 1)


def another_matter(g: Ground, k: int) -> str:
    person = {**g.person(), "telepon": f"0856{g.count('sp4.complaint'):08}"}
    g.complaint(person, "Lampu jalan padam di depan sekolah dasar, anak-anak takut lewat.", 3, 2)
    return g.complaint(person, plain(g.rng), 2, 1)
