from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from exposure_audit.extract.interface import Extraction, Form
from exposure_audit.limits import Limits
from exposure_audit.model import PartKind, Reason
from tests.extract import samples

Reader = Callable[..., Extraction]
Texts = Callable[[Extraction, PartKind], list[str]]


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def run(text: str, properties: str = "", tag: str = "w:t") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><{tag}>{text}</{tag}></w:r>"


def test_a_value_split_over_runs_and_cells_reads_in_order(reading: Reader, texts: Texts) -> None:
    cells = "".join(f"<w:tc>{paragraph(run(text))}</w:tc>" for text in ("DOB", "5 March 1979"))
    body = (
        paragraph(run("14 St "), run("Mary's", "<w:b/>"), run(" Road")) + f"<w:tbl>{cells}</w:tbl>"
    )
    found = reading(samples.docx(body), name="a.docx")
    assert texts(found, PartKind.BODY) == ["14 St Mary's Road\nDOB\n5 March 1979"]
    assert (found.form, found.title, found.gaps) == (Form.OFFICE, "Letter", ())
    assert "Letter\nSian Hughes" in texts(found, PartKind.METADATA)


def test_deleted_text_is_hidden_and_inserted_text_is_shown(reading: Reader, texts: Texts) -> None:
    body = paragraph(
        run("14 "),
        f'<w:del w:author="Al">{run("Mill Lane", tag="w:delText")}</w:del>',
        f'<w:ins w:author="Bo">{run("High Street")}</w:ins>',
    )
    found = reading(samples.docx(body))
    assert texts(found, PartKind.BODY) == ["14 High Street"]
    assert texts(found, PartKind.HIDDEN) == ["14 Mill Lane"]
    assert "Al\nBo" in texts(found, PartKind.METADATA)


def test_hidden_runs_stand_with_what_is_seen_around_them(reading: Reader, texts: Texts) -> None:
    found = reading(samples.docx(paragraph(run("14 "), run("Mill Lane", "<w:vanish/>"))))
    assert texts(found, PartKind.BODY) == ["14"]
    assert texts(found, PartKind.HIDDEN) == ["14 Mill Lane"]
    shown = reading(samples.docx(paragraph(run("seen", '<w:vanish w:val="0"/>'))))
    assert texts(shown, PartKind.BODY) == ["seen"]


def test_a_text_box_is_read_once(reading: Reader, texts: Texts) -> None:
    box = f"<w:txbxContent>{paragraph(run('in a box'))}</w:txbxContent>"
    body = paragraph(
        run("before "),
        "<w:r><mc:AlternateContent xmlns:mc='urn:m'>"
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        "</mc:AlternateContent></w:r>",
        run("after"),
    )
    assert texts(reading(samples.docx(body)), PartKind.BODY) == ["in a box\nbefore after"]


@pytest.mark.parametrize(
    ("name", "root", "kind"),
    [
        ("word__header1", "hdr", PartKind.BODY),
        ("word__footer2", "ftr", PartKind.BODY),
        ("word__footnotes", "footnotes", PartKind.BODY),
        ("word__endnotes", "endnotes", PartKind.BODY),
        ("word__comments", "comments", PartKind.COMMENT),
        ("word__glossary__document", "glossaryDocument", PartKind.HIDDEN),
        ("word__unheard__of", "x", PartKind.HIDDEN),
        ("customXml__item1", "x", PartKind.HIDDEN),
        ("docProps__custom", "x", PartKind.METADATA),
    ],
)
def test_every_part_is_read(
    reading: Reader, texts: Texts, name: str, root: str, kind: PartKind
) -> None:
    part = samples.word_part(root, paragraph(run("14 Mill Lane")))
    assert "14 Mill Lane" in texts(reading(samples.docx(**{name: part})), kind)


def test_technical_parts_are_left_alone(reading: Reader, texts: Texts) -> None:
    part = samples.word_part("x", paragraph(run("Calibri")))
    found = reading(samples.docx(word__styles=part, word__theme__theme1=part))
    assert texts(found, PartKind.HIDDEN) == []


def test_links_and_what_is_said_beside(reading: Reader, texts: Texts) -> None:
    body = paragraph(
        '<w:drawing><wp:docPr xmlns:wp="urn:w" descr="Our house" name="Picture 1"/></w:drawing>',
        '<pic:cNvPr xmlns:pic="urn:p" name="14 Mill Lane.jpg"/>',
        "<w:r><w:instrText>HYPERLINK &quot;tel:07700 9</w:instrText></w:r>",
        run('HYPERLINK "mailto:sian%40example.org"', tag="w:instrText"),
    )
    targets = samples.relations(
        ("a", "https://maps.example/@51.47115,-0.0612,17z", True),
        ("b", "file:///C:/Users/sianh79/a.dotx", True),
        ("c", "styles.xml", False),
    )
    found = reading(samples.docx(body, **{"word___rels__document.xml_rels": targets}))
    assert texts(found, PartKind.ATTRIBUTE) == ["Our house\n14 Mill Lane.jpg"]
    links = texts(found, PartKind.LINK)
    assert "sian@example.org" in links
    assert "file:///C:/Users/sianh79/a.dotx" in links
    assert "styles.xml" not in links
    assert texts(found, PartKind.GPS) == ["51.471150,-0.061200"]


