from pathlib import Path

import pytest

from exposure_audit.cli import slate as command
from exposure_audit.cli.exit_codes import ExitCode
from exposure_audit.cli.slate_profiles import Profiles
from exposure_audit.cli.slate_work import Choices, Work
from exposure_audit.cli.workspace_access import Access
from exposure_audit.limits import SystemClock
from exposure_audit.settings import Settings
from exposure_audit.slate import Ended

DONE = Ended(not_begun=0, interrupted=False, crashes=0)
LATE = Ended(not_begun=3, interrupted=False, crashes=0)
STOPPED = Ended(not_begun=3, interrupted=True, crashes=0)


def crashed(message: str) -> Ended:
    """How a slate ends in which two subjects met a bug, in the midst of a Ctrl-C."""
    return Ended(not_begun=1, interrupted=True, crashes=2, first_crash=RuntimeError(message))


def work(tmp_path: Path, *codes: ExitCode, strict: bool = False) -> Work:
    choices = Choices(
        settings=Settings(), only=(), skip=(), offline=False, fail_on=None, strict=strict
    )
    return Work(
        reader=Profiles((), SystemClock()),
        access=Access(None),
        out=tmp_path,
        choices=choices,
        trusted=(),
        codes=set(codes),
    )


E, NOT = ExitCode, ExitCode.NOT_COVERED


@pytest.mark.parametrize(
    ("codes", "ended", "refused", "strict", "expected"),
    [
        ([E.DONE], DONE, 0, False, E.DONE),
        ([E.DONE], DONE, 2, False, E.DONE),
        ([E.DONE], DONE, 2, True, NOT),
        ([E.DONE], LATE, 0, False, NOT),
        ([E.DONE, NOT], DONE, 0, False, NOT),
        ([NOT, E.EXPOSED], LATE, 2, True, E.EXPOSED),
        ([NOT, E.EXPOSED, E.REFUSED], LATE, 0, False, E.REFUSED),
        ([E.EXPOSED, E.REFUSED], STOPPED, 0, False, E.INTERRUPTED),
        ([E.USAGE, E.REFUSED], STOPPED, 0, False, E.USAGE),
        ([E.USAGE], crashed("x"), 0, False, E.INTERNAL),
    ],
)
def test_which_exit_code_holds_over_all_subjects(
    tmp_path: Path,
    codes: list[ExitCode],
    ended: Ended,
    refused: int,
    *,
    strict: bool,
    expected: ExitCode,
) -> None:
    assert work(tmp_path, *codes, strict=strict).code(ended, refused=refused) is expected


def test_a_crash_is_one_line_without_a_value(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    command._say_after(work(tmp_path), crashed("14 St Mary's Road"), quiet=True)
    (line,) = capsys.readouterr().err.splitlines()
    assert "an error of its own (RuntimeError)" in line
    assert "it cost 2 of the subjects" in line
    (details,) = tmp_path.iterdir()
    assert "Mary" not in line + details.read_text(encoding="utf-8")
