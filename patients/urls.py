"""Addresses of people, histories and consents."""

from django.urls import path

from patients.views import (
    attachments,
    consents,
    consultations,
    couples,
    cycles,
    definitions,
    donors,
    entries,
    fertility,
    glass,
    merging,
    parts,
    people,
    policies,
    pregnancies,
    restrictions,
    separation,
    transfers,
    workup,
)

app_name = "patients"
urlpatterns = [
    path("settings/definition/", definitions.definition_choose, name="definition_choose"),
    path(
        "settings/definition/confirm/",
        definitions.definition_confirm,
        name="definition_confirm",
    ),
    path("settings/policies/", policies.policy_list, name="policy_list"),
    path("settings/policies/<slug:code>/", policies.policy_answer, name="policy_answer"),
    path("donors/", donors.donor_list, name="donor_list"),
    path("donors/register/", donors.donor_register, name="donor_register"),
    path("donors/<uuid:pk>/", donors.donor_detail, name="donor_detail"),
    path("donors/<uuid:pk>/identity/", donors.donor_identity, name="donor_identity"),
    path("donors/<uuid:pk>/change/", donors.donor_change, name="donor_change"),
    path("couples/register/", couples.couple_register, name="couple_register"),
    path("couples/register/likeness/", couples.couple_likeness, name="couple_likeness"),
    path("couples/<str:number>/contact/", couples.contact_change, name="contact_change"),
    path("couples/<str:number>/bond/", people.couple_change, name="couple_change"),
    path(
        "couples/<str:number>/people/<slug:who>/",
        people.person_change,
        name="person_change",
    ),
    path(
        "couples/<str:number>/fertility/", fertility.fertility_list, name="fertility_list"
    ),
    path(
        "couples/<str:number>/fertility/tell/",
        fertility.fertility_tell,
        name="fertility_tell",
    ),
    path(
        "couples/<str:number>/pregnancies/",
        pregnancies.pregnancy_list,
        name="pregnancy_list",
    ),
    path(
        "couples/<str:number>/pregnancies/record/",
        pregnancies.pregnancy_record,
        name="pregnancy_record",
    ),
    path(
        "couples/<str:number>/pregnancies/<int:pk>/change/",
        pregnancies.pregnancy_change,
        name="pregnancy_change",
    ),
    path(
        "couples/<str:number>/pregnancies/<int:pk>/void/",
        pregnancies.pregnancy_void,
        name="pregnancy_void",
    ),
    path(
        "couples/<str:number>/pregnancies/<int:pk>/",
        parts.pregnancy_open,
        name="pregnancy_open",
    ),
    path(
        "couples/<str:number>/pregnancies/<int:pk>/<slug:kind>/record/",
        parts.part_record,
        name="part_record",
    ),
    path(
        "couples/<str:number>/pregnancies/<int:pk>/<slug:kind>/<int:part>/change/",
        parts.part_change,
        name="part_change",
    ),
    path(
        "couples/<str:number>/pregnancies/<int:pk>/<slug:kind>/<int:part>/void/",
        parts.part_void,
        name="part_void",
    ),
    path("couples/<str:number>/workup/", workup.workup_list, name="workup_list"),
    path(
        "couples/<str:number>/workup/<slug:code>/record/",
        workup.workup_record,
        name="workup_record",
    ),
    path(
        "couples/<str:number>/workup/<int:pk>/void/",
        workup.workup_void,
        name="workup_void",
    ),
    path("couples/<str:number>/transfers/", transfers.transfer_list, name="transfer_list"),
    path(
        "couples/<str:number>/transfers/record/",
        transfers.transfer_record,
        name="transfer_record",
    ),
    path(
        "couples/<str:number>/transfers/<int:pk>/change/",
        transfers.transfer_change,
        name="transfer_change",
    ),
    path(
        "couples/<str:number>/transfers/<int:pk>/void/",
        transfers.transfer_void,
        name="transfer_void",
    ),
    path("couples/<str:number>/cycles/record/", cycles.cycle_record, name="cycle_record"),
    path(
        "couples/<str:number>/cycles/<int:pk>/change/",
        cycles.cycle_change,
        name="cycle_change",
    ),
    path(
        "couples/<str:number>/cycles/<int:pk>/void/",
        cycles.cycle_void,
        name="cycle_void",
    ),
    path(
        "couples/<str:number>/consultations/",
        consultations.consultation_list,
        name="consultation_list",
    ),
    path(
        "couples/<str:number>/consultations/record/",
        consultations.consultation_record,
        name="consultation_record",
    ),
    path(
        "couples/<str:number>/consultations/<int:pk>/change/",
        consultations.consultation_change,
        name="consultation_change",
    ),
    path(
        "couples/<str:number>/consultations/<int:pk>/amend/",
        consultations.consultation_amend,
        name="consultation_amend",
    ),
    path(
        "couples/<str:number>/consultations/<int:pk>/sign/",
        consultations.consultation_sign,
        name="consultation_sign",
    ),
    path(
        "couples/<str:number>/consultations/<int:pk>/void/",
        consultations.consultation_void,
        name="consultation_void",
    ),
    path("couples/<str:number>/history/", entries.history_list, name="history_list"),
    path(
        "couples/<str:number>/measurements/",
        entries.measurement_list,
        name="measurement_list",
    ),
    path(
        "couples/<str:number>/people/<int:pk>/<slug:subject>/record/",
        entries.entry_record,
        name="entry_record",
    ),
    path(
        "couples/<str:number>/people/<int:pk>/<slug:subject>/asked/",
        entries.entry_asked,
        name="entry_asked",
    ),
    path(
        "couples/<str:number>/people/<int:pk>/<slug:subject>/<int:entry>/change/",
        entries.entry_change,
        name="entry_change",
    ),
    path(
        "couples/<str:number>/people/<int:pk>/<slug:subject>/<int:entry>/void/",
        entries.entry_void,
        name="entry_void",
    ),
    path(
        "couples/<str:number>/attachments/",
        attachments.attachment_list,
        name="attachment_list",
    ),
    path(
        "couples/<str:number>/attachments/add/",
        attachments.attachment_add,
        name="attachment_add",
    ),
    path(
        "couples/<str:number>/attachments/<uuid:pk>/download/",
        attachments.attachment_download,
        name="attachment_download",
    ),
    path(
        "couples/<str:number>/photos/<uuid:pk>/",
        attachments.photo_show,
        name="photo_show",
    ),
    path(
        "couples/<str:number>/attachments/<uuid:pk>/void/",
        attachments.attachment_void,
        name="attachment_void",
    ),
    path("couples/<str:number>/consents/", consents.consent_list, name="consent_list"),
    path(
        "couples/<str:number>/consents/record/",
        consents.consent_record,
        name="consent_record",
    ),
    path(
        "couples/<str:number>/consents/<int:pk>/withdraw/",
        consents.consent_withdraw,
        name="consent_withdraw",
    ),
    path(
        "couples/<str:number>/restriction/",
        restrictions.restriction_change,
        name="restriction_change",
    ),
    path(
        "couples/<str:number>/restriction/lift/",
        restrictions.restriction_lift,
        name="restriction_lift",
    ),
    path(
        "couples/<str:number>/separation/",
        separation.couple_separate,
        name="couple_separate",
    ),
    path(
        "couples/<str:number>/new-couple/<slug:who>/",
        separation.couple_again,
        name="couple_again",
    ),
    path("couples/<str:number>/merge/", merging.merge_choose, name="merge_choose"),
    path(
        "couples/<str:number>/merge/preview/",
        merging.merge_preview,
        name="merge_preview",
    ),
    path("couples/<str:number>/merges/", merging.merge_list, name="merge_list"),
    path(
        "couples/<str:number>/merges/<int:pk>/undo/",
        merging.merge_undo,
        name="merge_undo",
    ),
    path("couples/<str:number>/glass/", glass.glass_break, name="glass_break"),
    path("couples/<str:number>/glass/close/", glass.glass_close, name="glass_close"),
    path("restricted/", restrictions.restricted_list, name="restricted_list"),
    path("restricted/glass/<int:pk>/review/", glass.glass_review, name="glass_review"),
]
