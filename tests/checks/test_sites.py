from __future__ import annotations

import pytest

from exposure_audit.checks.common import Item
from exposure_audit.checks.fetching import Fetched
from exposure_audit.checks.sites import Visitor, sites_of
from exposure_audit.model import Document, Fact, Gap, Kind, Reason
from tests.checks.fakes import FakeChannel, fact, failing, moved, page, task_of
from tests.checks.own_subject import DOMAIN, HOST, SITE, WEBSITE

HOME = page("<p>Vote for us")


async def fronts(channel: FakeChannel, *facts: Fact) -> list[Fetched | Item]:
    task = task_of(channel, *facts)
    found: list[Fetched | Item] = []
    for site in sites_of(task.subject).values():
        found += [each async for each in Visitor(task, site).fronts()]
    return found


def urls(found: list[Fetched | Item]) -> list[str]:
    return [each.response.url for each in found if isinstance(each, Fetched)]


async def test_a_front_page_is_opened_once_however_often_it_is_declared() -> None:
    channel = FakeChannel(pages={f"{SITE}/": HOME})
    assert urls(await fronts(channel, DOMAIN, WEBSITE)) == [f"{SITE}/"]
    assert channel.asked.count(f"{SITE}/") == 1


async def test_two_pages_of_one_site_that_lead_to_one_are_one() -> None:
    www = f"https://www.{HOST}/"
    other = fact(Kind.WEBSITE, www, "www")
    channel = FakeChannel(pages={f"{SITE}/": HOME, www: moved(f"{SITE}/")})
    assert urls(await fronts(channel, WEBSITE, other)) == [f"{SITE}/"]


async def test_a_site_that_is_down_is_a_gap_and_robots_are_obeyed() -> None:
    down = failing(Reason.CONNECTION, HOST)
    channel = FakeChannel(pages={f"{SITE}/": down})
    assert await fronts(channel, WEBSITE) == [Gap(Reason.CONNECTION, HOST)]
    channel.pages = {
        f"{SITE}/": HOME,
        f"{SITE}/robots.txt": page("User-agent: *\nDisallow: /", "text/plain"),
    }
    assert await fronts(channel, WEBSITE) == [Gap(Reason.REFUSED_BY_ROBOTS, HOST)]
    assert channel.asked.count(f"{SITE}/") == 1


async def test_a_domain_without_a_web_server_is_an_answer() -> None:
    absent = failing(Reason.DNS_FAILURE, HOST)
    names = (HOST, f"www.{HOST}")
    addresses = [f"{scheme}://{name}/" for scheme in ("https", "http") for name in names]
    channel = FakeChannel(pages=dict.fromkeys(addresses, absent))
    [document] = await fronts(channel, DOMAIN)
    assert isinstance(document, Document)
    assert (document.parts, document.own) == ((), DOMAIN.id)
    channel.absent = frozenset({HOST})
    assert await fronts(channel, DOMAIN) == [Gap(Reason.NOT_FOUND, HOST)]


async def test_a_redirect_away_is_not_followed() -> None:
    channel = FakeChannel(pages={f"{SITE}/": moved("https://elsewhere.example/")})
    assert await fronts(channel, WEBSITE) == [Gap(Reason.UNFAMILIAR_HOST, "elsewhere.example")]
    assert "https://elsewhere.example/" not in channel.asked


@pytest.mark.parametrize(
    ("value", "shared"),
    [(f"{SITE}/", False), ("https://www.facebook.com/sian4peckham", True)],
)
def test_a_platform_is_shared(value: str, shared: bool) -> None:
    task = task_of(FakeChannel(), fact(Kind.WEBSITE, value))
    [site] = sites_of(task.subject).values()
    assert site.shared is shared
