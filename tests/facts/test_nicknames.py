from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.errors import DataError
from exposure_audit.facts.nicknames import forms_of, read
from exposure_audit.facts.normalise import fold

SHIPPED = files("exposure_audit.facts") / "nicknames.toml"
GROUPS = tomllib.loads(SHIPPED.read_text("utf-8"))["group"]
KNOWN = read(SHIPPED)


@pytest.mark.parametrize(
    ("forename", "other"),
    [
        ("William", "Bill"),
        ("Alexander", "Sandy"),
        ("Alexandra", "Alex"),
        ("Catherine", "Katherine"),
        ("Kathryn", "Kate"),
        ("Stephen", "Steven"),
        ("Geoffrey", "Jeff"),
        ("Iain", "Ian"),
        ("Stuart", "Stewart"),
        ("Allan", "Alan"),
        ("Jonathan", "Jon"),
        ("John", "Jon"),
        ("Ann", "Anne"),
        ("Seán", "Shaun"),
        ("Pádraig", "Patrick"),
        ("Patrick", "Paddy"),
        ("Caoimhe", "Keeva"),
        ("Dafydd", "Dai"),
        ("Gwenllian", "Gwen"),
        ("Gwilym", "Will"),
        ("Mohammed", "Muhammad"),
        ("Mohammad", "Mo"),
        ("Abdul-Rahman", "Abdul"),
        ("Priyanka", "Priya"),
        ("Balvinder", "Bal"),
        ("Harpreet", "Harry"),
        ("Oluwaseun", "Seun"),
        ("Oluwatobiloba", "Tobi"),
        ("Chukwuemeka", "Emeka"),
        ("Kwabena", "Kobby"),
        ("Małgorzata", "Gosia"),
        ("Krzysztof", "Krzyś"),
        ("Wojciech", "Wojtek"),
        ("Yiannis", "John"),
        ("Hüseyin", "Hussein"),
        ("Oleksandr", "Sasha"),
    ],
)
def test_one_person_two_forenames(forename: str, other: str) -> None:
    assert fold(other) in forms_of(fold(forename))
    assert fold(forename) in forms_of(fold(other))


@pytest.mark.parametrize(
    ("forename", "other"),
    [
        ("ann", "anna"),
        ("anne", "anna"),
        ("maria", "mary"),
        ("joan", "joanna"),
        ("joanne", "joanna"),
        ("john", "jonathan"),
        ("john", "sean"),
        ("carol", "caroline"),
        ("eric", "erica"),
        ("alan", "alun"),
        ("christine", "christina"),
        ("francis", "frances"),
        ("susan", "susannah"),
        ("bill", "liam"),
        ("kate", "kitty"),
        ("sandy", "alex"),
        ("tobi", "tobiloba"),
    ],
)
def test_two_people(forename: str, other: str) -> None:
    assert other not in forms_of(forename)
    assert forename not in forms_of(other)


def test_an_unknown_forename_has_no_other_forms() -> None:
    assert forms_of("brackenmere") == forms_of("") == frozenset()


@given(st.sampled_from(sorted(KNOWN)))
def test_it_is_mutual_and_a_name_is_no_other_form_of_itself(forename: str) -> None:
    assert forename not in forms_of(forename)
    assert all(forename in forms_of(other) for other in forms_of(forename))


@given(st.sampled_from(GROUPS))
def test_a_spelling_stands_for_all_and_a_form_for_the_full_name(
    group: Mapping[str, object],
) -> None:
    full = {str(group["name"]), *_names(group, "spellings")}
    every = full | _names(group, "forms")
    assert all(every - {name} <= forms_of(name) for name in full)
    assert all(full <= forms_of(form) for form in _names(group, "forms"))


def _names(group: Mapping[str, object], key: str) -> set[str]:
    names = group.get(key, [])
    assert isinstance(names, list)
    return set(map(str, names))


def test_the_list_is_broad_and_folded_and_in_order() -> None:
    assert len(GROUPS) >= 450
    assert all(fold(name) == name for name in KNOWN)
    languages = list(dict.fromkeys(group["language"] for group in GROUPS))
    assert len(languages) >= 20
    keys = [(languages.index(group["language"]), group["name"]) for group in GROUPS]
    assert keys == sorted(keys)


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ('name = "ann"\nlanguage = "en"\nforms = ["annie"]\ncolour = 1', 5, "unknown key"),
        ('name = "ann"\nforms = ["annie"]', 1, "language: is missing"),
        ('name = "ann"\nlanguage = "xx"\nforms = ["annie"]', 3, "language"),
        ('name = "Ann"\nlanguage = "en"\nforms = ["annie"]', 2, "lower case"),
        ('name = "ann"\nlanguage = "en"\nforms = ["annié"]', 4, "without accents"),
        ('name = "ann"\nlanguage = "en"\nforms = ["mary jane"]', 4, "lower case"),
        ('name = "ann"\nlanguage = "en"', 1, "needs spellings or forms"),
        ('name = "ann"\nlanguage = "en"\nforms = ["nan", "nan"]', 1, "twice"),
        ('name = "ann"\nlanguage = "en"\nspellings = ["ann"]', 1, "twice"),
        ('name = "ann', 2, "not TOML"),
    ],
)
def test_a_broken_copy_names_file_and_line(
    tmp_path: Path, body: str, line: int, words: str
) -> None:
    path = tmp_path / "nicknames.toml"
    path.write_text(f"[[group]]\n{body}\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read(path)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert words in str(caught.value)


def test_a_full_name_has_one_group_in_each_language(tmp_path: Path) -> None:
    path = tmp_path / "nicknames.toml"
    groups = [
        '[[group]]\nname = "anna"\nlanguage = "en"\nforms = ["annie"]\n',
        '[[group]]\nname = "anna"\nlanguage = "pl"\nforms = ["ania"]\n',
        '[[group]]\nname = "ana"\nlanguage = "en"\nspellings = ["anna"]\n',
    ]
    path.write_text("".join(groups[:2]), encoding="utf-8")
    assert read(path)["anna"] == {"annie", "ania"}
    path.write_text("".join(groups), encoding="utf-8")
    with pytest.raises(DataError, match=r"nicknames\.toml:9: anna has another group in en"):
        read(path)


def test_an_empty_list_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "nicknames.toml"
    path.write_text("")
    with pytest.raises(DataError, match="group: is missing"):
        read(path)
