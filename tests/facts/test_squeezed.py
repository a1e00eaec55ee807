from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.facts.normalise import fold, letters
from exposure_audit.facts.squeezed import Squeezed, coded

PIECES = st.lists(
    st.sampled_from([*"ab19 .,-\n'", "\u00e9", "\u0142", "\u00a3", "\u00b7", "\u0436", "\u4e2d",
                     "\u2019", "word " * 300]),
    min_size=1, max_size=40,
).map("".join)  # fmt: skip


@given(PIECES, st.data())
def test_a_stretch_of_letters_points_back_to_where_it_stands(
    text: str, data: st.DataObject
) -> None:
    folded = fold(text)
    squeezed = Squeezed(folded)
    places = [at for at, char in enumerate(folded) if char.isalnum()]
    assert squeezed.letters.decode() == "".join(folded[at] for at in places) == letters(text)
    if places:
        first = data.draw(st.integers(0, len(places) - 1))
        last = data.draw(st.integers(first, len(places) - 1))
        start = len(coded("".join(folded[at] for at in places[:first])))
        end = len(coded("".join(folded[at] for at in places[: last + 1])))
        assert squeezed.span(start, end) == (places[first], places[last] + 1)
