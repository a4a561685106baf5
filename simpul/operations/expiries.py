"""What ends on a day as tasks: what it is, what stops then, and the file its new day goes into."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from simpul.config.settings import City
from simpul.core import i18n
from simpul.core.i18n import Words
from simpul.core.model import System
from simpul.operations import link_diagnostics
from simpul.operations.link_diagnostics import Expiry
from simpul.operations.status_model import Task

_STOPS = {
    "access": Words(id="Sesudah itu {title} tidak ditarik lagi.", en="After it {title} is not pulled any more."),
    "grant": Words(id="Sesudah itu tidak ada kiriman ke {title}.", en="After it nothing is sent to {title}."),
    "plain_http": Words(id="Sesudah itu {title} tidak dihubungi lagi.", en="After it {title} is not called any more."),
    "credentials": Words(id="Sesudah itu {title} menolak masuk kita.", en="After it {title} refuses our sign-in."),
}
_RENEW = {
    "access": Words(id="Mulai perpanjangannya sekarang. ", en="Begin to renew it now. "),
    "grant": Words(id="Mulai perpanjangannya sekarang. ", en="Begin to renew it now. "),
    "plain_http": Words(id="Pasang TLS atau minta izin baru. ", en="Install TLS or ask for a new leave. "),
    "credentials": Words(
        id="Minta yang baru dari pemilik sistem. Simpan. ",
        en="Ask the system's owner for new ones. Store them. ",
    ),
}
_SETTING = {"access": "valid_until", "grant": "valid_until", "plain_http": "until", "credentials": "expires"}


def tasks(city: City, system: System, now: datetime) -> Iterator[Task]:
    """One per thing that ends soon or has ended, soonest first. Certificates are left to the test of the link."""
    for one in sorted(link_diagnostics.ends(city, system), key=lambda end: end.until):
        state = one.state(now)
        if state != "healthy":
            yield Task(
                kind="ending",
                target=system.name,
                page=f"/koneksi/{system.name}",
                state=state,
                what=_what(one, system, now),
                whom=_stops(one, system.title),
                advice=_advice(one),
            )


def _stops(one: Expiry, title: str) -> Words:
    said = _STOPS[one.kind]
    return Words(id=said.id.format(title=title), en=said.en.format(title=title))


def _what(one: Expiry, system: System, now: datetime) -> Words:
    # The last moment of a day is said as that day.
    last, over = (one.until - timedelta(seconds=1)).astimezone(i18n.WIB).date(), one.left(now) <= timedelta(0)
    named, of = link_diagnostics.WORDS[one.kind], f" {one.of}" if one.of else ""
    return Words(
        id=f"{named.id}{of} ({system.title}) {'sudah berakhir' if over else 'berakhir'} {i18n.day(last)}.",
        en=f"{named.en}{of} ({system.title}) {'ended' if over else 'ends'} on {i18n.day(last, 'en')}.",
    )


def _advice(one: Expiry) -> Words:
    files, setting, how = ", ".join(one.files), _SETTING[one.kind], _RENEW[one.kind]
    return Words(id=f"{how.id}Sesudahnya ubah {setting} di {files}.", en=f"{how.en}Then change {setting} in {files}.")
