"""What the national registry answered about an applicant, element by element."""

import dataframely as dy

from schemas import _columns as c


class Verifikasi(dy.Schema):
    """What the national registry answered about an applicant, element by element."""

    nik = c.nik(key=True)
    kode_respon = c.code("kode_respon", "P1", "Kode respon", "Response code")
    hasil_nik = c.code("hasil_verifikasi", "P2", "Hasil NIK", "Result of NIK")
    hasil_nama = c.code("hasil_verifikasi", "P2", "Hasil nama", "Result of name")
    hasil_tanggal_lahir = c.code("hasil_verifikasi", "P2", "Hasil tanggal lahir", "Result of date of birth")
    hasil_jenis_kelamin = c.code("hasil_verifikasi", "P2", "Hasil jenis kelamin", "Result of sex")
    hasil_no_kk = c.code("hasil_verifikasi", "P2", "Hasil nomor KK", "Result of family card number")
    skor_nama = c.number("P2", "Skor nama", "Score of name")
    diperiksa_pada = c.moment("Diperiksa pada", "Checked at")
