from foundation.records.models.act import Act, Look
from foundation.records.models.authored import AuthoredRecord, RecordQuerySet
from foundation.records.models.catalogue import CatalogueEntry
from foundation.records.models.draft import Draft
from foundation.records.models.heartbeat import Heartbeat
from foundation.records.models.history import tracked
from foundation.records.models.meanwhile import Changed, Meanwhile, Said
from foundation.records.models.seal import Seal, SealPart
from foundation.records.models.sealed import BlindIndex, SealedText
from foundation.records.models.submission import Submission
from foundation.records.models.whose import NOBODYS, Whose

__all__ = [
    "NOBODYS",
    "Act",
    "AuthoredRecord",
    "BlindIndex",
    "CatalogueEntry",
    "Changed",
    "Draft",
    "Heartbeat",
    "Look",
    "Meanwhile",
    "RecordQuerySet",
    "Seal",
    "SealPart",
    "SealedText",
    "Submission",
    "Said",
    "Whose",
    "tracked",
]
