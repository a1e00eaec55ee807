from __future__ import annotations

from typing import Any

import pytest

from exposure_audit.checks.democracy_club import BALLOTS, CHECK, HISTORY_PAGES, HOST
from exposure_audit.checks.registry import metas
from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.model import CheckId, Document, Gap, Kind, Reason, Rung
from exposure_audit.sandbox.leaflet import pdf
from exposure_audit.sandbox.schema import Leaflet
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
from tests.checks.register_subject import seen

PAGE = fact(Kind.PAGE, f"https://{HOST}/person/12345/sian-sample", "democracy-club")
API = f"https://{HOST}/api/next/"
PERSON = f"{API}people/12345/"
VERSIONS = f"{PERSON}versions/"
HISTORY = f"{PERSON}history/"
BALLOT = f"{API}ballots/local.southwark.peckham.2018-05-03/"
BUCKET = "s3.eu-west-2.amazonaws.com"
COPY = f"https://{BUCKET}/static-candidates.democracyclub.org.uk/media/official_documents/x/s.pdf"
GAP = Gap(Reason.MALFORMED, HOST)


def person(**said: Any) -> Recorded:
    return answer(
        {
            "id": 12345,
            "url": PERSON,
            "versions_url": VERSIONS,
            "history_url": HISTORY,
            "name": "Siân Example-Hughes",
            "other_names": [],
            "identifiers": [{"value": "sianexample", "value_type": "twitter_username"}],
            "candidacies": [{"ballot": {"url": BALLOT, "ballot_paper_id": "local.x"}}],
            "email": None,
            "birth_date": "1979",
            "delisted": False,
            "a_new_member": {"of": ["tomorrow"]},
            **said,
        }
    )


def version(source: str | None = "Own site", **data: Any) -> dict[str, Any]:
    said = {"id": "12345", "name": "Siân Example-Hughes", "birth_date": "1979", **data}
    return {"information_source": source, "username": "editor", "version_id": "a1", "data": said}


def history(*sources: str, then: str | None = None) -> Recorded:
    results = [{"id": 1, "user": "editor", "source": source} for source in sources]
    return answer({"count": 1, "next": then, "previous": None, "results": results})


def ballot(uploaded: str | None = COPY, source: str = "https://council.example/s.pdf") -> Recorded:
    sopn = {"uploaded_file": uploaded, "source_url": source}
    return answer({"url": BALLOT, "ballot_paper_id": "local.x", "sopn": sopn, "candidacies": []})


def nominated(line: str) -> Recorded:
    leaflet = Leaflet(path="/s.pdf", title="Statement", author="Council", lines=(line, "Party"))
    return page(pdf(leaflet), "application/pdf")


WITHHELD = "EXAMPLE-HUGHES, Siân (address in Southwark)"


def channel(**changes: Recorded) -> FakeChannel:
    pages = {
        "person": (PERSON, person()),
        "versions": (VERSIONS, answer([version()])),
        "history": (HISTORY, history("Own site")),
        "ballot": (BALLOT, ballot()),
        "copy": (COPY, nominated(WITHHELD)),
    }
    return FakeChannel(
        pages={place: changes.get(name, usual) for name, (place, usual) in pages.items()}
    )


async def asked(**changes: Recorded) -> tuple[list[Document], list[Gap]]:
    return await gather(CHECK, task_of(channel(**changes), PAGE))


def at(documents: list[Document], place: str) -> Document:
    (found,) = (each for each in documents if each.locator == place)
    return found


async def test_found_on_the_page_itself() -> None:
    documents, gaps = await asked(person=person(email="sian.hughes@postbox.example"))
    assert gaps == []
    there = at(documents, PAGE.value)
    assert seen(there) == {"email:personal"}
    assert (there.publisher, there.own, there.entry) == ("Democracy Club", PAGE.id, False)
    assert seen(*(each for each in documents if each is not there)) == set()


async def test_found_in_an_older_version_after_it_was_taken_out() -> None:
    old = version(email="sian.hughes@postbox.example", birth_date="1979-03-05")
    documents, gaps = await asked(versions=answer([version(email=""), version(), old]))
    assert gaps == []
    assert seen(at(documents, PAGE.value)) == set()
    there = at(documents, VERSIONS)
    assert seen(there) == {"email:personal", "date-of-birth"}
    assert {part.note for part in there.parts} == {"an older version"}
    assert texts(there).count("name: Siân Example-Hughes") == 1
    assert "birth date: 1979-03-05" in texts(there)


