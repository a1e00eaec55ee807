"""A rich fictional result, the data to draw it with, and a browser for looking at it."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest
from playwright.sync_api import Browser, sync_playwright

from exposure_audit.checks.meta import CheckMeta, Mode
from exposure_audit.checks.source import Family, Guide
from exposure_audit.model import (
    CheckId,
    Confidence,
    FactId,
    FindingId,
    Gap,
    Kind,
    Mark,
    PartKind,
    Reason,
    RouteId,
    Rung,
)
from exposure_audit.remarks import Remark, RemarkKind
from exposure_audit.removal.routes import Approach, Evidence, Route, Stated
from exposure_audit.reports.interface import Catalogue
from exposure_audit.result import (
    Advice,
    AdviceLine,
    Attempt,
    AuditResult,
    Disclosure,
    DoorRoute,
    Doors,
    Finding,
    Manual,
    Possible,
    RunInfo,
    Seen,
    Severity,
    Status,
    Step,
)
from tests.fakes import TERMS

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

FINISHED = datetime(2026, 11, 23, 9, 41, tzinfo=UTC)
BUILT = date(2026, 11, 1)
NAME, HOME = FactId("name"), FactId("address:home")
MOBILE, EMAIL, CAMPAIGN = (
    FactId("phone:mobile"),
    FactId("email:personal"),
    FactId("domain:campaign"),
)
CONSULTANCY = FactId("company:consultancy")

LABELS = {
    NAME: "your name",
    HOME: "your home address",
    MOBILE: "your phone (mobile)",
    EMAIL: "your e-mail (personal)",
    CAMPAIGN: "your domain (campaign)",
    CONSULTANCY: "your company (consultancy)",
}


# Playwright's event loop counts as running until it stops: no asynchronous test could run beside
# a browser of the whole session.
@pytest.fixture(scope="module")
def browser(need_program: Callable[[str, str], Path]) -> Iterator[Browser]:
    program = need_program("chromium", "chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        with closing(launched):
            yield launched


def check(id_: str, title: str, publisher: str, limits_of: str = "") -> CheckMeta:
    return CheckMeta(
        id=CheckId(id_),
        title=title,
        publisher=publisher,
        mode=Mode.AUTOMATIC,
        family=Family.INFRASTRUCTURE,
        terms=TERMS,
        jurisdictions=("GB",),
        kinds=(Kind.ADDRESS,),
        sends={Rung.HANDLES: (Kind.DOMAIN,)},
        publishes="addresses",
        why="anyone can read it",
        how="Search for yourself on the site.",
        limits_of=limits_of,
        routes=(RouteId("own-website"),),
    )


def guided(id_: str, title: str, family: Family, searches: tuple[str, ...] = ()) -> CheckMeta:
    guide = Guide(
        rank=8,
        minutes=10,
        link=f"https://{id_}.example/",
        mark=Mark.SOURCED,
        typed=(Kind.ADDRESS,),
        steps=("Open the link in a private window.", "Type your address."),
        look_for="your address beside your name",
        when_found="ask for its removal",
        searches=searches,
    )
    asked = replace(check(id_, title, title), routes=(RouteId("own-website"), RouteId("directory")))
    return replace(asked, mode=Mode.GUIDED, sends={}, family=family, guide=guide)


def stated(text: str, mark: Mark = Mark.SOURCED, url: str = "https://gov.example/source") -> Stated:
    return Stated(text, mark, url, date(2026, 10, 1))


CHECKS = (
    check(
        "website",
        "Your own web sites",
        "you",
        "Pages that no other page of the site links to, and what a script draws.",
    ),
    check("rdap", "Domain registration", "the domain's registrar", "What the registrar keeps."),
    check("dns", "Domain name records", "the domain's name server"),
    check(
        "companies-house",
        "Companies House",
        "Companies House",
        "Scanned documents that were filed on paper.",
    ),
    check("web-search", "Web search", "search engines", "Pages that no search engine lists."),
    check("pages", "Pages that you named", "their publishers"),
    guided("directory", "Telephone directory", Family.DIRECTORIES),
    guided("google", "Google", Family.SEARCH, searches=('"{address}"', "site:{council}.example")),
)

ROUTES = (
    Route(
        id=RouteId("own-website"),
        title="Take it off your own web site",
        source="you",
        approach=Approach.SELF,
        steps=(
            "Open the page in your site's editor and remove the address.",
            "Search the page's source too: comments and descriptions are public.",
            "Ask search engines to read the page again.",
        ),
        minutes=10,
        checked=date(2026, 11, 22),
        fee=stated("Free"),
        evidence=(Evidence(Mark.SOURCED, "Search engine help", "https://gov.example/h", None),),
    ),
    Route(
        id=RouteId("own-photo"),
        title="Remove the location from your photo",
        source="you",
        approach=Approach.SELF,
        steps=("Save the photo again without its location data.", "Upload it in place of the old."),
        minutes=5,
        checked=date(2026, 11, 22),
    ),
    Route(
        id=RouteId("companies-house-address"),
        title="Have a home address hidden at Companies House",
        source="Companies House",
        approach=Approach.NEUTRAL,
        steps=(
            "Give the company another registered office first.",
            "Apply on form SR01, once for each document.",
        ),
        minutes=45,
        checked=date(2026, 11, 22),
        form=stated("SR01", url="https://gov.example/sr01"),
        fee=stated("£34 for each document", Mark.SECOND_HAND),
        law=stated("Companies Act 2006, section 1088"),
        deadline=stated("within a fortnight", Mark.UNVERIFIED, "https://guess.example/"),
        caution="Never give a false address on a statutory form.",
        when_not="The address is still the registered office.",
        evidence=(
            Evidence(Mark.SOURCED, "Guidance", "https://gov.example/g", date(2026, 9, 1)),
            Evidence(Mark.UNVERIFIED, "Rumour", "https://guess.example/r", None),
        ),
    ),
    Route(
        id=RouteId("directory"),
        title="Ask a directory to take you off",
        source="the directory",
        approach=Approach.NEUTRAL,
        steps=("Save the entry with its date.", "Object in writing."),
        minutes=20,
        checked=date(2026, 11, 22),
    ),
    Route(
        id=RouteId("hostile-release"),
        title="Someone published it to harm you",
        source="the platform",
        approach=Approach.NEVER,
        steps=("Save the page with its address and the time.", "Report it to the police on 101."),
        minutes=20,
        checked=date(2026, 11, 22),
        caution="In danger now, call 999.",
    ),
)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue({c.id: c for c in CHECKS}, {r.id: r for r in ROUTES})


def seen(check_id: str, fact: FactId, *parts: PartKind) -> tuple[Seen, ...]:
    return tuple(
        Seen(check=CheckId(check_id), fact=fact, part=part, confidence=Confidence.HIGH)
        for part in parts
    )


def finding(
    id_: str,
    severity: Severity,
    sightings: tuple[Seen, ...],
    *,
    publisher: str = "sian4peckham.example",
    locator: str = "https://sian4peckham.example/about",
    route: str = "own-website",
    confidence: Confidence = Confidence.HIGH,
    title: str = "Contact ▒▒▒",
    excerpt: str = "Promoted by ▒▒▒ [your home address]\nTel [your phone (mobile)]",
) -> Finding:
    return Finding(
        id=FindingId(id_),
        severity=severity,
        confidence=confidence,
        facts=tuple(dict.fromkeys(one.fact for one in sightings)) or (CONSULTANCY,),
        links=frozenset({NAME}),
        publisher=publisher,
        locator=locator,
        title=title,
        excerpt=excerpt,
        seen=sightings,
        route=RouteId(route),
        first_seen=FINISHED - timedelta(minutes=1),
    )


FINDINGS = (
    finding(
        "a1",
        Severity.CRITICAL,
        seen("web-search", HOME, PartKind.BODY) + seen("web-search", MOBILE, PartKind.SNIPPET),
        publisher="paste.example",
        locator="https://paste.example/p/8431",
        route="hostile-release",
    ),
    finding(
        "b2",
        Severity.HIGH,
        seen("website", HOME, PartKind.BODY, PartKind.COMMENT, PartKind.STRUCTURED_DATA),
    ),
    finding(
        "c3",
        Severity.HIGH,
        seen("website", HOME, PartKind.GPS),
        locator="https://sian4peckham.example/images/2026/garden-party-with-a-long-name.jpg",
        route="own-photo",
        title="",
        excerpt="",
    ),
    finding(
        "d4",
        Severity.HIGH,
        seen("companies-house", HOME, PartKind.RECORD),
        publisher="Companies House",
        locator="https://find-and-update.company-information.service.gov.uk/officers/xyz/appointments",
        route="companies-house-address",
        excerpt="Registered office [your home address]",
    ),
    finding(
        "e5",
        Severity.MEDIUM,
        seen("pages", MOBILE, PartKind.BODY) + seen("pages", EMAIL, PartKind.LINK),
        publisher="council.example",
        locator="https://council.example/councillors/41?view=contact",
        confidence=Confidence.MEDIUM,
        excerpt="Mobile [your phone (mobile)]",
    ),
    finding(
        "f6",
        Severity.LOW,
        seen("dns", EMAIL, PartKind.DNS),
        publisher="sian4peckham.example",
        locator="dns:sian4peckham.example",
        title="",
        excerpt="",
    ),
    finding(
        "g7",
        Severity.NOTE,
        (),
        publisher="Companies House",
        locator="https://find-and-update.company-information.service.gov.uk/company/01234567",
        route="companies-house-address",
        title="",
        excerpt="",
    ),
)


def one_step(id_: str) -> DoorRoute:
    return DoorRoute(HOME, (Step(NAME, FindingId(id_), HOME),))


TWO_STEPS = DoorRoute(
    HOME, (Step(NAME, FindingId("e5"), MOBILE), Step(MOBILE, FindingId("a1"), HOME))
)

ATTEMPTS = (
    Attempt(
        check=CheckId("website"),
        status=Status.FOUND,
        reason=Reason.BUDGET,
        requests=61,
        documents=60,
        seconds=12.3456,
        gaps=(Gap(Reason.BUDGET, "sian4peckham.example"), Gap(Reason.NO_TEXT), Gap(Reason.NO_TEXT)),
    ),
    Attempt(check=CheckId("dns"), status=Status.FOUND, complete=True, requests=7, documents=1),
    Attempt(check=CheckId("companies-house"), status=Status.FOUND, complete=True, requests=9),
    Attempt(check=CheckId("pages"), status=Status.CLEAR, complete=True, requests=1, documents=1),
    Attempt(
        check=CheckId("web-search"),
        status=Status.INCONCLUSIVE,
        reason=Reason.RATE_LIMITED,
        gaps=(
            Gap(Reason.UNFAMILIAR_HOST, "blog.example"),
            Gap(Reason.RATE_LIMITED, "search.example"),
            Gap(Reason.UNFAMILIAR_HOST, "news.example"),
        ),
    ),
    Attempt(check=CheckId("rdap"), status=Status.SKIPPED, reason=Reason.LEVEL),
)


@pytest.fixture
def result() -> AuditResult:
    return AuditResult(
        run=RunInfo(
            id="r-7f3a",
            started=FINISHED - timedelta(minutes=2),
            finished=FINISHED,
            disclose=Rung.NAMES,
        ),
        subject="s-19c2",
        labels=MappingProxyType(LABELS),
        attempts=ATTEMPTS,
        findings=FINDINGS,
        possible=(Possible("Companies House", 3), Possible("The Gazette", 1)),
        doors=Doors(
            routes=(one_step("b2"), one_step("c3"), one_step("d4"), TWO_STEPS),
            cut=(FindingId("b2"), FindingId("c3"), FindingId("d4"), FindingId("a1")),
        ),
        disclosures=(
            Disclosure(
                time=FINISHED - timedelta(minutes=1),
                check=CheckId("companies-house"),
                host="api.company.example",
                facts=(NAME,),
            ),
            Disclosure(
                time=FINISHED,
                check=CheckId("companies-house"),
                host="api.company.example",
                facts=(NAME, CONSULTANCY),
            ),
        ),
        hosts=("api.company.example", "sian4peckham.example", "council.example"),
        remarks=(
            Remark(RemarkKind.IMPRINT_MISSING, CAMPAIGN, "https://sian4peckham.example/"),
            Remark(
                RemarkKind.OLD_FILING,
                CONSULTANCY,
                "https://company.example/99000014/filing-history",
                "AP01, 2008-03-01",
            ),
        ),
        manual=(Manual(CheckId("directory")), Manual(CheckId("google"))),
        advice=(
            Advice(
                topic="own-agent",
                title="Your own agent needs an office",
                lines=(
                    AdviceLine(
                        "Without an office your home is published.",
                        "https://gov.example/agents",
                        date(2025, 11, 18),
                    ),
                    AdviceLine("Who may look at the form: check with the returning officer"),
                ),
                urgent=True,
            ),
        ),
    )


@pytest.fixture
def empty() -> AuditResult:
    """A run that found nothing in the one of two places that answered."""
    return AuditResult(
        run=RunInfo(id="r-0", started=FINISHED, finished=FINISHED, disclose=Rung.HANDLES),
        subject="s-0",
        labels=MappingProxyType(LABELS),
        attempts=(
            Attempt(check=CheckId("pages"), status=Status.CLEAR, complete=True),
            Attempt(check=CheckId("rdap"), status=Status.INCONCLUSIVE, reason=Reason.TIMEOUT),
            Attempt(check=CheckId("dns"), status=Status.SKIPPED, reason=Reason.NOT_APPLICABLE),
        ),
        findings=(),
    )
