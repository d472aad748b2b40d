"""Synthetic people, written without the services so that each test says what it uses."""

from datetime import date
from itertools import count

from django.utils import timezone

from patients.models import (
    Allergy,
    Asked,
    Attachment,
    BrokenGlass,
    CareTeamMember,
    ClassAnswer,
    Condition,
    Consultation,
    ContactConsent,
    Couple,
    Donor,
    Drug,
    EmbryoTransfer,
    FamilyCondition,
    Fertility,
    Fetus,
    IvfCycle,
    Lifestyle,
    LossDefinition,
    Measurement,
    MenstrualHistory,
    Merge,
    MovedCell,
    Operation,
    Person,
    PhoneNumber,
    Pregnancy,
    PregnancyTreatment,
    Restriction,
    TissueTest,
    TreatmentConsent,
    UltrasoundScan,
    WorkupStep,
)
from patients.models.donor import Gift
from patients.models.restriction import GLASS_LASTS
from patients.services import (
    DonorEntry,
    attach_paper,
    load_catalogue,
    register_donor,
)
from tests.uploads import pdf

_numbers = count(5001)


def person(*, by, number: str, name: str, sex: str, **fields) -> Person:
    defaults = {"born_on": date(1992, 4, 12), "born_precision": "day"}
    return Person.objects.create(
        written_by=by, number=number, name=name, sex=sex, search_name=name.casefold(),
        **defaults | fields,
    )  # fmt: skip


def couple(*, by, woman: str = "Asha Sample", man: str = "Rohan Sample") -> Couple:
    """Two people with a telephone each; she agreed to an SMS."""
    number = f"C{next(_numbers)}"
    wife = person(by=by, number=f"{number}F", name=woman, sex="F", abo="O", rhd="pos")
    husband = person(by=by, number=f"{number}M", name=man, sex="M", abo="O", rhd="pos")
    for index, somebody in enumerate((wife, husband)):
        digits = f"9198200{number[1:]}{index}"
        PhoneNumber.objects.create(
            written_by=by, person=somebody, number=f"+{digits}", digits=digits
        )
    ContactConsent.objects.create(written_by=by, person=wife, channel="sms", granted=True)
    return Couple.objects.create(written_by=by, number=number, woman=wife, man=husband)


def pregnancy(*, by, couple: Couple, outcome: str = "miscarriage", **fields) -> Pregnancy:
    """A pregnancy of her with the present partner."""
    seq = couple.woman.pregnancies.count() + 1
    is_his = fields.get("father", "partner") == "partner"
    father = couple.man if is_his else None
    defaults = {"seq": seq, "seen": "ultrasound", "genetic_father": father}
    return Pregnancy.objects.create(
        written_by=by, woman=couple.woman, outcome=outcome, **defaults | fields
    )


def transfer(*, by, couple: Couple, **fields) -> EmbryoTransfer:
    """A failed transfer of two good blastocysts, nobody remembers when."""
    defaults = {
        "seq": couple.woman.embryo_transfers.count() + 1,
        "kind": "frozen",
        "stage": "blastocyst",
        "embryos": 2,
        "good_embryos": 2,
        "result": "negative",
    }
    return EmbryoTransfer.objects.create(
        written_by=by, woman=couple.woman, **defaults | fields
    )


def cycle(*, by, couple: Couple, **fields) -> IvfCycle:
    """A fresh cycle of March 2024 with ten eggs and three frozen embryos."""
    defaults = {
        "seq": couple.woman.ivf_cycles.count() + 1,
        "started_on": date(2024, 3, 1),
        "started_precision": "month",
        "kind": "fresh",
        "stimulation": "antagonist",
        "oocytes": 10,
        "mature": 8,
        "fertilised": 6,
        "day5": 4,
        "frozen": 3,
    }
    return IvfCycle.objects.create(written_by=by, woman=couple.woman, **defaults | fields)


def workup_step(*, by, couple: Couple, **fields) -> WorkupStep:
    """A normal thyroid function."""
    defaults = {
        "item": "thyroid_function",
        "kind": "normal",
        "happened_on": date(2026, 2, 3),
    }
    return WorkupStep.objects.create(written_by=by, couple=couple, **defaults | fields)


