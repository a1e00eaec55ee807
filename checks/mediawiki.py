"""The action API of Wikipedia and Wikidata: an answer, or what it says in place of one.

https://www.mediawiki.org/wiki/API:Etiquette (read 2026-11): one request after the other, under a
name of one's own. An error comes with status 200.
"""

from __future__ import annotations

from typing import TypeVar

from exposure_audit.checks.common import Shape, parse
from exposure_audit.checks.interface import Task
from exposure_audit.errors import GatherError
from exposure_audit.model import Reason

_REASONS = {"ratelimited": Reason.RATE_LIMITED, "readapidenied": Reason.BLOCKED}

S = TypeVar("S", bound=Shape)


class _Failure(Shape):
    code: str


class _Envelope(Shape):
    error: _Failure | None = None


async def ask(task: Task, host: str, model: type[S], *, told: bool = False, **params: str) -> S:
    """Ask the action API of a host; raises `GatherError`, also for an error in the body.

    `told` says that what is asked for are ids that the host itself gave.
    """
    place = f"https://{host}/w/api.php"
    response = await task.channel.get(
        place,
        params={"format": "json", "formatversion": "2", **params},
        headers={"accept": "application/json"},
        max_bytes=task.limits.json_bytes,
        found_on=place if told else None,
    )
    failure = parse(_Envelope, response).error
    if failure:
        raise GatherError(_REASONS.get(failure.code, Reason.SERVER_ERROR), host, "an API error")
    return parse(model, response)
