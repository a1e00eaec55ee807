from datetime import UTC, date, datetime

import pytest

from exposure_audit import assess, profile
from exposure_audit.model import (
    CheckId,
    Confidence,
    FactId,
    Kind,
    PartKind,
    Role,
    RouteId,
    Rung,
    Subject,
)
from exposure_audit.publishers import PublisherClass
from exposure_audit.removal.routes import load_routes
from exposure_audit.result import Finding, Observation, Possible, Seen, Severity
from tests.fakes import meta

NOW = datetime(2026, 11, 23, tzinfo=UTC)
HOME, PHONE, NAME = FactId("address:home"), FactId("phone:mobile"), FactId("name")
WEB = CheckId("web")


@pytest.fixture
def subject(profile_text: str) -> Subject:
    return profile.parse(profile_text, "p", date(2026, 11, 23))


def grounds(subject: Subject, klass: PublisherClass | None = None) -> assess.Grounds:
    source = meta("web", {Rung.HANDLES: (Kind.WEBSITE,)})
    return assess.Grounds(
        subject=subject,
        metas={WEB: source, CheckId("search"): source},
        routes=load_routes(),
        publisher_class=lambda _: klass,
        key=b"k" * 32,
        now=NOW,
    )


def seen(fact: FactId, confidence: Confidence = Confidence.HIGH, check: CheckId = WEB) -> Seen:
    return Seen(check=check, fact=fact, part=PartKind.BODY, confidence=confidence)


def observed(
    *sightings: Seen,
    links: frozenset[FactId] = frozenset(),
    locator: str = "https://a.example/x",
    check: CheckId = WEB,
    own: FactId | None = None,
    undeclared: bool = False,
    entry: bool = False,
    record: str | None = None,
) -> Observation:
    return Observation(
        check=check,
        locator=locator,
        publisher="a.example",
        record=record,
        own=own,
        title="t",
        excerpt="e",
        seen=sightings,
        links=links,
        undeclared_address=undeclared,
        entry=entry,
    )


def only(findings: tuple[Finding, ...]) -> Finding:
    (finding,) = findings
    return finding


@pytest.mark.parametrize(
    ("fact", "links", "klass", "severity"),
    [
        (seen(HOME), {NAME}, None, Severity.HIGH),
        (seen(HOME), set(), None, Severity.MEDIUM),
        (seen(HOME, Confidence.LOW), {NAME}, None, Severity.MEDIUM),
        (seen(HOME), {NAME}, PublisherClass.PLATFORM, Severity.CRITICAL),
        (seen(HOME), set(), PublisherClass.PLATFORM, Severity.MEDIUM),
        (seen(PHONE), {NAME}, None, Severity.MEDIUM),
        (seen(PHONE), {NAME}, PublisherClass.PLATFORM, Severity.CRITICAL),
        (seen(FactId("username:forum")), {NAME}, PublisherClass.PLATFORM, Severity.LOW),
        (seen(FactId("email:personal")), set(), None, Severity.NOTE),
    ],
)
def test_the_rule_of_severity(
    subject: Subject,
    fact: Seen,
    links: set[FactId],
    klass: PublisherClass | None,
    severity: Severity,
) -> None:
    found = assess.findings_of([observed(fact, links=frozenset(links))], grounds(subject, klass))
    assert only(found).severity is severity


def test_the_table_covers_every_protected_kind_and_role() -> None:
    from exposure_audit.model import PROTECTED_KINDS

    assert set(assess.LINKED_AND_ALONE) == (PROTECTED_KINDS - {Kind.ADDRESS}) | set(Role)
    assert all(linked >= alone for linked, alone in assess.LINKED_AND_ALONE.values())


def test_a_place_of_the_subjects_own_leads_there_from_the_name(subject: Subject) -> None:
    finding = only(
        assess.findings_of([observed(seen(HOME), own=FactId("website:campaign"))], grounds(subject))
    )
    assert finding.severity is Severity.HIGH
    assert finding.links == {"website:campaign"}


def test_the_same_page_seen_by_two_checks_is_one_finding(subject: Subject) -> None:
    search = CheckId("search")
    both = [
        observed(seen(HOME), locator="https://a.example/x"),
        observed(seen(PHONE, check=search), check=search, locator="http://A.example:80/x#part"),
    ]
    finding = only(assess.findings_of(both, grounds(subject)))
    assert set(finding.facts) == {HOME, PHONE}
    assert {one.check for one in finding.seen} == {"web", "search"}
    assert only(assess.findings_of(both[::-1], grounds(subject))).id == finding.id


def test_records_of_a_register_are_places_of_their_own(subject: Subject) -> None:
    entries = [observed(seen(HOME), record=f"officer/{n}") for n in range(2)]
    assert len(assess.findings_of(entries, grounds(subject))) == 2


def test_the_id_depends_on_the_key(subject: Subject) -> None:
    from dataclasses import replace

    entries = [observed(seen(HOME))]
    ours = grounds(subject)
    other = replace(ours, key=b"x" * 32)
    assert only(assess.findings_of(entries, ours)).id != only(assess.findings_of(entries, other)).id


def test_an_undeclared_address_is_a_note_about_the_declared_number(subject: Subject) -> None:
    company = FactId("company:consultancy")
    finding = only(assess.findings_of([observed(own=company, undeclared=True)], grounds(subject)))
    assert (finding.severity, finding.facts, finding.seen) == (Severity.NOTE, (company,), ())


def test_what_holds_no_declared_value_is_no_finding_and_only_counted(subject: Subject) -> None:
    entries = [
        observed(entry=True, record="officer/1", links=frozenset({NAME})),
        observed(entry=True, record="officer/1", links=frozenset({NAME})),
        observed(entry=True, record="officer/2", links=frozenset({NAME})),
        observed(seen(HOME), entry=True, record="officer/3"),
        observed(links=frozenset({NAME})),
    ]
    assert len(assess.findings_of(entries, grounds(subject))) == 1
    assert assess.possible_of(entries) == (Possible("a.example", 2),)


def test_the_worst_stands_first(subject: Subject) -> None:
    entries = [
        observed(seen(PHONE), locator="https://b.example/"),
        observed(seen(HOME), links=frozenset({NAME}), locator="https://c.example/"),
    ]
    ranks = [finding.severity for finding in assess.findings_of(entries, grounds(subject))]
    assert ranks == [Severity.HIGH, Severity.LOW]


def test_every_finding_has_a_route(subject: Subject) -> None:
    finding = only(assess.findings_of([observed(seen(HOME))], grounds(subject)))
    assert finding.route == RouteId("third-party-page")
