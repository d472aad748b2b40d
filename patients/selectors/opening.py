"""How the file of one couple is opened: the question nearly every page begins with."""

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import Http404

from foundation.records.compiled import Blank, Question
from patients.choices import AttachmentKind
from patients.models import Attachment, Couple, Merge, Pregnancy, Restriction
from patients.models.couple import CoupleQuerySet
from patients.models.restriction import AnyReader, asks


def open_file(user, number: str) -> Couple:
    """Give a couple this reader may open, with both people.

    Raises: Http404 for anybody else's number, as for one that is not on file.
    """
    found = _open_to(AnyReader(user.rights)).first(number=number, **asks(user))
    if found is None:
        raise Http404("No couple of that number is open to this reader.")
    return found


@cache
def _open_to(reader: AnyReader) -> Question[Couple]:
    couples = Couple.objects.visible_to(reader).standing().with_people()
    return Question(couples.filter(number=Blank("number")))


@dataclass(frozen=True, slots=True)
class Hints:
    """What a file has seldom: it is asked for, as far as it may be seen, only then."""

    has_restriction: bool
    has_others: bool
    has_merges: bool
    is_pregnant: bool
    # The photos at the head of the file, hers and his; None where there is none.
    photos: tuple[UUID | None, UUID | None]


def with_hints(couples: CoupleQuerySet) -> CoupleQuerySet:
    """Each couple with its hints, in the same query; nothing of them is shown."""
    here, she, he = OuterRef("pk"), OuterRef("woman"), OuterRef("man")
    into = Q(kept_couple=here) | Q(kept_person=she) | Q(kept_person=he)
    merges = Merge.objects.in_force().filter(part_of__isnull=True)
    photos = Attachment.objects.standing().filter(couple=here, kind=AttachmentKind.PHOTO)
    return couples.annotate(
        has_restriction=Exists(Restriction.objects.in_force().filter(couple=here)),
        has_others=Exists(Couple.objects.beside(here, she, he)),
        has_merges=Exists(merges.filter(into)),
        is_pregnant=Exists(Pregnancy.objects.carried_now().filter(woman=she)),
        **{
            name: Subquery(
                photos.filter(person=one).order_by("-written_at").values("pk")[:1]
            )
            for name, one in (("her_photo", she), ("his_photo", he))
        },
    )


def hints_of(couple: Any) -> Hints:
    """Give the hints a couple came with."""
    return Hints(
        *(couple.has_restriction, couple.has_others, couple.has_merges),
        is_pregnant=couple.is_pregnant,
        photos=(couple.her_photo, couple.his_photo),
    )
