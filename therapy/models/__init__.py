from therapy.models.catalogue import Product, Protocol, SafetyLimit
from therapy.models.gates import GateCheck, GateOverride
from therapy.models.infusion import Infusion
from therapy.models.infusion_rows import InfusionLot, InfusionVitals
from therapy.models.observation import SessionObservation
from therapy.models.session import Session

__all__ = [
    "GateCheck",
    "GateOverride",
    "Infusion",
    "InfusionLot",
    "InfusionVitals",
    "Product",
    "Protocol",
    "SafetyLimit",
    "Session",
    "SessionObservation",
]
