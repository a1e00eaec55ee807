"""The shapes of RDAP answers (RFC 9083), and whether one leaves open who holds the domain.

Redaction: RFC 9537. Nominet's profile (registrars.nominet.uk/rdap/nominet_profile_0, 2026-11) has
no referrals: its registry alone knows the holder.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from exposure_audit.checks.common import Shape
from exposure_audit.checks.jcard import Entity, contacts
from exposure_audit.errors import GatherError
from exposure_audit.net.domains import ldh

_HOLDER = "registrant"
_TRUNCATED = re.compile(r"\btruncated\b", re.IGNORECASE)
_WITHHELD = re.compile(r"redacted|withheld|not (been )?disclosed", re.IGNORECASE)
_OF_HOLDER = re.compile(r"registrant|contact", re.IGNORECASE)
_OF_ANYONE = re.compile(r"registrant|admin|tech|billing|contact", re.IGNORECASE)
_NUMBER_ONLY = re.compile(r"\bid\b|\.handle\b", re.IGNORECASE)


class Link(Shape):
    """A link of a domain."""

    rel: str | None = None
    href: str | None = None
    type: str | None = None

    @property
    def refers(self) -> bool:
        """Whether it may lead to another RDAP answer; not every registry names the type."""
        media = (self.type or "").partition(";")[0].strip().lower()
        return self.rel == "related" and bool(self.href) and (not media or media.endswith("+json"))


class RdapError(Shape):
    """An error that an RDAP server means: section 6; a web server's own page is none."""

    errorCode: int  # noqa: N815  (RFC 9083's spelling)


class Domain(Shape):
    """An RDAP domain object; remarks and notices are the server's own words."""

    objectClassName: str  # noqa: N815
    ldhName: str | None = None  # noqa: N815
    unicodeName: str | None = None  # noqa: N815
    entities: tuple[Entity, ...] = ()
    links: tuple[Link, ...] = ()
    remarks: Any = None
    notices: Any = None
    redacted: Any = None

    def is_about(self, domain: str) -> bool:
        """Whether this is the domain that was asked for, given in LDH form."""
        try:
            return ldh(self.ldhName or self.unicodeName or "") == domain
        except GatherError:
            return False

    def referral(self, here: str) -> str | None:
        """Return another server's answer on this domain, where this one links to it."""
        found = [link for link in self.links if link.refers and link.href != here]
        found.sort(key=lambda link: not link.type)
        return found[0].href if found else None

    @property
    def thin(self) -> bool:
        """Whether it shows no contact at all: those stand in the registrar's answer."""
        return not any(entity.subjects for entity in contacts(self.entities))

    @property
    def truncated(self) -> bool:
        """Whether the server says that it left some of it out."""
        remarks = [self.remarks, self.notices]
        remarks += [entity.remarks for entity in contacts(self.entities) if entity.subjects]
        return any(_TRUNCATED.search(head) for each in remarks for head in _headings(each))

    @property
    def unread(self) -> bool:
        """Whether a contact was not looked at, and nothing says that it is withheld."""
        subjects = [entity for entity in contacts(self.entities) if entity.subjects]
        bare = [entity for entity in subjects if not entity.carded]
        if any(entity.jscard is not None for entity in bare):
            return True
        missing = {_HOLDER} - {role for entity in subjects for role in entity.subjects}
        for entity in bare:
            if not _says_withheld(entity.remarks):
                missing |= entity.subjects
        return any(not self._withheld(role) for role in missing)

    def _withheld(self, role: str) -> bool:
        words = _OF_HOLDER if role == _HOLDER else _OF_ANYONE
        texts = (_flat(item) for item in _items(self.redacted))
        redacted = any(words.search(text) and not _NUMBER_ONLY.search(text) for text in texts)
        notices = any(_WITHHELD.search(head) for head in _headings(self.notices))
        return redacted or notices or _says_withheld(self.remarks)


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _flat(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _headings(remarks: object) -> Iterator[str]:
    """Yield the type and title of each remark, whatever else stands in it."""
    for remark in _items(remarks):
        if isinstance(remark, dict):
            yield f"{remark.get('type', '')} {remark.get('title', '')}"


def _says_withheld(remarks: object) -> bool:
    return any(_WITHHELD.search(_flat(remark)) for remark in _items(remarks))
