"""Planning an infusion of immunoglobulin."""

from django.core.exceptions import ValidationError
from django.db import transaction

from foundation.accounts.models import User
from foundation.records.services import write
from patients.models import Couple
from therapy.choices import Stage
from therapy.models import Infusion
from therapy.rendering.infusions import TENTH, plan_record
from therapy.rules.catalogue import products
from therapy.rules.exact import half_up
from therapy.rules.gates.answers import RULES_VERSION
from therapy.rules.infusion import InfusionPlan
from therapy.selectors.gates import with_overrides
from therapy.selectors.infusion_gates import about_her
from therapy.selectors.infusions import Draft, Wish, draft
from therapy.services.checks import keep_checks

# Beside which question of the plan a refusal belongs.
BESIDE = {
    "WEIGHT_MISSING": "weight_kg",
    "WEIGHT_IMPLAUSIBLE": "weight_kg",
    "DOSE_MISSING": "dose_mg_per_kg",
    "DOSE_IMPLAUSIBLE": "dose_mg_per_kg",
    "RATE_IMPLAUSIBLE": "weight_kg",
}


@transaction.atomic
def plan_for(*, couple: Couple, wish: Wish, by: User) -> Infusion:
    """Freeze the plan of an infusion with everything it was worked out from.

    What the gates say now is kept with it; they are asked again when it starts.

    Raises:
        ValidationError: no plan can be made of this, or one is planned for that day.
    """
    if couple.has_ended:
        raise ValidationError(
            "These two have separated: the couple’s file is closed for new infusions."
        )
    worked_out = draft(couple=couple, wish=wish)
    infusion = write(_infusion(couple, worked_out), by=by, action="infusion.planned")
    told = with_overrides(about_her(worked_out.answers), infusion=infusion)
    keep_checks(told, infusion=infusion, stage=Stage.ORDER, on=wish.planned_for, by=by)
    return infusion


def planned_infusion(*, couple: Couple, wish: Wish) -> Infusion:
    """Give the planned infusion as it would be written; nothing is saved."""
    return _infusion(couple, draft(couple=couple, wish=wish))


def _plan(worked_out: Draft) -> InfusionPlan:
    if worked_out.plan is None:
        refusal = worked_out.refusal
        code = refusal.code if refusal else ""
        beside = BESIDE.get(code, "__all__")
        raise ValidationError({beside: str(refusal)})
    return worked_out.plan


def _within_the_protocol(worked_out: Draft) -> None:
    dose, range_ = worked_out.wish.dose_mg_per_kg, worked_out.protocol.dose
    if dose is not None and not range_.holds(dose):
        raise ValidationError(
            {
                "dose_mg_per_kg": f"This protocol allows {range_.low} to {range_.high} "
                "mg/kg. Choose another protocol or another dose."
            }
        )


def _infusion(couple: Couple, worked_out: Draft) -> Infusion:
    plan, wish = _plan(worked_out), worked_out.wish
    _within_the_protocol(worked_out)
    return Infusion(
        couple=couple,
        woman=couple.woman,
        protocol_code=wish.protocol,
        protocol_edition=worked_out.protocol.version,
        product_code=wish.product,
        product_edition=products()[wish.product].version,
        planned_for=wish.planned_for,
        dose_mg_per_kg=wish.dose_mg_per_kg,
        weight_kg=wish.weight_kg,
        weighed_on=wish.weighed_on,
        rounding=wish.rounding,
        is_at_risk=wish.at_risk,
        first_rules=wish.first_rules,
        her_state=wish.her_state,
        creatinine_mg_per_dl=wish.creatinine_mg_per_dl,
        creatinine_on=wish.creatinine_on,
        reacted_before=wish.reacted_before,
        plan=plan_record(plan, answers=worked_out.answers),
        grams=plan.grams,
        volume_ml=half_up(plan.volume_ml, step=TENTH),
        rules_version=RULES_VERSION,
        limits_version=plan.limits_version,
    )
