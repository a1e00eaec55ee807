"""What `plan` prints: for people, and for programs."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from exposure_audit.limits import Limits
from exposure_audit.matching.locator import safe_locator
from exposure_audit.matching.own import OwnMatcher
from exposure_audit.model import FactId, Reason, Rung
from exposure_audit.settings import SEARCH_ENGINES
from exposure_audit.words import kind_words, labels_of

if TYPE_CHECKING:
    from exposure_audit.asks import PlannedAsk
    from exposure_audit.audit import Order
    from exposure_audit.checks.meta import CheckMeta
    from exposure_audit.plan import PlannedAttempt

_WHY_NOT = {
    Reason.LEVEL: "what it needs is not sent at this level",
    Reason.NO_KEY: "it needs an account key",
}
_CHOOSE = ", and `contact_search` to its engine"
_TOP = frozenset({Rung.CONTACTS, Rung.ADDRESS})


def lines(order: Order, attempts: Sequence[PlannedAttempt], width: int) -> Iterator[str]:
    """Yield the plan for people, at most `width` characters wide."""
    labels = labels_of(order.subject)
    hide = _hide(order)
    asked = [attempt for attempt in attempts if attempt.skip is None]
    yield from _wrapped(_heading(order, asked), width)
    for attempt in asked:
        yield ""
        yield f"{attempt.meta.title} ({attempt.meta.id})"
        yield from _asks(attempt, labels, hide, width)
    chosen = order.settings.contact_search
    left_out = [words for attempt in attempts for words in _left_out(attempt, chosen)]
    left_out += _idle(attempts)
    if left_out:
        yield ""
        yield "Left out"
        for words in left_out:
            yield from _wrapped(words, width, "- ", "  ")


def _heading(order: Order, asked: Sequence[PlannedAttempt]) -> str:
    limits = Limits()
    level = f'at the level "{_level(order).value}"'
    if not asked:
        return f"A run would ask nobody anything {level}."
    return (
        f"What a run would ask {level}. Nothing was sent to make this list. A check makes at most "
        f"{limits.requests_per_attempt} requests; one that fails may be repeated up to "
        f"{limits.tries - 1} times. The resolver is also asked for the address of each host. "
        "Every host that is asked sees this computer's address on the internet."
    )


def _level(order: Order) -> Rung:
    from exposure_audit.plan import level_of

    return level_of(order.subject, order.settings.disclose)


def _hide(order: Order) -> Callable[[str], str]:
    """Return what shows a host without the declared values that its name may hold."""
    matcher, labels = OwnMatcher(order.subject), labels_of(order.subject)

    def hidden(host: str) -> str:
        shown = safe_locator(f"https://{host}/", matcher, labels)
        return shown.removeprefix("https://").removesuffix("/")

    return hidden


def _asks(
    attempt: PlannedAttempt,
    labels: Mapping[FactId, str],
    hide: Callable[[str], str],
    width: int,
) -> Iterator[str]:
    for place, asks in groupby(attempt.asks, key=lambda ask: (_place(ask, hide), ask.account)):
        words, account = place
        yield from _wrapped(words, width, "  ", "    ")
        if account:
            key = next(key for key in attempt.meta.keys if key.source == account)
            says = f"with the key in {key.variable}: this account is in your name"
            yield from _wrapped(says, width, "    ", "    ")
        for ask in asks:
            yield from _wrapped(_ask(ask, labels), width, "    - ", "      ")


def _place(ask: PlannedAsk, hide: Callable[[str], str]) -> str:
    hosts = ", ".join(map(hide, ask.hosts))
    if hosts and ask.like:
        return f"{ask.like}, {hosts} (country: {ask.country})"
    return f"{hosts or ask.like} (country: {ask.country})"


def _ask(ask: PlannedAsk, labels: Mapping[FactId, str]) -> str:
    number = f"{ask.number}" if ask.exact else f"up to {ask.number}"
    requests = "request" if ask.number == 1 else "requests"
    facts = " and ".join(labels[fact] for fact in ask.facts)
    return f"{number} {requests} with {facts or 'nothing about you'}: {ask.why}"


def _left_out(attempt: PlannedAttempt, chosen: str | None) -> Iterator[str]:
    """Yield what a check does not ask, and what would change that.

    `chosen` is the engine that gets contacts.
    """
    meta = attempt.meta
    cure = ""
    if attempt.skip is Reason.NO_KEY:
        cure = f"; set {_ways(attempt.meta, chosen)}"
    elif attempt.withheld:
        cure = f"; {_opens(attempt)}"
    if attempt.skip and attempt.skip is not Reason.NOT_APPLICABLE:
        yield f"{meta.title} ({meta.id}): {_WHY_NOT[attempt.skip]}{cure}"
    elif attempt.withheld:
        kinds = " and ".join(f"your {kind_words(kind)}" for kind in attempt.withheld)
        yield f"{meta.title} ({meta.id}) is not asked with {kinds}{cure}"


def _idle(attempts: Sequence[PlannedAttempt]) -> Iterator[str]:
    """Yield in one line what the profile gives no reason to ask: mostly they are many."""
    metas = [each.meta for each in attempts if each.skip is Reason.NOT_APPLICABLE]
    if metas:
        titles = ", ".join(f"{meta.title} ({meta.id})" for meta in metas)
        yield f"Your profile holds nothing to ask these about: {titles}"


def _ways(meta: CheckMeta, chosen: str | None) -> str:
    """Say which key or setting would do; one search engine may be kept for contacts."""
    ways = {key.source: key.variable for key in meta.keys}
    if meta.key_stand_in:
        ways[meta.key_stand_in] = f"`{meta.key_stand_in}` in your settings"
    if not ways.keys() & SEARCH_ENGINES:
        return " or ".join(ways.values())
    contacts = meta.rung in _TOP
    if chosen:
        return " or ".join(way for source, way in ways.items() if contacts is (source == chosen))
    return " or ".join(ways.values()) + (_CHOOSE if contacts else "")


def _opens(attempt: PlannedAttempt) -> str:
    meta = attempt.meta
    rungs = [rung for rung, kinds in meta.sends.items() if set(kinds) & set(attempt.withheld)]
    lowest = min(rungs, key=lambda rung: rung.rank)
    allow = f" and --allow {meta.id}" if lowest in _TOP else ""
    return f"--disclose {lowest.value}{allow} would"


def as_document(order: Order, attempts: Sequence[PlannedAttempt]) -> str:
    """Return the plan for programs (docs/network.md shows the shape)."""
    limits, hide = Limits(), _hide(order)
    return json.dumps(
        {
            "schema": 1,
            "disclose": _level(order).value,
            "requests_per_check": limits.requests_per_attempt,
            "tries_per_request": limits.tries,
            "checks": [_check(attempt, hide) for attempt in attempts],
        },
        indent=2,
    )


def _check(attempt: PlannedAttempt, hide: Callable[[str], str]) -> Mapping[str, object]:
    return {
        "check": attempt.meta.id,
        "title": attempt.meta.title,
        "skip": attempt.skip.value if attempt.skip else None,
        "withheld": [kind.value for kind in attempt.withheld],
        "asks": [
            {
                "hosts": [*map(hide, ask.hosts)],
                "like": ask.like,
                "country": ask.country,
                "number": ask.number,
                "exact": ask.exact,
                "facts": ask.facts,
                "why": ask.why,
                "account": ask.account,
            }
            for ask in attempt.asks
        ],
    }


def _wrapped(words: str, width: int, first: str = "", then: str = "") -> list[str]:
    return textwrap.wrap(
        words, width, initial_indent=first, subsequent_indent=then, break_on_hyphens=False
    )
