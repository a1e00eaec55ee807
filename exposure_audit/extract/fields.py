"""What the fields of a record are called, and how those of one name or address are written out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

# Writing order of an address; keys in lower case without separators (schema.org PostalAddress,
# Companies House, vCard in JSON, OpenStreetMap's `addr:` tags, the headers of registers).
_FLAT_KEYS = (
    "flat", "flatno", "flatnumber", "apartment", "subbuilding", "subbuildingname", "unit", "saon",
)  # fmt: skip
_HOUSE_KEYS = (
    "premise", "premises", "paon", "buildingname", "housename", "house", "housenameornumber",
    "housenamenumber", "building",
)  # fmt: skip
_NUMBER_KEYS = (
    "buildingnumber", "housenumber", "houseno", "housenr", "hausnummer", "streetnumber",
    "streetno", "number", "no", "nr",
)  # fmt: skip
_STREET_LINES = (
    "address", "addresslines", "fulladdress", "lines", "streetaddress", "addressline", "addr",
    "addressline1", "address1", "addr1", "line1", "street1", "firstline", "firstlineofaddress",
    "street", "streetname", "thoroughfare", "road", "roadname", "strasse",
)  # fmt: skip
_PLACES = (
    *(f"{name}{number}" for number in (2, 3, 4, 5) for name in
      ("addressline", "address", "addr", "line", "street")),
    "dependentlocality", "suburb", "village", "locality", "addresslocality", "district", "city",
    "town", "towncity", "townorcity", "citytown", "posttown", "ort", "county", "region",
    "addressregion", "state", "province", "postalcode", "postcode", "postalzip", "zip", "zipcode",
    "pcode", "plz", "country", "addresscountry", "countryname",
)  # fmt: skip
_BEFORE = ("careof", "co", "pobox", "postofficebox", "postofficeboxnumber")
_WRITTEN = (*_BEFORE, *_FLAT_KEYS, *_HOUSE_KEYS, *_NUMBER_KEYS, *_STREET_LINES, *_PLACES)
_ORDER = {key: place for place, key in enumerate(_WRITTEN)}
_TELLING = frozenset((*_HOUSE_KEYS, *_STREET_LINES))
"""Keys of which an address has one; a number and a state alone may be anything."""
_STREETS = _TELLING | frozenset(_NUMBER_KEYS)
_FLATS = frozenset(_FLAT_KEYS)
_WHOLE = frozenset({"address", "addresslines", "fulladdress", "lines", "streetaddress"})
_NAMES = (
    "forename", "forenames", "firstname", "firstnames", "givenname", "givennames", "given",
    "first", "fname", "knownas", "initial", "initials", "middlename", "middlenames", "middle",
    "additionalname", "surname", "lastname", "familyname", "family", "last", "lname",
)  # fmt: skip
_NAME_ORDER = {key: place for place, key in enumerate(_NAMES)}
_FORENAMES = frozenset(_NAMES[:9])
_SURNAMES = frozenset(_NAMES[-6:])
_BIRTH = re.compile(r"dob$|birth|^born$|bday|geburt")
_BIRTH_PIECE = re.compile(r"(\w{1,60}?)(year|month|day)")
_DAY = ("day", "month", "year")
_WORD_START = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[a-zA-Z])(?=\d)|[\W_]+")
_EMPTY_GROUPS = frozenset({"address", "addr", "street", "postal", "building"})
_BARE = re.compile(r"\d{1,5}\s?[a-zA-Z]?(?:\s?-\s?\d{1,5}[a-zA-Z]?)?")
_LONGEST_KEY = 200


@lru_cache(maxsize=4_096)
def parted(key: str) -> tuple[str, str]:
    """Return the group that a field belongs to, and its name in lower case without separators.

    "Organisation_address_line_1" is ("organisation", "addressline1"); a name that is not one of an
    address or a person has no group.
    """
    words = [word.lower() for word in _WORD_START.split(key[:_LONGEST_KEY]) if word]
    for start in range(len(words)):
        name = "".join(words[start:])
        if name in _ORDER or name in _NAME_ORDER:
            group = "".join(words[:start])
            return "" if group in _EMPTY_GROUPS else group, name
    return "", "".join(words)


def of_address(name: str) -> bool:
    """Whether a squeezed name is one of an address."""
    return name in _ORDER


def whole_address(name: str) -> bool:
    """Whether a squeezed name may stand for all lines of an address."""
    return name in _WHOLE


def of_person(name: str) -> bool:
    """Whether a squeezed name is a part of a person's name."""
    return name in _NAME_ORDER


def of_birth(name: str) -> bool:
    """Whether a squeezed name is that of a date of birth."""
    return bool(_BIRTH.search(name))


def address_text(values: Mapping[str, str]) -> str:
    """Return an object's address in writing order, or an empty text where it holds none.

    Keys in lower case without separators. A number before a street takes no comma.
    """
    found = sorted((key for key in values if key in _ORDER and values[key]), key=_ORDER.__getitem__)
    if len(found) < 2 or _TELLING.isdisjoint(found):
        return ""
    text = ""
    for key in found:
        value = values[key]
        if key in _FLATS and _BARE.fullmatch(value):
            value = f"Flat {value}"
        number = _BARE.fullmatch(text.rpartition(",")[2].strip())
        glue = " " if number and key in _STREETS and not value[:1].isdigit() else ", "
        text = f"{text}{glue}{value}" if text else value
    return text


def name_text(values: Mapping[str, str]) -> str:
    """Return forename and surname in this order, or an empty text where either is missing."""
    found = [key for key in values if key in _NAME_ORDER and values[key]]
    if _FORENAMES.isdisjoint(found) or _SURNAMES.isdisjoint(found):
        return ""
    return " ".join(values[key] for key in sorted(found, key=_NAME_ORDER.__getitem__))


def grouped(fields: Iterable[tuple[str, str]]) -> dict[str, dict[str, str]]:
    """Return fields by group and squeezed name; of several with one name the first counts."""
    groups: dict[str, dict[str, str]] = {}
    for key, value in fields:
        group, name = parted(key)
        if value:
            groups.setdefault(group, {}).setdefault(name, value)
    return groups


def birth_text(values: Mapping[str, str]) -> str:
    """Return a date of birth whose parts are fields of their own, with a word of birth.

    The day may be missing, as in the company register; an empty text where more is.
    """
    pieces = {
        found[2]: value
        for name, value in values.items()
        if value and name.endswith(_DAY) and (found := _BIRTH_PIECE.fullmatch(name))
        if of_birth(found[1])
    }
    if "month" not in pieces or "year" not in pieces:
        return ""
    between = " " if "day" in pieces else "/" if pieces["month"].isdigit() else " "
    return "date of birth: " + between.join(pieces[piece] for piece in _DAY if piece in pieces)


def addresses(groups: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return the addresses of a record: one of each group, or one of all fields together."""
    found = [text for values in groups.values() if (text := address_text(values))]
    if not found and len(groups) > 1:
        together = {name: value for values in groups.values() for name, value in values.items()}
        found = list(filter(None, [address_text(together)]))
    return found


def names(groups: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Yield the names of a record, one of each group."""
    yield from filter(None, map(name_text, groups.values()))
