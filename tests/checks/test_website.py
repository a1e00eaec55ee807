from __future__ import annotations

import pytest

from exposure_audit.checks.website import CHECK
from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.model import Gap, PartKind, Reason
from tests.checks.candidate_site import (
    ABOUT,
    DOMAIN,
    HOME,
    HOST,
    NEWS,
    SITE,
    WEBSITE,
    places,
    site,
)
from tests.checks.fakes import (
    FakeChannel,
    Recorded,
    failing,
    gather,
    moved,
    page,
    task_of,
    texts,
)
from tests.checks.own_subject import seen


async def test_walks_the_site_breadth_first_and_stays_on_it() -> None:
    channel = site()
    documents, gaps = await gather(CHECK, task_of(channel, WEBSITE))
    assert gaps == []
    assert sorted(places(documents)) == sorted(
        ["/", "/about.html", "/garden.jpg", f"https://news.{HOST}/"]
    )
    assert places(documents)[0] == "/"
    assert {document.own for document in documents} == {WEBSITE.id}
    asked = " ".join(channel.asked)
    assert "elsewhere.example" not in asked
    assert "style.css" not in asked
    assert channel.found_on[f"{SITE}/about.html"] == f"{SITE}/"


async def test_found_what_stands_on_a_page() -> None:
    documents, _ = await gather(CHECK, task_of(site(), WEBSITE))
    home = documents[0]
    assert any("14 St Mary's Road" in text for text in texts(home, PartKind.BODY))
    assert home.publisher == HOST


async def test_a_broken_link_is_no_gap_but_a_broken_start_is() -> None:
    assert (await gather(CHECK, task_of(site(), WEBSITE)))[1] == []
    channel = FakeChannel()
    assert await gather(CHECK, task_of(channel, WEBSITE)) == ([], [Gap(Reason.NOT_FOUND, HOST)])


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (failing(Reason.TIMEOUT), Reason.TIMEOUT),
        (page("", status=403), Reason.BLOCKED),
        (page("", status=401), Reason.AUTH),
        (page("", status=500), Reason.SERVER_ERROR),
        (page(""), Reason.NO_TEXT),
        (moved("/about.html/../gone-round"), Reason.NOT_FOUND),
    ],
)
async def test_a_page_that_cannot_be_read_is_a_gap_and_the_others_are_read(
    broken: Recorded, reason: Reason
) -> None:
    documents, gaps = await gather(CHECK, task_of(site(**{"about.html": broken}), WEBSITE))
    assert gaps == ([] if reason is Reason.NOT_FOUND else [Gap(reason, HOST)])
    assert "/garden.jpg" in places(documents)


async def test_robots_are_obeyed_and_said() -> None:
    rules = page("User-agent: *\nDisallow: /about", "text/plain")
    documents, gaps = await gather(CHECK, task_of(site(**{"robots.txt": rules}), WEBSITE))
    assert gaps == [Gap(Reason.REFUSED_BY_ROBOTS, HOST)]
    assert "/about.html" not in places(documents)


async def test_a_site_behind_robots_altogether_is_a_gap() -> None:
    rules = page("User-agent: *\nDisallow: /", "text/plain")
    documents, gaps = await gather(CHECK, task_of(site(**{"robots.txt": rules}), WEBSITE))
    assert (documents, gaps) == ([], [Gap(Reason.REFUSED_BY_ROBOTS, HOST)])


async def test_a_site_that_is_down_names_the_true_reason() -> None:
    down = failing(Reason.CONNECTION, HOST)
    channel = FakeChannel(pages={f"{SITE}/robots.txt": down, f"{SITE}/": down})
    assert await gather(CHECK, task_of(channel, WEBSITE)) == ([], [Gap(Reason.CONNECTION, HOST)])


