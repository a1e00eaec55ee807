from __future__ import annotations

from typing import Any

import pytest

from exposure_audit.checks.rdap import CHECK
from exposure_audit.errors import EgressRefused
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
from tests.checks.own_subject import seen

DOMAIN = fact(Kind.DOMAIN, "sian4peckham.example")
WHOIS = (DATA / "rdap" / "whois.txt").read_text("utf-8")


async def run(channel: FakeChannel) -> tuple[list[Document], list[Gap]]:
    return await gather(CHECK, task_of(channel, DOMAIN))


async def test_found_in_every_contact_and_in_both_forms_of_an_address() -> None:
    channel = FakeChannel(registry={"sian4peckham.example": recorded("rdap/found.json")})
    [document], gaps = await run(channel)
    assert gaps == []
    assert [(part.text, part.address) for part in document.parts] == [
        ("Siân Example-Hughes", False),
        ("Flat 2, 14 St Mary's Road, Peckham, London, SE15 4QE, GB", True),
        ("Flat 2, 14 St Mary's Road, Peckham, London SE15 4QE", True),
        ("+44.7700900123", False),
        ("sian.hughes@example.org", False),
        ("tech@home.example", False),
    ]
    assert {part.note for part in document.parts} == {"registrant", "technical"}
    assert document.own == DOMAIN.id
    assert document.record == "domain/sian4peckham.example"
    assert document.locator == "https://rdap.registry.example/domain/sian4peckham.example"
    assert seen(document) == {"address:home", "phone:mobile", "email:personal"}


async def test_found_in_a_label_that_stands_alone() -> None:
    label = ["adr", {"label": "14 St Mary's Road\nPeckham\nSE15 4QE"}, "text", [""] * 7]

    def change(body: Any) -> None:
        body["entities"] = [
            {
                "roles": ["registrant"],
                "vcardArray": ["vcard", [["version", {}, "text", "4.0"], label]],
            }
        ]

    channel = FakeChannel(registry={"sian4peckham.example": changed("rdap/found.json", change)})
    [document], gaps = await run(channel)
    assert gaps == []
    assert seen(document) == {"address:home"}


async def test_clear_where_an_office_holds_the_domain() -> None:
    office = ["adr", {}, "text", ["", "", "3 Quayside Parade", "Peckham", "", "SE15 1BD", "GB"]]

    def change(body: Any) -> None:
        card = [["version", {}, "text", "4.0"], ["fn", {}, "text", "Example Party"], office]
        body["entities"] = [{"roles": ["registrant"], "vcardArray": ["vcard", card]}]

    channel = FakeChannel(registry={"sian4peckham.example": changed("rdap/found.json", change)})
    [document], gaps = await run(channel)
    assert (seen(document), gaps) == (set(), [])


async def test_the_desk_for_abuse_is_not_the_subject_wherever_it_stands() -> None:
    abuse = {
        "roles": ["abuse"],
        "vcardArray": ["vcard", [["email", {}, "text", "sian.hughes@example.org"]]],
    }

    def change(body: Any) -> None:
        registrant = {"roles": ["registrant"], "entities": [abuse]}
        registrant["vcardArray"] = ["vcard", [["fn", {}, "text", "Example Party"]]]
        registrar = {"roles": ["registrar"], "entities": [{**abuse, "roles": ["technical"]}]}
        body["entities"] = [abuse, registrant, registrar]

    channel = FakeChannel(registry={"sian4peckham.example": changed("rdap/found.json", change)})
    [document], gaps = await run(channel)
    assert gaps == []
    assert texts(document) == ["Example Party"]


async def test_the_registrar_remarks_and_notices_are_not_the_subject() -> None:
    channel = FakeChannel(registry={"sian4peckham.example": recorded("rdap/found.json")})
    [document], _ = await run(channel)
    everything = " ".join(texts(document))
    for other in ("Registrar Way", "abuse@", "Notice Street", "Remark Street"):
        assert other not in everything


async def test_a_registrar_that_is_also_the_registrant_is_read() -> None:
    channel = FakeChannel(
        registry={
            "sian4peckham.example": changed(
                "rdap/found.json", lambda body: body["entities"][0]["roles"].append("registrant")
            )
        }
    )
    [document], _ = await run(channel)
    assert any("Registrar Way" in text for text in texts(document))


async def test_withheld_and_missing_members_are_nothing() -> None:
    channel = FakeChannel(registry={"sian4peckham.example": recorded("rdap/redacted.json")})
    [document], gaps = await run(channel)
    assert document.parts == ()
    assert gaps == []


