"""DNS: what the declared domains' own zones publish, contact addresses above all.

SOA: RFC 1035. MX: RFC 5321. DMARC: RFC 7489. TLS-RPT: RFC 8460. CAA: RFC 8659.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from exposure_audit.checks.common import Item, entry_of, gap_of, part
from exposure_audit.checks.interface import Task
from exposure_audit.errors import GatherError
from exposure_audit.model import Document, FactId, Gap, Kind, Part, PartKind, Reason
from exposure_audit.net.domains import ldh, registrable

_MAILTO = re.compile(r"mailto:([^\s,;\"!]{1,320})", re.IGNORECASE)


def _rname(record: str) -> Iterator[str]:
    """Keep the second field of a SOA: the zone's contact, with a dot for the @."""
    yield from record.split()[1:2]


def _exchange(record: str) -> Iterator[str]:
    """Keep the last field of an MX: the mail server's name."""
    yield from record.split()[-1:]


def _whole(record: str) -> Iterator[str]:
    yield record


def _reports(record: str) -> Iterator[str]:
    """Split the addresses that reports go to; without any, keep the whole text."""
    addresses = [unquote(found) for found in _MAILTO.findall(record)]
    yield from addresses or (record,)


def _iodef(record: str) -> Iterator[str]:
    """Keep the address of a CAA `iodef`: the other properties name no person."""
    if "iodef" in record.lower():
        yield from _reports(record)


@dataclass(frozen=True, slots=True)
class _Question:
    prefix: str
    record_type: str
    note: str
    pick: Callable[[str], Iterator[str]]


_QUESTIONS = (
    _Question("", "SOA", "SOA contact", _rname),
    _Question("", "MX", "mail server", _exchange),
    _Question("", "TXT", "text record", _whole),
    _Question("_dmarc.", "TXT", "DMARC reports", _reports),
    _Question("_smtp._tls.", "TXT", "TLS reports", _reports),
    _Question("", "CAA", "CAA contact", _iodef),
)


class Dns:
    """Asks the DNS for the records of each declared domain that may name a person."""

    async def gather(self, task: Task) -> AsyncIterator[Item]:
        """See `Check.gather`: one document per domain that exists and answered at all."""
        asked: set[str] = set()
        for fact in task.subject.of_kind(Kind.DOMAIN):
            for domain in (ldh(registrable(fact.value)), ldh(fact.value)):
                if domain in asked:
                    continue
                asked.add(domain)
                parts, gaps = await _ask(task, domain)
                for gap in gaps:
                    yield gap
                if parts is not None:
                    yield _document(task, domain, parts, fact.id)


def _document(task: Task, domain: str, parts: list[Part], own: FactId) -> Document:
    return entry_of(
        f"dns:{domain}",
        domain,
        parts,
        task.clock.now(),
        title="DNS records",
        record=f"dns/{domain}",
        own=own,
    )


async def _ask(task: Task, domain: str) -> tuple[list[Part] | None, list[Gap]]:
    """Return what the records say, or None where nothing answered or there is no such domain."""
    parts: list[Part] = []
    gaps: list[Gap] = []
    for question in _QUESTIONS:
        try:
            answer = await task.channel.resolve(question.prefix + domain, question.record_type)
        except GatherError as error:
            gaps.append(gap_of(error, domain))
            continue
        if not answer.exists and not question.prefix:
            return None, [Gap(Reason.NOT_FOUND, domain)]
        for record in answer.records:
            texts = question.pick(record)
            parts += [part(PartKind.DNS, text, question.note) for text in texts]
    return (parts if len(gaps) < len(_QUESTIONS) else None), gaps


CHECK = Dns()
