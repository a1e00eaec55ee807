"""result.json keeps its contract: the published schema accepts it and nothing else."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from exposure_audit.reports import json_v1, schema_v1
from exposure_audit.result import AuditResult

PUBLISHED = Path(__file__).parents[2] / "docs" / "result.schema.json"

Document = dict[str, Any]


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = schema_v1.schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def test_the_published_schema_is_the_one_in_the_code() -> None:
    assert PUBLISHED.read_text(encoding="utf-8") == schema_v1.text()


def test_results_keep_the_schema(
    result: AuditResult, empty: AuditResult, validator: Draft202012Validator
) -> None:
    for each in (result, empty, replace(result, run=replace(result.run, interrupted=True))):
        validator.validate(json.loads(json_v1.render(each)))


def test_the_contract_of_the_design(result: AuditResult) -> None:
    document: Document = json.loads(json_v1.render(result))
    assert document["schema"] == 1
    assert set(document["tool"]) == {"name", "version", "built"}
    assert document["run"]["finished"] == "2026-11-23T09:41:00Z"
    assert document["run"]["disclose"] == "names"
    assert document["subject"] == {"id": "s-19c2"}
    assert document["coverage"] == {
        "found": 3,
        "clear": 1,
        "inconclusive": 1,
        "skipped": 1,
        "manual": 2,
    }
    assert document["attempts"][0] == {
        "check": "website",
        "status": "found",
        "reason": "budget",
        "complete": False,
        "requests": 61,
        "documents": 60,
        "seconds": 12.346,
        "gaps": [{"reason": "budget", "count": 1}, {"reason": "no-text", "count": 2}],
        "as_of": None,
    }
    assert document["findings"][1]["seen"][2] == {
        "check": "website",
        "fact": "address:home",
        "part": "structured-data",
        "confidence": "high",
    }
    assert document["possible"] == [
        {"publisher": "Companies House", "count": 3},
        {"publisher": "The Gazette", "count": 1},
    ]
    assert document["doors"]["shortest"] == 1
    assert document["doors"]["routes"][3]["steps"][1] == {
        "from": "phone:mobile",
        "finding": "a1",
        "to": "address:home",
    }
    assert document["disclosures"][0]["facts"] == ["name"]
    assert document["hosts"][0] == "api.company.example"
    unsaid = {"said": None, "said_on": None}
    assert document["manual"] == [{"check": "directory", **unsaid}, {"check": "google", **unsaid}]
    assert document["remarks"][1] == {
        "kind": "old-filing",
        "fact": "company:consultancy",
        "locator": "https://company.example/99000014/filing-history",
        "detail": "AP01, 2008-03-01",
    }
    assert document["advice"][0]["urgent"] is True
    assert document["advice"][0]["lines"][0]["date"] == "2025-11-18"


def test_a_hostile_text_stays_plain_ascii(result: AuditResult) -> None:
    hostile = replace(result.findings[0], title="\u202egpj\x1b[2J\ud800", locator="x\x00y")
    text = json_v1.render(replace(result, findings=(hostile,)))
    assert text.isascii()
    assert json.loads(text)["findings"][0]["title"] == "gpj [2J"


def break_severity(document: Document) -> None:
    document["findings"][0]["severity"] = "terrible"


def break_reason(document: Document) -> None:
    document["attempts"][0]["reason"] = "because"


def break_value(document: Document) -> None:
    document["findings"][0]["value"] = "what stood there"


def break_time(document: Document) -> None:
    document["run"]["finished"] = "2026-11-23 09:41"


def break_part(document: Document) -> None:
    document["findings"][0]["seen"][0]["part"] = "cellar"


def break_fact(document: Document) -> None:
    document["findings"][0]["facts"] = ["07700 900123"]


def break_coverage(document: Document) -> None:
    del document["coverage"]["inconclusive"]


def break_version(document: Document) -> None:
    document["schema"] = 2


BREAKS = (
    break_severity,
    break_reason,
    break_value,
    break_time,
    break_part,
    break_fact,
    break_coverage,
    break_version,
)


@pytest.mark.parametrize("spoil", BREAKS)
def test_a_broken_document_is_refused(
    spoil: Callable[[Document], None], result: AuditResult, validator: Draft202012Validator
) -> None:
    document: Document = json.loads(json_v1.render(result))
    spoil(document)
    assert not validator.is_valid(document)
