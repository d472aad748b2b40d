"""E-mail leaves by the clinic's mail server, and a broken line is not called a success."""

from contextlib import contextmanager

import pytest

from foundation.messaging.choices import State
from foundation.messaging.models import Message
from foundation.messaging.services import queue_message, send_waiting
from foundation.messaging.services.carrying import CannotTell
from foundation.messaging.services.gateways import real_channels
from foundation.messaging.services.smtp import SmtpGateway
from tests.foundation.messaging.mailserver import mail_server


@pytest.fixture
def served(settings):
    """A mail server that answers as told, named in the settings."""

    @contextmanager
    def serve(**answers):
        with mail_server(**answers) as server:
            settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
            settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
            settings.EMAIL_USE_TLS = False
            settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
            yield server

    return serve


@pytest.fixture
def mail(db, clock) -> Message:
    return queue_message(
        key="visit:9",
        channel="email",
        address="asha@example.org",
        template="test.visit",
        subject="Your visit",
        text="We expect you on Tuesday.",
    )


def after_sending(mail: Message) -> Message:
    send_waiting()
    mail.refresh_from_db()
    return mail


def test_a_mail_is_handed_over(served, mail):
    with served() as server:
        assert after_sending(mail).state == State.SENT
    [letter] = server.letters
    assert "We expect you on Tuesday." in letter
    assert f"Message-ID: {mail.gateway_reference}" in letter


@pytest.mark.parametrize(
    ("answers", "state", "reason"),
    [
        pytest.param(
            {"RCPT": b"550 no such user"},
            State.FAILED,
            "The mail server refused the address (550).",
            id="an unknown address is final",
        ),
        pytest.param(
            {"RCPT": b"450 later"},
            State.WAITING,
            "The mail server refused the address (450).",
            id="a full mailbox is tried again",
        ),
        pytest.param(
            {"TEXT": b"554 not this text"},
            State.FAILED,
            "The mail server refused the message (554).",
            id="a refused text is final",
        ),
        pytest.param(
            {"TEXT": None},
            State.UNKNOWN,
            "The mail server broke off while it was taking it. "
            "A mail server does not remember what it accepted.",
            id="a line broken after the text is not certain",
        ),
    ],
)
def test_each_answer_has_its_meaning(served, mail, answers, state, reason):
    with served(**answers):
        assert (after_sending(mail).state, mail.error) == (state, reason)


def test_a_server_that_does_not_answer_is_tried_again(served, mail):
    with served():
        pass
    assert after_sending(mail).state == State.WAITING
    assert mail.error == "The mail server 127.0.0.1 does not answer."


def test_a_mail_server_cannot_be_asked_later():
    with pytest.raises(CannotTell):
        SmtpGateway().accepted("visit:9")


def test_e_mail_is_a_real_channel_once_a_server_is_named(settings):
    settings.EMAIL_HOST = ""
    assert real_channels() == frozenset()
    settings.EMAIL_HOST = "mail.example.org"
    assert real_channels() == {"email"}
