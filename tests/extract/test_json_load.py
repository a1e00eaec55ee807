from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.extract.json_load import MALFORMED, inner_data, loads


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1,}',
        '{"a": 1, // one\n}',
        '/* all */ {"a": /* one */ 1}',
        'callback({"a": 1});',
        'var data = {"a": 1};\n',
        ')]}\'\n{"a": 1}',
    ],
)
def test_what_browsers_and_editors_put_up_with(text: str) -> None:
    assert loads(text) == {"a": 1}


def test_comments_in_strings_are_text() -> None:
    assert loads('{"a": "http://x/*y*/", "b": "\\"//",}') == {"a": "http://x/*y*/", "b": '"//'}
    assert loads('["x,]", ",}", ]') == ["x,]", ",}"]


@pytest.mark.parametrize("text", ["", "x", "{", "{a: 1}", '{"a": "//', "[" * 100_000])
def test_what_is_not_json_is_refused(text: str) -> None:
    with pytest.raises(MALFORMED):
        loads(text)


def test_only_objects_and_lists_are_data_in_strings() -> None:
    assert inner_data('{"a": [1]}') == {"a": [1]}
    assert inner_data("[1") is None
    assert inner_data("14 Mill Lane") is None
    assert inner_data("") is None


@given(st.recursive(st.none() | st.text() | st.integers(), st.lists))
def test_json_with_comments_comes_back(data: object) -> None:
    assert loads(f"// one\n[{json.dumps(data)}, ] /* two */") == [data]


@pytest.mark.parametrize("piece", ['"\\"', '"', "/*", "//", '\\"', ",   ", "*/", "\n"])
def test_hostile_text_ends(piece: str) -> None:
    began = time.process_time()
    with pytest.raises(MALFORMED):
        loads("{" + piece * 200_000 + "//")
    assert time.process_time() - began < 3
