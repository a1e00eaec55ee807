"""What is known of one source, for `checks show` and for the page on the checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from exposure_audit.checks.asking import At, Each
from exposure_audit.checks.meta import CheckMeta
from exposure_audit.checks.source import Guide
from exposure_audit.model import Kind, Mark
from exposure_audit.words import kind_words


def section(meta: CheckMeta) -> Iterator[str]:
    """Yield all that is known of a source, as Markdown lines."""
    yield f"## {meta.id}\n"
    yield f"**{meta.title}**. Published by: {meta.publisher}. For: {listed(meta.jurisdictions)}.\n"
    yield f"*What stands there.* {line(meta.publishes)}\n"
    yield f"*Why it matters.* {line(meta.why)}\n"
    yield f"*What is asked.* {line(meta.how)}\n"
    for rung, kinds in meta.sends.items():
        yield f"- From level `{rung.value}` it uses: {_kinds_words(kinds)}."
    yield f"- It can find: {_kinds_words(meta.kinds)}.\n"
    yield f"*What it cannot see.* {line(meta.limits_of)}\n"
    yield from _terms(meta)
    yield from _guided(meta.guide) if meta.guide else _asked(meta)
    yield from _proven(meta)
    for key in meta.keys:
        yield f"- Key `{key.variable}`, sent to {key.host} alone. {line(key.how)}"
    if meta.key_stand_in:
        yield f"- In place of a key: the setting `{meta.key_stand_in}`."
    yield f"- Removal routes: {listed(f'`{route}`' for route in meta.routes)}.\n"


def _terms(meta: CheckMeta) -> Iterator[str]:
    terms = meta.terms
    kept = "may be kept" if terms.kept else "are never kept"
    yield (
        f"*Terms.* {line(terms.note)} Automation: {terms.automation.value}; answers {kept}. "
        f"[Source]({terms.link}), read {terms.read}{_MARKS[terms.mark]}.\n"
    )


def _guided(guide: Guide) -> Iterator[str]:
    """Yield how the user looks."""
    yield f"*About {guide.minutes} minutes.* Open <{guide.link}>{_MARKS[guide.mark]}.\n"
    yield from (f"{number}. {line(step)}" for number, step in enumerate(guide.steps, 1))
    yield ""
    for search in guide.searches:
        yield f"- Search for `{search}`"
    yield f"- You type there: {_kinds_words(guide.typed) or 'nothing about you'}."
    yield f"- Found is: {line(guide.look_for)}"
    yield f"- When found: {line(guide.when_found)}"


def _proven(meta: CheckMeta) -> Iterator[str]:
    """Yield what shows that the check works."""
    for canary in meta.canaries:
        yield (
            f"- Canary: {kind_words(canary.kind)} `{canary.known}` is there"
            f"{f' and shows “{canary.shows}”' if canary.shows else ''}; `{canary.unknown}` is not."
        )
    if meta.no_canary:
        yield f"- No canary: {line(meta.no_canary)}"


def _asked(meta: CheckMeta) -> Iterator[str]:
    """Yield whom a check asks, how often, and on what terms."""
    yield "| asks | in | requests | with | why |"
    yield "|---|---|---|---|---|"
    for ask in meta.asks:
        number = f"{'' if ask.exact else 'up to '}{ask.number}{_EACH[ask.each]}"
        sent = _kinds_words(ask.sends) or "nothing"
        yield f"| {_WHOM.get(ask.at, ask.at)} | {ask.country} | {number} | {sent} | {ask.why} |"
    yield ""
    for service in meta.services:
        day = f", {service.per_day} a day" if service.per_day else ""
        kept = f"kept for {service.keep_days} days" if service.keep_days else "never kept"
        yield (
            f"- {service.host}: {service.per_second:g} a second, {service.burst} at a stretch, "
            f"{service.at_once} at once{day}; answers are {kept}."
        )


_WHOM: Mapping[object, str] = {
    At.RESOLVER: "your resolver",
    At.OWN: "the host of what you declared",
    At.REGISTRY: "the registry's RDAP server",
    At.REGISTRAR: "the server that it refers or redirects to",
    At.WHOIS: "the registry's WHOIS server",
    At.SEARXNG: "your SearXNG",
    At.VISITED: "listed publishers, and hosts that you allowed",
}
_MARKS = {
    Mark.SOURCED: "",
    Mark.SECOND_HAND: ", second-hand",
    Mark.UNVERIFIED: "; not verified: check on the site",
}
_EACH = {
    Each.RUN: "",
    Each.NAME: " a name",
    Each.COMPANY: " a company",
    Each.CHARITY: " a charity",
    Each.USERNAME: " a user name",
    Each.EMAIL: " an e-mail address",
    Each.PHONE: " a phone number",
    Each.ADDRESS: " an address",
    Each.WEBSITE: " a web site",
    Each.DOMAIN: " a domain",
    Each.PAGE: " a page",
    Each.ZONE: " a domain, and the registered one above it",
    Each.REGISTERED: " a registered domain",
}


def key_words(meta: CheckMeta) -> str:
    """Return which keys or settings a source can be asked with."""
    sources = [key.source for key in meta.keys]
    if meta.key_stand_in:
        sources.append(meta.key_stand_in)
    return " or ".join(sources) if sources else "none"


def _kinds_words(kinds: Iterable[Kind]) -> str:
    return listed(kind_words(kind) for kind in kinds)


def listed(words: Iterable[str]) -> str:
    """Return words with commas between them."""
    return ", ".join(words)


def line(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.split())
