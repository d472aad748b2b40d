import pytest

from foundation.messaging.rules.masking import masked


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        pytest.param("+919820012345", "…2345", id="a number keeps its last four digits"),
        pytest.param("asha@example.org", "a…@example.org", id="an e-mail keeps its host"),
    ],
)
def test_an_address_is_shown_only_as_far_as_needed(address, shown):
    assert masked(address) == shown
