"""`init`: make a profile by answering questions; can be stopped and taken up again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Generator

    from exposure_audit.interview.flow import Interviewed
    from exposure_audit.interview.question import Question
    from exposure_audit.model import Rung


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where the profile goes. Default: profile.toml in your configuration folder.",
)
def init(*, out: Path | None) -> int:
    """Make a profile by answering plain questions, one by one.

    Every answer is kept at once: stop with Ctrl-C and run it again to go on.
    """
    from exposure_audit import profile, settings
    from exposure_audit.cli.products import prepare_folder
    from exposure_audit.errors import OptionError
    from exposure_audit.interview.flow import interview
    from exposure_audit.limits import SystemClock

    path = out or settings.config_folder() / "profile.toml"
    if path.exists():
        raise OptionError(path, "there is a profile already", "Edit it, or name another --out.")
    settings.load(None)
    for folder in (path.parent, settings.config_folder()):
        prepare_folder(folder)
    draft = path.with_name(f"{path.name}.draft")
    today = SystemClock().now().date()
    click.echo("Answer in your own time. Nothing leaves this machine while you do.", err=True)
    try:
        made = _ask(interview(today), draft)
    except click.Abort:
        click.echo(f"\nYour answers so far are kept in {draft}. Run init again to go on.", err=True)
        raise
    _keep(made, path)
    draft.unlink(missing_ok=True)
    profile.load(path, today)
    click.echo(f"Your profile is in {path}. Now: exposure-audit run {path} --out report", err=True)
    return 0


def _ask(questions: Generator[Question, str, Interviewed], path: Path) -> Interviewed:
    """Send the kept answers, then ask for the rest and keep each."""
    from exposure_audit.cli.products import write_private
    from exposure_audit.interview import draft

    kept = draft.read(path)
    answers: list[tuple[str, str]] = []
    question = next(questions)
    while True:
        answer = kept.answer_to(question)
        if answer is None:
            answer = _prompt(question)
        if question.keep:
            answers.append((question.text, answer))
            write_private(path, draft.dumps(answers + kept.pairs))
        try:
            question = questions.send(answer)
        except StopIteration as done:
            made: Interviewed = done.value
            return made


def _prompt(question: Question) -> str:
    click.echo(f"\n{question.text}", err=True)
    if question.hint:
        click.echo(f"  {question.hint}", err=True)
    while True:
        answer: str = click.prompt(
            ">", default=question.default, show_default=False, prompt_suffix=" ", err=True
        )
        answer = " ".join(answer.split())
        try:
            question.check(answer)
        except ValueError as error:
            click.echo(f"Not yet: {error}.", err=True)
        else:
            return answer


def _keep(made: Interviewed, path: Path) -> None:
    """Write the level of disclosure, then the profile."""
    import tomlkit

    from exposure_audit.cli.products import write_private

    _keep_level(made.disclose)
    write_private(path, tomlkit.dumps(made.profile))


def _keep_level(level: Rung) -> None:
    import tomlkit

    from exposure_audit.cli.products import write_private
    from exposure_audit.settings import config_folder

    path = config_folder() / "settings.toml"
    document = tomlkit.parse(path.read_text(encoding="utf-8")) if path.exists() else None
    document = document if document is not None else tomlkit.document()
    document["disclose"] = level.value
    write_private(path, tomlkit.dumps(document))
