"""Whatever an API answers, a check ends with documents or gaps, never with another error."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exposure_audit.checks import companies_house, rdap, web_search
from exposure_audit.checks.interface import Check
from exposure_audit.model import Kind, Reason
from exposure_audit.net.interface import Response
from tests.checks.fakes import NOW, FakeChannel, Recorded, answer, fact, gather, task_of

KEYS = (
    "items total_results title links self address name kind officer appointments company_number "
    "registered_office_address former_names type query web results url description "
    "extra_snippets unresponsive_engines objectClassName entities roles vcardArray href rel"
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 99) | st.sampled_from(["", "domain", "search"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(KEYS.split()), inner, max_size=6)
    ),
    max_leaves=25,
)
FACTS = (
    fact(Kind.NAME, "Siân Example-Hughes", ""),
    fact(Kind.COMPANY, "01234567"),
    fact(Kind.DOMAIN, "sian4peckham.example"),
)


class Everywhere(FakeChannel):
    """Gives one answer to everything."""

    def __init__(self, value: Any) -> None:
        super().__init__(registry={"sian4peckham.example": answer(value)})
        self.value = answer(value)

    def _answer(self, key: str, accept: Any) -> Response:  # noqa: ARG002
        found: Recorded = self.value
        return Response(key.rsplit(maxsplit=1)[-1], 200, found.headers, found.body, NOW)


@pytest.mark.parametrize("check", [rdap.CHECK, companies_house.CHECK, web_search.CHECK])
@given(value=VALUES)
@settings(max_examples=150, deadline=None)
async def test_any_json_ends_in_documents_or_gaps(check: Check, value: Any) -> None:
    task = task_of(
        Everywhere(value), *FACTS, providers=("brave",), searxng="https://search.home.example"
    )
    documents, gaps = await gather(check, task)
    assert documents or gaps
    if not isinstance(value, dict):
        assert any(gap.reason is Reason.MALFORMED for gap in gaps)
