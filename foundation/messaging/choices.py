"""The words of a message on its way."""

from django.db.models import TextChoices


class Channel(TextChoices):
    SMS = "sms", "SMS"
    WHATSAPP = "whatsapp", "WhatsApp"
    EMAIL = "email", "E-mail"


class State(TextChoices):
    WAITING = "waiting", "Waiting to leave"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Could not be sent"
    UNKNOWN = "unknown", "Not certain that it was sent"
    WITHDRAWN = "withdrawn", "Called back before it left"


UNDER_WAY = (State.WAITING, State.SENDING)
