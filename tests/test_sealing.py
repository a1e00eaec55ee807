"""Sealed (age) files: made, opened, and refused in one clear line."""

from __future__ import annotations

import base64
import contextlib
import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from exposure_audit.age_keys import MAX_KEYS, Identity, identities_in, recipient_of
from exposure_audit.errors import InputError, SealError
from exposure_audit.sealing import (
    MAX_BODY_BYTES,
    MAX_HEADER_BYTES,
    MAX_SEALED_BYTES,
    MAX_TRIES,
    is_sealed,
    seal,
    seal_with_passphrase,
    unseal,
    wants_passphrase,
)

BODY = b"Flat 2, 14 St Mary's Road\n"
ME = Identity.parse("AGE-SECRET-KEY-1LA7P5KFW6LM2DMK3ZCDN3UNJPL6TXW6UHJGTTPZAWKCJ6ZEFLJ9Q6R3JH9")
OTHER = Identity.new()
SEALED = seal(BODY, [ME.recipient])
PASSPHRASE = "correct horse"
BY_PASSPHRASE = base64.b64decode("""
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBEajc5dEhZU1Y3aEFURTAvUnBPTUFRIDEK
NDBNaXpjTFZHWVlUWnhVZVREOUxkN0hjTnlabHMyUkV6RHVlQW1JMGdLWQotLS0gSTA0dWxhVjhP
YnoxSm1VbUdZdXFudDFBYWYrKzAxeTR0TktJUEsxcVJYSQqKiEtM+QufRWOIESbUBOCwNoGMmWJ0
IFATCV5sAd/KsnJxLFau4ZilHly8PgOlr2T5Qew=
""")
"""Made with work factor 1, so that a try costs nothing; pyrage and age make it 18 or more."""
ITS_BODY = b"14 Invented Street\n"
MAC = b"--- " + b"A" * 43 + b"\n"

NeedProgram = Callable[[str, str], Path]


def armoured(sealed: bytes) -> bytes:
    text = base64.b64encode(sealed).decode()
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    begin, end = (f"-----{word} AGE ENCRYPTED FILE-----" for word in ("BEGIN", "END"))
    return "\n".join([begin, *lines, end, ""]).encode()


def answers(*passphrases: str) -> tuple[Callable[[str], str], list[str]]:
    """Give an `ask` that answers these in turn, and the list of its prompts."""
    left, prompts = iter(passphrases), list[str]()

    def ask(prompt: str) -> str:
        prompts.append(prompt)
        return next(left)

    return ask, prompts


def no_ask(_prompt: str) -> str:
    raise AssertionError("nobody should be asked")


def right_ask(_prompt: str) -> str:
    return PASSPHRASE


def refusal(body: bytes, *identities: Identity, ask: Callable[[str], str] | None = None) -> str:
    """Return the one line that refuses this file."""
    with pytest.raises(SealError) as caught:
        unseal(body, "who.toml.age", identities, ask)
    message = str(caught.value)
    assert message.startswith("who.toml.age: ")
    assert message.endswith(".")
    assert message.isprintable()
    return message


def with_work(factor: str) -> bytes:
    return BY_PASSPHRASE.replace(b" 1\n", f" {factor}\n".encode(), 1)


# Keys


def test_a_public_key_is_normalised() -> None:
    assert recipient_of(f"  {ME.recipient}\n") == ME.recipient
    assert recipient_of(ME.recipient.upper()) == ME.recipient


@pytest.mark.parametrize(
    "text",
    [
        "",
        "age1",
        ME.recipient[:-1],
        ME.recipient[:-1] + "q",
        ME.recipient + "\n" + ME.recipient,
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ someone@example.org",
        "age1yubikey1dd4kk6mtdd4kk6mtdd4kk6mtdd4kk6mtdd4kk6mtdd4kk6mtdd4kkjrvlt0",
        "-----BEGIN OPENSSH PRIVATE KEY-----",
        "age1\ud800",
        "age1\0",
        "age1" + "q" * 2_000,
    ],
)
def test_another_kind_of_key_is_no_recipient(text: str) -> None:
    with pytest.raises(ValueError, match=r"^a public age key starts with age1") as caught:
        recipient_of(text)
    assert len(str(caught.value)) < 100


