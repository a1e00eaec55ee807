from datetime import UTC, datetime, timedelta

from exposure_audit.model import CheckId
from exposure_audit.result import Answer, Said
from exposure_audit.store.answers import NOTE_CHARACTERS, answers_of, keep_answer
from exposure_audit.store.locked import LockedWorkspace

CHECK = CheckId("google")
FIRST = Answer(said=Said.FOUND, on=datetime(2026, 11, 1, tzinfo=UTC), note="third result")
THEN = Answer(said=Said.CLEAR, on=FIRST.on + timedelta(days=9), note="n" * 9_999)


def test_the_newest_answer_of_a_subject_is_kept(locked: LockedWorkspace) -> None:
    with locked.open_or_create() as workspace:
        owner = workspace.owner
        keep_answer(owner, "s-1", CHECK, FIRST)
        assert owner.read(lambda found: answers_of(found, "s-1")) == {CHECK: FIRST}
        keep_answer(owner, "s-1", CHECK, THEN)
        (answer,) = owner.read(lambda found: answers_of(found, "s-1")).values()
        assert (answer.said, answer.on) == (Said.CLEAR, THEN.on)
        assert len(answer.note) == NOTE_CHARACTERS
        assert owner.read(lambda found: answers_of(found, "s-2")) == {}
