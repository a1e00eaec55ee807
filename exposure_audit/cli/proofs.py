"""The canaries' proofs, from the workspace and into it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exposure_audit.checks.meta import CheckMeta
    from exposure_audit.cli.workspace_access import Access
    from exposure_audit.model import CheckId
    from exposure_audit.proving import Outcome
    from exposure_audit.result import Proof
    from exposure_audit.settings import Settings


def proofs_at_hand() -> Mapping[CheckId, Proof]:
    """Return the last proofs, or none where the workspace does not open without a question."""
    from exposure_audit.cli.workspace_access import locked_workspace
    from exposure_audit.errors import WorkspaceError
    from exposure_audit.store.proofs import proofs_of

    locked = locked_workspace(ask=False)
    if not locked.exists():
        return {}
    try:
        with locked.open() as workspace:
            return workspace.owner.read(proofs_of)
    except WorkspaceError:
        return {}


async def proved(
    metas: Iterable[CheckMeta],
    settings: Settings,
    environment: Mapping[str, str],
    access: Access,
    ended: Callable[[CheckId, Outcome], None],
) -> Mapping[CheckId, Outcome]:
    """Run the canaries of some checks, one check after the other; each outcome is kept at once.

    `ended` hears of each. Raises `WorkspaceError`.
    """
    from exposure_audit import premises
    from exposure_audit.checks import registry
    from exposure_audit.cli.workspace_access import quota_of
    from exposure_audit.limits import Limits, SystemClock
    from exposure_audit.proving import Prover

    frame = premises.Frame(
        settings=settings, limits=Limits(), clock=SystemClock(), quota=quota_of(access)
    )
    outcomes: dict[CheckId, Outcome] = {}
    async with premises.opened(frame) as place:
        prover = Prover(place=place, settings=settings, environment=environment)
        for meta in metas:
            outcome = await prover.prove(meta, registry.check_of(meta.id))
            outcomes[meta.id] = outcome
            _keep(access, outcome)
            ended(meta.id, outcome)
    return outcomes


def _keep(access: Access, outcome: Outcome) -> None:
    from exposure_audit.store.proofs import keep_proof

    if access.workspace and outcome.proof:
        keep_proof(access.workspace.owner, outcome.proof)
