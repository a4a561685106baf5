"""Cases in words: what each kind, state and choice means, and what an officer is answered."""

from __future__ import annotations

from simpul.core.errors import NotPossible
from simpul.core.i18n import Words
from simpul.core.refusals import Refusal, refusal
from simpul.core.texts import states


def _w(indonesian: str, english: str) -> Words:
    return Words(id=indonesian, en=english)


def _no(indonesian: str, english: str) -> type[Refusal]:
    return refusal(_w(indonesian, english))


CHOICES: dict[str, Words] = {
    "authority": _w("nilai sistem pemilik data", "the authority's value"),
    "follower": _w("nilai sistem lain, atau dibiarkan apa adanya", "the other system's value, or left as it is"),
    "proposed": _w("nilai yang diusulkan aturan", "the value a rule proposes"),
    "other": _w("nilai lain", "another value"),
    "accept": _w("perbedaan diterima sampai tanggal tertentu", "known difference, accepted until a day"),
    "apart": _w("bukan orang yang sama", "not the same person"),
    "correct": _w("sistem pemilik data keliru dan harus diperbaiki", "the authority is wrong and must be corrected"),
    "merge": _w("digabungkan menjadi satu", "merged into one"),
    "compensate": _w("kiriman dikembalikan ke nilai sebelumnya", "what was sent is put back as it was"),
}

#: Documents a decision on identity may rest on.
EVIDENCE: dict[str, Words] = {
    "akta_kelahiran": _w("Akta kelahiran", "Birth certificate"),
    "akta_kematian": _w("Akta kematian", "Death certificate"),
    "akta_perkawinan": _w("Akta atau buku nikah", "Marriage certificate"),
    "akta_perceraian": _w("Akta perceraian", "Divorce certificate"),
    "kartu_keluarga": _w("Kartu keluarga", "Family card"),
    "ktp_el": _w("KTP-el", "Identity card"),
    "ijazah": _w("Ijazah", "School certificate"),
    "paspor": _w("Paspor", "Passport"),
    "penetapan_pengadilan": _w("Penetapan pengadilan", "Court ruling"),
    "surat_dinas": _w("Surat dinas", "Official letter"),
}

#: What a note about a case says happened.
ACTS: dict[str, Words] = {
    "comment": _w("Catatan", "Comment"),
    "assign": _w("Ditugaskan", "Assigned"),
    "snooze": _w("Ditunda", "Snoozed"),
    "wake": _w("Dibangunkan", "Woken"),
    "open": _w("Dibuka dari tunggakan awal", "Opened from the baseline"),
    "lapse": _w("Usul gugur: data berubah", "Proposal lapsed: the data changed"),
    "escalate": _w("Diteruskan ke kantor di atasnya", "Escalated to the office above"),
    "leave": _w("Petugas sebelumnya tidak bertugas lagi", "The former officer has left"),
    "expired": _w("Masa berlaku perbedaan habis", "The known difference has run out"),
}

BY_OWNER = _w("sistem pemilik data", "the system that owns the data")

WILL_SEND = _w(
    "Diputuskan. Dikirim setelah masa pembatalan lewat, lalu diperiksa pada pengambilan data berikutnya.",
    "Decided. Sent when the undo window has passed, then checked by the next pull.",
)
LETTER = _w(
    "Diputuskan. Sistem pemilik data hanya dapat dibaca: kirim permohonan perbaikan (surat dan bukti) ke kantornya.",
    "Decided. The authority is read-only: a correction request (letter with evidence) to its office is needed.",
)
ALSO_LETTER = _w(
    "Diputuskan dan akan dikirim. Sistem pemilik data juga keliru: kirim permohonan perbaikan ke kantornya.",
    "Decided and will be sent. The authority is wrong too: a correction request to its office is needed.",
)
BY_HAND = _w(
    "Diputuskan. Sistem ini tidak menerima kiriman untuk isian ini: perbaiki langsung di sistemnya.",
    "Decided. This system takes no sending for this field: correct it there by hand.",
)
MERGE = _w(
    "Diputuskan. Penggabungan dikerjakan Disdukcapil di SIAK: kirim permohonan dengan buktinya.",
    "Decided. The registry office merges in its own system: send it the request with the evidence.",
)
ACCEPTED = _w("Diputuskan: dibiarkan apa adanya.", "Decided: left as it is.")
APART = _w(
    "Diputuskan: bukan orang yang sama. Kedua catatan tidak dibandingkan lagi.",
    "Decided: not the same person. The two records are not compared any more.",
)
UNDONE = _w("Keputusan dibatalkan; tidak ada yang terkirim.", "The decision was taken back; nothing was sent.")
REFUSED = _w("Usul ditolak; ketidaksesuaian terbuka lagi.", "The proposal was refused; the case is open again.")
WITHDRAWN = _w("Usul ditarik; ketidaksesuaian terbuka lagi.", "The proposal was withdrawn; the case is open again.")

