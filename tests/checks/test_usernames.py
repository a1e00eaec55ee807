from __future__ import annotations

from dataclasses import replace

import pytest

from exposure_audit.checks.asking import At
from exposure_audit.checks.registry import metas
from exposure_audit.checks.usernames import CHECK
from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.model import CheckId, Document, Fact, Gap, Kind, Reason
from exposure_audit.username_sites import Site, SiteMark, shipped
from tests.checks.account_subject import PRIVATE, PUBLIC, looked_up, seen
from tests.checks.fakes import Recorded, answer, fact, failing, page

MINE = Site(
    name="Lamps",
    check="https://lamps.example/{account}/about",
    page="https://lamps.example/~{account}",
    there=SiteMark(200, "<h1>{account}"),
    missing=SiteMark(404, "no such lamp"),
)
HOST = "lamps.example"
PLACE = f"https://{HOST}/sian4peckham/about"
THERE = page("<h1>sian4peckham</h1><p>Ring 07700 900123</p>")
MISSING = page("<p>There is no such lamp</p>", status=404)


def nobody(account: str) -> dict[str, Recorded]:
    """Every shipped site says that it has no such account."""
    pages = {
        site.url(account): page(site.missing.words, "application/json", site.missing.status)
        for site in shipped()
    }
    return {**pages, f"https://{HOST}/{account}/about": MISSING}


async def brought(
    found: Recorded = MISSING, declared: Fact = PUBLIC, site: Site = MINE
) -> tuple[list[Document], list[Gap]]:
    pages = nobody(declared.value)
    pages[site.url(declared.value)] = found
    documents, gaps, asked = await looked_up(
        CHECK, pages, declared, sites=(site,), host_interval_seconds=0
    )
    assert asked == [each.url(declared.value) for each in (*shipped(), site)]
    return documents, gaps


async def test_found_on_the_page_of_an_account() -> None:
    documents, gaps = await brought(THERE)
    assert gaps == []
    assert seen(*documents) == {"phone:mobile"}
    assert documents[-1].locator == f"https://{HOST}/~sian4peckham"
    assert (documents[-1].publisher, documents[-1].own) == ("Lamps", PUBLIC.id)


async def test_found_is_a_private_user_name_itself_and_the_place_is_nobodys_own() -> None:
    documents, gaps = await brought(page("<h1>lanternfish79</h1>"), PRIVATE)
    assert (gaps, seen(*documents), documents[-1].own) == ([], {PRIVATE.id}, None)


async def test_our_own_sites_are_asked_about_every_name_before_the_users_list() -> None:
    pages = {**nobody(PUBLIC.value), **nobody(PRIVATE.value)}
    _, gaps, asked = await looked_up(
        CHECK, pages, PUBLIC, PRIVATE, sites=(MINE,), host_interval_seconds=0
    )
    names = (PUBLIC.value, PRIVATE.value)
    ours = [site.url(name) for name in names for site in shipped()]
    assert (gaps, asked) == ([], [*ours, *(MINE.url(name) for name in names)])


@pytest.mark.parametrize("number", range(len(shipped())))
async def test_found_by_the_marks_of_each_shipped_site(number: int) -> None:
    site = shipped()[number]
    body = "{" + site.there.words + (', "x": 1}' if site.there.words.endswith(":") else '"}')
    found = page(body.replace(":,", ":1,"), "application/json", site.there.status)
    pages = {**nobody(PRIVATE.value), site.url(PRIVATE.value): found}
    documents, _, _ = await looked_up(CHECK, pages, PRIVATE, host_interval_seconds=0)
    assert seen(*documents) == {PRIVATE.id}
    assert site.place(PRIVATE.value) in [each.locator for each in documents]


async def test_clear_where_every_site_says_that_there_is_none() -> None:
    documents, gaps = await brought()
    assert gaps == []
    assert len(documents) == len(shipped()) + 1
    assert not any(each.parts for each in documents)


async def test_withheld_profile_of_a_public_user_name_is_no_exposure() -> None:
    documents, gaps = await brought(page("<h1>sian4peckham</h1><p>This profile is hidden</p>"))
    assert (gaps, seen(*documents)) == ([], set())


async def test_rate_limited_by_one_site_leaves_the_others_asked() -> None:
    documents, gaps = await brought(failing(Reason.RATE_LIMITED, HOST))
    assert gaps == [Gap(Reason.RATE_LIMITED, HOST)]
    assert len(documents) == len(shipped())


async def test_the_end_of_what_may_be_asked_ends_the_asking() -> None:
    with pytest.raises(GatherError) as caught:
        await brought(failing(Reason.BUDGET, HOST))
    assert caught.value.reason is Reason.BUDGET


@pytest.mark.parametrize(
    "broken",
    [
        page("<h1>Just a moment"),
        page("", status=404),
        page("no such lamp"),
        page("<h1>sian4peckham", status=404),
        answer({}),
    ],
)
async def test_malformed_is_an_answer_with_neither_mark(broken: Recorded) -> None:
    _, gaps = await brought(broken)
    assert gaps == [Gap(Reason.MALFORMED, HOST)]


async def test_malformed_is_an_answer_with_both_marks() -> None:
    both = replace(MINE, missing=SiteMark(200, "no such lamp"))
    _, gaps = await brought(page("<h1>sian4peckham no such lamp"), site=both)
    assert gaps == [Gap(Reason.MALFORMED, HOST)]


async def test_changed_layout_of_a_site_is_never_clear() -> None:
    for site in shipped():
        pages = {**nobody(PUBLIC.value), site.url(PUBLIC.value): page("<p>A new look</p>")}
        _, gaps, _ = await looked_up(CHECK, pages, PUBLIC, host_interval_seconds=0)
        assert gaps == [Gap(Reason.MALFORMED, site.host)]


async def test_an_unplanned_host_is_a_gap_and_a_refusal_is_never_swallowed() -> None:
    _, gaps = await brought(failing(Reason.UNFAMILIAR_HOST, HOST))
    assert gaps == [Gap(Reason.UNFAMILIAR_HOST, HOST)]
    with pytest.raises(EgressRefused):
        await brought(Recorded(error=EgressRefused(HOST, frozenset({"name"}))))


async def test_a_user_name_is_quoted_as_one_segment() -> None:
    odd = fact(Kind.USERNAME, "a/b?c", "odd")
    _, gaps, asked = await looked_up(CHECK, {}, odd, host_interval_seconds=0)
    assert len(gaps) == len(asked) == len(shipped())
    assert all("a%2Fb%3Fc" in url for url in asked)


def test_the_plan_knows_each_shipped_site() -> None:
    meta = metas()[CheckId("usernames")]
    planned = [ask.at for ask in meta.asks]
    assert planned == [*(site.host for site in shipped()), At.SITES]
    assert {service.host for service in meta.services} == {site.host for site in shipped()}
