from __future__ import annotations

from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.elections import Advice, implied
from exposure_audit.elections_schema import (
    Election,
    Nation,
    Rule,
    Stage,
    Statement,
    Topic,
    load_rules,
)
from exposure_audit.errors import DataError
from exposure_audit.model import Address, Candidacy, Consent, Mark, Role, Subject
from exposure_audit.profile_schema import CandidacyTable

RULES = load_rules()
TODAY = date(2027, 3, 10)
POLL = date(2027, 5, 6)
HELD = [(election, nation) for election, where in RULES.held_in.items() for nation in sorted(where)]
BEFORE = {Topic.HOME_ADDRESS_FORM, Topic.OWN_AGENT, Topic.IMPRINT}
AFTER = {Topic.PAST_NOTICES, Topic.SPENDING_RETURN, Topic.IMPRINT}

HOME = Address(label="home", value="1 Elm Row", lines=("1 Elm Row",), postcode="")
WORK = Address(label="office", value="2 Elm Row", lines=("2 Elm Row",), postcode="", role=Role.WORK)
HUT = Address(label="hut", value="3 Elm Row", lines=("3 Elm Row",), postcode="", public=True)


def candidate(
    candidacy: Candidacy | None, *addresses: Address, roles: tuple[str, ...] = ()
) -> Subject:
    consent = Consent(given_by="self", given_on=TODAY)
    return Subject(facts=(HOME, *addresses), consent=consent, candidacy=candidacy, roles=roles)


def standing(
    election: str, nation: str | None = None, *, status: str = "prospective", own: bool = False
) -> Candidacy:
    return Candidacy(
        election=election, nation=nation, status=status, polling_day=POLL, own_agent=own
    )


def advice_on(
    topic: Topic, candidacy: Candidacy, *addresses: Address, today: date = TODAY
) -> Advice:
    found = implied(candidate(candidacy, *addresses), today)
    return next(each for each in found if each.topic is topic)


def shown(advice: Advice) -> str:
    return " | ".join(statement.shown for statement in advice.statements)


def test_no_candidacy_implies_nothing() -> None:
    assert implied(candidate(None), TODAY) == ()


def test_the_words_are_those_of_the_profile() -> None:
    fields = CandidacyTable.model_fields
    assert {*get_args(fields["election"].annotation)} == {*Election}
    nation = next(each for each in get_args(fields["nation"].annotation) if get_args(each))
    assert {*get_args(nation)} == {*Nation}


@pytest.mark.parametrize(("election", "nation"), HELD)
def test_each_election_in_each_nation_says_something_of_each_topic(
    election: Election, nation: Nation
) -> None:
    before = implied(candidate(standing(election, nation)), TODAY)
    assert {each.topic for each in before} == BEFORE
    after = implied(candidate(standing(election, nation)), POLL + timedelta(days=1))
    assert {each.topic for each in after} - {Topic.HOME_ADDRESS_FORM} == AFTER
    opens = {heading.open for heading in RULES.headings.values()}
    for each in (*before, *after):
        assert each.statements, "an advice says something"
        assert len(set(each.statements)) == len(each.statements), "and says it once"
        assert opens.isdisjoint(each.statements), "the nation is known"


