"""Many hands reach for the same hour: one gets it, the others hear what is free."""

import threading
from collections import Counter
from datetime import timedelta
from itertools import cycle
from time import perf_counter

import pytest
from django.db import connection
from django.utils import timezone

from appointments import services
from appointments.models import Appointment, Booking
from appointments.services import SlotTaken
from tests.factories import accounts, appointments, patients

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 16
ROUNDS = 4


@pytest.fixture
def open_house():
    """A house that is open from now on; booked in the days to come."""
    clinicians = [accounts.staff("clinician", username=f"clinician{n}") for n in range(2)]
    rooms = appointments.house(by=clinicians[0], clinicians=clinicians)
    couples = [patients.couple(by=clinicians[0]) for _hand in range(HANDS)]
    return {"clinicians": clinicians, "rooms": rooms, "couples": couples}


def tomorrow_at(hour: int, *, ahead: int = 1):
    day = timezone.localtime() + timedelta(days=ahead)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        )
        return cursor.fetchone()[0]


def all_at_once(orders: list[dict]) -> list[object]:
    """Book every order in a thread of its own, all starting together; give the outcomes."""
    outcomes: list[object] = []
    gate = threading.Barrier(len(orders))

    def book(order: dict) -> None:
        connection.ensure_connection()
        gate.wait()
        try:
            outcomes.append(services.book(**order))
        except Exception as outcome:
            outcomes.append(outcome)
        finally:
            connection.close()

    threads = [threading.Thread(target=book, args=[order]) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def kinds(outcomes) -> Counter:
    return Counter(type(outcome).__name__ for outcome in outcomes)


def order(house, couple, **changes) -> dict:
    return {
        "couple": couple,
        "kind": appointments.kind(),
        "comes": "both",
        "room": house["rooms"]["Consulting 1"],
        "clinician": house["clinicians"][0],
        "by": house["clinicians"][0],
        "starts_at": tomorrow_at(10),
    } | changes


def test_one_hour_has_one_winner_and_nobody_deadlocks(open_house):
    for ahead in range(1, ROUNDS + 1):
        starts_at = tomorrow_at(10, ahead=ahead)
        orders = [
            order(open_house, couple, starts_at=starts_at)
            for couple in open_house["couples"]
        ]
        outcomes = all_at_once(orders)
        assert kinds(outcomes) == {"Appointment": 1, "SlotTaken": HANDS - 1}
        sentences = {o.messages[0] for o in outcomes if isinstance(o, SlotTaken)}
        assert all("Nearest free:" in sentence for sentence in sentences)
    assert Appointment.objects.count() == ROUNDS
    assert Booking.objects.filter(active=True).count() == 4 * ROUNDS
    assert deadlocks() == 0


def test_resources_taken_in_any_order_do_not_deadlock(open_house):
    """Rooms, clinicians and couples in every combination, overlapping by half an hour."""
    rooms = [open_house["rooms"][name] for name in ("Consulting 1", "Consulting 2")]
    pairs = cycle([(room, who) for room in rooms for who in open_house["clinicians"]])
    couples = cycle(open_house["couples"][:3])
    orders = [
        order(
            open_house,
            next(couples),
            room=room,
            clinician=who,
            starts_at=tomorrow_at(10) + timedelta(minutes=30 * (hand % 2)),
        )
        for hand, (room, who) in zip(range(HANDS), pairs, strict=False)
    ]
    outcomes = all_at_once(orders)
    assert set(kinds(outcomes)) <= {"Appointment", "SlotTaken"}
    assert deadlocks() == 0
    assert 1 <= kinds(outcomes)["Appointment"] <= 2


def test_without_the_locks_the_table_alone_still_never_books_twice(open_house, monkeypatch):
    """A writer that forgets the locks may deadlock, but still hears a sentence."""
    monkeypatch.setattr("appointments.services.booking.hold", lambda resources: None)
    orders = [order(open_house, couple) for couple in open_house["couples"]]
    outcomes = all_at_once(orders)
    assert kinds(outcomes) == {"Appointment": 1, "SlotTaken": HANDS - 1}


def test_nobody_waits_for_ever_behind_a_colleague_who_does_not_finish(open_house):
    """A colleague holds the room for longer than patience lasts."""
    first, second = open_house["couples"][:2]
    wanted = order(open_house, first)
    holding, finished = threading.Event(), threading.Event()

    def hold_on() -> None:
        from django.db import transaction

        from appointments.services.reserving import hold

        with transaction.atomic():
            hold(Appointment(**visit_fields(wanted)).resources)
            holding.set()
            finished.wait(30)
        connection.close()

    colleague = threading.Thread(target=hold_on)
    colleague.start()
    holding.wait(30)
    began = perf_counter()
    with pytest.raises(SlotTaken, match="Somebody else is booking this time"):
        services.book(**order(open_house, second))
    waited = perf_counter() - began
    finished.set()
    colleague.join()
    assert 2 <= waited < 10
    assert services.book(**order(open_house, second)).pk


def visit_fields(order: dict) -> dict:
    return {k: order[k] for k in ("couple", "kind", "comes", "room", "clinician")}
