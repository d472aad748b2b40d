"""What is asked about trying for a child."""

from collections.abc import Mapping
from typing import Any, Final

from crispy_forms.layout import Layout
from django import forms

from foundation.ui.edits import EditForm
from foundation.ui.fields import ApproximateDateField
from foundation.ui.forms import Group, Line
from patients.models import Fertility
from patients.models.fertility import Found

HERS: Final = ("ovaries", "tubes", "uterus", "cervix", "pelvis")
THEIRS: Final = ("coital_frequency",)
HIS: Final = ("testes", "genital_anatomy", "ejaculate")
ITEMS: Final = (*HERS, *THEIRS, *HIS)


def _found(name: str) -> forms.ChoiceField:
    label = str(Fertility._meta.get_field(name).verbose_name)
    choices = [("", "Nobody has looked"), *Found.choices]
    return forms.ChoiceField(label=label.capitalize(), choices=choices, required=False)


class FertilityForm(EditForm):
    """Since when they try, and what was found; empty is not known, never normal."""

    trying = ApproximateDateField(label="Trying for a child since", required=False)
    ovaries, tubes, uterus, cervix, pelvis = map(_found, HERS)
    coital_frequency = _found("coital_frequency")
    testes, genital_anatomy, ejaculate = map(_found, HIS)
    note = forms.CharField(
        required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    layout = Layout(
        Line("trying", "coital_frequency"),
        Group("Woman", Line(*HERS[:3]), Line(*HERS[3:])),
        Group("Man", Line(*HIS)),
        "note",
    )
    tells_the_rest = False

    record: Fertility | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "fertility_%s"} | kwargs)

    def on_file(self) -> Mapping[str, Any]:
        named = self.base_fields.keys() - EditForm.base_fields.keys()
        return {name: getattr(self.record, name) for name in named}
