"""Booking, moving and cancelling visits."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from appointments import services
from appointments.models import Appointment, Booking, Closure, Reminder
from appointments.services import SlotTaken
from foundation.records.models import Act
from foundation.records.services import StaleRecord
from tests.factories import accounts, appointments
from tests.factories.appointments import at

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def order(couple, clinician, house):
    """What reception wants: a first consultation at two, for both, in Consulting 1."""
    return {
        "couple": couple,
        "kind": appointments.kind(),
        "starts_at": at(14),
        "comes": "both",
        "room": house["Consulting 1"],
        "clinician": clinician,
        "by": clinician,
    }


def refused(order, **changes) -> list[str]:
    with pytest.raises(ValidationError) as refusal:
        services.book(**order | changes)
    assert Appointment.objects.count() == Booking.objects.count() == 0
    return refusal.value.messages


def test_a_visit_takes_room_clinician_and_both_partners(order, couple):
    visit = services.book(**order)
    taken = [
        (booking.taken.kind.name, booking.taken.id) for booking in visit.bookings.all()
    ]
    assert sorted(taken) == [
        ("CLINICIAN", order["clinician"].pk),
        ("PERSON", couple.woman.pk),
        ("PERSON", couple.man.pk),
        ("ROOM", order["room"].pk),
    ]
    assert {booking.during for booking in visit.bookings.all()} == {
        DateTimeTZRange(at(14), at(15))
    }
    assert Act.objects.get(action="appointment.booked").subject_id == str(visit.pk)


def test_a_visit_of_one_partner_leaves_the_other_free(order, house, couple):
    visit = services.book(
        **order | {"kind": appointments.kind("ivig"), "comes": "woman",
                   "room": house["Infusion chair 1"]}
    )  # fmt: skip
    assert visit.clinician is None
    assert {booking.taken.id for booking in visit.bookings.all()} == {
        couple.woman.pk,
        house["Infusion chair 1"].pk,
    }


def test_a_taken_clinician_and_room_are_named_with_the_nearest_free_times(
    order, other_couple, clinician
):
    clinician.title, clinician.last_name = "Dr", "Example"
    services.book(**order)
    with pytest.raises(SlotTaken) as refusal:
        services.book(**order | {"couple": other_couple, "starts_at": at(14, 30)})
    assert refusal.value.messages == [
        "Consulting 1 and Dr Example are already booked at this time (Tue 10 Mar 14:30). "
        "Nearest free: Tue 10 Mar 13:00, 15:00, 15:30."
    ]
    assert [slot.starts_at for slot in refusal.value.nearest] == [
        at(13),
        at(15),
        at(15, 30),
    ]
    assert Appointment.objects.count() == 1


def test_a_partner_who_has_another_visit_is_named_and_no_other_couple(
    order, couple, house, clinician
):
    services.book(
        **order | {"kind": appointments.kind("blood_draw"), "room": house["Laboratory"]}
    )
    with pytest.raises(SlotTaken) as refusal:
        services.book(**order)
    assert refusal.value.messages[0].startswith(
        "Asha Sample and Rohan Sample are already booked at this time"
    )


def test_a_person_is_taken_also_for_another_couple_she_belongs_to(
    order, couple, other_couple, house, clinician
):
    other_couple.man = couple.man
    other_couple.save()
    services.book(**order)
    other = accounts.staff("clinician", username="other")
    appointments.hours(by=clinician, clinician=other)
    with pytest.raises(SlotTaken) as refusal:
        services.book(
            **order | {"couple": other_couple, "room": house["Consulting 2"],
                       "clinician": other}
        )  # fmt: skip
    assert refusal.value.messages[0].startswith("Rohan Sample is already booked")


def test_a_full_fortnight_is_said(order, other_couple, clinician):
    Closure.objects.create(
        written_by=clinician, first_on=date(2026, 3, 11), last_on=date(2026, 3, 30)
    )
    for hour in range(11, 18):
        services.book(**order | {"starts_at": at(hour)})
    with pytest.raises(SlotTaken) as refusal:
        services.book(**order | {"couple": other_couple})
    assert refusal.value.messages[0].endswith("Nothing else is free in the next two weeks.")


def test_the_table_has_the_last_word(order, other_couple, monkeypatch):
    """A writer that forgot to look hears the same sentence from the constraint."""
    services.book(**order)
    monkeypatch.setattr("appointments.services.booking.refuse_taken", lambda visit: None)
    with pytest.raises(SlotTaken) as refusal:
        services.book(**order | {"couple": other_couple})
    assert refusal.value.messages[0].startswith(
        "Somebody else is booking this time at this moment. Nearest free:"
    )
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize(
    ("starts_at", "sentence"),
    [
        pytest.param(
            at(10, 15), "This time has passed. Please choose a later one.", id="past"
        ),
        pytest.param(
            at(17, 15),
            "The clinic is not open for the whole of this visit.",
            id="beyond closing",
        ),
        pytest.param(
            at(7, day=11),
            "The clinic is not open for the whole of this visit.",
            id="before opening",
        ),
        pytest.param(
            at(14, 10), "Visits begin and end on the quarter of an hour.", id="crooked"
        ),
    ],
)
def test_an_impossible_time_is_refused_in_words(order, starts_at, sentence):
    assert refused(order, starts_at=starts_at) == [sentence]


def test_a_couple_that_has_separated_is_not_booked_together(order, couple):
    couple.ended_on = date(2026, 3, 1)
    [said] = refused(order, comes="both")
    assert "closed for visits of both" in said


def test_the_quarter_that_is_running_may_be_booked(order, clock):
    clock.shift(14 * 60)
    assert services.book(**order | {"starts_at": at(10, 30)}).pk
    clock.shift(60)
    with pytest.raises(ValidationError, match="This time has passed"):
        services.book(**order | {"starts_at": at(10, 30)})


def test_a_clinician_who_is_not_in_is_refused(order, clinician):
    Closure.objects.create(
        written_by=clinician, clinician=clinician,
        first_on=date(2026, 3, 10), last_on=date(2026, 3, 10),
    )  # fmt: skip
    assert refused(order) == [f"{clinician} is not in for the whole of this visit."]


def test_a_clinician_without_hours_is_never_in(order):
    other = accounts.staff("clinician", username="other")
    assert refused(order, clinician=other) == [
        "other is not in for the whole of this visit."
    ]


def test_a_clinic_without_hours_is_never_open(order):
    for hours in order["clinician"].weekly_hours.model.objects.all():
        hours.voided_at, hours.void_reason = at(9), "Entered by mistake."
        hours.save()
    assert refused(order) == ["The clinic is not open for the whole of this visit."]


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"clinician": None}, "clinician", "This visit needs a clinician."),
        ({"comes": "man"}, "comes", "For this visit both partners must come."),
    ],
)
def test_what_the_kind_needs_is_asked_beside_its_field(order, changes, field, sentence):
    with pytest.raises(ValidationError) as refusal:
        services.book(**order | changes)
    assert refusal.value.message_dict == {field: [sentence]}


def test_a_room_that_does_not_fit_is_refused(order, house):
    assert refused(order, room=house["Laboratory"]) == [
        "Laboratory does not fit this visit."
    ]


def test_half_past_midnight_is_booked_on_the_clinics_day(order, clinician):
    for who in (None, clinician):
        appointments.hours(by=clinician, clinician=who, opens=time(0), closes=time(6))
    visit = services.book(**order | {"starts_at": datetime(2026, 3, 10, 19, 0, tzinfo=UTC)})
    assert visit.starts_at == at(0, 30, day=11)


def test_both_three_o_clocks_of_the_night_the_clocks_go_back_can_be_booked(
    order, other_couple, clinician, settings
):
    settings.TIME_ZONE = "Europe/Kyiv"
    for who in (None, clinician):
        appointments.hours(by=clinician, clinician=who, opens=time(0), closes=time(6))
    first = datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
    visits = [
        services.book(**order | {"couple": couple, "starts_at": starts_at})
        for couple, starts_at in (
            (order["couple"], first),
            (other_couple, first + timedelta(hours=1)),
        )
    ]
    on_the_wall = [f"{timezone.localtime(visit.starts_at):%H:%M %Z}" for visit in visits]
    assert on_the_wall == ["03:00 EEST", "03:00 EET"]


def test_a_cancelled_visit_frees_its_time(order, other_couple, receptionist):
    visit = services.book(**order)
    services.cancel(appointment=visit, reason=" She is ill. ", by=receptionist)
    again = services.book(**order | {"couple": other_couple})
    visit.refresh_from_db()
    assert (visit.status, visit.cancel_reason) == ("cancelled", "She is ill.")
    assert again.bookings.filter(active=True).count() == 4


def test_cancelling_needs_a_reason(order, receptionist):
    visit = services.book(**order)
    with pytest.raises(ValidationError) as refusal:
        services.cancel(appointment=visit, reason="  ", by=receptionist)
    assert refusal.value.messages == ["Please give the reason for cancelling."]
    assert visit.bookings.filter(active=True).count() == 4


def test_a_visit_that_is_over_cannot_be_cancelled(order, receptionist):
    visit = services.book(**order)
    services.cancel(appointment=visit, reason="She is ill.", by=receptionist)
    with pytest.raises(ValidationError, match="cannot become"):
        services.cancel(appointment=visit, reason="Again.", by=receptionist)


def test_a_moved_visit_frees_the_old_time_and_takes_the_new(order, other_couple):
    visit = services.book(**order)
    services.move(
        appointment=visit, starts_at=at(14, 30), room=order["room"],
        clinician=order["clinician"], by=order["by"],
    )  # fmt: skip
    assert (visit.starts_at, visit.ends_at) == (at(14, 30), at(15, 30))
    services.book(**order | {"couple": other_couple, "starts_at": at(13, 30)})
    assert Act.objects.get(action="appointment.moved").details == {
        "was_at": at(14).isoformat()
    }


def test_a_visit_cannot_be_moved_onto_another(order, other_couple):
    services.book(**order | {"couple": other_couple})
    visit = services.book(**order | {"starts_at": at(16)})
    where = {"room": order["room"], "clinician": order["clinician"], "by": order["by"]}
    with pytest.raises(SlotTaken):
        services.move(appointment=visit, starts_at=at(14), **where)
    visit.refresh_from_db()
    assert visit.starts_at == at(16)
    assert visit.bookings.filter(active=True).count() == 4


def test_only_a_visit_that_has_not_begun_is_moved(order):
    visit = services.book(**order)
    services.mark_arrived(appointment=visit, by=order["by"])
    where = {"room": order["room"], "clinician": order["clinician"], "by": order["by"]}
    with pytest.raises(ValidationError, match="has not begun"):
        services.move(appointment=visit, starts_at=at(16), **where)


def test_a_visit_a_colleague_changed_meanwhile_is_not_overwritten(order, receptionist):
    visit = services.book(**order)
    stale = Appointment.objects.get(pk=visit.pk)
    services.mark_arrived(appointment=visit, by=receptionist)
    with pytest.raises(StaleRecord):
        services.cancel(appointment=stale, reason="She is ill.", by=receptionist)
    assert visit.bookings.filter(active=True).count() == 4


def test_nothing_is_half_booked_when_reminders_cannot_be_planned(order, monkeypatch):
    def break_down(visit):
        raise RuntimeError

    monkeypatch.setattr("appointments.services.booking.plan_reminders", break_down)
    with pytest.raises(RuntimeError):
        services.book(**order)
    assert Appointment.objects.count() == Booking.objects.count() == 0
    assert Reminder.objects.count() == Act.objects.count() == 0
