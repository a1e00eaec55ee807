"""Whom services from data refuse, over loopback: `services/*.toml` here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager

import aiohttp
import pytest
from aiohttp import ClientResponse

from exposure_audit.sandbox.sandbox import Sandbox
from exposure_audit.sandbox.world import LoadedWorld
from tests.fakes import HandClock

Ask = Callable[..., AbstractAsyncContextManager[ClientResponse]]

LAMPS = "https://api.lamps.example"
KEY = {"X-Lamps-Key": "Bearer sandbox-lamps-key"}
REGISTER = "https://api.company-information.service.gov.uk"


@pytest.fixture
def loaded(with_services: LoadedWorld) -> LoadedWorld:
    return with_services


@pytest.mark.parametrize("sent", [{}, {"X-Lamps-Key": "sandbox-lamps-key"}, {"X-Lamps-Key": ""}])
async def test_without_the_right_key_it_refuses(ask: Ask, sent: Mapping[str, str]) -> None:
    async with ask(f"{LAMPS}/lamps", headers={"Accept-Language": "en-GB", **sent}) as answer:
        assert answer.status == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert await answer.json() == {"message": "no key"}


async def test_the_right_key_is_admitted(ask: Ask, sandbox: Sandbox) -> None:
    assert sandbox.keys["EXPOSURE_AUDIT_LAMPS_KEY"] == "sandbox-lamps-key"
    assert "EXPOSURE_AUDIT_BRAVE_KEY" in sandbox.keys
    async with ask(f"{LAMPS}/lamps", headers={"Accept-Language": "en-GB", **KEY}) as answer:
        assert (answer.status, await answer.json()) == (200, {"found": 0})


@pytest.mark.parametrize("left_out", ["User-Agent", "Accept-Language"])
async def test_a_header_that_is_needed_and_missing_comes_before_the_key(
    ask: Ask, left_out: str
) -> None:
    headers = {"Accept-Language": "en-GB", "User-Agent": "x"}
    del headers[left_out]
    skipped = {"skip_auto_headers": ("User-Agent",)}
    async with ask(f"{LAMPS}/lamps", headers=headers, **skipped) as answer:
        assert answer.status == 403
        assert answer.content_type == "text/plain"
        assert await answer.text() == "who are you?"


@pytest.mark.parametrize(
    ("query", "status"), [("", 200), ("?api_key=sandbox-kites-key", 200), ("?api_key=wrong", 400)]
)
async def test_a_key_that_is_not_required_must_still_be_right(
    ask: Ask, query: str, status: int
) -> None:
    async with ask(f"https://api.kites.example/kites{query}") as answer:
        assert answer.status == status


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ({}, 401),
        ({"Authorization": aiohttp.encode_basic_auth("sandbox-drums-key", "")}, 200),
        ({"Authorization": aiohttp.encode_basic_auth("", "sandbox-drums-key")}, 401),
    ],
)
async def test_a_key_can_be_the_user_of_basic_authentication(
    ask: Ask, header: Mapping[str, str], status: int
) -> None:
    async with ask("https://api.drums.example/drums", headers=header) as answer:
        assert answer.status == status


async def test_a_quota_counts_what_was_admitted_and_begins_anew(ask: Ask, clock: HandClock) -> None:
    paths = ("/kites?api_key=wrong", "/kites", "/nowhere", "/kites")
    statuses = []
    for path in paths:
        async with ask(f"https://api.kites.example{path}") as answer:
            statuses.append(answer.status)
            last = answer.headers.get("Retry-After"), await answer.text()
    assert statuses == [400, 200, 404, 429]
    assert last == ("60", "slow down")
    clock.seconds += 300
    async with ask("https://api.kites.example/kites") as answer:
        assert answer.status == 200


async def test_a_host_of_its_own_keeps_its_key_and_what_it_knows(ask: Ask) -> None:
    more = f"{REGISTER}/company/99000014/filing-history"
    async with ask(more) as answer:
        assert answer.status == 401
    signed = {"Authorization": aiohttp.encode_basic_auth("sandbox-companies-house-key", "")}
    async with ask(more, headers=signed) as answer:
        assert await answer.json() == {"items": []}
    async with ask(f"{REGISTER}/company/99000014", headers=signed) as answer:
        assert (await answer.json())["company_number"] == "99000014"
    async with ask(f"{REGISTER}/company/99999999", headers=signed) as answer:
        assert answer.status == 404
        assert "company-profile-not-found" in await answer.text()
