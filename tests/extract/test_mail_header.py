from __future__ import annotations

import time
from email.header import Header

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.extract.mail_header import split, words


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain =? text", "plain =? text"),
        ("=?utf-8?q?Si=C3=A2n_Hughes?=", "Siân Hughes"),
        ("=?UTF-8?B?U2nDom4=?= x", "Siân x"),
        ("=?iso-8859-1*en?Q?Si=E2n?=", "Siân"),
        ("=?utf-8?q?a?=\n =?utf-8?q?b?=", "ab"),
        ("=?no-such?q?a?=", "a"),
        ("=?utf-8?b?*?=", ""),
    ],
)
def test_encoded_words(value: str, text: str) -> None:
    assert words(value) == text


@given(st.text(alphabet=st.characters(categories=["L", "Nd", "Zs"]), max_size=60))
def test_words_round_trip(text: str) -> None:
    assert words(Header(text, "utf-8").encode()).split() == text.split()


def test_fields_are_unfolded_and_end_at_the_first_empty_line() -> None:
    head, body = split(b"A: one\r\n two\r\nB:three\r\n\r\nC: body\r\n")
    assert head.fields == (("a", "one two"), ("b", "three"))
    assert body == b"C: body\r\n"
    assert split(b"\nA: body")[1] == b"A: body"
    assert split(b"A: b")[1] == b""


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ('Content-Disposition: attachment; filename="a b.txt"', "a b.txt"),
        ("Content-Disposition: attachment; filename*=utf-8''Si%C3%A2n.txt", "Siân.txt"),
        ('Content-Disposition: attachment; filename="=?utf-8?q?Si=C3=A2n?="', "Siân"),
        ('Content-Type: text/plain; name="a.txt"', "a.txt"),
        ("Content-Disposition: attachment; filename*0=a; filename*1=b", "ab"),
        ("Content-Disposition: attachment; filename*x=a", ""),
    ],
)
def test_names_of_files(field: str, name: str) -> None:
    assert split(field.encode() + b"\n\n")[0].file_name == name


def test_long_and_odd_headers_end() -> None:
    began = time.process_time()
    split(b"Content-Type: x" + b';a="' * 200_000 + b"\n\n")
    split(b"A:" + b"\n x" * 200_000)
    split(b"A:" + b"=?x?q?" * 100_000)
    split(b"A" * 500_000)
    split(b"\n ".join([b"A:"] * 100_000))
    assert time.process_time() - began < 3


@given(st.binary(max_size=300))
def test_any_header_is_read(body: bytes) -> None:
    head, _ = split(b"Content-Type: multipart/x;" + body)
    assert isinstance(head.boundary + head.charset.encode("utf-8", "replace"), bytes)
    assert isinstance(head.file_name, str)
