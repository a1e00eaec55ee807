from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.matching.own import OwnMatcher
from exposure_audit.model import CheckId, Consent, Fact, FactId, Kind, Reason, Subject
from exposure_audit.net.config import NetConfig
from exposure_audit.net.egress import EgressGuard, Shipment, texts_of
from tests.net.disguises import SUBJECT

Finder = Callable[[str], frozenset[FactId]]
NOTHING: frozenset[str] = frozenset()
NAMES = frozenset({"name", "domain:campaign", "domain:plain"})
HOME = "SE15 4QE"


def nowhere(_text: str) -> frozenset[FactId]:
    return frozenset()


class Sites:
    """A site that redirects on demand, and counts what reached it."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    async def __call__(self, request: web.Request) -> web.Response:
        self.seen.append(f"{request.host}{request.path_qs}")
        if "to" in request.query:
            raise web.HTTPFound(request.query["to"])
        if request.path.startswith("/go/"):
            raise web.HTTPFound(f"https://{request.path.removeprefix('/go/')}/sian-hughes")
        return web.Response()


HOSTS = (
    *("site.example", "www.site.example", "api.site.example"),
    *("other.example", "sian-hughes.example"),
)


@pytest.fixture
async def sites(serve: Any) -> tuple[Sites, NetConfig]:
    made = Sites()
    stand_in = f"http://127.0.0.1:{await serve(made)}"
    config = NetConfig(origins={f"https://{host}": stand_in for host in HOSTS})
    return made, config


@pytest.mark.parametrize(
    "url",
    [
        "https://site.example/?q=SE15+4QE",
        "https://site.example/?q=SE15%204QE",
        "https://site.example/SE154QE/",
        "https://site.example/?SE15%204QE",
        "https://sian-hughes.other.example/",
        "https://site.example/1979-03-05",
    ],
)
async def test_a_fact_beyond_the_plan_is_refused_before_a_byte_leaves(
    net: Any, sites: tuple[Sites, NetConfig], url: str
) -> None:
    site, config = sites
    channel = await net.channel(config)
    with pytest.raises(EgressRefused) as caught:
        await channel.get(url)
    assert caught.value.facts <= {"address:home", "name", "date-of-birth", "phone:mobile"}
    assert site.seen == []
    assert channel.requests == 0
    assert net.ledger.hosts == ()


async def test_forms_headers_and_names_are_looked_over_too(
    net: Any, sites: tuple[Sites, NetConfig]
) -> None:
    site, config = sites
    channel = await net.channel(config)
    with pytest.raises(EgressRefused):
        await channel.post("https://site.example/", form={"a": "1", "b": "07700 900123"})
    with pytest.raises(EgressRefused):
        await channel.get("https://site.example/", headers={"X-Who": "sian@mail.example"})
    with pytest.raises(EgressRefused):
        await channel.get("https://site.example/", params={"q": HOME})
    with pytest.raises(EgressRefused):
        await channel.resolve("sian-hughes.example", "TXT")
    with pytest.raises(EgressRefused):
        await channel.rdap("sian-hughes.uk")
    with pytest.raises(EgressRefused):
        await channel.whois("sian-hughes.uk")
    assert site.seen == []


async def test_what_the_plan_allows_is_sent_and_noted_once(
    net: Any, sites: tuple[Sites, NetConfig]
) -> None:
    _, config = sites
    channel = await net.channel(config, allowed=NAMES)
    for _ in range(2):
        await channel.get("https://site.example/", params={"q": '"Sian Hughes"'})
    (noted,) = net.ledger.disclosures
    assert (noted.check, noted.host, noted.facts) == (CheckId("test"), "site.example", ("name",))
    assert net.ledger.hosts == ("site.example",)


async def test_a_declared_url_is_an_echo_exactly_as_it_stands(
    net: Any, sites: tuple[Sites, NetConfig]
) -> None:
    _, config = sites
    url = "https://site.example/sian-hughes"
    channel = await net.channel(config, declared=(f"{url}#top",))
    assert (await channel.get(url)).status == 200
    with pytest.raises(EgressRefused):
        await channel.get(f"{url}/more")
    assert net.ledger.disclosures == ()


async def test_a_link_is_an_echo_on_its_own_host_only(
    net: Any, sites: tuple[Sites, NetConfig]
) -> None:
    site, config = sites
    channel = await net.channel(config)
    url = "https://site.example/sian-hughes"
    for source in ("https://site.example/", "https://www.site.example/a"):
        assert (await channel.get(url, found_on=source)).status == 200
    with pytest.raises(GatherError) as caught:
        await channel.get(url, found_on="https://other.example/")
    assert caught.value.reason is Reason.GUARD_EGRESS
    assert not isinstance(caught.value, EgressRefused)
    assert len(site.seen) == 2


async def test_a_redirect_carries_a_fact_to_its_own_host_only(
    net: Any, sites: tuple[Sites, NetConfig]
) -> None:
    site, config = sites
    channel = await net.channel(config)
    assert (await channel.get("https://site.example/go/site.example")).status == 200
    assert (await channel.get("https://site.example/go/www.site.example")).status == 200
    site.seen.clear()
    with pytest.raises(GatherError) as caught:
        await channel.get("https://site.example/go/other.example")
    assert caught.value.reason is Reason.GUARD_EGRESS
    assert not isinstance(caught.value, EgressRefused)
    assert site.seen == ["site.example/go/other.example"]


async def test_no_redirect_carries_a_planned_fact_to_another_host(
    net: Any, sites: tuple[Sites, NetConfig]
) -> None:
    site, config = sites
    channel = await net.channel(config, allowed=NAMES)
    for target in ("https://other.example/?q=Sian+Hughes", "https://api.site.example/sian-hughes"):
        site.seen.clear()
        with pytest.raises(GatherError) as caught:
            await channel.get("https://site.example/", params={"to": target})
        assert caught.value.reason is Reason.GUARD_EGRESS
        assert not isinstance(caught.value, EgressRefused)
        assert [seen.partition("/")[0] for seen in site.seen] == ["site.example"]
    assert {each.host for each in net.ledger.disclosures} == {"site.example"}


async def test_a_redirect_may_lead_to_a_declared_url_and_may_carry_a_domain(
    net: Any, sites: tuple[Sites, NetConfig]
) -> None:
    site, config = sites
    page = "https://other.example/sian-hughes"
    channel = await net.channel(config, allowed={"domain:campaign"}, declared=(page,))
    assert (await channel.get("https://site.example/go/other.example")).url == page
    domain = "https://other.example/?q=sian-hughes.example"
    assert (await channel.get("https://site.example/", params={"to": domain})).url == domain
    assert len(site.seen) == 4


async def test_asking_a_declared_domains_own_host_tells_it_nothing(
    net: Any, sites: tuple[Sites, NetConfig]
) -> None:
    _, config = sites
    channel = await net.channel(config, allowed={"domain:campaign"})
    await channel.get("https://sian-hughes.example/robots.txt")
    assert net.ledger.disclosures == ()


@pytest.fixture
def guard(facts_in: Finder) -> Callable[..., EgressGuard]:
    def make(*allowed: str) -> EgressGuard:
        return EgressGuard(
            facts_in=facts_in, places_in=nowhere, allowed=frozenset(map(FactId, allowed))
        )

    return make


def ship(text: str, host: str = "site.example") -> Shipment:
    return Shipment(host, (text,))


def test_a_domain_that_is_the_name_is_sent_as_the_domain(guard: Any) -> None:
    allowed = guard("domain:campaign")
    for text in (
        "sian-hughes.example",
        "/domain/sian-hughes.example",
        "_dmarc.sian-hughes.example",
    ):
        assert allowed.check(ship(text), frozenset()) == {"domain:campaign"}
    for text in (
        "sian-hughes.example sian hughes",
        "sian-hughes.sian-hughes.example",
        "/sian-hughes/sian-hughes.example",
    ):
        with pytest.raises(EgressRefused) as caught:
            allowed.check(ship(text), frozenset())
        assert caught.value.facts == {"name"}


def test_one_host_never_gets_the_name_and_a_way_to_the_person(guard: Any) -> None:
    allowed = guard("name", "address:home", "phone:mobile", "email:personal")
    sent = allowed.check(ship("Sian Hughes"), frozenset())
    for text in (HOME, "07700 900123", "sian@mail.example"):
        with pytest.raises(EgressRefused):
            allowed.check(ship(text), sent)
        with pytest.raises(EgressRefused):
            allowed.check(ship(f"Sian Hughes {text}"), frozenset())
        assert allowed.check(ship(text, "other.example"), frozenset())
    with pytest.raises(EgressRefused):
        allowed.check(ship("Sian Hughes"), frozenset({FactId("phone:mobile")}))
    assert allowed.check(ship("07700 900123"), frozenset({FactId("address:home")}))


async def test_the_pair_is_kept_apart_over_several_attempts(
    net: Any, sites: tuple[Sites, NetConfig]
) -> None:
    _, config = sites
    first = await net.channel(config, allowed={"name"})
    second = await net.channel(config, allowed={"email:personal"})
    await first.get("https://site.example/", params={"q": "sian hughes"})
    with pytest.raises(EgressRefused):
        await second.get("https://site.example/", params={"q": "sian@mail.example"})
    with pytest.raises(EgressRefused):
        await second.get("https://api.site.example/", params={"q": "sian@mail.example"})
    await second.get("https://other.example/", params={"q": "sian@mail.example"})


def test_the_date_of_birth_never_leaves(guard: Any) -> None:
    allowed = guard("date-of-birth")
    with pytest.raises(EgressRefused):
        allowed.check(ship("1979-03-05"), frozenset())
    with pytest.raises(GatherError) as caught:
        allowed.check(Shipment("site.example", ("/1979-03-05",), echo=True), frozenset())
    assert not isinstance(caught.value, EgressRefused)


@given(st.text(max_size=60))
def test_what_holds_no_fact_passes(text: str) -> None:
    guard = EgressGuard(facts_in=nowhere, places_in=nowhere, allowed=frozenset())
    assert guard.check(Shipment("site.example", (text,)), frozenset()) == frozenset()


@pytest.mark.parametrize(
    "url",
    [
        "https://site.example/?q=SE15%25204QE",
        "https://site.example/?q=SE15%2525204QE",
        "https://site.example/SE15%204QE",
        "https://site.example/SE15/4QE",
        "https://site.example/SE15-4QE/",
        "https://site.example/?a=SE15&b=4QE",
        "https://site.example/?first=sian&last=hughes",
        "https://site.example/?last=hughes&first=sian",
        "https://SE15-4QE.example/",
        "https://site.example/?pc=SE15&x=1&y=4QE",
        "https://site.example/?y=4QE&x=1&pc=SE15",
        "https://site.example/?a=07700&x=1&b=900123",
        "https://site.example/?a=SE15&b=%25252520&c=4QE",
        "https://site.example/?a=07700&b=900&c=900123",
        f"https://gravatar.example/avatar/{hashlib.md5(b'sian.hughes@mail.example').hexdigest()}",
        "https://site.example/?q=c2lhbi5odWdoZXNAbWFpbC5leGFtcGxl",
        "https://site.example/sian-jones-and-hughes-sian",
    ],
)
def test_the_matcher_sees_through_a_whole_request(own: EgressGuard, url: str) -> None:
    asked = URL(url)
    made = Shipment(asked.raw_host or "", texts_of(asked, None, {"Accept": "text/html"}))
    with pytest.raises(EgressRefused):
        own.check(made, frozenset())


@pytest.mark.parametrize(
    "url",
    [
        "https://council.example/peckham/news/2026/11/25/planning-committee?page=2&size=10&sort=date",
        "https://archive.example/web/20261125101112/https://council.example/ward/14/st-marys",
        "https://council.example/1979/05/minutes.pdf",
        "https://news.example/2026/03/05/sian-jones-wins-in-hughesville",
        "https://pwned.example/range/21BD1",
        "https://mail.example/sian.hu",
        "https://site.example/?q=se15&near=4",
        "https://site.example/road/114?st=marys",
        "https://site.example/?phone=07700&ext=900",
    ],
)
def test_an_ordinary_request_carries_nothing(own: EgressGuard, url: str) -> None:
    asked = URL(url)
    made = Shipment(asked.raw_host or "", texts_of(asked, None, {"Accept": "text/html"}))
    assert own.check(made, frozenset()) == frozenset()


@pytest.fixture(scope="session")
def own() -> EgressGuard:
    return EgressGuard(
        facts_in=OwnMatcher(SUBJECT).facts_in, places_in=nowhere, allowed=frozenset()
    )


def test_the_request_is_looked_over_once_where_it_carries_nothing() -> None:
    looked: list[str] = []

    def see(text: str) -> frozenset[FactId]:
        looked.append(text)
        return frozenset()

    guard = EgressGuard(facts_in=see, places_in=nowhere, allowed=frozenset())
    url = URL("https://site.example/" + "&".join(f"k{at}={at:08x}" for at in range(300)))
    made = Shipment("site.example", texts_of(url, {"form": "value"}, {"X": "header"}))
    guard.check(made, frozenset())
    assert len(looked) == 1
    assert all(text in looked[0] for text in (*made.texts, "site.example", "value", "header"))


def test_an_allowed_address_may_not_be_told_by_its_place() -> None:
    home = frozenset({FactId("address:home")})
    guard = EgressGuard(
        facts_in=lambda _text: home,
        allowed=home,
        places_in=lambda text: home if "51.47" in text else frozenset(),
    )
    assert guard.check(ship("14 St Mary's Road"), frozenset()) == home
    with pytest.raises(EgressRefused):
        guard.check(ship("51.47115,-0.0612"), frozenset())
    with pytest.raises(GatherError):
        guard.check(Shipment("site.example", ("/@51.47,-0.06",), echo=True), frozenset())


NAME = Fact(kind=Kind.NAME, label="", value="Jane Smith", public=True)
HANDLE = Fact(kind=Kind.USERNAME, label="public", value="jane-smith", public=True)
SHORT = Fact(kind=Kind.USERNAME, label="short", value="jane", public=True)
RING = Fact(kind=Kind.PHONE, label="mobile", value="+447700900123")
MAIL = Fact(kind=Kind.EMAIL, label="office", value="hello@jane-smith.example")
SITE = Fact(kind=Kind.DOMAIN, label="campaign", value="jane-smith.example")
FACTS = (NAME, HANDLE, SHORT, RING, MAIL, SITE)
JANE = OwnMatcher(Subject(facts=FACTS, consent=Consent(given_by="self", given_on=date(2026, 1, 1))))


def carried(*texts: str, allowed: Fact = HANDLE) -> frozenset[FactId]:
    guard = EgressGuard(
        facts_in=JANE.facts_in,
        places_in=JANE.places_in,
        allowed=frozenset({allowed.id, SHORT.id}),
        values={fact.id: fact.value for fact in (HANDLE, SHORT, MAIL)},
    )
    return guard.check(Shipment("site.example", texts), frozenset()) - {SHORT.id}


@pytest.mark.parametrize(
    "texts",
    [
        ("/users/jane-smith",),
        ("q=author%3Ajane-smith", "q", "author:jane-smith"),
        ("/x", "actor=jane-smith.bsky.social", "actor", "jane-smith.bsky.social"),
    ],
)
def test_a_user_name_that_is_the_name_is_sent_as_a_user_name(texts: tuple[str, ...]) -> None:
    assert carried(*texts) == {HANDLE.id}


@pytest.mark.parametrize(
    "texts",
    [
        ("/users/jane-smith", "q=Jane+Smith", "q", "Jane Smith"),
        ("/users/jane-smith", "first=Jane", "last=Smith"),
        ("/users/jane-smith.07700900123",),
        ("/users/jane-smith", "07700 900123"),
        ("/users/jane-smith-of-peckham",),
        ("/users/jane_smith",),
    ],
)
def test_an_allowed_user_name_covers_nothing_but_the_name_in_it(texts: tuple[str, ...]) -> None:
    with pytest.raises(EgressRefused):
        carried(*texts)


def test_a_user_name_beyond_the_plan_covers_nothing() -> None:
    with pytest.raises(EgressRefused) as caught:
        carried("/users/jane-smith", allowed=RING)
    assert caught.value.facts == {HANDLE.id, NAME.id}


@pytest.mark.parametrize("text", ["/officers/jane-smith", "/people/jane-smith-councillor"])
def test_a_user_name_that_is_a_part_of_the_name_does_not_cover_the_name(text: str) -> None:
    with pytest.raises(EgressRefused) as caught:
        carried(text, allowed=SHORT)
    assert NAME.id in caught.value.facts


@pytest.mark.parametrize(
    "url",
    [
        "https://site.example/account/hello%40jane-smith.example",
        "https://site.example/account/hello@jane-smith.example",
        "https://site.example/?q=%22hello%40jane-smith.example%22",
        "https://site.example/?q=%22Hello@Jane-Smith.example%22",
    ],
)
def test_an_address_at_an_own_domain_may_be_sent_without_the_domain(url: str) -> None:
    assert carried(*texts_of(URL(url), None, {}), allowed=MAIL) == {MAIL.id}


@pytest.mark.parametrize(
    "texts",
    [
        ("/account/hello@jane-smith.example", "jane-smith.example"),
        ("/account/jane@jane-smith.example",),
        ("/account/hello@jane-smith.example", "Jane Smith"),
    ],
)
def test_an_allowed_address_covers_no_other_use_of_its_domain(texts: tuple[str, ...]) -> None:
    with pytest.raises(EgressRefused):
        carried(*texts, allowed=MAIL)


WWW = Fact(kind=Kind.DOMAIN, label="www", value="www.jane-smith.example")
UNDER = OwnMatcher(
    Subject(facts=(NAME, WWW), consent=Consent(given_by="self", given_on=date(2026, 1, 1)))
)


def under(*texts: str, host: str = "", allowed: Fact = WWW) -> frozenset[FactId]:
    guard = EgressGuard(
        facts_in=UNDER.facts_in,
        places_in=UNDER.places_in,
        allowed=frozenset({allowed.id}),
        above={"jane-smith.example": frozenset({WWW.id})},
    )
    return guard.check(Shipment(host, texts), frozenset())


@pytest.mark.parametrize(
    "texts",
    [
        ("jane-smith.example", "jane-smith.example"),
        ("q=%2A.Jane-Smith.example", "q", "*.Jane-Smith.example"),
        ("/domain/jane-smith.example",),
    ],
)
def test_the_registered_domain_above_a_declared_one_is_sent_as_that(
    texts: tuple[str, ...],
) -> None:
    assert under(*texts) == {WWW.id}
    with pytest.raises(EgressRefused):
        under(*texts, "Jane Smith")
    with pytest.raises(EgressRefused):
        under("/jane-smith", *texts)
    with pytest.raises(EgressRefused):
        under(*texts, allowed=RING)


def test_the_registered_domains_own_host_may_be_asked() -> None:
    assert under("/robots.txt", host="jane-smith.example") == NOTHING
    with pytest.raises(EgressRefused):
        under("/robots.txt", host="jane-smith.another.example")


def test_a_declared_host_is_told_whole_before_the_registered_domain_above_it() -> None:
    tenant = Fact(kind=Kind.WEBSITE, label="blog", value="https://jane-smith.blogs.example/")
    consent = Consent(given_by="self", given_on=date(2026, 1, 1))
    known = OwnMatcher(Subject(facts=(NAME, tenant), consent=consent))
    guard = EgressGuard(
        facts_in=known.facts_in,
        places_in=known.places_in,
        allowed=frozenset({tenant.id}),
        above={"blogs.example": frozenset({tenant.id})},
    )
    asked = Shipment("", ("jane-smith.blogs.example",))
    assert guard.check(asked, frozenset()) == {tenant.id}
