from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.facts import name
from exposure_audit.model import Confidence, Fact, Kind


def found(declared: str, text: str) -> bool:
    fact = Fact(kind=Kind.NAME, label="", value=declared, public=True)
    return any(match.confidence > Confidence.LOW for match in name.recogniser(fact).find(text))


@pytest.mark.parametrize(
    ("declared", "text"),
    [
        ("Jose Garcia", "by José García, candidate"),
        ("José García", "JOSE GARCIA"),
        ("John Smith", "Smith, John"),
        ("John Smith", "SMITH\nJohn"),
        ("Sean O'Brien", "Sean O\u2019Brien"),
        ("Sean O\u2019Brien", "Sean O'Brien's home"),
        ("John Smith", "John Smith Jr"),
        ("John Smith Jr", "John Smith"),
        ("Ana López", "Ana María López Hernández"),
        ("Ana María López Hernández", "Ana López"),
        ("Hans Müller", "Hans Mueller"),
        ("Hans Mueller", "Hans Müller"),
        ("Dr Siân Example-Hughes MP", "Sian Example Hughes"),
        ("John Smith", "Cllr John A. B. Smith OBE"),
        ("John Michael Smith", "John M Smith"),
        ("Will Said", "Will Said"),
        ("Jan van der Berg", "Jan van der Berg"),
        ("Sian Hughes", "First name\nSian\nLast name\nHughes"),
        ("Sian Hughes", "First name: Sian Middle name: Mair Surname: Hughes"),
        ("Sian Hughes", "Surname: Hughes Forenames: Sian"),
        ("Sian Hughes", "first Name: Sian\nlast Name: Hughes"),
        ("Sian Hughes", "FAMILY NAME | HUGHES | GIVEN NAME(S) | SIAN"),
        ("Sian Hughes", "HUGHES Sian"),
        ("Siân Example-Hughes", "EXAMPLE-HUGHES Siân"),
        ("John Smith", "Ann Smith John Smith"),
    ],
)
def test_the_same_name(declared: str, text: str) -> None:
    assert found(declared, text)


@pytest.mark.parametrize(
    ("declared", "text"),
    [
        ("John Smith", "Johnathan Blacksmith"),
        ("Ann Lee", "Anna Maria Lee"),
        ("Maria Lee", "Maria Ashlee"),
        ("Jo Smith", "Joanna Goldsmith"),
        ("John Smith", "John Smith-Jones"),
        ("John Smith", "Jean-John Smith"),
        ("John Smith", "John and Jane Smith"),
        ("John Smith", "John told reporter Smith"),
        ("John Smith", "John. Smith"),
        ("John Smith", "john.smith@example.org"),
        ("John Michael Smith", "John Peter Smith"),
        ("John Smith", "Smith John street market, Johnson"),
        ("John Smith", "BLACKSMITH Johnathan"),
        ("John Smith", "Smith John"),
        ("John Smith", "Last name: Blacksmith First name: Johnathan"),
        ("John Smith", "First name: John Last name: Jones First name: Ann Last name: Smith"),
    ],
)
def test_another_name(declared: str, text: str) -> None:
    assert not found(declared, text)


def test_normal_form() -> None:
    assert name.normal("  Siân   Example-Hughes ") == "Siân Example-Hughes"
    with pytest.raises(ValueError, match="forename and surname"):
        name.normal("Siân")


@pytest.mark.parametrize(
    ("declared", "asked"),
    [
        ("Dr Siân Example-Hughes MBE", "Siân Example-Hughes"),
        ("The Rt. Hon. Siân  Example-Hughes, MP", "Siân Example-Hughes"),
        ("Cllr. Dr Siân Mary Example-Hughes", "Siân Mary Example-Hughes"),
        ("Siân Example-Hughes", "Siân Example-Hughes"),
        ("Lord Sample", "Lord Sample"),
        ("Dr Sample MP", "Sample MP"),
        ("Siân", "Siân"),
    ],
)
def test_sources_are_asked_without_titles(declared: str, asked: str) -> None:
    assert name.spoken(declared) == asked
    if len(asked.split()) > 2:
        assert name.split(declared) == name.split(asked)


WORD = st.text(alphabet="abcdefghijklmnopqrstuvwxyzâéöłø", min_size=3, max_size=9)


@given(WORD, WORD, st.sampled_from(["{0} {1}", "{1}, {0}", "{0}  {1}", "{0}\n{1}"]))
def test_both_orders_round_trip(first: str, last: str, form: str) -> None:
    text = f"({form.format(first.title(), last.upper())})"
    assert found(f"{first} {last}", text)


def test_a_value_without_letters_finds_nothing() -> None:
    assert not found("- -", "anything at all")
