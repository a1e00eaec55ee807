"""What says where to look: domains, web sites, pages, company and charity numbers."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from exposure_audit.facts.anchored import Anchored
from exposure_audit.facts.exact import Exact
from exposure_audit.facts.interface import Match
from exposure_audit.facts.normalise import fold
from exposure_audit.facts.text import Text
from exposure_audit.model import Confidence, Fact

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_COMPANY = re.compile(r"[A-Z0-9]{2}[0-9]{6}|[A-Z]{2}[A-Z0-9]{6}")
_CHARITY = re.compile(r"(?:SC0?[0-9]{5}|NIC[0-9]{6}|[0-9]{6,7})")
_IN_HOST = re.compile(r"[\w-]\Z")
_HOST_GOES_ON = re.compile(r"[\w-]|\.\w")
_NAME_GOES_ON = re.compile(r"[\w-]")
_IN_NUMBER = re.compile(r"(?:[\w\u00a3$]|\d[.,])\Z")
_NUMBER_GOES_ON = re.compile(r"\w|[.,]\d")
_NOT_A_DOMAIN = "not a domain name: it should look like example.org"
_NOT_A_PAGE = "not a web address: it should begin with https:// or http://"


def normal_domain(text: str) -> str:
    """Return a domain in lower case ASCII (IDNA) without a final dot; raises `ValueError`."""
    bare = text.strip().lower().removesuffix(".")
    try:
        ascii_form = bare.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise ValueError(_NOT_A_DOMAIN) from error
    labels = ascii_form.split(".")
    if len(labels) < 2 or len(ascii_form) > 253 or not all(map(_LABEL.fullmatch, labels)):
        raise ValueError(_NOT_A_DOMAIN)
    if labels[-1].isdigit():
        raise ValueError("an IP address, not a domain name: it should look like example.org")
    return ascii_form


def normal_url(text: str) -> str:
    """Return a web address with scheme and host in lower case; raises `ValueError`."""
    bare = text.strip()
    try:
        parts = urlsplit(bare)
        port = f":{parts.port}" if parts.port else ""
    except ValueError as error:
        raise ValueError(_NOT_A_PAGE) from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(_NOT_A_PAGE)
    if parts.username is not None or parts.password is not None:
        raise ValueError("a web address must not hold a user name or password")
    if any(char.isspace() for char in bare):
        raise ValueError("a web address must not hold spaces")
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{normal_domain(parts.hostname)}{port}{parts.path or '/'}{query}"


def normal_company(text: str) -> str:
    """Return a Companies House number of eight characters; raises `ValueError`."""
    number = "".join(text.split()).upper()
    if number.isdigit():
        number = number.zfill(8)
    if not _COMPANY.fullmatch(number):
        raise ValueError("not a company number: it has eight characters, like 01234567 or SC123456")
    return number


def normal_charity(text: str) -> str:
    """Return a charity number of England and Wales, Scotland or Northern Ireland.

    Raises `ValueError` for anything else.
    """
    number = "".join(text.split()).upper()
    if not _CHARITY.fullmatch(number):
        raise ValueError("not a charity number: it looks like 1123456, SC012345 or NIC100123")
    return number


def domain_recogniser(fact: Fact) -> Exact:
    """Return what recognises a domain and the hosts below it."""
    return Exact((fact.value.lower(),), _IN_HOST, _HOST_GOES_ON, "the domain")


def url_recogniser(fact: Fact) -> Exact:
    """Return what recognises a web address, with or without its scheme."""
    return Exact((fold(bare_url(fact.value)),), _IN_HOST, _NAME_GOES_ON, "the address")


class Number(Anchored):
    """Recognises a company or charity number; its leading zeros may be missing."""

    __slots__ = ("_number",)

    def __init__(self, fact: Fact) -> None:
        self._number = fact.value.lower()
        super().__init__(iter((self._number.lstrip("0"),)))

    def judge(self, text: Text, start: int, end: int) -> Match | None:
        """See `Recogniser.judge`."""
        zeros = len(self._number) - (end - start)
        before = text.before(start, zeros)
        begun = start - (len(before) - len(before.rstrip("0")))
        if text.folded[start:end] != self._number[zeros:] or _NUMBER_GOES_ON.match(
            text.folded, end
        ):
            return None
        if _IN_NUMBER.search(text.before(begun, 2)):
            return None
        return Match(begun, end, Confidence.HIGH, "the number")


def number_recogniser(fact: Fact) -> Number:
    """Return what recognises a company or charity number."""
    return Number(fact)


def bare_url(url: str) -> str:
    """Return a web address without scheme, `www.` and final slash."""
    return url.rpartition("://")[2].removeprefix("www.").rstrip("/")
