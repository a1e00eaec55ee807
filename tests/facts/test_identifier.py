from __future__ import annotations

from collections.abc import Callable

import pytest

from exposure_audit.facts import identifier
from exposure_audit.facts.normalise import fold
from exposure_audit.facts.recognise import finder
from exposure_audit.model import Fact, Kind


@pytest.mark.parametrize(
    ("function", "given", "normal"),
    [
        (identifier.normal_company, "1234567", "01234567"),
        (identifier.normal_company, " sc 123456 ", "SC123456"),
        (identifier.normal_company, "OC300001", "OC300001"),
        (identifier.normal_charity, "1123456", "1123456"),
        (identifier.normal_charity, "sc012345", "SC012345"),
        (identifier.normal_domain, "Sian4Peckham.Example.", "sian4peckham.example"),
        (identifier.normal_domain, "siân.example", "xn--sin-jla.example"),
        (identifier.normal_url, "HTTPS://Sian.Example", "https://sian.example/"),
        (identifier.normal_url, "http://a.example:8080/x?y=1#z", "http://a.example:8080/x?y=1"),
    ],
)
def test_normal_forms(function: Callable[[str], str], given: str, normal: str) -> None:
    assert function(given) == normal


@pytest.mark.parametrize(
    ("function", "given"),
    [
        (identifier.normal_company, "123456789"),
        (identifier.normal_company, "../../etc"),
        (identifier.normal_company, ""),
        (identifier.normal_charity, "98765"),
        (identifier.normal_domain, "localhost"),
        (identifier.normal_domain, "127.0.0.1"),
        (identifier.normal_domain, "a..example"),
        (identifier.normal_domain, "-a.example"),
        (identifier.normal_domain, "exa mple.org"),
        (identifier.normal_url, "ftp://a.example/"),
        (identifier.normal_url, "https://user:secret-word@a.example/"),
        (identifier.normal_url, "https://a.example/x y"),
        (identifier.normal_url, "https://[bad/"),
        (identifier.normal_url, "https://a.example:99999/"),
    ],
)
def test_bad_values_are_refused_without_being_shown(
    function: Callable[[str], str], given: str
) -> None:
    with pytest.raises(ValueError, match=r"\w") as caught:
        function(given)
    assert not given or given not in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "value", "text", "found"),
    [
        (Kind.DOMAIN, "sian.example", "see https://www.SIAN.example/about.", True),
        (Kind.DOMAIN, "sian.example", "mail x@sian.example", True),
        (Kind.DOMAIN, "sian.example", "notsian.example", False),
        (Kind.DOMAIN, "sian.example", "my-sian.example", False),
        (Kind.DOMAIN, "sian.example", "sian.example.org", False),
        (Kind.COMPANY, "01234567", "Company number 01234567.", True),
        (Kind.COMPANY, "01234567", "No. 1234567", True),
        (Kind.COMPANY, "01234567", "101234567", False),
        (Kind.COMPANY, "01234567", "£1234567", False),
        (Kind.COMPANY, "01234567", "1234567.5", False),
        (Kind.CHARITY, "1123456", "Registered charity 1123456", True),
        (Kind.CHARITY, "1123456", "11234567", False),
        (Kind.WEBSITE, "https://www.a.example/me/", "at http://a.example/me today", True),
        (Kind.PAGE, "https://a.example/x.pdf", "a.example/y.pdf", False),
    ],
)
def test_recognition(kind: Kind, value: str, text: str, found: bool) -> None:
    one = finder(Fact(kind=kind, label="x", value=value))
    assert bool(list(one.find(fold(text)))) is found
