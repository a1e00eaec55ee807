from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from exposure_audit.errors import DataError
from exposure_audit.model import Reason
from exposure_audit.publishers import PublisherClass, Publishers

LISTED = Publishers.load()


@pytest.mark.parametrize(
    ("host", "klass", "name"),
    [
        ("www.gov.uk", PublisherClass.GOVERNMENT, "GOV.UK"),
        ("www.southwark.gov.uk", PublisherClass.COUNCIL, "southwark.gov.uk"),
        ("democracy.council.gov.uk", PublisherClass.COUNCIL, "democracy.council.gov.uk"),
        (
            "find-and-update.company-information.service.gov.uk",
            PublisherClass.REGISTER,
            "Companies House",
        ),
        ("api.company-information.service.gov.uk", PublisherClass.REGISTER, "Companies House"),
        ("www.parliament.uk", PublisherClass.GOVERNMENT, "UK Parliament"),
        ("WWW.BBC.CO.UK.", PublisherClass.PRESS, "BBC"),
        ("www.ox.ac.uk", PublisherClass.CHARITY, "ox.ac.uk"),
        ("cy.wikipedia.org", PublisherClass.CHARITY, "Wikipedia"),
        ("candidates.democracyclub.org.uk", PublisherClass.CHARITY, "Democracy Club"),
        ("web.archive.org", PublisherClass.ARCHIVE, "Internet Archive"),
        ("m.facebook.com", PublisherClass.PLATFORM, "Facebook"),
        ("gist.github.com", PublisherClass.PLATFORM, "GitHub"),
        ("www.192.com", PublisherClass.DIRECTORY, "192.com"),
        ("docs.google.com", PublisherClass.PLATFORM, "Google Docs"),
        ("www.google.com", PublisherClass.SEARCH, "Google Search"),
    ],
)
def test_a_listed_host_is_known(host: str, klass: PublisherClass, name: str) -> None:
    publisher = LISTED.of(host)
    assert publisher is not None
    assert (publisher.klass, publisher.name) == (klass, name)


@pytest.mark.parametrize(
    "host",
    [
        "evil-gov.uk",
        "gov.uk.example",
        "www.bbc.co.uk.evil.example",
        "notbbc.co.uk",
        "uk",
        "co.uk",
        "notgithub.com",
        "x.com.example",
        "netx.com",
        "127.0.0.1",
        "[::1]",
        "",
        ".",
        "..",
        "a" * 5000,
        "." * 5000,
    ],
)
def test_a_host_that_only_looks_listed_is_unknown(host: str) -> None:
    assert LISTED.of(host) is None


@pytest.mark.parametrize(
    ("host", "reason"),
    [
        ("www.192.com", Reason.TERMS),
        ("www.linkedin.com", Reason.LOGIN),
        ("pastebin.com", Reason.UNFAMILIAR_HOST),
        ("whoever.wordpress.com", Reason.UNFAMILIAR_HOST),
        ("www.theguardian.com", None),
        ("www.southwark.gov.uk", None),
    ],
)
def test_the_list_says_where_an_audit_must_not_go(host: str, reason: Reason | None) -> None:
    publisher = LISTED.of(host)
    assert publisher is not None
    assert publisher.unvisited is reason
    assert publisher.visit is (reason is None)


def test_no_place_where_anyone_can_publish_is_visited() -> None:
    closed = {PublisherClass.PLATFORM, PublisherClass.DIRECTORY, PublisherClass.BROKER}
    assert not [one for one in LISTED.by_host.values() if one.klass in closed and one.visit]


def test_the_list_is_broad_and_uses_every_class() -> None:
    counts = Counter(publisher.klass for publisher in LISTED.by_host.values())
    assert set(counts) == set(PublisherClass)
    assert sum(counts.values()) >= 60


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ('host = "a.example"\nclass = "press"\ncolour = 1', 4, "unknown key"),
        ('host = "a.example"\nclass = "gossip"', 3, "register"),
        ('host = "Https://a.example"\nclass = "press"', 2, "host"),
        ('host = "a.example"\nclass = "press"\nvisit = false', 1, "reason"),
        ('host = "a.example"\nclass = "press"\nreason = "terms"', 1, "reason"),
        ('host = "a.example"\nclass = "press"\nvisit = false\nreason = "bug"', 5, "terms"),
        ('host = "a.example"\nclass = "directory"\nsearched = 1', 1, "searched"),
        (
            'host = "a.example"\nclass = "press"\nvisit = false\nreason = "terms"\nsearched = 1',
            1,
            "s",
        ),
        (
            'host = "a.example"\nclass = "broker"\nvisit = false\nreason = "terms"\nsearched = 11',
            6,
            "searched",
        ),
    ],
)
def test_a_broken_copy_names_file_and_line(
    tmp_path: Path, body: str, line: int, words: str
) -> None:
    path = tmp_path / "publishers.toml"
    path.write_text(f"[[publisher]]\n{body}\n")
    with pytest.raises(DataError) as caught:
        Publishers.load(path)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert words in str(caught.value)


def test_a_host_listed_twice_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "publishers.toml"
    path.write_text('[[publisher]]\nhost = "a.example"\nclass = "press"\n' * 2)
    with pytest.raises(DataError, match=r"a\.example is listed twice"):
        Publishers.load(path)


def test_the_directories_that_are_searched_are_ranked_without_a_gap() -> None:
    hosts = LISTED.searched()
    assert hosts[:2] == ("192.com", "ukphonebook.com")
    ranks = [LISTED.by_host[host].searched for host in hosts]
    assert ranks == list(range(1, len(hosts) + 1))
    assert not any(LISTED.by_host[host].visit for host in hosts)
