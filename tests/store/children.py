"""Processes at work on a workspace, to be killed."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from tests.store import killed
from tests.store.killed import Work

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.store.killed"])


@dataclass
class Child:
    """A process at work, and what it has told so far."""

    process: BaseProcess
    told: list[Any] = field(default_factory=list)


@contextmanager
def children(work: Work, folder: Path, count: int = 1) -> Iterator[list[Child]]:
    """Start processes, wait until each is ready, and kill all at the end of the block."""
    started = []
    for _ in range(count):
        ours, its = _FORKS.Pipe(duplex=False)
        process = _FORKS.Process(target=work, args=(folder, its), daemon=True)
        process.start()
        its.close()
        started.append((Child(process), ours))
    for _, ours in started:
        assert ours.poll(30)
        assert ours.recv() == "ready"
    try:
        yield [child for child, _ in started]
    finally:
        for child, ours in started:
            if child.process.is_alive() and child.process.pid:
                killed.kill(child.process.pid)
            child.process.join(30)
            try:
                while ours.poll():
                    child.told.append(ours.recv())
            except EOFError:
                pass
            ours.close()
