"""What a walk over a site has yet to visit, and what of it is left out."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit, urlunsplit

from exposure_audit.checks.common import host_of
from exposure_audit.extract.html_links import MAX_LINKS

_UNREAD = re.compile(r"\.(css|js|mjs|map|ico|woff2?|ttf|otf|eot|mp3|m4a|ogg|wav)$", re.IGNORECASE)
"""Files that hold no text of the subject's, or only sound."""
_FILM = re.compile(r"\.(mp4|m4v|mov|qt|webm|ogv|avi|mkv|wmv|3gp|mts)$", re.IGNORECASE)
"""Phones write into films where they were taken."""
_PORTS = {"http": 80, "https": 443}


class Expected(StrEnum):
    """What is expected at an address."""

    PAGE = "page"
    SITEMAP = "sitemap"
    """The site names it as one."""
    GUESS = "guess"
    """A sitemap, if the site has one where most have it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A page or file to visit."""

    url: str
    depth: int = 0
    """How many links away from a start."""
    found_on: str = ""
    expected: Expected = Expected.PAGE


@dataclass(slots=True)
class Frontier:
    """The places of one host, and of the hosts under it, each once and in order."""

    site: str
    """The host."""
    depth: int
    """How many links away from a start a page may lie."""
    url_characters: int
    waiting: deque[Place] = field(default_factory=deque)
    known: set[str] = field(default_factory=set)
    cut: bool = False
    """Whether places were left out for their depth, their number or the length of their address."""
    films: bool = False
    """Whether there are films, which are not opened."""

    def inside(self, url: str) -> bool:
        """Tell whether a URL belongs to the site."""
        return f".{host_of(url)}".endswith(f".{self.site}")

    def knows(self, url: str) -> bool:
        """Tell whether a URL was visited or is waiting."""
        return canonical(url) in self.known

    def reached(self, place: Place, url: str) -> bool:
        """Note where a visit led; false where another link led there before."""
        key = canonical(url)
        if key != canonical(place.url) and key in self.known:
            return False
        self.known.add(key)
        return True

    def add(
        self,
        urls: Collection[str],
        place: Place,
        *,
        found_on: str = "",
        expected: Expected = Expected.PAGE,
    ) -> None:
        """Note what a place leads to inside the site; what is left out of that is a cut."""
        for url in urls:
            key = canonical(url)
            if key and key not in self.known and self.inside(key) and self._opened(key, place):
                self.known.add(key)
                found = Place(key, place.depth + 1, found_on or place.url, expected)
                self.waiting.append(found)
        self.cut = self.cut or len(urls) >= MAX_LINKS

    def _opened(self, url: str, place: Place) -> bool:
        """Tell whether an address is visited at all, and note why not."""
        path = urlsplit(url).path
        if _UNREAD.search(path):
            return False
        if _FILM.search(path):
            self.films = True
            return False
        if len(url) > self.url_characters or place.depth >= self.depth:
            self.cut = True
            return False
        return True


def canonical(url: str) -> str:
    """Return a URL as it is compared: no fragment or default port, a path; empty for no URL."""
    try:
        parts = urlsplit(url)
        port = _PORTS[parts.scheme]
        host = parts.netloc.lower().removesuffix(":")
        bare = host.removesuffix(f":{port}") if parts.port == port else host
    except (ValueError, KeyError):
        return ""
    return urlunsplit((parts.scheme, bare, parts.path or "/", parts.query, "")) if bare else ""
