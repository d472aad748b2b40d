"""The table of messages refuses what cannot be."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone

from foundation.messaging.models import Message


def broken(**changes) -> str:
    """The name of the constraint this change breaks."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        Message.objects.update(**changes)
    return refusal.value.__cause__.diag.constraint_name


@pytest.mark.parametrize(
    ("changes", "law"),
    [
        ({"address": ""}, "has_address_and_text"),
        ({"text": ""}, "has_address_and_text"),
        ({"state": "sending"}, "leased_only_while_sending"),
        ({"state": "sent"}, "sent_at_a_time"),
        ({"state": "failed"}, "gives_a_reason_when_not_sent"),
        ({"state": "unknown"}, "gives_a_reason_when_not_sent"),
    ],
)
def test_a_message_is_what_its_state_says(message, changes, law):
    assert broken(**changes) == f"messaging_message_{law}"


def test_a_waiting_message_has_no_time_of_sending(message):
    assert broken(sent_at=timezone.now()) == "messaging_message_sent_at_a_time"


def test_a_second_message_of_the_same_key_is_refused_in_words(message):
    twin = Message(
        key=message.key, channel="sms", address="+91", template="t", text="Hello",
        not_before=timezone.now(),
    )  # fmt: skip
    with pytest.raises(ValidationError) as refusal:
        twin.full_clean()
    assert refusal.value.messages == ["This message is already in the outbox."]
    assert any(
        law.name == "messaging_message_leaves_once" for law in twin._meta.constraints
    )


def test_a_message_is_never_deleted(message):
    with pytest.raises(InternalError, match="Cannot delete"), transaction.atomic():
        message.delete()
