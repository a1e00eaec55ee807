from __future__ import annotations

from typing import ClassVar

import pytest

from exposure_audit.checks.dns import CHECK
from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.model import Gap, Kind, PartKind, Reason
from tests.checks.fakes import FakeChannel, fact, gather, task_of
from tests.checks.own_subject import seen

NAME = "sian4peckham.example"
DOMAIN = fact(Kind.DOMAIN, NAME)


class TestRecords:
    RECORDS: ClassVar[dict[tuple[str, str], tuple[str, ...] | GatherError]] = {
        (NAME, "SOA"): (
            "ns1.host.example. sian\\.hughes.example.org. 2026112300 7200 900 1209600 300",
        ),
        (NAME, "MX"): ("10 mail.host.example.", "20 mx.home.example."),
        (NAME, "TXT"): ("v=spf1 -all", "contact sianh79"),
        (f"_dmarc.{NAME}", "TXT"): (
            "v=DMARC1;rua=mailto:s.hughes@example.org!10m,mailto:b%2Bc@x.example;ruf=MAILTO:d@x.example",
        ),
        (f"_smtp._tls.{NAME}", "TXT"): ("v=TLSRPTv1; rua=https://tls.example/report",),
        (NAME, "CAA"): ('0 issue "ca.example"', '0 iodef "mailto:certs@home.example"'),
    }

    async def test_found_each_is_a_part_that_says_what_it_is(self) -> None:
        [document], gaps = await gather(CHECK, task_of(FakeChannel(records=self.RECORDS), DOMAIN))
        assert gaps == []
        assert {part.kind for part in document.parts} == {PartKind.DNS}
        assert [(part.note, part.text) for part in document.parts] == [
            ("SOA contact", "sian\\.hughes.example.org."),
            ("mail server", "mail.host.example."),
            ("mail server", "mx.home.example."),
            ("text record", "v=spf1 -all"),
            ("text record", "contact sianh79"),
            ("DMARC reports", "s.hughes@example.org"),
            ("DMARC reports", "b+c@x.example"),
            ("DMARC reports", "d@x.example"),
            ("TLS reports", "v=TLSRPTv1; rua=https://tls.example/report"),
            ("CAA contact", "certs@home.example"),
        ]
        assert (document.locator, document.own) == (f"dns:{NAME}", DOMAIN.id)

    @pytest.mark.parametrize("question", RECORDS, ids="-".join)
    async def test_one_that_fails_is_a_gap_and_the_others_are_read(
        self, question: tuple[str, str]
    ) -> None:
        broken = GatherError(Reason.TIMEOUT)
        channel = FakeChannel(records={**self.RECORDS, question: broken})
        [document], gaps = await gather(CHECK, task_of(channel, DOMAIN))
        assert gaps == [Gap(Reason.TIMEOUT, NAME)]
        assert document.parts


async def test_clear_where_there_is_no_record() -> None:
    [document], gaps = await gather(CHECK, task_of(FakeChannel(), DOMAIN))
    assert (document.parts, gaps) == ((), [])


async def test_rate_limited_or_dead_zones_give_gaps_and_no_document() -> None:
    dead = {question: GatherError(Reason.DNS_FAILURE) for question in TestRecords.RECORDS}
    channel = FakeChannel(records={**dead})
    documents, gaps = await gather(CHECK, task_of(channel, DOMAIN))
    assert documents == []
    assert set(gaps) == {Gap(Reason.DNS_FAILURE, NAME)}


async def test_a_subdomain_is_asked_besides_its_domain() -> None:
    other = fact(Kind.DOMAIN, f"vote.{NAME}", "vote")
    documents, _ = await gather(CHECK, task_of(FakeChannel(), DOMAIN, other))
    assert [document.locator for document in documents] == [f"dns:{NAME}", f"dns:vote.{NAME}"]


async def test_malformed_and_hostile_records_do_not_raise() -> None:
    odd = ("", " ", "mailto:", "\x00\udcff", "mailto:" + "%" * 500)
    records: dict[tuple[str, str], tuple[str, ...] | GatherError] = dict.fromkeys(
        TestRecords.RECORDS, odd
    )
    [document], gaps = await gather(CHECK, task_of(FakeChannel(records=records), DOMAIN))
    assert gaps == []
    assert all(part.text for part in document.parts)


async def test_a_refusal_of_the_egress_guard_is_never_swallowed() -> None:
    refusal = EgressRefused("dns", frozenset({"address:home"}))
    channel = FakeChannel(records={(NAME, "MX"): refusal})
    with pytest.raises(EgressRefused):
        await gather(CHECK, task_of(channel, DOMAIN))


async def test_a_domain_that_does_not_exist_is_a_gap_and_asked_no_further() -> None:
    channel = FakeChannel(absent=frozenset({NAME}))
    assert await gather(CHECK, task_of(channel, DOMAIN)) == ([], [Gap(Reason.NOT_FOUND, NAME)])
    assert channel.asked == [f"SOA {NAME}"]


async def test_a_mistyped_name_under_a_domain_is_a_gap_beside_the_domain() -> None:
    typo = fact(Kind.DOMAIN, f"vtoe.{NAME}")
    channel = FakeChannel(absent=frozenset({typo.value}))
    [document], gaps = await gather(CHECK, task_of(channel, typo))
    assert (document.locator, gaps) == (f"dns:{NAME}", [Gap(Reason.NOT_FOUND, typo.value)])


async def test_missing_names_for_reports_are_an_answer() -> None:
    channel = FakeChannel(absent=frozenset({f"_dmarc.{NAME}", f"_smtp._tls.{NAME}"}))
    [document], gaps = await gather(CHECK, task_of(channel, DOMAIN))
    assert (document.parts, gaps) == ((), [])


async def test_found_in_a_contact_and_in_the_reports() -> None:
    records: dict[tuple[str, str], tuple[str, ...] | GatherError] = {
        (NAME, "SOA"): ("ns1.host.example. sian\\.hughes.example.org. 1 7200 900 1209600 300",),
        (f"_smtp._tls.{NAME}", "TXT"): ("v=TLSRPTv1; rua=mailto:sian.hughes@example.org",),
    }
    for question, told in records.items():
        channel = FakeChannel(records={question: told})
        [document], gaps = await gather(CHECK, task_of(channel, DOMAIN))
        assert (seen(document), gaps) == ({"email:personal"}, [])


async def test_withheld_behind_a_role_mailbox_is_no_exposure() -> None:
    records: dict[tuple[str, str], tuple[str, ...] | GatherError] = {
        (NAME, "SOA"): ("ns1.host.example. hostmaster.host.example. 1 7200 900 1209600 300",),
        (f"_dmarc.{NAME}", "TXT"): ("v=DMARC1; p=reject; rua=mailto:dmarc@host.example",),
        (NAME, "CAA"): ('0 issue "ca.example"', '0 iodef "https://ca.example/report"'),
    }
    [document], gaps = await gather(CHECK, task_of(FakeChannel(records=records), DOMAIN))
    assert (seen(document), gaps) == (set(), [])


async def test_changed_layout_a_record_of_another_form_is_kept_whole() -> None:
    told = "v=DMARC2; reports=sian.hughes@example.org"
    channel = FakeChannel(records={(f"_dmarc.{NAME}", "TXT"): (told,)})
    [document], gaps = await gather(CHECK, task_of(channel, DOMAIN))
    assert [part.text for part in document.parts] == [told]
    assert (seen(document), gaps) == ({"email:personal"}, [])
