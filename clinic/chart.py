"""The couple's chart: one page, both partners side by side, every panel of the house."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from appointments.selectors import visits_in_open_files, with_next_visit
from foundation.accounts.guards import require
from foundation.accounts.roles import Permission
from foundation.records.compiled import Blank, Question
from foundation.records.dates import Precision
from foundation.records.services import log_look
from patients.choices import Language, Rhd
from patients.models import Couple, Merge, Person
from patients.models.restriction import AnyReader, asks
from patients.selectors import (
    OtherCouple,
    Reached,
    at_a_glance,
    contacts,
    hints_of,
    other_couples,
    pregnant_today,
    restriction_of,
    with_hints,
)


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the chart that its own package draws, loaded when the page is there."""

    part: str
    title: str
    url_name: str
    permission: Permission


PANELS = (
    Panel("timeline", "Timeline", "timeline", Permission.HISTORY_VIEW),
    Panel(
        "consultations",
        "Consultations",
        "patients:consultation_list",
        Permission.HISTORY_VIEW,
    ),
    Panel("pregnancies", "Pregnancies", "patients:pregnancy_list", Permission.HISTORY_VIEW),
    Panel("transfers", "Transfers", "patients:transfer_list", Permission.HISTORY_VIEW),
    Panel("history", "History", "patients:history_list", Permission.HISTORY_VIEW),
    Panel(
        "measurements",
        "Measurements",
        "patients:measurement_list",
        Permission.HISTORY_VIEW,
    ),
    Panel(
        "fertility",
        "Trying for a child",
        "patients:fertility_list",
        Permission.HISTORY_VIEW,
    ),
    Panel("workup", "Work-up", "patients:workup_list", Permission.HISTORY_VIEW),
    Panel("panels", "Results", "immunology:panel_list", Permission.RESULT_VIEW),
    Panel("sessions", "Sessions", "therapy:session_list", Permission.THERAPY_VIEW),
    Panel(
        "appointments",
        "Visits",
        "appointments:appointment_list",
        Permission.APPOINTMENT_VIEW,
    ),
    Panel("consents", "Consents", "patients:consent_list", Permission.THERAPY_VIEW),
    Panel(
        "attachments",
        "Attachments",
        "patients:attachment_list",
        Permission.RESULT_VIEW,
    ),
    Panel("documents", "Documents", "reports:couple_documents", Permission.REPORT_VIEW),
)


@require(Permission.COUPLE_VIEW)
@require_safe
def couple_chart(request: HttpRequest, number: str) -> HttpResponse:
    """Open the chart of one couple; every opening is on the record.

    Who may break the glass is led to it; to everybody else a restricted file is a miss.
    """
    couple = _file_of(AnyReader(request.user.rights)).first(
        number=number, **asks(request.user)
    )
    if couple is None:
        behind_glass = Couple.objects.behind_glass(request.user)
        couple = get_object_or_404(behind_glass, number=number)
        return redirect("patients:glass_break", couple.number)
    log_look(by=request.user, action="chart.opened", subject=couple)
    return render(request, "clinic/couple_chart.html", chart_of(couple, user=request.user))


@cache
def _file_of(reader: AnyReader) -> Question[Couple]:
    """The file of a number, with its people, its next visit and the hints."""
    couples = with_hints(Couple.objects.visible_to(reader).standing().with_people())
    book = visits_in_open_files(reader)
    couples = with_next_visit(couples, book, now=reader.now)
    return Question(couples.filter(number=Blank("number")))


def chart_of(couple: Couple, *, user) -> dict:
    """What the page shows this reader: the head of the file and the panels open to him."""
    today = timezone.localdate()
    hints, reached = hints_of(couple), contacts(couple=couple)
    sees_blood_groups = user.may(Permission.RESULT_VIEW)
    sees_history = user.may(Permission.HISTORY_VIEW)
    glances = at_a_glance(couple=couple, on=today) if sees_history else {}
    return {
        "couple": couple,
        "partners": [
            partner(person, reached=reached[person.pk], on=today)
            | {"place": place, "glance": glances.get(person.pk), "photo": photo}
            for place, person, photo in zip(
                ("woman", "man"), couple.people, hints.photos, strict=True
            )
        ],
        "sees_blood_groups": sees_blood_groups,
        "alerts": [
            *alerts(couple, sees_blood_groups=sees_blood_groups),
            *(said for each in glances.values() for said in each.alerts),
        ],
        "kinship": couple.get_kinship_display() if sees_history else "",
        "sees_history": sees_history,
        "may_change_bond": user.may(Permission.PREGNANCY_RECORD),
        "may_change_contact": user.may(Permission.COUPLE_REGISTER),
        "restriction": restriction_of(couple) if hints.has_restriction else None,
        "may_restrict": user.may(Permission.CHART_RESTRICT),
        "others": others_of(couple, user=user) if hints.has_others else [],
        "may_merge": user.may(Permission.RECORD_MERGE),
        "merges": list(merges_into(couple, user=user)) if hints.has_merges else [],
        "may_see_openings": user.may(Permission.AUDIT_VIEW),
        "pregnant": pregnant_today(couple=couple, on=today)
        if sees_history and hints.is_pregnant
        else None,
        "panels": [
            (panel, reverse(panel.url_name, args=[couple.number]))
            for panel in PANELS
            if user.may(panel.permission)
        ],
    }


def others_of(couple: Couple, *, user) -> list[OtherCouple]:
    """The other couples of the two, as far as this reader may open them."""
    return other_couples(Couple.objects.visible_to(user), couple=couple)


def merges_into(couple: Couple, *, user) -> QuerySet[Merge]:
    """The merges in force into this file, as far as this reader judges merges."""
    if not user.may(Permission.RECORD_MERGE):
        return Merge.objects.none()
    merges = Merge.objects.visible_to(user).in_force()
    return merges.of_file(couple).filter(part_of__isnull=True).in_full()


def partner(person: Person, *, reached: Reached, on) -> dict:
    """One partner as the head of the chart shows him or her."""
    return {
        "person": person,
        "age": age_words(person, on=on),
        "blood_group": blood_group(person),
        "also_reads": [str(Language(code).label) for code in person.also_reads],
        "phones": reached.phones,
        "reachable_by": reached.by,
    }


def age_words(person: Person, *, on: date) -> str:
    """The age, marked as uncertain where the day of birth is not known."""
    age = person.age(on=on)
    if age is None:
        return ""
    return f"{'' if person.born_precision == Precision.DAY else 'about '}{age} years"


def blood_group(person: Person) -> str:
    """Both parts or nothing: half a blood group is not one."""
    if not (person.abo and person.rhd):
        return ""
    return f"{person.abo} {person.get_rhd_display()}"


def alerts(couple: Couple, *, sees_blood_groups: bool) -> list[str]:
    """What nobody may overlook; an unknown group is said, not taken as harmless."""
    said = []
    if couple.ended_on is not None:
        said.append(
            f"{couple.get_end_reason_display()}, {couple.ended_words}: both files are "
            "kept; visits of both, sessions, infusions and new papers are closed."
        )
    if not sees_blood_groups:
        return said
    if couple.woman.rhd == Rhd.NEGATIVE and couple.man.rhd != Rhd.NEGATIVE:
        said.append(
            "She is RhD negative. He is "
            + ("RhD positive." if couple.man.rhd else "not typed for RhD.")
        )
    return said
