"""The room beside a real peer: httpbin, by its public name."""

from __future__ import annotations

import base64
import time
from typing import Any

import pytest

from exposure_audit.errors import GatherError
from exposure_audit.model import Reason
from exposure_audit.net.config import USER_AGENT, HostKey, NetConfig

pytestmark = pytest.mark.server

BIN = "https://httpbin.example"
OPEN = "http://httpbin.example"
OTHER = "https://other.example"
BASIC = "Basic " + base64.b64encode(b"user:word").decode()


@pytest.fixture
async def channel(net: Any, httpbin: int) -> Any:
    return await opened(net, httpbin)


async def opened(net: Any, port: int, **options: Any) -> Any:
    origins = dict.fromkeys((BIN, OPEN, OTHER), f"http://127.0.0.1:{port}")
    return await net.channel(NetConfig(origins=origins), **options)


async def reason(channel: Any, path: str, origin: str = BIN, **more: Any) -> Reason:
    with pytest.raises(GatherError) as caught:
        await channel.get(origin + path, **more)
    assert caught.value.host == origin.partition("//")[2]
    return caught.value.reason


STATUSES = {
    201: Reason.MALFORMED,
    202: Reason.CAPTCHA,
    203: Reason.MALFORMED,
    204: Reason.MALFORMED,
    206: Reason.MALFORMED,
    300: Reason.MALFORMED,
    304: Reason.MALFORMED,
    400: Reason.BLOCKED,
    401: Reason.AUTH,
    402: Reason.QUOTA,
    403: Reason.BLOCKED,
    404: Reason.NOT_FOUND,
    405: Reason.BLOCKED,
    406: Reason.BLOCKED,
    407: Reason.BLOCKED,
    408: Reason.TIMEOUT,
    410: Reason.NOT_FOUND,
    413: Reason.TOO_LARGE,
    418: Reason.BLOCKED,
    429: Reason.RATE_LIMITED,
    451: Reason.BLOCKED,
    500: Reason.SERVER_ERROR,
    502: Reason.SERVER_ERROR,
    503: Reason.SERVER_ERROR,
    504: Reason.TIMEOUT,
    511: Reason.LOGIN,
    599: Reason.SERVER_ERROR,
}


async def test_a_good_status_is_an_answer(channel: Any) -> None:
    assert (await channel.get(f"{BIN}/status/200")).status == 200


@pytest.mark.parametrize(("status", "why"), STATUSES.items())
async def test_every_other_status_has_its_reason(channel: Any, status: int, why: Reason) -> None:
    assert await reason(channel, f"/status/{status}") is why


@pytest.mark.parametrize("status", [301, 302, 303, 305, 307])
async def test_redirecting_statuses_end_at_the_page_or_with_a_reason(
    channel: Any, status: int
) -> None:
    """httpbin leads them to /redirect/1, and that to /get; 305 is followed by nobody."""
    if status == 305:
        assert await reason(channel, "/status/305") is Reason.MALFORMED
    else:
        assert (await channel.get(f"{BIN}/status/{status}")).url == f"{BIN}/get"


@pytest.mark.parametrize("way", ["redirect", "relative-redirect"])
async def test_redirects_up_to_the_limit_are_followed(channel: Any, way: str) -> None:
    answer = await channel.get(f"{BIN}/{way}/5")
    assert answer.url == f"{BIN}/get"
    assert await reason(channel, f"/{way}/6") is Reason.REDIRECT_LOOP


async def test_absolute_redirects_are_followed_on_an_open_connection_only(channel: Any) -> None:
    """httpbin sees no TLS behind the name, so it leads to http."""
    answer = await channel.get(f"{OPEN}/absolute-redirect/3")
    assert answer.url == f"{OPEN}/get"
    assert await reason(channel, "/absolute-redirect/3") is Reason.TLS


async def test_a_redirect_to_another_host_is_mapped_and_counted_again(
    net: Any, channel: Any
) -> None:
    answer = await channel.get(f"{BIN}/redirect-to", params={"url": f"{OTHER}/headers"})
    assert answer.url == f"{OTHER}/headers"
    assert answer.json()["headers"]["Host"] == "other.example"
    assert set(net.ledger.hosts) == {"httpbin.example", "other.example"}
    assert channel.requests == 2


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("http://127.0.0.1/", Reason.GUARD_INSIDE),
        ("http://[::1]/", Reason.GUARD_INSIDE),
        ("http://2130706433/", Reason.GUARD_INSIDE),
        ("http://169.254.169.254/latest/meta-data/", Reason.GUARD_INSIDE),
        ("file:///etc/passwd", Reason.MALFORMED),
        ("gopher://other.example/", Reason.MALFORMED),
        ("https://user:word@other.example/", Reason.MALFORMED),
    ],
)
async def test_a_redirect_inside_or_to_nowhere_is_not_followed(
    channel: Any, target: str, why: Reason
) -> None:
    with pytest.raises(GatherError) as caught:
        await channel.get(f"{OPEN}/redirect-to", params={"url": target})
    assert caught.value.reason is why


async def test_a_redirect_to_the_server_itself_by_its_number_is_refused(
    channel: Any, httpbin: int
) -> None:
    target = f"http://127.0.0.1:{httpbin}/headers"
    with pytest.raises(GatherError) as caught:
        await channel.get(f"{OPEN}/redirect-to", params={"url": target})
    assert caught.value.reason is Reason.GUARD_INSIDE


