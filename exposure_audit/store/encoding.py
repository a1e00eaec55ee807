"""Frozen types to bytes and back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from exposure_audit.errors import WorkspaceError
from exposure_audit.model import Address, Fact, Subject

Kept = TypeVar("Kept")


def dump(value: object) -> bytes:
    """Return a value as JSON, equal values as equal bytes."""
    import msgspec

    return msgspec.json.encode(value, order="deterministic")


def load(body: bytes, kind: type[Kept]) -> Kept:
    """Return the value that `dump` was given; raises `WorkspaceError` for another version's."""
    import msgspec

    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.MsgspecError:
        cure = "Show it with the version that kept it, or run the audit again."
        raise WorkspaceError("workspace", "this was kept by another version", cure) from None


def stamp(time: datetime) -> str:
    """Return a time as a text that sorts."""
    return time.isoformat(timespec="microseconds")


def load_time(text: str) -> datetime:
    """Return the time that `stamp` was given."""
    return datetime.fromisoformat(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Declared:
    """A Subject whose addresses stand apart, since they have more fields than other facts."""

    rest: Subject
    addresses: tuple[tuple[int, Address], ...]


def dump_subject(subject: Subject) -> bytes:
    """Return a subject as JSON."""
    addresses = tuple(
        (place, fact) for place, fact in enumerate(subject.facts) if isinstance(fact, Address)
    )
    others = tuple(fact for fact in subject.facts if not isinstance(fact, Address))
    return dump(_Declared(rest=replace(subject, facts=others), addresses=addresses))


def load_subject(body: bytes) -> Subject:
    """Return the subject that `dump_subject` was given."""
    declared = load(body, _Declared)
    facts: list[Fact] = list(declared.rest.facts)
    for place, address in declared.addresses:
        facts.insert(place, address)
    return replace(declared.rest, facts=tuple(facts))
