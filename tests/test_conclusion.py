from datetime import UTC, date, datetime

from exposure_audit import profile
from exposure_audit.conclusion import Context, conclude
from exposure_audit.model import (
    CheckId,
    Confidence,
    FactId,
    Gap,
    Kind,
    PartKind,
    Reason,
    Rung,
)
from exposure_audit.net.ledger import MemoryLedger
from exposure_audit.result import Attempt, Disclosure, Observation, RunInfo, Seen, Status
from exposure_audit.runner import Outcome
from tests.fakes import meta

NOW = datetime(2026, 11, 23, tzinfo=UTC)
CHECK = CheckId("web-search")
PHONE = FactId("phone:mobile")


def found_at(locator: str) -> Observation:
    seen = Seen(check=CHECK, fact=PHONE, part=PartKind.SNIPPET, confidence=Confidence.HIGH)
    return Observation(
        check=CHECK,
        locator=locator,
        publisher="found.example",
        record=None,
        own=None,
        title="",
        excerpt="",
        seen=(seen,),
        links=frozenset({FactId("name")}),
    )


def test_hosts_are_named_only_where_a_finding_stands_and_without_values(profile_text: str) -> None:
    hosts = ("found.example", "other-person.example")
    gaps = (*(Gap(Reason.UNFAMILIAR_HOST, host) for host in hosts), Gap(Reason.TLS, "sianh79.b"))
    attempt = Attempt(check=CHECK, status=Status.FOUND, gaps=gaps)
    ledger = MemoryLedger()
    ledger.saw("sianh79.b")
    ledger.disclosed(Disclosure(time=NOW, check=CHECK, host="sianh79.b", facts=(FactId("name"),)))
    result = conclude(
        Outcome(
            (attempt,),
            (found_at("https://found.example/x"),),
            (),
            refused=False,
            interrupted=False,
            finished=True,
        ),
        ledger,
        RunInfo(id="r", started=NOW, finished=NOW, disclose=Rung.NAMES),
        Context(
            subject=profile.parse(profile_text, "p", date(2026, 11, 23)),
            metas={CHECK: meta("web-search", {Rung.NAMES: (Kind.NAME,)})},
            labels={},
            key=b"k" * 32,
            hide=lambda host: host.replace("sianh79", "LABEL"),
        ),
    )
    assert [gap.host for gap in result.attempts[0].gaps] == [
        "found.example",
        "",
        "LABEL.b",
    ]
    assert result.hosts == ("LABEL.b",)
    assert result.disclosures[0].host == "LABEL.b"
    assert len(result.findings) == 1
