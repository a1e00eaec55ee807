from __future__ import annotations

import pytest

from exposure_audit.facts.recognise import finder
from exposure_audit.model import Fact, Kind

VALUES = {Kind.PHONE: "+447700900123", Kind.DATE_OF_BIRTH: "1979-03-05"}


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.ADDRESS])
def test_every_kind_has_a_recogniser_that_reads_nothing_into_nothing(kind: Kind) -> None:
    value = VALUES.get(kind, "value@sample.example")
    assert list(finder(Fact(kind=kind, label="x", value=value)).find("")) == []


def test_an_address_is_declared_by_its_own_type() -> None:
    with pytest.raises(KeyError):
        finder(Fact(kind=Kind.ADDRESS, label="home", value="x"))
