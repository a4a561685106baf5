"""SOAP systems: faults of both versions, hostile XML, the pinned WSDL."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from adapters.soap import Soap
from simpul.core.errors import BadConfig, BadCredentials, BrokenContract, Rejected, Retry, SimpulError
from simpul.core.model import Limits, ReadRequest, Write
from simpul.core.ports import unguarded
from simpul.testing.faultserver import Fault, Wire, http
from tests.adapters import subjects
from tests.adapters.sources import Registry, Reply, serving

FAULT12 = (
    b'<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body><e:Fault><e:Code><e:Value>e:%s</e:Value>'
    b"<e:Subcode><e:Value>m:%s</e:Value></e:Subcode></e:Code><e:Reason><e:Text>sebab</e:Text></e:Reason></e:Fault>"
    b"</e:Body></e:Envelope>"
)
FAULT11 = Registry.fault
BOMB = b'<!DOCTYPE z [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><z>&b;</z>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE z [<!ENTITY x SYSTEM "file:///etc/passwd">]><z>&x;</z>'


@contextmanager
def registry(source: Registry, folder: Path = subjects.MAPPINGS / "siak", **options: Any) -> Iterator[Soap]:
    with serving(source) as port:
        system = subjects.registry_system(port, folder)
        adapter = Soap(replace(system, options={**system.options, **options}), guard=unguarded, secrets=subjects.shown)
        yield adapter
        adapter.close()


def answered(reply: Reply) -> SimpulError:
    source = Registry()
    source.always = reply
    with registry(source) as adapter, pytest.raises(SimpulError) as caught:
        list(adapter.read(subjects.registry_feed(), ReadRequest()))
    return caught.value


@pytest.mark.parametrize("status", [200, 500])
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (FAULT11 % (b"soap:Client", b"Ukuran salah"), BrokenContract),
        (FAULT11 % (b"soap:Server", b"basis data"), Retry),
        (FAULT11 % (b"wsse:FailedAuthentication", b"salah"), BadCredentials),
        (FAULT11 % (b"", b""), BrokenContract),
        (FAULT12 % (b"Sender", b"Lain"), BrokenContract),
        (FAULT12 % (b"Receiver", b"Sibuk"), Retry),
        (FAULT12 % (b"Sender", b"FailedAuthentication"), BadCredentials),
    ],
    ids=["1.1 client", "1.1 server", "1.1 login", "1.1 no code", "1.2 sender", "1.2 receiver", "1.2 login"],
)
def test_faults(body: bytes, kind: type[SimpulError], status: int) -> None:
    """A Fault means the same whatever its version and whatever status it comes with."""
    assert type(answered(Reply(status=status, body=body))) is kind


@pytest.mark.parametrize("body", [BOMB, OUTSIDE, b" " * 9000 + BOMB], ids=["bomb", "external entity", "late DTD"])
def test_documents_with_entities_are_refused(body: bytes) -> None:
    """No message may declare entities, so none is ever expanded or fetched."""
    error = answered(Reply(body=body))
    assert isinstance(error, BrokenContract)
    assert "DTD" in str(error)


def test_attachments_are_refused() -> None:
    """A multipart (MTOM) answer is not what the pinned WSDL promises."""
    error = answered(Reply(body=b"--x", headers={"Content-Type": "multipart/related; boundary=x"}))
    assert isinstance(error, BrokenContract)


def test_an_answer_cut_anywhere_is_retried() -> None:
    """Wherever a close-delimited answer ends too early, it is not taken for a whole one."""
    whole = Registry(3)._list("<Ukuran>5</Ukuran>").body
    with Wire() as wire:
        system = subjects.registry_system(wire.port, subjects.MAPPINGS / "siak")
        adapter = Soap(system, guard=unguarded, secrets=subjects.shown)
        for upto in range(0, len(whole) - 2, 23):
            wire.set(Fault(kind="say", payload=b"HTTP/1.0 200 OK\r\n\r\n" + whole[:upto]))
            with pytest.raises(Retry):
                list(adapter.read(subjects.registry_feed(), ReadRequest()))
        adapter.close()


def test_the_watermark_and_the_token_are_sent() -> None:
    """Sejak is sent as it was given, the token with every following page, empty ones not at all."""
    source = Registry()
    with registry(source) as adapter:
        list(adapter.read(subjects.registry_feed(), ReadRequest(since="01-05-2026 08:00:00.000001")))
    sent = [etree.fromstring(text.encode()) for text in source.asked]
    ns = "{urn:simpul:siak:v1}"
    assert [node.findtext(f".//{ns}Sejak") for node in sent] == ["01-05-2026 08:00:00.000001"] * 3
    assert [node.findtext(f".//{ns}Token") for node in sent] == [None, "10", "20"]
    assert {node.findtext(f".//{ns}Ukuran") for node in sent} == {"10"}


def test_one_resident_is_fetched() -> None:
    """A known key is a page of one row, an unknown one None; the key stands in no origin."""
    source = Registry()
    with registry(source) as adapter:
        page = adapter.fetch(subjects.registry_feed(), source.keys[4])
        assert page is not None
        assert page.body.count(b"<Penduduk>") == 1
        assert source.keys[4] not in page.origin
        assert adapter.fetch(subjects.registry_feed(), "0000000000000000") is None


def test_a_wrong_password_stops() -> None:
    """The login's refusal names the operation, not the password."""
    with serving(Registry()) as port:
        system = subjects.registry_system(port, subjects.MAPPINGS / "siak")
        adapter = Soap(system, guard=unguarded, secrets=lambda ref: "keliru-99")
        with pytest.raises(BadCredentials, match="FailedAuthentication") as caught:
            list(adapter.read(subjects.registry_feed(), ReadRequest()))
        assert [line.name for line in adapter.check() if not line.ok][0] == "login"
        adapter.close()
    assert "keliru-99" not in str(caught.value)


