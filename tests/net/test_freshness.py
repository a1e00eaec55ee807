from dataclasses import replace
from datetime import timedelta

import pytest

from exposure_audit.net.freshness import conditions, keepable, still_fresh, usable
from exposure_audit.net.interface import Response
from exposure_audit.net.terms import Terms
from tests.checks.fakes import NOW

STRANGER = Terms(source="a", rate=None)
FORBIDS = replace(STRANGER, keep=timedelta(0))
DATED = "Mon, 23 Nov 2026 08:00:00 GMT"


def answer(status: int = 200, body: bytes = b"x", **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response("https://a.example/", status, named, body, NOW)


@pytest.mark.parametrize(
    ("response", "terms", "kept"),
    [
        (answer(), STRANGER, True),
        (answer(), FORBIDS, False),
        (answer(404), STRANGER, False),
        (answer(204), STRANGER, False),
        (answer(500), STRANGER, False),
        (answer(body=b""), STRANGER, False),
        (answer(cache_control="private, No-Store"), STRANGER, False),
        (answer(cache_control="no-cache"), STRANGER, True),
    ],
)
def test_only_a_whole_success_is_kept(response: Response, terms: Terms, *, kept: bool) -> None:
    assert keepable(response, terms) is kept


def test_an_answer_is_kept_so_long_and_never_over_a_week() -> None:
    kept = answer()
    assert usable(kept, STRANGER, NOW + timedelta(days=6)) is kept
    assert usable(kept, STRANGER, NOW + timedelta(days=8)) is None
    assert usable(kept, replace(STRANGER, keep=timedelta(days=30)), NOW + timedelta(days=8)) is None
    assert usable(kept, FORBIDS, NOW) is None
    assert usable(None, STRANGER, NOW) is None
    assert usable(kept, STRANGER, NOW - timedelta(hours=1)) is None


def test_an_answer_serves_again_only_while_its_source_says_so() -> None:
    daily = replace(STRANGER, fresh=timedelta(hours=24))
    assert still_fresh(answer(), daily, NOW + timedelta(hours=23))
    assert not still_fresh(answer(), daily, NOW + timedelta(hours=24))
    assert not still_fresh(answer(), STRANGER, NOW)
    assert not still_fresh(None, daily, NOW)


@pytest.mark.parametrize(
    ("kept", "stranger", "asked"),
    [
        (answer(etag='"a1"'), False, {"If-None-Match": '"a1"'}),
        (answer(etag='W/"a1-5"'), False, {"If-None-Match": 'W/"a1-5"'}),
        (answer(etag='"a1"'), True, {}),
        (answer(etag='"' + "x" * 200 + '"'), False, {}),
        (answer(etag='"\xe9"'), False, {}),
        (answer(etag='"a"\r\nX: y"'), False, {}),
        (answer(etag="a1"), False, {}),
        (answer(last_modified=DATED), False, {}),
        (answer(), False, {}),
        (None, False, {}),
    ],
)
def test_a_kept_answer_is_asked_about_without_telling_who_asks(
    kept: Response | None, asked: dict[str, str], *, stranger: bool
) -> None:
    assert conditions(kept, stranger=stranger) == asked
