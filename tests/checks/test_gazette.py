from __future__ import annotations

from typing import Any

import pytest

from exposure_audit.checks.common import publisher_of
from exposure_audit.checks.gazette import CHECK, NOTICES, PAGE
from exposure_audit.checks.registry import metas
from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.limits import Limits
from exposure_audit.model import CheckId, Document, Gap, Kind, Reason
from tests.checks.fakes import (
    FakeChannel,
    Recorded,
    answer,
    fact,
    failing,
    gather,
    page,
    task_of,
    texts,
)
from tests.checks.register_subject import NAME, seen

HOST = "www.thegazette.co.uk"
FEED = f"https://{HOST}/all-notices/notice/data.json"
GAP = Gap(Reason.MALFORMED, HOST)
ROAD = "14 St Mary\u2019s Road, London, SE15 4QE"


def search(name: str = NAME.value) -> str:
    quoted = "%22" + name.replace(" ", "+").replace("â", "%C3%A2") + "%22"
    return f"{FEED}?results-page-size={PAGE}&text={quoted}"


def entry(number: str = "4324094", title: str = "Specimen Obadiah", **more: Any) -> dict[str, Any]:
    return {
        "id": f"https://{HOST}/id/notice/{number}",
        "f:status": "published",
        "title": title,
        "content": "<div><p>Specimen, Obadiah ...</p></div>",
        **more,
    }


def feed(*entries: Any, total: object = None) -> Recorded:
    listed: Any = {"entry": list(entries)} if entries else {}
    return answer({"f:total": str(len(entries)) if total is None else total, **listed})


def notice(text: str, title: str = "Specimen Obadiah") -> Recorded:
    return page(f"<html><body><h1>{title}</h1><p>{text}</p></body></html>")


def channel(found: Recorded, **notices: Recorded) -> FakeChannel:
    pages = {f"https://{HOST}/notice/{number[1:]}": each for number, each in notices.items()}
    return FakeChannel(pages={search(): found, **pages})


async def asked(net: FakeChannel, **limits: int) -> tuple[list[Document], list[Gap]]:
    return await gather(CHECK, task_of(net, NAME, **limits))


async def test_found_in_a_notice_that_names_the_executor() -> None:
    named = notice(f"Personal representatives: HUGHES, Hugh; Siân Example-Hughes, {ROAD}")
    net = channel(feed(entry()), n4324094=named)
    (document, searched), gaps = await asked(net)
    assert gaps == []
    assert seen(document) == {"address:home"}
    assert document.locator == f"https://{HOST}/notice/4324094"
    assert (document.publisher, document.record) == (publisher_of(document.locator), None)
    assert document.entry
    assert searched.parts == ()
    assert net.found_on[document.locator] == FEED


@pytest.mark.parametrize("number", ["E-25991-2455-105", "B-99027-12", "L-60768-1986497"])
async def test_found_under_ids_of_every_edition(number: str) -> None:
    net = FakeChannel(
        pages={
            search(): feed(entry(number)),
            f"https://{HOST}/notice/{number}": notice(f"Siân Example-Hughes of {ROAD}"),
        }
    )
    (document, _), gaps = await asked(net)
    assert (seen(document), gaps) == ({"address:home"}, [])


async def test_found_where_the_only_entry_is_no_list() -> None:
    found = answer({"f:total": 1, "entry": entry(), "f:new": {"member": True}})
    (document, _), gaps = await asked(
        channel(found, n4324094=notice(f"Siân Example-Hughes {ROAD}"))
    )
    assert (seen(document), gaps) == ({"address:home"}, [])


async def test_clear_where_nothing_is_found() -> None:
    [searched], gaps = await asked(channel(feed()))
    assert (searched.parts, searched.entry, gaps) == ((), False, [])


async def test_clear_where_the_notice_is_another_person_s() -> None:
    net = channel(feed(entry()), n4324094=notice("Siân Example-Hughes-Jones, 3 Other Street"))
    [searched], gaps = await asked(net)
    assert (searched.parts, gaps) == ((), [])


async def test_withheld_address_is_no_exposure() -> None:
    net = channel(feed(entry()), n4324094=notice("Siân Example-Hughes, (address redacted)"))
    (document, _), gaps = await asked(net)
    assert (seen(document), document.entry, gaps) == (set(), True, [])


