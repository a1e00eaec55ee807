from __future__ import annotations

import asyncio
import ssl
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import aiohttp
import pytest
import trustme

from exposure_audit.sandbox.sandbox import Sandbox
from exposure_audit.sandbox.world import LoadedWorld


async def test_it_starts_in_a_second_and_leaves_nothing_behind(loaded: LoadedWorld) -> None:
    before = asyncio.all_tasks()
    began = time.perf_counter()
    async with Sandbox.start(loaded) as sandbox:
        assert time.perf_counter() - began < 1
        ports = sandbox.ports
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == before
    for port in (ports.https, ports.http, int(sandbox.dns[10:]), int(sandbox.whois[10:])):
        with pytest.raises(OSError, match="Connect"):
            await asyncio.open_connection("127.0.0.1", port)


async def test_two_can_run_side_by_side(loaded: LoadedWorld) -> None:
    async with Sandbox.start(loaded) as one, Sandbox.start(loaded) as other:
        assert one.ports != other.ports
        assert {one.dns, one.whois}.isdisjoint({other.dns, other.whois})


async def test_the_settings_have_the_shape_of_the_design(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    sandbox.write_settings(path)
    settings = tomllib.loads(path.read_text(encoding="utf-8"))
    choices = {"disclose", "allow", "visit", "searxng", "contact_search", "net"}
    assert set(settings) == choices
    assert settings["disclose"] == "address"
    assert "contact-search" in settings["allow"]
    assert settings["contact_search"] == "mojeek"
    assert settings["visit"] == ["brackenmere-council.example"]
    assert settings["searxng"] == "https://searxng.example"
    assert settings["net"]["dns"] == [sandbox.dns]
    assert settings["net"]["whois"] == {"example": sandbox.whois}
    assert settings["net"]["origins"] == sandbox.origins


async def test_every_public_origin_has_a_stand_in_on_loopback(sandbox: Sandbox) -> None:
    for host in (
        "api.company-information.service.gov.uk",
        "data.iana.org",
        "rdap.registry.example",
        "api.search.brave.com",
        "searxng.example",
        *sandbox.loaded.world.hosts,
    ):
        for scheme in ("https", "http"):
            assert sandbox.origins[f"{scheme}://{host}"].startswith("http://127.0.0.1:")


async def test_the_network_room_gets_the_same(sandbox: Sandbox) -> None:
    config = sandbox.net_config()
    assert config.dns == (sandbox.dns,)
    assert config.whois == {"example": sandbox.whois}
    assert config.origins == sandbox.origins
    assert not config.allow_hosts


async def test_keys_profiles_and_expectations_belong_together(sandbox: Sandbox) -> None:
    assert set(sandbox.keys) >= {"EXPOSURE_AUDIT_COMPANIES_HOUSE_KEY", "EXPOSURE_AUDIT_BRAVE_KEY"}
    assert set(sandbox.profiles) == set(sandbox.expectations)
    assert "harbour-gossip.example" not in sandbox.visit


async def test_with_tls_the_stand_ins_speak_it(loaded: LoadedWorld) -> None:
    authority = trustme.CA()
    server, client = (
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH),
        ssl.create_default_context(),
    )
    authority.issue_cert(*loaded.world.hosts).configure_cert(server)
    authority.configure_trust(client)
    host = loaded.world.hosts[0]
    async with Sandbox.start(loaded, tls=server) as sandbox, aiohttp.ClientSession() as web:
        own = sandbox.origins[f"https://{host}"]
        assert own.startswith("https://127.0.0.1:")
        asked = web.get(f"{own}/", headers={"Host": host}, ssl=client, server_hostname=host)
        async with asked as answer:
            assert answer.status == 200


def test_it_can_be_kept_running_by_hand(tmp_path: Path) -> None:
    settings = tmp_path / "settings.toml"
    command = [sys.executable, "-m", "exposure_audit.sandbox", "--settings", str(settings)]
    with subprocess.Popen(
        [*command, "--profiles", str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stderr.readline() == "Ctrl-C ends it.\n"
        process.send_signal(2)
        assert process.wait(5) == 130
        assert process.stderr.read() == ""
        said = process.stdout.readlines()
    assert said[0] == f"settings: {settings}\n"
    assert "export EXPOSURE_AUDIT_BRAVE_KEY=sandbox-brave-key\n" in said
    assert tomllib.loads(settings.read_text(encoding="utf-8"))["net"]["origins"]
    assert (tmp_path / "cedar.toml").is_file()


def test_a_broken_world_by_hand_gives_one_line(tmp_path: Path) -> None:
    (tmp_path / "world.toml").write_text("[keys\n", encoding="utf-8")
    command = [sys.executable, "-m", "exposure_audit.sandbox"]
    options = ["--settings", str(tmp_path / "s.toml"), "--world", str(tmp_path)]
    ended = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "world.toml:1" in ended.stderr
