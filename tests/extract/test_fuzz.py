"""Damaged files of every kind: nothing raises, hangs, crashes, or takes more than it may."""

from __future__ import annotations

import base64
import bz2
import json
import lzma
import random
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from exposure_audit.extract import isolated
from exposure_audit.extract.child import LENGTH
from exposure_audit.extract.interface import Extraction
from exposure_audit.extract.reader import read
from exposure_audit.limits import Limits
from tests.extract import samples, samples_pdf
from tests.extract.mutate import mutate_inside

_SECONDS = 1.5
_SOAK_SECONDS = 60.0
_LIMITS = Limits(read_seconds=10.0)
_NATIVE = frozenset({"pdf", "image"})
"""Native parsers may end the process that they run in: they only ever run in one of their own."""
_PAGE = (
    b"<!doctype html><title>x</title><meta charset=utf-8><p hidden>14 <b>Mill</b> Lane<!-- c -->"
    b"<a href='mailto:sian%40example.org'>m</a><table><tr><td>a<td>b</table><script>{}</script>"
    b'<script type="application/ld+json">{"address": {"streetAddress": "14 Mill Lane"}}</script>'
)
_FEED = b"<?xml version='1.0'?><rss><item><title>&lt;b&gt;x</title><![CDATA[<p>y]]></item></rss>"
_JCARD = b'["vcard", [["fn", {}, "text", "Sian"], ["adr", {}, "text", ["", "", "14 Mill Lane"]]]]'
_SHEET = (
    '<cols><col min="2" max="2" hidden="1"/></cols><sheetData><row r="1"><c r="A1" t="s"><v>0</v>'
    '</c><c r="B1" s="1"><v>28919</v></c></row><row r="2"><c t="inlineStr"><is><t>14</t></is></c>'
    '<c r="B2"><f>HYPERLINK("tel:1")</f><v>7</v></c></row></sheetData>'
)
_TEXT = (
    "<office:body><office:text><text:tracked-changes><text:changed-region text:id='c'>"
    "<text:deletion><text:p>old</text:p></text:deletion></text:changed-region>"
    "</text:tracked-changes><text:p>14 <text:change text:change-id='c'/><text:span>Mill</text:span>"
    "</text:p></office:text></office:body>"
)
_ROWS = (
    "<office:body><office:spreadsheet><table:table table:name='S'><table:table-row>"
    "<table:table-cell table:number-columns-repeated='9'><text:p>street</text:p></table:table-cell>"
    "</table:table-row></table:table></office:spreadsheet></office:body>"
)
_LETTER = (
    "<w:p><w:ins w:author='a'><w:r><w:t>14</w:t></w:r></w:ins><w:del><w:r><w:delText>3</w:delText>"
    "</w:r></w:del></w:p>"
)


def _pictures() -> list[tuple[bytes, str, str]]:
    forms = ("JPEG", "PNG", "WEBP", "TIFF", "GIF", "AVIF")
    return [(samples.photo(form), "", "") for form in forms]


def _packed() -> list[tuple[bytes, str, str]]:
    tar = samples.tarred(**{"a.txt": b"14 Mill Lane", "b.zip": samples.zipped({"c.txt": "d"})})
    return [
        (tar, "", "a.tar"),
        (samples.packed(tar), "", "a.tgz"),
        (bz2.compress(tar), "", "a.tar.bz2"),
        (lzma.compress(tar), "", "a.tar.xz"),
    ]


def _cards() -> list[tuple[bytes, str, str]]:
    photo = base64.b64encode(samples.photo()).decode()
    return [
        (samples.CARD.format(photo).encode(), "", "a.vcf"),
        (samples.CALENDAR.encode(), "", "a.ics"),
    ]


