"""Damage to valid files: flipped bits, cuts, splices, repeats, and lengths that lie."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from io import BytesIO
from zipfile import ZipFile

from tests.extract.samples import packed, zipped

_NUMBERS = (b"0", b"-1", b"99999999", b"2147483648", b"18446744073709551616")
_WORDS = (
    b"<", b">", b"]]>", b'<!DOCTYPE a [<!ENTITY b "c">]>', b"&b;", b"{", b"}", b"[", b"\\", b'"',
    b"\r\n", b"\x00", b"\xff\xfe", b"=?utf-8?B?", b"--", b";", b",", b"%", b"\xed\xa0\x80",
    b"/Length 99999", b"/Kids[2 0 R]", b"PK\x03\x04", b"PK\x05\x06", b"\\u-1?", b"\\bin9 ",
)  # fmt: skip


def mutate(body: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """Return a body with one to five damages; now and then it is noise altogether."""
    if chance.random() < 0.03:
        return chance.randbytes(chance.randrange(1, 2_000))
    for _ in range(chance.randrange(1, 6)):
        body = chance.choice(_DAMAGES)(body, others, chance) or b"x"
    return body


def mutate_inside(body: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """Damage a member of a ZIP file, or what is packed, and pack it anew; else the file itself."""
    if body.startswith(b"PK") and chance.random() < 0.7:
        with ZipFile(BytesIO(body)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        name = chance.choice(sorted(members))
        return zipped({**members, name: mutate(members[name], [*members.values()], chance)})
    if body.startswith(b"\x1f\x8b") and chance.random() < 0.7:
        return packed(mutate(b"".join(others)[:9_000], others, chance))
    return mutate(body, others, chance)


def _flip(body: bytes, _others: Sequence[bytes], chance: random.Random) -> bytes:
    changed = bytearray(body)
    for _ in range(chance.randrange(1, 9)):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _cut(body: bytes, _others: Sequence[bytes], chance: random.Random) -> bytes:
    return body[: chance.randrange(len(body))]


def _leave_out(body: bytes, _others: Sequence[bytes], chance: random.Random) -> bytes:
    start = chance.randrange(len(body))
    return body[:start] + body[start + chance.randrange(1, 200) :]


def _splice(body: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    other = chance.choice(others)
    at, start = chance.randrange(len(body)), chance.randrange(len(other) or 1)
    return body[:at] + other[start : start + chance.randrange(500)] + body[at:]


def _repeat(body: bytes, _others: Sequence[bytes], chance: random.Random) -> bytes:
    start = chance.randrange(len(body))
    piece = body[start : start + chance.randrange(1, 60)]
    return body[:start] + piece * chance.choice((2, 9, 300)) + body[start:]


def _insert(body: bytes, _others: Sequence[bytes], chance: random.Random) -> bytes:
    at = chance.randrange(len(body))
    return body[:at] + chance.choice(_WORDS) + body[at:]


def _lie(body: bytes, _others: Sequence[bytes], chance: random.Random) -> bytes:
    """Change a number that is written in digits, or four bytes that may be one."""
    digits = [at for at in range(len(body)) if body[at : at + 1].isdigit()]
    if digits and chance.random() < 0.6:
        at = chance.choice(digits)
        return body[:at] + chance.choice(_NUMBERS) + body[at + 1 :]
    at = chance.randrange(len(body))
    wide = chance.choice((b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\x7f\xff\xff\xff"))
    return body[:at] + wide + body[at + 4 :]


_DAMAGES: tuple[Callable[[bytes, Sequence[bytes], random.Random], bytes], ...] = (
    _flip, _cut, _leave_out, _splice, _repeat, _insert, _lie,
)  # fmt: skip
