from __future__ import annotations

import hashlib
from typing import Any

import pytest

from exposure_audit.checks.control import FILE
from exposure_audit.checks.wordpress_users import AUTHORS, CHECK
from exposure_audit.errors import EgressRefused
from exposure_audit.model import Document, Gap, Kind, Reason
from tests.checks.fakes import (
    FakeChannel,
    Recorded,
    answer,
    fact,
    failing,
    gather,
    moved,
    page,
    task_of,
)
from tests.checks.own_subject import DOMAIN, HOST, SITE, WEBSITE, seen

TOKEN = "c41d0e9f"
LIST = f"{SITE}/wp-json/wp/v2/users"
DIGEST = hashlib.sha256(b"sian.hughes@example.org").hexdigest()
WORDPRESS = page("<link rel='stylesheet' href='/wp-content/themes/plain/style.css'><p>Vote for us")
GONE = page("<p>Not here", status=404)


def user(number: int, name: str, slug: str, **members: Any) -> dict[str, Any]:
    return {
        "id": number,
        "name": name,
        "url": "",
        "description": "",
        "link": f"{SITE}/author/{slug}/",
        "slug": slug,
        "avatar_urls": {"24": "https://secure.gravatar.com/avatar/?s=24&d=mm&r=g"},
        "meta": [],
        **members,
    }


TEAM = user(1, "Campaign team", "campaign-team")
CLOSED = {"code": "rest_user_cannot_view", "message": "Sorry.", "data": {"status": 401}}


def site(listed: Recorded, front: Recorded = WORDPRESS, **authors: Recorded) -> FakeChannel:
    """A proven site; `author1` and the like are the authors' pages, 404 where left out."""
    pages = {f"{SITE}/": front, LIST: listed, f"{SITE}{FILE}": page(TOKEN, "text/plain")}
    for number in range(1, AUTHORS + 1):
        pages[f"{SITE}/?author={number}"] = authors.get(f"author{number}", GONE)
    return FakeChannel(pages=pages)


async def run(channel: FakeChannel, token: str = TOKEN) -> tuple[list[Document], list[Gap]]:
    return await gather(CHECK, task_of(channel, WEBSITE, control=lambda _site: token))


async def test_found_in_the_list_of_users() -> None:
    users = [
        TEAM,
        user(2, "Siân Example-Hughes", "sianh79"),
        user(3, "S", "s", description="Ring 07700 900123"),
        user(4, "T", "t", avatar_urls={"96": f"https://secure.gravatar.com/avatar/{DIGEST}?s=96"}),
    ]
    documents, gaps = await run(site(answer(users)))
    assert gaps == []
    assert documents[0].locator == LIST
    assert documents[0].own == WEBSITE.id
    assert seen(*documents) == {"username:forum", "phone:mobile", "email:personal"}


@pytest.mark.parametrize("algorithm", ["md5", "sha256"])
async def test_found_in_the_digest_of_an_address_alone(algorithm: str) -> None:
    for address, expected in (
        ("sian.hughes@example.org", {"email:personal"}),
        ("x@y.example", set()),
    ):
        digest = hashlib.new(algorithm, address.encode()).hexdigest()
        avatars = {"24": f"https://secure.gravatar.com/avatar/{digest}?s=24&d=mm&r=g"}
        documents, gaps = await run(site(answer([user(1, "Team", "team", avatar_urls=avatars)])))
        assert (seen(*documents), gaps) == (expected, [])


@pytest.mark.parametrize(
    "written",
    [
        "Write to sian.hughes&#64;example.org",
        "<a href='mailto:sian.hughes@example.org'>Write to me</a>",
        "Write:<br>sian.hughes@example.org<br>",
    ],
)
async def test_found_in_a_description_that_is_html(written: str) -> None:
    documents, _ = await run(site(answer([user(1, "T", "t", description=written)])))
    assert seen(*documents) == {"email:personal"}


async def test_a_page_is_of_the_same_publisher_as_the_walk_over_the_site_says() -> None:
    blog = f"https://blog.{HOST}/"
    author = f"{blog}author/sianh79/"
    pages = {blog: WORDPRESS, f"{blog}wp-json/wp/v2/users": answer([TEAM]), author: page("<h1>S")}
    pages |= {f"{SITE}{FILE}": page(TOKEN, "text/plain")}
    pages |= {f"{blog}?author={number}": moved(author) for number in range(1, AUTHORS + 1)}
    facts = (fact(Kind.WEBSITE, blog), DOMAIN)
    task = task_of(FakeChannel(pages=pages), *facts, control=lambda _site: TOKEN)
    documents, _ = await gather(CHECK, task)
    at = {each.publisher for each in documents if each.locator == author}
    assert at == {f"blog.{HOST}"}


async def test_users_beyond_the_first_page_are_a_gap() -> None:
    for pages, expected in (("1", []), ("0", []), ("2", [Gap(Reason.BUDGET, HOST)])):
        listed = answer([TEAM])
        listed.headers = {**listed.headers, "x-wp-totalpages": pages}
        assert (await run(site(listed)))[1] == expected


async def test_authors_beyond_the_third_are_a_gap_where_the_list_is_closed() -> None:
    author = f"{SITE}/author/campaign-team/"
    for listed, expected in ((CLOSED, [Gap(Reason.BUDGET, HOST)]), ([TEAM], [])):
        status = 401 if listed is CLOSED else 200
        channel = site(answer(listed, status), author1=moved(author))
        channel.pages[author] = page("<h1>Campaign team</h1>")
        assert (await run(channel))[1] == expected


async def test_found_in_the_address_of_an_authors_page() -> None:
    author = f"{SITE}/author/sianh79/"
    channel = site(answer([TEAM]), author1=moved(author))
    channel.pages[author] = page("<h1>Siân</h1><p>Write to sian.hughes@example.org")
    documents, gaps = await run(channel)
    assert gaps == []
    assert seen(*documents) == {"username:forum", "email:personal"}


