"""Keys of the age format: public halves that files are sealed to, and the pairs that open them."""

from __future__ import annotations

from dataclasses import dataclass, field

from exposure_audit.errors import SealError

MAX_IDENTITY_FILE_BYTES = 20_000
"""How much a caller reads of an identity file."""
MAX_KEYS = 100
ARMOUR = "-----BEGIN AGE ENCRYPTED FILE-----"
"""The first line of a sealed file in its text form."""

_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_PRIME = 2**255 - 19
_WEAK_POINTS = {
    *(0, 1, _PRIME - 1),
    0xB8495F16056286FDB1329CEB8D09DA6AC49FF1FAE35616AEB8413B7C7AEBE0,
    0x57119FD0DD4E22D8868E1C58C45C44045BEF839C55B1D0B1248C50A3BC959C5F,
}
"""The points of small order on Curve25519: anybody opens what is sealed to one of them."""

_NO_RECIPIENT = "a public age key starts with age1 and is given whole (no SSH or plug-in key)"
_NO_IDENTITY = "a secret age key starts with AGE-SECRET-KEY-1 and is given whole (no plug-in key)"
_KEY_CURE = "`age-keygen` makes such a file; check that it was copied whole."


def recipient_of(text: str) -> str:
    """Return a public age key in its normal form; raises `ValueError` in plain words."""
    import pyrage

    if text.strip().lower().startswith("age-secret-key-"):
        raise ValueError("this is the secret half of a key: give the public one (age1...)")
    try:
        recipient = str(pyrage.x25519.Recipient.from_str(text.strip()))
    except (pyrage.RecipientError, UnicodeEncodeError):
        raise ValueError(_NO_RECIPIENT) from None
    if _is_weak(recipient):
        raise ValueError(_NO_RECIPIENT)
    return recipient


def _is_weak(recipient: str) -> bool:
    """Whether anybody can open what is sealed to it; on most such keys pyrage panics."""
    number = 0
    for letter in recipient[4:56]:
        number = number * 32 + _BECH32.index(letter)
    point = int.from_bytes((number >> 4).to_bytes(32, "big"), "little")
    return point % 2**255 % _PRIME in _WEAK_POINTS


@dataclass(frozen=True, slots=True)
class Identity:
    """A key pair of age, made by `new` or `parse`; its secret half is never printed."""

    secret: str = field(repr=False)
    recipient: str

    @classmethod
    def new(cls) -> Identity:
        """Make a key pair."""
        import pyrage

        key = pyrage.x25519.Identity.generate()
        return cls(secret=str(key), recipient=str(key.to_public()))

    @classmethod
    def parse(cls, text: str) -> Identity:
        """Read a secret key; raises `ValueError` in plain words, without the key."""
        import pyrage

        try:
            key = pyrage.x25519.Identity.from_str(text.strip())
        except (pyrage.IdentityError, UnicodeEncodeError):
            raise ValueError(_NO_IDENTITY) from None
        return cls(secret=str(key), recipient=str(key.to_public()))


def identities_in(text: str, where: str) -> tuple[Identity, ...]:
    """Read an age identity file; raises `SealError` that names the line, never the key."""
    lines = [line.strip() for line in text.removeprefix("\ufeff").split("\n")]
    if ARMOUR in lines:
        raise SealError(where, "the identity file is itself sealed", "Open it first: `age -d`.")
    numbers = [n for n, line in enumerate(lines, 1) if line and not line.startswith("#")]
    if not 1 <= len(numbers) <= MAX_KEYS:
        raise SealError(where, f"an identity file holds 1 to {MAX_KEYS} keys", _KEY_CURE)
    return tuple(_identity(lines[n - 1], f"{where}, line {n}") for n in numbers)


def _identity(line: str, where: str) -> Identity:
    try:
        return Identity.parse(line)
    except ValueError as error:
        raise SealError(where, str(error), _KEY_CURE) from None
