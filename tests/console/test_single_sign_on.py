"""Signing in with the city's account, against a real provider on a socket."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from joserfc.jwk import RSAKey
from sqlalchemy import text

from simpul.core import clock
from simpul.people import accounts, leaving, oidc
from tests.console.browser import Browser, Page
from tests.console.conftest import Served
from tests.console.provider import CLIENT, SECRET, Provider, providing


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """The city's identity provider, known to the console."""
    with providing() as made:
        monkeypatch.setenv("SIMPUL_OIDC_ISSUER", made.address)
        monkeypatch.setenv("SIMPUL_OIDC_CLIENT_ID", CLIENT)
        monkeypatch.setenv("SIMPUL_OIDC_CLIENT_SECRET", SECRET)
        yield made


@pytest.fixture
def ana(console: Served, provider: Provider) -> Browser:
    """Ana was added with her address, and is at the door."""
    accounts.add(
        console.engine, username="ana", name="Ana Lubis", unit="WD", roles=("viewer",), email="Ana@medan.go.id",
        actor="uji",
    )  # fmt: skip
    return console.anonymous()


def _in(browser: Browser) -> Page:
    return browser.get("/masuk/kota?lanjut=/akun")


def _stays_out(browser: Browser) -> None:
    page = _in(browser)
    assert page.status == 422, page.text
    assert browser.get("/akun").path.startswith("/masuk")


def test_who_was_added_signs_in_with_the_citys_account(ana: Browser, provider: Provider) -> None:
    """The door offers it; code, PKCE, state and nonce go round; one lands where one wanted to."""
    assert "/masuk/kota" in ana.get("/masuk").links()
    page = _in(ana)
    assert page.path == "/akun" and "Ana Lubis" in page.text
    assert len(provider.redeemed[0]["code_verifier"]) >= 43
    assert "simpul-kota" not in ana.session.cookies


def test_without_a_provider_the_door_offers_none(console: Served) -> None:
    """No button, no address."""
    browser = console.anonymous()
    assert "/masuk/kota" not in browser.get("/masuk").links()
    assert browser.get("/masuk/kota").status == 404


def test_later_only_the_subject_counts(console: Served, ana: Browser, provider: Provider) -> None:
    """Linked once, a changed address changes nothing, and an address given on to somebody else opens nothing."""
    _in(ana)
    provider.claims["email"] = "ana.baru@medan.go.id"
    assert _in(console.anonymous()).path == "/akun"
    provider.claims.update(sub="u-2", email="ana@medan.go.id")
    _stays_out(console.anonymous())


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "siapa@medan.go.id"},
        {"email_verified": False},
        {"email": ""},
        {"sub": ""},
    ],
    ids=["not added", "not verified", "no address", "no subject"],
)
def test_who_was_not_added_stays_out(ana: Browser, provider: Provider, claims: dict[str, object]) -> None:
    """Being known to the city is not being added here, and an unverified address is nobody's."""
    provider.claims.update(claims)
    _stays_out(ana)


def test_who_left_stays_out(console: Served, ana: Browser) -> None:
    """Leaving ends the link too."""
    _in(ana)
    leaving.leave(console.engine, "ana", actor="uji", reason="pindah")
    _stays_out(console.anonymous())


@pytest.mark.parametrize(
    "over",
    [
        {"nonce": "another"},
        {"aud": "another"},
        {"iss": "https://another.example"},
        {"exp": int(clock.now().timestamp()) - 3600},
        {"azp": "another", "aud": [CLIENT, "another"]},
    ],
    ids=["nonce", "audience", "issuer", "expired", "another's party"],
)
def test_a_token_that_is_not_for_this_attempt_is_refused(
    ana: Browser, provider: Provider, over: dict[str, object]
) -> None:
    """Replayed, meant for another, from another, or too old."""
    provider.over.update(over)
    _stays_out(ana)


def test_a_token_signed_by_somebody_else_is_refused(ana: Browser, provider: Provider) -> None:
    """Only the provider's published keys count, whatever key id the token names."""
    provider.signer = RSAKey.generate_key(2048, {"kid": "satu"})
    _stays_out(ana)


def test_an_answer_to_another_attempt_is_refused(console: Served, ana: Browser, provider: Provider) -> None:
    """A link to the way back, made by somebody else, signs nobody in: the state is this browser's own."""
    there = ana.session.get(console.address + "/masuk/kota", allow_redirects=False, timeout=30).headers["location"]
    back = ana.session.get(there, allow_redirects=False, timeout=30).headers["location"]
    victim = console.anonymous()
    assert victim.get(back.removeprefix(console.address)).status == 422
    victim.session.get(console.address + "/masuk/kota", allow_redirects=False, timeout=30)
    assert victim.get(back.removeprefix(console.address)).status == 422
    assert provider.redeemed == []


def test_the_secret_is_not_sent_on(ana: Browser, provider: Provider) -> None:
    """A token endpoint that redirects is not followed."""
    provider.moved = True
    _stays_out(ana)


