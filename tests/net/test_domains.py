from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.errors import GatherError
from exposure_audit.model import Reason
from exposure_audit.net.domains import ldh, registrable


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("www.example.co.uk", "example.co.uk"),
        ("WWW.Example.org.", "example.org"),
        ("a.b.campaign.example", "campaign.example"),
        ("alice.github.io", "alice.github.io"),
        ("127.0.0.1", "127.0.0.1"),
        ("localhost", "localhost"),
        ("co.uk", "co.uk"),
        ("city.kobe.jp", "city.kobe.jp"),
        ("any.kobe.jp", "any.kobe.jp"),
        ("", ""),
    ],
)
def test_registrable(host: str, expected: str) -> None:
    assert registrable(host) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Bücher.Example.", "xn--bcher-kva.example"),
        ("_dmarc.campaign.example", "_dmarc.campaign.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
    ],
)
def test_ldh(name: str, expected: str) -> None:
    assert ldh(name) == expected


@pytest.mark.parametrize("name", ["", "a b.example", "a..b", "a\r\nb.example", "é" * 70, "-a.uk"])
def test_what_is_no_domain(name: str) -> None:
    with pytest.raises(GatherError) as caught:
        ldh(name)
    assert caught.value.reason is Reason.MALFORMED


@given(st.text(max_size=80))
def test_any_text_is_a_name_or_malformed(text: str) -> None:
    registrable(text)
    try:
        name = ldh(text)
    except GatherError:
        return
    assert name.isascii()
    assert not any(mark in name for mark in " \r\n/:@")
