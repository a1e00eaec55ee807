"""How far a walk over an own site goes: so many pages, so deep, further with proof, never away."""

from __future__ import annotations

from dataclasses import replace

from exposure_audit.checks.control import FILE
from exposure_audit.checks.website import CHECK
from exposure_audit.model import Gap, Kind, Reason
from tests.checks.candidate_site import HOST, NEWS, SITE, WEBSITE, places, site
from tests.checks.fakes import FakeChannel, fact, gather, page, task_of


async def test_pages_beyond_the_limit_wait_for_proof() -> None:
    documents, gaps = await gather(CHECK, task_of(site(), WEBSITE, pages_per_site=2))
    assert gaps == [Gap(Reason.NOT_PROVEN, HOST)]
    assert len(documents) <= 2


async def test_with_proof_many_more_pages_are_walked_and_not_without_end() -> None:
    proof = page("token", "text/plain")
    task = task_of(
        site(**{FILE.removeprefix("/"): proof}),
        WEBSITE,
        control=lambda name: "token" if name == HOST else "",
        pages_per_site=2,
    )
    documents, gaps = await gather(CHECK, task)
    assert gaps == []
    assert len(documents) == 4
    few = replace(task, limits=replace(task.limits, deep_pages_per_site=3))
    documents, gaps = await gather(CHECK, few)
    assert gaps == [Gap(Reason.BUDGET, HOST)]
    assert len(documents) < 4


async def test_nothing_is_asked_for_proof_where_it_does_not_matter() -> None:
    channel = site()
    await gather(CHECK, task_of(channel, WEBSITE, control=lambda _site: "token"))
    assert not any(FILE in url for url in channel.asked)


async def test_pages_too_deep_are_a_gap() -> None:
    chain = {f"p{step}": page(f"<a href='/p{step + 1}'>on</a>") for step in range(9)}
    channel = FakeChannel(pages={f"{SITE}/{name}": answer for name, answer in chain.items()})
    channel.pages[f"{SITE}/"] = page("<a href='/p0'>on</a>")
    documents, gaps = await gather(CHECK, task_of(channel, WEBSITE, crawl_depth=2))
    assert gaps == [Gap(Reason.BUDGET, HOST)]
    assert places(documents) == ["/", "/p0", "/p1"]


async def test_an_endless_site_ends() -> None:
    count = 500
    links = "".join(f"<a href='/p{step}?{'x' * 20}'>x</a>" for step in range(count))
    channel = FakeChannel(pages={f"{SITE}/": page(links)})
    for step in range(count):
        channel.pages[f"{SITE}/p{step}?{'x' * 20}"] = page(f"<p>{step}</p>" + links)
    documents, gaps = await gather(CHECK, task_of(channel, WEBSITE, pages_per_site=30))
    assert gaps == [Gap(Reason.NOT_PROVEN, HOST)]
    assert len(documents) == 29  # the sitemap was one of the thirty


async def test_a_tenant_of_a_shared_host_is_alone() -> None:
    mine, hers = "https://sian.blogs.example.com/", "https://anna.blogs.example.com/"
    channel = FakeChannel(pages={mine: page(f"<a href='{hers}'>Anna</a><p>x</p>"), hers: NEWS})
    documents, gaps = await gather(CHECK, task_of(channel, fact(Kind.WEBSITE, mine)))
    assert ([document.locator for document in documents], gaps) == ([mine], [])


async def test_on_a_platform_only_the_declared_page_is_read() -> None:
    mine = "https://www.facebook.com/sian4peckham"
    channel = FakeChannel(pages={mine: page("<a href='/anna'>Anna</a><p>x</p>")})
    documents, gaps = await gather(CHECK, task_of(channel, fact(Kind.WEBSITE, mine)))
    assert [document.locator for document in documents] == [mine]
    assert [gap.reason for gap in gaps] == [Reason.BUDGET]
    assert not any("anna" in asked for asked in channel.asked)


async def test_a_name_that_only_ends_alike_is_another_site() -> None:
    other = f"https://not{HOST}/"
    channel = FakeChannel(pages={f"{SITE}/": page(f"<p>x <a href='{other}'>x</a>"), other: NEWS})
    documents, gaps = await gather(CHECK, task_of(channel, WEBSITE))
    assert (places(documents), gaps) == (["/"], [])
    assert other not in channel.asked
