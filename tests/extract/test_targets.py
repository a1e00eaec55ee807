from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.extract.targets import target_parts
from exposure_audit.model import PartKind


@pytest.mark.parametrize(
    ("target", "text"),
    [
        ("mailto:sian%40example.org?subject=x", "sian@example.org subject=x"),
        ("TEL:+44 7700 900123", "+44 7700 900123"),
        ("sms:07700900123", "07700900123"),
        ("https://a.example/14-mill-lane", "https://a.example/14-mill-lane"),
        ("file:///C:/Users/sianh79/a.dotx", "file:///C:/Users/sianh79/a.dotx"),
    ],
)
def test_the_target_without_its_coat(target: str, text: str) -> None:
    assert [part.text for part in target_parts(target)] == [text]


@pytest.mark.parametrize(
    "target",
    ["geo:51.47115,-0.0612", "https://maps.example/@51.47115,-0.0612,17z",
     "https://maps.example/?q=51.47115%2C-0.0612"],
)  # fmt: skip
def test_places(target: str) -> None:
    places = [part.text for part in target_parts(target, "x") if part.kind is PartKind.GPS]
    assert places == ["51.471150,-0.061200"]


@given(st.text(max_size=60))
def test_any_target_is_read(target: str) -> None:
    assert all(part.text for part in target_parts(target))
