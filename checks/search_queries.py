"""What search engines are asked, rung by rung; pure.

Each value stands alone, in quotes: a query that joined the name with an address, a phone number or
an e-mail address would make the very link that the subject wants to break.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exposure_audit.checks.naming import quoted
from exposure_audit.facts.address_parts import take_apart
from exposure_audit.facts.normalise import fold
from exposure_audit.facts.phone import written
from exposure_audit.model import Address, Kind, Role, Subject


def names(subject: Subject) -> tuple[str, ...]:
    """Return a query for each of the names."""
    return tuple(quoted(name.value) for name in subject.of_kind(Kind.NAME))


def handles(subject: Subject) -> tuple[str, ...]:
    """Return a query for each public user name; a domain finds little but itself."""
    users = subject.of_kind(Kind.USERNAME)
    return tuple(quoted(user.value) for user in users if user.public)


def contacts(subject: Subject) -> tuple[str, ...]:
    """Return the queries for e-mail addresses, and for phone numbers as people write them."""
    emails = (email.value for email in subject.of_kind(Kind.EMAIL) if email.protected)
    phones = (phone.value for phone in subject.of_kind(Kind.PHONE) if phone.protected)
    forms = (form for phone in phones for form in written(phone))
    return tuple(quoted(text) for text in (*emails, *forms))


def addresses(subject: Subject) -> tuple[str, ...]:
    """Return a query for each address that may be asked for: its street, and its postcode."""
    asked = (each for each in subject.addresses() if each.protected and not is_kept_back(each))
    return tuple(" ".join(map(quoted, _phrases(address))) for address in asked)


def is_kept_back(address: Address) -> bool:
    """Tell whether an address is told to nobody at all: whoever hides there must not be found."""
    return address.role is Role.REFUGE


def at_site(query: str, host: str) -> str:
    """Return a query for the pages of one site alone."""
    return f"{query} site:{host}"


def _phrases(address: Address) -> Iterator[str]:
    """Yield the line that holds the street, and the postcode or else the last line."""
    pieces = [piece.strip() for line in address.lines for piece in line.split(",")]
    pieces = [piece for piece in pieces if piece]
    yield _street(pieces, address)
    yield address.postcode or pieces[-1]


def _street(pieces: Sequence[str], address: Address) -> str:
    """Return number and street without the flat: others may write that in another way."""
    parts = take_apart(address.lines, address.postcode)
    named = [piece for piece in pieces if parts.street and parts.street in fold(piece)]
    if not named or not parts.number:
        return pieces[0]
    numbered = parts.number in fold(named[0])
    return named[0] if numbered else f"{parts.number} {named[0]}"
