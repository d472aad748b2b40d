"""The log finds everything again in the file of the couple it concerns."""

import pytest
from django.db import models

from foundation.records.models import NOBODYS, AuthoredRecord, Whose
from patients.models import Couple, Person
from tests.house.test_laws import our_models

PATIENTS = (Couple, Person)


def leads_to(model: type[models.Model], way: str) -> type[models.Model] | None:
    """Follow a way in Python over the foreign keys; the model whose number it ends with."""
    *steps, last = way.split(".")
    for step in steps:
        model = reached(model, step)
    if last == "pk":
        return model
    return model._meta.get_field(last.removesuffix("_id")).related_model


def reached(model: type[models.Model], step: str) -> type[models.Model]:
    """The model behind one step: a foreign key, or a property that says what it returns."""
    if step in {field.name for field in model._meta.fields}:
        return model._meta.get_field(step).related_model
    returns = getattr(model, step).fget.__annotations__["return"]
    return next(iter(getattr(returns, "__args__", (returns,))))


def knows_a_patient(model: type[models.Model]) -> bool:
    """Whether a chain of foreign keys leads from this table to a person or a couple."""
    seen, waiting = set(), [model]
    while waiting:
        one = waiting.pop()
        if one in PATIENTS:
            return True
        if one not in seen:
            seen.add(one)
            keys = (f for f in one._meta.fields if isinstance(f, models.ForeignKey))
            waiting += [key.related_model for key in keys]
    return False


CLINICAL = [
    model
    for model in our_models()
    if issubclass(model, AuthoredRecord) or knows_a_patient(model)
]


@pytest.mark.parametrize("model", CLINICAL, ids=lambda m: m._meta.label)
def test_a_record_says_whose_it_is_and_is_nobodys_only_when_no_patient_is_near(model):
    whose = getattr(model, "whose", None)

    assert isinstance(whose, Whose), f"{model._meta.label} does not say whose file it is in"
    assert (whose == NOBODYS) is not knows_a_patient(model)


@pytest.mark.parametrize("model", CLINICAL, ids=lambda m: m._meta.label)
def test_the_ways_end_at_a_couple_and_at_a_person(model):
    whose = model.whose

    assert leads_to(model, whose.couple) is Couple if whose.couple else True
    assert leads_to(model, whose.person) is Person if whose.person else True
