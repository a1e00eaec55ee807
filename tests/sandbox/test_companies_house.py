from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from aiohttp import ClientResponse

from exposure_audit.limits import SystemClock
from exposure_audit.sandbox.sandbox import Sandbox
from exposure_audit.sandbox.schema import Quotas
from exposure_audit.sandbox.world import LoadedWorld

Ask = Callable[..., AbstractAsyncContextManager[ClientResponse]]


API = "https://api.company-information.service.gov.uk"
KEY = aiohttp.encode_basic_auth("sandbox-companies-house-key", "")
SIGNED = {"Authorization": KEY}


async def fetched(ask: Ask, path: str, status: int = 200) -> Any:
    async with ask(f"{API}{path}", headers=SIGNED) as answer:
        assert answer.status == status
        return await answer.json()


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ({}, "Empty Authorization header"),
        ({"Authorization": aiohttp.encode_basic_auth("wrong", "")}, "Invalid Authorization"),
        ({"Authorization": "Basic %%%"}, "Invalid Authorization"),
        ({"Authorization": "Bearer sandbox-companies-house-key"}, "Invalid Authorization"),
    ],
)
async def test_without_the_key_it_is_401(ask: Ask, header: dict[str, str], words: str) -> None:
    async with ask(f"{API}/company/99000014", headers=header) as answer:
        assert answer.status == 401
        assert await answer.json() == {"error": words, "type": "ch:service"}


async def test_officers_are_found_by_name_with_or_without_accents(ask: Ask) -> None:
    for query in ("Siân Example-Hughes", "sian example hughes", "example-hughes"):
        async with ask(f"{API}/search/officers", headers=SIGNED, params={"q": query}) as answer:
            body = await answer.json()
        assert body["total_results"] == 4
        assert body["kind"] == "search#officers"
    item = body["items"][0]
    assert item["title"] == "Siân EXAMPLE-HUGHES"
    assert item["date_of_birth"] == {"month": 3, "year": 1979}
    assert item["address"]["premises"] == "14"
    assert item["address"]["address_line_1"] == "St Ebba's Road"
    assert item["links"]["self"] == "/officers/Am1sandboxofficerNumber0001/appointments"


async def test_a_search_comes_in_pages(ask: Ask) -> None:
    found = []
    for start in (0, 3):
        path = f"/search/officers?q=example-hughes&items_per_page=3&start_index={start}"
        body = await fetched(ask, path)
        assert (body["items_per_page"], body["start_index"]) == (3, start)
        found += [item["links"]["self"] for item in body["items"]]
    assert len(set(found)) == body["total_results"] == 4
    assert body["page_number"] == 2


async def test_a_name_that_nobody_has_gives_no_items(ask: Ask) -> None:
    body = await fetched(ask, "/search/officers?q=Ngozi+Sample-Whitlock")
    assert (body["items"], body["total_results"]) == ([], 0)


async def test_a_search_without_a_name_is_refused(ask: Ask) -> None:
    await fetched(ask, "/search/officers?q=", 400)


async def test_appointments_name_the_company_and_its_end(ask: Ask) -> None:
    body = await fetched(ask, "/officers/Am2sandboxofficerNumber0002/appointments")
    assert body["name"] == "Sian EXAMPLE-HUGHES"
    assert (body["active_count"], body["resigned_count"]) == (0, 1)
    (item,) = body["items"]
    assert item["resigned_on"] == "2015-11-30"
    assert item["appointed_to"]["company_number"] == "99000015"
    assert item["address"]["postal_code"] == "YE7 4QE"
    assert item["name_elements"] == {
        "title": "Ms",
        "forename": "Sian",
        "surname": "Example-Hughes",
    }


async def test_a_company_its_officers_and_who_controls_it(ask: Ask) -> None:
    profile = await fetched(ask, "/company/99000014")
    assert profile["registered_office_address"]["address_line_1"] == "14 St Ebba's Road"
    officers = await fetched(ask, "/company/99000014/officers")
    (officer,) = officers["items"]
    assert officer["name"] == "EXAMPLE-HUGHES, Siân"
    appointments = officer["links"]["officer"]["appointments"]
    assert appointments == "/officers/Am1sandboxofficerNumber0001/appointments"
    controls = await fetched(ask, "/company/99000014/persons-with-significant-control")
    (control,) = controls["items"]
    assert control["name"] == "Mrs Siân Example-Hughes"
    assert control["address"]["premises"] == "14"


async def test_a_super_secure_entry_shows_nothing(ask: Ask) -> None:
    body = await fetched(ask, "/company/99000027/persons-with-significant-control")
    (control,) = body["items"]
    assert control["kind"] == "super-secure-person-with-significant-control"
    assert not {"name", "address", "date_of_birth"} & set(control)


async def test_a_day_of_birth_is_never_shown(ask: Ask) -> None:
    for path in ("/company/99000014/officers", "/search/officers?q=example"):
        for item in (await fetched(ask, path))["items"]:
            assert set(item["date_of_birth"]) == {"month", "year"}


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/company/99999999", 404, "company-profile-not-found"),
        ("/company/99000022/persons-with-significant-control", 404, "company-psc-not-found"),
        ("/officers/nobody/appointments", 404, "officer-appointments-not-found"),
        ("/company/12", 500, "Internal server error"),
    ],
)
async def test_what_is_not_there(ask: Ask, path: str, status: int, body: str) -> None:
    assert body in str(await fetched(ask, path, status))


async def test_too_many_requests_are_429(loaded: LoadedWorld) -> None:
    few = Quotas.model_validate({"companies-house": 2, "brave": 2})
    world = loaded.world.model_copy(update={"quotas": few})
    small = replace(loaded, world=world)
    statuses = []
    async with Sandbox.start(small, clock=SystemClock()) as sandbox, aiohttp.ClientSession() as web:
        for _ in range(3):
            headers = {"Host": API.removeprefix("https://"), **SIGNED}
            async with web.get(f"{sandbox.origins[API]}/company/99000014", headers=headers) as got:
                statuses.append((got.status, got.headers["X-Ratelimit-Remain"]))
    assert statuses == [(200, "1"), (200, "0"), (429, "0")]
