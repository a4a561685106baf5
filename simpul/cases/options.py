"""What can be decided about one case, what each choice means for it, and what would happen then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simpul.cases import apply_decision
from simpul.cases.decide import MERGEABLE, Choice
from simpul.cases.listing import CaseLine
from simpul.config.settings import City
from simpul.core.four_eyes import FOUR_EYES_CHOICES, FOUR_EYES_FIELDS
from simpul.core.i18n import Words, duration


@dataclass(frozen=True, kw_only=True)
class Option:
    """One choice an officer has."""

    choice: Choice
    words: Words
    #: What will happen once it is in force.
    then: Words
    #: The value it chooses; None: none, or one the officer types.
    value: str | None = None
    needs_value: bool = False
    needs_until: bool = False
    needs_evidence: bool = False
    #: Another person must approve.
    four_eyes: bool = False
    #: A rule proposes just this.
    proposed: bool = False


def options(city: City, case: CaseLine) -> tuple[Option, ...]:
    """The choices that fit the case, those asked for most first."""
    return tuple(_option(city, case, choice) for choice in _choices(city, case))


def _choices(city: City, case: CaseLine) -> Iterator[Choice]:
    whole = _whole(city, case)
    if not whole and case.authority_value is not None:
        yield "authority"
    yield "follower"
    if not whole and case.proposed_value not in (None, case.authority_value):
        yield "proposed"
    if not whole:
        yield "other"
    yield "accept"
    if (
        not case.rule
        and case.feed != case.authority_feed
        and not case.field.startswith("kiriman ")
        and case.subject_key
    ):
        yield "apart"
    yield "correct"
    if case.rule in MERGEABLE:
        yield "merge"


def _option(city: City, case: CaseLine, choice: Choice) -> Option:
    values = {
        "authority": case.authority_value,
        "follower": None if _whole(city, case) else case.follower_value,
        "proposed": case.proposed_value,
    }
    identity = case.field in FOUR_EYES_FIELDS
    return Option(
        choice=choice,
        words=_words(city, case, choice),
        then=_then(city, case, choice),
        value=values.get(choice),
        needs_value=choice == "other",
        needs_until=choice == "accept",
        needs_evidence=identity or choice in ("apart", "merge"),
        four_eyes=identity or choice in FOUR_EYES_CHOICES,
        proposed=case.proposed_value is not None and values.get(choice) == case.proposed_value,
    )


def _whole(city: City, case: CaseLine) -> bool:
    """About a whole record, a rule or a sending: no single value is chosen."""
    subject = city.policy.subjects.get(case.subject_kind)
    return subject is None or case.field not in subject.fields


def _words(city: City, case: CaseLine, choice: Choice) -> Words:
    owner, other = _title(city, case.authority_feed), _title(city, case.feed)
    if choice == "follower" and _whole(city, case):
        return Words(id="Biarkan apa adanya", en="Leave it as it is")
    return {
        "authority": Words(id=f"Nilai {owner} yang benar", en=f"The value at {owner} is right"),
        "follower": Words(id=f"Nilai {other} yang benar", en=f"The value at {other} is right"),
        "proposed": Words(id="Nilai yang diusulkan aturan", en="The value a rule proposes"),
        "other": Words(id="Nilai lain", en="Another value"),
        "accept": Words(
            id="Perbedaan diketahui, terima sampai tanggal", en="A known difference, accept it until a day"
        ),
        "apart": Words(id="Bukan orang yang sama", en="Not the same person"),
        "correct": Words(id=f"{owner} keliru: buat surat pengantar", en=f"{owner} is wrong: make a covering letter"),
        "merge": Words(id="Satu orang: minta digabungkan", en="One person: ask for a merger"),
    }[choice]


def _then(city: City, case: CaseLine, choice: Choice) -> Words:
    if choice == "accept" or (choice == "follower" and _whole(city, case)):
        return _LEFT
    if choice in ("apart", "merge", "correct"):
        return {"apart": _APART, "merge": _MERGE, "correct": _LETTER}[choice]
    if choice == "follower":
        return _LETTER
    if case.feed not in city.feeds or not apply_decision.refreshes(city, case):
        return Words(
            id=f"Tidak ada yang dikirim: perbaiki langsung di {_title(city, case.feed)}.",
            en=f"Nothing is sent: correct it at {_title(city, case.feed)} by hand.",
        )
    window = city.policy.undo_window
    target = _title(city, case.feed)
    return Words(
        id=f"Dikirim ke {target} setelah {duration(window, 'id')}; sampai saat itu dapat dibatalkan.",
        en=f"Sent to {target} after {duration(window, 'en')}; until then it can be undone.",
    )


def _title(city: City, feed: str) -> str:
    """A system's name without its explanation in brackets."""
    known = city.feeds.get(feed)
    return city.systems[known.system].title.partition(" (")[0] if known else feed


_LEFT = Words(
    id="Tidak ada yang dikirim. Dibandingkan lagi setelah tanggal itu.",
    en="Nothing is sent. It is compared again after that day.",
)
_LETTER = Words(
    id="Tidak ada yang dikirim. Surat pengantar untuk kantor pemilik data disiapkan.",
    en="Nothing is sent. A covering letter for the office that owns the data is prepared.",
)
_APART = Words(
    id="Kedua catatan tidak dibandingkan lagi sebagai satu orang.",
    en="The two records are no longer compared as one person.",
)
_MERGE = Words(
    id="Permohonan penggabungan untuk Disdukcapil disiapkan.",
    en="A request to merge is prepared for the registry office.",
)