CHANGED = _no(
    "Data berubah sejak ditampilkan. Lihat lagi nilainya, lalu putuskan.",
    "The data changed since it was shown. Look at the values again, then decide.",
)
DECIDED_ALREADY = _no(
    "Sudah diputuskan. Batalkan keputusan itu dulu bila ingin mengubahnya.",
    "Already decided. Undo that decision first to change it.",
)
NOT_DECIDED = _no("Belum ada keputusan untuk dibatalkan.", "There is no decision to undo.")
NO_REASON = _no("Alasan keputusan wajib diisi.", "A decision needs a reason.")
NO_VALUE = _no(
    "Tidak ada nilai untuk dipakai; data tidak pernah dikosongkan.",
    "There is no value to use; data is never blanked.",
)
NO_PROPOSAL = _no("Tidak ada aturan yang mengusulkan nilai di sini.", "No rule proposes a value here.")
VALUE_UNASKED = _no(
    "Nilai hanya diisi bersama pilihan 'other' atau 'correct'.", "A value goes with 'other' or 'correct' only."
)
ONLY_ACCEPT = _no(
    "Perbedaan ini menyangkut seluruh catatan; pilihannya 'follower' (biarkan apa adanya), 'accept' atau 'correct'.",
    "This is about the record as a whole; choose 'follower' (leave it as it is), 'accept' or 'correct'.",
)
NOT_MERGEABLE = _no(
    "'merge' hanya untuk satu orang dengan dua NIK dan untuk kepala keluarga ganda.",
    "'merge' is only for one person with two NIKs and for families with two heads.",
)
NOT_APART = _no(
    "'apart' hanya untuk dua catatan yang dibandingkan sebagai satu orang.",
    "'apart' is only for two records that are compared as one person.",
)
NO_UNTIL = _no(
    "Sampai kapan perbedaan ini diterima? Isi --until dengan tanggal setelah hari ini.",
    "Until when is this difference accepted? Give --until a day after today.",
)
UNTIL_UNASKED = _no(
    "Tanggal akhir hanya untuk 'accept' atau membiarkan apa adanya.",
    "An end date goes with 'accept' or with leaving the record as it is.",
)
NO_EVIDENCE = _no(
    "Keputusan tentang identitas perlu bukti: jenis, nomor dan tanggal dokumen.",
    "A decision on identity needs evidence: the document's kind, number and date.",
)
BAD_EVIDENCE = _no(
    f"Jenis dokumen tidak dikenal, atau tanggalnya setelah hari ini. Jenis: {', '.join(EVIDENCE)}.",
    f"Unknown kind of document, or its date lies after today. Kinds: {', '.join(EVIDENCE)}.",
)

PROPOSED = _w(
    "Diusulkan. Berlaku setelah disetujui orang lain; sampai saat itu tidak ada yang dikirim.",
    "Proposed. In force once another person approves; nothing is sent before that.",
)
AWAITING = _no(
    "Sudah ada usul yang menunggu persetujuan. Tarik usul itu dulu (withdraw) bila ingin mengubahnya.",
    "A proposal awaits approval already. Withdraw it first to change it.",
)
NOT_PROPOSED = _no("Tidak ada usul yang menunggu persetujuan.", "No proposal awaits approval.")
SAME_PERSON = _no(
    "Harus disetujui orang lain, bukan pengusulnya.", "Another person must approve, not the one who proposed it."
)
NOT_IN_OFFICE = _no(
    "Hanya penyetuju yang masih bertugas dapat menyetujui. Mintalah kepada salah satu dari mereka.",
    "Only an approver who is still in office approves. Ask one of them.",
)
STAND_IN = _no(
    "Pengganti dari pengusul tidak boleh menyetujui. Minta orang ketiga.",
    "Somebody who stands in for the proposer may not approve. Ask a third person.",
)


def too_long(days: int) -> NotPossible:
    """An absence that never ends, or begins too far ahead."""
    return NotPossible(
        _w(
            f"Penggantian paling lama {days} hari dan mulai paling lambat {days} hari lagi. Pilih tanggal lain.",
            f"A stand-in lasts {days} days at most and begins within {days} days. Choose other dates.",
        )
    )


def own_approver() -> NotPossible:
    """An officer who names an approver as stand-in chooses who is left to approve."""
    return NotPossible(
        _w(
            "Petugas tidak menunjuk penyetuju sebagai penggantinya sendiri. Minta penyetuju lain atau administrator "
            "mengaturnya.",
            "An officer does not name an approver as their own stand-in. Ask another approver or an administrator.",
        )
    )


USE_WITHDRAW = _no("Usul sendiri ditarik dengan 'withdraw'.", "One's own proposal is taken back with 'withdraw'.")
NOT_YOURS = _no("Hanya pengusulnya yang dapat menarik usul ini.", "Only its proposer can withdraw this proposal.")

