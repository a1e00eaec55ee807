"""The Companies House API: one answer, or a list page by page.

600 requests in 5 minutes are allowed; whoever goes on beyond that may be banned.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from typing import TypeVar

from exposure_audit.checks.common import LAST, Shape, gap_of, parse, shaped
from exposure_audit.checks.companies_house_shapes import Errors, Page
from exposure_audit.checks.interface import Task
from exposure_audit.errors import GatherError
from exposure_audit.model import Gap, Reason
from exposure_audit.net.interface import OK

HOST = "api.company-information.service.gov.uk"
WEB = "https://find-and-update.company-information.service.gov.uk"
NUMBER = re.compile(r"[A-Z0-9]{8}")
"""The API answers any other with 500, so that none is sent."""
_PAGE = 50
_OR_NONE = frozenset({200, 404})

S = TypeVar("S", bound=Shape)


async def one(task: Task, path: str, model: type[S]) -> S | Gap:
    """Ask for one object; raises `GatherError` where asking on would only do harm."""
    try:
        answer = await task.channel.get(f"https://{HOST}{path}", max_bytes=task.limits.json_bytes)
        return parse(model, answer)
    except GatherError as error:
        return _gap(error)


async def one_or_none(task: Task, path: str, model: type[S]) -> S | Gap | None:
    """Ask for one object that need not be there: a 404 in the API's own words says None.

    Raises `GatherError` where asking on would only do harm.
    """
    try:
        answer = await task.channel.get(
            f"https://{HOST}{path}", accept=_OR_NONE, max_bytes=task.limits.json_bytes
        )
        if answer.status == 200:
            return parse(model, answer)
        parse(Errors, answer)
    except GatherError as error:
        return _gap(error)
    return None


async def listed(
    task: Task,
    path: str,
    model: type[S],
    query: Mapping[str, str] | None = None,
    *,
    or_none: bool = False,
    times: int = 1,
) -> AsyncIterator[S | Gap]:
    """Yield a list's entries page by page, each read on its own.

    They are at most `register_entries`, or so many `times` as many.

    With `or_none` a 404 may say that the list is empty, as for a company without officers; the
    search and an officer whom it showed are there.

    Raises `GatherError` where asking on would only do harm.
    """
    most = task.limits.register_entries * times
    start = 0
    while True:
        window = {"items_per_page": str(min(_PAGE, most)), "start_index": str(start)}
        try:
            page = await _page(task, path, {**(query or {}), **window}, or_none=or_none)
        except GatherError as error:
            yield _gap(error)
            return
        taken = page.items[: most - start]
        for value in taken:
            yield _entry(model, value)
        start += len(taken)
        if page.ends(start):
            return
        if not page.items or start >= most:
            yield Gap(Reason.BUDGET if page.items else Reason.MALFORMED, HOST)
            return


async def _page(task: Task, path: str, query: Mapping[str, str], *, or_none: bool) -> Page:
    """Ask for a page; a company's list without entries is a 404 with the API's own error body."""
    answer = await task.channel.get(
        f"https://{HOST}{path}",
        params=query,
        accept=_OR_NONE if or_none else OK,
        max_bytes=task.limits.json_bytes,
    )
    if answer.status == 200:
        return parse(Page, answer)
    parse(Errors, answer)
    return Page(items=[], total_results=0)


def _entry(model: type[S], value: object) -> S | Gap:
    try:
        return shaped(model, value, HOST)
    except GatherError as error:
        return gap_of(error)


def _gap(error: GatherError) -> Gap:
    if error.reason in LAST:
        raise error
    return gap_of(error, HOST)
