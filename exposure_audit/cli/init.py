"""`init`: make a profile by answering questions; can be stopped and taken up again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from exposure_audit.cli import options

if TYPE_CHECKING:
    from collections.abc import Generator

    from exposure_audit.cli.init_places import Place
    from exposure_audit.interview.flow import Interviewed
    from exposure_audit.interview.question import Question
    from exposure_audit.model import Subject


@click.command()
@click.option(
    "--out",
    type=options.NamedPath(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the profile to this file, unencrypted, and keep nothing in the workspace.",
)
@click.option(
    "--from",
    "source",
    type=options.ANY_PATH,
    metavar="FILE",
    help="Keep this profile (TOML, or sealed as .age) in the workspace; nothing is asked.",
)
@click.option("--another", is_flag=True, help="Keep the profile of one more person.")
def init(*, out: Path | None, source: Path | None, another: bool) -> int:
    """Make a profile by answering plain questions, one by one.

    It is kept in the encrypted workspace. Every answer is kept at once: stop with Ctrl-C and run
    it again to go on.
    """
    from exposure_audit import settings
    from exposure_audit.cli.init_places import FilePlace
    from exposure_audit.cli.products import prepare_folder
    from exposure_audit.errors import OptionError

    if out and (source or another):
        cure = "Leave out one of them."
        raise OptionError("--out", "it cannot be used with --from or --another", cure)
    settings.load(None)
    prepare_folder(settings.config_folder())
    if out:
        return _interview(FilePlace(out))
    return _keep_given(source, another=another) if source else _keep_answers(another=another)


def _keep_given(source: Path, *, another: bool) -> int:
    """Keep a profile that somebody wrote, or sealed, in the workspace."""
    from exposure_audit.cli import profiles
    from exposure_audit.cli.init_places import WorkspacePlace, begun_workspace
    from exposure_audit.cli.workspace_access import locked_workspace

    text = profiles.plain_text(source)
    if text is not None:
        _checked(text, source)
    with begun_workspace(locked_workspace(), _yes) as workspace:
        given = profiles.unsealed(source, workspace) if text is None else text
        place = WorkspacePlace(workspace)
        place.replace(given, _checked(given, source), another=another)
    click.echo(f"{place.next_step}\nThe file {source} is yours to delete.", err=True)
    return 0


def _keep_answers(*, another: bool) -> int:
    """Ask, and keep the answers in the workspace, or in a file where there can be no key."""
    from exposure_audit import settings
    from exposure_audit.cli.init_places import (
        FilePlace,
        WorkspacePlace,
        begun_workspace,
        refuse_second,
    )
    from exposure_audit.cli.workspace_access import locked_workspace
    from exposure_audit.store.locked import NoKey

    locked = locked_workspace()
    try:
        workspace = begun_workspace(locked, _yes)
    except NoKey as none:
        if locked.exists():
            raise
        path = settings.config_folder() / "profile.toml"
        click.echo(f"Not encrypted. {none} The profile will be in {path}.", err=True)
        return _interview(FilePlace(path))
    with workspace:
        if not another:
            refuse_second(workspace)
        return _interview(WorkspacePlace(workspace))


def _checked(text: str, source: Path) -> Subject:
    """Return the person in a profile; raises `ProfileError` for one that does not load."""
    from exposure_audit import profile
    from exposure_audit.limits import SystemClock

    return profile.parse(text, str(source), SystemClock().now().date())


def _yes(text: str) -> bool:
    from exposure_audit.interview.question import Question, yes_or_no

    return _prompt(Question(f"{text} (y/n)", yes_or_no)).lower().startswith("y")


def _interview(place: Place) -> int:
    from exposure_audit.interview.flow import interview
    from exposure_audit.limits import SystemClock

    today = SystemClock().now().date()
    click.echo("Answer in your own time. Nothing leaves this machine while you do.", err=True)
    try:
        made = _ask(interview(today), place)
    except click.Abort:
        words = f"Your answers so far are kept in {place.words}. Run init again to go on."
        click.echo(f"\n{words}", err=True)
        raise
    _keep(made, place)
    click.echo(place.next_step, err=True)
    return 0


def _ask(questions: Generator[Question, str, Interviewed], place: Place) -> Interviewed:
    """Send the kept answers, then ask for the rest and keep each."""
    from exposure_audit.interview import draft

    kept = place.answers()
    answers: list[tuple[str, str]] = []
    question = next(questions)
    while True:
        answer = kept.answer_to(question)
        if answer is None:
            answer = _prompt(question)
        if question.keep:
            answers.append((question.text, answer))
            place.keep_answers(draft.dumps(answers + kept.pairs))
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


def _keep(made: Interviewed, place: Place) -> None:
    """Write the level of disclosure, then the profile."""
    import tomlkit

    from exposure_audit.cli.own_settings import keep_setting

    keep_setting("disclose", made.disclose.value)
    place.keep(tomlkit.dumps(made.profile))
