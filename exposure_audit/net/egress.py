"""The egress guard: what a request may carry of the declared facts (DESIGN.md principle 3).

All of a request is looked over by the matcher's strict finder, which is injected and sees through
encodings, digests and values cut in pieces. Three things are no disclosure: a URL that the user
declared, a URL on the host that itself published it, and a declared domain whose own host is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote

from yarl import URL

from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.model import FactId, Kind, Reason

_PLACES = frozenset({Kind.DOMAIN, Kind.WEBSITE})
_CONTACTS = frozenset({Kind.ADDRESS, Kind.PHONE, Kind.EMAIL})
_NEVER = frozenset({Kind.DATE_OF_BIRTH})
_LOCATED = frozenset({Kind.ADDRESS})
_INSIDE = {Kind.USERNAME: frozenset({Kind.NAME}), Kind.EMAIL: _PLACES}
"""What may stand inside an allowed value of a kind, and is sent with it."""
_HOST_NAME = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,10}")


@dataclass(frozen=True, slots=True)
class Shipment:
    """What a request would carry, and why it is made."""

    host: str
    texts: tuple[str, ...]
    """Everything of ours in it: path, query, form values, header values, a queried name."""
    ours: bool = True
    """Whether we made it up, or another host's link or redirect did."""
    echo: bool = False
    """Whether the host itself, or the user, published this very URL."""


@dataclass(frozen=True, slots=True)
class EgressGuard:
    """The rules for one attempt."""

    facts_in: Callable[[str], frozenset[FactId]]
    """Finds every declared fact in a text, in any disguise, and in pieces over its lines.

    It would rather see one too many than one too few.
    """
    places_in: Callable[[str], frozenset[FactId]]
    """Finds the coordinates of declared addresses, which never leave."""
    allowed: frozenset[FactId]
    """What the plan says that this attempt sends."""
    declared_urls: tuple[str, ...] = ()
    values: Mapping[FactId, str] = field(default_factory=dict, repr=False)
    """The declared user names and e-mail addresses, as they are sent."""
    above: Mapping[str, frozenset[FactId]] = field(default_factory=dict, repr=False)
    """The registered domains of declared hosts, such as `sian.example` of `www.sian.example`.

    Where the host may be told, so may they: registries know no other name.
    """

    def echo(self, url: URL, found_on: URL | None) -> bool:
        """Tell whether a URL says nothing new to its host."""
        if found_on is not None and same_host(url, found_on):
            return True
        return url in _urls(self.declared_urls)

    def check(self, shipment: Shipment, known: frozenset[FactId]) -> frozenset[FactId]:
        """Return the facts that a request discloses, none for an echo.

        `known` is what the host got before. Raises `EgressRefused` for a request of our own making,
        `GatherError` (guard-egress) for one that someone else's link asked for.
        """
        carried = self._carried(shipment)
        never = _of(carried, _NEVER) | self._places(shipment, carried)
        if shipment.echo:
            self._refuse(shipment, never, ours=False)
            return frozenset()
        self._refuse(shipment, (carried - self.allowed) | never, ours=shipment.ours)
        self._refuse(shipment, _pair(carried, known), ours=shipment.ours)
        return carried

    def check_redirect(self, url: URL, here: URL) -> bool:
        """Return whether a redirect is an echo: to the host that asks for it, or a declared URL.

        A redirect elsewhere may carry a domain, and nothing else of the subject: whom we ask, and
        what, is our own decision. Raises `GatherError` (guard-egress).
        """
        if self.echo(url, here):
            return True
        shipment = Shipment(url.raw_host or "", texts_of(url, None, {}), ours=False)
        carried = self._carried(shipment)
        self._refuse(shipment, carried - _of(carried, _PLACES), ours=False)
        return False

    def _refuse(self, shipment: Shipment, facts: frozenset[FactId], *, ours: bool) -> None:
        if facts and ours:
            raise EgressRefused(shipment.host, facts)
        if facts:
            raise GatherError(Reason.GUARD_EGRESS, shipment.host, "a link carried a declared fact")

    def _places(self, shipment: Shipment, carried: frozenset[FactId]) -> frozenset[FactId]:
        """Return the addresses whose coordinates a request carries, be they allowed or not."""
        if not _of(carried, _LOCATED):
            return frozenset()
        return self.places_in("\n".join((shipment.host, *shipment.texts)))

    def _carried(self, shipment: Shipment) -> frozenset[FactId]:
        """Return the facts in all that a request tells, its host's name included.

        A host that was declared learns nothing from its own name, and no host a domain from its.
        """
        own = bare(shipment.host) in _own_hosts(self.declared_urls)
        asked = [] if own or not shipment.host else [shipment.host]
        hosts = (*asked, *filter(_is_host, shipment.texts))
        lines = (*shipment.texts, *asked, *(host.replace(".", "\n") for host in hosts))
        seen = self.facts_in("\n".join(lines))
        if not seen:
            return frozenset()
        told = self._facts("\n".join(shipment.texts))
        if not seen - told - _of(seen, _PLACES):
            return told
        labels = (label for host in dict.fromkeys(hosts) for label in self._labels(host))
        whole = self._facts("\n".join((*shipment.texts, *asked, *labels)))
        return told | (whole - _of(whole, _PLACES))

    def _labels(self, host: str) -> list[str]:
        """Return the labels of a host's name that stand before a declared domain."""
        domain = self._own_domain(host, self.facts_in(host) | self.allowed)
        return host.removesuffix(domain or "").strip(".").split(".")

    def _facts(self, text: str) -> frozenset[FactId]:
        """Find facts; what stands only inside an allowed value is covered by it.

        A candidate's domain often is their name: asking the DNS for it sends the domain. So it is
        with a user name that is the name, and with an e-mail address at a declared domain.
        """
        found = self.facts_in(text)
        places = _of(found & self.allowed, _PLACES)
        rest, covered = self._without_values(text, found & self.allowed)
        told = places or any(domain in text.lower() for domain in self.above)
        for name in dict.fromkeys(_HOST_NAME.findall(text)) if told else ():
            if suffix := self._own_domain(name, self.allowed):
                places |= self._under(suffix) & self.allowed
                covered |= self.facts_in(suffix)
                rest = rest.replace(suffix, " ")
        left = self.facts_in(rest) if covered else frozenset()
        return (found - covered) | left | places

    def _without_values(self, text: str, facts: frozenset[FactId]) -> tuple[str, frozenset[FactId]]:
        """Return a text without the values that hold more than themselves, and what they hold.

        Only the very value is cut out: a longer word that begins with it tells more.
        """
        covered: frozenset[FactId] = frozenset()
        rest = text
        for fact in sorted(facts & self.values.keys()):
            value = self.values[fact]
            if inside := _of(self.facts_in(value), _INSIDE[_kind(fact)]):
                covered |= inside
                rest = _written(value).sub(" ", rest)
        return rest, covered

    def _own_domain(self, name: str, among: frozenset[FactId]) -> str | None:
        """Return the shortest end of a host name that is one of some declared domains.

        Where none is, the registered domain above one will do.
        """
        labels = name.split(".")
        ends = [".".join(labels[start:]) for start in range(len(labels) - 2, -1, -1)]
        declared = (end for end in ends if _of(self.facts_in(end) & among, _PLACES))
        return next(declared, None) or next((end for end in ends if self._under(end) & among), None)

    def _under(self, domain: str) -> frozenset[FactId]:
        """Return the declared hosts that a registered domain stands above."""
        return self.above.get(domain.lower(), frozenset())