@pytest.mark.parametrize(
    ("election", "nation", "topic", "words"),
    [
        ("local", "England", Topic.HOME_ADDRESS_FORM, "destroyed on the next working day after 35"),
        ("local", "England", Topic.OWN_AGENT, "4pm on the nineteenth working day before the poll"),
        ("local", "England", Topic.OWN_AGENT, "PO box or similar mailbox cannot be used"),
        ("local", "Wales", Topic.OWN_AGENT, "correspondence address in England or Wales"),
        ("local", "Scotland", Topic.IMPRINT, "PO box may stand in a printed imprint: check with"),
        ("local", "Northern Ireland", Topic.HOME_ADDRESS_FORM, "do not want your home address"),
        ("parish", "England", Topic.HOME_ADDRESS_FORM, "signed statement"),
        ("parish", "England", Topic.OWN_AGENT, "There are no election agents"),
        ("parish", "Wales", Topic.OWN_AGENT, "have election agents and a notice of them: check"),
        ("parl", "England", Topic.OWN_AGENT, "give no office address"),
        ("parl", "England", Topic.OWN_AGENT, "4pm, 19 working days before the poll"),
        ("parl", "Northern Ireland", Topic.HOME_ADDRESS_FORM, "not to be made public"),
        ("mayor", "England", Topic.OWN_AGENT, "even where you withheld it"),
        ("pcc", "Wales", Topic.OWN_AGENT, "even where you withheld it"),
        ("pcc", "England", Topic.HOME_ADDRESS_FORM, "not open to public inspection"),
        ("senedd", None, Topic.OWN_AGENT, "the address in your consent to nomination"),
        ("senedd", "Wales", Topic.OWN_AGENT, "18 working days"),
        ("sp", "Scotland", Topic.OWN_AGENT, "23 working days"),
        ("sp", None, Topic.HOME_ADDRESS_FORM, "shows your name and description"),
        ("nia", "Northern Ireland", Topic.HOME_ADDRESS_FORM, "Part 2 of the home address form"),
        ("gla", "England", Topic.OWN_AGENT, "24 working days"),
        ("local", None, Topic.IMPRINT, "Digital election material needs an imprint"),
        ("local", "Wales", Topic.IMPRINT, "without an imprint is an offence"),
        ("gla", None, Topic.IMPRINT, "a PO box or another mailbox service will do"),
    ],
)
def test_what_holds_where(election: str, nation: str | None, topic: Topic, words: str) -> None:
    assert words in shown(advice_on(topic, standing(election, nation)))


@pytest.mark.parametrize("rule", RULES.rules, ids=range(len(RULES.rules)))
def test_each_statement_has_its_evidence(rule: Rule) -> None:
    said = rule.statement
    if said.mark is Mark.UNVERIFIED:
        assert said.shown == f"{said.text}: check with {said.ask}"
        assert said.text.split()[0] in {
            "Whether",
            "Who",
            "What",
            "When",
            "Where",
            "Until",
            "By",
            "For",
            "How",
            "Since",
        }, "an open question"
        assert (said.url, said.date) == ("", None)
    else:
        assert said.shown == said.text
        assert said.text.endswith((".", "2017)."))
        assert said.url.startswith("https://")
        assert said.date is not None
        assert said.date <= RULES.checked


@pytest.mark.parametrize("rule", RULES.rules, ids=range(len(RULES.rules)))
def test_each_rule_can_hold(rule: Rule) -> None:
    for election in rule.elections:
        assert not rule.nations or rule.nations & RULES.held_in[election]
    where = {nation for election in rule.elections for nation in RULES.held_in[election]}
    assert rule.nations <= (where or set(Nation)), "no nation in which it is not held"
    assert rule.petition_days is None or rule.topic is Topic.PAST_NOTICES
    assert not rule.acts or Stage.AFTER not in rule.stages
    assert not rule.acts or rule.topic in {Topic.HOME_ADDRESS_FORM, Topic.OWN_AGENT}
    if rule.acts and rule.topic is Topic.HOME_ADDRESS_FORM:
        assert rule.stages == {Stage.PROSPECTIVE}, "later the form has been handed in"


def test_in_scotland_a_councils_candidate_is_withheld_unless_they_sign() -> None:
    scotland = advice_on(Topic.HOME_ADDRESS_FORM, standing("local", "Scotland"))
    assert "not made public unless you sign" in shown(scotland)
    assert "do not sign that" in shown(scotland)
    assert not scotland.urgent
    england = advice_on(Topic.HOME_ADDRESS_FORM, standing("local", "England"))
    assert "unless you sign" not in shown(england)
    assert "You ask for that on the home address form" in shown(england)
    assert england.urgent


def test_nominations_are_urgent_only_near_the_poll_and_before_they_are_in() -> None:
    standing_now = standing("local", "England")

    def urgent(candidacy: Candidacy, today: date) -> bool:
        return advice_on(Topic.HOME_ADDRESS_FORM, candidacy, today=today).urgent

    assert not urgent(standing_now, POLL - timedelta(days=61))
    assert urgent(standing_now, POLL - timedelta(days=60))
    assert urgent(standing_now, POLL)
    assert not urgent(standing("local", "England", status="nominated"), TODAY)
    assert not urgent(Candidacy(election="local", nation="England"), TODAY)


