"""WordPress users: the names that a WordPress site of the subject's own tells of its users.

Two ways lead to them: the REST API's list (developer.wordpress.org/rest-api/reference/users) and
the address of each author's page. Both are what an attacker asks for, so a site is asked only
after the user has shown that it is theirs.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from urllib.parse import unquote, urljoin, urlsplit

from exposure_audit.checks.common import (
    Item,
    Shape,
    entry_of,
    from_response,
    gap_of,
    host_of,
    links_of,
    part,
    plain,
    publisher_of,
    shaped,
)
from exposure_audit.checks.control import proven
from exposure_audit.checks.fetching import Fetched
from exposure_audit.checks.interface import Task
from exposure_audit.checks.sites import Site, Visitor, sites_of
from exposure_audit.errors import GatherError
from exposure_audit.model import Document, Gap, Part, PartKind, Reason
from exposure_audit.net.interface import OK, Response

AUTHORS = 3
"""Author pages that are asked for, from the first user on."""
_CLOSED = frozenset({401, 403, 404})
"""By these WordPress says that it lists nobody, in its own words."""
_GONE = frozenset({404, 410})
_SIGNS = re.compile(
    rb"/wp-(?:content|includes)/|api\.w\.org|<meta[^>]{0,200}generator[^>]{0,200}wordpress", re.I
)
_LINKED = re.compile(r"<([^<>\s]{1,500})>\s*;\s*rel=\"?https://api\.w\.org/", re.I)
_IN_PAGE = re.compile(
    rb"<link[^>]{0,200}rel=[\"']https://api\.w\.org/[\"'][^>]{0,200}href=[\"']([^\"']{1,500})", re.I
)
_DIGEST = re.compile(r"/avatar/([0-9a-f]{32}|[0-9a-f]{64})(?![0-9a-f])", re.I)
_AUTHOR = re.compile(r"/author/([^/?#]{1,200})")


class User(Shape):
    """One user, as a stranger may see them."""

    id: int
    name: str
    slug: str
    url: str | None = None
    description: str | None = None
    avatar_urls: Mapping[str, str] | list[str] | None = None


class Users(Shape):
    """The list."""

    users: tuple[User, ...]


class Refusal(Shape):
    """WordPress's own error."""

    code: str
    message: str


class WordPressUsers:
    """Looks at each own site's front page, and asks the sites that run WordPress and are proven."""

    async def gather(self, task: Task) -> AsyncIterator[Item]:
        """See `Check.gather`."""
        for site in sites_of(task.subject).values():
            visitor = Visitor(task, site)
            async for front in visitor.fronts():
                if not isinstance(front, Fetched):
                    yield front
                    continue
                for item in await _front(visitor, front.response):
                    yield item


async def _front(visitor: Visitor, front: Response) -> list[Item]:
    task, site = visitor.task, visitor.site
    if not site.shared and _is_wordpress(front):
        if not await proven(task, site, front.url):
            return [Gap(Reason.NOT_PROVEN, site.name)]
        listed, closed = await _listed(visitor, front)
        return [*listed, *await _authors(visitor, front, closed=closed)]
    reading = await from_response(task, front, site.own)
    asked = entry_of(front.url, site.name, (), front.retrieved, own=site.own)
    return [asked, *reading.gaps]


def _is_wordpress(front: Response) -> bool:
    return bool(_SIGNS.search(front.body) or "api.w.org" in front.headers.get("link", ""))


async def _listed(visitor: Visitor, front: Response) -> tuple[list[Item], bool]:
    """Return what the list tells, and whether the site keeps it closed."""
    url = f"{_api(visitor.site, front)}wp/v2/users"
    try:
        response = (await visitor.fetch(url, found_on=front.url, accept={*OK, *_CLOSED})).response
        items: list[Item] = [_document(visitor.site, response, _parts(response))]
    except GatherError as error:
        return [gap_of(error, host_of(url))], False
    if response.headers.get("x-wp-totalpages", "1") not in {"0", "1"}:
        items.append(Gap(Reason.BUDGET, host_of(url)))
    return items, response.status in _CLOSED


def _api(site: Site, front: Response) -> str:
    """Return where the API starts: where the page says, or where most have it."""
    linked = _LINKED.search(front.headers.get("link", ""))
    in_page = _IN_PAGE.search(front.body)
    said = linked[1] if linked else in_page[1].decode("ascii", "replace") if in_page else ""
    url = urljoin(front.url, said.replace("&amp;", "&"))
    return url if said and site.inside(url) else urljoin(front.url, "/wp-json/")


def _parts(response: Response) -> Iterator[Part]:
    """Yield what the list tells; raises `GatherError` for what is not WordPress's own answer."""
    host = host_of(response.url)
    try:
        value = response.json()
    except GatherError as error:
        raise GatherError(error.reason, host, error.detail) from error
    if response.status in _CLOSED:
        shaped(Refusal, value, host)
        return
    for user in shaped(Users, {"users": value}, host).users:
        texts = {"display name": user.name, "user name": user.slug}
        texts |= {"description": plain(user.description or ""), "web site": user.url or ""}
        for note, text in texts.items():
            yield part(PartKind.RECORD, text, note)
        for url in links_of(user.description or ""):
            yield part(PartKind.LINK, url, "description")
        avatars = user.avatar_urls.values() if isinstance(user.avatar_urls, Mapping) else ()
        for url in avatars:
            yield part(PartKind.LINK, url, "picture")
            if digest := _DIGEST.search(url):
                yield part(
                    PartKind.RECORD, digest[1].lower(), "digest of the user's e-mail address"
                )


async def _authors(visitor: Visitor, front: Response, *, closed: bool) -> list[Item]:
    """Read the first authors' pages; where no list is, and one tells a name, more may follow."""
    items: list[Item] = []
    told = False
    for number in range(1, AUTHORS + 1):
        url = urljoin(front.url, f"/?author={number}")
        try:
            fetched = await visitor.fetch(url, found_on=front.url, accept={*OK, *_GONE})
        except GatherError as error:
            items.append(gap_of(error, host_of(url)))
            continue
        items += await _author(visitor, fetched.response)
        told = told or bool(_AUTHOR.search(urlsplit(fetched.response.url).path))
    if closed and told:
        items.append(Gap(Reason.BUDGET, host_of(front.url)))
    return items


async def _author(visitor: Visitor, response: Response) -> list[Item]:
    """Read an author's page, and the name that its address tells; one that is gone is nothing."""
    led = _AUTHOR.search(urlsplit(response.url).path)
    name = part(PartKind.LINK, unquote(led[1]) if led else "", "author's page")
    told = _document(visitor.site, response, [name])
    if response.status in _GONE:
        return [told]
    reading = await from_response(visitor.task, response, visitor.site.own)
    return [told, *reading.items]


def _document(site: Site, response: Response, parts: Iterator[Part] | list[Part]) -> Document:
    # As the walk over the site names it: one page seen by two checks is one finding.
    publisher = publisher_of(response.url)
    return entry_of(response.url, publisher, parts, response.retrieved, own=site.own)


CHECK = WordPressUsers()
