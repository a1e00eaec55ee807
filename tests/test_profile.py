from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit import profile
from exposure_audit.errors import ProfileError
from exposure_audit.model import Kind, Role, Rung

TODAY = date(2026, 11, 23)


def test_every_kind_of_fact_is_read_in_its_normal_form(profile_text: str) -> None:
    subject = profile.parse(profile_text, "profile.toml", TODAY)
    assert [fact.id for fact in subject.facts] == [
        "name",
        "name",
        "date-of-birth",
        "address:home",
        "phone:mobile",
        "email:personal",
        "username:forum",
        "domain:campaign",
        "website:campaign",
        "company:consultancy",
        "page:nominations-2022",
        "detail:school",
    ]
    (home,) = subject.addresses()
    assert (home.postcode, home.role, home.location) == ("SE15 4QE", Role.HOME, (51.47115, -0.0612))
    assert subject.of_kind(Kind.PHONE)[0].value == "+447700900123"
    assert subject.consent.ceiling is Rung.ADDRESS
    protected = {fact.id for fact in subject.facts if fact.protected}
    assert protected == {
        "date-of-birth",
        "address:home",
        "phone:mobile",
        "email:personal",
        "username:forum",
        "detail:school",
    }


STAFF = """given_by = "subject"
date = 2026-11-01
expires = 2027-05-31
organisation = "Example Party"
reference = "consent form 17"
scope = ["handles", "names"]"""


def test_sources_are_asked_for_the_name_without_its_title(profile_text: str) -> None:
    titled = profile_text.replace('name = "Siân', 'name = "Cllr Dr Siân', 1)
    assert titled != profile_text
    one, other = (profile.parse(text, "profile.toml", TODAY) for text in (titled, profile_text))
    assert one.of_kind(Kind.NAME) == other.of_kind(Kind.NAME)


def test_a_staff_consent_sets_the_ceiling(profile_text: str) -> None:
    text = profile_text.replace('given_by = "self"\ndate = 2026-11-01', STAFF)
    assert profile.parse(text, "p", TODAY).consent.ceiling is Rung.NAMES


@pytest.mark.parametrize(
    ("old", "new", "says", "cure"),
    [
        ("[subject]", "[subject", "not a TOML file (line 2)", "init"),
        ("[consent]", "[consents]", "[consent] is missing", "No audit without consent"),
        ("also_known_as", "also_known_at", "also_known_at is not a known key", "also_known_as?"),
        ("SE15 4QE", "SE15 4Q", "address number 1", "postcode"),
        ('"+44 7700 900123"', '"12"', "phone number 1.number", ""),
        ('"sian.hughes@example.org"', '"sian"', "email number 1.address", ""),
        ("1979-03-05", '"5 March"', "subject.date_of_birth must be a date", "year-month-day"),
        ("1979-03-05", "2031-03-05", "date_of_birth cannot be right", "year-month-day"),
        ('label = "mobile"', 'label = "My mobile"', "phone number 1.label", "small letters"),
        ('label = "mobile"', 'label = "sianh79"', "a label in [[phone]]", "Labels are printed"),
        ('label = "home"', 'label = "14-st-marys-road"', "a label in [[address]]", "printed"),
        ('label = "home"', 'label = "se154qe"', "a label in [[address]]", "printed"),
        ("date = 2026-11-01", "date = 2027-01-01", "consent.date lies in the future", ""),
        ("date = 2026-11-01", "date = 2026-11-01\nexpires = 2026-11-22", "has expired", "again"),
        ('given_by = "self"', 'given_by = "subject"', "consent.expires is missing", "recorded"),
        ('given_by = "self"', 'given_by = "spouse"', "not one of the allowed words", "'self'"),
        ('given_by = "self"\n', "", "consent.given_by is missing", "Add it"),
        ('number = "01234567"', "number = 1234567", "company number 1.number", "quotes"),
        ("https://council.example/", "ftp://council.example/", "page number 1.url", "https://"),
        ("[51.47115, -0.06120]", "[51.47115]", "address number 1.location", "latitude"),
    ],
)
def test_what_is_wrong_is_said_with_place_and_cure(
    profile_text: str, old: str, new: str, says: str, cure: str
) -> None:
    assert old in profile_text
    with pytest.raises(ProfileError) as caught:
        profile.parse(profile_text.replace(old, new, 1), "profile.toml", TODAY)
    message = str(caught.value)
    assert says in message
    assert cure in message
    assert message.startswith("profile.toml")
    assert "\n" not in message