EXTRACTORS: dict[str, list[tuple[bytes, str, str]]] = {
    "html": [(_PAGE, "text/html", ""), (_FEED, "text/xml", ""), (_PAGE, "image/svg+xml", "")],
    "json": [
        (samples.DATA.encode(), "application/json", ""),
        (b'{"a": 1}\n{"b": "x"}\n', "", "a.jsonl"),
        (_JCARD, "", "a.json"),
    ],
    "plain": [
        (samples.MARKDOWN.encode(), "", "a.md"),
        (b"var a = 'x' + '\\u0040';", "", "a.js"),
        (b'a:before { content: "\\40 b" }', "", "a.css"),
        ("Siân, geo:51.47115,-0.0612".encode("utf-16-le"), "", "a.txt"),
    ],
    "table": [(samples.TABLE.encode(), "", "a.csv"), (b"name\tstreet\nx\ty\n", "", "a.tsv")],
    "card": _cards(),
    "mail": [(samples.message(), "", "a.eml"), (samples.mailbox(), "", "a.mbox")],
    "rtf": [(samples.RTF, "", "a.rtf")],
    "ooxml": [(samples.docx(_LETTER), "", "a.docx"), (samples.pptx(), "", "a.pptx")],
    "xlsx": [(samples.xlsx(_SHEET, "<si><t>street</t></si>"), "", "a.xlsx")],
    "odf": [(samples.odf("text", _TEXT), "", ""), (samples.odf("spreadsheet", _ROWS), "", "")],
    "zip": [(samples.zipped({"a/b.txt": "14", "c.zip": samples.zipped({"d": "e"})}), "", "a.zip")],
    "packed": _packed(),
    "pdf": [
        (samples_pdf.attached(b"a.txt", b"07700 900123"), "", ""),
        (samples_pdf.form(b"14 Mill Lane"), "", ""),
        (samples_pdf.pinned(b"b.txt", b"x"), "", ""),
    ],
    "image": _pictures(),
}


def _soak() -> bool:
    return settings.get_current_profile_name() == "soak"


def _damaged(name: str, share: float) -> Iterator[tuple[bytes, str, str]]:
    """Yield damaged files for a share of the time; the same ones each time, but in a soak."""
    seed = time.time_ns() if _soak() else 7
    chance = random.Random(seed)
    until = time.monotonic() + share * (_SOAK_SECONDS if _soak() else _SECONDS)
    whole = EXTRACTORS[name]
    bodies = [body for body, _, _ in whole]
    while time.monotonic() < until:
        body, media_type, file_name = chance.choice(whole)
        yield mutate_inside(body, bodies, chance), media_type, file_name


class _Child:
    """The reading process, asked directly, so that its death is seen."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", isolated._BOOT, json.dumps(sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def ask(self, body: bytes, media_type: str, name: str) -> Any:
        """Return the answer to a body, or None where the process died or was too slow."""
        request = {
            "media_type": media_type,
            "name": name,
            "base_url": "",
            "limits": asdict(_LIMITS),
        }
        head = json.dumps(request).encode()
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        watch = threading.Timer(_LIMITS.read_seconds, self._process.kill)
        watch.start()
        try:
            frames = (LENGTH.pack(len(head)), head, LENGTH.pack(len(body)), body)
            self._process.stdin.write(b"".join(frames))
            self._process.stdin.flush()
            (length,) = LENGTH.unpack(self._process.stdout.read(LENGTH.size))
            return json.loads(self._process.stdout.read(length))
        except (OSError, struct.error):
            return None
        finally:
            watch.cancel()

    def peak(self) -> int:
        """Return the most memory that the process ever held, where the system tells."""
        status = Path(f"/proc/{self._process.pid}/status")
        lines = status.read_text().splitlines() if status.exists() else []
        kilobytes = (line.split()[1] for line in lines if line.startswith("VmHWM:"))
        return int(next(kilobytes, "0")) * 1_000

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()


@pytest.fixture(scope="module")
def child() -> Iterator[_Child]:
    process = _Child()
    yield process
    process.close()


def _keeps_the_contract(parts: list[str], gaps: int) -> bool:
    return (
        bool(parts or gaps)
        and len(parts) <= _LIMITS.parts_per_document
        and sum(map(len, parts)) <= _LIMITS.text_characters
        and "".join(parts).encode() is not None
    )


@pytest.mark.parametrize("name", [name for name in EXTRACTORS if name not in _NATIVE])
def test_damaged_files_never_raise(name: str, tmp_path: Path) -> None:
    for body, media_type, file_name in _damaged(name, 2 / 3):
        (tmp_path / "body").write_bytes(body)
        found: Extraction = read(body, media_type=media_type, name=file_name, limits=_LIMITS)
        texts = [part.text for part in found.parts]
        assert _keeps_the_contract(texts, len(found.gaps)), tmp_path


@pytest.mark.parametrize("name", EXTRACTORS)
def test_damaged_files_never_crash_or_hang_a_reading_process(
    name: str, child: _Child, tmp_path: Path
) -> None:
    for body, media_type, file_name in _damaged(name, 1.0 if name in _NATIVE else 1 / 3):
        answer = child.ask(body, media_type, file_name)
        (tmp_path / "body").write_bytes(body)
        assert answer is not None, tmp_path
        texts = [part["text"] for part in answer["parts"]]
        assert _keeps_the_contract(texts, len(answer["gaps"])), tmp_path
    assert child.peak() < _LIMITS.read_memory_bytes
