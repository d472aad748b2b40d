"""The demonstration has believable results, judged by the real rules."""

import random
from datetime import date

import pytest

from clinic.demo import immunology as demo
from immunology.models import Panel, Result
from immunology.selectors import infection_tests
from tests.factories import accounts, patients

ON = date(2026, 11, 20)


@pytest.fixture
def seeded(catalogue, clinician):
    staff = {"clinician": clinician, "laboratory": accounts.staff("laboratory")}
    couples = [patients.couple(by=clinician) for _ in range(24)]
    demo.seed(staff=staff, couples=couples, on=ON, rng=random.Random(7))  # noqa: S311
    return couples


def test_results_over_time_are_flagged_and_mostly_signed(seeded):
    assert Panel.objects.filter(code="phenotype").count() > 20
    assert Panel.objects.unsigned().exists()
    assert set(Result.objects.values_list("flag", flat=True)) >= {"N", "H", "L", ""}


def test_no_result_lies_in_the_future(seeded):
    assert not Panel.objects.filter(reported_on__gt=ON).exists()


def test_couples_for_immunisation_have_both_screens_within_sixty_days(seeded):
    fresh = [
        all(
            (ON - tests[0].sampled_on).days <= 60
            for tests in infection_tests(person=p).values()
        )
        for p in seeded[0].people
        if infection_tests(person=p)
    ]
    assert fresh
    assert all(fresh)


def test_signed_results_belong_to_signed_panels(seeded):
    odd = Result.objects.filter(signed_at__isnull=False, panel__signed_at__isnull=True)
    assert not odd.exists()
