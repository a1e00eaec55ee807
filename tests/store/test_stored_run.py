"""A run in the workspace: begun, cut off, gone on with, finished."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from exposure_audit.errors import WorkspaceError
from exposure_audit.model import CheckId, FindingId, Gap, Reason
from exposure_audit.result import CaseState, Known
from exposure_audit.store import stored_run
from exposure_audit.store.locked import LockedWorkspace
from exposure_audit.store.runs import kept_run, rows_of, write_result
from tests.store.made import (
    NAME,
    NOW,
    SUBJECT,
    Clock,
    disclosure,
    ended,
    finding,
    named,
    observation,
    opening,
    result,
)


async def test_a_finished_run_reads_back_as_it_was(locked: LockedWorkspace) -> None:
    with locked.open_or_create() as workspace:
        run = stored_run.begin(workspace, opening())
        run.ledger.disclosed(disclosure("b.example", NAME))
        made = result(workspace, run, finding(2), finding(1))
        await run.kept(made, finished=True)
        run.close()
        assert run.failure is None
    with locked.open() as workspace:
        kept = kept_run(workspace.owner, None)
        (row,) = rows_of(workspace.owner)
    assert kept.result == made
    assert kept.subject == SUBJECT
    assert (row.id, row.state) == (run.run, "finished")


async def test_what_ended_is_there_after_the_process_is_gone(locked: LockedWorkspace) -> None:
    workspace = locked.open_or_create()
    run = stored_run.begin(workspace, opening())
    run.ended(ended())
    run.close()
    workspace.close()
    with locked.open() as workspace:
        again = stored_run.go_on(workspace, opening(clock=Clock().later(hours=1)))
        assert again.run == run.run
        assert again.started == run.started
        assert again.earlier == {ended().attempt.check: ended()}
        await again.kept(result(workspace, again), finished=True)
        again.close()
        with pytest.raises(WorkspaceError, match="no interrupted run"):
            stored_run.go_on(workspace, opening())


async def test_a_result_of_a_run_that_was_cut_off_is_kept_and_the_run_goes_on(
    locked: LockedWorkspace,
) -> None:
    with locked.open_or_create() as workspace:
        run = stored_run.begin(workspace, opening())
        run.ended(ended())
        await run.kept(result(workspace, run), finished=False)
        run.close()
        assert kept_run(workspace.owner, run.run).result.findings == (finding(),)
        again = stored_run.go_on(workspace, opening())
        assert set(again.earlier) == {ended().attempt.check}
        # Found by this very run: not known from an earlier one.
        assert again.known == {}
        again.close()


def test_a_run_that_still_goes_on_is_nobody_elses(locked: LockedWorkspace) -> None:
    with locked.open_or_create() as workspace:
        run = stored_run.begin(workspace, opening())
        with pytest.raises(WorkspaceError, match="no interrupted run"):
            stored_run.go_on(workspace, opening())
        run.close()
        stored_run.go_on(workspace, opening()).close()


@pytest.mark.parametrize(
    "other",
    [
        opening(choices=b"other"),
        opening(replace(SUBJECT, facts=SUBJECT.facts[:-1])),
    ],
)
def test_a_run_goes_on_only_with_the_same_profile_and_choices(
    locked: LockedWorkspace, other: stored_run.Opening
) -> None:
    with locked.open_or_create() as workspace:
        stored_run.begin(workspace, opening()).close()
        with pytest.raises(WorkspaceError, match="not those of the interrupted run"):
            stored_run.go_on(workspace, other)
        stored_run.go_on(workspace, opening()).close()


def test_a_run_of_another_person_or_of_the_day_before_does_not_go_on(
    locked: LockedWorkspace,
) -> None:
    with locked.open_or_create() as workspace:
        stored_run.begin(workspace, opening(named("Other"))).close()
        stored_run.begin(workspace, opening()).close()
        with pytest.raises(WorkspaceError, match="no interrupted run"):
            stored_run.go_on(workspace, opening(clock=Clock().later(hours=25)))


async def test_a_later_run_knows_what_an_earlier_one_found(locked: LockedWorkspace) -> None:
    with locked.open_or_create() as workspace:
        first = stored_run.begin(workspace, opening())
        await first.kept(result(workspace, first), finished=True)
        second = stored_run.begin(workspace, opening(clock=Clock().later(days=1)))
        other = stored_run.begin(workspace, opening(named("Other"), Clock().later(days=1)))
        assert second.known == {FindingId(finding().id): Known(NOW, CaseState.OPEN)}
        assert other.known == {}
        for run in (first, second, other):
            run.close()


@pytest.mark.parametrize("days", [0, -3_650])
async def test_a_clock_that_was_wrong_makes_nothing_new_again(
    locked: LockedWorkspace, days: int
) -> None:
    """One run of ten years ahead, or two in one moment."""
    with locked.open_or_create() as workspace:
        first = stored_run.begin(workspace, opening())
        await first.kept(result(workspace, first), finished=True)
        first.close()
        later = stored_run.begin(workspace, opening(clock=Clock().later(days=days)))
        (known,) = later.known.values()
        assert known.state is CaseState.OPEN
        seen = replace(finding(), first_seen=later.started)
        await later.kept(result(workspace, later, seen), finished=True)
        later.close()
        (known,) = stored_run.begin(workspace, opening()).known.values()
        assert known.first_seen == later.started


async def test_a_run_that_was_finished_meanwhile_does_not_go_on(locked: LockedWorkspace) -> None:
    """Its process ends between our look at the list and its lock."""

    with locked.open_or_create() as workspace:
        run = stored_run.begin(workspace, opening())
        made = result(workspace, run)
        run.close()
        (row,) = rows_of(workspace.owner)
        assert row.state == "running"
        workspace.owner.write(lambda found: write_result(found, made, "finished", "2026"))
        assert stored_run.taken_to_go_on(workspace, row, opening()) is None


async def test_attempts_that_no_run_can_go_on_with_are_deleted(locked: LockedWorkspace) -> None:
    with locked.open_or_create() as workspace:
        run = stored_run.begin(workspace, opening())
        run.ended(ended())
        run.close()
        for hours, left in ((23, 1), (25, 0)):
            stored_run.begin(workspace, opening(named("Other"), Clock().later(hours=hours))).close()
            count = workspace.owner.read(
                lambda found: found.execute("SELECT count(*) FROM attempts").fetchone()[0]
            )
            assert count == left


async def test_of_what_may_be_somebody_else_only_a_count_is_kept(
    locked: LockedWorkspace,
) -> None:
    other = observation(
        locator="https://register.example/officers/OFFICER-77",
        seen=(),
        entry=True,
        record="OFFICER-77",
        excerpt="Somebody",
        title="Else",
    )
    page = observation(locator="https://other.example/nothing", seen=())
    with locked.open_or_create() as workspace:
        run = stored_run.begin(workspace, opening())
        run.ended(
            ended(CheckId("companies-house"), other, replace(other, record="OFFICER-78"), page)
        )
        run.close()
        body = workspace.owner.read(
            lambda found: found.execute("SELECT ended FROM attempts").fetchone()[0]
        )
        (kept,) = stored_run.go_on(workspace, opening()).earlier.values()
    assert len(kept.observations) == 2
    assert len({each.locator for each in kept.observations}) == 2
    for word in (b"OFFICER", b"register.example", b"Somebody", b"Else", b"other.example"):
        assert word not in body
    for each in kept.observations:
        assert (each.record, each.excerpt, each.title, each.links) == (None, "", "", frozenset())


def test_an_unvisited_host_is_named_only_where_an_exposure_stands(
    locked: LockedWorkspace,
) -> None:
    hosts = ("a.example", "somebody-else.example")
    gaps = (*(Gap(Reason.UNFAMILIAR_HOST, host) for host in hosts), Gap(Reason.TLS, "b.example"))
    with locked.open_or_create() as workspace:
        run = stored_run.begin(workspace, opening())
        run.ended(replace(ended(), attempt=replace(ended().attempt, gaps=gaps)))
        run.close()
        (kept,) = stored_run.go_on(workspace, opening()).earlier.values()
    assert [gap.host for gap in kept.attempt.gaps] == ["a.example", "", "b.example"]


async def test_where_nothing_can_be_written_the_ledger_still_binds(
    locked: LockedWorkspace,
) -> None:
    with locked.open_or_create() as workspace:
        run = stored_run.begin(workspace, opening())
        assert await run.ledger.meant("a.example", frozenset({NAME}), frozenset())
        run.close()
        unkept = stored_run.unkept(workspace, opening())
    assert unkept.ledger.facts_at("www.a.example") == {NAME}
    assert unkept.key == run.key


def test_the_lock_of_a_run_goes_with_it(locked: LockedWorkspace) -> None:
    with locked.open_or_create() as workspace:
        run = stored_run.begin(workspace, opening())
        (lock,) = Path(locked.folder).glob("r-*.lock")
        assert lock.name == f"{run.run}.lock"
        run.close()
    assert list(locked.folder.glob("r-*.lock")) == []
