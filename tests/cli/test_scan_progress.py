import io

import pytest

from exposure_audit.cli.scan_progress import CountingLine, EachFile, Silent, watcher
from exposure_audit.files.interface import FileStatus
from exposure_audit.limits import SystemClock
from exposure_audit.model import Reason
from exposure_audit.scanning import FileScan
from tests.fakes import HandClock

READ = FileScan(path="site/a.html", status=FileStatus.READ)


def test_one_line_counts_and_names_nothing_and_leaves_nothing_behind() -> None:
    stream, clock = io.StringIO(), HandClock()
    line = CountingLine(stream, clock)
    for _ in range(1500):
        line.seen(READ)
    assert stream.getvalue() == "\rlooked at 1 file: 0 sightings", "no more than ten in a second"
    clock.seconds = 1
    line.seen(READ)
    assert stream.getvalue().endswith("\rlooked at 1,501 files: 0 sightings")
    line.clear()
    shown, _, cleared = stream.getvalue().rpartition("sightings")
    assert cleared == "\r" + " " * len("looked at 1,501 files: 0 sightings") + "\r"
    assert "site" not in shown
    assert "\x1b" not in stream.getvalue()


def test_what_was_cleared_comes_back_with_the_next_file() -> None:
    stream = io.StringIO()
    line = CountingLine(stream, HandClock())
    line.clear()
    assert not stream.getvalue()
    line.seen(READ)
    line.clear()
    line.seen(READ)
    assert stream.getvalue().endswith("looked at 2 files: 0 sightings")


def test_each_file_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    each = EachFile()
    each.clear()
    each.seen(READ)
    each.seen(FileScan(path="b\x1b", status=FileStatus.FAILED, reason=Reason.MALFORMED))
    said = capsys.readouterr()
    assert said.err == "site/a.html: read\nb: failed (malformed)\n"
    assert not said.out


def test_who_watches_depends_on_options_and_terminal() -> None:
    clock = SystemClock()
    assert isinstance(watcher(clock, verbose=True, quiet=True), Silent)
    assert isinstance(watcher(clock, verbose=True, quiet=False), EachFile)
    assert isinstance(watcher(clock, verbose=False, quiet=False), Silent), "no terminal here"
