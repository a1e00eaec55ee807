"""The JSON Schema of result.json, drawn from the closed lists in the code.

JSON Schema draft 2020-12. `docs/result.schema.json` is this module's output:
`python -m exposure_audit.reports.schema_v1 > docs/result.schema.json`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from enum import Enum

from exposure_audit.model import Confidence, PartKind, Reason, Rung
from exposure_audit.remarks import RemarkKind
from exposure_audit.reports.json_v1 import SCHEMA, Json
from exposure_audit.result import CaseState, Said, Severity, Status

_TEXT: Json = {"type": "string"}
_WORD: Json = {"type": "string", "minLength": 1}
_COUNT: Json = {"type": "integer", "minimum": 0}
_TRUTH: Json = {"type": "boolean"}
_TIME: Json = {
    "type": "string",
    "format": "date-time",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$",
}
_FACT: Json = {
    "type": "string",
    "pattern": "^(name|date-of-birth|[a-z-]+:[a-z0-9-]{1,20})$",
    "description": "The id of a declared fact; never its value.",
}


def schema() -> Mapping[str, Json]:
    """Return the schema as plain data."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "exposure-audit result.json, version 1",
        "description": "One run. Declared values are not in the file: facts are named by id.",
        **_record(
            schema={"const": SCHEMA},
            tool=_record(name={"const": "exposure-audit"}, version=_WORD, built=_date()),
            run=_record(
                id=_WORD,
                started=_TIME,
                finished=_TIME,
                disclose=_one_of(Rung),
                interrupted=_TRUTH,
                offline=_TRUTH,
            ),
            subject=_record(id=_WORD),
            coverage=_record(**{status.value: _COUNT for status in Status}),
            attempts=_list(_attempt()),
            findings=_list(_finding()),
            possible=_list(_record(publisher=_WORD, count={"type": "integer", "minimum": 1})),
            doors=_doors(),
            disclosures=_list(_record(time=_TIME, check=_WORD, host=_WORD, facts=_list(_FACT))),
            hosts=_list(_WORD),
            manual=_list(_manual()),
            remarks=_list(
                _record(kind=_one_of(RemarkKind), fact=_FACT, locator=_TEXT, detail=_TEXT)
            ),
            advice=_list(_advice()),
        ),
    }


def _attempt() -> Json:
    return _record(
        check=_WORD,
        status=_one_of(Status),
        reason={"enum": [None, *(reason.value for reason in Reason)]},
        complete=_TRUTH,
        requests=_COUNT,
        documents=_COUNT,
        seconds={"type": "number", "minimum": 0},
        gaps=_list(_record(reason=_one_of(Reason), count={"type": "integer", "minimum": 1})),
        as_of={"anyOf": [_TIME, {"type": "null"}]},
    )


def _manual() -> Json:
    return _record(
        check=_WORD,
        said={"enum": [None, *(said.value for said in Said)]},
        said_on={"anyOf": [_TIME, {"type": "null"}]},
    )


def _advice() -> Json:
    day: Json = {"anyOf": [_date(), {"type": "null"}]}
    return _record(
        topic=_WORD,
        title=_WORD,
        urgent=_TRUTH,
        due=day,
        lines=_list(_record(text=_WORD, url=_TEXT, date=day)),
    )


def _finding() -> Json:
    return _record(
        id=_WORD,
        severity=_one_of(Severity),
        confidence=_one_of(Confidence),
        facts=_list(_FACT),
        publisher=_TEXT,
        locator=_TEXT,
        title=_TEXT,
        excerpt=_TEXT,
        seen=_list(
            _record(check=_WORD, fact=_FACT, part=_one_of(PartKind), confidence=_one_of(Confidence))
        ),
        route={"type": "string", "minLength": 1, "description": "The id of a removal route."},
        first_seen=_TIME,
        status=_one_of(CaseState),
    )


def _doors() -> Json:
    step = _record(**{"from": _FACT, "finding": _WORD, "to": _FACT})
    route = _record(door=_FACT, steps={**_list(step), "minItems": 1})
    return _record(
        shortest={"type": ["integer", "null"], "minimum": 1},
        routes=_list(route),
        cut=_list(_WORD),
    )


def _record(**properties: Json) -> dict[str, Json]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(properties),
        "properties": properties,
    }


def _list(items: Json) -> dict[str, Json]:
    return {"type": "array", "items": items}


def _one_of(words: type[Enum]) -> Json:
    return {"enum": [word.value for word in words]}


def _date() -> Json:
    return {"type": "string", "format": "date", "pattern": r"^\d{4}-\d\d-\d\d$"}


def text() -> str:
    """Return the schema as the published file holds it."""
    return json.dumps(schema(), indent=2) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
