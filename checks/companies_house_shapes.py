"""The shapes of the Companies House public data API, as far as they are used.

https://developer-specs.company-information.service.gov.uk (undated; read 2026-11). Members may come
in any order and new ones may appear at any time; what is optional there is optional here.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from exposure_audit.checks.common import Shape

_PLACES_OF_A_PERSON = re.compile(r"^/officers/([A-Za-z0-9_-]{1,64})/appointments$")
_LAST = re.compile(r"/([A-Za-z0-9_-]{1,64})$")
_WITHHELD = ("super-secure", "secure-officer", "statement")


class PostalAddress(Shape):
    """An address in pieces; `premises` is the house, split from its street."""

    care_of: str | None = None
    po_box: str | None = None
    premises: str | None = None
    address_line_1: str | None = None
    address_line_2: str | None = None
    locality: str | None = None
    region: str | None = None
    postal_code: str | None = None

    def written(self) -> str:
        """Return the address in writing order on one line, or an empty text."""
        street = " ".join(filter(None, (self.premises, self.address_line_1)))
        box = f"PO Box {self.po_box}" if self.po_box else None
        lines = (self.care_of, box, street, self.address_line_2, self.locality, self.region)
        return ", ".join(line.strip() for line in (*lines, self.postal_code) if line)


class Page(Shape):
    """One page of a list."""

    items: list[Any]
    """Each is read on its own, so that one bad entry does not hide the others."""
    total_results: int | None = None
    total_count: int | None = None
    """The same, as the filing history calls it."""

    def ends(self, start: int) -> bool:
        """Whether nothing follows; without a total, only an empty page proves that."""
        total = self.total_count if self.total_results is None else self.total_results
        return not self.items if total is None else start >= total


class _OfficerLinks(Shape):
    appointments: str | None = None


class _Links(Shape):
    self: str | None = None
    officer: _OfficerLinks = _OfficerLinks()


class Hit(Shape):
    """An officer in the search's answer."""

    title: str
    links: _Links

    @property
    def officer(self) -> str | None:
        """The officer's id."""
        return officer_id(self.links.self)


class _Elsewhere(Shape):
    company_number: str | None = None


class FormerName(Shape):
    """A name that an officer used before."""

    forenames: str | None = None
    surname: str | None = None

    def written(self) -> str:
        """Return the name in reading order."""
        return " ".join(filter(None, (self.forenames, self.surname)))


class Entry(Shape):
    """An appointment, an officer or a person with significant control."""

    name: str | None = None
    kind: str = ""
    is_secure_officer: bool = False
    address: PostalAddress | None = None
    principal_office_address: PostalAddress | None = None
    former_names: tuple[FormerName, ...] = ()
    appointed_to: _Elsewhere = _Elsewhere()
    links: _Links = _Links()

    @property
    def written(self) -> str:
        """The address in writing order, or an empty text."""
        return self.address.written() if self.address else ""

    @property
    def lacks_address(self) -> bool:
        """Whether an address should stand here and none can be read: the layout may have changed.

        What is left of an address after its removal (form SR01), half a postcode, is enough.
        """
        withheld = self.is_secure_officer or any(word in self.kind for word in _WITHHELD)
        return not withheld and not self.written

    @property
    def officer(self) -> str | None:
        """The officer's id, in a company's list of officers."""
        return officer_id(self.links.officer.appointments)

    @property
    def own_id(self) -> str:
        """The entry's own id, which outlives its place in the list."""
        found = _LAST.search(self.links.self or "")
        return found[1] if found else ""


class Company(Shape):
    """A company's profile."""

    company_number: str
    company_status: str = ""
    registered_office_address: PostalAddress | None = None

    @property
    def office(self) -> str:
        """The registered office in writing order, or an empty text."""
        office = self.registered_office_address
        return office.written() if office else ""


class Errors(Shape):
    """The body of a 404 that really says: there is none."""

    errors: list[Any]


def officer_id(link: str | None) -> str | None:
    """Return the officer's id out of a link to their appointments."""
    found = _PLACES_OF_A_PERSON.match(link or "")
    return quote(found[1]) if found else None