async def test_found_in_what_an_editor_gave_as_source() -> None:
    told = "She rang from 07700 900123"
    documents, _ = await asked(versions=answer([version(told)]), history=history(told))
    assert seen(at(documents, VERSIONS)) == {"phone:mobile"}
    assert seen(at(documents, HISTORY)) == {"phone:mobile"}


async def test_found_in_the_copy_of_an_old_nomination() -> None:
    line = "EXAMPLE-HUGHES, Siân  14 St Mary's Road, London, SE15 4QE"
    documents, gaps = await asked(copy=nominated(line))
    assert gaps == []
    there = at(documents, COPY)
    assert seen(there) == {"address:home"}
    assert (there.publisher, there.own) == ("Democracy Club", None)
    assert texts(at(documents, BALLOT)) == [COPY, "https://council.example/s.pdf"]


@pytest.mark.parametrize(
    "uploaded", ["/media/s.pdf", "https://static-candidates.democracyclub.org.uk/media/s.pdf"]
)
async def test_found_wherever_democracy_club_keeps_its_copies(uploaded: str) -> None:
    net = channel(ballot=ballot(uploaded))
    where = uploaded if uploaded.startswith("https") else f"https://{HOST}{uploaded}"
    net.pages[where] = nominated("EXAMPLE-HUGHES, Siân  14 St Mary's Road, London, SE15 4QE")
    documents, gaps = await gather(CHECK, task_of(net, PAGE))
    assert gaps == []
    assert seen(at(documents, where)) == {"address:home"}


async def test_clear_where_nothing_declared_stands() -> None:
    net = channel()
    documents, gaps = await gather(CHECK, task_of(net, PAGE))
    assert (seen(*documents), gaps) == (set(), [])
    assert net.asked == [PERSON, VERSIONS, HISTORY, BALLOT, COPY]


async def test_clear_where_a_ballot_has_no_statement_or_only_a_link() -> None:
    without = answer({"url": BALLOT, "ballot_paper_id": "local.x", "sopn": None})
    for changed in (without, ballot(None)):
        documents, gaps = await asked(ballot=changed)
        assert (seen(*documents), gaps) == (set(), [])


async def test_withheld_address_and_a_bare_year_are_no_exposure() -> None:
    documents, gaps = await asked(versions=answer([version(email=None)]))
    assert (seen(*documents), gaps) == (set(), [])
    assert any(WITHHELD in text for text in texts(at(documents, COPY)))


@pytest.mark.parametrize("reason", [Reason.RATE_LIMITED, Reason.AUTH, Reason.BUDGET])
@pytest.mark.parametrize("place", ["person", "versions", "history", "ballot", "copy"])
async def test_rate_limited_ends_it(place: str, reason: Reason) -> None:
    with pytest.raises(GatherError) as caught:
        await asked(**{place: failing(reason, HOST)})
    assert caught.value.reason is reason


@pytest.mark.parametrize("place", ["versions", "history", "ballot"])
@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (page("<html>Just a moment"), Reason.MALFORMED),
        (answer({}), Reason.MALFORMED),
        (answer("text"), Reason.MALFORMED),
        (page("", status=500), Reason.SERVER_ERROR),
    ],
)
async def test_malformed_piece_is_a_gap_and_the_others_are_read(
    place: str, broken: Recorded, reason: Reason
) -> None:
    told = person(email="sian.hughes@postbox.example")
    documents, gaps = await asked(**{"person": told, place: broken})
    assert gaps == [Gap(reason, HOST)]
    assert seen(*documents) == {"email:personal"}


@pytest.mark.parametrize("gone", ["id", "name", "versions_url", "history_url", "candidacies"])
async def test_changed_layout_of_a_person_is_a_gap(gone: str) -> None:
    assert await asked(person=person(**{gone: None})) == ([], [GAP])


@pytest.mark.parametrize(
    "changes",
    [
        {"versions": answer([{"person": {"name": "Siân Example-Hughes"}}])},
        {"history": answer({"entries": [], "next": None})},
        {"ballot": answer({"url": BALLOT, "ballot_paper_id": "local.x"})},
        {"ballot": answer({"ballot_paper_id": "local.x", "sopn": {"file": COPY}})},
    ],
)
async def test_changed_layout_behind_the_page_is_a_gap(changes: dict[str, Recorded]) -> None:
    _, gaps = await asked(**changes)
    assert gaps == [GAP]