@pytest.mark.parametrize(
    "listed",
    [answer([]), answer([TEAM]), answer([user(1, "T", "t", avatar_urls=[], url=None)])],
    ids=["nobody", "a role", "no pictures"],
)
async def test_clear_where_only_roles_are_listed(listed: Recorded) -> None:
    documents, gaps = await run(site(listed))
    assert (seen(*documents), gaps) == (set(), [])


async def test_clear_where_the_site_is_no_wordpress_and_nothing_more_is_asked() -> None:
    channel = site(answer([TEAM]), front=page("<p>Vote for us"))
    [document], gaps = await run(channel)
    assert (document.parts, gaps) == ((), [])
    assert not any("wp-json" in url or "author" in url or FILE in url for url in channel.asked)


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_withheld_in_wordpress_own_words_is_no_exposure(status: int) -> None:
    documents, gaps = await run(site(answer(CLOSED, status)))
    assert (seen(*documents), gaps) == (set(), [])
    documents, gaps = await run(site(page("<p>Forbidden", status=status)))
    assert gaps == [Gap(Reason.MALFORMED, HOST)]


async def test_without_proof_a_wordpress_site_is_a_gap_and_not_asked() -> None:
    channel = site(answer([user(2, "S", "sianh79")]))
    assert await run(channel, token="") == ([], [Gap(Reason.NOT_PROVEN, HOST)])
    assert await run(channel, token="another") == ([], [Gap(Reason.NOT_PROVEN, HOST)])
    assert not any("wp-json" in url or "author" in url for url in channel.asked)


@pytest.mark.parametrize(
    "front",
    [
        page("<p>x<img src='/wp-includes/images/x.png'>"),
        page("<meta name='generator' content='WordPress 6.8.3'><p>x"),
        page(f"<link rel='https://api.w.org/' href='{SITE}/wp-json/'><p>x"),
        Recorded(
            b"<p>x",
            headers={
                "content-type": "text/html",
                "link": f'<{SITE}/wp-json/>; rel="https://api.w.org/"',
            },
        ),
    ],
    ids=["files", "generator", "link in the page", "link in the headers"],
)
async def test_wordpress_is_known_by_any_of_its_signs(front: Recorded) -> None:
    channel = site(answer([TEAM]), front=front)
    await run(channel)
    assert LIST in channel.asked


async def test_the_list_stands_where_the_page_says_if_that_is_on_the_site() -> None:
    plain = f"{SITE}/index.php?rest_route=/wp/v2/users"
    front = page(f"<link rel='https://api.w.org/' href='{SITE}/index.php?rest_route=/'><p>x")
    channel = site(GONE, front=front)
    channel.pages[plain] = answer([TEAM])
    assert (await run(channel))[1] == []
    assert plain in channel.asked
    away = page("<link rel='https://api.w.org/' href='https://elsewhere.example/wp-json/'><p>x")
    channel = site(answer([TEAM]), front=away)
    assert (await run(channel))[1] == []
    assert not any("elsewhere" in url for url in channel.asked)


async def test_rate_limited_is_a_gap() -> None:
    documents, gaps = await run(site(page("", status=429)))
    assert gaps == [Gap(Reason.RATE_LIMITED, HOST)]
    assert seen(*documents) == set()


@pytest.mark.parametrize(
    "listed",
    [page("<p>Vote for us"), page("", "application/json"), page("[{", "application/json")],
    ids=["page", "empty", "cut"],
)
async def test_malformed_answers_are_gaps(listed: Recorded) -> None:
    assert (await run(site(listed)))[1] == [Gap(Reason.MALFORMED, HOST)]


@pytest.mark.parametrize(
    "value",
    [{}, {"users": []}, [None], [{"id": 1, "name": "x"}], [{**TEAM, "slug": ["x"]}]],
)
async def test_changed_layout_is_a_gap_and_no_all_clear(value: Any) -> None:
    assert (await run(site(answer(value))))[1] == [Gap(Reason.MALFORMED, HOST)]


async def test_an_authors_page_that_fails_is_a_gap() -> None:
    channel = site(answer([TEAM]), author2=failing(Reason.TIMEOUT, HOST))
    assert (await run(channel))[1] == [Gap(Reason.TIMEOUT, HOST)]


async def test_a_front_page_that_cannot_be_read_is_a_gap() -> None:
    for front in (page(""), page(bytes(range(256)) * 8), page("", status=403)):
        assert (await run(site(answer([TEAM]), front=front)))[1]


async def test_robots_are_obeyed() -> None:
    channel = site(answer([TEAM]))
    channel.pages[f"{SITE}/robots.txt"] = page("User-agent: *\nDisallow: /wp-json/", "text/plain")
    assert (await run(channel))[1] == [Gap(Reason.REFUSED_BY_ROBOTS, HOST)]
    assert LIST not in channel.asked


async def test_a_platform_is_not_asked() -> None:
    mine = fact(Kind.WEBSITE, "https://www.facebook.com/sian4peckham")
    channel = FakeChannel(pages={mine.value: WORDPRESS})
    task = task_of(channel, mine, control=lambda _site: TOKEN)
    [document], gaps = await gather(CHECK, task)
    assert (document.parts, gaps) == ((), [])


async def test_a_refusal_of_the_egress_guard_is_never_swallowed() -> None:
    refusal = Recorded(error=EgressRefused(HOST, frozenset({"name"})))
    for channel in (
        site(refusal),
        site(answer([]), front=refusal),
        site(answer([]), author1=refusal),
    ):
        with pytest.raises(EgressRefused):
            await run(channel)
