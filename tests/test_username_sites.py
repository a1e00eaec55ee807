from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from exposure_audit.errors import SettingsError
from exposure_audit.username_sites import HOLE, SiteMark, load, shipped

ENTRY: dict[str, Any] = {
    "name": "Lamps",
    "uri_check": "https://api.lamps.example/{account}",
    "uri_pretty": "https://lamps.example/{account}",
    "e_code": 200,
    "e_string": '"user":',
    "m_string": "no such user",
    "m_code": 404,
    "known": ["example"],
    "cat": "hobby",
}


def listed(tmp_path: Path, *entries: object) -> Path:
    path = tmp_path / "wmn-data.json"
    path.write_text(json.dumps({"license": ["CC BY-SA 4.0"], "sites": list(entries)}), "utf-8")
    return path


def test_our_list_has_both_marks_and_no_sensitive_site() -> None:
    assert len(shipped()) >= 7
    assert len({site.host for site in shipped()}) == len(shipped())
    for site in shipped():
        assert site.there != site.missing
        assert HOLE in site.check
        assert HOLE in site.page


def test_an_entry_of_the_users_list_is_read(tmp_path: Path) -> None:
    (site,) = load(listed(tmp_path, ENTRY))
    assert site.host == "api.lamps.example"
    assert site.url("a/b c") == "https://api.lamps.example/a%2Fb%20c"
    assert site.place("x") == "https://lamps.example/x"
    assert (site.there, site.missing) == (SiteMark(200, '"user":'), SiteMark(404, "no such user"))


@pytest.mark.parametrize("name", ["e_code", "e_string", "m_code", "m_string", "uri_check"])
def test_an_entry_without_both_marks_is_never_asked(tmp_path: Path, name: str) -> None:
    lacking = {key: value for key, value in ENTRY.items() if key != name}
    assert load(listed(tmp_path, lacking, {**ENTRY, name: ""}, {**ENTRY, name: None})) == ()


@pytest.mark.parametrize(
    "change",
    [
        {"cat": "xx NSFW xx"},
        {"cat": "dating"},
        {"cat": "Health"},
        {"cat": "political"},
        {"cat": "finance"},
        {"protection": ["cloudflare"]},
        {"post_body": '{"u": "{account}"}'},
        {"headers": {"x": "y"}},
        {"strip_bad_char": "."},
        {"valid": False},
        {"uri_check": "http://api.lamps.example/{account}"},
        {"uri_check": "https://{account}.lamps.example/"},
        {"uri_check": "https://api.lamps.example/"},
        {"uri_check": "https:///{account}"},
        {"uri_check": "https://[bad/{account}"},
        {"uri_check": "https://lichess.org/api/user/{account}"},
        {"e_code": 404, "e_string": "no such user"},
    ],
)
def test_sites_that_are_left_alone(tmp_path: Path, change: dict[str, object]) -> None:
    assert load(listed(tmp_path, {**ENTRY, **change})) == ()


def test_what_is_no_entry_is_passed_over_and_a_site_is_read_once(tmp_path: Path) -> None:
    assert len(load(listed(tmp_path, 7, None, [], ENTRY, {**ENTRY, "name": "Again"}))) == 1


def test_a_page_without_the_account_is_the_address_asked(tmp_path: Path) -> None:
    for pretty in ("", "https://lamps.example/", "javascript:{account}"):
        (site,) = load(listed(tmp_path, {**ENTRY, "uri_pretty": pretty}))
        assert site.page == site.check


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "7", "null", '{"sites": 7}', '{"site": []}', "[" * 100_000]
)
def test_a_file_of_another_form_is_an_error_with_its_cure(tmp_path: Path, text: str) -> None:
    path = tmp_path / "list.json"
    path.write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=r"wmn-data\.json"):
        load(path)
    with pytest.raises(SettingsError, match="no such file"):
        load(tmp_path / "missing.json")


def test_a_mark_may_hold_the_account() -> None:
    mark = SiteMark(200, "@{account}<")
    assert mark.on(200, "<b>@x<", "x")
    assert not mark.on(200, "<b>@y<", "x")
    assert not mark.on(404, "<b>@x<", "x")
