"""What `world.toml` may say: the fictional public web as frozen, strictly checked models."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from exposure_audit.model import PartKind
from exposure_audit.result import Status
from exposure_audit.toml_data import Strict

HostName = str
Latitude = float
Longitude = float


class Page(Strict):
    """One path of a site: a file of the world's folder, a text, or a redirect."""

    path: str = Field(pattern=r"^/")
    file: str = Field(default="", pattern=r"^[a-z0-9.-]*$")
    text: str = ""
    redirect: str = ""
    type: str = ""
    """The media type; empty to go by the path's suffix."""

    @model_validator(mode="after")
    def _has_one_body(self) -> Self:
        if sum(map(bool, (self.file, self.text, self.redirect))) != 1:
            raise ValueError("needs exactly one of file, text and redirect")
        return self


class Photo(Strict):
    """A JPEG that is made at start-up and carries a place in its EXIF data."""

    path: str = Field(pattern=r"^/")
    location: tuple[Latitude, Longitude]
    artist: str = ""
    description: str = ""


class Leaflet(Strict):
    """A PDF that is made at start-up, with a text layer and Info metadata."""

    path: str = Field(pattern=r"^/")
    title: str
    author: str
    lines: tuple[str, ...]


class Site(Strict):
    """One web host, on https; plain http redirects there."""

    host: HostName = Field(pattern=r"^[a-z0-9.-]+\.example$")
    visit: bool = False
    """Whether the settings allow visits, as for a listed publisher."""
    page: tuple[Page, ...] = ()
    photo: tuple[Photo, ...] = ()
    leaflet: tuple[Leaflet, ...] = ()


class Registrant(Strict):
    """A domain's holder who agreed to be shown."""

    name: str
    street: str
    town: str
    postcode: str
    email: str = ""


class Registration(Strict):
    """One domain at the registry; without a registrant its data are redacted."""

    domain: HostName
    registered: date
    rdap: bool = True
    """False: RDAP answers 503, and only port 43 knows the domain."""
    registrant: Registrant | None = None


class ZoneText(Strict):
    """One DNS zone, as master-file text relative to its name (RFC 1035)."""

    name: HostName
    records: str


class Place(Strict):
    """An address as a company register splits it."""

    premises: str = ""
    street: str
    town: str
    postcode: str
    country: str = "England"


class MonthOfBirth(Strict):
    """What the register shows of a date of birth."""

    month: int = Field(ge=1, le=12)
    year: int = Field(ge=1900, le=2100)


class Control(Strict):
    """A person with significant control; a super-secure entry shows nothing of them."""

    super_secure: bool = False
    title: str = ""
    forename: str = ""
    surname: str = ""
    born: MonthOfBirth | None = None
    address: Place | None = None
    notified: date


class Company(Strict):
    """A company on the register."""

    number: str = Field(pattern=r"^(99[0-9]{6}|09121572)$")
    """Far above the numbers that are in use, or the canary's."""
    name: str
    created: date
    status: Literal["active", "dissolved"] = "active"
    address: Place
    control: tuple[Control, ...] = ()


class Appointment(Strict):
    """An officer's post at one company."""

    company: str
    role: Literal["director", "secretary"]
    appointed: date
    resigned: date | None = None
    occupation: str = ""
    address: Place | None = None
    """The correspondence address; the officer's own where it is left out."""


class Officer(Strict):
    """One entry of the officer index: a person may be split over several."""

    id: str = Field(pattern=r"^[A-Za-z0-9_-]{27}$")
    title: str = ""
    forename: str
    surname: str
    born: MonthOfBirth | None = None
    address: Place
    appointment: tuple[Appointment, ...]


class SearchResult(Strict):
    """One page that the search engines know."""

    url: str = Field(pattern=r"^https://")
    title: str
    description: str


class SearxngRules(Strict):
    """How the SearXNG look-alike is set up."""

    formats: tuple[Literal["html", "json"], ...] = ("html", "json")
    unresponsive: tuple[tuple[str, str], ...] = ()


class Keys(Strict):
    """The fictional account keys."""

    companies_house: str = Field(alias="companies-house")
    brave: str
    mojeek: str = "sandbox-mojeek-key"

    @property
    def by_variable(self) -> Mapping[str, str]:
        """Environment variable to the key that it has to hold."""
        return {
            "EXPOSURE_AUDIT_COMPANIES_HOUSE_KEY": self.companies_house,
            "EXPOSURE_AUDIT_BRAVE_KEY": self.brave,
            "EXPOSURE_AUDIT_MOJEEK_KEY": self.mojeek,
        }


class Quotas(Strict):
    """How many requests a key may make in a window before it gets 429."""

    companies_house: int = Field(alias="companies-house", ge=0)
    brave: int = Field(ge=0)
    mojeek: int = Field(default=2000, ge=0)


class Planted(Strict):
    """A declared fact that stands somewhere: an audit has to find it."""

    subject: str
    fact: str
    check: str
    at: str
    """The start of the locator, or the whole of it where `exact` is set."""
    exact: bool = False
    parts: tuple[PartKind, ...] = ()
    """Kinds of part that must hold it; empty: any."""


class PossibleEntry(Strict):
    """How many entries of a publisher may be the subject's, and are only counted."""

    subject: str
    publisher: str
    count: int = Field(ge=1)


class Expected(Strict):
    """What an audit of each candidate has to end with."""

    planted: tuple[Planted, ...] = ()
    possible: tuple[PossibleEntry, ...] = ()
    outcomes: Mapping[str, Mapping[str, Status]] = Field(default_factory=dict)
    """Slug to check to the status of its attempt."""


class World(Expected):
    """The whole fictional public web."""

    keys: Keys
    quotas: Quotas
    searxng: SearxngRules
    site: tuple[Site, ...]
    registration: tuple[Registration, ...] = ()
    zone: tuple[ZoneText, ...] = ()
    company: tuple[Company, ...] = ()
    officer: tuple[Officer, ...] = ()
    result: tuple[SearchResult, ...] = ()

    @property
    def hosts(self) -> tuple[HostName, ...]:
        """The web sites' host names, in the file's order."""
        return tuple(site.host for site in self.site)

    @property
    def visit(self) -> tuple[HostName, ...]:
        """The hosts whose pages the settings allow to be visited."""
        return tuple(site.host for site in self.site if site.visit)
