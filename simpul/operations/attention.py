"""What people must do, most pressing first, and the one sentence that sums it up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import timedelta

from simpul.config.settings import City
from simpul.core import i18n
from simpul.core.i18n import Words, number
from simpul.operations import conditions, expiries
from simpul.operations.link_status import LinkStatus, State
from simpul.operations.status_model import STUCK, WORST, Count, FeedStatus, Seen, Status, Task

MOST = 5
#: Age from which an effect without an answer, or a subject not yet compared, is no longer on its way.
TOO_LONG = timedelta(hours=1)
#: A watcher of alerts that has not turned for so long is silent.
SILENT = timedelta(minutes=10)
_WELL: tuple[State, ...] = ("healthy", "running")


def judge(seen: Seen, city: City) -> Status:
    """The facts with their verdict and tasks."""
    found = [task for look in _LOOKS for task in look(seen, city)]
    state = _state(seen, found)
    words = _verdict(seen, len(found), state)
    return Status(
        **{field.name: getattr(seen, field.name) for field in fields(Seen)},
        state=state,
        verdict_id=words.id,
        verdict_en=words.en,
        tasks=tuple(found[:MOST]),
        more_tasks=max(0, len(found) - MOST),
    )


def _state(seen: Seen, found: list[Task]) -> State:
    states = {link.state for link in seen.links} | {task.state for task in found}
    return next((state for state in WORST if state in states and state != "running"), "healthy")


def _verdict(seen: Seen, tasks: int, state: State) -> Words:
    well = sum(link.state in _WELL for link in seen.links)
    links = _said(f"{well} dari {len(seen.links)} koneksi sehat.", f"{well} of {len(seen.links)} links are healthy.")
    if tasks:
        things = "thing needs" if tasks == 1 else "things need"
        return _said(f"{tasks} hal perlu tindakan Anda. {links.id}", f"{tasks} {things} you. {links.en}")
    if state == "healthy":
        return _said(f"Semua berjalan baik. {links.id}", f"All is well. {links.en}")
    return _said(
        f"Tidak ada yang perlu Anda lakukan. {links.id} Sisanya berlanjut sendiri.",
        f"Nothing needs you. {links.en} The rest goes on by itself.",
    )


def _lost(seen: Seen, _: City) -> Iterator[Task]:
    for feed in seen.feeds:
        if feed.gap:
            yield Task(
                kind="gap",
                target=feed.name,
                page=f"/sinkron/{feed.name}",
                state="action",
                what=_said(
                    f"Jumlah baris {feed.name} hari ini tidak cocok: selisih {number(feed.gap)}.",
                    f"Today's rows of {feed.name} do not add up: {number(feed.gap, 'en')} off.",
                ),
                whom=_said("Data yang dibaca bisa tidak utuh.", "What was read may be incomplete."),
                advice=_said(
                    "Hentikan pengiriman dan laporkan ke pengembang beserta nomor prosesnya.",
                    "Stop sending and report it to the developers with the run's number.",
                ),
            )


def _brakes(seen: Seen, city: City) -> Iterator[Task]:
    for brake in seen.brakes:
        yield Task(
            kind="brake",
            target=brake.target,
            page=_sync_page(brake.target, city),
            state="action",
            what=_said(
                f"Proses {brake.target} ditahan sejak {i18n.as_of(brake.held_at, seen.at)}: {brake.reason}",
                f"{brake.target} is held since {i18n.as_of(brake.held_at, seen.at, 'en')}: {brake.reason}",
            ),
            whom=_data_of(brake.target, seen),
            advice=_said(
                f"Periksa sumbernya, lalu ./run brake release {brake.id} --reason '...'"
                f" atau ./run brake refuse {brake.id} --reason '...'.",
                f"Check the source, then ./run brake release {brake.id} --reason '...'"
                f" or ./run brake refuse {brake.id} --reason '...'.",
            ),
        )


def _links(seen: Seen, _: City) -> Iterator[Task]:
    for link in conditions.broken(seen):
        yield Task(
            kind="link",
            target=link.system,
            page=f"/koneksi/{link.system}",
            state="action",
            what=_said(f"{link.title}: {link.sentence_id}", f"{link.title}: {link.sentence_en}"),
            whom=_waits_for(link, seen),
            advice=_said(
                f"Jalankan ./run link test {link.system} dan ikuti sarannya.",
                f"Run ./run link test {link.system} and follow its advice.",
            ),
        )


def _schedule(seen: Seen, city: City) -> Iterator[Task]:
    """The scheduler itself is not at work, whatever the links say."""
    if not conditions.stands_still(seen, city):
        return
    newest = seen.newest_run_at
    since = _said("belum pernah ada proses", "no run was ever started")
    if newest is not None:
        when_id, when_en = i18n.as_of(newest, seen.at), i18n.as_of(newest, seen.at, "en")
        since = _said(f"tidak ada proses baru sejak {when_id}", f"no run since {when_en}")
    yield Task(
        kind="schedule",
        target="airflow",
        page="/sinkron",
        state="late",
        what=_said(f"Penjadwal tidak bekerja: {since.id}.", f"The scheduler is not working: {since.en}."),
        whom=_said("Semua data berhenti diperbarui.", "No data is renewed."),
        advice=_said(
            "Periksa apakah Airflow berjalan dan DAG tidak dijeda.", "See whether Airflow is up and no DAG is paused."
        ),
    )


def _missed(seen: Seen, _: City) -> Iterator[Task]:
    for dag, moment in seen.missed:
        yield Task(
            kind="deadline",
            target=dag,
            page="/sinkron",
            state="late",
            what=_said(
                f"Jadwal {dag} melewati batas waktunya {i18n.as_of(moment, seen.at)}.",
                f"Schedule {dag} ran past its deadline {i18n.as_of(moment, seen.at, 'en')}.",
            ),
            whom=_said("Data yang dijadwalkan datang terlambat.", "The data it brings comes late."),
            advice=_said(
                "Lihat prosesnya di Airflow; biasanya sistem sumber lambat.",
                "Look at its run in Airflow; usually the source is slow.",
            ),
        )


def _late(seen: Seen, _: City) -> Iterator[Task]:
    for feed in conditions.too_late(seen):
        yield _late_task(feed, seen)


def _late_task(feed: FeedStatus, seen: Seen) -> Task:
    late, last = conditions.waited(seen, feed) - feed.freshness, feed.last_success_at
    as_of = _said("belum pernah diterima", "never received")
    if last is not None:
        as_of = _said(f"per {i18n.as_of(last, seen.at)}", f"as of {i18n.as_of(last, seen.at, 'en')}")
    return Task(
        kind="late",
        target=feed.name,
        page=f"/sinkron/{feed.name}",
        state="late",
        what=_said(
            f"Data {feed.name} terlambat {i18n.duration(late)}, {as_of.id}.",
            f"Data of {feed.name} is {i18n.duration(late, 'en')} late, {as_of.en}.",
        ),
        whom=_said(
            f"{number(feed.mirrored)} catatan memakai data lama; perbandingannya ditahan.",
            f"{number(feed.mirrored, 'en')} records use old data; comparing them is held.",
        ),
        advice=_said(f"Jalankan ./run pull {feed.name}.", f"Run ./run pull {feed.name}."),
    )


_ADVICE = {
    "failed": Words(
        id="Lihat ./run effects list --state failed, atasi sebabnya, lalu ./run effects release (ulangi) atau cancel.",
        en="See ./run effects list --state failed, mend the cause, then ./run effects release (send again) or cancel.",
    ),
    "manual": Words(
        id="Lihat ./run effects list --state manual, kerjakan di sistemnya, lalu tutup dengan ./run effects cancel.",
        en="See ./run effects list --state manual, do it in the system, then close it with ./run effects cancel.",
    ),
    "unknown": Words(
        id="Lihat ./run effects list --state unknown; sistem tujuan harus dapat ditanya: ./run link test.",
        en="See ./run effects list --state unknown; the target must be there to be asked: ./run link test.",
    ),
}


def _stuck(seen: Seen, city: City) -> Iterator[Task]:
    for count in seen.effects:
        title = city.systems[count.name].title if count.name in city.systems else count.name
        old = count.detail == "unknown" and seen.at - count.oldest_at > TOO_LONG
        if count.detail in STUCK or old:
            word = {"failed": "gagal", "manual": "menunggu dikerjakan manual"}.get(count.detail, "tanpa jawaban")
            yield Task(
                kind="effect",
                target=count.name,
                page=_outbox(count),
                state="action",
                what=_said(
                    f"{number(count.count)} kiriman ke {title} {word}.",
                    f"{number(count.count, 'en')} effects to {title} are {count.detail}.",
                ),
                whom=_said(
                    f"{title} belum menerima perubahan itu.",
                    f"{title} does not have those changes.",
                ),
                advice=_ADVICE[count.detail],
            )


def _drafts(seen: Seen, city: City) -> Iterator[Task]:
    for count in seen.effects:
        if count.detail == "draft":
            title = city.systems[count.name].title if count.name in city.systems else count.name
            oldest_id, oldest_en = (i18n.as_of(count.oldest_at, seen.at, language) for language in ("id", "en"))
            yield Task(
                kind="draft",
                target=count.name,
                page=_outbox(count),
                state="action",
                what=_said(
                    f"{number(count.count)} konsep kiriman ke {title} menunggu dilepas, tertua sejak {oldest_id}.",
                    f"{number(count.count, 'en')} drafts to {title} wait to be released, the oldest since {oldest_en}.",
                ),
                whom=_said(f"{title} belum diberi tahu.", f"{title} has not been told."),
                advice=_said(
                    "Lihat ./run effects list --state draft, lalu ./run effects release atau cancel, dengan alasan.",
                    "See ./run effects list --state draft, then ./run effects release or cancel, with a reason.",
                ),
            )


def _cases(seen: Seen, _: City) -> Iterator[Task]:
    open_cases = sum(count.count for count in seen.cases if count.detail in ("new", "reopened"))
    if open_cases:
        again = sum(count.count for count in seen.cases if count.detail == "reopened")
        one = open_cases == 1
        yield Task(
            kind="cases",
            target="",
            page="/ketidaksesuaian",
            state="action",
            what=_said(
                f"{number(open_cases)} ketidaksesuaian menunggu keputusan"
                + (f", {number(again)} di antaranya dibuka kembali." if again else "."),
                f"{number(open_cases, 'en')} disagreement{' waits' if one else 's wait'} for a decision"
                + (f", {number(again, 'en')} of them reopened." if again else "."),
            ),
            whom=_said("Warga yang datanya berbeda antarsistem.", "Residents whose data differs between systems."),
            advice=_said("Buka ./run cases list dan putuskan satu per satu.", "Open ./run cases list and decide."),
        )


def _quarantine(seen: Seen, _: City) -> Iterator[Task]:
    if seen.quarantine:
        total, top = sum(count.count for count in seen.quarantine), seen.quarantine[0]
        yield Task(
            kind="quarantine",
            target=top.name,
            page="/karantina",
            state="action",
            what=_said(
                f"{number(total)} nilai atau baris dikarantina; terbanyak {top.detail} dari {top.name}"
                f" ({number(top.count)}).",
                f"{number(total, 'en')} values or rows are in quarantine; most: {top.detail} from {top.name}"
                f" ({number(top.count, 'en')}).",
            ),
            whom=_said(
                "Nilai itu belum dipakai; catatan lainnya tetap berjalan.",
                "Those values are not used yet; everything else goes on.",
            ),
            advice=_said(
                "Lihat ./run quarantine list, minta sistem sumber memperbaiki, lalu proses ulang.",
                "See ./run quarantine list, have the source mend them, then replay.",
            ),
        )


def _sync_page(target: str, city: City) -> str:
    """Where a run is looked at: its feed's page, or the list when it is about no feed."""
    return f"/sinkron/{target}" if target in city.feeds else "/sinkron"


