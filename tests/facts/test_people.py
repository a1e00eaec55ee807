from __future__ import annotations

import pytest

from exposure_audit.facts.people import last_before
from exposure_audit.facts.text import Text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Tom Baker, born ", "Tom Baker"),
        ("BAKER, Tom | ", "BAKER, Tom"),
        ("Sian Hughes and Tom A. Baker (born ", "Tom A. Baker"),
        ("Date of Birth: ", ""),
        ("tom baker, born ", ""),
        ("Quorum Baker, born ", ""),
    ],
)
def test_the_last_person_is_told_by_the_forename(text: str, name: str) -> None:
    found = last_before(Text.of(text), len(text), 100)
    assert (text[found[0] : found[1]] if found else "") == name
