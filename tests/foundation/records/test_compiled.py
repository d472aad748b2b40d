"""A question that is written once is asked anew each time, with the values of that time."""

import pytest
from django.db.models import Exists, OuterRef

from foundation.accounts.models import User
from foundation.records.compiled import Among, Blank, Compiled, Question, among
from tests.factories import accounts

pytestmark = pytest.mark.django_db


@pytest.fixture
def named() -> Question[User]:
    return Question(User.objects.filter(username=Blank("name")))


def test_asks_with_the_values_of_each_time(named):
    one, two = accounts.staff("clinician", "one"), accounts.staff("nurse", "two")

    assert named.first(name="one") == one
    assert named.first(name="two") == two
    assert named.first(name="three") is None


def test_keeps_no_answer(named, django_assert_num_queries):
    user = accounts.staff("clinician", "one")
    assert named.first(name="one").title == user.title

    User.objects.filter(pk=user.pk).update(title="Dr")

    with django_assert_num_queries(1):
        assert named.first(name="one").title == "Dr"


def test_gives_rows_as_django_does(named):
    accounts.staff("clinician", "one")
    hers = Question(
        User.objects.annotate(
            is_there=Exists(User.objects.filter(pk=OuterRef("pk")))
        ).filter(username=Blank("name"))
    )

    row, same = hers.first(name="one"), User.objects.get(username="one")

    assert row.is_there
    assert all(
        getattr(row, f.attname) == getattr(same, f.attname) for f in User._meta.fields
    )


def test_a_blank_that_stays_empty_is_a_fault(named):
    with pytest.raises(KeyError, match="name"):
        named.first()


def test_what_can_find_nothing_is_not_asked(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert Question(User.objects.none()).all() == []
    assert Compiled.of(User.objects.none()) is None


def test_nothing_said_is_not_among_anything():
    user = accounts.staff("clinician", "one")
    found = Compiled.of(User.objects.filter(username=Blank("name")).values("last_login"))
    known = among("last_login", found, {"name": "one"})

    assert isinstance(known.children[0], Among)
    assert not User.objects.filter(known).exists()
    assert User.objects.exclude(known).get() == user


def test_among_nothing_finds_nothing():
    accounts.staff("clinician", "one")

    assert not User.objects.filter(among("pk", None, {})).exists()
    assert User.objects.exclude(among("pk", None, {})).exists()
