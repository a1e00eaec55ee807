"""The types, the schema and the reader of `elections.toml`: what election law says of an address.

A rule is one statement and where it holds. Adding one needs no code.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from exposure_audit.model import Mark
from exposure_audit.removal.routes import Stated
from exposure_audit.removal.schema import StatedTable, Words
from exposure_audit.toml_data import Strict, load


class Topic(StrEnum):
    """What a candidacy brings with it, in the order in which it is shown."""

    HOME_ADDRESS_FORM = "home-address-form"
    OWN_AGENT = "own-agent"
    PAST_NOTICES = "past-notices"
    IMPRINT = "imprint"
    REGISTER_OF_INTERESTS = "register-of-interests"
    SPENDING_RETURN = "spending-return"


class Election(StrEnum):
    """The elections that a profile can name."""

    LOCAL = "local"
    PARISH = "parish"
    PARL = "parl"
    MAYOR = "mayor"
    PCC = "pcc"
    SENEDD = "senedd"
    SP = "sp"
    NIA = "nia"
    GLA = "gla"


class Nation(StrEnum):
    """The nations that a profile can name."""

    ENGLAND = "England"
    SCOTLAND = "Scotland"
    WALES = "Wales"
    NORTHERN_IRELAND = "Northern Ireland"


class Stage(StrEnum):
    """How far a candidacy has come."""

    PROSPECTIVE = "prospective"
    """The nomination papers can still be filled in."""
    NOMINATED = "nominated"
    AFTER = "after"
    """The poll is over."""


@dataclass(frozen=True, slots=True)
class Statement(Stated):
    """A rule as a source states it; with the mark U the open question alone."""

    ask: str = ""
    """Who knows better: "the returning officer"."""

    @property
    def shown(self) -> str:
        """The text, or the question followed by whom to ask where nobody verified it."""
        return f"{self.text}: check with {self.ask}" if self.mark is Mark.UNVERIFIED else self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A statement and where it holds; an empty condition holds everywhere."""

    topic: Topic
    statement: Statement
    elections: frozenset[Election] = frozenset()
    nations: frozenset[Nation] = frozenset()
    stages: frozenset[Stage] = frozenset()
    acts: bool = False
    """Whether the home may be published unless the candidate does something."""
    petition_days: int | None = None
    """The days after polling day in which a petition is normally presented."""

    def fits(self, election: Election, stages: Collection[Stage]) -> bool:
        """Whether it is about this election and one of these stages, in whichever nation."""
        return (not self.elections or election in self.elections) and (
            not self.stages or not self.stages.isdisjoint(stages)
        )

    def may_hold(self, nations: frozenset[Nation]) -> bool:
        """Whether it holds in one of the nations."""
        return not self.nations or not self.nations.isdisjoint(nations)

    def holds(self, nations: frozenset[Nation]) -> bool:
        """Whether it holds in every one of the nations."""
        return not self.nations or self.nations >= nations


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What stands above the statements of a topic."""

    title: str
    urgent: str
    """The title where the candidate must do something now."""
    open: Statement
    """What is said where the rules of the nations differ and the nation is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The whole file, in its order."""

    checked: dt.date
    """When all of this was last compared with its sources."""
    held_in: Mapping[Election, frozenset[Nation]]
    headings: Mapping[Topic, Heading]
    rules: tuple[Rule, ...]


Whom = Annotated[str, StringConstraints(pattern=r"^the [a-z' ]{3,60}$")]
RETURNING_OFFICER = "the returning officer"


class RuleTable(StatedTable):
    """One `[[rule]]`."""

    topic: Topic
    elections: frozenset[Election] = frozenset()
    nations: frozenset[Nation] = frozenset()
    stages: frozenset[Stage] = frozenset()
    acts: bool = False
    petition_days: Annotated[int, Field(ge=1, le=366)] | None = None
    ask: Whom = RETURNING_OFFICER

    def to_rule(self) -> Rule:
        """Return the frozen form."""
        return Rule(
            topic=self.topic,
            statement=Statement(self.text, self.mark, self.url, self.date, self.ask),
            elections=self.elections,
            nations=self.nations,
            stages=self.stages,
            acts=self.acts,
            petition_days=self.petition_days,
        )


class HeadingTable(Strict):
    """One `[topic.<id>]`."""

    title: Words
    urgent: Words
    open: Words
    ask: Whom = RETURNING_OFFICER

    def to_heading(self) -> Heading:
        """Return the frozen form."""
        question = Statement(self.open, Mark.UNVERIFIED, ask=self.ask)
        return Heading(title=self.title, urgent=self.urgent, open=question)


class ElectionsFile(Strict):
    """The whole file."""

    checked: dt.date
    held_in: Mapping[Election, Annotated[frozenset[Nation], Field(min_length=1)]]
    topic: Mapping[Topic, HeadingTable]
    rule: Annotated[tuple[RuleTable, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _is_whole(self) -> ElectionsFile:
        if set(self.held_in) != set(Election) or set(self.topic) != set(Topic):
            raise ValueError("`held_in` and `topic` need every election and every topic")
        if any(table.date and table.date > self.checked for table in self.rule):
            raise ValueError("`checked` is earlier than the date of a source")
        return self


def load_rules(path: Traversable | None = None) -> Rules:
    """Read a rules file (the shipped one); raises `DataError` with file and line."""
    return _read(path) if path else _shipped()


@cache
def _shipped() -> Rules:
    return _read(files("exposure_audit") / "elections.toml")


def _read(path: Traversable) -> Rules:
    file = load(path, ElectionsFile)
    return Rules(
        checked=file.checked,
        held_in=file.held_in,
        headings={topic: table.to_heading() for topic, table in file.topic.items()},
        rules=tuple(table.to_rule() for table in file.rule),
    )