def bech32(data: bytes) -> str:
    """Write 32 bytes as a public key (BIP 173)."""
    letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    number = int.from_bytes(data, "big") << 4
    digits = [number >> 5 * at & 31 for at in reversed(range(52))]
    check = 1
    for digit in [3, 3, 3, 0, 1, 7, 5, *digits, *[0] * 6]:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ digit
        for bit, poly in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= poly if top >> bit & 1 else 0
    digits += [(check ^ 1) >> 5 * at & 31 for at in reversed(range(6))]
    return "age1" + "".join(letters[digit] for digit in digits)


def test_a_key_that_anybody_opens_is_no_recipient() -> None:
    prime = 2**255 - 19
    hard = "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"
    other = "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"
    points = [bytes.fromhex(hard), bytes.fromhex(other)]
    points += [n.to_bytes(32, "little") for n in (0, 1, prime - 1, prime, prime + 1, 2**255)]
    for point in points:
        with pytest.raises(ValueError, match="starts with age1"):
            recipient_of(bech32(point))
    assert recipient_of(bech32((9).to_bytes(32, "little")))


def test_a_secret_key_is_no_recipient_and_is_not_repeated() -> None:
    with pytest.raises(ValueError, match="the secret half") as caught:
        recipient_of(ME.secret)
    assert ME.secret not in str(caught.value)


def test_an_identity_is_made_and_read_and_hides_its_secret() -> None:
    new = Identity.new()
    assert Identity.parse(f" {new.secret.lower()}\n") == new
    assert recipient_of(new.recipient) == new.recipient
    assert new.recipient in repr(new)
    assert new.secret[16:] not in f"{new!r} {new}"


@pytest.mark.parametrize(
    "text", ["", ME.recipient, ME.secret[:-1], "AGE-PLUGIN-YUBIKEY-1QQQQ", "\ud800", "\0"]
)
def test_what_is_no_secret_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^a secret age key starts with"):
        Identity.parse(text)


@given(st.text(max_size=80) | st.text("qpzry9x8gf2tvdw0s3jn54khce6mua7l1", max_size=60))
def test_any_other_text_is_no_key(text: str) -> None:
    for parse in (recipient_of, Identity.parse):
        for start in ("", "age1", "AGE-SECRET-KEY-1"):
            with pytest.raises(ValueError, match="key"):
                parse(start + text)


def test_an_identity_file_is_read() -> None:
    text = f"\ufeff# created: 2026-11-01\r\n\r\n {ME.secret}\r\n\n# note\n{OTHER.secret}"
    assert identities_in(text, "key.txt") == (ME, OTHER)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"key.txt: an identity file holds 1 to \d+ keys"),
        ("# nothing\n", r"key.txt: an identity file holds 1 to \d+ keys"),
        (f"{ME.secret}\n" * (MAX_KEYS + 1), r"key.txt: an identity file holds 1 to \d+ keys"),
        (f"# note\n{ME.secret[:-1]}\n", "key.txt, line 2: a secret age key starts with"),
        (f"{ME.secret} {ME.secret}\n", "key.txt, line 1: a secret age key starts with"),
        (armoured(SEALED).decode(), "key.txt: the identity file is itself sealed"),
    ],
)
def test_a_bad_identity_file_is_refused_without_its_keys(text: str, message: str) -> None:
    with pytest.raises(SealError, match=message) as caught:
        identities_in(text, "key.txt")
    assert ME.secret[16:30] not in str(caught.value)
    assert isinstance(caught.value, InputError)


# Round trips


@given(st.binary(max_size=300), st.booleans())
@example(b"", False)
@example(b"x" * 70_000, True)
def test_what_is_sealed_is_unsealed(body: bytes, armour: bool) -> None:
    sealed = seal(body, [OTHER.recipient, ME.recipient, ME.recipient.upper()])
    sealed = armoured(sealed) if armour else sealed
    assert is_sealed(sealed)
    assert not wants_passphrase(sealed)
    assert unseal(sealed, "file", [ME], None) == body
    assert unseal(sealed, "file", [Identity.new(), OTHER], no_ask) == body


