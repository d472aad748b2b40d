"""Facts of issued documents, as the selectors freeze them; every person is invented."""

import hashlib
from copy import deepcopy
from typing import Any

from django.utils import timezone

from patients.models import Couple
from reports.choices import State
from reports.models import Document

NK_NOTE = (
    "Peripheral NK percentage and killing have no agreed cut-off. RCOG 2023 advises "
    "against routine testing; in 552 women NK activity did not predict the next "
    "miscarriage."
)
LABORATORY = "Example Immunology Laboratory, Pune"


def pregnancy(ordinal: int, **more: str) -> dict[str, Any]:
    """One line of a history, as patients.selectors.report_history gives it."""
    return {
        "ordinal": ordinal,
        "when": "not known",
        "outcome": "Miscarriage",
        "loss_type": "",
        "gestation": "8+3",
        "gestation_basis": "when growth or the heartbeat stopped",
        "seen": "Ultrasound",
        "father": "Present partner",
        "conception": "Natural",
        "management": "Waited",
        "certainty": "Documented",
        "note": "",
    } | more


PEOPLE = [
    {
        "role": "Woman",
        "number": "C5001F",
        "name": "Asha Sample",
        "native_name": "आशा नमूना",
        "native_language": "hi",
        "born": "12 Apr 1992",
        "age": "34 years",
        "blood_group": "O, RhD positive",
        "language": "Hindi",
    },
    {
        "role": "Man",
        "number": "C5001M",
        "name": "Rohan Sample",
        "native_name": "रोहन नमूना",
        "native_language": "hi",
        "born": "about 1989",
        "age": "about 37 years",
        "blood_group": "",
        "language": "Marathi",
    },
]
HISTORY = {
    "verdict": "Recurrent loss, primary",
    "sentence": "Recurrent pregnancy loss: 3 losses. ESHRE 2022 asks for 2 losses.",
    "pattern": "Primary: no pregnancy beyond 24+0 before these losses.",
    "with_partner": "With this partner: 3 losses, primary.",
    "undecided": [],
    "workup": "Offer a work-up.",
    "gtpal": "G4 T0 P0 A4 L0",
    "definition": "ESHRE 2022",
    "edition": 1,
    "is_confirmed": False,
    "sources": ["ESHRE guideline on recurrent pregnancy loss (doi 10.0000/example)"],
    "rows": [
        pregnancy(1, when="2018", loss_type="Embryo without heartbeat, below 10 weeks"),
        pregnancy(
            2, when="Mar 2020", outcome="Ectopic", gestation="not known",
            gestation_basis="", certainty="As told",
        ),
        pregnancy(
            3, when="4 Jul 2022", loss_type="Sac only", gestation="7+0 to 8+0",
            seen="Histology", certainty="Partly documented",
        ),
        pregnancy(
            4, when="19 Jan 2025", gestation="11+2",
            loss_type="Fetus of 10 weeks' size or more",
        ),
    ],
}  # fmt: skip


def result(
    name: str,
    value: str,
    unit: str = "%",
    *,
    interval: str = "5 – 15",
    flag: str = "N",
    flag_word: str = "in range",
    **more: Any,
) -> dict[str, Any]:
    """One line of a panel, as immunology.selectors.report_results gives it."""
    return {
        "code": name.casefold().replace(" ", "_"),
        "name": name,
        "value": value,
        "unit": unit,
        "interval": interval,
        "interval_lab": LABORATORY if interval else "",
        "interval_edition": 2 if interval else None,
        "interval_code": "",
        "interval_source": "",
        "flag": flag,
        "flag_word": flag_word,
        "decisions": [],
        "corrected": "",
        "before": None,
    } | more


