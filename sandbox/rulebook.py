"""Everything planted for rules: what each is called in the truth, which rule is meant to say it, and how it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sandbox import plant_complaints as c
from sandbox import plant_counters as n
from sandbox import plant_people as p
from sandbox import plant_rules as r
from sandbox.ground import FullError, Ground
from sandbox.plant import Planted

#: How many of each are planted when nobody says.
USUAL = 2

Make = Callable[[Ground, int], str]


@dataclass(frozen=True, kw_only=True)
class Sort:
    """One sort of thing: a disagreement (``expect`` case) or what only looks like it (none)."""

    kind: str
    rule: str
    expect: str
    system: str
    make: Make
    note: str


def _rule(rule: str, system: str, found: dict[str, Make], silent: dict[str, Make]) -> tuple[Sort, ...]:
    """A rule's sorts by note; the first found one carries the rule's name, others and near-misses get a number."""
    many = [("", "case", note, make) for note, make in found.items()]
    few = [("mirip_", "none", note, make) for note, make in silent.items()]
    return tuple(
        Sort(
            kind=f"{start}{rule}" + (f"_{place}" if place > 1 else ""),
            rule=rule,
            expect=expect,
            system=system,
            make=make,
            note=note,
        )
        for group in (many, few)
        for place, (start, expect, note, make) in enumerate(group, 1)
    )


APPLICATION, RESIDENT, COMPLAINT = "apsp.permohonan", "siak.penduduk", "sp4.pengaduan"
VERIFIED, FAMILY, QUEUE, STOCK = "dukcapil.verifikasi", "siak.keluarga", "loket.antrean_cetak", "loket.stok_blangko"

SORTS: tuple[Sort, ...] = (
    *_rule(
        "ktp_selesai_belum_tercetak",
        APPLICATION,
        {"application done, card not printed": r.done_not_printed},
        {"done yesterday": r.done_yesterday, "done and printed": r.done_and_printed},
    ),
    *_rule(
        "ktp_tercetak_permohonan_terbuka",
        APPLICATION,
        {"card printed, application open": r.printed_still_open},
        {
            "printed before the application: a replacement": r.printed_before,
            "printed yesterday": r.printed_lately,
            "sent back to the applicant": r.printed_sent_back,
        },
    ),
    *_rule(
        "siap_cetak_tertunda",
        RESIDENT,
        {"ready to print for weeks": r.ready_long},
        {"ready to print lately": r.ready_lately, "ready to print, but dead": r.ready_but_dead},
    ),
    *_rule(
        "meninggal_permohonan_aktif",
        APPLICATION,
        {"applied after the death": r.dead_applies},
        {
            "applied before the death": r.dead_applied_before,
            "the death certificate itself": r.dead_death_certificate,
            "no longer open": r.dead_refused,
        },
    ),
    *_rule(
        "akta_kematian_masih_hidup",
        RESIDENT,
        {"death on record, still alive": r.death_not_entered},
        {"died yesterday": r.death_of_yesterday, "death entered": r.death_entered},
    ),
    *_rule(
        "pindah_permohonan_aktif",
        APPLICATION,
        {"moved away, application open": r.moved_applies},
        {"the application to move": r.moved_asks_for_it, "no longer open": r.moved_refused},
    ),
    *_rule(
        "nik_dua_orang",
        "apsp.pemohon",
        {"one NIK, two people": p.one_number_two_people},
        {"one person, two accounts": p.one_account_again},
    ),
    *_rule(
        "satu_orang_dua_nik",
        RESIDENT,
        {
            "recorded twice": p.one_person_two_numbers,
            "recorded twice, name written otherwise": p.one_person_written_otherwise,
            "recorded twice, one letter lost": p.one_person_one_letter,
        },
        {
            "twins": p.twins,
            "another mother": p.other_mother,
            "one of the two is dead": p.second_record_of_the_dead,
        },
    ),
    *_rule(
        "nik_tidak_online",
        VERIFIED,
        {"the national database lacks it": p.not_online},
        {"not processed": p.refused_once, "all agrees": p.agreeing},
    ),
    *_rule("nik_nonaktif", VERIFIED, {"inactive": p.inactive}, {"all agrees": p.agreeing}),
    *_rule("nik_data_ganda", VERIFIED, {"recorded twice nationally": p.doubled}, {"not processed": p.refused_once}),
    *_rule(
        "kepala_dua_kk",
        FAMILY,
        {"head of two families": p.head_of_two},
        {"the other family is removed": p.head_of_a_removed_one},
    ),
    *_rule(
        "kepala_keluarga_tidak_satu",
        FAMILY,
        {"the head died": p.no_head, "two heads": p.two_heads},
        {"another member became head": p.head_followed, "nobody lives there any more": p.nobody_left},
    ),
    *_rule(
        "pengaduan_nomor_tidak_ada",
        COMPLAINT,
        {"a number that was never given": c.unknown_number},
        {"one's own number": c.own_number},
    ),
    *_rule(
        "pengaduan_nomor_orang_lain",
        COMPLAINT,
        {"somebody else's number": c.somebody_elses_number},
        {"one's own number, name in small letters": c.own_number},
    ),
    *_rule(
        "pengaduan_ditutup_permohonan_terbuka",
        COMPLAINT,
        {"closed, application open too long": c.closed_while_open},
        {"application still young": c.closed_while_young, "application was paused": c.closed_while_sent_back},
    ),
    *_rule(
        "permohonan_selesai_pengaduan_terbuka",
        COMPLAINT,
        {
            "application over, nobody says so": c.over_and_silent,
            "application over, only the hub says so": c.over_and_only_the_hub_spoke,
        },
        {"the office said so": c.over_and_answered, "over lately": c.over_lately},
    ),
    *_rule(
        "pengaduan_ditutup_tanpa_jawaban",
        COMPLAINT,
        {"closed without an answer": c.closed_unanswered},
        {"closed after an answer": c.closed_answered, "closed by the reporter": c.closed_by_reporter},
    ),
    *_rule(
        "disposisi_terlambat",
        COMPLAINT,
        {"not handed on": c.not_handed_on},
        {"made lately": c.not_yet_handed_on},
    ),
    *_rule(
        "tindak_lanjut_terlambat",
        COMPLAINT,
        {"not followed up": c.not_followed_up},
        {"handed on lately": c.not_yet_followed_up, "handed on again lately": c.handed_on_again},
    ),
    *_rule(
        "penyelesaian_terlambat",
        COMPLAINT,
        {"not settled in time": c.unsettled},
        {
            "time left": c.unsettled_in_time,
            "the reporter took long": c.unsettled_paused,
            "waiting for the reporter": c.unsettled_still_paused,
        },
    ),
    *_rule(
        "disposisi_berputar",
        COMPLAINT,
        {"handed back three times": c.handed_back_three_times},
        {"handed back twice": c.handed_back_twice},
    ),
    *_rule(
        "data_pribadi_di_pengaduan",
        COMPLAINT,
        {"personal data in the text": c.tells_personal_data},
        {"numbers that are nobody's": c.tells_harmless_numbers, "told in secret": c.tells_it_in_secret},
    ),
    *_rule(
        "pengaduan_ganda",
        COMPLAINT,
        {"told twice": c.told_twice},
        {"others, elsewhere": c.told_by_others_elsewhere, "another matter": c.another_matter},
    ),
    *_rule(
        "permohonan_ganda",
        APPLICATION,
        {"asked twice": r.asked_twice, "asked at the counter too": r.asked_at_both},
        {
            "more than a week apart": r.asked_again_later,
            "the first was refused": r.asked_after_refusal,
            "served at the counter": r.asked_at_both_and_served,
        },
    ),
    *_rule(
        "persyaratan_lama",
        "apsp.persyaratan",
        {"family card older than the last event": r.old_family_card},
        {"family card made after it": r.new_family_card},
    ),
    *_rule("tahap_mundur", APPLICATION, {"went backwards": r.backwards}, {"sent back and on": r.sent_back_and_on}),
    *_rule("waktu_di_depan", "apsp.tahapan", {"ahead of time": r.ahead_of_time}, {"late last night": r.just_in_time}),
    *_rule(
        "biaya_layanan_gratis",
        APPLICATION,
        {"a fee for what is free": r.paid_for},
        {"delivery by post": r.paid_delivery, "a licence": r.paid_licence},
    ),
    *_rule(
        "ktp_di_bawah_umur",
        APPLICATION,
        {"too young": r.too_young},
        {"young and married": r.young_and_married},
    ),
    *_rule(
        "pemohon_luar_medan",
        APPLICATION,
        {"lives elsewhere": r.outsider_wants_card},
        {"no card": r.outsider_wants_paper, "refused": r.outsider_was_refused},
    ),
    *_rule(
        "antrean_disalip",
        QUEUE,
        {"overtaken": n.overtaken},
        {"in its turn": n.in_its_turn, "overtaken by a day": n.overtaken_by_a_day},
    ),
    *_rule(
        "antrean_cetak_lama",
        QUEUE,
        {"waiting for weeks": n.waiting_long},
        {"failed long ago": n.failed_long_ago, "printed long ago": n.printed_long_ago},
    ),
    *_rule("stok_blangko_menipis", STOCK, {"running out": n.running_out}, {"just enough": n.just_enough}),
    *_rule(
        "siap_cetak_tanpa_blangko",
        STOCK,
        {"no blanks, cards waiting": n.nothing_left},
        {"no blanks, no counter": n.nothing_left_nobody_waits},
    ),
)


def plant(ground: Ground, each: int) -> list[Planted]:
    """Plant so many of each sort, in turn, as far as the city holds them; the lines of truth."""
    lines: list[Planted] = []
    over: set[str] = set()
    for k in range(each):
        for sort in SORTS:
            if sort.kind not in over:
                lines += _one(ground, sort, k) or _end(over, sort)
    return [*lines, *ground.truth]


def _end(over: set[str], sort: Sort) -> list[Planted]:
    over.add(sort.kind)
    return []


def _one(ground: Ground, sort: Sort, k: int) -> list[Planted]:
    """The line of one planted thing; none if nobody is left to plant it in."""
    try:
        key = sort.make(ground, k)
    except FullError:
        return []
    field = f"aturan {sort.rule}"
    return [Planted(kind=sort.kind, system=sort.system, key=key, field=field, expect=sort.expect, note=sort.note)]
