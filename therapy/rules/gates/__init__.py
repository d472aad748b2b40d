"""The safety gates: may this treatment be given to this woman today?

Each gate takes facts, the limits in force and the day, and gives one `GateAnswer`.
`evaluate` asks a set of them and `decide` takes the worst.
"""

from therapy.rules.gates.adverse_event import AdverseEvent, g_open_ae
from therapy.rules.gates.afterwards import g_live_vaccine, g_serology
from therapy.rules.gates.allergy import (
    HISTORY_GATES,
    Allergy,
    AllergyLevel,
    AllergyRule,
    Treatment,
    allergies_meant,
    g_allergy,
)
from therapy.rules.gates.answers import (
    Gate,
    GateAnswer,
    GateOutcome,
    decide,
    heard,
    worst,
)
from therapy.rules.gates.anti_tnf import g_tnf
from therapy.rules.gates.blood_group import (
    Abo,
    AntiD,
    BloodGroup,
    BloodMatch,
    Rhd,
    Route,
    g_abo_rhd,
)
from therapy.rules.gates.cells import CellProduct, g_cells
from therapy.rules.gates.concurrent import Concurrent, g_concurrent
from therapy.rules.gates.consent import Consent, g_consent
from therapy.rules.gates.discharge import Leaving, g_discharge, observation_min
from therapy.rules.gates.donor import Donor, g_donor_tti
from therapy.rules.gates.dose import Dose, g_ivig_dose
from therapy.rules.gates.engine import Check, evaluate
from therapy.rules.gates.identity import Scans, g_identity
from therapy.rules.gates.iga import AntiIga, IgaStatus, g_iga
from therapy.rules.gates.infection import (
    INFECTION_GATES,
    InfectionResult,
    InfectionTest,
)
from therapy.rules.gates.interval import SessionKind, g_interval
from therapy.rules.gates.laboratory import g_lab
from therapy.rules.gates.lot import Lot, g_lot
from therapy.rules.gates.override import OverrideRequest, Signer, g_override
from therapy.rules.gates.pregnancy_state import PregnancyState
from therapy.rules.gates.rate import RunningRate, first_rules_apply, g_rate
from therapy.rules.gates.readiness import Room, g_readiness
from therapy.rules.gates.recipient import g_recipient_tti
from therapy.rules.gates.renal import Creatinine, g_renal
from therapy.rules.gates.therapy import (
    Therapy,
    g_gestation_window,
    g_jurisdiction,
    g_pregnancy,
)
from therapy.rules.gates.vitals import Vitals, g_vitals_pre
from therapy.rules.gates.weight import Weight, g_weight

__all__ = [
    "HISTORY_GATES",
    "INFECTION_GATES",
    "Abo",
    "AdverseEvent",
    "Allergy",
    "AllergyLevel",
    "AllergyRule",
    "AntiD",
    "AntiIga",
    "BloodGroup",
    "BloodMatch",
    "CellProduct",
    "Check",
    "Concurrent",
    "Consent",
    "Creatinine",
    "Donor",
    "Dose",
    "Gate",
    "GateAnswer",
    "GateOutcome",
    "IgaStatus",
    "InfectionResult",
    "InfectionTest",
    "Leaving",
    "Lot",
    "OverrideRequest",
    "PregnancyState",
    "Rhd",
    "Room",
    "Route",
    "RunningRate",
    "Scans",
    "SessionKind",
    "Signer",
    "Therapy",
    "Treatment",
    "Vitals",
    "Weight",
    "decide",
    "evaluate",
    "first_rules_apply",
    "g_abo_rhd",
    "allergies_meant",
    "g_allergy",
    "g_cells",
    "g_concurrent",
    "g_consent",
    "g_discharge",
    "g_donor_tti",
    "g_gestation_window",
    "g_identity",
    "g_iga",
    "g_interval",
    "g_ivig_dose",
    "g_jurisdiction",
    "g_lab",
    "g_live_vaccine",
    "g_lot",
    "g_open_ae",
    "g_override",
    "g_pregnancy",
    "g_rate",
    "g_readiness",
    "g_recipient_tti",
    "g_renal",
    "g_serology",
    "g_tnf",
    "g_vitals_pre",
    "g_weight",
    "heard",
    "observation_min",
    "worst",
]
