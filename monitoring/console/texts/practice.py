"""Words of the practice mode."""

from __future__ import annotations

from simpul.core.i18n import Words


def _w(indonesian: str, english: str) -> Words:
    return Words(id=indonesian, en=english)


TEXTS: dict[str, Words] = {
    "practice.title": _w("Latihan", "Practice"),
    "practice.lead": _w(
        "Putuskan seperti di halaman sungguhan. Setelah itu Anda membaca mengapa jawabannya benar atau tidak.",
        "Decide as on the real page. Then read why the answer is right or not.",
    ),
    "practice.mark": _w("Latihan: tidak ada data sungguhan", "Practice: no real data"),
    "practice.private": _w(
        "Hanya Anda yang dapat melihat hasil ini. Atasan dan administrator tidak.",
        "Only you can see these results. Neither superiors nor administrators can.",
    ),
    "practice.solved": _w("sudah benar", "solved"),
    "practice.tried": _w("pernah dicoba", "tried"),
    "practice.new": _w("belum dicoba", "not tried yet"),
    "practice.progress": _w("Sudah benar", "Solved"),
    "practice.case": _w("Ketidaksesuaian", "Case"),
    "practice.tries": _w("Percobaan", "Tries"),
    "practice.forget": _w("Hapus hasil saya", "Remove my results"),
    "practice.forget_why": _w(
        "Semua hasil latihan Anda dihapus dan tidak dapat dikembalikan.",
        "All your practice results are removed and cannot be brought back.",
    ),
    "practice.field": _w("Isian", "Field"),
    "practice.result": _w("Hasil", "Result"),
    "practice.equal": _w("sama", "equal"),
    "practice.differs": _w("berbeda", "different"),
    "practice.document": _w("Yang Anda ketahui", "What you know"),
    "practice.decide": _w("Keputusan", "Decision"),
    "practice.reason_hint": _w(
        "Tulis seperti untuk sungguhan. Alasan latihan tidak disimpan.", "Write it as in earnest. It is not kept."
    ),
    "practice.answer": _w("Putuskan", "Decide"),
    "practice.right": _w("Jawaban Anda benar", "Your answer is right"),
    "practice.wrong": _w("Jawaban Anda belum tepat", "Your answer is not right yet"),
    "practice.yours": _w("Pilihan Anda", "Your choice"),
    "practice.others": _w("Pilihan yang lain", "The other choices"),
    "practice.four_eyes": _w(
        "Di halaman sungguhan keputusan ini menunggu persetujuan orang kedua.",
        "On the real page this decision waits for a second person.",
    ),
    "practice.next": _w("Latihan berikutnya", "Next exercise"),
    "practice.again": _w("Coba lagi", "Try again"),
    "practice.all": _w("Semua latihan", "All exercises"),
    "practice.missing": _w("Latihan ini tidak ada.", "There is no such exercise."),
}
