"""Which route fits a place; pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from exposure_audit.model import Kind, PartKind, RouteId
from exposure_audit.publishers import PublisherClass
from exposure_audit.removal.routes import GENERAL, Applies, Route

_WORD_BREAKS = str.maketrans("_+ ", "---")


def choose(
    candidates: Sequence[RouteId],
    routes: Mapping[RouteId, Route],
    *,
    parts: Collection[PartKind],
    publisher_class: PublisherClass | None,
    own: bool,
    kinds: Collection[Kind],
    locator: str = "",
) -> RouteId:
    """Return the candidate with the most conditions, all of which hold, else the general route.

    Of several with as many, the first. `kinds` are the kinds of protected fact seen: empty for a
    record that shows an undeclared address. Without a locator no condition on the place holds.
    """
    path = _path_words(locator)
    fitting = [
        candidate
        for candidate in candidates
        if _what_fits(routes[candidate].applies, parts, kinds, own=own)
        and _class_fits(routes[candidate].applies, publisher_class)
        and _place_fits(routes[candidate].applies, path)
        and _host_fits(routes[candidate].applies, locator)
    ]
    return max(fitting, key=lambda name: _conditions(routes[name].applies), default=GENERAL)


def _conditions(applies: Applies) -> int:
    given = (applies.parts, applies.kinds, applies.classes, applies.place, applies.hosts)
    return sum(map(bool, given)) + (applies.own is not None) + (applies.declared is not None)


def _what_fits(
    applies: Applies, parts: Collection[PartKind], kinds: Collection[Kind], *, own: bool
) -> bool:
    return (
        _overlap(applies.parts, parts)
        and _overlap(applies.kinds, kinds)
        and applies.own in {None, own}
        and applies.declared in {None, bool(kinds)}
    )


def _place_fits(applies: Applies, path: str) -> bool:
    return not applies.place or any(word in path for word in applies.place)


def _host_fits(applies: Applies, locator: str) -> bool:
    if not applies.hosts:
        return True
    try:
        host = urlsplit(locator).hostname or ""
    except ValueError:
        return False
    return any(f".{host}".endswith(f".{name}") for name in applies.hosts)


def _overlap(wanted: Collection[StrEnum], seen: Collection[StrEnum]) -> bool:
    return not wanted or any(one in wanted for one in seen)


def _class_fits(applies: Applies, publisher_class: PublisherClass | None) -> bool:
    if publisher_class is None:
        return applies.unlisted or not applies.classes
    return not applies.classes or publisher_class in applies.classes


def _path_words(locator: str) -> str:
    """Return a locator's path and query, in lower case with `-` between words."""
    try:
        url = urlsplit(locator)
    except ValueError:
        return ""
    return unquote(f"{url.path}?{url.query}").lower().translate(_WORD_BREAKS)
