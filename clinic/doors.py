"""The doors of the house that ask for no permission, and why each is open."""

_SIGNING_IN = "one comes here before anybody knows who one is"
_TYPED = "what one has typed oneself, where one may open the form it is for"
_ONESELF = "about the person who is signed in, and nobody else"

OPEN_DOORS = {
    "healthz": "asked by supervisors and proxies; tells states only",
    "policy_report": "browsers tell what they refused; it is counted, no more",
    "account_login": _SIGNING_IN,
    "account_inactive": _SIGNING_IN,
    "account_join_with": "a one-time link says who one is",
    "account_join": "a one-time link says who one is",
    "mfa_authenticate": _SIGNING_IN,
    "mfa_login_webauthn": _SIGNING_IN,
    "mfa_passkey_question": "a riddle for a passkey; its answer proves who one is",
    "drafts": _TYPED,
    "draft_keep": _TYPED,
    "draft_drop": _TYPED,
    "account_unlock": "who is signed in proves it, and a page asks when that will be due",
    "account_logout": _ONESELF,
    "account_change_password": _ONESELF,
    "account_sessions": _ONESELF,
    "account_sessions_end": _ONESELF,
    "account_session_end": _ONESELF,
    "mfa_index": _ONESELF,
    "mfa_activate_totp": _ONESELF,
    "mfa_deactivate_totp": _ONESELF,
    "mfa_list_webauthn": _ONESELF,
    "mfa_add_webauthn": _ONESELF,
    "mfa_edit_webauthn": _ONESELF,
    "mfa_remove_webauthn": _ONESELF,
    "mfa_view_recovery_codes": _ONESELF,
    "mfa_generate_recovery_codes": _ONESELF,
}
