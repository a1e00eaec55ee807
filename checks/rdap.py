"""RDAP: what the registry, and the registrar that it refers to, publish on a declared domain.

RDAP answers: RFC 9083; jCard: RFC 7095; redaction: RFC 9537. Where RDAP fails, WHOIS (RFC 3912).
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

from exposure_audit.checks.common import Item, Shape, entry_of, gap_of, host_of, parse, part
from exposure_audit.checks.interface import Task
from exposure_audit.checks.jcard import Entity, entity_parts
from exposure_audit.errors import GatherError
from exposure_audit.model import Document, Fact, Gap, Kind, PartKind, Reason
from exposure_audit.net.domains import ldh, registrable
from exposure_audit.net.interface import Response

_MEDIA_TYPE = "application/rdap+json"
_ANSWERS = frozenset({200, 404})
_REFERS = re.compile(r"^\s*registrar whois server:[ \t]*\S", re.IGNORECASE | re.MULTILINE)
_REGISTRANT = re.compile(r"^\s*registrant\b", re.IGNORECASE | re.MULTILINE)


class _Link(Shape):
    rel: str | None = None
    href: str | None = None
    type: str | None = None


class _Domain(Shape):
    """An RDAP domain object; remarks and notices are the server's own words."""

    objectClassName: str  # noqa: N815  (RFC 9083's spelling)
    entities: tuple[Entity, ...] = ()
    links: tuple[_Link, ...] = ()

    def referral(self) -> str | None:
        """Return the registrar's own answer on this domain, where the registry links to it."""
        for link in self.links:
            if link.rel == "related" and link.type == _MEDIA_TYPE and link.href:
                return link.href
        return None


class Rdap:
    """Asks for each declared domain once, by RDAP and, where that fails, by WHOIS."""

    async def gather(self, task: Task) -> AsyncIterator[Item]:
        """See `Check.gather`."""
        asked: set[str] = set()
        for fact in task.subject.of_kind(Kind.DOMAIN):
            domain = ldh(registrable(fact.value))
            if domain not in asked:
                asked.add(domain)
                for item in await _ask(task, domain, fact):
                    yield item


async def _ask(task: Task, domain: str, fact: Fact) -> list[Item]:
    failure = Gap(Reason.UNSUPPORTED, domain)
    try:
        response = await task.channel.rdap(domain)
        if response is not None:
            document, related = _read(response, domain, fact)
            return [document, *await _registrar(task, related, response, domain, fact)]
    except GatherError as error:
        failure = gap_of(error, domain)
    return await _whois(task, domain, fact, failure)


def _read(response: Response, domain: str, fact: Fact) -> tuple[Document, str | None]:
    """Read an answer and its referral; 404 says that the domain is not registered there."""
    if response.status == 404:
        return _document(response, domain, fact, _Domain(objectClassName="domain")), None
    found = parse(_Domain, response)
    if found.objectClassName != "domain":
        raise GatherError(Reason.MALFORMED, host_of(response.url), "not a domain object")
    return _document(response, domain, fact, found), found.referral()


def _document(response: Response, domain: str, fact: Fact, found: _Domain) -> Document:
    try:
        parts = tuple(entity_parts(found.entities))
    except ValueError as error:
        raise GatherError(Reason.MALFORMED, host_of(response.url), str(error)) from error
    return entry_of(
        response.url,
        _registry(domain),
        parts,
        response.retrieved,
        title="Domain registration",
        record=f"domain/{domain}",
        own=fact.id,
    )


def _registry(domain: str) -> str:
    return f"domain registry for .{domain.partition('.')[2] or domain}"


async def _registrar(
    task: Task, url: str | None, registry: Response, domain: str, fact: Fact
) -> tuple[Item, ...]:
    """Follow one referral: a thin registry such as .com leaves contacts to the registrar."""
    if url is None or url == registry.url:
        return ()
    try:
        response = await task.channel.get(
            url, headers={"accept": _MEDIA_TYPE}, accept=_ANSWERS, found_on=registry.url
        )
        return (_read(response, domain, fact)[0],)
    except GatherError as error:
        return (gap_of(error, host_of(url)),)


async def _whois(task: Task, domain: str, fact: Fact, failure: Gap) -> list[Item]:
    """Fall back to port 43; where that fails too, what RDAP said stands."""
    try:
        text = await task.channel.whois(domain)
    except GatherError as error:
        other = gap_of(error, domain)
        return [other if failure.reason is Reason.UNSUPPORTED else failure]
    if text is None:
        return [failure]
    document = entry_of(
        f"whois:{domain}",
        _registry(domain),
        (part(PartKind.RECORD, text, "WHOIS"),),
        task.clock.now(),
        title="Domain registration",
        record=f"domain/{domain}",
        own=fact.id,
    )
    # A thin registry's text only names the registrar, whose own WHOIS is not asked.
    thin = _REFERS.search(text) and not _REGISTRANT.search(text)
    return [document, failure] if thin else [document]


CHECK = Rdap()
