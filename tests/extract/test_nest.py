from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from exposure_audit.extract.interface import Extraction, Form
from exposure_audit.extract.nest import Nest, bounded
from exposure_audit.limits import Limits
from exposure_audit.model import Part, PartKind, Reason


@dataclass
class Watch:
    seconds: float = 0.0

    def now(self) -> datetime:
        return datetime(2026, 11, 1, tzinfo=UTC)

    def monotonic(self) -> float:
        return self.seconds


@dataclass
class Reading:
    """Reads every body as a page of one link, and the same body again inside it."""

    depths: list[int] = field(default_factory=list)

    def __call__(self, body: bytes, _media: str, _name: str, nest: Nest, /) -> Extraction:
        self.depths.append(nest.depth)
        inner = nest.inside(body, "member 1")
        parts = (
            Part(PartKind.LINK, body.decode(), "mailto", line=3),
            Part(PartKind.GPS, "51.0,0.1"),
            Part(PartKind.FILENAME, "a"),
        )
        return Extraction((*parts, *inner.parts), inner.gaps, form=Form.HTML)


def test_parts_say_where_they_stood_and_depth_is_bounded() -> None:
    read = Reading()
    found = Nest.start(Limits(nested_depth=2), read, Watch()).inside(b"x", "attachment 1")
    assert read.depths == [1, 2]
    assert found.gaps == (Reason.TOO_LARGE,)
    assert [(part.kind, part.note, part.line) for part in found.parts] == [
        (PartKind.ATTACHMENT, "attachment 1, web page, mailto", None),
        (PartKind.GPS, "attachment 1, web page", None),
        (PartKind.FILENAME, "attachment 1, web page", None),
        (PartKind.ATTACHMENT, "attachment 1, web page, member 1, web page, mailto", None),
        (PartKind.GPS, "attachment 1, web page, member 1, web page", None),
        (PartKind.FILENAME, "attachment 1, web page, member 1, web page", None),
    ]


def test_number_bytes_characters_and_time_are_bounded() -> None:
    watch = Watch()
    nest = Nest.start(Limits(nested_files=3, read_seconds=10, nested_depth=1), Reading(), watch)
    assert [nest.inside(b"x", "a").gaps for _ in range(3)] == [(Reason.TOO_LARGE,)] * 3
    assert nest.over
    assert nest.inside(b"x", "a").parts == ()
    for limits in (Limits(unpacked_bytes=5), Limits(text_characters=5)):
        spent = Nest.start(limits, Reading(), watch)
        assert not spent.over
        spent.unpacked(3)
        spent.inside(b"x" * 9, "a")
        spent.unpacked(3)
        assert spent.over
    late = Nest.start(Limits(read_seconds=10), Reading(), watch)
    watch.seconds = 8.0
    assert late.over


def test_room_grows_with_what_was_packed() -> None:
    nest = Nest.start(Limits(unpacked_ratio=100, file_bytes=5_000_000), Reading())
    assert nest.room(0) == 1_000_000
    assert nest.room(10_000) == 2_000_000
    assert nest.room(10**9) == 5_000_000


def test_what_runs_out_of_memory_is_a_gap() -> None:
    def read(_body: bytes, _media: str, _name: str, _nest: Nest, /) -> Extraction:
        raise MemoryError

    assert Nest.start(Limits(), read).inside(b"x", "a").gaps == (Reason.TOO_LARGE,)


def test_what_is_cut_off_is_a_gap() -> None:
    found = Extraction((Part(PartKind.BODY, "ab"), Part(PartKind.BODY, "cd")))
    assert bounded(found, Limits(), 4) == found
    cut = bounded(found, Limits(), 3)
    assert [part.text for part in cut.parts] == ["ab", "c"]
    assert cut.gaps == (Reason.TOO_LARGE,)
    assert len(bounded(found, Limits(parts_per_document=1), 9).parts) == 1
