"""What the manager is asked about the accounts of others, and a newcomer about himself."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError

from foundation.accounts.models import User
from foundation.accounts.roles import ROLES
from foundation.ui.edits import EditForm
from foundation.ui.forms import ClinicForm, Line

CHOICES = [("", "Please choose"), *((key, role.name) for key, role in ROLES.items())]


def reason_field(help_text: str = "") -> forms.CharField:
    return forms.CharField(label="Why", max_length=300, help_text=help_text)


class InviteForm(ClinicForm):
    """Who joins, and with what work."""

    title = forms.CharField(label="Title", max_length=60, required=False)
    first_name = forms.CharField(label="First name", max_length=150)
    last_name = forms.CharField(label="Last name", max_length=150)
    username = forms.CharField(
        label="Username",
        max_length=150,
        help_text="Short, never changed, and not used before: it stands in the log.",
        validators=[User.username_validator],
    )
    email = forms.EmailField(label="E-mail", required=False)
    role = forms.ChoiceField(label="Role", choices=CHOICES)
    layout = Layout(
        Line("title", "first_name", "last_name"), Line("username", "email"), "role"
    )


class RoleForm(EditForm):
    """Other work for somebody, and why."""

    role = forms.ChoiceField(label="New role", choices=CHOICES)
    reason = reason_field()
    layout = Layout(Line("role", "reason"))

    record: User

    def on_file(self) -> dict[str, Any]:
        return {"role": self.record.role}


class ReasonForm(EditForm):
    """Why an account is closed, opened or set up anew."""

    reason = reason_field()


class ReviewForm(ClinicForm):
    """What the manager adds to a review."""

    note = forms.CharField(label="Note", max_length=500, required=False)


class JoinForm(ClinicForm):
    """The password somebody chooses with his link."""

    password = forms.CharField(
        label="Your new password",
        strip=False,
        help_text="At least twelve letters. Four words that belong to nobody else are "
        "easy to keep and hard to guess.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="Once more",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if "again" in given and given.pop("again") != given.get("password"):
            raise ValidationError({"again": "The two passwords differ."})
        return given
