"""What says where to look: domains, web sites, pages, company and charity numbers."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from exposure_audit.facts.interface import Recogniser
from exposure_audit.facts.patterns import Literal
from exposure_audit.model import Confidence, Fact

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_COMPANY = re.compile(r"[A-Z0-9]{2}[0-9]{6}|[A-Z]{2}[A-Z0-9]{6}")
_CHARITY = re.compile(r"(?:SC0?[0-9]{5}|NIC[0-9]{6}|[0-9]{6,7})")
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


def domain_recogniser(fact: Fact) -> Recogniser:
    """Return what recognises a domain and the hosts below it in folded text."""
    return _exact(rf"(?<![\w-]){re.escape(fact.value.lower())}(?![\w-])(?!\.\w)", "the domain")


def url_recogniser(fact: Fact) -> Recogniser:
    """Return what recognises a web address in folded text, with or without its scheme."""
    return _exact(rf"(?<![\w-]){re.escape(bare_url(fact.value).lower())}(?![\w-])", "the address")


def number_recogniser(fact: Fact) -> Recogniser:
    """Return what recognises a company or charity number in folded text."""
    number = fact.value.lower()
    zeros = len(number) - len(number.lstrip("0"))
    pattern = rf"0{{0,{zeros}}}{number[zeros:]}" if zeros else number
    return _exact(rf"(?<![\w.,\u00a3$]){pattern}(?![\w])(?![.,]\d)", "the number")


def bare_url(url: str) -> str:
    """Return a web address without scheme, `www.` and final slash."""
    return url.rpartition("://")[2].removeprefix("www.").rstrip("/")


def _exact(pattern: str, why: str) -> Recogniser:
    return Literal(re.compile(pattern), Confidence.HIGH, why)
