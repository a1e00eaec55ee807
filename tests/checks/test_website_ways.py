from __future__ import annotations

import gzip

import pytest

from exposure_audit.checks.website import CHECK
from exposure_audit.model import Gap, Reason
from tests.checks.candidate_site import (
    DOMAIN,
    HIDDEN,
    HOST,
    NEWS,
    SITE,
    WEBSITE,
    picture,
    places,
    site,
)
from tests.checks.fakes import (
    FakeChannel,
    Recorded,
    failing,
    gather,
    page,
    task_of,
)
from tests.checks.own_subject import seen


@pytest.mark.parametrize(
    "home",
    [
        page("\ufeff<!doctype html><a href='/hidden'>x</a><p>Hello"),
        page("<!doctype html><a href='/hidden'>x</a><p>Hello".encode("utf-16"), "text/html"),
        page("<a href='/hidden'>x</a><p>Hello".encode("utf-16-le"), "text/html; charset=utf-16-le"),
        page("Notice: on line 3 <!doctype html><a href='/hidden'>x</a>"),
        page("<html><frameset><frame src='/hidden'><noframes>None</noframes></frameset>"),
        page("<html><meta http-equiv=refresh content='30; url=/hidden'><p>Hello"),
    ],
    ids=["byte order mark", "utf-16", "utf-16 by header", "text first", "frames", "refresh"],
)
async def test_links_are_followed_wherever_a_page_is_one(home: Recorded) -> None:
    channel = FakeChannel(pages={f"{SITE}/": home, f"{SITE}/hidden": HIDDEN})
    documents, gaps = await gather(CHECK, task_of(channel, WEBSITE))
    assert (places(documents), gaps) == (["/", "/hidden"], [])


async def test_an_ordinary_site_can_be_wholly_read() -> None:
    home = page(
        "<link rel='stylesheet' href='/s.css?v=1'><link rel='icon' href='/favicon.ico'>"
        "<link rel='pingback' href='/xmlrpc.php'><script src='/app.js'></script>"
        "<img src='/garden.jpg'><img src='/logo.svg'><p>Hello</p>"
        "<form method='post' action='/send'><input type='email'></form>"
        "<footer><a href='/wp-login.php'>Log in</a></footer>"
    )
    logo = page("<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0'/></svg>", "image/svg+xml")
    login = page("<form>Password <input type='password'></form>")
    channel = FakeChannel(
        pages={
            f"{SITE}/": home,
            f"{SITE}/garden.jpg": picture(),
            f"{SITE}/logo.svg": logo,
            f"{SITE}/wp-login.php": login,
        }
    )
    documents, gaps = await gather(CHECK, task_of(channel, WEBSITE))
    assert gaps == []
    assert sorted(places(documents)) == ["/", "/garden.jpg", "/logo.svg", "/wp-login.php"]
    assert not any(name in " ".join(channel.asked) for name in ("xmlrpc", "send", ".js", ".css"))


@pytest.mark.parametrize("kind", ["image/jpeg", "application/pdf", "text/html"])
async def test_an_empty_answer_is_a_gap_whatever_it_says_it_is(kind: str) -> None:
    _, gaps = await gather(CHECK, task_of(site(**{"garden.jpg": page(" ", kind)}), WEBSITE))
    assert gaps == [Gap(Reason.NO_TEXT, HOST)]


async def test_a_page_that_only_a_script_fills_is_a_gap() -> None:
    shell = page("<html><div id='root'></div><script src='/app.js'></script></html>")
    _, gaps = await gather(CHECK, task_of(site(**{"about.html": shell}), WEBSITE))
    assert gaps == [Gap(Reason.NO_TEXT, HOST)]


async def test_a_site_under_www_alone_is_walked() -> None:
    absent = failing(Reason.DNS_FAILURE, HOST)
    www = f"https://www.{HOST}/"
    channel = FakeChannel(
        pages={f"{scheme}://{HOST}/robots.txt": absent for scheme in ("http", "https")}
    )
    channel.pages[www] = NEWS
    documents, gaps = await gather(CHECK, task_of(channel, DOMAIN))
    assert ([document.locator for document in documents], gaps) == ([www], [])
    channel.pages[f"{www}robots.txt"] = failing(Reason.CONNECTION, f"www.{HOST}")
    channel.records[f"www.{HOST}", "A"] = ("192.0.2.1",)
    assert await gather(CHECK, task_of(channel, DOMAIN)) == ([], [Gap(Reason.DNS_FAILURE, HOST)])


MAP = f"<urlset><url><loc>{SITE}/hidden</loc></url></urlset>"


