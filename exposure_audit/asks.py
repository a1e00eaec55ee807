"""Whom an attempt would ask, how often and with which facts, before a packet is sent; pure.

The same list is what `plan` prints and what the network room holds the attempt to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from exposure_audit.checks.asking import Ask, At, Each
from exposure_audit.checks.meta import CheckMeta
from exposure_audit.errors import GatherError
from exposure_audit.model import Fact, FactId, Kind, Reason, Subject
from exposure_audit.net import rdap, whois
from exposure_audit.net.allotment import Allotment, Share
from exposure_audit.net.domains import ascii_host, ldh, registrable
from exposure_audit.result import RESOLVER
from exposure_audit.username_sites import Site
from exposure_audit.visiting import host_of

_LIKE = {
    At.RESOLVER: "the resolver of this computer",
    At.OWN: "",
    At.REGISTRY: "the RDAP server of the domain's registry",
    At.REGISTRAR: "the server that a registry refers to",
    At.WHOIS: "",
    At.SEARXNG: "",
    At.VISITED: "listed publishers, and hosts that you allowed",
    At.SITES: "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedAsk:
    """One entry of a plan."""

    at: At | str
    hosts: tuple[str, ...]
    """The very hosts, as far as they are known before anything is asked."""
    like: str
    """What kind of host, where that is all that is known; or an empty text."""
    country: str
    number: int
    exact: bool
    """Whether the number is what will be asked, or the most."""
    facts: tuple[FactId, ...]
    """What the requests carry."""
    why: str
    account: str | None
    """The source whose key is used: the account is in the user's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What of the user's choices decides whom a check asks."""

    searxng: str | None = None
    resolvers: tuple[str, ...] = ()
    whois: Mapping[str, str] = field(default_factory=dict)
    sites: tuple[Site, ...] = ()
    """The sites of the user's own list that user names are looked up at."""
    may_visit: Callable[[str], Reason | None] = lambda _url: Reason.UNFAMILIAR_HOST
    """Why a page must not be fetched, or None."""


def planned_asks(
    meta: CheckMeta, subject: Subject, providers: Sequence[str], around: Surroundings
) -> tuple[PlannedAsk, ...]:
    """Return what a check would ask about a subject, who has only what it is given."""
    wanted = [ask for ask in meta.asks if ask.provider is None or ask.provider in providers]
    keys = {key.source: key.host for key in meta.keys if key.source in providers}
    found = (_planned(ask, subject, keys, around) for ask in wanted)
    return tuple(ask for ask in found if ask.number and (ask.hosts or ask.like))


def allotment_of(asks: Sequence[PlannedAsk], around: Surroundings) -> Allotment:
    """Return what holds an attempt to its plan; where several entries fit, the narrowest counts."""
    ordered = sorted(asks, key=lambda ask: _WIDTH.get(ask.at, 0))
    shares = (
        Share(
            fits=_fitting(ask, around),
            number=ask.number,
            facts=frozenset(ask.facts),
            named=ask.at not in _WIDTH,
        )
        for ask in ordered
    )
    return Allotment(tuple(shares))


_WIDTH: Mapping[object, int] = {At.OWN: 1, At.VISITED: 2, At.REGISTRY: 3, At.REGISTRAR: 4}


def _planned(
    ask: Ask, subject: Subject, keys: Mapping[str, str], around: Surroundings
) -> PlannedAsk:
    counted = _counted(ask.each, subject) * (len(around.sites) if ask.at is At.SITES else 1)
    return PlannedAsk(
        at=ask.at,
        hosts=_hosts(ask.at, subject, around),
        like=_like(ask.at, around),
        country=ask.country,
        number=ask.number * counted,
        exact=ask.exact,
        facts=tuple(dict.fromkeys(fact.id for fact in subject.facts if fact.kind in ask.sends)),
        why=ask.why,
        account=_account(ask, keys),
    )


def _account(ask: Ask, keys: Mapping[str, str]) -> str | None:
    """Return whose key the requests carry: a key that is there goes with all that its host gets."""
    if ask.provider in keys:
        return ask.provider
    return next((source for source, host in keys.items() if host == ask.at), None)


def _like(at: At | str, around: Surroundings) -> str:
    if at is At.RESOLVER and around.resolvers:
        return "the resolver of your settings"
    if at is At.SITES:
        return f"{len(around.sites)} sites of your list"
    return _LIKE[at] if isinstance(at, At) else ""


def _counted(each: Each, subject: Subject) -> int:
    match each:
        case Each.RUN:
            return 1
        case Each.ZONE:
            domains = _domains(subject)
            return len({*domains, *map(registrable, domains)})
        case Each.REGISTERED:
            return len(set(map(registrable, _domains(subject))))
        case _:
            return len(subject.of_kind(Kind(each.value)))


def _domains(subject: Subject) -> list[str]:
    """Return the declared domains in the form in which they are asked for."""
    found = []
    for fact in subject.of_kind(Kind.DOMAIN):
        try:
            found.append(ldh(fact.value))
        except GatherError:
            continue
    return found


def _hosts(at: At | str, subject: Subject, around: Surroundings) -> tuple[str, ...]:
    match at:
        case At.RESOLVER | At.REGISTRAR | At.VISITED:
            hosts: list[str] = []
        case At.OWN:
            places = (Kind.DOMAIN, Kind.WEBSITE, Kind.PAGE)
            hosts = [_host(fact) for fact in subject.facts if fact.kind in places]
        case At.REGISTRY:
            domains = map(registrable, _domains(subject))
            bases = [rdap.longest(rdap.snapshot(), domain) for domain in domains]
            hosts = [host_of(base) for base in bases if base]
        case At.WHOIS:
            overrides = whois.overrides_of(around.whois)
            servers = [whois.server_for(domain, overrides) for domain in _domains(subject)]
            hosts = [found[0][0] for found in servers if found]
        case At.SITES:
            hosts = [ascii_host(site.host) for site in around.sites]
        case At.SEARXNG:
            hosts = [ascii_host(host_of(around.searxng))] if around.searxng else []
        case _:
            hosts = [at]
    return tuple(dict.fromkeys(filter(None, hosts)))


def _host(fact: Fact) -> str:
    """Return where a declared place stands."""
    return ascii_host(fact.value if fact.kind is Kind.DOMAIN else host_of(fact.value))


def _fitting(ask: PlannedAsk, around: Surroundings) -> Callable[[str], bool]:
    """Return what tells whether a host is one of an entry's."""
    match ask.at:
        case At.RESOLVER:
            return lambda host: host == RESOLVER
        case At.OWN:
            own = frozenset(map(registrable, ask.hosts))
            return lambda host: registrable(host) in own
        case At.VISITED:
            return lambda host: around.may_visit(f"https://{host}/") is None
        case At.REGISTRY | At.REGISTRAR:
            # Who they are is only known from an answer; the number and the facts hold.
            return lambda host: host != RESOLVER
        case _:
            return lambda host: host in ask.hosts
