"""Whether a check may say that there is nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from exposure_audit.doubting import PROOF_LASTS, doubt
from exposure_audit.model import CheckId, Reason
from exposure_audit.result import Proof

NOW = datetime(2026, 11, 25, tzinfo=UTC)
DNS = CheckId("dns")


def test_a_fresh_proof_leaves_no_doubt() -> None:
    proofs = {DNS: Proof(DNS, NOW - PROOF_LASTS, works=True)}
    assert doubt(proofs, DNS, now=NOW) is None
    assert doubt(proofs, CheckId("rdap"), now=NOW) is None
    assert timedelta(days=7) == PROOF_LASTS


def test_an_old_proof_and_a_failed_one_do() -> None:
    old = Proof(DNS, NOW - PROOF_LASTS - timedelta(seconds=1), works=True)
    assert doubt({DNS: old}, DNS, now=NOW) is Reason.STALE
    assert doubt({DNS: Proof(DNS, NOW, works=False)}, DNS, now=NOW) is Reason.CANARY_FAILED
