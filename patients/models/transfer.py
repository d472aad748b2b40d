"""One row per embryo transfer; a negative one is not a pregnancy."""

from django.db import models
from django.db.models import F, Q

from foundation.accounts.roles import Permission
from foundation.medicine.dates import ApproximateDate
from foundation.records.dates import Precision, approximate
from foundation.records.models import AuthoredRecord, RecordQuerySet, Whose, tracked
from patients.choices import Egg, Ploidy, TransferKind, TransferResult, TransferStage
from patients.models.cycle import IvfCycle
from patients.models.donor import Donor
from patients.models.merging import Moves
from patients.models.person import Person
from patients.models.pregnancy import Pregnancy
from patients.models.restriction import closed_person


class EmbryoTransferQuerySet(RecordQuerySet):
    def visible_to(self, user):
        """Transfers belong to the history: for those who care for the woman."""
        if not user.may(Permission.HISTORY_VIEW):
            return self.none()
        return self.exclude(closed_person(user, "woman"))

    def in_order(self):
        """As the woman told them: by their place in her history."""
        return self.order_by("seq", "pk")


@tracked
class EmbryoTransfer(AuthoredRecord):
    """What was put back on one day, and what came of it. Empty is not known."""

    woman = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="embryo_transfers"
    )
    seq = models.PositiveSmallIntegerField("number in her history")
    transferred_on = models.DateField("transferred", null=True, blank=True)
    transferred_precision = models.CharField(
        max_length=8, choices=Precision, default=Precision.UNKNOWN
    )
    transferred_about = models.BooleanField("said “about”", default=False)
    kind = models.CharField(
        "fresh or frozen", max_length=6, choices=TransferKind, blank=True
    )
    stage = models.CharField(max_length=10, choices=TransferStage, blank=True)
    embryo_day = models.PositiveSmallIntegerField(
        "day of the embryo", null=True, blank=True
    )
    embryos = models.PositiveSmallIntegerField("embryos put back", null=True, blank=True)
    good_embryos = models.PositiveSmallIntegerField(
        "of good quality", null=True, blank=True
    )
    ploidy = models.CharField(max_length=8, choices=Ploidy, default=Ploidy.UNTESTED)
    egg = models.CharField(max_length=6, choices=Egg, default=Egg.OWN)
    egg_age_years = models.PositiveSmallIntegerField(
        "age of the egg", null=True, blank=True
    )
    predicted_chance = models.DecimalField(
        max_digits=4, decimal_places=3, null=True, blank=True
    )
    donor = models.ForeignKey(
        Donor, on_delete=models.PROTECT, null=True, blank=True, related_name="transfers"
    )
    result = models.CharField(max_length=11, choices=TransferResult, blank=True)
    pregnancy = models.ForeignKey(
        Pregnancy,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="embryo_transfers",
    )
    cycle = models.ForeignKey(
        IvfCycle,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="embryo_transfers",
    )
    note = models.TextField(blank=True)

    objects = EmbryoTransferQuerySet.as_manager()

    whose = Whose(person="woman_id")
    when_merged = {"woman": Moves("embryo transfers", counted="seq")}

    class Privacy:
        identifying: set[str] = set()
        clinical = {
            "seq", "transferred_on", "transferred_precision", "transferred_about", "kind",
            "stage", "embryo_day", "embryos", "good_embryos", "ploidy", "egg",
            "egg_age_years", "predicted_chance", "result", "note", "void_reason",
        }  # fmt: skip
        open = {
            "id", "woman", "pregnancy", "cycle", "donor", "version", "written_at",
            "written_by",
            "voided_at",
        }  # fmt: skip

    class Meta(AuthoredRecord.Meta):
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_one_per_place_in_history",
                fields=["woman", "seq"],
                condition=Q(voided_at__isnull=True),
                violation_error_message="Another transfer already has this number.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_date_has_its_precision",
                violation_error_code="transferred",
                condition=Q(
                    transferred_on__isnull=True, transferred_precision=Precision.UNKNOWN
                )
                | (
                    Q(transferred_on__isnull=False)
                    & ~Q(transferred_precision=Precision.UNKNOWN)
                ),
                violation_error_message="A date needs to say how exact it is.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_embryo_day_is_possible",
                violation_error_code="embryo_day",
                condition=Q(embryo_day__isnull=True) | Q(embryo_day__range=(1, 7)),
                violation_error_message="An embryo is put back on its day 1 to 7.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_embryo_day_fits_its_stage",
                violation_error_code="embryo_day",
                condition=Q(embryo_day__isnull=True)
                | Q(stage="")
                | Q(stage=TransferStage.CLEAVAGE, embryo_day__lte=4)
                | Q(stage=TransferStage.BLASTOCYST, embryo_day__gte=4),
                violation_error_message="This day does not fit the stage of the embryo.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_donor_only_of_a_donated_egg",
                violation_error_code="donor_code",
                condition=Q(donor__isnull=True) | Q(egg=Egg.DONOR),
                violation_error_message="A donor is named where the egg was donated.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_puts_back_one_at_least",
                violation_error_code="embryos",
                condition=Q(embryos__isnull=True) | Q(embryos__gte=1),
                violation_error_message="A transfer puts back one embryo at least.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_good_ones_were_put_back",
                violation_error_code="good_embryos",
                condition=Q(good_embryos__isnull=True)
                | Q(embryos__isnull=True)
                | Q(good_embryos__lte=F("embryos")),
                violation_error_message="There are more good embryos than were put back.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_chance_is_a_share",
                violation_error_code="predicted_percent",
                condition=Q(predicted_chance__isnull=True)
                | Q(predicted_chance__range=(0, 1)),
                violation_error_message="A chance lies between 0 and 100 %.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_pregnancy_only_of_a_positive_one",
                violation_error_code="pregnancy",
                condition=Q(pregnancy__isnull=True)
                | ~Q(result__in=[TransferResult.NEGATIVE, TransferResult.PENDING, ""]),
                violation_error_message=(
                    "A pregnancy came of a transfer whose result was positive."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Transfer {self.seq}"

    @property
    def transferred(self) -> ApproximateDate | None:
        """The day as exactly as it is remembered; None is unknown."""
        return approximate(
            self.transferred_on, self.transferred_precision, about=self.transferred_about
        )
