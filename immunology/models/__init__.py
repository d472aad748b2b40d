from immunology.models.catalogue import Analyte, EvidenceNote, ReferenceInterval
from immunology.models.laboratory import Laboratory
from immunology.models.panel import Panel
from immunology.models.result import Result

__all__ = [
    "Analyte",
    "EvidenceNote",
    "Laboratory",
    "Panel",
    "ReferenceInterval",
    "Result",
]