def test_a_message_names_the_line(profile_text: str) -> None:
    broken = profile_text.replace("SE15 4QE", "nowhere")
    line = broken.split("nowhere")[0].count("\n") + 1
    with pytest.raises(ProfileError) as caught:
        profile.parse(broken, "profile.toml", TODAY)
    places = {f"line {number}" for number in range(line - 4, line + 1)}
    assert any(place in str(caught.value) for place in places)
    assert "nowhere" not in str(caught.value)


def test_a_public_value_must_not_be_a_protected_one(profile_text: str) -> None:
    twin = '\n[[phone]]\nlabel = "office"\nnumber = "07700 900123"\npublic = true\n'
    with pytest.raises(ProfileError, match="phone:office is public and phone:mobile is protected"):
        profile.parse(profile_text + twin, "p", TODAY)


def test_a_label_is_used_once(profile_text: str) -> None:
    twin = '\n[[phone]]\nlabel = "mobile"\nnumber = "07700 900124"\n'
    with pytest.raises(ProfileError, match="phone:mobile is used twice"):
        profile.parse(profile_text + twin, "p", TODAY)


def _many(kind: str, count: int, line: str) -> str:
    items = (f'\n[[{kind}]]\nlabel = "x{n}"\n' + line.format(n=n) for n in range(count))
    return "".join(items)


@pytest.mark.parametrize(
    ("kind", "limit", "line"),
    [
        ("phone", 6, 'number = "07700 90010{n}"\n'),
        ("email", 8, 'address = "a{n}@example.org"\n'),
        ("username", 10, 'name = "user-{n}"\n'),
        ("address", 6, 'lines = ["{n}0 Example Road"]\npostcode = "ZZ9{n} 9ZZ"\n'),
    ],
)
def test_the_limits_of_each_kind_are_load_errors(kind: str, limit: int, line: str) -> None:
    head = '[subject]\nname = "A Person"\n[consent]\ngiven_by = "self"\ndate = 2026-11-01\n'
    if kind != "address":
        profile.parse(head + _many(kind, limit, line), "p", TODAY)
    with pytest.raises(ProfileError, match=f"{kind} has too many entries"):
        profile.parse(head + _many(kind, limit + 1, line), "p", TODAY)


def test_at_most_two_addresses_share_a_postcode(profile_text: str) -> None:
    more = _many("address", 2, 'lines = ["{n}5 Example Road"]\npostcode = "SE15 4QE"\n')
    with pytest.raises(ProfileError, match="more than 2 addresses have the same postcode"):
        profile.parse(profile_text + more, "p", TODAY)


def test_a_consent_of_staff_lasts_a_year_at_most(profile_text: str) -> None:
    staff = STAFF.replace("2027-05-31", "2027-12-01")
    text = profile_text.replace('given_by = "self"\ndate = 2026-11-01', staff)
    with pytest.raises(ProfileError, match=r"consent\.expires is too late"):
        profile.parse(text, "p", TODAY)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b"name = 'Si\xe2n'")
    large = tmp_path / "large.toml"
    large.write_bytes(b"#" * (profile.MAX_BYTES + 1))
    for path, says in (
        (tmp_path, "this is a folder"),
        (tmp_path / "missing.toml", "there is no such file"),
        (latin, "not UTF-8"),
        (large, "too large"),
    ):
        with pytest.raises(ProfileError, match=says):
            profile.load(path, TODAY)


@given(st.binary(max_size=300))
def test_no_bytes_get_past_the_loader_as_another_error(body: bytes) -> None:
    with pytest.raises(ProfileError):
        profile.parse(body.decode("utf-8", "replace"), "p", TODAY)
