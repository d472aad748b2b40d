"""Files that only their care team sees, and the glass others may break."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Length
from django.utils import timezone

from foundation.accounts.roles import Permission
from foundation.records.compiled import Blank, Compiled, Question, Row, among
from foundation.records.models import AuthoredRecord, RecordQuerySet, Whose, tracked
from patients.choices import Verdict
from patients.models.merging import Clash, Moves, Stays

models.CharField.register_lookup(Length)
GLASS_LASTS: Final = timedelta(minutes=60)
REVIEWED_WITHIN: Final = timedelta(days=3)
REASON_LEAST: Final = 10
# What a session remembers, so that pages ask only where a banner may have to stand.
GLASS: Final = "glass"


class RestrictionQuerySet(RecordQuerySet):
    def visible_to(self, user) -> Self:
        """Which files are restricted, and to whom, is for those who oversee it."""
        return self if user.may(Permission.RESTRICTION_OVERSEE) else self.none()

    def in_force(self) -> Self:
        """Restrictions that stand and were not lifted."""
        return self.standing().filter(lifted_at__isnull=True)

    def closed_to(self, user) -> Self:
        """The restrictions that keep this reader out.

        Inside are the members of the care team, reception where it books for the couple,
        and those who oversee restricted files. Nobody else is, whatever the role.
        """
        if user.may(Permission.RESTRICTION_OVERSEE):
            return self.none()
        own = CareTeamMember.objects.standing().filter(
            restriction=OuterRef("pk"), member=user.pk
        )
        closed = self.in_force().exclude(Exists(own))
        if user.may(Permission.RESTRICTED_BOOK):
            return closed.filter(desk_books=False)
        return closed


@tracked
class Restriction(AuthoredRecord):
    """The file of a couple is closed to everybody but its care team.

    It covers both people: what else is on file of either of them is closed too.
    """

    couple = models.ForeignKey(
        "patients.Couple", on_delete=models.PROTECT, related_name="restrictions"
    )
    reason = models.CharField(max_length=300)
    desk_books = models.BooleanField("reception books for them", default=True)
    lifted_at = models.DateTimeField(null=True, blank=True, editable=False)
    lift_reason = models.CharField(max_length=300, blank=True, editable=False)

    objects = RestrictionQuerySet.as_manager()

    whose = Whose(couple="couple_id")
    when_merged = {"couple": Moves("restrictions of the file", on_clash=Clash.STAYS)}

    class Privacy:
        identifying: set[str] = set()
        clinical = {"reason", "lift_reason", "void_reason"}
        open = {
            "id", "couple", "desk_books", "lifted_at", "version", "written_at",
            "written_by", "voided_at",
        }  # fmt: skip

    class Meta(AuthoredRecord.Meta):
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_one_in_force_per_couple",
                fields=["couple"],
                condition=Q(lifted_at__isnull=True, voided_at__isnull=True),
                violation_error_message="This file is restricted already.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_says_why",
                condition=~Q(reason=""),
                violation_error_message="A restriction needs a reason.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_lifted_with_a_reason",
                condition=Q(lifted_at__isnull=True, lift_reason="")
                | (Q(lifted_at__isnull=False) & ~Q(lift_reason="")),
                violation_error_message="Lifting a restriction needs a reason.",
            ),
        ]

    def __str__(self) -> str:
        return f"Restriction of {self.couple}"


@tracked
class CareTeamMember(AuthoredRecord):
    """Somebody a restricted file is open to; struck out on leaving the team."""

    restriction = models.ForeignKey(
        Restriction, on_delete=models.PROTECT, related_name="team"
    )
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    whose = Whose(couple="restriction.couple_id")

    class Privacy:
        identifying: set[str] = set()
        clinical = {"void_reason"}
        open = {
            "id", "restriction", "member", "version", "written_at", "written_by",
            "voided_at",
        }  # fmt: skip

    class Meta(AuthoredRecord.Meta):
        ordering = ["pk"]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_named_once",
                fields=["restriction", "member"],
                condition=Q(voided_at__isnull=True),
                violation_error_message="This person is in the care team already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}"


class BrokenGlassQuerySet(RecordQuerySet):
    def open_to(self, user, *, at=None) -> Self:
        """What this reader has broken and is still open; none once the role may not."""
        if not user.may(Permission.GLASS_BREAK):
            return self.none()
        return self.standing().filter(
            written_by=user.pk, closed_at__isnull=True, until__gt=at or timezone.now()
        )

    def visible_to(self, user) -> Self:
        """Who broke which glass is for those who review it."""
        return self if user.may(Permission.RESTRICTION_OVERSEE) else self.none()

    def unreviewed(self) -> Self:
        """Those nobody has judged yet, the longest waiting first."""
        waiting = self.standing().filter(reviewed_at__isnull=True)
        return waiting.order_by("written_at", "pk")

    def in_full(self) -> Self:
        """With the couple and the people who broke and reviewed, in the same query."""
        return self.select_related(
            "couple__woman", "couple__man", "written_by", "reviewed_by"
        )


@tracked
class BrokenGlass(AuthoredRecord):
    """Somebody outside the care team opened one restricted file: why, until when.

    The author broke it; afterwards somebody else judges whether that was right.
    """

    couple = models.ForeignKey(
        "patients.Couple", on_delete=models.PROTECT, related_name="broken_glass"
    )
    reason = models.CharField(max_length=300)
    until = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    reviewed_at = models.DateTimeField(null=True, blank=True, editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    verdict = models.CharField(max_length=12, choices=Verdict, blank=True)
    review_note = models.CharField("note", max_length=500, blank=True)

    objects = BrokenGlassQuerySet.as_manager()

    whose = Whose(couple="couple_id")
    when_merged = {"couple": Stays("it says whose file somebody opened at that time")}

    class Privacy:
        identifying: set[str] = set()
        clinical = {"reason", "review_note", "void_reason"}
        open = {
            "id", "couple", "until", "closed_at", "reviewed_at", "reviewed_by", "verdict",
            "version", "written_at", "written_by", "voided_at",
        }  # fmt: skip

    class Meta(AuthoredRecord.Meta):
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["written_by", "until"],
                name="patients_glass_still_open",
                condition=Q(closed_at__isnull=True, voided_at__isnull=True),
            ),
        ]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_says_why",
                condition=Q(reason__length__gte=REASON_LEAST),
                violation_error_message=f"Write at least {REASON_LEAST} characters.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_lasts_an_hour_at_most",
                condition=Q(until__lte=F("written_at") + GLASS_LASTS),
                violation_error_message="Broken glass is open for an hour at most.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_reviewed_as_a_whole",
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True, verdict="")
                | (
                    Q(reviewed_at__isnull=False, reviewed_by__isnull=False) & ~Q(verdict="")
                ),
                violation_error_message="A review has a name, a time and a verdict.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_reviewed_by_somebody_else",
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("written_by")),
                violation_error_message="Somebody else reviews it than who broke it.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_doubt_is_explained",
                condition=Q(verdict__in=["", Verdict.JUSTIFIED]) | ~Q(review_note=""),
                violation_error_message="Write what is in doubt, or what was done.",
            ),
        ]

    def __str__(self) -> str:
        return f"Broken glass of {self.couple}"

    @property
    def ended_at(self) -> datetime:
        """When it closed or will close: given back early, or the hour over."""
        return self.closed_at or self.until

    @property
    def is_open(self) -> bool:
        """Tell whether the file is still open to who broke the glass."""
        return self.ended_at > timezone.now()

    @property
    def review_due_at(self) -> datetime:
        """By when somebody should have judged it."""
        return self.written_at + REVIEWED_WITHIN

    @property
    def is_overdue(self) -> bool:
        """Tell whether it should have been reviewed by now."""
        return self.reviewed_at is None and self.review_due_at < timezone.now()


# What decides which files are closed to somebody, besides who he is.
DECIDES: Final = (
    Permission.RESTRICTION_OVERSEE,
    Permission.RESTRICTED_BOOK,
    Permission.GLASS_BREAK,
)


@dataclass(frozen=True, slots=True)
class AnyReader:
    """Whoever has these rights, in a question that is written before he asks it."""

    rights: frozenset[Permission]
    pk: ClassVar = Blank("reader", models.BigIntegerField())
    now: ClassVar = Blank("now", models.DateTimeField())

    def may(self, permission: Permission) -> bool:
        return permission in self.rights


def asks(user) -> dict[str, Any]:
    """Who asks, and when: what a question written for `AnyReader` leaves blank."""
    return {"reader": user.pk, "now": getattr(user, "now", None) or timezone.now()}


def asked(write: Callable[..., Question[Row]], user, **values: Any) -> list[Row]:
    """Ask a question that was written for `AnyReader`, with these values in its blanks."""
    return write(AnyReader(user.rights)).all(**values, **asks(user))


def people_closed_to(user, *, place: str, at) -> models.QuerySet:
    """The women (`place` "woman") or men whose file is closed to this reader at a moment.

    Broken glass opens the file of both people of the couple it was broken for.
    """
    path = f"couple__{place}"
    opened = BrokenGlass.objects.open_to(user, at=at).values(path)
    closed = Restriction.objects.closed_to(user).exclude(**{f"{path}__in": opened})
    return closed.values(path)


@cache
def _compiled(reader: AnyReader, place: str) -> Compiled | None:
    """The same for all readers of the same rights; it is part of nearly every page."""
    return Compiled.of(people_closed_to(reader, place=place, at=reader.now))


def _closed(user, column: str, *, place: str) -> Q:
    reader = AnyReader(frozenset(filter(user.may, DECIDES)))
    return among(column, _compiled(reader, place), asks(user))


def closed_couple(user, path: str = "") -> Q:
    """What leads by `path` ("couple__") to a couple whose file is closed to this reader."""
    hers = _closed(user, f"{path}woman", place="woman")
    return hers | _closed(user, f"{path}man", place="man")


def closed_person(user, path: str = "pk") -> Q:
    """What leads by `path` ("person") to somebody whose file is closed to this reader."""
    return _closed(user, path, place="woman") | _closed(user, path, place="man")