def test_a_provider_of_another_name_is_refused(ana: Browser, provider: Provider) -> None:
    """What it says of itself must be what was configured."""
    provider.issuer = "https://another.example"
    _stays_out(ana)


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
@pytest.mark.parametrize("address", ["https://[", "https://a:b@127.0.0.1/x", "https://127.0.0.1:99999/x", "/x", ""])
def test_an_address_of_the_provider_that_cannot_be_used_is_said_plainly(
    ana: Browser, provider: Provider, name: str, address: str
) -> None:
    """No page breaks on it, and nobody is led there."""
    provider.elsewhere[name] = address
    page = ana.get("/masuk/kota")
    assert page.status == 422 and "tidak berhasil" in page.main and page.form("/masuk")


def test_a_provider_that_is_away_is_said_plainly(ana: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """The door stays open for passwords and says what to do; plain HTTP elsewhere is never tried."""
    for address in ("http://127.0.0.1:9", "http://id.example.org"):
        monkeypatch.setenv("SIMPUL_OIDC_ISSUER", address)
        page = ana.get("/masuk/kota")
        assert page.status == 422 and "tidak berhasil" in page.main and page.form("/masuk")


def test_the_link_is_written_down(console: Served, ana: Browser) -> None:
    """When an account is linked, the person's audit chain says so."""
    _in(ana)
    with console.engine.connect() as conn:
        acts = conn.execute(text("select act from simpul.audit where chain = 'orang/ana' order by seq")).scalars()
        assert list(acts) == ["oidc_link", "sign_in"]


@pytest.mark.parametrize(
    ("algorithm", "secret"),
    [("none", ""), ("HS256", SECRET), ("HS256", "public key"), ("HS512", SECRET)],
    ids=["nobody signed it", "signed with the shared secret", "signed with the public key", "another of these"],
)
def test_only_the_providers_key_pair_signs(ana: Browser, provider: Provider, algorithm: str, secret: str) -> None:
    """A token without a signature, or with one anybody could make who knows what is public or shared, is refused."""
    provider.header = {"alg": algorithm, "kid": "satu"}
    known = provider.key.as_pem(private=False) if secret == "public key" else secret.encode()
    provider.forged = known
    _stays_out(ana)


@pytest.mark.parametrize("claim", ["nonce", "aud", "iss", "exp", "iat", "sub"])
def test_a_token_that_leaves_something_out_is_refused(ana: Browser, provider: Provider, claim: str) -> None:
    """What a token does not say cannot have been checked."""
    provider.without = (claim,)
    _stays_out(ana)


@pytest.mark.parametrize(
    "over",
    [
        {"aud": [CLIENT, "another"]},
        {"aud": []},
        {"aud": CLIENT + "x"},
        {"iat": int(clock.now().timestamp()) + 3600},
        {"nbf": int(clock.now().timestamp()) + 3600},
        {"at_hash": "another"},
        {"exp": "tomorrow"},
        {"sub": {"a": 1}},
    ],
    ids=["no party", "no audience", "longer", "later", "not yet", "another's access", "no time", "no name"],
)  # fmt: skip
def test_a_token_that_is_not_quite_ours_is_refused(ana: Browser, provider: Provider, over: dict[str, object]) -> None:
    """For us alone, from now on, and beside this very access token."""
    provider.over.update(over)
    _stays_out(ana)


def test_an_answer_of_another_provider_is_refused(ana: Browser, provider: Provider) -> None:
    """A code that names another issuer beside it is never redeemed: mix-up ends here."""
    provider.beside = "https://another.example"
    _stays_out(ana)
    assert provider.redeemed == []


def test_an_answer_is_good_once(console: Served, ana: Browser, provider: Provider) -> None:
    """The way back, opened again in the same browser or in another one with its cookie, signs nobody in."""
    there = ana.session.get(console.address + "/masuk/kota", allow_redirects=False, timeout=30).headers["location"]
    back = ana.session.get(there, allow_redirects=False, timeout=30).headers["location"]
    cookies = ana.session.cookies.copy()
    assert ana.get(back.removeprefix(console.address)).path == "/"
    assert ana.get(back.removeprefix(console.address)).status == 422
    thief = console.anonymous()
    thief.session.cookies.update(cookies)
    assert thief.get(back.removeprefix(console.address)).status == 422
    assert thief.get("/akun").path.startswith("/masuk")


def test_an_administrator_ties_an_account_to_the_providers_own_number(
    console: Served, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the provider verifies no address, only the subject somebody entered here lets in."""
    accounts.add(console.engine, username="budi", name="Budi", unit="WD", roles=("viewer",), actor="uji")
    provider.claims.update(sub="u-7", email="budi@medan.go.id", email_verified=False)
    monkeypatch.setenv("SIMPUL_OIDC_LINK", "subject")
    _stays_out(console.anonymous())
    oidc.tie(console.engine, "budi", issuer=provider.address, subject="u-7", actor="uji")
    assert _in(console.anonymous()).path == "/akun"
