import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from exposure_audit import __version__
from exposure_audit.files.interface import FileStatus
from exposure_audit.model import PROTECTED_KINDS, Confidence, FactId, Kind, PartKind, Reason
from exposure_audit.reports import sarif
from exposure_audit.scanning import FileScan, FileSighting

PHONE = FactId("phone:mobile")
LABELS = {PHONE: "your phone (mobile)"}
SEEN = FileSighting(
    fact=PHONE,
    kind=Kind.PHONE,
    confidence=Confidence.HIGH,
    form="07700 900123",
    part=PartKind.COMMENT,
    line=3,
)


def result(
    seen: FileSighting = SEEN,
    *,
    path: str = "site/a.html",
    key: bytes | None = None,
    show_values: bool = False,
) -> Mapping[str, Any]:
    """A result as a reader of the log gets it."""
    scan = FileScan(path=path, status=FileStatus.READ, sightings=(seen,))
    made = sarif.result(scan, seen, LABELS, folder="/home/ci", key=key, show_values=show_values)
    read: Mapping[str, Any] = json.loads(json.dumps(made))
    return read


def place(path: str) -> Mapping[str, Any]:
    """Where a result says that it stands."""
    (location,) = result(path=path)["locations"]
    found: Mapping[str, Any] = location["physicalLocation"]["artifactLocation"]
    return found


def test_a_rule_for_each_protected_kind_that_says_what_to_do() -> None:
    driver = json.loads(json.dumps(sarif.driver()))
    assert (driver["name"], driver["version"]) == ("exposure-audit", __version__)
    rules = {rule["id"]: rule for rule in driver["rules"]}
    assert set(rules) == {f"exposure/{kind.value}" for kind in PROTECTED_KINDS}
    for rule in rules.values():
        assert rule["help"]["text"].startswith("Take it out")
        assert rule["shortDescription"]["text"].endswith(".")


def test_a_result_says_what_stands_where_and_never_the_value() -> None:
    made = result()
    rules = [rule["id"] for rule in json.loads(json.dumps(sarif.driver()))["rules"]]
    assert rules[made["ruleIndex"]] == made["ruleId"] == "exposure/phone"
    assert made["message"]["text"] == (
        "Your phone (mobile) stands here: a comment in the page's source. It is what you declared."
    )
    (location,) = made["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "site/a.html", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 3},
    }
    assert "900123" not in json.dumps(made)


def test_a_result_says_which_file_in_an_archive() -> None:
    made = result(replace(SEEN, part=PartKind.ATTACHMENT, line=None, note="member 2, web page"))
    assert "stands here: an attached file (member 2, web page)." in made["message"]["text"]


def test_a_value_is_shown_on_request_alone() -> None:
    (location,) = result(show_values=True)["locations"]
    assert location["physicalLocation"]["region"]["snippet"]["text"] == "07700 900123"


def test_no_region_where_the_line_is_not_known() -> None:
    (location,) = result(replace(SEEN, line=None), show_values=True)["locations"]
    assert "region" not in location["physicalLocation"]


@pytest.mark.parametrize(
    ("confidence", "level"),
    [(Confidence.HIGH, "error"), (Confidence.MEDIUM, "warning"), (Confidence.LOW, "note")],
)
def test_the_level_is_the_confidence(confidence: Confidence, level: str) -> None:
    assert result(replace(SEEN, confidence=confidence))["level"] == level


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("a b/100%.html", "a%20b/100%25.html"),
        ("a:b.html", "a%3Ab.html"),
        ("caf\u00e9.html", "caf%C3%A9.html"),
        ("/home/ci/site/a.html", "site/a.html"),
    ],
)
def test_an_address_below_the_start_is_relative_and_encoded(path: str, uri: str) -> None:
    assert place(path) == {"uri": uri, "uriBaseId": "%SRCROOT%"}


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("/srv/a b.html", "file:///srv/a%20b.html"),
        ("C:/site/a.html", "file:///C:/site/a.html"),
        ("../site/a.html", "../site/a.html"),
    ],
)
def test_an_address_elsewhere_stands_by_itself(path: str, uri: str) -> None:
    assert place(path) == {"uri": uri}


def test_a_fingerprint_needs_a_key_and_tells_nothing_without_it() -> None:
    assert "partialFingerprints" not in result()
    key, other = b"k" * 32, b"o" * 32
    first = result(key=key)["partialFingerprints"]
    assert (
        first == result(replace(SEEN, line=9, form="+447700900123"), key=key)["partialFingerprints"]
    ), "a line that moves is no news"
    assert first != result(key=other)["partialFingerprints"]
    assert first != result(key=key, path="b.html")["partialFingerprints"]
    assert first != result(replace(SEEN, part=PartKind.BODY), key=key)["partialFingerprints"]


@pytest.mark.parametrize(
    ("status", "reason", "picture", "level"),
    [
        (FileStatus.FAILED, Reason.MALFORMED, False, "error"),
        (FileStatus.PARTIAL, Reason.NO_TEXT, False, "warning"),
        (FileStatus.SKIPPED, Reason.UNSUPPORTED, False, "warning"),
        (FileStatus.PARTIAL, Reason.NO_TEXT, True, "note"),
    ],
)
def test_what_was_not_read_is_a_notification(
    status: FileStatus, reason: Reason, picture: bool, level: str
) -> None:
    scan = FileScan(path="a.pdf", status=status, reason=reason, picture=picture)
    made = json.loads(json.dumps(sarif.notification(scan, "words", folder="/")))
    assert made["level"] == level
    assert "words" in made["message"]["text"]
    assert made["properties"] == {"status": status.value, "reason": reason.value}
    (location,) = made["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "a.pdf"
