"""One thread, whole transactions, small writes gathered."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlcipher3 import dbapi2

from exposure_audit.errors import WorkspaceError
from exposure_audit.store.connection import connect, create_file, keyed
from exposure_audit.store.owner import Owner, Work

if TYPE_CHECKING:
    from sqlcipher3.dbapi2 import Connection

UNLOCK = keyed(b"k" * 32)


@pytest.fixture
def owner(tmp_path: Path) -> Iterator[Owner]:
    path = tmp_path / "x.db"
    create_file(path)
    made = Owner(path, lambda: connect(path, UNLOCK))
    made.write(lambda found: found.execute("CREATE TABLE t (n INTEGER UNIQUE) STRICT"))
    yield made
    made.close()


def add(number: object) -> Work[None]:
    def work(connection: Connection) -> None:
        connection.execute("INSERT INTO t VALUES (?)", (number,))

    return work


def waiting_for(gate: threading.Event) -> Work[None]:
    def work(_: Connection) -> None:
        gate.wait(10)

    return work


def only_reading(connection: Connection, *, on: bool) -> None:
    connection.execute(f"PRAGMA query_only = {on}")


def numbers(owner: Owner) -> list[int]:
    rows = owner.read(lambda found: found.execute("SELECT n FROM t ORDER BY rowid").fetchall())
    return [number for (number,) in rows]


def test_a_write_that_fails_leaves_nothing(owner: Owner) -> None:
    def two(connection: Connection) -> None:
        add(1)(connection)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        owner.write(two)
    assert numbers(owner) == []


def test_later_writes_come_in_order_and_before_the_next_write(owner: Owner) -> None:
    for number in range(100):
        owner.later(add(number))
    owner.write(add(100))
    assert numbers(owner) == list(range(101))


def test_small_writes_share_a_transaction(owner: Owner) -> None:
    gate = threading.Event()
    owner.later(waiting_for(gate))
    commits: list[str] = []
    owner.later(lambda found: found.set_trace_callback(commits.append))
    for number in range(50):
        owner.later(add(number))
    gate.set()
    owner.bare(lambda found: found.set_trace_callback(None))
    assert numbers(owner) == list(range(50))
    assert sum(words == "COMMIT" for words in commits) <= 2


def test_a_later_write_that_fails_is_told_waits_and_is_made_with_the_next(owner: Owner) -> None:
    owner.later(add(0))
    owner.bare(partial(only_reading, on=True))
    for number in (1, 2):
        owner.later(add(number))
        owner.flush()
        assert isinstance(owner.failure, WorkspaceError)
    owner.bare(partial(only_reading, on=False))
    owner.later(add(3))
    owner.flush()
    assert owner.failure is None
    assert numbers(owner) == [0, 1, 2, 3]


def test_a_bug_in_a_later_write_comes_out_on_closing(tmp_path: Path) -> None:
    path = tmp_path / "z.db"
    create_file(path)
    owner = Owner(path, lambda: connect(path, UNLOCK))
    owner.later(add(1))
    for _ in range(3):
        owner.bare(lambda _: None)
    with pytest.raises(dbapi2.OperationalError, match="no such table"):
        owner.close()


def test_any_thread_may_ask(owner: Owner) -> None:
    threads = [threading.Thread(target=owner.write, args=(add(n),)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers(owner)) == list(range(20))


async def test_asyncio_goes_on_while_the_disk_is_waited_for(owner: Owner) -> None:
    gate = threading.Event()
    owner.later(waiting_for(gate))
    writing = asyncio.create_task(owner.written(add(1)))
    await asyncio.sleep(0)
    assert not writing.done()
    gate.set()
    await writing
    assert numbers(owner) == [1]


def test_what_waits_is_written_on_closing(tmp_path: Path) -> None:
    path = tmp_path / "y.db"
    create_file(path)
    owner = Owner(path, lambda: connect(path, UNLOCK))
    owner.write(lambda found: found.execute("CREATE TABLE t (n INTEGER) STRICT"))
    owner.later(add(7))
    owner.close()
    again = Owner(path, lambda: connect(path, UNLOCK))
    assert numbers(again) == [7]
    again.close()


def test_a_connection_that_fails_leaves_no_thread(tmp_path: Path) -> None:
    before = threading.active_count()
    with pytest.raises(WorkspaceError):
        Owner(tmp_path, lambda: connect(tmp_path / "none.db", UNLOCK))
    assert threading.active_count() == before
