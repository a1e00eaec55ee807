import json
import os
from datetime import date
from pathlib import Path

import pytest

from exposure_audit import profile
from exposure_audit.cli.scan_output import as_json, as_text
from exposure_audit.errors import OptionError
from exposure_audit.limits import Limits, SystemClock
from exposure_audit.matching.matcher import Matcher
from exposure_audit.model import FactId, Reason
from exposure_audit.scanning import FileScan, FileStatus, Scanner
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


def scanner(text: str, limits: Limits | None = None) -> Scanner:
    subject = profile.parse(text, "p", date(2026, 11, 23))
    return Scanner(
        subject=subject,
        matcher=Matcher(subject),
        labels=labels_of(subject),
        reader=DirectReader(limits),
        limits=limits or Limits(),
        clock=SystemClock(),
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
    document = json.loads(as_json(scans, show_values=False))
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
    shown = json.loads(as_json(scans, show_values=True))
    assert shown["files"][0]["sightings"][0]["form"] == "+44 7700 900123"


async def test_no_output_holds_a_value(profile_text: str, tmp_path: Path) -> None:
    path = tmp_path / "sianh79 07700 900123.txt"
    path.write_text("Sian Hughes, 14 St Mary's Road, SE15 4QE, 07700 900123")
    reader = scanner(profile_text)
    scans = [scan async for scan in reader.scan([path])]
    (scan,) = scans
    parts = {one.part.value for one in scan.sightings}
    assert parts == {"body", "filename"}
    for made in (as_json(scans, show_values=False), as_text(scans, reader.labels)):
        for value in ("sianh79", "900123", "Mary", "SE15", "Sian"):
            assert value not in made.replace(tmp_path.as_posix(), "")
        assert "your phone (mobile)" in made


async def test_links_are_not_followed_and_nothing_is_left_out(
    profile_text: str, tmp_path: Path
) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("07700 900123")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "link.txt").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    scans = by_name([scan async for scan in scanner(profile_text).scan([folder])])
    assert {scan.status for scan in scans.values()} == {FileStatus.SKIPPED}
    assert set(scans) == {"link.txt", "loop"}


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
    as_json(scans, show_values=False).encode()
    as_text(scans, {FactId("phone:mobile"): "your phone"}).encode()
