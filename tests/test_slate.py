"""The slate's engine: in order, a window at once, fair, and nobody's failure is another's."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

from aiohttp import web

from exposure_audit import premises, profile, settings
from exposure_audit.audit import Audited, Order, audit_in
from exposure_audit.errors import InputError, ProfileError
from exposure_audit.keeping import Keeping, Unkept
from exposure_audit.limits import Limits, SystemClock
from exposure_audit.model import Reason, Rung
from exposure_audit.net.quota import MemoryQuota
from exposure_audit.premises import Frame, Premises
from exposure_audit.result import AuditResult, RunInfo, Status
from exposure_audit.runner import Progress
from exposure_audit.settings import Settings
from exposure_audit.slate import Charge, Ended, Pace, limits_of, run
from tests.fakes import DirectReader

CLOCK = SystemClock()
PERSON = """
[subject]
name = "{name}"

[consent]
given_by = "subject"
date = {date}
expires = {expires}
organisation = "Example Party"
reference = "consent form 17"
scope = {scope}
"""
SITE = '\n[[website]]\nlabel = "own"\nurl = "{url}"\n'
PAGE = '\n[[page]]\nlabel = "named"\nurl = "{url}"\n'


def order(name: str, more: str = "", *, scope: str = '["handles", "names"]') -> Order:
    today = CLOCK.now().date()
    text = PERSON.format(
        name=name, date=today - timedelta(1), expires=today + timedelta(1), scope=scope
    )
    return Order(
        subject=profile.parse(text + more, name, today),
        settings=Settings(),
        environment={},
        only=("website", "pages"),
    )


@dataclass
class Log:
    """What happened, in order."""

    events: list[str] = field(default_factory=list)
    results: dict[str, AuditResult] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    landings: int = 0

    def landed(self) -> None:
        """See `slate.Watcher.landed`."""
        self.landings += 1


@dataclass(frozen=True)
class One:
    """A subject; implements `slate.Entry`."""

    log: Log
    name: str
    order: Order
    problem: InputError | None = None

    @contextmanager
    def taken_up(self) -> Iterator[Charge]:
        """See `Entry.taken_up`."""
        self.log.events.append(f"{self.name} begins")
        if self.problem:
            raise self.problem
        yield Charge(self.order, Unkept(key=b"k" * 32, started=CLOCK.now()))
        self.log.events.append(f"{self.name} ends")

    def over(self, charge: Charge, audited: Audited) -> None:
        """See `Entry.over`."""
        assert charge.order is self.order
        self.log.results[self.name] = audited.result

    def failed(self, problem: InputError) -> None:
        """See `Entry.failed`."""
        self.log.problems.append(str(problem))


@asynccontextmanager
async def place(limits: Limits, chosen: Settings | None = None) -> AsyncIterator[Premises]:
    frame = Frame(
        settings=chosen or Settings(), limits=limits, clock=CLOCK, quota=MemoryQuota(CLOCK)
    )
    async with premises.opened(frame) as opened:
        yield replace(opened, reader=DirectReader(limits))


def people(log: Log, count: int) -> list[One]:
    return [One(log, f"p{number}", order(f"Person {number}")) for number in range(count)]


def nothing(asked: Order, keeping: Keeping, *, interrupted: bool = False) -> Audited:
    """The result of an audit that asked nobody."""
    now = CLOCK.now()
    info = RunInfo(id=keeping.run, started=now, finished=now, disclose=Rung.NOTHING)
    name = asked.subject.facts[0].value
    result = AuditResult(run=info, subject=name, labels={}, attempts=(), findings=())
    return Audited(result=result, refused=False, interrupted=interrupted)


@dataclass
class Invented:
    """An audit that waits for as long as it is told; counts how many do so at once."""

    log: Log
    waits: dict[str, float] = field(default_factory=dict)
    crashes: tuple[str, ...] = ()
    now: int = 0
    most: int = 0
    bounds: list[float] = field(default_factory=list)
    last_of_first: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the fifth begins: with a window of three, two are done."""

    async def __call__(
        self, opened: Premises, asked: Order, keeping: Keeping, _progress: Progress
    ) -> Audited:
        """See `slate.Audit`."""
        name = asked.subject.facts[0].value
        self.bounds.append(opened.frame.limits.run_seconds)
        self.now += 1
        if len(self.bounds) == 5:
            self.last_of_first.set()
        self.most = max(self.most, self.now)
        try:
            await asyncio.sleep(self.waits.get(name, 0.001))
            if name in self.crashes:
                raise RuntimeError(name)
        except asyncio.CancelledError:
            return nothing(asked, keeping, interrupted=True)
        finally:
            self.now -= 1
        return nothing(asked, keeping)


