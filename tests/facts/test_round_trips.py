"""Every documented way of writing a fact (docs/matching.md), with random values."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.facts import address, birth, detail, email, identifier, name, phone, username
from exposure_audit.facts.location import written_places
from exposure_audit.facts.text import Text
from exposure_audit.model import Address, Confidence, Fact, Kind

WORD = st.text(alphabet="bcdfghjklmnprstvwz", min_size=4, max_size=8)
CALLED = WORD.map(lambda word: f"Z{word}")
"""A name, and never a title."""
NUMBER = st.integers(1, 999)
FLAT = st.integers(1, 99)


def home(*lines: str) -> address.PostalAddress:
    return address.recogniser(
        Address(label="home", value="", lines=(*lines, "Testford"), postcode="ZZ9 9ZY")
    )


def sure(one: address.PostalAddress, text: str) -> bool:
    return any(match.confidence is Confidence.HIGH for match in one.find(text))


@given(
    NUMBER, FLAT, WORD.map(str.title),
    st.sampled_from([
        "Flat {f}, {n} {s} Road, ZZ9 9ZY", "{f}/{n} {s} Rd, ZZ99ZY",
        "Apt. {f}\n{n} {s} Road\nZZ9 9ZY", "{n} {s} Road, Flat {f}, ZZ9 9ZY",
        "{n} Flat {f} {s} Road ZZ9 9ZY", "{n}/{f} {s} Road ZZ9 9ZY",
        "Unit {f}, Rose House, {n} {s} Road, zz9 9zy", "ZZ9 9ZY: Flat {f}, {n} {s} Road",
    ]),
)  # fmt: skip
def test_flats(number: int, flat: int, street: str, form: str) -> None:
    text = form.format(n=number, f=flat, s=street)
    assert sure(home(f"Flat {flat}", f"{number} {street} Road"), f"at {text} now")
    assert not sure(home(f"Flat {flat + 1}", f"{number} {street} Road"), text)
    assert not sure(home(f"Flat {flat}", f"{number + 1000} {street} Road"), text)


@given(
    NUMBER,
    WORD.map(str.title),
    st.sampled_from(["{s} Road {n}, ZZ9 9ZY", "{s} Road no. {n} ZZ9 9ZY"]),
)
def test_the_number_behind_its_street(number: int, street: str, form: str) -> None:
    assert sure(home(f"{number} {street} Road"), form.format(n=number, s=street))


@given(WORD.map(str.title), WORD.map(str.title), st.sampled_from([", ", "\n", " | "]))
def test_named_houses(house: str, street: str, gap: str) -> None:
    one = home(f"{house} Cottage", f"{street} Lane")
    assert sure(one, gap.join((f"{house} Cott.", f"{street} Ln", "Testford", "ZZ9 9ZY")))
    assert sure(one, gap.join((f"{house} Cottage", "Testford", "ZZ9 9ZY")))
    assert not sure(one, gap.join((f"{street} Lane", "Testford", "ZZ9 9ZY")))


@given(
    WORD, WORD, WORD,
    st.sampled_from(
        ["{}@{}", "{} [at] {}", "{}(at){}", "{} at {}", "{} @ {}", "<{}@{}>", "mailto:{}@{}"]
    ),
    st.sampled_from([".", " [dot] ", "(dot)", " dot "]), st.booleans(),
)  # fmt: skip
def test_mail(first: str, last: str, host: str, form: str, dot: str, capitals: bool) -> None:
    fact = Fact(kind=Kind.EMAIL, label="x", value=f"{first}.{last}@{host}.example")
    written = form.format(f"{first}.{last}", f"{host}.example").replace(".", dot)
    text = f"write to {written.upper() if capitals else written} today"
    assert list(email.recogniser(fact).find(text))
    other = Fact(kind=Kind.EMAIL, label="x", value=f"{first}.{last}x@{host}.example")
    assert not list(email.recogniser(other).find(text))


@given(WORD, WORD, st.integers(1, 12))
def test_gmail_takes_no_notice_of_dots_and_tags(first: str, last: str, cut: int) -> None:
    fact = Fact(kind=Kind.EMAIL, label="x", value=f"{first}{last}@gmail.com")
    local = f"{first}{last}"
    dotted = f"{local[:cut]}.{local[cut:]}".strip(".")
    for text in (f"{dotted}@gmail.com", f"{dotted}@googlemail.com", f"{dotted}+x@gmail.com"):
        assert list(email.recogniser(fact).find(text))


@given(
    st.dates(date(1930, 1, 1), date(2008, 12, 31)),
    st.sampled_from(["%B %Y", "%b %Y", "%m/%Y", "%Y-%m"]),
)
def test_months_of_birth(day: date, form: str) -> None:
    fact = Fact(kind=Kind.DATE_OF_BIRTH, label="", value=day.isoformat())
    assert list(birth.recogniser(fact).find(f"date of birth: {day.strftime(form)}"))


@given(
    st.floats(50, 59), st.floats(-7.9, -0.01),
    st.sampled_from(
        ["{0:.5f}, {1:.5f}", "{0:.5f} N {2:.5f} W", "lat={0:.6f}&lon={1:.6f}", "[{1:.5f},{0:.5f}]"]
    ),
)  # fmt: skip
def test_coordinates(north: float, east: float, form: str) -> None:
    text = Text.of(form.format(north, east, -east))
    assert any(place.near((north, east)) for place in written_places(text))
    assert not any(place.near((north + 0.002, east)) for place in written_places(text))


@given(
    CALLED, CALLED, CALLED,
    st.sampled_from([
        "{0} {2}", "{2}, {0}", "Cllr {0} {2} MBE", "Dr {0} {1} {2}", "{2}, {0} {1}", "{0}\n{2}",
        "First name: {0}\nSurname: {2}", "Surname: {2}\nForenames: {0}", '{0} "{1}" {2}',
    ]),
)  # fmt: skip
def test_names(first: str, middle: str, last: str, form: str) -> None:
    fact = Fact(kind=Kind.NAME, label="", value=f"{first} {last}")
    assert list(name.recogniser(fact).find(f"({form.format(first, middle, last)})"))
    other = Fact(kind=Kind.NAME, label="", value=f"{first} {last}q")
    assert not list(name.recogniser(other).find(form.format(first, middle, last)))


@given(WORD, NUMBER, st.sampled_from(["@{}", "/u/{}/", "by {}.", "{}"]))
def test_handles(word: str, number: int, form: str) -> None:
    fact = Fact(kind=Kind.USERNAME, label="x", value=f"{word}_{number}")
    assert list(username.recogniser(fact).find(form.format(fact.value.upper())))
    assert not list(username.recogniser(fact).find(form.format(f"{fact.value}9")))
    host = Fact(kind=Kind.DOMAIN, label="x", value=f"{word}{number}.example")
    assert list(identifier.domain_recogniser(host).find(f"https://www.{host.value}/x"))
    assert not list(identifier.domain_recogniser(host).find(f"x{host.value}"))


@given(st.integers(10_000, 99_999_999), st.booleans())
def test_company_numbers(number: int, zeros: bool) -> None:
    fact = Fact(kind=Kind.COMPANY, label="x", value=f"{number:08d}")
    one = identifier.number_recogniser(fact)
    assert list(one.find(f"No. {fact.value if zeros else number}."))
    assert not list(one.find(f"No. {number}7"))


@given(WORD, WORD, st.sampled_from([" ", "-", "\n", "  "]))
def test_details(one: str, other: str, gap: str) -> None:
    fact = Fact(kind=Kind.DETAIL, label="x", value=f"{one} {other} School")
    found = list(detail.recogniser(fact).find(f"at {gap.join((one, other, 'school')).upper()}."))
    assert [match.needs_name for match in found] == [True]


@given(st.integers(0, 999), st.sampled_from(["1632960", "2079460", "1134960"]))
def test_lost_zeros(last: int, area: str) -> None:
    fact = Fact(kind=Kind.PHONE, label="x", value=f"+44{area}{last:03d}")
    (match,) = phone.recogniser(fact).find(f"Tel,{area}{last:03d},")
    assert match.confidence is Confidence.MEDIUM
