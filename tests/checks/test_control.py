from __future__ import annotations

import pytest

from exposure_audit.checks.control import FILE, RECORD, proven
from exposure_audit.checks.interface import Task
from exposure_audit.checks.sites import sites_of
from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.model import Fact, Kind, Reason
from tests.checks.fakes import FakeChannel, Recorded, fact, failing, moved, page, task_of
from tests.checks.own_subject import DOMAIN, HOST, SITE, WEBSITE

TOKEN = "c41d0e9f7c41d0e9f7c41d0e9f7c41d0"
FRONT = f"{SITE}/"
URL = f"{SITE}{FILE}"


def task(channel: FakeChannel, *facts: Fact, token: str = TOKEN) -> Task:
    return task_of(channel, *(facts or (DOMAIN,)), control=lambda site: token and f"{token}-{site}")


async def ask(channel: FakeChannel, token: str = TOKEN) -> bool:
    asked = task(channel, token=token)
    [site] = sites_of(asked.subject).values()
    return await proven(asked, site, FRONT)


def file(text: str | bytes) -> FakeChannel:
    return FakeChannel(pages={URL: page(text, "text/plain")})


OURS = f"{TOKEN}-{HOST}"


@pytest.mark.parametrize(
    "text", [OURS, f"{OURS}\n", f"\ufeff {OURS} \r\n", f"other\n{OURS}\n"], ids=repr
)
async def test_a_file_with_the_token_is_proof(text: str) -> None:
    channel = file(text)
    assert await ask(channel)
    assert channel.asked == [URL]
    assert channel.found_on[URL] == FRONT


@pytest.mark.parametrize(
    "text",
    ["", TOKEN, f"{TOKEN}-another.example", f"token {OURS}", "\n" * 50 + OURS, b"\xff\x00" * 99],
    ids=["empty", "bare", "another site's", "in a sentence", "far down", "noise"],
)
async def test_any_other_file_is_none(text: str | bytes) -> None:
    assert not await ask(file(text))


async def test_a_record_in_the_dns_is_proof() -> None:
    channel = FakeChannel(records={(HOST, "TXT"): ("v=spf1 -all", RECORD + OURS)})
    assert await ask(channel)
    assert channel.asked == [URL, f"TXT {HOST}"]
    channel.records = {(HOST, "TXT"): (OURS, RECORD, f"{RECORD}{TOKEN}")}
    assert not await ask(channel)


@pytest.mark.parametrize(
    "found",
    [
        failing(Reason.CONNECTION, HOST),
        failing(Reason.TOO_LARGE, HOST),
        page(OURS, "text/plain", status=403),
        moved("https://elsewhere.example/proof"),
    ],
    ids=["down", "too large", "403", "moved"],
)
async def test_what_fails_proves_nothing(found: Recorded) -> None:
    channel = FakeChannel(pages={URL: found, "https://elsewhere.example/proof": page(OURS)})
    channel.records[HOST, "TXT"] = GatherError(Reason.TIMEOUT)
    assert not await ask(channel)
    assert "https://elsewhere.example/proof" not in channel.asked


async def test_without_a_workspace_nothing_is_asked() -> None:
    channel = file("")
    assert not await ask(channel, token="")
    assert channel.asked == []


async def test_a_platform_is_never_the_subjects() -> None:
    mine = fact(Kind.WEBSITE, "https://www.facebook.com/sian4peckham")
    channel = FakeChannel()
    asked = task(channel, mine)
    [site] = sites_of(asked.subject).values()
    assert not await proven(asked, site, mine.value)
    assert channel.asked == []


async def test_a_refusal_of_the_egress_guard_is_never_swallowed() -> None:
    refusal = EgressRefused(HOST, frozenset({"name"}))
    with pytest.raises(EgressRefused):
        await ask(FakeChannel(pages={URL: Recorded(error=refusal)}))
    with pytest.raises(EgressRefused):
        await ask(FakeChannel(records={(HOST, "TXT"): refusal}))


async def test_the_token_is_asked_for_by_the_sites_own_name() -> None:
    asked = task_of(FakeChannel(), WEBSITE, control={HOST: ""}.__getitem__)
    [site] = sites_of(asked.subject).values()
    assert not await proven(asked, site, FRONT)


async def test_a_file_on_one_tenants_host_proves_nothing_of_the_neighbours() -> None:
    mine = fact(Kind.DOMAIN, "anna.blogs.example")
    front = "https://anna.blogs.example/"
    token = page(f"{TOKEN}-blogs.example", "text/plain")
    channel = FakeChannel(pages={f"https://anna.blogs.example{FILE}": token})
    asked = task(channel, mine)
    [site] = sites_of(asked.subject).values()
    assert site.inside("https://neighbour.blogs.example/")
    assert not await proven(asked, site, front)
    assert channel.asked == [f"https://blogs.example{FILE}", "TXT blogs.example"]
    channel.pages = {f"https://blogs.example{FILE}": token}
    assert await proven(asked, site, front)


async def test_the_file_may_stand_under_www_too() -> None:
    channel = FakeChannel(pages={f"https://www.{HOST}{FILE}": page(OURS, "text/plain")})
    asked = task(channel)
    [site] = sites_of(asked.subject).values()
    assert await proven(asked, site, f"https://www.{HOST}/")
