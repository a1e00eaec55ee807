"""The real command line at a terminal of its own, with somebody who types."""

from __future__ import annotations

import asyncio
import os
import pty
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from tests.cli.command import Command

CTRL_C = "\x03"
WAIT = 180
AGAIN = 8


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
        """Wait for a question, then type a line, or press Ctrl-C until the command ends."""
        await self.until(question)
        if answer == CTRL_C:
            await self._interrupts()
        else:
            os.write(self.screen, answer.encode() + b"\n")

    async def _interrupts(self) -> None:
        """Press Ctrl-C as a person would: again, if nothing happens.

        Python overlooks a signal that comes between the prompt and its wait for a key.
        """
        while self.process.returncode is None:
            os.write(self.screen, CTRL_C.encode())
            with suppress(TimeoutError):
                await asyncio.wait_for(self.process.wait(), AGAIN)

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
