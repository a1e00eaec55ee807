"""An RDAP answer in which nobody was looked at is never an all-clear."""

from __future__ import annotations

from typing import Any

import pytest

from exposure_audit.checks.rdap import CHECK
from exposure_audit.model import Document, Gap, Kind, Reason
from tests.checks.fakes import FakeChannel, answer, fact, gather, task_of, texts

NAME = "sian4peckham.example"
REGISTRY = "rdap.registry.example"
REGISTRAR = f"https://rdap.registrar.example/domain/{NAME}"
GAP = Gap(Reason.UNSUPPORTED, REGISTRY)
SELF = {"rel": "self", "href": f"https://{REGISTRY}/domain/{NAME}", "type": "application/rdap+json"}
RECORD = f"Domain name: {NAME}\nRegistrant: Siân Example-Hughes\nRegistrar: X\n"


def card(role: str, name: str, **members: Any) -> dict[str, Any]:
    properties = [["version", {}, "text", "4.0"], ["fn", {}, "text", name]]
    return {"roles": [role], "vcardArray": ["vcard", properties], **members}


def domain(*entities: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {"objectClassName": "domain", "ldhName": NAME, "entities": list(entities), **members}


def related(kind: str | None = None) -> list[dict[str, str]]:
    link = {"rel": "related", "href": REGISTRAR}
    return [SELF, {**link, "type": kind} if kind else link]


def redacted(name: str, path: str = "$.entities[0]") -> list[dict[str, Any]]:
    return [{"name": {"description": name}, "prePath": path, "method": "removal"}]


async def run(
    body: Any, registrar: Any = None, whois: str | None = None
) -> tuple[list[Document], list[Gap]]:
    channel = FakeChannel(registry={NAME: answer(body)})
    if registrar is not None:
        channel.pages[REGISTRAR] = answer(registrar)
    if whois is not None:
        channel.port43[NAME] = whois
    return await gather(CHECK, task_of(channel, fact(Kind.DOMAIN, NAME)))


HOLDER = card("registrant", "Siân Example-Hughes")
SHOP = card("registrar", "Example Registrar")
BARE = {"roles": ["registrant"], "handle": "X1", "links": [{"rel": "self", "href": "https://x/"}]}
TRUNCATED = [{"title": "Incomplete", "type": "object truncated due to excessive load"}]

OPEN = {
    "nobody": domain(),
    "no members": {"objectClassName": "domain", "ldhName": NAME},
    "the registrar alone": domain(SHOP),
    "a technical contact alone": domain(card("technical", "Help desk")),
    "a handle and links": domain(BARE),
    "a card without anything": domain(
        {**BARE, "vcardArray": ["vcard", [["version", {}, "text", "4.0"]]]}
    ),
    "a handle beside a card": domain(HOLDER, {**BARE, "roles": ["administrative"]}),
    "a JSContact card": domain({**BARE, "jscard": {"version": "1.0"}}),
    "a JSContact card, some redacted": domain(
        {**BARE, "jscard": {"version": "1.0"}}, redacted=redacted("Registrant Phone")
    ),
    "only the id redacted": domain(redacted=redacted("Registry Registrant ID")),
    "only the technical contact redacted": domain(redacted=redacted("Tech Name")),
    "a related page for people": domain(links=related("text/html")),
    "a link to itself": domain(links=[{**SELF, "rel": "related"}]),
    "truncated": domain(HOLDER, remarks=TRUNCATED),
    "truncated, says a title": domain(HOLDER, notices=[{"title": "Result set truncated"}]),
    "a truncated contact": domain({**HOLDER, "remarks": TRUNCATED}),
}


@pytest.mark.parametrize("body", OPEN.values(), ids=OPEN)
async def test_an_answer_that_leaves_the_holder_open_is_a_gap(body: Any) -> None:
    documents, gaps = await run(body)
    assert gaps == [GAP]
    assert len(documents) == 1
    documents, gaps = await run(body, whois=RECORD)
    assert gaps == []
    assert "Siân Example-Hughes" in texts(documents[-1])[0]


@pytest.mark.parametrize(
    "text",
    [
        f"Domain Name: {NAME}\nRegistrar WHOIS Server: whois.x.example\nThe registrant agreed\n",
        f"Domain: {NAME}\nRegistrar: X\n",
    ],
)
async def test_a_thin_text_does_not_close_it(text: str) -> None:
    assert (await run(domain(SHOP), whois=text))[1] == [GAP]


async def test_nominets_text_without_a_registrant_does() -> None:
    text = (
        f"    Domain name:\n        {NAME}\n\n    Data validation:\n        the registrant's name"
    )
    assert (await run(domain(SHOP), whois=text))[1] == []


WITHHELD = {
    "an empty name": domain(card("registrant", "")),
    "withheld by words": domain(card("registrant", "REDACTED FOR PRIVACY")),
    "redacted (RFC 9537)": domain(SHOP, redacted=redacted("Registrant Name")),
    "redacted, the path tells": domain(
        BARE, redacted=redacted("Name", "$.entities[?(@.roles[0]=='registrant')]")
    ),
    "a remark on the contact": domain(
        {**BARE, "remarks": [{"type": "object redacted due to authorization"}]}
    ),
    "a remark on the domain": domain(
        remarks=[{"title": "Privacy", "description": ["The holder's data are withheld."]}]
    ),
    "a notice": domain(SHOP, notices=[{"title": "REDACTED FOR PRIVACY"}]),
    "a truncated registrar": domain(card("registrant", ""), {**SHOP, "remarks": TRUNCATED}),
}


@pytest.mark.parametrize("body", WITHHELD.values(), ids=WITHHELD)
async def test_a_withheld_holder_is_an_answer(body: Any) -> None:
    documents, gaps = await run(body)
    assert gaps == []
    assert [document.parts for document in documents] == [()]


@pytest.mark.parametrize(
    "kind", [None, "application/rdap+json", "Application/RDAP+JSON; charset=utf-8"]
)
async def test_a_thin_registry_leads_to_the_registrar(kind: str | None) -> None:
    (_, registrar), gaps = await run(domain(SHOP, links=related(kind)), domain(HOLDER))
    assert gaps == []
    assert texts(registrar) == ["Siân Example-Hughes"]


async def test_a_typed_link_goes_before_one_without_type() -> None:
    links = [{"rel": "related", "href": "https://registrar.example/"}, *related("a/b+json")]
    documents, gaps = await run(domain(links=links), domain(HOLDER))
    assert [document.locator for document in documents][1:] == [REGISTRAR]
    assert gaps == []


@pytest.mark.parametrize("body", [OPEN["nobody"], OPEN["a handle and links"], OPEN["truncated"]])
async def test_a_registrar_that_leaves_it_open_too_is_a_gap(body: Any) -> None:
    _, gaps = await run(domain(links=related()), body)
    assert gaps == [Gap(Reason.UNSUPPORTED, "rdap.registrar.example")]


@pytest.mark.parametrize("name", ["SIAN4PECKHAM.example.", "Sian4Peckham.EXAMPLE"])
async def test_the_domains_name_is_compared_without_case(name: str) -> None:
    assert (await run({**domain(HOLDER), "ldhName": name}))[1] == []


async def test_an_international_name_is_the_same_in_either_form() -> None:
    channel = FakeChannel(
        registry={
            "xn--sin-jla.example": answer(
                {**domain(HOLDER), "ldhName": None, "unicodeName": "Siân.example"}
            )
        }
    )
    wanted = fact(Kind.DOMAIN, "siân.example")
    assert (await gather(CHECK, task_of(channel, wanted)))[1] == []