@pytest.mark.parametrize(
    ("path", "encoding"), [("gzip", "gzip"), ("deflate", "deflate"), ("brotli", "br")]
)
async def test_packed_bodies_are_unpacked(channel: Any, path: str, encoding: str) -> None:
    answer = await channel.get(f"{BIN}/{path}")
    assert answer.headers["content-encoding"] == encoding
    assert answer.json()["method"] == "GET"


async def test_bodies_of_known_size_come_whole(channel: Any) -> None:
    for size in (1, 1_024, 100_000):
        assert len((await channel.get(f"{BIN}/bytes/{size}?seed=1")).body) == size
        assert len((await channel.get(f"{BIN}/stream-bytes/{size}?seed=1")).body) == size
    assert await reason(channel, "/bytes/5000", max_bytes=4_999) is Reason.TOO_LARGE
    assert await reason(channel, "/stream-bytes/5000", max_bytes=4_999) is Reason.TOO_LARGE


async def test_a_drip_within_the_time_is_read_and_a_longer_one_is_not(
    net: Any, channel: Any, httpbin: int
) -> None:
    drip = {"numbytes": "4", "duration": "0.2", "delay": "0", "code": "200"}
    assert (await channel.get(f"{BIN}/drip", params=drip)).body == b"****"
    hasty = await opened(net, httpbin, request_seconds=0.3)
    assert await reason(hasty, "/drip", params=drip | {"duration": "5"}) is Reason.TIMEOUT


async def test_a_slow_answer_is_given_up_in_time(net: Any, httpbin: int) -> None:
    hasty = await opened(net, httpbin, request_seconds=0.2)
    began = time.monotonic()
    assert await reason(hasty, "/delay/3") is Reason.TIMEOUT
    assert time.monotonic() - began < 2


async def test_what_is_sent_names_the_project_and_tells_nothing_else(channel: Any) -> None:
    sent = (await channel.get(f"{BIN}/headers")).json()["headers"]
    assert sent.pop("User-Agent") == USER_AGENT
    assert sent.pop("Host") == "httpbin.example"
    assert sent.keys() <= {"Accept", "Accept-Encoding"}
    landed = await channel.get(f"{BIN}/redirect-to", params={"url": f"{OTHER}/headers"})
    assert landed.json()["headers"].keys() <= {"Accept", "Accept-Encoding", "Host", "User-Agent"}


async def test_cookies_are_not_kept(channel: Any) -> None:
    answer = await channel.get(f"{BIN}/cookies/set/track/1")
    assert answer.url == f"{BIN}/cookies"
    assert answer.json() == {"cookies": {}}
    assert (await channel.get(f"{BIN}/cookies")).json() == {"cookies": {}}


async def test_a_key_opens_its_own_host_and_no_other(net: Any, httpbin: int) -> None:
    key = HostKey(host="httpbin.example", header="Authorization", value=BASIC)
    keyed = await opened(net, httpbin, keys=(key,))
    path = "/basic-auth/user/word"
    assert (await keyed.get(f"{BIN}{path}")).json()["user"] == "user"
    assert await reason(keyed, path, OTHER) is Reason.AUTH
    assert await reason(keyed, path, OPEN) is Reason.AUTH
    with pytest.raises(GatherError) as caught:
        await keyed.get(f"{BIN}/redirect-to", params={"url": f"{OTHER}{path}"})
    assert caught.value.reason is Reason.AUTH
    assert await reason(await opened(net, httpbin), path) is Reason.AUTH


async def test_cached_pages_are_told_by_their_marks(channel: Any) -> None:
    assert (await channel.get(f"{BIN}/cache")).status == 200
    marked = {"If-Modified-Since": "Sat, 01 Nov 2025 00:00:00 GMT"}
    assert (await channel.get(f"{BIN}/cache", headers=marked, accept={304})).body == b""
    first = await channel.get(f"{BIN}/etag/abc")
    assert first.headers["etag"].strip('"') == "abc"
    same = {"If-None-Match": '"abc"'}
    again = await channel.get(f"{BIN}/etag/abc", headers=same, accept={200, 304})
    assert (again.status, again.body) == (304, b"")
    other = {"If-None-Match": '"other"'}
    assert (await channel.get(f"{BIN}/etag/abc", headers=other)).status == 200
    assert await reason(channel, "/etag/abc", headers={"If-Match": '"x"'}) is Reason.BLOCKED


async def test_headers_of_an_answer_arrive(channel: Any) -> None:
    wish = {"Retry-After": "120", "X-RateLimit-Remaining": "0"}
    answer = await channel.get(f"{BIN}/response-headers", params=wish)
    assert answer.headers["retry-after"] == "120"
    assert answer.headers["x-ratelimit-remaining"] == "0"


async def test_forms_arrive_and_texts_come_in_their_encoding(channel: Any) -> None:
    posted = await channel.post(f"{BIN}/post", form={"q": "zwei Wörter & mehr"})
    assert posted.json()["form"] == {"q": "zwei Wörter & mehr"}
    text = await channel.get(f"{BIN}/encoding/utf8")
    assert text.charset == "utf-8"
    assert "∮" in text.body.decode(text.charset)
