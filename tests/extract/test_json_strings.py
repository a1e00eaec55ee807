from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.extract.json_strings import said


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("14 Mill Lane", "14 Mill Lane"),
        ("a < b & c", "a < b & c"),
        ("<p>14 <b>Mill</b> Lane</p>", "14 Mill Lane"),
        ("&lt;p&gt;14 St Mary&amp;#39;s&lt;/p&gt;", "14 St Mary's"),
        ("Si\\u00e2n", "Siân"),
        ("<!-- 14 --> Lane", "Lane"),
    ],
)
def test_strings_in_another_coat(value: str, text: str) -> None:
    assert " ".join(said(value)[0].split()) == text


def test_targets_of_links() -> None:
    page = "<a href='mailto:a@b.example'>x</a><img src=/c.jpg>"
    assert said(page)[1] == ["mailto:a@b.example", "/c.jpg"]


@given(st.text(alphabet="<>&;#x1ap=\"'\\u00 /", max_size=80))
def test_any_string_is_read(value: str) -> None:
    said(value)
