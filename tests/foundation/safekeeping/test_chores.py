"""What is done in the machine room is on record, also when it failed."""

from datetime import timedelta

import psycopg2
import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.exceptions import ValidationError
from django.db import IntegrityError, InternalError, connection, transaction
from django.utils import timezone

from foundation.safekeeping.choices import Kind, State
from foundation.safekeeping.models import Chore
from foundation.safekeeping.services import AlreadyRuns, ChoreFailed, on_record
from foundation.safekeeping.services.chores import LEFT

pytestmark = pytest.mark.django_db


def last() -> Chore:
    return Chore.objects.latest("pk")


def test_what_was_done_is_on_record_with_its_figures():
    with on_record(Kind.BACKUP) as chore:
        assert last().state == State.RUNNING
        chore.file, chore.details = "a.backup", {"rows": 7}
    done = last()
    assert (done.state, done.file, done.details) == (State.DONE, "a.backup", {"rows": 7})
    assert done.took >= timedelta()


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (ChoreFailed("No pg_dump is here."), "No pg_dump is here."),
        (OSError(28, "No space left on device"), "No space left on device."),
        (
            KeyError("Asha Sample"),
            "It stopped at a fault of ours (KeyError).",
        ),
        (SoftTimeLimitExceeded(), "It took longer than it may and was stopped."),
        (KeyboardInterrupt(), "It was stopped."),
    ],
    ids=["said", "disk full", "a fault that may quote a record", "too slow", "stopped"],
)
def test_what_failed_is_on_record_with_its_reason(fault, reason):
    with pytest.raises(type(fault)), on_record(Kind.BACKUP):
        raise fault
    assert (last().state, last().reason) == (State.FAILED, reason)


def test_what_a_killed_program_left_is_settled_by_the_next():
    left = Chore.objects.create(kind=Kind.BACKUP, began_at=timezone.now())
    drill = Chore.objects.create(kind=Kind.DRILL, began_at=timezone.now())
    with on_record(Kind.BACKUP):
        left.refresh_from_db()
        drill.refresh_from_db()
    assert (left.state, left.reason) == (State.FAILED, LEFT)
    assert drill.state == State.RUNNING


@pytest.mark.django_db(transaction=True)
def test_a_second_one_of_a_kind_goes_home_and_leaves_no_row():
    other = psycopg2.connect(**connection.get_connection_params())
    other.cursor().execute("SELECT pg_advisory_lock(hashtext('decidua backup'))")
    with pytest.raises(AlreadyRuns), on_record(Kind.BACKUP):
        pass
    assert not Chore.objects.exists()
    other.cursor().execute("SELECT pg_advisory_unlock(hashtext('decidua backup'))")
    other.close()
    with on_record(Kind.BACKUP):
        pass
    assert last().state == State.DONE


@pytest.mark.django_db(transaction=True)
def test_the_lock_is_given_back_after_a_fault():
    with pytest.raises(ChoreFailed), on_record(Kind.BACKUP):
        raise ChoreFailed("no")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database ON database = pg_database.oid"
            " WHERE locktype = 'advisory' AND datname = current_database()"
        )
        assert cursor.fetchone() == (0,)


def broken(**changes) -> str:
    """The name of the constraint that such a chore breaks."""
    whole = {"kind": Kind.BACKUP, "began_at": timezone.now()} | changes
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        Chore.objects.create(**whole)
    return refusal.value.__cause__.diag.constraint_name


NOW = timezone.now()


@pytest.mark.parametrize(
    ("changes", "law"),
    [
        ({"ended_at": NOW}, "ended_unless_running"),
        ({"state": State.DONE}, "ended_unless_running"),
        (
            {"state": State.DONE, "began_at": NOW, "ended_at": NOW - timedelta(seconds=1)},
            "ended_unless_running",
        ),
        ({"state": State.FAILED, "ended_at": NOW + timedelta(1)}, "failed_for_a_reason"),
        (
            {"state": State.DONE, "ended_at": NOW + timedelta(1), "reason": "why"},
            "failed_for_a_reason",
        ),
    ],
)
def test_a_chore_is_what_its_state_says(changes, law):
    assert broken(**changes) == f"safekeeping_chore_{law}"


def test_two_of_a_kind_never_run_at_once():
    Chore.objects.create(kind=Kind.BACKUP, began_at=NOW)
    assert broken() == "safekeeping_chore_one_running_of_a_kind"
    with pytest.raises(ValidationError, match="This is already being done."):
        Chore(kind=Kind.BACKUP, began_at=NOW).full_clean()


def test_the_account_is_neither_changed_afterwards_nor_deleted():
    with on_record(Kind.BACKUP) as chore:
        pass
    for change in (
        lambda: Chore.objects.update(details={"rows": 1}),
        lambda: chore.delete(),
    ):
        with pytest.raises(InternalError, match="pgtrigger"), transaction.atomic():
            change()