def scan(*, by, pregnancy: Pregnancy, **fields) -> UltrasoundScan:
    """A scan of 1 March 2024 of which nothing but the day was written down."""
    defaults = {"scanned_on": date(2024, 3, 1)}
    return UltrasoundScan.objects.create(
        written_by=by, pregnancy=pregnancy, **defaults | fields
    )


def fetus(*, by, pregnancy: Pregnancy, outcome: str = "miscarriage", **fields) -> Fetus:
    return Fetus.objects.create(
        written_by=by, pregnancy=pregnancy, outcome=outcome, **fields
    )


def tissue(*, by, pregnancy: Pregnancy, result: str = "46,XX", **fields) -> TissueTest:
    return TissueTest.objects.create(
        written_by=by, pregnancy=pregnancy, result=result, **fields
    )


def treatment(*, by, pregnancy: Pregnancy, kind: str = "aspirin", **fields):
    return PregnancyTreatment.objects.create(
        written_by=by, pregnancy=pregnancy, kind=kind, **fields
    )


def each_part(*, by, pregnancy: Pregnancy):
    """One of everything that can be on file below a pregnancy, by its list."""
    of = {"by": by, "pregnancy": pregnancy}
    return {
        "scans": scan(**of, note="Seen by Dr Sample"),
        "fetuses": fetus(**of, note="As told"),
        "tissue": tissue(**of, histology="Villi"),
        "treatments": treatment(**of, dose="75 mg a day"),
    }


def allergy(*, by, person: Person, substance: str = "Penicillin", **fields) -> Allergy:
    return Allergy.objects.create(
        written_by=by, person=person, substance=substance, **fields
    )


def drug(*, by, person: Person, name: str = "Levothyroxine", **fields) -> Drug:
    return Drug.objects.create(written_by=by, person=person, name=name, **fields)


def measurement(*, by, person: Person, **fields) -> Measurement:
    """60 kg on 3 March 2026, unless another measure is given."""
    told = {"measured_on": date(2026, 3, 3)} | ({} if fields else {"weight_kg": 60})
    return Measurement.objects.create(written_by=by, person=person, **told | fields)


def condition(*, by, person: Person, name: str = "Asthma", **fields) -> Condition:
    return Condition.objects.create(written_by=by, person=person, name=name, **fields)


def operation(*, by, person: Person, name: str = "Laparoscopy", **fields) -> Operation:
    return Operation.objects.create(written_by=by, person=person, name=name, **fields)


def family_condition(
    *, by, person: Person, name: str = "Thrombosis", **fields
) -> FamilyCondition:
    told = {"relative": "mother"} | fields
    return FamilyCondition.objects.create(written_by=by, person=person, name=name, **told)


def menstrual_history(*, by, person: Person, **fields) -> MenstrualHistory:
    told = {"told_on": date(2026, 3, 3)} | fields
    return MenstrualHistory.objects.create(written_by=by, person=person, **told)


def lifestyle(*, by, person: Person, **fields) -> Lifestyle:
    told = {"habit": "smoking", "state": "before"} | fields
    return Lifestyle.objects.create(written_by=by, person=person, **told)


def each_entry(*, by, person: Person, words: str = "As told"):
    """One of everything somebody tells of himself, by its list."""
    of = {"by": by, "person": person, "note": words}
    hers = {"periods": menstrual_history(**of)} if person.sex == "F" else {}
    return hers | {
        "conditions": condition(**of, name=words),
        "operations": operation(**of, name=words, outcome=words),
        "family": family_condition(**of, name=words),
        "lifestyle": lifestyle(**of, amount=words),
        "allergies": allergy(**of, substance=words, reaction=words),
        "drugs": drug(**of, name=words, reason=words),
        "measurements": measurement(**of, weight_kg=60),
    }


