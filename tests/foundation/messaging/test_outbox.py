"""Messages come into the outbox once and leave it once, or somebody is told."""

from datetime import UTC, datetime, timedelta

import pytest

from foundation.messaging.choices import State
from foundation.messaging.models import Message
from foundation.messaging.services import queue_message, send_waiting, withdraw_message
from foundation.messaging.tasks import send_waiting as task
from tests.foundation.messaging.conftest import MORNING
from tests.foundation.messaging.gateways import (
    ACCEPTED_AT,
    Crasher,
    Forgetful,
    Postman,
    Refuser,
    Stopper,
    Stumbler,
)

NIGHT = datetime(2026, 3, 10, 18, 31, tzinfo=UTC)  # a minute past midnight in the clinic


def same(**changes) -> Message:
    """Queue the message of the fixture again."""
    return queue_message(
        **{
            "key": "visit:1",
            "channel": "sms",
            "address": "+919820012345",
            "template": "test.visit",
            "text": "We expect you on Tuesday.",
            **changes,
        }
    )


def crash(gateway) -> None:
    with pytest.raises(SystemExit):
        send_waiting()


def test_what_waits_is_sent(message, use_gateway):
    postman = use_gateway(Postman())
    task()
    message.refresh_from_db()
    assert (message.state, message.sent_at) == (State.SENT, ACCEPTED_AT)
    assert (message.gateway, message.gateway_reference) == ("postman", "note 1")
    assert [letter.text for letter in postman.carried] == ["We expect you on Tuesday."]


def test_the_same_key_is_the_same_message(message):
    assert same(text="Another text") == message
    assert Message.objects.count() == 1


def test_two_beats_send_once(message, use_gateway):
    postman = use_gateway(Postman())
    assert [send_waiting(), send_waiting()] == [1, 0]
    assert len(postman.carried) == 1


def test_a_refused_message_waits_longer_each_time_and_is_then_given_up(
    message, use_gateway, clock
):
    use_gateway(Refuser())
    pauses = []
    for _attempt in range(5):
        assert send_waiting() == 1
        message.refresh_from_db()
        pauses.append(message.not_before - datetime.now(UTC))
        clock.move_to(max(message.not_before, datetime.now(UTC)))
    minutes = [pause / timedelta(minutes=1) for pause in pauses[:4]]
    assert minutes == [1, 5, 30, 120]
    assert (message.state, message.error) == (State.FAILED, "The line is engaged.")
    assert message.attempts == 5


def test_a_final_refusal_is_not_tried_again(message, use_gateway):
    use_gateway(Refuser(is_final=True))
    send_waiting()
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.FAILED, 1)


def test_silence_after_acceptance_is_settled_by_asking(message, use_gateway):
    postman = use_gateway(Stumbler())
    send_waiting()
    message.refresh_from_db()
    assert message.state == State.SENT
    assert len(postman.carried) == 1


def test_a_sender_killed_after_acceptance_has_sent_once(message, use_gateway, clock):
    first = use_gateway(Crasher())
    crash(first)
    clock.shift(61)
    send_waiting()
    message.refresh_from_db()
    assert (message.state, message.sent_at) == (State.SENT, ACCEPTED_AT)
    assert len(first.carried) == 1


def test_a_sender_killed_before_acceptance_sends_later(message, use_gateway, clock):
    crash(use_gateway(Stopper()))
    postman = use_gateway(Postman())
    clock.shift(61)
    assert send_waiting() == 0
    message.refresh_from_db()
    assert (message.state, message.not_before) == (
        State.WAITING,
        MORNING + timedelta(0, 121),
    )
    clock.shift(61)
    assert send_waiting() == 1
    assert len(postman.carried) == 1


def test_a_gateway_that_cannot_tell_leaves_it_unknown_and_repeats_nothing(
    message, use_gateway, clock
):
    gateway = use_gateway(Forgetful())
    crash(gateway)
    for _beat in range(3):
        clock.shift(3600)
        send_waiting()
    message.refresh_from_db()
    assert message.state == State.UNKNOWN
    assert message.error == (
        "The sender stopped before the gateway had it. He keeps no list."
    )
    assert len(gateway.carried) == 1


def test_a_message_being_sent_is_left_alone_until_its_sender_is_gone(
    message, use_gateway, clock
):
    crash(use_gateway(Crasher()))
    clock.shift(59)
    assert send_waiting() == 0
    message.refresh_from_db()
    assert message.state == State.SENDING


def test_a_late_answer_of_the_first_sender_still_counts(message, use_gateway, clock):
    """His lease ran out, the message was called unknown; then he reports success."""

    class Slow(Forgetful):
        def send(self, letter):
            clock.shift(61)
            send_waiting()
            return Postman.send(self, letter)

    use_gateway(Slow())
    send_waiting()
    message.refresh_from_db()
    assert (message.state, message.error) == (State.SENT, "")


def test_nothing_leaves_in_the_quiet_hours(message, use_gateway, clock):
    use_gateway(Postman())
    clock.move_to(NIGHT)
    assert send_waiting() == 0
    clock.move_to(NIGHT + timedelta(hours=8))
    assert send_waiting() == 1


def test_an_answer_somebody_waits_for_leaves_at_night(message, use_gateway, clock):
    clock.move_to(NIGHT)
    expected = same(key="visit:2", may_disturb_until=NIGHT + timedelta(minutes=15))
    postman = use_gateway(Postman())
    send_waiting()
    assert [letter.key for letter in postman.carried] == [expected.key]


def test_a_message_nobody_needs_any_more_is_not_sent(db, use_gateway, clock):
    late = same(not_after=MORNING + timedelta(minutes=1))
    postman = use_gateway(Postman())
    clock.shift(60)
    send_waiting()
    late.refresh_from_db()
    assert (late.state, late.error) == (State.FAILED, "It was too late to send it.")
    assert postman.carried == []


def test_a_message_called_back_does_not_leave(message, use_gateway):
    postman = use_gateway(Postman())
    assert withdraw_message(message_ids=[message.pk]) == 1
    send_waiting()
    message.refresh_from_db()
    assert message.state == State.WITHDRAWN
    assert postman.carried == []


def test_a_message_that_has_left_cannot_be_called_back(message, use_gateway):
    use_gateway(Postman())
    send_waiting()
    assert withdraw_message(message_ids=[message.pk]) == 0


def test_a_clinic_without_a_gateway_hears_about_it(message, settings):
    settings.MESSAGES_TO_LOG, settings.EMAIL_HOST = False, ""
    send_waiting()
    message.refresh_from_db()
    assert (message.state, message.error) == (
        State.FAILED,
        "No way to send SMS is set up in this clinic.",
    )


def test_a_message_shows_only_the_end_of_its_address(message):
    assert str(message) == "SMS to …2345"
