"""The ways through the clinic, in the order of the day."""

from foundation.accounts.roles import Permission
from foundation.ui.navigation import Entry, Navigation

NAVIGATION = Navigation(
    entries=(
        Entry(
            label="Today",
            icon="sunrise",
            url_name="home",
            permission=Permission.HOME_VIEW,
        ),
        Entry(
            label="Calendar",
            icon="calendar3",
            url_name="appointments:calendar",
            permission=Permission.APPOINTMENT_VIEW,
            covers=("appointments:",),
        ),
        Entry(
            label="Couples",
            icon="people",
            url_name="search",
            permission=Permission.COUPLE_VIEW,
            covers=("patients:", "couple_chart", "file_opened"),
            note="Find a couple by name, telephone or number.",
        ),
        Entry(
            label="Results to sign",
            icon="clipboard2-pulse",
            url_name="immunology:panels_unsigned",
            permission=Permission.RESULT_SIGN,
            covers=("immunology:",),
        ),
        Entry(
            label="Sessions",
            icon="droplet-half",
            url_name="therapy:sessions_today",
            permission=Permission.THERAPY_VIEW,
            covers=("therapy:",),
            note="Today's sessions and infusions, and how far each has come.",
        ),
        Entry(
            label="Donors",
            icon="person-lock",
            url_name="patients:donor_list",
            permission=Permission.THERAPY_VIEW,
            covers=(
                *("patients:donor_register", "patients:donor_detail"),
                *("patients:donor_identity", "patients:donor_change"),
            ),
            note="Donors by their codes; who they are lies under seal.",
        ),
        Entry(
            label="Documents",
            icon="file-earmark-text",
            url_name="reports:document_list",
            permission=Permission.REPORT_VIEW,
            covers=("reports:",),
        ),
        Entry(
            label="Reminders",
            icon="bell",
            url_name="appointments:reminder_list",
            permission=Permission.REMINDER_VIEW,
        ),
        Entry(
            label="Machine room",
            icon="hdd-stack",
            url_name="machine_room",
            permission=Permission.BACKUP_VIEW,
            note="Backups, drills, keys and late work: how they stand.",
        ),
        Entry(
            label="Restricted files",
            icon="shield-lock",
            url_name="patients:restricted_list",
            permission=Permission.RESTRICTION_OVERSEE,
            covers=("patients:glass_review",),
            note="Review who broke the glass and why; see which files are restricted.",
        ),
        Entry(
            label="Settings",
            icon="sliders",
            url_name="clinic_settings",
            permission=Permission.CATALOGUE_VIEW,
            covers=(
                "gallery",
                "staff:",
                "interop:",
                "patients:definition_choose",
                "patients:policy_list",
                "patients:policy_answer",
                "immunology:intervals_confirm",
            ),
        ),
    ),
    action=Entry(
        label="New booking",
        icon="plus-lg",
        url_name="appointments:appointment_book",
        permission=Permission.APPOINTMENT_BOOK,
    ),
    search=Entry(
        label="Find a couple",
        icon="search",
        url_name="search",
        permission=Permission.COUPLE_VIEW,
    ),
)
