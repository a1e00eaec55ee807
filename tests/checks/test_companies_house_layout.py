"""What the register left out, moved or answered for another is a gap, not an all-clear."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from exposure_audit.checks.companies_house import CHECK
from exposure_audit.model import Gap, Reason
from tests.checks.company_answers import (
    COMPANY,
    GAP,
    HOST,
    NONE_THERE,
    NOTHING,
    PROFILE,
    ROAD,
    by_name,
    by_number,
    channel,
)
from tests.checks.fakes import (
    Recorded,
    answer,
    changed,
    gather,
    task_of,
)


def _no_office(body: Any) -> None:
    body["registered_office"] = body.pop("registered_office_address")


def _no_addresses(body: Any) -> None:
    for item in body["items"]:
        item["postal_address"] = item.pop("address", None)


def _empty_office(body: Any) -> None:
    body["registered_office_address"] = {}


def _renamed_office(body: Any) -> None:
    body["registered_office_address"] = {"line1": ROAD, "postcode": "SE15 4QE"}


def _one_renamed_address(body: Any) -> None:
    item = next(item for item in body["items"] if item.get("address"))
    item["address"] = {"line1": ROAD, "postcode": "SE15 4QE"}


def _one_without_address(body: Any) -> None:
    next(item for item in body["items"] if item.pop("address", None))


def _no_number(body: Any) -> None:
    del body["company_number"]


def _no_links(body: Any) -> None:
    body["items"][0]["links"] = {"self": "/v2/people/1"}


def _no_title(body: Any) -> None:
    body["items"][0]["label"] = body["items"][0].pop("title")


@pytest.mark.parametrize(
    ("place", "name", "change"),
    [
        ("profile", "company", _no_office),
        ("profile", "company", _empty_office),
        ("profile", "company", _renamed_office),
        ("officers", "company-officers", _one_renamed_address),
        ("officers", "company-officers", _one_without_address),
        ("pscs", "pscs", _one_renamed_address),
        ("first", "appointments", _one_without_address),
        ("profile", "company", _no_number),
        ("officers", "company-officers", _no_addresses),
        ("pscs", "pscs", _no_addresses),
        ("first", "appointments", _no_addresses),
        ("search", "officers", _no_links),
        ("search", "officers", _no_title),
    ],
)
async def test_a_changed_layout_is_a_gap_not_silence(
    place: str, name: str, change: Callable[[Any], object]
) -> None:
    _, gaps = await by_number(channel(**{place: changed(f"companies-house/{name}.json", change)}))
    assert gaps == [GAP]


async def test_a_dissolved_company_may_have_no_office() -> None:
    def dissolve(body: Any) -> None:
        del body["registered_office_address"]
        body["company_status"] = "dissolved"

    net = channel(profile=changed("companies-house/company.json", dissolve))
    documents, gaps = await by_number(net)
    assert gaps == []
    assert documents[0].parts == ()


async def test_half_a_postcode_is_an_address_after_its_removal() -> None:
    def suppress(body: Any) -> None:
        for item in body["items"]:
            item["address"] = {"postal_code": "SE15"}

    net = channel(officers=changed("companies-house/company-officers.json", suppress))
    assert (await by_number(net))[1] == []


async def test_a_record_of_another_company_is_no_answer() -> None:
    def other(body: Any) -> None:
        body["company_number"] = "09999999"

    net = channel(profile=changed("companies-house/company.json", other))
    assert await gather(CHECK, task_of(net, COMPANY)) == ([], [GAP])
    assert net.asked == [PROFILE]


@pytest.mark.parametrize(
    ("place", "found", "reason"),
    [
        ("search", NONE_THERE, Reason.NOT_FOUND),
        ("first", NONE_THERE, Reason.NOT_FOUND),
        ("first", answer(NOTHING), Reason.MALFORMED),
        ("first", answer({"items": []}), Reason.MALFORMED),
    ],
)
async def test_what_the_search_showed_must_be_there(
    place: str, found: Recorded, reason: Reason
) -> None:
    assert (await by_name(channel(**{place: found})))[1] == [Gap(reason, HOST)]
