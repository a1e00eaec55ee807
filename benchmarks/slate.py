"""An invented slate of candidates for the benchmarks, and the facts of theirs that pages show."""

from __future__ import annotations

import random
from datetime import date

from pages import WORDS

from exposure_audit.model import Address, Consent, Fact, Kind, Subject

_FORENAME_WORDS = (
    "John Mary Sian David Sarah James Emma Robert Priya Mohammed Anna Gareth Liam Chloe Olga "
    "Piotr Kwame Ifeoma Harpreet Catriona Niamh Declan Rhys Elin Ewan Isla Tomasz Kasia Yusuf Aisha"
)
_FORENAMES = tuple(_FORENAME_WORDS.split())
_TYPES = ("Road", "Street", "Lane", "Avenue", "Close", "Drive", "Terrace", "Gardens")
_TOWNS = ("Leeds", "Cardiff", "Glasgow", "Bristol", "Norwich", "Belfast", "Derby", "Exeter")
_AREAS = ("LS", "CF", "G", "BS", "NR", "BT", "DE", "EX", "SE", "SW", "M", "B", "EH")
_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
# Numbers that Ofcom keeps for drama, of other ranges than those that the pages show.
_DRAMA = (
    "1134960", "1144960", "1164960", "1174960", "1184960", "1214960", "1314960", "1414960",
    "1514960", "1614960", "1914980", "2896496", "2920180",
)  # fmt: skip
_NAMES = tuple(word for word in WORDS if len(word) > 3)
CONSENT = Consent(given_by="self", given_on=date(2026, 11, 1))


def slate(count: int, seed: int) -> list[Subject]:
    """Return so many people, each with name, home, phone, e-mail and date of birth."""
    rng = random.Random(seed)
    return [_subject(number, rng) for number in range(count)]


def _subject(number: int, rng: random.Random) -> Subject:
    forename, surname = rng.choice(_FORENAMES), rng.choice(_NAMES).capitalize()
    town = rng.randrange(len(_TOWNS))
    code = f"{_AREAS[town]}{rng.randint(1, 28)} {rng.randint(1, 9)}" + "".join(
        rng.choices(_LETTERS, k=2)
    )
    street = f"{rng.randint(1, 199)} {rng.choice(_NAMES).capitalize()} {rng.choice(_TYPES)}"
    born = date(rng.randint(1940, 2004), rng.randint(1, 12), rng.randint(1, 28))
    phone = f"+44{_DRAMA[number % len(_DRAMA)]}{number // len(_DRAMA) % 1000:03d}"
    mail = f"{forename}.{surname}{number}@mail.example".lower()
    return Subject(
        facts=(
            Fact(kind=Kind.NAME, label="", value=f"{forename} {surname}"),
            Address(
                label="home", value=street, lines=(street, _TOWNS[town]), postcode=code,
                location=(rng.uniform(50.5, 57.0), rng.uniform(-4.0, 1.0)),
            ),
            Fact(kind=Kind.PHONE, label="mobile", value=phone),
            Fact(kind=Kind.EMAIL, label="personal", value=mail),
            Fact(kind=Kind.DATE_OF_BIRTH, label="", value=born.isoformat()),
        ),
        consent=CONSENT,
    )  # fmt: skip


def shown(subject: Subject, rng: random.Random) -> list[str]:
    """Return a subject's facts as a page may write them."""
    name, home, phone, mail, born = subject.facts
    if not isinstance(home, Address):
        raise TypeError
    number = "0" + phone.value[3:]
    day = date.fromisoformat(born.value)
    return [
        f"{name.value}, {', '.join(home.lines)}, {home.postcode}",
        rng.choice((f"{number[:5]} {number[5:]}", f"+44 {number[1:5]} {number[5:]}", number)),
        mail.value,
        f"{name.value}, born {day.day} {day:%B %Y}",
    ]