PHENOTYPE = {
    "subject": "woman",
    "of": "Asha Sample",
    "number": "C5001F",
    "panel": "phenotype",
    "title": "Lymphocyte phenotype",
    "laboratory": LABORATORY,
    "method": "Flow cytometry",
    "specimen": "EDTA blood",
    "sampled_on": "2026-11-03",
    "sampled": "3 Nov 2026",
    "reported_on": "2026-11-06",
    "reported": "6 Nov 2026",
    "state": "Not pregnant",
    "phase": "Luteal",
    "signed_by": "Dr Example",
    "rows": [
        result("CD3+ T cells", "71", interval="55 – 83"),
        result(
            "CD56⁺ NK cells", "21.4", flag="H", flag_word="high",
            decisions=["above the limit of Example 2011 (18 %)"],
            before={"value": "16.2", "sampled": "2 May 2026"},
        ),
        result("CD19+ B cells", "4.1", flag="L", flag_word="low"),
        result(
            "CD4:CD8 ratio", "<0.5", "", interval="0.4 – 4.0", flag="IND",
            flag_word="cannot be placed: reported as <0.5",
        ),
        result(
            "NK killing, 50:1", "≥38", interval="", flag="",
            flag_word="not assessed: no interval on file for this laboratory and test",
        ),
    ],
    "evidence": [{"code": "E-NK", "text": NK_NOTE}],
}  # fmt: skip
ANTIBODIES = PHENOTYPE | {
    "subject": "couple",
    "of": "Both partners",
    "number": "",
    "panel": "alloimmune",
    "title": "Antipaternal antibodies (APCA)",
    "method": "",
    "state": "",
    "phase": "",
    "rows": [
        result("APCA", "1:160", "", interval="below 1:80", flag="A", flag_word="abnormal"),
        result("APCA, T cells", "not detected", "", interval="not detected",
               flag_word="as expected"),
    ],
    "evidence": [],
}  # fmt: skip
SESSIONS = [
    {
        "on": "10 Nov 2026",
        "when": "10 Nov 2026",
        "kind": "LIT",
        "title": "Lymphocyte immunisation, partner cells",
        "what": "46 million cells, 97.5 % viable · Intradermal · from Rohan Sample",
        "reactions": "No reaction within 30 minutes",
        "given_by": "Sister Demo",
        "checked_by": "Dr Example",
        "note": "",
    },
    {
        "on": "12 Nov 2026",
        "when": "12 Nov 2026",
        "kind": "IVIG",
        "title": "IVIG before conception",
        "what": "Example Globulin 10 % · 25 g in 250 mL · lots EX1234, EX1235",
        "reactions": "",
        "given_by": "Sister Demo",
        "checked_by": "",
        "note": "Ended early at her wish",
    },
]
WORDS = [
    {
        "language": "hi",
        "name": "Hindi",
        "title": "आपके लिए",
        "text": "आपके विश्वास के लिए धन्यवाद। यह रिपोर्ट अपने पास रखें और हर मुलाक़ात में साथ लाएँ। "
        "श्रीमती ज्ञानेश्वरी क्षीरसागर, द्वितीय वर्ष।",
        "review": "translation awaiting clinical review",
    },
    {
        "language": "uk",
        "name": "Ukrainian",
        "title": "Для вас",
        "text": "Дякуємо за довіру. Зберігайте цей звіт: Їжакевич Ґанна, єдиний.",
        "review": "translation awaiting clinical review",
    },
]


def facts(**over: Any) -> dict[str, Any]:
    """Everything one couple report says; name what should differ."""
    whole = {
        "title": "Couple report",
        "number": "D-2026-000123",
        "clinic": "Decidua Demonstration Clinic",
        "address": "http://127.0.0.1:8000/documents/D-2026-000123/",
        "issued_at": "2026-11-20T10:42:00+05:30",
        "issued": "20 Nov 2026, 10:42",
        "issued_by": "Dr Meera Example",
        "issued_role": "Clinician",
        "note": "",
        "replaces": "",
        "couple": {"number": "C5001", "names": "Asha Sample and Rohan Sample"},
        "people": PEOPLE,
        "history": HISTORY,
        "results": [PHENOTYPE, ANTIBODIES],
        "sessions": SESSIONS,
        "words": WORDS,
    }
    return deepcopy(whole | over)


def many_results(number: int = 40) -> list[dict[str, Any]]:
    """One long panel, so that its table runs over to the next page."""
    rows = [
        result(f"Analyte number {place}", f"{place}.5") for place in range(1, number + 1)
    ]
    return [{**PHENOTYPE, "rows": rows}]


def nothing_on_file() -> dict[str, Any]:
    """A couple whose chart is still empty."""
    history = HISTORY | {"definition": "", "edition": None, "rows": [], "sources": []}
    return facts(history=history, results=[], sessions=[], words=[])


def document(*, couple: Couple, by, **fields: Any) -> Document:
    """An issued document of that couple, waiting to be drawn."""
    place = Document.objects.count() + 1
    number = f"D-2026-{900000 + place}"
    said = facts(number=number, couple={"number": couple.number, "names": str(couple)})
    return Document.objects.create(
        written_by=by, couple=couple, **{"number": number, "facts": said} | fields
    )


def drawn(*, couple: Couple, by, pdf: bytes = b"%PDF-1.7 paper", **fields: Any) -> Document:
    """A document whose paper is ready, without the work of drawing it."""
    seal = {"pdf": pdf, "sha256": hashlib.sha256(pdf).hexdigest()}
    now = timezone.now()
    return document(couple=couple, by=by, state=State.READY, drawn_at=now, **seal, **fields)
