from __future__ import annotations

import time

import pytest

from exposure_audit.matching.lines import Lines
from exposure_audit.model import Confidence, FactId, Kind, Part, PartKind, Sighting

SOURCE = """<p>
<b>one</b>
14 St Mary&#39;s
Road, Peckham
<td>Flat 2</td>
<td>15 Mill Lane</td>
"""


@pytest.mark.parametrize(
    ("form", "line"),
    [
        ("one", 2),
        ("14 St Mary's Road", 3),
        ("Flat 2\n15 mill lane", 5),
        ("15 Mill Lane", 6),
        ("elsewhere", None),
        ("", 1),
        ("\u2592", None),
    ],
)
def test_of_form(form: str, line: int | None) -> None:
    lines = Lines(SOURCE)
    assert [lines.of_form(form) for _ in range(2)] == [line, line]


def sighting(start: int, form: str) -> Sighting:
    return Sighting(
        fact=FactId("phone:x"), kind=Kind.PHONE, part=0, start=start, end=start + len(form),
        form=form, confidence=Confidence.HIGH, why="",
    )  # fmt: skip


def test_the_part_knows_best() -> None:
    part = Part(PartKind.BODY, "a\nb\nc", line=10)
    lines = Lines("x\ny\nb")
    assert [lines.of(part, sighting(at, "b")) for at in (0, 2, 4)] == [10, 11, 12]
    assert lines.of(Part(PartKind.BODY, "b", line=3), sighting(0, "b")) == 3
    assert lines.of(Part(PartKind.BODY, "a\nb"), sighting(2, "b")) == 3
    assert lines.of(Part(PartKind.BODY, "a"), sighting(0, "a")) is None


def test_lines_far_into_a_long_text() -> None:
    text = "".join(f"{number}\n" for number in range(50_000))
    part = Part(PartKind.BODY, text, line=1)
    at = text.index("\n49876\n") + 1
    assert Lines("").of(part, sighting(at, "49876")) == 49_877
    assert Lines(text).of_form("49876") == 49_877


def test_many_sightings_of_encoded_forms_cost_one_search() -> None:
    source = "<img alt='sian&#46;hughes&#64;mail.example'>\n" * 4_000
    lines = Lines(source)
    started = time.perf_counter()
    found = {lines.of_form("sian.hughes@mail.example") for _ in range(10_000)}
    found |= {lines.of_form(f"sian.hughes+{tag}@mail.example") for tag in range(1_000)}
    assert found == {1, None}
    assert time.perf_counter() - started < 10
