"""A consultation is drafted, signed, amended with a reason; a signed one never changes."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone

from foundation.records.models import Act
from foundation.records.services import StaleRecord
from patients.models import Attachment, Consultation
from patients.selectors import consultations_of
from patients.services import (
    ConsultationEntry,
    amend_consultation,
    change_consultation,
    record_consultation,
    sign_consultation,
    void_attachment,
    void_consultation,
)
from tests.factories import patients
from tests.uploads import pdf

DAY = date(2026, 11, 2)
SAID = ConsultationEntry(
    held_on=DAY, reason="Three losses", assessment="Early losses", plan="Work-up"
)
OTHERWISE = ConsultationEntry(held_on=DAY, reason="Four losses", plan="Work-up")


@pytest.fixture
def draft(couple, clinician):
    return record_consultation(couple=couple, entry=SAID, by=clinician)


@pytest.fixture
def signed(draft, clinician):
    return sign_consultation(consultation=draft, by=clinician)


@pytest.fixture
def amendment(signed, clinician):
    return amend_consultation(
        instead_of=signed, entry=OTHERWISE, amended_because="Miscounted", by=clinician
    )


@pytest.fixture
def shown(couple):
    return lambda: consultations_of(couple=couple, papers=Attachment.objects.all())


def test_a_draft_is_only_a_draft(draft, shown, couple, clinician):
    [one] = shown()
    assert one.state == ("Draft, not signed", "caution")
    assert (one.now.whom, one.now.by) == ("Both together", f"Written by {clinician}")
    assert dict(one.now.parts) == {
        "Reason": "Three losses",
        "Examination": "",
        "Assessment": "Early losses",
        "Plan": "Work-up",
    }
    log = Act.objects.get()
    assert (log.action, log.couple_id) == ("consultation.drafted", couple.pk)


@pytest.mark.parametrize(
    ("fields", "question", "sentence"),
    [
        ({"reason": ""}, "reason", "This field cannot be blank."),
        (
            {"held_on": timezone.localdate() + timedelta(days=1)},
            "held_on",
            "This day lies in the future.",
        ),
    ],
    ids=["without a reason", "tomorrow"],
)
def test_record_consultation_refuses_in_words(
    fields, question, sentence, couple, clinician
):
    entry = ConsultationEntry(**{"held_on": DAY, "reason": "Three losses"} | fields)
    with pytest.raises(ValidationError) as refusal:
        record_consultation(couple=couple, entry=entry, by=clinician)
    assert sentence in refusal.value.message_dict[question]


def test_record_consultation_refuses_somebody_else(couple, other_couple, clinician):
    entry = ConsultationEntry(held_on=DAY, reason="Seen", person=other_couple.woman)
    with pytest.raises(ValidationError) as refusal:
        record_consultation(couple=couple, entry=entry, by=clinician)
    sentence = "This person is not one of the couple."
    assert refusal.value.message_dict == {"person": [sentence]}


def test_a_draft_is_changed_and_its_former_words_are_kept(draft, clinician, shown):
    change_consultation(consultation=draft, entry=OTHERWISE, by=clinician)
    assert dict(shown()[0].now.parts)["Reason"] == "Four losses"
    kept = draft.events.order_by("pgh_id").values_list("reason", flat=True)
    assert list(kept) == ["Three losses", "Four losses"]


def test_what_a_colleague_changed_meanwhile_is_neither_changed_nor_signed(draft, clinician):
    Consultation.objects.update(version=2)
    with pytest.raises(StaleRecord):
        change_consultation(consultation=draft, entry=OTHERWISE, by=clinician)
    with pytest.raises(StaleRecord):
        sign_consultation(consultation=draft, by=clinician)


def test_a_signed_one_is_neither_changed_nor_signed_again(signed, clinician, shown):
    for act in (
        lambda: change_consultation(consultation=signed, entry=OTHERWISE, by=clinician),
        lambda: sign_consultation(consultation=signed, by=clinician),
    ):
        with pytest.raises(ValidationError, match="it is not changed, it is amended"):
            act()
    [one] = shown()
    assert one.state == ("Signed", "good")
    assert one.now.by.startswith(f"Signed by {clinician}, ")


@pytest.mark.parametrize(
    "fields",
    [
        {"plan": "Another"},
        {"held_on": date(2026, 11, 1)},
        {"signed_at": None, "signed_by": None},
        {"amended_because": "Secretly"},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_the_table_itself_refuses_to_change_a_signed_one(fields, signed):
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        Consultation.objects.filter(pk=signed.pk).update(**fields)


def test_an_amendment_holds_once_it_is_signed_and_both_stay_readable(
    amendment, signed, shown, clinician
):
    now, before = shown()
    assert now.state == ("Draft of an amendment, not signed", "caution")
    assert (now.former, now.now.because) == ((), "Miscounted")
    assert (before.row, before.is_being_amended) == (signed, True)
    sign_consultation(consultation=amendment, by=clinician)
    [one] = shown()
    assert one.state == ("Signed, amended", "good")
    assert dict(one.now.parts)["Reason"] == "Four losses"
    [former] = one.former
    assert dict(former.parts)["Reason"] == "Three losses"


def test_what_is_amended_is_signed_and_amended_once_at_a_time(
    draft, couple, clinician, shown
):
    told = {"entry": OTHERWISE, "amended_because": "Miscounted", "by": clinician}
    with pytest.raises(ValidationError, match="This is a draft"):
        amend_consultation(instead_of=draft, **told)
    sign_consultation(consultation=draft, by=clinician)
    first = amend_consultation(instead_of=draft, **told)
    with pytest.raises(ValidationError, match="has been begun already"):
        amend_consultation(instead_of=draft, **told)
    void_consultation(consultation=first, reason="Not needed", by=clinician)
    assert amend_consultation(instead_of=draft, **told).pk


def test_an_amendment_says_why(signed, clinician):
    told = {"entry": OTHERWISE, "amended_because": "", "by": clinician}
    with pytest.raises(ValidationError) as refusal:
        amend_consultation(instead_of=signed, **told)
    assert refusal.value.message_dict == {
        "amended_because": ["An amendment needs a reason."]
    }


def test_what_was_amended_stands_until_the_amendment_is_struck_out(
    amendment, signed, clinician, shown
):
    sign_consultation(consultation=amendment, by=clinician)
    with pytest.raises(ValidationError, match="strike that one out first"):
        void_consultation(consultation=signed, reason="Not theirs", by=clinician)
    void_consultation(consultation=amendment, reason="Wrong file", by=clinician)
    assert [one.row for one in shown()] == [signed]
    void_consultation(consultation=signed, reason="Wrong file", by=clinician)
    assert shown() == []


def test_a_nurse_strikes_out_a_draft_and_no_signed_one(draft, clinician, nurse, shown):
    sign_consultation(consultation=draft, by=clinician)
    with pytest.raises(ValidationError, match="by somebody who signs"):
        void_consultation(consultation=draft, reason="Twice", by=nurse)
    assert len(shown()) == 1
    hers = record_consultation(couple=draft.couple, entry=SAID, by=nurse)
    assert void_consultation(consultation=hers, reason="Twice", by=nurse).voided_at


LAWS = [
    ("signed_by_somebody", {"signed_at": timezone.now()}),
    ("amended_with_a_reason", {"amended_because": "Why"}),
    ("says_why_they_came", {"reason": ""}),
]


@pytest.mark.parametrize(("law", "wrong"), LAWS, ids=[law for law, _ in LAWS])
def test_the_table_refuses_what_cannot_be(law, wrong, couple, clinician):
    told = {"couple": couple, "held_on": DAY, "reason": "Seen", "written_by": clinician}
    named = f"patients_consultation_{law}"
    with pytest.raises(IntegrityError, match=named), transaction.atomic():
        Consultation.objects.create(**told | wrong)


def test_the_table_lets_one_amendment_stand(amendment, clinician):
    with (
        pytest.raises(IntegrityError, match="amended_once_at_a_time"),
        transaction.atomic(),
    ):
        Consultation.objects.create(
            couple=amendment.couple,
            held_on=DAY,
            reason="Seen",
            written_by=clinician,
            replaces=amendment.replaces,
            amended_because="Again",
        )


def test_nobody_sees_consultations_without_permission(draft, receptionist, nurse):
    assert not Consultation.objects.visible_to(receptionist).exists()
    assert Consultation.objects.visible_to(nurse).get() == draft


def test_asks_the_same_of_many(couple, clinician, django_assert_num_queries):
    for count in (1, 9):
        for _ in range(count):
            record_consultation(couple=couple, entry=SAID, by=clinician)
        with django_assert_num_queries(2):
            consultations_of(couple=couple, papers=Attachment.objects.all())


def test_a_paper_brought_to_it_stands_beside_it_after_an_amendment_too(
    draft, shown, couple, other_couple, clinician
):
    paper = patients.attachment(by=clinician, couple=couple, consultation=draft)
    patients.attachment(by=clinician, couple=couple, content=pdf(3))
    assert [one.papers for one in shown()] == [(paper,)]
    signed = sign_consultation(consultation=draft, by=clinician)
    sign_consultation(
        consultation=amend_consultation(
            instead_of=signed, entry=OTHERWISE, amended_because="Miscounted", by=clinician
        ),
        by=clinician,
    )
    assert [one.papers for one in shown()] == [(paper,)]
    void_attachment(attachment=paper, reason="Not theirs", by=clinician)
    assert [one.papers for one in shown()] == [()]
    with pytest.raises(ValidationError, match="not one of the couple"):
        patients.attachment(by=clinician, couple=other_couple, consultation=draft)
