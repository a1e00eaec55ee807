"""What keeping costs: whole sandbox runs with the encrypted workspace beside runs without it.

The two alternate in one process, so that whatever slows the machine slows both. The target is a
cost under 10 % (issue 4).
"""

from __future__ import annotations

import asyncio
import resource
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from exposure_audit import profile, settings
from exposure_audit.audit import Means, Order, audit
from exposure_audit.keeping import Unkept
from exposure_audit.limits import Limits, SystemClock
from exposure_audit.net.quota import MemoryQuota
from exposure_audit.runner import Silent
from exposure_audit.sandbox.sandbox import Sandbox
from exposure_audit.store import stored_run
from exposure_audit.store.keychain import keychain
from exposure_audit.store.locked import LockedWorkspace
from exposure_audit.store.os_keyring import SystemKeyring

ROUNDS = 25
TARGET = 0.10
LIMITS = Limits(host_interval_seconds=0, retry_seconds=0.05)
ENVIRONMENT = {"EXPOSURE_AUDIT_KEY": "k" * 64}


@dataclass
class Taken:
    """Seconds of each run."""

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)


class Bench:
    """Amber's audit, over and over."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        self._clock = SystemClock()
        self._order = Order(
            subject=profile.parse(sandbox.profiles["amber"], "amber", self._clock.now().date()),
            settings=settings.parse(sandbox.settings_toml(), "sandbox"),
            environment=sandbox.keys,
        )
        self._locked = LockedWorkspace(keychain(folder, ENVIRONMENT, SystemKeyring(2), None))

    async def unkept(self) -> None:
        """Run without a workspace."""
        await self._run(Unkept(key=b"k" * 32, started=self._clock.now()))

    async def kept(self) -> None:
        """Open the workspace, run, keep all, close it."""
        with self._locked.open_or_create() as workspace:
            opening = stored_run.Opening(self._order.subject, b"{}", self._clock)
            run = stored_run.begin(workspace, opening)
            await self._run(run)
            run.close()
        if run.failure:
            raise run.failure

    async def _run(self, place: stored_run.StoredRun | Unkept) -> None:
        means = Means(
            limits=LIMITS,
            clock=self._clock,
            progress=Silent(),
            keeping=place,
            quota=MemoryQuota(self._clock),
        )
        await audit(self._order, means)


async def measure(folder: Path) -> tuple[Taken, Taken]:
    """Return what both ways took, after one run of each that does not count."""
    without, with_store = Taken(), Taken()
    async with Sandbox.start() as sandbox:
        bench = Bench(sandbox, folder)
        for number in range(ROUNDS + 1):
            for taken, work in ((without, bench.unkept), (with_store, bench.kept)):
                began, used = time.perf_counter(), time.process_time()
                await work()
                if number:
                    taken.wall.append(time.perf_counter() - began)
                    taken.processor.append(time.process_time() - used)
    return without, with_store


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        without, with_store = asyncio.run(measure(Path(folder) / "workspace"))
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    for name in ("wall", "processor"):
        plain = statistics.median(getattr(without, name))
        kept = statistics.median(getattr(with_store, name))
        # Of each pair of neighbours, so that a slow minute counts on both sides.
        pairs = zip(getattr(without, name), getattr(with_store, name), strict=True)
        cost = statistics.median(b / a - 1 for a, b in pairs)
        print(
            f"store, {name}: a run {plain * 1000:.0f} ms, kept {kept * 1000:.0f} ms, "
            f"cost {cost:+.1%} (target under {TARGET:.0%})"
        )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"store: {size / (ROUNDS + 1) / 1000:.0f} kB a kept run, peak memory {memory} MB")


if __name__ == "__main__":
    main()
