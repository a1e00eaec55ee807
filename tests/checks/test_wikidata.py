from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from exposure_audit.checks.registry import metas
from exposure_audit.checks.wikidata import CHECK, HOST, MOST
from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.model import CheckId, Document, Gap, Kind, PartKind, Reason
from tests.checks.fakes import FakeChannel, Recorded, answer, fact, failing, gather, page, task_of
from tests.checks.register_subject import NAME, seen

API = f"https://{HOST}/w/api.php"
GAP = Gap(Reason.MALFORMED, HOST)


def url(**params: str) -> str:
    return f"{API}?{urlencode(sorted({'format': 'json', 'formatversion': '2', **params}.items()))}"


def search(name: str = NAME.value) -> str:
    return url(
        action="wbsearchentities",
        search=name,
        language="en",
        uselang="en",
        type="item",
        limit=str(MOST),
    )


def items(*ids: str) -> str:
    return url(
        action="wbgetentities", ids="|".join(ids), props="labels|descriptions|aliases|claims"
    )


def hit(id_: str = "Q9", label: str = NAME.value, **more: Any) -> dict[str, Any]:
    match = {"type": "label", "language": "en", "text": label}
    return {"id": id_, "label": label, "match": match, "url": "//x", **more}


def hits(*found: dict[str, Any], **more: Any) -> Recorded:
    return answer({"searchinfo": {}, "search": list(found), "success": 1, **more})


def snak(kind: str, value: Any, property_: str = "P1") -> dict[str, Any]:
    return {
        "snaktype": "value",
        "property": property_,
        "datatype": kind,
        "datavalue": {"type": kind, "value": value},
    }


def statement(main: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"mainsnak": main, "type": "statement", "rank": "normal", **more}


def entity(*statements: Any, **more: Any) -> Recorded:
    said: dict[str, Any] = {
        "type": "item",
        "id": "Q9",
        "labels": {"en": {"language": "en", "value": NAME.value}},
        "descriptions": {"en": {"language": "en", "value": "politician"}},
        "aliases": {"en": [{"language": "en", "value": "Siân Hughes"}]},
        "claims": {"P1": list(statements)},
        **more,
    }
    return answer({"entities": {"Q9": said}, "success": 1})


def time(written: str, precision: int = 11) -> dict[str, Any]:
    return snak("time", {"time": written, "precision": precision, "calendarmodel": "x"})


async def asked(
    item: Recorded | None = None, found: Recorded | None = None
) -> tuple[list[Document], list[Gap]]:
    pages = {search(): found or hits(hit()), items("Q9"): item or entity()}
    return await gather(CHECK, task_of(FakeChannel(pages=pages), NAME))


async def test_found_in_statements_qualifiers_and_sources() -> None:
    home = snak("monolingualtext", {"language": "en", "text": "14 St Mary's Road, SE15 4QE"}, "P3")
    source = {"snaks": {"P4": [snak("string", "mailto:sian.hughes@postbox.example", "P4")]}}
    first = statement(time("+1979-03-05T00:00:00Z"), references=[source])
    moved = statement(
        snak("wikibase-entityid", {"entity-type": "item", "id": "Q1"}, "P2"),
        qualifiers={"P3": [home]},
    )
    (document, searched), gaps = await asked(entity(first, moved))
    assert gaps == []
    assert seen(document) == {"date-of-birth", "address:home", "email:personal"}
    assert [(part.text, part.note) for part in document.parts] == [
        ("Siân Example-Hughes", "name"),
        ("Siân Hughes", "name"),
        ("politician", "description"),
        ("5 March 1979", "P1"),
        ("mailto:sian.hughes@postbox.example", "P4"),
        ("en", "P3"),
        ("14 St Mary's Road, SE15 4QE", "P3"),
    ]
    assert document.locator == f"https://{HOST}/wiki/Q9"
    assert (document.record, document.entry) == ("Q9", True)
    assert searched.parts == ()


@pytest.mark.parametrize(
    ("written", "precision", "text"),
    [
        ("+1979-03-05T00:00:00Z", 11, "5 March 1979"),
        ("+1979-03-00T00:00:00Z", 10, "March 1979"),
        ("+1979-00-00T00:00:00Z", 9, "+1979-00-00T00:00:00Z"),
        ("+1979-01-01T00:00:00Z", 9, "1979"),
        ("-0044-03-15T00:00:00Z", 11, "-0044-03-15T00:00:00Z"),
    ],
)
async def test_a_time_is_written_as_exactly_as_it_is_known(
    written: str, precision: int, text: str
) -> None:
    (document, _), _ = await asked(entity(statement(time(written, precision))))
    assert [part.text for part in document.parts if part.note == "P1"] == [text]


