"""A network of recorded answers: implements `net.interface.Channel` without a socket."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from exposure_audit.checks.interface import Check, Task
from exposure_audit.errors import GatherError
from exposure_audit.limits import Limits
from exposure_audit.model import (
    Consent,
    Document,
    Fact,
    Gap,
    Kind,
    PartKind,
    Reason,
    Subject,
)
from exposure_audit.net.interface import OK, DnsAnswer, Response
from tests.fakes import DirectReader

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DATA = Path(__file__).parent.parent / "data"

_REASONS = {
    401: Reason.AUTH,
    403: Reason.BLOCKED,
    404: Reason.NOT_FOUND,
    410: Reason.NOT_FOUND,
    429: Reason.RATE_LIMITED,
    500: Reason.SERVER_ERROR,
}


class FixedClock:
    """Stands still."""

    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return 0.0


@dataclass
class Recorded:
    """An answer as recorded, or the error in its place."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    error: GatherError | None = None


@dataclass
class FakeChannel:
    """Answers from tables; what stands in none is 404, an empty DNS answer, or no server."""

    pages: dict[str, Recorded] = field(default_factory=dict)
    """By URL with its query, parameters in order of their names."""
    records: dict[tuple[str, str], tuple[str, ...] | GatherError] = field(default_factory=dict)
    registry: dict[str, Recorded] = field(default_factory=dict)
    port43: dict[str, str | GatherError] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()
    """Names that the DNS says do not exist, with whatever would stand below them."""
    asked: list[str] = field(default_factory=list)
    found_on: dict[str, str | None] = field(default_factory=dict)

    async def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,  # noqa: ARG002
        accept: Collection[int] = OK,
        max_bytes: int | None = None,  # noqa: ARG002
        follow: bool = True,  # noqa: ARG002
        found_on: str | None = None,
    ) -> Response:
        full = f"{url}?{urlencode(sorted(params.items()))}" if params else url
        self.found_on[full] = found_on
        return self._answer(full, accept)

    async def post(
        self,
        url: str,
        *,
        form: Mapping[str, str],
        headers: Mapping[str, str] | None = None,  # noqa: ARG002
        accept: Collection[int] = OK,
        max_bytes: int | None = None,  # noqa: ARG002
    ) -> Response:
        number = form.get("pageno", "1")
        later = "" if number == "1" else f" {number}"
        return self._answer(f"POST {url} {form['q']} {form['format']}{later}", accept)

    def _answer(self, key: str, accept: Collection[int]) -> Response:
        self.asked.append(key)
        found = self.pages.get(key, Recorded(status=404))
        return _response(key, found, accept)

    async def resolve(self, name: str, record_type: str) -> DnsAnswer:
        self.asked.append(f"{record_type} {name}")
        found = self.records.get((name, record_type), ())
        if isinstance(found, GatherError):
            raise found
        gone = any(name == each or name.endswith(f".{each}") for each in self.absent)
        return DnsAnswer(name, record_type, found, NOW, exists=not gone)

    async def rdap(self, domain: str) -> Response | None:
        self.asked.append(f"rdap {domain}")
        found = self.registry.get(domain)
        url = f"https://rdap.registry.example/domain/{domain}"
        return None if found is None else _response(url, found, {200, 404})

    async def whois(self, domain: str) -> str | None:
        self.asked.append(f"whois {domain}")
        found = self.port43.get(domain)
        if isinstance(found, GatherError):
            raise found
        return found


def _response(url: str, found: Recorded, accept: Collection[int]) -> Response:
    host = url.split("/")[2] if "//" in url else url
    if found.error:
        raise found.error
    if found.status not in accept:
        raise GatherError(_REASONS.get(found.status, Reason.BLOCKED), host)
    return Response(url, found.status, found.headers, found.body, NOW)


def page(body: str | bytes, kind: str = "text/html; charset=utf-8", status: int = 200) -> Recorded:
    body = body.encode() if isinstance(body, str) else body
    return Recorded(body, status, {"content-type": kind})


def moved(to: str, status: int = 301) -> Recorded:
    return Recorded(b"", status, {"location": to})


def failing(reason: Reason, host: str = "") -> Recorded:
    return Recorded(error=GatherError(reason, host))


def answer(value: Any, status: int = 200) -> Recorded:
    return page(json.dumps(value), "application/json", status)


def recorded(name: str, status: int = 200) -> Recorded:
    """A body from tests/data."""
    return page((DATA / name).read_bytes(), "application/json", status)


def changed(name: str, change: Callable[[Any], object]) -> Recorded:
    """A recorded JSON body after a change to it."""
    value = json.loads((DATA / name).read_bytes())
    change(value)
    return answer(value)


def fact(kind: Kind, value: str, label: str = "campaign") -> Fact:
    return Fact(kind=kind, label=label, value=value)


def task_of(channel: FakeChannel, *facts: Fact, **changes: Any) -> Task:
    """A task for a subject who declared these facts; limits are changed by keyword."""
    fields = {name for name in Limits.__dataclass_fields__ if name in changes}
    limits = Limits(**{name: changes.pop(name) for name in fields})
    subject = Subject(facts=facts, consent=Consent(given_by="self", given_on=date(2026, 11, 1)))
    reader = DirectReader(limits)
    task = Task(subject=subject, channel=channel, reader=reader, limits=limits, clock=FixedClock())
    return replace(task, **changes)


async def gather(check: Check, task: Task) -> tuple[list[Document], list[Gap]]:
    items = [item async for item in check.gather(task)]
    documents = [item for item in items if isinstance(item, Document)]
    return documents, [item for item in items if isinstance(item, Gap)]


def texts(document: Document, *kinds: PartKind) -> list[str]:
    return [part.text for part in document.parts if not kinds or part.kind in kinds]
