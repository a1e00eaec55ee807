import json
import stat
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from exposure_audit.cli.init import init
from exposure_audit.errors import OptionError, ProfileError, SettingsError
from exposure_audit.interview.choices import SELF_STATEMENT
from exposure_audit.settings import config_folder

ANSWERS = [
    *("y", "A Person", "", ""),
    *("14 Example Road, Example Town", "ZZ99 9ZZ", "", ""),
    *("07700 900123", ""),
    *[""] * 12,
    *("y", "y", "n"),
    SELF_STATEMENT,
]


def run(path: Path, answers: list[str]) -> tuple[int, str]:
    ran = CliRunner().invoke(init, ["--out", str(path)], "\n".join(answers) + "\n")
    return ran.exit_code, ran.output


def test_a_profile_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "profile.toml"
    code, output = run(path, ANSWERS)
    assert code == 0, output
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    profile = tomllib.loads(path.read_text(encoding="utf-8"))
    assert profile["phone"] == [{"label": "phone", "number": "07700 900123"}]
    settings = config_folder() / "settings.toml"
    assert tomllib.loads(settings.read_text()) == {"disclose": "names"}
    assert stat.S_IMODE(settings.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["profile.toml"]


def test_other_settings_are_kept(tmp_path: Path) -> None:
    settings = config_folder() / "settings.toml"
    settings.write_text('# mine\nvisit = ["council.example"]\n')
    run(tmp_path / "profile.toml", ANSWERS)
    text = settings.read_text()
    assert "# mine" in text
    assert tomllib.loads(text) == {"disclose": "names", "visit": ["council.example"]}


@pytest.mark.parametrize("stop", [1, 4, 5, 9, len(ANSWERS) - 1])
def test_it_can_be_stopped_anywhere_and_taken_up_again(tmp_path: Path, stop: int) -> None:
    path = tmp_path / "profile.toml"
    code, output = run(path, ANSWERS[:stop])
    assert code == 1
    assert "kept in" in output
    draft = tmp_path / "profile.toml.draft"
    assert stat.S_IMODE(draft.stat().st_mode) == 0o600
    assert not path.exists()
    code, _ = run(path, ANSWERS[stop:])
    assert code == 0
    assert not draft.exists()
    straight = tmp_path / "straight.toml"
    run(straight, ANSWERS)
    assert path.read_text() == straight.read_text()


def test_a_wrong_answer_is_asked_again(tmp_path: Path) -> None:
    answers = [*ANSWERS[:5], "ZZ", *ANSWERS[5:]]
    code, output = run(tmp_path / "profile.toml", answers)
    assert code == 0
    assert "Not yet:" in output


def test_an_existing_profile_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "profile.toml"
    path.write_text("mine")
    ran = CliRunner().invoke(init, ["--out", str(path)])
    assert isinstance(ran.exception, OptionError)
    assert path.read_text() == "mine"


def test_answers_that_do_not_go_together_are_kept_to_be_mended(tmp_path: Path) -> None:
    """A user name "phone" would stand in the label of the phone."""
    path = tmp_path / "profile.toml"
    answers = [*ANSWERS[:11], "phone", "", *ANSWERS[12:]]
    ran = CliRunner().invoke(init, ["--out", str(path)], "\n".join(answers) + "\n")
    assert isinstance(ran.exception, ProfileError)
    assert "a label in [[phone]]" in str(ran.exception)
    assert tomllib.loads(path.read_text())["username"] == [{"label": "user", "name": "phone"}]


@pytest.mark.parametrize("body", ["x = [", "disclose = 7"])
def test_broken_settings_are_named_before_the_first_question(tmp_path: Path, body: str) -> None:
    (config_folder() / "settings.toml").write_text(body)
    ran = CliRunner().invoke(init, ["--out", str(tmp_path / "p.toml")], "\n".join(ANSWERS))
    assert isinstance(ran.exception, SettingsError)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_named_before_the_first_question(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ran = CliRunner().invoke(init, ["--out", str(tmp_path / "file/p.toml")], "\n".join(ANSWERS))
    assert isinstance(ran.exception, OptionError)


@pytest.mark.parametrize("draft", ["", "{}", '["y"]', '[["a"]]', "[" * 5_000, "7"])
def test_a_draft_that_cannot_be_read_is_named(tmp_path: Path, draft: str) -> None:
    (tmp_path / "p.toml.draft").write_text(draft)
    ran = CliRunner().invoke(init, ["--out", str(tmp_path / "p.toml")], "\n".join(ANSWERS))
    assert isinstance(ran.exception, OptionError) == (draft != "{}")


def test_kept_answers_that_no_longer_fit_are_asked_again(tmp_path: Path) -> None:
    """A changed question, a wrong answer or a kept statement is never taken over."""
    path = tmp_path / "p.toml"
    run(path, ANSWERS[:-1])
    draft = tmp_path / "p.toml.draft"
    pairs = json.loads(draft.read_text())
    assert SELF_STATEMENT not in dict(map(tuple, pairs)).values()
    pairs[1][1] = " "
    draft.write_text(json.dumps(pairs))
    code, _ = run(path, ANSWERS[1:])
    assert code == 0
    assert tomllib.loads(path.read_text())["subject"]["name"] == "A Person"
