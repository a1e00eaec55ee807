"""`report`: a kept run shown again, as it was."""

from pathlib import Path

import pytest

from tests.cli.command import Command

pytestmark = pytest.mark.usefixtures("web")

RUN = ("run", "amber.toml", "--only", "dns", "--format", "json")


async def test_a_kept_run_is_shown_as_it_was(keyed: Command, tmp_path: Path) -> None:
    printed = await keyed(*RUN)
    run = printed.json["run"]["id"]
    again = await keyed("report", "--format", "json")
    assert (again.code, again.out, again.err) == (0, printed.out, "")
    named = await keyed("report", run, "--out", "report")
    assert named.code == 0
    assert "The report is in report/report.html" in named.err
    text = (tmp_path / "report/result.json").read_text()
    assert text == printed.out.removesuffix("\n")
    # Later runs change what is known, not what was said.
    later = await keyed(*RUN)
    assert later.json["findings"][0]["status"] == "open"
    assert (await keyed("report", run, "--format", "json")).out == printed.out
    assert (await keyed("report", "--format", "json")).out == later.out


async def test_values_are_shown_only_where_they_are_asked_for(
    keyed: Command, tmp_path: Path
) -> None:
    await keyed(*RUN, "-q")
    # The workspace holds who was audited: the profile's file is no longer needed.
    (tmp_path / "amber.toml").unlink()
    for form in ("json", "html", "text"):
        hidden = await keyed("report", "--format", form)
        shown = await keyed("report", "--format", form, "--show-values")
        assert (hidden.code, shown.code) == (0, 0)
        assert "sian.eh@postbox" not in hidden.out
        assert "sian.eh@postbox" in shown.out, form


@pytest.mark.parametrize("ci", ["true", "1"])
async def test_values_are_refused_in_ci(keyed: Command, ci: str) -> None:
    ran = await keyed("report", "--show-values", CI=ci)
    assert ran.refuses("--show-values: refused where CI is set")


async def test_what_is_not_kept_is_not_shown(keyed: Command, tmp_path: Path) -> None:
    assert (await keyed("report")).refuses("nothing is kept here yet")
    keyed.workspace.open_or_create().close()
    for run in ((), ("r-0123456789abcdef",), ("no/such'run",)):
        ran = await keyed("report", *run)
        assert ran.refuses("there is no such run. `exposure-audit workspace check` lists"), run
    assert not (tmp_path / "report").exists()
