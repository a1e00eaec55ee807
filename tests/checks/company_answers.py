"""A recorded Companies House: each place with its answer, any of which a test can replace."""

from __future__ import annotations

from urllib.parse import urlencode

from exposure_audit.checks.companies_house import CHECK
from exposure_audit.model import Document, Gap, Kind, Reason
from tests.checks.fakes import FakeChannel, Recorded, answer, fact, gather, recorded, task_of

HOST = "api.company-information.service.gov.uk"
API = f"https://{HOST}"
WEB = "https://find-and-update.company-information.service.gov.uk"
NAME = fact(Kind.NAME, "Siân Example-Hughes", "")
COMPANY = fact(Kind.COMPANY, "01234567", "consultancy")
ROAD = "14 St Mary's Road"
GAP = Gap(Reason.MALFORMED, HOST)
NOTHING = {"items": [], "total_results": 0}
OTHER = {"name": "Sian EXAMPLE-HUGHES", "address": {"premises": "1", "postal_code": "ZZ99 3CC"}}
ONE = {"items": [OTHER], "total_results": 1}
NONE_THERE = recorded("companies-house/not-found.json", 404)


def url(path: str, start: int = 0, size: int = 50, **query: str) -> str:
    window = {"items_per_page": str(size), "start_index": str(start)}
    return f"{API}{path}?{urlencode(sorted({**query, **window}.items()))}"


SEARCH = url("/search/officers", q=NAME.value)
FIRST = url("/officers/abcDEF_123-x/appointments")
SECOND = url("/officers/secondONE/appointments")
PROFILE = f"{API}/company/01234567"
OFFICERS = url("/company/01234567/officers")
PSCS = url("/company/01234567/persons-with-significant-control")


def channel(**changes: Recorded) -> FakeChannel:
    answers = {
        "search": recorded("companies-house/officers.json"),
        "first": recorded("companies-house/appointments.json"),
        "second": answer(ONE),
        "profile": recorded("companies-house/company.json"),
        "officers": recorded("companies-house/company-officers.json"),
        "pscs": recorded("companies-house/pscs.json"),
        **changes,
    }
    places = (SEARCH, FIRST, SECOND, PROFILE, OFFICERS, PSCS)
    return FakeChannel(pages=dict(zip(places, answers.values(), strict=True)))


async def by_name(net: FakeChannel, **limits: int) -> tuple[list[Document], list[Gap]]:
    return await gather(CHECK, task_of(net, NAME, **limits))


async def by_number(net: FakeChannel) -> tuple[list[Document], list[Gap]]:
    return await gather(CHECK, task_of(net, COMPANY, NAME))
