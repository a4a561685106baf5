"""A form that could not be taken comes back whole, and one button sends it again. Nothing of it is kept on the server.

A form sent after its session ended travels through the sign-in page in one field (``kept``) and is shown again behind
it. A fresh token is only given to a form that says it was sent by a page of ours.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response

from monitoring.console import proxy
from monitoring.console import sso as singlesignon
from monitoring.console.entrance import handed_back
from monitoring.console.forms import Wrong
from monitoring.console.request import Visit

#: Fields whose values are never handed back, not even hidden: key of the words that ask for them again.
SECRETS: Mapping[str, str] = {
    "current": "account.current",
    "password": "signin.password",
    "again": "signin.again",
}
#: Fields people write sentences in, shown so that they see that nothing is lost.
WRITTEN: Mapping[str, str] = {
    "reason": "common.reason",
    "body": "cases.comment_text",
    "refusal": "cases.refusal",
    "steps": "disruption.steps",
    "text_id": "disruption.text_id",
    "text_en": "disruption.text_en",
    "words": "perbaikan.answer_words",
}
#: The field that carries a form through the sign-in page.
KEPT = "kept"
_ENDED, _STALE = 401, 403


@dataclass(frozen=True, kw_only=True)
class Unsent:
    """A form as it was sent."""

    #: Address it goes to, with its query.
    to: str
    #: Every field in order, the token and the secret ones apart.
    fields: tuple[tuple[str, str], ...]
    token: str = ""
    #: Secret fields it had.
    secrets: tuple[str, ...] = ()

    @property
    def written(self) -> tuple[tuple[str, str], ...]:
        """(key of the label, text) of what was written in it."""
        return tuple((WRITTEN[name], value) for name, value in self.fields if name in WRITTEN and value.strip())

    @property
    def kept(self) -> str:
        """The form as one field of the sign-in page."""
        return json.dumps({"to": self.to, "fields": self.fields, "secrets": self.secrets}, ensure_ascii=False)


def note(request: Request, sent: Mapping[str, tuple[str, ...]]) -> None:
    """Remember for the length of this request what was sent: whatever goes wrong can hand it back."""
    request.state.sent = sent


def of(request: Request) -> Unsent | None:
    """The form of this request; None when nothing was sent."""
    sent: Mapping[str, tuple[str, ...]] = getattr(request.state, "sent", {})
    if not sent:
        return None
    query = f"?{request.url.query}" if request.url.query else ""
    plain = [(name, value) for name, values in sent.items() for value in values if name not in (*SECRETS, "csrf")]
    return Unsent(
        to=request.url.path + query,
        fields=tuple(plain),
        token=next(iter(sent.get("csrf", ())), ""),
        secrets=tuple(name for name in SECRETS if name in sent),
    )


def ours(request: Request) -> bool:
    """Whether the browser says that a page of ours sent this form; silence is not enough."""
    origin = request.headers.get("origin", "")
    told = proxy.host_of(origin) or None
    return request.headers.get("sec-fetch-site") == "same-origin" or told == request.headers.get("host")


def ended(visit: Visit, form: Unsent, wrong: Wrong | None = None) -> Response:
    """The session is over: sign in here, then the form is there again."""
    sso = singlesignon.settings() is not None
    return visit.page("signin/ended.html", status=_ENDED, form=form, sso=sso, secrets=SECRETS, wrong=wrong)


def stale(visit: Visit, form: Unsent) -> Response:
    """The form is older than this session: shown once more with a token of this one."""
    return _shown(visit, form, visit.csrf(), "unsent.stale", status=_STALE)


def failed(visit: Visit, form: Unsent, kind: str, *, status: int) -> Response:
    """The act broke off (``unsent.<kind>`` says why): the very form again, its own token in it."""
    return _shown(visit, form, form.token, f"unsent.{kind}", status=status)


def carried(request: Request, visit: Visit) -> Unsent | None:
    """The form the sign-in page carries; None for none, or for one that is not of our making."""
    raw = visit.form.get(KEPT, "")
    if not raw or not ours(request):
        return None
    try:
        found = handed_back(raw)
        to, fields = str(found["to"]), tuple((str(name), str(value)) for name, value in found["fields"])
        secrets = tuple(name for name in found["secrets"] if name in SECRETS)
    except (ValueError, TypeError, KeyError):
        # None of ours: not JSON at all, or of another shape.
        return None
    if not _inside(to):
        return None
    return Unsent(to=to, fields=tuple(one for one in fields if one[0] not in SECRETS), secrets=secrets)


def again(visit: Visit, form: Unsent) -> Response:
    """Signed in again: the form with what was typed, to be sent with one button."""
    return _shown(visit, form, visit.csrf(), "unsent.signed_in", status=200)


def _shown(visit: Visit, form: Unsent, token: str, why: str, *, status: int) -> Response:
    return visit.page("unsent.html", status=status, form=form, csrf=token, why=visit.t(why), secrets=SECRETS)


def _inside(path: str) -> bool:
    plain = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and "\\" not in path
    return plain and len(path) < 2000
