"""What the search look-alikes know: the pages of the world that answer a query."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import urlsplit

from exposure_audit.sandbox.schema import SearchResult

_WORD = re.compile(r"[^\W_]+")
_SITE = re.compile(r"(?<!\S)site:(\S+)")
_QUOTED = re.compile(r'"([^"]*)"')


def folded(text: str) -> str:
    """Return the words of a text in lower case, without accents, one space apart."""
    plain = "".join(
        mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark)
    )
    return " ".join(_WORD.findall(plain.lower()))


def hits(results: Sequence[SearchResult], query: str) -> list[SearchResult]:
    """Return the pages that hold every quoted phrase and every other word of a query.

    `site:` keeps to the pages of a host and of what stands under it.
    """
    sites = _SITE.findall(query)
    query = _SITE.sub(" ", query)
    wanted = [*(folded(phrase) for phrase in _QUOTED.findall(query))]
    wanted += folded(_QUOTED.sub(" ", query)).split()
    phrases = [f" {phrase} " for phrase in wanted if phrase]
    return [
        result
        for result in results
        if phrases
        and all(phrase in _text_of(result) for phrase in phrases)
        and all(_stands_at(result, site) for site in sites)
    ]


def _stands_at(result: SearchResult, site: str) -> bool:
    return f".{urlsplit(result.url).hostname}".endswith(f".{site.lower()}")


def _text_of(result: SearchResult) -> str:
    return f" {folded(result.title)} {folded(result.description)} "
