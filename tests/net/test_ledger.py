from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

from exposure_audit.model import CheckId, FactId
from exposure_audit.net.ledger import MemoryLedger
from exposure_audit.result import Disclosure

SENT = Disclosure(
    time=datetime(2026, 11, 23, tzinfo=UTC),
    check=CheckId("rdap"),
    host="b.example",
    facts=(FactId("domain:campaign"),),
)


def test_a_repeat_is_noted_once_and_another_check_is_not_a_repeat() -> None:
    ledger = MemoryLedger()
    ledger.disclosed(SENT)
    ledger.disclosed(replace(SENT, time=datetime(2027, 1, 1, tzinfo=UTC)))
    ledger.disclosed(replace(SENT, check=CheckId("dns")))
    assert [each.check for each in ledger.disclosures] == ["rdap", "dns"]
    assert ledger.disclosures[0].time.year == 2026


DOMAIN = frozenset({FactId("domain:campaign")})
NAME = frozenset({FactId("name")})


async def test_a_host_keeps_what_it_was_meant_to_get() -> None:
    ledger = MemoryLedger()
    assert await ledger.meant("b.example", DOMAIN, frozenset())
    assert await ledger.meant("b.example", NAME, DOMAIN)
    assert ledger.facts_at("b.example") == DOMAIN | NAME
    assert ledger.facts_at("a.example") == frozenset()


async def test_nothing_is_noted_on_a_decision_that_something_else_overtook() -> None:
    ledger = MemoryLedger()
    known = ledger.facts_at("b.example")
    assert await ledger.meant("b.example", DOMAIN, known)
    assert not await ledger.meant("b.example", NAME, known)
    assert ledger.facts_at("b.example") == DOMAIN


async def test_hosts_of_one_registrable_domain_are_one_recipient() -> None:
    ledger = MemoryLedger()
    assert await ledger.meant("www.search.example", DOMAIN, frozenset())
    assert await ledger.meant("api.search.example.", NAME, DOMAIN)
    for host in ("search.example", "API.search.example", "other.search.example."):
        assert ledger.facts_at(host) == {"domain:campaign", "name"}
    assert ledger.facts_at("search2.example") == frozenset()


def test_hosts_are_sorted_and_threads_lose_nothing() -> None:
    ledger = MemoryLedger()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: ledger.saw(f"h{n % 50:02}.example"), range(500)))
    assert ledger.hosts == tuple(f"h{n:02}.example" for n in range(50))
