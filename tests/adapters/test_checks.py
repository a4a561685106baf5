"""What a test of a link says about encryption: how long the certificate lasts, and what is wrong with it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import trustme

from adapters import checks
from simpul.core import clock
from simpul.core.model import SILENCE
from tests.adapters.test_http import secured, system, trusted


def test_the_end_of_a_certificate_is_told(tmp_path: Path) -> None:
    """A certificate that is trusted says until when; far from its end there is nothing to advise."""
    authority = trustme.CA()
    until = clock.now().replace(microsecond=0) + dt.timedelta(days=90)
    with secured(authority, not_after=until) as port:
        line = checks.encryption(trusted(tmp_path, authority, port), [], port)
    assert (line.ok, line.until, line.advice) == (True, until, SILENCE)


def test_a_certificate_that_ends_soon_asks_for_another(tmp_path: Path) -> None:
    """Within a month of its end it still works and says what to do."""
    authority = trustme.CA()
    with secured(authority, not_after=clock.now() + dt.timedelta(days=10)) as port:
        line = checks.encryption(trusted(tmp_path, authority, port), [], port)
    assert line.ok
    assert "renew" in line.advice.en
    assert "memperbarui" in line.advice.id


def test_a_certificate_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    """Another authority's certificate fails the test, with why, and tells no end."""
    authority = trustme.CA()
    with secured(trustme.CA()) as port:
        line = checks.encryption(trusted(tmp_path, authority, port), [], port)
    assert (line.ok, line.until) == (False, None)
    assert "refused: the issuer of its certificate is not known" in line.detail.en
    assert "penerbit sertifikatnya tidak dikenal" in line.detail.id
    assert line.advice != SILENCE


def test_a_server_without_tls_is_told_as_such(tmp_path: Path) -> None:
    """Nothing answers the handshake: a line, not an exception."""
    authority = trustme.CA()
    line = checks.encryption(trusted(tmp_path, authority, 1), [], 1)
    assert not line.ok


def test_leave_to_go_plain_names_who_answers_for_it() -> None:
    """An unencrypted link to a private address says who allowed it and until when."""
    line = checks.encryption(system(), ["127.0.0.1"])
    assert line.ok
    assert "Not encrypted. Allowed until" in line.detail.en
    assert "Tidak dienkripsi. Diizinkan sampai" in line.detail.id
