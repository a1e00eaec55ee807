"""What services from data answer to whom they admit, over loopback: `services/*.toml` here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

import aiohttp
import pytest
from aiohttp import ClientResponse

from exposure_audit.sandbox.faults import Fault
from exposure_audit.sandbox.sandbox import Sandbox
from exposure_audit.sandbox.world import LoadedWorld

Ask = Callable[..., AbstractAsyncContextManager[ClientResponse]]

LAMPS = "https://api.lamps.example"
SIGNED = {"X-Lamps-Key": "Bearer sandbox-lamps-key", "Accept-Language": "en-GB"}
SITE = "https://brackenmere-forward.example"


@pytest.fixture
def loaded(with_services: LoadedWorld) -> LoadedWorld:
    return with_services


async def lamps(ask: Ask, path: str, **more: Any) -> tuple[int, Any]:
    """Ask with all that the service wants."""
    async with ask(f"{LAMPS}{path}", headers=SIGNED, **more) as answer:
        return answer.status, await answer.json()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Siân Example-Hughes", 1),
        (' "SIÂN example-hughes" ', 1),
        ("Siân", 0),
        ("Siân Example-Hughes Brackenmere", 0),
        ("", 0),
    ],
)
async def test_a_parameter_equals_but_for_case_and_quotes(ask: Ask, query: str, found: int) -> None:
    params = {"more": "ignored", "q": query}
    assert await lamps(ask, "/lamps", params=params) == (200, {"found": found})


async def test_one_of_several_values_is_enough(ask: Ask) -> None:
    params = [("q", "another"), ("q", "Siân Example-Hughes")]
    assert await lamps(ask, "/lamps", params=params) == (200, {"found": 1})


@pytest.mark.parametrize(
    ("sent", "status"), [({"name": "LanternFish79"}, 200), ({"name": "another"}, 410), ({}, 410)]
)
async def test_a_form_is_matched_as_a_query_is(
    ask: Ask, sent: Mapping[str, str], status: int
) -> None:
    asked = ask(f"{LAMPS}/ask", method="POST", data={**sent, "more": "x"}, headers=SIGNED)
    async with asked as answer:
        assert answer.status == status


async def test_a_file_in_pieces_is_no_value_of_a_form(ask: Ask) -> None:
    form = aiohttp.FormData()
    form.add_field("name", b"lanternfish79", filename="a.txt")
    async with ask(f"{LAMPS}/ask", method="POST", data=form, headers=SIGNED) as answer:
        assert answer.status == 410


async def test_a_pattern_has_to_fit_the_whole_path(ask: Ask) -> None:
    for path, status in (("/lamps/12", 302), ("/lamps/12/a", 410), ("/a/lamps/12", 410)):
        async with ask(f"{LAMPS}{path}", headers=SIGNED) as answer:
            assert answer.status == status, path
            assert answer.headers.get("Location") == ("/lamps" if status == 302 else None)


async def test_a_path_is_compared_as_it_reads_and_a_file_is_typed_by_its_suffix(ask: Ask) -> None:
    path = "/old/https://lamps.example/sian.eh%40postbox.example"
    async with ask(f"{LAMPS}{path}", headers=SIGNED) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert await answer.text() == "<p>An old lamp</p>\n"


async def test_a_template_echoes_what_was_asked_as_json(ask: Ask) -> None:
    status, body = await lamps(ask, "/echo", params={"q": '"Siân", {path}\\'})
    assert status == 200
    assert body == {"path": "/echo", "asked": '"Siân", {path}\\', "not": "", "kept": "{other}"}


async def test_two_files_of_a_host_answer_in_their_order(ask: Ask) -> None:
    assert await lamps(ask, "/lamps") == (200, {"found": 0})
    async with ask(f"{LAMPS}/more") as answer:  # the second file wants no key
        assert await answer.json() == {"from": "the second file"}


async def test_what_fits_nowhere_is_missing(ask: Ask) -> None:
    async with ask(f"{LAMPS}/nowhere") as answer:
        assert (answer.status, answer.content_type) == (410, "text/html")
    async with ask(f"{LAMPS}/more", method="POST") as answer:
        assert answer.status == 410
    async with ask("https://api.kites.example/nowhere") as answer:
        assert (answer.status, await answer.text()) == (404, "")


async def test_a_head_gets_the_head_of_the_answer(ask: Ask) -> None:
    async with ask(f"{LAMPS}/more", method="HEAD") as answer:
        assert (answer.status, await answer.read()) == (200, b"")


async def test_a_site_can_have_an_api_beside_its_pages(ask: Ask) -> None:
    async with ask(f"{SITE}/wp-json/wp/v2/users") as answer:
        assert await answer.json() == []
    async with ask(f"{SITE}/contact/", method="POST", data={"a": "b"}) as answer:
        assert await answer.json() == [1]
    async with ask(f"{SITE}/contact/") as answer:
        assert answer.content_type == "text/html"


async def test_a_service_fails_as_any_other_host_does(ask: Ask, sandbox: Sandbox) -> None:
    assert sandbox.origins[LAMPS].startswith("http://127.0.0.1:")
    sandbox.faults["api.lamps.example"] = Fault.UNAVAILABLE
    async with ask(f"{LAMPS}/more") as answer:
        assert answer.status == 503
    async with ask("https://api.kites.example/kites") as answer:
        assert answer.status == 200
    async with ask("http://api.lamps.example/more?q=x") as answer:
        assert (answer.status, answer.headers["Location"]) == (301, f"{LAMPS}/more?q=x")
