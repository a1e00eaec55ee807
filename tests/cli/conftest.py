"""The real command, with its own configuration and temporary folder."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from exposure_audit.sandbox.sandbox import Sandbox
from tests.cli.command import CRASH, KEY, Command


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


@pytest.fixture
def keyed(command: Command) -> Command:
    """The real command with a key in its environment: what it does is kept."""
    return command.having(EXPOSURE_AUDIT_KEY=KEY)


@pytest.fixture
async def web(tmp_path: Path) -> AsyncIterator[Sandbox]:
    """The fictional web in the user's own settings; amber.toml and the others lie at hand."""
    async with Sandbox.start() as sandbox:
        (tmp_path / "config").mkdir(mode=0o700)
        sandbox.write_settings(tmp_path / "config/settings.toml")
        for slug, profile in sandbox.profiles.items():
            (tmp_path / f"{slug}.toml").write_text(profile, encoding="utf-8")
        yield sandbox
