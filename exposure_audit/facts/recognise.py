"""From a declared fact to what recognises it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from exposure_audit.facts import address, birth, detail, email, identifier, name, phone, username
from exposure_audit.facts.interface import Finder, Recogniser
from exposure_audit.model import Address, Fact, Kind

_BY_KIND: Mapping[Kind, Callable[[Fact], Recogniser]] = {
    Kind.PHONE: phone.recogniser,
    Kind.EMAIL: email.recogniser,
    Kind.DATE_OF_BIRTH: birth.recogniser,
    Kind.USERNAME: username.recogniser,
    Kind.DOMAIN: identifier.domain_recogniser,
    Kind.WEBSITE: identifier.url_recogniser,
    Kind.PAGE: identifier.url_recogniser,
    Kind.COMPANY: identifier.number_recogniser,
    Kind.CHARITY: identifier.number_recogniser,
    Kind.DETAIL: detail.recogniser,
}


def recogniser(fact: Fact) -> Recogniser:
    """Return what recognises a declared fact that is no name.

    An address is declared by its own type; `KeyError` for one that is not.
    """
    if isinstance(fact, Address):
        return address.recogniser(fact)
    return _BY_KIND[fact.kind](fact)


def finder(fact: Fact) -> Finder:
    """Return what finds a declared fact of any kind in one text; raises as `recogniser` does."""
    return name.recogniser(fact) if fact.kind is Kind.NAME else recogniser(fact)
