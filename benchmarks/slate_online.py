"""A slate of 500 subjects at 20 simulated sources: time beside the least possible, and memory.

Real: the slate's engine, the runner, the guard, the room, its pacing, sockets, profiles from disk,
the workspace, the reports. Not real: the sources, which answer at once, and the checks, which ask
one source one to three times. Rates are as published, or those that we keep to ourselves, and all
are sped up by one factor, so that a slate of some hours takes under two minutes; a larger factor
would measure the processor, which is idle in truth. The least possible is what the slowest source
allows. The target is 1.10 of it (H1), and a memory that does not grow.
"""

from __future__ import annotations

import asyncio
import gc
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from exposure_audit import plan, premises, runner, slate
from exposure_audit.asks import Surroundings, allotment_of
from exposure_audit.audit import Audited, Order
from exposure_audit.checks.asking import Ask, Each, Service
from exposure_audit.checks.interface import Task
from exposure_audit.checks.meta import CheckMeta, Mode
from exposure_audit.checks.source import Automation, Family, SourceTerms
from exposure_audit.cli.slate_profiles import Profiles, mustered
from exposure_audit.conclusion import Context, conclude
from exposure_audit.errors import InputError
from exposure_audit.extract.isolated import IsolatedReader
from exposure_audit.keeping import Keeping, Unkept
from exposure_audit.limits import Limits, SystemClock
from exposure_audit.matching.judge import observe
from exposure_audit.matching.own import OwnMatcher
from exposure_audit.model import CheckId, Document, Gap, Kind, Mark, Part, PartKind, Rung
from exposure_audit.net.config import NetConfig
from exposure_audit.net.egress import EgressGuard
from exposure_audit.net.errand import Errand
from exposure_audit.net.quota import MemoryQuota
from exposure_audit.net.room import Room, Rules
from exposure_audit.plan import PlannedAttempt
from exposure_audit.premises import Frame, Premises
from exposure_audit.removal.routes import load_routes
from exposure_audit.reports import html, json_v1
from exposure_audit.reports.interface import Catalogue
from exposure_audit.result import RunInfo
from exposure_audit.runner import CountingChannel, Progress, Tools
from exposure_audit.settings import Settings
from exposure_audit.store import stored_run
from exposure_audit.store.keychain import keychain
from exposure_audit.store.locked import LockedWorkspace
from exposure_audit.store.os_keyring import SystemKeyring
from exposure_audit.store.quotas import StoredQuota
from exposure_audit.store.workspace import Workspace
from exposure_audit.words import labels_of

FACTOR = 300.0
SUBJECTS, FEW, TARGET = 500, 100, 1.10
KEY = "ab" * 32


@dataclass(frozen=True, slots=True)
class Source:
    """A simulated source: its terms, and how often it is asked about one subject."""

    name: str
    per_second: float
    requests: int
    burst: int = 1
    at_once: int = 2

    @property
    def host(self) -> str:
        """Where it stands."""
        return f"{self.name}.example"

    def least(self, subjects: int) -> float:
        """Return the seconds in which nobody can ask it about more subjects."""
        return max(0, subjects * self.requests - self.burst) / (self.per_second * FACTOR)


SOURCES = (
    Source("code-host", 60 / 3600, 1),  # GitHub without a key: 60 an hour
    Source("avatars", 100 / 3600, 1),  # Gravatar: 100 an hour
    Source("breaches", 10 / 60, 1),  # Have I Been Pwned, least plan: 10 a minute
    Source("elections", 10 / 60, 2),  # Democracy Club without a key: 10 a minute
    Source("companies", 2.0, 3, burst=10),  # Companies House: 600 in 5 minutes
    Source("search", 1.0, 1, at_once=1),  # Brave: 1 a second
    *(Source(f"registry-{number}", 1.0, 1 + number % 2, at_once=1) for number in range(4)),
    *(Source(f"site-{number}", 2.0, 1 + number % 3) for number in range(10)),
)

SERVER = """
import asyncio
from aiohttp import web

async def answer(request):
    return web.json_response({"items": ["a", "b"], "of": request.path})

async def main():
    app = web.Application()
    app.router.add_get("/{subject}/{number}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""

PROFILE = """
[subject]
name = "{name} Invented"

[consent]
given_by = "subject"
date = {date}
expires = {expires}
organisation = "Example Party"
reference = "consent form {number}"
scope = ["handles", "names"]

[[address]]
label = "home"
lines = ["{number} Invented Street", "Exampleton"]
postcode = "SE15 4QE"

[[phone]]
label = "mobile"
number = "+44 7700 900{number:03}"

