"""What is typed is kept before it is saved: put away, found again, gone with the save.

A draft is kept under the key of the drawn form. Keeping and saving claim the same row of
`Submission` first, one after the other: nothing is kept of a form that has been saved.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import models, transaction

from foundation.records.models import Act, Draft, Submission
from foundation.records.models.whose import whose_file
from foundation.records.selectors import acts_about, open_to

KEPT_FOR = timedelta(days=7)
MOST_READ, MOST_SHOWN = 200, 20

Typed = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a form is about: the row, the couple and its two people; or nobody."""

    row: models.Model | None = None
    couple_id: int | None = None
    people: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class Typing:
    """One form as it stands on the screen."""

    key: UUID
    form: str
    address: str
    typed: Typed
    turn: int
    opened_at: datetime
    subject: Subject = field(default_factory=Subject)


@transaction.atomic
def keep(typing: Typing, *, by) -> Draft | None:
    """Put away what somebody has typed; None where the form was saved meanwhile.

    What was sent earlier and arrives later changes nothing.
    """
    claim, is_free = Submission.objects.get_or_create(
        key=typing.key, defaults={"by": by, "path": typing.address}
    )
    if not is_free:
        return None
    draft = Draft.objects.filter(pk=typing.key).first() or _begun(typing, by=by)
    if draft.author_id == by.pk and (draft._state.adding or draft.turn < typing.turn):
        draft.turn, draft.content = typing.turn, json.dumps(typing.typed)
        draft.save()
    claim.delete()
    return draft if draft.author_id == by.pk else None


def _begun(typing: Typing, *, by) -> Draft:
    return Draft(
        key=typing.key,
        author=by,
        form=typing.form,
        address=typing.address,
        couple_id=typing.subject.couple_id,
        person_id=whose_file(typing.subject.row)["person_id"],
        opened_at=typing.opened_at,
    )


def drafts_at(address: str, *, by) -> list[Draft]:
    """What somebody has typed at an address and not saved, the newest first."""
    return list(Draft.objects.of(by).filter(address=address).order_by("-kept_at"))


def words_of(draft: Draft) -> Typed:
    """What was typed: the name of each question with its answer."""
    return json.loads(draft.content)


def changes_since(draft: Draft, *, subject: Subject, user) -> list[Act]:
    """What was done to the file meanwhile, as far as this reader may see it."""
    if subject.couple_id is None:
        return []
    lines = acts_about(
        couple_id=subject.couple_id, people=subject.people, since=draft.opened_at
    )
    return open_to(lines.reverse()[:MOST_READ], user=user)[:MOST_SHOWN]


def discard(key: UUID, *, by) -> None:
    """Drop what somebody typed, because it was saved or is no longer wanted."""
    Draft.objects.of(by).filter(pk=key).delete()


def purge(*, now: datetime) -> int:
    """Delete what nobody came back to for seven days; how many."""
    deleted, _ = Draft.objects.kept_before(now - KEPT_FOR).delete()
    return deleted
