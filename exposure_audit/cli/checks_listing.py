"""How `checks` prints the sources, their proofs and what the holder of a site puts there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from exposure_audit.checks import registry
from exposure_audit.checks.meta import CheckMeta, Mode
from exposure_audit.checks.telling import section
from exposure_audit.cli.exit_codes import ExitCode
from exposure_audit.errors import OptionError
from exposure_audit.model import CheckId, Reason
from exposure_audit.result import Proof
from exposure_audit.words import known_words

if TYPE_CHECKING:
    from exposure_audit.model import Subject
    from exposure_audit.proving import Outcome

SCHEMA = 1
_WIDTH = 30


def known(check: str) -> CheckMeta:
    """Return a source by its id; raises `OptionError`."""
    metas = registry.metas()
    if check not in metas:
        raise OptionError("CHECK", "there is no such check", known_words(check, metas))
    return metas[CheckId(check)]


def by_hand(check: str) -> CheckMeta:
    """Return a guided check by its id; raises `OptionError`."""
    meta = known(check)
    if meta.mode is not Mode.GUIDED:
        cure = "Guided ones are listed by `exposure-audit checks list`."
        raise OptionError("CHECK", "the tool itself looks there: only a run answers it", cure)
    return meta


def to_prove(checks: Sequence[str]) -> tuple[CheckMeta, ...]:
    """Return the checks to prove; raises `OptionError` for one that has no canary."""
    if not checks:
        return tuple(meta for meta in registry.metas().values() if meta.canaries)
    metas = tuple(known(check) for check in dict.fromkeys(checks))
    for meta in metas:
        if not meta.canaries:
            raise OptionError("CHECK", f"{meta.id} has no canary", " ".join(meta.no_canary.split()))
    return metas


def as_document(metas: Iterable[CheckMeta], proofs: Mapping[CheckId, Proof]) -> str:
    """Return the list as JSON (DESIGN.md 5.2)."""
    checks = [_entry(meta, proofs.get(meta.id)) for meta in metas]
    return json.dumps({"schema": SCHEMA, "checks": checks}, indent=2)


def _entry(meta: CheckMeta, proof: Proof | None) -> dict[str, object]:
    return {
        "id": meta.id,
        "title": meta.title,
        "publisher": meta.publisher,
        "mode": meta.mode.value,
        "rung": meta.rung.value,
        "kinds": [kind.value for kind in meta.kinds],
        "jurisdictions": list(meta.jurisdictions),
        "needs_key": meta.needs_key,
        "last_proof": _time(proof.proved) if proof and proof.works else None,
        "family": meta.family.value,
        "minutes": meta.guide.minutes if meta.guide else None,
    }


def lines(metas: Iterable[CheckMeta], proofs: Mapping[CheckId, Proof]) -> Iterator[str]:
    """Yield a line for each source: its id, level, title, and what is known of its proof."""
    groups: dict[Mode, list[CheckMeta]] = {mode: [] for mode in Mode}
    for meta in metas:
        groups[meta.mode].append(meta)
    yield f"Looked at by the tool ({len(groups[Mode.AUTOMATIC])}):"
    for meta in groups[Mode.AUTOMATIC]:
        key = ", needs a key" if meta.needs_key else ""
        told = _proof_words(proofs.get(meta.id))
        yield f"  {meta.id:{_WIDTH}} {meta.rung.value:8} {meta.title}{key}{told}"
    yield ""
    yield f"Looked at by you, with instructions ({len(groups[Mode.GUIDED])}):"
    for meta in groups[Mode.GUIDED]:
        minutes = meta.guide.minutes if meta.guide else 0
        yield f"  {meta.id:{_WIDTH}} {minutes:3} min  {meta.title}"


def _proof_words(proof: Proof | None) -> str:
    if proof is None:
        return ""
    word = "proved" if proof.works else "FAILED its canary"
    return f" ({word} {_time(proof.proved)[:10]})"


def page(meta: CheckMeta, proof: Proof | None) -> Iterator[str]:
    """Yield all that is known of a source, and when it was last proved."""
    yield from section(meta)
    if proof:
        yield f"Last proof: {'works' if proof.works else 'does not work'}, {_time(proof.proved)}."
    elif meta.canaries:
        yield f"Never proved here: `exposure-audit checks test {meta.id}` does it."


def outcome_line(check: CheckId, outcome: Outcome) -> str:
    """Return how a check's canaries ended."""
    hosts = f" (asked: {', '.join(outcome.hosts)})" if outcome.hosts else ""
    if outcome.proof:
        return f"{check}: {'works' if outcome.proof.works else 'DOES NOT WORK'}{hosts}"
    return f"{check}: could not be asked: {(outcome.reason or Reason.NOT_APPLICABLE).value}{hosts}"


def outcomes_document(outcomes: Mapping[CheckId, Outcome]) -> str:
    """Return how each check's canaries ended as JSON."""
    tests = [
        {
            "id": check,
            "works": outcome.proof.works if outcome.proof else None,
            "proved": _time(outcome.proof.proved) if outcome.proof else None,
            "reason": outcome.reason.value if outcome.reason else None,
            "hosts": list(outcome.hosts),
        }
        for check, outcome in outcomes.items()
    ]
    return json.dumps({"schema": SCHEMA, "tests": tests}, indent=2)


def exit_code(outcomes: Mapping[CheckId, Outcome], *, strict: bool) -> ExitCode:
    """Return 3 where a check does not work, or where one could not be asked and that matters."""
    proofs = [outcome.proof for outcome in outcomes.values()]
    failed = any(proof and not proof.works for proof in proofs)
    unasked = any(proof is None for proof in proofs)
    none = not any(proofs)
    return ExitCode.NOT_COVERED if failed or none or (strict and unasked) else ExitCode.DONE


def site_lines(subject: Subject, key: bytes) -> Iterator[str]:
    """Yield what the holder of each declared site puts there; raises `OptionError` without one."""
    from exposure_audit.checks.control import FILE, RECORD
    from exposure_audit.checks.sites import sites_of
    from exposure_audit.identity import site_token

    sites = [site for site in sites_of(subject).values() if not site.shared]
    if not sites:
        cure = "Add a [[domain]] or a [[website]] of yours to it."
        raise OptionError("PROFILE", "it declares no site of its own", cure)
    for site in sites:
        token = site_token(key, site.name)
        yield f"{site.name}: either of these two, and leave it there while you run audits:"
        yield f"  a file at https://{site.name}{FILE} that holds the line"
        yield f"    {token}"
        yield f"  a TXT record of {site.name} in its DNS:"
        yield f"    {RECORD}{token}"


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
