"""Which sources fit whom, from the profile alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from exposure_audit import fitting
from exposure_audit.checks import registry
from exposure_audit.checks.meta import CheckMeta, Mode
from exposure_audit.checks.source import Fits
from exposure_audit.model import Candidacy, CheckId, Consent, Fact, Kind, Subject
from tests.fakes import meta

NOBODY = Subject(
    facts=(Fact(kind=Kind.NAME, label="", value="Ann Example"),),
    consent=Consent(given_by="self", given_on=date(2026, 11, 1)),
)
SCOT = replace(NOBODY, candidacy=Candidacy(election="sp", nation="Scotland", status="elected"))


def source(**fits: Any) -> CheckMeta:
    plain = meta("source", {})
    return replace(plain, fits=Fits(**fits))


@pytest.mark.parametrize(
    ("fits", "subject", "fit"),
    [
        ({}, NOBODY, True),
        ({"nations": ("Scotland",), "only": True}, SCOT, True),
        ({"nations": ("Wales",), "only": True}, SCOT, False),
        ({"nations": ("Wales",), "only": True}, NOBODY, True),
        ({"nations": ("Wales",)}, SCOT, True),
        ({"roles": ("mp",), "only": True}, NOBODY, False),
        ({"roles": ("mp",), "only": True}, replace(NOBODY, roles=("mp",)), True),
        ({"lived_in": ("US",), "only": True}, NOBODY, False),
        ({"lived_in": ("US",), "only": True}, replace(NOBODY, lived_in=("US",)), True),
        ({"kinds": (Kind.CHARITY,), "only": True}, NOBODY, False),
        ({"kinds": (Kind.NAME,), "only": True}, NOBODY, True),
        ({"elections": ("sp",), "statuses": ("elected",), "only": True}, SCOT, True),
        ({"elections": ("sp",), "statuses": ("former",), "only": True}, SCOT, False),
    ],
)
def test_whom_a_source_concerns(fits: dict[str, object], subject: Subject, fit: bool) -> None:
    assert fitting.concerns(source(**fits), subject) is fit


def test_a_match_moves_up_and_a_miss_moves_down() -> None:
    wales, scotland = source(nations=("Wales",)), source(nations=("Scotland",))
    anybody = source()
    assert fitting.place(scotland, SCOT) < fitting.place(anybody, SCOT)
    assert fitting.place(anybody, SCOT) < fitting.place(wales, SCOT)
    assert fitting.place(wales, NOBODY) == fitting.place(anybody, NOBODY)


def test_the_guided_checks_come_ranked_for_a_person() -> None:
    metas = registry.metas()
    nobody = [each.id for each in fitting.guided(metas.values(), NOBODY)]
    assert "us-people-search" not in nobody
    american = replace(NOBODY, lived_in=("US",))
    assert "us-people-search" in [each.id for each in fitting.guided(metas.values(), american)]
    scot = [each.id for each in fitting.guided(metas.values(), SCOT)]
    assert CheckId("scotland-land-register") in scot
    assert CheckId("ni-land-registry") not in scot
    assert all(metas[each].mode is Mode.GUIDED for each in nobody)
    places = [fitting.place(metas[each], NOBODY) for each in nobody]
    assert places == sorted(places)
