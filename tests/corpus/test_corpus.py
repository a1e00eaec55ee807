"""Guards the corpus's score, and that the corpus is what it claims to be."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from exposure_audit.errors import DataError
from exposure_audit.model import Kind, PartKind
from tests.corpus.build import BUILDERS, DIRECT
from tests.corpus.cases import HERE, KINDS, Corpus, load_corpus
from tests.corpus.score import by_kind, outcomes, shortfalls, table, wrong

FILE_TYPES = {
    "html", "txt", "md", "json", "jsonl", "csv", "xml", "rss", "vcf", "ics", "gpx", "kml",
    "geojson", *BUILDERS, *DIRECT,
}  # fmt: skip
HARD_PAIRS = (
    ("Johnathan Blacksmith", "John Smith", False),
    ("Anna Maria Lee", "Ann Lee", False),
    ("Maria Ashlee", "Maria Lee", False),
    ("Joanna Goldsmith", "Jo Smith", False),
    ("José García", "Jose Garcia", True),
    ("Smith, John", "John Smith", True),
    ("Sean O'Brien", "Sean O'Brien", True),
    ("Sean O\u2019Brien", "Sean O'Brien", True),
    ("John Smith Jr", "John Smith", True),
    ("Ana María López Hernández", "Ana López", True),
    ("Hans Mueller", "Hans Müller", True),
)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus()


def test_the_score_reaches_its_floors(corpus: Corpus) -> None:
    found = outcomes(corpus)

    report = f"\n{table(corpus, found)}\n{wrong(found)}"
    assert not shortfalls(found, floor=0.99, kind_floor=0.95), report
    assert set(by_kind(found)) == set(KINDS)


def test_it_is_large_and_holds_many_near_misses_of_every_kind(corpus: Corpus) -> None:
    near = Counter(case.kind for case in corpus.cases if corpus.near_miss(case))
    hits = Counter(case.kind for case in corpus.cases if not corpus.near_miss(case))

    assert len(corpus.cases) >= 700
    assert 0.4 <= near.total() / len(corpus.cases) <= 0.55
    for kind in KINDS:
        assert near[kind] >= 9, kind
        assert hits[kind] >= 6, kind


def test_ids_are_unique_and_every_person_is_used(corpus: Corpus) -> None:
    ids = Counter(case.id for case in corpus.cases)

    assert [case_id for case_id, count in ids.items() if count > 1] == []
    assert {case.profile for case in corpus.cases} == corpus.subjects.keys()


def test_all_places_and_types_of_file_are_tried(corpus: Corpus) -> None:
    hits = [case for case in corpus.cases if not corpus.near_miss(case)]

    assert {case.part for case in hits} == set(PartKind)
    assert {case.file.rpartition(".")[2] for case in hits} >= FILE_TYPES
    assert {case.encoding for case in hits} >= {"utf-8", "utf-16", "windows-1252"}


@pytest.mark.parametrize(("written", "declared", "same"), HARD_PAIRS)
def test_the_hard_pairs_of_names_are_there(
    corpus: Corpus, written: str, declared: str, *, same: bool
) -> None:
    pairs = [
        case
        for case in corpus.cases
        if case.kind == "name" and written in case.text and (same == ("name" in case.expect))
    ]
    names = [
        fact.value for case in pairs for fact in corpus.subjects[case.profile].of_kind(Kind.NAME)
    ]

    assert declared in names


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('profile = "nobody"', "there is no profile 'nobody'"),
        ('profile = "smith"\nplace = "cellar"', "a .txt has no place 'cellar'"),
        ('profile = "smith"\nalso = ["phone:work"]', "the profile has no phone:work"),
        ('profile = "smith"\nalso = ["name"]', "a fact is both expected and optional"),
        ('profile = "smith"\nwhose = "x"', "whose"),
    ],
)
def test_a_wrong_case_is_named_with_its_file(tmp_path: Path, line: str, problem: str) -> None:
    for folder in ("profiles", "cases"):
        (tmp_path / folder).mkdir()
    person = (HERE / "profiles" / "smith.toml").read_text("utf-8")
    (tmp_path / "profiles" / "smith.toml").write_text(person, "utf-8")
    case = ('id = "one"', 'file = "a.txt"', 'expect = ["name"]', 'why = "A test."', 'text = "x"')
    (tmp_path / "cases" / "name.toml").write_text("\n".join(("[[case]]", *case, line)), "utf-8")

    with pytest.raises(DataError, match=r"name\.toml: case 1 \(one\)") as caught:
        load_corpus(tmp_path)

    assert problem in str(caught.value)
