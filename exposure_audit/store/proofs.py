"""When each check's canary last showed that the check works, or that it does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from exposure_audit.model import CheckId
from exposure_audit.result import Proof
from exposure_audit.store.encoding import load_time, stamp
from exposure_audit.store.owner import Owner

if TYPE_CHECKING:
    from sqlcipher3.dbapi2 import Connection


def keep_proof(owner: Owner, proof: Proof) -> None:
    """Keep the newest proof of a check."""
    row = (proof.check, stamp(proof.proved), int(proof.works))
    owner.write(
        lambda connection: connection.execute("INSERT OR REPLACE INTO proofs VALUES (?, ?, ?)", row)
    )


def proofs_of(connection: Connection) -> Mapping[CheckId, Proof]:
    """Return the newest proof of each check that has one."""
    rows = connection.execute("SELECT check_id, proved, works FROM proofs")
    return {
        CheckId(check): Proof(CheckId(check), load_time(proved), bool(works))
        for check, proved, works in rows
    }
