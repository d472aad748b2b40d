"""What the laboratory's results say of an item of the work-up.

They are read where they lie and never copied. An item is normal by them only when every
test it reads has a result inside a limit the clinic confirmed, and none was ever outside.
Whatever else came back, a result outside its limit too, waits for a clinician: a flag
alone explains no loss, and a later result in range takes none away.

    tests read     their results, the newest last    the item
    TSH, free T4   in range, in range                normal
    TSH, free T4   in range, none                    not judged
    TSH, free T4   high, in range                    not judged
    TSH, free T4   high then in range, in range      in range again, not judged
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
    normal when every test of both is. A day on which all are in range after one was not
    is told apart, for it is not normal by itself.
    """
    told = list(results)
    needed = len(codes) * len(_asked_of(subject))
    judged = []
    for day in sorted({each.on for each in told}):
        known = newest(each for each in told if each.on <= day)
        in_range = len(known) == needed and all(each.in_range for each in known)
        was_out = any(each.in_range is False for each in told if each.on <= day)
        judged.append(
            ItemResult(
                day,
                False if in_range and not was_out else None,
                by_laboratory=True,
                in_range_again=in_range and was_out,
            )
        )
    return tuple(judged)


def _asked_of(subject: Subject) -> frozenset[Subject]:
    """Whose results an item asks for; tissue is kept as a test of the woman."""
    match subject:
        case Subject.COUPLE:
            return frozenset({Subject.WOMAN, Subject.MAN})
        case Subject.TISSUE:
            return frozenset({Subject.WOMAN})
    return frozenset({subject})
