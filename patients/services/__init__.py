"""The acts of the clinic around people, histories and consents."""

from patients.services.answered import keep_answer
from patients.services.attachments import (
    attach_paper,
    open_paper,
    reseal_attachments,
    void_attachment,
)
from patients.services.consents import (
    record_treatment_consent,
    withdraw_treatment_consent,
)
from patients.services.consultations import (
    ConsultationEntry,
    amend_consultation,
    change_consultation,
    record_consultation,
    sign_consultation,
    void_consultation,
)
from patients.services.cycles import (
    CycleEntry,
    change_cycle,
    record_cycle,
    void_cycle,
)
from patients.services.definitions import choose_definition, load_catalogue
from patients.services.donors import DonorEntry, change_donor, register_donor
from patients.services.entries import (
    change_entry,
    record_asked,
    record_entry,
    void_entry,
)
from patients.services.fertility import tell_fertility
from patients.services.histories import judge_history, record_history
from patients.services.merging import merge_couples, merge_people, take_merge_back
from patients.services.parts import (
    FetusEntry,
    ScanEntry,
    TissueEntry,
    TreatmentEntry,
    change_part,
    record_part,
    void_part,
)
from patients.services.people import change_couple, change_person
from patients.services.policies import answer_policy
from patients.services.pregnancies import (
    PregnancyEntry,
    change_pregnancy,
    record_pregnancy,
    void_pregnancy,
)
from patients.services.registration import (
    NewPerson,
    answer_contact,
    answer_contacts,
    register_couple,
    register_new_couple,
)
from patients.services.restrictions import (
    break_glass,
    change_restriction,
    close_glass,
    lift_restriction,
    restrict_couple,
    review_glass,
)
from patients.services.separation import resume_couple, separate_couple
from patients.services.told import (
    AllergyEntry,
    ConditionEntry,
    DrugEntry,
    FamilyEntry,
    LifestyleEntry,
    MeasurementEntry,
    MenstrualEntry,
    OperationEntry,
)
from patients.services.transfers import (
    TransferEntry,
    change_transfer,
    record_transfer,
    void_transfer,
)
from patients.services.workup import record_workup_step, void_workup_step

__all__ = [
    "AllergyEntry",
    "ConditionEntry",
    "ConsultationEntry",
    "CycleEntry",
    "DonorEntry",
    "DrugEntry",
    "FamilyEntry",
    "FetusEntry",
    "LifestyleEntry",
    "MeasurementEntry",
    "MenstrualEntry",
    "NewPerson",
    "OperationEntry",
    "PregnancyEntry",
    "ScanEntry",
    "TissueEntry",
    "TransferEntry",
    "TreatmentEntry",
    "amend_consultation",
    "answer_contact",
    "answer_contacts",
    "answer_policy",
    "attach_paper",
    "break_glass",
    "change_consultation",
    "change_donor",
    "change_entry",
    "change_part",
    "change_couple",
    "change_cycle",
    "change_person",
    "change_pregnancy",
    "change_restriction",
    "change_transfer",
    "choose_definition",
    "close_glass",
    "judge_history",
    "keep_answer",
    "lift_restriction",
    "load_catalogue",
    "merge_couples",
    "merge_people",
    "open_paper",
    "record_asked",
    "record_consultation",
    "record_cycle",
    "record_entry",
    "record_history",
    "record_part",
    "record_pregnancy",
    "record_transfer",
    "record_treatment_consent",
    "record_workup_step",
    "register_couple",
    "register_donor",
    "register_new_couple",
    "reseal_attachments",
    "resume_couple",
    "separate_couple",
    "take_merge_back",
    "tell_fertility",
    "void_attachment",
    "restrict_couple",
    "review_glass",
    "sign_consultation",
    "void_consultation",
    "void_cycle",
    "void_entry",
    "void_part",
    "void_pregnancy",
    "void_transfer",
    "void_workup_step",
    "withdraw_treatment_consent",
]