@pytest.mark.parametrize(
    "listed",
    [
        page(MAP.replace(f"{SITE}/hidden", f"<![CDATA[ {SITE}/hidden ]]>"), "text/xml"),
        page(f"<?xml version='1.0'?>{MAP}".encode("utf-16"), "application/xml"),
        page(f"\ufeff{MAP}<!-- made by a plug-in -->", "application/xml"),
        page(gzip.compress(MAP.encode()), "application/gzip"),
        page(f"{SITE}/hidden\n{SITE}/\n", "text/plain"),
    ],
    ids=["cdata", "utf-16", "byte order mark", "gzip", "plain list"],
)
async def test_a_sitemap_that_robots_txt_names_is_read(listed: Recorded) -> None:
    robots = page("User-agent: *\nAllow: /\nSitemap: /maps/all", "text/plain")
    channel = site(**{"robots.txt": robots, "maps/all": listed, "hidden": HIDDEN})
    documents, gaps = await gather(CHECK, task_of(channel, WEBSITE))
    assert gaps == []
    assert "/hidden" in places(documents)
    assert "/maps/all" not in places(documents)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (MAP[:-9], "application/xml"),
        (MAP[:-9], "text/html"),
        ("", "application/xml"),
        (bytes(range(256)), "text/xml"),
        ("<?xml version='1.0'?><other/>", "text/xml"),
    ],
    ids=["cut", "cut as html", "empty", "garbage", "other"],
)
async def test_a_broken_sitemap_is_a_gap(body: str | bytes, kind: str) -> None:
    _, gaps = await gather(CHECK, task_of(site(**{"sitemap.xml": page(body, kind)}), WEBSITE))
    assert gaps == [Gap(Reason.MALFORMED, HOST)]


async def test_a_page_in_place_of_a_sitemap_is_a_gap_only_where_the_site_names_it() -> None:
    shell = page("<!doctype html><p>All of us</p>", "application/xml")
    assert (await gather(CHECK, task_of(site(**{"sitemap.xml": shell}), WEBSITE)))[1] == []
    robots = page("Sitemap: /sitemap.xml", "text/plain")
    channel = site(**{"sitemap.xml": shell, "robots.txt": robots})
    assert (await gather(CHECK, task_of(channel, WEBSITE)))[1] == [Gap(Reason.MALFORMED, HOST)]


async def test_only_links_inside_the_site_can_be_too_long_or_too_many() -> None:
    outside = "".join(f"<a href='https://o.example/{n}{'x' * 20}'>x</a>" for n in range(3_000))
    channel = FakeChannel(
        pages={f"{SITE}/": page(outside + "<a href='/hidden'>x</a>"), f"{SITE}/hidden": HIDDEN}
    )
    documents, gaps = await gather(CHECK, task_of(channel, WEBSITE))
    assert (places(documents), gaps) == (["/", "/hidden"], [])
    channel.pages[f"{SITE}/hidden"] = page(f"<p>x<a href='/{'x' * 5000}'>x</a>")
    assert (await gather(CHECK, task_of(channel, WEBSITE)))[1] == [Gap(Reason.BUDGET, HOST)]


@pytest.mark.parametrize(
    "film", ["<a href='/walk.MOV'>x</a>", "<video><source src='/walk.mp4'></video>"]
)
async def test_a_film_on_the_own_site_is_a_gap(film: str) -> None:
    channel = FakeChannel(pages={f"{SITE}/": page(f"<p>x</p>{film}")})
    _, gaps = await gather(CHECK, task_of(channel, WEBSITE))
    assert gaps == [Gap(Reason.UNSUPPORTED, HOST)]
    channel.pages[f"{SITE}/"] = page(
        "<p>x</p><video src='https://o.example/a.mp4'></video><link rel=preload href='/f.woff2'>"
    )
    assert (await gather(CHECK, task_of(channel, WEBSITE)))[1] == []


RSS = (
    "<?xml version='1.0'?><rss version='2.0'><channel><title>News</title>"
    "<managingEditor>sian.hughes@example.org (Siân)</managingEditor>"
    "<item><title>Out and about</title><author>sianh79</author></item></channel></rss>"
)
ATOM = (
    "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'><title>News</title><author>"
    "<name>sianh79</name><email>sian.hughes@example.org</email></author></feed>"
)


@pytest.mark.parametrize(
    ("feed", "kind"),
    [(RSS, "application/rss+xml"), (ATOM, "application/atom+xml"), (RSS, "text/xml")],
)
async def test_found_in_a_feed_that_the_front_page_names(feed: str, kind: str) -> None:
    home = page("<link rel='alternate' href='/feed/' type='application/rss+xml'><p>Vote for us")
    channel = FakeChannel(pages={f"{SITE}/": home, f"{SITE}/feed/": page(feed, kind)})
    documents, gaps = await gather(CHECK, task_of(channel, WEBSITE))
    assert gaps == []
    assert seen(*documents) == {"email:personal", "username:forum"}
