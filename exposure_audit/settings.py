"""The user's own choices (DESIGN.md 5.5): what may be sent, where to, and what stands in for what.

Kept in `settings.toml` in the user's configuration folder, or named with `--settings`. A profile
never sets any of this, and a key never stands here: keys come from the environment.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from exposure_audit.age_keys import recipient_of
from exposure_audit.errors import OptionError, SettingsError
from exposure_audit.model import Rung
from exposure_audit.user_file import first_problem, line_words, read_text

MAX_BYTES = 200_000
FOLDER_VARIABLE = "EXPOSURE_AUDIT_CONFIG"
"""Overrides the configuration folder."""
SEARCH_ENGINES = ("brave", "mojeek", "searxng")
"""By the source of their key, or the setting that names them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The user's choices, from the file and the command line."""

    disclose: Rung = Rung.HANDLES
    allow: tuple[str, ...] = ()
    visit: tuple[str, ...] = ()
    searxng: str | None = None
    contact_search: str | None = None
    """The one search engine that gets contacts and addresses, and therefore never the name."""
    whatsmyname: Path | None = None
    """A list of sites, in the form of WhatsMyName's, that user names are looked up at."""
    dns: tuple[str, ...] = ()
    whois: Mapping[str, str] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)
    allow_hosts: tuple[tuple[str, int], ...] = ()
    trust: tuple[str, ...] = ()
    """Public age keys that outputs may be sealed to."""

    def searxng_host(self) -> frozenset[tuple[str, int]]:
        """Return the host and port of the SearXNG that the user named: it may be private."""
        if not self.searxng:
            return frozenset()
        parts = urlsplit(self.searxng)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        return frozenset({(parts.hostname or "", port)})


def _origin(text: str) -> str:
    if not re.fullmatch(r"https?://[^/?#@\s]+/?", text) or not _has_host(text):
        raise ValueError("an origin looks like https://www.example.org, without a path")
    return text.rstrip("/")


def _has_host(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _host_port(text: str) -> str:
    host, colon, port = text.rpartition(":")
    if not (colon and host and port.isdigit() and 0 < int(port) < 65_536):
        raise ValueError("this needs host:port, such as 127.0.0.1:5399")
    return text


def _base_url(text: str) -> str:
    if not re.match(r"https?://", text) or not _has_host(text):
        raise ValueError("this needs a web address, such as https://search.home.example")
    return text.rstrip("/")


def _visited(text: str) -> str:
    """Return the host of a host name or of a page's address."""
    found = re.fullmatch(r"(?:https?://)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?:[:/].*)?", text.lower())
    if not found:
        raise ValueError("this needs a host, such as council.example")
    return found[1]


Visited = Annotated[str, AfterValidator(_visited)]
Origin = Annotated[str, AfterValidator(_origin)]
HostPort = Annotated[str, AfterValidator(_host_port)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _NetTable(_Table):
    dns: list[HostPort] = []
    whois: dict[str, HostPort] = {}
    origins: dict[Origin, Origin] = {}
    allow_hosts: list[HostPort] = []


class _SettingsFile(_Table):
    disclose: Literal["nothing", "handles", "names", "contacts", "address"] = "handles"
    allow: list[str] = []
    visit: list[Visited] = []
    searxng: Annotated[str, AfterValidator(_base_url)] | None = None
    contact_search: Literal["brave", "mojeek", "searxng"] | None = None
    whatsmyname: Annotated[str, Field(min_length=1)] | None = None
    trust: list[Annotated[str, AfterValidator(recipient_of)]] = []
    net: _NetTable = Field(default_factory=_NetTable)


_KNOWN_KEYS = (*_SettingsFile.model_fields, *_NetTable.model_fields)


def config_folder() -> Path:
    """Return the folder of the user's configuration; it need not exist."""
    import platformdirs

    named = os.environ.get(FOLDER_VARIABLE)
    return (
        Path(named)
        if named
        else Path(platformdirs.user_config_dir("exposure-audit", appauthor=False))
    )


def load(path: Path | None) -> Settings:
    """Read a settings file, or the user's own where none is named; raises `SettingsError`.

    Only the user's own file may be missing: then the defaults hold.
    """
    if path is None:
        path = config_folder() / "settings.toml"
        if not path.exists():
            return Settings()
    return parse(read_text(path, MAX_BYTES, SettingsError), str(path))


def parse(text: str, where: str) -> Settings:
    """Read the text of a settings file; raises `SettingsError`."""
    try:
        file = _SettingsFile.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        cure = "docs/settings.md shows the form."
        raise SettingsError(where, f"this is not a TOML file{line_words(error)}", cure) from None
    except ValidationError as error:
        raise SettingsError(*first_problem(error, text, where, _KNOWN_KEYS)) from None
    return Settings(
        disclose=Rung(file.disclose),
        allow=tuple(file.allow),
        visit=tuple(file.visit),
        searxng=file.searxng,
        contact_search=file.contact_search,
        whatsmyname=Path(file.whatsmyname).expanduser() if file.whatsmyname else None,
        trust=tuple(file.trust),
        dns=tuple(file.net.dns),
        whois=dict(file.net.whois),
        origins=dict(file.net.origins),
        allow_hosts=tuple(pair for text in file.net.allow_hosts for pair in host_ports(text)),
    )


def origin_pair(text: str) -> tuple[str, str]:
    """Read `--origin FROM=TO`; raises `OptionError`."""
    public, _, stand_in = text.partition("=")
    try:
        return _origin(public), _origin(stand_in)
    except ValueError as error:
        cure = "Write FROM=TO, such as https://a.example=http://127.0.0.1:8080."
        raise OptionError("--origin", str(error), cure) from None


def visit_option(text: str) -> str:
    """Read `--visit HOST`; raises `OptionError`."""
    try:
        return _visited(text)
    except ValueError as error:
        raise OptionError("--visit", str(error), "A page's address will do too.") from None


def host_ports(text: str) -> tuple[tuple[str, int], ...]:
    """Read `--allow-host HOST[:PORT]`; without a port it means 80 and 443. Raises `OptionError`.

    An IPv6 address with a port stands in brackets.
    """
    try:
        parts = urlsplit("//" + (f"[{text}]" if text.count(":") > 1 and "[" not in text else text))
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or port == 0 or parts.path or parts.username:
        cure = "Such as 192.168.0.2:8080."
        raise OptionError("--allow-host", "this is not HOST or HOST:PORT", cure)
    return tuple((host, number) for number in ((port,) if port else (80, 443)))
