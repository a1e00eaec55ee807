"""The egress guard: what a request may carry of the declared facts (DESIGN.md principle 3).

Every text of a request is looked over by the matcher's strict finder, which is injected. Three
things are no disclosure: a URL that the user declared, a URL on the host that itself published it,
and a declared domain whose own host is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from yarl import URL

from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.facts.carried import decodings, joined
from exposure_audit.model import FactId, Kind, Reason

_PLACES = frozenset({Kind.DOMAIN, Kind.WEBSITE})
_CONTACTS = frozenset({Kind.ADDRESS, Kind.PHONE, Kind.EMAIL})
_NEVER = frozenset({Kind.DATE_OF_BIRTH})
_HOST_NAME = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,10}")
_SEPARATORS = re.compile(r"[\W_]+")


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
    """Finds every declared fact in a text; rather one too many than one too few."""
    allowed: frozenset[FactId]
    """What the plan says that this attempt sends."""
    declared_urls: tuple[str, ...] = ()

    def echo(self, url: URL, found_on: URL | None) -> bool:
        """Tell whether a URL says nothing new to its host."""
        if found_on is not None and same_host(url, found_on):
            return True
        return str(url) in {str(declared) for declared in self._declared()}

    def check(self, shipment: Shipment, known: frozenset[FactId]) -> frozenset[FactId]:
        """Return the facts that a request discloses, none for an echo.

        `known` is what the host got before. Raises `EgressRefused` for a request of our own making,
        `GatherError` (guard-egress) for one that someone else's link asked for.
        """
        carried = self._carried(shipment)
        if shipment.echo:
            self._refuse(shipment, _of(carried, _NEVER), ours=False)
            return frozenset()
        beyond = (carried - self.allowed) | _of(carried, _NEVER)
        self._refuse(shipment, beyond, ours=shipment.ours)
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

    def _carried(self, shipment: Shipment) -> frozenset[FactId]:
        carried = frozenset[FactId]().union(
            *(self._facts(text) for text in _variants(shipment.texts))
        )
        if shipment.host and not self._declared_host(shipment.host):
            carried |= self._facts(shipment.host) - _of(self._facts(shipment.host), _PLACES)
        return carried

    def _declared_host(self, host: str) -> bool:
        return any(bare(host) == bare(url.raw_host or "") for url in self._declared())

    def _declared(self) -> Iterator[URL]:
        for text in self.declared_urls:
            try:
                yield URL(text).with_fragment(None)
            except ValueError:
                continue

    def _facts(self, text: str) -> frozenset[FactId]:
        """Find facts; what stands only inside an allowed domain's own name is covered by it.

        A candidate's domain often is their name: asking the DNS for it sends the domain.
        """
        found = self.facts_in(text)
        places = _of(found & self.allowed, _PLACES)
        rest = text
        covered: frozenset[FactId] = frozenset()
        for match in _HOST_NAME.finditer(text) if places else ():
            if suffix := self._own_domain(match[0]):
                covered |= self.facts_in(suffix)
                rest = rest.replace(suffix, " ")
        separated = _SEPARATORS.sub(" ", rest).strip()
        left = self.facts_in(rest) if covered else frozenset()
        return (found - covered) | left | self.facts_in(separated) | places

    def _own_domain(self, name: str) -> str | None:
        """Return the shortest end of a host name that is an allowed domain."""
        labels = name.split(".")
        for start in range(len(labels) - 2, -1, -1):
            suffix = ".".join(labels[start:])
            if _of(self.facts_in(suffix) & self.allowed, _PLACES):
                return suffix
        return None


def bare(host: str) -> str:
    """Return a host without `www.`: a site's two spellings are one recipient."""
    return host.lower().rstrip(".").removeprefix("www.")


def same_host(one: URL, other: URL) -> bool:
    """Tell whether two URLs are on the same host, `www.` aside."""
    return bare(one.raw_host or "") == bare(other.raw_host or "")


def texts_of(
    url: URL, form: Mapping[str, str] | None, headers: Mapping[str, str]
) -> tuple[str, ...]:
    """Return everything in a request that could carry a fact, single and joined (see `joined`)."""
    path = url.raw_path if url.raw_path != "/" else ""
    pairs = [*url.query.items(), *(form or {}).items()]
    values = [value for _, value in pairs]
    names = " ".join(name for name, _ in pairs)
    texts = (path, url.raw_query_string, names, *values, *joined(values), *headers.values())
    return tuple(dict.fromkeys(filter(None, texts)))


def _variants(texts: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(spelled for text in texts for spelled in decodings(text))


def _of(facts: Collection[FactId], kinds: frozenset[Kind]) -> frozenset[FactId]:
    return frozenset(fact for fact in facts if Kind(fact.partition(":")[0]) in kinds)


def _pair(carried: frozenset[FactId], known: frozenset[FactId]) -> frozenset[FactId]:
    """Return the facts that would give one host the name and a way to the person."""
    whole = carried | known
    names, contacts = _of(whole, frozenset({Kind.NAME})), _of(whole, _CONTACTS)
    if not names or not contacts:
        return frozenset()
    return carried & (names | contacts)
