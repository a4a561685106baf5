"""What an officer is told about quarantine."""

from __future__ import annotations

from simpul.core.errors import NotPossible
from simpul.core.i18n import Words
from simpul.core.refusals import Refusal, refusal


def _no(indonesian: str, english: str) -> type[Refusal]:
    return refusal(Words(id=indonesian, en=english))


WHOLE_ROW = Words(id="seluruh baris", en="the whole row")
GONE = Words(
    id="Isi aslinya sudah lewat masa simpan. Minta instansi asal mengirim ulang.",
    en="The original is past its retention. Ask the source agency to send it again.",
)

NOTHING = _no(
    "Tidak ada lagi yang menunggu di kelompok ini. Muat ulang daftarnya.",
    "Nothing waits in this group any more. Reload the list.",
)
NOT_OPEN = _no(
    "Isi karantina ini sudah diselesaikan. Muat ulang daftarnya.", "This entry is settled already. Reload the list."
)
WHOLE = _no(
    "Yang ditahan seluruh barisnya, bukan satu nilai. Kembalikan ke pengirim atau perbaiki pemetaannya.",
    "The whole row is held, not one value. Return it to the sender or correct the mapping.",
)
NO_RAW = _no(
    "Nilai aslinya tidak tersimpan, jadi tidak dapat dikoreksi. Minta instansi asal mengirim ulang.",
    "The original value is not kept, so it cannot be corrected. Ask the source agency to send it again.",
)
NO_VALUE = _no("Nilai yang benar wajib diisi.", "The right value is needed.")
UNKNOWN_FEED = _no(
    "Umpan data ini tidak ada lagi di pemetaan. Hubungi administrator.",
    "This feed is no longer in the mappings. Ask the administrator.",
)
BUSY = _no(
    "Data ini sedang diambil. Tunggu sampai selesai, lalu coba lagi.",
    "This feed is being pulled. Wait until it is done, then try again.",
)
AWAITING = _no(
    "Sudah ada usul yang menunggu orang kedua. Tarik usul itu dulu bila ingin mengubahnya.",
    "A proposal waits for its second person already. Withdraw it first to change it.",
)
NOT_PROPOSED = _no("Usul ini sudah diputuskan atau ditarik.", "This proposal is settled or withdrawn already.")
USE_WITHDRAW = _no("Usul sendiri ditarik, bukan ditolak.", "One's own proposal is withdrawn, not refused.")
NOT_YOURS = _no("Hanya pengusulnya yang dapat menarik usul ini.", "Only its proposer can withdraw this proposal.")

PROPOSED = Words(
    id="Diusulkan. Berlaku setelah disetujui orang lain.", en="Proposed. In force once another person approves."
)
CORRECTED = Words(
    id="Dikoreksi. Nilai ini dipakai selama sumbernya masih mengirim nilai yang salah itu.",
    en="Corrected. The value is used for as long as the source keeps sending the wrong one.",
)
REFUSED = Words(id="Usul ditolak. Isinya tetap di karantina.", en="Refused. What was proposed stays in quarantine.")
WITHDRAWN = Words(id="Usul ditarik. Isinya tetap di karantina.", en="Withdrawn. It stays in quarantine.")


def missing(entry_id: int) -> Words:
    return Words(id=f"Isi karantina {entry_id} tidak ada.", en=f"There is no quarantine entry {entry_id}.")


def no_settlement(number: int) -> NotPossible:
    return NotPossible(Words(id=f"Usul {number} tidak ada.", en=f"There is no proposal {number}."))


def discarded(count: int) -> Words:
    return Words(
        id=f"{count} isi karantina dibuang. Bila dikirim lagi oleh sumbernya, akan muncul lagi.",
        en=f"{count} entries discarded. If the source sends them again they appear again.",
    )


def returned(count: int) -> Words:
    return Words(
        id=f"{count} isi karantina ditandai dikembalikan. Unduh daftarnya dan kirim ke instansi asal.",
        en=f"{count} entries marked as returned. Download the list and send it to the source agency.",
    )


def still_bad(rule: str, meaning: Words) -> NotPossible:
    return NotPossible(
        Words(
            id=f"Nilai ini juga melanggar aturan {rule}: {meaning.id} Perbaiki nilainya.",
            en=f"This value breaks the rule {rule} as well: {meaning.en} Correct it.",
        )
    )