@pytest.mark.parametrize("reason", [Reason.RATE_LIMITED, Reason.BUDGET])
@pytest.mark.parametrize("place", ["search", "notice"])
async def test_rate_limited_ends_it(place: str, reason: Reason) -> None:
    net = channel(feed(entry()), n4324094=notice("x"))
    net.pages[search() if place == "search" else f"https://{HOST}/notice/4324094"] = failing(
        reason, HOST
    )
    with pytest.raises(GatherError) as caught:
        await asked(net)
    assert caught.value.reason is reason


@pytest.mark.parametrize(
    "broken",
    [
        page("<html>Just a moment"),
        answer([]),
        answer({"entry": []}),
        answer({"f:total": "some"}),
        answer({"f:total": "3"}),
    ],
)
async def test_malformed_search_is_a_gap(broken: Recorded) -> None:
    assert await asked(channel(broken)) == ([], [GAP])


async def test_malformed_entry_hides_no_other() -> None:
    named = notice(f"Siân Example-Hughes, {ROAD}")
    net = channel(feed("text", {"title": "without id"}, entry()), n4324094=named)
    documents, gaps = await asked(net)
    assert gaps == [GAP, GAP]
    assert seen(*documents) == {"address:home"}


async def test_changed_layout_of_a_notice_is_a_gap() -> None:
    net = channel(feed(entry()), n4324094=page("<html><body><p>" + "News of today. " * 30))
    documents, gaps = await asked(net)
    assert gaps == [GAP]
    assert seen(*documents) == set()


async def test_a_notice_that_is_gone_is_a_gap() -> None:
    _, gaps = await asked(channel(feed(entry())))
    assert gaps == [Gap(Reason.NOT_FOUND, HOST)]


async def test_of_a_scanned_page_the_excerpt_is_judged_and_the_rest_is_a_gap() -> None:
    scanned = {
        "id": f"https://{HOST}/London/issue/51234/page/1/data.pdf",
        "title": "The London Gazette, Issue 51234, Page 1",
        "content": f"<div>... Siân <b>Example-Hughes</b>, {ROAD} ...</div>",
    }
    (document, _), gaps = await asked(channel(feed(scanned)))
    assert gaps == [Gap(Reason.UNSUPPORTED, HOST)]
    assert seen(document) == {"address:home"}
    assert document.entry


async def test_beyond_so_many_notices_only_excerpts_are_judged() -> None:
    entries = [
        entry(f"{n}", content=f"<p>Siân Example-Hughes, {ROAD}</p>") for n in range(NOTICES + 1)
    ]
    net = channel(
        feed(*entries), **{f"n{n}": notice("Siân Example-Hughes") for n in range(NOTICES)}
    )
    documents, gaps = await asked(net)
    assert gaps == [Gap(Reason.BUDGET, HOST)]
    assert len(net.asked) == NOTICES + 1
    last = f"https://{HOST}/notice/{NOTICES}"
    assert [each.locator for each in documents if seen(each)] == [last]
    _, gaps = await asked(channel(feed(entry(), total=99), n4324094=notice("Siân Example-Hughes")))
    assert gaps == [Gap(Reason.BUDGET, HOST)]


async def test_each_notice_is_read_once() -> None:
    alias = fact(Kind.NAME, "Sian Hughes", "")
    net = channel(feed(entry()), n4324094=notice("Siân Example-Hughes and Sian Hughes"))
    net.pages[search("Sian Hughes")] = feed(entry())
    documents, gaps = await gather(CHECK, task_of(net, NAME, alias))
    assert gaps == []
    assert net.asked.count(f"https://{HOST}/notice/4324094") == 1
    assert sum(bool(texts(each)) for each in documents) == 1


async def test_a_refusal_of_the_egress_guard_is_never_swallowed() -> None:
    net = channel(Recorded(error=EgressRefused(HOST, frozenset({NAME.id}))))
    with pytest.raises(EgressRefused):
        await asked(net)


def test_the_numbers_in_the_words_are_those_of_the_code() -> None:
    meta = metas()[CheckId("gazette")]
    assert f"at most {NOTICES} for" in " ".join(meta.how.split())
    assert f"beyond {NOTICES} notices" in " ".join(meta.limits_of.split())
    assert meta.asks[0].number == NOTICES + 1


def test_at_its_pace_three_names_fit_into_an_attempt() -> None:
    (service,) = metas()[CheckId("gazette")].services
    waits = 3 * (NOTICES + 1) - service.burst
    assert waits / service.per_second * 1.1 < Limits().attempt_seconds
