"""Words of the help pages."""

from __future__ import annotations

from simpul.core.i18n import Words


def _w(indonesian: str, english: str) -> Words:
    return Words(id=indonesian, en=english)


TEXTS: dict[str, Words] = {
    "help.title": _w("Bantuan", "Help"),
    "help.lead": _w(
        "Arti setiap keadaan, aturan dan galat: sebab umumnya dan langkahnya.",
        "What every state, rule and error means: its usual cause and the steps.",
    ),
    "help.search": _w("Cari", "Search"),
    "help.search_hint": _w(
        "Kata atau kode, misalnya 'karantina' atau 'nik_panjang'.", "A word or code, such as 'nik_panjang'."
    ),
    "help.found": _w("Hasil pencarian", "Found"),
    "help.nothing": _w("Tidak ditemukan. Coba kata lain.", "Nothing found. Try another word."),
    "help.areas": _w("Daftar", "Contents"),
    "help.term": _w("Istilah", "Term"),
    "help.meaning": _w("Arti", "Meaning"),
    "help.cause": _w("Sebab umum", "Usual cause"),
    "help.steps": _w("Langkah", "Steps"),
    "help.code": _w("Kode", "Code"),
    "help.what": _w("Apa artinya?", "What does this mean?"),
    "help.glossary": _w("Daftar istilah", "Glossary"),
    "help.glossary_lead": _w("Kata yang dipakai di halaman-halaman Simpul.", "Words used on the pages of Simpul."),
    "help.english": _w("Inggris", "English"),
    "help.indonesian": _w("Bahasa Indonesia", "Indonesian"),
    "help.keys": _w("Pintasan papan ketik", "Keyboard shortcuts"),
    "help.keys_lead": _w(
        "Pintasan dapat dimatikan di halaman Akun. Pintasan diam selama Anda mengetik.",
        "Shortcuts can be switched off on the page Account. They rest while you type.",
    ),
    "help.key": _w("Tombol", "Key"),
    "help.does": _w("Kegunaan", "What it does"),
    "help.key_walk": _w("Berikutnya dan sebelumnya", "Next and previous"),
    "help.key_open": _w("Buka baris yang dipilih", "Open the chosen row"),
    "help.key_choice": _w("Pilih keputusan ke-1 sampai ke-9", "Choose decision 1 to 9"),
    "help.key_assign": _w("Ambil ketidaksesuaian ini", "Take this case"),
    "help.key_snooze": _w("Tunda", "Snooze"),
    "help.key_reason": _w(
        "Pilih alasan (huruf tertulis di sebelahnya)", "Choose a reason (its letter stands beside it)"
    ),
    "help.key_decide": _w(
        "Simpan: putuskan, setujui atau jawab, lalu lanjut", "Save: decide, approve or answer, then go on"
    ),
    "help.key_undo": _w("Batalkan keputusan atau tarik usul", "Undo the decision or withdraw the proposal"),
    "help.key_comment": _w("Tulis catatan", "Write a comment"),
    "help.key_no": _w("Bukan yang dimaksud (pada tautan)", "Not who is meant (on a link)"),
    "help.key_leave": _w("Keluar dari isian", "Leave a field"),
    "help.key_help": _w("Buka bantuan", "Open the help"),
    "help.back": _w("Semua bantuan", "All of the help"),
    "help.missing": _w("Kode ini tidak ada di buku bantuan.", "The book of help has no such code."),
}
