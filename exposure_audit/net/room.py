"""The network room: everything that a run asks of the network goes through one of these."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from types import TracebackType
from typing import Self

from exposure_audit.limits import Clock, Limits
from exposure_audit.net.answers import Answers
from exposure_audit.net.channel import RoomChannel, Wiring
from exposure_audit.net.config import NetConfig
from exposure_audit.net.dns import Dns
from exposure_audit.net.errand import Errand
from exposure_audit.net.exchange import Common, Exchange
from exposure_audit.net.guard import Guard
from exposure_audit.net.http import Http
from exposure_audit.net.pacing import Lanes, Sleep
from exposure_audit.net.quota import Quota
from exposure_audit.net.rdap import Bootstrap
from exposure_audit.net.terms import Terms, TermsOf
from exposure_audit.net.walls import shipped
from exposure_audit.net.whois import Whois


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What all errands in a room keep to."""

    limits: Limits
    clock: Clock
    quota: Quota
    terms: Mapping[str, Terms] = field(default_factory=dict)
    """The declared ones, by host."""
    offline: bool = False
    """Whether only kept answers serve, and nothing is sent."""
    sleep: Sleep = asyncio.sleep


class Room:
    """Holds the connections of a run; used as an async context manager.

    Raises `SettingsError` for an address in the settings that cannot be used.
    """

    def __init__(self, config: NetConfig, rules: Rules) -> None:
        limits, clock = rules.limits, rules.clock
        dns = Dns(config.dns, limits, clock)
        guard = Guard(config.allow_hosts)
        terms_of = TermsOf(rules.terms, limits)
        self._wiring = Wiring(
            http=Http(config, limits, clock, dns, guard),
            dns=dns,
            whois=Whois(config.whois, limits, dns, guard),
            bootstrap=Bootstrap(),
            limits=limits,
        )
        self._common = Common(
            lanes=Lanes(terms_of, limits, clock, rules.quota, rules.sleep),
            terms_of=terms_of,
            answers=Answers(limits.shared_bytes, timedelta(seconds=limits.shared_seconds), clock),
            limits=limits,
            clock=clock,
            sleep=rules.sleep,
            offline=rules.offline,
        )
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        shipped()
        await self._open.enter_async_context(self._wiring.http)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._open.aclose()

    def channel(self, errand: Errand) -> RoomChannel:
        """Open the network for one attempt."""
        return RoomChannel(Exchange(errand, self._common), self._wiring)
