"""Effects in words: what each state means for the person who looks at it, and what was answered."""

from __future__ import annotations

from simpul.core.errors import NotPossible
from simpul.core.i18n import Words
from simpul.core.refusals import refusal


def _w(indonesian: str, english: str) -> Words:
    return Words(id=indonesian, en=english)


#: State → what happens next. ``{id}`` and ``{system}`` are filled in.
NEXT: dict[str, Words] = {
    "draft": _w(
        "Konsep: hanya dikirim bila seorang petugas melepasnya: ./run effects release {id} --reason '...'. "
        "Tidak perlu dikirim: ./run effects cancel {id} --reason '...'.",
        "A draft: leaves only when a named person releases it: ./run effects release {id} --reason '...'. "
        "Not needed: ./run effects cancel {id} --reason '...'.",
    ),
    "ready": _w(
        "Dikirim pada giliran berikutnya: ./run deliver {system}. Masih dapat dibatalkan.",
        "Sent on the next turn: ./run deliver {system}. It can still be cancelled.",
    ),
    "sent": _w("Sedang dikirim; jawabannya ditunggu.", "On its way; its answer is awaited."),
    "unknown": _w(
        "Jawabannya hilang. Sistem tujuan ditanya pada giliran berikutnya (./run deliver {system}); tidak ditebak.",
        "Its answer was lost. The target is asked on the next turn (./run deliver {system}); nothing is guessed.",
    ),
    "accepted": _w(
        "Diterima; terbukti sampai setelah sistem tujuan menunjukkannya.",
        "Accepted; verified once the target shows it.",
    ),
    "verified": _w("Terbukti sampai.", "Verified: the target shows it."),
    "failed": _w(
        "Gagal. Perbaiki sebabnya, lalu kirim lagi: ./run effects release {id} --reason '...', "
        "atau tutup: ./run effects cancel {id} --reason '...'.",
        "Failed. Mend the cause, then send again: ./run effects release {id} --reason '...', "
        "or close it: ./run effects cancel {id} --reason '...'.",
    ),
    "manual": _w(
        "Tidak dapat dikirim otomatis. Kerjakan di sistemnya, lalu tutup: ./run effects cancel {id} --reason '...'.",
        "It cannot be sent by itself. Do it in the system, then close it: ./run effects cancel {id} --reason '...'.",
    ),
    "overtaken": _w(
        "Didahului perubahan di sistem tujuan; tidak dikirim lagi.", "The target changed first; it is not sent again."
    ),
    "superseded": _w("Digantikan kiriman lain.", "Another effect took its place."),
    "cancelled": _w("Dibatalkan; tidak dikirim.", "Cancelled; it is not sent."),
}

#: Ready, and its system's switch does not let it out.
SWITCHED_OFF = _w(
    "Menunggu: pengiriman otomatis ke {system} sedang dimatikan (sending di policy.yaml). Masih dapat dibatalkan.",
    "Waits: sending to {system} by itself is switched off (sending in policy.yaml). It can still be cancelled.",
)
#: An accepted event of a system that can neither be asked nor pulled for it.
FINAL = _w(
    "Diterima, dan itu keadaan akhirnya: sistem ini tidak menyediakan cara untuk membaca kembali.",
    "Accepted, and that is final: this system offers no way to read back.",
)
#: A refused refresh is a disagreement about its fields, not a letter to send again.
FAILED_STATE = _w(
    "Gagal. Isiannya menjadi ketidaksesuaian: ./run cases list. Bila beres: ./run effects cancel {id} --reason '...'.",
    "Failed. Its fields became cases: ./run cases list. Once dealt with: ./run effects cancel {id} --reason '...'.",
)

RELEASED = _w(
    "Dilepas. Dikirim setelah masa pembatalan lewat.", "Released. It is sent when the undo window has passed."
)
CANCELLED = _w("Dibatalkan; tidak akan dikirim.", "Cancelled; it will not be sent.")
CANCELLED_STATE = _w(
    "Dibatalkan. Bila data ini dibandingkan lagi dan masih tertinggal, kiriman baru dibuat.",
    "Cancelled. If this record is compared again and is still behind, a new effect is made.",
)

UNKNOWN_STAYS = refusal(
    _w(
        "Kiriman ini mungkin sudah sampai, jadi tidak dapat dibatalkan; hanya dapat ditanyakan ke sistem tujuan.",
        "It may have arrived, so it cannot be cancelled; the target can only be asked.",
    )
)


def missing(effect_id: int) -> NotPossible:
    return NotPossible(_w(f"Kiriman {effect_id} tidak ada.", f"There is no effect {effect_id}."))


def not_now(effect_id: int, state: str, act: Words) -> NotPossible:
    return NotPossible(
        _w(
            f"Kiriman {effect_id} dalam keadaan {state} dan tidak dapat {act.id}.",
            f"Effect {effect_id} is {state} and cannot be {act.en}.",
        )
    )


def by_decision(case_id: int) -> NotPossible:
    return NotPossible(
        _w(
            f"Kiriman ini berasal dari keputusan: batalkan keputusannya, ./run cases undo {case_id}.",
            f"This comes from a decision: take that back, ./run cases undo {case_id}.",
        )
    )


def switched_off(system: str) -> NotPossible:
    return NotPossible(
        _w(
            f"Pengiriman ke {system} dimatikan (sending di policy.yaml); tidak ada yang dilepas.",
            f"Sending to {system} is off (sending in policy.yaml); nothing was released.",
        )
    )


def not_granted(system: str, fields: str) -> NotPossible:
    return NotPossible(
        _w(
            f"Tidak ada izin berbagi data yang berlaku untuk mengirim {fields} ke {system}; tidak ada yang dilepas.",
            f"No grant in force lets {fields} be sent to {system}; nothing was released.",
        )
    )


RELEASE = _w("dilepas", "released")
CANCEL = _w("dibatalkan", "cancelled")
