"""The list that `scan` prints (DESIGN.md 5.2)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence

from exposure_audit.model import FactId
from exposure_audit.reports.clean import clean
from exposure_audit.scanning import FileScan, FileSighting


def as_json(scans: Sequence[FileScan], *, show_values: bool) -> str:
    """Return the list as JSON; `form` is filled only where the user asked for values.

    It is ASCII, so that no control character in a file's name reaches a screen.
    """
    files = [
        {
            "path": scan.path,
            "status": scan.status.value,
            "reason": scan.reason.value if scan.reason else None,
            "sightings": [_sighting(seen, show_values=show_values) for seen in scan.sightings],
        }
        for scan in scans
    ]
    return json.dumps({"schema": 1, "files": files}, indent=2)


def _sighting(seen: FileSighting, *, show_values: bool) -> dict[str, object]:
    return {
        "fact": seen.fact,
        "kind": seen.kind.value,
        "confidence": seen.confidence.value,
        "form": seen.form if show_values else None,
        "part": seen.part.value,
        "line": seen.line,
    }


def as_text(scans: Sequence[FileScan], labels: Mapping[FactId, str]) -> str:
    """Return a line for each sighting and each file that was not wholly read, then the counts."""
    lines = []
    for scan in scans:
        path = clean(scan.path)
        if scan.reason:
            lines.append(f"{path}: {scan.status.value} ({scan.reason.value})")
        lines += [_line(path, seen, labels) for seen in scan.sightings]
    counts = Counter(scan.status.value for scan in scans)
    files = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
    sightings = sum(len(scan.sightings) for scan in scans)
    return "\n".join([*lines, f"{sightings} sightings in {len(scans)} files ({files or 'none'})"])


def _line(path: str, seen: FileSighting, labels: Mapping[FactId, str]) -> str:
    place = f"{path}:{seen.line}" if seen.line else path
    return f"{place}: {labels[seen.fact]} ({seen.part.value}, {seen.confidence.value} confidence)"
