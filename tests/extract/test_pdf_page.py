from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exposure_audit.extract import pdf_page
from exposure_audit.extract.interface import Extraction
from exposure_audit.model import PartKind, Reason
from tests.extract import samples_pdf

Reader = Callable[..., Extraction]
Texts = Callable[[Extraction, PartKind], list[str]]

SCAN = b"q 500 0 0 700 0 0 cm /I Do Q"
LOGO = b"q 60 0 0 60 0 0 cm /I Do Q"
OUTLINES = b"10 10 m 100 100 l 100 10 l f " * 50
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
IMAGE = (
    b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8"
    b"/Length 1>>stream\n\x00\nendstream"
)


def shown(text: str) -> bytes:
    return b"BT /F 12 Tf 50 700 Td (%s) Tj ET" % text.encode("latin-1")


def paper(pages: Sequence[bytes], annotations: Sequence[bytes] = ()) -> bytes:
    """Write a PDF of content streams; /F is a font, /I a picture."""
    first = 5 + len(annotations)
    notes = b" ".join(b"%d 0 R" % number for number in range(5, first))
    kids = b" ".join(b"%d 0 R" % (first + 2 * place + 1) for place in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(pages), kids),
        FONT,
        IMAGE,
        *annotations,
    ]
    for place, page in enumerate(pages):
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(page), page))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 3 0 R>>"
            b"/XObject<</I 4 0 R>>>>/Contents %d 0 R/Annots[%s]>>" % (first + 2 * place, notes)
        )
    return samples_pdf.written(objects)


@pytest.mark.parametrize(
    ("pages", "gap"),
    [
        ([shown("Notice")], False),
        ([shown("Notice"), b""], False),
        ([shown("Notice") + LOGO], False),
        ([SCAN + shown("A page of text over a letterhead picture. " * 4)], False),
        ([SCAN], True),
        ([shown("Notice"), SCAN], True),
        ([SCAN + b" " + shown("Scanned by hand")], True),
        ([shown("Notice"), OUTLINES], True),
        ([OUTLINES], True),
    ],
)
def test_what_a_page_shows_beyond_its_text_is_a_gap(
    reading: Reader, pages: list[bytes], gap: bool
) -> None:
    assert (Reason.NO_TEXT in reading(paper(pages)).gaps) is gap


def test_links_are_read(reading: Reader, texts: Texts) -> None:
    targets = ("mailto:sian%40example.org", "https://maps.example/@51.47115,-0.0612,17z")
    links = [
        b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(%s)>>>>" % target.encode()
        for target in targets
    ]
    found = reading(paper([shown("Write")], links))
    assert texts(found, PartKind.LINK) == ["sian@example.org", targets[1]]
    assert texts(found, PartKind.GPS) == ["51.471150,-0.061200"]
    assert not found.gaps


@pytest.mark.parametrize("subtype", [b"FreeText", b"Text", b"Highlight", b"Stamp"])
def test_notes_are_read(reading: Reader, texts: Texts, subtype: bytes) -> None:
    note = b"<</Type/Annot/Subtype/%s/Rect[0 0 9 9]/Contents(Tel 07700 900123)/T(S. H.)>>" % subtype
    found = reading(paper([shown("hi")], [note]))
    assert texts(found, PartKind.COMMENT) == ["Tel 07700 900123 S. H."]


def test_annotations_beyond_the_limit_are_a_gap(reading: Reader) -> None:
    note = b"<</Type/Annot/Subtype/Text/Rect[0 0 9 9]>>"
    found = reading(paper([shown("hi")], [note] * (pdf_page.MAX_ANNOTATIONS + 1)))
    assert found.gaps == (Reason.TOO_LARGE,)


def test_a_hyphen_at_a_line_end_is_kept_and_left_out(reading: Reader, texts: Texts) -> None:
    page = b"BT /F 12 Tf 50 700 Td (Sian Example-) Tj 0 -14 Td (Hughes) Tj ET"
    found = texts(reading(paper([page])), PartKind.BODY)
    assert found == ["Sian Example-Hughes", "Sian ExampleHughes"]


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=80), st.binary(max_size=60), st.sampled_from([b"Link", b"Text", b"?"]))
def test_any_page_is_read_or_a_gap(
    reading: Reader, content: bytes, value: bytes, subtype: bytes
) -> None:
    note = b"<</Subtype/%s/Contents<%s>/A<</S/URI/URI<%s>>>>>" % (
        subtype, value.hex().encode(), value.hex().encode(),
    )  # fmt: skip
    found = reading(paper([content, shown("x") + content], [note]))
    assert found.parts or found.gaps
