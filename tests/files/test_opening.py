import os
from pathlib import Path

import pytest

from exposure_audit.files.interface import Unread
from exposure_audit.files.opening import read_file


def test_a_file_is_read_to_its_end_and_no_further_than_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"12345\r\n\x1a6")
    assert read_file(str(path), 9) == b"12345\r\n\x1a6"
    assert read_file(str(path), 8) is Unread.TOO_LARGE
    (tmp_path / "empty").touch()
    assert read_file(str(tmp_path / "empty"), 0) == b""


def test_a_file_of_a_terabyte_costs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "sparse"
    with path.open("wb") as file:
        file.truncate(10**12)
    assert read_file(str(path), 10**6) is Unread.TOO_LARGE


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("text")
    (tmp_path / "link").symlink_to(target)
    os.mkfifo(tmp_path / "pipe")
    for name in ("link", "pipe", "."):
        assert read_file(str(tmp_path / name), 99) is Unread.NO_FILE
    assert read_file(os.devnull, 99) is Unread.NO_FILE


@pytest.mark.parametrize("name", ["gone", "file/below"])
def test_what_is_gone_is_told_apart(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    assert read_file(str(tmp_path / name), 99) is Unread.VANISHED


def test_a_name_that_no_system_opens(tmp_path: Path) -> None:
    assert read_file(str(tmp_path / ("x" * 5000)), 99) is Unread.LOCKED
