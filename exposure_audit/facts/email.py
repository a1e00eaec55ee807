"""E-mail addresses: lower case as normal form; in the DNS also as a mailbox name (RFC 1035)."""

from __future__ import annotations

import re

from exposure_audit.facts.identifier import normal_domain
from exposure_audit.facts.interface import Recogniser
from exposure_audit.facts.normalise import fold
from exposure_audit.facts.patterns import Literal, Several
from exposure_audit.model import Confidence, Fact

_LOCAL = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_{|}~\u0080-\uffff-]+(?:\.[a-z0-9!#$%&'*+/=?^_{|}~\u0080-\uffff-]+)*"
)
_PROBLEM = "not an e-mail address: it should look like name@example.org"
_BEFORE = r"(?<![\w+%])(?<!\w[.\-])"
_AFTER = r"(?![\w-])(?!\.\w)"
_BRACKETED = r"\s{{0,2}}[\[({{<]\s{{0,2}}(?:{})\s{{0,2}}[\])}}>]\s{{0,2}}"
_AT_SIGN = _BRACKETED.format("at|@") + r"|\s{1,2}@\s{1,2}"
_AT_WORD = r"\s{1,2}at\s{1,2}"
_DOT = rf"(?:\.|{_BRACKETED.format('dot|[.]')}|\s{{1,2}}dot\s{{1,2}})"
_NO_DOT_BEFORE = r"(?<!\bdot\s)(?<!\bdot[\])}>])(?<!\bdot[\])}>]\s)"


def normal(text: str) -> str:
    """Return an address in lower case, its domain in ASCII.

    Raises `ValueError` for what is not one address. Mail servers may tell capitals apart in the
    part before the @ (RFC 5321); none of note does, and a reader does not.
    """
    local, at, domain = text.strip().lower().removeprefix("mailto:").rpartition("@")
    if not at or len(local) > 64 or not _LOCAL.fullmatch(local):
        raise ValueError(_PROBLEM)
    try:
        return f"{local}@{normal_domain(domain)}"
    except ValueError as error:
        raise ValueError(_PROBLEM) from error


def recogniser(fact: Fact) -> Recogniser:
    """Return what recognises a declared address in folded text, plus-tags included."""
    local, _, domain = fact.value.partition("@")
    name, host = re.escape(fold(local)), re.escape(domain)
    whole = re.compile(rf"{_BEFORE}{name}@{host}{_AFTER}")
    tagged = re.compile(rf"{_BEFORE}{name}\+[\w.\-]{{1,40}}@{host}{_AFTER}")
    return Several(
        (
            Literal(whole, Confidence.HIGH, "the whole address"),
            Literal(tagged, Confidence.HIGH, "the address with a tag"),
            Literal(_in_words(fact.value, _AT_SIGN), Confidence.HIGH, "the address in words"),
            Literal(_in_words(fact.value, _AT_WORD), Confidence.MEDIUM, "the address in words"),
        )
    )


def _in_words(address: str, at: str) -> re.Pattern[str]:
    """Return what recognises an address written against robots: `name [at] example [dot] org`."""
    local, _, domain = address.partition("@")
    name, host = (
        _DOT.join(re.escape(piece) for piece in text.split(".")) for text in (fold(local), domain)
    )
    return re.compile(rf"{_BEFORE}{_NO_DOT_BEFORE}{name}(?:{at}){host}{_AFTER}(?!{_DOT}\w{{2}})")


def dns_recogniser(fact: Fact) -> Recogniser:
    r"""Return what recognises a declared address as a DNS mailbox: the first free dot is the @.

    A dot of the name is written as `\.`; zones where it is not are common, so that such a one is
    taken for the address too, less surely.
    """
    local, _, domain = fact.value.partition("@")
    host = re.escape(domain)
    escaped = r"\\\.".join(re.escape(piece) for piece in fold(local).split("."))
    before, after = r"(?<![\w.\\-])", r"(?![\w-])(?!\.\w)"
    members: list[Recogniser] = [
        Literal(
            re.compile(rf"{before}{escaped}\.{host}{after}"),
            Confidence.HIGH,
            "the address as a DNS mailbox",
        )
    ]
    if "." in local:
        loose = re.compile(rf"{before}{re.escape(fold(local))}\.{host}{after}")
        members.append(Literal(loose, Confidence.MEDIUM, "the address as a DNS mailbox, unescaped"))
    return Several((recogniser(fact), *members))
