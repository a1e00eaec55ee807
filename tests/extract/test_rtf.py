from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from exposure_audit.extract.interface import Extraction, Form
from exposure_audit.model import PartKind, Reason
from tests.extract import samples

Reader = Callable[..., Extraction]
Texts = Callable[[Extraction, PartKind], list[str]]


def rtf(body: str) -> str:
    return f"{{\\rtf1\\ansi\\ansicpg1252 {body}}}"


def test_text_properties_links_and_hidden_words(reading: Reader, texts: Texts) -> None:
    found = reading(samples.RTF, name="a.rtf")
    assert found.form is Form.OFFICE
    assert texts(found, PartKind.BODY) == ["14 St Mary\u2019s Road\nTel 07700 900123write"]
    assert texts(found, PartKind.METADATA) == ["Sian Hughes"]
    assert texts(found, PartKind.HIDDEN) == ["hidden words"]
    assert texts(found, PartKind.LINK) == ["sian.hughes@example.org"]
    assert found.gaps == ()


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Si\\'e2n", "Siân"),
        ("Si\\u226?n", "Siân"),
        ("\\uc2 Si\\u226\\'3f?n", "Siân"),
        ("\\uc0 Si\\u226 n", "Siân"),
        ("{\\b 14} Mill{\\i  Lane}", "14 Mill Lane"),
        ("a\\~b\\_c\\-d", "a b-cd"),
        ("14\\cell Mill Lane\\row x", "14\nMill Lane\nx"),
        ("\\{x\\}\\\\", "{x}\\"),
        ("a{\\*\\unknown b}c", "ac"),
        ("a{\\*\\shpinst{\\shptxt b}}c", "abc"),
        ("a{\\header b}", "ab"),
        ("{\\stylesheet{\\s1 Heading;}}a", "a"),
        ("a\r\nb", "ab"),
    ],
)
def test_what_the_text_is(reading: Reader, texts: Texts, body: str, text: str) -> None:
    assert texts(reading(rtf(body)), PartKind.BODY) == [text]


def test_comments_and_shapes(reading: Reader, texts: Texts) -> None:
    found = reading(rtf("a{\\*\\atnauthor Al}{\\*\\annotation why}{\\sp{\\sn d}{\\sv Our house}}"))
    assert texts(found, PartKind.COMMENT) == ["Al\nwhy"]
    assert "Our house" in texts(found, PartKind.ATTRIBUTE)[0]


def test_other_code_pages(reading: Reader, texts: Texts) -> None:
    russian = "{\\rtf1\\ansicpg1251 \\'d1\\'e8\\'e0\\'ed\\'e0}"
    assert texts(reading(russian), PartKind.BODY) == ["\u0421\u0438\u0430\u043d\u0430"]
    assert texts(reading("{\\rtf1\\ansicpg99999 x}"), PartKind.BODY) == ["x"]


def test_pictures_alone_are_a_gap(reading: Reader) -> None:
    assert reading(rtf("{\\pict\\jpegblip ffd8ff}")).gaps == (Reason.NO_TEXT,)
    assert reading(rtf("{\\pict ffd8}" + "A letter. " * 20)).gaps == ()
    assert reading(rtf("")).gaps == (Reason.NO_TEXT,)


def test_hostile_nesting_ends(reading: Reader) -> None:
    began = time.process_time()
    reading("{\\rtf1" + "{" * 500_000)
    reading("{\\rtf1" + "\\'41" * 300_000 + "\\uc9\\u65" * 100_000)
    assert time.process_time() - began < 5
