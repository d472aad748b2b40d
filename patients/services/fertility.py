"""Since when a couple tries for a child, and what was found, is kept and corrected."""

from foundation.medicine.dates import ApproximateDate
from foundation.records.dates import columns
from patients.models import Couple, Fertility
from patients.services.asking import write_asked


def tell_fertility(
    *,
    couple: Couple,
    record: Fertility | None,
    trying: ApproximateDate | None,
    note: str,
    by,
    **found: str,
) -> Fertility:
    """Keep what is known, in the row that was read or in the first one.

    `found` names items by their column: normal, abnormal, or empty where nobody looked.

    Raises:
        StaleRecord: somebody saved it after it was read; nothing was saved.
        ValidationError: it lies in the future, or a first row is on file meanwhile.
    """
    row = record or Fertility(couple=couple)
    row.note = note.strip()
    for column, value in (found | columns("trying", trying)).items():
        setattr(row, column, value)
    action = "fertility.changed" if record else "fertility.told"
    return write_asked(row, asked=("trying", "note", *found), by=by, action=action)
