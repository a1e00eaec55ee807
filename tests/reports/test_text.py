"""The terminal's summary says what matters, and nothing from outside can style it."""

from dataclasses import replace
from datetime import date

from exposure_audit.model import CheckId, FindingId
from exposure_audit.reports import text
from exposure_audit.reports.interface import Catalogue
from exposure_audit.result import AuditResult

BUILT = date(2026, 11, 1)


def test_the_summary(result: AuditResult, catalogue: Catalogue) -> None:
    said = text.render(result, catalogue, width=200, built=BUILT)
    assert said.startswith("Your home address can be found from your name.")
    assert "1 critical, 3 high, 1 medium, 1 low and 1 note" in said
    assert "4. [high] Your home address: Companies House" in said
    assert "Do not contact whoever put this up." in said
    assert "Take care: Never give a false address on a statutory form." in said
    assert "4 of 6 places could be checked, one of them only in part." in said
    assert "- Web search: Could not be checked." in said
    assert "Sites: blog.example and news.example." in said
    assert "Companies House may hold three records under your name; look yourself." in said
    assert "- api.company.example: your name and your company (consultancy) (two requests)" in said


def test_lines_keep_to_the_width_and_need_no_colour(
    result: AuditResult, catalogue: Catalogue
) -> None:
    plain = text.render(result, catalogue, width=60, built=BUILT)
    assert max(len(line) for line in plain.split("\n")) <= 60
    assert "\x1b" not in plain
    assert "\x1b[" in text.render(result, catalogue, width=60, color=True, built=BUILT)


def test_what_is_alike_is_said_once(result: AuditResult, catalogue: Catalogue) -> None:
    rdap = next(each for each in result.attempts if each.check == "rdap")
    alike = replace(result, attempts=(*result.attempts, replace(rdap, check=CheckId("google"))))
    told = replace(result.disclosures[1], host="other.example")
    alike = replace(alike, disclosures=(*result.disclosures, told))
    said = text.render(alike, catalogue, width=200, built=BUILT)
    assert "- Domain registration and Google: Not asked." in said
    assert said.count("Asking would have told this source more") == 1
    assert "- api.company.example and other.example: your name and your company" in said
    assert said.count("Never give a false address on a statutory form.") == 1
    assert "Have a home address hidden at Companies House: as at place 4." in said


def test_a_place_that_is_not_to_be_written_to_says_so_each_time(
    result: AuditResult, catalogue: Catalogue
) -> None:
    twice = (result.findings[0], replace(result.findings[0], id=FindingId("x1")))
    said = text.render(replace(result, findings=twice), catalogue, width=200, built=BUILT)
    assert said.count("Do not contact whoever put this up.") == 2


def test_nothing_found(empty: AuditResult, catalogue: Catalogue) -> None:
    said = text.render(empty, catalogue, built=BUILT)
    assert said.startswith("No route found in the 1 of 2 places that we could check.")
    assert "What was found" not in said
    assert "It did not answer in time." in said
    assert "No request carried anything that you declared." in said


def test_a_long_list_is_cut_and_says_so(result: AuditResult, catalogue: Catalogue) -> None:
    many = tuple(replace(result.findings[1], id=FindingId(f"x{n}")) for n in range(30))
    said = text.render(replace(result, findings=many), catalogue, built=BUILT)
    assert "... and ten more places, in the report." in said


def test_hostile_text_neither_styles_nor_drives_the_terminal(
    result: AuditResult, catalogue: Catalogue
) -> None:
    hostile = replace(
        result.findings[0],
        publisher="[red]evil[/red]\x1b[2J",
        locator="https://a.example/\x1b]0;title\x07[bold]",
    )
    said = text.render(replace(result, findings=(hostile,)), catalogue, width=120, built=BUILT)
    assert "[red]evil[/red]" in said
    assert not {"\x1b", "\x07"} & set(said)


def test_an_old_build_gives_no_steps(result: AuditResult, catalogue: Catalogue) -> None:
    said = text.render(result, catalogue, built=date(2024, 1, 1))
    assert "more than a year before this run" in said
    assert "SR01" not in said


def test_an_interrupted_run_says_so(result: AuditResult, catalogue: Catalogue) -> None:
    stopped = replace(result, run=replace(result.run, interrupted=True))
    assert "stopped before it was done" in text.render(stopped, catalogue, built=BUILT)