def test_the_largest_body_and_the_most_keys_stay_within_what_is_opened() -> None:
    keys = [Identity.new() for _ in range(MAX_KEYS)]
    sealed = seal(bytes(MAX_BODY_BYTES), [key.recipient for key in keys])
    assert sealed.index(b"\n--- ") < MAX_HEADER_BYTES - 1_000
    assert len(unseal(sealed, "file", keys[-1:], None)) == MAX_BODY_BYTES
    with pytest.raises(SealError, match=r"too large\. At most 19,900,000 bytes"):
        seal(bytes(MAX_BODY_BYTES + 1), [ME.recipient])
    with pytest.raises(SealError, match="too large"):
        seal_with_passphrase(bytes(MAX_BODY_BYTES + 1), PASSPHRASE)


def test_seal_refuses_keys_and_passphrases_that_cannot_be_used() -> None:
    many = [Identity.new().recipient for _ in range(MAX_KEYS + 1)]
    for recipients in ([], many):
        with pytest.raises(ValueError, match="to 1 to 100 public keys"):
            seal(BODY, recipients)
    with pytest.raises(ValueError, match="starts with age1"):
        seal(BODY, [ME.recipient, "someone"])
    for passphrase in ("", "a\udcff"):
        with pytest.raises(ValueError, match="at least one character"):
            seal_with_passphrase(BODY, passphrase)


def test_armour_as_mail_and_editors_leave_it_is_read() -> None:
    text = armoured(SEALED)
    crlf = b"\xef\xbb\xbf\r\n" + text.replace(b"\n", b" \r\n") + b"\r\n"
    for body in (crlf, b"\n\n  " + text, text.rstrip()):
        assert is_sealed(body)
        assert unseal(body, "file", [ME], None) == BODY
    for body in (text + b"more", text[:-20], text.replace(b"END", b"FIN"), b"x" + text, text[:34]):
        refusal(body, ME)


# Passphrases


def test_a_passphrase_file_is_told_from_others() -> None:
    for body in (BY_PASSPHRASE, armoured(BY_PASSPHRASE)):
        assert is_sealed(body)
        assert wants_passphrase(body)
    for body in (SEALED, b"", b"[subject]\n", BY_PASSPHRASE[1:], armoured(BY_PASSPHRASE)[:-9]):
        assert not wants_passphrase(body)
    assert not is_sealed(b"[subject]\n# age-encryption.org/v1\n")


def test_a_passphrase_is_asked_for_at_most_three_times() -> None:
    ask, prompts = answers("", "wrong", PASSPHRASE)
    assert unseal(armoured(BY_PASSPHRASE), "who.age", [ME], ask) == ITS_BODY
    assert prompts == ["Passphrase of who.age: "] * MAX_TRIES
    ask, prompts = answers("wrong", "a\udcff\0", "Wrong Again", PASSPHRASE)
    assert "not opened in 3 tries" in refusal(BY_PASSPHRASE, ask=ask)
    assert len(prompts) == MAX_TRIES


def test_without_anybody_to_ask_the_cure_is_a_terminal() -> None:
    assert "Run this on a terminal." in refusal(BY_PASSPHRASE, ME)


def test_whoever_gives_up_is_not_asked_again() -> None:
    def ask(_prompt: str) -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        unseal(BY_PASSPHRASE, "who.age", [], ask)


@pytest.mark.parametrize("factor", ["23", "30", "63", "64", "99", "255", "9999"])
def test_too_costly_a_passphrase_is_refused_before_it_is_asked(factor: str) -> None:
    for body in (with_work(factor), armoured(with_work(factor))):
        assert wants_passphrase(body)
        assert "too much time or memory" in refusal(body, ask=no_ask)


@pytest.mark.parametrize("factor", ["0", "01", "+30", "-1", "1e9", "", "2 30", "99999", "٣"])
def test_an_odd_work_factor_is_refused_before_it_is_asked(factor: str) -> None:
    assert "damaged" in refusal(with_work(factor), ask=no_ask)


def test_a_passphrase_beside_other_keys_is_refused_before_it_is_asked() -> None:
    stanza = b"-> x\n\n"
    behind = BY_PASSPHRASE.replace(b"\n--- ", b"\n" + stanza + b"--- ")
    before = BY_PASSPHRASE.replace(b"-> scrypt", stanza + b"-> scrypt")
    refusal(behind, ME, ask=no_ask)
    refusal(before, ME, ask=no_ask)


