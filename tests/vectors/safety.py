"""The worked cases of treatment safety (safety_vectors.json).

A case is of one kind: `ivig` (the infusion calculator), `gate` (one safety gate or one
watch during the infusion) or `calc` (an arithmetic aid). Today's date and every fact
stand in `case["input"]`; the limits are the clinic's defaults.
"""

from collections.abc import Mapping

from tests.vectors import Case, Suite
from tests.vectors.safety_first_gates import FIRST_GATES
from tests.vectors.safety_infusion import infusion
from tests.vectors.safety_infusion_gates import INFUSION_GATES
from tests.vectors.safety_session_gates import SESSION_GATES
from tests.vectors.safety_sums import SUMS
from tests.vectors.safety_treatment_gates import TREATMENT_GATES

SUITES: Mapping[str, Suite] = {
    "ivig": {"ivig": infusion},
    "calc": SUMS,
    "gate": {**FIRST_GATES, **INFUSION_GATES, **TREATMENT_GATES, **SESSION_GATES},
}


def key_of(case: Case) -> tuple[str, str]:
    """Name the kind of a case and, for a gate or an aid, which one."""
    kind = case["kind"]
    return kind, {"gate": case.get("gate"), "calc": case.get("fn")}.get(kind) or kind
