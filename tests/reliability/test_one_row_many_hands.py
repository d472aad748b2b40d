"""Many hands at one row or one form at once: each saves or is told, and nothing is lost.

Real connections, each in a thread of its own.
"""

import threading
from collections import Counter
from collections.abc import Callable
from time import monotonic, sleep
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.test import Client, RequestFactory
from django.urls import reverse

from foundation.records.models import Act, Submission
from foundation.records.once import OnceMiddleware
from foundation.records.services import StaleRecord, write
from patients.models import Couple, PhoneNumber, Pregnancy
from tests.factories import patients

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, EDITS = 16, 8
PRESSES, FORMS = 8, 200
PATIENCE_S = 20


def all_at_once(hands: int, act: Callable[[int], object]) -> list[object]:
    """Let each hand act in a thread and on a connection of its own, all together."""
    outcomes: list[object] = [None] * hands
    gate = threading.Barrier(hands)

    def work(hand: int) -> None:
        try:
            connection.ensure_connection()
            gate.wait(PATIENCE_S)
            outcomes[hand] = act(hand)
        except Exception as outcome:
            outcomes[hand] = outcome
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[hand]) for hand in range(hands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def one_number(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def deadlocks() -> int:
    return one_number(
        "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    )


def wait_until_held_up(hands: int) -> None:
    """Wait until so many connections of this database wait for a lock."""
    until = monotonic() + PATIENCE_S
    while monotonic() < until:
        if hands <= one_number(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            " AND datname = current_database()"
        ):
            return
        sleep(0.01)
    raise AssertionError("Nobody waits for a lock.")


@pytest.fixture
def pregnancy(couple, clinician) -> Pregnancy:
    return patients.pregnancy(by=clinician, couple=couple)


def add(pk: int, word: str, *, by) -> str:
    """Read the row and write a word behind its note; say what became of it."""
    row = Pregnancy.objects.get(pk=pk)
    row.note = f"{row.note} {word}".strip()
    try:
        write(row, by=by, action="pregnancy.changed")
    except StaleRecord:
        return "told"
    return "saved"


def test_sixteen_writers_lose_nothing(pregnancy, clinician):
    def edit(hand: int) -> list[str]:
        return [add(pregnancy.pk, f"{hand}.{n}", by=clinician) for n in range(EDITS)]

    fared = Counter(word for hand in all_at_once(WRITERS, edit) for word in hand)

    row = Pregnancy.objects.get(pk=pregnancy.pk)
    assert fared.total() == WRITERS * EDITS
    assert set(fared) == {"saved", "told"}
    assert len(set(row.note.split())) == fared["saved"]
    assert row.version == 1 + fared["saved"]
    assert pregnancy.events.count() == 1 + fared["saved"]
    assert Act.objects.filter(action="pregnancy.changed").count() == fared["saved"]
    assert deadlocks() == 0


def test_of_sixteen_pages_saved_at_once_one_is_saved_and_fifteen_are_told(
    pregnancy, couple, clinician
):
    """Whoever was told looks, saves again, and is on file as well."""
    url = reverse("patients:pregnancy_change", args=[couple.number, pregnancy.pk])
    clients = [Client() for _hand in range(WRITERS)]
    told = [{"outcome": "miscarriage", "note": f"by {hand}"} for hand in range(WRITERS)]

    def save(hand: int, version: str = "1"):
        clients[hand].force_login(clinician)
        answers = told[hand] | {"version": version}
        return clients[hand].post(url, answers, headers={"HX-Request": "true"})

    first = all_at_once(WRITERS, save)
    later = [hand for hand, answer in enumerate(first) if answer.status_code == 422]
    assert len(later) == WRITERS - 1
    assert {first[hand].context["form"]["version"].value() for hand in later} == {"2"}

    again = [save(hand, "2") for hand in later[:2]]
    assert [answer.status_code for answer in again] == [302, 422]
    last = save(later[1], again[1].context["form"]["version"].value())

    assert (last.status_code, Pregnancy.objects.get().version) == (302, 4)
    notes = pregnancy.events.filter(version__gt=1).values_list("note", flat=True)
    saved = [first.index(answer) for answer in first if answer.status_code == 302]
    assert list(notes.order_by("version")) == [
        told[hand]["note"] for hand in (*saved, *later[:2])
    ]


@pytest.mark.parametrize("fails", [False, True], ids=["it is saved", "it fails"])
def test_whoever_waits_for_a_colleague_is_told_only_if_that_is_saved(
    pregnancy, clinician, fails
):
    holding = threading.Event()

    def act(hand: int) -> str:
        if hand:
            row = Pregnancy.objects.get(pk=pregnancy.pk)
            holding.wait(PATIENCE_S)
            row.note = "second"
            try:
                write(row, by=clinician, action="pregnancy.changed")
            except StaleRecord:
                return "told"
            return "saved"
        with transaction.atomic():
            fared = add(pregnancy.pk, "first", by=clinician)
            holding.set()
            wait_until_held_up(1)
            transaction.set_rollback(fails)
        return fared

    fared = all_at_once(2, act)

    assert fared == ["saved", "saved" if fails else "told"]
    row = Pregnancy.objects.get()
    assert (row.note, row.version) == ("second" if fails else "first", 2)


def put_down(request, person, begun: Callable[[], None] = lambda: None):
    """A door as it stands behind the middleware: one row, and the way to it."""
    word = request.POST["number"]
    begun()
    if word == "no":
        return HttpResponse("Not that number.", status=422)
    row = PhoneNumber(person=person, number=word)
    write(row, by=request.user, action="phone.recorded")
    return redirect(f"/made/{row.pk}/")


def press(key: UUID, number: str, *, by, **given) -> str:
    """Send a form through the middleware, and say where it leads or what it is told."""
    request = RequestFactory().post(
        "/phones/", {"submission_key": str(key), "number": number}
    )
    request.user = by
    once = OnceMiddleware(lambda request: HttpResponse())
    answer = once.process_view(request, put_down, (), given)
    assert answer is not None
    return answer.headers.get("Location", str(answer.status_code))


def test_eight_presses_of_each_of_two_hundred_forms_are_two_hundred_rows(couple, clinician):
    keys = [uuid4() for _form in range(FORMS)]
    before, person = PhoneNumber.objects.count(), couple.woman

    def press_each(_hand: int) -> list[str]:
        return [
            press(key, f"+91 98200 {n:05}", by=clinician, person=person)
            for n, key in enumerate(keys)
        ]

    answers = all_at_once(PRESSES, press_each)

    assert [a for a in answers if isinstance(a, Exception)] == []
    of_each_form = [set(pressed) for pressed in zip(*answers, strict=True)]
    assert [len(different) for different in of_each_form] == [1] * FORMS
    made = PhoneNumber.objects.order_by("pk")[before:]
    assert {next(iter(one)) for one in of_each_form} == {f"/made/{r.pk}/" for r in made}
    assert PhoneNumber.objects.count() - before == FORMS
    assert Submission.objects.count() == FORMS
    assert deadlocks() == 0


@pytest.mark.parametrize("name", ["Uma Sample", "Lakshmi Example", "Zoya Instance"])
def test_eight_presses_in_eight_browsers_are_one_couple(receptionist, name):
    told = {
        "woman_name": name, "woman_language": "en", "man_name": "Ravi Sample",
        "man_language": "en", "relation": "married", "submission_key": str(uuid4()),
    }  # fmt: skip

    def register(_hand: int) -> str:
        client = Client()
        client.force_login(receptionist)
        answer = client.post(reverse("patients:couple_register"), told)
        return answer.headers.get("Location", "")

    answers = set(all_at_once(PRESSES, register))

    assert answers == {Couple.objects.get().get_absolute_url()}


@pytest.mark.parametrize("first", ["no", "+91 98200 00001"], ids=["refused", "accepted"])
def test_whoever_waits_for_the_first_press_gets_its_answer_or_a_turn(
    couple, clinician, first
):
    """Seven presses wait while the first is worked on; a refused one frees the key."""
    key, under_way = uuid4(), threading.Event()
    before = PhoneNumber.objects.count()

    def begun() -> None:
        under_way.set()
        wait_until_held_up(PRESSES - 1)

    def act(hand: int) -> str:
        given = {"by": clinician, "person": couple.woman}
        if hand == 0:
            return press(key, first, begun=begun, **given)
        under_way.wait(PATIENCE_S)
        return press(key, "+91 98200 00001", **given)

    answers = all_at_once(PRESSES, act)

    row = PhoneNumber.objects.latest("pk")
    assert answers[0] == ("422" if first == "no" else f"/made/{row.pk}/")
    assert set(answers[1:]) == {f"/made/{row.pk}/"}
    assert PhoneNumber.objects.count() == before + 1
    assert deadlocks() == 0
