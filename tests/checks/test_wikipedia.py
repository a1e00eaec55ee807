from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from exposure_audit.checks.registry import metas
from exposure_audit.checks.wikipedia import ARTICLES, CHECK, HOST
from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.model import CheckId, Document, Gap, Kind, Reason
from tests.checks.fakes import FakeChannel, Recorded, answer, fact, failing, gather, page, task_of
from tests.checks.register_subject import NAME, seen

API = f"https://{HOST}/w/api.php"
GAP = Gap(Reason.MALFORMED, HOST)


def url(**params: str) -> str:
    return f"{API}?{urlencode(sorted({'format': 'json', 'formatversion': '2', **params}.items()))}"


def search(name: str = NAME.value) -> str:
    return url(
        action="query",
        list="search",
        srsearch=f'intitle:"{name}"',
        srnamespace="0",
        srlimit=str(ARTICLES),
    )


def article(pageid: int) -> str:
    return url(action="parse", pageid=str(pageid), prop="text")


def hits(*pageids: int, total: int | None = None) -> Recorded:
    listed = [{"ns": 0, "title": "Siân Example-Hughes", "pageid": each} for each in pageids]
    info = {"totalhits": len(pageids) if total is None else total}
    return answer({"batchcomplete": True, "query": {"searchinfo": info, "search": listed}})


def parsed(pageid: int, html: str, title: str = "Siân Example-Hughes") -> Recorded:
    return answer({"parse": {"title": title, "pageid": pageid, "text": html, "new": []}})


BORN = "<table><tr><th>Born</th><td>5 March 1979</td></tr></table><p>Siân Example-Hughes is ...</p>"


async def asked(**pages: Recorded) -> tuple[list[Document], list[Gap]]:
    found = pages.pop("found", hits(7))
    net = FakeChannel(pages={search(): found, article(7): pages.pop("seven", parsed(7, BORN))})
    return await gather(CHECK, task_of(net, NAME))


async def test_found_in_the_article_of_the_name() -> None:
    (document, searched), gaps = await asked()
    assert gaps == []
    assert seen(document) == {"date-of-birth"}
    assert document.locator == f"https://{HOST}/?curid=7"
    assert (document.publisher, document.record) == ("Wikipedia", "en.wikipedia.org/7")
    assert (document.entry, document.title) == (True, "Siân Example-Hughes")
    assert searched.parts == ()


async def test_clear_where_there_is_no_article() -> None:
    [searched], gaps = await asked(found=hits())
    assert (searched.parts, searched.entry, gaps) == ((), False, [])


async def test_clear_where_the_article_is_on_somebody_else() -> None:
    other = parsed(
        7, "<p>Born 5 March 1979 in a town that nobody knows.</p>", "Example-Hughes Hall"
    )
    [searched], gaps = await asked(seven=other)
    assert (searched.parts, gaps) == ((), [])


async def test_withheld_date_is_no_exposure() -> None:
    (document, _), gaps = await asked(seven=parsed(7, "<p>Siân Example-Hughes (born 1979)</p>"))
    assert (seen(document), document.entry, gaps) == (set(), True, [])


@pytest.mark.parametrize("place", ["found", "seven"])
@pytest.mark.parametrize(
    "limited",
    [
        failing(Reason.RATE_LIMITED, HOST),
        answer({"error": {"code": "ratelimited", "info": "You've exceeded your rate limit."}}),
    ],
)
async def test_rate_limited_ends_it(place: str, limited: Recorded) -> None:
    with pytest.raises(GatherError) as caught:
        await asked(**{place: limited})
    assert caught.value.reason is Reason.RATE_LIMITED


@pytest.mark.parametrize("place", ["found", "seven"])
@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (page("<html>Just a moment"), Reason.MALFORMED),
        (answer([]), Reason.MALFORMED),
        (answer({}), Reason.MALFORMED),
        (answer({"error": {"code": "internal_api_error", "info": "x"}}), Reason.SERVER_ERROR),
        (answer({"error": {"code": "readapidenied", "info": "x"}}), Reason.BLOCKED),
        (page("", status=403), Reason.BLOCKED),
    ],
)
async def test_malformed_answer_is_a_gap(place: str, broken: Recorded, reason: Reason) -> None:
    documents, gaps = await asked(**{place: broken})
    assert (documents, gaps) == ([], [Gap(reason, HOST)])


@pytest.mark.parametrize(
    "changed",
    [
        answer({"query": {"searchinfo": {"totalhits": 0}, "results": []}}),
        answer({"query": {"search": []}}),
        hits(total=3),
    ],
)
async def test_changed_layout_of_the_search_is_a_gap(changed: Recorded) -> None:
    assert await asked(found=changed) == ([], [GAP])


async def test_changed_layout_of_an_article_is_a_gap() -> None:
    old: Any = {"parse": {"title": "Siân Example-Hughes", "pageid": 7, "text": {"*": BORN}}}
    for changed in (answer(old), parsed(8, BORN)):
        assert await asked(seven=changed) == ([], [GAP])


async def test_an_article_without_text_is_a_gap() -> None:
    documents, gaps = await asked(seven=parsed(7, "<div></div>"))
    assert Reason.NO_TEXT in {gap.reason for gap in gaps}
    assert seen(*documents) == set()


async def test_articles_beyond_the_limit_are_a_gap_and_each_is_read_once() -> None:
    alias = fact(Kind.NAME, "Sian Hughes", "")
    net = FakeChannel(
        pages={
            search(): hits(7, total=99),
            search(alias.value): hits(7),
            article(7): parsed(7, BORN),
        }
    )
    documents, gaps = await gather(CHECK, task_of(net, NAME, alias))
    assert gaps == [Gap(Reason.BUDGET, HOST)]
    assert net.asked == [search(), article(7), search(alias.value)]
    assert sum(each.entry for each in documents) == 1


async def test_a_quotation_mark_in_a_name_is_no_operator() -> None:
    name = fact(Kind.NAME, 'Siân "Sam" Example-Hughes', "")
    net = FakeChannel(pages={search("Siân Sam Example-Hughes"): hits()})
    _, gaps = await gather(CHECK, task_of(net, name))
    assert gaps == []


async def test_a_refusal_of_the_egress_guard_is_never_swallowed() -> None:
    with pytest.raises(EgressRefused):
        await asked(found=Recorded(error=EgressRefused(HOST, frozenset({NAME.id}))))


def test_the_numbers_in_the_words_are_those_of_the_code() -> None:
    meta = metas()[CheckId("wikipedia")]
    assert f"at most {ARTICLES} for each name" in " ".join(meta.how.split())
    assert f"beyond {ARTICLES} articles" in " ".join(meta.limits_of.split())
    assert meta.asks[0].number == ARTICLES + 1
