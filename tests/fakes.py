"""Stand-ins that implement the interfaces, shared by tests."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from exposure_audit.audit import Means
from exposure_audit.checks.asking import KeySpec
from exposure_audit.checks.meta import CheckMeta, Mode
from exposure_audit.checks.source import Automation, Family, SourceTerms
from exposure_audit.extract import html_links, reader
from exposure_audit.extract.interface import Extraction
from exposure_audit.keeping import Unkept
from exposure_audit.limits import Limits, SystemClock
from exposure_audit.model import CheckId, Kind, Mark, Rung
from exposure_audit.net.quota import MemoryQuota
from exposure_audit.runner import Silent

TERMS = SourceTerms(
    automation=Automation.ALLOWED,
    kept=True,
    attribution="",
    link="https://source.example/terms",
    read=date(2026, 11, 22),
    mark=Mark.SOURCED,
    note="One question a day.",
)


def meta(
    name: str, sends: Mapping[Rung, tuple[Kind, ...]], *, needs_key: bool = False
) -> CheckMeta:
    """A source file's content."""
    key = KeySpec(source="brave", host="api.example", header="X-Key")
    return CheckMeta(
        id=CheckId(name),
        title=name,
        publisher="Example",
        mode=Mode.AUTOMATIC,
        family=Family.INFRASTRUCTURE,
        terms=TERMS,
        jurisdictions=("GB",),
        kinds=(Kind.ADDRESS,),
        sends=sends,
        asks=(),
        publishes="",
        why="",
        how="",
        limits_of="",
        routes=(),
        keys=(key,) if needs_key else (),
        key_stand_in="searxng" if needs_key else None,
        needs_key=needs_key,
    )


def unkept_means(limits: Limits) -> Means:
    """What a run is done with that nobody watches and nobody keeps; its ids are always the same."""
    clock = SystemClock()
    keeping = Unkept(key=b"k" * 32, started=clock.now())
    return Means(
        limits=limits,
        clock=clock,
        progress=Silent(),
        keeping=keeping,
        quota=MemoryQuota(clock),
    )


class HandClock:
    """Moves only when told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        """See `Clock.now`."""
        return datetime.fromtimestamp(self.seconds, UTC)

    def monotonic(self) -> float:
        """See `Clock.monotonic`."""
        return self.seconds


class DirectReader:
    """Reads bodies in this very process."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()

    async def read(
        self, body: bytes, *, media_type: str, name: str, base_url: str = ""
    ) -> Extraction:
        """See `Reader.read`."""
        made = reader.read(body, media_type=media_type, name=name, limits=self._limits)
        charset = media_type.partition("charset=")[2]
        if not base_url or made.form != "html":
            return made
        return replace(made, links=html_links.links(body, base_url, charset))
