"""The real command, with its own configuration and temporary folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.cli.command import CRASH, Command


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """The real command, with its own configuration and temporary folder."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    own = {
        "EXPOSURE_AUDIT_CONFIG": str(tmp_path / "config"),
        "EXPOSURE_AUDIT_WORKSPACE": str(tmp_path / "workspace"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "TMPDIR": str(tmp_path),
    }
    return Command({**kept, **own, "PYTHONUTF8": "1"}, tmp_path)


@pytest.fixture
def crashing(command: Command) -> Command:
    """The real command line with a command that crashes."""
    return Command(command.environment, command.folder, (sys.executable, "-c", CRASH))