def test_the_wsdl_is_pinned_by_its_hash(tmp_path: Path) -> None:
    """A WSDL that is not the pinned one, missing, or importing another document is refused before any call."""
    pinned = (subjects.MAPPINGS / "siak/siak.wsdl").read_bytes()
    shutil.copy(subjects.MAPPINGS / "siak/siak.wsdl", tmp_path)
    right = hashlib.sha256(pinned).hexdigest()
    with registry(Registry(), tmp_path, wsdl_sha256=right) as adapter:
        assert len(list(adapter.read(subjects.registry_feed(), ReadRequest()))) == 3
    with (
        registry(Registry(), tmp_path, wsdl_sha256="0" * 64) as adapter,
        pytest.raises(BadConfig, match="hash differs"),
    ):
        list(adapter.read(subjects.registry_feed(), ReadRequest()))
    with registry(Registry(), tmp_path, wsdl="other.wsdl") as adapter, pytest.raises(BadConfig, match="not there"):
        list(adapter.read(subjects.registry_feed(), ReadRequest()))


def test_nothing_is_imported_from_elsewhere(tmp_path: Path) -> None:
    """A WSDL that imports a document of another host makes no request to it."""
    pinned = (subjects.MAPPINGS / "siak/siak.wsdl").read_text(encoding="utf-8")
    with Wire() as elsewhere:
        foreign = f'<wsdl:import namespace="urn:x" location="http://127.0.0.1:{elsewhere.port}/x.wsdl"/><wsdl:types>'
        (tmp_path / "siak.wsdl").write_text(pinned.replace("<wsdl:types>", foreign, 1), encoding="utf-8")
        with registry(Registry(), tmp_path) as adapter, pytest.raises(BadConfig):
            list(adapter.read(subjects.registry_feed(), ReadRequest()))
        assert elsewhere.connections == 0


def test_a_changed_service_shows_in_the_check() -> None:
    """The live WSDL is compared with the pinned one; only its address may differ."""
    source = Registry()
    source.wsdl = (subjects.MAPPINGS / "siak/siak.wsdl").read_bytes().replace(b"NAMA_LGKP_IBU", b"NAMA_IBU")
    with registry(source) as adapter:
        assert [line.name for line in adapter.check() if not line.ok] == ["WSDL"]


def test_an_operation_the_wsdl_does_not_have_is_a_mistake_in_the_mapping() -> None:
    """A misspelt operation or parameter is named before anything is sent."""
    feed = replace(subjects.registry_feed(), read={**subjects.registry_feed().read, "operation": "DaftarWarga"})
    with registry(Registry()) as adapter, pytest.raises(BadConfig, match="DaftarWarga"):
        list(adapter.read(feed, ReadRequest()))


def test_bulk_answers_have_a_cap() -> None:
    """More bytes than the mapping allows are not read to their end."""
    body = http("200 OK", body=b"<a>" + b"x" * 100_000)
    with Wire() as wire:
        wire.set(Fault(kind="say", payload=body))
        system = replace(
            subjects.registry_system(wire.port, subjects.MAPPINGS / "siak"), limits=Limits(max_bytes=50_000)
        )
        adapter = Soap(system, guard=unguarded, secrets=subjects.shown)
        with pytest.raises(BrokenContract, match="larger than 50000"):
            list(adapter.read(subjects.registry_feed(), ReadRequest()))
        adapter.close()


def test_nothing_is_written() -> None:
    """SOAP systems are read only; a write is refused before anything is sent."""
    source = Registry()
    with registry(source) as adapter, pytest.raises(Rejected, match="read only"):
        adapter.write(Write(kind="x", mode="state"), subjects.effect("x", "1", {}))
    assert source.asked == []
