import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from exposure_audit.errors import GatherError
from exposure_audit.model import Reason
from exposure_audit.net.answers import Answers
from exposure_audit.net.interface import Response
from tests.checks.fakes import NOW


def answer(body: bytes = b"x", status: int = 200) -> Response:
    return Response("https://a.example/", status, {}, body, NOW)


@dataclass
class Time:
    """A clock that is set."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return 0.0


def answers_of(clock: Time | None = None) -> Answers:
    return Answers(20_000, timedelta(minutes=15), clock or Time())


class Source:
    """Counts how often it is fetched from."""

    def __init__(self, *outcomes: Response | GatherError) -> None:
        self.outcomes, self.fetched = list(outcomes), 0

    async def fetch(self) -> Response:
        self.fetched += 1
        await asyncio.sleep(0)
        outcome = self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]
        if isinstance(outcome, GatherError):
            raise outcome
        return outcome


async def test_all_who_ask_at_once_are_served_by_one_fetch() -> None:
    answers, source = answers_of(), Source(answer())
    found = await asyncio.gather(*(answers.once("a", source.fetch) for _ in range(20)))
    assert source.fetched == 1
    assert set(map(id, found)) == {id(found[0])}
    await answers.once("b", source.fetch)
    assert source.fetched == 2


async def test_a_failure_serves_nobody_else() -> None:
    answers = answers_of()
    source = Source(GatherError(Reason.TIMEOUT), answer())
    found = await asyncio.gather(
        *(answers.once("a", source.fetch) for _ in range(3)), return_exceptions=True
    )
    assert [isinstance(each, GatherError) for each in found] == [True, False, False]
    assert source.fetched == 2


@pytest.mark.parametrize("kept", [answer(status=404), answer(b""), answer(b"x" * 2_000)])
async def test_what_is_not_kept(kept: Response) -> None:
    answers, source = answers_of(), Source(kept)
    for _ in range(2):
        await answers.once("a", source.fetch)
    assert source.fetched == 2


async def test_the_least_used_makes_room() -> None:
    answers = answers_of()
    sources = [Source(answer(b"x" * 900)) for _ in range(12)]
    for number, source in enumerate(sources):
        await answers.once(str(number), source.fetch)
        await answers.once("0", sources[0].fetch)
    await answers.once("1", sources[1].fetch)
    assert sources[0].fetched == 1
    assert sources[1].fetched == 2


async def test_whoever_gives_up_leaves_the_question_to_the_next() -> None:
    answers, source = answers_of(), Source(answer())
    first = asyncio.create_task(answers.once("a", source.fetch))
    second = asyncio.create_task(answers.once("a", source.fetch))
    await asyncio.sleep(0)
    first.cancel()
    assert await asyncio.wait_for(second, 1) == answer()
    assert source.fetched == 2


async def test_what_is_older_than_some_minutes_is_fetched_again() -> None:
    clock = Time()
    answers, source = answers_of(clock), Source(answer())
    for minutes, fetched in ((0, 1), (14, 1), (16, 2)):
        clock.at = NOW + timedelta(minutes=minutes)
        await answers.once("a", source.fetch)
        assert source.fetched == fetched
