from __future__ import annotations

from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.facts.carried import decodings, joined


@given(st.text(max_size=20), st.integers(0, 4))
def test_encoding_is_undone_up_to_four_times(text: str, rounds: int) -> None:
    written = text
    for _ in range(rounds):
        written = quote(written, safe="")
    assert text in set(decodings(written))


def test_plus_signs_are_kept_and_are_spaces() -> None:
    assert {"a+b", "a b"} <= set(decodings("a%252Bb"))
    assert list(decodings("plain")) == ["plain", "plain"]


def test_pairs_and_triples_in_every_order() -> None:
    found = list(joined(["a", "x", "b", "c"]))
    assert found[:3] == ["a, x, b, c", "c, b, x, a", "a x b c"]
    assert {"a b", "b a", "a b c", "c a b"} <= set(found)


def test_many_values_are_bounded() -> None:
    assert len(list(joined([str(number) for number in range(5_000)]))) < 1_200
    assert not any("y" * 101 in text for text in list(joined(["y" * 101, "a", "b"]))[3:])
