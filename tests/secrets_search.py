"""Looks for values in everything that a run wrote, in every form that they might have there."""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, quote_plus

_SHORT = 8
"""Bytes of a value that are too few to be looked for in codes: chance would find them."""
_DEEP = 3
_LARGEST = 50_000_000


def forms(value: str) -> Iterator[bytes]:
    """A value in plain, in UTF-16, escaped as text, percent-encoded, in base64 and in hex."""
    for text in {value, value.lower(), value.upper()}:
        plain = text.encode()
        yield plain
        yield from (text.encode("utf-16-le"), text.encode("utf-16-be"))
        yield from {html.escape(text).encode(), json.dumps(text)[1:-1].encode()} - {plain}
        yield from {form.encode() for form in _percent(text)} - {plain}
        if len(plain) > _SHORT:
            yield from (plain.hex().encode(), plain.hex().upper().encode())
            yield "".join(f"%{byte:02X}" for byte in plain).encode()
            for coded in (plain, text.encode("utf-16-le")):
                yield from _in_base64(coded)


def _percent(text: str) -> Iterator[str]:
    for form in (quote(text), quote(text, safe=""), quote_plus(text)):
        yield from (form, form.lower())


def _in_base64(plain: bytes) -> Iterator[bytes]:
    """From any of the three places at which a value may begin, in both alphabets."""
    for shift in range(3):
        middle = base64.b64encode(b"\0" * shift + plain)[(4 * shift + 2) // 3 + 1 : -4]
        yield middle
        yield middle.translate(bytes.maketrans(b"+/", b"-_"))


def layers(body: bytes, depth: int = 0) -> Iterator[bytes]:
    """A content, and what is packed in it."""
    yield body
    if depth < _DEEP:
        for inner in _unpacked(body):
            yield from layers(inner, depth + 1)


def _unpacked(body: bytes) -> Iterator[bytes]:
    try:
        if body[:2] == b"\x1f\x8b":
            yield gzip.decompress(body)
        elif body[:1] == b"\x78":
            yield zlib.decompressobj().decompress(body, _LARGEST)
        elif zipfile.is_zipfile(io.BytesIO(body)):
            with zipfile.ZipFile(io.BytesIO(body)) as archive:
                yield from (archive.read(name) for name in archive.namelist())
                yield "\n".join(archive.namelist()).encode()
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile):
        return


def written(folder: Path) -> Mapping[str, bytes]:
    """Each file below a folder, by its name, with the name before its content."""
    names = {path: str(path.relative_to(folder)) for path in folder.rglob("*")}
    return {
        name: name.encode() + b"\n" + (path.read_bytes() if path.is_file() else b"")
        for path, name in names.items()
    }


def leaks(texts: Mapping[str, bytes], values: Iterable[str]) -> set[tuple[str, str]]:
    """Where which value stands."""
    wanted = {value: tuple(forms(value)) for value in values}
    return {
        (name, value)
        for name, text in texts.items()
        for layer in (text, *_contents(text))
        for value, looked_for in wanted.items()
        if any(form in layer for form in looked_for)
    }


def _contents(text: bytes) -> Iterator[bytes]:
    """What is packed in a file, whose name stands before its content."""
    yield from layers(text.partition(b"\n")[2])