SENT_ALREADY = _no("Sudah terkirim; buat kompensasi?", "Already sent; compensate?")
DECIDED_SINCE = _no(
    "Sudah diputuskan lagi sesudahnya; keputusan yang baru itu tetap.",
    "It was decided again since; that newer decision stays.",
)
WINDOW_OVER = _no(
    "Masa pembatalan sudah lewat; buat kompensasi?", "The undo window has passed; compensate?"
)  # fmt: skip
ANOTHER_OPEN = _no(
    "Ketidaksesuaian lain tentang isian ini sudah terbuka; putuskan yang itu.",
    "Another case about this field is open already; settle that one.",
)
NOTHING_SENT = _no(
    "Tidak ada yang terkirim dari keputusan ini; tidak ada yang perlu dikembalikan.",
    "Nothing was sent from this decision; there is nothing to put back.",
)
UNDO_INSTEAD = _no(
    "Belum terkirim: cukup batalkan keputusannya (undo).", "Not sent yet: undoing the decision is enough."
)
WAIT_VERIFIED = _no(
    "Kiriman belum terbukti sampai. Tunggu pengambilan data berikutnya, lalu coba lagi.",
    "It is not proven yet that the sending arrived. Wait for the next pull, then try again.",
)
NEVER_BLANK = _no(
    "Sebelumnya isian ini kosong, dan data tidak pernah dikosongkan. Perbaiki langsung di sistemnya.",
    "The field was empty before, and data is never blanked. Correct it in the system by hand.",
)
CHANGED_SINCE = _no(
    "Nilai di sistem tujuan sudah diubah lagi sejak kiriman itu; tidak ada yang dikembalikan.",
    "The target's value was changed again since that sending; there is nothing to put back.",
)
BACK_BY_HAND = _no(
    "Sistem tujuan sekarang tidak menerima kiriman untuk isian ini: perbaiki langsung di sistemnya.",
    "The target takes no sending for this field now: correct it there by hand.",
)

NOT_OPEN = _no("Ketidaksesuaian ini sudah selesai.", "This case is closed.")
NOT_SNOOZABLE = _no(
    "Hanya yang terbuka dan belum diputuskan yang dapat ditunda.", "Only what is open and undecided can be snoozed."
)
NOT_SNOOZED = _no("Ketidaksesuaian ini tidak ditunda.", "This case is not snoozed.")
SNOOZE_HOW = _no(
    "Tunda sampai tanggal setelah hari ini (--until), atau sampai bertambah N (--more 1 ke atas); pilih salah satu.",
    "Snooze until a day after today (--until) or until N more (--more, 1 or above); one of the two.",
)
NO_GROUP = _no("Ketidaksesuaian ini tidak termasuk kelompok mana pun.", "This case belongs to no group.")
EMPTY_COMMENT = _no("Catatan kosong.", "The comment is empty.")
NOTHING_OBSERVED = _no(
    "Tidak ada tunggakan awal dengan sebab ini. Lihat: ./run cases groups.",
    "There is no baseline of this cause. See: ./run cases groups.",
)

BAD_DELEGATION = _no(
    "Penggantian memerlukan dua orang yang berbeda, tanggal mulai sebelum tanggal selesai, dan belum lewat.",
    "A delegation needs two different persons, a start before its end, and days that have not passed.",
)
DELEGATED_TWICE = _no(
    "Petugas ini sudah digantikan pada sebagian tanggal itu.", "This officer has a stand-in on some of these days."
)
DELEGATION_LOOPS = _no(
    "Penggantinya sendiri digantikan oleh petugas ini pada tanggal itu.",
    "The stand-in is himself replaced by this officer on these days.",
)

NO_LONGER = _w("Penggantian diakhiri.", "The delegation has ended.")


def missing(case_id: int) -> NotPossible:
    return NotPossible(_w(f"Ketidaksesuaian {case_id} tidak ada.", f"There is no case {case_id}."))


def closed(case_id: int) -> NotPossible:
    return NotPossible(
        _w(
            f"Ketidaksesuaian {case_id} sudah selesai; tidak ada yang perlu diputuskan.",
            f"Case {case_id} is closed; there is nothing to decide.",
        )
    )


def invalid(field: str, rule: str) -> NotPossible:
    return NotPossible(
        _w(
            f"Nilai untuk {field} tidak sah (aturan {rule}). Perbaiki nilainya.",
            f"The value for {field} is not valid (rule {rule}). Correct it.",
        )
    )


def no_delegation(number: int) -> NotPossible:
    return NotPossible(
        _w(f"Penggantian {number} tidak ada atau sudah berakhir.", f"There is no delegation {number}, or it has ended.")
    )


def kind(name: str) -> Words:
    """What kind of disagreement it is; a kind without words is shown as it is."""
    return states.CASE_KIND.get(name, _w(name, name))
