"""What is declared and what is seen: the words of DESIGN.md section 3 as frozen types.

What an audit concludes (attempts, findings, the result) stands in `result.py`.
Values never show in a `repr`, so that no traceback and no log line can hold one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import NewType, Self

FactId = NewType("FactId", str)
CheckId = NewType("CheckId", str)
RouteId = NewType("RouteId", str)
FindingId = NewType("FindingId", str)


class Ranked(Enum):
    """A closed list of words in rising order; compares by its place in the list."""

    @property
    def rank(self) -> int:
        """The place in the list, 0 for the lowest."""
        return list(type(self)).index(self)

    def __lt__(self, other: Self) -> bool:
        return self.rank < other.rank

    def __le__(self, other: Self) -> bool:
        return self.rank <= other.rank

    def __gt__(self, other: Self) -> bool:
        return self.rank > other.rank

    def __ge__(self, other: Self) -> bool:
        return self.rank >= other.rank

    def lower(self, steps: int = 1) -> Self:
        """Return the word some steps down, never below the first."""
        return list(type(self))[max(0, self.rank - steps)]


class Confidence(Ranked):
    """How sure it is that what stands there is the declared value."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Rung(Ranked):
    """How much may be disclosed to sources, from least to most (DESIGN.md principle 3)."""

    NOTHING = "nothing"
    HANDLES = "handles"
    NAMES = "names"
    CONTACTS = "contacts"
    ADDRESS = "address"


class Kind(StrEnum):
    """The kinds of fact that a profile can declare."""

    NAME = "name"
    ADDRESS = "address"
    PHONE = "phone"
    EMAIL = "email"
    DATE_OF_BIRTH = "date-of-birth"
    USERNAME = "username"
    DOMAIN = "domain"
    WEBSITE = "website"
    COMPANY = "company"
    CHARITY = "charity"
    PAGE = "page"
    DETAIL = "detail"


PROTECTED_KINDS = frozenset(
    {Kind.ADDRESS, Kind.PHONE, Kind.EMAIL, Kind.DATE_OF_BIRTH, Kind.USERNAME, Kind.DETAIL}
)
"""Kinds whose value is an exposure where it stands; the others identify or say where to look."""


class Mark(StrEnum):
    """How well a statement is backed."""

    SOURCED = "S"
    """The publisher's own page, a specification, legislation or code."""
    SECOND_HAND = "2"
    """A third party's dated write-up or working code."""
    UNVERIFIED = "U"
    """General knowledge; never printed as fact."""


class Role(StrEnum):
    """What an address is to the subject."""

    HOME = "home"
    FORMER = "former"
    FAMILY = "family"
    SECOND = "second"
    WORK = "work"
    REFUGE = "refuge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One declared value: kind, label and normal form."""

    kind: Kind
    label: str
    value: str = field(repr=False)
    """The normal form: E.164 for a phone, ISO 8601 for a date, one line for an address."""
    public: bool = False
    """A public fact identifies the subject and is never reported."""

    @property
    def id(self) -> FactId:
        """The fact's id: `<kind>:<label>`, or the kind alone where there is one only."""
        if self.kind in {Kind.NAME, Kind.DATE_OF_BIRTH}:
            return FactId(self.kind.value)
        return FactId(f"{self.kind.value}:{self.label}")

    @property
    def protected(self) -> bool:
        """Whether the value is an exposure where a stranger can see it."""
        return self.kind in PROTECTED_KINDS and not self.public


@dataclass(frozen=True, slots=True, kw_only=True)
class Address(Fact):
    """A declared postal address."""

    kind: Kind = Kind.ADDRESS
    lines: tuple[str, ...] = field(repr=False)
    """As declared, without the postcode: flat, house and street, locality, town."""
    postcode: str = field(repr=False)
    """Upper case with one space, or empty for an address outside the UK."""
    role: Role = Role.HOME
    location: tuple[float, float] | None = field(default=None, repr=False)
    """Latitude and longitude in degrees."""

    @property
    def door(self) -> bool:
        """Whether someone can be found there at night: a home or a refuge."""
        return self.role in {Role.HOME, Role.REFUGE} and not self.public


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidacy:
    """What the subject stands for; drives election rules and the countdown."""

    election: str
    nation: str | None = None
    area: str | None = None
    council: str | None = None
    party: str | None = None
    status: str = "prospective"
    polling_day: date | None = None
    own_agent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Who agreed to this audit, when, for how long, and how much may be sent."""

    given_by: str
    given_on: date
    expires: date | None = None
    organisation: str | None = None
    reference: str | None = None
    ceiling: Rung = Rung.ADDRESS
    """The highest rung that the consent allows; the user still chooses below it."""
    staff_details: bool = False
    recipient: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The person who is audited."""

    facts: tuple[Fact, ...]
    consent: Consent
    candidacy: Candidacy | None = None
    roles: tuple[str, ...] = ()
    lived_in: tuple[str, ...] = ()

    def of_kind(self, kind: Kind) -> tuple[Fact, ...]:
        """Return the facts of one kind, in declared order."""
        return tuple(fact for fact in self.facts if fact.kind is kind)

    def addresses(self) -> tuple[Address, ...]:
        """Return the declared addresses, in declared order."""
        return tuple(fact for fact in self.facts if isinstance(fact, Address))

    def fact(self, fact_id: FactId) -> Fact:
        """Return the first fact with an id (the name has several written values).

        Raises `KeyError` where there is none.
        """
        for fact in self.facts:
            if fact.id == fact_id:
                return fact
        raise KeyError(fact_id)

    def only(self, facts: Collection[Fact]) -> Subject:
        """Return the same subject with some of its facts alone, in declared order.

        A check receives nothing beyond what its source file says that it uses.
        """
        return replace(self, facts=tuple(fact for fact in self.facts if fact in facts))


