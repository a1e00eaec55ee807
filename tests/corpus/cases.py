"""The corpus read from its files: strict, and an error names the file and the case."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from exposure_audit.errors import DataError
from exposure_audit.model import FactId, Kind, PartKind, Subject
from exposure_audit.profile import load
from tests.corpus.build import ENDINGS, place_of

HERE = Path(__file__).parent
TODAY = date(2026, 11, 25)
KINDS = (
    "address", "location", "phone", "email", "date-of-birth",
    "name", "username", "domain", "company", "detail",
)  # fmt: skip
"""The kinds that a file of cases may be about; a location is one of a declared address."""
LINKING = {
    "name": {Kind.NAME},
    "domain": {Kind.DOMAIN},
    "company": {Kind.COMPANY, Kind.CHARITY},
}
"""Facts that only link or say where to look: wrong ones count in the cases about them."""


class _CaseTable(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    id: str = Field(pattern=r"^[a-z0-9-]{1,60}$")
    profile: str
    file: str = Field(pattern=r"^[^/\\]+\.[a-z]+$")
    place: str = ""
    encoding: str = "utf-8"
    body: str = ""
    text: str
    expect: list[str]
    also: list[str] = []
    why: str = Field(min_length=5)


class _CaseFile(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    case: list[dict[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One file as found in public, and the declared facts that stand in it."""

    id: str
    """`<kind>/<words>`."""
    kind: str
    profile: str
    file: str
    """Its ending chooses the type."""
    place: str
    """Where in the file the text stands; the builder of its type knows the words."""
    encoding: str
    body: str
    """The ordinary text beside, where `text` stands elsewhere."""
    text: str
    expect: frozenset[FactId]
    also: frozenset[FactId]
    """Facts about which reasonable people would differ: they count neither way."""
    why: str

    @property
    def part(self) -> PartKind:
        """The kind of part in which the text stands."""
        return place_of(self.file, self.place)


@dataclass(frozen=True, slots=True)
class Corpus:
    """The people and the cases about them."""

    subjects: Mapping[str, Subject]
    cases: tuple[Case, ...]

    def near_miss(self, case: Case) -> bool:
        """Whether nothing of the kind that the case is about is to be found in it."""
        about = {Kind.ADDRESS} if case.kind == "location" else LINKING.get(case.kind)
        kinds = about or {Kind(case.kind)}
        return not any(self.fact_kind(case, fact) in kinds for fact in case.expect)

    def fact_kind(self, case: Case, fact: FactId) -> Kind:
        """Return the kind of a fact of the case's subject."""
        return self.subjects[case.profile].fact(fact).kind


def load_corpus(folder: Path = HERE) -> Corpus:
    """Read `profiles/` and `cases/` of a folder; raises `DataError` or `ProfileError`."""
    subjects = {path.stem: load(path, TODAY) for path in _files(folder / "profiles")}
    cases = [case for path in _files(folder / "cases") for case in _cases(path, subjects)]
    return Corpus(subjects, tuple(cases))


def _files(folder: Path) -> list[Path]:
    found = sorted(folder.glob("*.toml"))
    if not found:
        raise DataError(folder, "there is no .toml file here")
    return found


def _cases(path: Path, subjects: Mapping[str, Subject]) -> Iterator[Case]:
    kind = path.stem.partition("_")[0]
    if kind not in KINDS:
        raise DataError(path, f"a file of cases is called by its kind: {', '.join(KINDS)}")
    try:
        tables = _CaseFile.model_validate(tomllib.loads(path.read_text("utf-8"))).case
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise DataError(path, str(error)) from None
    for number, raw in enumerate(tables, 1):
        where = f"case {number} ({raw.get('id')})"
        try:
            table = _CaseTable.model_validate(raw)
        except ValidationError as error:
            raise DataError(path, f"{where}: {error}") from None
        problem = _problem(table, subjects)
        if problem:
            raise DataError(path, f"{where}: {problem}")
        yield _case(table, kind)


def _problem(table: _CaseTable, subjects: Mapping[str, Subject]) -> str:
    if table.profile not in subjects:
        return f"there is no profile {table.profile!r}"
    known = {fact.id for fact in subjects[table.profile].facts}
    unknown = {*table.expect, *table.also} - known
    if unknown:
        return f"the profile has no {', '.join(sorted(unknown))}"
    if set(table.expect) & set(table.also):
        return "a fact is both expected and optional"
    ending = table.file.rpartition(".")[2]
    if ending not in ENDINGS:
        return f"no builder makes a .{ending}"
    try:
        place_of(table.file, table.place)
    except KeyError:
        return f"a .{ending} has no place {table.place!r}"
    return ""


def _case(table: _CaseTable, kind: str) -> Case:
    return Case(
        id=f"{kind}/{table.id}",
        kind=kind,
        profile=table.profile,
        file=table.file,
        place=table.place,
        encoding=table.encoding,
        body=table.body,
        text=table.text,
        expect=frozenset(map(FactId, table.expect)),
        also=frozenset(map(FactId, table.also)),
        why=table.why,
    )
