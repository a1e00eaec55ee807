"""Bodies in every encoding: the bound counts after unpacking, and half a body is none."""

from __future__ import annotations

import asyncio
import gzip
import subprocess
import sys
import time
import zlib
from collections.abc import AsyncIterator, Callable, Iterable
from itertools import pairwise
from typing import Any

import brotli
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.errors import GatherError
from exposure_audit.model import Reason
from exposure_audit.net import body, decoding

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MEGABYTE = 1_000_000
MOST = 2 * MEGABYTE


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def frames(data: bytes) -> bytes:
    """Pack in two frames with one that is skipped between them."""
    skipped = bytes.fromhex("502a4d18 03000000") + b"abc"
    return zstd.compress(data[:5]) + skipped + zstd.compress(data[5:])


def members(data: bytes) -> bytes:
    return gzip.compress(data[:5]) + gzip.compress(data[5:])


PACKERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "identity": ("identity", bytes),
    "gzip": ("gzip", gzip.compress),
    "gzip members": ("x-gzip", members),
    "deflate": ("deflate", zlib.compress),
    "deflate without header": ("deflate", raw_deflate),
    "br": ("br", lambda data: brotli.compress(data, quality=4)),
    "zstd": ("zstd", zstd.compress),
    "zstd frames": ("zstd", frames),
}
PACKED = [name for name in PACKERS if name != "identity"]
ONE_STREAM = ["gzip", "deflate", "deflate without header", "br", "zstd"]


async def sent(chunks: Iterable[bytes]) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


def read(chunks: Iterable[bytes], encoding: str, most: int = MOST) -> bytes:
    return asyncio.run(body.read(sent(chunks), encoding, most, "site.example"))


def reason(chunks: Iterable[bytes], encoding: str, most: int = MOST) -> Reason:
    with pytest.raises(GatherError) as caught:
        read(chunks, encoding, most)
    assert caught.value.host == "site.example"
    return caught.value.reason


def tried(data: bytes, encoding: str, expected: bytes | None = None) -> Reason | None:
    """Return why a body cannot be read, or None where it can (and is the expected one)."""
    try:
        found = read([data], encoding)
    except GatherError as error:
        return error.reason
    assert expected in {None, found}
    return None


def chunked(data: bytes, size: int = body.CHUNK) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


@given(
    name=st.sampled_from(sorted(PACKERS)),
    data=st.binary(max_size=300),
    cuts=st.lists(st.integers(0, 400), max_size=8),
)
def test_any_split_into_chunks_gives_the_same_body(name: str, data: bytes, cuts: list[int]) -> None:
    encoding, pack = PACKERS[name]
    packed = pack(data)
    ends = [0, *sorted(cuts), len(packed)]
    assert read((packed[a:b] for a, b in pairwise(ends)), encoding) == data
    assert read(chunked(packed, 1), encoding) == data


@pytest.mark.parametrize("name", PACKERS)
def test_a_large_body_is_whole(name: str) -> None:
    encoding, pack = PACKERS[name]
    data = b"".join(b"%d stands here\n" % number for number in range(90_000))
    assert read(chunked(pack(data)), encoding) == data


@pytest.mark.parametrize("name", PACKERS)
@pytest.mark.parametrize("size", [decoding.STEP - 1, decoding.STEP, 3 * decoding.STEP, 100_000])
def test_the_bound_is_exact(name: str, size: int) -> None:
    encoding, pack = PACKERS[name]
    for data in (bytes(size), bytes(range(256)) * (size // 256) + bytes(size % 256)):
        packed = pack(data)
        assert read([packed], encoding, size) == data
        assert reason([packed], encoding, size - 1) is Reason.TOO_LARGE


@given(name=st.sampled_from(ONE_STREAM), data=st.binary(max_size=300), share=st.floats(0.01, 0.99))
def test_a_stream_cut_short_is_no_body(name: str, data: bytes, share: float) -> None:
    encoding, pack = PACKERS[name]
    packed = pack(data)
    kept = packed[: min(len(packed) - 1, 1 + int(len(packed) * share))]
    if kept:
        assert reason([kept], encoding) is Reason.MALFORMED


@pytest.mark.parametrize("name", ["gzip members", "zstd frames"])
def test_a_second_member_cut_short_is_no_body(name: str) -> None:
    encoding, pack = PACKERS[name]
    assert reason([pack(b"hello, world")[:-1]], encoding) is Reason.MALFORMED


@pytest.mark.parametrize("name", PACKED)
@pytest.mark.parametrize("garbage", [b"<p>more</p>", bytes(8)])
def test_what_follows_the_end_is_not_overlooked(name: str, garbage: bytes) -> None:
    encoding, pack = PACKERS[name]
    packed = pack(b"hello, world")
    assert reason([packed + garbage], encoding) is Reason.MALFORMED
    assert reason([packed, garbage], encoding) is Reason.MALFORMED


@pytest.mark.parametrize("name", PACKERS)
def test_no_bytes_are_an_empty_body(name: str) -> None:
    assert read([], PACKERS[name][0]) == b""
    assert read([b"", b""], PACKERS[name][0]) == b""


@given(encoding=st.sampled_from(["gzip", "deflate", "br", "zstd"]), data=st.binary(max_size=200))
def test_noise_is_never_more_than_malformed(encoding: str, data: bytes) -> None:
    assert tried(data, encoding) in {None, Reason.MALFORMED}


@given(name=st.sampled_from(["gzip", "deflate"]), data=st.binary(min_size=1), at=st.floats(0, 0.99))
def test_a_changed_byte_is_noticed_where_there_is_a_checksum(
    name: str, data: bytes, at: float
) -> None:
    encoding, pack = PACKERS[name]
    packed = bytearray(pack(data))
    packed[int(len(packed) * at)] ^= 0x40
    assert tried(bytes(packed), encoding, data) in {None, Reason.MALFORMED}


@pytest.mark.parametrize("encoding", ["GZIP", " gzip ", "x-gzip"])
def test_an_encodings_name_may_be_written_in_several_ways(encoding: str) -> None:
    assert read([gzip.compress(b"hello")], encoding) == b"hello"


@pytest.mark.parametrize(
    "encoding",
    ["gzip, br", "br, gzip", "gzip, identity", "gzip, gzip", "compress", "dcb", "dcz", "gzip;q=1"],
)
def test_an_encoding_that_nobody_asked_for_is_refused(encoding: str) -> None:
    assert reason([brotli.compress(gzip.compress(b"hello"))], encoding) is Reason.MALFORMED
    assert reason([], encoding) is Reason.MALFORMED


def test_every_encoding_that_is_asked_for_is_known() -> None:
    for encoding in body.ENCODINGS.split(", "):
        assert read([], encoding) == b""


WINDOWS = {
    "a window of 16 MB": bytes.fromhex("28b52ffd 00 70 010000"),
    "a window of 3 TB": bytes.fromhex("28b52ffd 00 fa 010000"),
    "one segment of a terabyte": bytes.fromhex("28b52ffd e0 0000000000010000 010000"),
    "a dictionary": bytes.fromhex("28b52ffd 01 58 07 010000"),
    "an old version": bytes.fromhex("27b52ffd 00 58 010000"),
}


@pytest.mark.parametrize("packed", WINDOWS.values(), ids=WINDOWS)
def test_a_frame_that_asks_for_too_much_is_refused(packed: bytes) -> None:
    assert reason([packed], "zstd") is Reason.MALFORMED


def test_the_largest_window_of_the_web_is_read() -> None:
    packer = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: 23})
    packed = packer.compress(b"hello") + packer.flush()
    assert packed[5] == (23 - 10) << 3
    assert read([packed], "zstd") == b"hello"