async def test_the_sitemap_leads_to_pages_that_nothing_links_to() -> None:
    index = page(
        f"<sitemapindex><sitemap><loc>{SITE}/sub.xml</loc></sitemap></sitemapindex>", "text/xml"
    )
    sub = page(
        f"<urlset><url><loc> {SITE}/hidden?a=1&amp;b=2 </loc></url>"
        "<url><loc>https://elsewhere.example/y</loc></url></urlset>",
        "application/xml",
    )
    channel = site(**{"sitemap.xml": index, "sub.xml": sub, "hidden?a=1&b=2": page("<p>Old</p>")})
    documents, gaps = await gather(CHECK, task_of(channel, WEBSITE))
    assert gaps == []
    assert "/hidden?a=1&b=2" in places(documents)
    assert "/sitemap.xml" not in places(documents)
    assert "https://elsewhere.example/y" not in channel.asked


async def test_a_soft_404_in_place_of_the_sitemap_is_nothing() -> None:
    documents, gaps = await gather(CHECK, task_of(site(**{"sitemap.xml": HOME}), WEBSITE))
    assert gaps == []
    assert "/sitemap.xml" not in places(documents)


async def test_a_redirect_that_stays_is_followed_and_read_once() -> None:
    channel = site(**{"about.html": moved(f"https://www.{HOST}/about")})
    channel.pages[f"https://www.{HOST}/about"] = ABOUT
    channel.pages[f"{SITE}/"] = page(
        "<a href='/about.html'>a</a><a href='//www." + HOST + "/about'>b</a>"
    )
    documents, gaps = await gather(CHECK, task_of(channel, WEBSITE))
    assert gaps == []
    assert places(documents) == ["/", f"https://www.{HOST}/about"]


async def test_a_redirect_that_leaves_is_not_followed() -> None:
    channel = site(**{"about.html": moved("https://elsewhere.example/")})
    _, gaps = await gather(CHECK, task_of(channel, WEBSITE))
    assert gaps == []
    assert "https://elsewhere.example/" not in channel.asked
    channel = FakeChannel(pages={f"{SITE}/": moved("https://elsewhere.example/")})
    gone = Gap(Reason.UNFAMILIAR_HOST, "elsewhere.example")
    assert await gather(CHECK, task_of(channel, WEBSITE)) == ([], [gone])


async def test_a_redirect_down_to_plain_http_is_refused() -> None:
    channel = FakeChannel(
        pages={f"{SITE}/": moved(f"http://{HOST}/plain"), f"http://{HOST}/plain": NEWS}
    )
    assert await gather(CHECK, task_of(channel, WEBSITE)) == ([], [Gap(Reason.TLS, HOST)])


async def test_redirects_in_a_circle_end() -> None:
    channel = FakeChannel(pages={f"{SITE}/": moved("/a"), f"{SITE}/a": moved("/")})
    assert await gather(CHECK, task_of(channel, WEBSITE)) == ([], [Gap(Reason.REDIRECT_LOOP, HOST)])


async def test_a_domain_is_tried_by_https_and_then_by_http() -> None:
    http = f"http://{HOST}/"
    down = failing(Reason.CONNECTION, HOST)
    channel = FakeChannel(pages={f"{SITE}/robots.txt": down, http: NEWS})
    documents, gaps = await gather(CHECK, task_of(channel, DOMAIN))
    assert ([document.locator for document in documents], gaps) == ([http], [])
    del channel.pages[http]
    channel.pages[f"{http}robots.txt"] = failing(Reason.TLS, HOST)
    channel.records[(HOST, "A")] = ("192.0.2.1",)
    assert await gather(CHECK, task_of(channel, DOMAIN)) == ([], [Gap(Reason.CONNECTION, HOST)])


