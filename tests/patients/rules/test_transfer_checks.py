"""Transfers that cannot be true."""

from datetime import date
from decimal import Decimal

import pytest

from foundation.medicine.dates import read_date
from patients.rules.transfer_checks import transfer_findings
from patients.rules.transfers import EmbryoTransfer, TransferResult

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("facts", "sentences"),
    [
        pytest.param({}, [], id="nothing known contradicts nothing"),
        pytest.param({"embryos": 1, "good_embryos": 1}, [], id="all of them good"),
        pytest.param(
            {"embryos": 1, "good_embryos": 2},
            ["2 good embryos of 1 put back."],
            id="more good ones than were put back",
        ),
        pytest.param({"good_embryos": 2}, [], id="their number is not known"),
        pytest.param(
            {"embryos": 0}, ["A transfer puts back one embryo at least."], id="none"
        ),
        pytest.param({"predicted_chance": Decimal(0)}, [], id="no chance"),
        pytest.param({"predicted_chance": Decimal(1)}, [], id="certainty"),
        pytest.param(
            {"predicted_chance": Decimal(40)},
            ["A chance lies between 0 and 100 %, not 4000%."],
            id="a chance written in per cent",
        ),
        pytest.param(
            {"predicted_chance": Decimal("-0.1")},
            ["A chance lies between 0 and 100 %, not -10%."],
            id="less than none",
        ),
        pytest.param({"on": read_date("20 Nov 2026")}, [], id="today, and failed"),
        pytest.param(
            {"on": read_date("21 Nov 2026")},
            ["A result of a transfer still to come (21 Nov 2026)."],
            id="tomorrow, and failed",
        ),
        pytest.param({"on": read_date("2026")}, [], id="some day of this year"),
        pytest.param(
            {"on": read_date("21 Nov 2026"), "result": TransferResult.PENDING},
            [],
            id="tomorrow, the result to come",
        ),
        pytest.param(
            {"on": read_date("21 Nov 2026"), "result": None}, [], id="tomorrow, no result"
        ),
    ],
)
def test_one_transfer(facts, sentences):
    transfer = EmbryoTransfer(seq=4, **{"result": TransferResult.NEGATIVE, **facts})
    found = transfer_findings(transfer, on=TODAY)

    assert [finding.message for finding in found] == sentences
    assert {(f.about, f.severity.value) for f in found} <= {("transfer 4", "stop")}
