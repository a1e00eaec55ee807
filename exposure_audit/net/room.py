"""The network room: everything that a run asks of the network goes through one of these."""

from __future__ import annotations

from contextlib import AsyncExitStack
from functools import partial
from types import TracebackType
from typing import Self

from yarl import URL

from exposure_audit.limits import Clock, Limits
from exposure_audit.model import CheckId
from exposure_audit.net.channel import RoomChannel, Wiring, answer_of
from exposure_audit.net.config import HostKey, NetConfig
from exposure_audit.net.dns import Dns
from exposure_audit.net.egress import EgressGuard
from exposure_audit.net.guard import Guard
from exposure_audit.net.http import Http, Outgoing
from exposure_audit.net.interface import OK, Response
from exposure_audit.net.ledger import Ledger
from exposure_audit.net.pacing import Pacer
from exposure_audit.net.rdap import BOOTSTRAP_URL, Bootstrap
from exposure_audit.net.walls import shipped
from exposure_audit.net.whois import Whois


class Room:
    """Holds the connections of a run; used as an async context manager.

    Raises `SettingsError` for an address in the settings that cannot be used.
    """

    def __init__(self, config: NetConfig, limits: Limits, clock: Clock, ledger: Ledger) -> None:
        self._limits = limits
        self._ledger = ledger
        dns = Dns(config.dns, limits, clock)
        guard = Guard(config.allow_hosts)
        self._wiring = Wiring(
            http=Http(config, limits, clock, dns, guard),
            dns=dns,
            whois=Whois(config.whois, limits, dns, guard),
            bootstrap=Bootstrap(self._bootstrap),
            pacer=Pacer(limits.host_interval_seconds, clock),
            ledger=ledger,
            limits=limits,
            clock=clock,
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

    def channel(
        self, *, check: CheckId, guard: EgressGuard, keys: tuple[HostKey, ...] = ()
    ) -> RoomChannel:
        """Open the network for one attempt."""
        return RoomChannel(check=check, guard=guard, keys=keys, wiring=self._wiring)

    async def _bootstrap(self, url: str) -> Response:
        """Fetch the list of RDAP servers, which no attempt pays for; raises `GatherError`."""
        told = partial(self._ledger.saw, URL(url).raw_host or "")
        request = Outgoing(
            method="GET",
            url=URL(BOOTSTRAP_URL),
            headers={"Accept": "application/json"},
            max_bytes=self._limits.json_bytes,
        )
        return answer_of(await self._wiring.http.send(request, told), OK)
