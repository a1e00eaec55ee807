"""Declared values as their letters alone: what stands in a text however it is spaced."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from exposure_audit.facts import name, phone
from exposure_audit.facts.address_parts import AddressParts, take_apart
from exposure_audit.facts.identifier import bare_url
from exposure_audit.facts.normalise import letters
from exposure_audit.facts.streets import written
from exposure_audit.model import Address, Fact, Kind

_MOST = 200


def forms(fact: Fact) -> tuple[str, ...]:
    """Return a fact's spellings without separators; none where the signs between count."""
    if isinstance(fact, Address):
        return tuple(islice(_address_forms(fact), _MOST))
    if fact.kind is Kind.NAME:
        return tuple(dict.fromkeys(_name_forms(fact.value)))
    if fact.kind is Kind.PHONE:
        return (phone.national(fact.value)[1],)
    if fact.kind is Kind.DETAIL:
        return (letters(fact.value),)
    return ()


def uncovered(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Return the facts without the sites that say no more than a declared domain does."""
    hosts = tuple(fact.value for fact in facts if fact.kind is Kind.DOMAIN)
    return tuple(fact for fact in facts if not _covered(fact, hosts))


def _covered(fact: Fact, hosts: tuple[str, ...]) -> bool:
    host, _, path = bare_url(fact.value).partition("/")
    return (
        fact.kind is Kind.WEBSITE
        and not path
        and any(host == own or host.endswith(f".{own}") for own in hosts)
    )


def _name_forms(value: str) -> Iterator[str]:
    forenames, surname = name.split(value)
    last = letters(surname)
    if not forenames:
        yield last
        return
    everything, first = letters("".join(forenames)), letters(forenames[0])
    for given in (everything, first):
        yield given + last
        yield last + given


def _address_forms(address: Address) -> Iterator[str]:
    if address.postcode:
        yield letters(address.postcode)
    parts = take_apart(address.lines, address.postcode)
    head, street = _head_and_street(parts)
    if head and street:
        for name_of_street in written(street, _MOST):
            yield letters(head) + name_of_street


def _head_and_street(parts: AddressParts) -> tuple[str, str]:
    if parts.number:
        return parts.number, parts.street
    return parts.house, parts.street or (parts.places[0] if parts.places else "")
