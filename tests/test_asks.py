from dataclasses import replace
from datetime import date

import pytest

from exposure_audit import profile
from exposure_audit.asks import PlannedAsk, Surroundings, allotment_of, planned_asks
from exposure_audit.checks import registry
from exposure_audit.checks.asking import Ask, At, Each
from exposure_audit.checks.meta import Mode
from exposure_audit.errors import GatherError
from exposure_audit.model import CheckId, Kind, Reason, Rung, Subject
from exposure_audit.result import RESOLVER
from exposure_audit.username_sites import Site, SiteMark
from tests.fakes import meta

TODAY = date(2026, 11, 25)
AROUND = Surroundings(
    searxng="https://search.home.example",
    whois={"uk": "127.0.0.1:4343"},
    may_visit=lambda url: None if "council" in url else Reason.UNFAMILIAR_HOST,
)
ALL = (Kind.NAME, Kind.COMPANY, Kind.DOMAIN, Kind.WEBSITE, Kind.PAGE)
EXTRA = """
[[domain]]
label = "sub"
name = "www.news.sian4peckham.example"
[[domain]]
label = "other"
name = "sian.org.uk"
"""


def ask(at: At | str, each: Each = Each.RUN, **changes: object) -> Ask:
    made = Ask(
        at=at,
        each=each,
        number=2,
        exact=True,
        country="its own",
        sends=(Kind.DOMAIN, Kind.NAME),
        why="to see",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture
def subject(profile_text: str) -> Subject:
    return profile.parse(profile_text + EXTRA, "p", TODAY)


def planned(subject: Subject, *asks: Ask, providers: tuple[str, ...] = ()) -> list[PlannedAsk]:
    source = replace(meta("source", {Rung.NAMES: ALL}, needs_key=True), asks=asks)
    return list(planned_asks(source, subject, providers, AROUND))


@pytest.mark.parametrize(
    ("each", "number"),
    [
        (Each.RUN, 2),
        (Each.NAME, 4),
        (Each.COMPANY, 2),
        (Each.PAGE, 2),
        (Each.DOMAIN, 6),
        (Each.ZONE, 6),
        (Each.REGISTERED, 4),
    ],
)
def test_requests_are_counted_by_what_is_declared(
    subject: Subject, each: Each, number: int
) -> None:
    (found,) = planned(subject, ask("api.example", each))
    assert found.number == number


@pytest.mark.parametrize(
    ("at", "hosts"),
    [
        ("api.example", ("api.example",)),
        (At.RESOLVER, ()),
        (At.REGISTRAR, ()),
        (At.VISITED, ()),
        (At.SEARXNG, ("search.home.example",)),
        (At.WHOIS, ("127.0.0.1",)),
        (At.REGISTRY, ("rdap.nominet.uk",)),
        (
            At.OWN,
            (
                "sian4peckham.example",
                "www.news.sian4peckham.example",
                "sian.org.uk",
                "council.example",
            ),
        ),
    ],
)
def test_hosts_are_named_as_far_as_they_are_known(
    subject: Subject, at: At | str, hosts: tuple[str, ...]
) -> None:
    (found,) = planned(subject, ask(at))
    assert set(found.hosts) == set(hosts)
    assert found.hosts or found.like


def test_facts_are_named_once_and_no_other(subject: Subject) -> None:
    (found,) = planned(subject, ask("api.example"))
    assert found.facts == ("name", "domain:campaign", "domain:sub", "domain:other")
    (silent,) = planned(subject, ask("api.example", sends=()))
    assert silent.facts == ()


def test_without_its_key_nothing_is_asked_and_with_it_the_account_is_named(
    subject: Subject,
) -> None:
    keyed, stood_in = ask("api.example", provider="brave"), ask(At.SEARXNG, provider="searxng")
    assert planned(subject, keyed, stood_in) == []
    (found,) = planned(subject, keyed, stood_in, providers=("brave",))
    assert found.account == "brave"
    (found,) = planned(subject, keyed, stood_in, providers=("searxng",))
    assert found.account is None


def test_a_key_that_is_not_needed_is_told_of_where_it_is_there(subject: Subject) -> None:
    asks = ask("api.example"), ask("other.example")
    assert [each.account for each in planned(subject, *asks)] == [None, None]
    found = planned(subject, *asks, providers=("brave",))
    assert [each.account for each in found] == ["brave", None]


def test_no_source_plans_a_question_once_with_its_key_and_once_without() -> None:
    for check in registry.metas().values():
        for key in check.keys:
            providers = {each.provider for each in check.asks if each.at == key.host}
            assert len(providers) == 1, check.id


@pytest.mark.parametrize(
    ("at", "inside", "outside"),
    [
        ("api.example", "api.example", "www.api.example"),
        (At.RESOLVER, RESOLVER, "council.example"),
        (At.OWN, "www.sian4peckham.example", "sian4peckham.example.evil.example"),
        (At.VISITED, "www.council.example", "stranger.example"),
        (At.SEARXNG, "search.home.example", "home.example"),
        (At.WHOIS, "127.0.0.1", "whois.nic.uk"),
        (At.REGISTRY, "rdap.anything.example", RESOLVER),
    ],
)
def test_an_allotment_fits_the_planned_hosts_and_no_other(
    subject: Subject, at: At | str, inside: str, outside: str
) -> None:
    allotment = allotment_of(planned(subject, ask(at, number=1)), AROUND)
    allotment.take(inside)
    assert "name" in allotment.facts_at(inside)
    for host, reason in ((inside, Reason.BUDGET), (outside, Reason.UNFAMILIAR_HOST)):
        with pytest.raises(GatherError) as error:
            allotment.take(host)
        assert error.value.reason is reason
    assert allotment.facts_at(outside) == frozenset()


def test_the_narrowest_entry_is_used_first(subject: Subject) -> None:
    asks = planned(subject, ask(At.REGISTRAR, number=1), ask("api.example", number=1, sends=()))
    allotment = allotment_of(asks, AROUND)
    assert allotment.facts_at("api.example") == frozenset()
    allotment.take("api.example")
    allotment.take("registrar.example")


def test_every_source_says_what_it_asks() -> None:
    for check in registry.metas().values():
        assert bool(check.asks) is (check.mode is Mode.AUTOMATIC)
        providers = {each.provider for each in check.asks if each.provider}
        assert not check.needs_key or providers, CheckId(check.id)


@pytest.mark.parametrize(
    ("declared", "asked"),
    [
        ('[[website]]\nlabel = "w"\nurl = "https://r\u00e4te.example/"', "xn--rte-qla.example"),
        (
            '[[page]]\nlabel = "p"\nurl = "https://www.r\u00e4te.example/a"',
            "www.xn--rte-qla.example",
        ),
        ('[[domain]]\nlabel = "d"\nname = "r\u00e4te.example"', "xn--rte-qla.example"),
    ],
)
def test_a_name_with_accents_is_the_host_that_is_asked(
    profile_text: str, declared: str, asked: str
) -> None:
    subject = profile.parse(f"{profile_text}\n{declared}\n", "p", TODAY)
    allotment_of(planned(subject, ask(At.OWN)), AROUND).take(asked)


def site(host: str) -> Site:
    return Site(
        name=host,
        check=f"https://{host}/{{account}}",
        page=f"https://{host}/{{account}}",
        there=SiteMark(200, "there"),
        missing=SiteMark(404, "missing"),
    )


def test_the_sites_of_the_users_list_are_counted_and_no_other_host_is_asked(
    subject: Subject,
) -> None:
    asked = ask(At.SITES, Each.USERNAME, number=1, sends=(Kind.USERNAME,))
    source = replace(meta("source", {Rung.HANDLES: (Kind.USERNAME,)}), asks=(asked,))
    listed = tuple(map(site, ("one.example", "two.example", "two.example")))
    around = Surroundings(sites=listed)
    (found,) = planned_asks(source, subject, (), around)
    assert found.hosts == ("one.example", "two.example")
    assert found.like == "3 sites of your list"
    assert found.number == 3 * len(subject.of_kind(Kind.USERNAME))
    allotment = allotment_of((found,), around)
    assert allotment.facts_at("two.example") == {"username:forum"}
    with pytest.raises(GatherError) as caught:
        allotment.take("three.example")
    assert caught.value.reason is Reason.UNFAMILIAR_HOST


def test_without_a_list_of_sites_nothing_is_planned_for_it(subject: Subject) -> None:
    assert planned(subject, ask(At.SITES, Each.USERNAME)) == []
