"""GitHub: a declared account's profile, its public signing keys, and the authors in its commits.

The commits of an account are one place: which of them carries what changes with every new one.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from exposure_audit.checks.common import LAST, Item, entry_of, gap_of, parse, part, shaped
from exposure_audit.checks.github_shapes import Commits, Missing, SigningKey, User
from exposure_audit.checks.interface import Task
from exposure_audit.errors import GatherError
from exposure_audit.model import Document, Fact, Gap, Kind, Part, PartKind, Reason
from exposure_audit.net.interface import Response

HOST = "api.github.com"
_API = f"https://{HOST}"
_WEB = "https://github.com"
_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,38}")
_HEADERS = {"accept": "application/vnd.github+json"}
_OR_NONE = frozenset({200, 404})
_PAGE = 100


class GitHub:
    """Reads what each declared account shows."""

    async def gather(self, task: Task) -> AsyncIterator[Item]:
        """See `Check.gather`; ends with `GatherError` where asking on would only do harm."""
        for fact in task.subject.of_kind(Kind.USERNAME):
            try:
                async for item in _Account(task, fact).items():
                    yield item
            except GatherError as error:
                if error.reason in LAST:
                    raise
                yield gap_of(error, HOST)


@dataclass(frozen=True, slots=True)
class _Account:
    task: Task
    fact: Fact

    async def items(self) -> AsyncIterator[Item]:
        """Yield the account's documents, or that there is no such account."""
        answer = await self._user() if _LOGIN.fullmatch(self.fact.value) else None
        if answer is None or answer.status == 404:
            yield self._document(_WEB, ())
            return
        user = parse(User, answer)
        if user.login.casefold() != self.fact.value.casefold():
            raise GatherError(Reason.MALFORMED, HOST, "another account")
        place = f"{_WEB}/{quote(user.login)}"
        yield self._document(place, _profile(user), "GitHub profile")
        yield await self._keys(user, place)
        async for item in self._commits(user):
            yield item

    async def _user(self) -> Response:
        answer = await self._get(f"/users/{self.fact.value}", accept=_OR_NONE)
        if answer.status == 404:
            parse(Missing, answer)
        return answer

    async def _keys(self, user: User, place: str) -> Document:
        answer = await self._get(f"/users/{user.login}/gpg_keys", {"per_page": str(_PAGE)})
        value = answer.json()
        keys = [shaped(SigningKey, each, HOST) for each in _list(value)]
        texts = {"signing key": [key.name or "" for key in keys]}
        texts["address in a signing key"] = [each.email for key in keys for each in key.emails]
        return self._document(f"{place}.gpg", _parts(texts), "Public signing keys")

    async def _commits(self, user: User) -> AsyncIterator[Item]:
        newest = await self._page(user, "desc")
        oldest = newest
        if newest.total_count > len(newest.items):
            oldest = await self._page(user, "asc")
        commits = [each.commit for page in (newest, oldest) for each in page.items]
        found = [who for each in commits for who in (each.author, each.committer) if who]
        texts = {
            "author of a commit": [each.name or "" for each in found],
            "address in a commit": [each.email or "" for each in found],
        }
        place = f"{_WEB}/search?q=author%3A{quote(user.login)}&type=commits"
        yield self._document(place, _parts(texts), "Commits", f"commits/{user.login}")
        if newest.total_count > 2 * _PAGE or newest.incomplete_results or oldest.incomplete_results:
            yield Gap(Reason.BUDGET, HOST)

    async def _page(self, user: User, order: str) -> Commits:
        query = {"q": f"author:{user.login}", "sort": "author-date", "order": order}
        answer = await self._get("/search/commits", {**query, "per_page": str(_PAGE)})
        page = parse(Commits, answer)
        if page.total_count and not page.items:
            raise GatherError(Reason.MALFORMED, HOST, "no commits")
        return page

    async def _get(
        self,
        path: str,
        query: Mapping[str, str] | None = None,
        accept: frozenset[int] = frozenset({200}),
    ) -> Response:
        most = self.task.limits.json_bytes
        return await self.task.channel.get(
            _API + path, params=query, headers=_HEADERS, accept=accept, max_bytes=most
        )

    def _document(
        self, place: str, parts: tuple[Part, ...], title: str = "", record: str = ""
    ) -> Document:
        own = self.fact.id if self.fact.public and parts else None
        now = self.task.clock.now()
        return entry_of(place, "GitHub", parts, now, title=title, record=record or None, own=own)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise GatherError(Reason.MALFORMED, HOST, "no list")
    return value


def _profile(user: User) -> tuple[Part, ...]:
    twitter = f"twitter: @{user.twitter_username}" if user.twitter_username else ""
    fields = ("login", "name", "company", "blog", "location", "email", "bio")
    texts = {field: [getattr(user, field) or ""] for field in fields}
    return _parts({**texts, "twitter": [twitter]})


def _parts(texts: Mapping[str, list[str]]) -> tuple[Part, ...]:
    def each() -> Iterator[Part]:
        for note, written in texts.items():
            for text in dict.fromkeys(filter(None, written)):
                yield part(PartKind.RECORD, text, note)

    return tuple(each())


CHECK = GitHub()
