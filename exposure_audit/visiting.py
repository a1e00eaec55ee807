"""Which pages found elsewhere may be fetched: looking is a disclosure too (principle 3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from exposure_audit.model import FactId, Kind, Reason, Subject
from exposure_audit.net.domains import ascii_host, registrable
from exposure_audit.publishers import Publishers


class Visiting:
    """Knows the hosts that may be visited: listed publishers, `--visit`, the subject's own."""

    def __init__(self, subject: Subject, visit: Collection[str], publishers: Publishers) -> None:
        self._publishers = publishers
        self._allowed = frozenset(map(ascii_host, visit))
        self._own = own_domains(subject)

    def why_not(self, url: str) -> Reason | None:
        """Return why a page must not be fetched, or None where it may be."""
        host = ascii_host(host_of(url))
        if host in self._allowed or registrable(host) in self._own:
            return None
        publisher = self._publishers.of(host)
        return publisher.unvisited if publisher else Reason.UNFAMILIAR_HOST


def own_domains(subject: Subject) -> frozenset[str]:
    """Return the registrable domains of the subject's own places."""
    return frozenset(
        registrable(ascii_host(host_of(fact.value) or fact.value))
        for fact in subject.facts
        if fact.kind in {Kind.WEBSITE, Kind.DOMAIN}
    )


def registered(subject: Subject) -> Mapping[str, frozenset[FactId]]:
    """Return the registered domains that the subject's own places stand under, and which do."""
    found: dict[str, frozenset[FactId]] = {}
    for fact in subject.facts:
        if fact.kind in {Kind.WEBSITE, Kind.DOMAIN}:
            domain = registrable(ascii_host(host_of(fact.value) or fact.value))
            found[domain] = found.get(domain, frozenset()) | {fact.id}
    return found


def own_sites(subject: Subject, publishers: Publishers) -> frozenset[str]:
    """Return the registrable domains that are the subject's own, and no listed publisher's.

    A declared page on a platform makes nothing of the platform one's own.
    """
    domains = own_domains(subject)
    return frozenset(domain for domain in domains if publishers.of(domain) is None)


def host_of(url: str) -> str:
    """Return a URL's host in lower case, or an empty text where it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
