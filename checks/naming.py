"""Whether what a source shows of somebody bears one of the subject's names."""

from __future__ import annotations

from collections.abc import Iterable

from exposure_audit.checks.interface import Task
from exposure_audit.facts.name import recogniser
from exposure_audit.model import Kind


def bears_name(task: Task, texts: Iterable[str]) -> bool:
    """Tell whether one of the subject's names stands in a text, whatever stands around it."""
    names = [recogniser(name) for name in task.subject.of_kind(Kind.NAME)]
    return any(True for text in texts for name in names for _ in name.find(text))


def quoted(name: str) -> str:
    """Return a name as a phrase for a search, without quotation marks of its own."""
    return '"{}"'.format(" ".join(name.replace('"', " ").split()))
