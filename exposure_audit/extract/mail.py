"""Mail: a message with its header, bodies and attachments, a mailbox of many, a saved page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from exposure_audit.extract import html, mail_header, plain
from exposure_audit.extract.gathering import Gathering
from exposure_audit.extract.interface import Extraction, Form
from exposure_audit.extract.mail_header import Head
from exposure_audit.extract.nest import Nest
from exposure_audit.extract.text import decode
from exposure_audit.extract.transfer import decoded
from exposure_audit.model import PartKind, Reason

_NAMES = (
    "from to cc bcc reply-to sender subject date organization return-path delivered-to received "
    "resent-from resent-to list-unsubscribe message-id"
)
_KNOWN = frozenset(_NAMES.split())
"""Fields whose names are words of ours; any other name is text from outside."""
_ABOUT_CONTENT = ("content-t", "content-disposition", "mime-version")
_OF_PARTS = ("content-location", "content-description")
_SIGNATURES = frozenset(
    {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
)
_ENVELOPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_ARMOUR = "-----BEGIN PGP MESSAGE-----"
_MESSAGE_START = re.compile(rb"(?:^|\r?\n\r?\n)From [^\r\n]{1,400}\r?\n(?=[!-9;-~]{1,100}:)")
_BOXED = re.compile(rb"^From [^\r\n]{1,400}\r?\n[!-9;-~]{1,100}:")
_LINE = rb"(?:^|\r?(?:\n|(?<=\n)))--%s(--)?[ \t]{0,80}(?:\r?\n|$)"
_LONGEST_BOUNDARY = 200
_DEEPEST = 12


def read(body: bytes, media_type: str, nest: Nest) -> Extraction:
    """Return the parts of a message or mailbox; `media_type` is that of a body without header."""
    found = Gathering(nest)
    body = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    title = ""
    if _BOXED.match(body):
        _mailbox(body, found)
    elif media_type.startswith("multipart/"):
        _Reading(found).message(b"Content-Type: %s\n\n%s" % (media_type.encode(), body))
    else:
        title = _Reading(found).message(body)
    return found.done(Form.MAIL, title)


def _mailbox(body: bytes, found: Gathering) -> None:
    starts = [each.end() for each in _MESSAGE_START.finditer(body)]
    ends = [*(each.start() for each in _MESSAGE_START.finditer(body)), len(body)][1:]
    for number, (start, end) in enumerate(zip(starts, ends, strict=True), start=1):
        if found.nest.over or found.full:
            found.gap(Reason.TOO_LARGE)
            return
        found.nest.budget.files -= 1
        _Reading(found, f"message {number}, ").message(body[start:end])


@dataclass(slots=True)
class _Reading:
    """Reads one message into what has been found."""

    found: Gathering
    where: str = ""
    _files: int = 0
    _parts: int = 0

    def message(self, body: bytes) -> str:
        """Read header and content; return the subject."""
        head, content = mail_header.split(body)
        for name, value in head.fields:
            if not name.startswith(_ABOUT_CONTENT):
                self._say(PartKind.HEADER, value, name if name in _KNOWN else "field")
        self._part(head, content, 0)
        return head.first("subject")

    def _part(self, head: Head, content: bytes, depth: int) -> None:
        if depth > _DEEPEST:
            self.found.gap(Reason.TOO_LARGE)
            return
        self._parts += 1
        kind = head.content_type
        if kind in _ENVELOPES or kind == "multipart/encrypted":
            self.found.gap(Reason.ENCRYPTED)
        if kind.startswith("multipart/"):
            self._multipart(head, content, depth)
        elif kind not in _ENVELOPES | _SIGNATURES:
            raw = decoded(content, head.first("content-transfer-encoding"))
            self._leaf(head, kind, raw)

    def _multipart(self, head: Head, content: bytes, depth: int) -> None:
        if not head.boundary or head.boundary not in content:
            self.found.gap(Reason.MALFORMED)
            self._text(decode(content, head.charset))
            return
        for inside, piece in _pieces(content, head.boundary):
            if self._parts > self.found.nest.limits.nested_files or self.found.full:
                self.found.gap(Reason.TOO_LARGE)
                return
            if not inside:
                self._say(PartKind.HIDDEN, decode(piece), "outside the parts")
                continue
            inner, body = mail_header.split(piece)
            for name in _OF_PARTS:
                self._say(PartKind.HEADER, inner.first(name), name)
            self._part(inner, body, depth + 1)

    def _leaf(self, head: Head, kind: str, raw: bytes) -> None:
        limits = self.found.nest.limits
        if kind == "text/html" and not head.attached:
            charset = head.charset or html.declared_charset(raw)
            self._take(html.read(decode(raw, charset), limits))
        elif kind == "text/plain" and not head.attached and not head.file_name:
            self._text(decode(raw, head.charset))
        elif raw.strip():
            self._file(head, kind, raw)

    def _file(self, head: Head, kind: str, raw: bytes) -> None:
        self._files += 1
        place = f"{self.where}attachment {self._files}"
        self.found.name(head.file_name, place)
        media = f"{kind}; charset={head.charset}" if head.charset else kind
        shown = not head.attached and bool(head.first("content-id"))
        self.found.inside(raw, place, media_type=media, name=head.file_name, shown=shown)

    def _text(self, text: str) -> None:
        if _ARMOUR in text:
            self.found.gap(Reason.ENCRYPTED)
        if text.strip():
            self._take(plain.read(text, self.found.nest.limits))

    def _take(self, read: Extraction) -> None:
        """Add what another reader found in a body; its lines are not the file's."""
        for part in read.parts:
            note = f"{self.where}{part.note}".removesuffix(", ")
            self.found.take([replace(part, line=None, note=note)])
        self.found.gap(*read.gaps)

    def _say(self, kind: PartKind, text: str, note: str) -> None:
        self.found.add(kind, text, f"{self.where}{note}")


def _pieces(content: bytes, boundary: bytes) -> Iterator[tuple[bool, bytes]]:
    """Yield what stands between the lines of a boundary, and whether it is a part."""
    lines = re.compile(_LINE % re.escape(boundary[:_LONGEST_BOUNDARY]))
    at, inside = 0, False
    for found in lines.finditer(content):
        yield inside, content[at : found.start()]
        at, inside = found.end(), found[1] is None
    yield inside, content[at:]