async def ran(entries: list[One], audit: Invented, window: int = 3) -> Ended:
    async with place(Limits()) as opened:
        return await run(entries, opened, audit.log, Pace(window=window, audit=audit))


async def test_a_window_of_them_is_under_way_at_once_begun_in_order() -> None:
    log = Log()
    audit = Invented(log, {"Person 0": 0.05})
    ended = await ran(people(log, 10), audit)
    assert (ended.not_begun, ended.interrupted, ended.crashes) == (0, False, 0)
    assert audit.most == 3
    begun = [event for event in log.events if event.endswith("begins")]
    assert begun == [f"p{number} begins" for number in range(10)]
    # Whoever takes long holds up nobody: all others are done before.
    assert log.events[-1] == "p0 ends"
    assert (len(log.results), log.landings) == (10, 10)


async def test_a_crash_costs_one_subject() -> None:
    log = Log()
    audit = Invented(log, crashes=("Person 1", "Person 4"))
    ended = await ran(people(log, 6), audit)
    assert ended.crashes == 2
    assert type(ended.first_crash) is RuntimeError
    assert log.results.keys() == {"p0", "p2", "p3", "p5"}
    assert log.landings == 6


async def test_a_profile_that_has_become_unusable_costs_one_subject() -> None:
    log = Log()
    entries = people(log, 3)
    entries[1] = replace(entries[1], problem=ProfileError("p1.toml", "it is gone", "Look."))
    ended = await ran(entries, Invented(log))
    assert ended.crashes == 0
    assert log.problems == ["p1.toml: it is gone. Look."]
    assert log.results.keys() == {"p0", "p2"}


async def test_cancelling_keeps_who_is_done_ends_who_is_under_way_and_begins_no_other() -> None:
    log = Log()
    audit = Invented(log, dict.fromkeys(("Person 2", "Person 3", "Person 4"), 60))
    task = asyncio.create_task(ran(people(log, 9), audit))
    await audit.last_of_first.wait()
    task.cancel()
    ended = await task
    assert (ended.interrupted, ended.not_begun) == (True, 4)
    assert log.results.keys() == {"p0", "p1", "p2", "p3", "p4"}


async def test_the_time_left_bounds_each_and_who_comes_too_late_is_not_begun() -> None:
    log = Log()
    audit = Invented(log, {f"Person {number}": 0.03 for number in range(9)})
    async with place(Limits(run_seconds=0.06)) as opened:
        pace = Pace(window=1, seconds=0.08, audit=audit)
        ended = await run(people(log, 9), opened, log, pace)
    assert not ended.interrupted
    assert 5 <= ended.not_begun < 9
    assert audit.bounds[0] == 0.06
    assert all(0 <= bound <= 0.06 for bound in audit.bounds)
    assert audit.bounds[-1] < 0.06


def test_waiting_for_all_others_of_a_window_costs_no_attempt_its_time() -> None:
    usual, wide = Limits(), limits_of(Limits(), 4)
    assert wide.patience_seconds == 4 * usual.patience_seconds
    assert wide.queue_seconds == 4 * usual.queue_seconds
    assert wide.run_seconds == 4 * usual.run_seconds
    assert wide.attempt_seconds == usual.attempt_seconds


