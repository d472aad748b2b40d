"""What the script sends of a form that is being filled in."""

from datetime import datetime, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from foundation.records.drafts import Typed

LONGEST_S = 365 * 24 * 60 * 60


class DraftForm(forms.Form):
    """One form as it stands on the screen; see static/ui/drafts.js."""

    key = forms.UUIDField()
    address = forms.RegexField(r"^/[^\0]*$", max_length=300, strip=False)
    turn = forms.IntegerField(min_value=1, max_value=2**53)
    open_for = forms.IntegerField(min_value=0, max_value=LONGEST_S)
    typed = forms.JSONField()

    def clean_open_for(self) -> datetime:
        """When its author read the page; clocks of desks differ, seconds do not."""
        return timezone.now() - timedelta(seconds=self.cleaned_data["open_for"])

    def clean_typed(self) -> Typed:
        """Each answer is the name of its question and a text."""
        typed = self.cleaned_data["typed"]
        if not isinstance(typed, list) or not all(_is_answer(each) for each in typed):
            raise ValidationError("This is not what a form sends.")
        return typed


def _is_answer(each: object) -> bool:
    return (
        isinstance(each, list)
        and len(each) == 2
        and all(isinstance(word, str) for word in each)
    )
