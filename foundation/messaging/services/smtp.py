"""E-mail by the clinic's mail server."""

from hashlib import sha256
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from foundation.messaging.services.carrying import (
    CannotTell,
    Letter,
    Receipt,
    Refused,
    Unsure,
)

FIRST_FINAL_CODE = 500


class SmtpGateway:
    """Hand e-mail to the server of settings.EMAIL_HOST.

    A mail server answers once and remembers no key: what broke off after the text
    had gone is unknown, and stays unknown until somebody asks the patient. The
    message id is made from the key, so that a second copy could be recognised.
    """

    name = "e-mail"

    def send(self, letter: Letter) -> Receipt:
        connection = get_connection()
        _open(connection)
        reference = f"<{sha256(letter.key.encode()).hexdigest()[:32]}@decidua>"
        message = EmailMessage(
            subject=letter.subject,
            body=letter.text,
            to=[letter.address],
            headers={"Message-ID": reference},
            connection=connection,
        )
        try:
            message.send()
        except (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError) as fault:
            raise _refusal(fault) from fault
        except (SMTPException, OSError) as fault:
            raise Unsure("The mail server broke off while it was taking it.") from fault
        finally:
            connection.close()
        return Receipt(reference=reference, accepted_at=timezone.now())

    def accepted(self, key: str) -> Receipt | None:
        raise CannotTell("A mail server does not remember what it accepted.")


def _open(connection: BaseEmailBackend) -> None:
    """Until the line is open nothing has gone out: any fault here is a plain no."""
    try:
        connection.open()
    except (SMTPException, OSError) as fault:
        raise Refused(f"The mail server {settings.EMAIL_HOST} does not answer.") from fault


def _refusal(fault: SMTPException) -> Refused:
    """A code from 500 on is final; 4xx means: later."""
    if isinstance(fault, SMTPRecipientsRefused):
        code = max(code for code, _words in fault.recipients.values())
        return Refused(
            f"The mail server refused the address ({code}).",
            is_final=code >= FIRST_FINAL_CODE,
        )
    code = fault.smtp_code if isinstance(fault, SMTPResponseException) else 0
    return Refused(
        f"The mail server refused the message ({code}).", is_final=code >= FIRST_FINAL_CODE
    )
