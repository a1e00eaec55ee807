from __future__ import annotations

from typing import Any

import pytest
from aiohttp import web

from exposure_audit.errors import GatherError
from exposure_audit.model import Reason
from exposure_audit.net.config import HostKey, NetConfig

HERE = "https://site.example"
THERE = "https://other.example"


async def handler(request: web.Request) -> web.Response:
    """Redirect to the query's target, or count down, or show what arrived."""
    if "to" in request.query:
        return web.Response(status=302, headers={"Location": request.query["to"]})
    if request.path.startswith("/down/"):
        left = int(request.path.rpartition("/")[2])
        target = "/end" if left == 0 else f"/down/{left - 1}"
        return web.Response(status=308, headers={"Location": target})
    if request.path == "/self":
        return web.Response(status=301, headers={"Location": "/self"})
    if request.path == "/empty":
        return web.Response(status=302)
    return web.json_response({"host": request.host, "headers": dict(request.headers)})


@pytest.fixture
async def channel(net: Any, serve: Any) -> Any:
    port = await serve(handler)
    names = (HERE, THERE, "http://site.example")
    return await net.channel(
        NetConfig(origins=dict.fromkeys(names, f"http://127.0.0.1:{port}"), dns=("127.0.0.1:9",)),
        dns_seconds=0.1,
    )


async def test_redirects_are_followed_with_each_hop_mapped_again(channel: Any) -> None:
    answer = await channel.get(f"{HERE}/", params={"to": f"{THERE}/x?y=1"})
    assert answer.url == f"{THERE}/x?y=1"
    assert answer.json()["host"] == "other.example"
    assert channel.requests == 2


async def test_a_checks_own_headers_stay_with_its_host(channel: Any) -> None:
    headers = {"Authorization": "own", "Accept": "text/html"}
    away = await channel.get(f"{HERE}/", params={"to": THERE}, headers=headers)
    assert "Authorization" not in away.json()["headers"]
    assert away.json()["headers"]["Accept"] == "text/html"
    home = await channel.get(f"{HERE}/", params={"to": "/x"}, headers=headers)
    assert home.json()["headers"]["Authorization"] == "own"


async def test_five_redirects_pass_and_six_do_not(channel: Any) -> None:
    assert (await channel.get(f"{HERE}/down/4")).url == f"{HERE}/end"
    with pytest.raises(GatherError) as caught:
        await channel.get(f"{HERE}/down/5")
    assert caught.value.reason is Reason.REDIRECT_LOOP


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        (f"{HERE}/self", Reason.REDIRECT_LOOP),
        (f"{HERE}/empty", Reason.MALFORMED),
        (f"{HERE}/?to=http://site.example/", Reason.TLS),
        (f"{HERE}/?to=ftp://site.example/", Reason.MALFORMED),
        (f"{HERE}/?to=file:///etc/passwd", Reason.MALFORMED),
        (f"{HERE}/?to=http:///", Reason.MALFORMED),
        (f"{HERE}/?to=https://[::1", Reason.MALFORMED),
        (f"{HERE}/?to=https://a:b@site.example/", Reason.MALFORMED),
        (f"{HERE}/?to=https://gone.example/", Reason.DNS_FAILURE),
        (f"{HERE}/?to=/members/login.php", Reason.LOGIN),
        ("http://site.example/?to=http://127.0.0.1/", Reason.GUARD_INSIDE),
        ("http://site.example/?to=http://[::1]/", Reason.GUARD_INSIDE),
        ("http://site.example/?to=http://[::ffff:127.0.0.1]/", Reason.GUARD_INSIDE),
        ("http://site.example/?to=http://2130706433/", Reason.GUARD_INSIDE),
        ("http://site.example/?to=http://0x7f.1/", Reason.GUARD_INSIDE),
        ("http://site.example/?to=http://169.254.169.254/latest", Reason.GUARD_INSIDE),
    ],
)
async def test_a_redirect_that_leads_nowhere_good(channel: Any, url: str, reason: Reason) -> None:
    with pytest.raises(GatherError) as caught:
        await channel.get(url)
    assert caught.value.reason is reason


async def test_unfollowed_and_accepted_redirects_are_returned(channel: Any) -> None:
    answer = await channel.get(f"{HERE}/self", accept={301}, follow=False)
    assert answer.headers["location"] == "/self"
    assert (await channel.get(f"{HERE}/self", accept={301})).status == 301
    with pytest.raises(GatherError):
        await channel.get(f"{HERE}/self", follow=False)


async def test_a_login_page_that_was_asked_for_is_read(channel: Any) -> None:
    assert (await channel.get(f"{HERE}/login")).status == 200


async def copying(request: web.Request) -> web.Response:
    """Redirect with the query copied, as servers do that add a slash or move to another host."""
    asked.append(f"{request.host}{request.path_qs}")
    if request.path == "/search":
        return web.Response(status=301, headers={"Location": f"/search/?{request.query_string}"})
    if request.path == "/moved":
        target = f"{THERE}/search/?{request.query_string}"
        return web.Response(status=301, headers={"Location": target})
    if request.path == "/told":
        target = f"{THERE}/{request.query['api_key']}?was={request.query['api_key']}"
        return web.Response(status=301, headers={"Location": target})
    return web.Response(body=b"here")


asked: list[str] = []


async def test_a_key_in_the_query_is_in_no_redirect_and_goes_to_no_other_host(
    net: Any, serve: Any
) -> None:
    stand_in = f"http://127.0.0.1:{await serve(copying)}"
    key = HostKey(host="site.example", header="", value="key-4711", query="api_key")
    config = NetConfig(origins=dict.fromkeys((HERE, THERE), stand_in))
    channel = await net.channel(config, keys=(key,))
    asked.clear()
    answer = await channel.get(f"{HERE}/search", params={"q": "lamps"})
    assert answer.url == f"{HERE}/search/?q=lamps"
    assert asked == [f"site.example/search{end}?q=lamps&api_key=key-4711" for end in ("", "/")]
    answer = await channel.get(f"{HERE}/moved", params={"q": "lamps"})
    assert answer.url == f"{THERE}/search/?q=lamps"
    assert asked[-1] == "other.example/search/?q=lamps"
    with pytest.raises(GatherError) as caught:
        await channel.get(f"{HERE}/told")
    assert caught.value.reason is Reason.GUARD_EGRESS
    assert "4711" not in str(caught.value)
    assert asked[-1].startswith("site.example/told")
