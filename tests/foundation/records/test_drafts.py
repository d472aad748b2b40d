"""What is typed is kept until the form is saved: under its key, for its author alone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from clinic import settings as clinic_settings
from foundation.records import drafts
from foundation.records.drafts import Subject, Typing
from foundation.records.models import Draft, Submission
from foundation.records.rotation import sealed_models
from foundation.records.services import log_act
from foundation.records.tasks import purge_drafts
from tests.factories import patients

NOTE = [("note", "Bled at eight weeks"), ("outcome", "miscarriage")]


def typing(key=None, **fields) -> Typing:
    defaults = {
        "form": "patients:pregnancy_record",
        "address": "/couples/C1/pregnancies/record/",
        "typed": NOTE,
        "turn": 1,
        "opened_at": timezone.now(),
    }
    return Typing(key=key or uuid4(), **defaults | fields)


class TestKeeping:
    def test_what_is_typed_is_found_again(self, nurse):
        drafts.keep(typing(), by=nurse)

        (found,) = drafts.drafts_at("/couples/C1/pregnancies/record/", by=nurse)

        assert drafts.words_of(found) == [list(pair) for pair in NOTE]

    def test_nothing_of_it_is_readable_in_the_table(self, nurse):
        drafts.keep(typing(), by=nurse)

        with connection.cursor() as cursor:
            cursor.execute("SELECT records_draft::text FROM records_draft")
            (row,) = cursor.fetchone()

        assert "Bled" not in row
        assert "miscarriage" not in row
        assert Draft in sealed_models()

    def test_it_knows_whose_file_it_is_in(self, nurse, couple):
        pregnancy = patients.pregnancy(by=nurse, couple=couple)
        subject = Subject(pregnancy, couple.pk, (couple.woman_id, couple.man_id))

        draft = drafts.keep(typing(subject=subject), by=nurse)

        assert (draft.couple_id, draft.person_id) == (couple.pk, couple.woman_id)

    def test_the_last_word_wins_whatever_arrives_last(self, nurse):
        key = uuid4()
        drafts.keep(typing(key, turn=2, typed=[("note", "newer")]), by=nurse)

        drafts.keep(typing(key, turn=1, typed=[("note", "older")]), by=nurse)

        assert drafts.words_of(Draft.objects.get()) == [["note", "newer"]]

    def test_it_remembers_when_its_author_first_read_the_page(self, nurse):
        key, began = uuid4(), timezone.now() - timedelta(hours=1)
        drafts.keep(typing(key, opened_at=began), by=nurse)

        drafts.keep(typing(key, turn=2), by=nurse)

        assert Draft.objects.get().opened_at == began

    def test_the_key_of_somebody_else_keeps_nothing(self, nurse, clinician):
        key = uuid4()
        drafts.keep(typing(key), by=nurse)

        assert drafts.keep(typing(key, turn=2, typed=[]), by=clinician) is None
        assert drafts.words_of(Draft.objects.get()) != []
        drafts.discard(key, by=clinician)
        assert Draft.objects.count() == 1

    def test_nothing_is_kept_of_a_form_that_was_saved(self, nurse):
        key = uuid4()
        Submission.objects.create(key=key, by=nurse, path="/x/", answer="/y/")

        assert drafts.keep(typing(key), by=nurse) is None
        assert Draft.objects.count() == 0

    @pytest.mark.django_db(transaction=True)
    def test_what_is_kept_while_the_form_is_being_saved_does_not_stay(self, nurse):
        """The save has claimed the key and not committed yet: keeping waits for it."""
        key = uuid4()

        def keep():
            try:
                return drafts.keep(typing(key), by=nurse)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(1) as pool:
            with transaction.atomic():
                Submission.objects.create(key=key, by=nurse, path="/x/", answer="/y/")
                drafts.discard(key, by=nurse)
                late = pool.submit(keep)
                assert not late.done()
            assert late.result(timeout=10) is None
        assert Draft.objects.count() == 0


class TestMeanwhile:
    def about(self, couple) -> Subject:
        return Subject(couple, couple.pk, (couple.woman_id, couple.man_id))

    def test_says_what_was_done_to_the_file_since_newest_first(
        self, nurse, clinician, couple
    ):
        log_act(by=clinician, action="pregnancy.changed", subject=couple)
        draft = drafts.keep(typing(subject=self.about(couple)), by=nurse)
        log_act(by=clinician, action="pregnancy.recorded", subject=couple.woman)
        log_act(by=clinician, action="couple.restricted", subject=couple)

        told = drafts.changes_since(draft, subject=self.about(couple), user=nurse)

        assert [(act.words, act.actor) for act in told] == [
            ("Couple restricted", clinician),
            ("Pregnancy recorded", clinician),
        ]

    def test_tells_nobody_of_rows_that_are_closed_to_him(
        self, receptionist, clinician, couple
    ):
        draft = drafts.keep(typing(subject=self.about(couple)), by=receptionist)
        pregnancy = patients.pregnancy(by=clinician, couple=couple)
        log_act(by=clinician, action="pregnancy.recorded", subject=pregnancy)
        phone = couple.woman.phones.get()
        log_act(by=clinician, action="phone.recorded", subject=phone)

        told = drafts.changes_since(draft, subject=self.about(couple), user=receptionist)

        assert [act.words for act in told] == ["Phone recorded"]

    def test_another_file_is_not_told(self, nurse, clinician, couple, other_couple):
        draft = drafts.keep(typing(subject=self.about(couple)), by=nurse)
        log_act(by=clinician, action="pregnancy.recorded", subject=other_couple)

        assert drafts.changes_since(draft, subject=self.about(couple), user=nurse) == []


class TestPurge:
    @pytest.mark.parametrize(
        ("age", "left"),
        [
            pytest.param(timedelta(days=6, hours=23), 1, id="nearly seven days"),
            pytest.param(timedelta(days=7, minutes=1), 0, id="over seven days"),
        ],
    )
    def test_what_nobody_came_back_to_goes_after_seven_days(self, nurse, age, left):
        drafts.keep(typing(), by=nurse)
        Draft.objects.update(kept_at=timezone.now() - age)

        purge_drafts()

        assert Draft.objects.count() == left

    def test_the_beat_asks_for_it(self):
        asked = clinic_settings.CELERY_BEAT_SCHEDULE["forgotten drafts are purged"]

        assert asked["task"] == purge_drafts.name
