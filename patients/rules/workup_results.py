"""What the laboratory's results say of an item of the work-up.

They are read where they lie and never copied. An item is normal by them only when every
test it reads has a result inside a limit the clinic confirmed. Whatever else came back, a
result outside its limit too, waits for a clinician: a flag alone explains no loss.

    tests read     their newest results              the item
    TSH, free T4   in range, in range                normal
    TSH, free T4   in range, none                    not judged
    TSH, free T4   high, in range                    not judged
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from patients.rules.workup import ItemResult
from patients.rules.workup_items import Subject


@dataclass(frozen=True, slots=True)
class LaboratoryResult:
    """One signed result as its laboratory gave it.

    `of` is whose it is. `in_range` is False outside a confirmed limit and None where no
    limit judges it.
    """

    code: str
    of: Subject
    on: date
    name: str
    value: str
    judged: str
    in_range: bool | None
    url: str = ""


def of_subject(
    results: Iterable[LaboratoryResult], subject: Subject, *, codes: Collection[str]
) -> tuple[LaboratoryResult, ...]:
    """Give the results of these tests that are of whom the item asks, the oldest first."""
    whose = _asked_of(subject)
    asked = [each for each in results if each.code in codes and each.of in whose]
    return tuple(sorted(asked, key=lambda each: each.on))


def newest(results: Iterable[LaboratoryResult]) -> tuple[LaboratoryResult, ...]:
    """Give the newest result of each test and person, of results the oldest first.

    They come sample by sample, the oldest sample first.
    """
    last = {(each.of, each.code): each for each in results}.values()
    return tuple(sorted(last, key=lambda each: (each.on, each.url)))


def item_results(
    results: Iterable[LaboratoryResult], subject: Subject, *, codes: Collection[str]
) -> tuple[ItemResult, ...]:
    """Judge an item by its tests, once for each day a sample was taken.

    `results` are those of the item, the oldest first. What is asked of both partners is
    normal when every test of both is.
    """
    told = list(results)
    needed = len(codes) * len(_asked_of(subject))
    judged = []
    for day in sorted({each.on for each in told}):
        known = newest(each for each in told if each.on <= day)
        is_normal = len(known) == needed and all(each.in_range for each in known)
        judged.append(ItemResult(day, False if is_normal else None))
    return tuple(judged)


def _asked_of(subject: Subject) -> frozenset[Subject]:
    """Whose results an item asks for; tissue is kept as a test of the woman."""
    match subject:
        case Subject.COUPLE:
            return frozenset({Subject.WOMAN, Subject.MAN})
        case Subject.TISSUE:
            return frozenset({Subject.WOMAN})
    return frozenset({subject})
