from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.checks.common import (
    Shape,
    entry_of,
    from_response,
    gap_of,
    host_of,
    listed,
    part,
    publisher_of,
    shaped,
)
from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.model import Gap, PartKind, Reason
from exposure_audit.net.interface import Response
from tests.checks.fakes import NOW, FakeChannel, task_of

START = "https://council.example/minutes"


def test_a_failure_becomes_a_gap_but_a_refusal_goes_on() -> None:
    assert gap_of(GatherError(Reason.TLS), "a.example") == Gap(Reason.TLS, "a.example")
    assert gap_of(GatherError(Reason.TLS, "b.example"), "a.example").host == "b.example"
    with pytest.raises(EgressRefused):
        gap_of(EgressRefused("a.example", frozenset({"address:home"})))


@given(st.text())
def test_a_host_is_read_from_anything(url: str) -> None:
    assert isinstance(host_of(url), str)
    assert isinstance(host_of(f"https://{url}"), str)


def test_a_listed_publisher_goes_by_its_name_and_others_by_their_host() -> None:
    assert publisher_of("https://www.council.example/x") == "council.example"
    facebook = listed("https://m.facebook.com/x")
    assert facebook is not None
    assert publisher_of("https://m.facebook.com/x") == facebook.name
    assert listed("https://notfacebook.com/") is None


def test_an_entry_holds_no_empty_part_and_no_control_character() -> None:
    kind = PartKind.RECORD
    document = entry_of("x:y", "p", (part(kind, ""), part(kind, "a\x00b")), NOW, title="t\x07")
    assert [each.text for each in document.parts] == ["a b"]
    assert document.title == "t "


def test_a_wrong_shape_never_shows_the_value() -> None:
    class Name(Shape):
        name: str

    with pytest.raises(GatherError) as caught:
        shaped(Name, {"name": {"secret": "value"}}, "a.example")
    assert caught.value.reason is Reason.MALFORMED
    assert "value" not in f"{caught.value} {caught.value.__cause__}"


@given(st.binary(max_size=2000), st.sampled_from(["", "text/html", "application/json", "x"]))
async def test_any_bytes_are_a_document_or_say_why_not(body: bytes, kind: str) -> None:
    response = Response(START, 200, {"content-type": kind}, body, NOW)
    reading = await from_response(task_of(FakeChannel()), response)
    parts = reading.document.parts
    assert parts
    assert reading.gaps or any(each.kind is not PartKind.FILENAME for each in parts)
