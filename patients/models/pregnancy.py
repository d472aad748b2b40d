"""One row per pregnancy of a woman, past or present."""

from django.db import models
from django.db.models import Count, F, Q

from foundation.accounts.roles import Permission
from foundation.medicine.dates import ApproximateDate
from foundation.medicine.gestation import GestationRange, gestation_text
from foundation.records.dates import Precision, approximate
from foundation.records.models import (
    AuthoredRecord,
    RecordQuerySet,
    Said,
    Whose,
    tracked,
)
from foundation.records.models.meanwhile import NOTHING
from patients.choices import (
    CarriedBy,
    Certainty,
    Conception,
    DeliveryReason,
    Egg,
    Father,
    FetusOutcome,
    GestationBasis,
    GestationSource,
    LossType,
    Management,
    Outcome,
    Seen,
)
from patients.models.merging import Moves
from patients.models.person import Person
from patients.models.restriction import closed_person

NEEDS_HCG = [Outcome.BIOCHEMICAL_LOSS, Outcome.PUL_RESOLVED, Outcome.PUL_TREATED]
MOLAR = [Outcome.MOLAR_COMPLETE, Outcome.MOLAR_PARTIAL]


class PregnancyQuerySet(RecordQuerySet):
    def visible_to(self, user):
        """Histories are for those who care for the woman; nobody else sees one."""
        if not user.may(Permission.HISTORY_VIEW):
            return self.none()
        return self.exclude(closed_person(user, "woman"))

    def carried_now(self):
        """The pregnancy a woman carries today, where there is one."""
        return self.standing().filter(outcome=Outcome.ONGOING, carried_by=CarriedBy.SELF)

    def with_fetuses(self):
        """With how many fetuses are on file by themselves, born alive, and ongoing."""
        stands = Q(each_fetus__voided_at__isnull=True)
        fate = "each_fetus__outcome"
        return self.annotate(
            told_fetuses=Count("each_fetus", filter=stands),
            told_liveborn=Count(
                "each_fetus", filter=stands & Q(**{fate: FetusOutcome.LIVE_BIRTH})
            ),
            told_ongoing=Count(
                "each_fetus", filter=stands & Q(**{fate: FetusOutcome.ONGOING})
            ),
        )

    def in_order(self):
        """As the woman told them: by their place in her history."""
        return self.order_by("seq", "pk")


