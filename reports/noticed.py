"""What checks noticed that is no exposure and still wants something done, in plain English."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from exposure_audit.remarks import RemarkKind
from exposure_audit.removal.routes import UNVERIFIED
from exposure_audit.reports.clean import Place, clean, place
from exposure_audit.result import AuditResult


@dataclass(frozen=True, slots=True)
class Noticed:
    """One kind of remark, with its places."""

    what: str
    cure: str
    places: tuple[tuple[Place, str], ...]
    """Each place, and the form and date of a filing."""


_WORDS: dict[RemarkKind, tuple[str, str]] = {
    RemarkKind.IMPRINT_MISSING: (
        "Your site shows no imprint",
        """Campaign material has to say who promotes it and where they can be reached. Does the site
        campaign for you? Then add an imprint; an office, a PO box or a mailbox service will do, so
        that it need not be a home. If it does not, leave it as it is: whether a site needs an
        imprint is not judged here.""",
    ),
    RemarkKind.REGISTERS_HELD: (
        "A register of your company's people is kept at Companies House",
        """Where a company keeps its register of directors there, home addresses and whole dates of
        birth are open to all. Look at it, and ask Companies House how to end that.""",
    ),
    RemarkKind.OLD_FILING: (
        "Old filings of your company that may show a home address",
        """They are scanned papers that we do not read: open each. For each that shows your home,
        form SR01 asks for the company's number, the kind of filing and its date. Here they are.""",
    ),
}


def remark_words(kind: RemarkKind) -> tuple[str, str]:
    """Return what was noticed, and what to do about it."""
    what, cure = _WORDS[kind]
    return what, " ".join(cure.split())


def noticed(result: AuditResult, *, stale: bool) -> Iterator[Noticed]:
    """Yield what was noticed, by kind; a stale build says no law."""
    for kind in RemarkKind:
        here = [remark for remark in result.remarks if remark.kind is kind]
        if here:
            places = tuple((place(one.locator), clean(one.detail)) for one in here)
            what, cure = remark_words(kind)
            yield Noticed(what, UNVERIFIED if stale else cure, places)
