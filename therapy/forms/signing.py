"""A second person signs with an own sign-in, on somebody else's screen."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest

from foundation.accounts.models import User

UNKNOWN = "This name and passphrase do not belong together."


class SecondSignature(forms.Form):
    """Asks for a username and passphrase; `checker` becomes the person who signed.

    A form that uses it takes `request`, so that a wrong passphrase counts as one.
    """

    checker = forms.CharField(
        label="Username of the second person",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    passphrase = forms.CharField(
        label="Passphrase of the second person",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    request: HttpRequest

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or self.cleaned_data
        passphrase = asked.pop("passphrase", "")
        if asked.get("checker") and passphrase:
            self._sign(asked, passphrase)
        return asked

    def _sign(self, asked: dict[str, Any], passphrase: str) -> None:
        user = authenticate(
            self.request, username=asked["checker"].strip(), password=passphrase
        )
        if isinstance(user, User):
            asked["checker"] = user
        else:
            self.add_error("passphrase", UNKNOWN)
