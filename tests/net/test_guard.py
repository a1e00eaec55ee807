from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.errors import GatherError
from exposure_audit.model import Reason
from exposure_audit.net import guard
from exposure_audit.net.guard import DIAL, AddressRefused, Dial, Guard

INSIDE = [
    "0.0.0.0",
    "0.1.2.3",
    "10.1.2.3",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.7",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:0:7f00:1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:2::1",
    "2001:10::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "not an address",
    "127.1",
    "",
]


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_refused(address: str) -> None:
    assert guard.refused(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "2a00:1450::1"])
def test_a_public_address_passes(address: str) -> None:
    assert not guard.refused(address)


def test_a_mapped_public_address_passes() -> None:
    assert not guard.refused("::ffff:93.184.216.34")


@given(st.ip_addresses())
def test_nothing_that_python_calls_private_passes(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if getattr(address, "ipv4_mapped", None) is not None:
        return  # judged as what it stands for, see below
    if address.is_private or address.is_multicast or address.is_reserved or address.is_link_local:
        assert guard.refused(str(address))


@given(st.ip_addresses(v=4))
def test_a_mapped_address_is_judged_as_what_it_stands_for(address: ipaddress.IPv4Address) -> None:
    assert guard.refused(f"::ffff:{address}") == guard.refused(str(address))


@pytest.mark.parametrize(
    "host", ["0x7f.1", "2130706433", "127.1", "0177.0.0.1", "127.0.0.1.", "0x7f000001", "1.2.3.08"]
)
def test_an_odd_spelling_of_a_number_is_refused_whatever_it_means(host: str) -> None:
    with pytest.raises(AddressRefused):
        Guard().host(host, 80)


@pytest.mark.parametrize("host", ["site.example", "0x.example", "123.example", "93.184.216.34"])
def test_a_name_is_left_to_the_resolver(host: str) -> None:
    Guard().host(host, 80)


@pytest.mark.parametrize(
    "host",
    ["localhost", "LocalHost.", "app.localhost", "localhost.localdomain", "ip6-loopback"],
)
def test_a_name_of_this_machine_is_refused_unasked(host: str) -> None:
    with pytest.raises(AddressRefused):
        Guard({("localhost", 81), ("app.localhost", 81)}).host(host, 80)
    Guard({(host, 80)}).host(host, 80)


@pytest.mark.parametrize(
    "host", ["localhost.example", "mylocalhost", "localhosts", "localhost-a.b"]
)
def test_a_name_that_only_sounds_like_this_machine_passes(host: str) -> None:
    Guard().host(host, 80)


@pytest.mark.parametrize(
    "host",
    [
        "",
        ".",
        "a..b",
        ".a",
        "a.b..",
        "a b",
        "a%00b",
        "a/b",
        "a\\b",
        "a@b",
        "a\n",
        "b\u00fccher.example",
    ],
)
def test_what_is_no_host_name_is_malformed(host: str) -> None:
    with pytest.raises(GatherError) as caught:
        Guard().host(host, 80)
    assert caught.value.reason is Reason.MALFORMED


@given(st.text(alphabet="0123456789abcdefx.:-_[]%@/\\ l", max_size=14))
def test_what_passes_is_a_public_address_or_a_plain_name(host: str) -> None:
    try:
        Guard().host(host, 80)
    except (AddressRefused, GatherError):
        return
    if guard.literal(host):
        assert not guard.refused(host)
    else:
        assert set(host) <= set("0123456789abcdefxl.-_")
        assert host.rstrip(".").rpartition(".")[2].strip("0123456789")


def test_an_allowed_address_with_a_dot_behind_is_another_host() -> None:
    with pytest.raises(AddressRefused):
        Guard({("127.0.0.1", 80)}).host("127.0.0.1.", 80)


def test_one_bad_address_refuses_the_whole_host() -> None:
    with pytest.raises(AddressRefused):
        Guard().admit("mixed.example", 80, ["93.184.216.34", "10.0.0.1"])


def test_only_the_named_port_of_an_allowed_host_passes() -> None:
    allowed = Guard({("10.0.0.1", 8080)})
    allowed.host("10.0.0.1", 8080)
    with pytest.raises(AddressRefused):
        allowed.host("10.0.0.1", 80)


def test_an_allowed_name_passes_with_its_addresses_for_that_request_only() -> None:
    allowed = Guard({("search.home.example", 8080)})
    info = (2, 1, 6, "", ("192.168.1.5", 8080))
    token = DIAL.set(Dial())
    try:
        allowed.admit("search.home.example", 8080, ["192.168.1.5"])
        allowed.socket_factory(info).close()
    finally:
        DIAL.reset(token)
    with pytest.raises(AddressRefused):
        allowed.socket_factory(info)


def test_the_refusal_is_noted_where_the_caller_looks() -> None:
    dial = Dial()
    token = DIAL.set(dial)
    try:
        with pytest.raises(OSError, match="inside"):
            Guard().socket_factory((2, 1, 6, "", ("127.0.0.1", 80)))
    finally:
        DIAL.reset(token)
    assert dial.refused