@lru_cache(256)
def _written(value: str) -> re.Pattern[str]:
    """Return what finds a value in a request, as a word of its own, plain or percent-encoded."""
    forms = "|".join(map(re.escape, dict.fromkeys((value, quote(value, safe="")))))
    return re.compile(rf"(?:(?<![\w-])|(?<=%[0-9a-f]{{2}}))(?:{forms})(?![\w-])", re.IGNORECASE)


@lru_cache(256)
def _urls(texts: tuple[str, ...]) -> frozenset[URL]:
    return frozenset(_readable(texts))


def _readable(texts: tuple[str, ...]) -> Iterator[URL]:
    for text in texts:
        try:
            yield URL(text).with_fragment(None)
        except ValueError:
            continue


@lru_cache(256)
def _own_hosts(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(bare(url.raw_host or "") for url in _urls(texts))


def _is_host(text: str) -> bool:
    return _HOST_NAME.fullmatch(text) is not None and not text.rpartition(".")[2].isdigit()


def bare(host: str) -> str:
    """Return a host without `www.`: a site's two spellings are one recipient."""
    return host.lower().rstrip(".").removeprefix("www.")


def same_host(one: URL, other: URL) -> bool:
    """Tell whether two URLs are on the same host, `www.` aside."""
    return bare(one.raw_host or "") == bare(other.raw_host or "")


def texts_of(
    url: URL, form: Mapping[str, str] | None, headers: Mapping[str, str]
) -> tuple[str, ...]:
    """Return everything in a request that could carry a fact, each piece in its order."""
    path = url.raw_path if url.raw_path != "/" else ""
    pairs = [*(form or {}).items()]
    if url.raw_query_string:
        pairs = [*url.query.items(), *pairs]
    names, values = (name for name, _ in pairs), (value for _, value in pairs)
    texts = (path, url.raw_query_string, *names, *values, *headers.values())
    return tuple(filter(None, texts))


def _of(facts: Collection[FactId], kinds: frozenset[Kind]) -> frozenset[FactId]:
    return frozenset(fact for fact in facts if _kind(fact) in kinds)


def _kind(fact: FactId) -> Kind:
    return Kind(fact.partition(":")[0])


def _pair(carried: frozenset[FactId], known: frozenset[FactId]) -> frozenset[FactId]:
    """Return the facts that would give one host the name and a way to the person."""
    whole = carried | known
    names, contacts = _of(whole, frozenset({Kind.NAME})), _of(whole, _CONTACTS)
    if not names or not contacts:
        return frozenset()
    return carried & (names | contacts)
