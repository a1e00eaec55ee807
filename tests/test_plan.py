from dataclasses import replace
from datetime import date

import pytest

from exposure_audit import plan, profile
from exposure_audit.checks import registry
from exposure_audit.checks.meta import Taken
from exposure_audit.errors import OptionError
from exposure_audit.model import CheckId, Fact, Kind, Reason, Rung, Subject
from tests.fakes import meta

TODAY = date(2026, 11, 23)


BOTH = meta("both", {Rung.HANDLES: (Kind.COMPANY,), Rung.NAMES: (Kind.NAME,)})
SEARCH = meta("search", {Rung.NAMES: (Kind.NAME,)}, needs_key=True)
CHARITY = meta("charity", {Rung.HANDLES: (Kind.CHARITY,)})
METAS = {each.id: each for each in (BOTH, SEARCH, CHARITY)}


@pytest.fixture
def subject(profile_text: str) -> Subject:
    return profile.parse(profile_text, "p", TODAY)


def planned(subject: Subject, choices: plan.Choices) -> dict[str, plan.PlannedAttempt]:
    return {attempt.meta.id: attempt for attempt in plan.make(subject, METAS, choices)}


def test_a_check_sees_only_what_the_level_allows(subject: Subject) -> None:
    attempt = planned(subject, plan.Choices(disclose=Rung.HANDLES))["both"]
    assert attempt.skip is None
    assert attempt.gives is not None
    assert [fact.id for fact in attempt.gives.facts] == ["company:consultancy"]
    assert attempt.allowed == {"company:consultancy"}
    assert attempt.withheld


def test_at_a_higher_level_nothing_is_withheld(subject: Subject) -> None:
    attempt = planned(subject, plan.Choices(disclose=Rung.NAMES))["both"]
    assert attempt.allowed == {"company:consultancy", "name"}
    assert not attempt.withheld


@pytest.mark.parametrize(
    ("choices", "reasons"),
    [
        (plan.Choices(disclose=Rung.NOTHING), (Reason.LEVEL, Reason.LEVEL, Reason.NOT_APPLICABLE)),
        (plan.Choices(disclose=Rung.HANDLES), (None, Reason.LEVEL, Reason.NOT_APPLICABLE)),
        (plan.Choices(disclose=Rung.NAMES), (None, Reason.NO_KEY, Reason.NOT_APPLICABLE)),
        (plan.Choices(disclose=Rung.NAMES, keys=["brave"]), (None, None, Reason.NOT_APPLICABLE)),
        (
            plan.Choices(disclose=Rung.NAMES, stand_ins=["searxng"]),
            (None, None, Reason.NOT_APPLICABLE),
        ),
    ],
)
def test_why_a_check_is_left_out(
    subject: Subject, choices: plan.Choices, reasons: tuple[Reason | None, ...]
) -> None:
    attempts = planned(subject, choices)
    assert tuple(attempts[name].skip for name in ("both", "search", "charity")) == reasons
    assert all((attempt.gives is None) == bool(attempt.skip) for attempt in attempts.values())


def test_the_consent_is_a_ceiling(profile_text: str) -> None:
    text = profile_text.replace('given_by = "self"', 'given_by = "self"\nscope = ["handles"]')
    subject = profile.parse(text, "p", TODAY)
    assert plan.level_of(subject, Rung.ADDRESS) is Rung.HANDLES
    assert plan.level_of(subject, Rung.NOTHING) is Rung.NOTHING


def test_only_and_skip(subject: Subject) -> None:
    assert set(planned(subject, plan.Choices(disclose=Rung.NAMES, only=["both"]))) == {"both"}
    assert "both" not in planned(subject, plan.Choices(disclose=Rung.NAMES, skip=["both"]))


