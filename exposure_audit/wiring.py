"""What each planned attempt is given: its channel, behind its own guard, and its task."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial

from exposure_audit import username_sites
from exposure_audit.asks import Surroundings, allotment_of
from exposure_audit.checks.asking import KeySpec
from exposure_audit.checks.interface import Task
from exposure_audit.identity import site_token
from exposure_audit.keeping import Keeping
from exposure_audit.matching.own import OwnMatcher
from exposure_audit.model import Kind, Subject
from exposure_audit.net.config import HostKey
from exposure_audit.net.egress import EgressGuard
from exposure_audit.net.errand import Errand
from exposure_audit.net.interface import Channel
from exposure_audit.plan import PlannedAttempt
from exposure_audit.premises import Premises
from exposure_audit.publishers import shipped
from exposure_audit.runner import CountingChannel
from exposure_audit.settings import Settings
from exposure_audit.visiting import Visiting, own_sites, registered


def surroundings(subject: Subject, settings: Settings) -> Surroundings:
    """Return what of the user's choices decides whom a check asks."""
    return Surroundings(
        searxng=settings.searxng,
        resolvers=settings.dns,
        whois=settings.whois,
        sites=username_sites.load(settings.whatsmyname) if settings.whatsmyname else (),
        may_visit=Visiting(subject, settings.visit, shipped()).why_not,
    )


@dataclass(frozen=True, kw_only=True)
class Wiring:
    """Gives each planned attempt its channel and its task."""

    place: Premises
    subject: Subject
    settings: Settings
    environment: Mapping[str, str] = field(repr=False)
    keeping: Keeping
    matcher: OwnMatcher

    @cached_property
    def around(self) -> Surroundings:
        """What of the user's choices decides whom a check asks."""
        return surroundings(self.subject, self.settings)

    def channel(self, attempt: PlannedAttempt) -> CountingChannel:
        """Return an attempt's way to the network."""
        places = {Kind.WEBSITE, Kind.PAGE}
        facts = self.subject.facts
        urls = [fact.value for fact in facts if fact.kind in places]
        users = {Kind.USERNAME, Kind.EMAIL}
        guard = EgressGuard(
            facts_in=self.matcher.facts_in,
            places_in=self.matcher.places_in,
            allowed=attempt.allowed,
            declared_urls=tuple(urls),
            values={fact.id: fact.value for fact in facts if fact.kind in users},
            above=registered(self.subject),
        )
        given = [(key, self.environment.get(key.variable)) for key in attempt.meta.keys]
        errand = Errand(
            check=attempt.meta.id,
            guard=guard,
            allotment=allotment_of(attempt.asks, self.around),
            ledger=self.keeping.ledger,
            cache=self.keeping.cache,
            own=own_sites(self.subject, shipped()),
            keys=tuple(_host_key(key, value) for key, value in given if value),
        )
        return self.place.room.channel(errand)

    def task(self, attempt: PlannedAttempt, subject: Subject, channel: Channel) -> Task:
        """Return what an attempt's check is given."""
        return Task(
            subject=subject,
            channel=channel,
            reader=self.place.reader,
            limits=self.place.frame.limits,
            clock=self.place.frame.clock,
            providers=attempt.providers,
            searxng=self.settings.searxng if "searxng" in attempt.providers else None,
            sites=self.around.sites,
            may_visit=self.around.may_visit,
            control=partial(site_token, self.keeping.key),
        )


def _host_key(key: KeySpec, value: str) -> HostKey:
    """Return what carries a key (RFC 7617 for Basic: the key is the user name)."""
    if key.basic:
        value = "Basic " + base64.b64encode(f"{value}:".encode()).decode()
    return HostKey(host=key.host, header=key.header, value=key.prefix + value, query=key.query)
