"""The shape of a profile file (DESIGN.md 5.1), strict: an unknown key is an error.

Validators raise `ValueError` in words for a lay person, never with the value itself.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from exposure_audit.age_keys import recipient_of
from exposure_audit.facts import address, email, identifier, phone, username


def _label(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9-]{1,20}", text):
        raise ValueError("a label is 1 to 20 small letters, digits or hyphens, such as home-2")
    return text


def _line(limit: int) -> Callable[[str], str]:
    def check(text: str) -> str:
        stripped = " ".join(text.split())
        if not stripped or len(stripped) > limit or not stripped.isprintable():
            raise ValueError(f"this needs one line of 1 to {limit} ordinary characters")
        return stripped

    return check


def _web_address(text: str) -> str:
    cure = "a web address looks like https://www.example.org/page"
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ValueError(cure) from None
    if parts.scheme not in {"http", "https"} or not host or port == 0 or len(text) > 2_000:
        raise ValueError(cure)
    if parts.username or parts.password:
        raise ValueError("a web address must not hold a user name or password")
    return text.strip()


def _country(text: str) -> str:
    if not re.fullmatch(r"[A-Z]{2}", text):
        raise ValueError("a country is two capital letters, such as GB or US")
    return text


def _location(pair: list[float]) -> list[float]:
    if len(pair) != 2 or not (-90 <= pair[0] <= 90 and -180 <= pair[1] <= 180):
        raise ValueError("a location is [latitude, longitude] in degrees, such as [51.5, -0.1]")
    return pair


Label = Annotated[str, AfterValidator(_label)]
Line = Annotated[str, AfterValidator(_line(200))]
PersonName = Annotated[str, AfterValidator(_line(100))]
WebAddress = Annotated[str, AfterValidator(_web_address)]
Country = Annotated[str, AfterValidator(_country)]


class Table(BaseModel):
    """A TOML table without unknown keys and without silent conversions."""

    model_config = ConfigDict(extra="forbid", strict=True)


class SubjectTable(Table):
    """`[subject]`."""

    name: PersonName
    also_known_as: list[PersonName] = Field(default=[], max_length=10)
    date_of_birth: dt.date | None = None
    roles: list[
        Literal["councillor", "mp", "director", "trustee", "sole-trader", "landlord", "employee"]
    ] = []
    lived_in: list[Country] = []


class ConsentTable(Table):
    """`[consent]`."""

    given_by: Literal["self", "subject"]
    date: dt.date
    expires: dt.date | None = None
    organisation: Line | None = None
    reference: Line | None = None
    scope: list[Literal["handles", "names", "contacts", "address", "staff-details"]] | None = None
    recipient: Annotated[str, AfterValidator(recipient_of)] | None = None


class AddressTable(Table):
    """`[[address]]`."""

    label: Label
    role: Literal["home", "former", "family", "second", "work", "refuge"] = "home"
    lines: list[Line] = Field(min_length=1, max_length=8)
    postcode: str = ""
    country: Country = "GB"
    location: Annotated[list[float], AfterValidator(_location)] | None = None
    public: bool = False

    @model_validator(mode="after")
    def _postcode(self) -> AddressTable:
        if self.country == "GB":
            self.postcode = address.normal_postcode(self.postcode)
        return self


class PhoneTable(Table):
    """`[[phone]]`."""

    label: Label
    number: Annotated[str, AfterValidator(phone.normal)]
    public: bool = False


class EmailTable(Table):
    """`[[email]]`."""

    label: Label
    address: Annotated[str, AfterValidator(email.normal)]
    public: bool = False


class UsernameTable(Table):
    """`[[username]]`."""

    label: Label
    name: Annotated[str, AfterValidator(username.normal)]
    public: bool = False


class DomainTable(Table):
    """`[[domain]]`."""

    label: Label
    name: Annotated[str, AfterValidator(identifier.normal_domain)]


class PlaceTable(Table):
    """`[[website]]` and `[[page]]`."""

    label: Label
    url: WebAddress


class CompanyTable(Table):
    """`[[company]]`."""

    label: Label
    number: Annotated[str, AfterValidator(identifier.normal_company)]


class CharityTable(Table):
    """`[[charity]]`."""

    label: Label
    number: Annotated[str, AfterValidator(identifier.normal_charity)]


class DetailTable(Table):
    """`[[detail]]`."""

    label: Label
    text: Line


class CandidacyTable(Table):
    """`[candidacy]`."""

    election: Literal["local", "parish", "parl", "mayor", "pcc", "senedd", "sp", "nia", "gla"]
    nation: Literal["England", "Scotland", "Wales", "Northern Ireland"] | None = None
    area: Line | None = None
    council: Line | None = None
    party: Line | None = None
    status: Literal["prospective", "nominated", "elected", "former"] = "prospective"
    polling_day: dt.date | None = None
    own_agent: bool = False


class ProfileFile(Table):
    """The whole file."""

    subject: SubjectTable
    consent: ConsentTable
    candidacy: CandidacyTable | None = None
    address: list[AddressTable] = Field(default=[], max_length=6)
    phone: list[PhoneTable] = Field(default=[], max_length=6)
    email: list[EmailTable] = Field(default=[], max_length=8)
    username: list[UsernameTable] = Field(default=[], max_length=10)
    domain: list[DomainTable] = Field(default=[], max_length=20)
    website: list[PlaceTable] = Field(default=[], max_length=20)
    company: list[CompanyTable] = Field(default=[], max_length=20)
    charity: list[CharityTable] = Field(default=[], max_length=20)
    page: list[PlaceTable] = Field(default=[], max_length=50)
    detail: list[DetailTable] = Field(default=[], max_length=10)


KNOWN_KEYS = tuple({key: None for table in Table.__subclasses__() for key in table.model_fields})
"""Every key that a profile may hold, for "did you mean"."""
