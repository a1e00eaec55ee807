"""The schema of a source file, `<id>.toml`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints, field_validator, model_validator

from exposure_audit.checks.interface import Ask, At, CheckMeta, Each, KeySpec, Mode, Service
from exposure_audit.model import CheckId, Kind, RouteId, Rung
from exposure_audit.toml_data import Strict

_Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,30}$")]
_Text = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]
_Host = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")]


class _Key(Strict):
    source: _Id
    host: _Host
    header: _Text
    basic: bool = False
    how: _Text


class _Service(Strict):
    host: _Host
    country: _Text
    per_second: Annotated[float, Field(gt=0, le=50)]
    burst: Annotated[int, Field(ge=1, le=100)] = 1
    at_once: Annotated[int, Field(ge=1, le=10)] = 2
    per_day: Annotated[int, Field(ge=1)] | None = None
    keep_days: Annotated[int, Field(ge=0, le=7)] = 7
    fresh_hours: Annotated[int, Field(ge=0, le=24)] = 0


class _Ask(Strict):
    at: At | _Host
    each: Each
    exactly: Annotated[int, Field(ge=1, le=200)] | None = None
    at_most: Annotated[int, Field(ge=1, le=200)] | None = None
    country: _Text | None = None
    sends: tuple[Kind, ...] = ()
    why: _Text
    provider: _Id | None = None

    @model_validator(mode="after")
    def _is_counted(self) -> _Ask:
        if (self.exactly is None) == (self.at_most is None):
            raise ValueError("an ask has either exactly or at_most")
        if isinstance(self.at, At) == (self.country is None):
            raise ValueError("a kind of host needs a country, and a service has its own")
        return self


class Source(Strict):
    """The schema of `<id>.toml`."""

    title: _Text
    publisher: _Text
    mode: Mode
    jurisdictions: Annotated[tuple[_Text, ...], Field(min_length=1)]
    kinds: Annotated[tuple[Kind, ...], Field(min_length=1)]
    sends: Annotated[dict[Rung, tuple[Kind, ...]], Field(min_length=1)]
    publishes: _Text
    why: _Text
    how: _Text
    limits_of: _Text
    routes: Annotated[tuple[_Id, ...], Field(min_length=1)]
    terms: _Text
    asks: Annotated[tuple[_Ask, ...], Field(min_length=1)]
    services: tuple[_Service, ...] = ()
    keys: tuple[_Key, ...] = ()
    key_stand_in: _Id | None = None
    needs_key: bool = False

    @field_validator("mode")
    @classmethod
    def _runs_here(cls, mode: Mode) -> Mode:
        if mode is Mode.GUIDED:
            raise ValueError("guided checks come with a later version")
        return mode

    @model_validator(mode="after")
    def _can_have_its_key(self) -> Source:
        if self.needs_key and not (self.keys or self.key_stand_in):
            raise ValueError("needs_key without any key")
        return self

    @model_validator(mode="after")
    def _knows_whom_it_asks(self) -> Source:
        hosts = {service.host for service in self.services}
        asked = {ask.at for ask in self.asks if not isinstance(ask.at, At)}
        if not asked <= hosts:
            raise ValueError("a host that is asked needs a service of that name")
        known = {key.source for key in self.keys} | {self.key_stand_in}
        if any(ask.provider and ask.provider not in known for ask in self.asks):
            raise ValueError("an ask names a provider that is neither key nor stand-in")
        kinds = {kind for kinds in self.sends.values() for kind in kinds}
        if any(kind not in kinds for ask in self.asks for kind in ask.sends):
            raise ValueError("an ask sends a kind that the source does not")
        return self

    def meta(self, check: CheckId) -> CheckMeta:
        """Return what the file says about a check."""
        return CheckMeta(
            id=check,
            title=self.title,
            publisher=self.publisher,
            mode=self.mode,
            jurisdictions=self.jurisdictions,
            kinds=self.kinds,
            sends=self.sends,
            publishes=self.publishes,
            why=self.why,
            how=self.how,
            limits_of=self.limits_of,
            routes=tuple(RouteId(route) for route in self.routes),
            asks=tuple(self._ask(ask) for ask in self.asks),
            services=tuple(Service(**service.model_dump()) for service in self.services),
            terms=self.terms,
            keys=tuple(KeySpec(**key.model_dump()) for key in self.keys),
            key_stand_in=self.key_stand_in,
            needs_key=self.needs_key,
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
