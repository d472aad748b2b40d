"""What staff are asked when they sign in and when they prove who they are."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from foundation.accounts.limits import SLOWED_DOWN, may_try_code
from foundation.accounts.second_factor import Type, code_opens
from foundation.accounts.services import factor_was_refused
from foundation.ui.forms import ClinicForm

PROOF = "proof"
WRONG_CODE = "This code does not fit, or it was used before. Wait for the next one."
WRONG_PASSKEY = "This passkey does not belong to your account."
# What the library makes of an answer that no browser would give.
MALFORMED = (ValidationError, ValueError, KeyError, TypeError, AttributeError)


def code_field(**kwargs: Any) -> forms.CharField:
    widget = forms.TextInput(
        attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}
    )
    return forms.CharField(max_length=20, widget=widget, **kwargs)


def opened_by_code(request: HttpRequest, user, code: str) -> Authenticator:
    """The factor a code belongs to.

    Raises: ValidationError in words, also where somebody tries too often.
    """
    if not may_try_code(request, user):
        raise ValidationError(SLOWED_DOWN)
    if authenticator := code_opens(user, code):
        return authenticator
    factor_was_refused(user, kind="code")
    raise ValidationError(WRONG_CODE)


def opened_by_passkey(user, credential: dict) -> Authenticator:
    """The passkey that signed the question of this session. It cannot be guessed.

    Raises: ValidationError in words.
    """
    try:
        webauthn.parse_authentication_response(credential)
        return webauthn.complete_authentication(user or _named(credential), credential)
    except MALFORMED as refusal:
        if user is not None:
            factor_was_refused(user, kind="passkey")
        raise ValidationError(WRONG_PASSKEY) from refusal


def _named(credential: dict) -> Any:
    """Whom the passkey itself names, where nobody has given a name yet."""
    return webauthn.extract_user_from_response(credential)


class CodeForm(ClinicForm):
    """The second step of signing in, with a code. Named in settings.MFA_FORMS."""

    code = code_field(
        label="Code from your app", help_text="Or one of your recovery codes."
    )

    def __init__(self, *args: Any, user, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.helper.form_error_title = "You are not signed in yet:"
        self.fields["code"].widget.attrs["autofocus"] = True

    def clean_code(self) -> str:
        request = get_adapter().request
        self.authenticator = opened_by_code(request, self.user, self.cleaned_data["code"])
        return self.cleaned_data["code"]

    def save(self) -> None:
        post_authentication(get_adapter().request, self.authenticator)


class PasskeyForm(forms.Form):
    """The second step of signing in, with a passkey. Named in settings.MFA_FORMS."""

    credential = forms.JSONField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, user, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_credential(self) -> Authenticator:
        return opened_by_passkey(self.user, self.cleaned_data["credential"])

    def save(self) -> None:
        post_authentication(get_adapter().request, self.cleaned_data["credential"])


class PasskeySignInForm(PasskeyForm):
    """Signing in with a passkey alone. Named in settings.MFA_FORMS."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=None, **kwargs)


class NewPasskeyForm(AddWebAuthnForm):
    """A passkey that comes to the account. Named in settings.MFA_FORMS."""

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except MALFORMED as refusal:
            raise ValidationError("The browser's answer could not be read.") from refusal


class ProofForm(ClinicForm):
    """Prove who you are, once more: by password, code or passkey, whichever is at hand."""

    password = forms.CharField(
        label="Your password",
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = code_field(label="or the code from your app", required=False)
    credential = forms.JSONField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, prefix=PROOF, **kwargs)
        self.request = request
        self.helper.form_error_title = "That was not it:"
        self.fields["password"].widget.attrs["autofocus"] = True
        held = set(
            Authenticator.objects.filter(user=request.user).values_list("type", flat=True)
        )
        self.has_passkey = Type.WEBAUTHN in held
        if Type.TOTP not in held:
            del self.fields["code"]
        if not self.has_passkey:
            del self.fields["credential"]

    def clean_password(self) -> bool:
        """Failures are counted as at the sign-in page, and slow down the same way."""
        password = self.cleaned_data["password"]
        if password and not get_adapter().reauthenticate(self.request.user, password):
            raise ValidationError("That is not your password.")
        return bool(password)

    def clean_code(self) -> bool:
        code = self.cleaned_data["code"]
        return bool(code and opened_by_code(self.request, self.request.user, code))

    def clean_credential(self) -> bool:
        credential = self.cleaned_data["credential"]
        return bool(credential and opened_by_passkey(self.request.user, credential))

    def clean(self) -> dict[str, Any]:
        """At least one way must have proved it; an empty answer proves nothing."""
        if not self.errors and not any(self.cleaned_data.values()):
            raise ValidationError("Please answer in one of these ways.")
        return self.cleaned_data
