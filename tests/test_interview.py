from collections.abc import Iterable
from datetime import date

import pytest
import tomlkit

from exposure_audit import profile
from exposure_audit.interview.choices import SELF_STATEMENT, STAFF_STATEMENT
from exposure_audit.interview.flow import Interviewed, interview
from exposure_audit.model import Kind, Role, Rung

TODAY = date(2026, 11, 23)

ALONE = [
    "y",
    "Siân Example-Hughes", "Sian Hughes", "", "1979-03-05",
    "Flat 2, 14 St Mary's Road, Peckham, London", "se15 4qe", "51.47115, -0.0612",
    "1 Mill Lane, Example Town", "ZZ99 9ZZ", "", "former",
    "3 Mill Lane, Example Town", "ZZ99 9ZZ", "", "former",
    "5 Main Street, Exampleville", "US", "", "second",
    "",
    "07700 900123", "",
    "sian.hughes@example.org", "",
    "sianh79", "",
    "sian4peckham.example", "",
    "https://sian4peckham.example/", "",
    "1234567", "",
    "",
    "https://council.example/sopn-2022.pdf", "",
    "Example Primary School", "",
    "sian4peckham", "",
    "local", "England", "Southwark", "2027-05-06", "y",
    "councillor, director", "US",
    "y", "y", "n",
    SELF_STATEMENT,
]  # fmt: skip


def answered(answers: Iterable[str]) -> Interviewed:
    """Answer every question, checking each answer as `init` does."""
    questions = interview(TODAY)
    question = next(questions)
    for answer in answers:
        question.check(answer)
        try:
            question = questions.send(answer)
        except StopIteration as done:
            made: Interviewed = done.value
            return made
    raise AssertionError(f"still asking: {question.text}")


def test_the_answers_make_a_profile_that_loads() -> None:
    made = answered(ALONE)
    assert made.disclose is Rung.NAMES
    subject = profile.parse(tomlkit.dumps(made.profile), "p", TODAY)
    assert [fact.id for fact in subject.addresses()] == [
        "address:home",
        "address:former",
        "address:former-2",
        "address:second",
    ]
    assert subject.addresses()[0].location == (51.47115, -0.0612)
    assert subject.addresses()[1].role is Role.FORMER
    assert subject.of_kind(Kind.COMPANY)[0].value == "01234567"
    assert subject.candidacy is not None
    assert subject.candidacy.polling_day == date(2027, 5, 6)
    assert subject.candidacy.own_agent
    assert subject.roles == ("councillor", "director")
    assert subject.lived_in == ("US",)
    users = {fact.value: fact.public for fact in subject.of_kind(Kind.USERNAME)}
    assert users == {"sianh79": False, "sian4peckham": True}
    assert subject.consent.given_by == "self"


def test_staff_give_the_recorded_consent_and_its_statement() -> None:
    head = ["A Person", "", ""]
    consent = ["n", "Example Party", "form 17", "2027-05-31"]
    none = [""] * 15
    made = answered([*consent, *head, *none, "y", "n", STAFF_STATEMENT])
    assert made.disclose is Rung.HANDLES
    subject = profile.parse(tomlkit.dumps(made.profile), "p", TODAY)
    assert subject.consent.given_by == "subject"
    assert subject.consent.ceiling is Rung.HANDLES


@pytest.mark.parametrize(
    ("position", "wrong", "says"),
    [
        (0, "perhaps", "answer with one of"),
        (1, " ", "one line"),
        (4, "5 March 1979", "year-month-day"),
        (4, "2031-01-01", "cannot be right"),
        (6, "SE15", "postcode"),
        (7, "51.4", "latitude"),
        (7, "here", "two numbers"),
        (11, "holiday", "answer with one of"),
        (17, "ZZ99 9ZZ", "share a postcode"),
        (21, "12", "number"),
        (23, "sian", "e-mail"),
        (29, "sian4peckham.example", "https://"),
        (len(ALONE) - 6, "Pope", "cannot be right"),
        (len(ALONE) - 5, "America", "two capital letters"),
        (len(ALONE) - 1, "yes", "type the words"),
    ],
)
def test_a_wrong_answer_is_refused_at_once(position: int, wrong: str, says: str) -> None:
    questions = interview(TODAY)
    question = next(questions)
    for answer in ALONE[:position]:
        question = questions.send(answer)
    with pytest.raises(ValueError, match=says) as caught:
        question.check(wrong)
    assert wrong == " " or wrong not in str(caught.value).split()
    question.check(ALONE[position])


def test_a_no_ends_the_ladder_there() -> None:
    answers = [*ALONE[:-4], "n", ALONE[-1]]
    assert answered(answers).disclose is Rung.NOTHING
