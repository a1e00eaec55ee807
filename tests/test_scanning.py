import asyncio
import json
import os
from contextlib import aclosing
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest

from exposure_audit import profile
from exposure_audit.cli.scan_output import JsonListing, Listing, TextListing
from exposure_audit.errors import OptionError
from exposure_audit.extract.interface import Extraction, Form, Reader
from exposure_audit.files.interface import FileStatus, Unread
from exposure_audit.limits import Limits, SystemClock
from exposure_audit.matching.own import OwnMatcher
from exposure_audit.model import FactId, Part, PartKind, Reason
from exposure_audit.scanning import READ_AHEAD, FileScan, Scanner
from exposure_audit.words import labels_of
from tests.fakes import DirectReader

PAGE = """<!doctype html>
<html><head><title>About</title></head>
<body>
<p>Sian Hughes</p>
<!-- draft: 14 St Mary's Rd,
     SE15 4QE -->
<p>Call 07700 900123</p>
</body></html>
"""


def scanner(
    text: str,
    limits: Limits | None = None,
    *,
    reader: Reader | None = None,
    gitignore: bool = True,
) -> Scanner:
    subject = profile.parse(text, "p", date(2026, 11, 23))
    return Scanner(
        subject=subject,
        matcher=OwnMatcher(subject),
        labels=labels_of(subject),
        reader=reader or DirectReader(limits),
        limits=limits or Limits(),
        clock=SystemClock(),
        gitignore=gitignore,
    )


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "deep").mkdir(parents=True)
    (folder / "about.html").write_text(PAGE)
    (folder / "clean.txt").write_text("Nothing to see.\n")
    (folder / "empty.txt").write_text("")
    (folder / "deep/list.csv").write_text("name,tel\nX,1\nSian Hughes,+44 7700 900123\n")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    (folder / ".git").mkdir()
    (folder / ".git/config").write_text("07700 900123")
    return folder


def printed(scans: list[FileScan], listing: Listing) -> str:
    """The whole of what a list of these files looks like."""
    return "".join([*map(listing.file, scans), listing.end(interrupted=False)])


def by_name(scans: list[FileScan]) -> dict[str, FileScan]:
    return {Path(scan.path).name: scan for scan in scans}


async def test_every_file_is_listed_with_its_outcome(profile_text: str, site: Path) -> None:
    scans = by_name([scan async for scan in scanner(profile_text).scan([site])])
    assert {name: scan.status for name, scan in scans.items()} == {
        ".git": FileStatus.SKIPPED,
        "about.html": FileStatus.READ,
        "broken.pdf": FileStatus.FAILED,
        "clean.txt": FileStatus.READ,
        "empty.txt": FileStatus.READ,
        "list.csv": FileStatus.READ,
    }
    assert scans["broken.pdf"].reason is Reason.MALFORMED


async def test_what_stands_where(profile_text: str, site: Path) -> None:
    scans = by_name([scan async for scan in scanner(profile_text).scan([site])])
    seen = {(one.fact, one.part, one.line) for one in scans["about.html"].sightings}
    assert ("address:home", "comment", 5) in seen
    assert ("phone:mobile", "body", 7) in seen
    (phone,) = scans["list.csv"].sightings
    assert (phone.fact, phone.line) == ("phone:mobile", 3)
    assert not scans["clean.txt"].sightings
    listed = {one.fact for scan in scans.values() for one in scan.sightings}
    assert "name" not in listed, "only protected facts are listed"


async def test_the_contract_of_the_json(profile_text: str, site: Path) -> None:
    scans = [scan async for scan in scanner(profile_text).scan([site / "deep"])]
    document = json.loads(printed(scans, JsonListing(show_values=False)))
    assert document == {
        "schema": 1,
        "files": [
            {
                "path": (site / "deep/list.csv").as_posix(),
                "status": "read",
                "reason": None,
                "sightings": [
                    {
                        "fact": "phone:mobile",
                        "kind": "phone",
                        "confidence": "high",
                        "form": None,
                        "part": "body",
                        "line": 3,
                    }
                ],
            }
        ],
    }
    shown = json.loads(printed(scans, JsonListing(show_values=True)))
    assert shown["files"][0]["sightings"][0]["form"] == "+44 7700 900123"


async def test_no_output_holds_a_value(profile_text: str, tmp_path: Path) -> None:
    path = tmp_path / "sianh79 07700 900123.txt"
    path.write_text("Sian Hughes, 14 St Mary's Road, SE15 4QE, 07700 900123")
    reader = scanner(profile_text)
    scans = [scan async for scan in reader.scan([path])]
    (scan,) = scans
    parts = {one.part.value for one in scan.sightings}
    assert parts == {"body", "filename"}
    for listing in (JsonListing(show_values=False), TextListing(reader.labels, summary=True)):
        made = printed(scans, listing)
        for value in ("sianh79", "900123", "Mary", "SE15", "Sian"):
            assert value not in made.replace(tmp_path.as_posix(), "")
        assert "your phone (mobile)" in made


