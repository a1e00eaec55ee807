from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from exposure_audit import doors
from exposure_audit.model import CheckId, Confidence, FactId, FindingId, PartKind, RouteId
from exposure_audit.result import Doors, Finding, Seen, Severity

NAME, PHONE, EMAIL, HOME = map(FactId, ("name", "phone:mobile", "email:personal", "address:home"))


def finding(
    name: str, shows: set[FactId], links: set[FactId], confidence: Confidence = Confidence.HIGH
) -> Finding:
    seen = tuple(
        Seen(check=CheckId("website"), fact=fact, part=PartKind.BODY, confidence=confidence)
        for fact in sorted(shows)
    )
    return Finding(
        id=FindingId(name),
        severity=Severity.HIGH,
        confidence=confidence,
        facts=tuple(sorted(shows)),
        links=frozenset(links),
        publisher="council.example",
        locator=f"https://council.example/{name}",
        title="",
        excerpt="",
        seen=seen,
        route=RouteId("third-party-page"),
        first_seen=datetime(2026, 11, 23, tzinfo=UTC),
    )


def find(*findings: Finding, minutes: int = 10) -> Doors:
    return doors.find(findings, [HOME], lambda _: minutes)


def test_a_page_with_name_and_address_is_one_step() -> None:
    found = find(finding("a", {HOME}, {NAME}))
    assert found.shortest == 1
    assert found.cut == ("a",)


def test_name_to_phone_to_address_is_two_steps() -> None:
    found = find(finding("a", {PHONE}, {NAME}), finding("b", {PHONE, HOME}, set()))
    assert found.shortest == 2
    steps = [(step.origin, step.finding, step.target) for step in found.routes[0].steps]
    assert steps == [("name", "a", "phone:mobile"), ("phone:mobile", "b", "address:home")]


def test_without_a_link_from_the_name_there_is_no_route() -> None:
    assert find(finding("b", {PHONE, HOME}, set())) == Doors()
    assert find(finding("a", {PHONE}, {NAME})) == Doors()
    assert find() == Doors()


def test_a_low_confidence_makes_no_route() -> None:
    assert find(finding("a", {HOME}, {NAME}, Confidence.LOW)) == Doors()


def test_the_cut_is_the_cheapest() -> None:
    findings = [
        finding("phone-page", {PHONE}, {NAME}),
        finding("b", {PHONE, HOME}, set()),
        finding("c", {PHONE, HOME}, set()),
    ]
    assert doors.find(findings, [HOME], lambda _: 10).cut == ("phone-page",)
    dear = {"phone-page": 100, "b": 10, "c": 10}
    assert doors.find(findings, [HOME], lambda each: dear[each.id]).cut == ("b", "c")


facts = st.sets(st.sampled_from([PHONE, EMAIL, HOME]), min_size=1)
links = st.sets(st.just(NAME))


@given(st.lists(st.tuples(facts, links), max_size=8))
def test_what_is_left_after_the_cut_has_no_route(
    drawn: list[tuple[set[FactId], set[FactId]]],
) -> None:
    findings = [finding(f"f{n}", shows, links) for n, (shows, links) in enumerate(drawn)]
    found = find(*findings)
    left = [each for each in findings if each.id not in found.cut]
    assert find(*left) == Doors()
    assert bool(found.cut) == bool(found.routes)
    for one in found.cut:
        others = [each for each in findings if each.id not in set(found.cut) - {one}]
        assert find(*others).routes, "no removal of the cut is superfluous"
