"""Which definition of recurrent loss shall be in force, and why."""

from collections.abc import Iterable
from typing import Any

from django import forms

from foundation.ui.edits import SuccessorForm
from patients.models import DefinitionChoice, LossDefinition
from patients.selectors import definition_choices


class DefinitionForm(SuccessorForm):
    """One of the published definitions, with a reason that stays on file."""

    definition = forms.ChoiceField(widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Why this one", max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self, *args: Any, definitions: Iterable[LossDefinition], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.published = {str(definition.pk): definition for definition in definitions}
        self.fields["definition"].choices = [
            (pk, f"{definition.label}, edition {definition.edition}")
            for pk, definition in self.published.items()
        ]

    record: DefinitionChoice | None

    def on_file(self) -> dict[str, Any]:
        return {"definition": self.record.definition_id} if self.record else {}

    def newest(self) -> DefinitionChoice | None:
        return definition_choices().first()

    def clean_definition(self) -> LossDefinition:
        return self.published[self.cleaned_data["definition"]]
