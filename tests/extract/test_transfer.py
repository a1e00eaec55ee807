from __future__ import annotations

import base64
import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.extract.transfer import decoded, unbase64


@given(st.binary())
def test_whatever_was_encoded_comes_back(body: bytes) -> None:
    assert decoded(base64.encodebytes(body), " Base64") == body
    assert decoded(body, "8bit") == body


@given(st.text(alphabet="aé =\n", max_size=200))
def test_quoted_printable_comes_back(text: str) -> None:
    assert decoded(quopri.encodestring(text.encode()), "quoted-printable") == text.encode()


@pytest.mark.parametrize("damaged", [b"MTQ", b"MTQ=", b"M T\nQ*", b"MTQ=x"[:4], b"MTQgA"[:3]])
def test_damage_costs_little(damaged: bytes) -> None:
    assert unbase64(damaged) == b"14"


@given(st.binary())
def test_anything_is_decoded(body: bytes) -> None:
    for encoding in ("base64", "quoted-printable", "x"):
        decoded(body, encoding)
