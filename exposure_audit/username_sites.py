"""Sites that tell whether a user name is taken: a short list of ours, and one that the user has.

The user's list has the form of WhatsMyName's `wmn-data.json`. That is CC BY-SA 4.0, so it is never
part of this tool. What it says of a site that keeps programs out, that wants more than a plain
request, or that lies in a sensitive area of life is left alone.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote, urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from exposure_audit.errors import SettingsError
from exposure_audit.model import Mark
from exposure_audit.toml_data import Strict
from exposure_audit.toml_data import load as load_toml
from exposure_audit.user_file import line_words, read_text

HOLE = "{account}"
MOST_SITES = 2_000
MAX_BYTES = 10_000_000
_SENSITIVE = ("nsfw", "adult", "dating", "sex", "health", "politic", "relig", "finance")
"""An account there says something of its holder that nobody should learn by our asking."""


@dataclass(frozen=True, slots=True)
class SiteMark:
    """What an answer looks like that means something."""

    status: int
    words: str

    def on(self, status: int, text: str, account: str) -> bool:
        """Tell whether an answer about an account bears it."""
        return status == self.status and self.words.replace(HOLE, account) in text


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A site that can be asked whether somebody bears a user name."""

    name: str
    check: str
    """The address that is asked, with `{account}` in it."""
    page: str
    """Where a person would look."""
    there: SiteMark
    missing: SiteMark

    @property
    def host(self) -> str:
        """The host that is asked."""
        return urlsplit(self.check).hostname or ""

    def url(self, account: str) -> str:
        """Return the address to ask about an account."""
        return self.check.replace(HOLE, quote(account, safe=""))

    def place(self, account: str) -> str:
        """Return the account's page."""
        return self.page.replace(HOLE, quote(account, safe=""))


class _MarkTable(Strict):
    status: Annotated[int, Field(ge=200, le=599)]
    words: Annotated[str, Field(min_length=3)]

    def made(self) -> SiteMark:
        return SiteMark(self.status, self.words)


_Url = Annotated[str, Field(pattern=r"^https://[a-z0-9.-]+/.*\{account\}")]


class _SiteTable(Strict):
    """One `[[site]]`."""

    name: str
    check: _Url
    page: _Url
    there: _MarkTable
    missing: _MarkTable
    source: Annotated[str, Field(pattern=r"^https://")]
    mark: Mark
    read: dt.date

    def made(self) -> Site:
        return Site(
            name=self.name,
            check=self.check,
            page=self.page,
            there=self.there.made(),
            missing=self.missing.made(),
        )


class _File(Strict):
    """Our list."""

    site: Annotated[tuple[_SiteTable, ...], Field(min_length=1)]


class _Entry(BaseModel):
    """One site of the user's list, as far as it is used."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    name: str
    uri_check: str
    uri_pretty: str = ""
    e_code: int
    e_string: Annotated[str, Field(min_length=1)]
    m_code: int
    m_string: Annotated[str, Field(min_length=1)]
    cat: str = ""
    valid: bool = True
    protection: tuple[str, ...] = ()
    post_body: str = ""
    headers: dict[str, str] = Field(default_factory=dict)
    strip_bad_char: str = ""

    @property
    def plain(self) -> bool:
        """Whether a plain request does, and the host is the site's own whoever is asked about."""
        host = urlsplit(self.uri_check).netloc
        asks = self.uri_check.startswith("https://") and HOLE in self.uri_check and HOLE not in host
        more = self.post_body or self.headers or self.protection or self.strip_bad_char
        return asks and bool(host) and self.valid and not more

    @property
    def sensitive(self) -> bool:
        """Whether its kind of site is one that is left alone."""
        return any(word in self.cat.casefold() for word in _SENSITIVE)

    @property
    def tells(self) -> bool:
        """Whether its two marks are different."""
        return (self.e_code, self.e_string) != (self.m_code, self.m_string)

    def made(self) -> Site:
        """Return the frozen form; a page without the account in it is the address asked."""
        pretty = self.uri_pretty if self.uri_pretty.startswith("https://") else ""
        return Site(
            name=self.name,
            check=self.uri_check,
            page=pretty if HOLE in pretty else self.uri_check,
            there=SiteMark(self.e_code, self.e_string),
            missing=SiteMark(self.m_code, self.m_string),
        )


@cache
def shipped() -> tuple[Site, ...]:
    """Return our own list; raises `DataError` with file and line."""
    table = load_toml(files("exposure_audit") / "username_sites.toml", _File)
    return tuple(site.made() for site in table.site)


def load(path: Path) -> tuple[Site, ...]:
    """Read the user's list without what ours has; raises `SettingsError`."""
    text = read_text(path, MAX_BYTES, SettingsError)
    cure = "It needs the form of WhatsMyName's wmn-data.json."
    try:
        entries = json.loads(text)["sites"]
    except (ValueError, RecursionError) as error:
        raise SettingsError(path, f"this is not JSON{line_words(error)}", cure) from None
    except (KeyError, TypeError):
        raise SettingsError(path, "there is no list of sites", cure) from None
    if not isinstance(entries, list) or len(entries) > MOST_SITES:
        raise SettingsError(path, "`sites` is no list, or too long a one", cure)
    hosts = {site.host for site in shipped()}
    usable = {site.check: site for site in _usable(entries) if site.host not in hosts}
    return tuple(usable.values())


def _usable(entries: list[Any]) -> Iterator[Site]:
    """Yield the sites that can be asked; one without both marks would never tell."""
    for each in entries:
        try:
            entry = _Entry.model_validate(each)
            if entry.plain and entry.tells and not entry.sensitive:
                yield entry.made()
        except (ValidationError, ValueError):
            continue
