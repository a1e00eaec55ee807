"""What was sent to whom, over the life of the workspace and over processes."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlcipher3.dbapi2 import Connection

from exposure_audit.errors import GatherError
from exposure_audit.model import CheckId, Fact, FactId, Kind, Reason
from exposure_audit.store import stored_run
from exposure_audit.store.locked import LockedWorkspace
from exposure_audit.store.purging import purge_subject
from exposure_audit.store.stored_run import StoredRun
from exposure_audit.store.workspace import Workspace
from tests.store.conftest import locked_in
from tests.store.made import NAME, SUBJECT, Clock, disclosure, named, opening

MAIL = FactId("email:personal")
ONLY_NAME, ONLY_MAIL = frozenset({NAME}), frozenset({MAIL})
NOTHING: frozenset[FactId] = frozenset()


def begun(workspace: Workspace, days: int = 0) -> StoredRun:
    return stored_run.begin(workspace, opening(clock=Clock().later(days=days)))


async def test_a_later_run_knows_what_was_meant_for_whom(locked: LockedWorkspace) -> None:
    with locked.open_or_create() as workspace:
        run = begun(workspace)
        assert await run.ledger.meant("www.a.example", ONLY_NAME, NOTHING)
        run.close()
    with locked.open() as workspace:
        later = begun(workspace, days=300)
        assert later.ledger.facts_at("api.a.example") == ONLY_NAME
        assert later.ledger.facts_at("b.example") == NOTHING
        later.close()


async def test_another_spelling_of_the_name_is_the_same_person(locked: LockedWorkspace) -> None:
    with locked.open_or_create() as workspace:
        run = begun(workspace)
        assert await run.ledger.meant("a.example", ONLY_NAME, NOTHING)
        run.close()
        again = stored_run.begin(workspace, opening(named("Example Hughes")))
        assert stored_run.subject_of(workspace, named("Example Hughes")) != (
            stored_run.subject_of(workspace, SUBJECT)
        )
        assert again.ledger.facts_at("a.example") == ONLY_NAME
        assert not await again.ledger.meant("a.example", ONLY_MAIL, NOTHING)
        again.close()


async def test_another_person_is_another_person(locked: LockedWorkspace) -> None:
    public = [replace(fact, public=True) for fact in SUBJECT.facts if fact.kind is Kind.PHONE]
    name = Fact(kind=Kind.NAME, label="", value="Ann Other", public=True)
    other = replace(SUBJECT, facts=(name, *public))
    with locked.open_or_create() as workspace:
        run = begun(workspace)
        assert await run.ledger.meant("a.example", ONLY_NAME, NOTHING)
        run.close()
        # They share an office's telephone, which is public.
        theirs = stored_run.begin(workspace, opening(other))
        assert theirs.ledger.facts_at("a.example") == NOTHING
        theirs.close()


async def test_of_two_processes_that_decide_at_once_one_is_told_to_decide_again(
    locked: LockedWorkspace,
) -> None:
    with locked.open_or_create() as first, locked.open() as second:
        one, two = begun(first), begun(second)
        assert await one.ledger.meant("a.example", ONLY_NAME, NOTHING)
        assert not await two.ledger.meant("a.example", ONLY_MAIL, NOTHING)
        assert two.ledger.facts_at("a.example") == ONLY_NAME
        one.close()
        two.close()


async def test_two_that_decide_the_same_are_both_right(locked: LockedWorkspace) -> None:
    with locked.open_or_create() as first, locked.open() as second:
        one, two = begun(first), begun(second)
        assert await one.ledger.meant("a.example", ONLY_NAME, NOTHING)
        assert await two.ledger.meant("a.example", ONLY_NAME, NOTHING)
        one.close()
        two.close()


async def test_what_a_run_disclosed_and_who_saw_it_outlives_a_cut(
    locked: LockedWorkspace,
) -> None:
    with locked.open_or_create() as workspace:
        run = begun(workspace)
        for check in ("dns", "rdap", "dns"):
            run.ledger.disclosed(disclosure("a.example", NAME, MAIL, check=CheckId(check)))
        for host in ("z.example", "a.example", "z.example"):
            run.ledger.saw(host)
        before = run.ledger.disclosures, run.ledger.hosts
        run.close()
    with locked.open() as workspace:
        again = stored_run.go_on(workspace, opening())
        assert (again.ledger.disclosures, again.ledger.hosts) == before
        assert [each.check for each in again.ledger.disclosures] == ["dns", "rdap"]
        again.close()


async def test_what_cannot_be_noted_is_not_sent_and_the_next_request_tries_again(
    locked: LockedWorkspace,
) -> None:
    def set_only_reading(connection: Connection, *, on: bool) -> None:
        connection.execute(f"PRAGMA query_only = {on}")

    with locked.open_or_create() as workspace:
        run = begun(workspace)
        assert await run.ledger.meant("b.example", ONLY_NAME, NOTHING)
        workspace.owner.bare(partial(set_only_reading, on=True))
        with pytest.raises(GatherError) as caught:
            await run.ledger.meant("a.example", ONLY_NAME, NOTHING)
        assert caught.value.reason is Reason.NOT_NOTED
        assert run.ledger.facts_at("a.example") == NOTHING
        # What b.example has already is no news.
        assert await run.ledger.meant("b.example", ONLY_NAME, ONLY_NAME)
        workspace.owner.bare(partial(set_only_reading, on=False))
        assert await run.ledger.meant("a.example", ONLY_NAME, NOTHING)
        run.close()


async def test_what_was_purged_meanwhile_is_noted_again(locked: LockedWorkspace) -> None:
    with locked.open_or_create() as workspace:
        first = begun(workspace)
        assert await first.ledger.meant("a.example", ONLY_NAME, NOTHING)
        first.close()
        run = stored_run.begin(workspace, opening(named("Example Hughes")))
        assert run.ledger.facts_at("a.example") == ONLY_NAME
        purge_subject(workspace, stored_run.subject_of(workspace, SUBJECT))
        other = frozenset({FactId("domain:campaign")})
        assert await run.ledger.meant("a.example", other, ONLY_NAME)
        run.close()
        again = stored_run.begin(workspace, opening(named("Example Hughes")))
        assert again.ledger.facts_at("a.example") == other | ONLY_NAME
        again.close()


@given(
    orders=st.lists(
        st.tuples(
            st.integers(0, 1),
            st.sampled_from(["a.example", "www.a.example", "b.example"]),
            st.frozensets(st.sampled_from([NAME, MAIL]), min_size=1),
        ),
        max_size=8,
    )
)
def test_no_order_of_two_processes_gives_anybody_the_pair(
    orders: list[tuple[int, str, frozenset[FactId]]],
) -> None:
    """Each decides by the rule on what it knows, and decides again where it is told to."""

    async def send(run: StoredRun, host: str, facts: frozenset[FactId]) -> None:
        while True:
            known = run.ledger.facts_at(host)
            if known | facts >= {NAME, MAIL}:
                return
            if await run.ledger.meant(host, facts, known):
                return

    with tempfile.TemporaryDirectory() as folder:
        locked = locked_in(Path(folder) / "workspace")
        with locked.open_or_create() as first, locked.open() as second:
            runs = begun(first), begun(second)
            for which, host, facts in orders:
                asyncio.run(send(runs[which], host, facts))
            rows = first.owner.read(
                lambda found: found.execute("SELECT recipient, fact FROM meant").fetchall()
            )
            for run in runs:
                run.close()
    for recipient in ("a.example", "b.example"):
        assert {fact for to, fact in rows if to == recipient} != {NAME, MAIL}
