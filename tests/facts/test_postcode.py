from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.facts import postcode
from exposure_audit.facts.address import normal_postcode


@given(
    st.from_regex(r"[A-Z]{1,2}[0-9][A-Z0-9]?", fullmatch=True),
    st.from_regex(r"[0-9][A-Z]{2}", fullmatch=True),
    st.sampled_from(["", " ", "  ", "-"]),
    st.booleans(),
)
def test_any_spacing_has_one_normal_form(out: str, inward: str, gap: str, small: bool) -> None:
    written = f"{out}{gap}{inward}"
    assert normal_postcode(written.lower() if small else written) == f"{out} {inward}"


@pytest.mark.parametrize("bad", ["", "SE15", "SE15 4QEE", "12345", "SE15 QE4", "SE155 4QE"])
def test_what_is_no_postcode(bad: str) -> None:
    with pytest.raises(ValueError, match="AB1 2CD") as caught:
        postcode.normal(bad)
    assert not bad or bad not in str(caught.value)
