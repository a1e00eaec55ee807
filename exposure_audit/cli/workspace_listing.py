"""What `workspace check` prints: no value of anybody, ids and times alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exposure_audit.store.checking import Condition
    from exposure_audit.store.workspace import Workspace

SHOWN_RUNS = 20


def lines(workspace: Workspace, condition: Condition) -> Iterator[str]:
    """Yield the listing for people."""
    yield f"Workspace: {workspace.path}"
    size = f"{condition.bytes:,} bytes"
    yield f"  key kept by: {workspace.holder.value}; version {condition.version}; {size}"
    yield "  sound" if not condition.problems else f"  DAMAGED in {condition.problems} places"
    yield "Subjects:" if condition.subjects else "Nobody is kept here."
    for subject in condition.subjects:
        kept = "profile kept" if subject.has_profile else "no profile kept"
        yield f"  {subject.id}  {kept}, runs: {subject.runs}"
    if condition.runs:
        yield "Runs, newest first:"
    for run in condition.runs[:SHOWN_RUNS]:
        yield f"  {run.id}  {run.subject}  {run.started:%Y-%m-%d %H:%M} UTC  {run.state}"
    if len(condition.runs) > SHOWN_RUNS:
        yield f"  and {len(condition.runs) - SHOWN_RUNS} more (--json lists all)"


def as_document(workspace: Workspace, condition: Condition) -> str:
    """Return the listing for programs."""
    return json.dumps(
        {
            "schema": 1,
            "path": str(workspace.path),
            "holder": workspace.holder.value,
            "version": condition.version,
            "bytes": condition.bytes,
            "problems": condition.problems,
            "subjects": [
                {"id": each.id, "profile": each.has_profile, "runs": each.runs}
                for each in condition.subjects
            ],
            "runs": [
                {
                    "id": each.id,
                    "subject": each.subject,
                    "started": each.started.isoformat(),
                    "state": each.state,
                }
                for each in condition.runs
            ],
        },
        indent=2,
    )
