"""The process in which hostile bytes are read: it can be killed, and holds no fact and no key.

It answers frames on its standard input with frames on its standard output: a length of four bytes,
then JSON; a request is followed by a second frame, the body.
"""

from __future__ import annotations

import json
import os
import signal
import struct
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from typing import Any, BinaryIO

from exposure_audit.extract import html_links, reader
from exposure_audit.extract.interface import Extraction, Form
from exposure_audit.limits import Limits
from exposure_audit.model import Reason

LENGTH = struct.Struct(">I")


def main() -> None:
    """Answer requests until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    # What a library prints must not stand among the frames.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    while (request := _frame(sys.stdin.buffer)) is not None:
        body = _frame(sys.stdin.buffer) or b""
        answer = json.dumps(_answer(json.loads(request), body)).encode()
        answers.write(LENGTH.pack(len(answer)) + answer)
        answers.flush()


def _frame(stream: BinaryIO) -> bytes | None:
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    return stream.read(LENGTH.unpack(head)[0])


def _answer(request: Mapping[str, Any], body: bytes) -> Mapping[str, Any]:
    limits = Limits(**request["limits"])
    _bound_memory(limits.read_memory_bytes)
    try:
        extraction = reader.read(
            body, media_type=request["media_type"], name=request["name"], limits=limits
        )
        links = _links(request, body) if extraction.form is Form.HTML else []
    except (MemoryError, RecursionError):
        extraction, links = Extraction((), (Reason.TOO_LARGE,)), []
    return {**asdict(extraction), "links": links}


def _links(request: Mapping[str, Any], body: bytes) -> list[Mapping[str, Any]]:
    if not request["base_url"]:
        return []
    charset = request["media_type"].lower().partition("charset=")[2].partition(";")[0].strip(" \"'")
    return [asdict(link) for link in html_links.links(body, request["base_url"], charset)]


def _bound_memory(most: int) -> None:
    """Bound the address space, where the system can: macOS refuses, Windows has no such limit."""
    try:
        import resource
    except ImportError:
        return
    with suppress(ValueError, OverflowError, OSError):
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        if hard == resource.RLIM_INFINITY or most < hard:
            resource.setrlimit(resource.RLIMIT_AS, (most, hard))
