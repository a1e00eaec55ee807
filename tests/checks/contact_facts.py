"""The protected facts of the search tests, and how a document is judged by them."""

from datetime import date

from exposure_audit.matching.judge import observe
from exposure_audit.matching.own import OwnMatcher
from exposure_audit.model import Address, CheckId, Consent, Document, Fact, Kind, Role, Subject
from exposure_audit.result import Observation
from exposure_audit.words import labels_of

HOME = Address(
    label="home",
    value="Flat 2, 14 St Mary's Road, Peckham, London, SE15 4QE",
    lines=("Flat 2", "14 St Mary's Road", "Peckham", "London"),
    postcode="SE15 4QE",
)
REFUGE = Address(
    label="refuge",
    value="3 Quayside Parade, Brackenmere, YE7 1BD",
    lines=("3 Quayside Parade", "Brackenmere"),
    postcode="YE7 1BD",
    role=Role.REFUGE,
)
OFFICE = Address(
    label="office",
    value="1 High Street, Peckham, SE15 5AA",
    lines=("1 High Street", "Peckham"),
    postcode="SE15 5AA",
    role=Role.WORK,
    public=True,
)
PHONE = Fact(kind=Kind.PHONE, label="mobile", value="+447700900123")
EMAIL = Fact(kind=Kind.EMAIL, label="personal", value="sian@postbox.example")
PROTECTED = (HOME, PHONE, EMAIL)


def subject_of(*facts: Fact) -> Subject:
    """A subject who declared these."""
    return Subject(facts=facts, consent=Consent(given_by="self", given_on=date(2026, 11, 1)))


def observe_with(document: Document, *facts: Fact) -> Observation:
    """Judge a document by the name and some facts."""
    name = Fact(kind=Kind.NAME, label="", value="Siân Example-Hughes", public=True)
    subject = subject_of(name, *facts)
    return observe(CheckId("search"), document, OwnMatcher(subject), labels_of(subject))