FLOODS = {
    "gzip": gzip.compress(b""),
    "zstd": zstd.compress(b""),
    "zstd skipped": bytes.fromhex("502a4d18 00000000"),
}


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_of_empty_members_is_cut_off(name: str) -> None:
    encoding = name.partition(" ")[0]
    assert read([FLOODS[name] * decoding.MEMBERS], encoding) == b""
    start = time.monotonic()
    assert reason(chunked(FLOODS[name] * 100_000), encoding) is Reason.MALFORMED
    assert time.monotonic() - start < 2


def test_a_flood_of_empty_blocks_is_cut_off() -> None:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    flood = (packer.flush(zlib.Z_FULL_FLUSH) or b"\x00\x00\x00\xff\xff") * MEGABYTE
    assert reason(chunked(flood), "deflate", MEGABYTE) is Reason.TOO_LARGE


def bombs() -> dict[str, bytes]:
    """Pack a gigabyte or more of nothing in each encoding."""
    nothing = bytes(4 * MEGABYTE)
    deflated = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    block = deflated.compress(nothing) + deflated.flush(zlib.Z_FULL_FLUSH)
    packer = brotli.Compressor(quality=1, lgwin=24)
    slow = b"".join(packer.process(nothing) for _ in range(64)) + packer.finish()
    return {
        "gzip": gzip.compress(nothing) * 256,
        "deflate": block * 256,
        "br": slow,
        "zstd": zstd.compress(nothing * 8) * 64,
    }


CHILD = """
import asyncio, pathlib, re, sys
from exposure_audit.errors import GatherError
from exposure_audit.net import body
assert not {"brotli", "backports.zstd", "compression.zstd"} & set(sys.modules)

async def sent(data):
    for start in range(0, len(data), body.CHUNK):
        yield data[start : start + body.CHUNK]

def peak():
    status = pathlib.Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\\s+(\\d+) kB", status)[1])

data = sys.stdin.buffer.read()
before = peak()
try:
    asyncio.run(body.read(sent(data), sys.argv[1], 5_000_000, "site.example"))
except GatherError as error:
    print(error.reason.value, peak() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process's peak memory")
def test_a_bomb_costs_no_more_than_the_bound_and_a_window() -> None:
    made = bombs()
    assert max(map(len, made.values())) < 2 * MEGABYTE
    for encoding, bomb in made.items():
        run = subprocess.run(
            [sys.executable, "-c", CHILD, encoding], input=bomb, capture_output=True, check=True
        )
        said, grown = run.stdout.decode().split()
        assert said == "too-large"
        assert int(grown) < 30_000, encoding  # kilobytes


@pytest.mark.parametrize("name", PACKED)
async def test_each_encoding_is_offered_and_read_over_the_wire(
    net: Any, serve: Any, name: str
) -> None:
    encoding, pack = PACKERS[name]

    async def handler(request: web.Request) -> web.Response:
        offered = request.headers["Accept-Encoding"].encode()
        return web.Response(body=pack(offered), headers={"Content-Encoding": encoding})

    channel = await net.web(await serve(handler))
    assert (await channel.get("https://site.example/")).body == b"gzip, deflate, br, zstd"
