"""This user's own age keys, with which files that are sealed to them are opened."""

from __future__ import annotations

from datetime import datetime

from exposure_audit.age_keys import Identity
from exposure_audit.store.encoding import stamp
from exposure_audit.store.owner import Owner


def keep_identity(owner: Owner, identity: Identity, now: datetime) -> None:
    """Keep a key pair."""
    row = (identity.recipient, identity.secret, stamp(now))
    owner.write(
        lambda found: found.execute("INSERT OR IGNORE INTO identities VALUES (?, ?, ?)", row)
    )


def identities_of(owner: Owner) -> tuple[Identity, ...]:
    """Return the kept key pairs, oldest first."""
    rows = owner.read(
        lambda found: found.execute("SELECT secret FROM identities ORDER BY made").fetchall()
    )
    return tuple(Identity.parse(secret) for (secret,) in rows)
