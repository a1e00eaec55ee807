"""XML as a stream of elements by their local names; document types and entities are refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol
from xml.parsers import expat

from exposure_audit.model import Reason

_CHUNK = 65_536


class Handler(Protocol):
    """Is told what an XML document holds, in its order."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Enter an element; attributes keep their prefixes (see `value_of`)."""

    def end(self, name: str) -> None:
        """Leave an element."""

    def text(self, data: str) -> None:
        """Take text that stands at this place."""


class _RefusedError(Exception):
    """The document brings a document type with it."""


class _LocalNames(dict[str, str]):
    def __missing__(self, name: str) -> str:
        self[name] = local = name.rpartition(":")[2]
        return local


def value_of(attributes: Mapping[str, str], name: str) -> str:
    """Return an attribute by its local name, or an empty text."""
    if name in attributes:
        return attributes[name]
    ending = f":{name}"
    return next((value for key, value in attributes.items() if key.endswith(ending)), "")


def walk(body: bytes, handler: Handler, enough: Callable[[], bool]) -> Reason | None:
    """Tell a handler about every element; return why some of the document was left, if it was.

    `enough` is asked now and then whether to stop.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    local = _LocalNames()

    def start(name: str, attributes: dict[str, str]) -> None:
        handler.start(local[name], attributes)

    def end(name: str) -> None:
        handler.end(local[name])

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        for at in range(0, len(body), _CHUNK):
            if enough():
                return Reason.TOO_LARGE
            parser.Parse(body[at : at + _CHUNK])
        parser.Parse(b"", True)  # noqa: FBT003 - expat takes it by position only
    except (expat.ExpatError, LookupError, ValueError, _RefusedError):
        return Reason.MALFORMED
    return None


def _refuse(*_: object) -> None:
    raise _RefusedError
