"""The rest one person tells: illnesses, operations, family, periods, and habits."""

from django.db import models
from django.db.models import F, Q

from foundation.medicine.dates import ApproximateDate
from foundation.records.dates import Precision
from foundation.records.models import AuthoredRecord, tracked
from patients.choices import (
    ConditionState,
    Flow,
    Habit,
    HabitState,
    PeriodCertainty,
    Regularity,
    Relative,
)
from patients.models.entries import OPEN, Entry, exact, precision_of, said_about
from patients.models.merging import Moves


def _named(column: str, sentence: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name="%(app_label)s_%(class)s_is_named",
        violation_error_code=column,
        condition=~Q(**{column: ""}),
        violation_error_message=sentence,
    )


def _in_order(first: str, last: str, sentence: str) -> models.CheckConstraint:
    """A last day that is known to the day does not come before the first."""
    return models.CheckConstraint(
        name=f"%(app_label)s_%(class)s_{last}_after_{first}",
        violation_error_code=last,
        condition=Q(**{f"{first}_on__isnull": True})
        | Q(**{f"{last}_on__isnull": True})
        | ~Q(**{f"{last}_precision": Precision.DAY})
        | Q(**{f"{last}_on__gte": F(f"{first}_on")}),
        violation_error_message=sentence,
    )


@tracked
class Condition(Entry):
    """An illness somebody has or had; whether it goes on may not be known."""

    name = models.CharField("condition", max_length=160)
    state = models.CharField(
        "now or before", max_length=8, choices=ConditionState, blank=True
    )
    began_on = models.DateField("since", null=True, blank=True)
    began_precision = precision_of()
    began_about = said_about()
    resolved_on = models.DateField("resolved", null=True, blank=True)
    resolved_precision = precision_of()
    resolved_about = said_about()
    note = models.TextField(blank=True)

    remembered = ("began", "resolved")
    when_merged = {"person": Moves("illnesses")}

    class Privacy:
        identifying: set[str] = set()
        clinical = {
            "name", "state", "began_on", "began_precision", "began_about", "resolved_on",
            "resolved_precision", "resolved_about", "note", "void_reason",
        }  # fmt: skip
        open = OPEN

    class Meta(Entry.Meta):
        default_related_name = "conditions"
        ordering = [F("began_on").asc(nulls_first=True), "pk"]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            _named("name", "Write which condition it is."),
            exact("began", "The beginning needs to say how exact it is."),
            exact("resolved", "The end needs to say how exact it is."),
            _in_order("began", "resolved", "It cannot have ended before it began."),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_going_on_has_no_end",
                violation_error_code="resolved",
                condition=~Q(state=ConditionState.ACTIVE) | Q(resolved_on__isnull=True),
                violation_error_message="What goes on has not ended.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def began(self) -> ApproximateDate | None:
        """Since when; None is unknown."""
        return self.when("began")

    @property
    def resolved(self) -> ApproximateDate | None:
        """Until when; None is unknown or not yet."""
        return self.when("resolved")


@tracked
class Operation(Entry):
    """An operation somebody had, and what was found or went wrong."""

    name = models.CharField("operation", max_length=160)
    done_on = models.DateField("when", null=True, blank=True)
    done_precision = precision_of()
    done_about = said_about()
    outcome = models.CharField("found, and complications", max_length=300, blank=True)
    note = models.TextField(blank=True)

    remembered = ("done",)
    when_merged = {"person": Moves("operations")}

    class Privacy:
        identifying: set[str] = set()
        clinical = {
            "name", "done_on", "done_precision", "done_about", "outcome", "note",
            "void_reason",
        }  # fmt: skip
        open = OPEN

    class Meta(Entry.Meta):
        default_related_name = "operations"
        ordering = [F("done_on").asc(nulls_first=True), "pk"]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            _named("name", "Write which operation it was."),
            exact("done", "The day needs to say how exact it is."),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def done(self) -> ApproximateDate | None:
        """When it was done; None is unknown."""
        return self.when("done")


@tracked
class FamilyCondition(Entry):
    """An illness of a relative by blood, and how old he or she was when it began."""

    relative = models.CharField("who", max_length=14, choices=Relative)
    name = models.CharField("condition", max_length=160)
    age_years = models.PositiveSmallIntegerField("at what age", null=True, blank=True)
    note = models.TextField(blank=True)

    when_merged = {"person": Moves("illnesses in the family")}

    class Privacy:
        identifying: set[str] = set()
        clinical = {"relative", "name", "age_years", "note", "void_reason"}
        open = OPEN

    class Meta(Entry.Meta):
        default_related_name = "family_conditions"
        ordering = ["pk"]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            _named("name", "Write which condition it is."),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_age_is_possible",
                violation_error_code="age_years",
                condition=Q(age_years__isnull=True) | Q(age_years__lte=120),
                violation_error_message="An age lies between 0 and 120 years.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_relative_display()}: {self.name}"


