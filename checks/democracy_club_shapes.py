"""The shapes of Democracy Club's API, as far as they are used, and the texts in an answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from exposure_audit.checks.common import Shape
from exposure_audit.checks.json_path import text


class _BallotLink(Shape):
    url: str


class _Candidacy(Shape):
    ballot: _BallotLink


class Person(Shape):
    """A person, of whom all texts are judged."""

    id: int
    name: str
    versions_url: str
    history_url: str
    candidacies: tuple[_Candidacy, ...]


class Version(Shape):
    """What the page said once; the data are older than the shape of today."""

    data: dict[str, Any]
    information_source: str | None = None


class History(Shape):
    """One page of the log of changes."""

    next: str | None
    results: list[Any]


class _Sopn(Shape):
    uploaded_file: str | None
    source_url: str | None = None


class Ballot(Shape):
    """A ballot that the person stood on."""

    ballot_paper_id: str
    sopn: _Sopn | None


def leaves(value: Any, name: str = "") -> Iterator[str]:
    """Yield each text or number in an answer with the name of its member: "birth date: 1979"."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, str(key).replace("_", " "))
    elif isinstance(value, list):
        for each in value:
            yield from leaves(each, name)
    elif written := text(value).strip():
        yield f"{name}: {written}" if name else written
