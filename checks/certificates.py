"""What the searches of certificate logs share: domains asked once, and names as one document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from exposure_audit.checks.common import entry_of, part
from exposure_audit.checks.interface import Task
from exposure_audit.model import Document, Fact, Kind, PartKind
from exposure_audit.net.domains import ldh, registrable


def domains_of(task: Task) -> Iterator[tuple[Fact, str]]:
    """Yield each registered domain once, in its ASCII form, with the fact that declares it."""
    asked: set[str] = set()
    for fact in task.subject.of_kind(Kind.DOMAIN):
        domain = ldh(registrable(fact.value))
        if domain not in asked:
            asked.add(domain)
            yield fact, domain


def named(
    locator: str, publisher: str, names: Iterable[str], retrieved: datetime, asked: tuple[Fact, str]
) -> Document:
    """Make the document of all names that stand in a domain's certificates, each once."""
    fact, domain = asked
    kept = dict.fromkeys(name.strip() for name in names)
    return entry_of(
        locator,
        publisher,
        (part(PartKind.RECORD, name, _note(name)) for name in kept),
        retrieved,
        title="Certificates",
        record=f"certificates/{domain}",
        own=fact.id,
    )


def _note(name: str) -> str:
    if "@" in name:
        return "e-mail in a certificate"
    return "name in a certificate" if " " in name else "host name in a certificate"
