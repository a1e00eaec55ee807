"""The schema of a source file, `<id>.toml`."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from exposure_audit.checks.asking import Ask, At, Each, KeySpec, Service
from exposure_audit.checks.meta import CheckMeta, Mode, Taken
from exposure_audit.checks.source import Automation, Family
from exposure_audit.checks.source_tables import (
    CanaryTable,
    FitsTable,
    GuideTable,
    Host,
    Id,
    Pattern,
    ReadTable,
    TermsTable,
    Text,
)
from exposure_audit.model import CheckId, Kind, RouteId, Rung
from exposure_audit.toml_data import Strict


class _Key(Strict):
    source: Id
    host: Host
    header: Text = "Authorization"
    query: str = ""
    prefix: str = ""
    basic: bool = False
    how: Text


class _Service(Strict):
    host: Host
    country: Text
    per_second: Annotated[float, Field(gt=0, le=50)]
    burst: Annotated[int, Field(ge=1, le=100)] = 1
    at_once: Annotated[int, Field(ge=1, le=10)] = 2
    per_day: Annotated[int, Field(ge=1)] | None = None
    keep_days: Annotated[int, Field(ge=0, le=7)] = 7
    fresh_hours: Annotated[int, Field(ge=0, le=24)] = 0


class _Ask(Strict):
    at: At | Host
    each: Each
    exactly: Annotated[int, Field(ge=1, le=1000)] | None = None
    at_most: Annotated[int, Field(ge=1, le=1000)] | None = None
    country: Text | None = None
    sends: tuple[Kind, ...] = ()
    why: Text
    provider: Id | None = None

    @model_validator(mode="after")
    def _is_counted(self) -> Self:
        if (self.exactly is None) == (self.at_most is None):
            raise ValueError("an ask has either exactly or at_most")
        if isinstance(self.at, At) == (self.country is None):
            raise ValueError("a kind of host needs a country, and a service has its own")
        return self


class Source(Strict):
    """The schema of `<id>.toml`."""

    title: Text
    publisher: Text
    mode: Mode
    family: Family
    covers: tuple[Annotated[int, Field(ge=1, le=25)], ...] = ()
    jurisdictions: Annotated[tuple[Text, ...], Field(min_length=1)]
    kinds: Annotated[tuple[Kind, ...], Field(min_length=1)]
    sends: dict[Rung, tuple[Kind, ...]] = Field(default_factory=dict)
    taken: Taken = Taken.ALL
    publishes: Text
    why: Text
    how: Text = "You look yourself, in your own browser; nothing is sent by this tool."
    limits_of: Text
    routes: Annotated[tuple[Id, ...], Field(min_length=1)]
    terms: TermsTable
    asks: tuple[_Ask, ...] = ()
    services: tuple[_Service, ...] = ()
    keys: tuple[_Key, ...] = ()
    key_stand_in: Id | None = None
    needs_key: bool = False
    values: dict[Kind, Pattern] = Field(default_factory=dict)
    canaries: tuple[CanaryTable, ...] = ()
    no_canary: str = ""
    fits: FitsTable = Field(default_factory=FitsTable)
    guide: GuideTable | None = None
    reads: tuple[ReadTable, ...] = ()

    @model_validator(mode="after")
    def _is_guided_or_asks(self) -> Self:
        asks = bool(self.asks and self.sends)
        if self.mode is Mode.GUIDED and (self.guide is None or self.asks or self.sends):
            raise ValueError("a guided check has a [guide], and asks and sends nothing")
        if self.mode is Mode.AUTOMATIC and (not asks or self.guide):
            raise ValueError("an automatic check has [[asks]] and [sends], and no [guide]")
        return self

    @model_validator(mode="after")
    def _keeps_to_its_terms(self) -> Self:
        if self.mode is Mode.AUTOMATIC and self.terms.automation is Automation.FORBIDDEN:
            raise ValueError("a source whose terms forbid automation is a guided check")
        kept = any(service.keep_days for service in self.services)
        if kept and self.terms.storage == "not-kept":
            raise ValueError("the terms forbid storing, so each service needs keep_days = 0")
        return self

    @model_validator(mode="after")
    def _is_proven_or_says_why_not(self) -> Self:
        if bool(self.canaries) == bool(self.no_canary.strip()):
            raise ValueError("a source has [[canaries]], or no_canary says why not")
        kinds = {kind for kinds in self.sends.values() for kind in kinds}
        if any(canary.kind not in kinds for canary in self.canaries):
            raise ValueError("a canary is of a kind that the source is not asked")
        return self

    @model_validator(mode="after")
    def _can_have_its_key(self) -> Self:
        if self.needs_key and not (self.keys or self.key_stand_in):
            raise ValueError("needs_key without any key")
        return self

    @model_validator(mode="after")
    def _knows_whom_it_asks(self) -> Self:
        hosts = {service.host for service in self.services}
        asked = {ask.at for ask in self.asks if not isinstance(ask.at, At)}
        if not asked <= hosts:
            raise ValueError("a host that is asked needs a service of that name")
        known = {key.source for key in self.keys} | {self.key_stand_in}
        if any(ask.provider and ask.provider not in known for ask in self.asks):
            raise ValueError("an ask names a provider that is neither key nor stand-in")
        kinds = {kind for kinds in self.sends.values() for kind in kinds}
        sent = {kind for ask in self.asks for kind in ask.sends} | {
            read.each for read in self.reads
        }
        if not sent <= kinds:
            raise ValueError("an ask or a read sends a kind that the source does not")
        return self

    def meta(self, check: CheckId) -> CheckMeta:
        """Return what the file says about a check."""
        return CheckMeta(
            id=check,
            title=self.title,
            publisher=self.publisher,
            mode=self.mode,
            family=self.family,
            covers=self.covers,
            jurisdictions=self.jurisdictions,
            kinds=self.kinds,
            sends=self.sends,
            taken=self.taken,
            publishes=self.publishes,
            why=self.why,
            how=self.how,
            limits_of=self.limits_of,
            routes=tuple(RouteId(route) for route in self.routes),
            asks=tuple(self._ask(ask) for ask in self.asks),
            services=tuple(Service(**service.model_dump()) for service in self.services),
            terms=self.terms.made(),
            keys=tuple(KeySpec(**key.model_dump()) for key in self.keys),
            key_stand_in=self.key_stand_in,
            needs_key=self.needs_key,
            values=self.values,
            canaries=tuple(canary.made() for canary in self.canaries),
            no_canary=self.no_canary,
            fits=self.fits.made(),
            guide=self.guide.made() if self.guide else None,
            reads=tuple(read.made() for read in self.reads),
        )

    def _ask(self, ask: _Ask) -> Ask:
        countries = {service.host: service.country for service in self.services}
        return Ask(
            at=ask.at,
            each=ask.each,
            number=ask.exactly or ask.at_most or 0,
            exact=ask.exactly is not None,
            country=ask.country or countries[ask.at],
            sends=ask.sends,
            why=ask.why,
            provider=ask.provider,
        )
