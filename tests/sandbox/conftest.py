"""A running sandbox, and a client that reaches its hosts by their public names."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import aiohttp
import pytest

from exposure_audit.sandbox.sandbox import Sandbox
from exposure_audit.sandbox.world import LoadedWorld, load_world, shipped
from tests.fakes import HandClock

Ask = Callable[..., AbstractAsyncContextManager[aiohttp.ClientResponse]]


@pytest.fixture(scope="session")
def loaded() -> LoadedWorld:
    return load_world()


@pytest.fixture(scope="session")
def with_services(tmp_path_factory: pytest.TempPathFactory) -> LoadedWorld:
    """The shipped world with the services of these tests in the place of its own."""
    folder = tmp_path_factory.mktemp("services") / "world"
    shutil.copytree(str(shipped()), folder, ignore=shutil.ignore_patterns("services"))
    shutil.copytree(Path(__file__).parent / "services", folder / "services")
    return load_world(folder)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def sandbox(loaded: LoadedWorld, clock: HandClock) -> AsyncIterator[Sandbox]:
    async with Sandbox.start(loaded, clock=clock) as running:
        yield running


@pytest.fixture
async def ask(sandbox: Sandbox) -> AsyncIterator[Ask]:
    """Ask for a public URL; the socket goes to the sandbox, redirects are not followed."""
    timeout = aiohttp.ClientTimeout(total=5)
    async with aiohttp.ClientSession(timeout=timeout, trust_env=False) as session:

        def send(
            url: str, *, method: str = "GET", headers: Mapping[str, str] | None = None, **more: Any
        ) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
            public = urlsplit(url)
            own = sandbox.origins[f"{public.scheme}://{public.netloc}"]
            target = urlunsplit((*urlsplit(own)[:2], *public[2:]))
            named = {"Host": public.netloc, **(headers or {})}
            return session.request(method, target, headers=named, allow_redirects=False, **more)

        yield send
