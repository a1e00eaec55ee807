"""Keys, pragmas, and SQLite's errors in the user's words."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from exposure_audit.errors import WorkspaceError
from exposure_audit.store.connection import (
    SqliteCode,
    WrongKey,
    connect,
    create_file,
    keyed,
    told,
)

KEY, OTHER = keyed(b"k" * 32), keyed(b"o" * 32)


def test_a_key_opens_what_it_made_and_no_other_does(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    create_file(path)
    connection = connect(path, KEY)
    connection.execute("CREATE TABLE t (word TEXT) STRICT")
    connection.execute("INSERT INTO t VALUES ('a word of the subject')")
    connection.close()
    assert b"a word" not in path.read_bytes()
    with pytest.raises(WrongKey):
        connect(path, OTHER)
    connection = connect(path, KEY)
    assert connection.execute("SELECT word FROM t").fetchone() == ("a word of the subject",)
    connection.close()


@pytest.mark.parametrize("code", list(SqliteCode))
def test_each_error_of_a_disk_or_another_process_has_its_words(code: SqliteCode) -> None:
    error = dbapi2.OperationalError("a value of the subject")
    error.sqlite_errorcode = code | 256
    with pytest.raises(WorkspaceError) as caught, told(Path("x.db")):
        raise error
    assert "a value" not in str(caught.value)
    assert caught.value.cure


def test_a_bug_is_no_error_of_the_disk() -> None:
    with pytest.raises(dbapi2.OperationalError), told(Path("x.db")):
        raise dbapi2.OperationalError("no such table")