def test_own_agent_without_an_office_is_warned_first() -> None:
    alone = standing("parl", "England", own=True)
    first = implied(candidate(alone), date(2026, 11, 25))[0]
    assert (first.topic, first.urgent) == (Topic.OWN_AGENT, True)
    assert first.title == RULES.headings[Topic.OWN_AGENT].urgent
    assert "shows your home address" in shown(first)
    for office in (WORK, HUT):
        assert not advice_on(Topic.OWN_AGENT, alone, office).urgent
    assert not advice_on(Topic.OWN_AGENT, standing("parl", "England")).urgent
    nominated = standing("parl", "England", status="nominated", own=True)
    assert advice_on(Topic.OWN_AGENT, nominated).urgent


@pytest.mark.parametrize("election", sorted(set(Election) - {Election.PARISH}))
def test_own_agent_without_an_office_is_warned_at_every_election_with_agents(
    election: Election,
) -> None:
    assert advice_on(Topic.OWN_AGENT, standing(election, own=True)).urgent


def test_a_parish_council_election_has_no_agents_to_warn_of() -> None:
    parish = advice_on(Topic.OWN_AGENT, standing("parish", "England", own=True))
    assert not parish.urgent
    assert len(parish.statements) == 1


def test_nothing_of_the_time_before_stays_once_the_poll_is_over() -> None:
    after = implied(candidate(standing("local", "England", own=True)), POLL + timedelta(days=1))
    form = next(each for each in after if each.topic is Topic.HOME_ADDRESS_FORM)
    assert Topic.OWN_AGENT not in {each.topic for each in after}
    assert "You ask for that" not in shown(form)
    assert "is destroyed" in shown(form)


def test_past_notices_should_be_down_after_the_time_for_a_petition() -> None:
    stands = standing("local", "England", status="nominated")
    last = POLL + timedelta(days=21)
    early = advice_on(Topic.PAST_NOTICES, stands, today=last)
    assert (early.urgent, early.due) == (False, last + timedelta(days=1))
    late = advice_on(Topic.PAST_NOTICES, stands, today=last + timedelta(days=1))
    assert (late.urgent, late.due) == (True, early.due)
    assert late.title == "Notices of your past election should be down by now"
    assert "serve no purpose" in shown(late)


@pytest.mark.parametrize(
    "candidacy",
    [
        Candidacy(election="local", nation="England", status="former"),
        Candidacy(election="local", status="former", polling_day=date(2023, 5, 4)),
        Candidacy(election="sp", status="former", polling_day=date(2021, 5, 6)),
        Candidacy(election="local", nation="England", status="elected", polling_day=POLL),
        Candidacy(election="local", nation="England", status="elected", polling_day=date.max),
    ],
)
def test_no_day_is_made_up_where_none_is_sourced(candidacy: Candidacy) -> None:
    past = advice_on(Topic.PAST_NOTICES, candidacy)
    assert (past.urgent, past.due) == (False, None)
    assert "serve no purpose" in shown(past)


def test_someone_elected_who_stands_again_reads_of_both_elections() -> None:
    again = candidate(standing("local", "England", status="elected"))
    assert {each.topic for each in implied(again, TODAY)} == set(Topic)
    over = candidate(Candidacy(election="local", nation="England", status="elected"))
    assert Topic.OWN_AGENT not in {each.topic for each in implied(over, TODAY)}


def test_a_councillor_reads_of_the_register_of_interests() -> None:
    elected = advice_on(Topic.REGISTER_OF_INTERESTS, standing("local", "England", status="elected"))
    assert "section 32A of the Localism Act 2011" in elected.statements[0].shown
    assert "check with the council's monitoring officer" in shown(elected)
    wales = advice_on(Topic.REGISTER_OF_INTERESTS, standing("local", "Wales", status="elected"))
    assert [said.mark for said in wales.statements] == [Mark.UNVERIFIED]

    def topics(candidacy: Candidacy, *roles: str) -> set[Topic]:
        return {each.topic for each in implied(candidate(candidacy, roles=roles), TODAY)}

    assert Topic.REGISTER_OF_INTERESTS in topics(standing("local", "England"), "councillor")
    assert Topic.REGISTER_OF_INTERESTS not in topics(standing("local", "England"))
    assert Topic.REGISTER_OF_INTERESTS not in topics(standing("parl", status="elected"))


