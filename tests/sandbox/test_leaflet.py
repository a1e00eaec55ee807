from __future__ import annotations

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.sandbox.leaflet import pdf
from exposure_audit.sandbox.schema import Leaflet

PRINTABLE = st.text(
    st.characters(codec="ascii", min_codepoint=33, max_codepoint=126), min_size=1, max_size=30
)


def read(body: bytes) -> tuple[str, dict[str, str]]:
    document = pypdfium2.PdfDocument(body)
    try:
        return document[0].get_textpage().get_text_range(), document.get_metadata_dict()
    finally:
        document.close()


def test_text_and_author_can_be_read_back() -> None:
    lines = ("Promoted by Siân Example-Hughes (agent)", "14 St Ebba's Road, YE7 4QE")
    text, info = read(pdf(Leaflet(path="/x.pdf", title="Łeaflet", author="Siân", lines=lines)))
    assert text.splitlines() == list(lines)
    assert (info["Title"], info["Author"]) == ("Łeaflet", "Siân")


@given(PRINTABLE)
def test_no_character_breaks_out_of_its_string(word: str) -> None:
    # PDFium joins a line that ends in a hyphen with the next one.
    line = f"x{word}x"
    text, _ = read(pdf(Leaflet(path="/x.pdf", title=word, author=word, lines=(line, "end"))))
    assert text.splitlines() == [line, "end"]


def test_what_a_page_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="at most"):
        pdf(Leaflet(path="/x.pdf", title="t", author="a", lines=("x",) * 49))
    with pytest.raises(ValueError, match="encode"):
        pdf(Leaflet(path="/x.pdf", title="t", author="a", lines=("日",)))
