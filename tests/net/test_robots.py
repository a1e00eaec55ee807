from __future__ import annotations

from typing import Any

import pytest
from aiohttp import web

from exposure_audit.errors import GatherError
from exposure_audit.model import Reason
from exposure_audit.net.allotment import Share
from exposure_audit.net.robots import Robots

RULES = """
User-agent: *
Disallow: /private
Disallow: /*.pdf$

User-agent: exposure-audit
Disallow: /not-us
"""


class Site:
    """Serves robots.txt and counts."""

    def __init__(self, status: int, text: str = "") -> None:
        self.status, self.text, self.asked = status, text, 0

    async def __call__(self, _request: web.Request) -> web.Response:
        self.asked += 1
        return web.Response(status=self.status, text=self.text)


@pytest.mark.parametrize(
    ("status", "text", "path", "allowed"),
    [
        (200, RULES, "/", True),
        (200, RULES, "/not-us/x", False),
        (200, "User-agent: *\nDisallow: /*.pdf$", "/a.pdf", False),
        (200, "User-agent: *\nDisallow: /*.pdf$", "/a.pdf.html", True),
        (200, "\x00\xff nonsense", "/", True),
        (404, "", "/", True),
        (403, "", "/", True),
        (500, "", "/", False),
        (503, "", "/", False),
        (429, "", "/", False),
    ],
)
async def test_the_file_decides(
    net: Any, serve: Any, status: int, text: str, path: str, allowed: bool
) -> None:
    site, robots = Site(status, text), Robots()
    channel = await net.web(await serve(site))
    for _ in range(2):
        assert await robots.allowed(channel, f"https://site.example{path}") is allowed
    assert site.asked == 1


async def test_a_site_out_of_reach_says_why(net: Any, free_port: int) -> None:
    channel, robots = await net.web(free_port), Robots()
    for _ in range(2):
        with pytest.raises(GatherError) as caught:
            await robots.allowed(channel, "https://site.example/")
        assert caught.value.reason is Reason.CONNECTION
    assert channel.requests == 1


async def test_a_host_with_the_name_in_it_is_no_news_to_itself(net: Any, serve: Any) -> None:
    channel = await net.web(await serve(Site(404)), host="sian-hughes.blog.example")
    assert await Robots().allowed(channel, "https://sian-hughes.blog.example/a")
    assert net.ledger.disclosures == ()


async def test_what_is_no_url(net: Any) -> None:
    with pytest.raises(GatherError) as caught:
        await Robots().allowed(await net.channel(), "nonsense")
    assert caught.value.reason is Reason.MALFORMED


async def test_the_file_names_sitemaps(net: Any, serve: Any) -> None:
    rules = "Sitemap: https://site.example/all.xml\nUser-agent: *\nSitemap: /more.xml"
    channel, robots = await net.web(await serve(Site(200, rules))), Robots()
    assert robots.sitemaps("https://site.example/a") == ()
    await robots.allowed(channel, "https://site.example/a")
    named = ("https://site.example/all.xml", "https://site.example/more.xml")
    assert robots.sitemaps("https://site.example/b") == named


async def test_a_byte_order_mark_hides_no_rule(net: Any, serve: Any) -> None:
    site = Site(200, "\ufeffUser-agent: *\nDisallow: /private")
    channel = await net.web(await serve(site))
    assert not await Robots().allowed(channel, "https://site.example/private")


async def test_offline_what_is_kept_was_allowed(net: Any, serve: Any) -> None:
    channel = await net.web(await serve(Site(500)), offline=True)
    assert await Robots().allowed(channel, "https://site.example/a")


async def test_a_file_that_moved_to_a_host_that_is_not_visited_forbids_nothing(
    net: Any, serve: Any
) -> None:
    async def moved(_request: web.Request) -> web.Response:
        raise web.HTTPFound("https://elsewhere.example/robots.txt")

    shares = (Share(fits=lambda host: host == "site.example", number=9, facts=frozenset()),)
    channel = await net.web(await serve(moved), shares=shares)
    assert await Robots().allowed(channel, "https://site.example/a")
    assert net.ledger.hosts == ("site.example",)
