from __future__ import annotations

import pytest

from exposure_audit.facts import email
from exposure_audit.facts.normalise import fold
from exposure_audit.model import Confidence, Fact, Kind, PartKind

FACT = Fact(kind=Kind.EMAIL, label="personal", value="sian.hughes@example.org")


def test_normal_form() -> None:
    assert email.normal(" mailto:Sian.Hughes@EXAMPLE.org ") == "sian.hughes@example.org"
    assert email.normal("o'brien+x@example.org") == "o'brien+x@example.org"


@pytest.mark.parametrize(
    "given", ["", "sian", "a@b", "a b@example.org", "a@b@example.org", ".a@example.org", "a@-x.org"]
)
def test_what_is_no_address(given: str) -> None:
    with pytest.raises(ValueError, match="e-mail address"):
        email.normal(given)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SIAN.Hughes@Example.ORG.", True),
        ("<sian.hughes@example.org>", True),
        ("sian.hughes+news@example.org", True),
        ("asian.hughes@example.org", False),
        ("x.sian.hughes@example.org", False),
        ("sian.hughes@example.org.uk", False),
        ("sian.hughes@example.organic", False),
        ("sianxhughes@example.org", False),
        ("sian.hughes [at] example [dot] org", True),
        ("Sian [dot] Hughes [at] example [dot] org", True),
        ("sian.hughes(at)example.org", True),
        ("sian.hughes{at}example{dot}org.", True),
        ("sian dot hughes at example dot org", True),
        ("sian.hughes @ example.org", True),
        ("write to sian.hughes at example.org today", True),
        ("asian dot hughes at example dot org", False),
        ("old dot sian dot hughes at example dot org", False),
        ("old [dot] sian [dot] hughes [at] example [dot] org", False),
        ("sian.hughes at example dot org dot uk", False),
        ("sian.hughes [at] example [dot] organic", False),
        ("sian.hughes attends example.org", False),
        ("sian hughes at example dot org", False),
    ],
)
def test_recognition(text: str, found: bool) -> None:
    assert bool(list(email.recogniser(FACT).find(fold(text)))) is found


def test_an_address_in_plain_words_is_less_sure() -> None:
    (match,) = email.recogniser(FACT).find("sian.hughes at example.org")
    assert match.confidence is Confidence.MEDIUM
    (match,) = email.recogniser(FACT).find("sian.hughes (at) example.org")
    assert match.confidence is Confidence.HIGH


@pytest.mark.parametrize(
    ("text", "level"),
    [
        (r"ns1.example. sian\.hughes.example.org. 1 2 3", Confidence.HIGH),
        ("ns1.example. sian.hughes.example.org. 1 2 3", Confidence.MEDIUM),
        ("v=DMARC1; rua=mailto:sian.hughes@example.org", Confidence.HIGH),
        (r"old\.sian\.hughes.example.org.", None),
        ("hughes.example.org.", None),
    ],
)
def test_dns_mailboxes(text: str, level: Confidence | None) -> None:
    found = list(email.recogniser(FACT).find(fold(text), PartKind.DNS))
    assert [match.confidence for match in found] == ([level] if level else [])


def test_first_free_dot_is_the_at_sign() -> None:
    simple = Fact(kind=Kind.EMAIL, label="x", value="sian@example.org")
    assert list(email.recogniser(simple).find("sian.example.org.", PartKind.DNS))
    assert not list(email.recogniser(simple).find("sian.example.org."))