# Files that cannot be opened


def test_a_file_for_somebody_else_says_so() -> None:
    assert "a key that is not among yours" in refusal(SEALED, OTHER, ask=no_ask)
    assert "a key that is not among yours" in refusal(SEALED)
    assert "this is not a sealed (age) file" in refusal(b"[subject]\n", ME)


def test_too_large_a_file_is_refused() -> None:
    assert "At most 20,000,000 bytes" in refusal(SEALED + bytes(MAX_SEALED_BYTES), ME)
    with pytest.raises(SealError, match="At most 100 bytes"):
        unseal(SEALED, "file", [ME], None, max_bytes=100)


def test_a_long_header_is_refused_at_once() -> None:
    stanza = b"-> X25519 " + b"A" * 43 + b"\n" + b"A" * 43 + b"\n"
    many = b"age-encryption.org/v1\n" + stanza * 100_000 + MAC
    long = b"age-encryption.org/v1\n-> x\n" + (b"A" * 64 + b"\n") * 100_000 + b"\n" + MAC
    start = time.monotonic()
    for body in (many, long, many.replace(b"\n", b" "), armoured(many)):
        refusal(body, ME)
    assert time.monotonic() - start < 10  # pyrage alone would need hours


def test_a_file_cut_anywhere_is_refused() -> None:
    for body in (
        SEALED,
        BY_PASSPHRASE,
        armoured(SEALED).rstrip(),
        armoured(BY_PASSPHRASE).rstrip(),
    ):
        for length in range(len(body)):
            refusal(body[:length], ME, ask=right_ask)


def test_a_file_cut_between_its_chunks_is_refused() -> None:
    sealed = seal(bytes(3 * 65_536), [ME.recipient])
    start = len(sealed) - 3 * (65_536 + 16)
    for chunks in (0, 1, 2):
        assert "damaged" in refusal(sealed[: start + chunks * (65_536 + 16)], ME)


def test_a_damaged_body_says_so() -> None:
    assert "damaged" in refusal(SEALED[:-1] + bytes([SEALED[-1] ^ 1]), ME)
    ask, prompts = answers(PASSPHRASE)
    assert "damaged" in refusal(BY_PASSPHRASE[:-1], ask=ask)
    assert len(prompts) == 1


@pytest.mark.parametrize("bit", range(8))
def test_a_flipped_bit_anywhere_is_refused(bit: int) -> None:
    for body in (SEALED, BY_PASSPHRASE):
        for at in range(len(body)):
            flipped = body[:at] + bytes([body[at] ^ 1 << bit]) + body[at + 1 :]
            refusal(flipped, ME, ask=right_ask)


@given(st.integers(0), st.integers(1, 255), st.sampled_from([SEALED, BY_PASSPHRASE]))
def test_a_flipped_byte_of_armour_is_refused_or_harmless(at: int, flip: int, body: bytes) -> None:
    text = bytearray(armoured(body))
    text[at % len(text)] ^= flip
    with contextlib.suppress(SealError):
        opened = unseal(bytes(text), "file", [ME], right_ask)
        assert opened == (BODY if body is SEALED else ITS_BODY)


PIECES = st.one_of(
    st.sampled_from(
        [
            *(b"-> ", b"-> X25519 ", b"-> scrypt ", b"-> ssh-ed25519 ", b"--- ", b"---", b"-> x\n"),
            *(b"\n", b"\r\n", b" ", b"A" * 43, b"A" * 22, b"A" * 64 + b"\n", MAC, b" 1\n", b" 9\n"),
        ]
    ),
    st.binary(max_size=40),
)


@given(st.lists(PIECES, max_size=12), st.binary(max_size=100), st.booleans())
def test_garbage_behind_a_good_start_is_refused(
    pieces: list[bytes], payload: bytes, armour: bool
) -> None:
    body = b"age-encryption.org/v1\n" + b"".join(pieces) + MAC + payload
    refusal(armoured(body) if armour else body, ME, OTHER, ask=right_ask)


@given(st.binary(max_size=300))
def test_garbage_is_refused(body: bytes) -> None:
    refusal(body, ME, ask=no_ask)
    refusal(armoured(body), ME, ask=right_ask)


