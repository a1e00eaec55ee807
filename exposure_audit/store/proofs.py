"""When each check's canary last showed that the check works, or that it does not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from exposure_audit.model import CheckId
from exposure_audit.store.encoding import load_time, stamp
from exposure_audit.store.owner import Owner


@dataclass(frozen=True, slots=True)
class Proof:
    """The outcome of a canary."""

    check: CheckId
    proved: datetime
    works: bool


def keep_proof(owner: Owner, proof: Proof) -> None:
    """Keep the newest proof of a check."""
    row = (proof.check, stamp(proof.proved), int(proof.works))
    owner.write(
        lambda connection: connection.execute("INSERT OR REPLACE INTO proofs VALUES (?, ?, ?)", row)
    )


def last_proof(owner: Owner, check: CheckId) -> Proof | None:
    """Return the newest proof of a check, or None."""
    found = owner.read(
        lambda connection: connection.execute(
            "SELECT proved, works FROM proofs WHERE check_id = ?", (check,)
        ).fetchone()
    )
    return Proof(check, load_time(found[0]), bool(found[1])) if found else None
