"""The list that `scan` prints, as a SARIF log that is written as the results come."""

from __future__ import annotations

import json
from collections.abc import Mapping

from exposure_audit.cli.scan_output import unread_words
from exposure_audit.model import FactId
from exposure_audit.reports import sarif
from exposure_audit.scanning import FileScan


class SarifListing:
    """See `Listing`; what was not read is kept for the end, where the log has its place for it."""

    def __init__(
        self,
        labels: Mapping[FactId, str],
        *,
        folder: str,
        key: bytes | None,
        show_values: bool,
    ) -> None:
        self._labels = labels
        self._folder = folder
        self._key = key
        self._show_values = show_values
        self._unread: list[sarif.Json] = []
        self._left_out = 0
        self._before = _head()

    def file(self, scan: FileScan) -> str:
        """See `Listing.file`."""
        if scan.left_out:
            self._left_out += 1
        elif scan.reason:
            words = unread_words(scan)
            self._unread.append(sarif.notification(scan, words, folder=self._folder))
        return "".join(self._result(scan, number) for number in range(len(scan.sightings)))

    def end(self, *, interrupted: bool) -> str:
        """See `Listing.end`."""
        before, self._before = self._before if self._before != "," else "", ""
        invocation = sarif.invocation(self._unread, self._left_out, whole=not interrupted)
        return f'{before}\n], "invocations": [\n{json.dumps(invocation)}\n]}}]}}\n'

    def _result(self, scan: FileScan, number: int) -> str:
        made = sarif.result(
            scan,
            scan.sightings[number],
            self._labels,
            folder=self._folder,
            key=self._key,
            show_values=self._show_values,
        )
        before, self._before = self._before, ","
        return f"{before}\n{json.dumps(made)}"


def _head() -> str:
    """Return the log up to its first result."""
    run = {"tool": {"driver": sarif.driver()}, "originalUriBaseIds": sarif.base()}
    log = {"$schema": sarif.SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log).removesuffix("}]}") + ', "results": ['
