"""The offices that settle disagreements (domain.md §9), and the one above each: where what waits too long goes."""

from __future__ import annotations

from dataclasses import dataclass

from simpul.core.i18n import Words


@dataclass(frozen=True, kw_only=True)
class Office:
    """An office by its code."""

    words: Words
    #: Code of the office above; empty: there is none.
    parent: str = ""


OFFICES: dict[str, Office] = {
    "KC": Office(words=Words(id="Kantor kecamatan (PATEN)", en="District office (PATEN)"), parent="DK"),
    "DK": Office(
        words=Words(id="Dinas Kependudukan dan Pencatatan Sipil", en="Population and civil registry office"),
        parent="WD",
    ),
    "PT": Office(words=Words(id="DPMPTSP (pelayanan terpadu satu pintu)", en="One-door service office"), parent="WD"),
    "SP": Office(words=Words(id="Pejabat penghubung SP4N-LAPOR!", en="Complaints liaison officer"), parent="WD"),
    "WD": Office(words=Words(id="Walidata (Diskominfo)", en="Data steward (Diskominfo)"), parent="IN"),
    "IN": Office(words=Words(id="Inspektorat", en="Inspectorate")),
}
#: Code → code of the office above.
PARENTS = {code: office.parent for code, office in OFFICES.items() if office.parent}


def named(code: str) -> Words:
    """An office's name; a code that is not ours is shown as it is."""
    return OFFICES[code].words if code in OFFICES else Words(id=code, en=code)