def consultation(*, by, couple: Couple, signed: bool = False, **fields) -> Consultation:
    """Both came on 2 November 2026 after three losses; a draft unless it is signed."""
    told = {"held_on": date(2026, 11, 2), "reason": "Three losses"}
    name = {"signed_at": timezone.now(), "signed_by": by} if signed else {}
    return Consultation.objects.create(written_by=by, couple=couple, **told | name | fields)


def each_consultation(*, by, couple: Couple, words: str):
    """A draft, and a signed one that was amended, with these words in every text."""
    said = {"reason": words, "examination": words, "assessment": words, "plan": words}
    of = {"by": by, "couple": couple, **said}
    first = consultation(**of, signed=True)
    consultation(**of, signed=True, replaces=first, amended_because=words)
    consultation(**of, signed=True)
    return consultation(**of)


def asked(*, by, person: Person, topic: str = "allergies", **fields) -> Asked:
    """Somebody asked on a day about a list that has changed since."""
    told = {"asked_on": date(2026, 2, 3), "listed": 1, "fingerprint": "0" * 64}
    return Asked.objects.create(written_by=by, person=person, topic=topic, **told | fields)


def donor(*, by, name: str = "Sealed Person", **told) -> Donor:
    """A donor of everything, put on file through the service."""
    gives = tuple(told.pop("gives", Gift.values))
    return register_donor(by=by, entry=DonorEntry(name=name, gives=gives, **told))


def consent(*, by, person: Person, **fields) -> TreatmentConsent:
    """A signed consent of a woman to lymphocytes of her partner."""
    defaults = {
        "therapy_code": "LIT_PATERNAL",
        "document": "recipient",
        "document_version": 1,
        "language": "en",
        "signed_on": date(2026, 1, 5),
    }
    return TreatmentConsent.objects.create(
        written_by=by, person=person, **defaults | fields
    )


def attachment(
    *, by, couple: Couple, content: bytes = b"", kind: str = "laboratory", **fields
) -> Attachment:
    """A paper on their file, kept by the service."""
    return attach_paper(couple=couple, kind=kind, content=content or pdf(), by=by, **fields)


def taken_in(couple: Couple, *, by, reason: str = "Same identity card") -> Merge:
    """A record of nobody's couple that became one with the woman of this one."""
    woman = couple.woman
    double = person(by=by, number=f"{woman.number}X", name=woman.name, sex="F")
    merge = Merge.objects.create(
        written_by=by, kept_person=woman, merged_person=double, reason=reason
    )
    MovedCell.objects.create(
        merge=merge, table="patients_person", row=str(double.pk),
        column="merged_into_id", was=None, now=woman.pk,
    )  # fmt: skip
    Person.objects.filter(pk=double.pk).update(merged_into=woman)
    return merge


def restricted(
    couple: Couple, *, by, team=(), desk_books: bool = True, reason: str = "Works here"
) -> Restriction:
    """Close the file of a couple to everybody but these."""
    restriction = Restriction.objects.create(
        written_by=by, couple=couple, reason=reason, desk_books=desk_books
    )
    for member in team:
        CareTeamMember.objects.create(written_by=by, restriction=restriction, member=member)
    return restriction


def broken(couple: Couple, *, by, reason: str = "She bleeds and nobody is here"):
    """Glass somebody has just broken."""
    until = timezone.now() + GLASS_LASTS
    return BrokenGlass.objects.create(
        written_by=by, couple=couple, reason=reason, until=until
    )


def fertility(*, by, couple: Couple, **fields) -> Fertility:
    """They try since 2020; nobody has looked at anything."""
    since = {"trying_on": date(2020, 1, 1), "trying_precision": "year"}
    return Fertility.objects.create(written_by=by, couple=couple, **since | fields)


def answered(*, by, couple: Couple, words: str = "Recurrent") -> ClassAnswer:
    """An answer that was given about their history under some definition."""
    load_catalogue()
    return ClassAnswer.objects.create(
        couple=couple, definition=LossDefinition.objects.earliest("pk"), asked_by=by,
        rule="patients.classify", rule_version=1, inputs_hash="0" * 64, facts=[],
        answer={}, verdict=words, sentence=words,
    )  # fmt: skip