@tracked
class MenstrualHistory(Entry):
    """Her periods as she tells of them on one day; what was not said is empty."""

    told_on = models.DateField("told on")
    menarche_years = models.PositiveSmallIntegerField(
        "age at the first period", null=True, blank=True
    )
    cycle_days = models.PositiveSmallIntegerField(
        "cycle, shortest (days)", null=True, blank=True
    )
    cycle_days_longest = models.PositiveSmallIntegerField(
        "cycle, longest (days)", null=True, blank=True
    )
    regularity = models.CharField(max_length=9, choices=Regularity, blank=True)
    flow = models.CharField(max_length=8, choices=Flow, blank=True)
    flow_days = models.PositiveSmallIntegerField("days of bleeding", null=True, blank=True)
    last_period_on = models.DateField("last period began", null=True, blank=True)
    last_period_precision = precision_of()
    last_period_about = said_about()
    last_period_certainty = models.CharField(
        "how sure of it", max_length=8, choices=PeriodCertainty, blank=True
    )
    note = models.TextField(blank=True)

    remembered = ("last_period",)
    when_merged = {"person": Moves("accounts of periods")}

    class Privacy:
        identifying: set[str] = set()
        clinical = {
            "told_on", "menarche_years", "cycle_days", "cycle_days_longest", "regularity",
            "flow", "flow_days", "last_period_on", "last_period_precision",
            "last_period_about", "last_period_certainty", "note", "void_reason",
        }  # fmt: skip
        open = OPEN

    class Meta(Entry.Meta):
        default_related_name = "menstrual_histories"
        ordering = ["-told_on", "-pk"]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            exact("last_period", "The last period needs to say how exact it is."),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_menarche_is_possible",
                violation_error_code="menarche_years",
                condition=Q(menarche_years__isnull=True) | Q(menarche_years__range=(6, 25)),
                violation_error_message="A first period comes between 6 and 25 years.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_cycle_is_possible",
                violation_error_code="cycle",
                condition=(Q(cycle_days__isnull=True) & Q(cycle_days_longest__isnull=True))
                | Q(
                    cycle_days__isnull=False,
                    cycle_days_longest__isnull=False,
                    cycle_days__gte=10,
                    cycle_days_longest__gte=F("cycle_days"),
                    cycle_days_longest__lte=365,
                ),
                violation_error_message="A cycle lasts 10 to 365 days, for example 26-31.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_bleeding_is_possible",
                violation_error_code="flow_days",
                condition=Q(flow_days__isnull=True) | Q(flow_days__range=(1, 60)),
                violation_error_message="Bleeding lasts between 1 and 60 days.",
            ),
        ]

    def __str__(self) -> str:
        return f"Told on {ApproximateDate.of(self.told_on)}"

    @property
    def cycle(self) -> tuple[int, int] | None:
        """Its shortest and its longest, in days; None was not said."""
        if self.cycle_days is None or self.cycle_days_longest is None:
            return None
        return self.cycle_days, self.cycle_days_longest

    @cycle.setter
    def cycle(self, days: tuple[int, int] | None) -> None:
        self.cycle_days, self.cycle_days_longest = days or (None, None)

    @property
    def last_period(self) -> ApproximateDate | None:
        """When it began; None is unknown."""
        return self.when("last_period")


@tracked
class Lifestyle(Entry):
    """One habit or exposure: never, before or now; a habit without a row was not asked."""

    habit = models.CharField("what", max_length=10, choices=Habit)
    state = models.CharField("never, before or now", max_length=6, choices=HabitState)
    amount = models.CharField("how much, of what", max_length=160, blank=True)
    started_on = models.DateField("from", null=True, blank=True)
    started_precision = precision_of()
    started_about = said_about()
    ended_on = models.DateField("to", null=True, blank=True)
    ended_precision = precision_of()
    ended_about = said_about()
    note = models.TextField(blank=True)

    remembered = ("started", "ended")
    when_merged = {"person": Moves("habits")}

    class Privacy:
        identifying: set[str] = set()
        clinical = {
            "habit", "state", "amount", "started_on", "started_precision",
            "started_about", "ended_on", "ended_precision", "ended_about", "note",
            "void_reason",
        }  # fmt: skip
        open = OPEN

    class Meta(Entry.Meta):
        default_related_name = "lifestyle"
        ordering = ["pk"]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            exact("started", "The first day needs to say how exact it is."),
            exact("ended", "The last day needs to say how exact it is."),
            _in_order("started", "ended", "It cannot have ended before it began."),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_never_means_never",
                violation_error_code="state",
                condition=~Q(state=HabitState.NEVER)
                | Q(amount="", started_on__isnull=True, ended_on__isnull=True),
                violation_error_message="Never has no amount and no dates.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_habit_display()}: {self.get_state_display().lower()}"

    @property
    def started(self) -> ApproximateDate | None:
        """When it was begun; None is unknown."""
        return self.when("started")

    @property
    def ended(self) -> ApproximateDate | None:
        """When it was given up; None is unknown or not yet."""
        return self.when("ended")
