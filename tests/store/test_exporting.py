"""All that is kept about one person, and about nobody else."""

from __future__ import annotations

import pytest

from exposure_audit.errors import WorkspaceError
from exposure_audit.store import stored_run
from exposure_audit.store.exporting import everything_about
from exposure_audit.store.locked import LockedWorkspace
from exposure_audit.store.subjects import KeptProfile, keep_profile
from tests.conftest import PROFILE
from tests.store.made import NAME, NOW, SUBJECT, finding, named, opening, result


async def test_everything_is_there(locked: LockedWorkspace) -> None:
    with locked.open_or_create() as workspace:
        subject = stored_run.subject_of(workspace, SUBJECT)
        keep_profile(workspace.owner, KeptProfile(subject, PROFILE), NOW)
        run = stored_run.begin(workspace, opening())
        await run.ledger.meant("a.example", frozenset({NAME}), frozenset())
        made = result(workspace, run)
        await run.kept(made, finished=True)
        run.close()
        cut = stored_run.begin(workspace, opening())
        cut.close()
        everything = everything_about(workspace.owner, None)
    assert everything.subject == subject
    assert everything.profile == PROFILE
    assert [kept.result for kept in everything.runs] == [made]
    assert everything.cut_off == (cut.run,)
    assert everything.recipients == {"a.example": ("name",)}
    assert [case.finding for case in everything.cases] == [finding().id]
    assert "Example-Hughes" not in repr(everything)


def test_of_several_people_one_is_named(locked: LockedWorkspace) -> None:
    with locked.open_or_create() as workspace:
        runs = [stored_run.begin(workspace, opening(named(name))) for name in ("One", "Two")]
        with pytest.raises(WorkspaceError, match="several people") as caught:
            everything_about(workspace.owner, None)
        ids = str(caught.value).partition("Name one: ")[2].rstrip(".").split(", ")
        for identity, run in zip(ids, runs, strict=True):
            assert everything_about(workspace.owner, identity).cut_off == (run.run,)
            run.close()
        with pytest.raises(WorkspaceError, match="nobody is kept"):
            everything_about(workspace.owner, "s-none")
