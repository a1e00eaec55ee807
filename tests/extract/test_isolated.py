import asyncio
import os
from pathlib import Path

import pytest

from exposure_audit.extract.interface import Form
from exposure_audit.extract.isolated import IsolatedReader
from exposure_audit.extract.reader import read
from exposure_audit.limits import Limits
from exposure_audit.model import Reason

PAGE = b"<html><title>T</title><body><p>14 Example Road</p><a href='/b'>b</a></body></html>"


async def test_it_reads_as_the_reader_does_and_returns_links() -> None:
    async with IsolatedReader(Limits()) as reader:
        far = await reader.read(
            PAGE, media_type="text/html", name="a", base_url="https://a.example/"
        )
        near = read(PAGE, media_type="text/html", name="a", limits=Limits())
        assert (far.parts, far.gaps, far.title, far.form) == (
            near.parts,
            near.gaps,
            near.title,
            near.form,
        )
        assert [link.url for link in far.links] == ["https://a.example/b"]
        without = await reader.read(PAGE, media_type="text/html", name="a")
        assert without.links == ()
        empty = await reader.read(b" ", media_type="image/png", name="")
        assert (empty.form, empty.gaps) == (Form.EMPTY, (Reason.NO_TEXT,))


async def test_a_bound_that_the_system_refuses_costs_no_document() -> None:
    """macOS raises for RLIMIT_AS; so does any system for a number that it cannot hold."""
    async with IsolatedReader(Limits(read_memory_bytes=2**70)) as reader:
        made = await reader.read(PAGE, media_type="text/html", name="a")
    assert (made.title, made.gaps) == ("T", ())


def nested_forms(levels: int) -> bytes:
    """A PDF in which each form draws the next ten times: tenfold work per level."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources 5 0 R>>",
        b"<</Length 5>>stream\n/F Do\nendstream",
        b"<</XObject<</F 6 0 R>>>>",
    ]
    for level in range(levels):
        inner = f"/Resources<</XObject<</F {7 + level} 0 R>>>>".encode()
        calls = b"/F Do " * 10 if level < levels - 1 else b"BT ET"
        objects.append(
            b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]"
            + (inner if level < levels - 1 else b"")
            + f"/Length {len(calls)}>>stream\n".encode()
            + calls
            + b"\nendstream"
        )
    body, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj".encode() + text + b"endobj\n"
    rows = b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    trailer = f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\n".encode()
    return body + head + rows + trailer + f"startxref\n{len(body)}\n%%EOF".encode()


async def test_a_body_that_takes_too_long_or_too_much_is_a_gap_and_the_next_is_read() -> None:
    limits = Limits(read_seconds=1.5, read_memory_bytes=700_000_000)
    async with IsolatedReader(limits) as reader:
        bomb = await reader.read(nested_forms(9), media_type="application/pdf", name="x.pdf")
        after = await reader.read(PAGE, media_type="text/html", name="a")
    assert bomb.parts == ()
    assert bomb.gaps[0] in {Reason.TOO_LARGE, Reason.MALFORMED}
    assert after.title == "T"


async def test_a_cancelled_reading_leaves_no_process_behind() -> None:
    async with IsolatedReader(Limits()) as reader:
        await reader.read(PAGE, media_type="text/html", name="a")
        task = asyncio.create_task(
            reader.read(nested_forms(9), media_type="application/pdf", name="x.pdf")
        )
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await reader.read(PAGE, media_type="text/html", name="a")).title == "T"
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    if children.exists():
        assert "extract.child" not in _commands(children.read_text().split())


def _commands(pids: list[str]) -> str:
    lines = (Path(f"/proc/{pid}/cmdline") for pid in pids)
    return " ".join(path.read_text() for path in lines if path.exists())
