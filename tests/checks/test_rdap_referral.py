"""Where the registry leaves it open, the registrar or port 43 is asked, and a failure is said."""

from __future__ import annotations

from typing import Any

import pytest

from exposure_audit.checks.rdap import CHECK
from exposure_audit.errors import GatherError
from exposure_audit.model import Document, Gap, Kind, Reason
from tests.checks.fakes import (
    DATA,
    FakeChannel,
    Recorded,
    answer,
    changed,
    fact,
    failing,
    gather,
    page,
    recorded,
    task_of,
    texts,
)

DOMAIN = fact(Kind.DOMAIN, "sian4peckham.example")
WHOIS = (DATA / "rdap" / "whois.txt").read_text("utf-8")


async def run(channel: FakeChannel) -> tuple[list[Document], list[Gap]]:
    return await gather(CHECK, task_of(channel, DOMAIN))


def _of_another(body: Any) -> None:
    body["ldhName"] = "another.example"


async def test_a_referral_is_followed_once() -> None:
    url = "https://rdap.registrar.example/domain/SIAN4PECKHAM.EXAMPLE"
    channel = FakeChannel(
        registry={"sian4peckham.example": recorded("rdap/thin.json")},
        pages={url: recorded("rdap/found.json")},
    )
    (registry, registrar), gaps = await run(channel)
    assert gaps == []
    assert registry.parts == ()
    assert registrar.locator == url
    assert "sian.hughes@example.org" in texts(registrar)
    assert channel.found_on[url] == registry.locator


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (failing(Reason.BLOCKED), Reason.BLOCKED),
        (answer({"errorCode": 404}, status=404), Reason.NOT_FOUND),
        (page("<h1>Not here</h1>", status=404), Reason.NOT_FOUND),
        (changed("rdap/found.json", _of_another), Reason.MALFORMED),
    ],
)
async def test_a_referral_that_fails_is_a_gap(found: Recorded, reason: Reason) -> None:
    channel = FakeChannel(
        registry={"sian4peckham.example": recorded("rdap/thin.json")},
        pages={"https://rdap.registrar.example/domain/SIAN4PECKHAM.EXAMPLE": found},
    )
    documents, gaps = await run(channel)
    assert len(documents) == 1
    assert gaps == [Gap(reason, "rdap.registrar.example")]


async def test_a_thin_whois_never_looks_clean() -> None:
    thin = "Domain Name: SIAN4PECKHAM.EXAMPLE\nRegistrar WHOIS Server: whois.registrar.example\n"
    channel = FakeChannel(
        registry={"sian4peckham.example": failing(Reason.TIMEOUT, "rdap.registry.example")},
        port43={"sian4peckham.example": thin},
    )
    documents, gaps = await run(channel)
    assert len(documents) == 1
    assert gaps == [Gap(Reason.TIMEOUT, "rdap.registry.example")]


async def test_both_failing_gives_the_reason_of_rdap() -> None:
    refused = GatherError(Reason.CONNECTION, "whois.example")
    channel = FakeChannel(
        registry={"sian4peckham.example": failing(Reason.SERVER_ERROR, "rdap.registry.example")},
        port43={"sian4peckham.example": refused},
    )
    assert await run(channel) == ([], [Gap(Reason.SERVER_ERROR, "rdap.registry.example")])
    del channel.registry["sian4peckham.example"]
    assert await run(channel) == ([], [Gap(Reason.CONNECTION, "whois.example")])


async def test_no_server_at_all_is_a_gap() -> None:
    assert await run(FakeChannel()) == ([], [Gap(Reason.UNSUPPORTED, "sian4peckham.example")])


async def test_whois_alone_serves_where_a_domain_has_no_rdap() -> None:
    channel = FakeChannel(port43={"sian4peckham.example": WHOIS})
    documents, gaps = await run(channel)
    assert len(documents) == 1
    assert gaps == []


@pytest.mark.parametrize("rdap", [{}, {"sian4peckham.example": failing(Reason.TIMEOUT)}])
async def test_port_43_that_knows_no_such_domain_is_a_gap(rdap: dict[str, Recorded]) -> None:
    none = 'No match for "SIAN4PECKHAM.EXAMPLE".'
    channel = FakeChannel(registry=rdap, port43={"sian4peckham.example": none})
    assert await run(channel) == ([], [Gap(Reason.NOT_FOUND, "sian4peckham.example")])
