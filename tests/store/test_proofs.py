"""The newest canary counts."""

from datetime import timedelta

from exposure_audit.model import CheckId
from exposure_audit.store.locked import LockedWorkspace
from exposure_audit.store.proofs import Proof, keep_proof, last_proof
from tests.store.made import NOW


def test_the_newest_proof_counts(locked: LockedWorkspace) -> None:
    works, fails = (Proof(CheckId("rdap"), NOW + timedelta(days=n), n == 0) for n in range(2))
    with locked.open_or_create() as workspace:
        assert last_proof(workspace.owner, works.check) is None
        keep_proof(workspace.owner, works)
        keep_proof(workspace.owner, fails)
        assert last_proof(workspace.owner, works.check) == fails
        assert last_proof(workspace.owner, CheckId("dns")) is None
