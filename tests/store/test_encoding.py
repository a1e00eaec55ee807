"""What is kept reads back as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exposure_audit.journal import Ended
from exposure_audit.model import Address, Candidacy
from exposure_audit.store.encoding import (
    dump,
    dump_subject,
    load,
    load_subject,
    load_time,
    stamp,
)
from tests.store.made import NOW, SUBJECT, ended


def test_a_subject_reads_back_with_its_addresses_in_their_places() -> None:
    candidacy = Candidacy(election="local", polling_day=NOW.date())
    subject = replace(SUBJECT, candidacy=candidacy)
    back = load_subject(dump_subject(subject))
    assert back == subject
    assert [type(fact) for fact in back.facts].count(Address) == 1


def test_equal_values_are_equal_bytes() -> None:
    assert dump_subject(SUBJECT) == dump_subject(replace(SUBJECT))
    assert dump({"b": 1, "a": 2}) == dump({"a": 2, "b": 1})


def test_an_attempt_reads_back() -> None:
    assert load(dump(ended()), Ended) == ended()


def test_times_sort_as_they_follow() -> None:
    assert load_time(stamp(NOW)) == NOW
    assert stamp(NOW) < stamp(NOW.replace(microsecond=1)) < stamp(NOW.replace(second=1))


@pytest.mark.parametrize("fact", SUBJECT.facts)
def test_no_value_shows_in_a_repr_of_what_is_read(fact: object) -> None:
    back = load_subject(dump_subject(SUBJECT))
    assert "Example-Hughes" not in repr(back)
    assert repr(fact) in repr(back)
