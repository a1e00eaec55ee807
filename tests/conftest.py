"""What holds for every test: a clean environment, loopback only, and honest skips."""

from __future__ import annotations

import ipaddress
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "default", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "soak", max_examples=3_000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("default")

LOCAL_NAMES = frozenset({"", "localhost", "localhost.localdomain", "0.0.0.0", "::"})
_outside: list[str] = []
_openers: set[str] = set()
_ROOT = Path(__file__).parent.parent
_OURS = tuple(str(_ROOT / folder) for folder in ("exposure_audit", "checks", "reports"))


def _local(host: object) -> bool:
    text = host.decode() if isinstance(host, bytes) else str(host or "")
    if text.lower().rstrip(".") in LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(text.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _opener() -> str | None:
    """Return the innermost file of ours on the stack, relative to the root."""
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        path = frame.f_code.co_filename
        if path.startswith(_OURS):
            return Path(path).relative_to(_ROOT).as_posix()
        frame = frame.f_back
    return None


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse, and remember, whatever would reach past loopback; note which file of ours asked."""
    if event in {"socket.connect", "socket.sendto", "socket.getaddrinfo"} and (by := _opener()):
        _openers.add(by)
    if event in {"socket.connect", "socket.sendto"}:
        address = arguments[1]
        if isinstance(address, tuple) and not _local(address[0]):
            _outside.append(f"{event} {address[0]}")
            raise PermissionError("a test tried to reach past loopback")
    elif event == "socket.getaddrinfo" and not _local(arguments[0]):
        _outside.append(f"{event} {arguments[0]!r}")
        raise PermissionError("a test tried to look a host up")


sys.addaudithook(_watch)


@pytest.fixture
def openers() -> set[str]:
    """The files of ours that opened a socket, sent a datagram or looked a host up in this test."""
    return _openers


@pytest.fixture(autouse=True)
def _nothing_leaves() -> Iterator[None]:
    """Fail the test during which something tried to leave, even if the code swallowed it."""
    _outside.clear()
    _openers.clear()
    yield
    assert not _outside, _outside


@pytest.fixture(autouse=True)
def _clean_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """No key, no proxy, no colour and no settings of whoever runs the tests."""
    for name in os.environ:
        if name.startswith("EXPOSURE_AUDIT_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    for name in ("CI", "NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("EXPOSURE_AUDIT_CONFIG", str(tmp_path_factory.mktemp("config")))
    workspace = tmp_path_factory.mktemp("workspace") / "kept"
    monkeypatch.setenv("EXPOSURE_AUDIT_WORKSPACE", str(workspace))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")


_IN_CI = bool(os.environ.get("CI"))


@pytest.fixture(scope="session")
def need_program() -> Callable[[str, str], Path]:
    """Give a program's path; without it the test is skipped, in CI it fails."""

    def need(program: str, package: str) -> Path:
        found = shutil.which(program)
        if found:
            return Path(found)
        reason = f"{program} is not installed (Debian: apt-get install {package})"
        if _IN_CI:
            pytest.fail(reason)
        pytest.skip(reason)

    return need


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> int:
    """How often a test that may fail one time in many is repeated: more in `make soak`."""
    return 200 if request.config.getoption("hypothesis_profile") == "soak" else 4


PROFILE = """
[subject]
name = "Siân Example-Hughes"
also_known_as = ["Sian Hughes"]
date_of_birth = 1979-03-05

[consent]
given_by = "self"
date = 2026-11-01

[[address]]
label = "home"
lines = ["Flat 2", "14 St Mary's Road", "Peckham", "London"]
postcode = "SE15 4QE"
location = [51.47115, -0.06120]

[[phone]]
label = "mobile"
number = "+44 7700 900123"

[[email]]
label = "personal"
address = "sian.hughes@example.org"

[[username]]
label = "forum"
name = "sianh79"

[[domain]]
label = "campaign"
name = "sian4peckham.example"

[[website]]
label = "campaign"
url = "https://sian4peckham.example/"

[[company]]
label = "consultancy"
number = "01234567"

[[page]]
label = "nominations-2022"
url = "https://council.example/sopn-2022.pdf"

[[detail]]
label = "school"
text = "Example Primary School"
"""
"""The profile of DESIGN.md 5.1."""


@pytest.fixture
def profile_text() -> str:
    """The profile of DESIGN.md 5.1, as text."""
    return PROFILE


@pytest.fixture
def profile_file(tmp_path: Path) -> Path:
    """The profile of DESIGN.md 5.1, as a file."""
    path = tmp_path / "profile.toml"
    path.write_text(PROFILE, encoding="utf-8")
    return path
