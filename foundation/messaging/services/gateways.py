"""Which gateway carries which channel in this clinic."""

from functools import cache
from pathlib import Path

from django.conf import settings

from foundation.messaging.choices import Channel
from foundation.messaging.services.carrying import Gateway, Refused
from foundation.messaging.services.log_file import LogFileGateway
from foundation.messaging.services.smtp import SmtpGateway


def gateway_for(channel: str) -> Gateway:
    """Choose who carries this channel: a real service if there is one, else the log file.

    The log file reaches nobody. It stands in only where the clinic said so
    (settings.MESSAGES_TO_LOG: always in a demonstration); a real clinic hears that the
    message could not be sent and may telephone.

    Raises:
        Refused: nobody carries this channel here.
    """
    if channel == Channel.EMAIL and settings.EMAIL_HOST:
        return SmtpGateway()
    if settings.MESSAGES_TO_LOG:
        return _log_file(Path(settings.MESSAGE_LOG))
    label = Channel(channel).label
    raise Refused(f"No way to send {label} is set up in this clinic.", is_final=True)


def real_channels() -> frozenset[str]:
    """The channels that really reach people; a demonstration may have none."""
    return frozenset({Channel.EMAIL} if settings.EMAIL_HOST else ())


@cache
def _log_file(path: Path) -> LogFileGateway:
    return LogFileGateway(path)
