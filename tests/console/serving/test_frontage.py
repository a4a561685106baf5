"""Who asks, for whatever chain of proxies a header claims."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitoring.console import proxy

PROXIES = ("127.0.0.1", "10.0.0.9", "10.0.0.77", "::ffff:10.0.0.3")
KNOWN = proxy.read(
    {"SIMPUL_CONSOLE_URL": "https://konsol.example.id", "SIMPUL_TRUSTED_PROXIES": "127.0.0.1,10.0.0.0/24"},
    behind_proxy=True, host="127.0.0.1",
)  # fmt: skip
outside = st.ip_addresses(v=4).map(str).filter(lambda one: not one.startswith(("10.0.0.", "127.0.0.1")))
written = st.lists(st.sampled_from(PROXIES) | outside | st.text('0123456789abc.:,[]" \x00-é', max_size=30), max_size=6)


@given(real=outside, forged=written, ours=st.lists(st.sampled_from(PROXIES), max_size=5), lines=st.booleans())
def test_what_a_client_writes_changes_nothing(real: str, forged: list[str], ours: list[str], lines: bool) -> None:
    """Whatever stands before the address our outermost proxy saw, that address is the client."""
    header = [*forged, real, *ours]
    assert KNOWN.client("127.0.0.1", header if lines else [", ".join(header)]) == real


@given(peer=outside, forged=written)
def test_nobody_is_a_proxy_by_saying_so(peer: str, forged: list[str]) -> None:
    """Who comes from elsewhere than a named proxy is itself, whatever it says."""
    assert KNOWN.client(peer, forged) == peer


@given(forged=written)
def test_without_a_proxy_no_header_counts(forged: list[str]) -> None:
    """A console that people reach directly looks at no such header."""
    assert proxy.Frontage().client("192.0.2.1", forged) == "192.0.2.1"
