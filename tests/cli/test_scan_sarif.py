import json

import pytest

from exposure_audit.cli.scan_sarif import SarifListing
from exposure_audit.files.interface import FileStatus, Unread
from exposure_audit.model import Confidence, FactId, Kind, PartKind, Reason
from exposure_audit.scanning import FileScan, FileSighting

PHONE = FactId("phone:mobile")
SEEN = FileSighting(
    fact=PHONE,
    kind=Kind.PHONE,
    confidence=Confidence.HIGH,
    form="07700 900123",
    part=PartKind.BODY,
    line=3,
)
SCANS = [
    FileScan(path="site/a.html", status=FileStatus.READ, sightings=(SEEN, SEEN)),
    FileScan(path="site/b.html", status=FileStatus.READ),
    FileScan(path="site/c.pdf", status=FileStatus.FAILED, reason=Reason.MALFORMED),
    FileScan(
        path="drafts",
        status=FileStatus.SKIPPED,
        reason=Reason.NOT_APPLICABLE,
        unread=Unread.IGNORED,
    ),
]


@pytest.mark.parametrize("count", range(5))
@pytest.mark.parametrize("interrupted", [False, True])
def test_the_log_is_whole_after_any_number_of_files(count: int, interrupted: bool) -> None:
    listing = SarifListing({PHONE: "your phone"}, folder="/x", key=None, show_values=False)
    text = "".join(map(listing.file, SCANS[:count])) + listing.end(interrupted=interrupted)
    log = json.loads(text)
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    (run,) = log["runs"]
    assert len(run["results"]) == (2 if count else 0)
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is not interrupted
    assert len(invocation["toolExecutionNotifications"]) == max(0, count - 2)
