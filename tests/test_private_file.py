"""Files for their owner alone, whole or not at all."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from exposure_audit import private_file


@pytest.mark.parametrize("durable", [True, False])
def test_a_file_takes_the_place_of_an_earlier_one(tmp_path: Path, durable: bool) -> None:
    path = tmp_path / "key"
    path.write_text("earlier")
    path.chmod(0o644)
    private_file.write(path, b"secret", durable=durable)
    assert path.read_bytes() == b"secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("durable", [True, False])
def test_a_failure_leaves_no_draft_and_what_was_there(tmp_path: Path, durable: bool) -> None:
    taken = tmp_path / "key"
    taken.mkdir()
    with pytest.raises(OSError, match="directory"):
        private_file.write(taken, b"secret", durable=durable)
    assert list(tmp_path.iterdir()) == [taken]
