from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.cli import slate_profiles
from exposure_audit.cli.slate_profiles import MOST_PROFILES, Profiles, mustered
from exposure_audit.errors import OptionError
from exposure_audit.limits import SystemClock

NOBODY = Profiles((), SystemClock())


def test_a_folder_of_junk_is_gone_through_and_all_of_it_is_named(tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / f"{number}.toml").write_text("[" * number, encoding="utf-8")
        (tmp_path / f"{number}.txt").write_text("", encoding="utf-8")
    found = mustered(tmp_path, NOBODY)
    assert (found.ready, len(found.refused), found.left_out) == ([], 300, [])


def test_more_than_a_party_has_are_refused_before_one_is_opened(tmp_path: Path) -> None:
    for number in range(MOST_PROFILES + 1):
        (tmp_path / f"{number}.toml").touch()
    with pytest.raises(OptionError, match="more than 10,000 profiles"):
        mustered(tmp_path, NOBODY)


@given(st.lists(st.text(min_size=1, max_size=130), max_size=8))
def test_no_two_profiles_share_a_folder_and_each_name_is_a_plain_one(names: list[str]) -> None:
    taken: set[str] = set()
    stems = [slate_profiles._stem(Path(f"{name}.toml"), taken) for name in names]
    given_ones = [stem for stem in stems if stem is not None]
    assert len({stem.casefold() for stem in given_ones}) == len(given_ones)
    for stem in given_ones:
        assert not set(stem) & set("./\\:\0\n")
        assert stem.strip() == stem
        assert len(stem) <= 100
