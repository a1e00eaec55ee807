"""Whether a check may say that there is nothing: its canary decides; pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from exposure_audit.model import CheckId, Reason
from exposure_audit.result import Proof

PROOF_LASTS = timedelta(days=7)
"""DESIGN.md section 3: so long a canary's proof counts."""


def doubt(proofs: Mapping[CheckId, Proof], check: CheckId, *, now: datetime) -> Reason | None:
    """Return why a check's silence proves nothing, or None.

    A check whose canary was never run here stands on its own tests; one that was proved once is
    held to it, since a source that changed since then looks like one that has nothing.
    """
    proof = proofs.get(check)
    if proof is None:
        return None
    if not proof.works:
        return Reason.CANARY_FAILED
    return Reason.STALE if now - proof.proved > PROOF_LASTS else None
