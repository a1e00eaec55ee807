from __future__ import annotations

from collections.abc import Callable

import pytest

from exposure_audit.extract.interface import Extraction
from exposure_audit.model import PartKind

Reader = Callable[..., Extraction]
Texts = Callable[[Extraction, PartKind], list[str]]


def item(fields: str) -> str:
    return f"<p>x</p><div itemscope itemtype='https://schema.org/PostalAddress'>{fields}</div>"


STREET = "<p itemprop=streetAddress>14 Mill Lane</p>"
CODE = "<p itemprop=postalCode>SE15 4QE</p>"


@pytest.mark.parametrize(
    ("markup", "address"),
    [
        (item(CODE + STREET), "14 Mill Lane, SE15 4QE"),
        (item("<p itemprop=streetAddress>2<br>14 M<b>ill</b> <a>Lane</a></p>" + CODE),
         "2 14 Mill Lane, SE15 4QE"),
        (item("<p itemprop=streetAddress>Flat 2</p>" + STREET + CODE),
         "Flat 2, 14 Mill Lane, SE15 4QE"),
        (item(f"{STREET}<meta itemprop=addressLocality content=Peckham>"), "14 Mill Lane, Peckham"),
        (f"<div itemscope><p itemprop=name>x</p>{item(STREET)}{CODE}</div>", ""),
        (item(f"{STREET}<p itemprop='postalCode other'>SE15 4QE</p>"), "14 Mill Lane, SE15 4QE"),
        (item(f"<p hidden>{STREET}</p>{CODE}"), "14 Mill Lane, SE15 4QE"),
        (STREET + CODE, ""),
    ],
    ids=["order", "elements", "lines", "meta", "nearest", "names", "hidden", "no item"],
)  # fmt: skip
def test_addresses_of_elements(reading: Reader, markup: str, address: str) -> None:
    page = reading(f"<!doctype html>{markup}", "text/html")
    assert [part.text for part in page.parts if part.address] == ([address] if address else [])


def test_addresses_in_rdfa(reading: Reader) -> None:
    fields = (
        "<i property=streetAddress>14 Mill Lane</i><i property='s:postalCode' content=SE15></i>"
    )
    page = reading(f"<!doctype html>x<div typeof=PostalAddress>{fields}</div>", "text/html")
    assert [part.text for part in page.parts if part.address] == ["14 Mill Lane, SE15"]


def test_places_of_elements(reading: Reader, texts: Texts) -> None:
    fields = "<meta itemprop=latitude content=51.47115><meta itemprop=longitude content=-0.0612>"
    page = reading(f"<!doctype html>{item(fields)}", "text/html")
    assert texts(page, PartKind.GPS) == ["51.471150,-0.061200"]


def test_a_field_is_short(reading: Reader) -> None:
    fields = f"<p itemprop=streetAddress>{'x' * 9_000}</p><p itemprop=postalCode>SE15 4QE</p>"
    page = reading(f"<!doctype html>{item(fields)}", "text/html")
    assert max(len(part.text) for part in page.parts if part.address) < 600
