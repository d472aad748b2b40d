import pytest

from appointments.rules.resources import Resource, Taken


@pytest.mark.parametrize("kind", list(Taken))
def test_a_key_tells_what_it_stands_for(kind):
    assert Resource.from_key(Resource(kind, 17).key) == Resource(kind, 17)


def test_no_two_resources_share_a_key():
    keys = {Resource(kind, number).key for kind in Taken for number in range(1, 200)}
    assert len(keys) == 3 * 199