def test_without_the_nation_only_what_holds_everywhere_is_stated() -> None:
    unknown = advice_on(Topic.HOME_ADDRESS_FORM, standing("parl"))
    each = [
        set(advice_on(Topic.HOME_ADDRESS_FORM, standing("parl", nation)).statements)
        for nation in Nation
    ]
    question = RULES.headings[Topic.HOME_ADDRESS_FORM].open
    assert set(unknown.statements) == set.intersection(*each) | {question}
    assert len(unknown.statements) > 1
    assert unknown.statements[-1].shown.endswith("in your nation: check with the returning officer")


def test_an_election_that_is_not_held_in_the_nation_leaves_a_question() -> None:
    wrong = advice_on(Topic.HOME_ADDRESS_FORM, standing("senedd", "Scotland"))
    right = advice_on(Topic.HOME_ADDRESS_FORM, standing("senedd", "Wales"))
    question = RULES.headings[Topic.HOME_ADDRESS_FORM].open
    assert wrong.statements == (*right.statements, question)


CANDIDACIES = st.builds(
    Candidacy,
    election=st.sampled_from([*Election]).map(str),
    nation=st.none() | st.sampled_from([*Nation]).map(str),
    status=st.sampled_from(["prospective", "nominated", "elected", "former"]),
    polling_day=st.none() | st.dates(),
    own_agent=st.booleans(),
)
PLACES = st.sets(st.sampled_from([WORK, HUT])).map(tuple)
ROLES = st.sampled_from([(), ("councillor",)])


@given(CANDIDACIES, PLACES, ROLES, st.dates())
def test_any_candidacy_on_any_day_has_its_advice(
    candidacy: Candidacy, places: tuple[Address, ...], roles: tuple[str, ...], today: date
) -> None:
    subject = candidate(candidacy, *places, roles=roles)
    found = implied(subject, today)
    assert found == implied(subject, today)
    assert [each.topic for each in found].count(Topic.IMPRINT) == 1
    assert len({each.topic for each in found}) == len(found)
    assert [each.urgent for each in found] == sorted((x.urgent for x in found), reverse=True)
    for said in (statement for each in found for statement in each.statements):
        assert isinstance(said, Statement)
        assert ("check with" in said.shown) is (said.mark is Mark.UNVERIFIED)


FILE = (files("exposure_audit") / "elections.toml").read_text("utf-8")


def line_of(text: str) -> int:
    return FILE[: FILE.index(text)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("checked = 2026-11-25", "checked = 2001-01-01", None, "`checked` is earlier"),
        ('mayor = ["England"]', 'mayor = ["Ruritania"]', line_of("mayor ="), "held_in.mayor"),
        ('mayor = ["England"]', "mayor = []", line_of("mayor ="), "held_in.mayor"),
        ('mayor = ["England"]\n', "", None, "every election and every topic"),
        ('elections = ["gla"]', 'elections = ["glee"]', line_of('["gla"]'), "elections"),
        ("acts = true", "act = true", line_of("acts = true"), "unknown key"),
        ("acts = true", "petition_days = 0", line_of("acts = true"), "petition_days"),
        ('mark = "S"', 'mark = "?"', line_of('mark = "S"'), "mark"),
        ('mark = "2"', 'mark = "2"\nask = "Joe"', line_of('mark = "2"') + 1, "ask"),
        ('stages = ["after"]', 'stages = ["later"]', line_of('["after"]'), "stages"),
        ('topic = "imprint"', 'topic = "leaflet"', line_of('topic = "imprint"'), "topic"),
    ],
)
def test_a_broken_copy_names_file_and_line(
    tmp_path: Path, old: str, new: str, line: int | None, words: str
) -> None:
    assert old in FILE
    path = tmp_path / "elections.toml"
    path.write_text(FILE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_rules(path)
    place = f"{path}:{line}: " if line else f"{path}: "
    assert str(caught.value).startswith(place)
    assert words in str(caught.value)


def test_a_statement_without_its_source_does_not_load(tmp_path: Path) -> None:
    path = tmp_path / "elections.toml"
    first = FILE.index('url = "')
    path.write_text(FILE[:first] + FILE[FILE.index("\n", first) + 1 :], encoding="utf-8")
    with pytest.raises(DataError, match="needs a url"):
        load_rules(path)
