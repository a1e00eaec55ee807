"""What the audits of one process share: the network room, the reader of files, and the sources."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from exposure_audit.checks import registry
from exposure_audit.checks.asking import Service
from exposure_audit.checks.meta import CheckMeta
from exposure_audit.extract.interface import Reader
from exposure_audit.extract.isolated import IsolatedReader
from exposure_audit.limits import Clock, Limits
from exposure_audit.model import CheckId
from exposure_audit.net.config import NetConfig
from exposure_audit.net.quota import Quota, Rate
from exposure_audit.net.room import Room, Rules
from exposure_audit.net.terms import Terms
from exposure_audit.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Within what the audits run."""

    settings: Settings
    limits: Limits
    clock: Clock
    quota: Quota
    offline: bool = False
    """Whether only kept answers serve, and nothing is sent."""
    ca_file: Path | None = None
    """A further certificate authority to trust, over the system's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Premises:
    """What is open while audits run."""

    frame: Frame
    metas: Mapping[CheckId, CheckMeta]
    room: Room
    reader: Reader


@asynccontextmanager
async def opened(frame: Frame) -> AsyncIterator[Premises]:
    """Open the network room and the reader; raises `SettingsError`."""
    metas = registry.metas()
    rules = Rules(
        limits=frame.limits,
        clock=frame.clock,
        quota=frame.quota,
        terms=terms(metas, frame.limits),
        offline=frame.offline,
    )
    config = net_config(frame.settings, frame.ca_file)
    async with Room(config, rules) as room, IsolatedReader(frame.limits) as reader:
        yield Premises(frame=frame, metas=metas, room=room, reader=reader)


def net_config(settings: Settings, ca_file: Path | None = None) -> NetConfig:
    """Return the network room's view of the settings; a named SearXNG may be private."""
    return NetConfig(
        dns=settings.dns,
        whois=settings.whois,
        origins=settings.origins,
        allow_hosts=frozenset(settings.allow_hosts) | settings.searxng_host(),
        ca_file=ca_file,
    )


def terms(metas: Mapping[CheckId, CheckMeta], limits: Limits) -> Mapping[str, Terms]:
    """Return the declared sources' terms by host; without an interval nothing is paced."""
    declared = {
        service.host: _terms(service) for meta in metas.values() for service in meta.services
    }
    if limits.host_interval_seconds:
        return declared
    return {host: replace(found, rate=None) for host, found in declared.items()}


def _terms(service: Service) -> Terms:
    return Terms(
        source=service.host,
        rate=Rate(per_second=service.per_second, burst=service.burst, per_day=service.per_day),
        at_once=service.at_once,
        keep=timedelta(days=service.keep_days),
        fresh=timedelta(hours=service.fresh_hours),
        declared=True,
    )