async def test_withheld_by_a_word_in_the_values_place_is_no_exposure() -> None:
    """RFC 9537 knows a replaced value besides an emptied and a removed one."""
    form = "https://registrar.example/contact/sian4peckham.example"
    card = [
        ["fn", {}, "text", "REDACTED FOR PRIVACY"],
        ["contact-uri", {}, "uri", form],
        ["email", {}, "text", "Please query the service of the registrar"],
    ]
    told = {"name": {"description": "Registrant Email"}, "method": "replacementValue"}

    def change(body: Any) -> None:
        body["entities"] = [{"roles": ["registrant"], "vcardArray": ["vcard", card]}]
        body["redacted"] = [told]

    channel = FakeChannel(registry={"sian4peckham.example": changed("rdap/found.json", change)})
    [document], gaps = await run(channel)
    assert (seen(document), gaps) == (set(), [])


async def test_rate_limited_is_a_gap_where_port_43_is_silent() -> None:
    slow = failing(Reason.RATE_LIMITED, "rdap.registry.example")
    channel = FakeChannel(registry={"sian4peckham.example": slow})
    assert await run(channel) == ([], [Gap(Reason.RATE_LIMITED, "rdap.registry.example")])


async def test_malformed_json_is_a_gap() -> None:
    channel = FakeChannel(registry={"sian4peckham.example": page("{", "application/rdap+json")})
    assert await run(channel) == ([], [Gap(Reason.MALFORMED, "rdap.registry.example")])


async def test_changed_layout_that_moves_the_contacts_is_a_gap_and_no_all_clear() -> None:
    def change(body: Any) -> None:
        body["contacts"] = body.pop("entities")

    channel = FakeChannel(registry={"sian4peckham.example": changed("rdap/found.json", change)})
    [document], gaps = await run(channel)
    assert document.parts == ()
    assert gaps == [Gap(Reason.UNSUPPORTED, "rdap.registry.example")]


async def test_a_domain_that_nobody_registered_is_a_gap() -> None:
    channel = FakeChannel(registry={"sian4peckham.example": answer({"errorCode": 404}, status=404)})
    assert await run(channel) == ([], [Gap(Reason.NOT_FOUND, "sian4peckham.example")])
    assert channel.asked == ["rdap sian4peckham.example"]


@pytest.mark.parametrize(
    "broken",
    [
        page("<h1>404 Not Found</h1><hr>nginx", status=404),
        page("", status=404),
        answer({"title": "no such route"}, status=404),
        answer({"errorCode": 400}, status=404),
    ],
)
async def test_a_web_servers_own_404_is_no_answer(broken: Recorded) -> None:
    channel = FakeChannel(registry={"sian4peckham.example": broken})
    assert await run(channel) == ([], [Gap(Reason.NOT_FOUND, "rdap.registry.example")])
    channel.port43["sian4peckham.example"] = WHOIS
    documents, gaps = await run(channel)
    assert [document.locator for document in documents] == ["whois:sian4peckham.example"]
    assert gaps == []


async def test_a_subdomain_and_its_domain_are_asked_once() -> None:
    channel = FakeChannel(registry={"sian4peckham.example": recorded("rdap/redacted.json")})
    other = fact(Kind.DOMAIN, "www.sian4peckham.example", "www")
    documents, _ = await gather(CHECK, task_of(channel, DOMAIN, other))
    assert len(documents) == 1


def _of_another(body: Any) -> None:
    body["ldhName"] = "another.example"


def _of_nobody(body: Any) -> None:
    del body["ldhName"]
    del body["unicodeName"]


@pytest.mark.parametrize(
    "broken",
    [
        changed("rdap/found.json", _of_another),
        changed("rdap/found.json", _of_nobody),
        failing(Reason.TIMEOUT),
        failing(Reason.RATE_LIMITED),
        page("<html>not JSON", "text/html"),
        answer([]),
        answer({"entities": []}),
        answer({"objectClassName": "entity"}),
        changed("rdap/found.json", lambda body: body.update(entities={"registrant": {}})),
        changed("rdap/found.json", lambda body: body["entities"][1].update(vcardArray=["v4", []])),
        changed("rdap/found.json", lambda body: body["entities"][1]["vcardArray"][1].append("x")),
        page(
            '{"objectClassName":"domain","entities":[' + '{"entities":[' * 400 + "]}" * 400 + "]}"
        ),
    ],
)
async def test_whois_stands_in_for_a_failure_and_without_it_the_failure_stands(
    broken: Recorded,
) -> None:
    channel = FakeChannel(registry={"sian4peckham.example": broken})
    documents, [gap] = await run(channel)
    assert documents == []
    assert gap.reason is (broken.error.reason if broken.error else Reason.MALFORMED)

    channel.port43["sian4peckham.example"] = WHOIS
    [document], gaps = await run(channel)
    assert gaps == []
    assert document.locator == "whois:sian4peckham.example"
    assert document.record == "domain/sian4peckham.example"
    assert "14 St Mary's Road" in texts(document)[0]


async def test_a_refusal_of_the_egress_guard_is_never_swallowed() -> None:
    refusal = EgressRefused("rdap.registry.example", frozenset({"address:home"}))
    channel = FakeChannel(registry={"sian4peckham.example": Recorded(error=refusal)})
    with pytest.raises(EgressRefused):
        await run(channel)
