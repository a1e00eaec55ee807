"""Ids that tell places and subjects apart without telling who or what they are."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from exposure_audit.model import FactId, FindingId

KEY_VARIABLE = "EXPOSURE_AUDIT_KEY"


def workspace_key(environment: Mapping[str, str]) -> bytes:
    """Return the key of ids: from the environment, or a random one that this run alone uses."""
    given = environment.get(KEY_VARIABLE)
    if not given:
        return secrets.token_bytes(32)
    return ids_key(hashlib.sha256(given.encode()).digest())


def ids_key(root: bytes) -> bytes:
    """Return the key of ids that a root key makes; it does not open what the root key opens."""
    return hmac.digest(root, b"ids", "sha256")


def _digest(key: bytes, purpose: str, *words: str) -> str:
    subkey = hmac.digest(key, purpose.encode(), "sha256")
    return hmac.digest(subkey, "\x1f".join(words).encode(), "sha256").hex()[:16]


def finding_id(key: bytes, publisher: str, place: str, facts: Iterable[FactId]) -> FindingId:
    """Return the id of facts at a place: stable for one key, telling nothing without it."""
    return FindingId("f-" + _digest(key, "finding", publisher, place, *sorted(facts)))


def subject_id(key: bytes, name: str) -> str:
    """Return a random-looking id of a subject: the same for one key, telling nothing without it."""
    return "s-" + _digest(key, "subject", name)


def site_token(key: bytes, site: str) -> str:
    """Return what the holder of a site puts there to show that it is theirs; not a secret."""
    return "ea-" + _digest(key, "site", site.lower()) + _digest(key, "site, second half", site)


def new_run_id() -> str:
    """Return a random id of a run."""
    return "r-" + secrets.token_hex(8)


def normal_place(locator: str) -> str:
    """Return the form in which two locators of one page are equal.

    http and https are one place, so are `#parts` of a page and a missing final slash at the root.
    """
    if not re.match(r"https?://", locator, re.IGNORECASE):
        return locator
    parts = urlsplit(locator)
    host = re.sub(r":(80|443)$", "", parts.netloc.lower())
    return f"{host}{parts.path or '/'}" + (f"?{parts.query}" if parts.query else "")
