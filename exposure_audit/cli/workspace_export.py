"""What `workspace export` writes, with labels or with values."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from functools import partial, reduce
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from exposure_audit.model import CheckId, Subject
    from exposure_audit.result import Answer
    from exposure_audit.settings import Settings
    from exposure_audit.store.exporting import Everything
    from exposure_audit.store.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Exported:
    """A file's text, the key that its subject wants it sealed to, and that key if it is trusted."""

    text: str = field(repr=False)
    wanted: str | None
    recipient: str | None


def exported(
    workspace: Workspace,
    settings: Settings,
    subject: str | None,
    *,
    only_profile: bool,
    show_values: bool,
) -> Exported:
    """Return what is kept about a subject; raises `InputError`."""
    from exposure_audit.cli.workspace_access import trusted_keys
    from exposure_audit.errors import WorkspaceError
    from exposure_audit.store.exporting import everything_about

    kept = everything_about(workspace.owner, subject)
    person = _person(kept)
    wanted = _wanted(kept.profile) or (person.consent.recipient if person else None)
    recipient = wanted if wanted in trusted_keys(workspace, settings) else None
    if not only_profile:
        return Exported(_document(kept, person, show_values=show_values), wanted, recipient)
    if kept.profile is None:
        cure = "`exposure-audit init` keeps one."
        raise WorkspaceError(kept.subject, "no profile is kept", cure)
    return Exported(kept.profile, wanted, recipient)


def _person(kept: Everything) -> Subject | None:
    """Return the person as declared in the profile, or in the newest run."""
    from exposure_audit import profile
    from exposure_audit.errors import ProfileError
    from exposure_audit.limits import SystemClock

    today = SystemClock().now().date()
    try:
        if kept.profile:
            return profile.parse(kept.profile, f"the profile of {kept.subject}", today)
    except ProfileError:
        # A profile whose consent has run out is exported all the same.
        pass
    return kept.runs[0].subject if kept.runs else None


def _wanted(profile: str | None) -> str | None:
    """Return the key that a profile asks files to be sealed to, however broken it is otherwise."""
    from exposure_audit.age_keys import recipient_of

    try:
        return recipient_of(tomllib.loads(profile or "")["consent"]["recipient"])
    except (ValueError, LookupError, TypeError, AttributeError):
        return None


def _document(kept: Everything, person: Subject | None, *, show_values: bool) -> str:
    from exposure_audit.reports import export_v1
    from exposure_audit.revealing import with_values

    people = [*([person] if person else []), *(run.subject for run in kept.runs)]
    hide = str if show_values else _hiding(people)
    runs = (
        with_values(run.result, run.subject) if show_values else run.result for run in kept.runs
    )
    return export_v1.render(
        export_v1.Export(
            subject=kept.subject,
            profile=kept.profile if show_values else None,
            runs=tuple(runs),
            cut_off=kept.cut_off,
            recipients={hide(host): facts for host, facts in kept.recipients.items()},
            cases=kept.cases,
            answers=kept.answers if show_values else _without_notes(kept.answers),
        )
    )


def _without_notes(answers: Mapping[CheckId, Answer]) -> Mapping[CheckId, Answer]:
    """Return the answers without the user's own words: they may hold values."""
    return {check: replace(answer, note="") for check, answer in answers.items()}


def _hiding(people: Sequence[Subject]) -> Callable[[str], str]:
    """Return what replaces declared values in a host by their labels, former values too."""
    from exposure_audit.matching.locator import safe_locator
    from exposure_audit.matching.own import OwnMatcher
    from exposure_audit.words import labels_of

    told = [
        partial(safe_locator, matcher=OwnMatcher(each), labels=labels_of(each))
        for each in dict.fromkeys(people)
    ]
    return lambda host: reduce(lambda text, hide: hide(text), told, host)