@dataclass
class Shared:
    """A web of one server, and what was asked of it."""

    settings: Settings
    paths: list[str]


@asynccontextmanager
async def shared_web() -> AsyncIterator[Shared]:
    """Serve 60 pages below /huge/, and any other, on one host that takes one request a turn."""
    paths: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        paths.append(request.path)
        if request.path == "/robots.txt":
            return web.Response(status=404)
        links = "".join(f'<a href="/huge/{number}">{number}</a>' for number in range(60))
        below = links if request.path.startswith("/huge/") else ""
        body = f"<html><body><h1>Minutes of the meeting</h1>{below}</body></html>"
        return web.Response(text=body, content_type="text/html")

    app = web.Application()
    app.router.add_get("/{rest:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    here = f"http://127.0.0.1:{runner.addresses[0][1]}"
    # The site is too long to be walked without proof, which is looked for in the DNS too.
    nobody = '[net]\ndns = ["127.0.0.1:9"]'
    text = f'disclose = "names"\n{nobody}\n[net.origins]\n"http://council.example" = "{here}"\n'
    try:
        yield Shared(settings.parse(text, "settings"), paths)
    finally:
        await runner.cleanup()


async def audited(entries: list[One], chosen: Settings, log: Log) -> None:
    entries = [replace(one, order=replace(one.order, settings=chosen)) for one in entries]
    async with place(
        Limits(host_interval_seconds=0.004, dns_seconds=0.1, tries=1), chosen
    ) as opened:
        ended = await run(entries, opened, log)
    assert ended.crashes == 0, repr(ended.first_crash)


async def test_one_huge_site_holds_up_nobody_at_the_same_host() -> None:
    log = Log()
    huge = One(log, "huge", order("Hugo Large", SITE.format(url="http://council.example/huge/")))
    small = [
        One(log, f"s{n}", order(f"Sam {n}", PAGE.format(url=f"http://council.example/small/{n}")))
        for n in range(9)
    ]
    async with shared_web() as council:
        await audited([huge, *small], council.settings, log)
    turns = [path for path in council.paths if path != "/robots.txt"]
    last_small = max(at for at, path in enumerate(turns) if path.startswith("/small/"))
    before = sum(path.startswith("/huge/") for path in turns[:last_small])
    assert len(turns) >= Limits().pages_per_site + len(small)
    assert before <= 15, "they take turns, whoever came first and wants how much"
    ends = [event for event in log.events if event.endswith("ends")]
    assert ends[-1] == "huge ends"
    assert {attempt.status for result in log.results.values() for attempt in result.attempts} <= {
        Status.CLEAR,
        Status.SKIPPED,
        Status.INCONCLUSIVE,
    }


async def test_a_document_that_many_declare_is_fetched_once() -> None:
    log = Log()
    page = PAGE.format(url="http://council.example/notice")
    entries = [One(log, f"p{n}", order(f"Pat {n}", page)) for n in range(30)]
    async with shared_web() as council:
        await audited(entries, council.settings, log)
    assert Counter(council.paths)["/notice"] == 1
    for result in log.results.values():
        by_check = {attempt.check: attempt.status for attempt in result.attempts}
        assert Status.CLEAR in by_check.values()


async def test_each_subjects_own_consent_is_the_ceiling() -> None:
    log = Log()
    page = PAGE.format(url="http://council.example/notice")
    entries = [
        One(log, "more", order("Pat More", page)),
        One(log, "less", order("Pat Less", page, scope='["staff-details"]')),
    ]
    async with shared_web() as council:
        await audited(entries, council.settings, log)
    reasons = {
        name: {attempt.reason for attempt in result.attempts if attempt.check == "pages"}
        for name, result in log.results.items()
    }
    assert reasons == {"more": {None}, "less": {Reason.LEVEL}}
    assert log.results["less"].hosts == ()
    assert Pace().audit is audit_in
