"""Synthetic consents, infection tests and sessions."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from immunology import services as results
from immunology.models import Laboratory, Panel
from immunology.selectors.judging import Sample, Typed
from patients.models import Allergy, Couple, Person, TreatmentConsent
from patients.rules.asked import ListedRow, name_of_list
from tests.factories import immunology, patients
from therapy import services
from therapy.models import Protocol, Session
from therapy.selectors.gates import Scanned

LIT = "LIT_PATERNAL"
NEGATIVE = ("hiv", "hbsag", "anti_hbc", "anti_hcv", "syphilis")


def ready(couple: Couple, *, by, on: date | None = None) -> None:
    """All a session asks for: protocols, consents, infection screens, allergies asked."""
    services.load_catalogue()
    results.load_catalogue()
    consents(couple, by=by)
    asked_of_allergies(couple.woman, by=by)
    lab = Laboratory.objects.first() or immunology.laboratory(by=by)
    infection(couple, of="woman", by=by, lab=lab)
    infection(couple, of="man", by=by, lab=lab)


def asked_of_allergies(person: Person, *, by) -> None:
    """Somebody asked today about the list of allergies as it stands now."""
    rows = Allergy.objects.standing().filter(person=person)
    listed = [ListedRow(row.pk, row.version) for row in rows]
    patients.asked(
        by=by, person=person, asked_on=timezone.localdate(), listed=len(listed),
        fingerprint=name_of_list(listed),
    )  # fmt: skip


def consents(couple: Couple, *, by, therapy: str = LIT, **fields: Any) -> None:
    """She agreed to the treatment, he to giving cells, ten days ago."""
    defaults = {
        "document_version": 1,
        "language": "en",
        "signed_on": timezone.localdate() - timedelta(days=10),
    }
    for person, document in ((couple.woman, "recipient"), (couple.man, "donor")):
        TreatmentConsent.objects.create(
            written_by=by, person=person, therapy_code=therapy, document=document,
            **defaults | fields,
        )  # fmt: skip


def infection(
    couple: Couple, *, of: str, by, lab: Laboratory, days_ago: int = 20, **words: str
) -> Panel:
    """A signed infection screen, all negative unless said otherwise."""
    day = timezone.localdate() - timedelta(days=days_ago)
    typed = {code: Typed(words.get(code, "non-reactive")) for code in NEGATIVE}
    return signed_panel(
        couple, "infection", of=of, by=by, typed=typed, sample=Sample(
            laboratory=lab, sampled_on=day, reported_on=day
        ),
    )  # fmt: skip


def antibody_screen(couple: Couple, *, by, says: str = "negative") -> Panel:
    """Her signed red-cell antibody screen of today."""
    today = timezone.localdate()
    lab = Laboratory.objects.first() or immunology.laboratory(by=by)
    sample = Sample(laboratory=lab, sampled_on=today, reported_on=today)
    typed = {"ab_screen": Typed(says)}
    return signed_panel(
        couple, "blood_group", of="woman", by=by, typed=typed, sample=sample
    )


def signed_panel(
    couple: Couple, code: str, *, of: str, by, typed: dict[str, Typed], sample: Sample
) -> Panel:
    """A panel as the clinic records and signs it."""
    panel = results.record_panel(
        desk=immunology.desk_for(couple, code, of),
        sample=sample,
        typed=typed,
        on=timezone.localdate(),
        by=by,
    )
    results.sign_panel(panel=panel, by=by)
    return panel


def session(couple: Couple, *, by, planned_for: date | None = None, **fields) -> Session:
    """A session planned through the service, for today unless another day is said."""
    defaults = {
        "millions": Decimal(40),
        "route": "intradermal",
        "protocol": Protocol.objects.filter(code=LIT).order_by("-edition").first(),
    }
    return services.plan_session(
        couple=couple,
        planned_for=planned_for or timezone.localdate(),
        by=by,
        **defaults | fields,
    )


def labels(of: Couple | Session, **fields: str) -> Scanned:
    """The labels as they should be."""
    woman: Person = of.woman
    man: Person = of.couple.man if isinstance(of, Session) else of.man
    right = {
        "band": woman.number, "label_for": woman.number,
        "donor_tube": f"{man.number}-1", "label_from": f"{man.number}-1",
    }  # fmt: skip
    return Scanned(**right | fields)


def begun(couple: Couple, *, by, **fields) -> Session:
    """A session that has started."""
    return started(session(couple, by=by, **fields), by=by)


def started(planned: Session, *, by) -> Session:
    """A planned session that has started."""
    begun = services.start_session(
        session=planned, scanned=labels(planned),
        acknowledged=True, on=timezone.localdate(), by=by,
    )  # fmt: skip
    assert begun.began, [each.answer for each in begun.told if not each.is_open]
    return begun.session


def counted(couple: Couple, *, by, viability: str = "94", **fields) -> Session:
    """A session whose cells were drawn and counted."""
    return drawn(begun(couple, by=by, **fields), by=by, viability=viability)


def drawn(running: Session, *, by, viability: str = "94") -> Session:
    """A session under way whose cells were drawn and counted."""
    return services.record_cells(
        session=running, drawn_at=timezone.now(),
        draw_ml=Decimal(50), millions_counted=Decimal(52),
        viability_pct=Decimal(viability), by=by,
    )  # fmt: skip


def released(couple: Couple, *, by, checker, **fields) -> Session:
    """A session whose cells a second person released."""
    return checked(counted(couple, by=by, **fields), by=by, checker=checker)


def checked(running: Session, *, by, checker) -> Session:
    """A session whose counted cells a second person released."""
    return services.release_cells(session=running, checker=checker, by=by)


def given(couple: Couple, *, by, checker, **fields) -> Session:
    """A session in which the cells were given just now."""
    return injected(released(couple, by=by, checker=checker, **fields), by=by)


def carried_out(planned: Session, *, by, checker) -> Session:
    """A planned session from the start to the injection."""
    return injected(
        checked(drawn(started(planned, by=by), by=by), by=by, checker=checker), by=by
    )


def injected(running: Session, *, by) -> Session:
    """A session whose released cells were given just now."""
    answer = services.give_cells(
        session=running, scanned=labels(running),
        given_at=timezone.now(), millions_given=Decimal(40), volume_ml=Decimal("1.2"),
        sites=["L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8"],
        on=timezone.localdate(), by=by,
    )  # fmt: skip
    assert answer.went_in, answer.told
    return answer.session