async def test_a_domain_that_names_no_web_server_is_an_answer() -> None:
    absent = failing(Reason.DNS_FAILURE, HOST)
    channel = FakeChannel(
        pages={f"{scheme}://{HOST}/robots.txt": absent for scheme in ("http", "https")}
    )
    [document], gaps = await gather(CHECK, task_of(channel, DOMAIN))
    assert (document.parts, gaps) == ((), [])
    channel.absent = frozenset({f"www.{HOST}"})
    assert (await gather(CHECK, task_of(channel, DOMAIN)))[1] == []
    # A domain that does not exist may be mistyped.
    channel.absent = frozenset({HOST})
    assert await gather(CHECK, task_of(channel, DOMAIN)) == ([], [Gap(Reason.NOT_FOUND, HOST)])
    # A dead resolver proves nothing, nor does a declared web site's missing name.
    channel.records[(HOST, "AAAA")] = GatherError(Reason.TIMEOUT)
    assert await gather(CHECK, task_of(channel, DOMAIN)) == ([], [Gap(Reason.DNS_FAILURE, HOST)])
    assert await gather(CHECK, task_of(channel, WEBSITE)) == ([], [Gap(Reason.DNS_FAILURE, HOST)])


async def test_a_site_declared_twice_is_walked_once() -> None:
    channel = site()
    await gather(CHECK, task_of(channel, DOMAIN, WEBSITE))
    assert channel.asked.count(f"{SITE}/") == 1


async def test_rate_limited_a_site_that_asks_to_stop_is_left_alone() -> None:
    channel = site(**{"about.html": page("", status=429)})
    _, gaps = await gather(CHECK, task_of(channel, WEBSITE))
    assert gaps == [Gap(Reason.RATE_LIMITED, HOST)]
    assert f"{SITE}/garden.jpg" not in channel.asked


async def test_malformed_and_hostile_links_do_no_harm() -> None:
    odd = (
        "<a href='http://[bad'>x</a><a href='javascript:x'>x</a><a href='//"
        + "a" * 9000
        + "'>x</a>"
    )
    sitemap = page("<urlset><loc>http://[bad</loc><loc>file:///etc/passwd</loc></urlset>")
    channel = site(**{"sitemap.xml": sitemap})
    channel.pages[f"{SITE}/"] = page(odd)
    documents, gaps = await gather(CHECK, task_of(channel, WEBSITE))
    assert (places(documents), gaps) == (["/"], [])


async def test_a_refusal_of_the_egress_guard_is_never_swallowed() -> None:
    refusal = Recorded(error=EgressRefused(HOST, frozenset({"phone:mobile"})))
    for path in ("robots.txt", "about.html", "", "sitemap.xml"):
        with pytest.raises(EgressRefused):
            await gather(CHECK, task_of(site(**{path: refusal}), WEBSITE))


async def test_a_page_of_the_site_that_may_not_be_asked_for_is_a_gap() -> None:
    channel = site()
    channel.pages[f"{SITE}/about.html"] = failing(Reason.UNFAMILIAR_HOST, HOST)
    _, gaps = await gather(CHECK, task_of(channel, WEBSITE))
    assert gaps == [Gap(Reason.UNFAMILIAR_HOST, HOST)]


async def test_clear_where_no_page_holds_anything() -> None:
    channel = FakeChannel(pages={f"{SITE}/": page("<a href='/news'>x</a>"), f"{SITE}/news": NEWS})
    documents, gaps = await gather(CHECK, task_of(channel, WEBSITE))
    assert (seen(*documents), gaps, len(documents)) == (set(), [], 2)


async def test_withheld_behind_a_box_or_half_a_postcode_is_no_exposure() -> None:
    front = page("<p>Promoted by A. Sample, PO Box 77, London SE15.</p><p>Ring 07700 ......</p>")
    documents, gaps = await gather(CHECK, task_of(FakeChannel(pages={f"{SITE}/": front}), WEBSITE))
    assert (seen(*documents), gaps) == (set(), [])


async def test_changed_layout_a_page_that_a_script_now_fills_is_a_gap() -> None:
    shell = page("<html><div id='root'></div><script src='/app.js'></script></html>")
    _, gaps = await gather(CHECK, task_of(FakeChannel(pages={f"{SITE}/": shell}), WEBSITE))
    assert gaps == [Gap(Reason.NO_TEXT, HOST)]
