"""Every metric by name: what it means and its labels. Dashboards, alert rules and the reference page are held to it."""

from __future__ import annotations

from dataclasses import dataclass

from simpul.core.i18n import Words


@dataclass(frozen=True, kw_only=True)
class Definition:
    """One metric as it is exported."""

    name: str
    words: Words
    labels: tuple[str, ...] = ()

    @property
    def counter(self) -> bool:
        return self.name.endswith("_total")


def _is(name: str, indonesian: str, english: str, *labels: str) -> Definition:
    return Definition(name=f"simpul_{name}", words=Words(id=indonesian, en=english), labels=labels)


_ALL = (
    _is("build_info", "Selalu 1; versi ada di label.", "Always 1; the version is in the labels.", "version", "python"),
    _is("database_up", "1 bila basis data menjawab.", "1 when the engine's database answers."),
    _is("collect_seconds", "Lama membaca semua angka ini.", "Time it took to read all these numbers."),
    _is("tasks", "Hal yang perlu tindakan orang.", "Things a person must do."),
    _is("brakes_held", "Proses yang ditahan.", "Runs held because they would change too much."),
    _is("dirty_marks", "Penanda yang menunggu dibandingkan.", "Marks of subjects that wait to be compared."),
    _is("dirty_oldest_seconds", "Umur penanda tertua.", "Age of the oldest such mark."),
    _is("newest_run_timestamp_seconds", "Mulainya proses terbaru.", "When any run last started."),
    _is("runs_total", "Proses yang selesai.", "Runs that ended.", "kind", "outcome"),
    _is(
        "feed_last_success_timestamp_seconds",
        "Penarikan terakhir yang sampai akhir.",
        "When a pull last reached its end.",
        "feed",
    ),
    _is(
        "feed_newest_source_timestamp_seconds",
        "Perubahan terbaru yang ditunjukkan sumber.",
        "Newest change the source has shown.",
        "feed",
    ),
    _is("feed_freshness_limit_seconds", "Umur data yang masih wajar.", "Age from which data counts as late.", "feed"),
    _is("feed_late", "1 bila data melewati batas umurnya.", "1 when the data is past its freshness limit.", "feed"),
    _is("feed_paused", "1 bila dijeda oleh petugas.", "1 while a person has paused it.", "feed"),
    _is("feed_mirrored_rows", "Catatan hidup yang tersimpan.", "Living rows in the mirror.", "feed"),
    _is(
        "feed_control_gap_rows",
        "Baris hari ini yang tidak terhitung di mana pun.",
        "Rows read today that no control total accounts for.",
        "feed",
    ),
    _is("feed_runs_today", "Penarikan selesai hari ini (WIB).", "Finished pulls of today (Asia/Jakarta).", "feed"),
    _is("feed_rows_today", "Jumlah kendali hari ini.", "Control totals of today's pulls.", "feed", "outcome"),
    _is("feed_drifted_fields", "Kolom sumber yang baru atau hilang.", "Fields of the source new or gone.", "feed"),
    _is("link_state", "1 untuk keadaan koneksi sekarang.", "1 for the state the link is in.", "system", "state"),
    _is("link_breaker_open", "1 kecuali pemutus tertutup.", "1 unless the breaker is closed.", "system"),
    _is("link_consecutive_failures", "Kegagalan beruntun.", "Counted failures in a row.", "system"),
    _is("link_latency_seconds", "Lama satu permintaan, dihaluskan.", "Time of a request, smoothed.", "system"),
    _is("link_quota_used_requests", "Permintaan hari ini.", "Requests of today.", "system"),
    _is("link_quota_limit_requests", "Permintaan sehari; 0: tanpa kuota.", "Requests a day; 0: no quota.", "system"),
    _is("link_requests_total", "Permintaan terkirim.", "Requests sent.", "system"),
    _is("link_errors_total", "Permintaan yang gagal.", "Requests that failed.", "system"),
    _is(
        "expiry_timestamp_seconds",
        "Saat perjanjian akses, sertifikat, kredensial atau izin pertama berakhir.",
        "When the first access agreement, certificate, credential or permit ends.",
        "system",
        "what",
    ),
    _is("cases_open", "Ketidaksesuaian terbuka.", "Open disagreements.", "kind", "state"),
    _is("cases_severity", "Ketidaksesuaian terbuka menurut beratnya.", "The same by severity.", "severity", "state"),
    _is("cases_overdue", "Ketidaksesuaian yang melewati tenggat.", "Disagreements past their due date.", "severity"),
    _is(
        "cases_oldest_timestamp_seconds",
        "Terbukanya ketidaksesuaian tertua.",
        "When the oldest open disagreement began.",
        "severity",
    ),
    _is("cases_baseline", "Tunggakan awal.", "Open cases of rules that still observe."),
    _is("proposals_waiting", "Usulan yang menunggu persetujuan.", "Proposals that wait for approval."),
    _is("proposals_oldest_timestamp_seconds", "Dibuatnya usulan tertua.", "When the oldest of them was made."),
    _is("effects", "Kiriman menurut penerima dan keadaan.", "Effects by receiver and state.", "system", "state"),
    _is(
        "effects_oldest_timestamp_seconds",
        "Dibuatnya kiriman tertua yang belum selesai.",
        "When the oldest effect not yet settled was made.",
        "system",
        "state",
    ),
    _is("quarantine_open", "Nilai dan baris di karantina.", "Values and rows in quarantine.", "feed", "rule"),
    _is(
        "quarantine_oldest_timestamp_seconds",
        "Masuknya isi karantina tertua.",
        "When the oldest of them was put there.",
        "feed",
    ),
    _is("blank_stock", "Sisa blangko menurut loket dan jenis.", "Blanks left by counter and kind.", "place", "kind"),
    _is("alerts_open", "Peringatan terbuka.", "Open alerts.", "severity"),
    _is("alert_messages_failing", "Pesan yang ditolak dan diulang.", "Messages refused and tried again.", "route"),
    _is("watchdog_timestamp_seconds", "Putaran terakhir penjaga peringatan.", "The alert watcher's last turn."),
    _is("watchdog_turn_seconds", "Lama putaran itu.", "How long that turn took."),
)
CATALOGUE: dict[str, Definition] = {one.name: one for one in _ALL}
