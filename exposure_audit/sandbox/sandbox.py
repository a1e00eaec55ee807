"""The fictional public web as a whole: real servers on loopback, started and stopped together."""

from __future__ import annotations

import json
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from exposure_audit.limits import Clock, SystemClock
from exposure_audit.net.config import NetConfig
from exposure_audit.sandbox import dns_server, rdap, search, web, whois_server
from exposure_audit.sandbox.faults import Faults
from exposure_audit.sandbox.proof import Expectation, expectations
from exposure_audit.sandbox.services import known_keys
from exposure_audit.sandbox.streams import LOOPBACK
from exposure_audit.sandbox.web import WebPorts
from exposure_audit.sandbox.world import LoadedWorld, load_world

SEARXNG = f"https://{search.SEARXNG_HOST}"
ALLOWED = ("contact-search", "gravatar", "hibp", "hibp-pastes", "usernames")
"""What may get contacts, so that a run asks every source; nobody here exists."""


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A running fictional web, and how the tool's settings reach it."""

    loaded: LoadedWorld
    faults: Faults
    """Put a host here and it fails from the next request on."""
    hosts: tuple[str, ...]
    """Every public host that is served."""
    ports: WebPorts
    dns: str
    """The name server as `host:port`."""
    whois: str
    """The port-43 server as `host:port`."""
    tls: bool

    @classmethod
    @asynccontextmanager
    async def start(
        cls,
        world: LoadedWorld | None = None,
        *,
        faults: Faults | None = None,
        tls: ssl.SSLContext | None = None,
        clock: Clock | None = None,
    ) -> AsyncIterator[Sandbox]:
        """Serve a world (by default the shipped one) on free ports until the block ends.

        With `tls`, what stands in for https origins speaks it. Raises `DataError`, `OSError`.
        """
        loaded = world or load_world()
        broken: Faults = {} if faults is None else faults
        by_host = web.handlers(loaded, clock or SystemClock())
        zones = dns_server.Zones(loaded.world.zone, broken)
        registry = whois_server.Whois(loaded.world.registration, broken)
        async with (
            web.serve(by_host, broken, tls) as ports,
            dns_server.serve(zones) as dns_port,
            whois_server.serve(registry) as whois_port,
        ):
            yield cls(
                loaded=loaded,
                faults=broken,
                hosts=tuple(by_host),
                ports=ports,
                dns=f"{LOOPBACK}:{dns_port}",
                whois=f"{LOOPBACK}:{whois_port}",
                tls=tls is not None,
            )

    @property
    def keys(self) -> Mapping[str, str]:
        """Environment variable to the fictional key that it has to hold."""
        return known_keys(self.loaded.world, self.loaded.services)

    @property
    def profiles(self) -> Mapping[str, str]:
        """Slug to the candidate's profile as TOML text."""
        return self.loaded.profiles

    @property
    def expectations(self) -> Mapping[str, Expectation]:
        """Slug to what an audit of that candidate has to end with."""
        return expectations(self.loaded.world, tuple(self.profiles))

    @property
    def visit(self) -> tuple[str, ...]:
        """The hosts that the settings allow to be visited."""
        return self.loaded.world.visit

    @property
    def origins(self) -> Mapping[str, str]:
        """Public origin to the loopback origin that stands in for it."""
        scheme = "https" if self.tls else "http"
        secure = {
            f"https://{host}": f"{scheme}://{LOOPBACK}:{self.ports.https}" for host in self.hosts
        }
        plain = {f"http://{host}": f"http://{LOOPBACK}:{self.ports.http}" for host in self.hosts}
        return secure | plain

    def net_config(self, *, ca_file: Path | None = None) -> NetConfig:
        """Return what the network room needs to find this web."""
        return NetConfig(
            dns=(self.dns,),
            whois={rdap.TLD: self.whois},
            origins=self.origins,
            ca_file=ca_file,
        )

    def settings_toml(self) -> str:
        """Return the user's settings for this web, as DESIGN.md 5.5 shapes them."""
        lines = [
            'disclose = "address"',
            f"allow = {json.dumps(ALLOWED)}",
            f"visit = {json.dumps(self.visit)}",
            f"searxng = {json.dumps(SEARXNG)}",
            'contact_search = "mojeek"',
            "",
            "[net]",
            f"dns = [{json.dumps(self.dns)}]",
            "",
            "[net.whois]",
            f"{rdap.TLD} = {json.dumps(self.whois)}",
            "",
            "[net.origins]",
            *(f"{json.dumps(public)} = {json.dumps(own)}" for public, own in self.origins.items()),
        ]
        return "\n".join(lines) + "\n"

    def write_settings(self, path: Path) -> None:
        """Write the settings to a file."""
        path.write_text(self.settings_toml(), encoding="utf-8")
