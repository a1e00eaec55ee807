from __future__ import annotations

import pytest

from exposure_audit.facts import detail
from exposure_audit.facts.normalise import fold
from exposure_audit.model import Fact, Kind


@pytest.mark.parametrize(
    ("value", "text", "found"),
    [
        ("Example Primary School", "at EXAMPLE primary-school.", True),
        ("Example Primary School", "Example Primary Schools", False),
        ("AB12 CDE", "plate ab12cde", True),
        ("AB12 CDE", "plate AB12-CDE", True),
        ("AB12 CDE", "AB12 CDEF", False),
        ("--", "anything", False),
    ],
)
def test_recognition(value: str, text: str, found: bool) -> None:
    one = detail.recogniser(Fact(kind=Kind.DETAIL, label="x", value=value))
    matches = list(one.find(fold(text)))
    assert bool(matches) is found
    assert all(match.needs_name for match in matches)


def test_normal_form() -> None:
    assert detail.normal(" Example  School ") == "Example School"
    with pytest.raises(ValueError, match="too short"):
        detail.normal("a b")
