from __future__ import annotations

from collections.abc import AsyncIterator

import dns.asyncquery
import dns.asyncresolver
import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.sandbox.dns_server import Zones, serve
from exposure_audit.sandbox.faults import DNS, Fault, Faults
from exposure_audit.sandbox.schema import ZoneText
from exposure_audit.sandbox.world import LoadedWorld

LONG = " ".join(f'"{letter * 200}"' for letter in "abcdefgh")
ZONES = (
    ZoneText(
        name="long.example",
        records="@ 60 IN SOA ns1.registry.example. a.b.example. 1 2 3 4 5\n"
        f"@ 60 IN NS ns1.registry.example.\n@ 60 IN TXT {LONG}\n_smtp._tls 60 IN TXT x\n",
    ),
)
HERE = "127.0.0.1"


async def asked(
    port: int, name: str, kind: str, *, tcp: bool = False, payload: int = 0
) -> dns.message.Message:
    query = dns.message.make_query(name, kind, use_edns=0 if payload else None, payload=payload)
    send = dns.asyncquery.tcp if tcp else dns.asyncquery.udp
    return await send(query, HERE, timeout=3, port=port)


@pytest.fixture
async def port(loaded: LoadedWorld) -> AsyncIterator[int]:
    async with serve(Zones((*loaded.world.zone, *ZONES), {})) as number:
        yield number


def resolver(port: int) -> dns.asyncresolver.Resolver:
    made = dns.asyncresolver.Resolver(configure=False)
    made.nameservers = [HERE]
    made.port = port
    made.lifetime = 3
    return made


async def test_every_type_of_record_is_answered_with_authority(port: int) -> None:
    for kind in ("SOA", "NS", "A", "MX", "TXT", "CAA"):
        response = await asked(port, "Brackenmere-Forward.example", kind)
        assert response.rcode() == dns.rcode.NOERROR
        assert response.flags & dns.flags.AA
        assert len(response.answer) == 1


async def test_a_mailbox_with_a_dot_keeps_its_escape(port: int) -> None:
    answer = await resolver(port).resolve("brackenmere-forward.example", "SOA")
    assert answer[0].rname.to_text() == r"sian\.eh.postbox.example."


async def test_policy_records_below_the_zone(port: int) -> None:
    dmarc = await resolver(port).resolve("_dmarc.brackenmere-forward.example", "TXT")
    joined = b"".join(dmarc[0].strings).decode()
    assert joined == "v=DMARC1; p=none; rua=mailto:sian.eh@postbox.example"
    reports = await resolver(port).resolve("_smtp._tls.fennelcross-first.example", "TXT")
    assert b"rua=mailto:t.reed@letterbox.example" in reports[0].strings[0]


@pytest.mark.parametrize(
    ("name", "kind", "rcode"),
    [
        ("nowhere.long.example", "TXT", dns.rcode.NXDOMAIN),
        ("long.example", "MX", dns.rcode.NOERROR),
        ("_tls.long.example", "TXT", dns.rcode.NOERROR),
    ],
)
async def test_no_record_comes_with_the_soa(
    port: int, name: str, kind: str, rcode: dns.rcode.Rcode
) -> None:
    response = await asked(port, name, kind)
    assert response.rcode() == rcode
    assert not response.answer
    assert response.authority[0].rdtype == dns.rdatatype.SOA


async def test_another_zone_is_refused(port: int) -> None:
    for name in ("elsewhere.example", "example", "."):
        response = await asked(port, name, "A")
        assert response.rcode() == dns.rcode.REFUSED
        assert not response.authority


async def test_a_long_answer_is_cut_over_udp_and_whole_over_tcp(port: int) -> None:
    cut = await asked(port, "long.example", "TXT")
    assert cut.flags & dns.flags.TC
    whole = await asked(port, "long.example", "TXT", tcp=True)
    assert not whole.flags & dns.flags.TC
    assert len(whole.answer[0][0].strings) == 8
    roomy = await asked(port, "long.example", "TXT", payload=4096)
    assert not roomy.flags & dns.flags.TC


@pytest.mark.parametrize(
    ("fault", "rcode"),
    [
        (Fault.ERROR, dns.rcode.SERVFAIL),
        (Fault.FORBIDDEN, dns.rcode.REFUSED),
        (Fault.MISSING, dns.rcode.NXDOMAIN),
    ],
)
async def test_a_failing_server_says_so_and_recovers(
    loaded: LoadedWorld, fault: Fault, rcode: dns.rcode.Rcode
) -> None:
    faults: Faults = {DNS: fault}
    async with serve(Zones(loaded.world.zone, faults)) as port:
        response = await asked(port, "brackenmere-forward.example", "A")
        assert response.rcode() == rcode
        faults.clear()
        with pytest.raises(dns.resolver.NXDOMAIN):
            await resolver(port).resolve("no.brackenmere-forward.example", "A")


def test_a_server_that_is_down_says_nothing(loaded: LoadedWorld) -> None:
    query = dns.message.make_query("brackenmere-forward.example", "A").to_wire()
    for fault in (Fault.DOWN, Fault.RESET, Fault.SLOW, Fault.STALL, Fault.DRIP):
        assert Zones(loaded.world.zone, {DNS: fault}).reply(query, udp=True) is None
    garbage = Zones(loaded.world.zone, {DNS: Fault.GARBAGE}).reply(query, udp=True)
    assert garbage is not None
    assert garbage[:2] == query[:2]


def failed(loaded: LoadedWorld, fault: Fault, *, udp: bool = True) -> bytes | None:
    query = dns.message.make_query("brackenmere-forward.example", "TXT").to_wire()
    return Zones(loaded.world.zone, {DNS: fault}).reply(query, udp=udp)


@pytest.mark.parametrize("fault", [Fault.SHORT, Fault.BROKEN_JSON, Fault.GARBAGE])
def test_a_spoiled_reply_cannot_be_read(loaded: LoadedWorld, fault: Fault) -> None:
    with pytest.raises(dns.exception.DNSException):
        dns.message.from_wire(failed(loaded, fault) or b"")


@pytest.mark.parametrize(
    "fault", [Fault.LOOP, Fault.LOGIN, Fault.OTHER_SHAPE, Fault.EMPTY_OBJECT, Fault.EMPTY]
)
def test_a_misleading_reply_can_be_read_and_holds_no_record(
    loaded: LoadedWorld, fault: Fault
) -> None:
    reply = dns.message.from_wire(failed(loaded, fault) or b"")
    assert reply.rcode() == dns.rcode.NOERROR
    name = dns.name.from_text("brackenmere-forward.example")
    assert reply.get_rrset(reply.answer, name, dns.rdataclass.IN, dns.rdatatype.TXT) is None
    assert not any(rrset.rdtype == dns.rdatatype.SOA for rrset in reply.authority)


def test_a_reply_that_is_too_large_never_comes_over_tcp_either(loaded: LoadedWorld) -> None:
    reply = dns.message.from_wire(failed(loaded, Fault.HUGE) or b"")
    assert reply.flags & dns.flags.TC
    assert failed(loaded, Fault.HUGE, udp=False) is None


@given(st.binary(max_size=600), st.booleans())
def test_no_message_makes_it_stumble(wire: bytes, udp: bool) -> None:
    zones = Zones(ZONES, {})
    reply = zones.reply(wire, udp=udp)
    assert reply is None or reply[:2] == wire[:2]


def test_an_answer_is_not_answered() -> None:
    query = dns.message.make_query("long.example", "A")
    assert Zones(ZONES, {}).reply(dns.message.make_response(query).to_wire(), udp=True) is None
