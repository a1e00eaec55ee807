"""What the tool sees in a case: the one place where the corpus touches the code it measures."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import PurePath

from exposure_audit.extract.reader import read
from exposure_audit.extract.text import clean
from exposure_audit.limits import Limits
from exposure_audit.matching.own import OwnMatcher
from exposure_audit.model import Document, FactId, Part, PartKind, Subject
from tests.corpus.build import DIRECT, build
from tests.corpus.cases import Case

_THEN = datetime(2026, 10, 4, 10, 30, tzinfo=UTC)
_LIMITS = Limits()


def seen(subject: Subject, document: Document) -> frozenset[FactId]:
    """Return every fact that the matcher reports in a document."""
    return frozenset(sighting.fact for sighting in _matcher(subject).sightings(document))


@cache
def _matcher(subject: Subject) -> OwnMatcher:
    return OwnMatcher(subject)


def document_of(case: Case) -> Document:
    """Read the case's file as `scan` reads a file on disk."""
    ending = case.file.rpartition(".")[2]
    if ending in DIRECT:
        return _document(case, b"", (Part(DIRECT[ending], clean(case.text)),), "")
    body = build(case.file, case.text, case.place, case.body, case.encoding)
    media_type = mimetypes.guess_type(case.file)[0] or ""
    found = read(body, media_type=media_type, name=case.file, limits=_LIMITS)
    stem = PurePath(case.file).stem.replace("_", " ")
    parts = (*found.parts, Part(PartKind.FILENAME, clean(stem)))
    return _document(case, body, parts, found.title)


def _document(case: Case, body: bytes, parts: tuple[Part, ...], title: str) -> Document:
    return Document(
        locator=case.file,
        publisher="",
        parts=parts,
        retrieved=_THEN,
        sha256=hashlib.sha256(body).hexdigest(),
        title=title,
    )


def judged(case: Case, subjects: Mapping[str, Subject]) -> frozenset[FactId]:
    """Return the facts seen in a case."""
    return seen(subjects[case.profile], document_of(case))
