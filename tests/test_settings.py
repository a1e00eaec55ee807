from pathlib import Path

import pytest

from exposure_audit import settings
from exposure_audit.errors import OptionError, SettingsError
from exposure_audit.model import Rung

EXAMPLE = """
disclose = "names"
allow = ["hibp"]
visit = ["Council.example"]
searxng = "https://search.home.example"
contact_search = "mojeek"

[net]
dns = ["127.0.0.1:5399"]
[net.whois]
uk = "127.0.0.1:4343"
[net.origins]
"https://sian4peckham.example" = "http://127.0.0.1:43211"
"""


def test_the_settings_of_the_design() -> None:
    chosen = settings.parse(EXAMPLE, "settings.toml")
    assert chosen.disclose is Rung.NAMES
    assert chosen.visit == ("council.example",)
    assert chosen.dns == ("127.0.0.1:5399",)
    assert chosen.whois == {"uk": "127.0.0.1:4343"}
    assert chosen.origins == {"https://sian4peckham.example": "http://127.0.0.1:43211"}
    assert chosen.contact_search == "mojeek"
    assert chosen.searxng_host() == {("search.home.example", 443)}


def test_without_a_file_the_defaults_hold() -> None:
    assert settings.load(None) == settings.Settings()
    assert settings.load(None).disclose is Rung.HANDLES


def test_the_users_own_file_is_read() -> None:
    folder = settings.config_folder()
    (folder / "settings.toml").write_text('disclose = "nothing"')
    assert settings.load(None).disclose is Rung.NOTHING


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no such file"):
        settings.load(tmp_path / "missing.toml")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('disclos = "names"', "disclos is not a known key"),
        ('disclose = "all"', "not one of the allowed words"),
        ('[net]\ndns = ["127.0.0.1"]', "net.dns number 1"),
        ('[net]\ndns = ["127.0.0.1:99999"]', "net.dns number 1"),
        ('[net.origins]\n"https://a.example/path" = "http://127.0.0.1:1"', "net.origins"),
        ('[net.origins]\n"https://u@a.example" = "http://127.0.0.1:1"', "net.origins"),
        ('[net.origins]\n"https://a.example" = "file:///etc"', "net.origins"),
        ('searxng = "gopher://x"', "searxng"),
        ('contact_search = "google"', "contact_search"),
        ("a = = 1", "not a TOML file (line 1)"),
    ],
)
def test_bad_settings_are_named(text: str, says: str) -> None:
    with pytest.raises(SettingsError) as caught:
        settings.parse(text, "settings.toml")
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("10.0.0.1", (("10.0.0.1", 80), ("10.0.0.1", 443))),
        ("10.0.0.1:8080", (("10.0.0.1", 8080),)),
        ("[::1]:53", (("::1", 53),)),
        ("::1", (("::1", 80), ("::1", 443))),
    ],
)
def test_allow_host(text: str, pairs: tuple[tuple[str, int], ...]) -> None:
    assert settings.host_ports(text) == pairs


@pytest.mark.parametrize("text", ["", "a:b", "a:0", "http://a", "a@b", "[::1"])
def test_a_bad_allow_host_is_refused(text: str) -> None:
    with pytest.raises(OptionError):
        settings.host_ports(text)


def test_an_origin_of_the_command_line() -> None:
    pair = settings.origin_pair("https://a.example=http://127.0.0.1:80/")
    assert pair == ("https://a.example", "http://127.0.0.1:80")
    with pytest.raises(OptionError, match="--origin"):
        settings.origin_pair("https://a.example")


@pytest.mark.parametrize(
    "text", ["council.example", "COUNCIL.example", "https://council.example/page?x=1"]
)
def test_a_host_to_visit_may_be_given_as_a_page(text: str) -> None:
    assert settings.visit_option(text) == "council.example"
    assert settings.parse(f'visit = ["{text}"]', "s").visit == ("council.example",)


@pytest.mark.parametrize("text", ["", "nowhere", "a b.example", "ftp://council.example"])
def test_what_is_no_host_is_refused(text: str) -> None:
    with pytest.raises(OptionError, match="--visit"):
        settings.visit_option(text)


def test_a_list_of_sites_is_named_and_not_read_before_it_is_needed() -> None:
    chosen = settings.parse('whatsmyname = "~/none/wmn-data.json"', "settings.toml")
    assert chosen.whatsmyname == Path.home() / "none" / "wmn-data.json"
    assert settings.parse("", "settings.toml").whatsmyname is None
    with pytest.raises(SettingsError, match="whatsmyname"):
        settings.parse('whatsmyname = ""', "settings.toml")
