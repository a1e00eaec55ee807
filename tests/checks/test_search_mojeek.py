from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from exposure_audit.checks.search_mojeek import Mojeek
from exposure_audit.errors import GatherError
from exposure_audit.model import Gap, Reason
from tests.checks.fakes import FakeChannel, Recorded, answer, page, task_of

HOST = "www.mojeek.com"
QUERY = '"07700 900123"'


def asked(query: str = QUERY, most: int = 20) -> str:
    params = {"q": query, "fmt": "json", "t": str(most), "rb": "GB", "rbb": "10"}
    return f"{Mojeek.place}?{urlencode(sorted(params.items()))}"


def body(*results: Any, known: int | None = None) -> dict[str, Any]:
    head = {"query": QUERY, "results": len(results) if known is None else known, "start": 1}
    return {"response": {"status": "OK", "head": head, "results": list(results)}}


def result(number: int) -> dict[str, Any]:
    desc = "Ring <em>07700</em> <b>900123</b> &amp; ask"
    return {
        "url": f"https://a.example/{number}",
        "title": "<b>News</b>",
        "desc": desc,
        "size": "1kb",
    }


async def test_results_are_read_without_their_marks() -> None:
    channel = FakeChannel(pages={asked(): answer(body(result(1)))})
    found = await Mojeek().search(QUERY, task_of(channel))
    assert found.gaps == ()
    [hit] = found.hits
    assert (hit.url, hit.title) == ("https://a.example/1", "News")
    assert hit.snippets == ("Ring 07700 900123 & ask",)


@pytest.mark.parametrize(
    "value", [body(), {"response": {"status": "OK", "head": {"results": 0}, "unheard": 1}}]
)
async def test_nothing_found_is_an_answer(value: Any) -> None:
    found = await Mojeek().search(QUERY, task_of(FakeChannel(pages={asked(): answer(value)})))
    assert (found.hits, found.gaps) == ((), ())


@pytest.mark.parametrize(
    ("known", "most"),
    [(7, 20), (3, 2)],  # it shows fewer than it knows of; more than may be read
)
async def test_what_is_not_shown_is_a_gap(known: int, most: int) -> None:
    value = body(*map(result, range(3)), known=known)
    channel = FakeChannel(pages={asked(most=most): answer(value)})
    found = await Mojeek().search(QUERY, task_of(channel, results_per_query=most))
    assert found.gaps == (Gap(Reason.BUDGET, HOST),)
    assert len(found.hits) == min(3, most)


async def test_a_result_that_cannot_be_read_does_not_hide_the_others() -> None:
    value = body({"link": "x"}, result(1), "text")
    found = await Mojeek().search(QUERY, task_of(FakeChannel(pages={asked(): answer(value)})))
    assert found.gaps == (Gap(Reason.MALFORMED, HOST),) * 2
    assert len(found.hits) == 1


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (answer({"response": {"status": "ERROR: Daily Limit Reached"}}), Reason.QUOTA),
        (answer({"response": {"status": "ERROR: Invalid API Key"}}), Reason.AUTH),
        (answer({"response": {"status": "ERROR: something else"}}), Reason.SERVER_ERROR),
        (answer({"response": {"status": "OK"}}), Reason.MALFORMED),
        (answer({"response": {"status": "OK", "head": {"results": 2}}}), Reason.MALFORMED),
        (answer({"response": {"status": "OK", "head": {}, "results": []}}), Reason.MALFORMED),
        (answer({"status": "OK", "results": []}), Reason.MALFORMED),
        (page("<html>", "text/html"), Reason.MALFORMED),
        (page("", status=429), Reason.RATE_LIMITED),
    ],
)
async def test_an_error_in_a_sound_looking_answer_is_one(found: Recorded, reason: Reason) -> None:
    with pytest.raises(GatherError) as caught:
        await Mojeek().search(QUERY, task_of(FakeChannel(pages={asked(): found})))
    assert (caught.value.reason, caught.value.host) == (reason, HOST)


async def test_a_limit_that_is_reached_is_not_tried_again() -> None:
    limit = answer({"response": {"status": "ERROR: Daily Limit Reached"}})
    channel = FakeChannel(pages={asked(): limit})
    engine = Mojeek()
    for query in (QUERY, "another"):
        with pytest.raises(GatherError) as caught:
            await engine.search(query, task_of(channel))
        assert caught.value.reason is Reason.QUOTA
    assert channel.asked == [asked()]