def _outbox(count: Count) -> str:
    return f"/koneksi/{count.name}/kiriman"


def _alarms(seen: Seen, _: City) -> Iterator[Task]:
    """Nobody would be told: the watcher is silent, or a route takes no messages."""
    page, whom = "/pengaturan/peringatan", _said("Petugas jaga tidak diberi tahu.", "People on duty are not told.")
    if seen.watched_at is not None and seen.at - seen.watched_at > SILENT:
        silent_id, silent_en = (i18n.as_of(seen.watched_at, seen.at, language) for language in ("id", "en"))
        yield Task(
            kind="watchdog",
            target="alerts",
            state="action",
            what=_said(
                f"Penjaga peringatan diam sejak {silent_id}.", f"The alert watcher is silent since {silent_en}."
            ),
            whom=whom,
            advice=_said("Jalankan lagi ./run alerts watch.", "Start ./run alerts watch again."),
            page=page,
        )
    for name in seen.deaf_routes:
        yield Task(
            kind="route",
            target=name,
            state="action",
            what=_said(f"Jalur peringatan {name} gagal mengirim.", f"Alert route {name} fails to deliver."),
            whom=whom,
            advice=_said(
                f"Perbaiki alamatnya di peladen, lalu ./run alerts route test {name}.",
                f"Mend its address on the server, then ./run alerts route test {name}.",
            ),
            page=page,
        )


