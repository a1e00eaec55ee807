"""The whole interview, in its order.

It is a generator: it yields a Question and is sent the answer. Answers alone are its state, so a
stopped interview goes on by sending the kept answers again.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from exposure_audit.interview import choices, facts
from exposure_audit.interview.question import Question
from exposure_audit.model import Rung


@dataclass(frozen=True, slots=True)
class Interviewed:
    """What the interview made."""

    profile: dict[str, Any] = field(repr=False)
    """The tables of DESIGN.md 5.1."""
    disclose: Rung


def interview(today: date) -> Generator[Question, str, Interviewed]:
    """Ask for everything; returns the profile's tables and the level of disclosure."""
    consent: dict[str, Any] = yield from choices.consent(today)
    profile: dict[str, Any] = {"subject": (yield from facts.subject(today))}
    profile["address"] = yield from facts.addresses()
    for kind in facts.REPEATED:
        profile[kind.kind] = profile.get(kind.kind, []) + (yield from kind.ask())
    profile["candidacy"] = yield from choices.candidacy()
    profile["subject"] |= yield from choices.circumstances()
    disclose = yield from choices.disclosure()
    yield from choices.statement(consent["given_by"])
    if consent["given_by"] == "subject":
        consent["scope"] = [rung.value for rung in Rung if Rung.NOTHING < rung <= disclose]
    given = {key: table for key, table in profile.items() if table}
    return Interviewed(profile={**given, "consent": consent}, disclose=disclose)
