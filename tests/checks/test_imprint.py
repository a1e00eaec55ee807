from __future__ import annotations

from dataclasses import replace

import pytest

from exposure_audit.checks.imprint import CHECK, PAGES
from exposure_audit.checks.interface import Task
from exposure_audit.errors import EgressRefused
from exposure_audit.model import Gap, Kind, Reason
from exposure_audit.remarks import Remark, RemarkKind
from tests.checks.fakes import (
    FakeChannel,
    Recorded,
    fact,
    failing,
    gather,
    moved,
    page,
    task_of,
    texts,
)
from tests.checks.own_subject import CANDIDACY, HOST, SITE, WEBSITE, remarks, seen

HOME = "14 St Mary's Road, Peckham, SE15 4QE"
BOX = "<p>Promoted by A. Sample on behalf of Siân Example-Hughes, both at PO Box 77, London.</p>"
LINKS = "<a href='/contact/'>Contact</a> <a href='/news'>News</a>"
MISSING = Remark(RemarkKind.IMPRINT_MISSING, WEBSITE.id, f"{SITE}/")


def standing(channel: FakeChannel) -> Task:
    """A task for a subject who stands for election."""
    task = task_of(channel, WEBSITE)
    return replace(task, subject=replace(task.subject, candidacy=CANDIDACY))


def site(front: str, **pages: Recorded) -> FakeChannel:
    named = {f"{SITE}/{name}/": found for name, found in pages.items()}
    return FakeChannel(pages={f"{SITE}/": page(f"<h1>Vote for us</h1>{front}"), **named})


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (f"<footer>Promoted by A. Sample, {HOME}</footer>", f"Promoted by A. Sample, {HOME}"),
        (f"<p>Published and promoted by A. Sample, {HOME}", "Published and promoted by A. Sample"),
        (f"<p>PRINTED BY Sample Print, {HOME}", "PRINTED BY Sample Print"),
        (f"<p>Hyrwyddwyd gan A. Sample, {HOME}", "Hyrwyddwyd gan A. Sample"),
        (f"<p>Argraffwyd a hyrwyddwyd gan A. Sample, {HOME}", "Argraffwyd a hyrwyddwyd gan"),
        (
            "<p>Promoted by A. Sample<br>14 St Mary's Road<br>Peckham<br>SE15 4QE",
            "Promoted by A. Sample\n14 St Mary's Road\nPeckham\nSE15 4QE",
        ),
    ],
)
async def test_found_in_an_imprint_however_it_is_written(written: str, shown: str) -> None:
    [document], gaps = await gather(CHECK, task_of(site(written), WEBSITE))
    assert gaps == []
    [part] = document.parts
    assert part.text.startswith(shown)
    assert (part.note, part.address) == ("imprint", True)
    assert (document.locator, document.own) == (f"{SITE}/", WEBSITE.id)
    assert seen(document) == {"address:home"}


async def test_found_on_a_page_that_the_front_page_links_to() -> None:
    contact = page(f"<h1>Contact</h1><p>Promoted by A. Sample, {HOME}</p>")
    channel = site(LINKS, contact=contact)
    documents, gaps = await gather(CHECK, standing(channel))
    assert gaps == []
    assert seen(*documents) == {"address:home"}
    assert f"{SITE}/news" not in channel.asked
    assert await remarks(CHECK, standing(channel)) == []


async def test_clear_with_a_box_or_an_office() -> None:
    documents, gaps = await gather(CHECK, standing(site(BOX)))
    assert gaps == []
    assert "PO Box 77" in texts(documents[0])[0]
    assert seen(*documents) == set()
    assert await remarks(CHECK, standing(site(BOX))) == []


async def test_withheld_what_stands_outside_the_imprint_is_not_of_it() -> None:
    away = f"<p>{HOME}</p>" + "<p>News of the ward.</p>" * 40 + BOX
    [document], _ = await gather(CHECK, task_of(site(away), WEBSITE))
    assert seen(document) == set()


async def test_an_imprint_that_is_missing_is_said_to_those_who_stand() -> None:
    assert await remarks(CHECK, standing(site("<p>News"))) == [MISSING]
    assert await remarks(CHECK, task_of(site("<p>News"), WEBSITE)) == []
    documents, gaps = await gather(CHECK, standing(site("<p>News")))
    assert (seen(*documents), gaps) == (set(), [])


