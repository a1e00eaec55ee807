from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
WRITTEN_BY_HAND = (
    "README.md",
    "SECURITY.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/do-it-by-hand.md",
)
BY_HAND = (ROOT / "docs/do-it-by-hand.md").read_text("utf-8")
LINK = re.compile(r"\]\(([^)\s]+)\)")


@pytest.mark.parametrize("name", WRITTEN_BY_HAND)
def test_every_relative_link_leads_somewhere(name: str) -> None:
    page = ROOT / name
    links = LINK.findall(page.read_text("utf-8"))
    relative = [link.partition("#")[0] for link in links if not link.startswith("https://")]
    assert [link for link in relative if link and not (page.parent / link).exists()] == []


@pytest.mark.parametrize("name", WRITTEN_BY_HAND)
def test_no_link_is_plain_http(name: str) -> None:
    assert "http://" not in (ROOT / name).read_text("utf-8")


def test_the_readme_begins_with_the_page_for_whoever_installs_nothing() -> None:
    opening = (ROOT / "README.md").read_text("utf-8").splitlines()[:4]
    assert "docs/do-it-by-hand.md" in "\n".join(opening)


def test_the_page_by_hand_has_seven_steps_and_fits_one_page() -> None:
    steps = re.findall(r"^(\d+)\. \*\*", BY_HAND, re.MULTILINE)
    assert steps == ["1", "2", "3", "4", "5", "6", "7"]
    assert len(BY_HAND.split()) <= 650


def test_the_page_by_hand_states_nothing_unverified() -> None:
    assert "[U]" not in BY_HAND
    assert set(re.findall(r"\[(\w)[],;]", BY_HAND)) == {"S", "2"}
    assert BY_HAND.count("check on the site") >= 3


def test_the_page_by_hand_says_what_to_do_in_danger() -> None:
    threat = BY_HAND[BY_HAND.index("A threat") :]
    assert threat.index("999") < threat.index("Save the page") < threat.index("101")
    assert "step 7" in BY_HAND.split("\n1. ", maxsplit=1)[0]


def test_the_page_by_hand_never_has_name_and_address_searched_together() -> None:
    assert "Never type name and address together" in " ".join(BY_HAND.split())


@pytest.mark.parametrize(
    "feature",
    ["init", "run", "scan", "web-search", "companies-house", "report", "demo", "sandbox"],
)
def test_the_uplift_table_has_a_row_for_each_feature(feature: str) -> None:
    security = (ROOT / "SECURITY.md").read_text("utf-8")
    rows = [line for line in security.splitlines() if line.startswith("| ")]
    assert [row for row in rows if feature in row.split("|")[1]]
    assert all(cell.strip() for row in rows for cell in row.split("|")[1:-1])


@pytest.mark.parametrize("code", [0, 1, 2, 3, 4, 70, 130, 141])
def test_the_readme_explains_each_exit_code(code: int) -> None:
    assert f"\n| {code} | " in (ROOT / "README.md").read_text("utf-8")
