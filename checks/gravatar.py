"""Gravatar: the profile that belongs to a declared e-mail address.

https://docs.gravatar.com/rest-api (2026). A digest is an e-mail address to whoever guesses, so none
stands in a locator.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterator

from exposure_audit.checks.common import LAST, Item, Shape, entry_of, gap_of, host_of, parse, part
from exposure_audit.checks.interface import Task
from exposure_audit.errors import GatherError
from exposure_audit.model import Document, Fact, Kind, Part, PartKind, Reason

HOST = "api.gravatar.com"
_WEB = "https://gravatar.com/"
_OR_NONE = frozenset({200, 404})


class Missing(Shape):
    """The body of a 404 that really says: there is none."""

    error: str


class _Link(Shape):
    label: str | None = None
    service_label: str | None = None
    url: str | None = None


class Contact(Shape):
    """What a key alone shows: ways to the person."""

    home_phone: str | None = None
    work_phone: str | None = None
    cell_phone: str | None = None
    email: str | None = None
    contact_form: str | None = None
    calendar: str | None = None


class Profile(Shape):
    """A profile; what its holder left out is an empty text, or not there."""

    hash: str
    display_name: str
    profile_url: str
    location: str | None = None
    description: str | None = None
    job_title: str | None = None
    company: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    verified_accounts: tuple[_Link, ...] = ()
    links: tuple[_Link, ...] = ()
    contact_info: Contact | None = None


class Gravatar:
    """Reads the profile of each declared e-mail address."""

    async def gather(self, task: Task) -> AsyncIterator[Item]:
        """See `Check.gather`; ends with `GatherError` where asking on would only do harm."""
        for fact in task.subject.of_kind(Kind.EMAIL):
            try:
                yield await _asked(task, fact)
            except GatherError as error:
                if error.reason in LAST:
                    raise
                yield gap_of(error, HOST)


async def _asked(task: Task, fact: Fact) -> Document:
    digest = hashlib.sha256(fact.value.strip().lower().encode()).hexdigest()
    answer = await task.channel.get(
        f"https://{HOST}/v3/profiles/{digest}",
        headers={"accept": "application/json"},
        accept=_OR_NONE,
        max_bytes=task.limits.json_bytes,
    )
    if answer.status == 404:
        parse(Missing, answer)
        return entry_of(_WEB, "Gravatar", (), task.clock.now())
    profile = parse(Profile, answer)
    if profile.hash != digest:
        raise GatherError(Reason.MALFORMED, HOST, "another profile")
    place = _place(profile.profile_url, digest)
    parts = _parts(profile)
    return entry_of(place, "Gravatar", parts, task.clock.now(), title="Gravatar profile")


def _place(url: str, digest: str) -> str:
    """Return the profile's page, unless its address is the digest or leads elsewhere."""
    there = host_of(url) == "gravatar.com" and url.startswith("https://")
    return url if there and digest not in url.lower() else _WEB


def _parts(profile: Profile) -> Iterator[Part]:
    names = " ".join(filter(None, (profile.first_name, profile.last_name)))
    fields = ("display_name", "location", "description", "job_title", "company")
    for text in (names, *(getattr(profile, field) for field in fields)):
        yield part(PartKind.RECORD, text or "", "profile")
    for link in (*profile.verified_accounts, *profile.links):
        yield part(PartKind.LINK, link.url or "", link.service_label or link.label or "")
    for note, text in profile.contact_info or Contact():
        yield part(PartKind.RECORD, text or "", note)


CHECK = Gravatar()