async def test_a_file_over_the_limit_is_named(profile_text: str, tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    path.write_text("07700 900123")
    (scan,) = [each async for each in scanner(profile_text, Limits(file_bytes=3)).scan([path])]
    assert (scan.status, scan.reason) == (FileStatus.FAILED, Reason.TOO_LARGE)


async def test_a_path_that_is_not_there_stops_before_any_is_read(
    profile_text: str, site: Path
) -> None:
    with pytest.raises(OptionError, match="no such file or folder"):
        [scan async for scan in scanner(profile_text).scan([site, site / "missing"])]


async def test_a_name_that_is_no_utf_8_is_shown_as_text(profile_text: str, tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    path.write_text("07700 900123")
    scans = [scan async for scan in scanner(profile_text).scan([tmp_path])]
    printed(scans, JsonListing(show_values=False)).encode()
    labels = {FactId("phone:mobile"): "your phone"}
    printed(scans, TextListing(labels, summary=True)).encode()


async def test_what_is_left_out_is_listed_and_says_nothing_of_itself(
    profile_text: str, site: Path
) -> None:
    (site / ".gitignore").write_text("deep/\n07700*")
    (site / "07700 900123.txt").touch()
    scans = [scan async for scan in scanner(profile_text).scan([site])]
    ignored = [scan for scan in scans if scan.unread is Unread.IGNORED]
    assert len(ignored) == 2
    for scan in ignored:
        assert (scan.status, scan.reason) == (FileStatus.SKIPPED, Reason.NOT_APPLICABLE)
        assert scan.left_out
        assert not scan.sightings
    everything = [scan async for scan in scanner(profile_text, gitignore=False).scan([site])]
    assert all(scan.unread is not Unread.IGNORED for scan in everything)


async def test_the_name_of_what_cannot_be_opened_is_looked_at(
    profile_text: str, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "07700 900123")
    (scan,) = [each async for each in scanner(profile_text).scan([tmp_path])]
    assert (scan.status, scan.reason) == (FileStatus.SKIPPED, Reason.UNSUPPORTED)
    assert [(one.fact, one.part) for one in scan.sightings] == [("phone:mobile", "filename")]


@pytest.mark.parametrize(
    ("name", "fact"),
    [
        ("sian.hughes@example.org", "email:personal"),
        ("sian.hughes@example.org.vcf", "email:personal"),
        ("call_07700_900123.html", "phone:mobile"),
        ("07700 900123/index.html", "phone:mobile"),
    ],
)
async def test_a_value_in_the_names_below_the_path_is_told_once(
    profile_text: str, tmp_path: Path, name: str, fact: str
) -> None:
    path = tmp_path / "site" / name
    path.parent.mkdir(parents=True)
    path.write_text("Nothing.")
    (scan,) = [each async for each in scanner(profile_text).scan([tmp_path / "site"])]
    assert [(one.fact, one.part) for one in scan.sightings] == [(fact, "filename")]


async def test_each_name_in_an_archive_is_told(profile_text: str, tmp_path: Path) -> None:
    with ZipFile(tmp_path / "07700 900123.zip", "w") as archive:
        archive.writestr("07700 900123.txt", "Nothing.")
        archive.writestr("deep/07700 900123.html", "Nothing.")
    (scan,) = [each async for each in scanner(profile_text).scan([tmp_path])]
    assert [one.part for one in scan.sightings] == [PartKind.FILENAME] * 3
    assert {one.note for one in scan.sightings} == {"", "name of member 1", "name of member 2"}


async def test_the_names_above_the_path_are_nobodys_business(
    profile_text: str, tmp_path: Path
) -> None:
    folder = tmp_path / "sianh79" / "site"
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text("Nothing.")
    (scan,) = [each async for each in scanner(profile_text).scan([folder])]
    assert not scan.sightings


async def test_white_space_alone_is_read(profile_text: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(" \n\n")
    (scan,) = [each async for each in scanner(profile_text).scan([tmp_path])]
    assert scan.read


class UnevenReader:
    """Is the slower the earlier it is asked, and counts how often it is asked at once."""

    def __init__(self) -> None:
        self.asked = self.at_once = self.most_at_once = 0

    async def read(
        self, body: bytes, *, media_type: str, name: str, base_url: str = ""
    ) -> Extraction:
        """See `Reader.read`."""
        assert media_type == "text/plain"
        assert name.endswith(".txt")
        assert not base_url
        self.asked += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            for _ in range(20 - self.asked):
                await asyncio.sleep(0)
        finally:
            self.at_once -= 1
        return Extraction((Part(PartKind.BODY, body.decode()),), form=Form.PLAIN)


async def test_files_are_read_at_once_and_told_in_order(profile_text: str, tmp_path: Path) -> None:
    names = [f"{number:02}.txt" for number in range(20)]
    for name in names:
        (tmp_path / name).write_text(name)
    reader = UnevenReader()
    scans = [each async for each in scanner(profile_text, reader=reader).scan([tmp_path])]
    assert [Path(scan.path).name for scan in scans] == names
    assert reader.most_at_once == READ_AHEAD


async def test_who_stops_listening_stops_the_reading(profile_text: str, tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number:02}.txt").touch()
    reader = UnevenReader()
    async with aclosing(scanner(profile_text, reader=reader).scan([tmp_path])) as scans:
        async for _ in scans:
            break
    assert reader.at_once == 0
    assert reader.asked <= READ_AHEAD + 1


async def test_a_long_text_is_matched_as_a_short_one_is(profile_text: str, tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("nothing\n" * 50_000 + "07700 900123\n")
    (scan,) = [each async for each in scanner(profile_text).scan([tmp_path])]
    assert [(one.fact, one.line) for one in scan.sightings] == [("phone:mobile", 50_001)]
