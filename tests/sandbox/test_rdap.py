from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from typing import Any

from aiohttp import ClientResponse

Ask = Callable[..., AbstractAsyncContextManager[ClientResponse]]


SERVER = "https://rdap.registry.example"


async def looked_up(ask: Ask, domain: str, status: int = 200) -> dict[str, Any]:
    async with ask(f"{SERVER}/domain/{domain}") as answer:
        assert answer.status == status
        assert answer.content_type == "application/rdap+json"
        body: dict[str, Any] = await answer.json(content_type=None)
    return body


def entities(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for entity in body.get("entities", []):
        yield entity
        yield from entities(entity)


def member(entity: dict[str, Any], name: str) -> Any:
    return next((item[3] for item in entity["vcardArray"][1] if item[0] == name), None)


async def test_the_bootstrap_leads_to_the_registry(ask: Ask) -> None:
    async with ask("https://data.iana.org/rdap/dns.json") as answer:
        body = await answer.json()
    assert body["version"] == "1.0"
    example, uk = body["services"]
    assert example == [["example"], [f"{SERVER}/"]]
    assert uk == [["uk"], ["https://rdap.nominet.uk/uk/"]]
    async with ask("https://data.iana.org/rdap/ipv4.json") as answer:
        assert answer.status == 404


async def test_a_registrant_who_agreed_is_shown_with_nested_contacts(ask: Ask) -> None:
    body = await looked_up(ask, "BRACKENMERE-FORWARD.example")
    by_role = {entity["roles"][0]: entity for entity in entities(body)}
    assert set(by_role) == {"registrar", "abuse", "registrant", "administrative"}
    street = ["", "", "14 St Ebba's Road", "Brackenmere", "", "YE7 4QE", ""]
    assert member(by_role["registrant"], "adr") == street
    assert member(by_role["administrative"], "email") == "sian.eh@postbox.example"
    assert "redacted" not in body


async def test_a_redacted_answer_says_what_is_withheld(ask: Ask) -> None:
    body = await looked_up(ask, "fennelcross-first.example")
    registrant = next(one for one in entities(body) if one["roles"] == ["registrant"])
    assert member(registrant, "fn") == ""
    assert set(member(registrant, "adr")) == {""}
    assert {entry["method"] for entry in body["redacted"]} == {"emptyValue", "removal"}
    assert "redacted" in body["rdapConformance"]
    assert "Placeholder" not in str(body)


async def test_unknown_down_and_malformed_lookups(ask: Ask) -> None:
    assert (await looked_up(ask, "nobody.example", 404))["errorCode"] == 404
    assert (await looked_up(ask, "quayside-notes.example", 501))["errorCode"] == 501
    assert (await looked_up(ask, "a/b", 400))["errorCode"] == 400
