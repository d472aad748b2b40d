"""A message, a gateway and a clock."""

from datetime import UTC, datetime

import pytest
import time_machine

from foundation.messaging.models import Message
from foundation.messaging.services import gateways, queue_message

MORNING = datetime(2026, 3, 10, 5, 0, tzinfo=UTC)  # half past ten in the clinic


@pytest.fixture
def clock():
    """The clinic's clock, standing at half past ten; move it with clock.shift(seconds)."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def use_gateway(monkeypatch):
    """Let every channel be carried by this gateway."""

    def use(gateway):
        monkeypatch.setattr(gateways, "gateway_for", lambda channel: gateway)
        return gateway

    return use


@pytest.fixture
def message(db, clock) -> Message:
    """A text message that waits to leave."""
    return queue_message(
        key="visit:1",
        channel="sms",
        address="+919820012345",
        template="test.visit",
        text="We expect you on Tuesday.",
    )
