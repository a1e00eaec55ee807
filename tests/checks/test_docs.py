from __future__ import annotations

from pathlib import Path

from exposure_audit.checks.registry import metas

DOCS = Path(__file__).parents[2] / "docs"


def test_each_check_has_its_section() -> None:
    page = (DOCS / "checks.md").read_text("utf-8")
    for check_id in metas():
        assert f"\n## {check_id}\n" in page