def _endings(seen: Seen, city: City) -> Iterator[Task]:
    for link in seen.links:
        if link.system in city.systems:
            yield from expiries.tasks(city, city.systems[link.system], seen.at)


def _data_of(target: str, seen: Seen) -> Words:
    rows = sum(feed.mirrored for feed in seen.feeds if target in (feed.name, feed.system))
    return _said(f"{number(rows)} catatan tetap memakai data lama.", f"{number(rows, 'en')} records keep old data.")


def _waits_for(link: LinkStatus, seen: Seen) -> Words:
    rows = sum(feed.mirrored for feed in seen.feeds if feed.system == link.system)
    ready = sum(count.count for count in seen.effects if count.name == link.system and count.detail == "ready")
    return _said(
        f"{number(rows)} catatan memakai data lama, {number(ready)} kiriman menunggu.",
        f"{number(rows, 'en')} records use old data, {number(ready, 'en')} effects wait.",
    )


def _said(indonesian: str, english: str) -> Words:
    return Words(id=indonesian, en=english)


#: Most pressing first: what may be lost, what is held, what cannot heal, what is late, what waits for a decision.
_LOOKS: tuple[Callable[[Seen, City], Iterator[Task]], ...] = (
    _lost,
    _brakes,
    _links,
    _schedule,
    _alarms,
    _late,
    _missed,
    _endings,
    _stuck,
    _drafts,
    _cases,
    _quarantine,
)
