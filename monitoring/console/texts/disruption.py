"""Words of the pages about disruptions, and of the public page."""

from __future__ import annotations

from simpul.core.i18n import Words


def _w(indonesian: str, english: str) -> Words:
    return Words(id=indonesian, en=english)


TEXTS: dict[str, Words] = {
    "disruption.lead": _w(
        "Yang terganggu sekarang, siapa yang terkena, dan apa yang dikerjakan sementara menunggu pulih.",
        "What is disrupted now, whom it touches, and what to do until it is back.",
    ),
    "disruption.none": _w("Tidak ada gangguan.", "Nothing is disrupted."),
    "disruption.since": _w("Sejak", "Since"),
    "disruption.services": _w("Layanan yang terkena", "Services touched"),
    "disruption.where": _w("Kecamatan", "Kecamatan"),
    "disruption.everywhere": _w("seluruh kota", "the whole city"),
    "disruption.resumes": _w("Diperkirakan pulih", "Expected to be back"),
    "disruption.not_known": _w("belum diketahui", "not known yet"),
    "disruption.steps": _w("Langkah darurat", "Until it is back"),
    "disruption.text": _w("Teks siap kirim", "Text ready to send"),
    "disruption.text_id": _w("Teks untuk masyarakat, Bahasa Indonesia", "Text for the public, in Indonesian"),
    "disruption.text_en": _w("Teks untuk masyarakat, bahasa Inggris", "Text for the public, in English"),
    "disruption.text_hint": _w(
        "Tanpa nama, NIK, atau data warga. Teks ini dapat dikirim kepada siapa saja.",
        "No names, NIKs or data of citizens. Anybody may be sent this.",
    ),
    "disruption.by_link": _w("diketahui dari koneksinya", "known from the link itself"),
    "disruption.by": _w("diumumkan oleh", "announced by"),
    "disruption.over": _w("Nyatakan selesai", "Say that it is over"),
    "disruption.announce": _w("Umumkan gangguan", "Announce a disruption"),
    "disruption.announce_this": _w("Umumkan gangguan ini", "Announce this one"),
    "disruption.announce_lead": _w(
        "Pengumuman tampil di halaman Gangguan, Beranda, dan halaman publik. Tidak ada pesan yang dikirim otomatis.",
        "It is shown on the pages Disruptions and Home and on the public page. No message is sent by itself.",
    ),
    "disruption.title": _w("Judul", "Title"),
    "disruption.services_hint": _w(
        "Dengan kata yang dikenal masyarakat, misalnya: permohonan KTP-el dan KK.",
        "In words people know, such as: applications for identity and family cards.",
    ),
    "disruption.system": _w("Sistem", "System"),
    "disruption.no_system": _w("bukan satu sistem", "no single system"),
    "disruption.where_hint": _w("Kosongkan semua bila seluruh kota.", "Leave all empty for the whole city."),
    "disruption.starts": _w("Mulai", "Starts"),
    "disruption.starts_hint": _w("Waktu setempat (WIB). Kosong: sekarang.", "Local time (WIB). Empty: now."),
    "disruption.ends": _w("Perkiraan selesai", "Expected end"),
    "disruption.announced": _w("Gangguan diumumkan.", "The disruption is announced."),
    "disruption.history": _w("Riwayat 90 hari", "History of 90 days"),
    "disruption.history_none": _w("Tidak ada gangguan dalam 90 hari.", "Nothing was disrupted in 90 days."),
    "disruption.history_what": _w(
        "Gangguan koneksi yang berlangsung 15 menit atau lebih, dan semua yang diumumkan.",
        "Disruptions of links that lasted 15 minutes or more, and all that were announced.",
    ),
    "disruption.ended": _w("Selesai", "Ended"),
    "disruption.lasted": _w("Lama", "Lasted"),
    "disruption.ended_by": _w("diselesaikan oleh", "ended by"),
    "disruption.cause": _w("Pesan terakhir sistem", "What the system said last"),
    "public.title": _w("Keadaan layanan data kependudukan", "How the city's data services are"),
    "public.lead": _w(
        "Halaman ini terbuka untuk umum dan tidak memuat data pribadi.",
        "This page is public and holds no personal data.",
    ),
    "public.as_of": _w("Keadaan per", "As of"),
    "public.all_well": _w("Semua sistem terhubung dengan baik.", "All systems are connected."),
    "public.some": _w("{n} dari {all} sistem terhubung dengan baik.", "{n} of {all} systems are connected."),
    "public.fresh": _w("Data terlama diperbarui", "The oldest data was renewed"),
    "public.working": _w("Sistem terhubung", "Systems connected"),
    "public.found": _w("Ketidaksesuaian ditemukan bulan ini", "Disagreements found this month"),
    "public.settled": _w("Ketidaksesuaian selesai bulan ini", "Disagreements settled this month"),
    "public.fewer": _w("kurang dari 5", "fewer than 5"),
    "public.small": _w(
        "Jumlah di bawah 5 tidak ditampilkan, agar tidak menunjuk pada seseorang.",
        "Counts below 5 are not shown, so that they point at nobody.",
    ),
    "public.disruptions": _w("Gangguan sekarang", "Disruptions now"),
    "public.systems": _w("Sistem", "Systems"),
    "public.offices": _w("Menurut kantor, bulan ini", "By office, this month"),
    "public.office": _w("Kantor", "Office"),
    "public.system_well": _w("terhubung", "connected"),
    "public.system_not": _w("sedang dipulihkan", "being restored"),
    "public.documents": _w("Dokumen selesai tepat waktu bulan ini", "Documents ready on time this month"),
    "public.of_documents": _w("dari {n} dokumen", "of {n} documents"),
}
