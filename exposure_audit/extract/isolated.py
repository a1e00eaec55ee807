"""Reads bodies in processes of their own, which are killed when they take too long or too much.

A native parser cannot be interrupted, and may end its process: PDFium aborts when memory runs out.
What a dying process leaves is a gap, never silence.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from types import TracebackType
from typing import Any, Self

from exposure_audit.extract.child import LENGTH
from exposure_audit.extract.interface import Extraction, Form, Link
from exposure_audit.limits import Limits
from exposure_audit.model import Part, PartKind, Reason

WORKERS = 2
_MOST_ANSWER = 200_000_000
_BOOT = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from exposure_audit.extract.child import main; main()"
)


class IsolatedReader:
    """See `Reader`; its processes start with the first body and end with the block."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._idle: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        self._workers = [_Worker() for _ in range(WORKERS)]
        for worker in reversed(self._workers):
            self._idle.put_nowait(worker)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for worker in self._workers:
            await worker.kill()

    async def read(
        self, body: bytes, *, media_type: str, name: str, base_url: str = ""
    ) -> Extraction:
        """See `Reader.read`."""
        if len(body) > self._limits.file_bytes:
            return Extraction((), (Reason.TOO_LARGE,))
        request = {
            "media_type": media_type,
            "name": name,
            "base_url": base_url,
            "limits": asdict(self._limits),
        }
        worker = await self._idle.get()
        try:
            return await self._answer(worker, request, body)
        finally:
            self._idle.put_nowait(worker)

    async def _answer(self, worker: _Worker, request: Mapping[str, Any], body: bytes) -> Extraction:
        try:
            async with asyncio.timeout(self._limits.read_seconds):
                return _extraction(await worker.ask(request, body))
        except TimeoutError:
            await worker.kill()
            return Extraction((), (Reason.TOO_LARGE,))
        except (OSError, EOFError, ValueError):
            await worker.kill()
            return Extraction((), (Reason.MALFORMED,))
        except asyncio.CancelledError:
            await worker.kill()
            raise


class _Worker:
    """One process, started when it is needed and again after its death."""

    def __init__(self) -> None:
        self._process: Process | None = None

    async def ask(self, request: Mapping[str, Any], body: bytes) -> Mapping[str, Any]:
        """Send one body and return the answer; raises `OSError`, `EOFError`, `ValueError`."""
        process = self._process = self._process or await _start()
        if process.stdin is None or process.stdout is None:
            raise EOFError
        head = json.dumps(request).encode()
        process.stdin.writelines((LENGTH.pack(len(head)), head, LENGTH.pack(len(body)), body))
        await process.stdin.drain()
        (length,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
        if length > _MOST_ANSWER:
            raise ValueError
        answer: Mapping[str, Any] = json.loads(await process.stdout.readexactly(length))
        return answer

    async def kill(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            process.kill()
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()


async def _start() -> Process:
    """Start a process that finds this very package, without our keys in its environment."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("EXPOSURE_AUDIT")
    }
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _BOOT, json.dumps(sys.path)),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        env=environment,
    )


def _extraction(answer: Mapping[str, Any]) -> Extraction:
    """Build the result anew from plain data: nothing of the child's is run here."""
    return Extraction(
        parts=tuple(_part(part) for part in answer["parts"]),
        gaps=tuple(Reason(reason) for reason in answer["gaps"]),
        title=str(answer["title"]),
        form=Form(answer["form"]),
        links=tuple(Link(str(link["url"]), str(link["element"])) for link in answer["links"]),
    )


def _part(part: Mapping[str, Any]) -> Part:
    return Part(
        kind=PartKind(part["kind"]),
        text=str(part["text"]),
        note=str(part["note"]),
        address=bool(part["address"]),
        line=part["line"] if isinstance(part["line"], int) else None,
    )
