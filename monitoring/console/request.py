"""One request of one person: who looks, in which language, and how the page speaks to them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote, unquote, urlencode

from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Engine

from monitoring.console import csrf as tokens
from monitoring.console import menu
from monitoring.console.entrance import handed_back
from monitoring.console.forms import Wrong
from monitoring.console.render import render
from monitoring.console.state import Console
from monitoring.console.texts import texts
from simpul.config.settings import City
from simpul.core import i18n
from simpul.core.i18n import Language, Words
from simpul.operations.status import Status
from simpul.people.model import Person
from simpul.people.rights import Right
from simpul.values import mask

#: Cookie that carries what an act said to the page that comes next.
SAID = "pesan"
_YEAR = 31536000
#: Choices that are kept in a cookie of their name.
CHOICES: Mapping[str, tuple[str, ...]] = {"bahasa": ("id", "en"), "tema": ("system", "light", "dark")}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the request carried, already read and bounded."""

    path: str
    query: Mapping[str, str]
    cookies: Mapping[str, str]
    #: Field → values as sent; empty for a GET.
    form: Mapping[str, tuple[str, ...]]
    secure: bool
    #: Scheme and host of links that leave the page: the configured ones, never what a header says.
    origin: str = ""
    #: Address of the browser, for limits on signing in.
    address: str = ""
    agent: str = ""


class Visit:
    """Handed to every page, and to its templates as ``v``."""

    def __init__(self, console: Console, asked: Asked, person: Person | None, *, token: str = "") -> None:
        self.console = console
        self.asked = asked
        self.person = person
        self.token = token
        self.now = console.now()
        self.language: Language = self._language()
        self.theme = self._theme()

    # Who and what

    @property
    def actor(self) -> str:
        """Username for what is done; only pages behind a right have one."""
        if self.person is None:
            raise LookupError("nobody is signed in")
        return self.person.username

    @property
    def engine(self) -> Engine:
        """The database as this person may see it; nobody sees nothing of it."""
        return self.console.seen_by(self.person)

    @property
    def city(self) -> City:
        return self.console.city

    @property
    def path(self) -> str:
        return self.asked.path

    @property
    def form(self) -> dict[str, str]:
        """The first value of each field."""
        return {name: values[0] for name, values in self.asked.form.items() if values}

    def forms(self, name: str) -> tuple[str, ...]:
        """Every value of a field that may be sent more than once."""
        return self.asked.form.get(name, ())

    def may(self, right: Right) -> bool:
        return self.person is not None and self.person.may(right)

    def status(self) -> Status:
        """How the hub is, a few seconds old at most."""
        return self.console.snapshot.read()

    # Answers

    def page(self, template: str, *, status: int = 200, wrong: Wrong | None = None, **values: Any) -> HTMLResponse:
        """A whole page; 422 when a form comes back with what is wrong."""
        said = self._said()
        body = render(template, v=self, wrong=wrong, said=said, **values)
        answer = HTMLResponse(body, status_code=422 if wrong else status)
        if said is not None:
            answer.delete_cookie(SAID, path="/")
        self._remember(answer)
        return answer

    def fragment(self, template: str, **values: Any) -> HTMLResponse:
        """A part of a page, to be put in place by the browser."""
        return HTMLResponse(render(template, v=self, wrong=None, **values))

    def go(self, path: str, said: Words | None = None) -> Response:
        """On to another page after an act, which says there once what was done."""
        answer = RedirectResponse(path, status_code=303)
        if said is not None:
            kept = quote(json.dumps({"id": mask.scrub(said.id)[:400], "en": mask.scrub(said.en)[:400]}))
            answer.set_cookie(SAID, kept, max_age=60, path="/", httponly=True, samesite="lax", secure=self.asked.secure)
        return answer

    def url(self, path: str, **query: object) -> str:
        """A path with its query; nothing for what is None or empty."""
        given = {name: str(value) for name, value in query.items() if value not in (None, "", False)}
        return f"{path}?{urlencode(given)}" if given else path

    def here(self, **changed: object) -> str:
        """This address with some of its query changed."""
        return self.url(self.path, **{**self.asked.query, **changed})

    def csrf(self) -> str:
        """A token for the forms of this page; another one each time, so that compressing the page tells nothing."""
        return tokens.make(self.token)

    @property
    def menu(self) -> tuple[menu.Entry, ...]:
        return menu.entries(self.person)

    # Saying things

    def t(self, key: str) -> str:
        return texts()[key].say(self.language)

    def say(self, said: Words) -> str:
        return mask.scrub(said.say(self.language))

    def free(self, text: str) -> str:
        """Text of people or of the engine: no NIK, no flood."""
        return mask.scrub(text)[:2000]

    def n(self, value: int) -> str:
        return i18n.number(value, self.language)

    def decimal(self, value: float, places: int = 2) -> str:
        shown = f"{value:,.{places}f}"
        return shown if self.language == "en" else shown.translate(str.maketrans(",.", ".,"))

    def percent(self, share: float) -> str:
        return f"{self.decimal(share * 100, 1)} %"

    def day(self, value: date) -> str:
        return i18n.day(value, self.language)

    def full(self, moment: datetime) -> str:
        return i18n.full(moment, self.language)

    def clock(self, moment: datetime) -> str:
        return i18n.clock(moment, self.language)

    def as_of(self, moment: datetime | None) -> str:
        return i18n.as_of(moment, self.now, self.language) if moment else self.t("common.never")

    def until(self, moment: datetime) -> str:
        return i18n.until(moment, self.now, self.language)

    def span(self, span: timedelta) -> str:
        return i18n.duration(span, self.language)

    def age(self, since: datetime) -> str:
        """How long ago; an age needs no seconds once it has minutes."""
        span = self.now - since
        return self.span(span - span % timedelta(minutes=1) or span)

    # What was chosen

    def _language(self) -> Language:
        chosen = self._chosen("bahasa")
        if chosen is not None:
            return "en" if chosen == "en" else "id"
        return self.person.language if self.person else "id"

    def _theme(self) -> str:
        return self._chosen("tema") or (self.person.theme if self.person else "system")

    def _chosen(self, name: str) -> str | None:
        """What the address, else the cookie, says; only what there is to choose."""
        given = (self.asked.query.get(name), self.asked.cookies.get(name))
        return next((value for value in given if value in CHOICES[name]), None)

    def _said(self) -> Words | None:
        kept = self.asked.cookies.get(SAID)
        found = handed_back(unquote(kept)) if kept else None
        if not isinstance(found, dict) or set(found) != {"id", "en"}:
            # None, or somebody else's cookie of that name.
            return None
        return Words(**found) if all(isinstance(one, str) for one in found.values()) else None

    def _remember(self, answer: Response) -> None:
        for name, choices in CHOICES.items():
            value = self.asked.query.get(name)
            if value in choices:
                answer.set_cookie(name, value, max_age=_YEAR, path="/", samesite="lax", secure=self.asked.secure)
