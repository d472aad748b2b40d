"""Which row of the clinic an address leads to, and in whose file it lies."""

from dataclasses import dataclass

from django.db import models
from django.shortcuts import get_object_or_404
from django.urls import ResolverMatch

from appointments.models import Appointment, Reminder
from foundation.records.drafts import Subject
from foundation.records.models.whose import whose_file
from immunology.models import Panel, Result
from patients.models import (
    Attachment,
    BrokenGlass,
    Consultation,
    Couple,
    EmbryoTransfer,
    IvfCycle,
    Merge,
    Person,
    Pregnancy,
    TreatmentConsent,
    WorkupStep,
)
from reports.models import Document
from therapy.models import Infusion, Session


@dataclass(frozen=True, slots=True)
class Place:
    """Where addresses that begin like this lead: the table, and what names its row."""

    model: type[models.Model]
    name: str

    def row(self, words: dict[str, object]) -> models.Model | None:
        """The row an address asks for, whether its reader may see it or not."""
        found = self.model._base_manager.filter(**{self.name: words[self.name]})  # type: ignore[attr-defined]
        return found.first()


# The longer beginning counts: a pregnancy is asked for below a couple.
PLACES = {
    "couples/<str:number>/pregnancies/<int:pk>/": Place(Pregnancy, "pk"),
    "couples/<str:number>/consultations/<int:pk>/": Place(Consultation, "pk"),
    "couples/<str:number>/people/<int:pk>/": Place(Person, "pk"),
    "couples/<str:number>/transfers/<int:pk>/": Place(EmbryoTransfer, "pk"),
    "couples/<str:number>/cycles/<int:pk>/": Place(IvfCycle, "pk"),
    "couples/<str:number>/workup/<int:pk>/": Place(WorkupStep, "pk"),
    "couples/<str:number>/consents/<int:pk>/": Place(TreatmentConsent, "pk"),
    "couples/<str:number>/attachments/<uuid:pk>/": Place(Attachment, "pk"),
    "couples/<str:number>/photos/<uuid:pk>/": Place(Attachment, "pk"),
    "couples/<str:number>/merges/<int:pk>/": Place(Merge, "pk"),
    "couples/<str:number>/": Place(Couple, "number"),
    "restricted/glass/<int:pk>/": Place(BrokenGlass, "pk"),
    "appointments/<int:pk>/": Place(Appointment, "pk"),
    "reminders/<int:pk>/": Place(Reminder, "pk"),
    "panels/<int:pk>/": Place(Panel, "pk"),
    "results/<int:pk>/": Place(Result, "pk"),
    "sessions/<int:pk>/": Place(Session, "pk"),
    "infusions/<int:pk>/": Place(Infusion, "pk"),
    "documents/<str:number>/": Place(Document, "number"),
}


def place_of(route: str) -> Place | None:
    """Whose row an address leads to; None where it leads to nobody's."""
    return next((p for start, p in PLACES.items() if route.startswith(start)), None)


def subject_at(match: ResolverMatch, *, user) -> Subject:
    """What a page is about, as far as this reader may open it.

    Raises: Http404 where it is about a row or a couple closed to the reader.
    """
    place = place_of(match.route)
    if place is None:
        return Subject()
    rows = place.model._default_manager.visible_to(user)  # type: ignore[attr-defined]
    row = get_object_or_404(rows, **{place.name: match.kwargs[place.name]})
    couple = get_object_or_404(Couple.objects.visible_to(user), **_couple_of(row, match))
    return Subject(row, couple.pk, (couple.woman_id, couple.man_id))


def _couple_of(row: models.Model, match: ResolverMatch) -> dict[str, object]:
    """How the couple is found: by its number in the address, else by the row."""
    if match.route.startswith("couples/"):
        return {"number": match.kwargs["number"]}
    return {"pk": whose_file(row)["couple_id"]}
