from __future__ import annotations

import pytest

from exposure_audit.checks.security_txt import CHECK, PLACES
from exposure_audit.errors import EgressRefused
from exposure_audit.model import Document, Gap, Kind, Reason
from tests.checks.fakes import (
    FakeChannel,
    Recorded,
    fact,
    failing,
    gather,
    moved,
    page,
    task_of,
)
from tests.checks.own_subject import DOMAIN, HOST, SITE, WEBSITE, seen

WELL_KNOWN, OLD = (SITE + place for place in PLACES)
FRONT = page("<p>Vote for us")
TEXT = page(
    "# Found something? Ring 07700 900123\n"
    "Contact: mailto:sian.hughes@example.org\nExpires: 2027-12-31T23:59:00.000Z\n",
    "text/plain; charset=utf-8",
)
ROLE = page("Contact: mailto:security@sian4peckham.example\n", "text/plain")


async def run(**pages: Recorded) -> tuple[list[Document], list[Gap]]:
    found = {f"{SITE}/": FRONT, WELL_KNOWN: page("", status=404), OLD: page("", status=404)}
    named = {"front": f"{SITE}/", "file": WELL_KNOWN, "old": OLD}
    channel = FakeChannel(pages=found | {named[name]: page for name, page in pages.items()})
    return await gather(CHECK, task_of(channel, WEBSITE))


@pytest.mark.parametrize("place", ["file", "old"])
async def test_found_in_the_contact_and_the_comments(place: str) -> None:
    documents, gaps = await run(**{place: TEXT})
    assert gaps == []
    assert seen(*documents) == {"email:personal", "phone:mobile"}
    [document] = [each for each in documents if each.parts]
    assert document.own == WEBSITE.id
    assert document.locator == {"file": WELL_KNOWN, "old": OLD}[place]


@pytest.mark.parametrize("status", [404, 410])
async def test_clear_where_there_is_no_file_or_a_role_mailbox(status: int) -> None:
    documents, gaps = await run(file=page("<p>Not here", status=status))
    assert (seen(*documents), gaps, len(documents)) == (set(), [], 2)
    documents, gaps = await run(file=ROLE)
    assert (seen(*documents), gaps) == (set(), [])


async def test_withheld_behind_a_form_is_no_exposure() -> None:
    form = page("Contact: https://sian4peckham.example/report\n", "text/plain")
    documents, gaps = await run(file=form)
    assert (seen(*documents), gaps) == (set(), [])


async def test_no_file_behind_a_front_page_that_cannot_be_seen_says_nothing() -> None:
    for front in (page("", status=404), failing(Reason.CONNECTION, HOST)):
        documents, [gap] = await run(front=front)
        assert documents == []
        assert gap.reason in {Reason.NOT_FOUND, Reason.CONNECTION}


async def test_rate_limited_or_refused_is_a_gap() -> None:
    for status, reason in {429: Reason.RATE_LIMITED, 403: Reason.BLOCKED}.items():
        _, gaps = await run(file=page("", status=status))
        assert gaps == [Gap(reason, HOST)]


@pytest.mark.parametrize(
    "found",
    [page("", "text/plain"), page(bytes(range(256)) * 8, "text/html"), page("", "text/html")],
    ids=["empty", "garbage", "empty page"],
)
async def test_malformed_files_are_gaps(found: Recorded) -> None:
    _, gaps = await run(file=found)
    assert gaps
    assert {gap.host for gap in gaps} == {HOST}


async def test_changed_layout_a_page_in_the_files_place_is_read_all_the_same() -> None:
    page_for_all = page("<!doctype html><p>14 St Mary's Road, Peckham, SE15 4QE")
    documents, gaps = await run(file=page_for_all)
    assert gaps == []
    assert seen(*documents) == {"address:home"}
    shell = page("<html><div id='root'></div><script src='/app.js'></script></html>")
    assert (await run(file=shell))[1] == [Gap(Reason.NO_TEXT, HOST)]


async def test_a_redirect_to_another_host_is_not_followed_and_no_all_clear() -> None:
    documents, gaps = await run(file=moved("https://elsewhere.example/security.txt"))
    assert gaps == [Gap(Reason.UNFAMILIAR_HOST, "elsewhere.example")]
    assert not any(each.parts for each in documents)


async def test_a_site_declared_twice_is_asked_once() -> None:
    channel = FakeChannel(pages={f"{SITE}/": FRONT, WELL_KNOWN: TEXT})
    await gather(CHECK, task_of(channel, DOMAIN, WEBSITE))
    assert channel.asked.count(WELL_KNOWN) == 1


async def test_robots_are_obeyed() -> None:
    channel = FakeChannel(pages={f"{SITE}/": FRONT, WELL_KNOWN: TEXT})
    rules = page("User-agent: *\nDisallow: /.well-known/", "text/plain")
    channel.pages[f"{SITE}/robots.txt"] = rules
    _, gaps = await gather(CHECK, task_of(channel, WEBSITE))
    assert gaps == [Gap(Reason.REFUSED_BY_ROBOTS, HOST)]
    assert WELL_KNOWN not in channel.asked


async def test_a_platforms_file_is_not_the_subjects() -> None:
    channel = FakeChannel()
    mine = fact(Kind.WEBSITE, "https://www.facebook.com/sian4peckham")
    [document], gaps = await gather(CHECK, task_of(channel, mine))
    assert (document.parts, gaps, channel.asked) == ((), [], [])


async def test_a_refusal_of_the_egress_guard_is_never_swallowed() -> None:
    refusal = Recorded(error=EgressRefused(HOST, frozenset({"name"})))
    for place in ("front", "file", "old"):
        with pytest.raises(EgressRefused):
            await run(**{place: refusal})
