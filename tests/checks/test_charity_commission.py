from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from exposure_audit.checks.charity_commission import CHECK
from exposure_audit.checks.registry import metas
from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.model import CheckId, Gap, Kind, Reason
from tests.checks.fakes import (
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
)
from tests.checks.register_subject import CHARITY, SCOTTISH, seen, undeclared

HOST = "api.charitycommission.gov.uk"
PLACE = f"https://{HOST}/register/api/allcharitydetailsV2/9900014/0"
FOUND = "charity-commission/charity.json"
GAP = Gap(Reason.MALFORMED, HOST)
CONTACT = ("address_line_one", "address_line_three", "address_post_code", "phone", "email", "web")


def channel(found: Recorded | None = None) -> FakeChannel:
    return FakeChannel(pages={PLACE: found or recorded(FOUND)})


async def test_found_in_the_contact_details() -> None:
    [document], gaps = await gather(CHECK, task_of(channel(), CHARITY))
    assert gaps == []
    assert [(part.text, part.note, part.address) for part in document.parts] == [
        ("EXAMPLE HARBOUR TRUST", "charity", False),
        ("14 St Mary's Road, LONDON, SE15 4QE", "contact address", True),
        ("07700 900123", "telephone", False),
        ("Sian.Hughes@postbox.example", "e-mail", False),
        ("Siân Example-Hughes", "trustee", False),
    ]
    assert seen(document) == {"address:home", "phone:mobile", "email:personal"}
    assert (document.record, document.own) == ("charity/9900014", CHARITY.id)
    assert not undeclared(document)


async def test_clear_where_the_contact_details_are_somebody_elses() -> None:
    def office(body: Any) -> None:
        body |= dict.fromkeys(CONTACT)
        body |= {"phone": "01632 960555", "email": "office@trust.example"}

    [document], gaps = await gather(CHECK, task_of(channel(changed(FOUND, office)), CHARITY))
    assert gaps == []
    assert seen(document) == set()
    assert not undeclared(document)


async def test_an_address_that_was_not_declared_is_told_as_such() -> None:
    def elsewhere(body: Any) -> None:
        body |= {"address_line_one": "52 Otherman Street", "address_post_code": "ZZ99 3CC"}

    [document], _ = await gather(CHECK, task_of(channel(changed(FOUND, elsewhere)), CHARITY))
    assert undeclared(document)


async def test_withheld_details_and_trustees_are_no_exposure() -> None:
    def withhold(body: Any) -> None:
        body |= dict.fromkeys((*CONTACT, "trustee_names"))

    [document], gaps = await gather(CHECK, task_of(channel(changed(FOUND, withhold)), CHARITY))
    assert gaps == []
    assert seen(document) == set()
    assert not undeclared(document)


@pytest.mark.parametrize("reason", [Reason.RATE_LIMITED, Reason.QUOTA, Reason.AUTH])
async def test_rate_limited_ends_the_asking(reason: Reason) -> None:
    with pytest.raises(GatherError) as caught:
        await gather(CHECK, task_of(channel(failing(reason, HOST)), CHARITY))
    assert caught.value.reason is reason


@pytest.mark.parametrize(
    "broken",
    [page("<html>Just a moment", "text/html"), answer({}), answer([]), answer(None), page("")],
)
async def test_malformed_answers_are_gaps(broken: Recorded) -> None:
    assert await gather(CHECK, task_of(channel(broken), CHARITY)) == ([], [GAP])


@pytest.mark.parametrize(
    "member",
    ["reg_charity_number", "address_line_one", "address_post_code", "phone", "email", "web"],
)
async def test_changed_layout_is_a_gap_not_silence(member: str) -> None:
    def rename(body: Any) -> None:
        body[f"charity_{member}"] = body.pop(member)

    net = channel(changed(FOUND, rename))
    assert await gather(CHECK, task_of(net, CHARITY)) == ([], [GAP])


def _other(body: Any) -> None:
    body["reg_charity_number"] = 9900015


def _trustees_as_texts(body: Any) -> None:
    body["trustee_names"] = ["Siân Example-Hughes"]


@pytest.mark.parametrize("change", [_other, _trustees_as_texts])
async def test_changed_layout_or_another_charity_is_no_answer(
    change: Callable[[Any], object],
) -> None:
    net = channel(changed(FOUND, change))
    assert await gather(CHECK, task_of(net, CHARITY)) == ([], [GAP])


async def test_a_number_that_is_not_there_may_be_mistyped_and_the_next_is_read() -> None:
    missing = fact(Kind.CHARITY, "9900015", "missing")
    documents, gaps = await gather(CHECK, task_of(channel(), missing, CHARITY))
    assert gaps == [Gap(Reason.NOT_FOUND, HOST)]
    assert len(documents) == 1


async def test_a_failing_gateway_is_a_gap() -> None:
    net = channel(page("", status=500))
    assert await gather(CHECK, task_of(net, CHARITY)) == ([], [Gap(Reason.SERVER_ERROR, HOST)])


async def test_a_refusal_of_the_egress_guard_is_never_swallowed() -> None:
    refusal = Recorded(error=EgressRefused(HOST, frozenset({"charity"})))
    with pytest.raises(EgressRefused):
        await gather(CHECK, task_of(channel(refusal), CHARITY))


def test_each_register_takes_its_own_numbers() -> None:
    known = metas()
    commission, oscr = known[CheckId("charity-commission")], known[CheckId("oscr")]
    assert commission.takes(CHARITY)
    assert not commission.takes(SCOTTISH)
    assert oscr.takes(SCOTTISH)
    assert not oscr.takes(CHARITY)
