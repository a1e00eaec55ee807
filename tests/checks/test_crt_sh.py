from __future__ import annotations

from typing import Any

import pytest

from exposure_audit.checks.crt_sh import CHECK, HOST
from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.model import Document, Gap, Kind, Reason
from tests.checks.fakes import (
    FakeChannel,
    Recorded,
    answer,
    fact,
    failing,
    gather,
    page,
    task_of,
    texts,
)
from tests.checks.own_subject import DOMAIN, seen
from tests.checks.own_subject import HOST as NAME

URL = f"https://{HOST}/?output=json&q={NAME}"


def entry(number: int, *names: str, **members: Any) -> dict[str, Any]:
    return {
        "issuer_ca_id": 990014,
        "issuer_name": "C=GB, O=Sample Trust Services, CN=Sample CA 1",
        "common_name": names[0] if names else None,
        "name_value": "\n".join(names),
        "id": number,
        "entry_timestamp": "2021-05-04T09:10:11.123",
        **members,
    }


PLAIN = entry(1, NAME, f"www.{NAME}")


async def run(found: Recorded) -> tuple[list[Document], list[Gap]]:
    return await gather(CHECK, task_of(FakeChannel(pages={URL: found}), DOMAIN))


async def test_found_in_host_names_holders_and_mailboxes() -> None:
    entries = [
        PLAIN,
        entry(2, f"sianh79.{NAME}"),
        entry(3, "Siân Example-Hughes", "sian.hughes@example.org", NAME),
        entry(4, NAME),
    ]
    [document], gaps = await run(answer(entries))
    assert gaps == []
    assert [(part.text, part.note) for part in document.parts] == [
        (NAME, "host name in a certificate"),
        (f"www.{NAME}", "host name in a certificate"),
        ("www", "start of a host name"),
        (f"sianh79.{NAME}", "host name in a certificate"),
        ("sianh79", "start of a host name"),
        ("Siân Example-Hughes", "name in a certificate"),
        ("sian.hughes@example.org", "e-mail in a certificate"),
    ]
    assert document.own == DOMAIN.id
    assert document.locator == f"https://{HOST}/?q={NAME}"
    assert document.record == f"certificates/{NAME}"
    assert seen(document) == {"email:personal", "username:forum"}


@pytest.mark.parametrize("entries", [[PLAIN], []])
async def test_clear_where_no_certificate_holds_anything(entries: list[Any]) -> None:
    [document], gaps = await run(answer(entries))
    assert gaps == []
    assert seen(document) == set()


async def test_withheld_names_are_no_exposure() -> None:
    wildcard = entry(1, f"*.{NAME}", common_name=None)
    redacted = entry(2, f"?.{NAME}", "(redacted)")
    [document], gaps = await run(answer([wildcard, redacted]))
    assert gaps == []
    assert seen(document) == set()


async def test_unknown_and_missing_members_and_other_orders_are_read() -> None:
    changed = {"new": {"member": 1}, "name_value": NAME, "id": 7}
    [document], gaps = await run(answer([changed]))
    assert (texts(document), gaps) == ([NAME], [])


async def test_rate_limited_ends_the_asking() -> None:
    other = fact(Kind.DOMAIN, "quayside.example", "blog")
    channel = FakeChannel(pages={URL: page("Sorry", status=429)})
    with pytest.raises(GatherError) as raised:
        await gather(CHECK, task_of(channel, DOMAIN, other))
    assert raised.value.reason is Reason.RATE_LIMITED
    assert channel.asked == [URL]


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (page("<!doctype html><title>crt.sh</title><p>Sorry, something went wrong."), None),
        (page("", "application/json"), None),
        (page("[{", "application/json"), None),
        (failing(Reason.SERVER_ERROR, HOST), Reason.SERVER_ERROR),
        (failing(Reason.TIMEOUT, HOST), Reason.TIMEOUT),
    ],
    ids=["page", "empty", "cut", "502", "late"],
)
async def test_malformed_and_failing_answers_are_gaps(
    found: Recorded, reason: Reason | None
) -> None:
    assert await run(found) == ([], [Gap(reason or Reason.MALFORMED, HOST)])


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"entries": []},
        [None],
        [{"id": 1}],
        [{"id": 1, "name_value": ["x"]}],
        [entry(1, "another.test")],
    ],
    ids=["object", "wrapped", "null", "no names", "list of names", "another domain"],
)
async def test_changed_layout_is_a_gap_and_no_all_clear(value: Any) -> None:
    assert await run(answer(value)) == ([], [Gap(Reason.MALFORMED, HOST)])


async def test_each_registered_domain_is_asked_for_once_and_a_failure_costs_no_other() -> None:
    under = fact(Kind.DOMAIN, f"vote.{NAME}", "vote")
    other = fact(Kind.DOMAIN, "quayside.example", "blog")
    second = f"https://{HOST}/?output=json&q=quayside.example"
    channel = FakeChannel(pages={URL: page("<p>"), second: answer([entry(9, "quayside.example")])})
    [document], gaps = await gather(CHECK, task_of(channel, DOMAIN, under, other))
    assert channel.asked == [URL, second]
    assert document.own == other.id
    assert gaps == [Gap(Reason.MALFORMED, HOST)]


async def test_a_refusal_of_the_egress_guard_is_never_swallowed() -> None:
    with pytest.raises(EgressRefused):
        await run(Recorded(error=EgressRefused(HOST, frozenset({"name"}))))
