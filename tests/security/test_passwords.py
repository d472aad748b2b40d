"""What a password check costs: enough to stop a guesser, not enough to stop the clinic."""

import time

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import override_settings

from foundation.accounts.models import User

CLINIC = ["foundation.accounts.hashers.ClinicArgon2Hasher"]
LEAST_S, MOST_S = 0.100, 0.250


@override_settings(PASSWORD_HASHERS=CLINIC)
def test_a_check_takes_between_a_tenth_and_a_quarter_of_a_second():
    """Processor time, the least of several: a busy machine does not make it dearer."""
    kept = make_password("seven quiet herons fly")
    took = []
    for _ in range(9):
        began = time.process_time()
        assert check_password("seven quiet herons fly", kept)
        took.append(time.process_time() - began)

    assert LEAST_S <= min(took) <= MOST_S, took


@pytest.mark.parametrize(
    "weak",
    [
        "eleven char",
        "password1234",
        "qwertyuiop123",
        "123456789012",
        "abababababab",
        "nandini.sample",
        "Decidua-Clinic-2026",
    ],
    ids=[
        *("eleven letters", "common", "a row of keys", "digits", "two letters", "a name"),
        "words of the clinic",
    ],
)
def test_a_weak_password_is_refused(weak):
    with pytest.raises(ValidationError):
        validate_password(weak, User(username="nandini.sample"))


def test_no_rule_asks_for_signs_or_capitals():
    validate_password("seven quiet herons fly", User(username="nandini.sample"))
