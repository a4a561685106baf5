"""Cases in words: what each kind means, what each state means, what was answered."""

from __future__ import annotations

from simpul.errors import NotPossible
from simpul.wording import Words

KINDS: dict[str, Words] = {
    "different": Words(id="Nilai berbeda sejak awal", en="Different from the start"),
    "stale": Words(id="Nilai lama: pernah benar di sistem pemilik data", en="Old value: once right at the authority"),
    "follower_changed": Words(id="Diubah di luar sistem pemilik data", en="Changed outside the authority"),
    "both_changed": Words(id="Berubah di kedua sistem", en="Changed in both systems"),
    "refused": Words(id="Kiriman ditolak atau tidak menempel", en="The correction was refused or did not stick"),
    "absent": Words(id="Tidak ada di sistem pemilik data", en="Not in the authority's system"),
    "tombstoned": Words(id="Sudah dihapus di sistem pemilik data", en="Removed at the authority"),
}

STATES: dict[str, Words] = {
    "new": Words(id="Baru", en="New"),
    "decided": Words(id="Diputuskan", en="Decided"),
    "verified": Words(id="Terverifikasi", en="Verified"),
    "reopened": Words(id="Dibuka kembali", en="Reopened"),
    "closed": Words(id="Selesai", en="Closed"),
}


def missing(case_id: int) -> NotPossible:
    return NotPossible(Words(id=f"Ketidaksesuaian {case_id} tidak ada.", en=f"There is no case {case_id}."))


def closed(case_id: int) -> NotPossible:
    return NotPossible(
        Words(
            id=f"Ketidaksesuaian {case_id} sudah selesai; tidak ada yang perlu diputuskan.",
            en=f"Case {case_id} is closed; there is nothing to decide.",
        )
    )


CHANGED = NotPossible(
    Words(
        id="Data berubah sejak ditampilkan. Lihat lagi nilainya, lalu putuskan.",
        en="The data changed since it was shown. Look at the values again, then decide.",
    )
)
DECIDED_ALREADY = NotPossible(
    Words(
        id="Sudah diputuskan. Batalkan keputusan itu dulu bila ingin mengubahnya.",
        en="Already decided. Undo that decision first to change it.",
    )
)
NOT_DECIDED = NotPossible(Words(id="Belum ada keputusan untuk dibatalkan.", en="There is no decision to undo."))
NO_REASON = NotPossible(Words(id="Alasan keputusan wajib diisi.", en="A decision needs a reason."))
NO_VALUE = NotPossible(
    Words(
        id="Sistem pemilik data tidak mempunyai nilai untuk dipakai; data tidak pernah dikosongkan.",
        en="The authority has no value to use; data is never blanked.",
    )
)
ONLY_ACCEPT = NotPossible(
    Words(
        id="Perbedaan ini menyangkut seluruh catatan; yang dapat diputuskan hanya 'follower' (biarkan apa adanya).",
        en="This is about the record as a whole; the only choice is 'follower' (leave it as it is).",
    )
)
SENT_ALREADY = NotPossible(
    Words(id="Sudah terkirim; buat kompensasi?", en="Already sent; compensate?"),
)

WILL_SEND = Words(
    id="Diputuskan. Dikirim setelah masa pembatalan lewat, lalu diperiksa pada pengambilan data berikutnya.",
    en="Decided. Sent when the undo window has passed, then checked by the next pull.",
)
LETTER = Words(
    id="Diputuskan. Sistem pemilik data hanya dapat dibaca: kirim permohonan perbaikan (surat dan bukti) ke kantornya.",
    en="Decided. The authority is read-only: a correction request (letter with evidence) to its office is needed.",
)
ALSO_LETTER = Words(
    id="Diputuskan dan akan dikirim. Sistem pemilik data juga keliru: kirim permohonan perbaikan ke kantornya.",
    en="Decided and will be sent. The authority is wrong too: a correction request to its office is needed.",
)
BY_HAND = Words(
    id="Diputuskan. Sistem ini tidak menerima kiriman untuk isian ini: perbaiki langsung di sistemnya.",
    en="Decided. This system takes no sending for this field: correct it there by hand.",
)
ACCEPTED = Words(id="Diputuskan: dibiarkan apa adanya.", en="Decided: left as it is.")
UNDONE = Words(id="Keputusan dibatalkan; tidak ada yang terkirim.", en="The decision was taken back; nothing was sent.")


def invalid(field: str, rule: str) -> NotPossible:
    return NotPossible(
        Words(
            id=f"Nilai untuk {field} tidak sah (aturan {rule}). Perbaiki nilainya.",
            en=f"The value for {field} is not valid (rule {rule}). Correct it.",
        )
    )
