"""Roles and what they allow, in one readable table. Nothing else grants anything."""

from dataclasses import dataclass
from enum import StrEnum, auto


class Permission(StrEnum):
    """Each names one thing somebody may do; views ask for exactly one."""

    HOME_VIEW = auto()
    COUPLE_VIEW = auto()
    COUPLE_REGISTER = auto()
    REGISTER_IMPORT = auto()
    RECORD_MERGE = auto()
    HISTORY_VIEW = auto()
    PREGNANCY_RECORD = auto()
    CONSULTATION_SIGN = auto()
    CONSENT_RECORD = auto()
    ATTACHMENT_ADD = auto()
    APPOINTMENT_VIEW = auto()
    APPOINTMENT_BOOK = auto()
    APPOINTMENT_EXPORT = auto()
    REMINDER_VIEW = auto()
    RESULT_VIEW = auto()
    INFECTION_VIEW = auto()
    RESULT_ENTER = auto()
    RESULT_SIGN = auto()
    THERAPY_VIEW = auto()
    DONOR_IDENTITY_VIEW = auto()
    SESSION_PLAN = auto()
    SESSION_RECORD = auto()
    GATE_OVERRIDE = auto()
    REPORT_VIEW = auto()
    REPORT_ISSUE = auto()
    CATALOGUE_VIEW = auto()
    CATALOGUE_CONFIRM = auto()
    SETTINGS_MANAGE = auto()
    STAFF_MANAGE = auto()
    AUDIT_VIEW = auto()
    CHART_RESTRICT = auto()
    RESTRICTED_BOOK = auto()
    RESTRICTION_OVERSEE = auto()
    GLASS_BREAK = auto()
    BACKUP_VIEW = auto()
    EXPORT = auto()


@dataclass(frozen=True, slots=True)
class Role:
    name: str
    description: str
    permissions: frozenset[Permission]


_EVERYBODY = frozenset({Permission.HOME_VIEW})
_WITH_PATIENTS = _EVERYBODY | {Permission.COUPLE_VIEW}
_DESK = frozenset(
    {
        Permission.COUPLE_REGISTER,
        Permission.APPOINTMENT_VIEW,
        Permission.APPOINTMENT_BOOK,
        Permission.REMINDER_VIEW,
    }
)
_BEDSIDE = frozenset(
    {
        Permission.HISTORY_VIEW,
        Permission.PREGNANCY_RECORD,
        Permission.CONSENT_RECORD,
        Permission.ATTACHMENT_ADD,
        Permission.RESULT_VIEW,
        Permission.THERAPY_VIEW,
        Permission.SESSION_RECORD,
        Permission.REPORT_VIEW,
        Permission.GLASS_BREAK,
    }
)
# What a result of an infection test says, and who a donor outside the couple is: only
# for those who could not do their work without. A gate tells everybody if it lets pass.
_GUARDED = frozenset({Permission.INFECTION_VIEW, Permission.DONOR_IDENTITY_VIEW})
_MEDICAL = _GUARDED | frozenset(
    {
        Permission.CONSULTATION_SIGN,
        Permission.RECORD_MERGE,
        Permission.RESULT_ENTER,
        Permission.RESULT_SIGN,
        Permission.SESSION_PLAN,
        Permission.GATE_OVERRIDE,
        Permission.REPORT_ISSUE,
        Permission.CATALOGUE_VIEW,
        Permission.CATALOGUE_CONFIRM,
        Permission.CHART_RESTRICT,
        Permission.AUDIT_VIEW,
    }
)

ROLES = {
    "reception": Role(
        "Reception",
        "Registers couples, books appointments, follows reminders. Sees no results.",
        _WITH_PATIENTS
        | _DESK
        | {Permission.APPOINTMENT_EXPORT, Permission.RESTRICTED_BOOK},
    ),
    "nurse": Role(
        "Nurse",
        "Takes histories and consents, records sessions, sees results and reports. "
        "Sees no result of an infection test and not who a donor is.",
        _WITH_PATIENTS | _DESK | _BEDSIDE,
    ),
    "clinician": Role(
        "Clinician",
        "Everything a nurse does; signs results and consultations, plans sessions, "
        "issues reports, merges records on file twice. "
        "Sees infection tests and who a donor is.",
        _WITH_PATIENTS | _DESK | _BEDSIDE | _MEDICAL,
    ),
    "laboratory": Role(
        "Laboratory",
        "Enters results and prepares cells. Sees infection tests and who a donor is; "
        "no history and no reports.",
        _WITH_PATIENTS
        | _GUARDED
        | {
            Permission.RESULT_VIEW,
            Permission.RESULT_ENTER,
            Permission.ATTACHMENT_ADD,
            Permission.THERAPY_VIEW,
            Permission.SESSION_RECORD,
            Permission.GLASS_BREAK,
        },
    ),
    "manager": Role(
        "Manager",
        "Runs the clinic's staff, settings and appointment books; imports an old "
        "register, which he reads in his own file alone. Sees no history and no results.",
        _WITH_PATIENTS
        | _DESK
        | {
            Permission.REGISTER_IMPORT,
            Permission.APPOINTMENT_EXPORT,
            Permission.SETTINGS_MANAGE,
            Permission.STAFF_MANAGE,
            Permission.CATALOGUE_VIEW,
            Permission.CHART_RESTRICT,
            Permission.AUDIT_VIEW,
        },
    ),
    "privacy_officer": Role(
        "Privacy officer",
        "Follows who opened which file and why. Sees who is on file, nothing clinical.",
        _WITH_PATIENTS
        | {
            Permission.AUDIT_VIEW,
            Permission.CHART_RESTRICT,
            Permission.RESTRICTION_OVERSEE,
        },
    ),
    "administrator": Role(
        "Administrator",
        "Keeps accounts, backups and seals in order. Sees no patient, not even a name.",
        _EVERYBODY | {Permission.BACKUP_VIEW},
    ),
    "researcher": Role(
        "Researcher",
        "Works with exports that carry no names. Opens no file.",
        _EVERYBODY | {Permission.EXPORT},
    ),
}