def test_pictures_are_read_and_only_a_document_of_pictures_is_a_gap(
    reading: Reader, texts: Texts
) -> None:
    image = {"word__media__image1.jpg": samples.photo()}
    found = reading(samples.docx(paragraph(run("A letter. " * 20)), **image))
    assert texts(found, PartKind.GPS) == ["51.471150,-0.061200"]
    assert texts(found, PartKind.ATTACHMENT) == ["Sian Hughes"]
    assert [part.note for part in found.parts if part.kind is PartKind.GPS] == [
        "embedded file 1, picture, EXIF"
    ]
    assert found.gaps == ()
    assert reading(samples.docx(paragraph(run("Scan")), **image)).gaps == (Reason.NO_TEXT,)


def test_slides_notes_and_hidden_slides(reading: Reader, texts: Texts) -> None:
    slide = '<p:sld xmlns:p="urn:p" xmlns:a="urn:a" {}><a:p><a:r><a:t>{}</a:t></a:r></a:p></p:sld>'
    found = reading(
        samples.pptx(
            ppt__slides__slide2=slide.format("", "two"),
            ppt__slides__slide10=slide.format("", "ten"),
            ppt__slides__slide11=slide.format('show="0"', "unshown"),
            ppt__notesSlides__notesSlide1=slide.format("", "said aloud"),
            ppt__comments__comment1='<p:cmLst xmlns:p="urn:p"><p:cm><p:text>why</p:text></p:cm>'
            "</p:cmLst>",
            ppt__commentAuthors='<p:x xmlns:p="urn:p" name="Al Bo"/>',
        )
    )
    assert texts(found, PartKind.BODY) == ["14 St Mary's Road", "two", "ten"]
    assert texts(found, PartKind.HIDDEN) == ["unshown", "said aloud"]
    assert texts(found, PartKind.COMMENT) == ["why"]
    assert texts(found, PartKind.METADATA) == ["Al Bo"]


def test_broken_parts_are_gaps_and_the_others_are_read(reading: Reader, texts: Texts) -> None:
    broken = {"word__header1": "<w:hdr><w:p><w:r><w:t>cut", "word__footer1": "<!DOCTYPE x []><x/>"}
    found = reading(samples.docx(**broken))
    assert found.gaps == (Reason.MALFORMED,)
    assert texts(found, PartKind.BODY)[0] == samples.STREET


def test_entities_are_never_expanded(reading: Reader) -> None:
    laughs = "".join(f'<!ENTITY l{n} "&l{n - 1};&l{n - 1};">' for n in range(1, 60))
    bomb = f'<!DOCTYPE w [<!ENTITY l0 "lol">{laughs}]><w:p><w:t>&l59;</w:t></w:p>'
    found = reading(samples.docx(word__header1=bomb))
    assert found.gaps == (Reason.MALFORMED,)


def test_text_beyond_the_limit_is_a_gap(reading: Reader) -> None:
    body = paragraph(run("word " * 1_000)) * 100
    found = reading(samples.docx(body), limits=Limits(text_characters=9_000))
    assert Reason.TOO_LARGE in found.gaps
    assert sum(len(part.text) for part in found.parts) <= 9_000


def test_very_many_parts_are_a_gap(reading: Reader) -> None:
    parts = {f"word__x{number}": "<x>y</x>" for number in range(30)}
    found = reading(samples.docx(**parts), limits=Limits(nested_files=20))
    assert found.gaps == (Reason.TOO_LARGE,)


@pytest.mark.parametrize(
    ("mark", "reason"),
    [("EncryptedPackage", Reason.ENCRYPTED), ("WordDocument", Reason.UNSUPPORTED)],
)
def test_locked_and_old_files_say_why(reading: Reader, mark: str, reason: Reason) -> None:
    body = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500 + mark.encode("utf-16-le")
    assert reading(body, name="a.docx").gaps == (reason,)


@pytest.mark.parametrize("piece", ["<w:p>", "<w:del>", "<w:p/>", "<w:tab/>", "<x>"])
def test_hostile_nesting_ends(reading: Reader, piece: str) -> None:
    began = time.process_time()
    limits = Limits(unpacked_ratio=100_000, text_characters=100_000)
    reading(samples.docx(f"<w:p>{piece * 200_000}"), limits=limits)
    assert time.process_time() - began < 4
