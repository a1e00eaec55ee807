from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiohttp import web

from exposure_audit.errors import GatherError, SettingsError
from exposure_audit.model import Reason
from exposure_audit.net.config import NetConfig


async def hello(_request: web.Request) -> web.Response:
    return web.Response(text="hello")


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> Path:
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return path


def server(authority: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    return context


def config(port: int, ca_file: Path | None) -> NetConfig:
    stand_in = f"https://127.0.0.1:{port}"
    return NetConfig(origins={"https://site.example": stand_in}, ca_file=ca_file)


async def test_a_stand_in_must_show_the_public_hosts_certificate(
    net: Any, serve: Any, authority: trustme.CA, ca_file: Path
) -> None:
    port = await serve(hello, server(authority, "site.example"))
    channel = await net.channel(config(port, ca_file))
    assert (await channel.get("https://site.example/")).body == b"hello"


@pytest.mark.parametrize("name", ["127.0.0.1", "other.example"])
async def test_another_name_is_not_believed(
    net: Any, serve: Any, authority: trustme.CA, ca_file: Path, name: str
) -> None:
    channel = await net.channel(config(await serve(hello, server(authority, name)), ca_file))
    with pytest.raises(GatherError) as caught:
        await channel.get("https://site.example/")
    assert caught.value.reason is Reason.TLS


async def test_an_unknown_authority_is_not_believed(
    net: Any, serve: Any, authority: trustme.CA
) -> None:
    port = await serve(hello, server(authority, "site.example"))
    channel = await net.channel(config(port, None))
    with pytest.raises(GatherError) as caught:
        await channel.get("https://site.example/")
    assert caught.value.reason is Reason.TLS


async def test_a_server_that_speaks_no_tls(net: Any, serve: Any) -> None:
    channel = await net.channel(config(await serve(hello), None))
    with pytest.raises(GatherError) as caught:
        await channel.get("https://site.example/")
    assert caught.value.reason is Reason.TLS


async def test_a_file_without_certificate_is_the_users_to_mend(net: Any, tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    path.write_text("nothing")
    for given in (path, tmp_path / "missing.pem"):
        with pytest.raises(SettingsError, match="certificate"):
            await net.channel(NetConfig(ca_file=given))