@pytest.mark.parametrize("option", ["only", "skip"])
def test_an_unknown_check_is_named(subject: Subject, option: str) -> None:
    choices = (
        plan.Choices(disclose=Rung.NAMES, only=["x"])
        if option == "only"
        else plan.Choices(disclose=Rung.NAMES, skip=["x"])
    )
    with pytest.raises(OptionError, match=f"--{option}: there is no such check"):
        plan.make(subject, METAS, choices)


ASKED = meta("asked", {Rung.HANDLES: (Kind.COMPANY,), Rung.CONTACTS: (Kind.EMAIL, Kind.PHONE)})


@pytest.mark.parametrize(
    ("level", "allow", "facts"),
    [
        (Rung.NAMES, [], {"company:consultancy"}),
        (Rung.CONTACTS, [], {"company:consultancy"}),
        (Rung.NAMES, ["asked"], {"company:consultancy"}),
        (Rung.ADDRESS, ["another"], {"company:consultancy"}),
        (
            Rung.CONTACTS,
            ["asked"],
            {"company:consultancy", "email:personal", "phone:mobile"},
        ),
    ],
)
def test_the_two_top_rungs_open_source_by_source(
    subject: Subject, level: Rung, allow: list[str], facts: set[str]
) -> None:
    choices = plan.Choices(disclose=level, allow=allow)
    (attempt,) = plan.make(subject, {ASKED.id: ASKED}, choices)
    assert attempt.allowed == facts
    assert bool(attempt.withheld) is (len(facts) == 1)


def test_no_source_ever_gets_a_date_of_birth_or_a_place(subject: Subject) -> None:
    for check in registry.metas().values():
        sent = {kind for kinds in check.sends.values() for kind in kinds}
        assert not sent & {Kind.DATE_OF_BIRTH, Kind.DETAIL}
        assert {kind for ask in check.asks for kind in ask.sends} <= sent
    assert subject.of_kind(Kind.DATE_OF_BIRTH)


ENGINES = {
    "names": replace(SEARCH, id=CheckId("names")),
    "contacts": replace(SEARCH, id=CheckId("contacts"), sends={Rung.CONTACTS: (Kind.EMAIL,)}),
}


@pytest.mark.parametrize(
    ("chosen", "names", "contacts"),
    [
        (None, ("brave", "searxng"), ()),
        ("searxng", ("brave",), ("searxng",)),
        ("brave", ("searxng",), ("brave",)),
        ("mojeek", ("brave", "searxng"), ()),
    ],
)
def test_no_search_engine_gets_names_and_contacts(
    subject: Subject, chosen: str | None, names: tuple[str, ...], contacts: tuple[str, ...]
) -> None:
    choices = plan.Choices(
        disclose=Rung.CONTACTS,
        keys=["brave"],
        stand_ins=["searxng"],
        allow=["contacts"],
        contact_search=chosen,
    )
    metas = {each.id: each for each in ENGINES.values()}
    attempts = {each.meta.id: each for each in plan.make(subject, metas, choices)}
    assert attempts[CheckId("names")].providers == names
    assert attempts[CheckId("contacts")].providers == contacts
    assert attempts[CheckId("contacts")].skip is (None if contacts else Reason.NO_KEY)


@pytest.mark.parametrize(
    ("taken", "facts"),
    [
        (Taken.ALL, {"name", "email:office", "email:personal"}),
        (Taken.PUBLIC, {"name", "email:office"}),
        (Taken.PROTECTED, {"email:personal"}),
    ],
)
def test_a_check_may_want_what_is_public_or_what_is_not(taken: Taken, facts: set[str]) -> None:
    office = Fact(kind=Kind.EMAIL, label="office", value="office@campaign.example", public=True)
    personal = Fact(kind=Kind.EMAIL, label="personal", value="s@postbox.example")
    name = Fact(kind=Kind.NAME, label="", value="Siân Example-Hughes")
    check = replace(BOTH, sends={Rung.NAMES: (Kind.NAME, Kind.EMAIL)}, taken=taken)
    assert {each.id for each in (name, office, personal) if check.takes(each)} == facts
