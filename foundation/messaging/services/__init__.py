"""Leave a message in the outbox, call it back, send what is waiting."""

from foundation.messaging.services.outbox import (
    doubt_messages,
    queue_message,
    withdraw_message,
)
from foundation.messaging.services.sending import send_waiting

__all__ = ["doubt_messages", "queue_message", "send_waiting", "withdraw_message"]
