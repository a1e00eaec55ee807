"""Answers are kept a week, evidence longer, and nobody else's are given out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from exposure_audit.net.cache import Cache
from exposure_audit.net.interface import Response
from exposure_audit.store import stored_run
from exposure_audit.store.locked import LockedWorkspace
from exposure_audit.store.responses import StoredCache
from exposure_audit.store.workspace import Workspace
from tests.store.made import NOW, Clock, named, opening

ASKED = "GET https://a.example/?q=sian"
PAGE = Response(
    url="https://a.example/?q=sian",
    status=200,
    headers={"content-type": "text/html"},
    body=b"\x00\xff page",
    retrieved=NOW,
)


@pytest.fixture
def workspace(locked: LockedWorkspace) -> Iterator[Workspace]:
    with locked.open_or_create() as made:
        stored_run.begin(made, opening()).close()
        yield made


def cache(workspace: Workspace, **later: float) -> StoredCache:
    subject = stored_run.subject_of(workspace, opening().subject)
    return StoredCache(workspace, subject, Clock().later(**later))


async def test_an_answer_reads_back_as_it_was_and_the_newest_counts(workspace: Workspace) -> None:
    kept: Cache = cache(workspace)
    await kept.put(ASKED, replace(PAGE, body=b"older"))
    await kept.put(ASKED, PAGE)
    assert await kept.get(ASKED) == PAGE
    assert await kept.get(ASKED + "x") is None


async def test_after_a_week_it_is_not_given_and_the_next_run_deletes_it(
    workspace: Workspace,
) -> None:
    await cache(workspace).put(ASKED, PAGE)
    assert await cache(workspace, days=6, hours=23).get(ASKED) == PAGE
    assert await cache(workspace, days=7, seconds=1).get(ASKED) is None
    stored_run.begin(workspace, opening(clock=Clock().later(days=8))).close()
    count = workspace.owner.write(
        lambda found: found.execute("SELECT count(*) FROM responses").fetchone()[0]
    )
    assert count == 0


async def test_what_is_pinned_stays_as_it_was(workspace: Workspace) -> None:
    kept = cache(workspace)
    assert not kept.pin(ASKED)
    await kept.put(ASKED, PAGE)
    assert kept.pin(ASKED)
    await kept.put(ASKED, replace(PAGE, body=b"changed since"))
    stored_run.begin(workspace, opening(clock=Clock().later(days=30))).close()
    assert await cache(workspace, days=30).get(ASKED) == PAGE


async def test_another_persons_answers_are_not_given(workspace: Workspace) -> None:
    await cache(workspace).put(ASKED, PAGE)
    other = stored_run.subject_of(workspace, named("Other"))
    assert await StoredCache(workspace, other, Clock()).get(ASKED) is None


async def test_what_was_asked_is_kept_as_a_digest(workspace: Workspace) -> None:
    await cache(workspace).put("GET secret", replace(PAGE, url="", body=b""))
    rows = workspace.owner.write(lambda found: found.execute("SELECT * FROM responses").fetchall())
    assert b"secret" not in b"".join(cell for row in rows for cell in row if type(cell) is bytes)
