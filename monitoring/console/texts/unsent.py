"""Words for a form that could not be taken yet."""

from __future__ import annotations

from simpul.core.i18n import Words


def _w(indonesian: str, english: str) -> Words:
    return Words(id=indonesian, en=english)


TEXTS: dict[str, Words] = {
    "unsent.title": _w("Belum tersimpan", "Not saved yet"),
    "unsent.again": _w("Kirim lagi", "Send again"),
    "unsent.typed": _w("Yang Anda tulis", "What you wrote"),
    "unsent.whole": _w(
        "Semua isian masih ada di halaman ini. Jangan tutup halaman ini sebelum terkirim.",
        "Everything you filled in is still on this page. Do not close it before it is sent.",
    ),
    "unsent.secrets": _w("Isi sandi sekali lagi.", "Type the password again."),
    "unsent.down": _w(
        "Basis data Simpul tidak menjawab. Tunggu sebentar, lalu tekan “Kirim lagi”. "
        "Jika lebih dari 5 menit, hubungi pengelola server.",
        "Simpul's database does not answer. Wait a moment, then press “Send again”. "
        "After 5 minutes call whoever runs the server.",
    ),
    "unsent.unready": _w(
        "Basis data Simpul belum disiapkan. Minta pengelola server menjalankan ./run db migrate, lalu kirim lagi.",
        "Simpul's database is not set up yet. Ask whoever runs the server for ./run db migrate, then send again.",
    ),
    "unsent.broken": _w(
        "Simpul membuat kesalahan. Kirim lagi. Jika tetap gagal, sampaikan waktunya kepada pengelola server.",
        "Simpul made a mistake. Send again. If it fails again, tell whoever runs the server when it happened.",
    ),
    "unsent.stale": _w(
        "Formulir ini dibuka sebelum Anda masuk terakhir kali. Periksa isinya, lalu kirim lagi.",
        "This form was opened before you last signed in. Look it over, then send it again.",
    ),
    "unsent.signed_in": _w(
        "Anda sudah masuk. Periksa isinya, lalu kirim lagi.", "You are signed in. Look it over, then send it again."
    ),
    "unsent.ended": _w("Sesi berakhir", "The session has ended"),
    "unsent.ended_why": _w(
        "Isian Anda belum tersimpan, tetapi masih ada di halaman ini. Masuk lagi, lalu kirim.",
        "What you filled in is not saved yet, but it is still on this page. Sign in again, then send it.",
    ),
    "unsent.city": _w("Masuk dengan akun kota di tab baru", "Sign in with the city's account in a new tab"),
    "unsent.city_then": _w(
        "Setelah masuk di tab baru, kembali ke halaman ini dan tekan “Kirim lagi”.",
        "Signed in there, come back to this page and press “Send again”.",
    ),
}
