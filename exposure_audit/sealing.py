"""Sealed files: the age format (age-encryption.org/v1), made and opened through pyrage.

A sealed file may come from anybody: its armour is undone and its header is bounded here, before
pyrage sees it, because pyrage needs minutes for a long header and obeys a costly passphrase.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Sequence

from exposure_audit.age_keys import ARMOUR, MAX_KEYS, Identity, recipient_of
from exposure_audit.errors import SealError

MAX_SEALED_BYTES = 20_000_000
MAX_BODY_BYTES = MAX_SEALED_BYTES - 100_000
"""What can be sealed: with header and tags it stays below `MAX_SEALED_BYTES`."""
MAX_HEADER_BYTES = 16_384
MAX_TRIES = 3
MAX_WORK_FACTOR = 22
"""The limit of age itself: 4 GB of memory and some 15 seconds for a try."""

_BEGIN, _END = ARMOUR.encode(), b"-----END AGE ENCRYPTED FILE-----"
_BOM = b"\xef\xbb\xbf"
_VERSION = b"age-encryption.org/v1\n"
_SCRYPT = _VERSION + b"-> scrypt "
_WORK = re.compile(_SCRYPT + rb"[A-Za-z0-9+/]{22} ([1-9][0-9]{0,3})\n[A-Za-z0-9+/]{43}\n--- ")
_HEADER_END = re.compile(rb"\n--- [A-Za-z0-9+/]{43}\n")

_DAMAGED = ("the sealed file is cut short or damaged", "Ask for it again, or take another copy.")
_NOT_YOURS = (
    "it is sealed to a key that is not among yours",
    "Name the identity file that opens it, or have it sealed to your public key.",
)
_HARD_WORK = (
    "trying a passphrase on it would take too much time or memory",
    "Have it sealed again with the usual settings, or to your public key.",
)


def seal(body: bytes, recipients: Sequence[str]) -> bytes:
    """Seal to public keys, in binary form; raises `ValueError` for keys that cannot be used."""
    import pyrage

    names = dict.fromkeys(recipient_of(text) for text in recipients)
    if not 1 <= len(names) <= MAX_KEYS:
        raise ValueError(f"a file is sealed to 1 to {MAX_KEYS} public keys")
    _check_size(body)
    return pyrage.encrypt(body, [pyrage.x25519.Recipient.from_str(name) for name in names])


def seal_with_passphrase(body: bytes, passphrase: str) -> bytes:
    """Seal with a passphrase, in binary form: some 2 seconds and 1 GB of memory."""
    import pyrage

    if not _can_be_tried(passphrase):
        raise ValueError("a passphrase is at least one character, and ordinary characters only")
    _check_size(body)
    return pyrage.passphrase.encrypt(body, passphrase)


def _can_be_tried(passphrase: str) -> bool:
    return bool(passphrase) and not re.search("[\ud800-\udfff]", passphrase)


def _check_size(body: bytes) -> None:
    if len(body) > MAX_BODY_BYTES:
        cure = f"At most {MAX_BODY_BYTES:,} bytes can be sealed."
        raise SealError("sealing", "the file is too large", cure)


def is_sealed(body: bytes) -> bool:
    """Whether this is an age file by its first bytes, binary or armoured."""
    return body.startswith(_VERSION.strip()) or _is_armoured(body)


def wants_passphrase(body: bytes) -> bool:
    """Whether it is an age file that a passphrase opens, not a key."""
    try:
        return _binary(body).startswith(_SCRYPT)
    except ValueError:
        return False


def _is_armoured(body: bytes) -> bool:
    return body[:1_000].removeprefix(_BOM).lstrip().startswith(_BEGIN)


def _binary(body: bytes) -> bytes:
    """Undo the armour, if there is any; raises `ValueError`."""
    if not _is_armoured(body):
        return body
    first, *lines, last = map(bytes.strip, body.removeprefix(_BOM).strip().splitlines())
    if (first, last) != (_BEGIN, _END):
        raise ValueError("the armour is not whole")
    return b64decode(b"".join(lines), validate=True)


def unseal(
    body: bytes,
    where: str,
    identities: Sequence[Identity],
    ask: Callable[[str], str] | None,
    *,
    max_bytes: int = MAX_SEALED_BYTES,
    tries: int = MAX_TRIES,
) -> bytes:
    """Open a sealed file with a key, or with the passphrase that `ask` asks for.

    `ask` is None where nobody can be asked. Every failure is a `SealError` without a value.
    """
    sealed = _checked(body, where, max_bytes)
    if sealed.startswith(_SCRYPT):
        return _open_by_asking(sealed, where, ask, tries)
    return _open_with_keys(sealed, where, identities)


def _checked(body: bytes, where: str, max_bytes: int) -> bytes:
    """Return the binary form, of bounded size and with a bounded header."""
    if len(body) > max_bytes:
        raise SealError(where, "the file is too large", f"At most {max_bytes:,} bytes are read.")
    if not is_sealed(body):
        raise SealError(where, "this is not a sealed (age) file", "Check that it is the right one.")
    try:
        sealed = _binary(body)
    except ValueError:
        raise SealError(where, *_DAMAGED) from None
    if not (sealed.startswith(_VERSION) and _HEADER_END.search(sealed, 0, MAX_HEADER_BYTES)):
        raise SealError(where, *_DAMAGED)
    return sealed


def _open_with_keys(sealed: bytes, where: str, identities: Sequence[Identity]) -> bytes:
    import pyrage

    keys = [pyrage.x25519.Identity.from_str(identity.secret) for identity in identities]
    try:
        return pyrage.decrypt(sealed, keys)
    except pyrage.DecryptError as error:
        not_yours = str(error).startswith("No matching keys")
        raise SealError(where, *(_NOT_YOURS if not_yours else _DAMAGED)) from None


def _open_by_asking(
    sealed: bytes, where: str, ask: Callable[[str], str] | None, tries: int
) -> bytes:
    work = _WORK.match(sealed)
    if not work:
        raise SealError(where, *_DAMAGED)
    if int(work[1]) > MAX_WORK_FACTOR:
        raise SealError(where, *_HARD_WORK)
    if ask is None:
        problem = "it needs a passphrase, and nobody can be asked here"
        raise SealError(where, problem, "Run this on a terminal.")
    for _ in range(tries):
        opened = _try(ask(f"Passphrase of {where}: "), sealed, where)
        if opened is not None:
            return opened
    raise SealError(where, f"not opened in {tries} tries", "Ask whoever sealed it.")


def _try(passphrase: str, sealed: bytes, where: str) -> bytes | None:
    """Return what was sealed, or None where the passphrase is a wrong one."""
    import pyrage

    if not _can_be_tried(passphrase):
        return None
    try:
        return pyrage.passphrase.decrypt(sealed, passphrase)
    except pyrage.DecryptError as error:
        if str(error).startswith("Decryption failed"):
            return None
        hard = str(error).startswith("Excessive work")
        raise SealError(where, *(_HARD_WORK if hard else _DAMAGED)) from None
