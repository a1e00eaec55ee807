from __future__ import annotations

from collections.abc import Callable

import pytest

from exposure_audit.extract.interface import Extraction
from exposure_audit.model import PartKind

Reader = Callable[..., Extraction]
Texts = Callable[[Extraction, PartKind], list[str]]


@pytest.mark.parametrize(
    ("markup", "kind", "line"),
    [
        ("<img alt='14 Mill Lane'>", PartKind.ATTRIBUTE, "14 Mill Lane"),
        ("<i aria-label='14' aria-description='Mill Lane'></i>", PartKind.ATTRIBUTE,
         "14 Mill Lane"),
        ("<i data-any-name='14 Mill Lane'></i>", PartKind.ATTRIBUTE, "14 Mill Lane"),
        ('<i data-props=\'{"mail":"a\\u0040b.example"}\'></i>', PartKind.ATTRIBUTE,
         '{"mail":"a@b.example"}'),
        ("<input value='14 Mill Lane'>", PartKind.ATTRIBUTE, "14 Mill Lane"),
        ("<option value='14 Mill Lane'>", PartKind.ATTRIBUTE, "14 Mill Lane"),
        ("<a download='14-mill-lane.pdf' href='/x'>x</a>", PartKind.ATTRIBUTE, "14-mill-lane.pdf"),
        ("<i property=x content='14 Mill Lane'></i>", PartKind.ATTRIBUTE, "14 Mill Lane"),
        ("<meta property='og:street-address' content='14 Mill Lane'>", PartKind.META,
         "14 Mill Lane"),
        ("<input type=HIDDEN value='14 Mill Lane'>", PartKind.HIDDEN, "14 Mill Lane"),
        ("<img srcset='/14-mill-300.jpg 300w, /14-mill.jpg 2x'>", PartKind.LINK, "/14-mill.jpg"),
        ("<video poster='/14-mill.jpg'></video>", PartKind.LINK, "/14-mill.jpg"),
        ("<object data='/14-mill.jpg'></object>", PartKind.LINK, "/14-mill.jpg"),
        ("<form action='/14-mill'></form>", PartKind.LINK, "/14-mill"),
        ("<svg><a xlink:href='/14-mill'>x</a></svg>", PartKind.LINK, "/14-mill"),
        ("<i onfocus='go(\"a%40b.example\")'></i>", PartKind.ATTRIBUTE, 'go("a@b.example")'),
        ("<i data-map-lat=51.47115 data-map-lng=-0.0612></i>", PartKind.GPS,
         "51.471150,-0.061200"),
        ("<meta name=latitude content=51.47115><meta property='x:longitude' content=-0.0612>",
         PartKind.GPS, "51.471150,-0.061200"),
    ],
)  # fmt: skip
def test_what_attributes_say(
    reading: Reader, texts: Texts, markup: str, kind: PartKind, line: str
) -> None:
    page = reading(f"<!doctype html><p>x</p>{markup}", "text/html")
    assert line in "\n".join(texts(page, kind)).split("\n")
    assert not page.gaps


@pytest.mark.parametrize(
    "markup",
    ["<i class='14 Mill'></i>", "<i id='14 Mill'></i>", "<i unknown='14 Mill'></i>",
     "<i style='x:14 Mill'></i>", "<i itemprop='14 Mill'></i>", "<i aria-hidden='14 Mill'></i>"],
)  # fmt: skip
def test_what_says_nothing(reading: Reader, markup: str) -> None:
    page = reading(f"<!doctype html><p>x</p>{markup}", "text/html")
    assert [part.text for part in page.parts] == ["x"]


def test_very_many_combinations_of_names(reading: Reader, texts: Texts) -> None:
    markup = "".join(f"<i n{number} title='w{number}'></i>" for number in range(6_000))
    (said,) = texts(reading(f"<!doctype html>{markup}", "text/html"), PartKind.ATTRIBUTE)
    assert said.split("\n") == [f"w{number}" for number in range(6_000)]
