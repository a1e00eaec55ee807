"""The list that `scan` prints (DESIGN.md 5.2), file by file: nothing is kept."""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Mapping
from typing import Protocol

from exposure_audit.model import FactId
from exposure_audit.reports.clean import clean
from exposure_audit.scanning import FileScan, FileSighting


class Listing(Protocol):
    """Words a list; each call returns the next piece of the output."""

    def file(self, scan: FileScan) -> str:
        """Return what to print for a file."""

    def end(self, *, interrupted: bool) -> str:
        """Return what to print when no further file comes."""


class JsonListing:
    """The list as JSON; `form` is filled only where the user asked for values.

    It is ASCII, so that no control character in a file's name reaches a screen.
    """

    def __init__(self, *, show_values: bool) -> None:
        self._show_values = show_values
        self._before = '{\n  "schema": 1,\n  "files": ['

    def file(self, scan: FileScan) -> str:
        """See `Listing.file`."""
        entry = {
            "path": scan.path,
            "status": scan.status.value,
            "reason": scan.reason.value if scan.reason else None,
            "sightings": [self._sighting(seen) for seen in scan.sightings],
        }
        before, self._before = self._before, ","
        return f"{before}\n{textwrap.indent(json.dumps(entry, indent=2), '    ')}"

    def end(self, *, interrupted: bool) -> str:
        """See `Listing.end`; only a list that is not whole says whether it is."""
        close = "\n  ]" if self._before == "," else f"{self._before}]"
        return close + (',\n  "interrupted": true\n}\n' if interrupted else "\n}\n")

    def _sighting(self, seen: FileSighting) -> dict[str, object]:
        return {
            "fact": seen.fact,
            "kind": seen.kind.value,
            "confidence": seen.confidence.value,
            "form": seen.form if self._show_values else None,
            "part": seen.part.value,
            "line": seen.line,
        }


class TextListing:
    """A line for each sighting and each file that was not read as far as can be; the counts.

    A picture whose metadata was read is only counted: a site has hundreds.
    """

    def __init__(self, labels: Mapping[FactId, str], *, summary: bool) -> None:
        self._labels = labels
        self._summary = summary
        self._sightings = 0
        self._pictures = 0
        self._statuses: Counter[str] = Counter()

    def file(self, scan: FileScan) -> str:
        """See `Listing.file`."""
        self._sightings += len(scan.sightings)
        self._statuses[scan.status.value] += 1
        unseen = bool(scan.reason) and scan.read
        self._pictures += unseen
        path = clean(scan.path)
        unread = [f"{path}: {unread_words(scan)}"] if scan.reason and not unseen else []
        lines = [*unread, *(self._line(path, seen) for seen in scan.sightings)]
        return "".join(f"{line}\n" for line in lines)

    def end(self, *, interrupted: bool) -> str:
        """See `Listing.end`."""
        if not self._summary:
            return ""
        files = ", ".join(f"{count:,} {status}" for status, count in sorted(self._statuses.items()))
        counts = counted(self._sightings, "sighting"), counted(self._statuses.total(), "file")
        pictures = counted(self._pictures, "picture")
        unseen = f"; {pictures}, of which only the metadata was read" if self._pictures else ""
        stopped = "; stopped, the rest was not looked at" if interrupted else ""
        return f"{' in '.join(counts)} ({files or 'none'}){unseen}{stopped}\n"

    def _line(self, path: str, seen: FileSighting) -> str:
        place = f"{path}:{seen.line}" if seen.line else path
        words = filter(None, (seen.part.value, seen.note, f"{seen.confidence.value} confidence"))
        return f"{place}: {clean(self._labels[seen.fact])} ({', '.join(words)})"


def counted(count: int, noun: str) -> str:
    """Return a count in digits with its noun."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def unread_words(scan: FileScan) -> str:
    """Return how the reading of a file ended, with what is known of the cause."""
    why = scan.reason.value if scan.reason else ""
    cause = f"{why}: {scan.unread.value.words}" if scan.unread else why
    return f"{scan.status.value} ({cause})" if cause else scan.status.value
