"""The access right: its codes, its quota, what is asked and what is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest

from adapters.dukcapil import Dukcapil, elements, next_midnight, next_opening, spliced
from adapters.http import Answer
from simpul.core.errors import BadConfig, BadCredentials, BrokenContract, Park, SimpulError, Stop
from simpul.core.model import Calendar, Page, ReadRequest
from simpul.core.ports import unguarded
from tests.adapters import subjects
from tests.adapters.sources import AccessRight, serving

NIK = "1271091004900001"
PARENT = {"nik": NIK, "nama_lengkap": "SITI", "tanggal_lahir": "1990-10-31", "jenis_kelamin": "P", "no_kk": None}


def wib(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+07:00")


@contextmanager
def right(source: AccessRight, **more: Any) -> Iterator[Dukcapil]:
    with serving(source) as port:
        adapter = Dukcapil(subjects.access_system(port, **more), guard=unguarded, secrets=subjects.shown)
        yield adapter
        adapter.close()


def verified(source: AccessRight, **more: Any) -> list[Page]:
    with right(source, **more) as adapter:
        return list(adapter.read(subjects.access_feed(), ReadRequest(parents=(PARENT,))))


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        # about us
        ("03", BadCredentials),
        ("04", Stop),
        ("07", BrokenContract),
        ("09", BadCredentials),
        ("10", Stop),
        ("16", BadCredentials),
        ("17", BadCredentials),
        # not now
        ("05", Park),
        ("06", Park),
    ],
)
def test_codes_about_us(code: str, kind: type[SimpulError]) -> None:
    """HTTP 200 means nothing; the code says who must do what."""
    source = AccessRight()
    source.code = code
    with pytest.raises(kind) as caught:
        verified(source)
    assert type(caught.value) is kind
    assert NIK not in str(caught.value)


@pytest.mark.parametrize("code", ["00", "01", "08", "11", "12", "13", "14", "15", "99"])
def test_codes_about_the_person_are_data(code: str) -> None:
    """Dead, double, unknown, inactive, and codes nobody told us of: kept as they came, for the mapping to judge."""
    source = AccessRight()
    source.code = code
    row = json.loads(verified(source)[0].body)["content"][0]
    assert (row["RESPONSE_CODE"], row["NIK_DIMINTA"]) == (code, NIK)


def test_only_what_the_agreement_names_is_asked() -> None:
    """Elements come from the parent row in the agency's own form; empty ones and others are not asked."""
    assert elements(subjects.access_feed(), PARENT) == {
        "NIK": NIK,
        "NAMA_LGKP": "SITI",
        "TGL_LHR": "31-10-1990",
        "JENIS_KLMIN": "PEREMPUAN",
    }
    with pytest.raises(BadConfig, match="without NIK"):
        elements(subjects.access_feed(), {"nama_lengkap": "SITI"})


def test_the_answer_is_kept_with_the_number_asked_for() -> None:
    """Two members stand in front of the row; every other byte is as received."""
    asked_at = wib("2026-11-22T11:02:03.000004")
    body = b'{ "content" : [ {"NIK":"Sesuai","NAMA_LGKP":"Sesuai (100)"} ],"quotaLimiter":7}'
    answer = Answer(status=200, headers={}, body=body, requested_at=asked_at)
    ours = b'"DIPERIKSA_PADA":"2026-11-22T11:02:03.000004+07:00","NIK_DIMINTA":"1271091004900001"'
    kept = spliced(answer, NIK, "x")
    assert kept == b'{ "content" : [ {' + ours + b"," + body[17:]
    empty = Answer(status=200, headers={}, body=b'{"content":[{}]}', requested_at=asked_at)
    assert json.loads(spliced(empty, NIK, "x"))["content"][0]["NIK_DIMINTA"] == NIK
    with pytest.raises(BrokenContract, match="holds no row"):
        spliced(Answer(status=200, headers={}, body=b'{"content":[]}', requested_at=asked_at), NIK, "x")


def test_the_quota_opens_at_midnight_in_medan() -> None:
    """The next WIB midnight, also when it is already tomorrow there."""
    assert next_midnight(wib("2026-05-01T23:59:59")) == wib("2026-05-02T00:00:00")
    assert next_midnight(datetime.fromisoformat("2026-05-01T18:00:00+00:00")) == wib("2026-05-03T00:00:00")


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-05-01T06:00:00", "2026-05-01T07:30:00"),
        # Friday evening; closed at the weekend
        ("2026-05-01T17:00:00", "2026-05-04T07:30:00"),
        # our calendar says open, Dukcapil says closed: ask again in an hour
        ("2026-05-01T10:00:00", "2026-05-01T11:00:00"),
    ],
)
def test_a_closed_window_opens_by_the_calendar(now: str, opens: str) -> None:
    """Outside opening hours the link parks until they begin."""
    calendar = Calendar(hours="07:30-16:00", days=(1, 2, 3, 4, 5))
    assert next_opening(calendar, wib(now)) == wib(opens)
    assert next_opening(Calendar(), wib(now)) > wib(now)


def test_data_returned_twice_is_done() -> None:
    """ "Sudah pernah dikirim" with HTTP 400 is success; the batch has the agency's shape and a stable order."""
    source = AccessRight()
    with right(source) as adapter:
        write = subjects.access_system(1).writes["balikan"]
        effect = subjects.effect("balikan", "1", {"NOMOR": "A-1", "NIK": NIK, "JENIS": "KTP"})
        outcomes = [adapter.write(write, effect).outcome for _ in range(2)]
        assert adapter.probe(write, effect) is None
        with pytest.raises(BadConfig, match="needs NIK"):
            adapter.write(write, subjects.effect("balikan", "1", {"NOMOR": "A-1"}))
    assert outcomes == ["accepted", "duplicate"]
    assert json.loads(source.returned[0]) == [
        {
            "id_lembaga": "1271",
            "nama_lembaga": "Diskominfo",
            "data": [{"NIK": NIK, "param": [{"JENIS": "KTP"}, {"NOMOR": "A-1"}]}],
        }
    ]


def test_nothing_of_a_person_stands_in_an_origin() -> None:
    """Where a page came from is told without the number."""
    assert NIK not in verified(AccessRight())[0].origin
