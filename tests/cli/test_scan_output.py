import json
from dataclasses import replace

import pytest

from exposure_audit.cli.scan_output import JsonListing, TextListing
from exposure_audit.files.interface import FileStatus, Unread
from exposure_audit.model import Confidence, FactId, Kind, PartKind, Reason
from exposure_audit.scanning import FileScan, FileSighting

PHONE = FactId("phone:mobile")
LABELS = {PHONE: "your phone (mobile)"}
SEEN = FileSighting(
    fact=PHONE,
    kind=Kind.PHONE,
    confidence=Confidence.HIGH,
    form="07700 900123",
    part=PartKind.BODY,
    line=3,
)
FOUND = FileScan(path="site/a.html", status=FileStatus.READ, sightings=(SEEN,))
CLEAN = FileScan(path="site/b.html", status=FileStatus.READ)
BROKEN = FileScan(path="site/c.pdf", status=FileStatus.FAILED, reason=Reason.MALFORMED)
IGNORED = FileScan(
    path="drafts",
    status=FileStatus.SKIPPED,
    reason=Reason.NOT_APPLICABLE,
    unread=Unread.IGNORED,
)
EVERY = [FOUND, CLEAN, BROKEN, IGNORED]


@pytest.mark.parametrize("count", range(5))
@pytest.mark.parametrize("interrupted", [False, True])
def test_json_is_whole_after_any_number_of_files(count: int, interrupted: bool) -> None:
    listing = JsonListing(show_values=False)
    text = "".join(map(listing.file, EVERY[:count])) + listing.end(interrupted=interrupted)
    document = json.loads(text)
    assert [each["path"] for each in document["files"]] == [each.path for each in EVERY[:count]]
    assert document.get("interrupted", False) is interrupted
    assert text == json.dumps(document, indent=2) + "\n", "as if it had been written at once"


def test_json_says_a_file_as_soon_as_it_comes() -> None:
    listing = JsonListing(show_values=False)
    assert '"site/a.html"' in listing.file(FOUND)
    assert '"site/b.html"' in listing.file(CLEAN)


def test_text_says_each_sighting_and_each_file_that_was_not_read() -> None:
    listing = TextListing(LABELS, summary=True)
    lines = "".join(map(listing.file, EVERY)).splitlines()
    assert lines == [
        "site/a.html:3: your phone (mobile) (body, high confidence)",
        "site/c.pdf: failed (malformed)",
        "drafts: skipped (not-applicable: ignored by a .gitignore)",
    ]
    assert listing.end(interrupted=False) == (
        "1 sighting in 4 files (1 failed, 2 read, 1 skipped)\n"
    )


def test_text_says_where_in_an_archive() -> None:
    seen = replace(SEEN, part=PartKind.ATTACHMENT, line=None, note="member 2, text")
    scan = FileScan(path="a.zip", status=FileStatus.READ, sightings=(seen,))
    assert TextListing(LABELS, summary=True).file(scan) == (
        "a.zip: your phone (mobile) (attachment, member 2, text, high confidence)\n"
    )


def test_pictures_are_counted_and_not_listed() -> None:
    listing = TextListing(LABELS, summary=True)
    picture = FileScan(path="a.png", status=FileStatus.PARTIAL, reason=Reason.NO_TEXT, picture=True)
    assert not listing.file(picture)
    assert listing.file(replace(picture, sightings=(SEEN,))).startswith("a.png:3: your phone")
    assert listing.file(replace(picture, picture=False)) == "a.png: partial (no-text)\n"
    assert listing.end(interrupted=False).endswith(
        "(3 partial); 2 pictures, of which only the metadata was read\n"
    )


def test_text_without_a_summary() -> None:
    assert not TextListing(LABELS, summary=False).end(interrupted=False)


def test_text_that_ends_early_says_so() -> None:
    assert "stopped" in TextListing(LABELS, summary=True).end(interrupted=True)


def test_a_name_drives_no_terminal() -> None:
    scan = FileScan(path="a\x1b[2J\nb", status=FileStatus.READ, sightings=(SEEN,))
    text = TextListing(LABELS, summary=True).file(scan)
    assert "\x1b" not in text
    assert text.count("\n") == 1
