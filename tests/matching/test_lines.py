from __future__ import annotations

import pytest

from exposure_audit.matching.lines import line_at, line_of, line_of_sighting
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
def test_line_of(form: str, line: int | None) -> None:
    assert line_of(SOURCE, form) == line


def test_line_at_counts_from_the_part() -> None:
    part = Part(PartKind.BODY, "a\nb\nc", line=10)
    assert [line_at(part, at) for at in (0, 2, 4)] == [10, 11, 12]
    assert line_at(Part(PartKind.BODY, "a"), 0) is None


def test_the_part_knows_best() -> None:
    sighting = Sighting(
        fact=FactId("phone:x"), kind=Kind.PHONE, part=0, start=2, end=3, form="b",
        confidence=Confidence.HIGH, why="",
    )  # fmt: skip
    assert line_of_sighting(Part(PartKind.BODY, "a\nb", line=1), sighting, "b") == 2
    assert line_of_sighting(Part(PartKind.BODY, "a\nb"), sighting, "x\ny\nb") == 3
