from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from exposure_audit.errors import DataError
from exposure_audit.toml_data import Strict, line_of, load, problems, read_text

TEXT = '''\
# a comment = with an equals sign
title = "x"        # title """
steps = [
    "one, two",
    # between
    "three # not a comment \u2028 \\" [",
    { key = "deep", list = [1, 2] },
]
"quoted key" = 1
long = """
[not.a.table]
title = "not a key"
"""
site.owner.name = "dotted"

[law]
text = "y"
inline = { a = 1, b = [1, 2] }

[[address]]
label = "home"

[[address]]
label = "old"
[address.extra]
note = 'it = "is"'

[[ address ]]
lines = ["a",
  "b"]
'''


class Inner(Strict):
    text: str
    number: int = 0


class Outer(Strict):
    title: str
    inner: tuple[Inner, ...] = ()


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (["title"], 2),
        (["steps"], 3),
        (["steps", 0], 4),
        (["steps", 1], 6),
        (["steps", 2], 7),
        (["steps", 2, "key"], 7),
        (["quoted key"], 9),
        (["long"], 10),
        (["site"], 14),
        (["site", "owner", "name"], 14),
        (["law"], 16),
        (["law", "text"], 17),
        (["law", "inline", "b", 1], 18),
        (["law", "missing"], 16),
        (["address"], 20),
        (["address", 0], 20),
        (["address", 0, "label"], 21),
        (["address", 0, "missing"], 20),
        (["address", 1, "label"], 24),
        (["address", 1, "extra", "note"], 26),
        (["address", 2, "lines", 1], 30),
        (["nowhere"], None),
        ([], None),
    ],
)
def test_a_key_is_found_on_its_line(path: list[str | int], line: int | None) -> None:
    assert tomllib.loads(TEXT)
    assert line_of(TEXT, path) == line


KEYS = st.sampled_from(["a", "b", "c-d", "e_f"])
VALUES = st.sampled_from(["1", '"x = [1, # y"', "[1, [2, 3]]", "{ q = '}' }", "'''z'''"])


@given(
    tables=st.lists(
        st.tuples(st.lists(st.tuples(KEYS, VALUES), unique_by=lambda pair: pair[0]), st.booleans()),
        max_size=6,
    )
)
def test_every_key_of_a_repeated_table_is_found(
    tables: list[tuple[list[tuple[str, str]], bool]],
) -> None:
    lines: list[str] = []
    places: list[tuple[list[str | int], int]] = []
    for index, (pairs, gap) in enumerate(tables):
        lines += [""] * gap + ["[[t]]"]
        for key, value in pairs:
            lines.append(f"{key} = {value}")
            places.append((["t", index, key], len(lines)))
    text = "\n".join(lines)
    tomllib.loads(text)
    for path, line in places:
        assert line_of(text, path) == line


@given(st.text(alphabet="[]{}=\"'#,.\na1 \\", max_size=200))
def test_scanning_never_fails_on_what_is_not_toml(text: str) -> None:
    assert line_of(text, ["a", 0, "a"]) is None or text


def test_a_hostile_comment_costs_no_time() -> None:
    text = "a = 1 #" + '\\"' * 200_000 + "\nb = 1"
    assert line_of(text, ["b"]) == 2


def write(tmp_path: Path, body: str | bytes) -> Path:
    path = tmp_path / "data.toml"
    path.write_bytes(body.encode() if isinstance(body, str) else body)
    return path


def test_a_good_file_loads(tmp_path: Path) -> None:
    path = write(tmp_path, '\ufefftitle = "é"\n[[inner]]\ntext = "a"\n')
    assert load(path, Outer) == Outer(title="é", inner=(Inner(text="a"),))


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ('title = "a"\n\nnonsense = 1\n', 3, "nonsense: unknown key"),
        (
            'title = "a"\n[[inner]]\ntext = "a"\n[[inner]]\nnumber = 1\n',
            4,
            "inner 2.text: is missing",
        ),
        ('title = "a"\n[[inner]]\ntext = "a"\nnumber = "secret"\n', 4, "valid integer"),
        ("title = \n", 1, "not TOML"),
        ('title = "a"\nx == 1\n', 2, "not TOML"),
        (b"title = 'a'\ny = '\xff'\n", 2, "not UTF-8"),
    ],
)
def test_an_error_names_file_and_line(
    tmp_path: Path, body: str | bytes, line: int, words: str
) -> None:
    path = write(tmp_path, body)
    with pytest.raises(DataError) as caught:
        load(path, Outer)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert words in str(caught.value)
    assert "secret" not in str(caught.value)


def test_problems_come_in_the_order_of_the_file() -> None:
    text = 'zebra = 1\ntitle = 5\napple = "secret"\n'
    with pytest.raises(ValidationError) as caught:
        Outer.model_validate(tomllib.loads(text))
    found = problems(caught.value, text)
    assert [(problem.key, problem.line, problem.kind) for problem in found] == [
        ("zebra", 1, "unknown-key"),
        ("title", 2, "string_type"),
        ("apple", 3, "unknown-key"),
    ]
    assert "secret" not in repr(found) + repr(caught.value)


def test_deep_nesting_is_an_error_and_no_crash(tmp_path: Path) -> None:
    path = write(tmp_path, "title = " + "[" * 100_000)
    with pytest.raises(DataError, match=r"nested too deeply|not TOML"):
        load(path, Outer)


def test_an_oversized_file_is_not_read(tmp_path: Path) -> None:
    path = write(tmp_path, "#" * 101)
    with pytest.raises(DataError, match="larger than 100 bytes"):
        read_text(path, most=100)
    assert read_text(path, most=101)


@pytest.mark.parametrize("name", ["", "missing.toml"])
def test_a_folder_or_a_missing_file_is_an_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError):
        load(tmp_path / name, Outer)
