"""What screens, rules and reports read about people, histories and consents."""

from patients.selectors.answered import answers_kept
from patients.selectors.attachments import paper_lines, papers_hidden, papers_of
from patients.selectors.classification import (
    Classified,
    History,
    classification,
    history_overview,
)
from patients.selectors.consents import standing_consent, treatment_consents
from patients.selectors.consultations import consultations_of
from patients.selectors.couples import OtherCouple, other_couples, present_couple
from patients.selectors.cycles import cycle_lines
from patients.selectors.dating import pregnant_today
from patients.selectors.definitions import (
    definition_choices,
    definition_in_force,
    definitions_on_file,
)
from patients.selectors.duplicates import OnFile, people_alike, people_on_file
from patients.selectors.entries import allergies_on_file, at_a_glance, entries_listed
from patients.selectors.fertility import fertility_overview
from patients.selectors.finding import MOST_FOUND, couples_found
from patients.selectors.history import (
    history_facts,
    pregnancy_lines,
    report_history,
)
from patients.selectors.many_alike import many_on_file
from patients.selectors.measurements import measurements_of, newest_weight
from patients.selectors.merging import MergePlan, couples_merged, people_merged
from patients.selectors.opening import hints_of, open_file, with_hints
from patients.selectors.policies import (
    as_the_clinic_set_it,
    clinic_policies,
    policy_questions,
    policy_rows,
)
from patients.selectors.pregnancy import pregnancy_on_file
from patients.selectors.reaching import Reached, contact_address, contacts
from patients.selectors.restrictions import (
    glass_lists,
    possible_team,
    restriction_of,
    restrictions_in_force,
)
from patients.selectors.transfers import (
    Transfers,
    transfer_lines,
    transfers_overview,
)
from patients.selectors.unmerging import (
    ReturnPlan,
    glass_of_file,
    keys_of_file,
    merge_taken_back,
)
from patients.selectors.workup import (
    finding_kinds,
    kinds_of,
    workup_checklist,
    workup_items,
)

__all__ = [
    "MOST_FOUND",
    "Classified",
    "allergies_on_file",
    "answers_kept",
    "History",
    "MergePlan",
    "ReturnPlan",
    "Transfers",
    "as_the_clinic_set_it",
    "at_a_glance",
    "OnFile",
    "OtherCouple",
    "classification",
    "clinic_policies",
    "consultations_of",
    "Reached",
    "contact_address",
    "contacts",
    "couples_found",
    "couples_merged",
    "cycle_lines",
    "definition_choices",
    "definition_in_force",
    "definitions_on_file",
    "entries_listed",
    "fertility_overview",
    "finding_kinds",
    "glass_lists",
    "glass_of_file",
    "history_overview",
    "history_facts",
    "measurements_of",
    "newest_weight",
    "keys_of_file",
    "kinds_of",
    "merge_taken_back",
    "hints_of",
    "open_file",
    "with_hints",
    "other_couples",
    "paper_lines",
    "papers_hidden",
    "papers_of",
    "policy_questions",
    "policy_rows",
    "many_on_file",
    "people_alike",
    "people_merged",
    "people_on_file",
    "possible_team",
    "pregnancy_lines",
    "pregnancy_on_file",
    "pregnant_today",
    "present_couple",
    "report_history",
    "restriction_of",
    "restrictions_in_force",
    "standing_consent",
    "transfer_lines",
    "transfers_overview",
    "treatment_consents",
    "workup_checklist",
    "workup_items",
]
