"""What the searches of certificate logs share: domains asked once, and names as one document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from exposure_audit.checks.common import entry_of, part
from exposure_audit.checks.interface import Task
from exposure_audit.model import Document, Fact, Kind, Part, PartKind
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
        (each for name in kept for each in _parts(name, domain)),
        retrieved,
        title="Certificates",
        record=f"certificates/{domain}",
        own=fact.id,
    )


def _parts(name: str, domain: str) -> Iterator[Part]:
    """Yield a name, and what of a host's name stands before the domain, word by word."""
    if "@" in name:
        yield part(PartKind.RECORD, name, "e-mail in a certificate")
        return
    if " " in name or "." not in name:
        yield part(PartKind.RECORD, name, "name in a certificate")
        return
    yield part(PartKind.RECORD, name, "host name in a certificate")
    host = name.lower()
    before = host.removesuffix(f".{domain}") if host.endswith(f".{domain}") else ""
    yield part(PartKind.RECORD, before.replace(".", " "), "start of a host name")
