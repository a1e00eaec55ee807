"""The real command line at a terminal of its own, with somebody who types."""

from __future__ import annotations

import asyncio
import os
import pty
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tests.cli.command import Command

CTRL_C = "\x03"
WAIT = 60


@dataclass
class Terminal:
    """A terminal, with one command on it."""

    process: asyncio.subprocess.Process
    screen: int
    seen: str = ""
    """All that was shown."""
    looked_at: int = 0

    async def until(self, words: str) -> None:
        """Wait until these words are shown, after those that were waited for before."""
        while (found := self.seen.find(words, self.looked_at)) < 0:
            more = await self._shown()
            self.seen += more
            assert more, (words, self.seen)
        self.looked_at = found + len(words)

    async def answers(self, question: str, answer: str) -> None:
        """Wait for a question, then type a line, or a key such as Ctrl-C."""
        await self.until(question)
        os.write(self.screen, answer.encode() + b"\n" * (answer != CTRL_C))

    async def ends(self) -> int:
        """Wait for the command's end and return its exit code."""
        while more := await self._shown():
            self.seen += more
        return await asyncio.wait_for(self.process.wait(), WAIT)

    async def _shown(self) -> str:
        return await asyncio.wait_for(asyncio.to_thread(self._read), WAIT)

    def _read(self) -> str:
        try:
            return os.read(self.screen, 10_000).decode(errors="replace")
        except OSError:  # how a terminal ends
            return ""


@asynccontextmanager
async def at_a_terminal(command: Command, *arguments: object) -> AsyncIterator[Terminal]:
    """Run a command with input, output and errors on a terminal of its own."""
    ours, its = pty.openpty()
    # The shell leads a session, so the terminal that it opens becomes the one it is asked at.
    shell = ("sh", "-c", 'tty=$1; shift; exec "$@" <"$tty" >"$tty" 2>&1', "sh", os.ttyname(its))
    process = await asyncio.create_subprocess_exec(
        *(*shell, *command.program, *map(str, arguments)),
        env={"TERM": "dumb", **command.environment},
        cwd=command.folder,
        stdin=its,
        start_new_session=True,
    )
    os.close(its)
    try:
        yield Terminal(process, ours)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        os.close(ours)