async def test_a_place_is_coordinates() -> None:
    where = snak("globecoordinate", {"latitude": 51.5, "longitude": -0.06, "precision": 0.1})
    (document, _), gaps = await asked(entity(statement(where)))
    assert gaps == []
    [place] = [part for part in document.parts if part.kind is PartKind.GPS]
    assert place.text == "51.500000,-0.060000"


async def test_clear_where_no_item_bears_the_name() -> None:
    for found in (hits(), hits(hit("Q8", "Siân Example-Hughes-Jones"))):
        [searched], gaps = await asked(found=found)
        assert (searched.parts, searched.entry, gaps) == ((), False, [])


async def test_clear_where_the_item_says_nothing_declared() -> None:
    (document, _), gaps = await asked(entity(descriptions=[], aliases=[], claims=[]))
    assert (seen(document), document.entry, gaps) == (set(), True, [])


async def test_withheld_value_is_no_exposure() -> None:
    hidden = {"snaktype": "somevalue", "property": "P1", "datatype": "time"}
    nothing = {"snaktype": "novalue", "property": "P1", "datatype": "string"}
    (document, _), gaps = await asked(entity(statement(hidden), statement(nothing)))
    assert (seen(document), gaps) == (set(), [])


@pytest.mark.parametrize(
    "limited",
    [
        failing(Reason.RATE_LIMITED, HOST),
        answer({"error": {"code": "ratelimited", "info": "You've exceeded your rate limit."}}),
    ],
)
async def test_rate_limited_ends_it(limited: Recorded) -> None:
    for answers in ({"item": limited}, {"found": limited}):
        with pytest.raises(GatherError) as caught:
            await asked(**answers)
        assert caught.value.reason is Reason.RATE_LIMITED


@pytest.mark.parametrize(
    "broken",
    [
        page("<html>Just a moment"),
        answer({}),
        answer([]),
        answer({"search": "none", "entities": []}),
        answer({"search": [{"id": "Q9"}], "entities": "none"}),
    ],
)
async def test_malformed_answer_is_a_gap(broken: Recorded) -> None:
    assert await asked(broken) == ([], [GAP])
    assert await asked(found=broken) == ([], [GAP])


@pytest.mark.parametrize(
    "said",
    [
        {"claims": None, "labels": 7},
        {"claims": {"P1": [{"statement": {}}]}},
        {"claims": {"P1": [statement({"snaktype": "value", "property": "P1"})]}},
        {"claims": {"P1": [statement(snak("time", {"date": "1979"}))]}},
        {"claims": {"P1": [statement(snak("globecoordinate", {"lat": 1}))]}},
    ],
)
async def test_changed_layout_of_an_item_is_a_gap(said: dict[str, Any]) -> None:
    [searched], gaps = await asked(entity(**said))
    assert (searched.parts, gaps) == ((), [GAP])


async def test_changed_layout_of_an_id_is_a_gap() -> None:
    assert await asked(found=hits(hit("Q9|Q1"))) == ([], [GAP])


async def test_an_item_that_is_gone_is_a_gap() -> None:
    for gone in ({"Q9": {"id": "Q9", "missing": True}}, {}):
        _, gaps = await asked(answer({"entities": gone, "success": 1}))
        assert gaps == [Gap(Reason.NOT_FOUND, HOST)]


async def test_more_items_than_one_answer_holds_are_a_gap() -> None:
    _, gaps = await asked(found=hits(hit(), **{"search-continue": MOST}))
    assert gaps == [Gap(Reason.BUDGET, HOST)]


async def test_an_alias_counts_and_each_item_is_read_once() -> None:
    alias = fact(Kind.NAME, "Sian Hughes", "")
    other = hit("Q9", "S. Hughes", aliases=["Sian Hughes"])
    net = FakeChannel(
        pages={search(): hits(hit()), search("Sian Hughes"): hits(other), items("Q9"): entity()}
    )
    documents, gaps = await gather(CHECK, task_of(net, NAME, alias))
    assert gaps == []
    assert net.asked == [search(), items("Q9"), search("Sian Hughes")]
    assert sum(each.entry for each in documents) == 1


async def test_a_refusal_of_the_egress_guard_is_never_swallowed() -> None:
    with pytest.raises(EgressRefused):
        await asked(found=Recorded(error=EgressRefused(HOST, frozenset({NAME.id}))))


def test_the_number_in_the_words_is_that_of_the_code() -> None:
    assert f"more than {MOST} items" in " ".join(metas()[CheckId("wikidata")].limits_of.split())
