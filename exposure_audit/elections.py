"""What a candidacy implies for the candidate's address; pure.

The rules stand in `elections.toml`, each with its source. Where the nation is not declared, only
what holds wherever that election is held is stated, and the rest is left to be asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from exposure_audit.elections_schema import (
    Election,
    Nation,
    Rule,
    Rules,
    Stage,
    Statement,
    Topic,
    load_rules,
)
from exposure_audit.model import Candidacy, Role, Subject

SOON_DAYS = 60
"""So long before the poll nominations are near; they close 18 to 24 working days before it."""

_COUNCILS = frozenset({Election.LOCAL, Election.PARISH})


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What the candidate should know of one topic."""

    topic: Topic
    title: str
    statements: tuple[Statement, ...]
    """To be printed by `shown`: what nobody verified is a question there."""
    urgent: bool = False
    """Whether the candidate should do something now."""
    due: date | None = None
    """For past notices the first day on which they should be down, where that is sourced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """A candidacy on a day, as the rules see it."""

    election: Election
    nations: frozenset[Nation]
    """The nation, or each in which the election is held where the nation is not known."""
    contradiction: bool
    """The election is not held in the declared nation."""
    stages: frozenset[Stage]
    polling_day: date | None
    exposed_agent: bool
    """Own agent, and no office is declared."""
    councillor: bool
    today: date


def implied(subject: Subject, today: date) -> tuple[Advice, ...]:
    """Return what the subject's candidacy implies on a day, the urgent first; or nothing."""
    if subject.candidacy is None:
        return ()
    rules = load_rules()
    standing = _standing(subject, subject.candidacy, rules, today)
    fitting = [rule for rule in rules.rules if rule.fits(standing.election, standing.stages)]
    possible = [rule for rule in fitting if rule.may_hold(standing.nations)]
    advice = [
        _advice(topic, [rule for rule in possible if rule.topic is topic], rules, standing)
        for topic in Topic
        if any(rule.topic is topic for rule in possible) and _concerns(topic, standing)
    ]
    return tuple(sorted(advice, key=lambda each: not each.urgent))


def _standing(subject: Subject, candidacy: Candidacy, rules: Rules, today: date) -> _Standing:
    election = Election(candidacy.election)
    held_in = rules.held_in[election]
    declared = Nation(candidacy.nation) if candidacy.nation else None
    return _Standing(
        election=election,
        nations=frozenset({declared}) if declared in held_in else held_in,
        contradiction=declared is not None and declared not in held_in,
        stages=_stages(candidacy, today),
        polling_day=candidacy.polling_day,
        exposed_agent=candidacy.own_agent and not _has_office(subject),
        councillor=election in _COUNCILS
        and (candidacy.status == "elected" or "councillor" in subject.roles),
        today=today,
    )


def _stages(candidacy: Candidacy, today: date) -> frozenset[Stage]:
    """Return the stages; someone elected who names a coming poll is past one and before another."""
    ended = candidacy.status in {"elected", "former"}
    polled = candidacy.polling_day is not None and candidacy.polling_day < today
    coming = candidacy.polling_day is not None and not polled
    if polled or candidacy.status == "former" or (ended and not coming):
        return frozenset({Stage.AFTER})
    if ended:
        return frozenset({Stage.AFTER, Stage.PROSPECTIVE})
    nominated = candidacy.status == "nominated"
    return frozenset({Stage.NOMINATED if nominated else Stage.PROSPECTIVE})


def _has_office(subject: Subject) -> bool:
    return any(address.public or address.role is Role.WORK for address in subject.addresses())


def _concerns(topic: Topic, standing: _Standing) -> bool:
    return topic is not Topic.REGISTER_OF_INTERESTS or standing.councillor


def _advice(topic: Topic, possible: Sequence[Rule], rules: Rules, standing: _Standing) -> Advice:
    heading = rules.headings[topic]
    sure = [rule for rule in possible if rule.holds(standing.nations)]
    left_open = standing.contradiction or len(sure) < len(possible)
    due = _due(sure, standing)
    urgent = _urgent(topic, possible, standing, due)
    return Advice(
        topic=topic,
        title=heading.urgent if urgent else heading.title,
        statements=(
            *(rule.statement for rule in sure),
            *((heading.open,) if left_open else ()),
        ),
        urgent=urgent,
        due=due,
    )


def _due(sure: Sequence[Rule], standing: _Standing) -> date | None:
    """Return the day after the last on which a petition is normally presented."""
    days = max((rule.petition_days or 0 for rule in sure), default=0)
    # An elected candidate's coming poll is not the one whose notices are past.
    if not days or standing.polling_day is None or standing.stages != {Stage.AFTER}:
        return None
    last = standing.polling_day.toordinal() + days
    return date.fromordinal(last + 1) if last < date.max.toordinal() else None


def _urgent(topic: Topic, possible: Sequence[Rule], standing: _Standing, due: date | None) -> bool:
    acts = any(rule.acts for rule in possible)
    if topic is Topic.OWN_AGENT:
        return acts and standing.exposed_agent
    if topic is Topic.HOME_ADDRESS_FORM:
        return acts and _is_soon(standing)
    return due is not None and standing.today >= due


def _is_soon(standing: _Standing) -> bool:
    day = standing.polling_day
    return day is not None and 0 <= (day - standing.today).days <= SOON_DAYS
