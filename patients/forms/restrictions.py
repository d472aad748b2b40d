"""What is asked when a file is restricted, its glass broken, and that reviewed."""

from typing import Any

from django import forms

from foundation.accounts.models import User
from foundation.ui.edits import EditForm
from foundation.ui.forms import ClinicForm
from patients.choices import Verdict
from patients.models import Restriction
from patients.models.restriction import REASON_LEAST
from patients.selectors import possible_team


class TeamField(forms.ModelMultipleChoiceField):
    """Members of staff by name, with what they do."""

    def label_from_instance(self, member: User) -> str:
        return f"{member}, {member.get_role_display().lower()}"


class RestrictionForm(EditForm):
    """Why a file is restricted, and to whom it stays open."""

    reason = forms.CharField(
        label="Why is the file restricted?",
        max_length=300,
        help_text="For example: works here, known in public. The care team reads it.",
    )
    members = TeamField(
        label="Care team",
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="The file is open to these people, each as far as the role goes.",
    )
    desk_books = forms.BooleanField(
        label="Reception may find them and book for them",
        required=False,
        initial=True,
        help_text="Without it the care team books, and reception sees no name.",
    )

    record: Restriction | None

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        """A new restriction begins with who asks for it."""
        super().__init__(*args, initial={"members": [by.pk]}, **kwargs)
        self.fields["members"].queryset = possible_team()

    def on_file(self) -> dict[str, Any]:
        if self.record is None:
            return {}
        return {
            "reason": self.record.reason,
            "desk_books": self.record.desk_books,
            "members": [row.member_id for row in self.record.team.standing()],
        }


class LiftForm(EditForm):
    """Why a file is open again."""

    reason = forms.CharField(label="Why is it open again?", max_length=300)


class GlassForm(ClinicForm):
    """Why somebody outside the care team needs the file now."""

    reason = forms.CharField(
        label="Why do you need this file now?",
        min_length=REASON_LEAST,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"min_length": f"Write at least {REASON_LEAST} characters."},
    )


class ReviewForm(EditForm):
    """What the review found."""

    verdict = forms.TypedChoiceField(
        label="Was it right to open the file?",
        choices=Verdict.choices,
        coerce=Verdict,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed unless it was justified: what is in doubt, what was done.",
    )