async def test_a_blogs_line_is_no_imprint() -> None:
    assert await remarks(CHECK, standing(site("<p>Published by Sam on 3 May"))) == [MISSING]


@pytest.mark.parametrize(
    "contact",
    [page("", status=403), failing(Reason.TIMEOUT, HOST), page(""), page("<div id='root'></div>")],
    ids=["403", "late", "empty", "script"],
)
async def test_nothing_is_missing_where_a_page_could_not_be_read(contact: Recorded) -> None:
    channel = site(LINKS, contact=contact)
    _, gaps = await gather(CHECK, standing(channel))
    assert len(gaps) == 1
    assert await remarks(CHECK, standing(channel)) == []


async def test_a_link_that_leads_to_nothing_or_away_is_no_gap() -> None:
    for contact in (page("", status=404), moved("https://elsewhere.example/")):
        channel = site(LINKS, contact=contact)
        assert (await gather(CHECK, standing(channel)))[1] == []
        assert await remarks(CHECK, standing(channel)) == [MISSING]


async def test_rate_limited_is_a_gap() -> None:
    channel = FakeChannel(pages={f"{SITE}/": page("", status=429)})
    assert await gather(CHECK, standing(channel)) == ([], [Gap(Reason.RATE_LIMITED, HOST)])


async def test_malformed_pages_are_gaps_and_hostile_ones_end() -> None:
    channel = FakeChannel(pages={f"{SITE}/": page(bytes(range(256)) * 8)})
    assert (await gather(CHECK, standing(channel)))[1]
    hostile = "<p>" + "promoted and " * 3_000 + "promoted " * 3_000 + "published," * 3_000
    assert await remarks(CHECK, standing(site(hostile))) == [MISSING]


async def test_changed_layout_a_page_that_only_a_script_fills_is_a_gap() -> None:
    shell = page("<html><div id='root'></div><script src='/app.js'></script></html>")
    channel = FakeChannel(pages={f"{SITE}/": shell})
    assert (await gather(CHECK, standing(channel)))[1] == [Gap(Reason.NO_TEXT, HOST)]
    assert await remarks(CHECK, standing(channel)) == []


async def test_few_pages_are_looked_at() -> None:
    links = "".join(f"<a href='/contact/{number}'>x</a>" for number in range(20))
    channel = site(links)
    channel.pages |= {f"{SITE}/contact/{number}": page("<p>x") for number in range(20)}
    documents, gaps = await gather(CHECK, standing(channel))
    assert (len(documents), gaps) == (PAGES + 1, [Gap(Reason.BUDGET, HOST)])
    assert await remarks(CHECK, standing(channel)) == []


async def test_the_likeliest_pages_come_first() -> None:
    links = "".join(f"<a href='/about/{number}'>x</a>" for number in range(20))
    channel = site(
        f"{links}<a href='/imprint/'>Imprint</a>", imprint=page(f"<p>Promoted by A, {HOME}")
    )
    channel.pages |= {f"{SITE}/about/{number}": page("<p>x") for number in range(20)}
    documents, _ = await gather(CHECK, standing(channel))
    assert seen(*documents) == {"address:home"}


async def test_on_a_platform_only_the_declared_page_is_read() -> None:
    mine = "https://www.facebook.com/sian4peckham"
    channel = FakeChannel(pages={mine: page("<a href='/about/'>About</a><p>x</p>")})
    documents, gaps = await gather(CHECK, task_of(channel, fact(Kind.WEBSITE, mine)))
    assert ([each.locator for each in documents], gaps) == ([mine], [])
    assert not any("about" in asked for asked in channel.asked)


async def test_a_refusal_of_the_egress_guard_is_never_swallowed() -> None:
    refusal = Recorded(error=EgressRefused(HOST, frozenset({"name"})))
    for channel in (FakeChannel(pages={f"{SITE}/": refusal}), site(LINKS, contact=refusal)):
        with pytest.raises(EgressRefused):
            await gather(CHECK, standing(channel))
