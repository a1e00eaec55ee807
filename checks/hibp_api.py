"""The API of Have I Been Pwned: https://haveibeenpwned.com/API/v3 (2026).

It wants its key and a user agent, says by an empty 404 that it has nothing, and by 429 how many
seconds to wait. A mail address stands in the path, so it is quoted as one segment.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import quote

from exposure_audit.checks.common import Shape, shaped
from exposure_audit.checks.interface import Task
from exposure_audit.errors import GatherError
from exposure_audit.model import Reason
from exposure_audit.net.interface import Response

HOST = "haveibeenpwned.com"
WEB = f"https://{HOST}"
PUBLISHER = "Have I Been Pwned"
_API = f"{WEB}/api/v3"
_OR_NONE = frozenset({200, 404})

S = TypeVar("S", bound=Shape)


async def one(task: Task, path: str, model: type[S]) -> S:
    """Ask for one object."""
    answer = await _get(task, path, None, frozenset({200}))
    return shaped(model, _value(answer), HOST)


async def listed(
    task: Task, path: str, model: type[S], query: Mapping[str, str] | None = None
) -> list[S]:
    """Ask for a list; raises `GatherError` (malformed) where its own empty 404 is not empty."""
    answer = await _get(task, path, query, _OR_NONE)
    if answer.status == 404:
        if answer.body.strip():
            raise GatherError(Reason.MALFORMED, HOST, "not the source's own answer")
        return []
    value = _value(answer)
    if not isinstance(value, list):
        raise GatherError(Reason.MALFORMED, HOST, "no list")
    return [shaped(model, each, HOST) for each in value]


def account(address: str) -> str:
    """Return an e-mail address as one segment of a path."""
    return quote(address.strip(), safe="")


async def _get(
    task: Task, path: str, query: Mapping[str, str] | None, accept: frozenset[int]
) -> Response:
    return await task.channel.get(
        f"{_API}/{path}",
        params=query,
        headers={"accept": "application/json"},
        accept=accept,
        max_bytes=task.limits.json_bytes,
    )


def _value(answer: Response) -> Any:
    try:
        return answer.json()
    except GatherError as error:
        raise GatherError(error.reason, HOST, error.detail) from error