[[domain]]
label = "campaign"
name = "candidate-{number}.example"
"""


TERMS = SourceTerms(
    automation=Automation.ALLOWED,
    kept=True,
    attribution="",
    link="https://source.example/",
    read=date(2026, 11, 22),
    mark=Mark.SOURCED,
    note="As measured.",
)


def meta_of(source: Source) -> CheckMeta:
    """Return what a source file would say."""
    ask = Ask(
        at=source.host,
        each=Each.RUN,
        number=source.requests,
        exact=True,
        country="GB",
        sends=(Kind.DOMAIN,),
        why="",
    )
    service = Service(
        host=source.host,
        country="GB",
        per_second=source.per_second * FACTOR,
        burst=source.burst,
        at_once=source.at_once,
    )
    return CheckMeta(
        id=CheckId(source.name),
        title=source.name,
        publisher=source.name,
        mode=Mode.AUTOMATIC,
        family=Family.REGISTERS,
        terms=TERMS,
        jurisdictions=("GB",),
        kinds=(Kind.ADDRESS,),
        sends={Rung.HANDLES: (Kind.DOMAIN,)},
        publishes="",
        why="",
        how="",
        limits_of="",
        routes=(),
        asks=(ask,),
        services=(service,),
    )


METAS: Mapping[CheckId, CheckMeta] = {meta.id: meta for meta in map(meta_of, SOURCES)}
CATALOGUE = Catalogue(checks=METAS, routes=load_routes())


@dataclass(frozen=True, slots=True)
class Asking:
    """A check that asks its one source as often as it says."""

    source: Source

    async def gather(self, task: Task) -> AsyncIterator[Document | Gap]:
        """See `Check.gather`."""
        (domain,) = task.subject.of_kind(Kind.DOMAIN)
        for number in range(self.source.requests):
            url = f"http://{self.source.host}/{domain.value}/{number}"
            answer = await task.channel.get(url)
            yield Document(
                locator=url,
                publisher=self.source.name,
                parts=(Part(PartKind.BODY, answer.body.decode()),),
                retrieved=answer.retrieved,
                sha256="",
            )


CHECKS = {CheckId(source.name): Asking(source) for source in SOURCES}


async def audit(place: Premises, order: Order, keeping: Keeping, progress: Progress) -> Audited:
    """As `audit.audit_in`, with the simulated checks."""
    matcher, labels, frame = OwnMatcher(order.subject), labels_of(order.subject), place.frame

    def channel(attempt: PlannedAttempt) -> CountingChannel:
        guard = EgressGuard(
            facts_in=matcher.facts_in, places_in=matcher.places_in, allowed=attempt.allowed
        )
        errand = Errand(
            check=attempt.meta.id,
            guard=guard,
            allotment=allotment_of(attempt.asks, Surroundings()),
            ledger=keeping.ledger,
            cache=keeping.cache,
        )
        return place.room.channel(errand)

    tools = Tools(
        check=CHECKS.__getitem__,
        channel=channel,
        observe=partial(observe, matcher=matcher, labels=labels),
        task=lambda _attempt, subject, opened: Task(
            subject=subject,
            channel=opened,
            reader=place.reader,
            limits=frame.limits,
            clock=frame.clock,
        ),
        limits=frame.limits,
        clock=frame.clock,
        progress=progress,
        journal=keeping.journal,
    )
    attempts = plan.make(order.subject, METAS, plan.Choices(disclose=Rung.HANDLES))
    outcome = await runner.run(attempts, tools)
    info = RunInfo(
        id=keeping.run,
        started=keeping.started,
        finished=frame.clock.now(),
        disclose=Rung.HANDLES,
    )
    context = Context(
        subject=order.subject, metas=METAS, labels=labels, key=keeping.key, hide=lambda host: host
    )
    result = conclude(outcome, keeping.ledger, info, context)
    await keeping.kept(result, finished=outcome.finished)
    return Audited(result=result, refused=outcome.refused, interrupted=outcome.interrupted)


@dataclass(slots=True)
class Turn:
    """One subject, from its file to its report."""

    path: Path
    out: Path
    reader: Profiles
    workspace: Workspace | None

    @contextmanager
    def taken_up(self) -> Iterator[slate.Charge]:
        """See `slate.Entry.taken_up`."""
        subject = self.reader.subject(self.path)
        order = Order(subject=subject, settings=Settings(), environment={})
        clock = self.reader.clock
        if self.workspace is None:
            yield slate.Charge(order, Unkept(key=b"k" * 32, started=clock.now()))
            return
        opening = stored_run.Opening(subject, b"", clock)
        run = stored_run.begin(self.workspace, opening)
        try:
            yield slate.Charge(order, run)
        finally:
            run.close()

    def over(self, charge: slate.Charge, audited: Audited) -> None:
        """See `slate.Entry.over`."""
        assert charge.keeping.run == audited.result.run.id
        checked = [attempt for attempt in audited.result.attempts if attempt.conclusive]
        assert len(checked) == len(SOURCES), {each.reason for each in audited.result.attempts}
        folder = self.out / self.path.stem
        folder.mkdir()
        (folder / "report.html").write_text(html.render(audited.result, CATALOGUE), "utf-8")
        (folder / "result.json").write_text(json_v1.render(audited.result), "utf-8")

    def failed(self, problem: InputError) -> None:
        """See `slate.Entry.failed`."""
        raise AssertionError(problem)


class Counting:
    """Counts the subjects that are done."""

    done = 0

    def landed(self) -> None:
        """See `slate.Watcher.landed`."""
        self.done += 1


def write_profiles(folder: Path, subjects: int) -> None:
    """Write so many invented people's profiles."""
    today = SystemClock().now().date()
    for number in range(subjects):
        name = "".join(chr(ord("a") + int(digit)) for digit in f"{number:05}").capitalize()
        text = PROFILE.format(
            name=name,
            number=number,
            date=today - timedelta(10),
            expires=today + timedelta(100),
        )
        (folder / f"{number:05}.toml").write_text(text, "utf-8")


