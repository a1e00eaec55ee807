"""GitLab.com: the public profile of a declared account.

https://docs.gitlab.com/api/users/ (2026). The list says who bears a user name, the profile what
they show. A blocked or private account is answered without its profile's members.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from exposure_audit.checks.common import LAST, Item, Shape, entry_of, gap_of, parse, part, shaped
from exposure_audit.checks.interface import Task
from exposure_audit.errors import GatherError
from exposure_audit.model import Document, Fact, Kind, Part, PartKind, Reason
from exposure_audit.net.interface import Response

HOST = "gitlab.com"
_WEB = f"https://{HOST}"
_USERS = f"{_WEB}/api/v4/users"
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}")
_PROFILE = frozenset({"bio", "location", "public_email"})


class Listed(Shape):
    """An account in the list."""

    id: int
    username: str
    name: str
    state: str


class Profile(Listed):
    """An account's profile, as far as it shows one."""

    bio: str | None = None
    location: str | None = None
    public_email: str | None = None
    website_url: str | None = None
    organization: str | None = None
    job_title: str | None = None
    linkedin: str | None = None
    twitter: str | None = None
    discord: str | None = None
    github: str | None = None
    private_profile: bool = False

    @property
    def shown(self) -> bool:
        """Whether the account shows a profile: then its members are there, if only as null."""
        return self.state == "active" and not self.private_profile


class GitLab:
    """Reads the profile of each declared account."""

    async def gather(self, task: Task) -> AsyncIterator[Item]:
        """See `Check.gather`; ends with `GatherError` where asking on would only do harm."""
        for fact in task.subject.of_kind(Kind.USERNAME):
            try:
                yield await _Account(task, fact).document()
            except GatherError as error:
                if error.reason in LAST:
                    raise
                yield gap_of(error, HOST)


@dataclass(frozen=True, slots=True)
class _Account:
    task: Task
    fact: Fact

    async def document(self) -> Document:
        """Return what the account shows, or an empty document where there is none."""
        listed = await self._listed() if _NAME.fullmatch(self.fact.value) else None
        if listed is None:
            return self._made(_WEB)
        # Its own list named the number, which may look like a declared one.
        profile = parse(Profile, await self._get(f"{_USERS}/{listed.id}", found_on=_USERS))
        if profile.id != listed.id or (profile.shown and not profile.model_fields_set >= _PROFILE):
            raise GatherError(Reason.MALFORMED, HOST, "not the profile")
        return self._made(f"{_WEB}/{quote(profile.username)}", *_parts(profile))

    async def _listed(self) -> Listed | None:
        answer = await self._get(_USERS, self.fact.value)
        value = answer.json()
        if not isinstance(value, list):
            raise GatherError(Reason.MALFORMED, HOST, "no list")
        accounts = [shaped(Listed, each, HOST) for each in value]
        wanted = self.fact.value.casefold()
        return next((each for each in accounts if each.username.casefold() == wanted), None)

    async def _get(self, url: str, name: str = "", found_on: str | None = None) -> Response:
        query = {"username": name} if name else None
        return await self.task.channel.get(
            url,
            params=query,
            headers={"accept": "application/json"},
            max_bytes=self.task.limits.json_bytes,
            found_on=found_on,
        )

    def _made(self, place: str, *parts: Part) -> Document:
        own = self.fact.id if self.fact.public and parts else None
        title = "GitLab profile" if parts else ""
        return entry_of(place, "GitLab", parts, self.task.clock.now(), title=title, own=own)


_NOTES = {
    "username": "user name",
    "name": "name",
    "bio": "description",
    "location": "place",
    "public_email": "public e-mail address",
    "website_url": "web site",
    "organization": "organisation",
    "job_title": "job",
    "linkedin": "linkedin",
    "twitter": "twitter",
    "discord": "discord",
    "github": "github",
}


def _parts(profile: Profile) -> Iterator[Part]:
    for field, note in _NOTES.items():
        if text := getattr(profile, field):
            yield part(PartKind.RECORD, text, note)


CHECK = GitLab()
