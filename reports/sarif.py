"""The objects of a SARIF 2.1.0 log for `scan`: rules, results, notifications; no declared value.

See https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

from exposure_audit import __version__
from exposure_audit.identity import finding_id
from exposure_audit.model import PROTECTED_KINDS, Confidence, FactId, Kind
from exposure_audit.reports.clean import clean
from exposure_audit.reports.words import confidence_words, part_words, sentence
from exposure_audit.scanning import FileScan, FileSighting

Json = dict[str, object]

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
ROOT = "%SRCROOT%"
_LEVELS = {Confidence.HIGH: "error", Confidence.MEDIUM: "warning", Confidence.LOW: "note"}
_KINDS = tuple(kind for kind in Kind if kind in PROTECTED_KINDS)
_NAMES = {
    Kind.ADDRESS: ("Address", "a declared postal address", "an address meant for the public"),
    Kind.PHONE: ("Phone", "a declared phone number", "a number meant for the public"),
    Kind.EMAIL: ("Email", "a declared e-mail address", "an address meant for the public"),
    Kind.DATE_OF_BIRTH: ("DateOfBirth", "a declared date of birth", "the age, or nothing"),
    Kind.USERNAME: ("Username", "a declared user name", "an account meant for the public"),
    Kind.DETAIL: ("Detail", "a declared detail beside the name", "words that do not name it"),
}
_HELP = (
    "Take it out before this file goes online: from the text, the source, the file's own details "
    "and its name. Put {} in its place where one is needed. Was it online already? It may stand "
    "elsewhere by now: `exposure-audit run` looks, and says how to have it removed."
)


def driver() -> Json:
    """Return what the log says of the tool, with a rule for each kind of protected fact."""
    return {
        "name": "exposure-audit",
        "version": __version__,
        "rules": [_rule(kind) for kind in _KINDS],
    }


def _rule(kind: Kind) -> Json:
    name, what, instead = _NAMES[kind]
    return {
        "id": f"exposure/{kind.value}",
        "name": name,
        "shortDescription": {"text": f"{sentence(what)} stands in a file."},
        "fullDescription": {"text": f"{sentence(what)} stands in a file, in any written form."},
        "help": {"text": _HELP.format(instead)},
        "defaultConfiguration": {"level": "error"},
    }


def base() -> Json:
    """Return what the relative addresses in the log are relative to."""
    return {ROOT: {"description": {"text": "The folder in which the scan was started."}}}


def result(
    scan: FileScan,
    seen: FileSighting,
    labels: Mapping[FactId, str],
    *,
    folder: str,
    key: bytes | None,
    show_values: bool,
) -> Json:
    """Return a sighting; its fingerprint is keyed, or left out where there is no key.

    `folder` is where the scan was started.
    """
    where = part_words(seen.part) + (f" ({seen.note})" if seen.note else "")
    label, sure = sentence(clean(labels[seen.fact])), confidence_words(seen.confidence)
    made: Json = {
        "ruleId": f"exposure/{seen.kind.value}",
        "ruleIndex": _KINDS.index(seen.kind),
        "level": _LEVELS[seen.confidence],
        "message": {"text": f"{label} stands here: {where}. {sure}"},
        "locations": [_location(scan.path, folder, _region(seen, show_values=show_values))],
    }
    if key is not None:
        place = f"{scan.path}\n{seen.part.value}"
        made["partialFingerprints"] = {"exposureAudit/v1": finding_id(key, "", place, [seen.fact])}
    return made


def _region(seen: FileSighting, *, show_values: bool) -> Json:
    if seen.line is None:
        return {}
    snippet = {"snippet": {"text": clean(seen.form)}} if show_values else {}
    return {"region": {"startLine": seen.line, **snippet}}


def _location(path: str, folder: str, region: Json) -> Json:
    return {"physicalLocation": {"artifactLocation": _artifact(path, folder), **region}}


def _artifact(path: str, folder: str) -> Json:
    """Return a file's address: relative to where the scan was started, where it is below that."""
    relative = path.removeprefix(f"{folder}/")
    if re.match(r"/|[A-Za-z]:/", relative):
        return {"uri": f"file:///{quote(relative.removeprefix('/'), safe='/:')}"}
    below = ".." not in relative.split("/")
    return {"uri": quote(relative), **({"uriBaseId": ROOT} if below else {})}


def notification(scan: FileScan, words: str, *, folder: str) -> Json:
    """Return a file that was not wholly read; `words` say how its reading ended."""
    level = "error" if scan.status.value == "failed" else "note" if scan.read else "warning"
    return {
        "level": level,
        "message": {"text": f"Not wholly read: {words}. No all-clear for what was not read."},
        "locations": [_location(scan.path, folder, {})],
        "properties": {
            "status": scan.status.value,
            "reason": scan.reason.value if scan.reason else None,
        },
    }


def invocation(unread: list[Json], left_out: int, *, whole: bool) -> Json:
    """Return how the scan went."""
    left = {
        "level": "note",
        "message": {"text": f"{left_out} files or folders were left out, or are links: not read."},
    }
    return {
        "executionSuccessful": whole,
        "toolExecutionNotifications": [*unread, *([left] if left_out else [])],
    }