async def one(port: int, subjects: int, *, stored: bool) -> None:
    """Audit a slate in this process; print its seconds, its processor time and its peak memory."""
    clock = SystemClock()
    limits = slate.limits_of(Limits())
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (folder / "slate").mkdir()
        (folder / "out").mkdir()
        write_profiles(folder / "slate", subjects)
        workspace = stack.enter_context(_workspace(folder / "kept")) if stored else None
        frame = Frame(
            settings=Settings(),
            limits=limits,
            clock=clock,
            quota=StoredQuota(workspace, clock) if workspace else MemoryQuota(clock),
        )
        rules = Rules(
            limits=limits, clock=clock, quota=frame.quota, terms=premises.terms(METAS, limits)
        )
        here = f"http://127.0.0.1:{port}"
        config = NetConfig(origins={f"http://{source.host}": here for source in SOURCES})
        reader = Profiles((), clock)
        ready = mustered(folder / "slate", reader).ready
        turns = [Turn(each.path, folder / "out", reader, workspace) for each in ready]
        watcher = Counting()
        gc.collect()
        began, used = time.perf_counter(), time.process_time()
        async with Room(config, rules) as room, IsolatedReader(limits) as isolated:
            place = Premises(
                frame=frame,
                metas=METAS,
                room=room,
                reader=isolated,
            )
            ended = await slate.run(turns, place, watcher, slate.Pace(audit=audit))
        seconds, busy = time.perf_counter() - began, time.process_time() - used
        assert watcher.done == subjects
        assert ended.crashes == 0, repr(ended.first_crash)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"seconds": seconds, "busy": busy, "peak": peak}))


def _workspace(folder: Path) -> Workspace:
    keys = keychain(folder, {"EXPOSURE_AUDIT_KEY": KEY}, SystemKeyring(2), None)
    return LockedWorkspace(keys).open_or_create()


def measured(port: int, subjects: int, quota: str) -> tuple[float, int]:
    """Audit a slate in a process of its own; print its time, return the ratio and the peak."""
    ran = subprocess.run(
        [sys.executable, __file__, str(port), str(subjects), quota],
        stdout=subprocess.PIPE,
        check=True,
    )
    found = json.loads(ran.stdout)
    least = max(source.least(subjects) for source in SOURCES)
    ratio = found["seconds"] / least
    print(
        f"{subjects} subjects, {quota} quota: {ratio:.3f} of the least possible "
        f"({found['seconds']:.1f} s / {least:.1f} s; processor {found['busy']:.1f} s, "
        f"peak {found['peak'] / 1024:.0f} MiB)",
        flush=True,
    )
    return ratio, found["peak"]


def main() -> None:
    """Measure with the limits in memory and in the workspace; exit with 1 below the target."""
    requests = SUBJECTS * sum(source.requests for source in SOURCES)
    slowest = max(SOURCES, key=lambda source: source.least(SUBJECTS))
    print(
        f"{SUBJECTS} subjects x {len(SOURCES)} sources, {requests} requests, rates x {FACTOR:.0f}; "
        f"the slowest is {slowest.name}: in truth {slowest.least(SUBJECTS) * FACTOR / 3600:.1f} h"
    )
    server = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        ratios, growths = [], []
        for quota in ("memory", "stored"):
            _, few = measured(port, FEW, quota)
            ratio, many = measured(port, SUBJECTS, quota)
            ratios.append(ratio)
            growths.append(many / few)
            print(f"peak memory of {SUBJECTS} / of {FEW} subjects: {many / few:.3f}")
    finally:
        server.terminate()
        server.wait(10)
    print(f"worst: {max(ratios):.3f} (target {TARGET:.2f}), memory {max(growths):.3f}")
    sys.exit(max(ratios) > TARGET)


if __name__ == "__main__":
    if len(sys.argv) == 4:
        asyncio.run(one(int(sys.argv[1]), int(sys.argv[2]), stored=sys.argv[3] == "stored"))
    else:
        main()