@tracked
class Pregnancy(AuthoredRecord):
    """A pregnancy belongs to the woman always, to a father when he is known."""

    woman = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="pregnancies")
    seq = models.PositiveSmallIntegerField("number in her history")
    outcome = models.CharField(max_length=20, choices=Outcome)
    loss_type = models.CharField(
        "type of loss", max_length=12, choices=LossType, blank=True
    )
    ended_on = models.DateField("ended", null=True, blank=True)
    ended_precision = models.CharField(
        max_length=8, choices=Precision, default=Precision.UNKNOWN
    )
    ended_about = models.BooleanField("said “about”", default=False)
    last_period_on = models.DateField("first day of the last period", null=True, blank=True)
    last_period_precision = models.CharField(
        max_length=8, choices=Precision, default=Precision.UNKNOWN
    )
    last_period_about = models.BooleanField("said “about”", default=False)
    conceived_on = models.DateField("conceived", null=True, blank=True)
    ga_days = models.PositiveSmallIntegerField("gestation", null=True, blank=True)
    ga_days_latest = models.PositiveSmallIntegerField(
        "latest gestation", null=True, blank=True
    )
    ga_basis = models.CharField(max_length=8, choices=GestationBasis, blank=True)
    ga_source = models.CharField(max_length=10, choices=GestationSource, blank=True)
    seen = models.CharField(max_length=12, choices=Seen, default=Seen.UNKNOWN)
    hcg_positive_on = models.DateField("positive test on", null=True, blank=True)
    hcg_positive_precision = models.CharField(
        max_length=8, choices=Precision, default=Precision.UNKNOWN
    )
    father = models.CharField(max_length=8, choices=Father, default=Father.PARTNER)
    genetic_father = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="fathered"
    )
    egg = models.CharField(max_length=6, choices=Egg, default=Egg.OWN)
    carried_by = models.CharField(max_length=10, choices=CarriedBy, default=CarriedBy.SELF)
    conception = models.CharField(
        max_length=20, choices=Conception, default=Conception.UNKNOWN
    )
    fetuses = models.PositiveSmallIntegerField(default=1)
    living = models.PositiveSmallIntegerField("children living", null=True, blank=True)
    neonatal_death = models.BooleanField("died as a newborn", default=False)
    histology = models.CharField(max_length=300, blank=True)
    genetics = models.CharField("tissue genetics", max_length=300, blank=True)
    management = models.CharField(max_length=10, choices=Management, blank=True)
    complications = models.CharField(
        "complications of the care", max_length=300, blank=True
    )
    delivery_reason = models.CharField(
        "reason of delivery", max_length=23, choices=DeliveryReason, blank=True
    )
    severe_pe = models.BooleanField("severe pre-eclampsia", null=True, blank=True)
    severe_pi = models.BooleanField("severe placental insufficiency", null=True, blank=True)
    explained = models.CharField("cause found", max_length=300, blank=True)
    certainty = models.CharField(
        max_length=10, choices=Certainty, default=Certainty.REPORTED
    )
    note = models.TextField(blank=True)

    objects = PregnancyQuerySet.as_manager()

    whose = Whose(person="woman_id")
    when_merged = {
        "woman": Moves("pregnancies", counted="seq"),
        "genetic_father": Moves("pregnancies he is the father of"),
    }
    # Said in one with what they belong to.
    unsaid = frozenset(
        {
            *("woman", "genetic_father", "ended_precision", "ended_about"),
            *("ga_days_latest", "hcg_positive_precision"),
            *("last_period_precision", "last_period_about"),
        }
    )

    class Privacy:
        identifying: set[str] = set()
        clinical = {
            "seq", "outcome", "loss_type", "ended_on", "ended_precision", "ended_about",
            "last_period_on", "last_period_precision", "last_period_about",
            "conceived_on", "ga_days", "ga_days_latest", "ga_basis", "ga_source", "seen",
            "hcg_positive_on", "hcg_positive_precision", "father", "egg", "carried_by",
            "conception", "fetuses", "living", "neonatal_death", "histology", "genetics",
            "management", "complications", "delivery_reason", "severe_pe", "severe_pi",
            "explained", "certainty", "note", "void_reason",
        }  # fmt: skip
        open = {
            "id", "woman", "genetic_father", "version", "written_at", "written_by",
            "voided_at",
        }  # fmt: skip

    class Meta(AuthoredRecord.Meta):
        # The error code of a constraint names the question it is about.
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_one_ongoing_per_woman",
                violation_error_code="outcome",
                fields=["woman"],
                condition=Q(
                    outcome=Outcome.ONGOING,
                    carried_by=CarriedBy.SELF,
                    voided_at__isnull=True,
                ),
                violation_error_message="She already has an ongoing pregnancy on file.",
            ),
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_one_per_place_in_history",
                fields=["woman", "seq"],
                condition=Q(voided_at__isnull=True),
                violation_error_message="Another pregnancy already has this number.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ended_date_has_its_precision",
                violation_error_code="ended",
                condition=Q(ended_on__isnull=True, ended_precision=Precision.UNKNOWN)
                | (Q(ended_on__isnull=False) & ~Q(ended_precision=Precision.UNKNOWN)),
                violation_error_message="A date needs to say how exact it is.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ongoing_has_not_ended",
                violation_error_code="ended",
                condition=~Q(outcome=Outcome.ONGOING) | Q(ended_on__isnull=True),
                violation_error_message="An ongoing pregnancy has no date of its end.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_type_only_of_miscarriage",
                violation_error_code="loss_type",
                condition=Q(loss_type="") | Q(outcome=Outcome.MISCARRIAGE),
                violation_error_message="A type of loss belongs to a miscarriage only.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_gestation_is_possible",
                violation_error_code="gestation",
                condition=Q(ga_days__isnull=True) | Q(ga_days__range=(14, 310)),
                violation_error_message=(
                    "A gestation lies between 2 weeks and 44 weeks and 2 days."
                ),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_gestation_range_runs_forwards",
                violation_error_code="gestation",
                condition=Q(ga_days_latest__isnull=True)
                | Q(
                    ga_days__isnull=False,
                    ga_days_latest__gte=F("ga_days"),
                    ga_days_latest__lte=310,
                ),
                violation_error_message="Write the smaller gestation first.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_test_date_has_its_precision",
                violation_error_code="hcg_positive",
                condition=Q(
                    hcg_positive_on__isnull=True, hcg_positive_precision=Precision.UNKNOWN
                )
                | (
                    Q(hcg_positive_on__isnull=False)
                    & ~Q(hcg_positive_precision=Precision.UNKNOWN)
                ),
                violation_error_message="The date of a test needs to say how exact it is.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_present_partner_is_named",
                violation_error_code="father",
                condition=~Q(father=Father.PARTNER) | Q(genetic_father__isnull=False),
                violation_error_message="The present partner is the man of the couple.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_unknown_father_is_not_named",
                violation_error_code="father",
                condition=~Q(father=Father.UNKNOWN) | Q(genetic_father__isnull=True),
                violation_error_message="An unknown father is not named here.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_newborn_death_after_live_birth",
                violation_error_code="neonatal_death",
                condition=Q(neonatal_death=False) | Q(outcome=Outcome.LIVE_BIRTH),
                violation_error_message=(
                    "A death as a newborn belongs to a live birth; "
                    "a child who died before birth is a stillbirth."
                ),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_living_children_were_carried",
                violation_error_code="living",
                condition=Q(living__isnull=True) | Q(living__lte=F("fetuses")),
                violation_error_message=(
                    "There are more living children than were carried. Were they twins?"
                ),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_hcg_date_where_nothing_was_seen",
                violation_error_code="hcg_positive",
                condition=~Q(outcome__in=NEEDS_HCG) | Q(hcg_positive_on__isnull=False),
                violation_error_message="This outcome needs the date of the positive test.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_molar_needs_proof",
                violation_error_code="histology",
                condition=~Q(outcome__in=MOLAR)
                | Q(seen=Seen.HISTOLOGY)
                | ~Q(histology="")
                | ~Q(genetics=""),
                violation_error_message=(
                    "A molar pregnancy needs its histology or genetic result."
                ),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_period_date_has_its_precision",
                violation_error_code="last_period",
                condition=Q(
                    last_period_on__isnull=True, last_period_precision=Precision.UNKNOWN
                )
                | (
                    Q(last_period_on__isnull=False)
                    & ~Q(last_period_precision=Precision.UNKNOWN)
                ),
                violation_error_message="The last period needs to say how exact it is.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ends_after_the_period",
                violation_error_code="last_period",
                condition=Q(last_period_on__isnull=True)
                | Q(ended_on__isnull=True)
                | ~Q(ended_precision=Precision.DAY)
                | Q(ended_on__gte=F("last_period_on")),
                violation_error_message="The last period came before the pregnancy ended.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ends_after_conception",
                violation_error_code="conceived_on",
                condition=Q(conceived_on__isnull=True)
                | Q(ended_on__isnull=True)
                | ~Q(ended_precision=Precision.DAY)
                | Q(ended_on__gte=F("conceived_on")),
                violation_error_message="It cannot have ended before it began.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq}. {self.get_outcome_display()}"

    @property
    def ended(self) -> ApproximateDate | None:
        """When it ended, as exactly as it is known; None is unknown or ongoing."""
        return approximate(self.ended_on, self.ended_precision, about=self.ended_about)

    @property
    def hcg_positive(self) -> ApproximateDate | None:
        """When the first test was positive; None is unknown."""
        return approximate(self.hcg_positive_on, self.hcg_positive_precision)

    @property
    def last_period(self) -> ApproximateDate | None:
        """The first day of the last period, as exactly as it is known; None is unknown."""
        return approximate(
            self.last_period_on, self.last_period_precision, about=self.last_period_about
        )

    @property
    def gestation(self) -> int | GestationRange | None:
        """Days, or both ends when only a range is known; None is unknown."""
        if self.ga_days is None or self.ga_days_latest is None:
            return self.ga_days
        return GestationRange(self.ga_days, self.ga_days_latest)

    def in_words(self) -> dict[str, Said]:
        """What the row says: dates as exactly as they are known, gestation in weeks."""
        said = super().in_words()
        for name, label, words in (
            ("ended_on", "When", _text(self.ended)),
            ("hcg_positive_on", "First positive test", _text(self.hcg_positive)),
            ("last_period_on", "Last period began", _text(self.last_period)),
            ("ga_days", "Gestation", _text(self.gestation)),
            ("ga_basis", "Gestation taken", self.get_ga_basis_display()),
            ("ga_source", "Dated by", self.get_ga_source_display()),
        ):
            said[name] = Said(label, words or NOTHING)
        return said


def _text(known: ApproximateDate | GestationRange | int | None) -> str:
    if isinstance(known, int):
        return gestation_text(known)
    return known.text() if known else ""
