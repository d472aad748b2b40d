"""What is asked about people, histories and consents."""

from patients.forms.attachments import AttachmentForm
from patients.forms.changes import PregnancyChangeForm, VoidForm
from patients.forms.consents import ConsentForm, WithdrawalForm
from patients.forms.contact import ContactForm
from patients.forms.cycles import CycleForm
from patients.forms.definitions import DefinitionForm
from patients.forms.fertility import FertilityForm
from patients.forms.merging import ChoiceForm, MergeForm, UndoForm
from patients.forms.people import BondForm, PersonForm
from patients.forms.policies import PolicyForm
from patients.forms.pregnancies import NewPregnancyForm
from patients.forms.registration import PLACES, CoupleForm
from patients.forms.restrictions import GlassForm, LiftForm, RestrictionForm, ReviewForm
from patients.forms.separation import NewCoupleForm, ResumeForm, SeparationForm
from patients.forms.transfers import TransferForm
from patients.forms.workup import WorkupStepForm

__all__ = [
    "PLACES",
    "AttachmentForm",
    "BondForm",
    "ChoiceForm",
    "ConsentForm",
    "ContactForm",
    "CoupleForm",
    "CycleForm",
    "DefinitionForm",
    "FertilityForm",
    "GlassForm",
    "LiftForm",
    "MergeForm",
    "NewCoupleForm",
    "NewPregnancyForm",
    "PersonForm",
    "PolicyForm",
    "PregnancyChangeForm",
    "RestrictionForm",
    "ResumeForm",
    "ReviewForm",
    "SeparationForm",
    "TransferForm",
    "UndoForm",
    "VoidForm",
    "WithdrawalForm",
    "WorkupStepForm",
]
