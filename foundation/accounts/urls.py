"""Signing in and out, and one's own account: the doors of allauth that the house opens.

They are named one by one: signing up, changing addresses and renewing a password by
e-mail are not among them.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as webauthn
from django.urls import path

from foundation.accounts.guards import own_account
from foundation.accounts.views import drafts, joining, lock
from foundation.accounts.views import own as views

urlpatterns = [
    path("logout/", views.sign_out, name="account_logout"),
    path("join/<str:token>/", joining.join_with, name="account_join_with"),
    path("join/", joining.join, name="account_join"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("password/", own_account(account.password_change), name="account_change_password"),
    path("sessions/", own_account(views.own_sessions), name="account_sessions"),
    path(
        "sessions/others/end/",
        own_account(views.sessions_end),
        name="account_sessions_end",
    ),
    path(
        "sessions/<uuid:number>/end/",
        own_account(views.session_end),
        name="account_session_end",
    ),
    path("unlock/", own_account(lock.unlock), name="account_unlock"),
    path("drafts/", own_account(drafts.drafts_found), name="drafts"),
    path("drafts/keep/", own_account(drafts.draft_keep), name="draft_keep"),
    path("drafts/<uuid:key>/drop/", own_account(drafts.draft_drop), name="draft_drop"),
    path("second-step/", mfa.authenticate, name="mfa_authenticate"),
    path("passkey/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("passkey/question/", views.passkey_question, name="mfa_passkey_question"),
    path("factors/", own_account(views.factors), name="mfa_index"),
    path(
        "factors/app/",
        own_account(views.AppSetUp.as_view(), fresh=True),
        name="mfa_activate_totp",
    ),
    path(
        "factors/app/remove/",
        own_account(app.deactivate_totp, fresh=True),
        name="mfa_deactivate_totp",
    ),
    path("factors/passkeys/", own_account(views.passkeys), name="mfa_list_webauthn"),
    path(
        "factors/passkeys/add/",
        own_account(webauthn.add_webauthn, fresh=True),
        name="mfa_add_webauthn",
    ),
    path(
        "factors/passkeys/<int:pk>/",
        own_account(webauthn.edit_webauthn, fresh=True),
        name="mfa_edit_webauthn",
    ),
    path(
        "factors/passkeys/<int:pk>/remove/",
        own_account(views.PasskeyRemove.as_view(), fresh=True),
        name="mfa_remove_webauthn",
    ),
    path(
        "factors/codes/",
        own_account(codes.view_recovery_codes, fresh=True),
        name="mfa_view_recovery_codes",
    ),
    path(
        "factors/codes/new/",
        own_account(codes.generate_recovery_codes, fresh=True),
        name="mfa_generate_recovery_codes",
    ),
]
