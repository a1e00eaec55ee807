"""Header fields of mail (RFC 5322): unfolded, with encoded words (RFC 2047) decoded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.errors import MessageError
from email.message import Message

from exposure_audit.extract.text import decode, one_line
from exposure_audit.extract.transfer import decoded

_LONGEST_HEAD = 500_000
_LONGEST_FIELD = 20_000
_MOST_FIELDS = 500
_LONGEST_PARAMETERS = 4_000
_END = re.compile(rb"\r?\n[ \t]{0,80}\r?\n|\r[ \t]{0,80}\r(?!\n)")
_FIELD = re.compile(r"(?:^|\n)([!-9;-~]{1,100})[ \t]{0,9}:((?:[^\n]|\n[ \t])*+)")
_WORD = re.compile(r"=\?([\w\-]{1,40})(?:\*[\w\-]{0,20})?\?([bBqQ])\?([^?\s]{0,2000})\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)\s{1,80}(?==\?)")


@dataclass(frozen=True, slots=True)
class Head:
    """The fields of a message or of one of its parts."""

    fields: tuple[tuple[str, str], ...]
    """Names in lower case, values decoded, on one line each."""
    message: Message
    """What its content is, for the standard library to read the parameters of."""

    def first(self, name: str) -> str:
        """Return the first field of a name, or an empty text."""
        return next((value for key, value in self.fields if key == name), "")

    @property
    def content_type(self) -> str:
        """The media type in lower case, `text/plain` where none is stated."""
        return self.message.get_content_type()

    @property
    def charset(self) -> str:
        """The stated character set, or an empty text."""
        return self._parameter("charset", "content-type")

    @property
    def boundary(self) -> bytes:
        """What parts the parts of a multipart body, or nothing."""
        return self._parameter("boundary", "content-type").rstrip().encode("utf-8", "replace")

    @property
    def file_name(self) -> str:
        """The name of an attached file, or an empty text."""
        named = self._parameter("filename", "content-disposition")
        return words(named or self._parameter("name", "content-type"))

    @property
    def attached(self) -> bool:
        """Whether the body is a file beside the message rather than its text."""
        return self.first("content-disposition").lower().startswith("attachment")

    def _parameter(self, name: str, header: str) -> str:
        try:
            value = self.message.get_param(name, "", header)
        except (MessageError, ValueError, LookupError, TypeError):
            return ""
        if isinstance(value, tuple):
            charset, _, text = value
            return decode(text.encode("latin-1", "replace"), charset or "")
        return value or ""


def split(body: bytes) -> tuple[Head, bytes]:
    """Return a message's header and body; a part that begins with an empty line has no header."""
    if body[:1] in {b"\n", b"\r"}:
        return _head(b""), body.removeprefix(b"\r").removeprefix(b"\n")
    end = _END.search(body[:_LONGEST_HEAD])
    if end is None:
        return _head(body[:_LONGEST_HEAD]), body[_LONGEST_HEAD:]
    return _head(body[: end.start()]), body[end.end() :]


def _head(head: bytes) -> Head:
    text = decode(head).replace("\r\n", "\n").replace("\r", "\n")
    fields = []
    message = Message()
    for found in _FIELD.finditer(text):
        name, value = found[1].lower(), found[2][:_LONGEST_FIELD]
        if name.startswith("content-") and name not in message:
            message[name] = one_line(value)[:_LONGEST_PARAMETERS]
        fields.append((name, one_line(words(value))))
        if len(fields) >= _MOST_FIELDS:
            break
    return Head(tuple(fields), message)


def words(value: str) -> str:
    """Return a field's value with its encoded words decoded."""
    if "=?" not in value:
        return value
    return _WORD.sub(_word, _BETWEEN_WORDS.sub(r"\1", value))


def _word(found: re.Match[str]) -> str:
    charset, encoding, text = found.groups()
    spaced = text.replace("_", " ") if encoding in "qQ" else text
    return decode(decoded(spaced.encode("utf-8", "replace"), encoding), charset)
