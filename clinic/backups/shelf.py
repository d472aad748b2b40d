"""The folder of backups: their names, which is the newest, and which may go."""

from datetime import UTC, datetime
from pathlib import Path

from foundation.safekeeping.rules.retention import to_remove
from foundation.safekeeping.services.files import UNFINISHED, sync_folder

NAMED = "decidua-%Y-%m-%dT%H-%M-%SZ.backup"


def name_of(made_at: datetime) -> str:
    """A name that sorts by time and says it in words; in UTC, which has no summer."""
    return made_at.astimezone(UTC).strftime(NAMED)


def sum_beside(path: Path) -> Path:
    """The file that holds a backup's sum, as `sha256sum --check` reads it."""
    return path.with_name(f"{path.name}.sha256")


def backups_in(folder: Path) -> dict[datetime, Path]:
    """Every complete backup of the folder by the moment it was made, the oldest first.

    Other files are nobody's business here.
    """
    made = {}
    for path in folder.glob("decidua-*.backup"):
        try:
            moment = datetime.strptime(path.name, NAMED).replace(tzinfo=UTC)
        except ValueError:
            continue
        made[moment] = path
    return dict(sorted(made.items()))


def newest_in(folder: Path) -> Path | None:
    return next(reversed(backups_in(folder).values()), None)


def tidy(folder: Path, *, at: datetime) -> int:
    """Remove the backups whose time is over; say how many."""
    made = backups_in(folder)
    over = to_remove(made, at=at)
    for moment in over:
        made[moment].unlink()
        sum_beside(made[moment]).unlink(missing_ok=True)
    sync_folder(folder)
    return len(over)


def clear_unfinished(folder: Path) -> None:
    """Remove what a killed backup left: half a file, or the sum of one that never came."""
    for draft in folder.glob(f".decidua-*{UNFINISHED}"):
        draft.unlink()
    for total in folder.glob("decidua-*.backup.sha256"):
        if not total.with_suffix("").exists():
            total.unlink()
