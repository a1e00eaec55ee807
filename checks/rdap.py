"""RDAP: what the registry, and the registrar that it refers to, publish on a declared domain.

RDAP answers: RFC 9083; jCard: RFC 7095; redaction: RFC 9537. Where RDAP fails, WHOIS (RFC 3912).
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

from exposure_audit.checks.common import Item, entry_of, gap_of, host_of, parse, part
from exposure_audit.checks.interface import Task
from exposure_audit.checks.jcard import entity_parts
from exposure_audit.checks.rdap_shapes import Domain, RdapError
from exposure_audit.errors import GatherError
from exposure_audit.model import Document, Fact, Gap, Kind, PartKind, Reason
from exposure_audit.net.domains import ldh, registrable
from exposure_audit.net.interface import Response
from exposure_audit.net.rdap import MEDIA_TYPE
from exposure_audit.net.whois import says_none

_NOT_THERE = 404
_REFERS = re.compile(r"^\s*registrar whois server:[ \t]*\S", re.IGNORECASE | re.MULTILINE)
_REGISTRANT = re.compile(r"^\s*(registrant|holder)\b", re.IGNORECASE | re.MULTILINE)
_HOLDERS = re.compile(r"\b(registrant|holder)", re.IGNORECASE)


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
            return await _answered(task, response, domain, fact)
    except GatherError as error:
        failure = gap_of(error, domain)
    return await _whois(task, domain, fact, failure)


async def _answered(task: Task, response: Response, domain: str, fact: Fact) -> list[Item]:
    """Return what the registry answers, and what the registrar or port 43 adds to it."""
    if response.status == _NOT_THERE:
        return [_unregistered(response, domain)]
    found, document = _read(response, domain, fact)
    items: list[Item] = [document]
    related = found.referral(response.url)
    if found.truncated or (found.unread and not (found.thin and related)):
        gap = Gap(Reason.UNSUPPORTED, host_of(response.url))
        items += await _whois(task, domain, fact, gap)
    if related:
        items += await _registrar(task, related, response.url, domain, fact)
    return items


def _unregistered(response: Response, domain: str) -> Gap:
    """Return that there is no such domain; raises `GatherError` for any other 404.

    It is no all-clear: the name may be mistyped, and the domain that is meant was not asked for.
    """
    host = host_of(response.url)
    try:
        code = parse(RdapError, response).errorCode
    except GatherError as error:
        raise GatherError(Reason.NOT_FOUND, host, "not an RDAP error") from error
    if code != _NOT_THERE:
        raise GatherError(Reason.NOT_FOUND, host, "another RDAP error")
    return Gap(Reason.NOT_FOUND, domain)


def _read(response: Response, domain: str, fact: Fact) -> tuple[Domain, Document]:
    found = parse(Domain, response)
    if found.objectClassName != "domain" or not found.is_about(domain):
        raise GatherError(Reason.MALFORMED, host_of(response.url), "not the domain's object")
    return found, _document(response, domain, fact, found)


def _document(response: Response, domain: str, fact: Fact, found: Domain) -> Document:
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
    task: Task, url: str, registry: str, domain: str, fact: Fact
) -> tuple[Item, ...]:
    """Follow one referral: a thin registry such as .com leaves contacts to the registrar.

    A registrar's 404 contradicts the registry that referred there, so it is no answer.
    """
    try:
        response = await task.channel.get(url, headers={"accept": MEDIA_TYPE}, found_on=registry)
        found, document = _read(response, domain, fact)
    except GatherError as error:
        return (gap_of(error, host_of(url)),)
    if found.unread or found.truncated:
        return (document, Gap(Reason.UNSUPPORTED, host_of(url)))
    return (document,)


async def _whois(task: Task, domain: str, fact: Fact, failure: Gap) -> list[Item]:
    """Fall back to port 43; where that fails too, what RDAP said stands."""
    try:
        text = await task.channel.whois(domain)
    except GatherError as error:
        other = gap_of(error, domain)
        return [other if failure.reason is Reason.UNSUPPORTED else failure]
    if text is None:
        return [failure]
    if says_none(text):
        return [Gap(Reason.NOT_FOUND, domain)]
    document = entry_of(
        f"whois:{domain}",
        _registry(domain),
        (part(PartKind.RECORD, text, "WHOIS"),),
        task.clock.now(),
        title="Domain registration",
        record=f"domain/{domain}",
        own=fact.id,
    )
    return [document, failure] if _thin(text) else [document]


def _thin(text: str) -> bool:
    """Whether a text leaves the holder to the registrar's own WHOIS, which is not asked.

    Nominet drops the registrant's paragraph where they did not agree, and only speaks of them
    under "Data validation" (registrars.nominet.uk, GDPR changes, 2018).
    """
    if _REGISTRANT.search(text):
        return False
    return bool(_REFERS.search(text)) or not _HOLDERS.search(text)


CHECK = Rdap()
