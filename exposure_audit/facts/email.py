"""E-mail addresses: lower case as normal form; in the DNS also as a mailbox name (RFC 1035)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exposure_audit.facts.anchored import Anchored
from exposure_audit.facts.identifier import normal_domain
from exposure_audit.facts.interface import Match
from exposure_audit.facts.normalise import fold, letters
from exposure_audit.facts.text import Text
from exposure_audit.model import Confidence, Fact, PartKind

_LOCAL = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_{|}~\u0080-\uffff-]+(?:\.[a-z0-9!#$%&'*+/=?^_{|}~\u0080-\uffff-]+)*"
)
_PROBLEM = "not an e-mail address: it should look like name@example.org"
_OPEN, _SHUT = r"\s{0,2}[\[({<]\s{0,2}", r"\s{0,2}[\])}>]\s{0,2}"
_AT_SIGN = re.compile(rf"{_OPEN}(?:at|@|_at_){_SHUT}|\s{{0,2}}@\s{{0,2}}")
_AT_WORD = re.compile(r"\s{1,2}at\s{1,2}|[_\-.]at[_\-.]")
_DOT = re.compile(rf"{_OPEN}(?:dot|\.|punkt){_SHUT}|\s{{1,2}}dot\s{{1,2}}|[_\-]dot[_\-]|\s\.\s")
_IN_NAME = re.compile(r"(?:[\w+%]|\w[.\-]|\bdot\s|\bdot[\])}>]\s?)\Z")
_GOES_ON = re.compile(r"[\w-]|\.\w")
_DOT_GOES_ON = re.compile(rf"(?:{_OPEN}(?:dot|\.){_SHUT}|\s{{1,2}}dot\s{{1,2}})\w{{2}}")
_TAG = re.compile(r"([^\W_][\w.'\-]{0,63})\+[\w.\-]{1,40}@([\w\-]{1,63}(?:\.[\w\-]{1,63}){1,6})")
_PLAIN = re.compile(r"[^\s()\[\]{}<>]+@[^\s()\[\]{}<>]+")
_ESCAPED_DOT = "\\."
_DNS_NAME = re.compile(r"[\w.\\-]\Z")
_WITHOUT_DOTS = frozenset({"gmail.com", "googlemail.com"})
"""Domains of one provider, which takes no notice of dots (support.google.com/mail, 7436150)."""


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


def mailbox(local: str, domain: str) -> str:
    """Return what names the same mailbox for the provider: without tag, dots where they are void.

    Both arguments are folded.
    """
    local = local.partition("+")[0] or local
    if domain in _WITHOUT_DOTS:
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{domain}"


def tagged(text: Text) -> Iterator[tuple[str, int, int]]:
    """Yield the mailbox and the span of each address with a tag: `name+news@example.org`."""
    if "+" not in text.folded:
        return
    for found in _TAG.finditer(text.folded):
        if not _IN_NAME.search(text.before(found.start(), 6)) and not _GOES_ON.match(
            text.folded, found.end()
        ):
            yield mailbox(found[1], found[2]), *found.span()


class Email(Anchored):
    """Recognises an address, also written against robots: `name [at] example [dot] org`."""

    __slots__ = ("_domains", "_lead", "_local", "mailbox")

    def __init__(self, fact: Fact) -> None:
        local, _, domain = fact.value.partition("@")
        self._local = fold(local)
        self._domains = tuple(_WITHOUT_DOTS) if domain in _WITHOUT_DOTS else (domain,)
        self._lead = next((at for at, char in enumerate(self._local) if char.isalnum()), 0)
        self.mailbox = mailbox(self._local, domain)
        bare = self._local.partition("+")[0] or self._local
        names = dict.fromkeys((self._local, bare))
        super().__init__(form for name in names for form in _spellings(name, self._domains))

    def judge(self, text: Text, start: int, end: int) -> Match | None:
        """See `Recogniser.judge`."""
        start -= self._lead
        if start < 0 or _IN_NAME.search(text.before(start, 6)) or _GOES_ON.match(text.folded, end):
            return None
        written = text.folded[start:end]
        if text.kind is PartKind.DNS and (match := self._in_dns(text, start, end)):
            return match
        for at, level in ((_AT_SIGN, Confidence.HIGH), (_AT_WORD, Confidence.MEDIUM)):
            if any(self._is(written, found) for found in at.finditer(written)):
                plain = _PLAIN.fullmatch(written) is not None
                if not plain and _DOT_GOES_ON.match(text.folded, end):
                    return None
                why = "the whole address" if plain else "the address in words"
                return Match(start, end, level, why)
        return None

    def tag(self, start: int, end: int) -> Match:
        """Return the match of this mailbox with a tag."""
        return Match(start, end, Confidence.HIGH, "the address with a tag")

    def find(self, text: str, kind: PartKind = PartKind.BODY) -> Iterator[Match]:
        """See `Finder.find`."""
        spans = tagged(Text.of(text, kind))
        tags = [self.tag(start, end) for box, start, end in spans if box == self.mailbox]
        yield from sorted((*tags, *super().find(text, kind)), key=lambda match: match.start)

    def _is(self, written: str, at: re.Match[str]) -> bool:
        local, domain = _dotted(written[: at.start()]), _dotted(written[at.end() :])
        return domain in self._domains and mailbox(local, domain) == self.mailbox

    def _in_dns(self, text: Text, start: int, end: int) -> Match | None:
        """Return the match of a mailbox name: the first dot that is not escaped is the @."""
        written = text.folded[start:end]
        host = f".{self._domains[0]}"
        if not written.endswith(host) or _DNS_NAME.search(text.before(start, 1)):
            return None
        local = written.removesuffix(host)
        if local == self._local.replace(".", _ESCAPED_DOT):
            return Match(start, end, Confidence.HIGH, "the address as a DNS mailbox")
        # Zones where a dot of the name is not escaped are common.
        why = "the address as a DNS mailbox, unescaped"
        return Match(start, end, Confidence.MEDIUM, why) if local == self._local else None


def recogniser(fact: Fact) -> Email:
    """Return what recognises a declared address."""
    return Email(fact)


def _dotted(text: str) -> str:
    return _DOT.sub(".", text.strip())


def _spellings(local: str, domains: tuple[str, ...]) -> Iterator[str]:
    name, name_in_words = letters(local), letters(local.replace(".", "dot"))
    for domain in domains:
        host, host_in_words = letters(domain), letters(domain.replace(".", "dot"))
        for at in ("", "at"):
            yield name + at + host
            yield name + at + host_in_words
            yield name_in_words + at + host_in_words