def test_no_message_holds_a_secret() -> None:
    ask, _ = answers("wrong-secret-1", "wrong-secret-2", "wrong-secret-3")
    for message in (refusal(BY_PASSPHRASE, ask=ask), refusal(SEALED, OTHER)):
        assert "secret" not in message
        assert OTHER.secret[16:30] not in message


def test_pyrage_is_loaded_only_when_it_is_needed() -> None:
    code = "import sys, exposure_audit.sealing; sys.exit('pyrage' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parent.parent)


# Debian's age


@pytest.fixture
def age(need_program: NeedProgram) -> Path:
    return need_program("age", "age")


@pytest.mark.server
def test_age_opens_what_is_sealed_here(age: Path, tmp_path: Path) -> None:
    (tmp_path / "key.txt").write_text(f"# a comment\n{ME.secret}\n", encoding="utf-8")
    sealed = seal(BODY, [OTHER.recipient, ME.recipient])
    command: list[str | Path] = [age, "-d", "-i", tmp_path / "key.txt"]
    assert subprocess.run(command, input=sealed, capture_output=True, check=True).stdout == BODY


@pytest.mark.server
def test_what_age_seals_is_opened_here(
    age: Path, need_program: NeedProgram, tmp_path: Path
) -> None:
    key_file = tmp_path / "key.txt"
    keygen = need_program("age-keygen", "age")
    subprocess.run([keygen, "-o", key_file], check=True, capture_output=True)
    (key,) = identities_in(key_file.read_text(encoding="utf-8"), str(key_file))
    assert f"# public key: {key.recipient}\n" in key_file.read_text(encoding="utf-8")
    for options in ([], ["-a"], ["-r", ME.recipient]):
        command: list[str | Path] = [age, *options, "-r", key.recipient]
        sealed = subprocess.run(command, input=BODY, capture_output=True, check=True).stdout
        assert is_sealed(sealed)
        assert not wants_passphrase(sealed)
        assert unseal(sealed, "file", [key], None) == BODY


def at_a_terminal(command: list[str | Path], typed: str) -> None:
    """Run a program on a terminal of its own, and answer each question with the same line."""
    ours, its = pty.openpty()
    # The shell leads a session, so the terminal that it opens becomes the one it is asked at.
    shell = ["sh", "-c", 'tty=$1; shift; exec "$@" <"$tty" >"$tty" 2>&1', "sh", os.ttyname(its)]
    program = subprocess.Popen([*shell, *command], start_new_session=True)
    seen, end = b"", time.monotonic() + 120
    while program.poll() is None:
        if time.monotonic() > end:
            program.kill()
        if not select.select([ours], [], [], 0.05)[0]:
            continue
        seen += os.read(ours, 1_000)
        if re.search(rb"passphrase[^\n]*: $", seen.lower()):
            os.write(ours, typed.encode() + b"\n")
            seen = b""
    os.close(ours)
    os.close(its)
    assert program.returncode == 0, seen


@pytest.mark.server
@pytest.mark.parametrize("options", [["-p"], ["-p", "-a"]])
def test_a_passphrase_file_of_age_is_opened_here(
    age: Path, tmp_path: Path, options: list[str]
) -> None:
    plain, sealed = tmp_path / "plain", tmp_path / "sealed.age"
    plain.write_bytes(BODY)
    at_a_terminal([age, *options, "-o", sealed, plain], PASSPHRASE)
    assert wants_passphrase(sealed.read_bytes())
    ask, prompts = answers(PASSPHRASE)
    assert unseal(sealed.read_bytes(), "sealed.age", [], ask) == BODY
    assert len(prompts) == 1


@pytest.mark.server
def test_a_passphrase_file_made_here_is_opened_by_age(age: Path, tmp_path: Path) -> None:
    plain, sealed = tmp_path / "plain", tmp_path / "sealed.age"
    sealed.write_bytes(seal_with_passphrase(BODY, PASSPHRASE))
    assert wants_passphrase(sealed.read_bytes())
    at_a_terminal([age, "-d", "-o", plain, sealed], PASSPHRASE)
    assert plain.read_bytes() == BODY