@pytest.mark.parametrize(
    "copy", [answer({"error": "gone"}), page("<html><h1>Copies</h1><p>" + "Here they are. " * 40)]
)
async def test_changed_layout_of_a_copy_is_a_gap(copy: Recorded) -> None:
    _, gaps = await asked(copy=copy)
    assert Gap(Reason.MALFORMED, BUCKET) in gaps


async def test_a_person_who_is_not_there_may_be_mistyped() -> None:
    net = channel(person=answer({"detail": "Not found."}, status=404))
    assert await gather(CHECK, task_of(net, PAGE)) == ([], [Gap(Reason.NOT_FOUND, HOST)])
    assert net.asked == [PERSON]


@pytest.mark.parametrize("place", ["versions_url", "history_url"])
async def test_a_link_that_leads_elsewhere_is_not_followed(place: str) -> None:
    for elsewhere in ("https://evil.example/api/", f"http://{HOST}/api/", f"https://{HOST}.x/"):
        net = channel(person=person(**{place: elsewhere}))
        _, gaps = await gather(CHECK, task_of(net, PAGE))
        assert gaps == [GAP]
        assert elsewhere not in net.asked


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://council.example/s.pdf",
        f"https://{BUCKET}/another-bucket/s.pdf",
        f"http://{HOST}/media/s.pdf",
    ],
)
async def test_a_copy_in_another_place_is_not_fetched(elsewhere: str) -> None:
    net = channel(ballot=ballot(elsewhere))
    _, gaps = await gather(CHECK, task_of(net, PAGE))
    assert [gap.reason for gap in gaps] == [Reason.UNFAMILIAR_HOST]
    assert elsewhere not in net.asked


async def test_a_long_log_and_many_ballots_are_a_gap() -> None:
    _, gaps = await asked(history=history("x", then=HISTORY))
    assert gaps == [Gap(Reason.BUDGET, HOST)]
    urls = [f"{API}ballots/{number}/" for number in range(BALLOTS + 1)]
    net = channel(person=person(candidacies=[{"ballot": {"url": each}} for each in urls]))
    net.pages |= {each: ballot(None) for each in urls}
    _, gaps = await gather(CHECK, task_of(net, PAGE))
    assert gaps == [Gap(Reason.BUDGET, HOST)]
    assert [each for each in net.asked if "ballots" in each] == urls[:BALLOTS]


async def test_links_are_asked_as_what_the_page_itself_published() -> None:
    net = channel()
    await gather(CHECK, task_of(net, PAGE))
    assert net.found_on[VERSIONS] == PAGE.value
    assert net.found_on[COPY] == BALLOT


async def test_a_refusal_of_the_egress_guard_is_never_swallowed() -> None:
    refusal = Recorded(error=EgressRefused(HOST, frozenset({PAGE.id})))
    for place in ("person", "versions", "history", "ballot", "copy"):
        with pytest.raises(EgressRefused):
            await asked(**{place: refusal})


def test_only_a_candidate_page_is_taken() -> None:
    meta = metas()[CheckId("democracy-club")]
    assert meta.takes(PAGE) == {Rung.HANDLES}
    for other in (
        "https://council.example/sopn.pdf",
        f"https://{HOST}/elections/local.x/",
        f"https://{HOST.replace('.', 'x')}/person/1",
        f"https://council.example/?https://{HOST}/person/1",
    ):
        assert meta.takes(fact(Kind.PAGE, other, "other")) == frozenset()


async def test_a_page_that_is_no_person_is_a_gap() -> None:
    other = fact(Kind.PAGE, f"https://{HOST}/person/12345x", "other")
    net = FakeChannel()
    assert await gather(CHECK, task_of(net, other)) == ([], [Gap(Reason.NOT_FOUND, HOST)])
    assert net.asked == []


def test_the_numbers_in_the_words_are_those_of_the_code() -> None:
    meta = metas()[CheckId("democracy-club")]
    how = " ".join(meta.how.split())
    assert f"{HISTORY_PAGES} pages of its log, and for {BALLOTS} of its ballots" in how
    [own, *copies] = meta.asks
    assert own.number == 2 + HISTORY_PAGES + 2 * BALLOTS
    assert {each.number for each in copies} == {BALLOTS}


def test_no_minute_sees_more_than_ten_requests() -> None:
    service = next(
        each for each in metas()[CheckId("democracy-club")].services if each.host == HOST
    )
    assert service.burst + 60 * service.per_second <= 10
