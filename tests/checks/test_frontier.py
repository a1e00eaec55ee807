from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.checks.frontier import canonical


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("HTTPS://Sian4Peckham.EXAMPLE", "https://sian4peckham.example/"),
        ("https://a.example/x#part", "https://a.example/x"),
        ("https://a.example/X?q=1", "https://a.example/X?q=1"),
        ("https://a.example:443/", "https://a.example/"),
        ("http://a.example:80", "http://a.example/"),
        ("http://a.example:8080/", "http://a.example:8080/"),
        ("ftp://a.example/", ""),
        ("mailto:a@b.example", ""),
        ("/relative", ""),
        ("https://[bad/", ""),
        ("https://a.example:port/", ""),
        ("", ""),
    ],
)
def test_urls_that_lead_to_one_page_are_one(url: str, same: str) -> None:
    assert canonical(url) == same


@given(st.text() | st.text().map("https://{}".format))
def test_what_is_canonical_stays_so(url: str) -> None:
    once = canonical(url)
    assert canonical(once) == once
