"""A complaint; of a secret or anonymous one only id, class, flags and clocks are kept."""

import dataframely as dy

from schemas import _columns as c


class Pengaduan(dy.Schema):
    """A complaint; of a secret or anonymous one only id, class, flags and clocks are kept."""

    id_pengaduan = c.text("P1", "ID pengaduan", "Complaint id", comparator="exact", key=True)
    nomor_tiket = c.text("P1", "Nomor tiket", "Ticket number", comparator="exact")
    judul = c.text("P2", "Judul", "Title")
    isi = c.text("P3", "Isi", "Text")
    klasifikasi = c.text("P1", "Klasifikasi", "Class")
    kategori = c.text("P1", "Kategori", "Category")
    status = c.text("P1", "Status", "Status")
    anonim = c.flag("P1", "Anonim", "Anonymous")
    rahasia = c.flag("P1", "Rahasia", "Secret")
    nama_pelapor = c.text("P2", "Nama pelapor", "Name of reporter", comparator="name")
    no_hp_pelapor = c.text("P2", "Nomor HP pelapor", "Phone of reporter", comparator="exact")
    email_pelapor = c.text("P2", "Email pelapor", "Email of reporter")
    instansi = c.text("P1", "Instansi", "Agency")
    ditutup_oleh = c.code("ditutup_oleh", "P1", "Ditutup oleh", "Closed by")
    dibuat_pada = c.moment("Dibuat pada", "Created at")
    disposisi_pada = c.moment("Disposisi pada", "Disposed at")
    diubah_pada = c.moment("Diubah pada", "Changed at")
