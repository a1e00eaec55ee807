"""The outermost command, and the one wrapper that turns every ending into an exit code.

The second broad `except` of the house stands here.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Sequence

import click

from exposure_audit import __version__
from exposure_audit.cli.checks import checks
from exposure_audit.cli.demo import demo
from exposure_audit.cli.exit_codes import ExitCode
from exposure_audit.cli.init import init
from exposure_audit.cli.keys import keys
from exposure_audit.cli.plan import plan
from exposure_audit.cli.report import report
from exposure_audit.cli.run import run
from exposure_audit.cli.scan import scan
from exposure_audit.cli.slate import slate
from exposure_audit.cli.workspace import workspace


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="exposure-audit")
def cli() -> None:
    """Find out where your home address stands in public, and how to get it removed.

    For election candidates, about themselves: it looks only for what the profile declares.
    """


for command in (init, plan, run, report, checks, scan, slate, workspace, keys, demo):
    cli.add_command(command)


def main() -> None:
    """Run the command line and exit with its code."""
    _open_what_is_closed()
    code = outcome(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        code = _closed_pipe()
    except OSError:
        code = _no_room()
    sys.exit(code)


def _open_what_is_closed() -> None:
    """Give a closed standard stream somewhere to write: Python leaves None in its place."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, io.StringIO())


def outcome(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code; nothing gets past this as a traceback."""
    try:
        return _invoke(arguments)
    except click.ClickException as error:
        return _say(_usage_words(error), ExitCode.USAGE)
    except (click.exceptions.Abort, KeyboardInterrupt):
        return _say("Stopped.", ExitCode.INTERRUPTED)
    except BrokenPipeError:
        return _closed_pipe()
    except Exception as error:  # noqa: BLE001  (the outermost: one line, no traceback, no value)
        return _failed(error)


def _invoke(arguments: Sequence[str]) -> int:
    """Run the command; not by `cli.main`, which turns a closed pipe into a 1 of its own."""
    try:
        with cli.make_context("exposure-audit", list(arguments)) as context:
            return int(cli.invoke(context) or 0)
    except click.exceptions.Exit as end:
        return end.exit_code


def _failed(error: Exception) -> int:
    from exposure_audit.cli.crash import write_details
    from exposure_audit.errors import InputError

    if isinstance(error, InputError):
        return _say(str(error), ExitCode.USAGE)
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return _no_room()
    return _say(
        f"exposure-audit met an error of its own ({type(error).__name__}). "
        f"Details without your data: {write_details(error)}",
        ExitCode.INTERNAL,
    )


def _usage_words(error: click.ClickException) -> str:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.format_message()
    context = getattr(error, "ctx", None)
    tip = f" Try `{context.command_path} --help`." if context else ""
    return " ".join(error.format_message().split()) + tip


def _say(words: str, code: ExitCode) -> int:
    click.echo(words, err=True)
    return code


def _closed_pipe() -> int:
    _mute()
    return ExitCode.CLOSED_PIPE


def _no_room() -> int:
    _mute()
    return _say("The output could not be written: is the disk full?", ExitCode.INTERNAL)


def _mute() -> None:
    """Point stdout at nothing, so that the interpreter's own last flush stays silent."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
