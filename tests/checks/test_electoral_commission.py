from __future__ import annotations

from urllib.parse import urlencode

import pytest

from exposure_audit.checks.electoral_commission import CHECK, ROWS
from exposure_audit.checks.registry import metas
from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.model import CheckId, Document, Gap, Kind, Reason
from tests.checks.fakes import FakeChannel, Recorded, answer, fact, failing, gather, page, task_of
from tests.checks.register_subject import NAME, seen

HOST = "search.electoralcommission.org.uk"
TABLE = f"https://{HOST}/api/csv/Donations"
GAP = Gap(Reason.MALFORMED, HOST)
HEAD = (
    "ECRef,RegulatedEntityName,Value,AcceptedDate,DonorName,DonorStatus,Postcode,NatureOfDonation"
)


def url(name: str = NAME.value) -> str:
    params = {
        "order": "desc",
        "postPoll": "true",
        "prePoll": "true",
        "query": name,
        "rows": str(ROWS),
        "sort": "AcceptedDate",
        "start": "0",
    }
    return f"{TABLE}?{urlencode(params)}"


def table(*rows: str, head: str = HEAD) -> Recorded:
    text = "\ufeff" + "".join(f"{line}\r\n" for line in (head, *rows))
    return page(text, "text/csv; charset=utf-8")


async def asked(found: Recorded) -> tuple[list[Document], list[Gap]]:
    return await gather(CHECK, task_of(FakeChannel(pages={url(): found}), NAME))


async def test_found_beside_a_company_donor_of_the_name() -> None:
    row = 'C0123456,Example Party,"£1,500.00",04/03/2024,Siân Example-Hughes Ltd,Company,SE15 4QE,'
    (document, searched), gaps = await asked(table(row))
    assert gaps == []
    assert seen(document) == {"address:home"}
    assert document.locator == f"https://{HOST}/English/Donations/C0123456"
    assert (document.record, document.entry) == ("donation/C0123456", True)
    assert [(part.text, part.address) for part in document.parts] == [
        ("Siân Example-Hughes Ltd", False),
        ("Example Party", False),
        ("SE15 4QE", True),
    ]
    assert searched.parts == ()


async def test_found_in_free_words_of_a_donation_to_the_subject() -> None:
    row = (
        "C1,Ms Sian Example-Hughes,£1.00,,Sample Ltd,Company,ZZ99 1AA,"
        '"Hire of a room, 14 St Mary\'s Road, SE15 4QE"'
    )
    (document, _), gaps = await asked(table(row))
    assert (seen(document), gaps) == ({"address:home"}, [])


async def test_found_whatever_the_order_and_number_of_columns() -> None:
    head = "Postcode,Unknown,DonorName,ECRef,RegulatedEntityName"
    (document, _), _ = await asked(
        table("SE15 4QE,x,Siân Example-Hughes,C1,Example Party", head=head)
    )
    assert seen(document) == {"address:home"}


async def test_clear_where_the_table_has_no_rows_or_those_of_others() -> None:
    for found in (table(), table("C2,Example Party,£1.00,,Cody Colleague,Individual,SE15 4QE,")):
        [searched], gaps = await asked(found)
        assert (searched.parts, gaps) == ((), [])


async def test_withheld_address_of_an_individual_is_no_exposure() -> None:
    (document, _), gaps = await asked(
        table("C3,Example Party,£800.00,,Mrs Siân Example-Hughes,Individual,,")
    )
    assert (seen(document), document.entry, gaps) == (set(), True, [])


@pytest.mark.parametrize("reason", [Reason.RATE_LIMITED, Reason.BUDGET])
async def test_rate_limited_ends_it(reason: Reason) -> None:
    with pytest.raises(GatherError) as caught:
        await asked(failing(reason, HOST))
    assert caught.value.reason is reason


@pytest.mark.parametrize(
    "broken",
    [
        page("<html><h1>Just a moment</h1></html>"),
        page(""),
        answer({"Total": 0, "Result": []}),
        page(b"ECRef,RegulatedEntityName,DonorName,Postcode\r\nC1,\xff\xfe,x\r\n", "text/csv"),
        page('ECRef,RegulatedEntityName,DonorName,Postcode\r\nC1,"open,x\r\n', "text/csv"),
        page("ECRef,RegulatedEntityName,DonorName,Postcode\r\nC1,x\r\n", "text/csv"),
    ],
)
async def test_malformed_table_is_a_gap(broken: Recorded) -> None:
    assert await asked(broken) == ([], [GAP])


@pytest.mark.parametrize("column", ["ECRef", "DonorName", "RegulatedEntityName", "Postcode"])
async def test_changed_layout_is_a_gap(column: str) -> None:
    renamed = HEAD.replace(column, "Other")
    assert await asked(table("C1,P,£1,,Siân Example-Hughes,Company,SE15 4QE,", head=renamed)) == (
        [],
        [GAP],
    )


async def test_a_table_that_is_cut_is_a_gap() -> None:
    rows = [f"C{n},Example Party,£1.00,,Nobody Else,Individual,," for n in range(ROWS)]
    [searched], gaps = await asked(table(*rows))
    assert (searched.parts, gaps) == ((), [Gap(Reason.BUDGET, HOST)])


async def test_a_failure_for_one_name_leaves_the_other() -> None:
    alias = fact(Kind.NAME, "Sian Hughes", "")
    row = "C1,Example Party,£1.00,,Sian Hughes,Company,SE15 4QE,"
    net = FakeChannel(pages={url(): page("", status=500), url("Sian Hughes"): table(row, row)})
    documents, gaps = await gather(CHECK, task_of(net, NAME, alias))
    assert gaps == [Gap(Reason.SERVER_ERROR, HOST)]
    assert [each.record for each in documents] == ["donation/C1", None]


async def test_a_refusal_of_the_egress_guard_is_never_swallowed() -> None:
    with pytest.raises(EgressRefused):
        await asked(Recorded(error=EgressRefused(HOST, frozenset({NAME.id}))))


def test_the_number_in_the_words_is_that_of_the_code() -> None:
    assert f"Beyond {ROWS:,} rows" in metas()[CheckId("electoral-commission")].limits_of
