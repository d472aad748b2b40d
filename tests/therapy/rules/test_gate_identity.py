from dataclasses import replace

import pytest

from tests.therapy.rules.clinic_day import LIMITS, verdict
from therapy.rules.gates import Scans, g_identity

CELLS = Scans(
    recipient_band="C102F",
    order_recipient="C102F",
    label_recipient="C102F",
    donor_tube="C102M-1",
    label_donor="C102M-1",
)
VIALS = replace(CELLS, donor_tube=None, label_donor=None, from_donor=False)
PASS = ("PASS", "OK", "none")
MISMATCH = ("HARD", "IDENTITY_MISMATCH", "none")
MISSING = ("HARD", "SCAN_MISSING", "none")


@pytest.mark.parametrize(
    ("scans", "expected"),
    [
        pytest.param(CELLS, PASS, id="band, order, tube and label belong together"),
        pytest.param(
            replace(CELLS, label_recipient="C120F"), MISMATCH, id="digits swapped"
        ),
        pytest.param(replace(CELLS, recipient_band="C103F"), MISMATCH, id="another woman"),
        pytest.param(replace(CELLS, order_recipient="C103F"), MISMATCH, id="another order"),
        pytest.param(replace(CELLS, label_donor="C102M-2"), MISMATCH, id="another tube"),
        pytest.param(replace(CELLS, recipient_band=None), MISSING, id="band not scanned"),
        pytest.param(replace(CELLS, label_recipient=""), MISSING, id="empty label"),
        pytest.param(replace(CELLS, donor_tube=None), MISSING, id="tube not scanned"),
        pytest.param(None, MISSING, id="nothing scanned"),
        pytest.param(VIALS, PASS, id="a bought product has no donor"),
        pytest.param(
            replace(VIALS, label_recipient=None), MISSING, id="but needs its label"
        ),
    ],
)
def test_identity(scans, expected):
    assert verdict(g_identity(scans, limits=LIMITS)) == expected