class PartKind(StrEnum):
    """Where in a document a text stood."""

    BODY = "body"
    HIDDEN = "hidden"
    ATTRIBUTE = "attribute"
    COMMENT = "comment"
    LINK = "link"
    META = "meta"
    STRUCTURED_DATA = "structured-data"
    METADATA = "metadata"
    GPS = "gps"
    ATTACHMENT = "attachment"
    FILENAME = "filename"
    HEADER = "header"
    DNS = "dns"
    RECORD = "record"
    SNIPPET = "snippet"


class Reason(StrEnum):
    """Why something was not, or not wholly, looked at (DESIGN.md 5.4: a closed list)."""

    RATE_LIMITED = "rate-limited"
    BLOCKED = "blocked"
    CAPTCHA = "captcha"
    LOGIN = "login"
    TIMEOUT = "timeout"
    DNS_FAILURE = "dns-failure"
    CONNECTION = "connection"
    TLS = "tls"
    REFUSED_BY_ROBOTS = "refused-by-robots"
    TERMS = "terms"
    AUTH = "auth"
    NO_KEY = "no-key"
    QUOTA = "quota"
    SERVER_ERROR = "server-error"
    MALFORMED = "malformed"
    TOO_LARGE = "too-large"
    REDIRECT_LOOP = "redirect-loop"
    UNSUPPORTED = "unsupported"
    ENCRYPTED = "encrypted"
    NO_TEXT = "no-text"
    GUARD_INSIDE = "guard-inside"
    GUARD_EGRESS = "guard-egress"
    CANARY_FAILED = "canary-failed"
    BUDGET = "budget"
    LEVEL = "level"
    STALE = "stale"
    UNFAMILIAR_HOST = "unfamiliar-host"
    NOT_APPLICABLE = "not-applicable"
    NOT_FOUND = "not-found"
    """Added: a declared page that answers 404 may be gone, or mistyped; never an all-clear."""
    NOT_NOTED = "not-noted"
    """Added: the ledger could not be written, so what the request would have told was not sent."""
    NOT_PROVEN = "not-proven"
    """Added: so much is asked only of a site that the user has shown to be theirs."""
    OFFLINE = "offline"
    BUG = "bug"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that a check set out to look at and could not."""

    reason: Reason
    host: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a document's text, and where in the document it stood."""

    kind: PartKind
    text: str = field(repr=False)
    """Cleaned by `extract.text.clean`; a "latitude,longitude" pair in degrees for GPS."""
    note: str = ""
    """Where exactly, in words of ours: "registered office", "page 3", "mailto"."""
    address: bool = False
    """Whether the source's own schema says that this text is a postal address."""
    line: int | None = None
    """The line of the file where the text starts, where that is known."""


@dataclass(frozen=True, slots=True)
class Document:
    """What a source published."""

    locator: str = field(repr=False)
    """The public URL, or the path of a scanned file."""
    publisher: str
    """Who can take it down: a publisher's name, or the host."""
    parts: tuple[Part, ...] = field(repr=False)
    retrieved: datetime
    sha256: str
    title: str = field(default="", repr=False)
    record: str | None = None
    """For a register: its own id of the entry, which outlives URLs."""
    own: FactId | None = None
    """The declared domain, site or number whose place this is: it leads there from the name."""
    entry: bool = False
    """A register's entry found by the name: without a declared value it is only counted."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A fact seen in a document."""

    fact: FactId
    kind: Kind
    part: int
    """Index into the document's parts."""
    start: int
    end: int
    form: str = field(repr=False)
    """As written on the page."""
    confidence: Confidence
    why: str
    """The ground of the match, in words of ours, without a value."""
