from __future__ import annotations

import io
import zipfile

import pytest

from exposure_audit.checks.oscr import CHECK
from exposure_audit.checks.registry import metas
from exposure_audit.errors import GatherError
from exposure_audit.model import CheckId, Fact, Gap, Kind, Reason
from tests.checks.fakes import (
    DATA,
    FakeChannel,
    Recorded,
    fact,
    failing,
    gather,
    page,
    task_of,
    texts,
)
from tests.checks.register_subject import SCOTTISH, seen, undeclared

HOST = "www.oscr.org.uk"
PLACE = f"https://{HOST}/umbraco/Surface/FormsSurface/CharityRegDownload"
TABLE = (DATA / "oscr" / "register.csv").read_text("utf-8")
NAME = "CharityExport-25-Nov-2026.csv"


def packed(text: str, name: str = NAME, way: int = zipfile.ZIP_DEFLATED) -> Recorded:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", way) as archive:
        archive.writestr("read me.txt", "Terms")
        archive.writestr(name, text.encode("utf-8-sig"))
    return page(body.getvalue(), "application/zip")


def channel(found: Recorded | None = None) -> FakeChannel:
    return FakeChannel(pages={PLACE: found or packed(TABLE)})


def charity(number: str) -> Fact:
    return fact(Kind.CHARITY, number, "other")


async def failed(found: Recorded, **limits: int) -> Reason:
    with pytest.raises(GatherError) as caught:
        await gather(CHECK, task_of(channel(found), SCOTTISH, **limits))
    assert caught.value.host in {HOST, ""}
    return caught.value.reason


async def test_found_in_the_row_of_the_declared_charity() -> None:
    [document], gaps = await gather(CHECK, task_of(channel(), SCOTTISH))
    assert gaps == []
    assert [(part.text, part.note) for part in document.parts if part.address] == [
        ("14 St Mary's Road, London, SE15 4QE", "principal office or trustee's address")
    ]
    assert "Siân Example-Hughes; Cody Colleague" in texts(document)
    assert not any("1979" in text for text in texts(document))
    assert seen(document) == {"address:home"}
    assert (document.record, document.own) == ("charity/SC099014", SCOTTISH.id)
    assert not undeclared(document)


async def test_found_in_a_file_of_another_encoding() -> None:
    old = io.BytesIO()
    with zipfile.ZipFile(old, "w") as archive:
        archive.writestr(NAME, TABLE.replace("St Mary's", "St Mary\u2019s").encode("windows-1252"))
    net = channel(page(old.getvalue(), "application/zip"))
    [document], gaps = await gather(CHECK, task_of(net, SCOTTISH))
    assert (seen(document), gaps) == ({"address:home"}, [])
    assert not undeclared(document)


async def test_clear_where_another_address_stands_there() -> None:
    [document], gaps = await gather(CHECK, task_of(channel(), charity("SC099016")))
    assert gaps == []
    assert seen(document) == set()
    assert [part.text for part in document.parts if part.address] == [
        "Unit 5, Office Park, ZZ99 1AA"
    ]


async def test_withheld_address_is_no_exposure() -> None:
    [document], gaps = await gather(CHECK, task_of(channel(), charity("SC099015")))
    assert gaps == []
    assert not any(part.address for part in document.parts)
    assert seen(document) == set()


@pytest.mark.parametrize("reason", [Reason.RATE_LIMITED, Reason.BLOCKED, Reason.TIMEOUT])
async def test_rate_limited_or_blocked_is_told(reason: Reason) -> None:
    assert await failed(failing(reason, HOST)) is reason


@pytest.mark.parametrize(
    "broken",
    [
        page("<html>Accept the terms", "text/html"),
        page(""),
        page(b"PK\x03\x04 cut off", "application/zip"),
        packed(TABLE, name="register.xlsx"),
        packed(""),
        packed(TABLE + '"' + "x" * 200_000 + '"'),
    ],
)
async def test_malformed_downloads_are_told(broken: Recorded) -> None:
    assert await failed(broken) is Reason.MALFORMED


@pytest.mark.parametrize(
    "column", ["Charity Number", "Principal Office/Trustees Address", "Postcode"]
)
async def test_changed_layout_of_the_columns_is_told(column: str) -> None:
    assert await failed(packed(TABLE.replace(column, "Other", 1))) is Reason.MALFORMED


async def test_changed_layout_of_a_row_is_a_gap() -> None:
    cut = "\n".join(["Charity Number,Charity Name,Postcode,Principal Office/Trustees Address"])
    net = channel(packed(f"{cut}\nSC099014,Example Island Trust\n"))
    assert await gather(CHECK, task_of(net, SCOTTISH)) == ([], [Gap(Reason.MALFORMED, HOST)])


async def test_columns_may_come_in_any_order_with_more_beside_them() -> None:
    text = (
        "Unheard Of, Postcode ,Principal Office/Trustees Address,Charity Number\r\n"
        'x,SE15 4QE,"14 St Mary\'s Road\nLondon", sc 99014\r\n'
    )
    [document], gaps = await gather(CHECK, task_of(channel(packed(text)), SCOTTISH))
    assert gaps == []
    assert seen(document) == {"address:home"}


async def test_a_charity_that_is_not_there_may_be_mistyped() -> None:
    net = channel()
    documents, gaps = await gather(CHECK, task_of(net, charity("SC099999"), SCOTTISH))
    assert gaps == [Gap(Reason.NOT_FOUND, HOST)]
    assert len(documents) == 1
    assert net.asked == [PLACE]


async def test_a_bomb_is_too_large() -> None:
    bomb = packed(TABLE + "x" * 3_000_000)
    assert await failed(bomb, unpacked_bytes=1_000_000) is Reason.TOO_LARGE
    assert await failed(packed(TABLE + "\n" * 3_000_000), unpacked_ratio=2) is Reason.TOO_LARGE


async def test_what_cannot_be_unpacked_within_bounds_is_told() -> None:
    assert await failed(packed(TABLE, way=zipfile.ZIP_LZMA)) is Reason.UNSUPPORTED


def test_nothing_of_the_subject_is_sent() -> None:
    [ask] = metas()[CheckId("oscr")].asks
    assert ask.sends == ()
