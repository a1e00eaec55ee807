from __future__ import annotations

import codecs

import pytest

from exposure_audit.facts.squeezed import Squeezed
from exposure_audit.matching.turned import Turned

TURNED = Turned(["sianhughes", "se154qe", "7700900123", "bob"])


def turned(text: str) -> list[str]:
    return list(TURNED.texts(text, Squeezed(text).letters))


@pytest.mark.parametrize("value", ["sian hughes", "se15 4qe", "7700 900123"])
def test_what_stands_backwards_is_turned(value: str) -> None:
    assert value in turned(value[::-1])
    assert turned(value) == []


@pytest.mark.parametrize("value", ["sian hughes", "se15 4qe"])
def test_rot13_is_undone(value: str) -> None:
    assert value in turned(codecs.encode(value, "rot13"))


def test_short_values_and_other_texts_are_left() -> None:
    assert turned("bob") == turned("obo") == turned("council news") == turned("") == []


def test_no_values() -> None:
    assert list(Turned([]).texts("anything", b"anything")) == []
