"""The demonstration shows what happens seldom: a separation, a register, a donor."""

from io import StringIO

import pytest
from django.core.management import call_command

from interop.choices import State
from interop.models import RegisterImport
from patients.models import Couple, Donor, EmbryoTransfer

pytestmark = pytest.mark.django_db


def test_a_separation_a_register_and_donors_are_on_file():
    call_command("load_catalogues", verbosity=0)
    call_command("seed_demo", couples=30, stdout=StringIO())
    ended = Couple.objects.get(ended_on__isnull=False)
    again = Couple.objects.standing().together().get(woman=ended.woman)
    assert (again.man.name, again.man != ended.man) == ("Kiran Example", True)

    register = RegisterImport.objects.get()
    assert (register.state, register.couples, register.pregnancies) == (
        State.IMPORTED, 2, 3,
    )  # fmt: skip

    codes = list(Donor.objects.values_list("code", "person__name"))
    assert [name for _, name in codes] == [f"Donor {code}" for code, _ in codes]
    assert len(codes) == 3
    assert EmbryoTransfer.objects.filter(donor__isnull=False).count() <= 1
