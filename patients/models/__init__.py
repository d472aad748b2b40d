from patients.models.answered import ClassAnswer
from patients.models.attachment import Attachment, AttachmentContent
from patients.models.background import (
    Condition,
    FamilyCondition,
    Lifestyle,
    MenstrualHistory,
    Operation,
)
from patients.models.consent import ContactConsent, TreatmentConsent
from patients.models.consultation import Consultation
from patients.models.couple import Couple
from patients.models.cycle import IvfCycle
from patients.models.definition import DefinitionChoice, LossDefinition
from patients.models.donor import Donor
from patients.models.entries import Allergy, Asked, Drug
from patients.models.fertility import Fertility
from patients.models.measurement import Measurement
from patients.models.merge import Merge, MovedCell
from patients.models.name_key import NameKey, NameWord
from patients.models.parts import (
    Fetus,
    PregnancyTreatment,
    TissueTest,
    UltrasoundScan,
)
from patients.models.person import Person, PhoneNumber
from patients.models.policy import PolicyAnswer
from patients.models.pregnancy import Pregnancy
from patients.models.restriction import BrokenGlass, CareTeamMember, Restriction
from patients.models.transfer import EmbryoTransfer
from patients.models.workup import WorkupStep

__all__ = [
    "Allergy",
    "Asked",
    "Attachment",
    "AttachmentContent",
    "BrokenGlass",
    "CareTeamMember",
    "Condition",
    "Consultation",
    "ClassAnswer",
    "ContactConsent",
    "Couple",
    "DefinitionChoice",
    "Donor",
    "Drug",
    "EmbryoTransfer",
    "FamilyCondition",
    "Fertility",
    "Fetus",
    "IvfCycle",
    "Lifestyle",
    "LossDefinition",
    "Measurement",
    "MenstrualHistory",
    "Merge",
    "MovedCell",
    "NameKey",
    "NameWord",
    "Operation",
    "Person",
    "PhoneNumber",
    "PolicyAnswer",
    "Pregnancy",
    "PregnancyTreatment",
    "Restriction",
    "TissueTest",
    "TreatmentConsent",
    "UltrasoundScan",
    "WorkupStep",
]
