"""The newest canary counts."""

from datetime import timedelta

from exposure_audit.model import CheckId
from exposure_audit.result import Proof
from exposure_audit.store.locked import LockedWorkspace
from exposure_audit.store.proofs import keep_proof, proofs_of
from tests.store.made import NOW


def test_the_newest_proof_counts(locked: LockedWorkspace) -> None:
    works, fails = (Proof(CheckId("rdap"), NOW + timedelta(days=n), n == 0) for n in range(2))
    with locked.open_or_create() as workspace:
        assert workspace.owner.read(proofs_of) == {}
        keep_proof(workspace.owner, works)
        keep_proof(workspace.owner, fails)
        assert workspace.owner.read(proofs_of) == {works.check: fails}
