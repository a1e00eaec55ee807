"""The attempts of a run under way, so that it can go on after it was cut off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from exposure_audit.assess import place_of
from exposure_audit.journal import Ended
from exposure_audit.model import CheckId, Reason
from exposure_audit.result import Attempt, Observation
from exposure_audit.store.encoding import dump, load
from exposure_audit.visiting import host_of

if TYPE_CHECKING:
    from sqlcipher3.dbapi2 import Connection


def write_ended(connection: Connection, run: str, ended: Ended) -> None:
    """Write an attempt that ended, and of its observations what the result will need."""
    seen = tuple(_needed(ended.observations))
    needed = replace(ended, attempt=_needed_of(ended.attempt, seen), observations=seen)
    connection.execute(
        "INSERT OR REPLACE INTO attempts VALUES (?, ?, ?)",
        (run, ended.attempt.check, dump(needed)),
    )


def earlier_of(connection: Connection, run: str) -> Mapping[CheckId, Ended]:
    """Return the attempts of a run that ended."""
    rows = connection.execute("SELECT check_id, ended FROM attempts WHERE run = ?", (run,))
    return {CheckId(check): load(body, Ended) for check, body in rows}


def _needed_of(attempt: Attempt, seen: tuple[Observation, ...]) -> Attempt:
    """Return the attempt with an unvisited host named only where an exposure stands on it."""
    named = {host_of(each.locator) for each in seen if each.seen}
    gaps = (
        replace(gap, host="")
        if gap.reason is Reason.UNFAMILIAR_HOST and gap.host not in named
        else gap
        for gap in attempt.gaps
    )
    return replace(attempt, gaps=tuple(gaps))


def _needed(observations: tuple[Observation, ...]) -> Iterator[Observation]:
    """Yield exposures whole; of entries that are only counted, nothing but that they are there.

    Of what may be about somebody else nothing is kept, here neither (DESIGN.md principle 1).
    """
    places: dict[str, str] = {}
    for seen in observations:
        if seen.seen or seen.undeclared_address:
            yield seen
        elif seen.entry:
            number = places.setdefault(place_of(seen), f"{seen.check} {len(places) + 1}")
            yield replace(
                seen, locator=number, record=None, title="", excerpt="", links=frozenset()
            )
