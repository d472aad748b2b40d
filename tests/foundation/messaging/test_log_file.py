"""The log file takes each key once and survives being cut short."""

import json
import stat

import pytest

from foundation.messaging.services.carrying import Letter, Refused
from foundation.messaging.services.gateways import gateway_for
from foundation.messaging.services.log_file import LogFileGateway

LETTER = Letter("visit:1", "sms", "+919820012345", "", "We expect you · आपका स्वागत है")


@pytest.fixture
def log(tmp_path):
    return tmp_path / "kept" / "messages.log"


def lines(log) -> list[dict]:
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


def test_a_message_is_one_line(log):
    receipt = LogFileGateway(log).send(LETTER)
    [line] = lines(log)
    assert (line["key"], line["text"]) == (LETTER.key, LETTER.text)
    assert (line["reference"], line["accepted_at"]) == (
        receipt.reference,
        receipt.accepted_at.isoformat(),
    )
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_the_same_key_is_written_once_whoever_asks(log):
    first = LogFileGateway(log).send(LETTER)
    assert LogFileGateway(log).send(LETTER) == first
    assert len(lines(log)) == 1


def test_it_knows_what_it_accepted(log):
    gateway = LogFileGateway(log)
    assert gateway.accepted(LETTER.key) is None
    receipt = LogFileGateway(log).send(LETTER)
    assert gateway.accepted(LETTER.key) == receipt


def test_a_line_cut_short_was_never_accepted(log):
    LogFileGateway(log).send(LETTER)
    whole = log.read_bytes()
    log.write_bytes(whole[:-20])
    gateway = LogFileGateway(log)
    assert gateway.accepted(LETTER.key) is None
    receipt = gateway.send(LETTER)
    assert LogFileGateway(log).accepted(LETTER.key) == receipt


def test_a_log_that_was_put_away_is_read_from_its_beginning(log):
    gateway = LogFileGateway(log)
    gateway.send(LETTER)
    log.write_text("")
    assert gateway.accepted(LETTER.key) is None


def test_a_log_that_cannot_be_written_refuses(tmp_path):
    (tmp_path / "kept").write_text("a file, not a folder")
    with pytest.raises(Refused, match="The message log cannot be written"):
        LogFileGateway(tmp_path / "kept" / "messages.log").send(LETTER)


def test_the_log_stands_in_where_the_clinic_said_so(settings, log):
    settings.MESSAGES_TO_LOG, settings.MESSAGE_LOG = True, log
    assert gateway_for("whatsapp").name == "log file"
