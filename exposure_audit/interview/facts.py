"""Questions about the person and everything to look for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from exposure_audit.facts import address
from exposure_audit.interview.question import (
    Asking,
    Question,
    as_field,
    choice,
    day,
    optional,
    several,
    valid,
)
from exposure_audit.profile_schema import (
    AddressTable,
    CharityTable,
    CompanyTable,
    DetailTable,
    DomainTable,
    EmailTable,
    PhoneTable,
    PlaceTable,
    SubjectTable,
    Table,
    UsernameTable,
)

MOST_ADDRESSES = 6
SAME_POSTCODE = 2


def subject(today: date) -> Asking:
    """Ask who the person is."""
    name = yield Question(
        "What is your full name?",
        as_field(SubjectTable, "name"),
        "As it stands on a ballot paper.",
    )
    others = yield from several(
        "Any other name that you use or used? (a maiden name, a short form; Enter for none)",
        as_field(SubjectTable, "name"),
        limit=10,
    )
    born = yield Question(
        "Your date of birth, as year-month-day? (Enter to leave it out)",
        optional(day(earliest=date(1900, 1, 1), latest=today)),
        "It is never sent anywhere; it is only looked for.",
        default="",
    )
    table: dict[str, Any] = {"name": name}
    if others:
        table["also_known_as"] = others
    if born:
        table["date_of_birth"] = date.fromisoformat(born)
    return table


def addresses() -> Asking:
    """Ask for the home, then for former and other addresses."""
    found: list[dict[str, Any]] = []
    home = yield from _address(_HOME, found)
    if home:
        found.append({"label": "home", "role": "home", **home})
    while len(found) < MOST_ADDRESSES:
        more = yield from _address(_MORE, found)
        if not more:
            break
        role = yield Question(
            "What is it to you? (former, family, second, work or refuge)",
            choice("former", "family", "second", "work", "refuge"),
            default="former",
        )
        count = sum(item["role"] == role for item in found)
        label = role if count == 0 else f"{role}-{count + 1}"
        found.append({"label": label, "role": role, **more})
    return found


_HOME = "Your home address, without the postcode? (parts divided by commas; Enter for none)"
_MORE = (
    "Another address to look for: where you lived before, your family's, a second home? "
    "(Enter for no more)"
)


def _address(text: str, found: Sequence[dict[str, Any]]) -> Asking:
    lines = yield Question(
        text,
        optional(lambda given: valid(AddressTable, label="x", lines=_split(given), country="XX")),
        "Such as: Flat 2, 14 Example Road, Peckham, London",
        default="",
    )
    if not lines:
        return None
    code = yield Question(
        "Its postcode? (outside the UK, the country instead: two capital letters, such as US)",
        lambda given: _postcode(given, found),
    )
    located = yield Question(
        "Its latitude and longitude, to find photos taken there? (Enter to leave it out)",
        optional(_location),
        "A phone's compass app shows them without asking anyone. Such as: 51.4711, -0.0612",
        default="",
    )
    where = {"country": code} if _is_country(code) else {"postcode": code}
    pair = {"location": _numbers(located)} if located else {}
    return {"lines": _split(lines), **where, **pair}


def _is_country(text: str) -> bool:
    return bool(re.fullmatch(r"[A-Z]{2}", text))


def _postcode(text: str, found: Sequence[dict[str, Any]]) -> None:
    if _is_country(text):
        return
    code = address.normal_postcode(text)
    used = Counter(
        address.normal_postcode(item["postcode"]) for item in found if "postcode" in item
    )
    if used[code] >= SAME_POSTCODE:
        raise ValueError(f"at most {SAME_POSTCODE} addresses may share a postcode")


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _numbers(text: str) -> list[float]:
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise ValueError("write two numbers with a comma between them") from None


def _location(text: str) -> None:
    valid(AddressTable, label="x", lines=["x"], country="XX", location=_numbers(text))


@dataclass(frozen=True, slots=True)
class Repeated:
    """A kind of fact that may be given several times; labels are numbered words."""

    kind: str
    table: type[Table]
    key: str
    word: str
    limit: int
    text: str
    public: bool = False
    """Whether it identifies the person, so that it is no exposure where it stands."""

    def ask(self) -> Asking:
        """Ask until an empty answer."""
        check = as_field(self.table, self.key, label="x")
        answers = yield from several(f"{self.text} (Enter for no more)", check, limit=self.limit)
        known = {"public": True} if self.public else {}
        return [
            {
                "label": self.word if index == 1 else f"{self.word}-{index}",
                self.key: answer,
                **known,
            }
            for index, answer in enumerate(answers, start=1)
        ]


REPEATED = (
    Repeated(
        "phone", PhoneTable, "number", "phone", 6, "A phone number that should not be public?"
    ),
    Repeated("email", EmailTable, "address", "email", 8, "A private e-mail address?"),
    Repeated(
        *("username", UsernameTable, "name", "user", 6),
        "A user name of yours that is not known to be yours?",
    ),
    Repeated(
        *("domain", DomainTable, "name", "domain", 20),
        "A domain name that you or your campaign registered?",
    ),
    Repeated(
        *("website", PlaceTable, "url", "site", 20),
        "The web address of your own or your campaign's site?",
    ),
    Repeated(
        *("company", CompanyTable, "number", "company", 20),
        "The number of a company that you run or ran?",
    ),
    Repeated(
        *("charity", CharityTable, "number", "charity", 20),
        "The number of a charity that you are a trustee of?",
    ),
    Repeated(
        *("page", PlaceTable, "url", "page", 50),
        "The web address of a page or PDF to watch, such as an old council notice, or your page at "
        "Democracy Club?",
    ),
    Repeated(
        *("detail", DetailTable, "text", "detail", 10),
        "Anything else that must not stand beside your name, such as a school or a car's plate?",
    ),
    Repeated(
        *("username", UsernameTable, "name", "account", 4),
        "A user name that everybody knows as yours, such as the campaign's?",
        public=True,
    ),
)
